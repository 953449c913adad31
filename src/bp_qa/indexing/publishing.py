"""What a sync records, put on the Chroma server for the processes that have no corpus folder."""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import replace

from bp_qa.errors import BpQaError
from bp_qa.indexing.recording import Prepared, fingerprint, in_batches
from bp_qa.indexing.replica import SEEN, catch_up
from bp_qa.indexing.report import SyncReport
from bp_qa.indexing.shared import Mark, SharedArticle, SharedArticles
from bp_qa.indexing.sources import ArticleSource
from bp_qa.indexing.store import ArchiveIndex

logger = logging.getLogger(__name__)

_ARTICLES = 256
_UNFINISHED = "unpublished"


def take_over(index: ArchiveIndex, shared: SharedArticles) -> None:
    """Takes what an earlier index of this archive has published, so that none of it is embedded again."""
    mark = shared.mark()
    if mark is None or mark.fingerprint != fingerprint(index):
        return
    seen = index.catalogue.meta(SEEN)
    if index.catalogue.meta("fingerprint") is None or (seen or "").startswith(f"{mark.archive}:"):
        catch_up(index, shared, SyncReport())


class Publisher:
    """Keeps the articles on the server equal to those of the catalogue.

    Batches go there as they are recorded. While it works, the catalogue says so: a sync that dies leaves
    that note, and the next one compares all articles.
    """

    def __init__(self, index: ArchiveIndex, shared: SharedArticles) -> None:
        self._index = index
        self._shared = shared
        self._catalogue = index.catalogue
        self._mark = self._begun()

    def _begun(self) -> Mark:
        mark, wanted = self._shared.mark(), fingerprint(self._index)
        if mark is not None and mark.fingerprint == wanted:
            self._doubtful = self._catalogue.meta(SEEN) != mark.key or bool(self._catalogue.meta(_UNFINISHED))
        else:
            if mark is not None:
                logger.warning(
                    "The articles on the Chroma server are of another model; all are written anew."
                )
            self._shared.clear()
            mark = Mark(uuid.uuid4().hex, wanted, 0)
            self._doubtful = True
        self._catalogue.set_meta(_UNFINISHED, "1")
        return mark

    def doubt(self) -> None:
        """Has all articles compared at the end: something changed that is not told here."""
        self._doubtful = True

    def put(self, batch: Sequence[Prepared]) -> None:
        """Publishes articles that have just been recorded."""
        self._put([SharedArticle.of(item.article, item.chunks) for item in batch])

    def withdraw(self, article_ids: Sequence[str]) -> None:
        """Takes articles back that have just been forgotten."""
        self._shared.withdraw(article_ids, self._mark.generation + 1)
        self._advance()

    def finish(self, source: ArticleSource) -> None:
        """Compares all articles if need be, and notes that everything is published."""
        complete = self._compare(source) if self._doubtful else True
        # An empty archive is one, too; and what a sync that died wrote under the next generation shall count.
        if self._doubtful or self._mark.generation == 0:
            self._advance()
        self._catalogue.set_meta(SEEN, self._mark.key)
        self._catalogue.set_meta(_UNFINISHED, "" if complete else "1")

    def _compare(self, source: ArticleSource) -> bool:
        there = {header.article_id: header.sha256 for header in self._shared.headers() if header.parts}
        here = {article_id: sha256 for article_id, (_, sha256) in self._catalogue.stamps().items()}
        for batch in in_batches(sorted(there.keys() - here.keys()), _ARTICLES):
            self.withdraw(batch)
        missing = sorted(id_ for id_, sha256 in here.items() if there.get(id_) != sha256)
        complete = True
        for batch in in_batches(missing, _ARTICLES):
            found: list[SharedArticle] = []
            for article_id in batch:
                article = self._again(article_id, here[article_id], source)
                complete = complete and article is not None
                found += [article] if article is not None else []
            self._put(found)
        return complete

    def _again(self, article_id: str, sha256: str, source: ArticleSource) -> SharedArticle | None:
        """An indexed article, read once more; None if it has changed since: the next sync sees to it."""
        try:
            article = source.load(article_id)
        except BpQaError:
            return None
        if article.sha256 != sha256:
            return None
        return SharedArticle.of(article, self._catalogue.chunks_of(article_id))

    def _put(self, articles: Sequence[SharedArticle]) -> None:
        if articles:
            self._shared.put(articles, self._mark.generation + 1)
            self._advance()

    def _advance(self) -> None:
        self._mark = replace(self._mark, generation=self._mark.generation + 1)
        self._shared.set_mark(self._mark)
