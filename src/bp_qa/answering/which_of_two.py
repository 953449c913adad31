"""Questions that ask which of two things is more, or was first ("Xã nào đông hơn, A hay B?")."""

import re

from bp_qa.answering.comparison_grammar import (
    FIRST,
    SIZE,
    THAN,
    TIME_AT_END,
    asks,
    is_named,
    is_of_time,
    is_telling,
    is_time,
)
from bp_qa.answering.side_by_side import where_first_begins
from bp_qa.answering.side_questions import how_much

_KINDS = (
    "đơn vị|cơ quan|thị xã|văn bản|sự kiện|chương trình|sản phẩm|trường hợp|nghị định|nghị quyết|quyết định|"
    "hội nghị|công ty|địa phương|tổ chức|cuộc thi|giai đoạn|vụ cháy|lễ hội|bệnh viện"
)
_WHICH = rf"(?:ai|(?:{_KINDS}|[^\W\d_]+)\s+nào)"
_IN = r"(?=\s*[,:]|\s+(?:trong|theo|ở|tại|giữa)\b|$)"
_MORE = (
    rf"(?:(?:[^\W\d_]+\s+){{0,4}}?{SIZE}(?:\s+[^\W\d_]+){{0,3}}?\s+{THAN}|"
    rf"(?:[^\W\d_]+\s+){{1,4}}?(?:trước|sau){_IN})"
)
_WHERE = r"(?:(?P<where>(?:ở|tại|trong|năm|tháng|ngày|dịp)\s[^,]{2,60}),\s+)?"
# "Điểm chuẩn trường nào cao hơn, A hay B", "Hồ nào sâu hơn trong hai hồ A và B"
_ASKED_FIRST = re.compile(
    rf"^(?P<head>(?:[^,:]+?\s+)??)(?:ai|(?P<of>{_KINDS}|[^\W\d_]+)\s+nào)\s+(?P<what>{_MORE})(?P<rest>(?:\s+[^,:]+?)??)"
    r"(?:\s*[,:]\s*|\s+(?=giữa\b|trong hai\b))(?:giữa\s+|trong\s+hai\s+(?P<kind>[^\W\d_]+)\s+)?"
    r"(?P<one>[^,]+?)\s+(?:hay|và|với|hoặc)\s+(?P<two>[^,]+)$",
    re.IGNORECASE,
)
# "A dài hơn hay B dài hơn"
_SAID_TWICE = re.compile(
    rf"^(?P<one>.+?)\s+(?P<what>{_MORE}|[^\W\d_]+\s+trước)\s+hay\s+(?:là\s+)?(?P<two>.+?)\s+(?P=what)$",
    re.IGNORECASE,
)
# "Giữa A và B, nơi nào đông hơn", "A với B bên nào nhiều vụ hơn"
_NAMED_FIRST = [
    re.compile(
        rf"^{_WHERE}(?:giữa\s+|trong\s+hai\s+(?P<kind>[^\W\d_]+)\s+)?(?P<one>[^,]+?)\s+{joined}\s+(?P<two>[^,]+?)"
        rf"(?:[,:]\s*|\s+){_WHICH}\s+(?P<what>{_MORE})(?P<rest>\s+[^?]+)?$",
        re.IGNORECASE,
    )
    for joined in ("(?-i:và)", "so với", "với", "hay")
]
# "A hay B đông dân hơn khi lập"
_UNASKED = re.compile(
    rf"^{_WHERE}(?P<one>[^,]+?)\s+hay\s+(?P<two>[^,]+?)\s+"
    rf"(?P<what>(?:[^\W\d_]+ ){{0,3}}?{SIZE}(?: [^\W\d_]+){{0,3}}? {THAN})(?P<rest>\s+[^?]+)?$",
    re.IGNORECASE,
)
_AGE = re.compile(r"\b(?:lớn|nhiều|cao|ít|nhỏ)\s+tuổi\s+hơn$", re.IGNORECASE)
# Said of two together: "Hai xã A và B".
_BOTH = re.compile(r"^(?:cả\s+)?hai\s+", re.IGNORECASE)


def asked_which(bare: str) -> tuple[str, str] | None:
    """What is asked of each of two things, where `bare` asks in so many words which of them is more."""
    for pattern in (_SAID_TWICE, _ASKED_FIRST, *_NAMED_FIRST):
        parts = _of_each(pattern.match(bare))
        if parts is not None:
            return parts
    return None


def which_of_two(bare: str) -> tuple[str, str] | None:
    """What is asked of each of two things, where `bare` but names both ("A hay B đông dân hơn khi lập")."""
    found = _UNASKED.match(bare)
    return _of_each(found) if found and is_named(found["two"]) else None


def _of_each(found: re.Match[str] | None) -> tuple[str, str] | None:
    if found is None:
        return None
    group = found.groupdict()
    one, two, what = _BOTH.sub("", found["one"]), found["two"], found["what"]
    while found.re is _UNASKED and what[0].isupper():  # the name goes on
        word, _, what = what.partition(" ")
        two = f"{two} {word}"
    if asks(one) or asks(two) or not (is_telling(one) or is_telling(two)):
        return None
    head = group.get("head") or (f"{group['where']}, " if group.get("where") else "")
    kind = f"{group['kind']} " if group.get("kind") else ""
    of = group.get("of") or ""
    if of and is_time(one) and not is_of_time(of):  # "Hội nghị nào … hơn, năm 2019 hay năm 2024"
        kind = f"{of} "
    asked = f"{_of_one(what)}{group.get('rest') or ''}"
    if found.re is not _ASKED_FIRST:  # "Số hộ ở A và ở B": what stands before the first holds for both
        two = f"{one[: where_first_begins(one, two) or 0]}{two}"
    time = TIME_AT_END.search(two)
    if time and not any(char.isdigit() for char in one):  # "A và B năm 2023"
        one = f"{one}{time.group()}"
    first, second = (" ".join(f"{head} {kind}{thing} {asked}".split()) for thing in (one, two))
    return f"{first}?", f"{second}?"


def _of_one(what: str) -> str:
    """What is asked of one thing where two are asked which is `what`: "đông dân hơn", "ra đời trước"."""
    if FIRST.match(what):
        asked = FIRST.sub(r"\g<did> khi nào", what).strip()
        return asked.replace("có khi nào", "có từ khi nào")
    return _AGE.sub("bao nhiêu tuổi", what) if _AGE.search(what) else how_much(what)
