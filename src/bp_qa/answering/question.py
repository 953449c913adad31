"""What kind of answer a question asks for, and where such answers stand in a text."""

import re
from enum import StrEnum

from bp_qa.vietnamese.dates import find_dates
from bp_qa.vietnamese.forms import nfc
from bp_qa.vietnamese.sentences import Span


class AnswerType(StrEnum):
    """What a question asks for."""

    PERSON = "person"
    DATE = "date"
    NUMBER = "number"
    PLACE = "place"
    LIST = "list"
    REASON = "reason"
    OTHER = "other"


# Patterns over the question in lower case, Vietnamese and English; the first that matches decides.
# Marks matter: without them "máy", "ải" and "đầu" would read as "mấy", "ai" and "đâu".
_PATTERNS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        AnswerType.NUMBER,
        re.compile(
            r"\b(bao nhiêu|mấy (?!giờ)\w+|số lượng|tỷ lệ \w+ (là )?bao|"
            r"how (many|much|long|far)|what (percentage|share|number))\b"
        ),
    ),
    (
        AnswerType.LIST,
        re.compile(
            r"\b(liệt kê|kể tên|kể ra|(gồm|bao gồm|có|là|nêu|nhắc|làm) những (gì|ai)|"
            r"gồm (?:có )?(?:những )?gì|"
            r"những (?!ngày|năm|tháng|hôm|buổi)\w+(?: \w+){0,6} nào|các \w+(?: \w+){0,8} (nào|là gì|gồm)|"
            r"những (nhiệm vụ|nội dung|việc|hoạt động|mục đích|lĩnh vực|đơn vị|phần|hướng|"
            r"giải pháp|mô hình)|"
            r"list|what are the|which \w+ are)\b"
        ),
    ),
    (
        AnswerType.DATE,
        re.compile(
            r"\b(khi nào|bao giờ|ngày nào|năm nào|tháng nào|lúc nào|hôm nào|buổi nào|ngày mấy|mấy giờ|"
            r"thời gian nào|thời điểm nào|when|what (date|year|day|time))\b"
        ),
    ),
    (
        AnswerType.PLACE,
        re.compile(
            r"\b(ở đâu|tại đâu|đi đâu|đâu là nơi|nơi nào|địa điểm nào|địa phương nào|tỉnh nào|"
            r"huyện nào|xã nào|"
            r"phường nào|nước nào|thành phố nào|vùng nào|khu nào|"
            r"where|which (province|place|town|city|country))\b"
        ),
    ),
    (
        AnswerType.PERSON,
        re.compile(
            r"\b(ai|người nào|vị nào|đồng chí nào|ông nào|bà nào|nhân vật nào|đơn vị nào|cơ quan nào|"
            r"tổ chức nào|lực lượng nào|who|whom|whose)\b"
        ),
    ),
    (
        AnswerType.REASON,
        re.compile(r"\b(vì sao|tại sao|vì đâu|nguyên nhân|lý do|nhằm mục đích gì|why)\b"),
    ),
)

_NUMBER = re.compile(
    r"(?:khoảng|hơn|gần|trên|dưới|chừng)?\s*(?<![\w/.,])\d+(?:[.,]\d+)*(?:\s*%|"
    r"\s+[^\W\d_]+(?:\s+[^\W\d_]+)?)?",
    re.IGNORECASE,
)
_UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
_NAME = re.compile(rf"(?<!\w)[{_UPPER}]\w*(?:\s+[{_UPPER}]\w*)+")
_CAPITALISED = re.compile(rf"(?<!\w)[{_UPPER}]\w+(?:\s+[{_UPPER}]\w*)*")


# What tells a number or a time, in figures or in words.
_COUNTED = re.compile(
    r"\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|chục|trăm|nghìn|ngàn|triệu|tỷ|nửa|vài|không|cả)\b",
    re.IGNORECASE,
)
_TIMED = re.compile(
    r"\d|\b(?:ngày|tháng|năm|quý|tuần|giờ|phút|sáng|trưa|chiều|tối|đêm|hôm|mùa|dịp|đầu|giữa|cuối|khi|sau|trước|"
    r"thời|thế kỷ|lúc|hằng|mỗi)\b",
    re.IGNORECASE,
)
_ONLY_TIME = re.compile(
    r"(?:\s|[\d./:-]|\b(?:ngày|tháng|năm|giờ|phút|sáng|trưa|chiều|tối|khoảng|từ|đến)\b)+", re.IGNORECASE
)


def misfits(words: str, kind: AnswerType) -> bool:
    """Whether `words` cannot be an answer of `kind`: a number without a figure, a place that is a date."""
    if kind is AnswerType.NUMBER:
        return _COUNTED.search(words) is None
    if kind is AnswerType.DATE:
        return _TIMED.search(words) is None
    return kind in {AnswerType.PERSON, AnswerType.PLACE} and _ONLY_TIME.fullmatch(words) is not None


def answer_type(question: str) -> AnswerType:
    """The kind of answer that `question`, in Vietnamese with its marks or in English, asks for."""
    lowered = nfc(question).lower()
    return next((kind for kind, pattern in _PATTERNS if pattern.search(lowered)), AnswerType.OTHER)


_ASKS = re.compile(r"\b(?:ai|gì|nào|đâu|mấy|bao nhiêu|bao giờ|who|what|when|where|how many)\b")
_COUNTED_TWICE = re.compile(r"\b(?:bao nhiêu|mấy|how many)\b[^,;?]*(?:,|\bvà\b|\band\b)")


def asks_twice(question: str) -> bool:
    """Whether no one span can answer all of `question` ("Bao nhiêu tập thể, cá nhân …, ai khen?")."""
    lowered = nfc(question).lower()
    return len(_ASKS.findall(lowered)) > 1 or _COUNTED_TWICE.search(lowered) is not None


def typed_spans(text: str, kind: AnswerType) -> list[Span]:
    """Spans of `text` that have the form of an answer of `kind`; none for kinds without a form."""
    if kind is AnswerType.DATE:
        return [Span(mention.start, mention.end) for mention in find_dates(text)]
    if kind is AnswerType.NUMBER:
        pattern = _NUMBER
    elif kind is AnswerType.PERSON:
        pattern = _NAME
    elif kind is AnswerType.PLACE:
        pattern = _CAPITALISED
    else:
        return []
    return [Span(match.start(), match.end()) for match in pattern.finditer(text)]
