"""The jobs that are measured in a process of their own: ``python child.py JOB RESULT ARGUMENTS``.

What only one of them needs is imported there, or it would count in the memory and the start of the others.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from measuring import ask_all, folder_mb, peak_mb

from bp_qa.corpus import CorpusFolder
from bp_qa.engine import Engine
from bp_qa.settings import load_settings

_VECTOR_BATCH = 2_000


def _engine(corpus: str, index: str, vectors: str) -> Engine:
    from synthetic_vectors import open_vectors

    settings = load_settings(corpus=Path(corpus), index=Path(index), chroma_url=None)
    return Engine(settings, embeddings=open_vectors(vectors, settings))


def sync(corpus: str, index: str, vectors: str, **_: object) -> dict[str, Any]:
    """Brings the index in step, reporting what was done on the terminal."""
    engine = _engine(corpus, index, vectors)
    before = peak_mb()
    started, cpu = time.perf_counter(), time.process_time()
    last = started

    def show(done: int, total: int) -> None:
        nonlocal last
        if time.perf_counter() - last > 10:
            last = time.perf_counter()
            rate = done / (last - started)
            print(f"  {done} of {total} articles, {rate:.1f} a second", file=sys.stderr)

    report = engine.sync(show)
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "cpu_seconds": time.process_time() - cpu,
        "added": len(report.added) + len(report.repaired),
        "embedded": report.embedded_chunks,
        "failed": len(report.failed),
        "chunks": engine.index.catalogue.chunk_count(),
        "chunks_in_vectors": engine.index.vectors.count(),
        "chunks_in_keywords": engine.index.keywords.count(),
        "before_mb": before,
        "peak_mb": peak_mb(),
        "index_mb": folder_mb(Path(index)),
    }


def start(corpus: str, index: str, question: str, spawned: float, **_: object) -> dict[str, Any]:
    """From the start of the program to the moment when it could answer, and to its first answer.

    The real model is opened whatever the vectors are, as it is in use; what makes synthetic ones is not.
    """
    imported = time.time()
    engine = Engine(load_settings(corpus=Path(corpus), index=Path(index), chroma_url=None))
    engine.warm()
    new = engine.is_new()
    engine.search(question)
    ready = time.time()
    engine.ask(question)
    return {
        "imports": imported - spawned,
        "ready": ready - spawned,
        "first_answer": time.time() - spawned,
        "needs_sync": new,
        "peak_mb": peak_mb(),
    }


def query(
    corpus: str, index: str, vectors: str, questions: list[str], askers: list[int], answers: int, **_: object
) -> dict[str, Any]:
    """Searches and answers, by so many askers at once."""
    engine = _engine(corpus, index, vectors)
    engine.warm()
    for question in questions[:3]:
        engine.ask(question)
    return {
        "retrieval": {n: ask_all(engine.search, _enough(questions, n), n) for n in askers},
        "answers": {n: ask_all(engine.ask, _enough(questions[:answers], n), n) for n in askers},
        "peak_mb": peak_mb(),
    }


def _enough(questions: Sequence[str], askers: int) -> list[str]:
    """At least four questions for each asker."""
    return list(islice(cycle(questions), max(len(questions), 4 * askers)))


def peer(
    peer: str, corpus: str, vectors: str, questions: list[str], askers: list[int], **_: object
) -> dict[str, Any]:
    """Indexes the corpus by a peer, then searches it."""
    from peers import build
    from synthetic_vectors import open_vectors

    settings = load_settings()
    embeddings = open_vectors(vectors, settings)
    folder = CorpusFolder(Path(corpus), timezone=settings.timezone)
    with tempfile.TemporaryDirectory(dir=Path(corpus).parent) as work:
        before, started, cpu = peak_mb(), time.perf_counter(), time.process_time()
        search = build(peer, [folder.load(id_) for id_ in folder.ids()], embeddings, Path(work))
        built = {
            "seconds": time.perf_counter() - started,
            "cpu_seconds": time.process_time() - cpu,
            "before_mb": before,
            "peak_mb": peak_mb(),
            "index_mb": folder_mb(Path(work)),
        }
        for question in questions[:3]:
            search(question)
        return {**built, "retrieval": {n: ask_all(search, _enough(questions, n), n) for n in askers}}


def shipped_recall(
    corpus: str, index: str, vectors: str, questions: list[str], k: int, **_: object
) -> dict[str, Any]:
    """Recall of the index as it is searched, against comparing the question with every vector."""
    from hnsw_grid import recall

    engine = _engine(corpus, index, vectors)
    asked = engine.embeddings.encode_queries(questions)
    ids = sorted(engine.index.catalogue.chunk_ids())
    exact: list[list[tuple[str, float]]] = [[] for _ in questions]
    seconds = 0.0
    for begin in range(0, len(ids), _VECTOR_BATCH):
        stored = engine.index.vectors.vectors(ids[begin : begin + _VECTOR_BATCH])
        names, rows = list(stored), np.stack(list(stored.values()))
        started = time.perf_counter()
        scores = asked @ rows.T
        for nearest, row in zip(exact, scores, strict=True):
            close = [(names[i], float(row[i])) for i in np.argsort(-row)[:k]]
            nearest[:] = sorted([*nearest, *close], key=lambda hit: -hit[1])[:k]
        seconds += time.perf_counter() - started
    started = time.perf_counter()
    found = [engine.index.vectors.search(vector, k) for vector in asked]
    searching = time.perf_counter() - started
    return {
        "vectors": len(ids),
        "recall": recall(
            [[score for _, score in hits] for hits in found], [hits[-1][1] for hits in exact], k
        ),
        "search_ms": 1000 * searching / len(questions),
        "exact_ms": 1000 * seconds / len(questions),
    }


def hnsw(
    corpus: str,
    index: str,
    vectors: str,
    questions: list[str],
    k: int,
    most: int,
    settings: list[list[int]],
    efs: list[int],
    **_: object,
) -> dict[str, Any]:
    """Recall and cost of Chroma's (and faiss') HNSW over its settings, on vectors of the index."""
    from hnsw_grid import best_neighbours, measure_grid

    engine = _engine(corpus, index, vectors)
    ids = sorted(engine.index.catalogue.chunk_ids())
    ids = [ids[i] for i in np.random.default_rng(1).permutation(len(ids))[:most]]
    rows = np.stack(list(engine.index.vectors.vectors(ids).values()))
    asked = engine.embeddings.encode_queries(questions)
    exact = best_neighbours(rows, asked, k)
    with tempfile.TemporaryDirectory(dir=Path(corpus).parent) as work:
        grid = measure_grid(rows, asked, exact, k, [(m, ef) for m, ef in settings], efs, Path(work))
    return {"vectors": len(rows), "grid": grid}


def embed(variant: str, texts: list[str], **_: object) -> dict[str, Any]:
    """Embeds `texts` by one variant: speed, and the most memory it takes."""
    from sentence_transformer import open_variant

    model = open_variant(variant, load_settings())
    model.encode_passages(texts[:2])
    opened, started, cpu = peak_mb(), time.perf_counter(), time.process_time()
    model.encode_passages(texts)
    return {
        "texts_per_second": len(texts) / (time.perf_counter() - started),
        "cpu_seconds": time.process_time() - cpu,
        "opened_mb": opened,
        "peak_mb": peak_mb(),
    }


_JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    job.__name__: job for job in (sync, start, query, peer, shipped_recall, hnsw, embed)
}


def main() -> None:
    """Runs the job that the command line names."""
    job, result, arguments = sys.argv[1:]
    figures = _JOBS[job](**json.loads(arguments))
    Path(result).write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
