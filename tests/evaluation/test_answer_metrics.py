import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.answering.answer import Answer, Citation
from bp_qa.evaluation.answer_metrics import (
    contains,
    exact_match,
    f1_score,
    is_correct,
    normalise_answer,
    score_answer,
)
from bp_qa.evaluation.questions import EvaluationQuestion, Gold

TEXT = "Đại tá Lê Như Cương trao 12 giấy khen cho các tập thể. Hội nghị bế mạc buổi chiều."


def citation(quote: str, article_id: str = "a", number: int = 1) -> Citation:
    start = TEXT.index(quote)
    return Citation(number, article_id, "Bài", None, "", "", start, start + len(quote), quote)


def answer(
    *citations: Citation, short: str = "", items: tuple[str, ...] = (), abstained: bool = False
) -> Answer:
    text = " ".join(f"{item.quote} [{item.number}]" for item in citations)
    return Answer("?", "?", text, abstained, 0.9, citations, (), short, items)


def asked(
    quote: str, *accepted: str, items: tuple[str, ...] = (), article_id: str = "a"
) -> EvaluationQuestion:
    start = TEXT.index(quote)
    return EvaluationQuestion(
        id="q",
        question="?",
        answers=accepted,
        list_items=items,
        gold=(Gold(article_id, start, start + len(quote)),),
    )


FIRST = "Đại tá Lê Như Cương trao 12 giấy khen cho các tập thể."
SECOND = "Hội nghị bế mạc buổi chiều."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thị xã Hoà Bình.", "thị xã hòa bình"),
        (unicodedata.normalize("NFD", "Nghệ An"), "nghệ an"),
        ("“1.400 km”", "1400 km"),
        ("2014–2019", "2014-2019"),
    ],
)
def test_spellings_that_a_reader_takes_as_equal(one: str, other: str) -> None:
    assert exact_match(one, other) == 1.0


@pytest.mark.parametrize(("one", "other"), [("mẹ", "mẻ"), ("năm 5", "năm 6"), ("a", "the a"), ("12", "112")])
def test_spellings_that_differ(one: str, other: str) -> None:
    assert exact_match(one, other) == 0.0


def test_f1_by_hand() -> None:
    # "12 giấy khen" against "12 bằng khen lớn": two syllables in common, of 3 and of 4.
    assert f1_score("12 giấy khen", "12 bằng khen lớn") == pytest.approx(
        2 * (2 / 3) * (2 / 4) / (2 / 3 + 2 / 4)
    )


def test_f1_counts_a_repeated_syllable_as_often_as_both_have_it() -> None:
    assert f1_score("xanh xanh xanh", "xanh xanh") == pytest.approx(0.8)


def test_f1_of_empty_texts_as_in_evaluate_v2() -> None:
    assert f1_score("", "") == 1.0
    assert f1_score("", "có") == f1_score("...", "có") == 0.0


@given(st.text(), st.text())
def test_f1_is_symmetric_and_at_least_the_exact_match(one: str, other: str) -> None:
    assert f1_score(one, other) == pytest.approx(f1_score(other, one))
    assert f1_score(one, other) >= exact_match(one, other)


@given(st.text())
def test_a_text_matches_itself_and_normalising_twice_changes_nothing_for_words(text: str) -> None:
    assert exact_match(text, text) == 1.0
    assert normalise_answer(f"  {text} ") == normalise_answer(text)


def test_contains_wants_whole_syllables() -> None:
    assert contains("trao 12 giấy khen", "12 giấy")
    assert not contains("trao 112 giấy khen", "12 giấy")
    assert not contains("anything", "…")


def test_right_when_the_first_citation_is_the_gold_sentence() -> None:
    assert is_correct(asked(FIRST, "12"), answer(citation(FIRST)))


def test_wrong_when_only_the_second_citation_overlaps_and_holds_no_answer() -> None:
    assert not is_correct(asked(FIRST, "13"), answer(citation(SECOND), citation(FIRST, number=2)))


