"""The reader: which sentence of the passages answers, with which words, and how sure that is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bp_qa.answering.evidence import Evidence, Weigher, gather
from bp_qa.answering.logistic import load_weights, logistic_model
from bp_qa.answering.question import AnswerType, answer_type, asks_nothing, asks_twice, end_with_unit
from bp_qa.answering.span_reader import SpanPrediction, SpanReader, heading
from bp_qa.answering.spans import Span
from bp_qa.indexing.store import ArchiveIndex
from bp_qa.retrieval.passage import Passage
from bp_qa.retrieval.query import Query
from bp_qa.vietnamese.dates import DateMention, find_dates

# Logit from which the words of the best sentence are shown by themselves. Once a question is answered at all
# they are nearly as often right below even odds (F1 0.70 of those shown, on held-out news, against 0.72).
_LEAST_SHOWN = -4.0
# "Ai được khen thưởng?" asks who receives; what follows "của" or "do" is who gives.
_ASKS_RECEIVER = re.compile(r"^\s*(?:những )?ai (?:đã |từng )?(?:được|nhận)\b", re.IGNORECASE)
_GIVEN_BY = re.compile(r"\b(?:của|do|bởi)\s+(?:ông |bà )?$", re.IGNORECASE)


_ASKS_DAY = re.compile(
    r"\b(?:ngày(?: tháng(?: năm)?)? (?:nào|mấy|bao nhiêu)|hôm nào|(?:what|which) (?:day|date))\b",
    re.IGNORECASE,
)
# How unsure of a day the reader may be where it is a day of the month that it is sure of.
_NEARLY_SURE = -0.2
# Share of the weight of mere words to search for that a sentence has to hold.
_LEAST_NAMED = 0.5
_LOOKED_THROUGH = 10  # sentences, best first, for a day where the best one names but a month or a year
_BARE_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_COUNT = re.compile(r"\d[\d.]*(?:\s[^\W\d_]+){1,2}")
_COUNTS = re.compile(rf"{_COUNT.pattern}(?:(?:,| và)\s{_COUNT.pattern})+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a question and its passages.

    Attributes:
        kind: what the question asks for.
        evidence: candidate sentences, best first.
        short: the span of the best sentence that answers; empty if none stands out.
        confidence: calibrated probability (0–1) that the best sentence answers.
        answerable: whether `confidence` reaches the threshold, chosen on development data of the question's
            language.
    """

    kind: AnswerType
    evidence: tuple[Evidence, ...] = ()
    short: str = ""
    confidence: float = 0.0
    answerable: bool = False


class Reader:
    """Ranks the sentences of the passages by a linear model over their features."""

    def __init__(self, index: ArchiveIndex, span_reader: SpanReader) -> None:
        self._span_reader = span_reader
        self.weigher = Weigher(index)
        self._ranker = logistic_model(load_weights("ranker.json"))
        confidence = load_weights("confidence.json")
        self._confidence = logistic_model(confidence)
        self._threshold = float(str(confidence["threshold"]))
        self._threshold_english = float(str(confidence["threshold_english"]))

    def evidence(self, query: Query, passages: Sequence[Passage], at_first: int) -> list[Evidence]:
        """Every sentence of the passages that are read, the likeliest to answer `query` first.

        Args:
            at_first: how many of `passages` are read; the rest only if none of these seems to answer, as
                when a question is put in other words than the article's.
        """
        read, rest = passages[:at_first], passages[at_first:]
        predictions = self._predict(query, read)
        if rest and all(prediction.logit <= 0 for prediction in predictions):
            read = passages
            predictions += self._predict(query, rest)
        found = gather(query, answer_type(query.text), read, predictions, self.weigher)
        for item in found:
            item.score = self._ranker.logit(item.features)
        return sorted(found, key=lambda item: -item.score)

    def _predict(self, query: Query, passages: Sequence[Passage]) -> list[SpanPrediction]:
        headings = [heading(passage.title, passage.published) for passage in passages]
        texts = [passage.text for passage in passages]
        questions = [query.worded_for(f"{above} {text}") for above, text in zip(headings, texts, strict=True)]
        return self._span_reader.read(questions, texts, headings)

    def read(self, query: Query, passages: Sequence[Passage], at_first: int) -> Reading:
        """Reads `passages` for an answer to `query`; see :meth:`evidence`."""
        return self.judge(query, self.evidence(query, passages, at_first))

    def judge(self, query: Query, found: Sequence[Evidence]) -> Reading:
        """What the sentences `found`, best first, make of an answer to `query`."""
        kind = answer_type(query.text)
        if not found:
            return Reading(kind)
        confidence = self._confidence.probability(answer_features(found))
        # Fewer words of an English question stand in the article, whether it answers or not.
        threshold = self._threshold_english if query.english else self._threshold
        found = day_first(query, found)
        return Reading(
            kind=kind,
            evidence=tuple(found),
            short=short_answer(query, kind, found[0]),
            confidence=confidence,
            answerable=confidence >= threshold and not _only_alike(query, found[0]),
        )


