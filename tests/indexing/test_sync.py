import logging
import os
import shutil
import time
from pathlib import Path

import pytest
from small_archive import TEXTS, check_invariants, fill, lexicon, searches, write

from bp_qa.corpus.article import Article, Paragraph
from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.errors import ArticleNotFoundError, CorpusError, IndexStoreError
from bp_qa.indexing.records import FileStamp
from bp_qa.indexing.sources import FolderSource
from bp_qa.settings import Settings

OLD = 1_700_000_000


def age(corpus: Path) -> None:
    """Gives all files a time stamp that is not of today, so that stamps alone tell that nothing changed."""
    for path in corpus.glob("*.md"):
        os.utime(path, (OLD, OLD))


@pytest.fixture
def engine(settings: Settings, embeddings: TextEmbeddings) -> Engine:
    fill(settings.corpus)
    age(settings.corpus)
    engine = Engine(settings, embeddings=embeddings)
    report = engine.sync()
    assert report.added == ["a", "b", "c"]
    return engine


def test_second_sync_embeds_and_reads_nothing(engine: Engine) -> None:
    generation = engine.index.catalogue.generation()
    report = engine.sync()
    assert (report.embedded_chunks, report.unchanged, report.changed) == (0, 3, False)
    assert engine.index.catalogue.generation() == generation
    check_invariants(engine)


def test_a_touched_file_is_not_parsed_or_embedded(engine: Engine) -> None:
    path = engine.settings.corpus / "a.md"
    os.utime(path, (OLD + 5, OLD + 5))
    assert engine.sync().unchanged == 3
    # The new stamp is recorded, so that the file is not even hashed next time.
    assert engine.index.catalogue.stamps()["a"][0].mtime_ns == (OLD + 5) * 10**9


def test_a_change_that_keeps_size_and_time_stamp_is_seen_if_it_is_fresh(
    settings: Settings, embeddings: TextEmbeddings
) -> None:
    path = write(settings.corpus, "a", "Có 12 giấy khen.")
    engine = Engine(settings, embeddings=embeddings)
    # Also a clock that was wrong gives such a stamp.
    soon = time.time() + 60
    os.utime(path, (soon, soon))
    engine.sync()
    path.write_text(path.read_text(encoding="utf-8").replace("12", "21"), encoding="utf-8")
    os.utime(path, (soon, soon))
    assert engine.sync().updated == ["a"]
    check_invariants(engine)


def test_an_edited_article_changes_only_its_own_chunks(engine: Engine) -> None:
    index = engine.index
    others = index.catalogue.chunk_ids_of(["b", "c"])
    before = index.vectors.vectors(others)
    write(engine.settings.corpus, "a", "Trường Sa đón tàu mới.\n\nLễ đón có 45 người.")
    report = engine.sync()
    assert (report.updated, report.added, report.deleted) == (["a"], [], [])
    assert report.embedded_chunks == len(index.catalogue.chunks_of("a")) == 2
    after = index.vectors.vectors(others)
    assert all((after[id_] == before[id_]).all() for id_ in others)
    check_invariants(engine)
    assert engine.search("Quỳnh Phương", mode="keyword") == []
    assert engine.search("tàu mới ở Trường Sa")[0].article_id == "a"


def test_a_deleted_article_leaves_both_indexes_and_the_lexicon(engine: Engine) -> None:
    (engine.settings.corpus / "b.md").unlink()
    report = engine.sync()
    assert (report.deleted, report.embedded_chunks) == (["b"], 0)
    check_invariants(engine)
    assert not any(chunk_id.startswith("b#") for *_, found in searches(engine) for chunk_id, _ in found)
    assert "UBND" not in engine.index.catalogue.abbreviations()
    assert engine.index.catalogue.spellings("hoang mai") == {}


def test_a_renamed_article_moves(engine: Engine) -> None:
    (engine.settings.corpus / "b.md").rename(engine.settings.corpus / "z.md")
    report = engine.sync()
    assert (report.added, report.deleted) == (["z"], ["b"])
    check_invariants(engine)


def test_an_empty_corpus_empties_the_index_and_search_finds_nothing(engine: Engine) -> None:
    for path in engine.settings.corpus.glob("*.md"):
        path.unlink()
    assert engine.sync().deleted == ["a", "b", "c"]
    check_invariants(engine)
    assert lexicon(engine) == {}
    assert all(found == [] for _, _, found in searches(engine))


def test_a_missing_corpus_is_an_error_and_changes_nothing(engine: Engine) -> None:
    shutil.move(engine.settings.corpus, engine.settings.corpus.with_name("elsewhere"))
    with pytest.raises(CorpusError, match="does not exist"):
        engine.sync()
    assert set(engine.index.catalogue.stamps()) == {"a", "b", "c"}
    assert engine.index.vectors.count() == engine.index.keywords.count() > 0


