"""A newspaper page pasted as plain text: section, headline, time, body, captions, byline, page furniture."""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from itertools import pairwise

from bp_qa.corpus.canonical import clean_text
from bp_qa.corpus.captions import mark_captions, says_caption
from bp_qa.corpus.markdown import load_timezone
from bp_qa.corpus.parsed import ParsedArticle
from bp_qa.corpus.timestamps import read_timestamp
from bp_qa.errors import ImportFileError

_HEADER_LINES = 12  # a time stamp further down belongs to the text
_SECTION_CHARS, _SECTION_WORDS = 40, 7
_TITLE_CHARS = 250
_TITLE_FROM_TEXT = 120
_BYLINE_CHARS = 80
_WRAPPED_WIDTH = 120

_SENTENCE_END = tuple('.!?…;:”")')
_FURNITURE = re.compile(  # lines that are never part of an article
    r"(?:trang chủ|chia sẻ(?:\s*(?:bài viết|facebook|zalo|:).*)?|tags?\s*:.*|từ khóa\s*:.*|"
    r"in bài(?: viết)?|"
    r"theo dõi\b.{0,80}\btrên\s+(?:google news|facebook|zalo|youtube|tiktok)\W*|gửi bình luận|"
    r"lượt (?:xem|đọc)\s*:?\s*[\d.,]*|"
    r"về trang chủ|quay lại|copy link|sao chép liên kết|lưu bài(?: viết)?|like|share|zalo|facebook|"
    r"google news)",
    re.I,
)
_RELATED = re.compile(  # headings of lists of other articles or of comments
    r"(?:(?:các\s+)?(?:sự kiện|tin|tin bài|bài viết|bài|tin tức|chủ đề)\s+(?:liên quan|khác|"
    r"mới(?: nhất)?|nổi bật|cũ hơn)|"
    r"xem thêm(?:\s+sự kiện)?|đọc thêm|đọc nhiều(?:\s+nhất)?|tin đọc nhiều|(?:tin\s+)?cùng chuyên mục|"
    r"có thể bạn quan tâm|"
    r"bình luận(?:\s*\(\d+\))?|ý kiến(?:\s+bạn đọc|\s*\(\d+\))?)\s*:?",
    re.I,
)
_SIGNED = re.compile(
    r"(?:PV|P\.V\.?|BBT|TTXVN|VOV|VTV|B\.?B\.?T\.?|Nhóm PV|Tổng hợp|(?:\w\.){1,4}\w{0,3}|"
    r"\(?(?:Theo|Nguồn\s*:|Tác giả\s*:|Thực hiện\s*:|Biên tập\s*:|Bài viết\s*:)\s*[^.!?]{1,60}\)?|"
    r"(?:Tin|Bài)\s*(?:(?:,|và|-|–|&)\s*(?:ảnh|video|clip|bài)\s*)*:\s*[^!?]{1,70})"
)
_PHOTOS_BY = re.compile(r"(?:Ảnh|Video|Clip|Đồ họa)\s*(?:(?:,|và|-)\s*\w+\s*)?:\s*[^!?]{1,60}", re.I)
_NAME_JOIN = re.compile(r"\s*(?:[-–—,/&]|\bvà\b)\s*")
_NAME = re.compile(
    r"(?:(?:PV|CTV|TS|ThS|BS)\.?\s+)?[^\W\d_][\w.']*(?:\s+[^\W\d_][\w.']*){0,4}(?:\s*\([^()]{2,40}\))?"
)


def parse_newspaper_page(text: str, *, timezone: str) -> ParsedArticle:
    """The article on a newspaper page that was copied as text.

    Args:
        text: the page; a section line, the headline, the time and the rest below each other.
        timezone: zone of a time that names none.

    Raises:
        ImportFileError: there is no headline, or no text below it.
        CorpusError: the time zone is unknown.
    """
    zone = load_timezone(timezone)
    cleaned = clean_text(text)
    lines = [line for line in (" ".join(raw.split()) for raw in cleaned.split("\n")) if _has_content(line)]
    lines = [line for line in lines if not _FURNITURE.fullmatch(line)]
    if not lines:
        raise ImportFileError("the page holds no text")
    if len(lines[0]) > _TITLE_CHARS:
        return _without_headline(cleaned)
    section, title, published, header_byline, rest = _read_header(lines, zone)
    if _is_wrapped(cleaned):
        rest = _unwrap(cleaned, rest)
    rest, warnings = drop_related(rest)
    rest, byline = take_byline(rest)
    if not byline:
        byline = header_byline
        if not byline and len(rest) > 1 and published and _is_byline(rest[0], name_words=2):
            byline, rest = rest[0], rest[1:]
    return ParsedArticle.build(
        title=title,
        parts=mark_captions(rest),
        section=section,
        published=published,
        byline=byline,
        warnings=warnings,
    )


def _has_content(line: str) -> bool:
    return any(char.isalnum() for char in line)


def _without_headline(cleaned: str) -> ParsedArticle:
    blocks = [" ".join(line.split()) for line in cleaned.split("\n") if _has_content(line)]
    head = blocks[0][:_TITLE_FROM_TEXT].rsplit(" ", 1)[0]
    return ParsedArticle.build(
        title=f"{head}…",
        parts=[("body", block) for block in blocks],
        warnings=["the page does not start with a headline; the first words were taken"],
    )


