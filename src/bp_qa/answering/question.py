"""What kind of answer a question asks for, and where such answers stand in a text."""

import re
from enum import StrEnum

from bp_qa.vietnamese.dates import find_dates
from bp_qa.vietnamese.diacritics import looks_english
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


# So many things of a kind that come in lists: "ba việc", "6 nhiệm vụ".
HOW_MANY_THINGS = (
    r"(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d+) (?:nhóm )?"
    r"(?:việc|điều|nhiệm vụ|mục tiêu|nội dung|khâu|trụ cột|yêu cầu|giải pháp|biện pháp|điểm|hướng|phần|bước|"
    r"lý do|nguyên nhân|điều kiện|hành vi|quyền|nguyên tắc|bài học|kinh nghiệm|hoạt động|công trình|"
    r"vấn đề|khó khăn|hạn chế|thách thức|đề nghị|kiến nghị|tiêu chí|tuyến|môn|đội|loại|mặt hàng|sản phẩm|"
    r"mô hình|xã|phường|bản|huyện|tỉnh|đơn vị|cơ quan)"
)
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
            r"gồm (?:có )?(?:những )?gì|những (?:\w+ ){0,3}gì|các (?:\w+ ){1,4}gì|"
            rf"{HOW_MANY_THINGS}\b.*\b(?:gì|nào)|"
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


# In a Vietnamese question these are names ("Doctor Who").
_ENGLISH_WORDS = re.compile(r"\b(?:who|whom|whose|when|where|which|why|list)\b")


def answer_type(question: str) -> AnswerType:
    """The kind of answer that `question`, in Vietnamese with its marks or in English, asks for."""
    lowered = nfc(question).lower()
    if not looks_english(question):
        lowered = _ENGLISH_WORDS.sub(" ", lowered)
    return next((kind for kind, pattern in _PATTERNS if pattern.search(lowered)), AnswerType.OTHER)


_ASKS = re.compile(r"\b(?:ai|gì|nào|đâu|mấy|bao nhiêu|bao giờ)\b")
_ASKS_IN_ENGLISH = re.compile(r"\b(?:who|what|when|where|how many)\b")
_TELL_ME = re.compile(
    r"\b(?:kể|nêu|liệt kê|cho biết|cho hỏi|nói|giải thích|tóm tắt|so sánh|không|chưa|sao|bao|hay|"
    r"tell|list|explain|why|which)\b|\blà\s*[?:]?\s*$"
)
_COUNTED_TWICE = re.compile(r"\b(?:bao nhiêu|mấy|how many)\b[^,;?]*(?:,|\bvà\b|\band\b)")


def _asking_words(lowered: str) -> list[str]:
    """The words that ask; in a Vietnamese question the English ones are names ("Doctor Who")."""
    pattern = _ASKS_IN_ENGLISH if looks_english(lowered) else _ASKS
    return pattern.findall(lowered)


def asks_nothing(question: str) -> bool:
    """Whether `question` only names things to search for ("giá vàng hôm nay")."""
    lowered = nfc(question).lower()
    return (
        answer_type(question) is AnswerType.OTHER
        and not _asking_words(lowered)
        and not _TELL_ME.search(lowered)
    )


def asks_twice(question: str) -> bool:
    """Whether no one span can answer all of `question` ("Bao nhiêu tập thể, cá nhân …, ai khen?")."""
    lowered = nfc(question).lower()
    return len(_asking_words(lowered)) > 1 or _COUNTED_TWICE.search(lowered) is not None


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
