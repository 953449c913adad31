"""The parts of the benchmark. Each gives figures of bp-qa and of its peers, measured in the same run."""

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
import peers
from measuring import BenchmarkError, Figure, run_and_kill, run_child
from synthetic_archive import make_corpus
from variants import BFLOAT16, DEFAULT

from bp_qa.corpus import CorpusFolder
from bp_qa.encoder.benchmark import available_backends, benchmark_embedding
from bp_qa.evaluation.datasets import load_dataset
from bp_qa.settings import load_settings

OURS = "bp-qa"
_K = 10


@dataclass(frozen=True)
class Plan:
    """What is to be measured.

    Attributes:
        sizes: numbers of articles of the synthetic archives.
        archive: a real archive to measure too.
        own: folder of the project's articles.
        work: folder for archives and indexes, kept for the next run.
        texts: number of passages to embed in the part on embedding.
        questions, answers: how many are asked of the retrieval, and of the whole.
        askers: numbers of threads that ask at once.
        real_up_to: articles up to which the real model embeds the archive; beyond, vectors are synthetic.
        peers_up_to: articles up to which the peers are measured.
        kill_up_to: articles up to which a sync is killed and resumed, which makes the index once more.
        grid: (M, ef of construction) of the indexes that are compared.
        efs: ef of search to compare on each.
        grid_vectors: most vectors in such an index.
        timeout: seconds after which a job is given up.
    """

    sizes: tuple[int, ...]
    archive: Path | None
    own: Path
    work: Path
    texts: int = 240
    questions: int = 200
    answers: int = 50
    askers: tuple[int, ...] = (1, 8, 32)
    real_up_to: int = 5_500
    peers_up_to: int = 20_000
    kill_up_to: int = 20_000
    grid: tuple[tuple[int, int], ...] = ((16, 100), (32, 100), (32, 200), (48, 400))
    efs: tuple[int, ...] = (50, 100, 200, 400)
    grid_vectors: int = 50_000
    timeout: float = 6 * 3600


@dataclass(frozen=True, slots=True)
class Place:
    """An archive on disk with the index that is made of it."""

    archive: str
    size: int
    corpus: Path
    index: Path
    vectors: str

    @property
    def arguments(self) -> dict[str, object]:
        return {"corpus": str(self.corpus), "index": str(self.index), "vectors": self.vectors}


