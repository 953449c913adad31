"""Measures of when the engine refuses, and of whether its confidence can be believed.

- AUROC: the chance that an answerable question gets more confidence than an unanswerable one.
- Risk–coverage curve and the area under it (AURC): Geifman and El-Yaniv 2017, "Selective Classification for
  Deep Neural Networks": the share of wrong answers among the most confident part of the questions.
- Expected calibration error over bins of equal mass: Guo et al. 2017, "On Calibration of Modern Neural
  Networks", with as many answers in each bin.

Equal confidences share the mean of their outcomes, so that no measure depends on the order of the questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

CALIBRATION_BINS = 10


@dataclass(frozen=True, slots=True)
class RiskCoveragePoint:
    """Answering only this share of the questions, the most confident ones, this share of them is wrong."""

    coverage: float
    risk: float
    confidence: float


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Answers of about the same confidence."""

    confidence: float
    accuracy: float
    count: int


def auroc(confidence: Sequence[float], answerable: Sequence[bool]) -> float | None:
    """Area under the ROC curve; None unless there are both kinds of questions."""
    if len(set(answerable)) < 2:
        return None
    return float(roc_auc_score(list(answerable), list(confidence)))


def refusal_scores(abstained: Sequence[bool], answerable: Sequence[bool]) -> dict[str, float | None]:
    """Precision, recall and F1 of refusing the unanswerable, and the share of answerable ones answered."""
    answered = [not refused for refused, known in zip(abstained, answerable, strict=True) if known]
    scores: dict[str, float | None] = {
        "precision": None,
        "recall": None,
        "f1": None,
        "answered_rate": sum(answered) / len(answered) if answered else None,
    }
    if not all(answerable):
        unanswerable = [not known for known in answerable]
        precision, recall, f1, _ = precision_recall_fscore_support(
            unanswerable, list(abstained), average="binary", zero_division=0.0
        )
        scores |= {"precision": float(precision), "recall": float(recall), "f1": float(f1)}
    return scores


def risk_coverage(confidence: Sequence[float], correct: Sequence[bool]) -> list[RiskCoveragePoint]:
    """The risk–coverage curve, a point a question, from the most confident to all of them."""
    if not confidence:
        return []
    scores, outcomes = _sorted_outcomes(confidence, correct)
    counts = np.arange(1, len(scores) + 1)
    risks = np.cumsum(1.0 - outcomes) / counts
    return [
        RiskCoveragePoint(float(count / len(scores)), float(risk), float(score))
        for count, risk, score in zip(counts, risks, scores, strict=True)
    ]


def area_under_risk_coverage(curve: Sequence[RiskCoveragePoint]) -> float | None:
    """Mean risk over all coverages; 0 is best. None for an empty curve."""
    return float(np.mean([point.risk for point in curve])) if curve else None


def calibration_bins(confidence: Sequence[float], correct: Sequence[bool]) -> list[CalibrationBin]:
    """At most ten bins of as many answers each, from the least to the most confident."""
    if not confidence:
        return []
    scores, outcomes = _sorted_outcomes(confidence, correct)
    parts = min(CALIBRATION_BINS, len(scores))
    bins = zip(np.array_split(scores[::-1], parts), np.array_split(outcomes[::-1], parts), strict=True)
    return [CalibrationBin(float(part.mean()), float(right.mean()), len(part)) for part, right in bins]


def expected_calibration_error(bins: Sequence[CalibrationBin]) -> float | None:
    """Mean distance of confidence and accuracy, weighted by the size of the bins; None without bins."""
    total = sum(item.count for item in bins)
    if total == 0:
        return None
    return sum(item.count * abs(item.accuracy - item.confidence) for item in bins) / total


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Percentile by linear interpolation; None for no values."""
    return float(np.percentile(values, percent)) if values else None


def _sorted_outcomes(
    confidence: Sequence[float], correct: Sequence[bool]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    scores = np.asarray(confidence, dtype=np.float64)
    outcomes = np.asarray(correct, dtype=np.float64)
    _, group = np.unique(scores, return_inverse=True)
    averaged = (np.bincount(group, weights=outcomes) / np.bincount(group))[group]
    order = np.argsort(-scores, kind="stable")
    return scores[order], averaged[order]
