"""Importing files, folders and archives: what is added, what is repeated, what fails and why."""

import json
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bp_qa.corpus import Article, CorpusFolder, ImportReport, content_hash, import_paths, parse_file
from bp_qa.errors import ImportFileError

ZONE = "Asia/Ho_Chi_Minh"
LIMIT = 100_000


@pytest.fixture
def folder(tmp_path: Path) -> CorpusFolder:
    return CorpusFolder(tmp_path / "corpus", timezone=ZONE)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "inbox"
    path.mkdir()
    return path


def page(number: int) -> str:
    header = f"Xã hội\n\nTin số {number} về phong trào trồng rừng ở huyện\n\n10:00, 01/09/2023"
    return f"{header}\n\nĐoạn văn số {number}."


def run(folder: CorpusFolder, paths: Iterable[Path], max_files: int = 100) -> ImportReport:
    return import_paths(paths, folder, max_file_bytes=LIMIT, max_files=max_files)


def reasons(report: ImportReport) -> dict[str, str]:
    return {Path(source).name: reason for source, reason in report.failed}


def test_adds_articles_under_dated_ids(folder: CorpusFolder, inbox: Path) -> None:
    (inbox / "a.txt").write_text(page(1), encoding="utf-8")
    seen: list[tuple[int, str]] = []
    report = import_paths(
        [inbox / "a.txt"], folder, max_file_bytes=LIMIT, max_files=5, progress=lambda *step: seen.append(step)
    )
    (article,) = report.added
    assert article.id == "2023-09-01-tin-so-1-ve-phong-trao-trong-rung-o-huyen"
    assert folder.load(article.id) == article
    assert article.text == "Đoạn văn số 1."
    assert seen == [(0, str(inbox / "a.txt"))]
    assert not report.failed
    assert not report.duplicates


def test_the_same_text_is_added_once(folder: CorpusFolder, inbox: Path) -> None:
    (inbox / "a.txt").write_text(page(1), encoding="utf-8")
    (inbox / "b.txt").write_text(page(1).replace(" ", "\u00a0 ") + "\u200b\n", encoding="utf-8")
    first = run(folder, [inbox])
    again = run(folder, [inbox])
    article_id = first.added[0].id
    assert first.duplicates == [(str(inbox / "b.txt"), article_id)]
    assert [existing for _, existing in again.duplicates] == [article_id, article_id]
    assert folder.ids() == [article_id]


def test_the_same_headline_with_other_text_gets_its_own_id(folder: CorpusFolder, inbox: Path) -> None:
    for name, text in (("a", "Chuyện một."), ("b", "Chuyện hai.")):
        (inbox / f"{name}.txt").write_text(page(1).replace("Đoạn văn số 1.", text), encoding="utf-8")
    ids = [article.id for article in run(folder, [inbox]).added]
    assert ids[1] == f"{ids[0]}-2"


def test_a_broken_article_in_the_corpus_does_not_stop_an_import(folder: CorpusFolder, inbox: Path) -> None:
    folder.path.mkdir()
    (folder.path / "broken.md").write_bytes(b"\xff")
    (inbox / "a.txt").write_text(page(1), encoding="utf-8")
    assert len(run(folder, [inbox]).added) == 1


