"""The keyword index: BM25 over syllables and bigrams, on disk, updated in place (tantivy)."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from bp_qa.indexing.damage import set_aside, store_error
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.vietnamese.tokens import keyword_terms

_WRITER_BYTES = 64_000_000
_MAX_TERMS = 400  # of a question; what lies beyond adds time, not meaning


_FAILURES = (ValueError, KeyError, OSError)
# What each segment of a tantivy index consists of; every file ends with a checksum of what is before.
_SEGMENT_FILES = ("idx", "pos", "term", "store", "fast", "fieldnorm")
_FOOTER_MAGIC = 1337
_CHECKSUM = re.compile(rb'"crc":(\d+)')


@dataclass(frozen=True, slots=True)
class KeywordEntry:
    """A chunk as the keyword index takes it.

    Attributes:
        text: all that is searched, the context of the chunk included.
        published: seconds since 1970; None when unknown.
    """

    id: str
    article_id: str
    text: str
    section: str
    published: int | None


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("article_id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("section", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", indexed=True, fast=True)
    # Terms come ready made from keyword_terms, so tantivy only has to split at spaces.
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("folded", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class KeywordIndex:
    """BM25 scores of chunks. Two fields, exact and without marks, weigh half each, so that "chinh uy" finds
    "chính ủy" while an exact match still ranks first.
    """

    def __init__(self, folder: Path) -> None:
        """Opens the index in `folder`, or makes an empty one.

        Raises:
            DamagedIndexError: the folder holds something that is not a readable keyword index.
            IndexStoreError: the folder cannot be written.
        """
        self._schema = _schema()
        self._folder = folder
        self._index = self._open()

    def _open(self) -> tantivy.Index:
        with self._failing("cannot be opened"):
            self._folder.mkdir(parents=True, exist_ok=True)
            index = tantivy.Index(self._schema, path=str(self._folder))
            # By itself tantivy watches the folder and maps new files from a thread of its own, at a moment no
            # one chose; a file cut short just then ends the process. What is new is looked at by reload().
            index.config_reader(reload_policy="manual")
            return index

    @contextmanager
    def _failing(self, what: str) -> Iterator[None]:
        try:
            yield
        except _FAILURES as error:
            raise store_error(
                self._folder, f"The keyword index in {self._folder} {what} ({error})."
            ) from error

    def verify(self) -> None:
        """Reads all files and compares them with their checksums: tantivy, writing to broken ones, may abort.

        Also removes what a killed writer left. For the writer alone.

        Raises:
            DamagedIndexError: a file is missing or broken.
        """
        with self._failing("is damaged"):
            meta = self._folder / "meta.json"
            if not meta.exists():
                raise ValueError("meta.json is missing")
            committed: set[Path] = set()
            for segment in json.loads(meta.read_text(encoding="utf-8"))["segments"]:
                name = segment["segment_id"].replace("-", "")
                deletes = segment["deletes"]
                endings = [*_SEGMENT_FILES, *([f"{deletes['opstamp']}.del"] if deletes else [])]
                committed.update(self._folder / f"{name}.{ending}" for ending in endings)
            for file in committed:
                _check_sum(file)
            self._sweep(committed)

    def _sweep(self, committed: set[Path]) -> None:
        """Removes what a killed writer left: tantivy refuses to write a file whose name is taken."""
        left = {path for path in self._folder.iterdir() if path.suffix[1:] in (*_SEGMENT_FILES, "del")}
        if left - committed:
            writer = self._index.writer(_WRITER_BYTES, 1)
            writer.garbage_collect_files()
            writer.wait_merging_threads()
            for path in left - committed:  # what was not even in tantivy's list of its files
                path.unlink(missing_ok=True)

    def replace_damaged(self) -> Path | None:
        """Puts an empty index in place of a damaged one; where the damaged one is kept."""
        kept = set_aside(self._folder)
        self._index = self._open()
        return kept

    def count(self) -> int:
        """Number of chunks in the index."""
        self.reload()
        return self.size()

    def chunk_ids(self) -> set[str]:
        """Ids of all chunks; reads the whole index, for repairs."""
        self.reload()
        with self._failing("cannot be read"):
            searcher = self._index.searcher()
            total = int(searcher.num_docs)
            if total == 0:
                return set()
            hits = searcher.search(tantivy.Query.all_query(), limit=total).hits
            return {str(searcher.doc(address).get_first("id")) for _, address in hits}

    def replace(self, entries: Iterable[KeywordEntry], remove_articles: Iterable[str] = ()) -> None:
        """In one commit: drops all chunks of `remove_articles`, then adds `entries`.

        Raises:
            IndexStoreError: the disk is full or the folder cannot be written; nothing has changed then.
        """
        with self._writer() as writer:
            for article_id in remove_articles:
                writer.delete_documents_by_term("article_id", article_id)
            for entry in entries:
                document = tantivy.Document()
                document.add_text("id", entry.id)
                document.add_text("article_id", entry.article_id)
                document.add_text("section", entry.section)
                if entry.published is not None:
                    document.add_integer("published", entry.published)
                document.add_text("exact", " ".join(keyword_terms(entry.text, folded=False)))
                document.add_text("folded", " ".join(keyword_terms(entry.text, folded=True)))
                writer.add_document(document)

    def clear(self) -> None:
        """Drops every chunk."""
        with self._writer() as writer:
            writer.delete_all_documents()

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        """A writer whose changes are committed at the end, all or none; its lock dies with the process."""
        with self._failing("cannot be written"):
            writer = self._index.writer(_WRITER_BYTES, 1)
            try:
                yield writer
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            finally:
                writer.wait_merging_threads()
        self.reload()

    def search(
        self, texts: Sequence[str], k: int, only: ChunkFilter | None = None
    ) -> list[tuple[str, float]]:
        """The `k` best chunks for any of the words of `texts`, as (chunk id, BM25 score), best first.

        A word that several texts share counts once.
        """
        if k < 1:
            return []
        exact = self._terms(texts, folded=False)
        folded = self._terms(texts, folded=True)
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term("exact", term), 0.5))
            for term in exact
        ] + [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term("folded", term), 0.5))
            for term in folded
        ]
        if not clauses:
            return []
        query = tantivy.Query.boolean_query(clauses)
        if only:
            # A constant score of nought keeps the filter from changing the ranking.
            narrowing = tantivy.Query.const_score_query(self._filter(only), 0.0)
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, narrowing)]
            )
        with self._failing("cannot be searched"):
            searcher = self._index.searcher()
            hits = searcher.search(query, limit=k, count=False).hits
            return [(str(searcher.doc(address).get_first("id")), float(score)) for score, address in hits]

    def size(self) -> int:
        """Number of chunks in the index, as of the last look."""
        return int(self._index.searcher().num_docs)

    def document_frequency(self, term: str) -> int:
        """Number of chunks that hold the folded term."""
        return int(self._index.searcher().doc_freq("folded", term))

    def reload(self) -> None:
        """See what other processes have written since."""
        with self._failing("cannot be read"):
            self._index.reload()

    @staticmethod
    def _terms(texts: Sequence[str], *, folded: bool) -> list[str]:
        terms = dict.fromkeys(term for text in texts for term in keyword_terms(text, folded=folded))
        return list(terms)[:_MAX_TERMS]

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, term, "freq")

    def _filter(self, only: ChunkFilter) -> tantivy.Query:
        musts: list[tuple[tantivy.Occur, tantivy.Query]] = []
        if only.published_from is not None or only.published_to is not None:
            musts.append(
                (
                    tantivy.Occur.Must,
                    tantivy.Query.range_query(
                        self._schema,
                        "published",
                        tantivy.FieldType.Integer,
                        only.published_from,
                        only.published_to,
                    ),
                )
            )
        if only.section:
            musts.append(
                (tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "section", only.section, "basic"))
            )
        if only.article_ids:
            musts.append(
                (
                    tantivy.Occur.Must,
                    tantivy.Query.term_set_query(self._schema, "article_id", list(only.article_ids)),
                )
            )
        return tantivy.Query.boolean_query(musts)


def _check_sum(file: Path) -> None:
    data = file.read_bytes()
    length, magic = (int.from_bytes(data[at : at + 4], "little") for at in (len(data) - 8, len(data) - 4))
    end = len(data) - 8 - length
    found = _CHECKSUM.search(data[max(end, 0) : -8])
    if magic != _FOOTER_MAGIC or end < 0 or found is None or zlib.crc32(data[:end]) != int(found[1]):
        raise ValueError(f"{file.name} does not match its checksum")
