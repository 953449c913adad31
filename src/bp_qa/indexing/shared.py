"""The articles of an archive on the Chroma server, from where any number of processes take them.

Beside the chunks stands a collection of what a catalogue is made of. An article is a header record and body
records; the header names the generation of its bodies and is written after them, so that an article is seen
whole or not at all. One record more, the mark, says up to which generation all is there.
"""

import hashlib
import math
import zlib
from base64 import b85decode, b85encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

import chromadb
from chromadb.errors import NotFoundError
from pydantic import TypeAdapter

from bp_qa.corpus.article import Article, ParagraphKind
from bp_qa.indexing.chroma import is_chroma_failure, open_client, server_error
from bp_qa.indexing.chunking import Chunk, chunk_context
from bp_qa.indexing.records import StoredChunk
from bp_qa.settings import Settings

COLLECTION = "bp-qa-articles"
_MARK = "/mark"  # no article id holds a slash
# Chroma Cloud takes 4,096 bytes in a metadata value. Documents would take more, but every server indexes
# their trigrams, which makes writing them ten times as slow.
_BODY_BYTES = 4_000

_T = TypeVar("_T")
Span = tuple[int, int, ParagraphKind]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the articles on the server are complete.

    Attributes:
        archive: names this archive; a new one when all of it is written anew.
        fingerprint: of the model and the chunker that its chunks were made with.
        generation: grows with every batch of changes.
    """

    archive: str
    fingerprint: str
    generation: int

    @property
    def key(self) -> str:
        return f"{self.archive}:{self.generation}"


@dataclass(frozen=True, slots=True)
class Header:
    """What the server says of an article without its text.

    Attributes:
        generation: in which it was written.
        parts: number of its body records; 0 if the article is gone.
    """

    article_id: str
    sha256: str
    generation: int
    parts: int


@dataclass(frozen=True, slots=True)
class SharedArticle:
    """An article with the places at which it has been cut into chunks."""

    article: Article
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, article: Article, chunks: Iterable[Chunk | StoredChunk]) -> "SharedArticle":
        """The article as other machines see it, without the folder it lies in on this one."""
        shown = replace(article, path=Path(article.path.name) if article.path else None, extra={})
        return cls(shown, tuple((c.start, c.end, cast(ParagraphKind, c.kind)) for c in chunks))

    def chunks(self) -> list[Chunk]:
        article = self.article
        context = chunk_context(article.title, article.published)
        return [
            Chunk(f"{article.id}#{start}", article.id, start, end, article.text[start:end], kind, context)
            for start, end, kind in self.spans
        ]


_FORM = TypeAdapter(SharedArticle)


class SharedArticles:
    """The collection of articles on the server of ``settings.chroma_url``. Many threads may use it."""

    def __init__(self, settings: Settings) -> None:
        """Opens the collection, or makes an empty one.

        Raises:
            IndexStoreError: the server does not answer, or refuses.
        """
        self._settings = settings
        self._batch = settings.chroma_batch
        try:
            self._client = open_client(settings, settings.index)
        except Exception as error:
            raise self._failure(error, "cannot be opened") from error
        self._collection = self._asked(self._open, "cannot be opened")

    def _open(self) -> chromadb.Collection:
        return self._client.get_or_create_collection(COLLECTION, embedding_function=None)

    def _failure(self, error: Exception, what: str) -> Exception:
        return server_error(self._settings, what, error) if is_chroma_failure(error) else error

    def _asked(self, ask: Callable[[], _T], what: str) -> _T:
        try:
            try:
                return ask()
            except NotFoundError:  # another process has begun the archive anew
                self._collection = self._open()
                return ask()
        except Exception as error:
            raise self._failure(error, what) from error

    def close(self) -> None:
        """Frees the connection."""
        self._client.close()

    # -- reading -------------------------------------------------------------------------------

    def mark(self) -> Mark | None:
        """How far the archive is complete; None before anything has been published."""
        found = self._records([_MARK]).get(_MARK)
        return Mark(found["archive"], found["fingerprint"], found["generation"]) if found else None

    def headers(self, since: int = -1) -> list[Header]:
        """The headers of articles written, or withdrawn, after generation `since`."""
        where: dict[str, Any] = {"part": 0}
        if since >= 0:
            where = {"$and": [where, {"generation": {"$gt": since}}]}
        # Ids first, then records by id: what is written meanwhile cannot shift one out of a page.
        ids: dict[str, None] = {}
        offset = 0
        while True:
            page = self._asked(
                lambda at=offset: self._collection.get(  # type: ignore[misc]
                    where=where, include=[], limit=self._batch, offset=at
                )["ids"],
                "cannot be read",
            )
            ids |= dict.fromkeys(page)
            offset += len(page)
            if len(page) < self._batch:
                break
        return [
            Header(found["article_id"], found["sha256"], found["generation"], found["parts"])
            for found in self._records(list(ids)).values()
        ]

    def header(self, article_id: str) -> Header | None:
        """The header of one article; None if there is none, or the article is gone."""
        found = self._records([_record_id(article_id)]).get(_record_id(article_id))
        if not found or not found["parts"]:
            return None
        return Header(article_id, found["sha256"], found["generation"], found["parts"])

    def read(self, headers: Sequence[Header]) -> dict[str, SharedArticle]:
        """The articles of `headers`, by id; those that are being written anew at this moment are left out."""
        wanted = {
            header.article_id: [
                _record_id(header.article_id, header.generation, part) for part in range(1, header.parts + 1)
            ]
            for header in headers
        }
        bodies = self._records([record_id for ids in wanted.values() for record_id in ids])
        articles: dict[str, SharedArticle] = {}
        for header in headers:
            parts = [bodies.get(record_id, {}) for record_id in wanted[header.article_id]]
            if all(part.get("sha256") == header.sha256 for part in parts):
                packed = b85decode("".join(part["body"] for part in parts))
                articles[header.article_id] = _FORM.validate_json(zlib.decompress(packed))
        return articles

    def _records(self, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        records: dict[str, Mapping[str, Any]] = {}
        for part in self._batches(ids):
            found = self._asked(
                lambda some=part: self._collection.get(ids=some, include=["metadatas"]),  # type: ignore[misc]
                "cannot be read",
            )
            records |= zip(found["ids"], found["metadatas"] or [], strict=True)
        return records

    # -- writing: for the one process that syncs -------------------------------------------------

    def put(self, articles: Sequence[SharedArticle], generation: int) -> None:
        """Writes articles, in place of those of the same ids."""
        bodies: dict[str, Mapping[str, Any]] = {}
        headers: dict[str, Mapping[str, Any]] = {}
        for item in articles:
            article_id, sha256 = item.article.id, item.article.sha256
            packed = b85encode(zlib.compress(_FORM.dump_json(item))).decode()
            pieces = [packed[begin : begin + _BODY_BYTES] for begin in range(0, len(packed), _BODY_BYTES)]
            common = {"article_id": article_id, "sha256": sha256, "generation": generation}
            for part, piece in enumerate(pieces, start=1):
                bodies[_record_id(article_id, generation, part)] = {**common, "part": part, "body": piece}
            headers[_record_id(article_id)] = {**common, "part": 0, "parts": len(pieces)}
        self._upsert(bodies)
        self._upsert(headers)
        self._sweep([item.article.id for item in articles], generation)

    def withdraw(self, article_ids: Sequence[str], generation: int) -> None:
        """Records that articles are gone, and drops their text."""
        self._upsert(
            {
                _record_id(article_id): {
                    "article_id": article_id,
                    "sha256": "",
                    "generation": generation,
                    "part": 0,
                    "parts": 0,
                }
                for article_id in article_ids
            }
        )
        self._sweep(article_ids, generation)

    def set_mark(self, mark: Mark) -> None:
        """Tells all processes that everything up to the generation of `mark` is there."""
        fields = {"archive": mark.archive, "fingerprint": mark.fingerprint, "generation": mark.generation}
        self._upsert({_MARK: {**fields, "part": -1}})

    def clear(self) -> None:
        """Drops all articles, and the mark."""
        self._asked(lambda: self._client.delete_collection(COLLECTION), "cannot be cleared")
        self._collection = self._asked(self._open, "cannot be opened")

    def _sweep(self, article_ids: Sequence[str], generation: int) -> None:
        """Drops the bodies of these articles that are older than `generation`."""
        for begin in range(0, len(article_ids), 100):
            where: Any = {
                "$and": [
                    {"article_id": {"$in": list(article_ids[begin : begin + 100])}},
                    {"generation": {"$lt": generation}},
                ]
            }
            self._asked(lambda where=where: self._collection.delete(where=where), "cannot be written")  # type: ignore[misc]

    def _upsert(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        for part in self._batches(list(records)):
            self._asked(
                lambda some=part: self._collection.upsert(  # type: ignore[misc]
                    ids=some,
                    embeddings=cast(Any, [_place(record_id) for record_id in some]),
                    metadatas=cast(Any, [records[record_id] for record_id in some]),
                ),
                "cannot be written",
            )

    def _batches(self, ids: Sequence[str]) -> Iterator[list[str]]:
        for begin in range(0, len(ids), self._batch):
            yield list(ids[begin : begin + self._batch])


def _record_id(article_id: str, generation: int = 0, part: int = 0) -> str:
    return f"{article_id}/{generation}/{part}" if part else f"{article_id}/"


def _place(record_id: str) -> list[float]:
    """A point on a circle: Chroma wants a vector of each record, and its graph suffers from equal ones."""
    angle = int.from_bytes(hashlib.blake2b(record_id.encode(), digest_size=4).digest(), "big") / 2**32
    return [math.cos(math.tau * angle), math.sin(math.tau * angle)]
