"""Dates as they are written in Vietnamese text and asked for in questions."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

# White space is bounded, so that a run of it costs no time. Typed without marks, the words count as well.
_S = r"\s{1,3}"
_DAY = r"(?:ng[àa]y|s[áa]ng|tr[ưu]a|chi[ềe]u|t[ốo]i|đêm|dem|khuya|h[ôo]m|m[ùu]ng|m[ồo]ng)"
_MONTH = rf"th[áa]ng{_S}(?P<m>\d{{1,2}})(?!\d)"
_IN_YEAR = r"\s{0,3}(?:n[ăa]m|[/,-])?\s{0,3}(?P<y>[12]\d{3})(?!\d)"
_YEAR = r"(?:1[89]|20)\d{2}"
# What may not follow: more of a number ("3/3.5"), or of a document's ("12/2013/QH13", "3/2-NQ").
_ENDS = r"(?!\w|/\w|[.,]\d|-[A-ZĐ])"

_FULL = (
    re.compile(rf"\b{_DAY}{_S}(?P<d>\d{{1,2}}){_S}{_MONTH}(?:{_IN_YEAR})?", re.I),
    re.compile(rf"(?<![\d/.,-])(?P<d>\d{{1,2}}){_S}{_MONTH}{_S}n[ăa]m{_S}(?P<y>[12]\d{{3}})(?!\d)", re.I),
    re.compile(rf"(?<![\w/.,])(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>[12]\d{{3}}){_ENDS}"),
    re.compile(rf"(?<![\w/.,-])(?P<d>\d{{1,2}})(?P<s>[.-])(?P<m>\d{{1,2}})(?P=s)(?P<y>[12]\d{{3}}){_ENDS}"),
    re.compile(rf"\b{_MONTH}{_IN_YEAR}", re.I),
    re.compile(rf"\bqu[ýy]{_S}(?:[1-4]|I{{1,3}}|IV)(?:/|{_S}(?:n[ăa]m{_S})?)(?P<y>{_YEAR})(?!\d)", re.I),
)
_PARTIAL = (
    re.compile(rf"(?<![\w/.,])(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<yy>\d{{2}}){_ENDS}"),
    re.compile(rf"(?<![\w/.,])(?P<m>\d{{1,2}})/(?P<y>{_YEAR}){_ENDS}"),
    re.compile(rf"(?<![\w/.,])(?P<d>\d{{1,2}})(?P<s>[/-])(?P<m>\d{{1,2}}){_ENDS}(?!-\d(?!\d?/))"),
)
_REST = (
    re.compile(rf"\b{_MONTH}(?![/-]\w)", re.I),
    re.compile(rf"(?:(?<![\w/.,-])|(?<=\d{{4}}-))(?P<y>{_YEAR}){_ENDS}"),
)
_AFTER_DAY = re.compile(rf"\b{_DAY}(?:{_S}(?:nay|qua|mai|kia))?(?:{_S}ng[àa]y)?{_S}\(?$", re.I)
_NUMBER_OF = re.compile(
    r"\b(?:số|so|luật|nghị định|nghị quyết|quyết định|chỉ thị|thông tư|kế hoạch|hẻm|ngõ|ngách|kiệt|tổ|thửa|"
    r"lô|hạng|lớp|tỷ lệ|tỉ lệ)\s$",
    re.I,
)
# "3/4 dân số", "chiếm 1/3", "12/12 xã": shares, not days.
_SHARE_BEFORE = re.compile(
    r"\b(?:chiếm|khoảng|còn|hơn|gần|bằng|đạt|quá|hết|góp|mất|trên|dưới|có|giảm|tăng)\s$", re.I
)
_SHARE_AFTER = re.compile(
    r"\s(?:số|tổng|dân|diện|thời gian|quãng|chiều dài|xã|phường|huyện|tỉnh|thành phố|thôn|bản|làng|xóm|đồn|"
    r"đơn vị|đại biểu|phiếu|hộ|nhóm|vụ|thành viên|lần|trận|điểm|chỉ tiêu|tiêu chí|"
    r"trường|người|quân số|nhiệm kỳ|lượng)\b"
)
_AMOUNT_BEFORE = re.compile(
    r"\b(?:hơn|gần|trên|số|đài|hotline|trị giá|chỉ đạo|chương trình|đề án|dự án|quyết định|"
    r"văn bản|công văn|mốc)\s$",
    re.I,
)
_AMOUNT_AFTER = re.compile(
    r"\s{0,3}(?:%|km|ha|m|m2|kg|g|mét|héc|hecta|tấn|tạ|đồng|tỷ|tỉ|triệu|nghìn|ngàn|USD|euro|người|lượt|"
    r"cán bộ|chiến sĩ|hộ|"
    r"suất|cây|căn|quân|đại biểu|đoàn viên|hội viên|học sinh|lính|tàu|thuyền|chiếc|cuốn|vụ|ca|"
    r"\d{3,4})(?!\w)"
)
_YEAR_WORD = re.compile(r"\bn[ăa]m\s{1,3}$", re.I)
_YEAR_RANGE = re.compile(
    rf"(?<![\w/.,])(?P<a>{_YEAR})(?:\s{{0,3}}[-–—]\s{{0,3}}|{_S}(?:đến|tới){_S}(?:năm{_S})?)(?P<b>{_YEAR})"
    r"(?!\w|/\w)"
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date written in a text; the parts that it does not say are None."""

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None

    def bounds(self) -> tuple[date, date] | None:
        """First and last day that the mention covers; None when it names no year."""
        if self.year is None:
            return None
        first_month, last_month = (self.month, self.month) if self.month else (1, 12)
        last_day = self.day or calendar.monthrange(self.year, last_month)[1]
        return date(self.year, first_month, self.day or 1), date(self.year, last_month, last_day)

    def exists(self) -> bool:
        """Whether there is such a day: of "29/2" only once its year is known."""
        return _valid(self.year, self.month, self.day)

    def matches(self, other: "DateMention") -> bool:
        """Whether both can mean the same day: no part that both name differs, and one part agrees."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        shared = [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]
        return bool(shared) and all(mine == theirs for mine, theirs in shared)


def _valid(year: int | None, month: int | None, day: int | None) -> bool:
    if month is not None and not 1 <= month <= 12:
        return False
    if day is None:
        return True
    if month is None:
        return False
    return 1 <= day <= calendar.monthrange(year or 2000, month)[1]


def _is_number_or_share(text: str, match: re.Match[str]) -> bool:
    """Whether digits around a slash or dash are no date in this place."""
    before = text[max(0, match.start() - 20) : match.start()]
    if _AFTER_DAY.search(before):
        return False
    if _NUMBER_OF.search(before):
        return True
    parts = match.groupdict()
    if parts.get("y") or parts.get("yy"):
        return False
    if parts["s"] == "-":  # "3-5 người", "tỷ số 2-1"
        return True
    day, month = int(parts["d"]), int(parts["m"])
    if (day, month) == (24, 7):  # round the clock
        return True
    if day < month <= 10 and _SHARE_BEFORE.search(before):
        return True
    return day <= month and _SHARE_AFTER.match(text, match.end()) is not None


def _is_amount(text: str, match: re.Match[str]) -> bool:
    """Whether a number that could be a year counts something."""
    before = text[max(0, match.start() - 12) : match.start()]
    if "y" not in match.groupdict() or _YEAR_WORD.search(before):
        return False
    return bool(_AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(text, match.end()))


def _mention(match: re.Match[str]) -> DateMention | None:
    parts = match.groupdict()
    year, month, day = (int(parts[key]) if parts.get(key) else None for key in ("y", "m", "d"))
    if parts.get("yy"):
        short = int(parts["yy"])
        year = 2000 + short if short < 60 else 1900 + short
    return DateMention(match.start(), match.end(), year, month, day) if _valid(year, month, day) else None


def find_dates(text: str) -> list[DateMention]:
    """All dates written in `text` (in NFC), in order, none inside another; impossible ones are left out.

    Numbers of documents ("06/2003/QH11"), shares ("3/4 dân số"), ranges ("3-5 người") and amounts
    ("2000 người") are not dates.
    """
    found: list[DateMention] = []
    taken = bytearray(len(text))
    rules = ((_FULL, None), (_PARTIAL, _is_number_or_share), (_REST, _is_amount))
    for patterns, is_other in rules:
        for pattern in patterns:
            for match in pattern.finditer(text):
                start, end = match.span()
                if any(taken[start:end]) or (is_other is not None and is_other(text, match)):
                    continue
                # Also what is impossible is taken: no part of "31/2/2024" is a date of its own.
                taken[start:end] = b"\x01" * (end - start)
                mention = _mention(match)
                if mention is not None:
                    found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def year_ranges(text: str) -> list[tuple[int, int]]:
    """Periods such as "2019–2024" or "từ năm 2019 đến năm 2024", as (first year, last year)."""
    pairs = ((int(match["a"]), int(match["b"])) for match in _YEAR_RANGE.finditer(text))
    return [(first, last) for first, last in pairs if first < last]
