"""What others offer for the same task, over the same articles and the same embeddings."""

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bp_qa.corpus import Article
from bp_qa.encoder.embeddings import TextEmbeddings, Vectors
from bp_qa.evaluation.baselines import CHUNK_OVERLAP, CHUNK_SIZE, LangChainBaseline, NomVnBaseline

Search = Callable[[str], Sequence[object]]
"""Ten passages for a question."""

PEERS = ("langchain+chroma", "txtai", "nom-vn")
_PACKAGES = {"txtai": "txtai", "nom-vn": "nom"}
_PASSAGES = 10


def missing(peer: str) -> str:
    """Why `peer` cannot run; empty if it can."""
    package = _PACKAGES.get(peer)
    if package is None or importlib.util.find_spec(package) is not None:
        return ""
    return f"not installed: pip install -c constraints.txt 'bp-qa[bench]' brings {peer}"


def build(peer: str, articles: Sequence[Article], embeddings: TextEmbeddings, folder: Path) -> Search:
    """Indexes `articles` in `folder`, which is empty; what searches them then."""
    if peer == "txtai":
        return _txtai(articles, embeddings)
    baseline = (LangChainBaseline if peer == "langchain+chroma" else NomVnBaseline)(
        articles, embeddings, folder
    )
    return lambda question: baseline.search(question, k=_PASSAGES)


def _txtai(articles: Sequence[Article], embeddings: TextEmbeddings) -> Search:
    """Txtai's hybrid index (faiss and BM25), of the chunks that the LangChain pipeline has."""
    from txtai import Embeddings

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP)
    texts = (
        (f"{article.id}#{number}", text, None)
        for article in articles
        for number, text in enumerate(splitter.split_text(f"{article.title}\n\n{article.text}"))
    )
    asking = False

    def transform(batch: Sequence[str]) -> Vectors:
        encode = embeddings.encode_queries if asking else embeddings.encode_passages
        return np.asarray(encode(list(batch)), np.float32)

    index: Any = Embeddings({"method": "external", "transform": transform, "hybrid": True, "content": False})
    index.index(texts)
    asking = True

    def search(question: str) -> Sequence[object]:
        found: list[object] = index.search(question, _PASSAGES)
        return found

    return search
