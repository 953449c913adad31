"""Articles that change while they are read, and clocks that do not go forward."""

import os
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from afresh import compare_with_fresh
from interrupted import open_engine
from small_archive import check_invariants, fill, write

import bp_qa.corpus.folder

_YEAR_NS = 365 * 24 * 3600 * 1_000_000_000


def test_files_rewritten_while_they_are_read(tmp_path: Path, tell: Callable[[str], None]) -> None:
    corpus = tmp_path / "corpus"
    fill(corpus)
    engine = open_engine(tmp_path)
    engine.sync()
    stop = threading.Event()
    written = 0

    def rewrite() -> None:
        """As an editor does that does not write atomically: empties the file, then writes part by part."""
        nonlocal written
        chance = random.Random(3)
        while not stop.is_set():
            name = chance.choice("abc")
            sentence = f"Số {chance.randrange(1000)}: tuần tra cột mốc, trao giấy khen ở Hoàng Mai."
            text = f"---\ntitle: Bài {name}\n---\n\n" + "\n\n".join([sentence] * chance.randint(1, 30)) + "\n"
            data = text.encode()
            with (corpus / f"{name}.md").open("wb") as file:
                for begin in range(0, len(data), 97):
                    file.write(data[begin : begin + 97])
                    file.flush()
                    if chance.random() < 0.05:
                        time.sleep(0.002)
            written += 1

    writer = threading.Thread(target=rewrite)
    writer.start()
    half_read = 0
    try:
        for _ in range(15):
            report = engine.sync()
            # A file met empty or half written may be no article; it must be named, and nothing else fail.
            assert {name for name, _ in report.failed} <= {"a", "b", "c"}
            half_read += len(report.failed)
    finally:
        stop.set()
        writer.join()
    assert engine.sync().failed == []
    compared = compare_with_fresh(engine, tmp_path / "fresh")
    engine.index.close()
    tell(f"files rewritten: {written}, met half written: {half_read}, comparisons equal: {compared}")
    assert written > 15


def test_a_clock_that_jumps_hides_no_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Callable[[str], None]
) -> None:
    corpus = tmp_path / "corpus"
    fill(corpus)
    engine = open_engine(tmp_path)
    engine.sync()
    chance = random.Random(5)
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)
    backward = 0
    for number in range(40):
        step = chance.choice([0, 1, -1, 1_000_000_000, -1_000_000_000, 3 * _YEAR_NS, -3 * _YEAR_NS])
        backward += step < 0
        now += step
        name = chance.choice("abc")
        # Of the same length each time, so that only time stamps and content tell them apart.
        path = write(corpus, name, f"Bản thứ {number:04} của bài về bến cảng.")
        os.utime(path, ns=(now, now))
        engine.sync()
        stored = engine.index.catalogue.chunks_of(name)
        assert [chunk.text for chunk in stored] == [f"Bản thứ {number:04} của bài về bến cảng."], number
    check_invariants(engine)
    compared = compare_with_fresh(engine, tmp_path / "fresh")
    engine.index.close()
    tell(f"clock set back {backward} of 40 times; comparisons equal: {compared}")


def test_trash_keeps_every_article_when_the_clock_stands_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(datetime):
        @classmethod
        def now(cls, _tz: object = None) -> "Stopped":
            return cls(2026, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(bp_qa.corpus.folder, "datetime", Stopped)
    fill(tmp_path / "corpus")
    engine = open_engine(tmp_path)
    first = engine.corpus.remove("a")
    write(tmp_path / "corpus", "a", "Một bài khác cùng tên.")
    second = engine.corpus.remove("a")
    assert first != second
    assert "chào cờ" in first.read_text(encoding="utf-8")
    assert engine.corpus.restore(second).text == "Một bài khác cùng tên."
    engine.index.close()
