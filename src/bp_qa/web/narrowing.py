"""What a reader narrows a question to: days of publication, a section, one article."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bp_qa.errors import BpQaError
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.vietnamese.dates import find_dates
from bp_qa.web.texts import Texts


class BadDayError(BpQaError):
    """What a reader typed as a day is not one, or the days are the wrong way round."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter for the search, and the words that name it to the reader."""

    only: ChunkFilter
    words: tuple[str, ...]


def narrowing(
    from_day: str, to_day: str, section: str, article: tuple[str, str] | None, timezone: str, texts: Texts
) -> Narrowing:
    """The filter that a reader has set.

    Args:
        from_day, to_day: as typed: a day, a month or a year; empty for no bound.
        section: empty for all.
        article: id and title; None for all.

    Raises:
        BadDayError: a day cannot be understood, or the first is after the last; the message is the reader's.
    """
    zone = ZoneInfo(timezone)
    first = _bounds(from_day, texts)
    last = _bounds(to_day, texts)
    if first and last and first[0] > last[1]:
        raise BadDayError(texts.bad_period.format(first=f"{first[0]:%d/%m/%Y}", last=f"{last[1]:%d/%m/%Y}"))
    words = []
    if first and last:
        words.append(f"{first[0]:%d/%m/%Y} – {last[1]:%d/%m/%Y}")
    elif first:
        words.append(f"{texts.from_day} {first[0]:%d/%m/%Y}")
    elif last:
        words.append(f"{texts.to_day} {last[1]:%d/%m/%Y}")
    words += [section] if section else []
    words += [article[1]] if article else []
    only = ChunkFilter(
        published_from=_seconds(first[0], zone) if first else None,
        published_to=_seconds(last[1] + timedelta(days=1), zone) - 1 if last else None,
        section=section or None,
        article_ids=(article[0],) if article else (),
    )
    return Narrowing(only, tuple(words))


def _bounds(typed: str, texts: Texts) -> tuple[date, date] | None:
    typed = typed.strip()
    if not typed:
        return None
    try:
        return (date.fromisoformat(typed), date.fromisoformat(typed))
    except ValueError:
        found = find_dates(typed)
    bounds = found[0].bounds() if found else None
    if bounds is None or bounds[1] == date.max:
        raise BadDayError(texts.bad_day.format(day=typed))
    return bounds


def _seconds(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), tzinfo=zone).astimezone(UTC).timestamp())
