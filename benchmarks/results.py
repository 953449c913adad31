"""What a run leaves: JSON, tables on the terminal, and plots."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure as Canvas
from measuring import Figure, as_plain
from rich.console import Console
from rich.table import Table

_PER_ROW = 3


def save(part: str, figures: Sequence[Figure], on: dict[str, Any], folder: Path, moment: datetime) -> Path:
    """Writes the figures of a part as ``<part>.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{part}.json"
    content = {"part": part, "measured": moment.isoformat(timespec="seconds"), "machine": on}
    text = json.dumps({**content, "figures": as_plain(figures)}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def print_tables(figures: Sequence[Figure], console: Console) -> None:
    """A table for each archive and size: measures down, systems across, or the other way round."""
    groups: dict[tuple[str, str, int], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.part, figure.archive, figure.size), []).append(figure)
    for (part, archive, size), members in groups.items():
        systems = list(dict.fromkeys(item.system for item in members))
        measures = list(dict.fromkeys(_label(item) for item in members))
        cells = {(item.system, _label(item)): item for item in members}
        title = f"{part}: {size:,} ({archive})"
        across, down = (systems, measures) if len(measures) > len(systems) else (measures, systems)
        table = Table("", *across, title=title, title_justify="left", header_style="bold", box=None)
        for row in down:
            keys = [(column, row) if down is measures else (row, column) for column in across]
            table.add_row(row, *(_cell(cells.get(key)) for key in keys))
        console.print(table)
        for note in dict.fromkeys(f"{item.system}: {item.note}" for item in members if item.note):
            console.print(f"  {note}", style="dim")
        console.print()


def _label(figure: Figure) -> str:
    return f"{figure.measure} ({figure.unit})" if figure.unit else figure.measure


def _cell(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "–"
    value = figure.value
    if figure.unit == "" and 0 < value <= 1:
        return f"{value:.4f}"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"


def plot_growth(figures: Sequence[Figure], folder: Path) -> Path | None:
    """Each measure over the number of articles, both axes logarithmic, the fitted exponents in the legend."""
    slopes = {(item.system, item.measure): item.value for item in figures if item.part == "growth"}
    measures = list(dict.fromkeys(measure for _, measure in slopes))
    if not measures:
        return None
    rows = -(-len(measures) // _PER_ROW)
    canvas = Canvas(figsize=(4.6 * _PER_ROW, 3.4 * rows), layout="constrained")
    for number, measure in enumerate(measures, start=1):
        axes = canvas.add_subplot(rows, _PER_ROW, number)
        unit = ""
        for system in dict.fromkeys(system for system, name in slopes if name == measure):
            points = sorted(
                (item.size, item.value, item.unit)
                for item in figures
                if (item.system, item.measure, item.archive) == (system, measure, "synthetic")
                and item.part != "growth"
                and item.value
            )
            unit = points[0][2]
            sizes, values = [size for size, *_ in points], [value for _, value, _ in points]
            axes.loglog(sizes, values, "o-", label=f"{system}: n^{slopes[system, measure]:.2f}")
        axes.set(title=measure, xlabel="articles", ylabel=unit)
        axes.grid(visible=True, which="both", alpha=0.2)
        axes.legend(fontsize=8)
    return _saved(canvas, folder / "growth.svg")


def plot_recall(figures: Sequence[Figure], folder: Path) -> Path | None:
    """Recall@10 against the time of a search, a line for each way an index was built."""
    lines: dict[str, list[tuple[float, float]]] = {}
    by_system: dict[str, dict[str, float]] = {}
    for item in figures:
        if item.part == "hnsw settings" and item.value is not None:
            by_system.setdefault(item.system, {})[item.measure] = item.value
    for system, found in by_system.items():
        lines.setdefault(system.rpartition(" ef=")[0] or system, []).append(
            (found["a search"], found["recall@10"])
        )
    if not lines:
        return None
    canvas = Canvas(figsize=(7, 4.4), layout="constrained")
    axes = canvas.add_subplot()
    for name, points in lines.items():
        axes.plot(*zip(*sorted(points), strict=True), "o-", label=name)
    axes.axhline(0.98, color="grey", linestyle=":", linewidth=1)
    axes.set(xlabel="ms a search", ylabel="recall@10", xscale="log")
    axes.grid(visible=True, alpha=0.2)
    axes.legend(fontsize=8)
    return _saved(canvas, folder / "hnsw.svg")


def plot_bars(part: str, measure: str, figures: Sequence[Figure], folder: Path) -> Path | None:
    """One measure of a part as bars, a group for each size, a bar for each system."""
    chosen = [item for item in figures if item.measure == measure and item.value is not None]
    if not chosen:
        return None
    systems = list(dict.fromkeys(item.system for item in chosen))
    groups = list(dict.fromkeys((item.archive, item.size) for item in chosen))
    canvas = Canvas(figsize=(7, 4.2), layout="constrained")
    axes = canvas.add_subplot()
    width = 0.8 / len(systems)
    for number, system in enumerate(systems):
        values = {(item.archive, item.size): item.value or 0.0 for item in chosen if item.system == system}
        places = [position + number * width for position, group in enumerate(groups) if group in values]
        axes.bar(places, [values[group] for group in groups if group in values], width, label=system)
    axes.set_xticks(
        [position + 0.4 - width / 2 for position in range(len(groups))],
        [f"{size:,} ({archive})" for archive, size in groups],
    )
    axes.set(ylabel=f"{measure} ({chosen[0].unit})", title=part)
    axes.legend(fontsize=8)
    return _saved(canvas, folder / f"{part}.svg")


def _saved(canvas: Canvas, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas.savefig(path, metadata={"Date": None})
    return path
