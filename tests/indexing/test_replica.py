"""Processes that share a real Chroma server: one with the corpus folder, others that follow it."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import chromadb
import pytest
from app_process import found_by, open_replica, open_writer
from chroma_server import chroma_server
from hash_embeddings import HashEmbeddings
from small_archive import TEXTS, fill, write

from bp_qa.engine import Engine
from bp_qa.errors import ArticleNotFoundError, CorpusError, IndexStoreError, SettingsError
from bp_qa.indexing.recording import signature_of
from bp_qa.indexing.shared import SharedArticles
from bp_qa.settings import load_settings


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture
def server(running: str) -> str:
    """The address of a server that holds nothing."""
    empty(running)
    return running


def empty(url: str) -> None:
    address = urlsplit(url)
    client = chromadb.HttpClient(host=str(address.hostname), port=int(address.port or 0))
    for collection in client.list_collections():
        client.delete_collection(collection.name)


@pytest.fixture
def writer(server: str, tmp_path: Path) -> Engine:
    (tmp_path / "corpus").mkdir()
    fill(tmp_path / "corpus")
    engine = open_writer(tmp_path, server)
    engine.sync()
    return engine


def check_equal(replica: Engine, writer: Engine) -> None:
    """The replica holds, finds and shows just what the writer does."""
    here, there = replica.index, writer.index
    assert here.catalogue.chunk_ids() == there.catalogue.chunk_ids() == here.keywords.chunk_ids()
    assert here.catalogue.pending() == set()
    assert here.catalogue.abbreviations() == there.catalogue.abbreviations()
    assert here.catalogue.spellings("hoang mai") == there.catalogue.spellings("hoang mai")
    assert found_by(replica) == found_by(writer)
    for article_id in writer.source.stamps():
        mine, original = replica.source.load(article_id), writer.source.load(article_id)
        assert (mine.text, mine.title, mine.published) == (original.text, original.title, original.published)
        assert here.catalogue.chunks_of(article_id) == [
            chunk
            for chunk in here.catalogue.chunks_of(article_id)
            if mine.text[chunk.start : chunk.end] == chunk.text
        ]
        assert signature_of(here.catalogue.chunks_of(article_id)) == signature_of(
            there.catalogue.chunks_of(article_id)
        )
        assert here.catalogue.alike([article_id]) == there.catalogue.alike([article_id])


def test_a_fresh_process_gets_everything_and_then_every_change(
    writer: Engine, server: str, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    replica = open_replica(tmp_path / "replica", server)
    assert replica.is_new()
    report = replica.sync()
    assert (sorted(report.added), report.embedded_chunks) == (sorted(TEXTS), 0)
    assert not replica.is_new()
    check_equal(replica, writer)

    write(corpus, "a", "Trường Sa đón tàu mới.\n\nLễ đón có 45 người.", published="2024-02-27")
    write(corpus, "d", "Một bài rất dài về cột mốc. " * 3_000)  # in many records
    (corpus / "b.md").unlink()
    assert not replica.is_new()
    writer.sync()
    assert replica.is_new()
    report = replica.sync()
    assert (report.added, report.updated, report.deleted) == (["d"], ["a"], ["b"])
    check_equal(replica, writer)
    assert not replica.sync().changed
    with pytest.raises(ArticleNotFoundError):
        replica.source.load("b")


def test_a_process_that_was_down_catches_up_with_all_that_came_and_went(
    writer: Engine, server: str, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    down = open_replica(tmp_path / "replica", server)
    down.sync()
    down.index.close()
    for version in range(4):
        write(corpus, "a", f"Bản {version} của bài về Hoàng Mai.")
        write(corpus, f"new-{version}", "Bài mới về cột mốc.")
        if version:
            (corpus / f"new-{version - 1}.md").unlink()
        writer.sync()
    up = open_replica(tmp_path / "replica", server)
    report = up.sync()
    assert (report.added, report.updated, report.deleted) == (["new-3"], ["a"], [])
    check_equal(up, writer)


def test_a_replica_with_lost_or_broken_files_mends_itself(
    writer: Engine, server: str, tmp_path: Path
) -> None:
    folder = tmp_path / "replica"
    for broken in ("catalogue.sqlite3", "keywords"):
        engine = open_replica(folder, server)
        engine.sync()
        engine.index.close()
        if broken == "keywords":
            shutil.rmtree(folder / broken)
        else:
            (folder / broken).write_bytes(b"not a database" * 100)
        engine = open_replica(folder, server)
        engine.sync()
        check_equal(engine, writer)
        engine.index.close()
    assert writer.index.vectors.count() == writer.index.catalogue.chunk_count()


def test_a_new_index_folder_of_the_writer_takes_what_is_published_instead_of_embedding_it(
    writer: Engine, server: str, tmp_path: Path
) -> None:
    replica = open_replica(tmp_path / "replica", server)
    replica.sync()
    writer.index.close()
    write(tmp_path / "corpus", "d", "Bài mới trong lúc chuyển máy.")
    moved = open_writer(tmp_path, server, index="elsewhere")
    report = moved.sync()
    assert (report.added, report.updated, report.deleted) == (["d"], [], [])
    assert report.embedded_chunks == 1
    assert moved.sync().embedded_chunks == 0
    replica.sync()
    check_equal(replica, moved)


@pytest.mark.parametrize("died_at", ["set_mark", "_sweep", "put"])
def test_a_sync_that_dies_while_it_publishes_is_made_good_by_the_next(
    writer: Engine, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, died_at: str
) -> None:
    corpus = tmp_path / "corpus"
    replica = open_replica(tmp_path / "replica", server)
    replica.sync()
    write(corpus, "a", "Bản mới của bài về Hoàng Mai.")
    (corpus / "b.md").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(SharedArticles, died_at, _interrupted)
        with pytest.raises(KeyboardInterrupt):
            writer.sync()
    replica.sync()  # what is there of it is whole
    for article_id in replica.source.stamps():
        chunks = replica.index.catalogue.chunks_of(article_id)
        assert {chunk.text for chunk in chunks} <= {*TEXTS.values(), "Bản mới của bài về Hoàng Mai."}
    write(corpus, "a", TEXTS["a"])  # back to what the server may still hold
    again = open_writer(tmp_path, server)
    again.sync()
    replica.sync()
    check_equal(replica, again)


@pytest.mark.parametrize("died_at", ["keywords.replace", "catalogue.finish", "catalogue.set_meta"])
def test_a_replica_that_dies_while_it_catches_up_goes_on_where_it_ended(
    writer: Engine, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, died_at: str
) -> None:
    open_replica(tmp_path / "replica", server).sync()
    write(tmp_path / "corpus", "a", "Bản mới của bài về Hoàng Mai.")
    (tmp_path / "corpus" / "b.md").unlink()
    writer.sync()
    dying = open_replica(tmp_path / "replica", server)
    part, method = died_at.split(".")
    with monkeypatch.context() as patch:
        patch.setattr(getattr(dying.index, part), method, _interrupted)
        with pytest.raises(KeyboardInterrupt):
            dying.sync()
    replica = open_replica(tmp_path / "replica", server)
    assert replica.is_new()
    replica.sync()
    check_equal(replica, writer)


def _interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_server_that_lost_all_is_filled_again_and_replicas_follow(
    writer: Engine, server: str, tmp_path: Path
) -> None:
    open_replica(tmp_path / "replica", server).sync()
    empty(server)
    replica = open_replica(tmp_path / "replica", server)
    assert not replica.sync().changed  # an empty server is no reason to throw away what is here
    assert len(replica.index.catalogue.entries()) == len(TEXTS)
    again = open_writer(tmp_path, server)
    assert again.sync().embedded_chunks > 0
    replica.sync()
    check_equal(replica, again)


def test_another_model_is_refused_by_replicas_and_replaced_by_the_writer(
    writer: Engine, server: str, tmp_path: Path
) -> None:
    class Other(HashEmbeddings):
        fingerprint = "another-model"

    replica = open_replica(tmp_path / "replica", server)
    replica.sync()
    other = Engine(
        load_settings(corpus=tmp_path / "corpus", index=tmp_path / "other", chroma_url=server),
        embeddings=Other(),
    )
    other.sync()
    with pytest.raises(IndexStoreError, match=r"another-model.*BP_QA_EMBEDDING_MODEL"):
        replica.sync()
    same = Engine(
        load_settings(index=tmp_path / "replica", chroma_url=server, replica=True), embeddings=Other()
    )
    same.sync()
    check_equal(same, other)


def test_a_replica_changes_no_article(writer: Engine, server: str, tmp_path: Path) -> None:
    replica = open_replica(tmp_path / "replica", server)
    replica.sync()
    article = replica.corpus.load("a")
    for change in (
        lambda: replica.corpus.save(article, overwrite=True),
        lambda: replica.corpus.remove("a"),
        lambda: replica.corpus.restore(tmp_path / "corpus" / ".trash" / "x-a.md"),
    ):
        with pytest.raises(CorpusError, match="where the corpus folder is"):
            change()
    assert replica.settings.editor == "read-only"
    assert replica.corpus.ids() == sorted(TEXTS)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"replica": True}, "BP_QA_REPLICA: .*needs BP_QA_CHROMA_URL"),
        ({"chroma_url": "http://me:geheim@host:8000"}, "BP_QA_CHROMA_URL: .*BP_QA_CHROMA_TOKEN"),
        ({"chroma_url": "host:8000"}, "http://host:8000"),
        ({"chroma_url": "http://host:8000/chroma"}, "without a path"),
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message) as refused:
        load_settings(**wrong)
    assert "geheim" not in str(refused.value)


def test_the_token_is_sent_and_never_told(
    server: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = load_settings(chroma_url=server, chroma_token="geheim-123", index=tmp_path / "index")
    engine = Engine(settings, embeddings=HashEmbeddings())
    sent = engine.index.vectors._session.client._server.get_request_headers()  # type: ignore[attr-defined]
    assert sent["x-chroma-token"] == "geheim-123"
    shared = engine.index.shared
    assert shared is not None
    shared.mark()
    assert "geheim" not in caplog.text + repr(settings) + settings.model_dump_json()
    unreachable = settings.model_copy(update={"chroma_url": "http://127.0.0.1:9"})
    with pytest.raises(IndexStoreError) as failed:
        SharedArticles(unreachable)
    assert "geheim" not in str(failed.value)
