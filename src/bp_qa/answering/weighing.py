"""Questions that weigh one thing against another ("A đông hơn B không?", "A ra đời trước hay sau B?")."""

import re

from bp_qa.answering.comparison_grammar import (
    AMOUNT,
    BEFORE_NAME,
    HOW_MUCH,
    SETTING,
    SIZE,
    THAN,
    asks,
    is_named,
    is_of_time,
    is_telling,
    past_quote,
)
from bp_qa.answering.side_by_side import in_its_place, named_words, where_first_begins
from bp_qa.vietnamese.tokens import words

_OR_SIZE = rf"(?:\s+{THAN})?\s+hay(?:\s+là)?\s+{SIZE}"
# What such a question may close with. Without it a sentence says that one is more than the other.
_CLOSING = (
    r"(?:(?P<yes>không|chăng|chưa|chứ|à|(?:phải|đúng)\s+không|hay\s+không|nhiều\s+không)|"
    r"(?:như\s+)?thế\s+nào|ra\s+sao|(?P<long>(?:là\s+)?bao\s+(?:lâu|xa))|"
    r"(?:là\s+)?bao\s+nhiêu(?P<unit>(?:\s+[^\W\d_]+){0,2})|(?P<few>mấy\s+[^\W\d_]+))"
)
_EACH = r"(?:,\s*mỗi\s+[^\W\d_]+\s+(?P<each>.+))?$"
# No second thing, but a number that something is more than, or a question that goes on.
_NO_THING = (
    r"(?!\d|không\b|bao\b|mấy\b|kém\b|nhau\b|(?:một\s+)?(?:nửa|chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)\b|một\s+(?:tuần|tháng|ngày)\b|"
    r"(?:hai|ba|bốn|sáu|bảy|tám|chín|mười)\b)"
)
# "A có giá trị lớn hơn B không", "A giúp nhiều hay ít hơn B": of each how much it is.
_MORE = re.compile(
    r"^(?P<one>.+?)(?:\s+có(?:\s+(?P<what>[^\W\d_]+(?:\s+[^\W\d_]+){0,2}))?)?\s+"
    rf"(?P<how>{SIZE})(?P<of>(?:\s+[^\W\d_]+){{0,4}}?)(?P<or>{_OR_SIZE})?\s+{THAN}(?:\s+so\s+với)?\s+"
    rf"(?P<two>{_NO_THING}[^,]+?)(?P<closing>\s+{_CLOSING})?{_EACH}",
    re.IGNORECASE,
)
# "A hơn B bao nhiêu", "A kém B mấy điểm", "A gấp đôi B phải không"
_BY = re.compile(
    rf"^(?P<one>.+?)(?:\s+gần)?\s+(?:{THAN}|kém|gấp\s+(?:đôi|[^\W\d_]+\s+lần|\d+\s+lần))\s+"
    rf"(?P<two>{_NO_THING}[^,]+?)(?P<closing>\s+{_CLOSING})?{_EACH}",
    re.IGNORECASE,
)
# "A ra đời trước hay sau B", "A họp sau B mấy ngày"
_ORDER = re.compile(
    r"^(?P<one>.+?)\s+(?:(?:trước|sớm\s+hơn|sớm)\s+hay\s+(?:sau|muộn\s+hơn|muộn)|"
    r"(?:sau|muộn)\s+hay\s+(?:trước|sớm)|(?P<plain>sau|trước))(?P<clause>\s+khi)?\s+"
    rf"(?P<two>[^,]+?)(?P<closing>\s+{_CLOSING})?{_EACH}",
    re.IGNORECASE,
)
# "A là bao nhiêu, so với B thì sao", "A có bao nhiêu, nhiều hơn B không"
_ASKED_ALREADY = re.compile(
    rf"^(?P<asked>.+?),\s*(?:so\s+với|khác\s+(?:gì\s+)?(?:với\s+)?|"
    rf"(?:có\s+)?{SIZE}(?:{_OR_SIZE})?\s+{THAN}\s+)\s*"
    rf"(?P<two>.+?)(?:\s+thì\s+.+|\s+{SIZE}(?:{_OR_SIZE})?\s+{THAN}|\s+{_CLOSING})?$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\s+(?:(?:được|đã|sẽ)\s+)?(?:tổ chức|diễn ra|khai mạc|bế mạc|khai giảng|ra đời|ra mắt|bàn giao|họp|mở|"
    r"thành lập|lập|khánh thành|ký|ban hành|bắt đầu|kết thúc|khởi công|xảy ra|công bố|ra quân|thông xe|"
    r"công nhận|nhận|trao|hoạt động|có hiệu lực|về đích|đến|có|xuất hiện|phát động)(?:\s+[^\W\d_]+){0,2}$",
    re.IGNORECASE,
)
# "Ngày A có trùng với ngày B không", "A và B có bằng nhau không", "A ký cùng năm với B phải không"
_SAME = re.compile(
    r"^(?P<one>.+?)(?:\s+(?:và|với)\s+(?P<two>[^,]+?))?\s+(?:có\s+)?"
    r"(?:(?P<how>trùng|bằng)|cùng\s+(?P<what>ngày|tháng|năm|giờ|nơi|chỗ))\s+"
    r"(?:(?:với\s+)?nhau|(?:với\s+)?(?P<other>[^,]+?))\s+(?:không|chứ|chăng|(?:phải|đúng)\s+không)$",
    re.IGNORECASE,
)
# What is said of a thing after its name, which may end with words written small ("Cục Hậu cần …").
_DOES = re.compile(
    r"\b(?:có|được|bị|do|thu|giúp|hỗ trợ|góp|đóng góp|chi|bỏ|làm|học|kéo|giữ|quản lý|đào tạo|phát|khám|"
    r"đi khám|tuyển|nuôi|bán|trồng|gieo|khai thác|đánh bắt|tốn|hết|đạt|chở|trao|nhận|tặng|giành|bắt|xử lý|"
    r"phát hiện|báo|ghi|mua|đón|lĩnh|xuất|nhập|cách|trao đổi|tổ chức|huy động|xây|còn|mang|trị giá)\b",
    re.IGNORECASE,
)
# Two sides of one measure; which is asked makes no difference.
_MEASURE = {
    "ngắn": "dài",
    "hẹp": "rộng",
    "thấp": "cao",
    "nhẹ": "nặng",
    "nông": "sâu",
    "mỏng": "dày",
    "vắng": "đông",
    "đắt": "giá",
    "rẻ": "giá",
}
_UNSAID = frozenset({"lớn", "nhiều", "ít", "cao", "thấp", "nhỏ"})
_AS_MUCH = frozenset({"nhiều", "ít"})
_OF_TIME = re.compile(
    r"\s*(?:(?:mấy|bao|là bao)\s+)?(?:năm|ngày|hôm|tháng|tuần|giờ|phút|lâu|thế kỷ|thập kỷ)\b", re.IGNORECASE
)
_HAS_DONE = re.compile(r"\s+có(?=\s+được\b)\s+", re.IGNORECASE)
_WHERE = frozenset({"nơi", "chỗ"})
# Words that are said of the first of two things and hold for a second one without a name.
_MOST_SAID = 2


