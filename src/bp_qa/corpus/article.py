"""What an article is."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

ParagraphKind = Literal["body", "caption"]

PARAGRAPH_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article: characters ``[start, end)`` of :attr:`Article.text`."""

    start: int
    end: int
    kind: ParagraphKind = "body"


@dataclass(frozen=True, slots=True)
class Article:
    """A news article.

    Attributes:
        id: the file name without its ending; unique in the archive.
        title: the headline, one line.
        section: the newspaper section ("Quốc phòng"); empty when unknown.
        published: time of publication, with its time zone; None when unknown.
        byline: who signed it; empty when unknown.
        sources: addresses or names of what the article is based on.
        as_of: month ("2026-03") up to which its facts hold; empty when not stated.
        text: the canonical plain text: NFC, paragraphs joined by one blank line, captions among them.
        paragraphs: the spans of `text`, in order, each marked as body or caption.
        path: the file it was read from; None before it is saved.
        sha256: hash of the bytes of that file; empty before it is saved.
    """

    id: str
    title: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    section: str = ""
    published: datetime | None = None
    byline: str = ""
    sources: tuple[str, ...] = ()
    as_of: str = ""
    path: Path | None = None
    sha256: str = ""
    extra: dict[str, object] = field(default_factory=dict)


def join_paragraphs(parts: list[tuple[ParagraphKind, str]]) -> tuple[str, tuple[Paragraph, ...]]:
    """The canonical text of an article, and the span of each paragraph in it.

    Args:
        parts: kind and text of each paragraph, in order; texts must be single lines, stripped, not empty.
    """
    spans: list[Paragraph] = []
    position = 0
    for kind, text in parts:
        spans.append(Paragraph(position, position + len(text), kind))
        position += len(text) + len(PARAGRAPH_BREAK)
    return PARAGRAPH_BREAK.join(text for _, text in parts), tuple(spans)
