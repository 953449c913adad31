"""A tiny embedding model for tests that start dozens of processes, each of which would load the real one."""

import hashlib
import re
from collections.abc import Iterator, Sequence

import numpy as np

from bp_qa.encoder.embeddings import Offsets, TextEmbeddings, Vectors


class HashEmbeddings(TextEmbeddings):
    """Sums of fixed random vectors of the words: alike texts have alike vectors, always the same ones."""

    dimension = 64
    max_tokens = 512
    fingerprint = "hash-of-words"

    def __init__(self) -> None:
        super().__init__("query: ", "passage: ")

    def token_offsets_batch(self, texts: Sequence[str]) -> list[Offsets]:
        return [[match.span() for match in re.finditer(r"\w+|[^\w\s]", text)] for text in texts]

    def _encode_window(self, texts: list[str]) -> Iterator[tuple[list[int], Vectors]]:
        vectors = np.array(
            [np.sum([_vector(w) for w in text.lower().split()], axis=0) for text in texts], np.float32
        )
        yield list(range(len(texts))), vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _vector(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).normal(size=64).astype(np.float32)
