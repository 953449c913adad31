"""The archive's index: the catalogue, the vectors and the keywords, opened together."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.errors import DamagedIndexError
from bp_qa.indexing.catalogue import Catalogue
from bp_qa.indexing.damage import set_aside
from bp_qa.indexing.keywords import KeywordIndex
from bp_qa.indexing.locking import only_writer
from bp_qa.indexing.shared import SharedArticles
from bp_qa.indexing.vectors import VectorStore
from bp_qa.settings import Settings

logger = logging.getLogger(__name__)

# Enough stored vectors for a damaged part of their file to be met with near certainty.
_SAMPLE = 64

_Store = TypeVar("_Store", Catalogue, VectorStore, KeywordIndex)


class ArchiveIndex:
    """Everything that is searched, in one folder. A cache: it can be deleted and made again by a sync.

    A part that turns out broken is moved aside (``….damaged``), and an empty one takes its place until the
    next sync fills it.

    Attributes:
        encoder: the embedding model, opened when it is first needed: to list articles it is not.
        shared: the articles on the Chroma server; None where the vectors lie in the folder, too.
        repairs: what was found broken and set aside, in sentences; a sync puts them into its report.
    """

    def __init__(self, settings: Settings, open_encoder: Callable[[], TextEmbeddings]) -> None:
        """Opens the index in ``settings.index``, or makes an empty one.

        Args:
            open_encoder: opens the embedding model; called once, if at all.

        Raises:
            IndexStoreError: the folder, or the Chroma server, cannot be used.
        """
        folder = settings.index
        self.folder: Path = folder
        self._open_encoder = open_encoder
        self._encoder: TextEmbeddings | None = None
        self._opening_encoder = threading.Lock()
        self.chunk_tokens = settings.chunk_tokens
        self.repairs: list[str] = []
        self._opening = threading.Lock()
        self._writing = False
        catalogue, chroma, keywords = (folder / name for name in ("catalogue.sqlite3", "chroma", "keywords"))
        self.catalogue = self._opened(catalogue, lambda: Catalogue(catalogue))
        self.vectors = self._opened(chroma, lambda: VectorStore(settings, chroma))
        self.keywords = self._opened(keywords, lambda: KeywordIndex(keywords))
        self.shared = SharedArticles(settings) if settings.chroma_url else None
        self._generation = self.catalogue.generation()

    @property
    def encoder(self) -> TextEmbeddings:
        with self._opening_encoder:
            if self._encoder is None:
                self._encoder = self._open_encoder()
            return self._encoder

    def _opened(self, path: Path, open_store: Callable[[], _Store]) -> _Store:
        try:
            return open_store()
        except DamagedIndexError:
            logger.debug("Trying %s again when no other process writes to it.", path)
        with only_writer(self.folder):
            try:
                return open_store()
            except DamagedIndexError as error:
                self._note(set_aside(path), error)
                return open_store()

    def _note(self, kept: Path | None, error: DamagedIndexError) -> None:
        where = f" It is kept as {kept}." if kept else ""
        self.repairs.append(f"{error}{where}")
        logger.warning("%s%s", error, where)

    def is_ready(self) -> bool:
        """Whether a sync has filled all parts, and none has been lost since; Chroma then reads its graph."""
        if self.catalogue.meta("fingerprint") is None or self.repairs:
            return False
        return self.catalogue.chunk_count() == 0 or (self.vectors.count() > 0 and self.keywords.count() > 0)

    def verify(self) -> None:
        """Looks into every part and puts an empty one in place of a broken one; for the writer alone."""
        with ThreadPoolExecutor(1) as pool:
            # Chroma takes seconds to read the graph of a large archive; if it cannot, it is told below.
            pool.submit(self.vectors.warm)
            self.verify_own()
        try:
            self.vectors.verify(self.catalogue.sample_of_chunk_ids(_SAMPLE))
        except DamagedIndexError as error:
            self._note(self.vectors.replace_damaged(), error)

    def verify_own(self) -> None:
        """Looks into what lies in the index folder in any case: the catalogue and the keywords."""
        try:
            self.catalogue.verify()
        except DamagedIndexError as error:
            self._note(self.catalogue.replace_damaged(), error)
        try:
            self.keywords.verify()
        except DamagedIndexError as error:
            self._note(self.keywords.replace_damaged(), error)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Number of model tokens of each text."""
        return [len(offsets) for offsets in self.encoder.token_offsets_batch(texts)]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The time in which this process alone changes the index; it sees its own changes as they come.

        Raises:
            IndexStoreError: see :func:`~bp_qa.indexing.locking.only_writer`.
        """
        with only_writer(self.folder):
            # What others wrote before must be seen now: afterwards only our own changes are counted.
            try:
                self.refresh()
            except DamagedIndexError as error:
                self._note(self.vectors.replace_damaged(), error)
            self._writing = True
            try:
                yield
            finally:
                self._generation = self.catalogue.generation()
                self._writing = False

    def refresh(self) -> None:
        """Sees what other processes have written since the last call; cheap when nothing has changed."""
        if self._writing or self.catalogue.generation() == self._generation:
            return
        with self._opening:
            generation = self.catalogue.generation()
            if not self._writing and generation != self._generation:
                self.vectors.reopen()
                self.keywords.reload()
                self._generation = generation

    def close(self) -> None:
        """Frees memory and files; the index cannot be used any more."""
        self.vectors.close()
        if self.shared is not None:
            self.shared.close()
        self.catalogue.close()
