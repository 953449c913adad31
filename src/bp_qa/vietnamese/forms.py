"""Normal forms of Vietnamese text, so that the same words typed differently compare equal."""

import re
import unicodedata

# Combining grave, acute, tilde, hook above, dot below: the five written tones.
_TONES = {"\u0300": "2", "\u0301": "1", "\u0303": "4", "\u0309": "3", "\u0323": "5"}
_MARKED = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)


class _Folding(dict[int, str]):
    """A table for ``str.translate``, filled as characters turn up: each gives exactly one character."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        lowered = "d" if char in "Đđ" else char.lower()
        bare = "".join(ch for ch in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(ch))
        folded = unicodedata.normalize("NFC", bare)
        # A mark that no letter composes with has nothing to stand for it; it stays, to keep offsets.
        self[code] = folded if len(folded) == 1 else char
        return self[code]


_FOLDING = _Folding()


def nfc(text: str) -> str:
    """`text` in Unicode NFC, the form of everything stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case without any mark: ``"Chính ủy BĐBP"`` → ``"chinh uy bdbp"``.

    The result is exactly as long as ``nfc(text)``, character by character, so offsets carry over.
    """
    return nfc(text).translate(_FOLDING)


def tone_last(syllable: str) -> str:
    """Lower case with the tone written as a digit at the end: ``"hoà"`` and ``"hòa"`` → ``"hoa2"``.

    Two spellings that differ only in which vowel carries the tone give the same form.
    """
    lowered = syllable.lower()
    if lowered.isascii():
        return lowered
    tone = ""
    kept: list[str] = []
    for char in unicodedata.normalize("NFD", lowered):
        if char in _TONES:
            tone = _TONES[char]
        else:
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)) + tone


def has_marks(text: str) -> bool:
    """Whether any letter of `text` carries a Vietnamese mark."""
    return _MARKED.search(nfc(text)) is not None
