"""Both sides of a question, on the project's own archive."""

import pytest

from bp_qa.answering.compose import UNCLEAR
from bp_qa.answering.pairing import best_pair
from bp_qa.answering.question import AnswerType
from bp_qa.answering.reader import Reading
from bp_qa.engine import Engine


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "Phường Quỳnh Phương năm 2014 có bao nhiêu tàu và toàn tỉnh vào cuối tháng 4/2024 có bao nhiêu "
            "tàu cá?",
            "615 chiếc",
            "3.462 tàu cá",
        ),
        (
            "Đồn Nậm Cắn giúp bao nhiêu em hồi tháng 11/2025, còn cả tỉnh Nghệ An làm đủ bao nhiêu căn nhà "
            "cho người nghèo lúc tổng kết tháng 12/2025?",
            "35 em",
            "20.802 căn nhà",
        ),
    ],
)
def test_each_side_is_answered_from_its_article_in_order(
    engine: Engine, question: str, first: str, second: str
) -> None:
    answer = engine.ask(question)
    assert not answer.abstained
    assert len({citation.article_id for citation in answer.citations}) == 2
    assert first in answer.citations[0].quote
    assert second in answer.citations[1].quote


def test_nothing_read_is_no_pair() -> None:
    nothing = Reading(AnswerType.OTHER)
    assert best_pair(nothing, ("A là gì?", "B là gì?"), (nothing, nothing)) == []


def test_two_named_together_are_answered_by_one_sentence(engine: Engine) -> None:
    answer = engine.ask("Địa phương nào hỗ trợ 25 nhà đại đoàn kết cho Nhôn Mai và Mai Sơn đầu năm 2024?")
    assert not answer.abstained
    assert "Vinh" in answer.short
    assert all("25 nhà" in citation.quote for citation in answer.citations)


def test_a_side_that_nothing_answers_for_sure_is_shown_as_such(engine: Engine) -> None:
    answer = engine.ask(
        "Học viện Biên phòng năm 2016 phối hợp với bao nhiêu tỉnh, còn Nghĩa tình Trường Sơn cùng biên phòng "
        "bao nhiêu tỉnh?"
    )
    told, unclear, nearest = answer.text.partition(UNCLEAR["vi"])
    assert "11 tỉnh biên giới" in told
    assert "Nghĩa tình Trường Sơn cùng biên phòng bao nhiêu tỉnh?" in told
    assert unclear
    assert "**" not in nearest
    assert answer.citations[-1].quote in nearest
