"""The figures of an evaluation as tables for a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

_RANKING = ("recall@1", "recall@3", "recall@5", "recall@10", "mrr@10", "ndcg@10")


def print_summary(summary: Mapping[str, Any], console: Console) -> None:
    """Prints the retrieval of every system, the comparisons, and the answers."""
    console.print(
        f"[bold]{summary['dataset']}[/bold] ({summary['split']}): {summary['n_questions']} questions, "
        f"{summary['n_articles']} articles"
    )
    console.print(_retrieval(summary))
    for item in summary["comparisons"]:
        console.print(
            f"{item['first']} − {item['second']}, {item['measure']}: {100 * item['difference']:+.1f} points "
            f"({100 * item['interval']['low']:+.1f} to {100 * item['interval']['high']:+.1f}), "
            f"p = {item['p_value']:.4f}"
        )
    for name, compared in summary["diacritics"].items():
        console.print(
            f"typed without marks ({name}, {compared['n']} questions): "
            f"recall@1 {-100 * compared['loss']['recall@1']:+.1f}, "
            f"recall@5 {-100 * compared['loss']['recall@5']:+.1f} points"
        )
    if any(value is not None for value in summary["answers"].values()):
        console.print(_answers(summary))


def _retrieval(summary: Mapping[str, Any]) -> Table:
    table = Table("system", *_RANKING, "ms p50", box=None, header_style="bold")
    for name, figures in summary["retrieval"].items():
        latency = summary["search_latency_ms"][name]["p50"]
        cells = [_percent(figures[measure]) if figures else "–" for measure in _RANKING]
        table.add_row(name, *cells, f"{latency:.0f}" if latency is not None else "–")
    return table


def _answers(summary: Mapping[str, Any]) -> Table:
    table = Table("answers", "", box=None, header_style="bold")
    for group in ("answers", "citations", "abstention"):
        for name, value in summary[group].items():
            if value is not None:
                table.add_row(f"{group}: {name}", _percent(value))
    for name, value in (summary["strangers"] or {}).items():
        table.add_row(f"strangers: {name}", f"{value}" if name == "n" else _percent(value))
    for name, value in summary["latency_ms"].items():
        if value is not None:
            table.add_row(f"latency: {name}", f"{value:.0f} ms")
    return table


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"
