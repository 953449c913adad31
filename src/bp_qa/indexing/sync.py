"""Bringing both indexes in step with the corpus: only what differs is read, embedded and written."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bp_qa.corpus import Article
from bp_qa.corpus.resemblance import SIGNATURE_VERSION, signature
from bp_qa.errors import ArticleNotFoundError, BpQaError
from bp_qa.indexing.catalogue import FileStamp, Indexed, StoredChunk
from bp_qa.indexing.chunking import CHUNKER_VERSION, Chunk, chunk_article, chunk_context
from bp_qa.indexing.keywords import KeywordEntry
from bp_qa.indexing.sources import ArticleSource
from bp_qa.indexing.store import ArchiveIndex
from bp_qa.vietnamese.abbreviations import defined_abbreviations
from bp_qa.vietnamese.diacritics import count_spellings
from bp_qa.vietnamese.forms import fold

logger = logging.getLogger(__name__)

_BATCH_CHUNKS = 512
_BATCH_ARTICLES = 256
# A file changed within this time of being read may change again without a new time stamp.
_RACY_NS = 2_000_000_000
_NEVER = FileStamp(-1, -1)

Progress = Callable[[int, int], None]
"""Called with the number of articles done and the number to do."""


@dataclass
class SyncReport:
    """What a sync did.

    Attributes:
        added, updated, deleted: article ids.
        unchanged: number of articles left as they were.
        embedded_chunks: chunks that went through the model.
        failed: file or id, and why it could not be indexed.
        rebuilt: why an index was made anew; empty if none was.
        repaired: articles indexed again since a sync died within them, or an index had lost or kept what it
            should not.
        seconds: time taken.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    unchanged: int = 0
    embedded_chunks: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    rebuilt: str = ""
    repaired: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def changed(self) -> bool:
        return bool(self.added or self.updated or self.deleted or self.repaired or self.rebuilt)


def sync(index: ArchiveIndex, source: ArticleSource, progress: Progress | None = None) -> SyncReport:
    """Makes `index` hold exactly the articles of `source`.

    Content hashes decide what is read into the indexes again. Articles are written in batches: marked as
    pending, written to the vectors, then to the keywords, then recorded in the catalogue. Killed anywhere,
    the next sync takes up the pending ones, so that any number of interrupted syncs end in the same state.
    A part of the index that is broken is set aside and made anew.

    Raises:
        CorpusError: the articles cannot be listed; nothing has changed then.
        IndexStoreError: another sync has held the index for ten minutes, or an index cannot be written.
    """
    started = time.perf_counter()
    with index.writing():
        report = _Sync(index, source, progress).run()
    report.seconds = time.perf_counter() - started
    return report


@dataclass(frozen=True, slots=True)
class _Prepared:
    article: Article
    stamp: FileStamp
    chunks: list[Chunk]


