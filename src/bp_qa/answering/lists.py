"""Finding all items of a list that an article gives, in one sentence or over several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bp_qa.answering.evidence import is_enumeration
from bp_qa.answering.question import HOW_MANY_THINGS
from bp_qa.indexing.records import StoredChunk
from bp_qa.vietnamese.sentences import Span, clause_spans, sentence_spans

_CONTINUES = re.compile(
    r"(?:Bên cạnh đó|Ngoài ra|Đồng thời|Cùng với đó|Trong đó|Tiếp theo|Cũng (?:trong|theo|có)|Kèm theo|"
    r"Thêm vào đó|Mặt khác|Hằng năm|Tiếp tục|Chú trọng|Quan tâm|Nắm chắc|Ba là|Hai là|Một là|Bốn là|Năm là|"
    r"Sáu là|Thứ \w+)\b"
)
# What comes before the first item; a colon says it best.
_ANNOUNCING = (re.compile(r":\s*"), re.compile(r"\bgồm(?: có)?\b\s*"))
_BREAK = re.compile(r"[,;:]\s|\bvà\b")
_BRACKET = re.compile(r"\s\([^()]*\)")
# Characters that a reader may leave off at the beginning of the first item.
_LEFT_OFF = 25
# "do A, B và C phối hợp": a reader that begins with B has left off A; no name is longer than so many words.
_LEADS_NAMES = re.compile(r"\b(?:do|giữa|gồm|cho|là)\s+(?=[^\W\d_])")
_MOST_WORDS = 9
_LEADS = (
    *_ANNOUNCING,
    re.compile(
        r"\b(?:nhiệm vụ|mục tiêu|nội dung|giải pháp|việc|hoạt động|yêu cầu)\b[^;:,]{0,60}\b(?:như|là)\b\s*",
        re.IGNORECASE,
    ),
)
_ANNOUNCES = re.compile(HOW_MANY_THINGS, re.IGNORECASE)
_ORDINAL = r"(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười) là|Thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)"
_ITEM_MARK = re.compile(rf"^\s*(?:[-–•*+]|\d{{1,2}}[.)]|[a-zđ]\)|(?:{_ORDINAL})[,:]?)\s+")
_LIST_LINE = re.compile(r"^(?:[-–•*+]|\d{1,2}[.)]|[a-zđ]\))\s", re.MULTILINE)
# Between two things; "phòng, chống" and "quốc phòng, an ninh" are one, and so is an office of two matters
# ("Bộ Nông nghiệp và Môi trường").
_COMMA = re.compile(
    r"(?!(?<=phòng),\s+(?:chống|an ninh))(?!(?<=Văn hóa),\s+Thể thao),\s+(?:và\s+)?|"
    r"\s+và\s+(?!Đào tạo|Môi trường|Du lịch|Xã hội|Công nghệ|Đầu tư|Truyền thông|Phát triển|Thể thao|"
    r"Gia đình|Trẻ em|Nhi đồng|Tìm kiếm|phát triển nông thôn)|\s+lẫn\s+"
)
_BOTH = re.compile(r"\s*(?:của\s+)?cả\s+")  # "cả A lẫn B"
_NUMBERS = ("hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
# "ba tuyến:", "hai phường là": so many things follow.
_COUNTED_LEAD = re.compile(
    rf"\b(?P<number>{'|'.join(_NUMBERS)}|\d+)(?: [^\W\d_]+){{1,4}}(?:\s*:| (?:gồm|là)\b)\s*", re.IGNORECASE
)
_MOST_SENTENCES = 8
# What tells of something begins like this: its semicolon stands between two statements, not items.
_TELLS = re.compile(r"(?:Cuối|Đầu|Giữa|Sáng|Chiều|Tối|Ngày|Tháng|Năm|Dịp|Từ|Đến|Theo|Tại|Ở|Ông|Bà)\b")
# A list may begin this many sentences after the one that announces it.
_LOOK_AHEAD = 2


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item: characters ``[start, end)`` of the article's text."""

    start: int
    end: int
    text: str


