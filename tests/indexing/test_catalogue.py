from pathlib import Path

import pytest

from bp_qa.corpus.article import Article
from bp_qa.errors import DamagedIndexError
from bp_qa.indexing.catalogue import Catalogue
from bp_qa.indexing.chunking import Chunk
from bp_qa.indexing.records import FileStamp, Indexed


def catalogue_of(folder: Path, chunks: int) -> Catalogue:
    catalogue = Catalogue(folder / "catalogue.sqlite3")
    article = Article(id="a", title="Bài", text="", paragraphs=())
    pieces = [Chunk(f"a#{n}", "a", n, n + 1, "x", "body", "") for n in range(chunks)]
    catalogue.finish([], [Indexed(article, FileStamp(1, 2), pieces, {})], {})
    return catalogue


def test_more_chunks_than_sqlite_takes_parameters(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path, 40_000)
    ids = [f"a#{n}" for n in range(40_000)]
    assert set(catalogue.chunks([*ids, "missing#0"])) == set(ids)
    assert catalogue.chunks([]) == {}


@pytest.mark.parametrize("chunks", [0, 1, 63, 64, 65, 1000])
def test_a_sample_is_spread_and_never_larger_than_asked(tmp_path: Path, chunks: int) -> None:
    sample = catalogue_of(tmp_path, chunks).sample_of_chunk_ids(64)
    assert len(set(sample)) == len(sample) <= 64
    assert len(sample) >= min(chunks, 32)


def test_every_change_moves_the_generation(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path, 1)
    first = catalogue.generation()
    catalogue.clear()
    assert catalogue.generation() > first
    assert catalogue.chunk_count() == 0
    second = catalogue.generation()
    catalogue.finish([], [], {})
    assert catalogue.generation() > second


def test_a_broken_page_is_noticed(tmp_path: Path) -> None:
    catalogue_of(tmp_path, 5_000).close()
    path = tmp_path / "catalogue.sqlite3"
    path.write_bytes(path.read_bytes()[:8_192] + b"\xa5" * 100_000)
    with pytest.raises(DamagedIndexError, match="rebuilds"):
        Catalogue(path).verify()
