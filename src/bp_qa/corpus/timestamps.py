"""The line of a newspaper page that says when it was published."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from datetime import timezone as fixed_zone

from bp_qa.vietnamese.dates import find_dates

_MAX_CHARS = 100
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_TIME = re.compile(
    r"(?<!\d)(?P<h>\d{1,2})\s*(?::|h|g|giờ)\s*(?P<m>\d{2})(?!\d)(?:\s*phút|:\d{2}(?!\d))?"
    r"(?:\s*(?P<half>AM|PM|SA|CH)\b)?",
    re.I,
)
_ZONE = re.compile(r"\(?\b(?:GMT|UTC)\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?00)?\b\)?", re.I)
_FILLER = re.compile(
    r"\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|t[2-7]|chủ\s+nhật|cn|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"cập\s+nhật|đăng|xuất\s+bản|phát\s+hành|thời\s+gian|lúc|vào|hồi|ngày|giờ|lần\s+cuối|sáng|trưa|chiều|tối)\b",
    re.I,
)
_SEPARATORS = " \t,;.:|-–—/•·()[]\"'"


@dataclass(frozen=True, slots=True)
class TimestampLine:
    """When a page was published, and what else its line says (often the author)."""

    published: datetime
    rest: str


def read_timestamp(line: str, zone: tzinfo) -> TimestampLine | None:
    """The moment that `line` consists of, day before month; None when it is no time stamp.

    A date within a sentence leaves words over; the caller sees them in :attr:`TimestampLine.rest`.
    """
    if len(line) > _MAX_CHARS:
        return None
    if iso := _ISO.search(line):
        try:
            moment = datetime.fromisoformat(iso.group())
        except ValueError:
            return None
        rest = line[: iso.start()] + " " + line[iso.end() :]
        return TimestampLine(moment if moment.tzinfo else moment.replace(tzinfo=zone), _left_over(rest))
    zone_match = _ZONE.search(line)
    if zone_match:
        hours = int(zone_match["hours"]) * (1 if zone_match["sign"] == "+" else -1)
        if -12 <= hours <= 14:
            zone = fixed_zone(timedelta(hours=hours))
        line = line[: zone_match.start()] + " " + line[zone_match.end() :]
    days = [mention for mention in find_dates(line) if mention.year and mention.month and mention.day]
    if not days:
        return None
    mention = days[0]
    rest = line[: mention.start] + " | " + line[mention.end :]
    clock = time()
    if time_match := _TIME.search(rest):
        found = _clock(time_match)
        if found is None:
            return None
        clock = found
        rest = rest[: time_match.start()] + " " + rest[time_match.end() :]
    try:
        day = date(mention.year or 0, mention.month or 0, mention.day or 0)
    except ValueError:
        return None
    return TimestampLine(datetime.combine(day, clock, tzinfo=zone), _left_over(rest))


def _clock(match: re.Match[str]) -> time | None:
    hour, minute = int(match["h"]), int(match["m"])
    half = (match["half"] or "").upper()
    if half in {"PM", "CH"} and hour < 12:
        hour += 12
    elif half in {"AM", "SA"} and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _left_over(rest: str) -> str:
    return " ".join(_FILLER.sub(" ", rest).split()).strip(_SEPARATORS)
