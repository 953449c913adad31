"""Follow-up questions, understood from the conversation by rule, without a language model."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from bp_qa.vietnamese.dates import find_dates
from bp_qa.vietnamese.tokens import tokenize, words

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Unit vectors of texts, one row each."""


class Dependence(StrEnum):
    """How much a question leans on the one before it."""

    ALONE = "alone"
    PERHAPS = "perhaps"
    CERTAIN = "certain"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that can be understood alone.

    Attributes:
        text: the whole question.
        dependence: whether the conversation was needed for it.
        more: the person wants more on the same question.
    """

    text: str
    dependence: Dependence
    more: bool = False


_MORE = re.compile(
    r"^(?:(?:hãy|xin|bạn|cho (?:tôi )?biết|kể|nói|nêu)\s+)*(?:kể thêm|nói thêm|cho biết thêm|thêm nữa|nữa|"
    r"thêm|"
    r"rõ hơn|nói rõ hơn|chi tiết hơn|cụ thể hơn|tiếp|còn gì nữa|còn gì khác|còn nữa không)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:thế|vậy|rồi)?\s*"
    r"(?:còn|thế|vậy|riêng|trong đó|trong số đó|ngoài ra|tiếp theo|sau đó|lúc đó|khi đó)\b[\s,]*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[\s,]*\bthì(?:\s+(?:sao|thế nào|ra sao))?\s*$", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:ở đó|tại đó|nơi đó|ở đấy|ở đây|lúc ấy|khi ấy|hồi đó|(?<!do )(?<!từ )(?<!sau )đó|ấy|này|nói trên|"
    r"họ|nó|ông ta|bà ta|anh ta|chị ta)(?=[\s?,.!]|$)",
    re.IGNORECASE,
)
# What a question asks with; without it only the subject is left. Longest first.
_ASKING = re.compile(
    r"\b(?:là bao nhiêu|bao nhiêu|là những gì|những gì|là khi nào|khi nào|bao giờ|là ngày nào|"
    r"vào ngày nào|ngày nào|vào năm nào|từ năm nào|năm nào|tháng nào|ở đâu|tại đâu|nơi nào|là ai|do ai|ai|"
    r"là gì|gì|thế nào|như thế nào|"
    r"ra sao|vì sao|tại sao|(?:ở |tại |thuộc )?"
    r"(?:cơ quan |đơn vị |tổ chức |lực lượng |văn bản |chương trình |\w+ )?nào|mấy|có không|không)"
    r"(?=[\s?,.!]|$)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:ai|gì|nào|đâu|mấy|bao nhiêu|bao giờ|thế nào|ra sao|vì sao|tại sao|làm sao|có phải|không|chưa)\b",
    re.IGNORECASE,
)
_FUNCTION = re.compile(
    r"\b(?:được|bị|ở|của|và|có|là|do|tại|các|những|với|cho|từ|đến|trong|theo|về|đã|sẽ|đang|này|"
    r"đó|vào|để)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\(về: [^()]*\)")
_MOST_WORDS_ALONE = 14
# A phrase of the earlier question is replaced only by one that is this much like it.
_ALIKE = 0.86
# Added to it where the phrase is what the earlier question counts: of "bao nhiêu cá nhân được khen nhân dịp",
# "tập thể" takes the place of "cá nhân".
_COUNTED = 0.03
_COUNTING = re.compile(r"\b(?:bao nhiêu|mấy|số)\s+$", re.IGNORECASE)
# Taken from the likeness for each syllable that the phrase has more or fewer.
_OTHER_LENGTH = 0.02


def resolve(question: str, history: Sequence[str], encode: Encode) -> Resolved:
    """`question` as it would be asked without the conversation.

    Args:
        history: earlier questions, oldest first, marks restored.
        encode: embeddings, to find which phrase of the earlier question a new one stands for.
    """
    earlier = ""
    for asked in history:
        step = _resolve(asked, earlier, encode) if earlier else Resolved(asked, Dependence.ALONE)
        earlier = step.text
    return _resolve(question, earlier, encode) if earlier else Resolved(question, Dependence.ALONE)


def dependence(question: str) -> Dependence:
    """Whether `question` needs the one before it to be understood."""
    bare = question.strip().rstrip("?!. ")
    if _MORE.match(bare) or _LEAD.match(bare) or _TAIL.search(bare):
        return Dependence.CERTAIN
    if _POINTING.search(bare):
        # In a long question the pronoun may well point within the question itself.
        return Dependence.CERTAIN if len(words(bare)) <= _MOST_WORDS_ALONE else Dependence.PERHAPS
    if not _ASKS.search(bare):
        # A bare fragment ("cá nhân", "năm 2019"); longer ones are searches of their own.
        return Dependence.CERTAIN if len(words(bare)) <= 3 else Dependence.ALONE
    if len(words(bare)) > _MOST_WORDS_ALONE or _names(bare) or find_dates(bare):
        return Dependence.ALONE
    return Dependence.PERHAPS


def _names(text: str) -> bool:
    """Whether `text` holds a capitalised word after its first, as a name or abbreviation would be."""
    return any(token.text[0].isupper() for token in tokenize(text)[1:])


def _resolve(question: str, earlier: str, encode: Encode) -> Resolved:
    bare = question.strip().rstrip("?!. ")
    how = dependence(question)
    if how is Dependence.ALONE:
        return Resolved(question, how)
    if _MORE.match(bare):
        return Resolved(earlier, how, more=True)
    rest = _TAIL.sub("", _LEAD.sub("", bare)).strip(" ,")
    if rest and not _ASKS.search(rest):
        return Resolved(_substitute(rest, earlier, encode), how)
    return Resolved(f"{rest or bare} (về: {topic(earlier)})?", how)


def topic(question: str) -> str:
    """What a question is about: its words without those that ask."""
    bare = _ASIDE.sub("", question).strip().rstrip("?!. ")
    subject = re.sub(r"\s+", " ", _ASKING.sub(" ", bare)).strip(" ,")
    aside = _ASIDE.search(question)
    if aside and not _names(bare):
        # The subject stands in what was carried over already: keep that, not the pronouns.
        return aside.group()[len(" (về: ") : -1].strip()
    return subject or bare


def _substitute(fragment: str, earlier: str, encode: Encode) -> str:
    """`earlier` with what `fragment` stands for replaced: a date by a date, else the likest phrase."""
    bare = _ASIDE.sub("", earlier).strip().rstrip("?!. ")
    new_dates, old_dates = find_dates(fragment), find_dates(bare)
    if new_dates:
        if not old_dates:
            return f"{fragment}, {bare}?"
        new = fragment if len(words(fragment)) <= 4 else fragment[new_dates[0].start : new_dates[0].end]
        start, end = old_dates[0].start, old_dates[0].end
        year = re.search(r"(?:năm|tháng|ngày|đến|từ)\s+$", bare[:start], re.IGNORECASE)
        if year and re.match(r"(?:đến |từ )?(?:năm|tháng|ngày)", new, re.IGNORECASE):
            start = year.start()
        return f"{bare[:start]}{new}{bare[end:]}?"
    phrase = _likest(fragment, bare, encode)
    if phrase is None:
        return f"{bare} {fragment}?"
    start, end = phrase
    return f"{bare[:start]}{fragment}{bare[end:]}?"


def _is_named(fragment: str) -> bool:
    return any(token.text[0].isupper() for token in tokenize(fragment))


def _likest(fragment: str, text: str, encode: Encode) -> tuple[int, int] | None:
    """Span of the phrase of `text` most like `fragment` in meaning, None if none is like it."""
    tokens = tokenize(text)
    spans = [
        (tokens[i].start, tokens[i + size - 1].end)
        for size in range(1, min(6, len(words(fragment)) + 2) + 1)
        for i in range(len(tokens) - size + 1)
    ]
    asking = [match.span() for match in _ASKS.finditer(text)]
    candidates = [
        span
        for span in spans
        if not any(span[0] < end and start < span[1] for start, end in asking)
        and not _FUNCTION.search(text[span[0] : span[1]])
    ]
    if not candidates:
        return None
    vectors = encode([fragment, *(text[start:end] for start, end in candidates)])
    size = len(words(fragment))
    longer = np.array([abs(len(words(text[start:end])) - size) for start, end in candidates])
    similarities = vectors[1:] @ vectors[0] - _OTHER_LENGTH * longer
    counted = np.array([_COUNTING.search(text[:start]) is not None for start, _ in candidates])
    if not _is_named(fragment):  # what has a name stands for what has one
        similarities = similarities + _COUNTED * counted
    best = int(np.argmax(similarities))
    return candidates[best] if similarities[best] >= _ALIKE else None