def weighed(bare: str) -> tuple[str, str] | None:
    """What is asked of each of two things that `bare` weighs against each other; None if it does not."""
    asked = _ASKED_ALREADY.match(bare)
    if asked and asks(asked["asked"]) and not asks(asked["two"]):
        other = in_its_place(asked["asked"], asked["two"])
        return (f"{asked['asked']}?", f"{other}?") if other else None
    same = _SAME.match(bare)
    if same and bool(same["two"]) != bool(same["other"]):
        return _by_likeness(same)
    for pattern, sides in ((_ORDER, _by_time), (_MORE, _by_size), (_BY, _by_amount)):
        found = pattern.match(bare)
        if found is not None and _weighs(found):
            parts = sides(found)
            if parts is not None:
                return parts
    return None


def _weighs(found: re.Match[str]) -> bool:
    """Whether both things can be told from each other.

    By how much one is more than the other is mostly told in one sentence, unless both have names.
    """
    one, two = found["one"], found["two"]
    if any(asks(thing) or not is_telling(thing) for thing in (one, two)):
        return False
    if not found["closing"] or found["yes"] or found["each"]:
        return True
    share = (found["unit"] or "").strip() in {"phần trăm", "lần", "phần"}  # of both together
    return bool(named_words(one)) and is_named(two) and not share


