"""Candidate sentences of the passages, and what speaks for each of them."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from bp_qa.answering.question import AnswerType, typed_spans
from bp_qa.answering.span_reader import SpanPrediction
from bp_qa.answering.spans import Span
from bp_qa.indexing.store import ArchiveIndex
from bp_qa.retrieval.passage import Passage
from bp_qa.retrieval.query import Query
from bp_qa.vietnamese.forms import fold
from bp_qa.vietnamese.sentences import sentence_spans
from bp_qa.vietnamese.tokens import tokenize, words

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")

# Words that a question needs to be a question; they say nothing of its subject.
_QUESTION_WORDS = frozenset(
    words(
        """
        ai gi nao dau bao nhieu may khi luc the sao vi tai la co khong duoc bi da dang se nhung cac mot
        trong cua va voi cho o tai ve den tu theo boi do ra vao nay kia do thi ma hay hoac nhu rang con
        cung deu rat hon nhat biet hoi xin what who when where which how many much is are was were the a
        an of in on at to for did do does by and with
        """
    )
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: characters ``[start, end)`` of the article's text."""

    passage: Passage
    start: int
    end: int
    text: str
    position: int


@dataclass(slots=True)
class Evidence:
    """A candidate sentence with its features, all between about -1 and 1.

    Attributes:
        span: the best span of the span reader in it, offsets in the sentence.
        score: of the ranker; the higher the likelier it answers.
    """

    sentence: Sentence
    features: dict[str, float] = field(default_factory=dict)
    span: Span | None = None
    score: float = 0.0

    @property
    def short(self) -> str:
        """The words of the sentence that the span reader takes for the answer; empty if there are none."""
        return self.sentence.text[self.span.start : self.span.end] if self.span else ""

    def with_features(self, more: Mapping[str, float]) -> "Evidence":
        """The same with further features."""
        return Evidence(self.sentence, {**self.features, **more}, self.span, self.score)


def sentences_of(passage: Passage) -> list[Sentence]:
    """The sentences of a passage, in order, with offsets in the article."""
    return [
        Sentence(
            passage,
            passage.start + span.start,
            passage.start + span.end,
            passage.text[span.start : span.end],
            i,
        )
        for i, span in enumerate(sentence_spans(passage.text))
    ]


def content_words(text: str) -> list[str]:
    """Folded words of `text` that carry its subject, each once."""
    return list(dict.fromkeys(word for word in map(fold, words(text)) if word not in _QUESTION_WORDS))


