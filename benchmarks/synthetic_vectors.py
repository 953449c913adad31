"""Vectors that cost next to nothing, for archives whose real embedding would take a day on this machine."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer

from bp_qa.corpus import CorpusFolder
from bp_qa.encoder.embeddings import Offsets, TextEmbeddings, Vectors, open_embeddings
from bp_qa.settings import Settings

_FEATURES = 4096
_SEED = 1
OWN = Path(__file__).parents[1] / "corpus"


class SyntheticEmbeddings(TextEmbeddings):
    """Hashed syllables and pairs of them, spread in space as the real model spreads the project's passages.

    Hashes alone would lie in all directions alike, which real embeddings do not: they have a common mean and
    few directions that matter, and approximate search lives on that. So a hash is projected at random, then
    given the mean and the covariance of real vectors; two texts alike stay near each other, always the same
    for a text, of unit length. Tokens are counted by the real model, so that chunks are the real ones, and a
    question is embedded by the real model too before its vector is thrown away, so that a search takes as
    long as it would.
    """

    fingerprint = "shaped-hashes-1"

    def __init__(self, real: TextEmbeddings, shape: Path) -> None:
        """
        Args:
            shape: file for the mean and the directions, made once for each model.
        """
        super().__init__("", "")
        self._real = real
        self._file = shape
        self.dimension = real.dimension
        self.max_tokens = real.max_tokens
        self._hashing = HashingVectorizer(n_features=_FEATURES, ngram_range=(1, 2), dtype=np.float32)

    def encode_queries(self, texts: Sequence[str], progress: object = None) -> Vectors:  # noqa: ARG002
        """See :meth:`TextEmbeddings.encode_queries`."""
        self._real.encode_queries(texts)
        return self._encode(texts, self.query_prompt, None)

    def token_offsets_batch(self, texts: Sequence[str]) -> list[Offsets]:
        """See :meth:`TextEmbeddings.token_offsets_batch`."""
        return self._real.token_offsets_batch(texts)

    @cached_property
    def _shape(self) -> tuple[Vectors, Vectors]:
        """The mean, ``(dimension,)``, and the map from hashes, ``(features, dimension)``."""
        if not self._file.exists():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            partial = self._file.with_suffix(".partial.npy")
            np.save(partial, self._real.encode_passages(_own_passages()))
            partial.replace(self._file)
        real: Vectors = np.load(self._file)
        mean = real.mean(axis=0)
        _, spread, directions = np.linalg.svd((real - mean) / np.sqrt(len(real)), full_matrices=False)
        random = np.random.default_rng(_SEED).standard_normal((_FEATURES, len(spread)), dtype=np.float32)
        return mean, random @ (spread[:, None] * directions).astype(np.float32)

    def _encode_window(self, texts: list[str]) -> Iterator[tuple[list[int], Vectors]]:
        mean, shaping = self._shape
        vectors: Vectors = self._hashing.transform(texts) @ shaping + mean
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        yield list(range(len(texts))), vectors


def _own_passages() -> list[str]:
    """The paragraphs of the project's articles."""
    corpus = CorpusFolder(OWN, timezone="Asia/Ho_Chi_Minh")
    articles = [corpus.load(article_id) for article_id in corpus.ids()]
    return [article.text[part.start : part.end] for article in articles for part in article.paragraphs]


def open_vectors(kind: str, settings: Settings) -> TextEmbeddings:
    """The embeddings of a run: "real" or "synthetic"."""
    real = open_embeddings(settings)
    if kind == "real":
        return real
    return SyntheticEmbeddings(real, settings.cache / "benchmarks" / f"shape-{real.fingerprint}.npy")
