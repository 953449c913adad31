from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.answering.spans import best_spans, tidy

TEXT = "Đồn Biên phòng Thông Thụ (huyện Quế Phong) có 45 chiến sĩ, do thiếu tá Hùng chỉ huy."


def words_of(text: str) -> list[tuple[int, int]]:
    offsets, start = [], 0
    for word in text.split(" "):
        offsets.append((start, start + len(word)))
        start += len(word) + 1
    return offsets


def logits(count: int, *high: int) -> np.ndarray:
    values = np.full(count, -5, np.float32)
    for rank, index in enumerate(high):
        values[index] = 5 - rank
    return values


def test_the_best_span_runs_from_the_best_start_to_the_best_end() -> None:
    offsets = words_of(TEXT)
    start = TEXT.split(" ").index("45")
    found = best_spans(TEXT, offsets, logits(len(offsets), start), logits(len(offsets), start + 2), -4, 48, 1)
    assert TEXT[found[0].start : found[0].end] == "45 chiến sĩ"
    assert found[0].score == pytest.approx(14)


def test_spans_do_not_overlap_and_come_best_first() -> None:
    offsets = words_of(TEXT)
    found = best_spans(TEXT, offsets, logits(len(offsets), 2, 9), logits(len(offsets), 4, 10), 0, 48, 8)
    assert [span.score for span in found] == sorted((span.score for span in found), reverse=True)
    taken = sorted((span.start, span.end) for span in found)
    assert len(taken) > 1
    assert all(one[1] <= other[0] for one, other in pairwise(taken))


def test_no_span_is_longer_than_allowed() -> None:
    offsets = words_of(TEXT)
    found = best_spans(TEXT, offsets, logits(len(offsets), 0), logits(len(offsets), 12), 0, 3, 8)
    assert found
    assert all(len(TEXT[span.start : span.end].split()) <= 3 for span in found)


@pytest.mark.parametrize(
    ("rough", "tidied"),
    [
        ("ông Thụ (huyện Quế Pho", "Thông Thụ (huyện Quế Phong"),
        ("(huyện Quế Phong) có 45", "(huyện Quế Phong) có 45"),
        ("huyện Quế Phong)", "huyện Quế Phong"),
        ("45 chiến sĩ,", "45 chiến sĩ"),
        (" Hùng ", "Hùng"),
    ],
)
def test_a_span_is_made_of_whole_words_without_loose_punctuation(rough: str, tidied: str) -> None:
    at = TEXT.index(rough)
    start, end = tidy(TEXT, at, at + len(rough))
    assert TEXT[start:end] == tidied


def test_the_minus_of_a_number_stays() -> None:
    text = "Đêm qua, Sa Pa lạnh -5 độ."
    at = text.index("-5")
    assert tidy(text, at, len(text)) == (at, len(text) - 1)


@given(st.text(alphabet="aĐ5 (),.-“”😀\n", max_size=30), st.data())
def test_tidying_stays_in_the_text_and_is_stable(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = tidy(text, start, end)
    assert 0 <= low <= high <= len(text)
    assert tidy(text, low, high) == (low, high)
