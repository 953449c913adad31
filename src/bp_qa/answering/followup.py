"""Follow-up questions, understood from the conversation by rule, without a language model."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from bp_qa.vietnamese.dates import DateMention, find_dates
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
        more: how many times in a row the person has asked for more on it.
        earlier: the question before it, whole; empty if there is none.
    """

    text: str
    dependence: Dependence
    more: int = 0
    earlier: str = ""


_MORE = re.compile(
    r"^(?:(?:hãy|xin|bạn|cho (?:tôi )?biết|kể|nói|nêu)\s+)*"
    r"(?:thêm nữa|nữa|thêm|rõ hơn|chi tiết hơn|cụ thể hơn|tiếp(?: tục)?|còn gì nữa|còn gì khác|còn nữa)"
    r"(?:\s+(?:đi|nữa|nhé|với|nào|cho tôi|được không|không|về (?:việc|điều|chuyện)?\s*(?:này|đó|ấy|nó)))*$",
    re.IGNORECASE,
)
# "Cho biết thêm về Luật Biên phòng" names its topic itself.
_MORE_ABOUT = re.compile(
    r"^(?:(?:hãy|xin|bạn|cho (?:tôi )?biết|kể|nói|nêu)\s+)+(?:thêm|rõ hơn|chi tiết hơn|tiếp)\s+về\s",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"^(?:xin )?(?:cảm ơn|cám ơn|chào|tạm biệt|hẹn gặp lại|vâng|dạ|ok|okay|ừ|hay quá|tốt lắm|tuyệt)\b",
    re.IGNORECASE,
)
# "Thế giới", "thế trận" and the like are words of their own.
_THUS = r"(?:thế(?!\s+(?:giới|vận|hệ|nào|kỷ|kỉ|trận|mạnh|chân|lực|đứng|núi|yếu|năng))|vậy)"
_LEAD = re.compile(
    rf"^(?:{_THUS}|rồi)?\s*"
    rf"(?:còn|{_THUS}|riêng|trong đó|trong số đó|ngoài ra|tiếp theo|sau đó|lúc đó|khi đó)\b[\s,]*",
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
    r"(?:cơ quan |đơn vị |tổ chức |lực lượng |văn bản |chương trình |\w+ )?nào|mấy|có không|không(?=\s*$))"
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
_ASIDE = re.compile(r"\s*\(về: .*\)")
# A question before the last few is hardly what "there" means, and each costs time.
_REMEMBERED = 6
# In a text of more words, no phrase is looked for that another may stand for: each is embedded.
_MOST_WORDS_MATCHED = 40
# The words before a date that belong to it, and what joins the two ends of a period.
_TIME = r"(?:giai đoạn|năm|tháng|ngày|đến|từ|cuối|đầu|giữa|trong|hồi)"
_TIME_WORD = re.compile(_TIME, re.IGNORECASE)
_TIME_BEFORE = re.compile(rf"(?:\b{_TIME}\s+)+$", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:đến|tới|-|–)\s*(?:hết\s+)?(?:(?:năm|tháng|ngày)\s+)?", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:(?:ở|tại)\s+)?(?i:thị xã|thị trấn|xã|phường|huyện|tỉnh|thành phố|bản|thôn|đồn biên phòng|đồn)"
    r"(?:\s+[A-ZĐÀ-Ỹ][^\W\d_]*)+"
)
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
    step: Resolved | None = None
    for asked in (*history[-_REMEMBERED:], question):
        step = _resolve(asked, step, encode) if step else Resolved(asked, Dependence.ALONE)
    return step or Resolved(question, Dependence.ALONE)


def dependence(question: str) -> Dependence:
    """Whether `question` needs the one before it to be understood."""
    bare = question.strip().rstrip("?!. ")
    if _SMALL_TALK.match(bare) or _MORE_ABOUT.match(bare):
        return Dependence.ALONE
    if _MORE.match(bare) or _TAIL.search(bare):
        return Dependence.CERTAIN
    if _LEAD.match(bare):
        rest = _LEAD.sub("", bare)
        # "Riêng tỉnh Nghệ An có bao nhiêu …?" may be whole.
        whole = _ASKS.search(rest) and (_names(bare) or find_dates(rest))
        return Dependence.PERHAPS if whole else Dependence.CERTAIN
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


def _resolve(question: str, before: Resolved, encode: Encode) -> Resolved:
    bare = question.strip().rstrip("?!. ")
    how, earlier = dependence(question), before.text
    if how is Dependence.ALONE:
        return Resolved(question, how, earlier=earlier)
    if _MORE.match(bare):
        return Resolved(earlier, how, more=before.more + 1, earlier=earlier)
    rest = _TAIL.sub("", _LEAD.sub("", bare)).strip(" ,")
    if rest and not _ASKS.search(rest):
        return Resolved(_substitute(rest, earlier, encode), how, earlier=earlier)
    return Resolved(f"{rest or bare} (về: {topic(earlier)})?", how, earlier=earlier)


