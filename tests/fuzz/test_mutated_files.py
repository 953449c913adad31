"""Files changed at random are read or refused with a reason; none brings a traceback, none takes for ever."""

import faulthandler
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from mutating import mutations
from targets import TARGETS, found, read_file, seeds

from bp_qa.corpus import CorpusFolder, import_paths

# Of this process's own time, so that a loaded machine does not count; what runs away takes far longer.
_MOST_SECONDS = 30.0


def _try_all(count: int, seed: int, tell: Callable[[str], None]) -> Counter[str]:
    """Tries `count` files, shared out among the kinds; what became of them."""
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    for target, read in TARGETS.items():
        for number, data in enumerate(mutations(seeds(target), count // len(TARGETS) + 1, seed)):
            begun = time.process_time()
            try:
                articles = read(data)
            except BaseException as error:
                error.add_note(f"target {target}, seed {seed}, file {number}: {data[:2000]!r}")
                raise
            seconds = time.process_time() - begun
            slowest = max(slowest, (seconds, f"{target} {number}"))
            assert seconds < _MOST_SECONDS, (
                f"target {target}, seed {seed}, file {number} took {seconds:.0f} s"
            )
            outcomes["read" if articles else "refused"] += 1
    tried = sum(outcomes.values())
    tell(
        f"files tried: {tried}, read: {outcomes['read']}, refused with a reason: {outcomes['refused']}, "
        f"slowest {slowest[0]:.1f} s"
    )
    return outcomes


def test_mutated_files(tell: Callable[[str], None]) -> None:
    outcomes = _try_all(300, 20, tell)
    assert sum(outcomes.values()) >= 300
    assert min(outcomes["read"], outcomes["refused"]) > 20


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_ten_thousand_mutated_files(tell: Callable[[str], None]) -> None:
    # A crash of a library in C would end the run without a word otherwise.
    faulthandler.enable()
    count = int(os.environ.get("MUTATED_FILES", "10000"))
    assert sum(_try_all(count, int(os.environ.get("MUTATED_SEED", "21")), tell).values()) >= count


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_are_good_articles(target: str) -> None:
    assert seeds(target)
    assert all(TARGETS[target](data) for data in seeds(target))


@pytest.mark.parametrize(
    ("target", "data"),
    [
        pytest.param(target, data, id=f"{target}: {name}")
        for target in TARGETS
        for name, data in found(target)
    ],
)
def test_what_was_found_once_stays_mended(target: str, data: bytes) -> None:
    begun = time.process_time()
    TARGETS[target](data)
    assert time.process_time() - begun < _MOST_SECONDS


HOSTILE = {
    "bidi in every field": (
        "a.md",
        "---\ntitle: 'T\u202ein'\nsection: '\u2066x'\n---\n\nMột \u200fcâu.\n".encode(),
    ),
    "a million marks on one letter": ("a.txt", ("Tin\n\nDòng " + "a" + "\u0301" * 1_000_000).encode()),
    "one line of two megabytes": ("a.txt", b"Tin\n\n" + b"a" * 2_000_000),
    "a hundred thousand lines": ("a.txt", b"Tin moi ve rung\n\n" + b"Mot cau.\n\n" * 100_000),
    "two megabytes of capitals and brackets": ("a.txt", b"Tin\n\n" + b"(ABC (D" * 300_000),
    "deep HTML": ("a.html", b"<html><body>" + b"<div><p>" * 50_000 + b"x"),
    "a hundred thousand paragraphs of HTML": (
        "a.html",
        b"<html><body><article><h1>Tin</h1>" + b"<p>Mot cau ve rung.</p>" * 100_000,
    ),
    "entities that multiply": (
        "a.html",
        b'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
        + b"]><html><body><h1>T</h1><p>&a11;</p></body></html>",
    ),
    "deep JSON": ("a.jsonl", b'{"title":' + b"[" * 500_000),
    "a number too long": ("a.jsonl", b'{"title":"T","text":' + b"9" * 1_000_000 + b"}"),
    "YAML that multiplies": (
        "a.md",
        b"---\ntitle: T\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 110))
        + b"---\n\nA.\n",
    ),
}


@pytest.mark.parametrize(("name", "data"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_read_or_refused_in_time(name: str, data: bytes) -> None:
    begun = time.process_time()
    read_file(data, name)
    assert time.process_time() - begun < _MOST_SECONDS


def test_nothing_hidden_is_left_in_what_is_imported(tmp_path: Path) -> None:
    page = (
        "Xã\u202e hội\n\nTin \u2066về\u2069 rừng\x00 ở huyện\n\n10:00, 01/09/2023\n\nMột\u200b câu\x07 nữa.\n"
    )
    (tmp_path / "a.md").write_text(page, encoding="utf-8")
    folder = CorpusFolder(tmp_path / "corpus", timezone="Asia/Ho_Chi_Minh")
    report = import_paths([tmp_path / "a.md"], folder, max_file_bytes=10_000, max_files=1)
    # NUL in a text file is no text; without it the rest is read, and shows what it holds.
    assert "NUL" in report.failed[0][1]
    (tmp_path / "a.md").write_text(page.replace("\x00", ""), encoding="utf-8")
    (article,) = import_paths([tmp_path / "a.md"], folder, max_file_bytes=10_000, max_files=1).added
    assert (article.section, article.title, article.text) == (
        "Xã hội",
        "Tin về rừng ở huyện",
        "Một câu nữa.",
    )
