"""Two askings of which the second but names another time or place ("… chức gì năm 2014 và năm 2018")."""

import re

from bp_qa.answering.comparison_grammar import ASKS, asks, is_name, is_name_or_number, is_named
from bp_qa.answering.side_by_side import end_of_names
from bp_qa.vietnamese.tokens import tokenize, words

_WHERE = r"(?:ở|tại|cho|theo|về|của|trên)"
_WHEN = (
    r"(?:vào|từ|đến|tới|sang|trước|sau|hồi|lúc|khi|(?<!đứng )(?<!dẫn )đầu|cuối|giữa|trong|dịp|nửa|"
    r"(?:sáu|ba|chín) tháng)"
)
_TIME = r"(?:năm|tháng|ngày|quý|mùa)"
_NUMBERED = r"(?:năm|tháng|ngày|quý|mùa|vụ|đợt|lần|kỳ|khóa)"
# A time with its number: "từ đầu năm 2023", "nửa đầu 2024", "đến 20/3/2023", "lần thứ 12".
_DATED = re.compile(
    rf"\b(?:{_WHEN}\s+)*(?:{_TIME}\s+)*?"
    rf"(?:{_NUMBERED}\s+(?:học\s+|họp\s+)?(?:thứ\s+)?\d[\d/.\-–]*|{_WHEN}\s+(?:\d{{4}}|\d+/[\d/]+))(?!\w)",
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"(?P<word>{_WHERE}|{_WHEN}|{_NUMBERED}\s+(?=\d|thứ|học))(?=\s|\d)", re.IGNORECASE)
# Said again of the other time or place without being of the question's subject.
_LIGHT = frozenset(words("được còn là thì đã lên có do đạt chỉ tới mới nay và"))
_MOST_OWN = 4


def shared_asking(left: str, right: str) -> tuple[str, str] | None:
    """`left`, and `left` with the time or place of `right` for its own; None if `right` asks another thing.

    The words of `right`, apart from that time or place, have all been said in `left`.
    """
    if not asks(left):
        return None
    asked = ASKS.search(right)
    if asked is None:
        return None
    for named, rest, after in _parts(left, right, asked):
        if _said_before(rest, left):
            other = _with(left, named, after=after)
            if other is not None and other.lower() != left.lower():
                return f"{left}?", f"{other}?"
    return None


def _parts(left: str, right: str, asked: re.Match[str]) -> list[tuple[str, str, bool]]:
    """Ways to part the second asking into what it newly names, what it asks, and whether that comes first."""
    found = []
    begins = _BEGINS.search(right, asked.end())
    if begins is not None:  # "chức gì | năm 2018", "ai | ở Bạch Liên"
        found.append((right[begins.start() :].strip(), right[: begins.start()], True))
    end = 0
    if _BEGINS.match(right):
        dated = _DATED.match(right)
        end = dated.end() if dated else end_of_names(right, asked.start(), alike=False)
    elif _begins_alike(left, right):  # "Co Sáng | đạt mấy"
        end = end_of_names(right, asked.start())
    if end:
        found.append((right[:end].strip(), right[end:], False))
    return found


def _begins_alike(left: str, right: str) -> bool:
    subject = left.rpartition(", ")[2] or left
    return is_name(tokenize(right)[0]) or words(subject)[0].lower() == words(right)[0].lower()


def _said_before(rest: str, left: str) -> bool:
    """Whether what a second asking asks has been asked in the first, in the same words."""
    said = {word.lower() for word in words(left)} | _LIGHT
    own = [word.lower() for word in words(rest)]
    return len(own) <= _MOST_OWN and asks(rest) and said.issuperset(own)


def _with(left: str, named: str, *, after: bool) -> str | None:
    """`left` with `named` in the place of its own time, place or subject; None if it has none like it.

    Args:
        after: whether that stands behind what is asked.
    """
    asked = ASKS.search(left)
    if asked is None:
        return None
    begins = _BEGINS.match(named)
    if begins is None:
        return _of_another(left, named, asked.start())
    word = begins["word"]
    if re.fullmatch(_WHERE, word, re.IGNORECASE):
        return _elsewhere(left, named, word, asked.end(), asked.end() if after else 0)
    return _at_another_time(left, named, word, asked.end(), asked.end() if after else 0)


def _elsewhere(left: str, named: str, word: str, asked: int, least: int) -> str | None:
    """`left` with the place `named`, which begins with `word`, for the last one that begins so.

    Args:
        asked: where what is asked ends.
        least: where in `left` its own place begins at the earliest.
    """
    own_text = word.lower() == "theo"  # "theo bản sửa": what is written, with a name or without
    found = list(re.finditer(rf"\b{word}\s+", left[least:], re.IGNORECASE))
    if not found or not (is_named(named) or own_text):
        return None
    start = least + found[-1].start()
    dated, own = _DATED.search(named), _DATED.search(left, least)
    if own_text and start > asked:
        end = len(left)
    elif dated and own and own.start() > start:
        end = own.end()
    else:
        end = _end_of_place(left, least + found[-1].end())
    return _put(left, start, end, named) if end else None


def _at_another_time(left: str, named: str, word: str, asked: int, least: int) -> str | None:
    """The same for a time."""
    dated, own = _DATED.search(named), _DATED.search(left, least)
    if own is None:
        again = list(re.finditer(rf"\b{word}\s", left[asked:], re.IGNORECASE))
        return f"{left[: asked + again[-1].start()]}{named}" if again else None  # "dịp Tết Canh Tý"
    start, end = own.span()
    if start > asked:
        earlier = re.search(rf"\b{_WHEN}\s+(?=\S)", left[asked:start], re.IGNORECASE)
        start = asked + earlier.start() if earlier else start
        end = len(left) if dated is None or named[dated.end() :].strip() else end
    return _put(left, start, end, named)


def _of_another(left: str, named: str, limit: int) -> str | None:
    """`left` asked of `named` instead of what it begins with; None if that is no name."""
    comma = left.rfind(", ", 0, limit)
    setting, rest = (left[: comma + 2], left[comma + 2 :]) if comma >= 0 else ("", left)
    end = end_of_names(rest, limit - len(setting))
    tokens = tokenize(rest)
    # A name that begins with small words has to begin as `named` does: "Huyện thưởng đội K21" is none.
    by_name = len(tokens) > 1 and is_name(tokens[1])
    same = words(rest)[0].lower() == words(named)[0].lower()
    if end <= tokens[0].end or not (by_name or same):
        return None
    if _DATED.search(named) and not _DATED.search(rest[:end]):
        return None
    return f"{setting}{named}{rest[end:]}"


def _put(left: str, start: int, end: int, named: str) -> str:
    return f"{left[:start]}{named if start else named[0].upper() + named[1:]}{left[end:]}"


def _end_of_place(left: str, start: int) -> int:
    """Where the name ends that begins within a few words of `start`; 0 if there is none."""
    tokens = [token for token in tokenize(left) if token.start >= start]
    stop = first = 0
    for number, token in enumerate(tokens):
        if is_name(token) or (stop and is_name_or_number(token)):
            first = first or number + 1
            stop = token.end
        elif stop and number == first and number + 1 < len(tokens):  # "Hải đội 12", "Bệnh xá Lộc Phát"
            following = tokens[number + 1]
            if not is_name_or_number(following):
                break
        elif stop or number >= _MOST_OWN:
            break
    return stop
