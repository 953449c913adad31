"""The corpus folder: atomic writes, safe ids, a trash that gives back."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from bp_qa.corpus.article import Article, join_paragraphs
from bp_qa.corpus.folder import MAX_ID_CHARS, CorpusFolder
from bp_qa.errors import ArticleNotFoundError, CorpusError


@pytest.fixture
def folder(tmp_path: Path) -> CorpusFolder:
    return CorpusFolder(tmp_path / "corpus", timezone="Asia/Ho_Chi_Minh")


def make(article_id: str = "bai", text: str = "Một câu.") -> Article:
    body, paragraphs = join_paragraphs([("body", text)])
    return Article(id=article_id, title="Tiêu đề", text=body, paragraphs=paragraphs)


def test_saves_and_loads_the_same_article(folder: CorpusFolder) -> None:
    saved = folder.save(make())
    assert saved.path == folder.path / "bai.md"
    assert folder.load("bai") == saved
    assert folder.ids() == ["bai"]
    assert [entry.name for entry in folder.path.iterdir()] == ["bai.md"]


def test_overwrites_only_when_told(folder: CorpusFolder) -> None:
    folder.save(make())
    with pytest.raises(CorpusError, match="exists already"):
        folder.save(make(text="Khác."))
    assert folder.load("bai").text == "Một câu."
    folder.save(make(text="Khác."), overwrite=True)
    assert folder.load("bai").text == "Khác."
    assert [entry.name for entry in folder.path.iterdir()] == ["bai.md"]


def test_refuses_text_that_would_not_read_back_the_same(folder: CorpusFolder) -> None:
    with pytest.raises(CorpusError, match="canonical"):
        folder.save(make(text="hai  dấu cách"))


@pytest.mark.parametrize(
    "bad", ["", "../a", "a/b", "a\\b", "..", ".an", "a\x00b", " a", "C:a", "x" * 300, "a\u202eb"]
)
def test_refuses_ids_that_are_not_file_names(folder: CorpusFolder, bad: str) -> None:
    for action in (folder.load, folder.remove, lambda name: folder.save(make(name))):
        with pytest.raises(CorpusError, match="not an article id"):
            action(bad)


def test_lists_only_regular_visible_files_of_the_folder(folder: CorpusFolder, tmp_path: Path) -> None:
    saved = folder.save(make("b"))
    folder.save(make("a"))
    assert saved.path is not None
    outside = tmp_path / "secret.md"
    outside.write_bytes(saved.path.read_bytes())
    (folder.path / "link.md").symlink_to(outside)
    (folder.path / "inside.md").symlink_to(saved.path)
    (folder.path / "loop.md").symlink_to(folder.path / "loop.md")
    (folder.path / ".hidden.md").write_bytes(b"x")
    (folder.path / "~temp.md").write_bytes(b"x")
    (folder.path / "note.txt").write_bytes(b"x")
    (folder.path / "dir.md").mkdir()
    os.mkfifo(folder.path / "pipe.md")
    assert folder.ids() == ["a", "b", "inside"]
    for name in ("link", "loop", "dir", "pipe", "missing"):
        with pytest.raises(ArticleNotFoundError):
            folder.load(name)


def test_a_missing_folder_says_what_to_do(folder: CorpusFolder) -> None:
    with pytest.raises(CorpusError, match="--corpus"):
        folder.paths()
    with pytest.raises(ArticleNotFoundError):
        folder.load("bai")


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    folder = CorpusFolder(tmp_path / "file", timezone="UTC")
    with pytest.raises(CorpusError, match="cannot be listed"):
        folder.ids()
    with pytest.raises(CorpusError, match="cannot be made"):
        folder.save(make())


def test_removed_articles_can_be_restored(folder: CorpusFolder) -> None:
    saved = folder.save(make("2024-01-01-bai"))
    trashed = folder.remove("2024-01-01-bai")
    assert trashed.parent == folder.path / ".trash"
    assert folder.ids() == []
    assert folder.restore(trashed) == saved
    assert not trashed.exists()
    with pytest.raises(ArticleNotFoundError):
        folder.restore(trashed)


def test_restoring_never_replaces_a_newer_article_or_reads_elsewhere(
    folder: CorpusFolder, tmp_path: Path
) -> None:
    folder.save(make())
    trashed = folder.remove("bai")
    folder.save(make(text="Mới."))
    with pytest.raises(CorpusError, match="exists again"):
        folder.restore(trashed)
    assert folder.load("bai").text == "Mới."
    assert trashed.exists()
    stray = tmp_path / "1-a.md"
    stray.write_bytes(trashed.read_bytes())
    with pytest.raises(CorpusError, match="not a removed article"):
        folder.restore(stray)


def test_new_ids_are_dated_short_and_unique(folder: CorpusFolder) -> None:
    day = datetime.fromisoformat("2024-02-27T17:16+07:00")
    assert folder.new_id("Đồn Biên phòng Quỳnh Phương", day) == "2024-02-27-don-bien-phong-quynh-phuong"
    assert folder.new_id("Đồn", None) == "don"
    assert folder.new_id("???", None) == "bai-viet"
    long_id = folder.new_id("rất dài " * 60, day)
    folder.save(make(long_id))
    second = folder.new_id("rất dài " * 60, day)
    assert second == f"{long_id}-2"
    assert len(second) <= MAX_ID_CHARS


@pytest.mark.parametrize("overwrite", [False, True])
def test_an_article_is_on_the_disk_before_it_is_in_its_place_and_then_so_is_the_folder(
    folder: CorpusFolder, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    folder.save(make("khac"))
    if overwrite:
        folder.save(make())
    target = folder.path / "bai.md"
    order = _recorded(monkeypatch, target)
    folder.save(make(text="Câu mới."), overwrite=overwrite)
    # Until the end it is known under the temporary name alone, and whole before it gets its own.
    written = [(step, name) for step, name in order if name != folder.path.name]
    (first, temporary), (second, placed), *_ = written
    assert (first, second) == ("file on disk", "put in place")
    assert temporary == placed
    assert temporary.endswith(".tmp")
    assert order.index((second, placed)) < order.index(("folder on disk", folder.path.name))
    assert order[-1] == ("folder on disk", folder.path.name)
    assert folder.load("bai").text == "Câu mới."


def test_both_folders_are_on_the_disk_after_a_removal(
    folder: CorpusFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.save(make())
    order = _recorded(monkeypatch, None)
    trashed = folder.remove("bai")
    assert order == [
        ("put in place", "bai.md"),
        ("folder on disk", trashed.parent.name),
        ("folder on disk", folder.path.name),
    ]
    del order[:]
    folder.restore(trashed)
    assert order == [("put in place", trashed.name), ("folder on disk", folder.path.name)]


def _recorded(monkeypatch: pytest.MonkeyPatch, target: Path | None) -> list[tuple[str, str]]:
    """What is done to files from now on, in order, each step with the name of the file that it is done to.

    Args:
        target: a file that may not change until one takes its place; None to look at none.
    """
    order: list[tuple[str, str]] = []
    before = target.read_bytes() if target is not None and target.exists() else None
    sync, link, replace = os.fsync, os.link, os.replace

    def recording_sync(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        assert path.stat().st_size, "what is still in a buffer gets to no disk"
        if target is not None and not any(step == "put in place" for step, _ in order):
            assert (target.read_bytes() if target.exists() else None) == before
        order.append(("folder on disk" if path.is_dir() else "file on disk", path.name))
        sync(handle)

    def recording_link(source: Path, place: Path) -> None:
        order.append(("put in place", source.name))
        link(source, place)

    def recording_replace(source: Path, place: Path) -> None:
        order.append(("put in place", Path(source).name))
        replace(source, place)

    monkeypatch.setattr(os, "fsync", recording_sync)
    monkeypatch.setattr(os, "link", recording_link)
    monkeypatch.setattr(os, "replace", recording_replace)
    return order
