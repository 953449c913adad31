"""What a question itself narrows the search to: a newspaper section, a time of publication."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bp_qa.vietnamese.dates import DateMention
from bp_qa.vietnamese.forms import fold, has_marks

# Only words about publishing make a date narrow the search to articles of that time: "năm 2019" alone may as
# well be the year of an event that a later article tells. And "đăng" also begins "đăng ký", "đăng cai".
_NOUN = r"\b(?:bài viết|bài báo|tin bài|tin tức|bài|tin)"
_WHEN = r"(?:trong|vào|hồi|từ|trước|sau|ngày|tháng|năm|quý)"
_PUBLISHED = (
    rf"{_NOUN}(?:\s+nào)?(?:\s+(?:đã|được))*\s+(?:đăng(?:\s+tải)?|xuất bản)(?!\s+(?:ký|kí|cai|kiểm|quang))\b"
    rf"|\b(?:được|đã)\s+đăng(?:\s+tải)?\s+{_WHEN}\b"
    rf"|{_NOUN}\s+(?:(?:của|trong|từ|trước|sau)\s+)?(?:ngày|tháng|năm|quý)\s+\d"
)
_MARKED = re.compile(_PUBLISHED, re.IGNORECASE)
_BARE = re.compile(fold(_PUBLISHED))
_SIDE = re.compile(r"\b(?P<side>truoc|sau|tu|den|toi)\s+(?:(?:ngay|thang|nam)\s+)*$")
# "tiêu mục", "hạng mục" and "danh mục" are other words.
_SECTION = re.compile(r"(?<!hang )(?<!danh )\b(?:chuyen muc|muc|chuyen trang|trang)\s+[\"“']?")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included; None where it is open."""

    first: date | None
    last: date | None

    def seconds(self, zone: ZoneInfo) -> tuple[int | None, int | None]:
        """The first and the last second of the period, since 1970."""
        begin = None if self.first is None else _midnight(self.first, zone)
        end = None if self.last is None else _midnight(self.last + timedelta(days=1), zone) - 1
        return begin, end

    def __str__(self) -> str:
        if self.first is None:
            return f"đến {self.last:%d/%m/%Y}"
        if self.last is None:
            return f"từ {self.first:%d/%m/%Y}"
        return f"từ {self.first:%d/%m/%Y} đến {self.last:%d/%m/%Y}"


def named_section(text: str, sections: Sequence[str]) -> str | None:
    """The one of `sections` that `text` names after "mục" or "trang"; the longest if several fit."""
    folded = fold(text)
    for match in _SECTION.finditer(folded):
        rest = folded[match.end() :]
        fitting = [name for name in sections if re.match(rf"{re.escape(fold(name))}(?!\w)", rest)]
        if fitting:
            return max(fitting, key=len)
    return None


def publication_period(text: str, dates: Sequence[DateMention]) -> Period | None:
    """The time of publication that `text` asks for, if it speaks of publishing and names a year.

    Args:
        dates: the dates in `text`, in order.
    """
    if not (_MARKED if has_marks(text) else _BARE).search(text if has_marks(text) else fold(text)):
        return None
    years = [mention.year for mention in dates if mention.year is not None]
    if not years:
        return None
    # "từ tháng 1 đến tháng 3/2024": the year stands once, at the end.
    whole = [mention if mention.year is not None else replace(mention, year=years[-1]) for mention in dates]
    days = [bounds for mention in whole if (bounds := mention.bounds()) is not None]
    first, last = min(pair[0] for pair in days), max(pair[1] for pair in days)
    if len(dates) > 1:
        return Period(first, last)
    side = _SIDE.search(fold(text[: dates[0].start]))
    match side["side"] if side else None:
        case "truoc":
            return Period(None, first - timedelta(days=1))
        case "sau":
            return Period(last + timedelta(days=1), None)
        case "tu":
            return Period(first, None)
        case "den" | "toi":
            return Period(None, last)
    return Period(first, last)


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), tzinfo=zone).astimezone(UTC).timestamp())
