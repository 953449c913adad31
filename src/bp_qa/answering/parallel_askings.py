"""Two askings built alike, the second without what the first has said ("ở A là ai, ở B là ai")."""

import re
from itertools import pairwise

from bp_qa.answering.comparison_grammar import (
    ASKS,
    AT_FIRST,
    NOW,
    OF_BOTH,
    PREDICATE,
    SETTING,
    asks,
    is_name,
    names,
)
from bp_qa.answering.side_by_side import in_its_place
from bp_qa.vietnamese.tokens import tokenize, words

_PLACE = r"(?:ở|tại|vào|của|từ|trên|cho|về|với)"
_CAPITAL = "[" + "".join(chr(code) for code in range(0x41, 0x1EFF) if chr(code).isupper()) + "]"
_NAME = rf"(?:[^\W\d_]+\s+){{0,3}}?{_CAPITAL}[\w’'\-]*(?:\s+(?:{_CAPITAL}[\w’'\-]*|\d+))*"
# "…, ở B là ai": begins with where, and what is asked follows.
_BEGINS_WITH_PLACE = re.compile(rf"^(?P<at>(?i:{_PLACE}))\s+(?P<name>{_NAME})\s+(?P<rest>.+)$")
_AT = re.compile(rf"\b(?i:ở|tại|trong|của|cho|vào)\s+{_NAME}")
_AT_END = re.compile(rf"\s+(?P<where>(?i:ở|tại|trong|của|cho|vào|về)\s+{_NAME})$")
_OPENS = re.compile(
    r"^(?P<asked>bao nhiêu|mấy|những ai|ai|vì sao|tại sao|(?:[^\W\d_]+\s+){1,2}nào)\s+", re.IGNORECASE
)
_BARE = re.compile(r"\b(?:bao nhiêu|mấy)$", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:bao nhiêu|mấy)\s+(?P<what>(?:[^\W\d_]+\s?){1,4})$", re.IGNORECASE)
# "… cho tổ này": what the first asking has named
_AGAIN = re.compile(r"\b(?P<kind>[^\W\d_]+)\s+(?:này|ấy|đó)\b", re.IGNORECASE)
# "…, còn B thì sao"
_WHAT_OF = re.compile(r"^(?P<thing>[^,]+?)\s+(?:thì sao|thì thế nào|ra sao|thế nào)$", re.IGNORECASE)
_LEAST_WORDS = 3
_LEAST_RIGHT = 2


def parallel(left: str, right: str) -> tuple[str, str] | None:
    """Both askings whole, if the second is built like the first; None if it is not."""
    against = _WHAT_OF.match(right)
    if against and asks(left) and not asks(against["thing"]):
        other = in_its_place(left, against["thing"])
        return (f"{left}?", f"{other}?") if other else None
    if not (asks(left) and asks(right)) or OF_BOTH.search(right):
        return None
    if len(words(left)) < _LEAST_WORDS or len(words(right)) < _LEAST_RIGHT:
        return None
    for way in (_elsewhere, _now, _asked_again, _done_alike):
        parts = way(left, right)
        if parts is not None and parts[0].lower() != parts[1].lower():
            return f"{parts[0].strip()}?", f"{parts[1].strip()}?"
    return None


def _elsewhere(left: str, right: str) -> tuple[str, str] | None:
    """The same asked of another place: "hội thi ở A do ai mở, ở B do ai mở"."""
    begins = _BEGINS_WITH_PLACE.match(right)
    if begins is None or not asks(begins["rest"]):
        return None
    found = list(re.finditer(rf"\b(?i:{begins['at']})\s+{_NAME}(?=\s|$)", left))
    if not found:
        return None
    at = found[-1]
    before, after = left[: at.start()].strip(), left[at.end() :].strip()
    rest = begins["rest"]
    if (
        after
        and asks(after)
        and (after.lower().startswith(rest.lower()) or ASKS.match(rest) or _OPENS.match(f"{rest} "))
    ):
        rest = after
    elif not after and asks(before):  # "Ai chủ trì ở A, ở B ai chủ trì"
        return None
    return left, f"{before} {begins['at']} {begins['name']} {rest}"


