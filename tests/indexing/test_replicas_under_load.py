"""Three app processes that share a Chroma server and search all the time while articles come and go."""

import json
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from app_process import Seen, found_by, mark_of, open_replica, open_writer, serve_searches, text_of
from chroma_server import chroma_server
from small_archive import write

from bp_qa.engine import Engine

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["bp_qa.engine"])
_PROCESSES = 3
_SEEN_WITHIN = 10.0  # seconds from the end of the sync that adds an article until every process finds it


@dataclass
class _History:
    """What happened to the articles, by the clock that all processes share."""

    now: dict[int, int] = field(default_factory=dict)
    added: dict[str, float] = field(default_factory=dict)
    gone: dict[str, float] = field(default_factory=dict)


def _change(
    corpus: Path, chance: random.Random, articles: int, history: _History
) -> tuple[set[str], set[str]]:
    """Adds, edits and deletes some articles; the marks that came and those that went."""
    came: set[str] = set()
    went: set[str] = set()
    for article in chance.sample(range(articles), 3):
        version = history.now.get(article, 0)
        if version > 0:
            went.add(mark_of(article, version))
        if version > 0 and chance.random() < 0.3:
            (corpus / f"bai-{article}.md").unlink()
            history.now[article] = -version
        else:
            history.now[article] = abs(version) + 1
            write(corpus, f"bai-{article}", text_of(article, abs(version) + 1))
            came.add(mark_of(article, abs(version) + 1))
    return came, went


@contextmanager
def _app_processes(folder: Path, url: str, articles: int) -> Iterator[list[Path]]:
    """Processes that search until the block ends; where each writes what it saw."""
    words = [f"bài {article} biên phòng" for article in range(articles)] + ["biên phòng tuần tra"]
    stop = _CONTEXT.Event()
    started: list[tuple[ForkServerProcess, Path]] = []
    try:
        for number in range(_PROCESSES):
            ready, out = _CONTEXT.Event(), folder / f"seen-{number}.json"
            process = _CONTEXT.Process(
                target=serve_searches, args=(folder / f"app-{number}", url, words, ready, stop, out)
            )
            process.start()
            started.append((process, out))
            assert ready.wait(120)
        yield [out for _, out in started]
    finally:
        stop.set()
        for process, _ in started:
            process.join(60)
            process.kill()


def _run(folder: Path, url: str, *, articles: int, rounds: int, pause: float) -> tuple[Engine, str]:
    """Changes the archive under load and checks what the processes saw; the writer, and the figures."""
    corpus = folder / "corpus"
    corpus.mkdir()
    history, chance = _History(), random.Random(6)
    write(corpus, "lasting", "Bài này luôn ở đây và nói về biên phòng.")
    writer = open_writer(folder, url)
    writer.sync()
    with _app_processes(folder, url, articles) as outs:
        for _ in range(rounds):
            came, went = _change(corpus, chance, articles, history)
            assert writer.sync().failed == []
            done = time.monotonic()
            history.added |= dict.fromkeys(came, done)
            history.gone |= dict.fromkeys(went, done)
            time.sleep(pause)
        time.sleep(_SEEN_WITHIN)
    longest = 0.0
    number = 0
    for out in outs:
        seen: Seen = json.loads(out.read_text(encoding="utf-8"))
        assert seen["wrong"] == []
        assert seen["searches"] > 0
        number += seen["searches"]
        for mark, moment in history.added.items():
            gone = history.gone.get(mark, float("inf"))
            if gone - moment > _SEEN_WITHIN:
                assert mark in seen["first"], f"{mark} was never found"
            if mark in seen["first"]:
                longest = max(longest, seen["first"][mark] - moment)
        for mark, moment in history.gone.items():
            assert seen["last"].get(mark, 0.0) - moment < _SEEN_WITHIN, f"{mark} was found long after it went"
        assert set(seen["first"]) <= set(history.added)
    assert longest < _SEEN_WITHIN
    return writer, (
        f"{_PROCESSES} processes, {number} searches, {len(history.added)} versions added, "
        f"{len(history.gone)} gone; the slowest was found after {longest:.1f} s"
    )


def _check_folders(folder: Path, url: str, writer: Engine) -> None:
    """What each process keeps in the end, and what a fresh one gets, equals what the writer has."""
    for name in (*(f"app-{number}" for number in range(_PROCESSES)), "fresh"):
        replica = open_replica(folder / name, url)
        replica.sync()
        assert replica.index.catalogue.chunk_ids() == writer.index.catalogue.chunk_ids()
        assert replica.index.keywords.chunk_ids() == writer.index.catalogue.chunk_ids()
        assert writer.index.vectors.chunk_ids() == writer.index.catalogue.chunk_ids()
        assert found_by(replica) == found_by(writer)
        for article_id in writer.source.stamps():
            assert replica.source.load(article_id).text == writer.source.load(article_id).text
        replica.index.close()


def test_a_follower_finds_a_new_article_and_lives_through_a_server_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    with chroma_server(tmp_path / "server") as url:
        writer = open_writer(tmp_path, url)
        writer.sync()
        replica = open_replica(tmp_path / "replica", url, seconds=0.1)
        replica.sync()
        follower = replica.follow()
        assert follower is not None
        assert writer.follow() is None
        write(tmp_path / "corpus", "a", "Bài mới về cột mốc.")
        writer.sync()
        deadline = time.monotonic() + _SEEN_WITHIN
        while not replica.search("cột mốc"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        writer.index.close()
    time.sleep(0.5)
    assert follower.is_alive()
    assert [passage.article_id for passage in replica.search("cột mốc", mode="keyword")] == ["a"]
    follower.stop()
    assert not follower.is_alive()


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_three_processes_under_load_lose_nothing_and_see_each_article_soon(
    tmp_path: Path, tell: Callable[[str], None]
) -> None:
    with chroma_server(tmp_path / "server") as url:
        writer, figures = _run(tmp_path, url, articles=12, rounds=40, pause=1.5)
        _check_folders(tmp_path, url, writer)
    tell(str(figures))
