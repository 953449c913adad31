"""The form that a question's own words ask of an answer: "mấy giờ" an hour, "bao nhiêu suất quà" so many.

Finer than :class:`~bp_qa.answering.question.AnswerType`: two numbers in one article are told apart by what
they count, a day and a month by how exact they are.
"""

import re
from functools import lru_cache

from bp_qa.vietnamese.dates import find_dates
from bp_qa.vietnamese.forms import nfc

_ONES = "một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|trăm|nghìn|ngàn|triệu|tỷ|tỉ|nửa|rưỡi"
_NUMBER = rf"(?<![\w/.,])(?:\d+(?:[.,]\d+)*|{_ONES})"
# What may stand between a number and what it counts.
_BETWEEN = rf"(?:\s+(?:{_ONES}|lượt|chiếc|cái|con|người|em|vị|lần|căn|ngôi))?\s*"
_LENGTH = rf"{_NUMBER}\s*(?:km|m|cm|mét|ki-?lô-?mét|cây số|hải lý|sải)\b"
_AREA = rf"{_NUMBER}\s*(?:ha|héc-?ta|km2|km²|m2|m²|mét vuông|ki-?lô-?mét vuông|mẫu|sào)(?!\w)"
_WEIGHT = rf"{_NUMBER}\s*(?:kg|g|gam|tấn|tạ|yến|cân)\b"
_MONEY = rf"{_NUMBER}(?:\s+(?:{_ONES}))?\s*(?:đồng|usd|đô la|euro|vnd)\b"
_SPAN_OF_TIME = rf"{_NUMBER}\s*(?:năm|tháng|tuần|ngày|giờ|tiếng|phút|giây|thập kỷ|thế kỷ|nhiệm kỳ|đêm|quý)\b"
_OFTEN = rf"(?:\b(?:mỗi|hằng|hàng|cứ)\s+\w+|{_NUMBER}\s+lần)\b"

_MEASURES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bmấy giờ\b"), rf"{_NUMBER}\s*(?:giờ|h\b|h\d|:\d\d)"),
    (re.compile(r"\bbao lâu một lần\b|\bbao lâu lại\b|\bmấy \w+ một lần\b"), _OFTEN),
    (re.compile(r"\bbao lâu\b"), _SPAN_OF_TIME),
    (
        re.compile(r"\b(?:bao nhiêu|mấy) (?:phần trăm|%)|\btỷ lệ\b.*\bbao nhiêu\b"),
        rf"{_NUMBER}\s*(?:%|phần trăm)",
    ),
    (
        re.compile(
            r"\bbao nhiêu (?:tiền|kinh phí)\b|\b(?:(?<!đánh )giá|trị giá|tiền|kinh phí)\b.*\bbao nhiêu\b"
        ),
        _MONEY,
    ),
    (re.compile(r"\bdiện tích\b.*\bbao nhiêu\b|\brộng (?:bao nhiêu|mấy)\b"), f"{_AREA}|{_LENGTH}"),
    (re.compile(r"\b(?:dài|cao|sâu|xa) (?:bao nhiêu|mấy)\b"), _LENGTH),
    (re.compile(r"\bnặng (?:bao nhiêu|mấy)\b"), _WEIGHT),
)
_ORDINAL = re.compile(
    r"\b(?P<what>lớp|khóa|khoá|thứ|tập|hạng|quý|giai đoạn|tầng|vòng|bậc|cấp|chương|điều) mấy\b"
)
_COUNTED = re.compile(r"\b(?:bao nhiêu|mấy)\s+(?P<what>[^\W\d_]+)")
_DAY = re.compile(r"\b(?:ngày (?:tháng năm )?nào|ngày mấy|hôm nào|ngày bao nhiêu)\b")
# What follows "bao nhiêu" without being counted.
_UNCOUNTED = frozenset(
    {"thì", "là", "và", "ở", "của", "so", "trong", "tại", "nữa", "vậy", "thế", "đã", "được", "từ", "cho"}
)

# Units, which a text may write in another way, or with another unit.
_MEASURED = frozenset(
    {
        "phần",
        "tiền",
        "kinh",
        "đồng",
        "triệu",
        "tỷ",
        "tỉ",
        "mét",
        "m",
        "km",
        "ki",
        "ha",
        "héc",
        "kg",
        "tấn",
        "giờ",
        "năm",
    }
)


def form_match(question: str, text: str) -> float:
    """Whether `text` holds something of the form that `question` asks for: 1 yes, -1 no, 0 no form is asked.

    >>> form_match("Lễ bắt đầu lúc mấy giờ?", "Lễ diễn ra ngày 28/3/1959.")
    -1.0
    >>> form_match("Trao bao nhiêu suất quà?", "Có 107 suất quà được trao.")
    1.0
    """
    lowered = nfc(question).lower()
    if _DAY.search(lowered):
        return 1.0 if any(mention.day for mention in find_dates(text)) else -1.0
    pattern = _pattern(lowered)
    if pattern is None:
        return 0.0
    return 1.0 if pattern.search(nfc(text).lower()) else -1.0


@lru_cache(maxsize=256)
def _pattern(lowered: str) -> re.Pattern[str] | None:
    counted = _COUNTED.search(lowered)
    if counted and counted["what"] not in _UNCOUNTED | _MEASURED:
        return re.compile(rf"{_NUMBER}{_BETWEEN}{re.escape(counted['what'])}\b")
    for asks, form in _MEASURES:
        if asks.search(lowered):
            return re.compile(form)
    ordinal = _ORDINAL.search(lowered)
    if ordinal:
        return re.compile(rf"\b{ordinal['what']}\s+(?:\d+|[ivx]+\b|nhất|nhì|tư|{_ONES})")
    return None
