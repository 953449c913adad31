import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.evaluation.questions import EvaluationQuestion, Gold, GoldRule
from bp_qa.evaluation.ranking_metrics import CUTOFFS, MEASURES, mean_scores, ranking_scores


def question(*gold: str, rule: GoldRule = "any", question_id: str = "q") -> EvaluationQuestion:
    return EvaluationQuestion(
        id=question_id, question="?", gold=tuple(Gold(name, 0, 1) for name in gold), gold_rule=rule
    )


def scores_of(asked: EvaluationQuestion, ranking: list[str]) -> dict[str, float]:
    return ranking_scores([asked], {asked.id: ranking})[asked.id]


def test_gold_at_rank_three_by_hand() -> None:
    scores = scores_of(question("x"), ["a", "b", "x", "c"])
    assert scores["recall@1"] == 0.0
    assert scores["recall@3"] == scores["recall@5"] == scores["recall@10"] == 1.0
    assert scores["mrr@10"] == pytest.approx(1 / 3)
    assert scores["ndcg@10"] == pytest.approx(1 / math.log2(4))


def test_rank_eleven_counts_nowhere() -> None:
    scores = scores_of(question("x"), [*"abcdefghij", "x"])
    assert scores == dict.fromkeys(MEASURES, 0.0)


def test_each_of_several_alternatives_is_enough() -> None:
    assert scores_of(question("x", "y"), ["y", "a"]) == dict.fromkeys(MEASURES, 1.0)


def test_a_comparison_needs_every_article_as_far_as_k_can_hold_them() -> None:
    scores = scores_of(question("x", "y", rule="every"), ["x", "a", "b", "y"])
    assert scores["recall@1"] == 1.0
    assert scores["recall@3"] == 0.5
    assert scores["recall@5"] == 1.0


def test_either_article_of_a_side_stands_for_it() -> None:
    gold = (
        Gold("x", 0, 1, side=1),
        Gold("y", 0, 1, side=2),
        Gold("z", 0, 1, side=2),
        Gold("x", 2, 3, side=2),
    )
    asked = EvaluationQuestion(id="q", question="?", gold=gold, gold_rule="every")
    assert scores_of(asked, ["x", "z"])["recall@3"] == 1.0
    assert scores_of(asked, ["z", "y", "a"])["recall@3"] == 0.5


def test_benchmarks_count_the_plain_share() -> None:
    scores = scores_of(question("x", "y", rule="share"), ["x", "a", "b", "y"])
    assert (scores["recall@1"], scores["recall@5"]) == (0.5, 1.0)


def test_graded_relevance_reaches_ndcg() -> None:
    asked = EvaluationQuestion(
        id="q", question="?", gold=(Gold("x", 0, 1, 2), Gold("y", 0, 1, 1)), gold_rule="share"
    )
    # trec_eval takes the grade itself as gain.
    expected = (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))
    assert scores_of(asked, ["y", "x"])["ndcg@10"] == pytest.approx(expected)


def test_no_result_scores_zero_and_unanswerable_is_not_judged() -> None:
    unanswerable = EvaluationQuestion(id="u", question="?", answerable=False)
    scores = ranking_scores([question("x"), unanswerable], {})
    assert scores == {"q": dict.fromkeys(MEASURES, 0.0)}


def test_mean_of_nothing_is_none() -> None:
    assert mean_scores([]) is None


@given(st.lists(st.sampled_from("abcdefghijklmnop"), unique=True), st.sampled_from(["any", "every", "share"]))
def test_scores_are_shares_and_recall_of_one_gold_never_falls_with_k(
    ranking: list[str], rule: GoldRule
) -> None:
    scores = scores_of(question("x", rule=rule), ["x", *ranking][::-1])
    assert all(0.0 <= value <= 1.0 for value in scores.values())
    recalls = [scores[f"recall@{k}"] for k in CUTOFFS]
    assert recalls == sorted(recalls)


@given(st.integers(1, 10), st.sampled_from(["any", "every"]))
def test_a_perfect_ranking_scores_one_everywhere(n_gold: int, rule: GoldRule) -> None:
    gold = [f"g{number}" for number in range(n_gold)]
    scores = scores_of(question(*gold, rule=rule), [*gold, "other"])
    assert scores == pytest.approx(dict.fromkeys(MEASURES, 1.0))


@given(st.integers(0, 9))
def test_moving_the_gold_up_never_lowers_a_score(rank: int) -> None:
    others = list("abcdefghij")
    lower = scores_of(question("x"), [*others[: rank + 1], "x"])
    higher = scores_of(question("x"), [*others[:rank], "x", *others[rank:]])
    assert all(higher[name] >= lower[name] for name in MEASURES)
