"""Compares the backends: texts a second, latency of a question, closeness to torch."""

import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from statistics import median
from typing import TypedDict

import numpy as np

from bp_qa.encoder.embeddings import TextEmbeddings, open_embeddings
from bp_qa.encoder.model_store import Backend
from bp_qa.settings import Settings

QUERY = "chính ủy bộ đội biên phòng Nghệ An phát biểu gì tại hội nghị?"
BASELINE: Backend = "torch"


class BackendFigures(TypedDict):
    """What was measured of one backend.

    Attributes:
        texts_per_second: passages embedded in a second, best of the rounds.
        query_ms: median milliseconds for one question.
        speedup: texts_per_second over that of torch.
        cosine_min, cosine_mean: of its vectors with those of torch.
    """

    texts_per_second: float
    query_ms: float
    speedup: float
    cosine_min: float
    cosine_mean: float


def available_backends() -> list[Backend]:
    """The backends that can run here, torch, which the others are compared with, first."""
    names: list[Backend] = [BASELINE, "onnx", "onnx-int8"]
    return [*names, "openvino"] if find_spec("openvino") else names


def benchmark_embedding(
    settings: Settings,
    texts: Sequence[str],
    *,
    backends: Sequence[Backend] | None = None,
    others: Mapping[str, TextEmbeddings] | None = None,
    rounds: int = 2,
    queries: int = 30,
) -> dict[str, BackendFigures]:
    """Measure each backend on the same texts, in turns, so that a busy spell of the machine hits all alike.

    Args:
        settings: the model, its prompts and threads; their backend is not used.
        texts: passages, at least one.
        backends: which to measure; torch is always among them. Unset: all that can run here.
        others: models that are open already, by the name they get in the figures.
        rounds: how often the texts are embedded; the best round counts.
        queries: how often the question is embedded.

    Returns:
        The figures of each backend.

    Raises:
        ModelError: a backend cannot be opened.
    """
    chosen = dict.fromkeys([BASELINE, *(backends or available_backends())])
    opened: dict[str, TextEmbeddings] = {
        name: open_embeddings(settings.model_copy(update={"embedding_backend": name})) for name in chosen
    } | dict(others or {})
    names = list(opened)
    vectors = {name: model.encode_passages(texts[:1]) for name, model in opened.items()}  # warms up
    seconds = dict.fromkeys(names, float("inf"))
    for _ in range(rounds):
        for name, model in opened.items():
            started = time.perf_counter()
            vectors[name] = model.encode_passages(texts)
            seconds[name] = min(seconds[name], time.perf_counter() - started)
    latency = _query_milliseconds(opened, queries)
    figures: dict[str, BackendFigures] = {}
    for name in names:
        cosines = np.sum(vectors[name] * vectors[BASELINE], axis=1)
        figures[name] = {
            "texts_per_second": len(texts) / seconds[name],
            "query_ms": latency[name],
            "speedup": seconds[BASELINE] / seconds[name],
            "cosine_min": float(cosines.min()),
            "cosine_mean": float(cosines.mean()),
        }
    return figures


def _query_milliseconds(opened: Mapping[str, TextEmbeddings], queries: int) -> dict[str, float]:
    latency = {}
    for name, model in opened.items():
        times = []
        for _ in range(queries):
            started = time.perf_counter()
            model.embed_query(QUERY)
            times.append(1000 * (time.perf_counter() - started))
        latency[name] = median(times)
    return latency