class Weigher:
    """Weighs words by their rarity in the archive, and finds how much of a question a text covers."""

    def __init__(self, index: ArchiveIndex) -> None:
        self._index = index
        self._rarity = lru_cache(maxsize=20_000)(self._compute)

    def _compute(self, word: str, total: int) -> float:
        frequency = self._index.keywords.document_frequency(word)
        return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5)) if total else 1.0

    def rarity(self, word: str) -> float:
        """Inverse document frequency of a folded word, as in BM25 (Robertson and Zaragoza 2009)."""
        return self._rarity(word, self._index.keywords.size())

    def coverage(self, asked: Sequence[str], text: str) -> float:
        """Share of the weight of the words `asked` that stand in `text` (0–1)."""
        present = set(map(fold, words(text)))
        total = sum(self.rarity(word) for word in asked)
        return sum(self.rarity(word) for word in asked if word in present) / total if total else 0.0

    def pair_coverage(self, asked: Sequence[tuple[str, str]], text: str) -> float:
        """Share of the neighbouring word pairs of the question that stand side by side in `text`."""
        if not asked:
            return 0.0
        folded = list(map(fold, words(text)))
        present = set(pairwise(folded))
        return sum(pair in present for pair in asked) / len(asked)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a question is looked for in a text."""

    query: Query
    kind: AnswerType
    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    numbers: frozenset[str]
    names: tuple[str, ...]

    @classmethod
    def of(cls, query: Query, kind: AnswerType, passage: Passage) -> "Asked":
        """What to look for in `passage` when `query` asks for an answer of `kind`."""
        text = query.expanded_for(context_of(passage))
        folded = list(map(fold, words(text)))
        return cls(
            query=query,
            kind=kind,
            words=tuple(content_words(text)),
            pairs=tuple(pairwise(folded)),
            numbers=frozenset(_numbers(query.text)),
            names=tuple(_names(text)),
        )


def gather(
    query: Query,
    kind: AnswerType,
    passages: Sequence[Passage],
    predictions: Sequence[SpanPrediction],
    weigher: Weigher,
) -> list[Evidence]:
    """Every sentence of `passages` with its features.

    Args:
        predictions: what the span reader makes of each passage.
    """
    sentences = [sentence for passage in passages for sentence in sentences_of(passage)]
    if not sentences:
        return []
    read = {passage.chunk_id: prediction for passage, prediction in zip(passages, predictions, strict=True)}
    top_span = max((span.score for found in read.values() for span in found.spans), default=0.0)
    asked = {passage.chunk_id: Asked.of(query, kind, passage) for passage in passages}
    of_passage = {
        passage.chunk_id: _passage_features(asked[passage.chunk_id], passage, weigher) for passage in passages
    }
    return [
        _evidence(
            asked[sentence.passage.chunk_id], sentence, read[sentence.passage.chunk_id], top_span, weigher
        ).with_features(of_passage[sentence.passage.chunk_id])
        for sentence in sentences
    ]


def _evidence(
    asked: Asked,
    sentence: Sentence,
    prediction: SpanPrediction,
    top_span: float,
    weigher: Weigher,
) -> Evidence:
    text, passage = sentence.text, sentence.passage
    offset = sentence.start - passage.start
    inside = [
        Span(max(span.start - offset, 0), min(span.end - offset, len(text)), span.score)
        for span in prediction.spans
        if span.start < offset + len(text) and span.end > offset
    ]
    best = max(inside, key=lambda span: span.score, default=None)
    question = fold(asked.query.text)
    typed = [
        span
        for span in typed_spans(text, asked.kind)
        if fold(text[span.start : span.end]).strip() not in question
    ]
    return Evidence(
        sentence,
        {
            "coverage": weigher.coverage(asked.words, text),
            "pair_coverage": weigher.pair_coverage(asked.pairs, text),
            "has_type": float(bool(typed)),
            "caption": float(passage.kind == "caption"),
            "short_sentence": float(len(text) < 40),
            "enumeration": float(asked.kind is AnswerType.LIST and is_enumeration(text)),
            "span": _squashed(best.score) if best else -1.0,
            "span_is_best": float(best is not None and best.score >= top_span),
            "passage_logit": _squashed(prediction.logit),
        },
        span=best,
    )


def context_of(passage: Passage) -> str:
    """What a passage says together with what its article is called and dated."""
    day = f" {passage.published:%d/%m/%Y}" if passage.published is not None else ""
    return f"{passage.title} {passage.text}{day}"


def _passage_features(asked: Asked, passage: Passage, weigher: Weigher) -> dict[str, float]:
    context = context_of(passage)
    present = set(map(fold, words(context)))
    numbers = set(_numbers(context))
    return {
        "passage_score": passage.score,
        "passage_dense": passage.dense or 0.0,
        "first_passage": float(passage.rank == 1),
        "reciprocal_rank": 1.0 / passage.rank,
        "coverage_context": weigher.coverage(asked.words, context),
        "numbers_missing": len(asked.numbers - numbers) / len(asked.numbers) if asked.numbers else 0.0,
        "names_missing": 1.0 - weigher.coverage(asked.names, context) if asked.names else 0.0,
        "words_missing": float(sum(word not in present for word in asked.words)) / 5.0,
    }


def _squashed(score: float) -> float:
    """A logit brought to -1…1, nearly linear where it matters."""
    return math.tanh(score / 8.0)


def _numbers(text: str) -> list[str]:
    """Numbers of a text, without leading noughts; dates give each of their parts."""
    return [part.lstrip("0") or "0" for part in _DIGITS.findall(text)]


def _names(text: str) -> list[str]:
    """Folded words of `text` that are capitalised within it, as names are."""
    capitalised = [token.text for token in tokenize(text)[1:] if token.text[0].isupper()]
    return list(dict.fromkeys(fold(word) for name in capitalised for word in words(name)))


def is_sure(item: Evidence) -> bool:
    """Whether the span reader would rather take its words of the sentence than none."""
    return item.features["span"] > 0


def is_enumeration(text: str) -> bool:
    """Whether a sentence lists things: semicolons, or several commas after a colon or "gồm"."""
    if text.count(";") >= 1:
        return True
    _, found, rest = text.partition(":")
    if not found:
        _, found, rest = text.partition("gồm")
    return bool(found) and rest.count(",") >= 1