def test_a_file_that_cannot_be_read_is_named_and_leaves_the_index(engine: Engine) -> None:
    (engine.settings.corpus / "b.md").write_bytes(b"---\ntitle: \xff\n---\nx")
    write(engine.settings.corpus, "d", "Bài mới vẫn vào.")
    report = engine.sync()
    assert [name for name, _ in report.failed] == ["b"]
    assert "UTF-8" in report.failed[0][1]
    assert (report.added, report.deleted) == (["d"], ["b"])
    assert set(engine.index.catalogue.stamps()) == {"a", "c", "d"}
    # It is tried again each time, and comes back when it is mended.
    assert [name for name, _ in engine.sync().failed] == ["b"]
    write(engine.settings.corpus, "b", TEXTS["b"])
    assert engine.sync().added == ["b"]
    check_invariants(engine)


class VanishingSource(FolderSource):
    """A folder from which an article disappears after it was listed."""

    def stamps(self) -> dict[str, FileStamp]:
        found = super().stamps()
        for path in self._folder.paths():
            if path.stem == "b":
                path.write_text("changed", encoding="utf-8")
                found["b"] = FileStamp(1, 1)
                path.unlink()
        return found


def test_an_article_removed_while_syncing_is_gone_not_failed(engine: Engine) -> None:
    engine.source = VanishingSource(engine.corpus)
    report = engine.sync()
    assert (report.failed, report.deleted) == ([], ["b"])
    check_invariants(engine)


def test_another_model_embeds_everything_again_and_says_so(
    engine: Engine,
    embeddings: TextEmbeddings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    chunks = engine.index.catalogue.chunk_count()
    generation = engine.index.catalogue.generation()
    monkeypatch.setattr(embeddings, "fingerprint", "another model")
    with caplog.at_level(logging.WARNING):
        report = engine.sync()
    assert report.embedded_chunks == chunks
    assert "another model or chunker" in report.rebuilt
    assert "another model or chunker" in caplog.text
    assert engine.index.catalogue.generation() > generation
    check_invariants(engine)
    assert engine.sync().rebuilt == ""


def test_another_chunk_size_cuts_everything_again(engine: Engine, embeddings: TextEmbeddings) -> None:
    other = Engine(engine.settings.model_copy(update={"chunk_tokens": 64}), embeddings=embeddings)
    assert other.sync().rebuilt != ""
    check_invariants(other)


def test_progress_begins_with_what_was_done_and_ends_with_all(engine: Engine) -> None:
    write(engine.settings.corpus, "d", "Bài mới.")
    os.utime(engine.settings.corpus / "a.md", (OLD + 9, OLD + 9))
    seen: list[tuple[int, int]] = []
    engine.sync(lambda done, total: seen.append((done, total)))
    assert seen[0] == (2, 4)
    assert seen[-1] == (4, 4)
    assert seen == sorted(seen)


def test_articles_in_memory_are_told_apart_by_content(
    tmp_path: Path, settings: Settings, embeddings: TextEmbeddings
) -> None:
    def article(text: str) -> Article:
        return Article(id="m", title="Một", text=text, paragraphs=(Paragraph(0, len(text)),))

    def run(text: str) -> Engine:
        engine = Engine.for_articles([article(text)], tmp_path / "own", settings, embeddings)
        engine.sync()
        return engine

    run("Có 12 người.")
    engine = run("Có 21 người.")
    assert engine.index.catalogue.chunks_of("m")[0].text == "Có 21 người."
    assert engine.sync().embedded_chunks == 0
    check_invariants(engine)


def test_another_process_index_is_seen_without_reopening_by_hand(
    engine: Engine, embeddings: TextEmbeddings
) -> None:
    other = Engine(engine.settings, embeddings=embeddings)
    write(engine.settings.corpus, "d", "Cầu Cửa Hội khánh thành.")
    assert other.sync().added == ["d"]
    assert engine.search("cầu Cửa Hội", mode="dense")[0].article_id == "d"
    # A sync of our own must not hide what the other one wrote in the meantime.
    write(engine.settings.corpus, "e", "Chợ phiên Mường Lống họp đông.")
    assert other.sync().added == ["e"]
    assert engine.sync().embedded_chunks == 0
    assert engine.search("chợ phiên Mường Lống", mode="dense")[0].article_id == "e"
    assert other.search("cầu Cửa Hội", mode="dense")[0].article_id == "d"


def test_a_closed_index_does_not_close_another_of_the_same_folder(
    engine: Engine, embeddings: TextEmbeddings
) -> None:
    other = Engine(engine.settings, embeddings=embeddings)
    other.index.close()
    assert engine.search("tuần tra")[0].article_id == "c"
    write(engine.settings.corpus, "d", "Bài mới.")
    engine.sync()
    check_invariants(engine)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_index_folder_is_an_error_that_says_so(
    engine: Engine, embeddings: TextEmbeddings
) -> None:
    write(engine.settings.corpus, "d", "Bài mới.")
    folders = [engine.settings.index, *(p for p in engine.settings.index.rglob("*") if p.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        with pytest.raises(IndexStoreError, match=r"rights|written"):
            Engine(engine.settings, embeddings=embeddings).sync()
    finally:
        for folder in folders:
            folder.chmod(0o755)


def test_an_unknown_article_has_no_digest_and_does_not_load(
    settings: Settings, embeddings: TextEmbeddings
) -> None:
    source = Engine(settings, embeddings=embeddings).source
    assert source.digest("x") == ""
    with pytest.raises(ArticleNotFoundError, match="'x'"):
        source.load("x")
