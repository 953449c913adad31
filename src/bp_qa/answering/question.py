"""What kind of answer a question asks for, and where such answers stand in a text."""

import re
from enum import StrEnum

from bp_qa.vietnamese.dates import find_dates
from bp_qa.vietnamese.diacritics import looks_english
from bp_qa.vietnamese.forms import nfc
from bp_qa.vietnamese.sentences import Span
from bp_qa.vietnamese.tokens import tokenize, words


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
# In "mỗi năm huyện …" the year is no number.
_SO_MANY_THINGS = (
    rf"(?<!mỗi )(?<!hằng )(?<!hàng )(?<!cuối )(?<!đầu )(?<!trong )(?<!từ )(?<!qua )\b{HOW_MANY_THINGS}"
)
_HOW_MANY = re.compile(
    r"\b(bao nhiêu|(?<!ngày )(?<!tháng )(?<!năm )mấy (?!giờ)\w+|số lượng|tỷ lệ \w+ (là )?bao|"
    r"how (many|much|long|far)|what (percentage|share|number))\b"
)
# What asks for a list whatever else is said: the things asked for stand beside the word that asks.
_LIST = re.compile(
    r"^những ai\b|\b(liệt kê|kể tên|kể ra|(gồm|bao gồm|có|là|nêu|nhắc|làm) những (gì|ai)|"
    r"gồm (?:có )?(?:những )?gì|"
    r"những (?:\w+ ){0,3}gì|(?:những|các) (?!ngày|năm|tháng|hôm|buổi)\w+(?: \w+)? (?<!thế )nào|"
    r"list|what are the|which \w+ are)\b"
    rf"|{_SO_MANY_THINGS}(?: \w+)? (?:gì|nào)\b"
)
# What asks for one only where nothing else is asked.
_PERHAPS_LIST = re.compile(
    r"\b(?:các (?:\w+ ){1,4}gì|"
    r"(?:những|các) (?!ngày|năm|tháng|hôm|buổi)\w+(?: \w+){0,8} (?:(?<!thế )nào|là gì|gồm)|"
    r"những (?:nhiệm vụ|nội dung|việc|hoạt động|mục đích|lĩnh vực|đơn vị|phần|hướng|giải pháp|mô hình))\b"
    rf"|{_SO_MANY_THINGS}\b.*\b(?:gì|(?<!thế )nào)\b"
)
# Patterns over the question in lower case, Vietnamese and English; the first that matches decides.
# Marks matter: without them "máy", "ải" and "đầu" would read as "mấy", "ai" and "đâu".
_PATTERNS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (AnswerType.NUMBER, _HOW_MANY),
    (AnswerType.LIST, _LIST),
    (
        AnswerType.DATE,
        re.compile(
            r"\b(khi nào|bao giờ|ngày nào|năm nào|tháng nào|lúc nào|hôm nào|buổi nào|ngày mấy|tháng mấy|"
            r"mấy giờ|thời gian nào|thời điểm nào|when|what (date|year|day|time))\b"
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
    (AnswerType.LIST, _PERHAPS_LIST),
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
# Artificial intelligence, Egypt, an old name of Laos: none of them asks who.
_NOT_WHO = re.compile(r"\bAI\b|\bAi(?= Cập\b| Lao\b)")


def _lowered(question: str) -> str:
    """`question` in lower case, without names that look like words that ask."""
    text = nfc(question)
    return (text if text.isupper() else _NOT_WHO.sub(" ", text)).lower()


def answer_type(question: str) -> AnswerType:
    """The kind of answer that `question`, in Vietnamese with its marks or in English, asks for."""
    lowered = _lowered(question)
    if not looks_english(question):
        lowered = _ENGLISH_WORDS.sub(" ", lowered)
    return next((kind for kind, pattern in _PATTERNS if pattern.search(lowered)), AnswerType.OTHER)


_ASKS = re.compile(r"\b(?:ai|gì|nào|đâu|mấy|bao nhiêu|bao giờ)\b")
_ASKS_IN_ENGLISH = re.compile(r"\b(?:who|what|when|where|how many)\b")
_TELL_ME = re.compile(
    r"\b(?:kể|nêu|liệt kê|cho biết|cho hỏi|nói|giải thích|tóm tắt|so sánh|không|chưa|sao|bao|hay|"
    r"tell|list|explain|why|which)\b|\blà\s*[?:]?\s*$"
)
_WHOLE_DATE = re.compile(r"\bngày mấy,? tháng mấy(?:,? năm (?:mấy|nào))?")
# "bao nhiêu tập thể, cá nhân"; officers and soldiers are counted as one.
_COUNTED_TWICE = re.compile(
    r"\b(?:bao nhiêu|mấy) (?!cán bộ, chiến s)(?:(?!ở |tại |của |có |được |trong |cho )\w+ ){0,2}\w+(?:,| và) "
    r"(?:bao nhiêu |mấy )?\w+|\bhow many\b[^,;?]*(?:,|\band\b)"
)


def _asking_words(lowered: str) -> list[str]:
    """The words that ask; in a Vietnamese question the English ones are names ("Doctor Who")."""
    pattern = _ASKS_IN_ENGLISH if looks_english(lowered) else _ASKS
    return pattern.findall(lowered)


def asks_nothing(question: str) -> bool:
    """Whether `question` only names things to search for ("giá vàng hôm nay")."""
    lowered = _lowered(question)
    return (
        answer_type(question) is AnswerType.OTHER
        and not _asking_words(lowered)
        and not _TELL_ME.search(lowered)
    )


def asks_twice(question: str) -> bool:
    """Whether no one span can answer all of `question` ("Bao nhiêu tập thể, cá nhân …, ai khen?")."""
    lowered = _WHOLE_DATE.sub("ngày nào", _lowered(question))
    return len(_asking_words(lowered)) > 1 or _COUNTED_TWICE.search(lowered) is not None


_COUNT_ASKED = re.compile(r"\b(?:bao nhiêu|mấy)\s+")
_NO_UNIT = re.compile(
    r"được|bị|trong|với|và|của|ở|tại|cho|từ|đến|là|có|đã|tiếp|so|trên|theo|thì|mà|để|do|vào|cùng|đều|về|ra",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[^\w\s]")


def end_with_unit(text: str, end: int, question: str) -> int:
    """Where a number of `text` that ends at `end` ends together with what it counts.

    That is as many words as the question names ("bao nhiêu suất quà"), else one.
    """
    lowered = nfc(question).lower()
    asked = _COUNT_ASKED.search(lowered)
    named = words(lowered[asked.end() :]) if asked else []
    following = tokenize(text[end:])
    taken = 0
    for token, word in zip(following, named, strict=False):
        if token.text.lower() != word:
            break
        taken += 1
    if not taken and following and not _NO_UNIT.fullmatch(following[0].text):
        taken = 1
    unit_end = following[taken - 1].end if taken else 0
    # A unit stands beside its number: nothing but white space lies between.
    return end if _MARKS.search(text[end : end + unit_end]) else end + unit_end


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
