"""Embeddings by any sentence-transformers model on torch: for other models, and to compare with."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from bp_qa.encoder.embeddings import Offsets, TextEmbeddings, Vectors, encodable
from bp_qa.encoder.model_store import ModelFolder
from bp_qa.errors import ModelError
from bp_qa.settings import Settings

_BATCH = 16
_UNLIMITED = 1_000_000


class TorchEmbeddings(TextEmbeddings):
    """A ``SentenceTransformer`` behind the common interface.

    Args:
        folder: from :func:`~bp_qa.encoder.model_store.ensure_model`; its backend says whether in bf16.
        settings: prompts and threads.

    Raises:
        ModelError: the model cannot be loaded, or has no tokenizer that gives offsets.
    """

    def __init__(self, folder: ModelFolder, settings: Settings) -> None:
        super().__init__(settings.query_prompt, settings.passage_prompt)
        if settings.threads:
            torch.set_num_threads(settings.threads)
        try:
            dtype = torch.bfloat16 if folder.backend == "torch-bf16" else torch.float32
            self._model = SentenceTransformer(folder.location, device="cpu", model_kwargs={"dtype": dtype})
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The embedding model {folder.name} cannot be loaded: {error}. Set BP_QA_EMBEDDING_MODEL "
                "to the folder of a sentence-transformers model, or go online to fetch one by its hub name."
            ) from error
        if not getattr(self._model.tokenizer, "is_fast", False):
            raise ModelError(
                f"The tokenizer of {folder.name} does not say where its tokens stand; choose a model that "
                "has a tokenizer.json."
            )
        self.dimension = self._model.get_embedding_dimension() or 0
        self.max_tokens = self._model.max_seq_length or _UNLIMITED
        self.fingerprint = folder.fingerprint

    def token_offsets_batch(self, texts: Sequence[str]) -> list[Offsets]:
        """See :meth:`TextEmbeddings.token_offsets_batch`."""
        if not texts:
            return []
        encoded = self._model.tokenizer(
            list(map(encodable, texts)), add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        return [[(start, end) for start, end in offsets] for offsets in encoded["offset_mapping"]]

    def _encode_window(self, texts: list[str]) -> Iterator[tuple[list[int], Vectors]]:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors = self._model.encode(
                [texts[row] for row in rows],
                batch_size=_BATCH,
                prompt="",  # the prompt is in the text already
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            yield rows, np.asarray(vectors, np.float32)