def _now(left: str, right: str) -> tuple[str, str] | None:
    """The same asked of now: "ban đầu bao nhiêu con, nay bao nhiêu"."""
    now = NOW.match(right)
    if now is None:
        return None
    asked = ASKS.search(left)
    subject = left[: asked.start()] if asked else ""
    then = AT_FIRST.search(subject)
    if then and not subject[: then.start()].strip():  # "Trước kia xã có bao nhiêu hộ"
        predicate = PREDICATE.search(subject, then.end())
        subject = subject[then.end() : predicate.start() if predicate else len(subject)]
    elif then:
        subject = subject[: then.start()]
    else:
        time = re.search(r"\s+(?:năm|tháng|ngày|hồi|từ)\s+\d[\d/]*\b", subject)
        predicate = PREDICATE.search(subject)
        ends = [match.start() for match in (time, predicate) if match]
        subject = subject[: min(ends)] if ends else subject
    if not names(subject) or asks(subject):
        return None
    counted = _COUNTED.search(left)
    what = f" {counted['what'].strip()}" if counted and _BARE.search(right) else ""
    return left, f"{subject.strip(' ,')} {right}{what}"


def _asked_again(left: str, right: str) -> tuple[str, str] | None:
    """Both open with what they ask: "bao nhiêu em mồ côi ở A, bao nhiêu em là con hộ nghèo"."""
    setting = SETTING.match(left)
    where = f"{setting['where']}, " if setting else ""
    first = _OPENS.match(left[len(setting.group()) :] if setting else left)
    second = _OPENS.match(right)
    if first is None or second is None or first["asked"].lower() != second["asked"].lower():
        return None
    again = _AGAIN.search(right)
    if again:
        named = re.search(
            rf"\b{re.escape(again['kind'])}\s+(?:[^\W\d_]+\s+){{0,3}}?{_NAME}", left, re.IGNORECASE
        )
        return (left, right[: again.start()] + named.group() + right[again.end() :]) if named else None
    if names(right):
        at_end = _AT_END.search(right)
        if not names(left) and at_end:
            return f"{left} {at_end['where']}", right
        return left, f"{where}{right}"
    if where:
        return left, f"{where}{right}"
    at = _AT.search(left)
    if at:
        return left, f"{right} {at.group()}"
    name = _first_name(left)
    return (left, f"{right} ở {name}") if name else None


def _done_alike(left: str, right: str) -> tuple[str, str] | None:
    """Two that do the same, each asked of: "huyện tặng gì, hợp tác xã tặng gì"."""
    one, two = ASKS.search(left), ASKS.search(right)
    if one is None or two is None:
        return None
    did, done = (words(text) for text in (left[: one.start()], right[: two.start()]))
    if len(done) < _LEAST_RIGHT or not did or did[-1].lower() != done[-1].lower():
        return None
    setting = SETTING.match(left)
    if setting:
        return left, right if names(right) else f"{setting['where']}, {right}"
    at_end = _AT_END.search(right)
    if at_end and not names(left):
        return f"{left} {at_end['where']}", right
    if names(right):
        return (left, right) if names(left) else None
    at = _AT_END.search(left) or _AT.search(left)
    return (left, f"{right} {at.group().strip()}") if at else None


def _first_name(text: str) -> str:
    """The first capitalised words, two or more, after the first word; empty if none, or a person's."""
    tokens = tokenize(text)
    run: list[str] = []
    for before, token in pairwise(tokens):
        if is_name(token):
            if not run and before.text.lower() in {"ông", "bà", "anh", "chị", "cô", "em", "cụ"}:
                return ""
            run.append(token.text)
        elif run:
            break
    return " ".join(run) if len(run) > 1 else ""
