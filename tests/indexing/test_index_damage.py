"""Broken, truncated or deleted index files: a sync says so, sets them aside, and answers as a fresh index."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_archive import check_invariants, fill, searches

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.errors import IndexStoreError
from bp_qa.settings import Settings, load_settings


def _overwrite(pattern: str, keep: int | None = None) -> Callable[[Path], None]:
    def damage(index: Path) -> None:
        files = [path for path in index.glob(pattern) if path.is_file()]
        assert files
        for path in files:
            size = path.stat().st_size
            path.write_bytes(path.read_bytes()[:keep] if keep is not None else b"\xa5" * size)

    return damage


def _remove(pattern: str) -> Callable[[Path], None]:
    def damage(index: Path) -> None:
        for path in list(index.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return damage


def _half_of_postings(index: Path) -> None:
    for path in index.glob("keywords/*.idx"):
        data = path.read_bytes()
        path.write_bytes(b"\xa5" * (len(data) // 2) + data[len(data) // 2 :])


DAMAGES = {
    "keywords overwritten": _overwrite("keywords/*"),
    "keyword file truncated": _overwrite("keywords/*.term", keep=20),
    "postings half overwritten": _half_of_postings,
    "keyword positions gone": _remove("keywords/*.pos"),
    "keywords gone": _remove("keywords"),
    "vectors overwritten": _overwrite("chroma/chroma.sqlite3"),
    "vectors truncated": _overwrite("chroma/chroma.sqlite3", keep=50_000),
    "vectors empty": _overwrite("chroma/chroma.sqlite3", keep=0),
    "vectors gone": _remove("chroma"),
    "catalogue overwritten": _overwrite("catalogue.sqlite3*"),
    "catalogue truncated": _overwrite("catalogue.sqlite3", keep=6_000),
    "catalogue gone": _remove("catalogue.sqlite3*"),
    "all gone": _remove("*"),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, embeddings: TextEmbeddings) -> Settings:
    """An archive with a sound index, to be copied."""
    folder = tmp_path_factory.mktemp("whole")
    fill(folder / "corpus")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    engine = Engine(settings, embeddings=embeddings)
    engine.sync()
    engine.index.close()
    return settings


@pytest.fixture(scope="module")
def expected(whole: Settings, embeddings: TextEmbeddings) -> object:
    return searches(Engine(whole, embeddings=embeddings))


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_between_two_runs_is_repaired(
    whole: Settings,
    expected: object,
    embeddings: TextEmbeddings,
    tmp_path: Path,
    damage: Callable[[Path], None],
) -> None:
    shutil.copytree(whole.index, tmp_path / "index")
    damage(tmp_path / "index")
    settings = whole.model_copy(update={"index": tmp_path / "index"})
    engine = Engine(settings, embeddings=embeddings)
    report = engine.sync()
    assert report.rebuilt or report.repaired or report.added
    assert not engine.is_new()
    check_invariants(engine)
    assert searches(engine) == expected
    again = engine.sync()
    assert (again.embedded_chunks, again.rebuilt, again.repaired) == (0, "", [])


@pytest.mark.parametrize("name", ["keywords overwritten", "vectors overwritten", "catalogue overwritten"])
def test_what_is_broken_is_kept_and_a_sync_is_due(
    whole: Settings, embeddings: TextEmbeddings, tmp_path: Path, name: str
) -> None:
    shutil.copytree(whole.index, tmp_path / "index")
    DAMAGES[name](tmp_path / "index")
    engine = Engine(whole.model_copy(update={"index": tmp_path / "index"}), embeddings=embeddings)
    assert engine.is_new()
    kept = list((tmp_path / "index").glob("*.damaged"))
    assert len(kept) == 1
    assert str(kept[0]) in engine.sync().rebuilt


def test_a_lost_keyword_index_is_made_again_without_embedding(
    whole: Settings, embeddings: TextEmbeddings, tmp_path: Path
) -> None:
    shutil.copytree(whole.index, tmp_path / "index")
    engine = Engine(whole.model_copy(update={"index": tmp_path / "index"}), embeddings=embeddings)
    shutil.rmtree(tmp_path / "index" / "keywords")
    report = engine.sync()
    assert report.embedded_chunks == 0
    assert "keyword index" in report.rebuilt
    assert report.repaired == ["a", "b", "c"]
    check_invariants(engine)


def test_stale_and_orphaned_chunks_are_repaired(
    whole: Settings, embeddings: TextEmbeddings, tmp_path: Path
) -> None:
    shutil.copytree(whole.index, tmp_path / "index")
    engine = Engine(whole.model_copy(update={"index": tmp_path / "index"}), embeddings=embeddings)
    index = engine.index
    lost = index.catalogue.chunk_ids_of(["a"])
    index.vectors.delete(lost[:1])
    index.keywords.replace([], remove_articles=["b"])
    article = engine.source.load("c")
    chunk = index.catalogue.chunks_of("c")[0]
    index.vectors._session.collection.upsert(
        ids=["ghost#0"],
        embeddings=[embeddings.encode_passages([chunk.text])[0]],
        documents=[chunk.text],
        metadatas=[{"article_id": "ghost", "title": article.title}],
    )
    report = engine.sync()
    assert report.repaired == ["a", "b"]
    assert report.embedded_chunks == len(lost)
    check_invariants(engine)


def test_a_file_in_place_of_the_index_folder_is_an_error(
    settings: Settings, embeddings: TextEmbeddings
) -> None:
    settings.index.write_text("x", encoding="utf-8")
    with pytest.raises(IndexStoreError, match="catalogue"):
        Engine(settings, embeddings=embeddings)
