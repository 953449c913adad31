"""Answers in a language model's words where one is configured, in the archive's own where not.

The reader finds the answer and decides whether there is one; the model only puts it into sentences.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from bp_qa.answering.answer import Answer, Citation
from bp_qa.answering.chain import grow
from bp_qa.answering.compose import ENGLISH_LEAD
from bp_qa.answering.evidence import sentences_of
from bp_qa.answering.grounding import Quote
from bp_qa.answering.prompts import UNUSABLE_MODEL
from bp_qa.answering.rewriting import rewrite_question
from bp_qa.answering.writer import LlmWriter, Tally, Written
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.indexing.store import ArchiveIndex
from bp_qa.vietnamese.diacritics import looks_english
from bp_qa.vietnamese.forms import fold

BUSY_MODEL = {
    "vi": "Mô hình ngôn ngữ đang bận, trả lời bằng nguyên văn trong kho lưu trữ.",
    "en": "The language model is busy; the answer is in the archive's own words.",
}
"""Note on an answer that the model would have written, had it not been busy with others."""

_MOST_QUOTES = 6
# Passages whose other sentences may be quoted to the model too.
_PASSAGES = 3
_SHORTEST_QUOTE = 40


class Quoting(Protocol):
    """What answers in the archive's own words."""

    def answer(self, question: str, history: Sequence[str] = (), only: ChunkFilter | None = None) -> Answer:
        """The answer to `question`, or a refusal."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """An answer that is being made.

    Attributes:
        answer: the whole so far.
        complete: whether no more comes; else it is made of sentences that the model has written by now.
    """

    answer: Answer
    complete: bool


class ProseAnswerer:
    """Answers questions; with a writer, in checked prose."""

    def __init__(self, answerer: Quoting, index: ArchiveIndex, writer: LlmWriter | None = None) -> None:
        self._answerer = answerer
        self._index = index
        self._writer = writer

    def answer(self, question: str, history: Sequence[str] = (), only: ChunkFilter | None = None) -> Answer:
        """The whole answer to `question`, or a refusal; see :meth:`steps`."""
        *_, last = self.steps(question, history, only)
        return last.answer

    def stream(
        self, question: str, history: Sequence[str] = (), only: ChunkFilter | None = None
    ) -> Iterator[Answer]:
        """The answer as it grows, each value the whole so far; the last one is complete.

        What the model writes comes sentence by sentence, all else word by word; see :meth:`steps`.
        """
        shown = ""
        for step in self.steps(question, history, only):
            if step.complete and step.answer.text != shown:
                yield from grow(step.answer)
            else:
                shown = step.answer.text
                yield step.answer

    def steps(
        self,
        question: str,
        history: Sequence[str] = (),
        only: ChunkFilter | None = None,
        *,
        busy: bool = False,
    ) -> Iterator[Step]:
        """The answer each time that the model has written a sentence of it, then the complete one.

        A refusal, a list (whose items are all to be shown) and an answer that the model did not write to its
        end are the extractive ones, the last with a note.

        Args:
            history: earlier questions of the conversation, oldest first.
            only: what the person has narrowed the search to.
            busy: the model is taken by others, so it is not asked; where it would have been, a note says so.
        """
        writer = self._writer
        if writer is None:
            yield Step(self._answerer.answer(question, history, only), complete=True)
            return
        if busy:
            base = self._answerer.answer(question, history, only)
        else:
            base = self._quoted(question, history, only, writer)
        language = "en" if looks_english(question) else "vi"
        if base.abstained or base.items or not base.citations:
            yield Step(base, complete=True)
            return
        if busy:
            yield Step(replace(base, notes=(*base.notes, BUSY_MODEL[language])), complete=True)
            return
        started = time.perf_counter()
        sources = self.sources(base)
        quotes = [
            Quote(item.number, item.quote, item.title, f"{item.published:%d/%m/%Y}" if item.published else "")
            for item in sources
        ]
        sentences: list[Written] = []
        tally = Tally()
        for sentence in writer.write(base.understood, quotes, language, tally):
            sentences.append(sentence)
            yield Step(_composed(base, sentences, sources, language), complete=False)
        timings = {**base.timings_ms, "write": (time.perf_counter() - started) * 1000}
        timings["total"] = timings.get("total", 0.0) + timings["write"]
        said = fold(" ".join(sentence.text for sentence in sentences))
        if sentences and not tally.failure and fold(base.short) in said:
            whole = _composed(base, sentences, sources, language)
        else:
            whole = replace(base, notes=(*base.notes, UNUSABLE_MODEL[language]))
        yield Step(replace(whole, timings_ms=timings), complete=True)

    def _quoted(
        self, question: str, history: Sequence[str], only: ChunkFilter | None, writer: LlmWriter
    ) -> Answer:
        """The extractive answer; a follow-up is written out by the model first where it can."""
        whole = rewrite_question(question, history, writer, self._index.encoder.encode_queries)
        if not whole:
            return self._answerer.answer(question, history, only)
        return replace(self._answerer.answer(whole, (), only), question=question)

    def sources(self, base: Answer) -> list[Citation]:
        """What the model is given: the quotes of `base`, then the sentences near them in place or meaning."""
        sources = list(base.citations)[:_MOST_QUOTES]
        taken = {(citation.article_id, citation.start) for citation in sources}
        others = [
            sentence
            for passage in base.passages[:_PASSAGES]
            for sentence in sentences_of(passage)
            if (passage.article_id, sentence.start) not in taken and len(sentence.text) >= _SHORTEST_QUOTE
        ]
        if not others or len(sources) >= _MOST_QUOTES:
            return sources
        encoder = self._index.encoder
        asked = encoder.encode_queries([base.understood])[0]
        near = encoder.encode_passages([f"{other.passage.title}\n{other.text}" for other in others]) @ asked
        chunks = self._index.catalogue.chunks([passage.chunk_id for passage in base.passages[:_PASSAGES]])
        paths = {chunk.article_id: chunk.path for chunk in chunks.values()}
        for position in np.argsort(-near)[: _MOST_QUOTES - len(sources)]:
            other = others[int(position)]
            sources.append(
                Citation(
                    number=0,
                    article_id=other.passage.article_id,
                    title=other.passage.title,
                    published=other.passage.published,
                    section=other.passage.section,
                    path=paths.get(other.passage.article_id, ""),
                    start=other.start,
                    end=other.end,
                    quote=other.text,
                    also_in=other.passage.also_in,
                )
            )
        return [replace(source, number=number) for number, source in enumerate(sources, start=1)]


def _composed(
    base: Answer, sentences: Sequence[Written], sources: Sequence[Citation], language: str
) -> Answer:
    """`base` in the words of `sentences`, with the citations numbered by first use."""
    numbers: dict[int, int] = {}
    lines = [ENGLISH_LEAD] if language == "en" else []
    for sentence in sentences:
        for number in sentence.numbers:
            numbers.setdefault(number, len(numbers) + 1)
        markers = "".join(f"[{numbers[number]}]" for number in sentence.numbers)
        lines.append(f"{sentence.text} {markers}")
    by_number = {source.number: source for source in sources}
    cited = tuple(replace(by_number[old], number=new) for old, new in numbers.items())
    short = base.short if any(base.short in citation.quote for citation in cited) else ""
    return replace(base, text="\n\n".join(lines), citations=cited, short=short)