@dataclass
class Bench:
    """A run: what has been measured already is not measured again by another part."""

    plan: Plan
    tell: Callable[[str], None]
    _synced: dict[Path, dict[str, Any]] = field(default_factory=dict)
    _queried: dict[Path, dict[str, Any]] = field(default_factory=dict)
    _peers: dict[tuple[Path, str], dict[str, Any] | str] = field(default_factory=dict)

    @cached_property
    def questions(self) -> list[str]:
        """Questions to which the archives hold answers, always the same ones."""
        dataset = load_dataset(None, load_settings())
        alone = [item.question for item in dataset.questions if item.answerable and not item.history]
        return random.Random(1).sample(alone, min(len(alone), self.plan.questions))

    def places(self) -> Iterator[Place]:
        """The archives, smallest first, the given one last; each is made when it is its turn."""
        plan = self.plan
        wanted: list[tuple[str, int, Path | None]] = [
            ("synthetic", size, None) for size in sorted(plan.sizes)
        ]
        if plan.archive is not None:
            wanted.append((plan.archive.name.split(".")[0], 10**9, plan.archive))
        for name, most, file in wanted:
            label = f"{name}-{most}" if file is None else name
            self.tell(f"archive {label}")
            folder = plan.work / label
            size = make_corpus(folder / "corpus", plan.own, most, archive=file)
            vectors = "real" if size <= plan.real_up_to else "synthetic"
            yield Place(name, size, folder / "corpus", folder / f"index-{vectors}", vectors)

    # -- jobs that several parts need ----------------------------------------------------------

    def _index(self, place: Place) -> None:
        """Makes sure that the index is there, whoever asks first."""
        if place.index not in self._synced:
            self.tell(f"index of {place.size} articles, {place.vectors} vectors")
            self._synced[place.index] = run_child("sync", self.plan.timeout, **place.arguments)

    def _query(self, place: Place) -> dict[str, Any]:
        if place.index not in self._queried:
            self._index(place)
            self.tell(f"questions to {place.size} articles")
            self._queried[place.index] = run_child(
                "query",
                self.plan.timeout,
                questions=self.questions,
                askers=self.plan.askers,
                answers=self.plan.answers,
                **place.arguments,
            )
        return self._queried[place.index]

    def _peer(self, place: Place, peer: str) -> dict[str, Any] | str:
        """What was measured of a peer, or why nothing was."""
        key = (place.corpus, peer)
        if key not in self._peers:
            reason = peers.missing(peer)
            if not reason and place.size > self.plan.peers_up_to:
                reason = f"not run above {self.plan.peers_up_to} articles (--peers-up-to)"
            if reason:
                self._peers[key] = reason
                return reason
            self.tell(f"{peer} on {place.size} articles")
            try:
                self._peers[key] = run_child(
                    "peer",
                    self.plan.timeout,
                    peer=peer,
                    questions=self.questions,
                    askers=self.plan.askers,
                    corpus=str(place.corpus),
                    vectors=place.vectors,
                )
            except BenchmarkError as error:
                self._peers[key] = str(error)
        return self._peers[key]

    # -- the parts -----------------------------------------------------------------------------

    def embedding(self) -> list[Figure]:
        """Backends on the same passages, in turns; each once more alone, for the memory it takes."""
        from sentence_transformer import open_variant  # imports torch, which takes seconds

        settings = load_settings()
        texts = self._passages()
        others = {name: open_variant(name, settings) for name in (DEFAULT, BFLOAT16)}
        self.tell(f"embedding {len(texts)} passages by each backend")
        measured = benchmark_embedding(settings, texts, others=others)
        slowest = measured[DEFAULT]["texts_per_second"]
        figures = []
        for name in (DEFAULT, BFLOAT16, *available_backends()):
            found, add = measured[name], _adder("embedding", len(texts), "passages", name)
            alone = run_child("embed", self.plan.timeout, variant=name, texts=texts)
            figures += [
                add("texts a second", found["texts_per_second"], "1/s"),
                add("times sentence-transformers' default", found["texts_per_second"] / slowest, "×"),
                add("least cosine with float32", found["cosine_min"], ""),
                add("mean cosine with float32", found["cosine_mean"], ""),
                add("a question", found["query_ms"], "ms"),
                add("peak memory", alone["peak_mb"], "MB"),
                add("of it for the texts", alone["peak_mb"] - alone["opened_mb"], "MB"),
            ]
        return figures

    def _passages(self) -> list[str]:
        """Paragraphs of the project's articles, of all lengths, in no order."""
        corpus = CorpusFolder(self.plan.own, timezone=load_settings().timezone)
        articles = [corpus.load(article_id) for article_id in corpus.ids()]
        texts = [article.text[part.start : part.end] for article in articles for part in article.paragraphs]
        return random.Random(1).sample(texts, min(len(texts), self.plan.texts))

    def sync(self) -> list[Figure]:
        """From nothing to a whole index, after a kill too; the next start; a sync with nothing to do."""
        return [figure for place in self.places() for figure in self._sync_of(place)]

    def _sync_of(self, place: Place) -> list[Figure]:
        rmtree(place.index, ignore_errors=True)
        self._synced.pop(place.index, None)
        self._index(place)
        made = self._synced[place.index]
        again = run_child("sync", self.plan.timeout, **place.arguments)
        self.tell(f"start with {place.size} articles")
        started = run_child("start", self.plan.timeout, question=self.questions[0], **place.arguments)
        add = _adder("sync", place.size, place.archive, OURS, f"{place.vectors} vectors")
        figures = [
            *_built(add, place, made),
            add("chunks", made["chunks"], ""),
            add("sync with no change", again["seconds"], "s"),
            add("ready to answer after a start", started["ready"], "s"),
            add("first answer after a start", started["first_answer"], "s"),
            add("memory when ready", started["peak_mb"], "MB"),
        ]
        if place.size <= self.plan.kill_up_to:
            figures += self._killed(place, add, made["chunks"])
        if again["embedded"] or made["failed"]:
            raise BenchmarkError(
                f"{again['embedded']} chunks embedded twice, {made['failed']} articles failed"
            )
        for peer in peers.PEERS:
            found, peer_add = self._peer(place, peer), _adder("sync", place.size, place.archive, peer)
            if isinstance(found, str):
                figures.append(peer_add("articles a second", None, "1/s", found))
            else:
                figures += _built(peer_add, place, found)
        return figures

    def _killed(self, place: Place, add: "_Add", chunks: int) -> list[Figure]:
        """Kills a sync in the middle, syncs again, and counts what was embedded for a second time."""
        index = place.index.with_name("index-killed")
        rmtree(index, ignore_errors=True)
        arguments = {**place.arguments, "index": str(index)}
        self.tell("a sync that is killed half-way")
        killed = run_and_kill(
            "sync", self.plan.timeout, lambda: _recorded_chunks(index) >= chunks / 2, **arguments
        )
        before = _recorded_chunks(index)
        resumed = run_child("sync", self.plan.timeout, **arguments)
        whole = resumed["chunks"] == resumed["chunks_in_vectors"] == resumed["chunks_in_keywords"] == chunks
        if not whole:
            raise BenchmarkError(f"after a kill the index has {resumed['chunks']} chunks of {chunks}")
        rmtree(index)
        note = "" if killed else "the sync was done before it could be killed"
        return [
            add("chunks recorded when killed", before, "", note),
            add("of these embedded again", before + resumed["embedded"] - chunks, "", note),
            add("peak memory of the sync after a kill", resumed["peak_mb"], "MB", note),
        ]

    def query(self) -> list[Figure]:
        """Time of a search, and of a whole answer, for one asker."""
        figures = []
        for place in self.places():
            found, add = self._query(place), _adder("query", place.size, place.archive, OURS)
            for what in ("retrieval", "answers"):
                alone = found[what]["1"]
                figures += [add(f"{what}, {name}", alone[name], "ms") for name in ("p50", "p95")]
            figures.append(add("memory", found["peak_mb"], "MB"))
            for peer in peers.PEERS:
                measured, peer_add = self._peer(place, peer), _adder("query", place.size, place.archive, peer)
                if isinstance(measured, str):
                    figures.append(peer_add("retrieval, p50", None, "ms", measured))
                else:
                    alone = measured["retrieval"]["1"]
                    figures += [peer_add(f"retrieval, {name}", alone[name], "ms") for name in ("p50", "p95")]
        return figures

    def concurrency(self) -> list[Figure]:
        """Many askers at once: how long each waits, and how many questions are done in a second."""
        figures = []
        for place in self.places():
            found = self._query(place)
            add = _adder("concurrency", place.size, place.archive, OURS)
            figures += [*_crowd(add, "retrieval", found), *_crowd(add, "answers", found)]
            for peer in peers.PEERS:
                measured = self._peer(place, peer)
                peer_add = _adder("concurrency", place.size, place.archive, peer)
                if isinstance(measured, str):
                    figures.append(peer_add("retrieval, askers: 1, a second", None, "1/s", measured))
                else:
                    figures += _crowd(peer_add, "retrieval", measured)
        return figures

    def hnsw(self) -> list[Figure]:
        """Recall@10 of approximate search: of the index as it is at each size, then over its settings."""
        figures: list[Figure] = []
        place = None
        asked = {"questions": self.questions, "k": _K}
        for place in self.places():
            self._index(place)
            self.tell(f"recall of the index of {place.size} articles")
            found = run_child("shipped_recall", self.plan.timeout, **place.arguments, **asked)
            add = _adder("hnsw", found["vectors"], place.archive, OURS, f"{place.vectors} vectors")
            figures += [
                add("recall@10", found["recall"], ""),
                add("a search", found["search_ms"], "ms"),
                _adder("hnsw", found["vectors"], place.archive, "exact")("a search", found["exact_ms"], "ms"),
            ]
        if place is not None:
            self.tell("recall over M and ef")
            settings = {"most": self.plan.grid_vectors, "settings": self.plan.grid, "efs": self.plan.efs}
            found = run_child("hnsw", self.plan.timeout, **place.arguments, **asked, **settings)
            for row in found["grid"]:
                add = _adder("hnsw settings", found["vectors"], place.archive, row["system"])
                figures += [
                    add("recall@10", row["recall"], ""),
                    add("a search", row["query_ms"], "ms"),
                    add("build", row["build_s"], "s"),
                    add("index", row["mb"], "MB"),
                ]
        return figures

    def growth(self) -> list[Figure]:
        """The exponent with which each cost grows with the archive: 1 is in proportion, 0 not at all."""
        return [*(measured := [*self.sync(), *self.query()]), *exponents(measured)]


