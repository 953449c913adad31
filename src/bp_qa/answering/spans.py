"""From the logits of tokens to spans of characters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

TokenOffsets = Sequence[tuple[int, int]]
"""Character span of each token."""

_LOOSE = " \t\r\n.,;:!?…·-–—\u00a0"
_PAIRS = {"(": ")", "[": "]", "“": "”", "‘": "’", "«": "»"}


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``[start, end)`` of a text, and the logits of its first and last token over "no answer"."""

    start: int
    end: int
    score: float


def best_spans(
    text: str,
    offsets: TokenOffsets,
    start: npt.NDArray[np.float32],
    end: npt.NDArray[np.float32],
    none: float,
    longest: int,
    count: int,
) -> list[Span]:
    """The `count` best spans of `text` that don't overlap, best first.

    Args:
        offsets: of the tokens that `start` and `end` are the logits of.
        none: the sum of both logits of "no answer".
        longest: tokens of the longest span allowed.
        count: of the spans to return.
    """
    scores = start[:, None] + end[None, :]
    reach = np.arange(len(offsets))
    length = reach[None, :] - reach[:, None]
    scores = np.where((length >= 0) & (length < longest), scores, -np.inf)
    found: list[Span] = []
    for _ in range(count):
        first, last = divmod(int(np.argmax(scores)), len(offsets))
        score = float(scores[first, last])
        if score == -np.inf:
            break
        low, high = tidy(text, offsets[first][0], offsets[last][1])
        if low < high:
            found.append(Span(low, high, score - none))
        # No later span may share a token with this one: it must end before it or start after it.
        scores[: last + 1, first:] = -np.inf
    return found


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span to whole words, then drop loose punctuation and brackets without a partner."""
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while True:
        before = (start, end)
        while start < end and text[start] in _LOOSE and not _is_sign(text, start):
            start += 1
        while start < end and text[end - 1] in _LOOSE:
            end -= 1
        inner = text[start:end]
        for opening, closing in _PAIRS.items():
            if inner.startswith(opening) and closing not in inner:
                start += 1
                break
            if inner.endswith(closing) and opening not in inner:
                end -= 1
                break
        if (start, end) == before:
            return start, end


def _is_sign(text: str, position: int) -> bool:
    """Whether the character is the minus of a number ("-5 độ")."""
    return text[position] in "-–" and text[position + 1 : position + 2].isdigit()