def list_items(
    chunks: Sequence[StoredChunk], start: int, end: int, answer: Span | None = None
) -> list[ListItem]:
    """The items of the list that begins in the sentence ``[start, end)`` of an article.

    Where the words that answer are known, the items are what they name, and no list that the sentence only
    announces or holds besides is taken. The list goes on through the sentences that follow as long as they
    are enumerations too without announcing another list, or begin with words that carry a list on ("Bên cạnh
    đó", "Ngoài ra"); captions between them are passed over.

    Args:
        chunks: all chunks of the article, in order.
        start, end: offsets in the article's text of the sentence where the list begins.
        answer: offsets of the words in it that answer, if a reader has found them.
    """
    body = [chunk for chunk in chunks if chunk.kind == "body"]
    text = _sparse_text(chunks)
    sentences = [
        Span(chunk.start + span.start, chunk.start + span.end)
        for chunk in body
        for span in sentence_spans(chunk.text)
    ]
    first = next((i for i, span in enumerate(sentences) if span.start <= start < span.end), None)
    if first is None:
        return _items_in(text, Span(start, end))
    begin = _begin(text, sentences, first)
    announced = begin > first and _ANNOUNCES.search(text, sentences[first].start, sentences[first].end)
    given = answer is not None and not (announced and answer.start < announced.end())
    named = _named(text, answer, sentences[first]) if answer and given else []
    if named:
        within = ";" in text[sentences[first].start : sentences[first].end]
        if within or not _reaches_end(text, sentences[first], named[-1]):
            return named
        begin = first
    items = named or _items_in(text, sentences[begin])
    if len(items) >= _counted(text, sentences[begin]) > 1:
        return items
    many = ";" in text[sentences[begin].start : sentences[begin].end]
    for span in sentences[begin + 1 : begin + _MOST_SENTENCES]:
        sentence = text[span.start : span.end]
        if not (_ITEM_MARK.match(sentence) or (many and _goes_on(sentence))):
            break
        items += _items_in(text, span)
    return items


def _named(text: str, answer: Span, sentence: Span) -> list[ListItem]:
    """The things that the words of an answer name; none if it is only one, or a piece of an enumeration.

    A reader gives no more than some fifty tokens: of a long enumeration that is but the first items.
    """
    answer = _with_edges(text, answer, sentence)
    pieces = _between_commas(text, answer.start, answer.end)
    if ";" in text[sentence.start : sentence.end]:
        clause = _clause_with(text, answer, sentence)
        if clause is None:
            return []
        if len(pieces) == 1:
            pieces = _announced_in(text, clause, answer)
        led = _lead_end(text, sentence, text.index(";", sentence.start))
        first = led is not None and answer.start >= led and clause.start <= led
        if first and _counted(text, clause) != len(pieces):
            return []  # in the first of the things that the sentence lists
        if led is None and len(pieces) < 2 and text.count(";", sentence.start, sentence.end) == 1:
            return _trimmed(text, clause)  # two statements, not a list
    return [item for piece in pieces for item in _trimmed(text, piece)] if len(pieces) > 1 else []


def _with_edges(text: str, answer: Span, sentence: Span) -> Span:
    """`answer` with what a reader leaves off at the edges of a list: the first item's first words after the
    word that begins the list, and the bracket after the last."""
    led = _lead_end(text, sentence, answer.start)
    start = answer.start
    if led is not None and start - led <= _LEFT_OFF and not _BREAK.search(text, led, start):
        start = led
    start = _first_of_names(text, start, sentence)
    bracket = _BRACKET.match(text, answer.end, sentence.end)
    return Span(start, bracket.end() if bracket else answer.end)


def _first_of_names(text: str, start: int, sentence: Span) -> int:
    """Where the first of the names begins that stand side by side with the one at `start`, after a word that
    leads names; `start` if there are none before it."""
    before = text[sentence.start : start]
    if not before.endswith(", "):
        return start
    lead = max((match.end() for match in _LEADS_NAMES.finditer(before)), default=None)
    if lead is None or any(mark in before[lead:] for mark in ";:"):
        return start
    names = before[lead:-2].split(", ")
    named = all(name[:1].isupper() and len(name.split()) <= _MOST_WORDS for name in names)
    return sentence.start + lead if named and text[start].isupper() else start


def _clause_with(text: str, answer: Span, sentence: Span) -> Span | None:
    """The part of a sentence between semicolons that holds all of an answer."""
    if ";" in text[answer.start : answer.end]:
        return None
    before = text.rfind(";", sentence.start, answer.start)
    after = text.find(";", answer.end, sentence.end)
    return Span(sentence.start if before < 0 else before + 1, sentence.end if after < 0 else after)


