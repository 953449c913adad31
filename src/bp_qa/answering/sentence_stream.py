"""Cuts a model's answer into sentences while it still arrives."""

import re

from bp_qa.vietnamese.sentences import sentence_spans

# Longer answers are not read on: something has gone wrong.
MOST_CHARS = 6_000
_OPEN, _CLOSE = re.compile(r"<think(?:ing)?>", re.IGNORECASE), re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_LONGEST_TAG = len("</thinking>")
_LEADING_MARKERS = re.compile(r"(?:\s*\[\d{1,3}\])+[.,;]?")
_INNER_END = re.compile(r"[.!?…](?:\[\d{1,3}\])+(?=\s)")
# A sentence has surely ended once this much of what follows is known: the rule for ends looks no further.
_SETTLED = re.compile(r"(?:\s*+\S++){3}\s")


class SentenceStream:
    """Takes the answer in pieces of any size; what it gives does not depend on where they were cut.

    What stands in ``<think>…</think>`` is left out. Markers after a full stop ("… 2024. [1]") belong to the
    sentence before them.
    """

    def __init__(self) -> None:
        self._raw = ""
        self._visible = ""
        self._thinking = False
        self._begin = 0
        self._length = 0

    @property
    def full(self) -> bool:
        """Whether no more is read."""
        return self._length >= MOST_CHARS

    def feed(self, piece: str) -> list[str]:
        """The sentences that are complete now and were not before."""
        piece = piece[: MOST_CHARS - self._length]
        self._length += len(piece)
        self._raw += piece
        self._show(last=False)
        return self._cut(last=False)

    def close(self) -> list[str]:
        """The sentences that were still held back."""
        self._show(last=True)
        return self._cut(last=True)

    def _show(self, *, last: bool) -> None:
        """Moves what is not thought from the raw text to the visible."""
        while True:
            tag = (_CLOSE if self._thinking else _OPEN).search(self._raw)
            if tag is None:
                break
            if not self._thinking:
                self._visible += self._raw[: tag.start()]
            self._raw = self._raw[tag.end() :]
            self._thinking = not self._thinking
        held = 0 if last else self._partial_tag()
        shown = self._raw[: len(self._raw) - held]
        self._raw = self._raw[len(self._raw) - held :]
        if not self._thinking:
            self._visible += shown

    def _partial_tag(self) -> int:
        """Length of what may be the beginning of a tag at the end of the raw text."""
        at = self._raw.rfind("<", max(0, len(self._raw) - _LONGEST_TAG))
        return len(self._raw) - at if at >= 0 else 0

    def _cut(self, *, last: bool) -> list[str]:
        found: list[str] = []
        # The rest is cut anew after each sentence, so that it makes no difference when the rest arrived.
        while spans := sentence_spans(self._visible, self._begin):
            end = spans[0].end
            # "… 2024.[1] Ông …" has lost the space that would end the sentence.
            inner = _INNER_END.search(self._visible, spans[0].start, end)
            if inner:
                end = inner.end()
            markers = _LEADING_MARKERS.match(self._visible, end)
            if markers:
                end = markers.end()
            if not last and not _SETTLED.match(self._visible, end):
                break
            found.append(self._visible[spans[0].start : end].strip())
            self._begin = end
        return found
