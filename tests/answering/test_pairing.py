"""Both sides of a question, on the project's own archive."""

import pytest

from bp_qa.answering.compose import UNCLEAR
from bp_qa.answering.evidence import Evidence, sentences_of
from bp_qa.answering.pairing import best_pair, is_two, pair_by_coverage
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


@pytest.mark.parametrize(
    ("span", "answerable", "own_best", "two"),
    [
        (0.5, True, True, True),
        (-0.5, True, True, False),
        (0.5, False, True, False),
        (0.5, True, False, False),
    ],
)
def test_two_things_are_two_where_each_is_surely_answered_by_its_own(
    engine: Engine, span: float, answerable: bool, own_best: bool, two: bool
) -> None:
    found = engine.search("Ngày Biên phòng toàn dân", k=2)
    pair = [Evidence(sentences_of(passage)[0], {"span": 0.5}) for passage in found]
    pair[1].features["span"] = span
    best = pair if own_best else pair[::-1]
    readings = (
        Reading(AnswerType.OTHER, (best[0],), answerable=True),
        Reading(AnswerType.OTHER, (best[1],), answerable=answerable),
    )
    assert is_two(pair, readings) is two


def test_nothing_read_is_no_pair() -> None:
    nothing = Reading(AnswerType.OTHER)
    assert best_pair(nothing, ("A là gì?", "B là gì?"), (nothing, nothing)) == []

    assert pair_by_coverage(nothing, ["a"], lambda _: 1.0) == ([], 0.0)


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Lễ hội đền Cờn hay ngày hội ở Keng Đu năm 2023 diễn ra trước?", "11/2", "2/2023"),
        (
            "Quỳnh Phương khai thác được bao nhiêu tấn đến tháng 5/2014 so với kế hoạch cả năm?",
            "10.000",
            "6.000",
        ),
    ],
)
def test_a_question_that_cannot_be_taken_apart_is_answered_on_both_sides(
    engine: Engine, question: str, first: str, second: str
) -> None:
    quotes = [citation.quote for citation in engine.ask(question).citations]
    assert len(quotes) == 2
    assert first in quotes[0]
    assert second in quotes[1]


def test_one_organiser_of_each_of_two_events(engine: Engine) -> None:
    quotes = [item.quote for item in engine.ask("Ngày hội ở Môn Sơn và ở Keng Đu do ai tổ chức?").citations]
    assert len(quotes) == 2
    assert "SGGP" in quotes[0]
    assert "Bộ Chỉ huy BĐBP tỉnh" in quotes[1]


def test_no_sentence_answers_both_sides(engine: Engine) -> None:
    answer = engine.ask("Ngày hội ở Môn Sơn và ở Keng Đu diễn ra ngày nào?")
    assert len({(citation.article_id, citation.start) for citation in answer.citations}) == 2
    assert all(answer.text.count(citation.quote) == 1 for citation in answer.citations)


def test_a_second_sentence_has_to_name_what_the_first_does_not(engine: Engine) -> None:
    answer = engine.ask("Tại Keng Đu, Báo Người Lao Động trao bao nhiêu suất học bổng, trị giá bao nhiêu?")
    assert len(answer.citations) == 1
    assert "50 suất học bổng" in answer.citations[0].quote


def test_two_named_together_are_answered_by_one_sentence(engine: Engine) -> None:
    answer = engine.ask("Địa phương nào hỗ trợ 25 nhà đại đoàn kết cho Nhôn Mai và Mai Sơn đầu năm 2024?")
    assert not answer.abstained
    quotes = [citation.quote for citation in answer.citations]
    assert all("Vinh" in quote and "25 nhà" in quote for quote in quotes)


def test_a_side_that_nothing_answers_for_sure_is_shown_as_such(engine: Engine) -> None:
    answer = engine.ask(
        "Học viện Biên phòng năm 2016 phối hợp với bao nhiêu tỉnh, còn Đồn Keng Đu có bao nhiêu chiến sĩ?"
    )
    told, unclear, nearest = answer.text.partition(UNCLEAR["vi"])
    assert "11 tỉnh biên giới" in told
    assert "Đồn Keng Đu có bao nhiêu chiến sĩ?" in told
    assert unclear
    assert "**" not in nearest
    assert answer.citations[-1].quote in nearest


def test_no_side_is_given_what_stands_beside_the_name_of_the_other(engine: Engine) -> None:
    answer = engine.ask("Ngày hội ở Môn Sơn và ở Keng Đu diễn ra ngày nào?")
    assert len(answer.citations) == 2
    assert "2/3/2026" in answer.citations[0].quote
    assert "2/2023" in answer.citations[1].quote