def _by_likeness(same: re.Match[str]) -> tuple[str, str] | None:
    """What each of two things is that a question takes to be the same of both."""
    one, two, did = _HAS_DONE.sub(" ", same["one"]), same["two"] or same["other"], ""
    if same["two"]:  # "A và B ký cùng năm": said of both
        two, did = _with_what_is_said(two)
    if any(asks(thing) or not is_telling(thing) for thing in (one, two)):
        return None
    if same["what"]:
        asked = "ở đâu" if same["what"].lower() in _WHERE else f"{same['what']} nào"
    elif one.lower().startswith("ngày "):
        asked = "là ngày nào"
    elif same["how"].lower() == "trùng":
        asked = "khi nào"
    else:
        asked = "là bao nhiêu" if AMOUNT.match(one) else "bao nhiêu"
    return _pair(one, two, asked, did)


def _by_time(found: re.Match[str]) -> tuple[str, str] | None:
    """When each of two things was."""
    one, two = found["one"], found["two"]
    if found["plain"]:
        unit = found["few"] or found["unit"] or found["long"] or ""
        if not (found["yes"] or found["each"] or _OF_TIME.match(unit)):
            return None
    did = _WHEN.search(one)
    if found["clause"] and did is not None:
        return f"{one} khi nào?", f"{two} khi nào?"
    if did is None:
        return None if found["plain"] else _pair(one, two, "khi nào")
    return _pair(one[: did.start()], two, "khi nào", did.group().strip())


def _by_size(found: re.Match[str]) -> tuple[str, str] | None:
    """How much of what is asked each of two things has, or is."""
    one, two, how = found["one"], found["two"], found["how"].lower()
    if not (found["or"] or found["closing"] or found["each"]):
        return None
    told = _asked(found)
    if found["what"]:
        size = "" if told or how in _UNSAID else f" {_MEASURE.get(how, how)}"
        return _pair(one, two, told or f"bao nhiêu{found['of']}", f"có {found['what']}{size}")
    if how in _AS_MUCH:
        return _pair(one, two, told or f"bao nhiêu{found['of']}")
    if how in HOW_MUCH:
        return _pair(one, two, told or HOW_MUCH[how])
    if AMOUNT.match(one):
        return _pair(one, two, told or "là bao nhiêu")
    return _pair(one, two, f"{_MEASURE.get(how, how)} {told or 'bao nhiêu'}")


def _by_amount(found: re.Match[str]) -> tuple[str, str] | None:
    """How much each of two things is."""
    if not (found["closing"] or found["each"]):
        return None
    return _pair(found["one"], found["two"], _asked(found) or "bao nhiêu")


def _asked(found: re.Match[str]) -> str:
    """What the question itself asks of each or of the difference, as in "mấy tháng"; empty if nothing."""
    each = (found["each"] or "").strip()
    if asks(each) and not each.endswith("bao nhiêu"):
        return each
    return found["few"] or (f"bao nhiêu{found['unit']}" if (found["unit"] or "").strip() else "")


def _pair(one: str, two: str, asked: str, did: str = "") -> tuple[str, str] | None:
    """Both things with what is asked of them.

    Args:
        did: what is said of both, if that has been told from the name of the first.
    """
    thing, said = (one, did) if did else _with_what_is_said(one)
    setting = SETTING.match(thing)
    before, thing = (thing[: setting.end()], thing[setting.end() :]) if setting else ("", thing)
    other, told = _with_what_is_said(two)
    first_word = words(two)[0].lower()
    if setting and is_of_time(first_word):  # "Năm 2016, đồn … ít hơn năm 2017": the year is what differs
        second = f"{other}, {thing} {told or said} {asked}"
        return f"{' '.join(f'{before}{thing} {said} {asked}'.split())}?", f"{' '.join(second.split())}?"
    start = 0
    if BEFORE_NAME.match(first_word):
        start = thing.lower().rfind(f" {first_word} ") + 1
        if not start:
            return None
    start = start or where_first_begins(thing, two) or 0
    if not told and (is_named(two) or len(words(said)) <= _MOST_SAID):
        told = said
    parts = (f"{before}{thing} {said} {asked}", f"{before}{thing[:start]}{other} {told} {asked}")
    first, second = (" ".join(part.split()) for part in parts)
    return (f"{first}?", f"{second}?") if first.lower() != second.lower() else None


def _with_what_is_said(thing: str) -> tuple[str, str]:
    """A thing up to the end of the last name in it, and what is said of it after that."""
    end = past_quote(thing, max((token.end for token in named_words(thing)), default=0))
    said = _DOES.search(thing, end) if end else None
    return (thing[: said.start()].strip(), thing[said.start() :].strip()) if said else (thing, "")
