"""What the command line reads and prints: batches of questions, JSON, and an answer for a person."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape

from bp_qa.errors import CorpusError

if TYPE_CHECKING:  # what takes seconds to import is imported when a command needs it
    from bp_qa.answering.answer import Answer
    from bp_qa.indexing.sync import SyncReport
    from bp_qa.retrieval.passage import Appearance

out = Console()
"""Standard output, for what a person reads."""


def sync_json(report: "SyncReport") -> dict[str, Any]:
    return {
        "added": report.added,
        "updated": report.updated,
        "deleted": report.deleted,
        "unchanged": report.unchanged,
        "embedded_chunks": report.embedded_chunks,
        "repaired": report.repaired,
        "rebuilt": report.rebuilt,
        "failed": [{"id": name, "reason": reason} for name, reason in report.failed],
        "seconds": round(report.seconds, 3),
    }


def read_batch(path: Path) -> Iterator[dict[str, Any]]:
    """The questions of a batch file, checked before the first is asked."""
    try:
        # Not splitlines: a JSON string may hold characters that it takes for line ends.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"The batch file {path} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError as error:
            raise CorpusError(f"{path}, line {number}: not JSON ({error}).") from error
        history = item.get("history", []) if isinstance(item, dict) else None
        if (
            not isinstance(item, dict)
            or not isinstance(item.get("question"), str)
            or not isinstance(history, list)
            or not all(isinstance(earlier, str) for earlier in history)
        ):
            raise CorpusError(
                f'{path}, line {number}: expected {{"id", "question": text, "history": [texts]}}.'
            )
        yield {"id": item.get("id"), "question": item["question"], "history": history}


def print_json(data: object, *, indent: int | None = 2) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    # A question may hold half a character, as an escape or as a byte that is not UTF-8.
    try:
        print(text.encode("utf-8", "replace").decode("utf-8"), flush=True)  # noqa: T201
    except BrokenPipeError:
        # Whoever read our output has had enough: nothing more can be said, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None


def print_answer(answer: "Answer") -> None:
    if answer.understood != " ".join(answer.question.split()):
        out.print(f"[dim]Đã hiểu là: {escape(answer.understood)}[/dim]")
    for note in answer.notes:
        out.print(f"[dim]{escape(note)}[/dim]")
    out.print(Markdown(answer.text.replace("[", "\\[")))
    for citation in answer.citations:
        day = f", {citation.published:%d/%m/%Y}" if citation.published else ""
        section = f", mục {citation.section}" if citation.section else ""
        out.print(f"\n[bold]\\[{citation.number}][/bold] {escape(citation.title)}{day}{escape(section)}")
        out.print(f"    “{escape(citation.quote)}” [dim]({citation.start}–{citation.end})[/dim]")
        print_also_in(citation.also_in)


def print_also_in(others: "Sequence[Appearance]") -> None:
    """The other articles that say the same."""
    named = (
        f"{escape(other.title)} ({other.published:%d/%m/%Y})" if other.published else escape(other.title)
        for other in others
    )
    if others:
        out.print(f"    [dim]Cũng đăng trong: {'; '.join(named)}[/dim]")
