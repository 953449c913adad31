"""Restoring the marks of a question typed without them, with a lexicon learned from the archive."""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Protocol

from bp_qa.vietnamese.forms import fold, has_marks, nfc
from bp_qa.vietnamese.tokens import words

_LETTERS = re.compile(r"[^\W\d_]+")
# How much a syllable counts that was never seen after the one before, against one seen there once.
_UNSEEN = 0.5
_KNOWN_SHARE = 0.6
# No Vietnamese syllable looks like these; "the", "to", "do" and "in" do, so they count only beside them.
_ENGLISH = re.compile(
    "of|and|is|are|was|were|what|who|whom|whose|when|where|how|many|much|which|why|does|did|for|by|with|his|their|"
    "this|that|from|has|have|had"
)
_ALSO_ENGLISH = re.compile("the|to|do|in|her|on|an")


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


# News hardly ever asks, so how people ask is given here; each phrase counts a few times.
_ASKING_WEIGHT = 5
_ASKING: dict[str, dict[str, int]] = {}
for _spelling, _count in count_spellings(
    "là gì. là ai. làm gì. có gì. những gì. được gì. gì không. tên gì. gì cho. cái gì. việc gì. vì "
    "sao. tại sao. ra sao. thế nào. như thế nào. khi nào. lúc nào. ngày nào. năm nào. tháng nào. nơi "
    "nào. những nào. bao nhiêu. bao giờ. bao lâu. bao nhiêu người. bao nhiêu mét. có bao nhiêu. mấy "
    "giờ. mấy người. có mấy. gồm mấy. thứ mấy. ở đâu. đến đâu. từ đâu. đâu là. ai là. do ai. của ai. "
    "cho ai. ai đã. thì sao. còn thì. có phải. phải không. hãy cho biết. cho tôi biết. bằng gì. về "
    "gì. gì về. từ khi nào. từ bao giờ. dài bao nhiêu. mấy xã. mấy đồn"
).items():
    _ASKING.setdefault(fold(_spelling), {})[_spelling] = _count * _ASKING_WEIGHT


def _spellings(folded: str, lexicon: Lexicon) -> dict[str, int]:
    """What the archive and the language of questions know of `folded`."""
    known = dict(lexicon.spellings(folded))
    for spelling, count in _ASKING.get(folded, {}).items():
        known[spelling] = known.get(spelling, 0) + count
    return known


def looks_english(text: str) -> bool:
    """Whether a text without Vietnamese marks reads as English: two or more of its commonest words.

    Words that a Vietnamese syllable without marks may look like ("the" for "thế") are not enough.
    """
    if has_marks(text):
        return False
    lowered = [word.lower() for word in words(text)]
    certain = sum(_ENGLISH.fullmatch(word) is not None for word in lowered)
    possible = sum(_ALSO_ENGLISH.fullmatch(word) is not None for word in lowered)
    return certain > 0 and (certain + possible >= 2 or len(lowered) <= 4)


def restore_marks(text: str, lexicon: Lexicon) -> str:
    """`text` with its marks restored; unchanged if it has any mark, reads as English, or is mostly unknown.

    The most probable sequence of spellings under a smoothed bigram model of the archive, found by
    the Viterbi algorithm. Upper case, punctuation and spacing stay as typed.
    """
    if has_marks(text) or looks_english(text):
        return text
    matches = list(_LETTERS.finditer(text))
    options = [_spellings(fold(match.group()), lexicon) for match in matches]
    known = sum(bool(option) for option in options)
    if not matches or known < _KNOWN_SHARE * len(matches):
        return text
    candidates = [
        option or {match.group().lower(): 1} for option, match in zip(options, matches, strict=True)
    ]
    restored = _viterbi(candidates, lexicon)
    pieces: list[str] = []
    position = 0
    for match, spelling in zip(matches, restored, strict=True):
        pieces += [text[position : match.start()], _with_case_of(match.group(), spelling)]
        position = match.end()
    return "".join([*pieces, text[position:]])


def _viterbi(candidates: list[dict[str, int]], lexicon: Lexicon) -> list[str]:
    totals = [sum(option.values()) for option in candidates]
    scores = {word: count / totals[0] for word, count in candidates[0].items()}
    back: list[dict[str, str]] = []
    for index in range(1, len(candidates)):
        previous, current = candidates[index - 1], candidates[index]
        key = f"{fold(next(iter(previous)))} {fold(next(iter(current)))}"
        pairs = _spellings(key, lexicon)
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
    if typed.isupper() and len(typed) > 1:
        return spelling.upper()
    return spelling[0].upper() + spelling[1:] if typed[0].isupper() else spelling
