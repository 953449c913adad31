"""Any file of the index cut, overwritten, swapped or gone, at any place: a sync mends it."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from afresh import compare_with_fresh
from hash_embeddings import HashEmbeddings
from small_archive import QUESTIONS, check_invariants, fill, searches, write

from bp_qa.engine import Engine
from bp_qa.settings import load_settings

_KINDS = ("cut", "overwritten", "zeroed", "grown", "gone")


def _damage(path: Path, kind: str, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    start = chance.randrange(len(data) + 1)
    length = min(len(data) - start, chance.choice([1, 16, 512, 1 << 20]))
    if kind == "gone":
        path.unlink()
        return
    if kind == "cut":
        del data[start:]
    elif kind == "overwritten":
        data[start : start + length] = chance.randbytes(length)
    elif kind == "zeroed":
        data[start : start + length] = bytes(length)
    else:
        data += chance.randbytes(4096)
    path.write_bytes(data)


def _open(folder: Path) -> Engine:
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    return Engine(settings, embeddings=HashEmbeddings())


def _mended(folder: Path, articles: int, rounds: int, seed: int, best: int = 100) -> tuple[int, int]:
    """Damages, syncs and compares the `best` hits so many times; how many files and searches these were."""
    chance = random.Random(seed)
    fill(folder / "corpus")
    # Of words of their own: many articles alike would tie, and a graph of vectors that are nearly one point
    # need not lead to the few that lie elsewhere.
    words = ["".join(chance.choices("bcdghklmnrstvx", k=3)) + "ươ" for _ in range(4_000)]
    for number in range(articles):
        write(folder / "corpus", f"bai-{number}", " ".join(chance.sample(words, 20)) + ".")
    engine = _open(folder)
    engine.sync()
    expected = searches(engine)
    answers = [engine.ask(question).text for question in QUESTIONS]
    engine.index.close()
    shutil.copytree(folder / "index", folder / "whole")
    damaged = compared = 0
    for _ in range(rounds):
        shutil.rmtree(folder / "index")
        shutil.copytree(folder / "whole", folder / "index")
        files = sorted(
            path for path in (folder / "index").rglob("*") if path.is_file() and path.stat().st_size
        )
        told = []
        for path in chance.sample(files, chance.randint(1, 3)):
            kind = chance.choice(_KINDS)
            _damage(path, kind, chance)
            told.append(f"{path.relative_to(folder)} {kind}")
            damaged += 1
        engine = _open(folder)
        report = engine.sync()
        assert report.failed == [], told
        check_invariants(engine)
        found = searches(engine)
        for (mode, question, now), (_, _, before) in zip(found, expected, strict=True):
            if mode == "dense":
                assert now[:best] == before[:best], (told, question)
            else:
                assert {id_ for id_, _ in now[:best]} == {id_ for id_, _ in before[:best]}, (told, question)
        assert [engine.ask(question).text for question in QUESTIONS] == answers, told
        compared += len(found) + len(answers)
        engine.index.close()
    engine = _open(folder)
    compared += compare_with_fresh(engine, folder / "fresh", best)
    engine.index.close()
    return damaged, compared


def test_damaged_files_are_mended(tmp_path: Path, tell: Callable[[str], None]) -> None:
    damaged, compared = _mended(tmp_path, articles=3, rounds=12, seed=11)
    tell(f"index files damaged: {damaged}; searches and answers compared: {compared}")


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_many_damaged_files_of_a_larger_index_are_mended(tmp_path: Path, tell: Callable[[str], None]) -> None:
    # So many chunks that Chroma has written its graph to files of its own.
    damaged, compared = _mended(tmp_path, articles=1_200, rounds=100, seed=12, best=3)
    tell(f"index files damaged: {damaged}; searches and answers compared: {compared}")
