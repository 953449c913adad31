"""Measures of an answer and its citations.

Exact match and F1 are those of SQuAD (Rajpurkar et al. 2016; the official ``evaluate-v2.0.py``), adapted to
Vietnamese: tokens are syllables, text is put in NFC and lower case, two placements of a tone mark ("hoà",
"hòa") are equal, punctuation goes, and there are no English articles to strip.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bp_qa.answering.answer import Answer, Citation
from bp_qa.answering.evidence import Sentence
from bp_qa.evaluation.questions import EvaluationQuestion, Gold
from bp_qa.vietnamese.forms import nfc, tone_last

_MARKER = re.compile(r"\[\d+\]")
# In string.punctuation, which evaluate-v2.0.py removes, but not of a Unicode punctuation category.
_ASCII_SYMBOLS = frozenset("$+<=>^`|~")
_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class AnswerScores:
    """How good one answer is.

    Attributes:
        correct: the question is answerable, was answered, and its answer is right (see `is_correct`).
        em, f1: against the best accepted answer; None where there is no accepted short answer.
        list_recall: share of the list's items in the answer; None where the question wants no list.
        citations: how many there are; `supporting` how many of them hold an accepted answer or an item of the
            list; `placed` how many do, or overlap the gold quote of what is no list.
        gold_cited: share of the gold quotes that are cited; None when unanswerable or not answered.
    """

    correct: bool
    em: float | None
    f1: float | None
    list_recall: float | None
    citations: int
    supporting: int
    placed: int
    gold_cited: float | None


def normalise_answer(text: str) -> str:
    """The form in which two answers are compared: ``"Thị xã Hoà Bình."`` → ``"thi5 xa4 hoa2 binh2"``."""
    kept = "".join(char for char in nfc(text).lower() if not _is_punctuation(char))
    return " ".join(_syllable(token) for token in kept.split())


def exact_match(predicted: str, accepted: str) -> float:
    """1.0 when both are equal after normalising, else 0.0."""
    return float(normalise_answer(predicted) == normalise_answer(accepted))


def f1_score(predicted: str, accepted: str) -> float:
    """Harmonic mean of the shares of syllables that `predicted` and `accepted` have in common."""
    predicted_syllables = normalise_answer(predicted).split()
    accepted_syllables = normalise_answer(accepted).split()
    if not predicted_syllables or not accepted_syllables:
        return float(predicted_syllables == accepted_syllables)
    common = sum((Counter(predicted_syllables) & Counter(accepted_syllables)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(predicted_syllables), common / len(accepted_syllables)
    return 2 * precision * recall / (precision + recall)


def contains(text: str, part: str) -> bool:
    """Whether the whole syllables of `part` stand in `text`, in a row, after normalising."""
    wanted = normalise_answer(part)
    return bool(wanted) and f" {wanted} " in f" {normalise_answer(text)} "


def is_correct(question: EvaluationQuestion, answer: Answer) -> bool:
    """Whether the question was answered, with the right place.

    The first cited quote overlaps the gold quote, or some quote from the gold article holds an accepted
    answer. A question about two things has to cite a gold quote of each.
    """
    if answer.abstained or not question.answerable or not answer.citations:
        return False
    if question.gold_rule == "every":
        return all(_is_cited(answer.citations, side) for side in question.sides)
    if any(_overlap(answer.citations[0], gold) for gold in question.gold):
        return True
    return any(_holds_answer(question, citation.article_id, citation.quote) for citation in answer.citations)


def is_right_sentence(question: EvaluationQuestion, sentence: Sentence) -> bool:
    """Whether a sentence answers by itself, by the rule of `is_correct` for a question of one article."""
    article_id = sentence.passage.article_id
    return any(
        gold.article_id == article_id and _shares(sentence.start, sentence.end, gold)
        for gold in question.gold
    ) or _holds_answer(question, article_id, sentence.text)


def _holds_answer(question: EvaluationQuestion, article_id: str, quote: str) -> bool:
    return any(gold.article_id == article_id for gold in question.gold) and any(
        contains(quote, accepted) for accepted in question.answers
    )


def score_answer(question: EvaluationQuestion, answer: Answer) -> AnswerScores:
    """All measures of one answer."""
    predicted = "" if answer.abstained else (answer.short or "; ".join(answer.items))
    has_short = question.answerable and bool(question.answers)
    return AnswerScores(
        correct=is_correct(question, answer),
        em=max(exact_match(predicted, accepted) for accepted in question.answers) if has_short else None,
        f1=max(f1_score(predicted, accepted) for accepted in question.answers) if has_short else None,
        list_recall=_list_recall(question, answer),
        citations=len(answer.citations),
        supporting=sum(_supports(question, citation) for citation in answer.citations),
        placed=sum(
            _supports(question, citation) or (not question.list_items and _overlaps_gold(question, citation))
            for citation in answer.citations
        ),
        gold_cited=_gold_cited(question, answer),
    )


def _list_recall(question: EvaluationQuestion, answer: Answer) -> float | None:
    if not question.answerable or not question.list_items:
        return None
    if answer.abstained:
        return 0.0
    given = " ".join((*answer.items, _MARKER.sub(" ", answer.text)))
    return sum(contains(given, item) for item in question.list_items) / len(question.list_items)


def _supports(question: EvaluationQuestion, citation: Citation) -> bool:
    expected: Sequence[str] = (*question.answers, *question.list_items)
    if not expected:  # no words are accepted as the answer, only a place
        return _overlaps_gold(question, citation)
    return any(contains(citation.quote, text) for text in expected)


def _overlaps_gold(question: EvaluationQuestion, citation: Citation) -> bool:
    return any(_overlap(citation, gold) for gold in question.gold)


def _gold_cited(question: EvaluationQuestion, answer: Answer) -> float | None:
    if answer.abstained or not question.gold:
        return None
    if question.gold_rule == "every":
        sides = question.sides
        return sum(_is_cited(answer.citations, side) for side in sides) / len(sides)
    cited = [_is_cited(answer.citations, [gold]) for gold in question.gold]
    if question.list_items:
        return sum(cited) / len(cited)
    return float(any(cited))


def _is_cited(citations: Iterable[Citation], golds: Sequence[Gold]) -> bool:
    return any(_overlap(citation, gold) for citation in citations for gold in golds)


def _overlap(citation: Citation, gold: Gold) -> bool:
    """Whether they share at least half of the shorter of the two."""
    return citation.article_id == gold.article_id and _shares(citation.start, citation.end, gold)


def _shares(start: int, end: int, gold: Gold) -> bool:
    shared = min(end, gold.end) - max(start, gold.start)
    return shared > 0 and shared >= _OVERLAP * min(end - start, gold.end - gold.start)


def _is_punctuation(char: str) -> bool:
    return char in _ASCII_SYMBOLS or unicodedata.category(char).startswith("P")


def _syllable(token: str) -> str:
    # A tone digit after a number would change the number.
    return token if any(char.isdigit() for char in token) else tone_last(token)


def mean(values: Iterable[float | None]) -> float | None:
    """Mean of the values that are there; None when there are none."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
