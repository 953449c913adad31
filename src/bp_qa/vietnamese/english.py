"""An English question as Vietnamese words, by a glossary: enough to search with, no translation to read.

The embedding model understands both languages, but a keyword index, and what weighs a sentence by the words
it shares with the question, do not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from bp_qa.vietnamese.diacritics import Lexicon, restore_marks
from bp_qa.vietnamese.forms import fold, has_marks, nfc
from bp_qa.vietnamese.tokens import tokenize

GLOSSARY_FILE = "english.tsv"
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTH_NAME = rf"(?:sept|{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS)})(?!\w)"
"""A pattern: a month by its name, in full or short."""
_MONTH = rf"(?P<month>{MONTH_NAME})\.?"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# "27 February 2024", "February 27, 2024", "27 February"; "February 2024"; "in 2024".
_DAYS = (
    re.compile(rf"(?<!\w)(?:the )?{_ORDINAL}(?: of)? {_MONTH}(?:,? (?P<year>\d{{4}}))?(?!\w)", re.IGNORECASE),
    re.compile(rf"(?<!\w){_MONTH} {_ORDINAL}(?:,? (?P<year>\d{{4}}))?(?!\w)", re.IGNORECASE),
)
_MONTHS_OF_YEARS = re.compile(rf"(?<!\w){_MONTH},? (?P<year>\d{{4}})(?!\w)", re.IGNORECASE)
_YEAR = re.compile(
    r"(?<!\w)(?P<before>in|of|since|after|before|by|from|until|during) (?P<year>(?:19|20)\d\d)(?![\w/])"
)
_POSSESSIVE = re.compile(r"(?<=\w)['’]s(?!\w)")
_LONGEST = 8
_ENDINGS = (
    ("s", ""),
    ("d", ""),
    ("es", ""),
    ("ed", ""),
    ("ies", "y"),
    ("ied", "y"),
    ("ing", "e"),
    ("ing", ""),
)


@dataclass(slots=True)
class _Node:
    """A place in the tree of the glossary's phrases; `meanings` is None where no phrase ends."""

    next: dict[str, "_Node"] = field(default_factory=dict)
    meanings: tuple[str, ...] | None = None


@lru_cache(maxsize=1)
def _glossary() -> _Node:
    root = _Node()
    text = (files("bp_qa.vietnamese") / GLOSSARY_FILE).read_text(encoding="utf-8")
    for line in nfc(text).splitlines():
        phrase, tab, meanings = line.partition("\t")
        if not tab or line.startswith("#"):
            continue
        node = root
        for word in _english_words(phrase):
            node = node.next.setdefault(word, _Node())
        node.meanings = tuple(meaning.strip() for meaning in meanings.split("|") if meaning.strip())
    return root


def _english_words(text: str) -> list[str]:
    return [token.text.lower() for token in tokenize(_POSSESSIVE.sub("", text))]


def in_vietnamese(question: str, lexicon: Lexicon) -> tuple[str, str]:
    """An English question in Vietnamese words, in the order of the English ones.

    Args:
        lexicon: of the archive; tells names ("Nghe An") from words, and restores their marks.

    Returns:
        The words, each in its first meaning; and those that it may mean besides.
    """
    text = _POSSESSIVE.sub("", dates_in_vietnamese(nfc(question)))
    tokens = [token.text for token in tokenize(text)]
    words: list[str] = []
    besides: list[str] = []
    name: list[str] = []

    def end_name() -> None:
        if name:
            words.append(restore_marks(" ".join(name), lexicon))
            name.clear()

    at = 0
    while at < len(tokens):
        length, meanings = _longest(tokens, at)
        if length == 0 or (length == 1 and _is_of_name(tokens, at, name, lexicon)):
            if tokens[at][0].isupper():
                name.append(tokens[at])
            else:
                end_name()
                words.append(tokens[at])
            at += 1
            continue
        end_name()
        words += meanings[:1]
        besides += meanings[1:]
        at += length
    end_name()
    return " ".join(words), " ".join(besides)


def _longest(tokens: list[str], at: int) -> tuple[int, tuple[str, ...]]:
    """The longest phrase of the glossary that begins at `at`: its number of tokens, and what it means."""
    best: tuple[int, tuple[str, ...]] = (0, ())
    nodes = [_glossary()]
    for length, token in enumerate(tokens[at : at + _LONGEST], start=1):
        nodes = [node.next[form] for node in nodes for form in _forms(token.lower()) if form in node.next]
        found = next((node.meanings for node in nodes if node.meanings is not None), None)
        if found is not None:
            best = (length, found)
        if not nodes:
            break
    return best


def _forms(word: str) -> Iterator[str]:
    """A word as it stands, then what it may be a form of; "planes" is of "plane" before it is of "plan"."""
    yield word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word.removesuffix(ending)
            yield stem + instead
            if not instead and ending in {"ed", "ing"} and stem[-1] == stem[-2]:  # "setting"
                yield stem[:-1]


def _is_of_name(tokens: list[str], at: int, name: list[str], lexicon: Lexicon) -> bool:
    """Whether a capitalised word that English has too belongs to a Vietnamese name ("Nghe An", "Ha Long")."""
    token = tokens[at]
    if not token[0].isupper() or (at == 0 and not has_marks(token)):
        return False
    if not (name or (at + 1 < len(tokens) and tokens[at + 1][0].isupper())):
        return False
    return has_marks(token) or bool(lexicon.spellings(fold(token)))


def dates_in_vietnamese(text: str) -> str:
    """`text` with its English dates as Vietnamese writes them ("27 February 2024" → "ngày 27/2/2024")."""

    def day(match: re.Match[str]) -> str:
        year = f"/{match['year']}" if match["year"] else ""
        return f"ngày {match['day']}/{_month_number(match['month'])}{year}"

    for pattern in _DAYS:
        text = pattern.sub(day, text)
    text = _MONTHS_OF_YEARS.sub(lambda match: f"tháng {_month_number(match['month'])}/{match['year']}", text)
    return _YEAR.sub(r"\g<before> năm \g<year>", text)


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, start=1) if month[:3] == name[:3].lower())
