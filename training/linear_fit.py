"""Logistic regression whose weights keep the sign that their feature can only have."""

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bp_qa.answering.logistic import LogisticModel

Array = npt.NDArray[np.float64]

# Features of which more can only speak against an answer; of all others, only for it.
AGAINST = frozenset({"caption", "short_sentence", "numbers_missing", "names_missing", "words_missing"})


def fit_logistic(
    rows: Sequence[Sequence[float]],
    labels: Sequence[bool],
    names: Sequence[str],
    *,
    weights: Sequence[float] | None = None,
    penalty: float = 1.0,
    bias: bool = True,
    against: Collection[str] = AGAINST,
) -> LogisticModel:
    """The model of greatest likelihood with an L2 penalty, by L-BFGS-B (Byrd et al. 1995).

    Args:
        rows: features of each example, in the order of `names`.
        weights: of each example; all 1 unless given.
        penalty: of the squared weights; the bias is free.
        bias: whether there is one.
        against: features whose weight is at most 0; all others' is at least 0.
    """
    x = np.asarray(rows, dtype=float)
    y = np.asarray(labels, dtype=float)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)

    def objective(point: Array) -> tuple[float, Array]:
        logits = x @ point[:-1] + point[-1]
        loss = float((w * (np.logaddexp(0.0, logits) - y * logits)).sum())
        error = w * (1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))) - y)
        slope = x.T @ error + penalty * point[:-1]
        return loss + penalty / 2 * float(point[:-1] @ point[:-1]), np.append(slope, error.sum())

    bounds = [(None, 0.0) if name in against else (0.0, None) for name in names]
    bounds.append((None, None) if bias else (0.0, 0.0))
    found = minimize(
        objective,
        np.zeros(len(names) + 1),
        jac=True,
        bounds=bounds,
        method="L-BFGS-B",
        options={"maxiter": 3000},
    )
    fitted = dict(zip(names, map(float, found.x[:-1]), strict=True))
    return LogisticModel(float(found.x[-1]), fitted)


def rescaled(model: LogisticModel, logits: Array, labels: npt.NDArray[np.bool_]) -> LogisticModel:
    """`model` with its logit stretched and shifted so that its probabilities fit `labels` (Platt 1999)."""
    line = fit_logistic(logits[:, None].tolist(), labels.tolist(), ["logit"], penalty=1e-3)
    stretch = line.weights["logit"]
    return LogisticModel(
        line.bias + stretch * model.bias, {name: stretch * weight for name, weight in model.weights.items()}
    )
