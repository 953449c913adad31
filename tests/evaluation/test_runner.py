from dataclasses import replace

import pytest
from overlap_engine import OverlapEngine, make_set, tiny_set

from bp_qa.evaluation.runner import evaluate
from bp_qa.evaluation.summary import summarise

CONTRACT = {
    "answers": {"em", "f1", "sentence_accuracy", "list_recall"},
    "citations": {"precision", "recall"},
    "abstention": {"auroc", "precision", "recall", "f1", "answered_rate"},
    "latency_ms": {"p50", "p95"},
}
MEASURES = {"recall@1", "recall@3", "recall@5", "recall@10", "mrr@10", "ndcg@10"}


def test_figures_of_a_tiny_set_by_hand() -> None:
    report = summarise(evaluate(tiny_set(), OverlapEngine(tiny_set().articles)))
    assert (report["n_questions"], report["n_answerable"], report["n_articles"]) == (3, 2, 3)
    # Overlap finds both; the "dense" mode of the test engine turns the ranking round: rank 3.
    assert report["retrieval"]["keyword"]["recall@1"] == 1.0
    assert report["retrieval"]["dense"]["recall@1"] == 0.0
    assert report["retrieval"]["dense"]["mrr@10"] == pytest.approx(1 / 3, abs=1e-4)
    assert report["answers"]["sentence_accuracy"] == 1.0
    assert report["answers"]["em"] == report["answers"]["em_with_unanswerable"] == 1.0
    assert set(report["citations"].values()) == {1.0}
    assert report["strangers"] is None
    assert report["abstention"]["recall"] == report["abstention"]["precision"] == 1.0
    assert report["abstention"]["auroc"] == 1.0
    assert report["failures"] == []


def test_report_keeps_the_contract_of_the_command_line() -> None:
    report = summarise(
        evaluate(
            tiny_set(),
            OverlapEngine(tiny_set().articles),
            baselines={"baseline": OverlapEngine(tiny_set().articles)},
        )
    )
    assert list(report["retrieval"]) == ["keyword", "dense", "hybrid", "baseline"]
    assert all(set(scores) == MEASURES for scores in report["retrieval"].values())
    for name, keys in CONTRACT.items():
        assert keys <= set(report[name])


def test_what_is_found_but_refused() -> None:
    dataset = make_set(
        {"a": "Lễ hội diễn ra ngày 3/3 tại Hoàng Mai.", "b": "Trời mưa to."},
        [
            ("q1", "Lễ hội tại Hoàng Mai diễn ra ngày nào?", "a"),
            ("q2", "Lễ nào quanh đây đáng xem, xin chỉ giùm?", "a"),  # refused, with the right article first
            ("q3", "Mưa lớn hay nhỏ, có lễ hội gì?", "b"),  # refused, with the wrong one first
            ("q4", "Vì sao giá vàng tăng mạnh?", None),
        ],
    )
    run = evaluate(dataset, OverlapEngine(dataset.articles))
    assert [item.answer.abstained for item in run.answers] == [False, True, True, True]
    assert [item.found for item in run.answers] == [True, True, False, False]
    answers = summarise(run)["answers"]
    assert answers["sentence_accuracy"] == pytest.approx(1 / 3, abs=1e-4)
    assert answers["sentence_found"] == pytest.approx(2 / 3, abs=1e-4)


def test_questions_of_another_set_are_asked_and_should_be_refused() -> None:
    dataset = tiny_set()
    strangers = [
        replace(dataset.questions[0], id="s1", question="sao hỏa có mấy mặt trăng"),
        replace(dataset.questions[0], id="s2"),  # the archive does hold this, so it is answered
    ]
    report = summarise(evaluate(dataset, OverlapEngine(dataset.articles), strangers=strangers))
    assert report["strangers"]["n"] == 2
    assert report["strangers"]["refused"] == 0.5
    assert 0.5 < report["strangers"]["auroc"] < 1.0
    assert report["n_questions"] == len(dataset.questions)


def test_hybrid_is_compared_with_the_best_single_mode_and_the_baseline() -> None:
    report = summarise(
        evaluate(
            tiny_set(),
            OverlapEngine(tiny_set().articles),
            baselines={"baseline": OverlapEngine(tiny_set().articles)},
        )
    )
    assert {(item["first"], item["second"]) for item in report["comparisons"]} == {
        ("hybrid", "keyword"),
        ("hybrid", "baseline"),
    }
    # A baseline is asked in its one mode, "dense", which the test engine gets wrong.
    differences = {(item["second"], item["measure"]): item["difference"] for item in report["comparisons"]}
    assert differences["keyword", "recall@1"] == 0.0
    assert differences["baseline", "recall@1"] == 1.0


def test_each_type_of_failure_is_told() -> None:
    dataset = make_set(
        {"a": "mèo trắng ngủ", "b": "chó đen chạy"},
        [
            ("invented", "mèo trắng ăn", None),
            ("wrong", "mèo trắng ngủ", "b"),
            ("missed", "con vật đen kia", "b"),
        ],
    )
    report = summarise(evaluate(dataset, OverlapEngine(dataset.articles)))
    failures = {item["id"]: item for item in report["failures"]}
    assert {name: item["type"] for name, item in failures.items()} == {
        "invented": "invented",
        "wrong": "wrong",
        "missed": "missed",
    }
    assert failures["wrong"]["gold"][0]["quote"] == "chó đen chạy"
    assert failures["wrong"]["gold_rank"] == 2
    assert failures["wrong"]["citations"][0]["quote"] == "mèo trắng ngủ"


def test_loss_without_diacritics_is_measured() -> None:
    dataset = make_set({"a": "mèo trắng", "b": "chó đen"}, [("q", "mèo trắng", "a"), ("r", "chó đen", "b")])
    unmarked = replace(
        dataset.questions[1], question="cho den", kind="no_diacritics", extra={"full": "chó đen"}
    )
    dataset = replace(dataset, questions=(dataset.questions[0], unmarked))
    report = summarise(evaluate(dataset, OverlapEngine(dataset.articles), strip_diacritics=True))
    written = report["diacritics"]["written_without"]
    assert (written["n"], written["in_full"]["recall@1"], written["without_marks"]["recall@1"]) == (
        1,
        1.0,
        0.0,
    )
    # Without marks nothing overlaps, ties fall to the first article: "a" is found by luck, "b" is not.
    assert report["diacritics"]["all_questions"]["loss"]["recall@1"] == 0.0


def test_follow_up_is_searched_with_its_history() -> None:
    dataset = make_set({"a": "mèo trắng ngủ", "b": "chó đen chạy"}, [("q", "thì sao", "b")])
    dataset = replace(dataset, questions=(replace(dataset.questions[0], history=("chó đen",)),))
    report = summarise(evaluate(dataset, OverlapEngine(dataset.articles)))
    assert report["retrieval"]["hybrid"]["recall@1"] == 1.0


def test_retrieval_alone_leaves_the_answers_open() -> None:
    report = summarise(
        evaluate(tiny_set(), OverlapEngine(tiny_set().articles), answers=False, modes=["keyword"])
    )
    assert report["retrieval"]["keyword"]["recall@1"] == 1.0
    assert report["answers"]["em"] is None
    assert report["abstention"]["auroc"] is None
    assert report["latency_ms"] == {"p50": None, "p95": None}


def test_no_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        evaluate(tiny_set(), OverlapEngine(tiny_set().articles), modes=[])
