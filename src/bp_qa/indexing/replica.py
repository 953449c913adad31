"""A process without a corpus folder: its catalogue and keyword index follow the articles on the server."""

import logging
import threading
import time
from pathlib import Path

from bp_qa.corpus import Article, CorpusFolder
from bp_qa.errors import ArticleNotFoundError, BpQaError, CorpusError, IndexStoreError
from bp_qa.indexing.recording import Prepared, fingerprint, forget, record, repair_keywords
from bp_qa.indexing.records import FileStamp
from bp_qa.indexing.report import Progress, SyncReport
from bp_qa.indexing.shared import Header, Mark, SharedArticles
from bp_qa.indexing.store import ArchiveIndex

logger = logging.getLogger(__name__)

SEEN = "shared"
"""Where the catalogue notes the mark up to which it holds what is on the server."""

_ARTICLES = 256
_UNKNOWN = FileStamp(-1, -1)


def is_behind(index: ArchiveIndex, shared: SharedArticles) -> bool:
    """Whether the server has articles that the catalogue has not seen."""
    mark = shared.mark()
    return mark is not None and mark.key != index.catalogue.meta(SEEN)


def follow(index: ArchiveIndex, shared: SharedArticles, progress: Progress | None = None) -> SyncReport:
    """Makes catalogue and keyword index hold exactly what is on the server; vectors are there already.

    Killed anywhere, the next call takes up where it ended.

    Raises:
        IndexStoreError: the server does not answer, its articles are of another model, or another process
            has held the index for ten minutes.
    """
    started = time.perf_counter()
    with index.writing():
        index.verify_own()
        report = SyncReport(rebuilt=" ".join(index.repairs))
        if index.keywords.count() != index.catalogue.chunk_count():
            report.repaired = sorted(repair_keywords(index) - index.catalogue.pending())
        catch_up(index, shared, report, progress)
        index.repairs.clear()
    report.seconds = time.perf_counter() - started
    return report


def catch_up(
    index: ArchiveIndex, shared: SharedArticles, report: SyncReport, progress: Progress | None = None
) -> None:
    """Takes over what has changed on the server; for the writer alone.

    An index that holds articles of another archive is emptied first.
    """
    catalogue = index.catalogue
    mark = shared.mark()
    if mark is None or mark.key == catalogue.meta(SEEN):
        return
    _check(index, mark)
    archive, _, generation = (catalogue.meta(SEEN) or "").partition(":")
    since = int(generation) if archive == mark.archive else -1
    if archive != mark.archive:
        index.keywords.clear()
        catalogue.clear()
        catalogue.set_meta("fingerprint", mark.fingerprint)
        catalogue.set_meta(SEEN, f"{mark.archive}:{since}")
    changed = shared.headers(since)
    done, complete = 0, True
    for begin in range(0, len(changed), _ARTICLES):
        batch = changed[begin : begin + _ARTICLES]
        complete = _take(index, shared, batch, report) and complete
        done += len(batch)
        if progress:
            progress(done, len(changed))
    if complete:
        catalogue.set_meta(SEEN, mark.key)


def _check(index: ArchiveIndex, mark: Mark) -> None:
    if mark.fingerprint != fingerprint(index):
        raise IndexStoreError(
            f"The articles on the Chroma server were indexed with {mark.fingerprint}, this process runs "
            f"{fingerprint(index)}. Give it the same version and the same BP_QA_EMBEDDING_MODEL, "
            "BP_QA_EMBEDDING_BACKEND, prompts and BP_QA_CHUNK_TOKENS."
        )


def _take(index: ArchiveIndex, shared: SharedArticles, batch: list[Header], report: SyncReport) -> bool:
    """Takes over a batch; False if an article of it is being written anew at this moment."""
    catalogue = index.catalogue
    pending = catalogue.pending()
    gone: list[str] = []
    differing: list[Header] = []
    known: set[str] = set()
    for header in batch:
        entry = catalogue.entry(header.article_id)
        known |= {header.article_id} if entry else set()
        if header.parts == 0:
            gone += [header.article_id] if entry or header.article_id in pending else []
        elif entry is None or entry.sha256 != header.sha256 or header.article_id in pending:
            differing.append(header)
    articles = shared.read(differing)
    prepared = [Prepared(item.article, _UNKNOWN, item.chunks()) for item in articles.values()]
    catalogue.begin([*gone, *articles])
    if gone:
        forget(index, gone)
    if prepared:
        record(index, prepared)
    report.deleted += gone
    report.added += [article_id for article_id in articles if article_id not in known]
    report.updated += [article_id for article_id in articles if article_id in known]
    return len(articles) == len(differing)


class Follower(threading.Thread):
    """Follows the server in the background, until it is stopped or the process ends."""

    def __init__(self, index: ArchiveIndex, shared: SharedArticles, seconds: float) -> None:
        """Starts it.

        Args:
            seconds: between two looks.
        """
        super().__init__(name="follower", daemon=True)
        self._index = index
        self._shared = shared
        self._seconds = seconds
        self._stopped = threading.Event()
        self._told = ""
        self.start()

    def run(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                if is_behind(self._index, self._shared):
                    report = follow(self._index, self._shared)
                    logger.info(
                        "Took over %d articles, dropped %d.",
                        len(report.added) + len(report.updated),
                        len(report.deleted),
                    )
                self._told = ""
            except BpQaError as error:  # the archive stays as it was; the next look may succeed
                if str(error) != self._told:
                    logger.warning("Following the Chroma server failed and is tried again: %s", error)
                    self._told = str(error)

    def stop(self) -> None:
        """Ends it, after what it is doing now."""
        self._stopped.set()
        self.join()


class SharedSource:
    """The articles on the server, as a source to read them from."""

    def __init__(self, index: ArchiveIndex, shared: SharedArticles) -> None:
        self._index = index
        self._shared = shared

    def stamps(self) -> dict[str, FileStamp]:
        """The articles that have been taken over."""
        return {article_id: stamp for article_id, (stamp, _) in self._index.catalogue.stamps().items()}

    def digest(self, article_id: str) -> str:
        entry = self._index.catalogue.entry(article_id)
        return entry.sha256 if entry else ""

    def load(self, article_id: str) -> Article:
        """The article as it is on the server now.

        Raises:
            ArticleNotFoundError: there is none.
        """
        for _ in range(3):  # it may be replaced between the two looks
            header = self._shared.header(article_id)
            if header is None:
                break
            found = self._shared.read([header])
            if found:
                return found[article_id].article
        raise ArticleNotFoundError(f"There is no article {article_id!r} on the Chroma server.")


class NoCorpus(CorpusFolder):
    """Stands for the corpus folder of a process that has none."""

    def __init__(self, source: SharedSource, *, timezone: str) -> None:
        super().__init__(Path("corpus"), timezone=timezone)
        self._source = source

    def paths(self) -> list[Path]:
        return []

    def ids(self) -> list[str]:
        return sorted(self._source.stamps())

    def load(self, article_id: str) -> Article:
        return self._source.load(article_id)

    def save(self, article: Article, *, overwrite: bool = False) -> Article:  # noqa: ARG002
        raise _elsewhere(article.id)

    def remove(self, article_id: str) -> Path:
        raise _elsewhere(article_id)

    def restore(self, trash_path: Path) -> Article:
        raise _elsewhere(trash_path.stem)


def _elsewhere(article_id: str) -> CorpusError:
    return CorpusError(
        f"{article_id} cannot be changed here: this process is a replica (BP_QA_REPLICA) and has no corpus "
        "folder. Add, change and remove articles where the corpus folder is, and sync there."
    )
