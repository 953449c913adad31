"""Kill -9 at random moments of a sync; two syncs at once."""

import multiprocessing
import random
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from interrupted import open_engine, sync_once
from small_archive import check_invariants, fill, searches, write

from bp_qa.engine import Engine

_CONTEXT = multiprocessing.get_context("forkserver")
# What takes seconds to import is imported once; each child is forked from there.
_CONTEXT.set_forkserver_preload(["bp_qa.engine"])
_ARTICLES = 12
_WORDS = (
    "biên phòng",
    "tuần tra",
    "hội nghị",
    "Hoàng Mai",
    "giấy khen",
    "chào cờ",
    "cột mốc",
    "dự án",
    "bến cảng",
)


def _change(corpus: Path, chance: random.Random) -> None:
    """Writes, rewrites or removes a few articles."""
    for number in chance.sample(range(_ARTICLES), 6):
        path = corpus / f"bai-{number}.md"
        if path.exists() and chance.random() < 0.3:
            path.unlink()
        else:
            sentences = [" ".join(chance.choices(_WORDS, k=8)).capitalize() + "." for _ in range(3)]
            write(corpus, path.stem, "\n\n".join(sentences))


def _start(folder: Path) -> ForkServerProcess:
    ready = _CONTEXT.Event()
    process = _CONTEXT.Process(target=sync_once, args=(folder, ready))
    process.start()
    assert ready.wait(120)
    return process


def _survive(folder: Path, kills: int, seed: int) -> int:
    """Kills that many syncs; returns how many of them had not finished by themselves."""
    chance = random.Random(seed)
    fill(folder / "corpus")
    open_engine(folder).index.close()
    killed, longest = 0, 0.5
    for _ in range(kills):
        _change(folder / "corpus", chance)
        process = _start(folder)
        # Within what a sync takes on this machine now: found by what the last ones took.
        process.join(chance.uniform(0, longest))
        process.kill()
        process.join()
        died = process.exitcode != 0
        killed += died
        longest *= 1.25 if died else 0.6
        if chance.random() < 0.2:
            _repaired(folder).index.close()
    engine = _repaired(folder)
    _equals_a_fresh_index(engine, folder / "fresh")
    engine.index.close()
    return killed


def _repaired(folder: Path) -> Engine:
    engine = open_engine(folder)
    report = engine.sync()
    assert report.failed == []
    check_invariants(engine)
    assert engine.sync().embedded_chunks == 0
    return engine


def _equals_a_fresh_index(engine: Engine, folder: Path) -> None:
    articles = [engine.source.load(name) for name in engine.source.stamps()]
    fresh = Engine.for_articles(articles, folder, engine.settings, engine.embeddings)
    fresh.sync()
    # BM25 counts what was deleted until tantivy merges it away: its scores differ a little there, so that
    # of those searches all that is found is compared, not the order.
    for (mode, question, found), (_, _, expected) in zip(searches(engine), searches(fresh), strict=True):
        if mode == "dense":
            assert found == expected, question
        else:
            assert {id_ for id_, _ in found} == {id_ for id_, _ in expected}, question
    fresh.index.close()


def test_a_killed_sync_is_repaired_by_the_next(tmp_path: Path) -> None:
    killed = _survive(tmp_path, kills=20, seed=1)
    print(f"kills survived: {killed} of 20 syncs")  # noqa: T201
    assert killed >= 5


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_two_hundred_killed_syncs_are_repaired(tmp_path: Path) -> None:
    killed = _survive(tmp_path, kills=200, seed=2)
    print(f"kills survived: {killed} of 200 syncs")  # noqa: T201
    assert killed >= 50


def test_two_syncs_at_once_give_the_index_of_one(tmp_path: Path) -> None:
    fill(tmp_path / "corpus")
    for number in range(_ARTICLES):
        write(tmp_path / "corpus", f"bai-{number}", f"Bài số {number} kể về bến cảng.")
    open_engine(tmp_path).index.close()
    processes = [_start(tmp_path), _start(tmp_path)]
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0]
    engine = open_engine(tmp_path)
    report = engine.sync()
    assert (report.embedded_chunks, report.repaired, report.unchanged) == (0, [], _ARTICLES + 3)
    check_invariants(engine)
