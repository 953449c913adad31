"""How well and how fast approximate search finds the true nearest vectors, over its settings."""

import importlib.util
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
import numpy.typing as npt
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from measuring import folder_mb

from bp_qa.encoder.embeddings import Vectors

_BATCH = 1_000
# Cosines that differ by less are equal: Chroma sums in another order than numpy.
_SAME = 1e-5


def best_neighbours(rows: Vectors, asked: Vectors, k: int) -> list[float]:
    """For each question the cosine of its `k`-th nearest row, found by comparing with all."""
    scores = asked @ rows.T
    return [float(value) for value in np.partition(scores, -k, axis=1)[:, -k]]


def recall(found: Sequence[Sequence[float]], kth: Sequence[float], k: int) -> float:
    """Share of the true `k` nearest that were found; equally near ones count alike."""
    hits = [
        sum(score >= least - _SAME for score in scores[:k]) for scores, least in zip(found, kth, strict=True)
    ]
    return sum(hits) / (k * len(hits))


def measure_grid(
    rows: Vectors,
    asked: Vectors,
    exact: Sequence[float],
    k: int,
    settings: Sequence[tuple[int, int]],
    efs: Sequence[int],
    work: Path,
) -> list[dict[str, Any]]:
    """Builds one index for each (M, ef of construction), and searches it with each ef.

    Args:
        exact: from :func:`best_neighbours`.
        work: an empty folder.
    """
    started = time.perf_counter()
    best_neighbours(rows, asked, k)
    exact_ms = 1000 * (time.perf_counter() - started) / len(asked)
    grid: list[dict[str, Any]] = [
        {
            "system": "exact (numpy)",
            "recall": 1.0,
            "query_ms": exact_ms,
            "build_s": 0.0,
            "mb": rows.nbytes / 1e6,
        }
    ]
    for m, construction in settings:
        grid += _chroma(rows, asked, exact, k, m, construction, efs, work / f"{m}-{construction}")
        if importlib.util.find_spec("faiss"):
            grid += _faiss(rows, asked, exact, k, m, construction, efs)
    return grid


def _client(folder: Path, number: int) -> Client:
    """A client with a view of its own: those that spell the path alike share what is open."""
    path = str(folder) + "/." * number
    client = chromadb.PersistentClient(path=path, settings=ChromaSettings(anonymized_telemetry=False))
    return cast(Client, client)


def _chroma(
    rows: Vectors,
    asked: Vectors,
    exact: Sequence[float],
    k: int,
    m: int,
    construction: int,
    efs: Sequence[int],
    folder: Path,
) -> list[dict[str, Any]]:
    client = _client(folder, 0)
    configuration = {
        "hnsw": {"space": "cosine", "max_neighbors": m, "ef_construction": construction, "ef_search": efs[0]}
    }
    collection = client.create_collection(
        "vectors", configuration=cast(Any, configuration), embedding_function=None
    )
    started, cpu = time.perf_counter(), time.process_time()
    for begin in range(0, len(rows), _BATCH):
        part = rows[begin : begin + _BATCH]
        collection.add(ids=[str(begin + i) for i in range(len(part))], embeddings=cast(Any, part))
    built, cpu = time.perf_counter() - started, time.process_time() - cpu
    figures: list[dict[str, Any]] = []
    for ef in efs:
        collection.modify(configuration=cast(Any, {"hnsw": {"ef_search": ef}}))
        client.close()
        # A collection keeps the ef it was opened with.
        client = _client(folder, 1 + len(figures))
        collection = client.get_collection("vectors", embedding_function=None)
        collection.query(query_embeddings=cast(Any, asked[:1]), n_results=k)
        started = time.perf_counter()
        found = []
        for vector in asked:
            hits = collection.query(query_embeddings=cast(Any, [vector]), n_results=k, include=["distances"])
            found.append([1 - distance for distance in (hits["distances"] or [[]])[0]])
        figures.append(
            {
                "system": f"chroma M={m} efc={construction} ef={ef}",
                "recall": recall(found, exact, k),
                "query_ms": 1000 * (time.perf_counter() - started) / len(asked),
                "build_s": built,
                "build_cpu_s": cpu,
                "mb": folder_mb(folder),
            }
        )
    client.close()
    return figures


def _faiss(
    rows: Vectors,
    asked: Vectors,
    exact: Sequence[float],
    k: int,
    m: int,
    construction: int,
    efs: Sequence[int],
) -> list[dict[str, Any]]:
    import faiss

    index = faiss.IndexHNSWFlat(rows.shape[1], m, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = construction
    started, cpu = time.perf_counter(), time.process_time()
    index.add(rows)
    built, cpu = time.perf_counter() - started, time.process_time() - cpu
    figures: list[dict[str, Any]] = []
    for ef in efs:
        index.hnsw.efSearch = ef
        started = time.perf_counter()
        found: list[npt.NDArray[np.float32]] = [index.search(vector[None, :], k)[0][0] for vector in asked]
        figures.append(
            {
                "system": f"faiss M={m} efc={construction} ef={ef}",
                "recall": recall([list(map(float, scores)) for scores in found], exact, k),
                "query_ms": 1000 * (time.perf_counter() - started) / len(asked),
                "build_s": built,
                "build_cpu_s": cpu,
                "mb": rows.nbytes / 1e6 + 8 * m * len(rows) / 1e6,
            }
        )
    return figures
