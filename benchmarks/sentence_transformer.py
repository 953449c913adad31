"""sentence-transformers as its documentation has it, to compare the backends with."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from variants import BFLOAT16, DEFAULT

from bp_qa.encoder.embeddings import Offsets, TextEmbeddings, Vectors, open_embeddings
from bp_qa.encoder.model_store import Backend, ensure_model
from bp_qa.settings import Settings


class PlainSentenceTransformer(TextEmbeddings):
    """``SentenceTransformer(folder).encode(texts)``, nothing set but the type of its numbers."""

    def __init__(self, settings: Settings, *, bfloat16: bool = False) -> None:
        super().__init__(settings.query_prompt, settings.passage_prompt)
        folder = ensure_model(settings.model_copy(update={"embedding_backend": "torch"}))
        kind = torch.bfloat16 if bfloat16 else torch.float32
        self._model = SentenceTransformer(folder.location, device="cpu", model_kwargs={"dtype": kind})
        self.dimension = self._model.get_embedding_dimension() or 0
        self.max_tokens = self._model.max_seq_length or 0
        self.fingerprint = f"{folder.fingerprint}|{kind}"

    def token_offsets_batch(self, texts: Sequence[str]) -> list[Offsets]:
        """Not measured here.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError

    def _encode_window(self, texts: list[str]) -> Iterator[tuple[list[int], Vectors]]:
        encoded: Any = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        yield list(range(len(texts))), np.asarray(encoded, np.float32)


def open_variant(name: str, settings: Settings) -> TextEmbeddings:
    """A backend of bp-qa by its name, or one of the two above."""
    if name in (DEFAULT, BFLOAT16):
        return PlainSentenceTransformer(settings, bfloat16=name == BFLOAT16)
    return open_embeddings(settings.model_copy(update={"embedding_backend": cast(Backend, name)}))
