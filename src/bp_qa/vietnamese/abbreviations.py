"""Abbreviations: the common ones, and those that articles define ("an ninh biên giới (ANBG)")."""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from bp_qa.vietnamese.forms import fold, nfc
from bp_qa.vietnamese.tokens import words

# What every Vietnamese newspaper reader knows; an archive adds its own.
COMMON: Mapping[str, str] = {
    "BĐBP": "Bộ đội Biên phòng",
    "BCH": "Bộ Chỉ huy",
    "BTL": "Bộ Tư lệnh",
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "MTTQ": "Mặt trận Tổ quốc",
    "ANBG": "an ninh biên giới",
    "KVBG": "khu vực biên giới",
    "LLVT": "lực lượng vũ trang",
    "ANTT": "an ninh trật tự",
    "QĐND": "Quân đội nhân dân",
    "CAND": "Công an nhân dân",
    "ĐBQH": "đại biểu Quốc hội",
    "QPAN": "quốc phòng, an ninh",
    "TTCP": "Thủ tướng Chính phủ",
    "HĐBT": "Hội đồng Bộ trưởng",
    "BQP": "Bộ Quốc phòng",
    "TX": "thị xã",
    "TP": "thành phố",
    "NĐ": "Nghị định",
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "TTATXH": "trật tự, an toàn xã hội",
}

_DEFINED = re.compile(r"\(([A-ZĐ]{2,8})\)")
_INVERSE = re.compile(r"\b([A-ZĐ]{2,8})\s\(([^()]{6,60})\)")
_WORD = re.compile(r"\w+")
# Between the words of a long form; a full stop or a semicolon would begin something else.
_WITHIN = re.compile(r"[\s,\-–\"“”]{1,4}")
_BEFORE = 120
# What could be read as a syllable ("ban", "tin", "cho") must stand in capitals to be an abbreviation.
_SYLLABLE = re.compile(
    r"(?:[bcdghklmnpqrstvx]|ch|gh|gi|kh|ngh?|nh|ph|qu|th|tr)?[aeiouy]{1,3}(?:[cmnpt]|ch|ng|nh)?"
)
_PLAIN = re.compile(r"[A-Za-zĐđ0-9]+")
# "TP. Vinh" and "TP.Vinh": the full stop belongs to the abbreviation.
_TO_EXPAND = re.compile(r"(?<![\w/–-])(?P<word>\w++)(?![/–-])(?P<stop>(?<=\b[A-ZĐ]{2})\.\s?(?=[^\W\d_]))?")


def _initials_match(short: str, long_words: list[str]) -> bool:
    return len(short) == len(long_words) and all(
        fold(word[0]) == fold(letter) for letter, word in zip(short, long_words, strict=True)
    )


def _long_form_before(text: str, end: int, short: str) -> str | None:
    """The words right before `end` whose initials are `short`."""
    start = max(0, end - _BEFORE)
    window = text[start:end]
    found = list(_WORD.finditer(window))[-len(short) :]
    if not _initials_match(short, [word.group() for word in found]):
        return None
    if start > 0 and found[0].start() == 0:  # the window may have cut this word
        return None
    if not all(_WITHIN.fullmatch(window, left.end(), right.start()) for left, right in pairwise(found)):
        return None
    return (
        window[found[0].start() : found[-1].end()] if window[found[-1].end() :].strip(' "”') == "" else None
    )


def defined_abbreviations(text: str) -> dict[str, str]:
    """Abbreviations that `text` itself explains, with their long form as it is written there.

    Both "an ninh biên giới (ANBG)" and "ANBG (an ninh biên giới)" count; all initials must agree.
    """
    text = nfc(text)
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        long = _long_form_before(text, match.start(), match[1])
        if long is not None:
            found.setdefault(match[1], long)
    for match in _INVERSE.finditer(text):
        if _initials_match(match[1], words(match[2])):
            found.setdefault(match[1], match[2].strip())
    return found


class Abbreviations:
    """A table of abbreviations that can be looked up from both sides, with or without marks."""

    def __init__(self, learned: Mapping[str, str] | None = None) -> None:
        self._exact = {**COMMON, **(learned or {})}
        self._folded: dict[str, str] = {}
        self._short: dict[str, list[tuple[int, str]]] = {}
        self._lengths: dict[str, set[int]] = {}
        for rank, (short, long) in enumerate(self._exact.items()):
            self._folded.setdefault(fold(short), long)
            syllables = words(fold(long))
            if syllables:
                self._short.setdefault(" ".join(syllables), []).append((rank, short))
                self._lengths.setdefault(syllables[0], set()).add(len(syllables))

    def long_form(self, word: str) -> str | None:
        """The long form of `word`, if it is a known abbreviation typed in any case or without marks."""
        word = nfc(word)
        if word.isupper() and word in self._exact:
            return self._exact[word]
        # "ct" in lower case is more often a slip, "ban" a word, "BẢN" a headline.
        readable = len(word) <= 2 or _SYLLABLE.fullmatch(fold(word)) is not None
        if _PLAIN.fullmatch(word) is None or (readable and not word.isupper()):
            return None
        return self._folded.get(fold(word))

    def expand(self, text: str) -> str:
        """`text` with every known abbreviation written out; document numbers ("33-NQ/TW") stay."""

        def replace(match: re.Match[str]) -> str:
            long = self.long_form(match["word"])
            if long is None:
                return match.group()
            return long if match["stop"] is None else f"{long} "

        return _TO_EXPAND.sub(replace, nfc(text))

    def spellings(self, text: str) -> list[tuple[str, str]]:
        """Abbreviations and long forms in `text` as they are written there, each with its other spelling."""
        found = []
        for match in _TO_EXPAND.finditer(nfc(text)):
            long = self.long_form(match["word"])
            if long is not None:
                found.append((match["word"], long))
        for short in self.short_forms(text):
            written = re.search(r"\W+".join(words(self._exact[short])), nfc(text), re.IGNORECASE)
            if written:
                found.append((written.group(), short))
        return found

    def short_forms(self, text: str) -> list[str]:
        """Abbreviations of long forms that stand written out in `text`, in the order of the table."""
        syllables = words(fold(text))
        found: set[tuple[int, str]] = set()
        for position, first in enumerate(syllables):
            for length in self._lengths.get(first, ()):
                found.update(self._short.get(" ".join(syllables[position : position + length]), ()))
        return [short for _, short in sorted(found)]


def merge_learned(tables: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """One table from many; the first definition of an abbreviation stays."""
    merged: dict[str, str] = {}
    for table in tables:
        for short, long in table.items():
            merged.setdefault(short, long)
    return merged
