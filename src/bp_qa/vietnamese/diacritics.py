"""Restoring the marks of a question typed without them, with a lexicon learned from the archive."""

import gzip
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Protocol

from bp_qa.vietnamese.forms import fold, has_marks, nfc
from bp_qa.vietnamese.tokens import words

_LETTERS = re.compile(r"[^\W\d_]+")
# How much a syllable counts that was never seen after the one before, against one seen there once.
_UNSEEN = 0.5
_KNOWN_SHARE = 0.6
# Of well-written Vietnamese, three words in four carry a mark; in a longer text with fewer than this share
# the marks that are there are those of a name that was pasted, or of a keyboard that came on late.
_MARKED_SHARE, _LEAST_WORDS = 0.25, 5
BACKGROUND_FILE = "background.txt.gz"
# What a sighting in the background counts against one in the archive (best on the golden development split).
_BACKGROUND_WEIGHT = 0.3
# No Vietnamese syllable looks like these; "the", "to", "do" and "in" do, so they count only beside them.
_ENGLISH = re.compile(
    "of|and|is|are|was|were|what|who|whom|whose|when|where|how|many|much|which|why|does|did|for|by|with|his|their|"
    "this|from|has|have|had|about|given|been|tell|list|describe"
)
_ALSO_ENGLISH = re.compile("the|to|do|in|her|on|an|that|at")
# An English question may begin with one of these and have no other such word.
_BEGINS = re.compile("which|list|tell|who|what|when|where|why|describe")
# And with one of these it may begin before the word that asks: "Until when …", "According to …, who …".
_OPENS = re.compile("until|since|into|after|before|during|under|according|as|name|can|did")


class Lexicon(Protocol):
    """Counts of syllables and of pairs of neighbouring syllables, by their form without marks."""

    def spellings(self, folded: str) -> Mapping[str, int]:
        """How often each spelling of `folded` ("chinh", or "chinh uy") stands in the archive."""
        ...


def count_spellings(text: str) -> Counter[str]:
    """Lower-case syllables and pairs of neighbouring syllables of `text`, counted, for a lexicon."""
    counts: Counter[str] = Counter()
    for piece in re.split(r"[^\w\s]+", nfc(text).lower()):
        syllables = [word for word in words(piece) if _LETTERS.fullmatch(word)]
        counts.update(syllables)
        counts.update(f"{first} {second}" for first, second in pairwise(syllables))
    return counts


@lru_cache(maxsize=1)
def _background() -> Mapping[str, Mapping[str, int]]:
    """How often each spelling stands in news and questions of no archive, by its form without marks."""
    packed = (files("bp_qa.vietnamese") / BACKGROUND_FILE).read_bytes()
    found: dict[str, dict[str, int]] = {}
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        count, _, spelling = line.partition("\t")
        found.setdefault(fold(spelling), {})[spelling] = int(count)
    return found


def known_spellings(folded: str, lexicon: Lexicon) -> dict[str, float]:
    """What the archive and the background know of `folded`.

    News hardly ever asks, and a small archive has not seen every word: the background fills both gaps.
    """
    known: dict[str, float] = dict(lexicon.spellings(folded))
    for spelling, count in _background().get(folded, {}).items():
        known[spelling] = known.get(spelling, 0.0) + _BACKGROUND_WEIGHT * count
    return known


def looks_english(text: str) -> bool:
    """Whether a text reads as English: it has two or more of its commonest words.

    Words that a Vietnamese syllable without marks may look like ("the" for "thế") are not enough. A text with
    Vietnamese marks, of a name perhaps, must begin as an English question does; then one such word beside one
    that but may be English is enough, if most words bear no mark.
    """
    lowered = [word.lower() for word in words(text)]
    certain = [word for word in lowered if _ENGLISH.fullmatch(word)]
    possible = [word for word in lowered if _ALSO_ENGLISH.fullmatch(word)]
    if has_marks(text):
        if len(certain) >= 2 and lowered[0] in {*certain, *possible}:
            return True
        plain = sum(not has_marks(word) for word in lowered)
        opens = lowered[0] in certain or _OPENS.fullmatch(lowered[0]) is not None
        return bool(opens and certain and len(certain) + len(possible) >= 2 and plain > len(lowered) / 2)
    begins = bool(lowered) and _BEGINS.fullmatch(lowered[0]) is not None
    return bool(certain) and (begins or len(certain) + len(possible) >= 2 or len(lowered) <= 4)


def restore_marks(text: str, lexicon: Lexicon) -> str:
    """`text` with its marks restored; unchanged if it has its marks, reads as English, or is mostly unknown.

    The most probable sequence of spellings under a smoothed bigram model of the archive, found by
    the Viterbi algorithm. Upper case, punctuation and spacing stay as typed, and so do words with marks
    among words without.
    """
    matches = list(_LETTERS.finditer(text))
    marked = [has_marks(match.group()) for match in matches]
    if _has_its_marks(marked) or looks_english(text):
        return text
    options = [
        {match.group().lower(): 1.0} if with_marks else known_spellings(fold(match.group()), lexicon)
        for match, with_marks in zip(matches, marked, strict=True)
    ]
    known = sum(bool(option) for option in options)
    if not matches or known < _KNOWN_SHARE * len(matches):
        return text
    candidates = [
        option or {match.group().lower(): 1.0} for option, match in zip(options, matches, strict=True)
    ]
    restored = _viterbi(candidates, lexicon)
    pieces: list[str] = []
    position = 0
    for match, spelling in zip(matches, restored, strict=True):
        pieces += [text[position : match.start()], _with_case_of(match.group(), spelling)]
        position = match.end()
    return "".join([*pieces, text[position:]])


def _has_its_marks(marked: Sequence[bool]) -> bool:
    if len(marked) < _LEAST_WORDS:
        return any(marked)
    return sum(marked) >= _MARKED_SHARE * len(marked)


def _viterbi(candidates: list[dict[str, float]], lexicon: Lexicon) -> list[str]:
    totals = [sum(option.values()) for option in candidates]
    scores = {word: count / totals[0] for word, count in candidates[0].items()}
    back: list[dict[str, str]] = []
    for index in range(1, len(candidates)):
        previous, current = candidates[index - 1], candidates[index]
        key = f"{fold(next(iter(previous)))} {fold(next(iter(current)))}"
        pairs = known_spellings(key, lexicon)
        step: dict[str, float] = {}
        came_from: dict[str, str] = {}
        for word, count in current.items():
            unigram = count / totals[index]
            best, best_score = "", -1.0
            for earlier, earlier_count in previous.items():
                earlier_share = earlier_count / totals[index - 1]
                pair = pairs.get(f"{earlier} {word}", 0) / earlier_share
                score = scores[earlier] * (pair + _UNSEEN * unigram)
                if score > best_score:
                    best, best_score = earlier, score
            step[word], came_from[word] = best_score, best
        highest = max(step.values()) or 1.0
        scores = {word: score / highest for word, score in step.items()}  # keeps long questions from 0.0
        back.append(came_from)
    word = max(scores, key=lambda spelling: scores[spelling])
    path = [word]
    for came_from in reversed(back):
        word = came_from[word]
        path.append(word)
    return path[::-1]


def _with_case_of(typed: str, spelling: str) -> str:
    if spelling == typed.lower():  # also keeps "iPhone"
        return typed
    # A spelling has as many letters as its form without marks.
    return "".join(
        letter.upper() if given.isupper() else letter for given, letter in zip(typed, spelling, strict=True)
    )
