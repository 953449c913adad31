"""Bringing both indexes in step with the corpus: only what differs is read, embedded and written."""

import logging
import time
from collections.abc import Iterator, Mapping

from bp_qa.corpus.resemblance import SIGNATURE_VERSION
from bp_qa.errors import ArticleNotFoundError, BpQaError
from bp_qa.indexing.chunking import chunk_article
from bp_qa.indexing.publishing import Publisher, take_over
from bp_qa.indexing.recording import (
    Prepared,
    articles_of,
    fingerprint,
    forget,
    in_batches,
    record,
    repair_keywords,
    signature_of,
)
from bp_qa.indexing.records import FileStamp
from bp_qa.indexing.report import Progress, SyncReport
from bp_qa.indexing.sources import ArticleSource
from bp_qa.indexing.store import ArchiveIndex

__all__ = ["Progress", "SyncReport", "sync"]

logger = logging.getLogger(__name__)

_BATCH_CHUNKS = 512
_BATCH_ARTICLES = 256
# A file changed within this time of being read may change again without a new time stamp.
_RACY_NS = 2_000_000_000
_NEVER = FileStamp(-1, -1)


def sync(index: ArchiveIndex, source: ArticleSource, progress: Progress | None = None) -> SyncReport:
    """Makes `index` hold exactly the articles of `source`.

    Content hashes decide what is read into the indexes again. Articles are written in batches: marked as
    pending, written to the vectors, then to the keywords, then recorded in the catalogue. Killed anywhere,
    the next sync takes up the pending ones, so that any number of interrupted syncs end in the same state.
    A part of the index that is broken is set aside and made anew. Where the vectors are on a server, the
    articles are published there, batch by batch, for processes without a corpus folder.

    Raises:
        CorpusError: the articles cannot be listed; nothing has changed then.
        IndexStoreError: another sync has held the index for ten minutes, or an index cannot be written.
    """
    started = time.perf_counter()
    with index.writing():
        report = _Sync(index, source, progress).run()
    report.seconds = time.perf_counter() - started
    return report


class _Sync:
    def __init__(self, index: ArchiveIndex, source: ArticleSource, progress: Progress | None) -> None:
        self._index = index
        self._source = source
        self._progress = progress
        self._report = SyncReport()
        self._touched: dict[str, FileStamp] = {}
        self._publisher: Publisher | None = None
        self._done = 0
        self._total = 0

    def run(self) -> SyncReport:
        index, report = self._index, self._report
        present = self._source.stamps()
        index.verify()
        if index.shared is not None:
            take_over(index, index.shared)
        self._check_fingerprint()
        if index.shared is not None:
            self._publisher = Publisher(index, index.shared)
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
        digests = {id_: digest for id_, (_, digest) in known.items()}
        with index.vectors.bulk(len(work)):
            for batch in self._batches(work, present, digests):
                self._write(batch, known)
                self._show(len(batch))
        index.catalogue.restamp(self._touched)
        if self._publisher:
            self._publisher.finish(self._source)
        report.rebuilt = " ".join([*index.repairs, *([report.rebuilt] if report.rebuilt else [])])
        index.repairs.clear()
        return report

    def _show(self, more: int) -> None:
        self._done += more
        if self._progress:
            self._progress(self._done, self._total)

    def _check_fingerprint(self) -> None:
        catalogue = self._index.catalogue
        wanted = fingerprint(self._index)
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
        for batch in in_batches(sorted(catalogue.stamps()), _BATCH_ARTICLES):
            catalogue.sign(
                {article_id: signature_of(catalogue.chunks_of(article_id)) for article_id in batch}
            )
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
        lost = articles_of(recorded - in_vectors)
        if lost:
            logger.warning("The vectors of %d articles are missing; they are embedded again.", len(lost))
            index.catalogue.begin(sorted(lost))
            self._drop(sorted(lost))
        return pending | lost | repair_keywords(index)

    def _drop(self, article_ids: list[str]) -> None:
        """Takes articles out of all three, whether or not the catalogue knows their chunks."""
        if article_ids and self._publisher:
            self._publisher.doubt()
        for batch in in_batches(article_ids, _BATCH_ARTICLES):
            self._index.vectors.delete_articles(batch)
            forget(self._index, batch)

    def _remove(self, article_ids: list[str]) -> None:
        index = self._index
        for batch in in_batches(article_ids, _BATCH_ARTICLES):
            index.catalogue.begin(batch)
            index.vectors.delete(index.catalogue.chunk_ids_of(batch))
            forget(index, batch)
            if self._publisher:
                self._publisher.withdraw(batch)

    def _batches(
        self, work: list[str], stamps: Mapping[str, FileStamp], hashes: Mapping[str, str]
    ) -> Iterator[list[Prepared]]:
        """Articles that really differ, read and cut into chunks, in batches."""
        batch: list[Prepared] = []
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

    def _prepare(self, article_id: str, stamp: FileStamp, known_hash: str | None) -> Prepared | None:
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
        return Prepared(article, stamp, chunk_article(article, index.count_tokens, index.chunk_tokens))

    def _write(self, batch: list[Prepared], known: dict[str, tuple[FileStamp, str]]) -> None:
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
        record(index, batch)
        if self._publisher:
            self._publisher.put(batch)
        repaired = set(self._report.repaired)
        for article_id in ids:
            if article_id in known:
                self._report.updated.append(article_id)
            elif article_id not in repaired:
                self._report.added.append(article_id)
