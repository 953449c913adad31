"""Answering a question: understand, retrieve, read, then quote or abstain."""

import time
from collections.abc import Sequence
from dataclasses import replace

from bp_qa.answering.answer import Answer, Citation
from bp_qa.answering.comparison import compares, may_compare, split_comparison
from bp_qa.answering.compose import (
    EMPTY_QUESTION,
    Citer,
    differing_text,
    distinct,
    fact_text,
    list_text,
    pair_text,
    refusal_text,
)
from bp_qa.answering.disagreement import contradicting
from bp_qa.answering.evidence import Evidence, content_words, is_sure
from bp_qa.answering.followup import Dependence, Resolved, resolve
from bp_qa.answering.lists import list_items
from bp_qa.answering.pairing import best_pair, is_one, is_two, pair_by_coverage, sentence_key
from bp_qa.answering.question import AnswerType, asks_twice
from bp_qa.answering.reader import Reader, Reading, day_first, short_answer
from bp_qa.answering.span_reader import SpanReader
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.indexing.store import ArchiveIndex
from bp_qa.retrieval.passage import Passage
from bp_qa.retrieval.query import Query, QueryReader
from bp_qa.retrieval.search import HybridSearch
from bp_qa.vietnamese.sentences import Span

# Passages that are read at once, and at most, if none of the first seems to answer; those after them are only
# shown as considered.
_READ, _READ_AT_MOST = 5, 16
# At once of a question about two things, whose answer may stand in two articles.
_READ_OF_TWO = 8
# Share of a question's weight that the second of two sentences has to add.
_ADDED = 0.1
# How unsure the reader may be of the second of two sentences where a question surely asks for two.
_NEAR = -0.6
# A further sentence may be quoted too if its score is within this of the best one's.
_CLOSE = 0.5
_MOST_SENTENCES = 3


