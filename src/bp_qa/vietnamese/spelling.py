"""Mending a question's slips of the keyboard, with a lexicon learned from the archive.

A noisy-channel corrector (Kernighan, Church and Gale 1990; candidates by edit distance as in Norvig, "How to
Write a Spelling Corrector", 2007) made for syllables: a slip often gives what is none ("Bieen", "suât").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bp_qa.vietnamese.diacritics import Lexicon, known_spellings
from bp_qa.vietnamese.forms import fold, has_marks, tone_last
from bp_qa.vietnamese.syllables import is_syllable

# Parts of what is written with a dash ("play-off") are no syllables to begin with.
_LETTERS = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")
_ALPHABET = "abcdeghiklmnopqrstuvxy"
_SHORTEST, _LONGEST = 2, 8  # letters of a word that may be a slip; the longest syllables have seven
# Longer questions are pasted text, and looking for what is near each word takes its time.
_MOST_WORDS = 60
# Where less is known, the text is in another language or on another subject.
_KNOWN_SHARE = 0.6
# Letters that an input method of the Telex kind turns into marks, and leaves where it was not quick enough.
_UNCONSUMED = "wsfrxj"
# How likely each slip is against one that leaves the letters as they are and misses a mark.
_LETTER_TWICE = 0.7
_OTHER_LETTER = 0.1
# A pair of syllables that was never seen counts as so many sightings.
_UNSEEN = 0.1
# How much likelier beside its neighbours another spelling must be to replace a word that may be meant.
_CERTAIN = 40.0
# Sightings of another spelling with each neighbour without which a word of the archive is left alone.
_OFTEN = 3.0


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the question, its place, and the lower-case words that stand right beside it."""

    text: str
    start: int
    end: int
    before: str
    after: str


def mend_spelling(text: str, lexicon: Lexicon) -> str:
    """`text` with what is misspelt in it written as the archive writes it.

    A word that is no syllable and stands nowhere in the archive is replaced by what it was most probably
    meant to be, if there is anything near. One that may be meant is replaced only where the archive has the
    other, and never this one, beside the same neighbours; if it is a name, it is only given marks it lacks.
    """
    found = _words(text)
    known = sum(bool(known_spellings(fold(word.text), lexicon)) for word in found[: _MOST_WORDS + 1])
    if len(found) > _MOST_WORDS or known < _KNOWN_SHARE * len(found):
        return text
    for index in range(len(found)):
        word = _words(text)[index]  # anew: its neighbour may have been mended
        better = _mended(word, lexicon)
        if better is not None:
            text = text[: word.start] + _with_case_of(word.text, better) + text[word.end :]
    return text


def _with_case_of(typed: str, spelling: str) -> str:
    return spelling.capitalize() if typed[0].isupper() else spelling


def _words(text: str) -> list[_Word]:
    found = list(_LETTERS.finditer(text))
    lowered = [match.group().lower() for match in found]
    beside = [not text[one.end() : other.start()].strip() for one, other in pairwise(found)]
    return [
        _Word(
            match.group(),
            match.start(),
            match.end(),
            lowered[i - 1] if i and beside[i - 1] else "",
            lowered[i + 1] if i < len(beside) and beside[i] else "",
        )
        for i, match in enumerate(found)
    ]


def _mended(word: _Word, lexicon: Lexicon) -> str | None:
    typed = word.text.lower()
    if not _SHORTEST <= len(typed) <= _LONGEST or word.text.isupper():  # capitals are an abbreviation
        return None
    same_letters = known_spellings(fold(typed), lexicon)
    known = any(tone_last(spelling) == tone_last(typed) for spelling in same_letters)
    if known or is_syllable(typed):
        return _likelier(word, known, same_letters, lexicon)
    return _meant(word, same_letters, lexicon)