def without_aside(question: str) -> str:
    """`question` as it was asked, without what was carried over to it from the one before."""
    return _ASIDE.sub("", question)


def topic(question: str) -> str:
    """What a question is about: its words without those that ask."""
    bare = without_aside(question).strip().rstrip("?!. ")
    subject = re.sub(r"\s+", " ", _ASKING.sub(" ", bare)).strip(" ,")
    aside = _ASIDE.search(question)
    if aside and not _names(bare):
        # The subject stands in what was carried over already: keep that, not the pronouns.
        return aside.group()[len(" (về: ") : -1].strip()
    return subject or bare


def _substitute(fragment: str, earlier: str, encode: Encode) -> str:
    """`earlier` with what `fragment` stands for replaced: a date by a date, else the likest phrase."""
    bare = without_aside(earlier).strip().rstrip("?!. ")
    new_dates, old_dates = find_dates(fragment), find_dates(bare)
    if new_dates:
        if not old_dates:
            return f"{fragment}, {bare}?"
        start, end = _period(bare, old_dates)
        new_start, new_end = _period(fragment, new_dates)
        new = fragment[new_start:new_end]
        if not _TIME_WORD.match(new):  # "2019" for "năm 2024"
            start = old_dates[0].start
        whole = f"{bare[:start]}{new}{bare[end:]}?"
        rest = f"{fragment[:new_start]} {fragment[new_end:]}".strip(" ,")
        return _substitute(rest, whole, encode) if _subject(rest) else whole
    phrase = _place_for(fragment, bare) or _likest(fragment, bare, encode)
    if phrase is None:
        return f"{bare} {fragment}?"
    start, end = phrase
    return f"{bare[:start]}{fragment}{bare[end:]}?"


def _place_for(fragment: str, text: str) -> tuple[int, int] | None:
    """The place of `text` that a fragment stands for, if it is a place and `text` names just one."""
    places = list(_PLACE.finditer(text))
    return places[0].span() if _PLACE.fullmatch(fragment) and len(places) == 1 else None


def _period(text: str, dates: Sequence[DateMention]) -> tuple[int, int]:
    """Where the time stands that `text` names: a date, or all of them if they are a range, with its words."""
    start, end = dates[0].start, dates[0].end
    for later in dates[1:]:
        if not _RANGE.fullmatch(text[end : later.start]):
            break
        end = later.end
    before = _TIME_BEFORE.search(text[:start])
    return before.start() if before else start, end


def _subject(text: str) -> bool:
    """Whether something is left of a fragment besides words that only join."""
    return bool(re.sub(r"\s+", "", _FUNCTION.sub("", text)))


def _is_named(fragment: str) -> bool:
    return any(token.text[0].isupper() for token in tokenize(fragment))


def _cuts_name(text: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` ends before a name, or begins or ends within one."""
    before, after = text[:start].split(), text[end:].lstrip()
    # The first word of a question has a capital anyway.
    within = (
        text[start].isupper() and len(before) > 1 and before[-1][0].isupper() and before[-1][-1].isalnum()
    )
    return after[:1].isupper() or within


def _likest(fragment: str, text: str, encode: Encode) -> tuple[int, int] | None:
    """Span of the phrase of `text` most like `fragment` in meaning, None if none is like it."""
    tokens = tokenize(text)
    if len(tokens) > _MOST_WORDS_MATCHED:
        return None
    spans = [
        (tokens[i].start, tokens[i + size - 1].end)
        for size in range(1, min(6, len(words(fragment)) + 2) + 1)
        for i in range(len(tokens) - size + 1)
    ]
    kept = [match.span() for match in _ASKS.finditer(text)]
    kept += [(mention.start, mention.end) for mention in find_dates(text)]
    named = _is_named(fragment)
    candidates = [
        span
        for span in spans
        if not any(span[0] < end and start < span[1] for start, end in kept)
        and not _FUNCTION.search(text[span[0] : span[1]])
        and not (named and _cuts_name(text, *span))
    ]
    if not candidates:
        return None
    vectors = encode([fragment, *(text[start:end] for start, end in candidates)])
    size = len(words(fragment))
    longer = np.array([abs(len(words(text[start:end])) - size) for start, end in candidates])
    similarities = vectors[1:] @ vectors[0] - _OTHER_LENGTH * longer
    counted = np.array([_COUNTING.search(text[:start]) is not None for start, _ in candidates])
    if not named:  # what has a name stands for what has one
        similarities = similarities + _COUNTED * counted
    best = int(np.argmax(similarities))
    return candidates[best] if similarities[best] >= _ALIKE else None