def test_right_when_any_quote_of_the_gold_article_holds_the_answer() -> None:
    assert is_correct(asked(SECOND, "12 giấy khen"), answer(citation(FIRST)))


def test_wrong_when_the_quote_is_of_another_article() -> None:
    assert not is_correct(asked(FIRST, "12"), answer(citation(FIRST, article_id="b")))


def test_a_refusal_is_never_a_right_answer() -> None:
    scores = score_answer(asked(FIRST, "12"), answer(abstained=True))
    assert (scores.correct, scores.em, scores.f1, scores.gold_cited) == (False, 0.0, 0.0, None)


def test_an_answer_to_an_unanswerable_question_is_wrong() -> None:
    question = EvaluationQuestion(id="u", question="?", answerable=False)
    scores = score_answer(question, answer(citation(FIRST), short="12"))
    assert not scores.correct
    assert scores.em is None
    assert (scores.citations, scores.supporting) == (1, 0)


def test_a_comparison_needs_a_citation_from_each_article() -> None:
    question = EvaluationQuestion(
        id="q", question="?", gold=(Gold("a", 0, len(FIRST)), Gold("b", 0, len(FIRST))), gold_rule="every"
    )
    half = answer(citation(FIRST))
    whole = answer(citation(FIRST), citation(FIRST, article_id="b", number=2))
    assert not is_correct(question, half)
    assert score_answer(question, half).gold_cited == 0.5
    assert is_correct(question, whole)
    assert score_answer(question, whole).gold_cited == 1.0


def test_either_of_two_places_that_tell_the_same_stands_for_its_side() -> None:
    places = (("a", 1), ("b", 2), ("c", 2))
    gold = tuple(Gold(name, 0, len(FIRST), side=side) for name, side in places)
    question = EvaluationQuestion(id="q", question="?", gold=gold, gold_rule="every")
    one_side = answer(citation(FIRST, article_id="b"), citation(FIRST, article_id="c", number=2))
    both = answer(citation(FIRST), citation(FIRST, article_id="c", number=2))
    assert not is_correct(question, one_side)
    assert score_answer(question, one_side).gold_cited == 0.5
    assert is_correct(question, both)
    assert score_answer(question, both).gold_cited == 1.0


def test_citation_precision_counts_the_quotes_that_hold_the_answer() -> None:
    scores = score_answer(asked(FIRST, "12 giấy khen"), answer(citation(FIRST), citation(SECOND, number=2)))
    assert (scores.citations, scores.supporting, scores.gold_cited) == (2, 1, 1.0)


def test_a_quote_at_the_right_place_without_the_answer_is_counted_apart() -> None:
    scores = score_answer(asked(FIRST, "có"), answer(citation(FIRST)))
    assert (scores.supporting, scores.placed) == (0, 1)
    elsewhere = score_answer(asked(FIRST, "có"), answer(citation(SECOND)))
    assert (elsewhere.supporting, elsewhere.placed) == (0, 0)
    # Where no words are accepted, the place is all that can be judged.
    assert score_answer(asked(FIRST), answer(citation(FIRST))).supporting == 1


def test_list_recall_by_hand_and_markers_do_not_part_the_words() -> None:
    question = asked(FIRST, items=("Đại tá Lê Như Cương", "12 giấy khen", "huân chương"))
    assert score_answer(question, answer(citation(FIRST))).list_recall == pytest.approx(2 / 3)
    assert score_answer(question, answer(abstained=True)).list_recall == 0.0
    assert score_answer(asked(FIRST, "12"), answer(citation(FIRST))).list_recall is None


def test_em_takes_the_best_of_the_accepted_answers() -> None:
    scores = score_answer(
        asked(FIRST, "mười hai", "12 giấy khen"), answer(citation(FIRST), short="12 giấy khen")
    )
    assert (scores.em, scores.f1) == (1.0, 1.0)
