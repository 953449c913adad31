"""The vector store: chunks' embeddings in Chroma, on disk or on a server."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import chromadb
import numpy as np
import numpy.typing as npt
from chromadb.errors import NotFoundError
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from bp_qa.errors import IndexStoreError
from bp_qa.indexing.chroma import is_chroma_failure, open_client, server_error
from bp_qa.indexing.chunking import Chunk
from bp_qa.indexing.damage import set_aside, store_error
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.settings import Settings

COLLECTION = "bp-qa-chunks"
_FOLDER_BATCH = 1000
_FOLDER_PAGE = 10_000
# Set for a recall of at least 0.98@10 against exact search: 0.984 among 925,000 chunks, where an ef of search
# of 800 gives 0.978. A wide search costs milliseconds (14 there, 12 with 800); a wide construction (ef 200)
# takes 1.6 times as long.
_HNSW_SEARCH = 1000
_HNSW = {"space": "cosine", "ef_construction": 100, "ef_search": _HNSW_SEARCH, "max_neighbors": 32}
# Chroma writes the graph to disk after so many changes; until then they are in its log, which is read again
# at the next start. Much written at once would write the whole graph over and over: most of the time and of
# the wear of a first sync of a large archive.
_SAVED_EVERY = 1000
_SAVED_EVERY_IN_BULK = 20_000

_T = TypeVar("_T")


class _Session:
    """An open client, in use by some number of threads."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.client = open_client(settings, folder)
        self.users = 0
        self.retired = False
        try:
            self.collection = self.client.get_or_create_collection(
                COLLECTION, configuration=cast(Any, {"hnsw": _HNSW}), embedding_function=None
            )
        except Exception:
            self.client.close()
            raise


