"""Articles that give another answer are told from those that write the same one otherwise."""

import pytest

from bp_qa.answering.disagreement import contradicting
from bp_qa.answering.evidence import Evidence, Sentence
from bp_qa.answering.question import AnswerType
from bp_qa.answering.reader import Reading
from bp_qa.answering.spans import Span
from bp_qa.retrieval.passage import Passage


def _evidence(article: str, answer: str) -> Evidence:
    text = f"{answer} là điều bài này ghi."
    passage = Passage(f"{article}#0", article, "Bài", "", None, 0, len(text), text, "body", 1, 1.0)
    features = {"span": 0.5, "passage_logit": 0.5, "coverage": 0.5}
    return Evidence(Sentence(passage, 0, len(text), text, 0), features, Span(0, len(answer), 3.0))


def _disagree(kind: AnswerType, one: str, other: str) -> bool:
    reading = Reading(kind, (_evidence("a", one), _evidence("b", other)), short=one)
    return bool(contradicting(reading, 2))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (AnswerType.DATE, "3/3/1959", "ngày 3 tháng 3 năm 1959"),
        (AnswerType.DATE, "ngày 03/3/1959", "ngày 3/3/1959"),
        (AnswerType.DATE, "năm 1959", "3/3/1959"),
        (AnswerType.NUMBER, "5.000 đồng", "5 nghìn đồng"),
        (AnswerType.NUMBER, "1.200 hộ", "1200 hộ"),
        (AnswerType.NUMBER, "hai hộ", "2 hộ"),
        (AnswerType.PERSON, "Đại tá Lê Như Cương", "đồng chí Lê Như Cương"),
    ],
)
def test_the_same_written_otherwise_is_no_disagreement(kind: AnswerType, one: str, other: str) -> None:
    assert not _disagree(kind, one, other)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (AnswerType.DATE, "năm 1993", "năm 1997"),
        (AnswerType.NUMBER, "107 suất", "330 suất"),
        (AnswerType.PERSON, "ông Lê Như Cương", "ông Trần Văn Ba"),
    ],
)
def test_another_value_is_one(kind: AnswerType, one: str, other: str) -> None:
    assert _disagree(kind, one, other)


def test_other_kinds_of_answers_do_not_contradict() -> None:
    assert not _disagree(AnswerType.OTHER, "giữ rừng", "mở đường")
