"""What a question itself narrows the search to: a newspaper section, a time of publication."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bp_qa.vietnamese.dates import DateMention
from bp_qa.vietnamese.forms import fold, has_marks, nfc

# Only words about publishing make a date narrow the search to articles of that time: "năm 2019" alone may as
# well be the year of an event that a later article tells. And "đăng" also begins "đăng ký", "đăng cai".
_NOUN = r"\b(?:bài viết|bài báo|tin bài|tin tức|bài|tin)"
_WHEN = r"(?:trong|vào|hồi|từ|trước|sau|ngày|tháng|năm|quý)"
_PUBLISHED = (
    rf"{_NOUN}(?:\s+nào)?(?:\s+(?:đã|được))*\s+(?:đăng(?:\s+tải)?|xuất bản)(?!\s+(?:ký|kí|cai|kiểm|quang))\b"
    rf"|\b(?:được|đã)\s+đăng(?:\s+tải)?\s+{_WHEN}\b"
    rf"|(?<!thông ){_NOUN}\s+(?:(?:của|trong|từ|trước|sau)\s+)?(?:ngày|tháng|năm|quý)\s+\d"
)
_MARKED = re.compile(_PUBLISHED, re.IGNORECASE)
_BARE = re.compile(fold(_PUBLISHED))
_SIDE = re.compile(r"\b(?P<side>truoc|sau|tu|den|toi)\s+(?:(?:ngay|thang|nam)\s+)*$")
# "hạng mục", "tiết mục", "tình trạng" and "vũ trang" are other words.
_BEFORE_SECTION = "".join(
    f"(?<!{word} )" for word in ("hạng", "danh", "tiết", "đề", "tình", "thực", "hiện", "vũ", "thời", "nghĩa")
)
_SECTION = rf"{_BEFORE_SECTION}\b(?:chuyên mục|mục|chuyên trang|trang)\s+[\"“']?"
_MARKED_SECTION = re.compile(_SECTION, re.IGNORECASE)
_BARE_SECTION = re.compile(fold(_SECTION))
# What joins the two ends of a time of publication.
_RANGE = re.compile(r"\s*(?:đến|tới|den|toi|-|–)\s*(?:hết\s+|het\s+)?(?:\w+\s+)?", re.IGNORECASE)


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

    def told(self, *, english: bool = False) -> str:
        """The period in words, in Vietnamese or English."""
        since, until = ("from", "to") if english else ("từ", "đến")
        if self.first is None:
            return f"{'until' if english else until} {self.last:%d/%m/%Y}"
        if self.last is None:
            return f"{since} {self.first:%d/%m/%Y}{' on' if english else ''}"
        return f"{since} {self.first:%d/%m/%Y} {until} {self.last:%d/%m/%Y}"


def named_section(text: str, sections: Sequence[str]) -> str | None:
    """The one of `sections` that `text` names after "mục" or "trang"; the longest if several fit."""
    text = nfc(text) if has_marks(text) else fold(text)
    for match in (_MARKED_SECTION if has_marks(text) else _BARE_SECTION).finditer(text):
        rest = fold(text[match.end() :])
        fitting = [name for name in sections if re.match(rf"{re.escape(fold(name))}(?!\w)", rest)]
        if fitting:
            return max(fitting, key=len)
    return None


def publication_period(text: str, dates: Sequence[DateMention]) -> Period | None:
    """The time of publication that `text` asks for, if it speaks of publishing and names a year.

    Args:
        dates: the dates in `text`, in order.
    """
    told = (_MARKED if has_marks(text) else _BARE).search(text if has_marks(text) else fold(text))
    if not told:
        return None
    dates = _published_on(text, dates, told.start())
    years = [mention.year for mention in dates if mention.year is not None]
    if not years:
        return None
    # "từ tháng 1 đến tháng 3/2024": the year stands once, at the end.
    whole = [mention if mention.year is not None else replace(mention, year=years[-1]) for mention in dates]
    days = [bounds for mention in whole if mention.exists() and (bounds := mention.bounds()) is not None]
    if not days:
        return None
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


def _published_on(text: str, dates: Sequence[DateMention], since: int) -> Sequence[DateMention]:
    """Of `dates` those of the publishing that `text` tells of from `since` on; others are of events."""
    after = [mention for mention in dates if mention.end > since]
    if not after:
        return dates
    joined = [after[0]]
    for mention in after[1:]:
        if not _RANGE.fullmatch(text[joined[-1].end : mention.start]):
            break
        joined.append(mention)
    return joined


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), tzinfo=zone).astimezone(UTC).timestamp())
