"""From examples to token windows: ``<s> question </s></s> title . passage </s>``."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from squad_sets import Example, sentence_spans
from tokenizers import Tokenizer

BOS, EOS, PAD = 0, 2, 1
MAX_QUESTION = 64
MAX_TITLE = 40


@dataclass(frozen=True, slots=True)
class Window:
    """A model input.

    Attributes:
        ids: token ids.
        first: index of the passage's first token in `ids`; the last passage token is followed by ``</s>``.
        start, end: token indexes of the answer in `ids`, both 0 where the window holds none.
        offsets: character span of each passage token in the example's context.
    """

    ids: list[int]
    first: int
    start: int
    end: int
    offsets: np.ndarray

    @property
    def answerable(self) -> bool:
        """Whether the window holds the answer."""
        return self.start > 0


class WindowMaker:
    """Cuts windows of at most `length` tokens out of examples."""

    def __init__(self, base: Path, length: int = 224, stride: int = 96) -> None:
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self.length = length
        self.stride = stride
        self._context = lru_cache(maxsize=20_000)(self._encode_context)

    def ids(self, text: str) -> list[int]:
        """Token ids of `text`, without special tokens."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _encode_context(self, context: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Ids and offsets of a paragraph's tokens, and the token index at which each sentence starts."""
        encoding = self._tokenizer.encode(context, add_special_tokens=False)
        offsets = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
        starts = [start for start, _ in sentence_spans(context)]
        bounds = np.unique(np.append(np.searchsorted(offsets[:, 1], starts, side="right"), [0, len(offsets)]))
        return np.array(encoding.ids, dtype=np.int32), offsets, bounds

    def _prefix(self, question: str, title: str) -> list[int]:
        prefix = [BOS, *self.ids(question)[:MAX_QUESTION], EOS, EOS]
        return prefix + self.ids(f"{title}.")[:MAX_TITLE] if title else prefix

    def _window(self, prefix: list[int], example: Example, low: int, high: int) -> Window:
        ids, offsets, _ = self._context(example.context)
        first, last = self._answer_tokens(example)
        start = end = 0
        if example.answerable and low <= first and last < high:
            start, end = len(prefix) + first - low, len(prefix) + last - low
        return Window([*prefix, *ids[low:high].tolist(), EOS], len(prefix), start, end, offsets[low:high])

    def _answer_tokens(self, example: Example) -> tuple[int, int]:
        if not example.answerable:
            return -1, -1
        _, offsets, _ = self._context(example.context)
        first = int(np.searchsorted(offsets[:, 1], example.start, side="right"))
        last = int(np.searchsorted(offsets[:, 0], example.end, side="left")) - 1
        return first, max(first, last)

    def random_window(self, example: Example, title_share: float, rng: random.Random) -> Window | None:
        """One window for training: whole sentences, of a random length, around the answer if there is one.

        None if the answer doesn't fit.
        """
        prefix = self._prefix(example.question, example.title if rng.random() < title_share else "")
        ids, _, bounds = self._context(example.context)
        room = self.length - len(prefix) - 1
        if room >= len(ids) and rng.random() < 0.6:
            return self._window(prefix, example, 0, len(ids))
        room = min(room, rng.randint(60, max(60, self.length)))
        first, last = self._answer_tokens(example)
        if not example.answerable:
            first = last = rng.randrange(len(ids))
        left = int(np.searchsorted(bounds, first, side="right")) - 1
        right = int(np.searchsorted(bounds, last, side="right"))
        # Grow by whole sentences to a random side, as long as there is room.
        while True:
            grown = []
            if left > 0 and bounds[right] - bounds[left - 1] <= room:
                grown.append((left - 1, right))
            if right < len(bounds) - 1 and bounds[right + 1] - bounds[left] <= room:
                grown.append((left, right + 1))
            if not grown:
                break
            left, right = rng.choice(grown)
        low, high = int(bounds[left]), int(bounds[right])
        if high - low > self.length - len(prefix) - 1:  # a single very long sentence
            room = self.length - len(prefix) - 1
            if last - first >= room:
                return None
            low = rng.randint(max(low, last - room + 1), first)
            high = low + room
        return self._window(prefix, example, low, min(high, len(ids)))

    def all_windows(self, example: Example, titled: bool) -> Iterator[Window]:
        """The windows that cover the whole paragraph, overlapping by the stride."""
        prefix = self._prefix(example.question, example.title if titled else "")
        total = len(self._context(example.context)[0])
        room = self.length - len(prefix) - 1
        low = 0
        while True:
            high = min(low + room, total)
            yield self._window(prefix, example, low, high)
            if high == total:
                return
            low += max(1, room - self.stride)


def collate(windows: Sequence[Window]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Padded ids, attention mask, and the mask of tokens that a span may use (with the first token)."""
    width = max(len(window.ids) for window in windows)
    ids = np.full((len(windows), width), PAD, dtype=np.int64)
    attention = np.zeros((len(windows), width), dtype=np.int64)
    allowed = np.zeros((len(windows), width), dtype=bool)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        attention[row, : len(window.ids)] = 1
        allowed[row, window.first : len(window.ids) - 1] = True
        allowed[row, 0] = True
    return ids, attention, allowed
