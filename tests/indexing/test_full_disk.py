"""A disk that fills up, an index that cannot be written: said in words, and good again afterwards."""

import multiprocessing
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from afresh import compare_with_fresh
from disks import fill_up, read_only, small_disk
from interrupted import open_engine, sync_telling
from small_archive import fill, searches, write

from bp_qa.corpus.article import Article, join_paragraphs
from bp_qa.corpus.folder import CorpusFolder
from bp_qa.errors import CorpusError, IndexStoreError

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["bp_qa.engine"])
_KILOBYTES_LEFT = (0, 40, 300, 1_500, 6_000)
_ARTICLES = 12


def _rewrite(corpus: Path, chance: random.Random) -> None:
    for number in range(_ARTICLES):
        numbers = [chance.randrange(100_000) for _ in range(60)]
        sentences = [f"Bài {number} kể về bến cảng, cột mốc {each}, 12 giấy khen." for each in numbers]
        write(corpus, f"bai-{number}", " ".join(sentences))


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _sync_in_a_process(folder: Path) -> str:
    """What a sync says went wrong; empty if it went well."""
    told = folder / "told"
    told.unlink(missing_ok=True)
    process = _CONTEXT.Process(target=sync_telling, args=(folder, told))
    process.start()
    process.join(300)
    assert process.exitcode == 0, f"died of {process.exitcode}"
    return told.read_text(encoding="utf-8") if told.exists() else ""


def test_a_disk_that_fills_up_while_syncing(tmp_path: Path, tell: Callable[[str], None]) -> None:
    chance = random.Random(4)
    fill(tmp_path / "corpus")
    _rewrite(tmp_path / "corpus", chance)
    failed = compared = 0
    with small_disk(tmp_path / "index", megabytes=96):
        assert _sync_in_a_process(tmp_path) == ""
        for kilobytes in _KILOBYTES_LEFT:
            _rewrite(tmp_path / "corpus", chance)
            before = _content(tmp_path / "corpus")
            filler = fill_up(tmp_path / "index", kilobytes * 1024)
            said = _sync_in_a_process(tmp_path)
            if said:
                failed += 1
                assert "disk" in said, said
            assert _content(tmp_path / "corpus") == before
            filler.unlink()
            assert _sync_in_a_process(tmp_path) == ""
            engine = open_engine(tmp_path)
            assert engine.sync().failed == []
            compared += compare_with_fresh(engine, tmp_path / f"fresh-{kilobytes}")
            engine.index.close()
    tell(f"syncs of a disk that fills up: {failed} failed; comparisons equal: {compared}")
    assert failed >= 2


def test_a_first_sync_on_a_disk_that_is_too_small(tmp_path: Path) -> None:
    fill(tmp_path / "corpus")
    _rewrite(tmp_path / "corpus", random.Random(5))
    with small_disk(tmp_path / "index", megabytes=12):
        filler = fill_up(tmp_path / "index", 200 * 1024)
        assert "disk" in _sync_in_a_process(tmp_path)
        filler.unlink()
        assert _sync_in_a_process(tmp_path) == ""
        engine = open_engine(tmp_path)
        assert compare_with_fresh(engine, tmp_path / "fresh")
        engine.index.close()


def test_an_article_that_does_not_fit_leaves_the_old_one(tmp_path: Path) -> None:
    def article(text: str) -> Article:
        body, paragraphs = join_paragraphs([("body", text)])
        return Article(id="bai", title="Bài", text=body, paragraphs=paragraphs)

    with small_disk(tmp_path / "corpus", megabytes=2) as disk:
        corpus = CorpusFolder(disk, timezone="Asia/Ho_Chi_Minh")
        corpus.save(article("Bản cũ."))
        filler = fill_up(disk, 64 * 1024)
        with pytest.raises(CorpusError, match="space"):
            corpus.save(article("Bản mới dài hơn. " * 10_000 + "Hết."), overwrite=True)
        assert corpus.load("bai").text == "Bản cũ."
        assert {path.name for path in disk.iterdir()} == {"bai.md", filler.name}
        filler.unlink()
        corpus.save(article("Bản mới."), overwrite=True)
        assert corpus.load("bai").text == "Bản mới."


def test_an_index_that_cannot_be_written(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    fill(corpus)
    engine = open_engine(tmp_path)
    engine.sync()
    expected = searches(engine)
    engine.index.close()
    write(corpus, "d", "Bài mới về Hoàng Mai.")
    with read_only(tmp_path / "index"), pytest.raises(IndexStoreError, match="rights of the index folder"):
        open_engine(tmp_path).sync()
    (corpus / "d.md").unlink()
    engine = open_engine(tmp_path)
    assert engine.sync().embedded_chunks == 0
    assert searches(engine) == expected
    engine.index.close()
