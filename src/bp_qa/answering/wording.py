"""The wording of a text as comparable units: dates, numbers, document numbers and words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bp_qa.vietnamese.dates import DateMention, find_dates
from bp_qa.vietnamese.forms import fold, tone_last
from bp_qa.vietnamese.tokens import tokenize, words


class UnitKind(StrEnum):
    """What a unit is."""

    WORD = "word"
    NUMBER = "number"
    DATE = "date"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a text.

    Attributes:
        key: its normal form: a word with the tone at its end, the value of a number ("5.000" and "5 nghìn"
            are "5000"), a document number in folded capitals.
        date: the parts of a date.
        before: the marks between this unit and the one before it, without white space.
        start: where it begins in the text.
    """

    kind: UnitKind
    key: str
    text: str
    before: str
    start: int
    date: DateMention | None = None

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)

    @property
    def capital(self) -> bool:
        """Whether it is written as a name is."""
        return self.kind is UnitKind.WORD and self.text[0].isupper()

    @property
    def fact(self) -> bool:
        """Whether it is a number, a date or a document number."""
        return self.kind is not UnitKind.WORD


_MULTIPLIERS = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000, "tỷ": 10**9, "tỉ": 10**9}
# "năm" (five) is left out: it nearly always means a year.
_DIGITS = {
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_VALUES = {tone_last(word): value for word, value in (_DIGITS | {"mười": 10, "năm": 5}).items()}
_SINGLE = {tone_last(word): value for word, value in (_DIGITS | {"mười": 10}).items()}
_TENS, _HUNDRED = frozenset({tone_last("mười"), tone_last("mươi")}), tone_last("trăm")
_LINKING = frozenset({tone_last("linh"), tone_last("lẻ")})
_DATE_WORDS = frozenset(map(tone_last, ("ngày", "tháng", "năm")))
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_MEASURE = re.compile(r"(\d+)([^\W\d_]+)")
_DAY_PART = re.compile(r"(?:sáng|trưa|chiều|tối|đêm|khuya|hôm|mùng|mồng)\b", re.IGNORECASE)


def units(text: str) -> list[Unit]:
    """The units of `text` (in NFC), in order."""
    return _joined_numerals(_plain_dates(list(_simple_units(text))))


def same(mine: Unit, theirs: Unit) -> bool:
    """Whether `theirs` says all that `mine` says; a date may say more ("26/2/2024" for "năm 2024")."""
    if mine.date is not None and theirs.date is not None:
        said = (
            (mine.date.year, theirs.date.year),
            (mine.date.month, theirs.date.month),
            (mine.date.day, theirs.date.day),
        )
        return all(part is None or part == other for part, other in said)
    if mine.kind is theirs.kind:
        return mine.key == theirs.key
    kinds = {mine.kind, theirs.kind}
    if kinds != {UnitKind.WORD, UnitKind.NUMBER}:
        return False
    word, number = (mine, theirs) if mine.kind is UnitKind.WORD else (theirs, mine)
    return str(_SINGLE.get(word.key, "")) == number.key


def numeral(unit: Unit) -> bool:
    """Whether a word is a number written out ("hai")."""
    return unit.kind is UnitKind.WORD and unit.key in _SINGLE


def _simple_units(text: str) -> Iterator[Unit]:
    end = 0
    for date in find_dates(text):
        for unit in _undated(text, end, date.start):
            yield unit
            end = unit.end
        yield from _dated(text, date, _marks(text, end, date.start))
        end = date.end
    yield from _undated(text, end, len(text))


def _undated(text: str, start: int, stop: int) -> Iterator[Unit]:
    """Units of ``text[start:stop]``, which holds no date."""
    end = start
    for token in tokenize(text[start:stop]):
        yield from _of_token(token.text, start + token.start, _marks(text, end, start + token.start))
        end = start + token.end
        if text[end : end + 1] == "%":
            yield Unit(UnitKind.WORD, "%", "%", "", end)
            end += 1


def _marks(text: str, start: int, end: int) -> str:
    return "".join(text[start:end].split())


def _dated(text: str, date: DateMention, before: str) -> Iterator[Unit]:
    written = text[date.start : date.end]
    if fold(written).startswith("quy"):  # a quarter, of which the mention keeps the year alone
        yield Unit(UnitKind.CODE, " ".join(words(fold(written))), written, before, date.start)
        return
    part = _DAY_PART.match(written)
    if part:
        yield Unit(UnitKind.WORD, tone_last(part.group()), part.group(), before, date.start)
        before = ""
    yield Unit(UnitKind.DATE, f"{date.year}-{date.month}-{date.day}", written, before, date.start, date)


def _of_token(token: str, start: int, before: str) -> Iterator[Unit]:
    if not any(char.isdigit() for char in token):
        offset = 0
        for part in words(token):
            offset = token.index(part, offset)
            yield Unit(UnitKind.WORD, tone_last(part), part, before, start + offset)
            before, offset = "", offset + len(part)
        return
    measure = _MEASURE.fullmatch(token)
    if measure:
        yield Unit(UnitKind.NUMBER, _value(measure[1]), measure[1], before, start)
        yield Unit(UnitKind.WORD, tone_last(measure[2]), measure[2], "", start + len(measure[1]))
    elif all(char.isdigit() or char in ".," for char in token):
        yield Unit(UnitKind.NUMBER, _value(token), token, before, start)
    else:
        yield Unit(UnitKind.CODE, fold(token).replace("–", "-"), token, before, start)


def _value(written: str) -> str:
    """A number in one form: "5.000" → "5000", "15,50" → "15.5", "02" → "2"."""
    if _GROUPED.fullmatch(written):
        written = written.replace(".", "").replace(",", "")
    whole, _, fraction = written.replace(",", ".").partition(".")
    if "." in fraction:  # "1.2.3" is no number but a numbering
        return written
    fraction = fraction.rstrip("0")
    return f"{whole.lstrip('0') or '0'}{'.' if fraction else ''}{fraction}"


def _plain_dates(found: Sequence[Unit]) -> list[Unit]:
    """`found` without "ngày", "tháng" and "năm" right before a date, which may be written with or without."""
    kept: list[Unit] = []
    for unit in found:
        last = kept[-1] if kept else None
        if unit.date is not None and not unit.before and last is not None and last.key in _DATE_WORDS:
            kept.pop()
            kept.append(replace(unit, text=f"{last.text} {unit.text}", before=last.before, start=last.start))
        else:
            kept.append(unit)
    return kept


def _joined_numerals(found: Sequence[Unit]) -> list[Unit]:
    """`found` with "hai mươi lăm" and "5 nghìn" made one number."""
    joined: list[Unit] = []
    position = 0
    while position < len(found):
        unit = found[position]
        size, value = _written_number(found, position)
        if size:
            text = " ".join(each.text for each in found[position : position + size])
            unit = Unit(UnitKind.NUMBER, str(value), text, unit.before, unit.start)
        position += size or 1
        factor = _factor(found, position) if unit.kind is UnitKind.NUMBER or numeral(unit) else None
        if factor:
            amount = unit.key if unit.kind is UnitKind.NUMBER else str(_SINGLE[unit.key])
            text = f"{unit.text} {found[position].text}"
            unit = Unit(UnitKind.NUMBER, _multiplied(amount, factor), text, unit.before, unit.start)
            position += 1
        joined.append(unit)
    return joined


def _factor(found: Sequence[Unit], position: int) -> int | None:
    if position >= len(found) or found[position].before:
        return None
    return _MULTIPLIERS.get(found[position].text.lower())


def _multiplied(amount: str, factor: int) -> str:
    whole, _, fraction = amount.partition(".")
    if "." in fraction:
        return f"{amount} x {factor}"
    scaled = int(whole + fraction) * factor
    return (
        _value(str(scaled // 10 ** len(fraction)))
        if scaled % 10 ** len(fraction) == 0
        else f"{amount} x {factor}"
    )


def _written_number(found: Sequence[Unit], begin: int) -> tuple[int, int]:
    """How many words from `begin` on write a number of two syllables or more, and its value; else (0, 0)."""
    total = 0
    last: int | None = None
    size = 0
    scaled = False
    for unit in found[begin:]:
        if unit.kind is not UnitKind.WORD or (size and unit.before):
            break
        if unit.key in _TENS and last is None and not scaled:
            total, last, scaled = 10, None, True
        elif unit.key in _TENS and last is not None:
            total, last, scaled = total + last * 10, None, True
        elif unit.key == _HUNDRED and last is not None:
            total, last, scaled = total + last * 100, None, True
        elif unit.key in _LINKING and scaled:
            pass
        elif unit.key in _VALUES and last is None and (size or unit.key in _SINGLE):
            last = _VALUES[unit.key]
        else:
            break
        size += 1
    if last is not None and size > 1 and scaled and found[begin + size - 1].key == tone_last("năm"):
        # "hai mươi năm" may be twenty years.
        size, last = size - 1, None
    return (size, total + (last or 0)) if scaled and size > 1 else (0, 0)
