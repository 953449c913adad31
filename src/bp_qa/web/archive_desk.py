"""What an editor does to the archive: list, change, add, remove and put back, then index what changed."""

import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from bp_qa.corpus import Article
from bp_qa.corpus.parsed import ParsedArticle
from bp_qa.engine import Engine
from bp_qa.errors import BpQaError
from bp_qa.indexing.records import Entry
from bp_qa.vietnamese.forms import fold


class ArchiveDesk:
    """The corpus folder and its index, for the editors' tab. Asking goes on while it indexes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def entries(self, words: str = "", section: str = "", month: str = "") -> list[Entry]:
        """Articles, newest first, whose title holds all `words`, marks or none.

        Args:
            section: only this one; empty for all.
            month: only this one, as ``2024-02``; empty for all.
        """
        wanted = fold(words).split()
        return [
            entry
            for entry in self._engine.index.catalogue.entries()
            if (not section or entry.section == section)
            and (not month or (entry.published is not None and f"{entry.published:%Y-%m}" == month))
            and all(word in fold(entry.title) for word in wanted)
        ]

    def load(self, article_id: str) -> Article:
        """An article as it stands in the corpus folder.

        Raises:
            CorpusError: there is none of that id, or it cannot be read.
        """
        return self._engine.corpus.load(article_id)

    def add(self, parsed: ParsedArticle) -> Article:
        """Saves a new article under an id made of its date and title.

        Raises:
            CorpusError: it cannot be saved.
        """
        corpus = self._engine.corpus
        return corpus.save(parsed.to_article(corpus.new_id(parsed.title, parsed.published)))

    def change(self, article_id: str, parsed: ParsedArticle) -> Article:
        """Saves an article over the one of the same id.

        Raises:
            CorpusError: it cannot be saved.
        """
        return self._engine.corpus.save(parsed.to_article(article_id), overwrite=True)

    def remove(self, article_id: str) -> Path:
        """Moves an article to the trash; where it is there.

        Raises:
            CorpusError: there is none of that id, or the disk refuses.
        """
        return self._engine.corpus.remove(article_id)

    def restore(self, trashed: Path) -> Article:
        """Puts a removed article back.

        Raises:
            CorpusError: it is not in the trash, or its id is taken.
        """
        return self._engine.corpus.restore(trashed)

    def index(self) -> Iterator[tuple[int, int]]:
        """Brings the index in step in a thread of its own; yields articles done and articles in all.

        Raises:
            BpQaError: the sync failed, or an article could not be indexed; the message says which and why.
        """
        steps: queue.Queue[tuple[int, int] | None] = queue.Queue()
        faults: list[BpQaError] = []

        def work() -> None:
            try:
                report = self._engine.sync(lambda done, total: steps.put((done, total)))
                if report.failed:
                    faults.append(BpQaError("; ".join(reason for _, reason in report.failed)))
            except BpQaError as error:
                faults.append(error)
            finally:
                steps.put(None)

        threading.Thread(target=work, name="sync", daemon=True).start()
        yield 0, max(1, self._engine.index.catalogue.overview(newest=0).articles)
        while (step := steps.get()) is not None:
            yield step
        if faults:
            raise faults[0]


def rows(entries: Sequence[Entry]) -> list[list[str]]:
    """Articles as rows of a table; days are written so that they sort as text."""
    return [
        [f"{entry.published:%Y-%m-%d}" if entry.published else "", entry.section, entry.title, entry.id]
        for entry in entries
    ]
