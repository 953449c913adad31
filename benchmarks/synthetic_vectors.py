"""Vectors that cost next to nothing, for archives whose real embedding would take a day on this machine."""

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer

from bp_qa.encoder.embeddings import Offsets, TextEmbeddings, Vectors, open_embeddings
from bp_qa.settings import Settings


class SyntheticEmbeddings(TextEmbeddings):
    """Hashed syllables and pairs of them, unit length, always the same for a text.

    Tokens are counted by the real model, so that chunks are the real ones, and a question is embedded by the
    real model too before its vector is thrown away, so that a search takes as long as it would.
    """

    fingerprint = "hashed-syllables-1"

    def __init__(self, real: TextEmbeddings) -> None:
        super().__init__("", "")
        self._real = real
        self.dimension = real.dimension
        self.max_tokens = real.max_tokens
        self._hashing = HashingVectorizer(n_features=self.dimension, ngram_range=(1, 2), dtype=np.float32)

    def encode_queries(self, texts: Sequence[str], progress: object = None) -> Vectors:  # noqa: ARG002
        """See :meth:`TextEmbeddings.encode_queries`."""
        self._real.encode_queries(texts)
        return self._encode(texts, self.query_prompt, None)

    def token_offsets_batch(self, texts: Sequence[str]) -> list[Offsets]:
        """See :meth:`TextEmbeddings.token_offsets_batch`."""
        return self._real.token_offsets_batch(texts)

    def _encode_window(self, texts: list[str]) -> Iterator[tuple[list[int], Vectors]]:
        vectors: Vectors = self._hashing.transform(texts).toarray()
        vectors[~vectors.any(axis=1), 0] = 1.0  # a text without a word
        yield list(range(len(texts))), vectors


def open_vectors(kind: str, settings: Settings) -> TextEmbeddings:
    """The embeddings of a run: "real" or "synthetic"."""
    real = open_embeddings(settings)
    return real if kind == "real" else SyntheticEmbeddings(real)
