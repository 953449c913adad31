"""How sure a measured figure is: bootstrap intervals, and a paired test of two systems.

Both treat the questions as a sample of those that people might ask; both are seeded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import bootstrap, permutation_test

SEED = 20260303
CONFIDENCE_LEVEL = 0.95
BOOTSTRAP_RESAMPLES = 2_000
PERMUTATIONS = 9_999
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much better the first system is than the second on the same questions.

    Attributes:
        difference: mean of first minus second.
        interval: bootstrap interval of the difference.
        p_value: two-sided, by randomisation of the sign of each difference (Fisher's paired test; Smucker et
            al. 2007, "A Comparison of Statistical Significance Tests for Information Retrieval Evaluation").
    """

    difference: float
    interval: Interval
    p_value: float


def bootstrap_interval(values: Sequence[float]) -> Interval | None:
    """95% percentile bootstrap interval of the mean; None for fewer than two values."""
    sample = np.asarray(values, dtype=np.float64)
    if len(sample) < 2:
        return None
    if np.ptp(sample) == 0.0:
        return Interval(float(sample[0]), float(sample[0]))
    found = bootstrap(
        (sample,),
        np.mean,
        n_resamples=BOOTSTRAP_RESAMPLES,
        batch=_BATCH,
        confidence_level=CONFIDENCE_LEVEL,
        method="percentile",
        rng=np.random.default_rng(SEED),
    )
    return Interval(float(found.confidence_interval.low), float(found.confidence_interval.high))


def compare_paired(first: Sequence[float], second: Sequence[float]) -> Comparison | None:
    """Compare two systems by their scores on the same questions; None for fewer than two questions."""
    differences = np.asarray(first, dtype=np.float64) - np.asarray(second, dtype=np.float64)
    interval = bootstrap_interval(differences.tolist())
    if interval is None:
        return None
    # Questions on which both score the same weigh nothing, whatever their sign.
    decided = differences[differences != 0.0]
    return Comparison(float(differences.mean()), interval, _sign_flip_p(decided.tolist()))


def _sign_flip_p(differences: Sequence[float]) -> float:
    if len(differences) < 2:  # one difference is as far from zero with either sign
        return 1.0
    tested = permutation_test(
        (np.asarray(differences),),
        np.mean,
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=_BATCH,
        rng=np.random.default_rng(SEED),
    )
    return float(tested.pvalue)
