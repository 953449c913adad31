"""How alike two texts are, by the runs of words they share, and signatures that find the alike among many."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from bp_qa.vietnamese.forms import tone_last
from bp_qa.vietnamese.tokens import tokenize

# Raised whenever signatures of the same text would come out differently, so that they are made anew.
SIGNATURE_VERSION = 1

_RUN = 4
# Of two texts with 60% of their runs of words in common, more than 99% share a band; with 20%, 15% do.
_BANDS = 20
_ROWS = 3
_ROW_BYTES = 4
# A text shorter than this says too little to be recognised by its words alone.
_LEAST_RUNS = 24
# Share of the runs of words of a passage that stand in a text which says the same: an edited word costs four.
_TOLD = 0.75
_SENTENCE_ENDS = frozenset(".!?…:")


def runs(text: str) -> frozenset[str]:
    """The runs of four words in `text`, whatever their case, spacing and placing of tone marks."""
    return _runs([_key(token.text) for token in tokenize(text)])


def overlap(first: str, second: str) -> float:
    """Share of the shorter text's runs of four words that stand in the other, 0–1."""
    one, other = runs(first), runs(second)
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def signature(text: str) -> bytes:
    """A short digest by which alike texts are told without reading them (MinHash); empty for a short text."""
    found = runs(text)
    if len(found) < _LEAST_RUNS:
        return b""
    digest = _empty_digest().copy()
    digest.update_batch(run.encode() for run in found)
    return bytes(np.asarray(digest.hashvalues, dtype="<u4").tobytes())


def bands(digest: bytes) -> list[int]:
    """Keys of a signature; two texts that share one are probably alike (locality-sensitive hashing)."""
    width = _ROWS * _ROW_BYTES
    return [
        int.from_bytes(
            hashlib.blake2b(
                digest[begin : begin + width], digest_size=8, salt=begin.to_bytes(4, "big")
            ).digest(),
            "big",
            signed=True,
        )
        for begin in range(0, len(digest), width)
    ]


def resemblance(one: bytes, other: bytes) -> float:
    """Estimate, from two signatures, of the share of all their runs of words that both texts have, 0–1."""
    if not one or not other:
        return 0.0
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text, to see whether another says the same.

    Attributes:
        runs: see :func:`runs`.
        words: all words.
        numbers: every number with the word after it.
        names: words with a capital that do not open a sentence.
    """

    runs: frozenset[str]
    words: frozenset[str]
    numbers: frozenset[tuple[str, str]]
    names: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Wording":
        """The words of `text`."""
        tokens = tokenize(text)
        keys = [_key(token.text) for token in tokens]
        numbers = frozenset(
            (key, following)
            for token, key, following in zip(tokens, keys, [*keys[1:], ""], strict=True)
            if any(char.isdigit() for char in token.text)
        )
        names = frozenset(
            key
            for token, key in zip(tokens, keys, strict=True)
            if token.text[0].isupper() and not _opens_sentence(text, token.start)
        )
        return cls(_runs(keys), frozenset(keys), numbers, names)

    def tells(self, passage: "Wording") -> bool:
        """Whether this text says what `passage` says: nearly its words, and all its numbers and names.

        A copy that corrects a figure or a name says something else.
        """
        shared = len(self.runs & passage.runs) >= _TOLD * len(passage.runs)
        return (
            shared
            and passage.numbers <= self.numbers
            and passage.names <= self.words
            and (bool(passage.runs) or passage.words <= self.words)
        )


def _runs(keys: Sequence[str]) -> frozenset[str]:
    return frozenset(" ".join(keys[i : i + _RUN]) for i in range(len(keys) - _RUN + 1))


@lru_cache(maxsize=65_536)
def _key(word: str) -> str:
    """What two spellings of a word have in common: "hoà" and "hòa", "27/02/2024" and "27/2/2024"."""
    if "/" in word:
        return "/".join(part.lstrip("0") or "0" for part in word.lower().split("/"))
    return tone_last(word)


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" \n\t\"“‘'«([–-•*")
    return not before or before[-1] in _SENTENCE_ENDS


@cache
def _empty_digest() -> Any:
    # Read here, since it takes its time: whoever only asks does not need it.
    from datasketch import MinHash

    return MinHash(num_perm=_BANDS * _ROWS)
