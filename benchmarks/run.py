"""The benchmark: ``python benchmarks/run.py embedding|sync|query|concurrency|hnsw|growth|all --size N …``."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from measuring import BenchmarkError, Figure, machine
from parts import Bench, Plan, exponents
from results import plot_bars, plot_growth, plot_recall, print_tables, save
from rich.console import Console

from bp_qa.errors import BpQaError


class Part(StrEnum):
    """What can be run alone."""

    EMBEDDING = "embedding"
    SYNC = "sync"
    QUERY = "query"
    CONCURRENCY = "concurrency"
    HNSW = "hnsw"
    GROWTH = "growth"
    ALL = "all"


_SIZES = (5_000, 50_000, 100_000)
_QUICK_SIZES = (40, 80)
_BARS = {
    Part.EMBEDDING: "texts a second",
    Part.SYNC: "articles a second",
    Part.QUERY: "retrieval, p50",
    Part.CONCURRENCY: "retrieval, askers: 8, a second",
}


def main(
    part: Annotated[Part, typer.Argument(help="What to measure.")] = Part.ALL,
    size: Annotated[
        list[int] | None, typer.Option(help="Articles in the synthetic archive; repeatable.")
    ] = None,
    archive: Annotated[
        Path | None, typer.Option(help="A real archive (.jsonl.gz) to measure too.", exists=True)
    ] = None,
    quick: Annotated[bool, typer.Option(help="Tiny sizes: shows in a minute that all of it works.")] = False,
    texts: Annotated[int, typer.Option(help="Passages in the part on embedding.")] = 240,
    real_up_to: Annotated[
        int,
        typer.Option(help="Articles up to which the real model embeds the archive; beyond, hashing does."),
    ] = 5_500,
    peers_up_to: Annotated[int, typer.Option(help="Articles up to which the peers run.")] = 20_000,
    kill_up_to: Annotated[
        int, typer.Option(help="Articles up to which a sync is killed and resumed.")
    ] = 20_000,
    timeout: Annotated[float, typer.Option(help="Seconds after which a job is given up.")] = 21_600,
    own: Annotated[Path, typer.Option(help="The project's articles.")] = Path("corpus"),
    work: Annotated[Path, typer.Option(help="Archives and indexes; kept.")] = Path(".bp-qa/bench"),
    report: Annotated[Path, typer.Option(help="Folder for JSON and plots.")] = Path("reports/bench"),
) -> None:
    """Measures bp-qa beside its peers; prints tables, writes JSON and plots."""
    plan = Plan(
        sizes=tuple(size or (_QUICK_SIZES if quick else _SIZES)),
        archive=archive,
        own=own,
        work=work,
        texts=texts,
        real_up_to=real_up_to,
        peers_up_to=peers_up_to,
        kill_up_to=kill_up_to,
        timeout=timeout,
    )
    if quick:
        plan = _quick(plan)
    console = Console()
    errors = Console(stderr=True)
    bench = Bench(plan, lambda text: errors.print(f"[dim]{text} …[/dim]"))
    try:
        _run(part, bench, report, console)
    except (BenchmarkError, BpQaError) as error:
        errors.print(f"[red]{error}[/red]")
        sys.exit(2)


def _quick(plan: Plan) -> Plan:
    return Plan(
        sizes=plan.sizes,
        archive=plan.archive,
        own=plan.own,
        work=plan.work,
        texts=min(plan.texts, 12),
        questions=12,
        answers=2,
        askers=(1, 8),
        real_up_to=0,
        peers_up_to=plan.peers_up_to,
        kill_up_to=plan.kill_up_to,
        grid=((8, 20), (32, 200)),
        efs=(10, 200),
        grid_vectors=500,
        timeout=300,
    )


def _run(part: Part, bench: Bench, report: Path, console: Console) -> None:
    on = machine()
    console.print(f"{on['cpu']}, {on['cores']} cores, {on['memory_gb']} GB; load {on['load_at_start']}\n")
    jobs: dict[Part, Callable[[], list[Figure]]] = {
        Part.EMBEDDING: bench.embedding,
        Part.SYNC: bench.sync,
        Part.QUERY: bench.query,
        Part.CONCURRENCY: bench.concurrency,
        Part.HNSW: bench.hnsw,
    }
    if part is Part.GROWTH:
        jobs = {Part.GROWTH: bench.growth}
    elif part is not Part.ALL:
        jobs = {part: jobs[part]}
    measured: list[Figure] = []
    for name, job in jobs.items():
        figures = job()
        measured += figures
        _finish(name, figures, report, console, on)
    if part is Part.ALL:
        series = [figure for figure in measured if figure.part in ("sync", "query")]
        _finish(Part.GROWTH, [*series, *exponents(series)], report, console, on, only="growth")


def _finish(
    part: Part,
    figures: Sequence[Figure],
    report: Path,
    console: Console,
    on: dict[str, object],
    *,
    only: str = "",
) -> None:
    print_tables([figure for figure in figures if not only or figure.part == only], console)
    written = [save(part, figures, on, report, datetime.now(UTC))]
    if part in _BARS:
        plots = [plot_bars(part, _BARS[part], figures, report)]
    else:
        plots = [plot_recall(figures, report) if part is Part.HNSW else plot_growth(figures, report)]
    written += [plot for plot in plots if plot is not None]
    console.print(f"Written: {', '.join(map(str, written))}\n")


if __name__ == "__main__":
    typer.run(main)