def _asks_day(query: Query) -> bool:
    return answer_type(query.text) is AnswerType.DATE and _ASKS_DAY.search(query.text) is not None


def day_first(query: Query, found: Sequence[Evidence]) -> list[Evidence]:
    """`found`, where `query` asks for a day the first that names one before one that names but its month."""
    date = _date_of(found[0]) if _asks_day(query) else None
    if date is not None and date.day is None:
        for item in found[1:_LOOKED_THROUGH]:
            other = _date_of(item) if item.features["span"] > _NEARLY_SURE else None
            if other is not None and other.day is not None and other.matches(date):
                return [item, *(each for each in found if each is not item)]
    return list(found)


def _date_of(item: Evidence) -> DateMention | None:
    """The date that the short answer of `item` is, or holds."""
    return next(iter(find_dates(item.short)), None)


def _day_within(best: Evidence) -> DateMention | None:
    """The one day that a sentence names, where its short answer is but the month or year of it."""
    date = _date_of(best)
    if date is None or date.day is not None:
        return None
    days = [mention for mention in find_dates(best.sentence.text) if mention.day is not None]
    if len(days) != 1 or days[0].year not in {None, date.year} or date.month not in {None, days[0].month}:
        return None
    return days[0]


def _only_alike(query: Query, best: Evidence) -> bool:
    """Whether `query` names things to search for, and the sentence has few of them, or none as named there.

    The reader is trained on questions: of mere words it may take any sentence for the answer.
    """
    if not asks_nothing(query.text):
        return False
    apart = " " in query.text.strip() and best.features["pair_coverage"] == 0.0
    return apart or best.features["coverage"] < _LEAST_NAMED


def short_answer(query: Query, kind: AnswerType, best: Evidence) -> str:
    """The span of `best` to show by itself.

    None where the reader is unsure of it or the question asks for two things; a bare number is shown with
    what it counts.
    """
    if best.span is None or best.span.score < _LEAST_SHOWN or asks_twice(query.text):
        return ""
    if _ASKS_RECEIVER.search(query.text) and _GIVEN_BY.search(best.sentence.text[: best.span.start]):
        counted = _COUNTS.search(best.sentence.text, 0, best.span.start)
        return counted.group() if counted else ""
    if _asks_day(query):
        day = _day_within(best)
        if day is not None:
            return best.sentence.text[day.start : day.end]
    if kind is AnswerType.NUMBER and _BARE_NUMBER.fullmatch(best.short):
        text = best.sentence.text
        return text[best.span.start : end_with_unit(text, best.span.end, query.text)]
    if kind is not AnswerType.NUMBER and _COUNT.fullmatch(best.short):
        return _with_other_counts(best.sentence.text, best.span)
    return _with_bracket_closed(best)


def _with_other_counts(text: str, span: Span) -> str:
    """A count together with those it is named with: of "5 tập thể và 9 cá nhân" not the last alone."""
    for match in _COUNTS.finditer(text):
        if match.start() <= span.start and span.end <= match.end():
            return match.group()
    return text[span.start : span.end]


def _with_bracket_closed(best: Evidence) -> str:
    """The short answer without the stop after it; a bracket that it opens is taken whole, or left out."""
    short = best.short.rstrip(" .,;:")
    if best.span is None or short.count("(") <= short.count(")"):
        return short
    rest = best.sentence.text[best.span.end :]
    return f"{short})" if rest.startswith(")") else short[: short.rindex("(")].rstrip()


def answer_features(found: Sequence[Evidence]) -> dict[str, float]:
    """Features of an answer: those of its best sentence, and how far it stands out from the others."""
    best = found[0]
    return {
        **best.features,
        "best_score": best.score,
        "margin": min(best.score - found[1].score, 4.0) if len(found) > 1 else 4.0,
        "best_logit": max(item.features["passage_logit"] for item in found),
        "best_span": max(item.features["span"] for item in found),
    }
