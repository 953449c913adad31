"""The one entry to an evaluation: load, index, ask, measure, report."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress, TaskID

from bp_qa.corpus.article import Article
from bp_qa.encoder.embeddings import TextEmbeddings, open_embeddings
from bp_qa.engine import Engine
from bp_qa.evaluation.baselines import LangChainBaseline, NomVnBaseline
from bp_qa.evaluation.cache import evaluation_settings, index_folder
from bp_qa.evaluation.datasets import load_dataset
from bp_qa.evaluation.protocols import Searcher
from bp_qa.evaluation.questions import EvaluationSet
from bp_qa.evaluation.report import write_report
from bp_qa.evaluation.runner import ALL_MODES, evaluate
from bp_qa.evaluation.summary import summarise
from bp_qa.retrieval.passage import Passage, SearchMode
from bp_qa.settings import Settings


def run_evaluation(
    dataset: Path | str | None = None,
    *,
    settings: Settings,
    archive: Path | None = None,
    limit: int | None = None,
    modes: Sequence[SearchMode] | None = None,
    report: Path | None = None,
    split: str | None = None,
    baselines: bool = True,
    answers: bool = True,
    strangers: Path | None = None,
    strip_diacritics: bool = False,
    embeddings: TextEmbeddings | None = None,
    console: Console | None = None,
) -> dict[str, Any]:
    """Evaluate the engine on a data set, in an index of its own that the next run uses again.

    Args:
        dataset: a SQuAD file, a BEIR folder, a folder of golden questions; None for the project's own.
        settings: of the engine; its index folder and Chroma server are not used.
        archive: news archive (``.jsonl`` or ``.jsonl.gz``) whose articles are added as distractors.
        limit: at most so many questions, the same ones every time.
        modes: ways of searching to compare; None for all.
        report: folder for ``report.html`` and ``report.json``; None for no report.
        split: part of the set; see :func:`~bp_qa.evaluation.datasets.load_dataset`.
        baselines: whether to compare with what a user would otherwise write.
        answers: whether to ask for answers too.
        strangers: another data set, whose questions are asked of these articles, too, and should be refused.
        strip_diacritics: whether to search once more with every question typed without marks.
        embeddings: a model that is open already.
        console: where progress goes; standard error unless given.

    Returns:
        The report as plain data, as ``bp-qa eval --json`` prints it.

    Raises:
        DatasetError: the data set or the archive cannot be used, or the report not written.
    """
    own = evaluation_settings(settings)
    chosen = load_dataset(Path(dataset) if dataset else None, own, archive=archive, split=split, limit=limit)
    foreign = load_dataset(strangers, own, limit=limit).questions if strangers else ()
    with Progress(console=console or Console(stderr=True)) as progress:
        model = embeddings or open_embeddings(own)
        plain = own.model_copy(update={"reranker": None})
        engine = open_evaluation_engine(chosen.articles, plain, model, _callback(progress, "index"))
        rivals = open_baselines(chosen, own, model, progress) if baselines else {}
        if own.reranker:
            rivals[RerankedHybrid.name] = RerankedHybrid(open_evaluation_engine(chosen.articles, own, model))
        measured = evaluate(
            chosen,
            engine,
            modes=modes or ALL_MODES,
            baselines=rivals,
            answers=answers,
            strangers=foreign,
            strip_diacritics=strip_diacritics,
            progress=progress,
        )
        progress.add_task("figures", total=None)
        summary = summarise(measured)
        if report is not None:
            write_report(summary, report, datetime.now(ZoneInfo(own.timezone)))
    return summary


class RerankedHybrid:
    """An engine with a reranker, as a system to compare the plain hybrid search with."""

    name = "hybrid + reranker"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def search(self, question: str, *, mode: SearchMode = "hybrid", k: int = 10) -> Sequence[Passage]:  # noqa: ARG002
        """The `k` best passages of the hybrid search, reranked; there is only one mode."""
        return self._engine.search(question, mode="hybrid", k=k)


def open_evaluation_engine(
    articles: Iterable[Article],
    settings: Settings,
    embeddings: TextEmbeddings,
    progress: Callable[[int, int], None] | None = None,
) -> Engine:
    """An engine over `articles`, its index in the cache folder of evaluations and in step with them."""
    own = evaluation_settings(settings)
    articles = tuple(articles)
    folder = index_folder(articles, own, kind="engine", fingerprint=embeddings.fingerprint)
    engine = Engine.for_articles(articles, folder, own, embeddings)
    engine.sync(progress)
    return engine


def open_baselines(
    dataset: EvaluationSet, settings: Settings, embeddings: TextEmbeddings, progress: Progress | None = None
) -> dict[str, Searcher]:
    """The baselines that are installed, indexed, by name."""
    opened: dict[str, Searcher] = {}
    for baseline in (LangChainBaseline, NomVnBaseline):
        if not baseline.installed():
            continue
        task = progress.add_task(f"index {baseline.name}", total=1) if progress else None
        folder = index_folder(
            dataset.articles, settings, kind=baseline.name, fingerprint=embeddings.fingerprint
        )
        opened[baseline.name] = baseline(dataset.articles, embeddings, folder)
        if progress and task is not None:
            progress.update(task, completed=1)
    return opened


def _callback(progress: Progress, label: str) -> Callable[[int, int], None]:
    task: TaskID = progress.add_task(label, total=None)

    def update(done: int, total: int) -> None:
        progress.update(task, completed=done, total=total)

    return update