def test_walks_folders_in_order_and_names_what_it_cannot_read(
    folder: CorpusFolder, inbox: Path, tmp_path: Path
) -> None:
    (inbox / "sub").mkdir()
    (inbox / ".hidden").mkdir()
    for number, name in enumerate(["b.txt", "a.txt", "sub/c.txt", ".x.txt", ".hidden/d.txt"]):
        (inbox / name).write_text(page(number), encoding="utf-8")
    secret = tmp_path / "secret.txt"
    secret.write_text(page(9), encoding="utf-8")
    (inbox / "link.txt").symlink_to(secret)
    (inbox / "loop.txt").symlink_to(inbox / "loop.txt")
    (inbox / "gone.txt").symlink_to(inbox / "nothing.txt")
    os.mkfifo(inbox / "pipe.txt")
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "nul.txt").write_bytes(b"a\x00b")
    (inbox / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (inbox / "big.txt").write_bytes(b"x" * (LIMIT + 1))
    report = run(folder, [inbox, inbox / "missing.txt"])
    assert [article.text for article in report.added] == [
        "Đoạn văn số 1.",
        "Đoạn văn số 0.",
        "Đoạn văn số 2.",
    ]
    expected = {
        "link.txt": "out of the folder",
        "loop.txt": "cannot be read",
        "gone.txt": "no such file",
        "pipe.txt": "regular file",
        "empty.txt": "empty",
        "nul.txt": "NUL",
        "photo.jpg": "kind of file",
        "big.txt": "BP_QA_MAX_FILE_MB",
        "missing.txt": "no such file",
    }
    found = reasons(report)
    assert found.keys() == expected.keys()
    assert all(part in found[name] for name, part in expected.items())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_named(folder: CorpusFolder, inbox: Path) -> None:
    (inbox / "a.txt").write_text(page(1), encoding="utf-8")
    (inbox / "a.txt").chmod(0)
    assert "cannot be read" in reasons(run(folder, [inbox]))["a.txt"]


def test_stops_at_the_number_of_files(folder: CorpusFolder, inbox: Path) -> None:
    for number in range(4):
        (inbox / f"{number}.txt").write_text(page(number), encoding="utf-8")
    report = run(folder, [inbox], max_files=2)
    assert len(report.added) == 2
    assert "more than 2 files" in reasons(report)["2.txt"]


def test_json_lines_report_bad_lines_and_add_the_rest(folder: CorpusFolder, inbox: Path) -> None:
    good = json.dumps({"title": "Tin", "date": "2024-01-02", "text": "Nội dung."})
    (inbox / "a.jsonl").write_text(f"{good}\nhỏng\n", encoding="utf-8")
    report = run(folder, [inbox])
    assert [article.id for article in report.added] == ["2024-01-02-tin"]
    assert report.failed[0][1].startswith("line 2:")


def test_zip_entries_never_leave_the_archive(folder: CorpusFolder, inbox: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(inbox / "a.zip", "w") as archive:
        archive.writestr("../../outside.txt", page(1))
        archive.writestr("/etc/absolute.txt", page(2))
        archive.writestr("..\\windows.txt", page(3))
        archive.writestr("__MACOSX/._x.txt", "x")
        archive.writestr("dir/.hidden.txt", "x")
        archive.writestr("inner.zip", b"PK\x05\x06" + b"\x00" * 18)
        archive.writestr("bad.exe", "x")
    before = {path for path in tmp_path.rglob("*") if not path.is_relative_to(folder.path)}
    report = run(folder, [inbox / "a.zip"])
    assert [article.text for article in report.added] == [f"Đoạn văn số {number}." for number in (1, 2, 3)]
    after = {path for path in tmp_path.rglob("*") if not path.is_relative_to(folder.path)}
    assert after == before
    found = {source.split(":")[-1]: reason for source, reason in report.failed}
    assert found.keys() == {"inner.zip", "bad.exe"}
    assert "by itself" in found["inner.zip"]


def test_zip_bombs_and_damaged_archives_are_refused(folder: CorpusFolder, inbox: Path) -> None:
    with zipfile.ZipFile(inbox / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.txt", b"a" * (LIMIT + 1))
        for number in range(25):
            archive.writestr(f"{number:02}.txt", f"Tin\n\nDài\n\n{number} " + "a" * (LIMIT - 100))
    (inbox / "damaged.zip").write_bytes((inbox / "bomb.zip").read_bytes()[:500])
    with zipfile.ZipFile(inbox / "many.zip", "w") as archive:
        for number in range(101):
            archive.writestr(f"{number}.txt", page(number))
    report = run(folder, [inbox])
    found = {source.split("/")[-1]: reason for source, reason in report.failed}
    assert "expands" in found["bomb.zip:one.txt"]
    assert "expands" in found["bomb.zip:24.txt"]
    assert "damaged" in found["damaged.zip"]
    assert "more than 100 files" in found["many.zip"]
    assert len(report.added) == 20


def test_a_zip_entry_that_fails_its_checksum_is_damaged(folder: CorpusFolder, inbox: Path) -> None:
    path = inbox / "changed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", page(1))
    data = bytearray(path.read_bytes())
    crc = data.rindex(b"PK\x01\x02") + 16
    data[crc] ^= 0xFF
    path.write_bytes(data)
    assert "damaged" in next(reason for _, reason in run(folder, [path]).failed)


def test_parse_file_previews_without_saving(inbox: Path) -> None:
    (inbox / "a.txt").write_text(page(1), encoding="utf-8")
    (from_path,) = parse_file(inbox / "a.txt", timezone=ZONE, max_file_bytes=LIMIT)
    (from_bytes,) = parse_file(page(1).encode(), "../a.txt", timezone=ZONE, max_file_bytes=LIMIT)
    assert from_path == from_bytes
    article = from_bytes.to_article("mot-tin")
    assert isinstance(article, Article)
    assert (article.id, article.text) == ("mot-tin", "Đoạn văn số 1.")
    with pytest.raises(ImportFileError, match=r"^a\.pdf: "):
        parse_file(b"x", "../../a.pdf", timezone=ZONE, max_file_bytes=LIMIT)
    with pytest.raises(ImportFileError, match="larger"):
        parse_file(b"x" * 11, "a.txt", timezone=ZONE, max_file_bytes=10)
    with pytest.raises(ImportFileError, match="regular file"):
        parse_file(inbox, "a.txt", timezone=ZONE, max_file_bytes=10)


@given(st.text())
def test_content_hash_ignores_case_space_and_hidden_characters(text: str) -> None:
    assert content_hash(f"  {text}\n\u200b") == content_hash(text)
    assert content_hash(f"{text} x") != content_hash(text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=12), st.binary(max_size=60) | st.text(max_size=60)),
        max_size=4,
        unique_by=lambda entry: entry[0].encode(errors="replace"),
    )
)
def test_any_zip_gives_a_report(tmp_path: Path, entries: list[tuple[str, bytes | str]]) -> None:
    path = tmp_path / "any.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries:
            content = data if isinstance(data, bytes) else data.encode(errors="replace")
            # zipfile cuts a name at NUL, and cannot write one of which nothing is left: hence the "a".
            archive.writestr(f"a{name.encode(errors='replace').decode()}.txt", content)
    report = run(CorpusFolder(tmp_path / "corpus", timezone=ZONE), [path])
    assert len(report.added) + len(report.duplicates) + len(report.failed) <= max(len(entries), 1)
