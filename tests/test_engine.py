"""Opening an archive: what is opened when."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.errors import ModelError
from bp_qa.indexing.store import ArchiveIndex
from bp_qa.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]
QUESTION = "Bao nhiêu tập thể, cá nhân ở Hoàng Mai được tặng giấy khen?"


@pytest.fixture
def archive(settings: Settings) -> Settings:
    """Three articles of the project's archive, not indexed."""
    for path in sorted((ROOT / "corpus").glob("*hoang-mai*.md"))[:3]:
        shutil.copy(path, settings.corpus)
    return settings


def test_to_list_articles_no_model_is_opened(archive: Settings, embeddings: TextEmbeddings) -> None:
    Engine(archive, embeddings=embeddings).sync()
    gone = load_settings(corpus=archive.corpus, index=archive.index, embedding_model="/no/such/model")
    engine = Engine(gone)
    assert len(engine.index.catalogue.entries()) == 3
    assert not engine.is_new()
    with pytest.raises(ModelError):
        engine.warm()


def test_askers_at_once_open_one_model(archive: Settings, embeddings: TextEmbeddings) -> None:
    opened = []

    def open_encoder() -> TextEmbeddings:
        opened.append(1)
        time.sleep(0.1)  # long enough for every asker to come while it is being opened
        return embeddings

    index = ArchiveIndex(archive, open_encoder)
    assert not opened
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: index.encoder, range(32)))
    assert len(opened) == 1
    assert all(encoder is embeddings for encoder in found)


def test_preparing_makes_an_index_that_is_not_there(archive: Settings, embeddings: TextEmbeddings) -> None:
    engine = Engine(archive, embeddings=embeddings)
    assert len(engine.prepare().added) == 3
    assert not engine.ask(QUESTION).abstained


def test_preparing_reads_the_index_that_is_there(archive: Settings, embeddings: TextEmbeddings) -> None:
    first = Engine(archive, embeddings=embeddings)
    first.sync()
    told = first.ask(QUESTION).text
    first.index.close()
    (new,) = sorted((ROOT / "corpus").glob("*luat*.md"))[:1]
    shutil.copy(new, archive.corpus)
    engine = Engine(archive, embeddings=embeddings)
    report = engine.prepare()
    assert len(report.added) == 1
    assert report.unchanged == 3
    assert engine.ask(QUESTION).text == told


def test_preparing_mends_a_broken_index(archive: Settings, embeddings: TextEmbeddings) -> None:
    first = Engine(archive, embeddings=embeddings)
    first.sync()
    told = first.ask(QUESTION).text
    first.index.close()
    database = archive.index / "chroma" / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:20_000])
    engine = Engine(archive, embeddings=embeddings)
    report = engine.prepare()
    assert len(report.repaired) == 3
    assert engine.ask(QUESTION).text == told
