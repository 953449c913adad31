"""The words by which follow-up questions are known, in Vietnamese and in English."""

import re
from dataclasses import dataclass

from bp_qa.vietnamese.diacritics import looks_english
from bp_qa.vietnamese.english import MONTH_NAME


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of one language by which a follow-up is known and resolved.

    Attributes:
        more: asks for more of the same, and nothing else.
        more_about: asks for more, and names its topic itself.
        lead: begins a follow-up.
        tail: ends one.
        pointing: points to something outside the question.
        asking: what a question asks with; without it only the subject is left.
        asks: is found in what asks.
        function: only joins other words.
        time: a word before a date that belongs to it.
        alike: a phrase of the earlier question is replaced only by one that is this much like it.
        about: introduces what is carried over from the earlier question.
    """

    more: re.Pattern[str]
    more_about: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    pointing: re.Pattern[str]
    asking: re.Pattern[str]
    asks: re.Pattern[str]
    function: re.Pattern[str]
    time: str
    alike: float
    about: str


# "Thế giới", "thế trận" and the like are words of their own.
_THUS = r"(?:thế(?!\s+(?:giới|vận|hệ|nào|kỷ|kỉ|trận|mạnh|chân|lực|đứng|núi|yếu|năng))|vậy)"
VIETNAMESE = Grammar(
    more=_any_case(
        r"^(?:(?:hãy|xin|bạn|cho (?:tôi )?biết|kể|nói|nêu)\s+)*"
        r"(?:thêm nữa|nữa|thêm|rõ hơn|chi tiết hơn|cụ thể hơn|tiếp(?: tục)?|còn gì nữa|còn gì khác|còn nữa)"
        r"(?:\s+(?:đi|nữa|nhé|với|nào|cho tôi|được không|không|"
        r"về (?:việc|điều|chuyện)?\s*(?:này|đó|ấy|nó)))*$"
    ),
    # "Cho biết thêm về Luật Biên phòng".
    more_about=_any_case(
        r"^(?:(?:hãy|xin|bạn|cho (?:tôi )?biết|kể|nói|nêu)\s+)+(?:thêm|rõ hơn|chi tiết hơn|tiếp)\s+về\s"
    ),
    lead=_any_case(
        rf"^(?:{_THUS}|rồi)?\s*"
        rf"(?:còn|{_THUS}|riêng|trong đó|trong số đó|ngoài ra|tiếp theo|sau đó|lúc đó|khi đó)\b[\s,]*"
    ),
    tail=_any_case(r"[\s,]*\bthì(?:\s+(?:sao|thế nào|ra sao))?\s*$"),
    pointing=_any_case(
        r"\b(?:ở đó|tại đó|nơi đó|ở đấy|ở đây|lúc ấy|khi ấy|hồi đó|(?<!do )(?<!từ )(?<!sau )đó|ấy|này|"
        r"nói trên|họ|nó|ông ta|bà ta|anh ta|chị ta)(?=[\s?,.!]|$)"
    ),
    # Longest first.
    asking=_any_case(
        r"\b(?:là bao nhiêu|bao nhiêu|là những gì|những gì|là khi nào|khi nào|bao giờ|là ngày nào|"
        r"vào ngày nào|ngày nào|vào năm nào|từ năm nào|năm nào|tháng nào|ở đâu|tại đâu|nơi nào|là ai|do ai|"
        r"ai|là gì|gì|thế nào|như thế nào|"
        r"ra sao|vì sao|tại sao|(?:ở |tại |thuộc )?"
        r"(?:cơ quan |đơn vị |tổ chức |lực lượng |văn bản |chương trình |\w+ )?nào|"
        r"mấy|có không|không(?=\s*$))"
        r"(?=[\s?,.!]|$)"
    ),
    asks=_any_case(
        r"\b(?:ai|gì|nào|đâu|mấy|bao nhiêu|bao giờ|thế nào|ra sao|vì sao|tại sao|làm sao|có phải|"
        r"không|chưa)\b"
    ),
    function=_any_case(
        r"\b(?:được|bị|ở|của|và|có|là|do|tại|các|những|với|cho|từ|đến|trong|theo|về|đã|sẽ|đang|này|"
        r"đó|vào|để)\b"
    ),
    time=r"(?:giai đoạn|năm|tháng|ngày|đến|từ|cuối|đầu|giữa|trong|hồi)",
    alike=0.86,
    about="về",
)

ENGLISH_VERB = r"(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should)"
_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_THAT = r"(?:it|this|that|them|him|her|these|those)"
_PREPOSITION = r"(?:in|on|at|by|for|from|to|of|with|since|until|during|under|about)"
# Words before a pronoun among which there is nothing that it may stand for: no name, nothing with an article.
_NOTHING_NAMED = r"^\w+(?:[,\s]+(?!(?:the|an?|each|every|both)\b)(?-i:[^\WA-ZĐ]\w*))*?\s+"
_TELL = r"^(?:(?:please|and|(?:can|could|would) you)[,\s]+)*"
ENGLISH = Grammar(
    more=_any_case(
        rf"{_TELL}(?:(?:tell|give|show)\s+(?:me|us)\s+(?:some\s+)?more|say (?:some )?more|more|"
        r"(?:what|who|where) else|(?:is there |was there )?(?:any|some)thing (?:else|more)|"
        r"any (?:more|others?)|continue|elaborate)"
        r"(?:[,\s]+(?:please|details?|information|(?:is|was|are|were) there|happened|do you know|"
        rf"can you tell me|(?:about|on|of) {_THAT}|to (?:say|tell|add)))*$"
    ),
    # "Tell me more about the Law on Border Defence".
    more_about=_any_case(
        rf"{_TELL}(?:tell|give|show)\s+(?:me|us)\s+(?:(?:some|more|details?|information)\s+)*(?:about|on|of)\s+"
        rf"(?!(?:{_THAT}|his|its|their)\b)"
    ),
    lead=_any_case(
        r"^(?=(?:(?:but|or|so)\b[,\s]*)*(?:(?:what|how)\s+about|and)\b)"
        r"(?:(?:but|or|so|and|(?:what|how)\s+about)\b[,\s]*)+"
        r"(?:(?:in )?the\s+year\s+(?=\d))?"
    ),
    tail=_any_case(r"[,\s]+then\s*$"),
    # "There" in "are there" and "that" in "the law that protects" point nowhere; "how many were given" leaves
    # out of what.
    pointing=_any_case(
        r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bhas )(?<!\bhave )\bthere\b"
        rf"(?!\s+{ENGLISH_VERB}\b)|^who (?:is|was|were) there$|"
        rf"\b(?:{ENGLISH_VERB}|why|how|at|in|from|of|after|before|during|since|by|about|on|for|like) that\b|"
        r"\bthis\b(?!\s+(?:year|month|week|morning|century)\b)|\bthese\b|"
        r"\bthose\b(?!\s+(?:who|whose|that|which|in|at|of|from)\b)|"
        rf"^how (?:many|much) (?:{ENGLISH_VERB}|of {_THAT})\b(?! (?:you|who|whose|that|which)\b)|"
        rf"{_NOTHING_NAMED}(?:he|she|they|him|them|his|her|its|their|"
        r"it(?!\s+(?:true|correct|possible|necessary|legal|allowed|important)\b|\s+takes? (?:to|for)\b))\b"
    ),
    asking=_any_case(
        rf"^(?:{_PREPOSITION}\s+)?"
        rf"(?:how (?:many|much|long|far|often|old)|what (?:year|day|date|time)|"
        rf"{_WH}|list|describe|tell me(?: about)?)"
        rf"\b(?:\s+{ENGLISH_VERB}\b)?|^{ENGLISH_VERB}\b|\b(?:is|are|was|were) there\b|\b{_WH}$|"
        r"\b(?:take place|happen|held)$"
    ),
    asks=_any_case(
        rf"^(?:{_PREPOSITION}\s+)?"
        rf"(?:{_WH}|{ENGLISH_VERB}|tell|list|describe|explain|give)\b|"
        rf"[,;:–]\s*{_WH}\b|\bhow (?:many|much)\b|\b{_WH}$"
    ),
    function=_any_case(
        rf"\b(?:the|an?|of|in|on|at|to|by|for|from|with|and|or|as|that|this|{ENGLISH_VERB}|be|been|there|it|its|they|"
        r"them|their|he|she|his|her|during|since|until|before|after|between|into|about|under|over|near|"
        rf"{_WH})\b"
    ),
    time=(
        r"(?:from|between|in|on|since|until|by|before|after|during|of|(?:the )?year|early|mid|late|"
        rf"{MONTH_NAME}|\d{{1,2}}(?:st|nd|rd|th)?),?"
    ),
    # Of English words any two are much alike.
    alike=0.9,
    about="about",
)
SMALL_TALK = _any_case(
    r"^(?:xin )?(?:cảm ơn|cám ơn|chào|tạm biệt|hẹn gặp lại|vâng|dạ|ok|okay|ừ|hay quá|tốt lắm|tuyệt|"
    r"thanks?|hello|hey|hi(?! vọng)|goodbye|bye|good (?:morning|afternoon|evening|night))\b"
)

# What is no name in an English question though it has a capital: its first word, a month.
NO_ENGLISH_NAME = _any_case(rf"{ENGLISH.function.pattern}|{MONTH_NAME}|list|tell|describe")


def grammar_of(text: str) -> Grammar:
    """The grammar of the language of a question or follow-up; Vietnamese of words that may be either."""
    english = looks_english(text) or ENGLISH.lead.match(text) or ENGLISH.more.match(text)
    return ENGLISH if english else VIETNAMESE