def _announced_in(text: str, clause: Span, answer: Span) -> list[Span]:
    """The things that a clause lists after the word that announces them, if the answer is one of them."""
    led = _lead_end(text, clause, answer.end)
    if led is None or answer.start < led:
        return []
    return _between_commas(text, led, clause.end)


def _lead_end(text: str, span: Span, before: int) -> int | None:
    """Where a list begins whose lead ("gồm", ":", "hai phường là") stands in `span` before `before`."""
    ends = [
        match.end()
        for lead in (*_ANNOUNCING, _COUNTED_LEAD)
        for match in lead.finditer(text, span.start, min(before, span.end))
    ]
    return max(ends, default=None)


def _counted(text: str, sentence: Span) -> int:
    """How many things a sentence says will follow; 0 if it doesn't say."""
    found = _COUNTED_LEAD.search(text, sentence.start, sentence.end)
    if found is None:
        return 0
    number = found["number"].lower()
    return int(number) if number.isdigit() else _NUMBERS.index(number) + 2


def _reaches_end(text: str, sentence: Span, item: ListItem) -> bool:
    """Whether a list goes on to the end of its sentence, and may go on after it."""
    return not any(char.isalnum() for char in text[item.end : sentence.end])


def _goes_on(sentence: str) -> bool:
    """Whether a sentence after an enumeration carries it on, and doesn't announce one of its own."""
    if _CONTINUES.match(sentence):
        return True
    before = sentence.find(";")
    if before < 0 or (sentence.count(";") == 1 and _TELLS.match(sentence)):
        return False
    return not any(lead.search(sentence, 0, before) for lead in _ANNOUNCING)


def _begin(text: str, sentences: Sequence[Span], first: int) -> int:
    """Index of the sentence that holds the first items: `first`, or one soon after that it announces."""
    sentence = text[sentences[first].start : sentences[first].end]
    if is_enumeration(sentence) or _ITEM_MARK.match(sentence):
        return first
    for index in range(first + 1, min(first + 1 + _LOOK_AHEAD, len(sentences))):
        sentence = text[sentences[index].start : sentences[index].end]
        if ";" in sentence or _ITEM_MARK.match(sentence):
            return index
    return first


def _sparse_text(chunks: Sequence[StoredChunk]) -> str:
    """The article's text rebuilt from its chunks; what lies between them is blank."""
    size = max((chunk.end for chunk in chunks), default=0)
    characters = [" "] * size
    for chunk in chunks:
        characters[chunk.start : chunk.end] = chunk.text
    return "".join(characters)


def _items_in(text: str, span: Span) -> list[ListItem]:
    sentence = text[span.start : span.end]
    offset = span.start
    marked = _ITEM_MARK.match(sentence)
    if marked:
        return _trimmed(text, Span(span.start + marked.end(), span.end))
    if not is_enumeration(sentence):
        return _trimmed(text, span)
    first_break = sentence.find(";") if ";" in sentence else len(sentence)
    lead = next((found for pattern in _LEADS if (found := pattern.search(sentence, 0, first_break))), None)
    if lead:
        offset += lead.end()
    if ";" in text[offset : span.end]:
        pieces = clause_spans(text, offset, span.end)
    else:
        pieces = _between_commas(text, offset, span.end)
    return [item for piece in pieces for item in _trimmed(text, piece)]


def _between_commas(text: str, start: int, end: int) -> list[Span]:
    """The parts of ``[start, end)`` between commas and "và"."""
    pieces, begin = [], start
    for match in _COMMA.finditer(text, start, end):
        pieces.append(Span(begin, match.start()))
        begin = match.end()
    return [*pieces, Span(begin, end)]


def _trimmed(text: str, span: Span) -> list[ListItem]:
    start, end = span.start, span.end
    both = _BOTH.match(text, start, end)
    if both and text[end:].lstrip().startswith("lẫn "):
        start = both.end()
    while start < end and (text[start].isspace() or text[start] in ",;:"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,;:"):
        end -= 1
    return [ListItem(start, end, text[start:end])] if end - start > 1 else []
