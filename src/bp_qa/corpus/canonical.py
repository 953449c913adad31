"""The canonical form of article text: what every offset, quote and content hash in bp-qa counts on."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from bp_qa.corpus.article import ParagraphKind

CAPTION_MARKER = "[Ảnh]"

_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_LEADING_MARKS = re.compile(r"(?:(?:#{1,6}|\[Ảnh\])(?:\s+|$))+")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})  # controls, bidi and zero-width formats, lone surrogates


def clean_text(text: str) -> str:
    """`text` in NFC with LF line ends and without control, bidi, zero-width and NUL characters."""
    text = _LINE_BREAKS.sub("\n", text)
    if not text.isprintable():  # most one-line texts need no closer look
        text = "".join(
            char for char in text if char in "\n\t" or unicodedata.category(char) not in _DROPPED_CATEGORIES
        )
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """`text` cleaned, each run of white space (line breaks too) one space, stripped."""
    return " ".join(clean_text(text).split())


def split_paragraphs(text: str) -> list[str]:
    """The blocks of cleaned `text` between blank lines, each as one line; empty ones are left out."""
    lines = (" ".join(block.split()) for block in _BLANK_LINES.split(text))
    return [line for line in lines if line]


def canonical_parts(parts: Iterable[tuple[ParagraphKind, str]]) -> list[tuple[ParagraphKind, str]]:
    """Paragraphs in canonical form, ready for :func:`~bp_qa.corpus.article.join_paragraphs`.

    Leading Markdown heading signs go; a leading ``[Ảnh]`` goes and makes the paragraph a caption; paragraphs
    without a letter or digit (rules, ornaments) are left out.
    """
    result: list[tuple[ParagraphKind, str]] = []
    for given_kind, raw in parts:
        kind, text = given_kind, one_line(raw)
        if match := _LEADING_MARKS.match(text):
            if CAPTION_MARKER in match.group():
                kind = "caption"
            text = text[match.end() :]
        if any(char.isalnum() for char in text):
            result.append((kind, text))
    return result


def content_hash(text: str) -> str:
    """A hash that two texts share when they differ only in case, white space or invisible characters."""
    return hashlib.sha256(one_line(text).casefold().encode()).hexdigest()