class VectorStore:
    """Chunks and their embeddings in one Chroma collection with cosine distance. Many threads may use it."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        """Opens the collection, or makes an empty one.

        Raises:
            DamagedIndexError: the folder is not a readable Chroma store.
            IndexStoreError: the folder cannot be written, or the server does not answer.
        """
        self._settings = settings
        self._folder = folder
        on_disk = settings.chroma_url is None
        self._batch = _FOLDER_BATCH if on_disk else settings.chroma_batch
        self._page = _FOLDER_PAGE if on_disk else settings.chroma_batch
        self._lock = threading.Lock()
        self._session = self._open()

    def langchain(self, embeddings: Embeddings) -> Chroma:
        """The collection as a LangChain vector store; ask for it anew after the index has been reopened."""
        return Chroma(
            client=self._session.client,
            collection_name=COLLECTION,
            embedding_function=embeddings,
            create_collection_if_not_exists=False,
        )

    def _open(self) -> _Session:
        try:
            return _Session(self._settings, self._folder)
        except Exception as error:
            if not is_chroma_failure(error):
                raise
            raise self._failure("cannot be opened", error) from error

    def _failure(self, what: str, error: Exception) -> IndexStoreError:
        if self._settings.chroma_url is not None:
            return server_error(self._settings, what, error)
        return store_error(self._folder, f"The vector store in {self._folder} {what} ({error}).")

    @contextmanager
    def _using(self, what: str) -> Iterator[chromadb.Collection]:
        """The collection, kept open until the block ends; a failure within becomes an IndexStoreError."""
        with self._lock:
            session = self._session
            session.users += 1
        try:
            yield session.collection
        except Exception as error:
            if not is_chroma_failure(error):
                raise
            raise self._failure(what, error) from error
        finally:
            with self._lock:
                session.users -= 1
                unused = session.retired and session.users == 0
            if unused:
                session.client.close()

    def _swap(self, session: _Session) -> None:
        with self._lock:
            old, self._session = self._session, session
            self._retire(old)

    @staticmethod
    def _retire(session: _Session) -> None:
        if not session.retired:
            session.retired = True
            if session.users == 0:
                session.client.close()

    def close(self) -> None:
        """Frees memory and files; the store cannot be used any more."""
        with self._lock:
            self._retire(self._session)

    def reopen(self) -> None:
        """A fresh view: a Chroma client does not see other processes' new rows in searches until then."""
        self._swap(self._open())

    def clear(self) -> None:
        """Drops everything; used when another embedding model takes over."""
        with self._using("cannot be cleared"):
            self._session.client.delete_collection(COLLECTION)
        self.reopen()

    def replace_damaged(self) -> Path | None:
        """Puts an empty store in place of a damaged one; where the damaged one is kept, if it is."""
        if self._settings.chroma_url is not None:
            self.clear()
            return None
        kept = set_aside(self._folder)
        self._swap(self._open())
        return kept

    def warm(self) -> None:
        """Lets Chroma read its graph and what its log has more, which it does at the first search.

        Raises:
            IndexStoreError: it cannot be read.
        """
        with self._using("cannot be read") as collection:
            rows = collection.get(limit=1, include=["embeddings"])["embeddings"]
            if rows is not None and len(rows):
                collection.query(query_embeddings=cast(Any, rows[:1]), n_results=1, include=[])

    def verify(self, chunk_ids: Sequence[str]) -> None:
        """Reads back the embeddings of `chunk_ids`, a sample, and searches for one of them.

        Raises:
            DamagedIndexError: an embedding cannot be read, or is not the unit vector that was stored.
        """
        if self._settings.chroma_url is None and not (self._folder / "chroma.sqlite3").exists():
            raise self._failure("is damaged", ValueError("chroma.sqlite3 is gone"))
        found = self.vectors(chunk_ids)
        if not found:
            return
        norms = np.linalg.norm(np.stack(list(found.values())).astype(np.float64), axis=1)
        near = self.search(next(iter(found.values())), 1)
        if not near or not bool(np.all(np.abs(norms - 1) < 0.01)):
            raise self._failure("is damaged", ValueError("stored vectors do not read back"))

    def count(self) -> int:
        """Number of chunks in the store."""
        with self._using("cannot be read") as collection:
            return int(collection.count())

    def chunk_ids(self) -> set[str]:
        """Ids of all chunks, for repairs."""
        ids: set[str] = set()
        with self._using("cannot be read") as collection:
            while True:
                page = collection.get(limit=self._page, offset=len(ids), include=[])["ids"]
                ids.update(page)
                if len(page) < self._page:
                    return ids

    @contextmanager
    def bulk(self, articles: int) -> Iterator[None]:
        """While so many articles are written, the graph is saved less often; at the end it is saved.

        A process that is killed within leaves a longer log, which the next search reads, once.
        """
        many = min(articles, _SAVED_EVERY_IN_BULK)
        self._save_every(max(many, _SAVED_EVERY))
        yield
        self._save_every(_SAVED_EVERY)

    def _save_every(self, changes: int) -> None:
        if self._settings.chroma_url is not None:
            return  # a server's log is never read at the start of one of its clients
        with self._using("cannot be written") as collection:
            if self._saved_every(collection) == changes:
                return
            # An index of an earlier version gets the width of search of this one by the way.
            collection.modify(configuration={"hnsw": {"sync_threshold": changes, "ef_search": _HNSW_SEARCH}})
        self.reopen()  # what is open keeps the number that it was opened with
        self.warm()

    @staticmethod
    def _saved_every(collection: chromadb.Collection) -> int:
        return int((collection.configuration.get("hnsw") or {}).get("sync_threshold") or _SAVED_EVERY)

    def upsert(
        self,
        chunks: Sequence[Chunk],
        vectors: npt.NDArray[np.float32],
        titles: Sequence[str],
        sections: Sequence[str],
        published: Sequence[datetime | None],
    ) -> None:
        """Adds chunks, or replaces those of the same id.

        Args:
            vectors: shape (len(chunks), dimension), one row a chunk.
        """
        metadatas: list[Any] = []
        for chunk, title, section, moment in zip(chunks, titles, sections, published, strict=True):
            metadata: dict[str, str | int] = {
                "article_id": chunk.article_id,
                "start": chunk.start,
                "end": chunk.end,
                "kind": chunk.kind,
                "title": title,
                "section": section,
            }
            if moment is not None:
                metadata |= {"published": int(moment.timestamp()), "published_at": moment.isoformat()}
            metadatas.append(metadata)
        with self._using("cannot be written") as collection:
            for begin in range(0, len(chunks), self._batch):
                part = slice(begin, begin + self._batch)
                collection.upsert(
                    ids=[chunk.id for chunk in chunks[part]],
                    embeddings=cast(Any, vectors[part]),
                    documents=[chunk.text for chunk in chunks[part]],
                    metadatas=metadatas[part],
                )

    def delete(self, chunk_ids: Sequence[str]) -> None:
        """Drops chunks; ids that are not there are passed over."""
        with self._using("cannot be written") as collection:
            for begin in range(0, len(chunk_ids), self._batch):
                collection.delete(ids=list(chunk_ids[begin : begin + self._batch]))

    def delete_articles(self, article_ids: Sequence[str]) -> None:
        """Drops every chunk of the articles, whether or not anyone recorded it."""
        with self._using("cannot be written") as collection:
            for begin in range(0, len(article_ids), 100):
                among = ChunkFilter(article_ids=tuple(article_ids[begin : begin + 100]))
                collection.delete(where=cast(Any, _where(among)))

    def search(
        self, vector: npt.NDArray[np.float32], k: int, only: ChunkFilter | None = None
    ) -> list[tuple[str, float]]:
        """The `k` nearest chunks to `vector` (shape: dimension), as (chunk id, cosine), best first."""
        if k < 1:
            return []
        return self._found_again(lambda: self._search(vector, k, only))

    def _found_again(self, ask: Callable[[], _T]) -> _T:
        """What `ask` gives, asked a second time if the collection is gone: another process, beginning an
        index of another model, has made it anew."""
        try:
            return ask()
        except IndexStoreError as error:
            if not isinstance(error.__cause__, NotFoundError):
                raise
        self.reopen()
        return ask()

    def _search(
        self, vector: npt.NDArray[np.float32], k: int, only: ChunkFilter | None
    ) -> list[tuple[str, float]]:
        with self._using("cannot be searched") as collection:
            found = collection.query(
                query_embeddings=cast(Any, [vector]),
                n_results=k,
                where=cast(Any, _where(only)),
                include=["distances"],
            )
        distances = (found["distances"] or [[]])[0]
        return [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances, strict=True)]

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        """The stored embedding of each chunk that is in the store."""
        return self._found_again(lambda: self._vectors(chunk_ids))

    def _vectors(self, chunk_ids: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        stored: dict[str, npt.NDArray[np.float32]] = {}
        with self._using("cannot be read") as collection:
            for begin in range(0, len(chunk_ids), self._batch):
                found = collection.get(
                    ids=list(chunk_ids[begin : begin + self._batch]), include=["embeddings"]
                )
                rows = found["embeddings"]
                if rows is not None:
                    for id_, row in zip(found["ids"], rows, strict=True):
                        stored[id_] = np.asarray(row, dtype=np.float32)
        return stored


def _where(only: ChunkFilter | None) -> dict[str, Any] | None:
    if not only:
        return None
    clauses: list[dict[str, Any]] = []
    if only.published_from is not None:
        clauses.append({"published": {"$gte": only.published_from}})
    if only.published_to is not None:
        clauses.append({"published": {"$lte": only.published_to}})
    if only.section:
        clauses.append({"section": only.section})
    if only.article_ids:
        clauses.append({"article_id": {"$in": list(only.article_ids)}})
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}