def exponents(figures: Sequence[Figure]) -> list[Figure]:
    """For each system and measure the least-squares slope of log(value) over log(articles).

    Only over sizes that were measured under the same conditions as the largest: with the real model a sync is
    another thing than with synthetic vectors.
    """
    series: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        if figure.value and figure.value > 0 and figure.archive == "synthetic":
            series.setdefault((figure.system, figure.measure), []).append(figure)
    fitted = []
    for (system, measure), measured in series.items():
        conditions = max(measured, key=lambda figure: figure.size).note
        points = [(figure.size, figure.value or 0.0) for figure in measured if figure.note == conditions]
        sizes, values = (np.log(column) for column in zip(*points, strict=True))
        if len(set(sizes)) > 1:
            slope = float(np.polyfit(sizes, values, 1)[0])
            largest = max(size for size, _ in points)
            fitted.append(Figure("growth", largest, "synthetic", system, measure, slope, "exponent"))
    return fitted


class _Add:
    """Makes figures that have part, size, archive and system in common."""

    def __init__(self, part: str, size: int, archive: str, system: str, note: str) -> None:
        self._common = (part, size, archive, system)
        self._note = note

    def __call__(self, measure: str, value: float | None, unit: str, note: str = "") -> Figure:
        return Figure(*self._common, measure, value, unit, note or self._note)