def _read_header(lines: list[str], zone: tzinfo) -> tuple[str, str, datetime | None, str, list[str]]:
    """Section, headline, time, author beside the time, and the lines below."""
    for index, line in enumerate(lines[:_HEADER_LINES]):
        stamp = read_timestamp(line, zone)
        if stamp is None or (stamp.rest and not _is_byline(stamp.rest, name_words=1)):
            continue
        before, after = lines[:index], lines[index + 1 :]
        if (
            len(before) < 2
            and all(map(_is_section_like, before))
            and after
            and _is_title_like(after[0], before)
        ):
            section = before[-1] if before else ""
            return section, after[0], stamp.published, stamp.rest, after[1:]
        if before:
            section, title, leftover = _section_and_title(before)
            return section, title, stamp.published, stamp.rest, leftover + after
    section, title, leftover = _section_and_title(lines[:2]) if len(lines) > 2 else ("", lines[0], lines[1:2])
    return section, title, None, "", leftover + lines[2:]


def _section_and_title(lines: list[str]) -> tuple[str, str, list[str]]:
    """Short lines above the headline are the way to the section; what is below it is text."""
    section, index = "", 0
    while index < len(lines) - 1 and _is_section_like(lines[index]) and not lines[index + 1].endswith("."):
        section = lines[index]
        index += 1
    return re.split(r"\s*[>»›|/]\s*", section)[-1], lines[index], lines[index + 1 :]


def _is_section_like(line: str) -> bool:
    return (
        len(line) <= _SECTION_CHARS
        and len(line.split()) <= _SECTION_WORDS
        and not line.endswith(_SENTENCE_END)
    )


def _is_title_like(line: str, before: list[str]) -> bool:
    longest = max(map(len, before), default=0)
    return (
        max(longest, 15) < len(line) <= _TITLE_CHARS
        and not line.endswith((".", ";", ":"))
        and not says_caption(line)
    )


def _is_wrapped(cleaned: str) -> bool:
    """Whether the page was broken into lines of about one width, as by a mail program."""
    lines = [line.strip() for line in cleaned.split("\n")]
    pairs = [(first, second) for first, second in pairwise(lines) if first and second]
    if len(pairs) < 3 or max(map(len, lines)) > _WRAPPED_WIDTH:
        return False
    running_on = sum(not first.endswith(_SENTENCE_END) and len(first) > 40 for first, _ in pairs)
    return running_on / len(pairs) >= 0.6


def _unwrap(cleaned: str, kept: list[str]) -> list[str]:
    """The lines of `kept` joined into the paragraphs between the blank lines of `cleaned`."""
    result: list[str] = []
    remaining = list(kept)
    joining = False
    for raw in cleaned.split("\n"):
        line = " ".join(raw.split())
        if not line:
            joining = False
        elif remaining and line == remaining[0]:
            remaining.pop(0)
            if joining:
                result[-1] = f"{result[-1]} {line}"
            else:
                result.append(line)
            joining = True
    return result + remaining


def drop_related(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without lists of other articles at the end; text that reads as prose is never dropped."""
    warnings: list[str] = []
    for index, line in enumerate(lines):
        if index and _RELATED.fullmatch(line) and not any(map(_is_prose, lines[index + 1 :])):
            lines = lines[:index]
            break
    kept = [line for line in lines if not _RELATED.fullmatch(line)]
    if len(kept) < len(lines):
        warnings.append(
            "the page has a list of other articles or comments amid its text; please look through it"
        )
    return kept, warnings


def _is_prose(line: str) -> bool:
    return len(line) >= 200 or (line.endswith(_SENTENCE_END) and len(line.split()) >= 6)


def take_byline(lines: list[str]) -> tuple[list[str], str]:
    """The lines without those at the end that sign the article, and the signature."""
    end = len(lines)
    while end > 1 and len(lines) - end < 3:
        line = lines[end - 1]
        above_signs = end > 2 and _is_byline(lines[end - 2], name_words=2)
        if not (_is_byline(line, name_words=2) or (above_signs and _PHOTOS_BY.fullmatch(line))):
            break
        end -= 1
    return lines[:end], ", ".join(_unbracketed(lines[end:]))


def _unbracketed(lines: Iterable[str]) -> list[str]:
    return [line[1:-1] if line.startswith("(") and line.endswith(")") else line for line in lines]


def _is_byline(line: str, *, name_words: int) -> bool:
    """Whether `line` signs an article: initials, an agency, "Bài, ảnh: …", or names of so many words."""
    if len(line) > _BYLINE_CHARS:
        return False
    if _SIGNED.fullmatch(line):
        return True
    return all(
        _SIGNED.fullmatch(part) or _is_name(part, name_words) for part in _NAME_JOIN.split(line) if part
    )


def _is_name(text: str, least: int) -> bool:
    if not _NAME.fullmatch(text):
        return False
    words = text.split("(")[0].split()
    return len(words) >= least and not text.endswith(".") and all(word[0].isupper() for word in words)
