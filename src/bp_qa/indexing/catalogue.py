"""The catalogue: which articles and chunks the indexes hold, and the language of the archive (SQLite)."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bp_qa.errors import IndexStoreError
from bp_qa.indexing.catalogue_schema import CATALOGUE_SCHEMA
from bp_qa.indexing.damage import set_aside, store_error
from bp_qa.indexing.records import (
    Entry,
    FileStamp,
    Indexed,
    Overview,
    StoredChunk,
    entry_from,
    moment_from,
    row_of,
    stored_chunk_from,
)
from bp_qa.indexing.signatures import SIGNATURES_SCHEMA, alike, near, sign, unsign
from bp_qa.vietnamese.abbreviations import merge_learned

__all__ = ["Catalogue", "Entry", "FileStamp", "Indexed", "Overview", "StoredChunk"]

# SQLite takes 32,766 parameters at most, older ones 999.
_MOST_PARAMETERS = 900
_NEXT_GENERATION = (
    "INSERT INTO meta VALUES ('generation', '1')"
    " ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
)


class Catalogue:
    """The record of what is indexed, written last, after both indexes hold an article.

    Articles being written stand in ``pending``: if a sync dies, the next one starts with them.
    One connection a thread; every change is one transaction.
    """

    def __init__(self, path: Path) -> None:
        """Opens the catalogue at `path`, or makes an empty one.

        Raises:
            DamagedIndexError: the file is not a readable catalogue.
            IndexStoreError: the folder cannot be written.
        """
        self._path = path
        self._local = threading.local()
        self._make()

    def _make(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error
        with self._change() as connection:
            connection.executescript(CATALOGUE_SCHEMA + SIGNATURES_SCHEMA)

    def _unusable(self, error: Exception) -> IndexStoreError:
        message = f"The catalogue {self._path} cannot be used ({error})."
        if isinstance(error, (sqlite3.OperationalError, OSError)):
            return IndexStoreError(f"{message} Check the rights of the index folder and the free disk space.")
        return store_error(self._path, message)

    def verify(self) -> None:
        """Reads the whole file for consistency.

        Raises:
            DamagedIndexError: it is broken.
        """
        if not self._path.exists():
            raise self._unusable(sqlite3.DatabaseError("the file is gone"))
        problems = [row[0] for row in self._rows("PRAGMA quick_check(1)")]
        if problems != ["ok"]:
            raise self._unusable(sqlite3.DatabaseError("; ".join(problems)))

    def replace_damaged(self) -> Path | None:
        """Puts an empty catalogue in place of a damaged one; where the damaged one is kept."""
        self.close()
        self._local = threading.local()
        kept = set_aside(self._path)
        for ending in ("-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        self._make()
        return kept

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=30.0)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            self._local.connection = connection
        return connection

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._connection() as connection:
                yield connection
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        try:
            return self._connection().execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    # -- what made the index -------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """A recorded fact about the whole index, such as the embedding model's fingerprint."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0]["value"]) if rows else None

    def set_meta(self, key: str, value: str) -> None:
        with self._change() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def generation(self) -> int:
        """A number that grows with every change of the index, for processes that only read."""
        return int(self.meta("generation") or 0)

    # -- articles ------------------------------------------------------------------------------

    def stamps(self) -> dict[str, tuple[FileStamp, str]]:
        """File stamp and content hash of every indexed article, by id."""
        rows = self._rows("SELECT id, mtime_ns, size, sha256 FROM articles")
        return {row["id"]: (FileStamp(row["mtime_ns"], row["size"]), row["sha256"]) for row in rows}

    def restamp(self, stamps: Mapping[str, FileStamp]) -> None:
        """Records that touched files still have the same content."""
        with self._change() as connection:
            connection.executemany(
                "UPDATE articles SET mtime_ns = ?, size = ? WHERE id = ?",
                [(stamp.mtime_ns, stamp.size, article_id) for article_id, stamp in stamps.items()],
            )

    def entry(self, article_id: str) -> Entry | None:
        rows = self._rows("SELECT * FROM articles WHERE id = ?", (article_id,))
        return entry_from(rows[0]) if rows else None

    def entries(self) -> list[Entry]:
        """All articles, newest first."""
        rows = self._rows("SELECT * FROM articles ORDER BY published_ts IS NULL, published_ts DESC, id")
        return [entry_from(row) for row in rows]

    def overview(self, newest: int = 5) -> Overview:
        totals = self._rows(
            "SELECT count(*) AS n, min(published) AS first, max(published) AS last FROM articles"
        )[0]
        sections = self._rows(
            "SELECT section, count(*) AS n FROM articles WHERE section != '' GROUP BY section ORDER BY n DESC"
        )
        chunks = self._rows("SELECT count(*) AS n FROM chunks")[0]["n"]
        latest = self._rows(
            "SELECT * FROM articles WHERE published_ts IS NOT NULL ORDER BY published_ts DESC, id LIMIT ?",
            (newest,),
        )
        return Overview(
            articles=totals["n"],
            chunks=chunks,
            first=moment_from(totals["first"]),
            last=moment_from(totals["last"]),
            sections=tuple((row["section"], row["n"]) for row in sections),
            newest=tuple(entry_from(row) for row in latest),
        )

    def sections(self) -> list[str]:
        rows = self._rows("SELECT DISTINCT section FROM articles WHERE section != '' ORDER BY section")
        return [row["section"] for row in rows]

    # -- chunks --------------------------------------------------------------------------------

    def chunk_count(self) -> int:
        return int(self._rows("SELECT count(*) AS n FROM chunks")[0]["n"])

    def chunk_ids(self) -> set[str]:
        return {row["id"] for row in self._rows("SELECT id FROM chunks")}

    def sample_of_chunk_ids(self, most: int) -> list[str]:
        """At most `most` chunk ids, spread over the archive."""
        step = max(1, -(-self.chunk_count() // most))
        rows = self._rows(
            "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY article_id, id) AS number FROM chunks)"
            " WHERE number % ? = 0",
            (step,),
        )
        return [row["id"] for row in rows]

    def chunk_ids_of(self, article_ids: Iterable[str]) -> list[str]:
        ids: list[str] = []
        for article_id in article_ids:
            rows = self._rows("SELECT id FROM chunks WHERE article_id = ?", (article_id,))
            ids += [row["id"] for row in rows]
        return ids

    def chunks(self, chunk_ids: Sequence[str]) -> dict[str, StoredChunk]:
        """The chunks that the catalogue holds among `chunk_ids`, by id."""
        found: dict[str, StoredChunk] = {}
        for begin in range(0, len(chunk_ids), _MOST_PARAMETERS):
            part = list(chunk_ids[begin : begin + _MOST_PARAMETERS])
            found |= self._stored(f"chunks.id IN ({','.join('?' * len(part))})", part)
        return found

    def chunks_of(self, article_id: str) -> list[StoredChunk]:
        """All chunks of an article, in order of the text."""
        found = self._stored("chunks.article_id = ?", [article_id])
        return sorted(found.values(), key=lambda chunk: chunk.start)

    def _stored(self, condition: str, parameters: Sequence[object]) -> dict[str, StoredChunk]:
        rows = self._rows(
            "SELECT chunks.*, articles.title, articles.section, articles.published, articles.path"  # noqa: S608
            f" FROM chunks JOIN articles ON articles.id = chunks.article_id WHERE {condition}",
            parameters,
        )
        return {row["id"]: stored_chunk_from(row) for row in rows}

    # -- near-duplicates -----------------------------------------------------------------------

    def alike(self, article_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """For each of the articles that has near-duplicates, their ids, the earliest published first."""
        return alike(self._rows, article_ids)

    def near(self, signature: bytes) -> list[str]:
        """Articles whose text is like the one of this signature, the earliest published first."""
        return near(self._rows, signature)

    def sign(self, signatures: Mapping[str, bytes]) -> None:
        """Stores signatures of articles that are in the catalogue."""
        with self._change() as connection:
            unsign(connection, signatures)
            sign(connection, signatures)

    # -- the language of the archive -----------------------------------------------------------

    def spellings(self, folded: str) -> dict[str, int]:
        """How often each spelling of `folded`, a syllable or a pair of them, stands in the archive."""
        rows = self._rows("SELECT spelling, n FROM spellings WHERE folded = ? AND n > 0", (folded,))
        return {row["spelling"]: row["n"] for row in rows}

    def abbreviations(self) -> dict[str, str]:
        """Abbreviations that the articles define."""
        rows = self._rows("SELECT short, long FROM abbreviations ORDER BY article_id, short")
        return merge_learned({row["short"]: row["long"]} for row in rows)

    # -- changes -------------------------------------------------------------------------------

    def pending(self) -> set[str]:
        """Articles whose writing began and was not recorded as finished."""
        return {row["article_id"] for row in self._rows("SELECT article_id FROM pending")}

    def begin(self, article_ids: Iterable[str]) -> None:
        """Records, before any index is touched, that these articles are about to change."""
        with self._change() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO pending VALUES (?)", [(article_id,) for article_id in article_ids]
            )

    def finish(
        self,
        removed: Iterable[str],
        indexed: Sequence[Indexed],
        spellings: Mapping[tuple[str, str], int],
    ) -> None:
        """Records, after both indexes hold them, all changes of a batch in one transaction.

        Args:
            removed: articles that are gone or are replaced by one of the same id in `indexed`.
            spellings: change in the count of each (folded form, spelling).
        """
        removed = list(removed)
        with self._change() as connection:
            unsign(connection, removed)
            for table, column in (
                ("chunks", "article_id"),
                ("articles", "id"),
                ("abbreviations", "article_id"),
            ):
                connection.executemany(
                    f"DELETE FROM {table} WHERE {column} = ?",  # noqa: S608 - names are the constants above
                    [(article_id,) for article_id in removed],
                )
            connection.executemany(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [row_of(item) for item in indexed],
            )
            sign(connection, {item.article.id: item.signature for item in indexed})
            connection.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (chunk.id, chunk.article_id, chunk.start, chunk.end, chunk.kind, chunk.text)
                    for item in indexed
                    for chunk in item.chunks
                ],
            )
            connection.executemany(
                "INSERT INTO abbreviations VALUES (?, ?, ?)",
                [
                    (item.article.id, short, long)
                    for item in indexed
                    for short, long in item.abbreviations.items()
                ],
            )
            connection.executemany(
                "INSERT INTO spellings VALUES (?, ?, ?)"
                " ON CONFLICT (folded, spelling) DO UPDATE SET n = n + excluded.n",
                [(folded, spelling, n) for (folded, spelling), n in spellings.items() if n],
            )
            done = [*removed, *(item.article.id for item in indexed)]
            connection.executemany(
                "DELETE FROM pending WHERE article_id = ?", [(article_id,) for article_id in done]
            )
            connection.execute(_NEXT_GENERATION)

    def clear(self) -> None:
        """Forgets every article, keeping nothing but the generation."""
        with self._change() as connection:
            for table in (
                "chunks",
                "articles",
                "abbreviations",
                "spellings",
                "pending",
                "signatures",
                "bands",
            ):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names are the constants above
            connection.execute("DELETE FROM meta WHERE key != 'generation'")
            connection.execute(_NEXT_GENERATION)

    def texts_of(self, article_ids: Iterable[str]) -> Counter[str]:
        """Texts of the chunks of these articles, each with how often it stands there."""
        texts: Counter[str] = Counter()
        for article_id in article_ids:
            rows = self._rows("SELECT text FROM chunks WHERE article_id = ?", (article_id,))
            texts.update(row["text"] for row in rows)
        return texts

    def close(self) -> None:
        """Closes this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None
