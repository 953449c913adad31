import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from bp_qa.evaluation.confidence_metrics import (
    CalibrationBin,
    area_under_risk_coverage,
    auroc,
    calibration_bins,
    expected_calibration_error,
    percentile,
    refusal_scores,
    risk_coverage,
)

outcomes = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_auroc_by_hand() -> None:
    # Of the four pairs of one answerable and one unanswerable question, three are in the right order.
    assert auroc([0.9, 0.4, 0.6, 0.1], [True, True, False, False]) == 0.75


def test_auroc_needs_both_kinds() -> None:
    assert auroc([0.5, 0.6], [True, True]) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2))
def test_auroc_is_the_library_figure(rows: list[tuple[float, bool]]) -> None:
    scores, known = [row[0] for row in rows], [row[1] for row in rows]
    if len(set(known)) == 2:
        assert auroc(scores, known) == pytest.approx(roc_auc_score(known, scores))


def test_refusal_by_hand() -> None:
    scores = refusal_scores([True, True, False, False, True], [False, True, False, True, False])
    assert scores["precision"] == pytest.approx(2 / 3)
    assert scores["recall"] == pytest.approx(2 / 3)
    assert scores["answered_rate"] == 0.5


def test_refusal_without_unanswerable_questions_has_no_precision() -> None:
    assert refusal_scores([True, False], [True, True]) == {
        "precision": None, "recall": None, "f1": None, "answered_rate": 0.5,
    }  # fmt: skip


def test_risk_coverage_by_hand() -> None:
    curve = risk_coverage([0.2, 0.9, 0.5, 0.7], [False, True, False, True])
    assert [point.coverage for point in curve] == [0.25, 0.5, 0.75, 1.0]
    assert [point.risk for point in curve] == pytest.approx([0, 0, 1 / 3, 1 / 2])
    assert area_under_risk_coverage(curve) == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)


@given(outcomes)
def test_order_of_questions_does_not_matter(rows: list[tuple[float, bool]]) -> None:
    shuffled = random.Random(3).sample(rows, len(rows))
    curves = [
        risk_coverage([r[0] for r in given_rows], [r[1] for r in given_rows])
        for given_rows in (rows, shuffled)
    ]
    assert [p.risk for p in curves[0]] == pytest.approx([p.risk for p in curves[1]])
    errors = [
        expected_calibration_error(calibration_bins([r[0] for r in given_rows], [r[1] for r in given_rows]))
        for given_rows in (rows, shuffled)
    ]
    assert errors[0] == pytest.approx(errors[1])


@given(outcomes)
def test_full_coverage_has_the_overall_risk(rows: list[tuple[float, bool]]) -> None:
    curve = risk_coverage([row[0] for row in rows], [row[1] for row in rows])
    assert curve[-1].risk == pytest.approx(sum(not row[1] for row in rows) / len(rows))
    assert all(0.0 <= point.risk <= 1.0 + 1e-9 for point in curve)


@given(outcomes)
def test_bins_hold_every_answer_about_equally(rows: list[tuple[float, bool]]) -> None:
    bins = calibration_bins([row[0] for row in rows], [row[1] for row in rows])
    sizes = [item.count for item in bins]
    assert sum(sizes) == len(rows)
    assert max(sizes) - min(sizes) <= 1
    assert len(bins) == min(10, len(rows))


def test_calibration_error_by_hand() -> None:
    assert expected_calibration_error(
        [CalibrationBin(0.9, 0.5, 3), CalibrationBin(0.2, 0.3, 1)]
    ) == pytest.approx((3 * 0.4 + 0.1) / 4)
    perfect = calibration_bins([0.5] * 10, [True] * 5 + [False] * 5)
    assert expected_calibration_error(perfect) == pytest.approx(0.0)


def test_nothing_measured_gives_none() -> None:
    assert risk_coverage([], []) == []
    assert area_under_risk_coverage([]) is None
    assert expected_calibration_error(calibration_bins([], [])) is None
    assert percentile([], 50) is None


def test_percentile_interpolates() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.5
