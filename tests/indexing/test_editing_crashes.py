"""Kill -9 while articles are added, removed and restored: none is lost, none is half there."""

import multiprocessing
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from afresh import compare_with_fresh
from editing import edit_for_ever
from interrupted import open_engine
from small_archive import fill

from bp_qa.corpus import CorpusFolder, content_hash, read_article

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["bp_qa.engine"])
_ZONE = "Asia/Ho_Chi_Minh"
_PAGES = 12


def _texts(corpus: Path) -> set[str]:
    """Every text in the corpus and its trash; reading them shows that none is half written."""
    folder = CorpusFolder(corpus, timezone=_ZONE)
    articles = [folder.load(article_id) for article_id in folder.ids()]
    trash = corpus / ".trash"
    if trash.exists():
        articles += [read_article(path, timezone=_ZONE) for path in trash.glob("*.md")]
    return {content_hash(article.text) for article in articles}


def _survive(folder: Path, kills: int, seed: int) -> tuple[int, int]:
    chance = random.Random(seed)
    fill(folder / "corpus")
    (folder / "inbox").mkdir()
    for number in range(_PAGES):
        page = f"Xã hội\n\nTin số {number} về bến cảng ở xã\n\n10:00, 01/09/2023\n\nĐoạn của bài {number}.\n"
        (folder / "inbox" / f"{number}.txt").write_text(page, encoding="utf-8")
    open_engine(folder).index.close()
    seen = _texts(folder / "corpus")
    for number in range(kills):
        ready = _CONTEXT.Event()
        process = _CONTEXT.Process(target=edit_for_ever, args=(folder, seed + number, ready))
        process.start()
        assert ready.wait(120)
        process.join(chance.uniform(0, 0.6))
        process.kill()
        process.join()
        assert process.exitcode == -9, "it ended by itself"
        now = _texts(folder / "corpus")
        assert seen <= now, "an article is neither in the corpus nor in the trash"
        seen = now
    engine = open_engine(folder)
    assert engine.sync().failed == []
    compared = compare_with_fresh(engine, folder / "fresh")
    engine.index.close()
    return len(seen), compared


def test_killed_while_editing(tmp_path: Path, tell: Callable[[str], None]) -> None:
    articles, compared = _survive(tmp_path, kills=20, seed=100)
    tell(f"kills survived while editing: 20; articles kept: {articles}; comparisons: {compared}")
    assert articles > 3


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_two_hundred_times_while_editing(tmp_path: Path, tell: Callable[[str], None]) -> None:
    articles, compared = _survive(tmp_path, kills=200, seed=1000)
    tell(f"kills survived while editing: 200; articles kept: {articles}; comparisons: {compared}")
    assert articles > 3
