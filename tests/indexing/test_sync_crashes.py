"""Kill -9 at random moments of a sync; two syncs at once."""

import multiprocessing
import random
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from afresh import compare_with_fresh
from interrupted import open_engine, sync_once
from small_archive import check_invariants, fill, write

from bp_qa.engine import Engine

_CONTEXT = multiprocessing.get_context("forkserver")
# What takes seconds to import is imported once; each child is forked from there.
_CONTEXT.set_forkserver_preload(["bp_qa.engine"])
_ARTICLES = 12
# They share syllables with what is asked of the archive, but answer none of it: which of several answers as
# good as each other is given hangs on scores that deleted articles still weigh a little in.
_WORDS = (
    "biên phòng",
    "tuần lễ",
    "hội nghị",
    "Quỳnh Lưu",
    "khen ngợi",
    "chào mừng",
    "mốc son",
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


@dataclass
class _Survived:
    """What became of the syncs that were killed.

    Attributes:
        killed: how many had not finished by themselves.
        repairs: syncs after kills, which were let finish.
        kept: articles in step already, which repairs left alone.
        embedded: chunks that repairs embedded, all of them of other articles.
        compared: searches and answers that equal those of an index made afresh.
    """

    killed: int = 0
    repairs: int = 0
    kept: int = 0
    embedded: int = 0
    compared: int = 0

    def __str__(self) -> str:
        return (
            f"kills survived: {self.killed}; repairs: {self.repairs}, which left {self.kept} articles alone "
            f"and embedded {self.embedded} chunks of others; comparisons equal: {self.compared}"
        )


def _survive(folder: Path, kills: int, seed: int) -> _Survived:
    """Kills that many syncs, and lets a repair finish now and then and in the end."""
    chance = random.Random(seed)
    survived = _Survived()
    fill(folder / "corpus")
    open_engine(folder).index.close()
    longest = 0.5
    for _ in range(kills):
        _change(folder / "corpus", chance)
        process = _start(folder)
        # Within what a sync takes on this machine now: found by what the last ones took.
        process.join(chance.uniform(0, longest))
        process.kill()
        process.join()
        died = process.exitcode != 0
        survived.killed += died
        longest *= 1.25 if died else 0.6
        if chance.random() < 0.2:
            _repaired(folder, survived).index.close()
    engine = _repaired(folder, survived)
    survived.compared += compare_with_fresh(engine, folder / "fresh")
    engine.index.close()
    return survived


def _repaired(folder: Path, survived: _Survived) -> Engine:
    """The engine after a sync that was let finish, which embeds nothing that had been recorded."""
    engine = open_engine(folder)
    catalogue, source = engine.index.catalogue, engine.source
    recorded = {id_ for id_, (_, digest) in catalogue.stamps().items() if digest == source.digest(id_)}
    recorded -= catalogue.pending()
    report = engine.sync()
    assert report.failed == []
    missing = source.stamps().keys() - recorded
    assert report.embedded_chunks <= len(catalogue.chunk_ids_of(missing))
    check_invariants(engine)
    assert engine.sync().embedded_chunks == 0
    survived.repairs += 1
    survived.kept += len(recorded)
    survived.embedded += report.embedded_chunks
    return engine


def test_a_killed_sync_is_repaired_by_the_next(tmp_path: Path, tell: Callable[[str], None]) -> None:
    survived = _survive(tmp_path, kills=20, seed=1)
    tell(str(survived))
    assert survived.killed >= 5
    assert survived.kept > 0, "nothing was done that could have been embedded again"


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_two_hundred_killed_syncs_are_repaired(tmp_path: Path, tell: Callable[[str], None]) -> None:
    survived = _survive(tmp_path, kills=200, seed=2)
    tell(str(survived))
    assert survived.killed >= 50
    assert survived.kept > 0, "nothing was done that could have been embedded again"


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
