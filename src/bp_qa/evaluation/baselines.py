"""What a user would otherwise write: retrievers to compare with, over the same articles and embedding model.

Both get each article with its title on top, as it would stand in a file, and our embeddings. Those put
the model's prompts ("query: ", "passage: ") before each text, which `HuggingFaceEmbeddings` does not do on
its own; so the baseline is at least as strong as the few lines in a tutorial.
"""

import importlib
import importlib.util
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from numpy.typing import NDArray
from sklearn.preprocessing import normalize

from bp_qa.corpus.article import PARAGRAPH_BREAK, Article
from bp_qa.retrieval.passage import Passage, SearchMode

# The values of the LangChain tutorials on retrieval.
CHUNK_SIZE = 1_000
CHUNK_OVERLAP = 200
_BATCH = 1_000
_COLLECTION = "baseline"


class LangChainBaseline:
    """RecursiveCharacterTextSplitter, embeddings and Chroma's similarity search, each with its defaults.

    Args:
        articles: what to search in.
        embeddings: the model.
        folder: where Chroma keeps its index; an index that is complete is used again.
    """

    name = "baseline"

    def __init__(self, articles: Iterable[Article], embeddings: Embeddings, folder: Path) -> None:
        self._articles = {article.id: article for article in articles}
        folder.mkdir(parents=True, exist_ok=True)
        options = ChromaSettings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(path=str(folder), settings=options)
        self._store = Chroma(client=client, collection_name=_COLLECTION, embedding_function=embeddings)
        self._fill()

    @staticmethod
    def installed() -> bool:
        """Always: it is made of parts that bp-qa needs itself."""
        return True

    def _fill(self) -> None:
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
        )
        documents = splitter.split_documents(
            Document(_with_title(article), metadata={"article_id": article.id})
            for article in self._articles.values()
        )
        ids = [f"{item.metadata['article_id']}#{item.metadata['start_index']}" for item in documents]
        known = set(self._store.get(include=[])["ids"])
        missing = [(key, item) for key, item in zip(ids, documents, strict=True) if key not in known]
        for first in range(0, len(missing), _BATCH):
            batch = missing[first : first + _BATCH]
            self._store.add_documents([item for _, item in batch], ids=[key for key, _ in batch])

    def search(self, question: str, *, mode: SearchMode = "dense", k: int = 10) -> Sequence[Passage]:  # noqa: ARG002
        """The `k` nearest chunks; there is only one mode."""
        found = self._store.similarity_search_with_score(question, k=k)
        return [
            _passage(
                self._articles[item.metadata["article_id"]],
                item.page_content,
                int(item.metadata["start_index"]),
                rank,
                -float(distance),
            )
            for rank, (item, distance) in enumerate(found, start=1)
        ]


class NomVnBaseline:
    """The hybrid retriever of the package ``nom-vn``: its chunks, BM25, cosine, reciprocal rank fusion.

    Args:
        articles: what to search in.
        embeddings: the model.
        folder: where the embeddings of the chunks are kept.
    """

    name = "nom-vn"

    def __init__(self, articles: Iterable[Article], embeddings: Embeddings, folder: Path) -> None:
        retrieve = importlib.import_module("nom.retrieve")
        chunking = importlib.import_module("nom.chunking")
        self._fuse = retrieve.hybrid_score
        self._embeddings = embeddings
        self._chunks: list[tuple[Article, int, str]] = [
            (article, chunk.start, chunk.text)
            for article in articles
            for chunk in chunking.smart_chunk(_with_title(article))
        ]
        texts = [text for _, _, text in self._chunks]
        self._keyword: Any = retrieve.BM25Retriever.fit(texts)
        self._dense: Any = retrieve.DenseRetriever(_kept_vectors(texts, embeddings, folder))

    @staticmethod
    def installed() -> bool:
        """Whether ``nom-vn`` can be imported."""
        return all(importlib.util.find_spec(name) is not None for name in ("nom", "nom.retrieve"))

    def search(self, question: str, *, mode: SearchMode = "hybrid", k: int = 10) -> Sequence[Passage]:  # noqa: ARG002
        """The `k` best chunks after fusion; there is only one mode."""
        vector = _normalised([self._embeddings.embed_query(question)])[0]
        found = [self._keyword.search(question, top_k=k), self._dense.search(vector, top_k=k)]
        passages = []
        for rank, hit in enumerate(self._fuse(found, method="rrf", top_k=k), start=1):
            article, start, text = self._chunks[hit.idx]
            passages.append(_passage(article, text, start, rank, hit.score))
        return passages


def _with_title(article: Article) -> str:
    return f"{article.title}{PARAGRAPH_BREAK}{article.text}"


def _passage(article: Article, text: str, start_with_title: int, rank: int, score: float) -> Passage:
    """A passage of the article itself: the part of the chunk that is title is cut off."""
    before = len(article.title) + len(PARAGRAPH_BREAK)
    start = max(0, start_with_title - before)
    end = max(start, start_with_title + len(text) - before)
    return Passage(
        chunk_id=f"{article.id}#{start_with_title}",
        article_id=article.id,
        title=article.title,
        section=article.section,
        published=article.published,
        start=start,
        end=end,
        text=article.text[start:end],
        kind="body",
        rank=rank,
        score=score,
    )


def _normalised(vectors: Sequence[Sequence[float]]) -> NDArray[np.float32]:
    rows: NDArray[np.float32] = normalize(np.asarray(vectors, dtype=np.float32))
    return rows


def _kept_vectors(texts: list[str], embeddings: Embeddings, folder: Path) -> NDArray[np.float32]:
    file = folder / "vectors.npy"
    if file.is_file():
        kept: NDArray[np.float32] = np.load(file, allow_pickle=False)
        if len(kept) == len(texts):
            return kept
    vectors = _normalised(embeddings.embed_documents(texts))
    folder.mkdir(parents=True, exist_ok=True)
    np.save(file, vectors)
    return vectors
