"""A second look at the best passages, by a cross-encoder that reads each together with the question."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from bp_qa.errors import ModelError
from bp_qa.retrieval.passage import Passage

RERANKED = 30
"""Passages of a hybrid search that are looked at again."""


class Reranker(Protocol):
    """Scores passages for a question."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """A score for each of `texts`; the higher the better it answers."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder, loaded at its first use.

    Args:
        name: its folder, or its name on the hub for those who are online.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def _model(self) -> Any:
        # Imported here because torch takes seconds, and few archives have a reranker.
        from sentence_transformers import CrossEncoder

        try:
            return CrossEncoder(self._name)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The reranker {self._name!r} cannot be loaded: {error}. Set BP_QA_RERANKER to the folder of "
                "a sentence-transformers cross-encoder, or unset it."
            ) from error

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """The model's scores, on a scale of its own.

        Raises:
            ModelError: the model cannot be loaded.
        """
        found = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return [float(score) for score in found]


def reranked(question: str, passages: Sequence[Passage], reranker: Reranker) -> list[Passage]:
    """`passages` in the order of `reranker`, with their new rank and its score."""
    if not passages:
        return []
    scores = reranker.scores(question, [f"{passage.title}\n{passage.text}" for passage in passages])
    order = sorted(range(len(passages)), key=lambda index: -scores[index])
    return [
        replace(passages[index], rank=rank, reranked=scores[index])
        for rank, index in enumerate(order, start=1)
    ]