def _likelier(word: _Word, known: bool, same_letters: dict[str, float], lexicon: Lexicon) -> str | None:
    """What stands beside these neighbours where `word`, which may be meant, never does."""
    typed = word.text.lower()
    name = word.text[0].isupper()
    candidates = {
        spelling: 1.0
        for spelling in same_letters
        if tone_last(spelling) != tone_last(typed) and (not name or _only_adds_marks(typed, spelling))
    }
    if not known and not name:
        candidates = _by_one_slip(typed, lexicon) | candidates
    if known:
        candidates = {each: share for each, share in candidates.items() if _fits(each, word, lexicon)}
    best, score = _best(candidates, word, lexicon)
    return best if best and score >= _CERTAIN * _beside(typed, word, lexicon) else None


def _meant(word: _Word, same_letters: dict[str, float], lexicon: Lexicon) -> str | None:
    """The likeliest of what a word that is none may have been meant to be."""
    typed = word.text.lower()
    # A mark that is missing is likelier than any other slip, whatever stands beside the word.
    candidates = dict.fromkeys(same_letters, 1.0) or _by_one_slip(typed, lexicon)
    best, score = _best(candidates, word, lexicon)
    if not best:
        return None
    if best in same_letters:
        return best
    # A name from elsewhere ("Modi") looks like a slip too: there the other spelling must often stand so, or
    # the slip be one that hands make.
    doubtful = word.text[0].isupper() and candidates[best] < _LETTER_TWICE / 2
    seen = score / candidates[best]
    return (
        best if seen > _UNSEEN and (seen >= _OFTEN or not doubtful) and (word.before or word.after) else None
    )


def _by_one_slip(typed: str, lexicon: Lexicon) -> dict[str, float]:
    """Syllables of the archive at one slip from `typed`, and how likely the slip is."""
    candidates: dict[str, float] = {}
    for letters, likelihood in _near(fold(typed)):
        for spelling in known_spellings(letters, lexicon):
            if is_syllable(spelling):
                kept = 1.0 if _marks(spelling) >= _marks(typed) else 0.5
                candidates[spelling] = max(candidates.get(spelling, 0.0), likelihood * kept)
    return candidates


def _best(candidates: dict[str, float], word: _Word, lexicon: Lexicon) -> tuple[str, float]:
    scores = {
        spelling: likelihood * _beside(spelling, word, lexicon) for spelling, likelihood in candidates.items()
    }
    best = max(scores, key=lambda spelling: scores[spelling], default="")
    return best, scores.get(best, 0.0)


def _beside(spelling: str, word: _Word, lexicon: Lexicon) -> float:
    """How well `spelling` stands between the neighbours of `word`."""
    score = 1.0
    for pair in ((word.before, spelling), (spelling, word.after)):
        if all(pair):
            seen = known_spellings(fold(" ".join(pair)), lexicon)
            score *= seen.get(" ".join(pair), 0.0) + _UNSEEN
    return score


def _fits(spelling: str, word: _Word, lexicon: Lexicon) -> bool:
    """Whether `spelling` was seen beside each neighbour of `word`, of which there are two."""
    pairs = (f"{word.before} {spelling}", f"{spelling} {word.after}")
    return bool(word.before and word.after) and all(
        known_spellings(fold(pair), lexicon).get(pair, 0.0) >= _OFTEN for pair in pairs
    )


def _near(letters: str) -> Iterator[tuple[str, float]]:
    """Words at one slip from `letters`, and how likely the slip is, a letter typed twice most of all."""
    for at in range(len(letters)):
        rest = letters[:at] + letters[at + 1 :]
        twice = letters[at] in (letters[at - 1 : at], letters[at + 1 : at + 2]) or letters[at] in _UNCONSUMED
        yield rest, _LETTER_TWICE if twice else _OTHER_LETTER
        if at + 1 < len(letters):
            yield letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :], _LETTER_TWICE
        for letter in _ALPHABET:
            yield letters[:at] + letter + rest, _OTHER_LETTER
            yield letters[:at] + letter + letters[at:], _OTHER_LETTER
    for letter in _ALPHABET:
        yield letters + letter, _OTHER_LETTER


def _marks(word: str) -> int:
    return sum(has_marks(letter) for letter in word)


def _only_adds_marks(typed: str, spelling: str) -> bool:
    """Whether each letter of `spelling` is that of `typed`, or it with a mark where `typed` has none."""
    return all(own == other or fold(other) == own for own, other in zip(typed, spelling, strict=True))