class Answerer:
    """Answers questions about an archive, in the archive's own words."""

    def __init__(
        self,
        index: ArchiveIndex,
        queries: QueryReader,
        search: HybridSearch,
        span_reader: SpanReader,
        top_k: int,
    ) -> None:
        self._index = index
        self._queries = queries
        self._search = search
        self._reader = Reader(index, span_reader)
        self._top_k = top_k

    def answer(self, question: str, history: Sequence[str] = (), only: ChunkFilter | None = None) -> Answer:
        """The answer to `question`, or a refusal.

        Args:
            history: earlier questions of the conversation, oldest first.
            only: what the person has narrowed the search to.
        """
        started = time.perf_counter()
        timings: dict[str, float] = {}
        query = self._queries.read(question, only)
        if not any(char.isalnum() for char in query.text):
            text = EMPTY_QUESTION["en" if query.english else "vi"]
            return Answer(question, query.text, text, abstained=True, confidence=0.0)
        earlier = [text for text in (self._queries.read(asked).text for asked in history) if text]
        resolved = resolve(query.text, earlier, self._index.encoder.encode_queries)
        timings["understand"] = _since(started)
        if resolved.dependence is Dependence.ALONE:
            answer = self._answer(question, query, timings)
        else:
            answer = self._follow_up(question, query, resolved, only, timings)
        timings["total"] = _since(started)
        return replace(answer, timings_ms=timings)

    def evidence(self, question: str) -> list[Evidence]:
        """The sentences that may answer `question`, asked on its own, likeliest first."""
        query = self._queries.read(question)
        return self._reader.evidence(query, self._found(query), _READ)

    def _follow_up(
        self,
        question: str,
        query: Query,
        resolved: Resolved,
        only: ChunkFilter | None,
        timings: dict[str, float],
    ) -> Answer:
        before = self._search.search(self._queries.read(resolved.earlier, only), k=1)
        focus = tuple(passage.article_id for passage in before)
        whole = replace(self._queries.read(resolved.text, only), focus=focus)
        answer = self._answer(question, whole, timings, more=resolved.more)
        if resolved.dependence is Dependence.PERHAPS:
            alone = self._answer(question, query, timings)
            if alone.confidence > answer.confidence:
                return alone
        return answer

    def _answer(self, question: str, query: Query, timings: dict[str, float], more: int = 0) -> Answer:
        """Answers a question that is understood; `more` is how many answers to it have been given already."""
        clock = time.perf_counter()
        passages = self._found(query)
        clock = _lap(timings, "retrieve", clock)
        halves = split_comparison(query.text)
        of_two = halves is not None or may_compare(query.text)
        reading = self._read(query, passages, _READ_OF_TWO if of_two else _READ)
        both: list[tuple[Evidence, str]] = []
        unclear: list[tuple[str, Evidence]] = []
        if halves is not None:
            reading, both, unclear = self._of_both(query, reading, halves)
        elif of_two:
            both = [(item, "") for item in self._pair(query, reading)]
        clock = _lap(timings, "read", clock)
        passages = passages[: self._top_k]
        answer = self._compose(question, query, passages, reading, both, unclear)
        for _ in range(more):
            if answer.abstained:
                break
            left = [item for item in reading.evidence if not _is_told(item, answer.citations)]
            reading = self._reader.judge(query, left)
            answer = self._compose(question, query, passages, reading, more=True)
        _lap(timings, "compose", clock)
        return answer

    def _of_both(
        self, query: Query, reading: Reading, halves: tuple[str, str]
    ) -> tuple[Reading, list[tuple[Evidence, str]], list[tuple[str, Evidence]]]:
        """What answers each side of a question about two things.

        Args:
            reading: of the whole question.
            halves: the question taken apart.

        Returns:
            The reading, surer where both sides are sure; for each side that is answered the sentence and its
            words; for each other one the question and the sentence that comes nearest. Both are empty where
            one sentence answers all.
        """
        asked = [self._side(query, half) for half in halves]
        sides = (self._read(asked[0], self._found(asked[0])), self._read(asked[1], self._found(asked[1])))
        pair = best_pair(reading, halves, sides)
        one = reading.answerable and not compares(query.text) and not is_two(pair, sides)
        if one and is_one(reading.evidence[0], halves, sides):
            return reading, [], []
        both: list[tuple[Evidence, str]] = []
        unclear: list[tuple[str, Evidence]] = []
        taken = set(map(sentence_key, pair))
        for half, side, chosen in zip(asked, sides, pair, strict=False):
            others = [item for item in side.evidence if sentence_key(item) not in taken]
            item = day_first(half, [chosen, *others])[0]
            if is_sure(item):
                both.append((item, short_answer(half, side.kind, item)))
            elif side.answerable:
                both.append((item, ""))
            else:
                unclear.append((half.text, item))
        if not reading.answerable and all(side.answerable for side in sides):
            confidence = min(side.confidence for side in sides)
            reading = replace(reading, confidence=confidence, answerable=True)
        return reading, both, unclear

    def _pair(self, query: Query, reading: Reading) -> list[Evidence]:
        """The two sentences that answer a question about two things that cannot be taken apart, if there are.

        The reader is trained to answer such a question with either side. Where the question but may be about
        two things, the best sentence is one of the two, and the other has to name what it does not.
        """
        pair, added = pair_by_coverage(reading, content_words(query.expanded), self._reader.weigher.rarity)
        certain = compares(query.text)
        if not certain and (added < _ADDED or reading.evidence[0] not in pair):
            return []
        least = _NEAR if certain else 0.0
        return pair if all(item.features["span"] > least for item in pair) else []

    def _side(self, query: Query, half: str) -> Query:
        """One side of a question about two things, understood."""
        return replace(self._queries.read(half), only=query.only, focus=query.focus)

    def _found(self, query: Query) -> list[Passage]:
        return self._search.search(query, k=max(self._top_k, _READ_AT_MOST))

    def _read(self, query: Query, passages: Sequence[Passage], at_first: int = _READ) -> Reading:
        return self._reader.read(query, passages[:_READ_AT_MOST], at_first)

    def _compose(
        self,
        question: str,
        query: Query,
        passages: Sequence[Passage],
        reading: Reading,
        both: Sequence[tuple[Evidence, str]] = (),
        unclear: Sequence[tuple[str, Evidence]] = (),
        *,
        more: bool = False,
    ) -> Answer:
        """The answer that `reading` gives.

        Args:
            both: what answers each side of a comparison, and its words.
            unclear: the sides, as questions, that nothing answers for sure, with what comes nearest.
            more: whether something has been told already.
        """
        language = "en" if query.english else "vi"
        if not reading.answerable or not reading.evidence:
            return Answer(
                question=question,
                understood=query.text,
                text=refusal_text(passages, language, more=more),
                abstained=True,
                confidence=reading.confidence,
                passages=tuple(passages),
                notes=query.notes,
            )
        best = reading.evidence[0]
        quoted = [item for item, _ in both] or [best]
        cited = [*quoted, *(item for _, item in unclear)]
        shown_chunks = [
            passage.chunk_id for passage in (*passages, *(item.sentence.passage for item in cited))
        ]
        citer = Citer(
            {chunk.article_id: chunk.path for chunk in self._index.catalogue.chunks(shown_chunks).values()}
        )
        items: tuple[str, ...] = ()
        short = reading.short
        if both:
            short, shorts = "", [each for _, each in both]
            items = tuple(each for each in shorts if each)
            text = pair_text(quoted, shorts, citer, unclear, language)
        elif reading.kind is AnswerType.LIST:
            chunks = self._index.catalogue.chunks_of(best.sentence.passage.article_id)
            found = list_items(chunks, best.sentence.start, best.sentence.end, _answering_words(best))
            items = tuple(item.text for item in found)
            short = ""
            text = list_text(found, best.sentence.passage, citer, language)
        else:
            against = contradicting(reading, _MOST_SENTENCES - 1)
            if against:
                short = ""
                text = differing_text([best, *against], citer, language)
            else:
                text = fact_text(short, [best, *_besides(query, reading)], citer, english=query.english)
        return Answer(
            question=question,
            understood=query.text,
            text=text,
            abstained=False,
            confidence=reading.confidence,
            citations=tuple(citer.citations),
            passages=tuple(passages),
            short=short,
            items=items,
            notes=query.notes,
        )


