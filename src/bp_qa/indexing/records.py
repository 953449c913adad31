"""What the catalogue records of articles and chunks, and how it stands in the rows of its tables."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bp_qa.corpus.article import Article
from bp_qa.indexing.chunking import Chunk


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells, without reading it, that a file has not changed."""

    mtime_ns: int
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the catalogue knows it."""

    id: str
    path: str
    stamp: FileStamp
    sha256: str
    title: str
    section: str
    published: datetime | None
    byline: str
    sources: tuple[str, ...]
    as_of: str


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with what is shown of its article."""

    id: str
    article_id: str
    start: int
    end: int
    kind: str
    text: str
    title: str
    section: str
    published: datetime | None
    path: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """An article with all that the catalogue records of it when it has been indexed."""

    article: Article
    stamp: FileStamp
    chunks: Sequence[Chunk]
    abbreviations: Mapping[str, str]
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the archive holds, in numbers."""

    articles: int
    chunks: int
    first: datetime | None
    last: datetime | None
    sections: tuple[tuple[str, int], ...]
    newest: tuple[Entry, ...]


def row_of(item: Indexed) -> tuple[object, ...]:
    """The row of an article, as the table ``articles`` takes it."""
    article = item.article
    return (
        article.id,
        str(article.path or ""),
        item.stamp.mtime_ns,
        item.stamp.size,
        article.sha256,
        article.title,
        article.section,
        article.published.isoformat() if article.published else None,
        int(article.published.timestamp()) if article.published else None,
        article.byline,
        json.dumps(article.sources, ensure_ascii=False),
        article.as_of,
    )


def entry_from(row: sqlite3.Row) -> Entry:
    """An article from its row."""
    return Entry(
        id=row["id"],
        path=row["path"],
        stamp=FileStamp(row["mtime_ns"], row["size"]),
        sha256=row["sha256"],
        title=row["title"],
        section=row["section"],
        published=moment_from(row["published"]),
        byline=row["byline"],
        sources=tuple(json.loads(row["sources"])),
        as_of=row["as_of"],
    )


def stored_chunk_from(row: sqlite3.Row) -> StoredChunk:
    """A chunk from its row, joined with that of its article."""
    return StoredChunk(
        id=row["id"],
        article_id=row["article_id"],
        start=row["start"],
        end=row["end"],
        kind=row["kind"],
        text=row["text"],
        title=row["title"],
        section=row["section"],
        published=moment_from(row["published"]),
        path=row["path"],
    )


def moment_from(value: str | None) -> datetime | None:
    """A time of publication as it is stored."""
    return datetime.fromisoformat(value) if value else None
