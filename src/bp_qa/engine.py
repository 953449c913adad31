"""Everything joined: an archive that can be synced, searched and asked."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import numpy as np
from langchain_core.language_models import BaseChatModel

from bp_qa.answering.answer import Answer
from bp_qa.answering.answerer import Answerer
from bp_qa.answering.chain import AnswerChain
from bp_qa.answering.evidence import Evidence
from bp_qa.answering.prose import ProseAnswerer, Step
from bp_qa.answering.span_reader import SpanReader
from bp_qa.answering.writer import LlmWriter
from bp_qa.corpus import Article, CorpusFolder
from bp_qa.encoder.embeddings import TextEmbeddings, open_embeddings
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.indexing.records import Entry
from bp_qa.indexing.replica import Follower, NoCorpus, SharedSource, follow, is_behind
from bp_qa.indexing.sources import ArticleSource, FolderSource, MemorySource
from bp_qa.indexing.store import ArchiveIndex
from bp_qa.indexing.sync import Progress, SyncReport, sync
from bp_qa.retrieval.passage import Passage, SearchMode
from bp_qa.retrieval.query import QueryReader
from bp_qa.retrieval.reranking import CrossEncoderReranker
from bp_qa.retrieval.retriever import ArchiveRetriever
from bp_qa.retrieval.search import HybridSearch
from bp_qa.settings import Settings


class Engine:
    """An archive, opened.

    Example:
        >>> engine = Engine(load_settings(corpus=Path("corpus")))  # doctest: +SKIP
        >>> engine.sync()  # doctest: +SKIP
        >>> engine.search("giấy khen", k=3)  # doctest: +SKIP
    """

    def __init__(
        self,
        settings: Settings,
        *,
        source: ArticleSource | None = None,
        embeddings: TextEmbeddings | None = None,
        chat_model: BaseChatModel | None = None,
    ) -> None:
        """Opens the index of ``settings.index``; reads no article yet.

        Args:
            source: where articles come from; the folder ``settings.corpus`` unless given.
            embeddings: a model that is open already, to share it between archives.
            chat_model: the language model that writes answers; the one that `settings` name unless given.
        """
        if settings.replica and settings.editor == "on":
            settings = settings.model_copy(update={"editor": "read-only"})
        self.settings = settings
        self._chat_model = chat_model
        self.index = ArchiveIndex(settings, lambda: embeddings or open_embeddings(settings))
        self.corpus = CorpusFolder(settings.corpus, timezone=settings.timezone)
        self._followed = self.index.shared if settings.replica else None
        if self._followed is not None:
            shared = SharedSource(self.index, self._followed)
            self.corpus = NoCorpus(shared, timezone=settings.timezone)
            source = source or shared
        self.source: ArticleSource = source or FolderSource(self.corpus)
        self.queries = QueryReader(self.index.catalogue, settings)
        reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
        self._search = HybridSearch(self.index, settings.dense_weight, reranker)

    @property
    def embeddings(self) -> TextEmbeddings:
        """The embedding model.

        Raises:
            ModelError: it cannot be opened; the message says what to do.
        """
        return self.index.encoder

    # What answers is opened by the first question: to sync, list or search, its model is not needed.
    @cached_property
    def _answerer(self) -> Answerer:
        reader = SpanReader(self.settings)
        return Answerer(self.index, self.queries, self._search, reader, self.settings.top_k)

    @cached_property
    def _prose(self) -> ProseAnswerer:
        model = self._chat_model or _open_model(self.settings)
        writer = LlmWriter(model, self.embeddings, self.settings) if model is not None else None
        return ProseAnswerer(self._answerer, self.index, writer)

    def warm(self) -> None:
        """Opens now what the first question would open, so that it need not wait.

        Raises:
            IndexStoreError, ModelError: the vectors or a model cannot be read; the message says what to do.
        """
        with ThreadPoolExecutor(1) as pool:  # reading the vectors of a large archive takes seconds
            opened = pool.submit(self.index.vectors.warm)
            self._open_models()
            opened.result()

    def _open_models(self) -> None:
        _ = self.embeddings, self._prose  # looking at them opens them

    def prepare(self, progress: Progress | None = None) -> SyncReport:
        """Syncs, and opens what the first question would open: beside the sync, if there is an index already.

        Raises:
            IndexStoreError, ModelError: see :meth:`sync` and :meth:`warm`.
        """
        with ThreadPoolExecutor(1) as pool:
            # The sync reads the vectors itself. Before the first one models are built, which take the memory.
            if self.index.catalogue.generation() > 0:
                pool.submit(self._open_models)  # what fails in it fails again below
            report = self.sync(progress)
        self.warm()
        return report

    def evidence(self, question: str) -> list[Evidence]:
        """The sentences that may answer `question`, likeliest first, with what speaks for each."""
        return self._answerer.evidence(question)

    @property
    def retriever(self) -> ArchiveRetriever:
        """The hybrid search as a LangChain retriever."""
        return ArchiveRetriever(queries=self.queries, search=self._search, k=self.settings.top_k)

    @property
    def chain(self) -> AnswerChain:
        """Question answering as a LangChain runnable."""
        return AnswerChain(self._prose)

    @classmethod
    def for_articles(
        cls,
        articles: Iterable[Article],
        index_folder: Path,
        settings: Settings,
        embeddings: TextEmbeddings | None = None,
    ) -> "Engine":
        """An archive of articles in memory, with its index in `index_folder`; not yet synced."""
        own = settings.model_copy(update={"index": index_folder, "chroma_url": None, "replica": False})
        return cls(own, source=MemorySource(articles), embeddings=embeddings)

    def sync(self, progress: Progress | None = None) -> SyncReport:
        """Brings the index in step with the articles of the source: of a replica, those on the server."""
        if self._followed is not None:
            return follow(self.index, self._followed, progress)
        return sync(self.index, self.source, progress)

    def is_new(self) -> bool:
        """Whether the index has never been synced, or a part of it has been lost, so that a sync is due."""
        if self._followed is not None and is_behind(self.index, self._followed):
            return True
        return not self.index.is_ready()

    def follow(self) -> Follower | None:
        """On a replica, takes over in the background what changes on the server, until it is stopped."""
        if self._followed is None:
            return None
        return Follower(self.index, self._followed, self.settings.replica_seconds)

    def search(
        self,
        question: str,
        *,
        mode: SearchMode = "hybrid",
        k: int | None = None,
        only: ChunkFilter | None = None,
    ) -> list[Passage]:
        """The best passages for `question`, best first."""
        query = self.queries.read(question, only)
        return self._search.search(query, mode=mode, k=k or self.settings.top_k)

    def related(self, article_id: str, k: int = 3) -> list[Entry]:
        """The articles nearest to `article_id` by content, nearest first; none if it is not indexed.

        Of articles that are nearly the same only one is given, and none that is nearly this one: those are
        :meth:`alike`.
        """
        self.index.refresh()
        vectors = list(self.index.vectors.vectors(self.index.catalogue.chunk_ids_of([article_id])).values())
        if not vectors:
            return []
        near = self.index.vectors.search(np.mean(vectors, axis=0), len(vectors) + 20 * k)
        ids = dict.fromkeys(chunk_id.rpartition("#")[0] for chunk_id, _ in near)
        found: list[Entry] = []
        told = {article_id, *(entry.id for entry in self.alike(article_id))}
        for other in ids:
            entry = self.index.catalogue.entry(other) if other not in told else None
            if entry is not None:
                found.append(entry)
                told |= {copy.id for copy in self.alike(other)}
        return found[:k]

    def alike(self, article_id: str) -> list[Entry]:
        """The articles whose text is nearly that of `article_id`, the earliest published first."""
        ids = self.index.catalogue.alike([article_id]).get(article_id, ())
        return [entry for id_ in ids if (entry := self.index.catalogue.entry(id_)) is not None]

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        only: ChunkFilter | None = None,
        *,
        prose: bool = True,
    ) -> Answer:
        """The answer to `question`, or a refusal.

        Args:
            history: earlier questions of the conversation, oldest first.
            prose: let the language model write the answer, if one is configured; else it is made of quotes.
        """
        return (self._prose if prose else self._answerer).answer(question, history, only)

    def stream(
        self, question: str, history: Sequence[str] = (), only: ChunkFilter | None = None
    ) -> Iterator[Answer]:
        """The answer as it grows: each value is the whole answer so far, the last one is complete.

        Args:
            history: earlier questions of the conversation, oldest first.
        """
        return self._prose.stream(question, history, only)

    def steps(
        self,
        question: str,
        history: Sequence[str] = (),
        only: ChunkFilter | None = None,
        *,
        busy: bool = False,
    ) -> Iterator[Step]:
        """The answer each time that the language model has written a sentence of it, then the complete one.

        Args:
            history: earlier questions of the conversation, oldest first.
            busy: the language model is taken by others: the answer is made of quotes, and says why.
        """
        return self._prose.steps(question, history, only, busy=busy)


def _open_model(settings: Settings) -> BaseChatModel | None:
    """The configured language model; None if none is, and then its libraries stay unread."""
    if not settings.llm and not settings.llm_url:
        return None
    from bp_qa.answering.chat_model import open_chat_model

    return open_chat_model(settings)