def _answering_words(best: Evidence) -> Span | None:
    """Where in the article the words stand that answer, if the span reader is sure of them."""
    if best.span is None or not is_sure(best):
        return None
    return Span(best.sentence.start + best.span.start, best.sentence.start + best.span.end)


def _is_told(item: Evidence, citations: Sequence[Citation]) -> bool:
    """Whether a sentence has been cited, all or in part."""
    sentence = item.sentence
    return any(
        citation.article_id == sentence.passage.article_id
        and citation.start < sentence.end
        and sentence.start < citation.end
        for citation in citations
    )


def _close(reading: Reading) -> list[Evidence]:
    """Sentences that answer nearly as well as the best one, without it."""
    best = reading.evidence[0]
    return distinct([item for item in reading.evidence if item.score >= best.score - _CLOSE])[1:]


def _besides(query: Query, reading: Reading) -> list[Evidence]:
    """Further sentences of the same article, where the question asks for two things."""
    if not asks_twice(query.text):
        return []
    article = reading.evidence[0].sentence.passage.article_id
    same = [item for item in _close(reading) if item.sentence.passage.article_id == article]
    return same[: _MOST_SENTENCES - 1]


def _since(moment: float) -> float:
    return (time.perf_counter() - moment) * 1000


def _lap(timings: dict[str, float], name: str, since: float) -> float:
    """Adds the time since `since` to the step `name`; the time now."""
    now = time.perf_counter()
    timings[name] = timings.get(name, 0.0) + (now - since) * 1000
    return now