class _Sync:
    def __init__(self, index: ArchiveIndex, source: ArticleSource, progress: Progress | None) -> None:
        self._index = index
        self._source = source
        self._progress = progress
        self._report = SyncReport()
        self._touched: dict[str, FileStamp] = {}
        self._done = 0
        self._total = 0

    def run(self) -> SyncReport:
        index, report = self._index, self._report
        present = self._source.stamps()
        index.verify()
        self._check_fingerprint()
        doubtful = self._repair()
        report.repaired = sorted(doubtful & present.keys())
        self._sign_anew()
        known = index.catalogue.stamps()

        gone = sorted(known.keys() - present.keys())
        self._remove(gone)
        report.deleted = gone
        work = [
            article_id
            for article_id, stamp in sorted(present.items())
            if article_id not in known or known[article_id][0] != stamp
        ]
        report.unchanged = len(present) - len(work)
        self._done, self._total = report.unchanged, len(present)
        self._show(0)
        for batch in self._batches(work, present, {id_: digest for id_, (_, digest) in known.items()}):
            self._write(batch, known)
            self._show(len(batch))
        index.catalogue.restamp(self._touched)
        report.rebuilt = " ".join([*index.repairs, *([report.rebuilt] if report.rebuilt else [])])
        index.repairs.clear()
        return report

    def _show(self, more: int) -> None:
        self._done += more
        if self._progress:
            self._progress(self._done, self._total)

    def _check_fingerprint(self) -> None:
        catalogue = self._index.catalogue
        wanted = f"{self._index.encoder.fingerprint}|{self._index.chunk_tokens}|{CHUNKER_VERSION}"
        found = catalogue.meta("fingerprint")
        if found is not None and found != wanted:
            self._report.rebuilt = (
                f"The index was made by another model or chunker ({found}); everything is embedded again."
            )
            logger.warning(self._report.rebuilt)
        if found != wanted:
            # Vectors of two models never stand side by side, so the old ones go first.
            self._index.vectors.clear()
            self._index.keywords.clear()
            catalogue.clear()
            catalogue.set_meta("fingerprint", wanted)

    def _sign_anew(self) -> None:
        """Gives signatures to articles that another version indexed; their chunks hold all that it takes."""
        catalogue = self._index.catalogue
        if catalogue.meta("signatures") == str(SIGNATURE_VERSION):
            return
        for batch in _in_batches(sorted(catalogue.stamps())):
            catalogue.sign({article_id: _signature(catalogue.chunks_of(article_id)) for article_id in batch})
        catalogue.set_meta("signatures", str(SIGNATURE_VERSION))

    def _repair(self) -> set[str]:
        """Makes both indexes agree with the catalogue; the articles that have to be indexed again."""
        index = self._index
        pending = index.catalogue.pending()
        self._drop(sorted(pending))
        expected = index.catalogue.chunk_count()
        if not pending and index.vectors.count() == expected and index.keywords.count() == expected:
            return set()
        recorded = index.catalogue.chunk_ids()
        in_vectors = index.vectors.chunk_ids()
        index.vectors.delete(sorted(in_vectors - recorded))
        lost = _articles_of(recorded - in_vectors)
        if lost:
            logger.warning("The vectors of %d articles are missing; they are embedded again.", len(lost))
            index.catalogue.begin(sorted(lost))
            self._drop(sorted(lost))
        # What the catalogue holds of a chunk is enough to search it by keyword: nothing is embedded for that.
        differing = _articles_of(index.catalogue.chunk_ids() ^ index.keywords.chunk_ids())
        if differing:
            logger.warning("The keyword index differs in %d articles; repairing it.", len(differing))
        for batch in _in_batches(sorted(differing)):
            index.keywords.replace(
                (
                    _keyword_entry(
                        chunk.id, chunk.article_id, chunk.text, chunk.title, chunk.section, chunk.published
                    )
                    for article_id in batch
                    for chunk in index.catalogue.chunks_of(article_id)
                ),
                remove_articles=batch,
            )
        return pending | lost | differing

    def _drop(self, article_ids: list[str]) -> None:
        """Takes articles out of all three, whether or not the catalogue knows their chunks."""
        for batch in _in_batches(article_ids):
            self._index.vectors.delete_articles(batch)
            self._index.keywords.replace([], remove_articles=batch)
            self._forget(batch)

    def _forget(self, article_ids: Sequence[str]) -> None:
        self._index.catalogue.finish(article_ids, [], self._spellings(article_ids, []))

    def _remove(self, article_ids: list[str]) -> None:
        index = self._index
        for batch in _in_batches(article_ids):
            index.catalogue.begin(batch)
            index.vectors.delete(index.catalogue.chunk_ids_of(batch))
            index.keywords.replace([], remove_articles=batch)
            self._forget(batch)

    def _batches(
        self, work: list[str], stamps: Mapping[str, FileStamp], hashes: Mapping[str, str]
    ) -> Iterator[list[_Prepared]]:
        """Articles that really differ, read and cut into chunks, in batches."""
        batch: list[_Prepared] = []
        chunks = 0
        for article_id in work:
            prepared = self._prepare(article_id, stamps[article_id], hashes.get(article_id))
            if prepared is None:
                self._show(1)
                continue
            batch.append(prepared)
            chunks += len(prepared.chunks)
            if chunks >= _BATCH_CHUNKS or len(batch) >= _BATCH_ARTICLES:
                yield batch
                batch, chunks = [], 0
        if batch:
            yield batch

    def _prepare(self, article_id: str, stamp: FileStamp, known_hash: str | None) -> _Prepared | None:
        index, report = self._index, self._report
        if time.time_ns() - stamp.mtime_ns < _RACY_NS:
            stamp = _NEVER
        if known_hash and self._source.digest(article_id) == known_hash:
            self._touched[article_id] = stamp
            report.unchanged += 1
            return None
        try:
            article = self._source.load(article_id)
        except BpQaError as error:
            # An article removed while we were reading others is not a failure.
            if not isinstance(error, ArticleNotFoundError):
                report.failed.append((article_id, str(error)))
            if known_hash is not None:
                self._remove([article_id])
                report.deleted.append(article_id)
            return None
        return _Prepared(article, stamp, chunk_article(article, index.count_tokens, index.chunk_tokens))

    def _write(self, batch: list[_Prepared], known: dict[str, tuple[FileStamp, str]]) -> None:
        index = self._index
        ids = [item.article.id for item in batch]
        chunks = [chunk for item in batch for chunk in item.chunks]
        vectors = index.encoder.encode_passages([f"{chunk.context}\n{chunk.text}" for chunk in chunks])
        self._report.embedded_chunks += len(chunks)

        index.catalogue.begin(ids)
        owners = [item.article for item in batch for _ in item.chunks]
        titles = [article.title for article in owners]
        sections = [article.section for article in owners]
        published = [article.published for article in owners]
        # New chunks are stored before stale ones go, so that a reader never meets a gap.
        index.vectors.upsert(chunks, vectors, titles, sections, published)
        current = {chunk.id for chunk in chunks}
        stale = [id_ for id_ in index.catalogue.chunk_ids_of(ids) if id_ not in current]
        index.vectors.delete(stale)
        index.keywords.replace(
            (
                _keyword_entry(
                    chunk.id, article.id, chunk.text, article.title, article.section, article.published
                )
                for chunk, article in zip(chunks, owners, strict=True)
            ),
            remove_articles=ids,
        )
        indexed = [
            Indexed(
                item.article,
                item.stamp,
                item.chunks,
                defined_abbreviations(item.article.text),
                _signature(item.chunks),
            )
            for item in batch
        ]
        index.catalogue.finish(ids, indexed, self._spellings(ids, batch))
        repaired = set(self._report.repaired)
        for article_id in ids:
            if article_id in known:
                self._report.updated.append(article_id)
            elif article_id not in repaired:
                self._report.added.append(article_id)

    def _spellings(self, removed: Sequence[str], added: Sequence[_Prepared]) -> Counter[tuple[str, str]]:
        """Change in the archive's lexicon when `removed` go and `added` come."""
        change: Counter[str] = Counter()
        for text, times in self._index.catalogue.texts_of(removed).items():
            for spelling, n in count_spellings(text).items():
                change[spelling] -= n * times
        for item in added:
            for chunk in item.chunks:
                change.update(count_spellings(chunk.text))
        return Counter({(fold(spelling), spelling): n for spelling, n in change.items() if n})


def _signature(chunks: Iterable[Chunk | StoredChunk]) -> bytes:
    # Captions vary from paper to paper with the pictures.
    return signature("\n".join(chunk.text for chunk in chunks if chunk.kind == "body"))


def _keyword_entry(
    chunk_id: str, article_id: str, text: str, title: str, section: str, published: datetime | None
) -> KeywordEntry:
    return KeywordEntry(
        id=chunk_id,
        article_id=article_id,
        text=f"{chunk_context(title, published)}\n{text}",
        section=section,
        published=int(published.timestamp()) if published else None,
    )


def _articles_of(chunk_ids: Iterable[str]) -> set[str]:
    return {chunk_id.rpartition("#")[0] for chunk_id in chunk_ids}


def _in_batches(article_ids: list[str]) -> Iterator[list[str]]:
    for begin in range(0, len(article_ids), _BATCH_ARTICLES):
        yield article_ids[begin : begin + _BATCH_ARTICLES]