def _adder(part: str, size: int, archive: str, system: str, note: str = "") -> _Add:
    return _Add(part, size, archive, system, note)


def _built(add: _Add, place: Place, made: dict[str, Any]) -> list[Figure]:
    return [
        add("articles a second", place.size / made["seconds"], "1/s"),
        add("seconds", made["seconds"], "s"),
        add("processor seconds", made["cpu_seconds"], "s"),
        add("peak memory", made["peak_mb"], "MB"),
        add("of it before the first article", made["before_mb"], "MB"),
        add("index on disk", made["index_mb"], "MB"),
    ]


def _crowd(add: _Add, what: str, found: dict[str, Any]) -> list[Figure]:
    figures = []
    alone = found[what]["1"]["per_second"]
    for askers, measured in found[what].items():
        label = f"{what}, askers: {askers}"
        figures += [
            add(f"{label}, p50", measured["p50"], "ms"),
            add(f"{label}, p95", measured["p95"], "ms"),
            add(f"{label}, a second", measured["per_second"], "1/s"),
            add(f"{label}, against one", measured["per_second"] / alone, "×"),
        ]
    return figures


def _recorded_chunks(index: Path) -> int:
    """Chunks in the catalogue of an index that another process writes; 0 if there is none yet."""
    try:
        connection = sqlite3.connect(f"file:{index / 'catalogue.sqlite3'}?mode=ro", uri=True, timeout=5)
        try:
            return int(connection.execute("SELECT count(*) FROM chunks").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error:
        return 0
