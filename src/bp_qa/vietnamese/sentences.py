"""Sentences and clauses, as spans of the text they stand in."""

import re
from dataclasses import dataclass

# Possessive quantifiers keep the time linear on any input.
_BOUNDARY = re.compile(r"[.!?…]++[\"”’»)\]]*+|\n++")
_FOLLOWING = re.compile(r"(?P<space>\s*+)[\"“‘«(\[–-]*+\s*+(?P<word>\w++)(?:\s(?P<next>\w))?")
_LAST_WORD = re.compile(r"(?:^|(?<=[\s(\"“‘/,-]))[\w.]+$")
# A full stop after one of these never ends a sentence ("TP. Vinh", "GS.TS. Nguyễn Văn Nam").
_ABBREVIATED = re.compile(
    r"(?:(?:TP|Tp|TX|Tx|TT|PGS|GS|TS|Ts|ThS|Ths|Th\.S|BS|Bs|KS|LS|DS|NSND|NSƯT|Mr|Mrs|Ms|Dr|St|Prof|vs|Nxb|NXB|"
    r"cf|tr|No|Vol)\.?)+"
)
# After initials it does only if what follows reads as the start of a sentence, not as the rest of a name.
_INITIALS = re.compile(r"(?:[A-ZĐ]\.)*(?:[A-ZĐ]|[CKNPT]h|Tr|Ng)")
_BEFORE_NUMBER = frozenset("PQĐHXTF")
_OPENER = re.compile(
    "Trong|Theo|Khi|Sau|Tuy|Do|Qua|Cho|Song|Hai|Ba|Anh|Em|Nay|Hay|Nhưng|Như|Ngay|Tin|Xe|Con|Vui|Ra|Xin|Nguyên|"
    "Riêng|Quan|Thay|Chung|Trang|Trên|Ông|Bà|Chị|Cô|Chú|Bác|Cháu|Tại|Đến|Từ|Ngày|Năm|Tháng|Sáng|Chiều|Tối|Các|"
    "Những|Một|Hiện|Đây|Đó|Để|Nếu|Vì|Với|Về|Ảnh|Nguồn"
)
# "1." or "Điều 5." at the start of a line belongs to what follows it.
_NUMBERING = re.compile(
    r"\s*\(?(?:(?:Điều|Khoản|Chương|Mục|Phần|Bài|Câu)\s)?(?:\d{1,2}|[IVX]{1,5}|[A-Za-zđĐ])"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``[start, end)`` of a text."""

    start: int
    end: int


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the sentences in ``text[start:end]``, in order, without surrounding white space.

    A line break always ends a sentence. Together the spans hold every character that is not white space.
    """
    limit = len(text) if end is None else end
    spans: list[Span] = []
    begin = start
    for match in _BOUNDARY.finditer(text, start, limit):
        if match.group()[0] != "\n" and not _ends_sentence(text, match, begin, limit):
            continue
        span = _trim(text, begin, match.end())
        if span is not None:
            spans.append(span)
        begin = match.end()
    last = _trim(text, begin, limit)
    if last is not None:
        spans.append(last)
    return spans


def _ends_sentence(text: str, mark: re.Match[str], begin: int, limit: int) -> bool:
    following = _FOLLOWING.match(text, mark.end(), limit)
    if following is None:
        # Before another mark or a symbol only white space tells; "(…)." must not end twice.
        return mark.end() < limit and text[mark.end()].isspace()
    word = following["word"]
    if not following["space"]:
        # "…quá nặng.Bản thân anh" lost its space; "vnexpress.net" and "5.000" never had one.
        before = text[mark.start() - 1] if mark.start() > begin else ""
        if not (before.islower() and word[0].isupper() and word[1:].islower()):
            return False
    elif word[0].islower() and not word[1:2].isupper():  # "iPhone" may open a sentence
        return False
    if mark.group() != ".":
        return True
    last = _LAST_WORD.search(text, max(begin, mark.start() - 16), mark.start())
    if last is None:
        return True
    if _ABBREVIATED.fullmatch(last.group()):
        return False
    if mark.start() - begin < 16 and _NUMBERING.fullmatch(text, begin, mark.start()):
        return False
    if not _INITIALS.fullmatch(last.group()):
        return True
    if word[0].isdigit():
        return last.group() not in _BEFORE_NUMBER
    in_name = following["next"] is None or not following["next"].islower()
    return _OPENER.fullmatch(word) is not None or (not word.isascii() and not in_name)


def clause_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the parts of ``text[start:end]`` between semicolons, trimmed, final punctuation left off."""
    limit = len(text) if end is None else end
    spans: list[Span] = []
    begin = start
    while (semicolon := text.find(";", begin, limit)) >= 0:
        span = _trim(text, begin, semicolon)
        if span is not None:
            spans.append(span)
        begin = semicolon + 1
    stop = limit
    while stop > begin and (text[stop - 1] in ".," or text[stop - 1].isspace()):
        stop -= 1
    last = _trim(text, begin, stop)
    if last is not None:
        spans.append(last)
    return spans
