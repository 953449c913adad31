"""The command line: ``bp-qa``."""

import io
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bp_qa import __version__
from bp_qa.cli_formats import out, print_also_in, print_answer, print_json, read_batch, sync_json
from bp_qa.errors import BpQaError, CorpusError, SettingsError
from bp_qa.logs import configure_logging
from bp_qa.retrieval.passage import SearchMode
from bp_qa.settings import Settings, load_settings

if TYPE_CHECKING:  # what takes seconds to import is imported when a command needs it
    from bp_qa.engine import Engine
    from bp_qa.indexing.sync import SyncReport

UNREADABLE = 2
"""Exit status for a usage error, and for input that could not be read."""

app = typer.Typer(
    name="bp-qa",
    help="Hỏi đáp trên kho bài báo, câu nào cũng dẫn nguồn. / Ask a news archive; every statement is quoted.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_errors = Console(stderr=True)


class _Mode(Enum):
    """The search modes, as typer wants them for an option that may be repeated."""

    HYBRID = "hybrid"
    DENSE = "dense"
    KEYWORD = "keyword"

    value: SearchMode


@dataclass
class _State:
    settings: Settings


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bp-qa {__version__}")
        raise typer.Exit


@app.callback()
def _globals(
    context: typer.Context,
    corpus: Annotated[Path | None, typer.Option(help="Folder of articles. [BP_QA_CORPUS]")] = None,
    index: Annotated[Path | None, typer.Option(help="Folder of the indexes, a cache. [BP_QA_INDEX]")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what is done.")] = False,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    settings = load_settings(corpus=corpus, index=index)
    configure_logging(_errors, as_json=settings.log_format == "json", verbose=verbose)
    context.obj = _State(settings)


Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, and nothing else.")]


@app.command("sync")
def _sync(context: typer.Context, as_json: Json = False) -> None:
    """Bring the indexes in step with the corpus folder."""
    report = _with_progress(_open_engine(context).sync)
    if as_json:
        print_json(sync_json(report))
    else:
        out.print(
            f"Đồng bộ xong: thêm {len(report.added)}, sửa {len(report.updated)}, xóa {len(report.deleted)}, "
            f"giữ nguyên {report.unchanged} bài; nhúng {report.embedded_chunks} đoạn "
            f"trong {report.seconds:.1f} giây."
        )
    _stop_if_failed(report.failed)


@app.command("add")
def _add(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="Files or folders: .txt .md .html .docx .pdf .jsonl .zip")
    ],
    as_json: Json = False,
) -> None:
    """Import newspaper pages and documents into the corpus folder, then sync."""
    from bp_qa.corpus import import_paths

    engine = _open_engine(context)
    settings = engine.settings
    try:
        settings.corpus.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusError(f"The corpus folder {settings.corpus} cannot be made: {error.strerror}.") from error
    imported = import_paths(
        files,
        engine.corpus,
        max_file_bytes=int(settings.max_file_mb * 1024 * 1024),
        max_files=settings.max_files,
    )
    report = _with_progress(engine.sync)
    failed = [*imported.failed, *report.failed]
    if as_json:
        print_json(
            {
                "added": [
                    {"article_id": article.id, "title": article.title, "path": str(article.path)}
                    for article in imported.added
                ],
                "duplicates": [
                    {"file": name, "article_id": existing} for name, existing in imported.duplicates
                ],
                "failed": [{"file": name, "reason": reason} for name, reason in failed],
                "sync": sync_json(report),
            }
        )
    else:
        for article in imported.added:
            out.print(f"Đã thêm: {escape(article.title)}  [dim]{escape(str(article.path))}[/dim]")
        for name, existing in imported.duplicates:
            out.print(f"Đã có sẵn: {escape(name)} trùng với {escape(existing)}")
    _stop_if_failed(failed)


@app.command("list")
def _list(context: typer.Context, as_json: Json = False) -> None:
    """List the articles of the archive, newest first."""
    articles = [
        {
            "article_id": entry.id,
            "title": entry.title,
            "published": entry.published.isoformat() if entry.published else None,
            "section": entry.section,
            "path": entry.path,
        }
        for entry in _open_engine(context, ready=True).index.catalogue.entries()
    ]
    if as_json:
        print_json(articles)
        return
    table = Table(box=None, header_style="bold")
    for heading in ("ID", "Ngày đăng", "Mục", "Tiêu đề"):
        table.add_column(heading, overflow="fold")
    for article in articles:
        day = str(article["published"] or "")[:10]
        table.add_row(
            *(
                escape(str(value))
                for value in (article["article_id"], day, article["section"], article["title"])
            )
        )
    out.print(table)


@app.command("remove")
def _remove(
    context: typer.Context,
    article_id: Annotated[str, typer.Argument(help="Id of the article, as `bp-qa list` shows it.")],
    as_json: Json = False,
) -> None:
    """Take an article out of the archive; its file is kept in corpus/.trash."""
    engine = _open_engine(context)
    kept = engine.corpus.remove(article_id)
    report = _with_progress(engine.sync)
    if as_json:
        print_json({"removed": article_id, "kept": str(kept), "sync": sync_json(report)})
    else:
        out.print(f"Đã gỡ {escape(article_id)}; tệp còn giữ ở {escape(str(kept))}.")


@app.command("ask")
def _ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    history: Annotated[list[str] | None, typer.Option(help="An earlier question; may be repeated.")] = None,
    batch: Annotated[
        Path | None, typer.Option(help='Questions, one JSON object {"id","question","history"} a line.')
    ] = None,
    as_json: Json = False,
) -> None:
    """Answer a question with quotes, or say that the archive does not hold the answer."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("Give one question, or --batch with a file of questions.")
    if batch is not None and history:
        raise typer.BadParameter("--history goes with one question; in a batch each line has its own.")
    if batch is not None and not as_json:
        raise typer.BadParameter("--batch needs --json.")
    asked = list(read_batch(batch)) if batch is not None else []
    engine = _open_engine(context, ready=True)
    if question is not None:
        answer = engine.ask(question, history or [])
        if as_json:
            print_json(answer.as_json())
        else:
            print_answer(answer)
        return
    for item in asked:
        answer = engine.ask(item["question"], item["history"])
        print_json({"id": item["id"], **answer.as_json()}, indent=None)


@app.command("search")
def _search(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="Words or a question.")],
    mode: Annotated[SearchMode, typer.Option(help="Which indexes are asked.")] = "hybrid",
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Number of passages.")] = 10,
    as_json: Json = False,
) -> None:
    """Show the passages that a search finds, best first."""
    engine = _open_engine(context, ready=True)
    found = engine.search(question, mode=mode, k=k)
    if as_json:
        print_json(
            {
                "question": question,
                "mode": mode,
                "passages": [
                    {
                        "rank": passage.rank,
                        "score": round(passage.score, 4),
                        "dense": passage.dense,
                        "keyword": passage.keyword,
                        "article_id": passage.article_id,
                        "title": passage.title,
                        "published": passage.published.isoformat() if passage.published else None,
                        "section": passage.section,
                        "start": passage.start,
                        "end": passage.end,
                        "text": passage.text,
                        "also_in": [other.as_json() for other in passage.also_in],
                    }
                    for passage in found
                ],
            }
        )
        return
    for passage in found:
        day = f" · {passage.published:%d/%m/%Y}" if passage.published else ""
        out.print(
            f"[bold]{passage.rank}. {escape(passage.title)}[/bold]{day}  [dim]{passage.score:.3f}[/dim]"
        )
        out.print(f"   {escape(passage.text)}")
        print_also_in(passage.also_in)
        out.print()


@app.command("eval")
def _eval(
    context: typer.Context,
    dataset: Annotated[
        Path | None, typer.Argument(help="SQuAD JSON file or BEIR folder; the golden set if left out.")
    ] = None,
    archive: Annotated[Path | None, typer.Option(help="Articles (.jsonl.gz) to add as distractors.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask at most so many questions.")] = None,
    mode: Annotated[list[_Mode] | None, typer.Option(help="May be repeated; all if left out.")] = None,
    split: Annotated[
        Literal["all", "dev", "test", "train", "held-out"] | None,
        typer.Option(
            help="Part of the questions; the test split of the golden set, all of others if left out."
        ),
    ] = None,
    strangers: Annotated[
        Path | None, typer.Option(help="Another set, whose questions are asked too and should be refused.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Folder for report.html and report.json.")] = None,
    as_json: Json = False,
) -> None:
    """Measure retrieval and answers on a data set, in an index of its own."""
    from bp_qa.evaluation import run_evaluation
    from bp_qa.evaluation.console import print_summary

    result = run_evaluation(
        str(dataset) if dataset else None,
        settings=context.obj.settings,
        archive=archive,
        limit=limit,
        modes=[one.value for one in mode] if mode else None,
        split=split,
        strangers=strangers,
        report=report,
        console=_errors,
    )
    if as_json:
        print_json(result)
    else:
        print_summary(result, out)
        if report is not None:
            out.print(f"Báo cáo: {escape(str(report / 'report.html'))}")


@app.command("serve")
def _serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
) -> None:
    """Sync, then open the chat page."""
    from bp_qa.web.server import open_service

    engine = _open_engine(context)
    report = _with_progress(engine.prepare)
    for _, reason in report.failed:
        _errors.print(f"Bỏ qua: {escape(reason)}")
    try:
        service = open_service(engine, host, port)
    except OSError as error:
        raise SettingsError(f"The page cannot be opened on {host}, port {port} ({error}).") from error
    out.print(f"Mở trang hỏi đáp tại http://{host}:{port}  (Ctrl+C để dừng)")
    service.run_until_stopped()


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line: an expected failure is one line on stderr, a bug still shows its traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the locale: the archive is Vietnamese
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        given = sys.argv[1:] if arguments is None else list(arguments)
        status = app(args=given or ["--help"], standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        _end(error.format_message() if isinstance(error, typer.BadParameter) else str(error))
    except BpQaError as error:
        _end(str(error))
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    sys.exit(status if isinstance(status, int) else 0)


def _end(message: str) -> NoReturn:
    print(f"bp-qa: {' '.join(message.split())}", file=sys.stderr)  # noqa: T201
    sys.exit(UNREADABLE)


def _open_engine(context: typer.Context, *, ready: bool = False) -> "Engine":
    """The archive; with `ready`, synced first if it has never been."""
    from bp_qa.engine import Engine

    engine = Engine(context.obj.settings)
    if ready and engine.is_new():
        _with_progress(engine.sync)
    return engine


def _with_progress(work: Callable[[Callable[[int, int], None]], "SyncReport"]) -> "SyncReport":
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=_errors,
        transient=True,
        disable=not _errors.is_terminal,
    ) as progress:
        task = progress.add_task("Đồng bộ kho bài", total=None, rate="")
        began: tuple[float, int] | None = None

        def show(done: int, total: int) -> None:
            # What was up to date before counts as done, but not as speed.
            nonlocal began
            if began is None:
                began = (time.monotonic(), done)
                progress.reset(task, total=total, completed=done, rate="")
                return
            rate = (done - began[1]) / max(time.monotonic() - began[0], 1e-9)
            progress.update(task, completed=done, total=total, rate=f"{rate:.1f} bài/giây")

        return work(show)


def _stop_if_failed(failed: Sequence[tuple[str, str]]) -> None:
    if failed:
        for name, reason in failed:
            print(f"bp-qa: {name}: {' '.join(reason.split())}", file=sys.stderr)  # noqa: T201
        raise typer.Exit(UNREADABLE)
