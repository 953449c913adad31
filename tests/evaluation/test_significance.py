import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bp_qa.evaluation.significance import bootstrap_interval, compare_paired


def test_interval_is_about_the_normal_one_for_many_values() -> None:
    values = np.random.default_rng(1).normal(0.6, 0.2, 400).tolist()
    interval = bootstrap_interval(values)
    assert interval is not None
    half = 1.96 * float(np.std(values)) / 400**0.5
    assert interval.low == pytest.approx(float(np.mean(values)) - half, abs=0.003)
    assert interval.high == pytest.approx(float(np.mean(values)) + half, abs=0.003)


def test_same_values_same_interval() -> None:
    values = [0.0, 1.0, 1.0, 0.5, 0.25]
    assert bootstrap_interval(values) == bootstrap_interval(values)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=2, max_size=40))
def test_interval_holds_the_mean_and_stays_in_range(values: list[float]) -> None:
    interval = bootstrap_interval(values)
    assert interval is not None
    assert min(values) <= interval.low <= float(np.mean(values)) + 1e-9
    assert float(np.mean(values)) - 1e-9 <= interval.high <= max(values)


def test_one_value_has_no_interval() -> None:
    assert bootstrap_interval([1.0]) is None
    assert compare_paired([1.0], [0.0]) is None


def test_sign_flip_p_value_by_hand() -> None:
    # Differences 1, 1, 1, -1: of 16 sign patterns, 10 have a sum at least as far from 0 as 2.
    compared = compare_paired([1, 1, 1, 0], [0, 0, 0, 1])
    assert compared is not None
    assert compared.difference == 0.5
    assert compared.p_value == pytest.approx(10 / 16)


def test_one_question_decides_nothing() -> None:
    compared = compare_paired([1, 1, 0], [1, 0, 0])
    assert compared is not None
    assert compared.difference == pytest.approx(1 / 3)
    assert compared.p_value == 1.0


def test_equal_systems_do_not_differ() -> None:
    compared = compare_paired([1, 0, 1], [1, 0, 1])
    assert compared is not None
    assert (compared.difference, compared.p_value) == (0.0, 1.0)


def test_swapping_the_systems_turns_the_difference_round() -> None:
    first, second = [1.0] * 30 + [0.0] * 10, [1.0] * 18 + [0.0] * 22
    one, other = compare_paired(first, second), compare_paired(second, first)
    assert one is not None
    assert other is not None
    assert one.difference == pytest.approx(-other.difference)
    assert one.p_value == pytest.approx(other.p_value)
    assert one.p_value < 0.01
    assert one.interval.low > 0
