"""Importing files, folders and zip archives into the corpus folder."""

import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from bp_qa.corpus.article import Article
from bp_qa.corpus.canonical import content_hash, one_line
from bp_qa.corpus.decoding import kind_of
from bp_qa.corpus.documents import read_document
from bp_qa.corpus.folder import CorpusFolder
from bp_qa.corpus.parsed import ParsedArticle
from bp_qa.errors import CorpusError, ImportFileError

_ZIP_EXPANSION = 20  # a zip may hold this many times the largest file
Progress = Callable[[int, str], None]


@dataclass(slots=True)
class ImportReport:
    """What came of an import.

    Attributes:
        added: the saved articles.
        duplicates: source and the id of the article that has the same text already.
        failed: source and the reason.
    """

    added: list[Article] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Source:
    """A file to import: a label for messages, its name, and its bytes or why there are none."""

    label: str
    name: str
    data: bytes | ImportFileError


def parse_file(
    source: Path | bytes, name: str | None = None, *, timezone: str, max_file_bytes: int
) -> list[ParsedArticle]:
    """The articles in one file, without saving them.

    Args:
        source: the file, or its bytes (then `name` is needed for its ending).
        name: the file name to go by.
        timezone: zone of times that name none.
        max_file_bytes: a larger file is refused.

    Raises:
        ImportFileError: the file cannot be imported; the message names it and the reason.
    """
    shown = _safe_name(name or (source.name if isinstance(source, Path) else "file"))
    try:
        if isinstance(source, Path):
            data = _read_bytes(source, max_file_bytes)
        elif len(source) > max_file_bytes:
            raise _too_large(max_file_bytes)
        else:
            data = source
        return list(read_document(data, shown, timezone=timezone).articles)
    except ImportFileError as error:
        raise ImportFileError(f"{shown}: {error}.") from error


def import_paths(
    paths: Iterable[Path],
    folder: CorpusFolder,
    *,
    max_file_bytes: int,
    max_files: int,
    progress: Progress | None = None,
) -> ImportReport:
    """Import files, folders (walked, hidden files skipped) and zip archives into `folder`.

    What cannot be read is listed with its reason and does not stop the rest; an article whose text the
    corpus has already is listed as a duplicate and not added.

    Args:
        max_file_bytes: larger files are refused.
        max_files: files beyond this many are not read.
        progress: called with the number of files read so far and the next one's name.
    """
    report = ImportReport()
    known = _known_texts(folder)
    for count, source in enumerate(_sources(paths, max_file_bytes, max_files)):
        if count >= max_files:
            report.failed.append((source.label, f"more than {max_files} files; import the rest separately"))
            break
        if progress:
            progress(count, source.label)
        try:
            if isinstance(source.data, ImportFileError):
                raise source.data
            document = read_document(source.data, source.name, timezone=folder.timezone)
        except ImportFileError as error:
            report.failed.append((source.label, str(error)))
            continue
        report.failed += [(source.label, problem) for problem in document.problems]
        for parsed in document.articles:
            _add(parsed, source.label, folder, known, report)
    return report


def _add(
    parsed: ParsedArticle, label: str, folder: CorpusFolder, known: dict[str, str], report: ImportReport
) -> None:
    key = content_hash(parsed.text)
    if key in known:
        report.duplicates.append((label, known[key]))
        return
    try:
        article = folder.save(parsed.to_article(folder.new_id(parsed.title, parsed.published)))
    except CorpusError as error:
        report.failed.append((label, str(error)))
        return
    known[key] = article.id
    report.added.append(article)


def _known_texts(folder: CorpusFolder) -> dict[str, str]:
    """Ids of the articles in the corpus by content hash; a file that is no article has no text to repeat."""
    known: dict[str, str] = {}
    if not folder.path.exists():
        return known
    for article_id in folder.ids():
        try:
            known.setdefault(content_hash(folder.load(article_id).text), article_id)
        except CorpusError:
            continue
    return known


def _sources(paths: Iterable[Path], max_file_bytes: int, max_files: int) -> Iterator[_Source]:
    for given in paths:
        unreadable: list[OSError] = []
        for path in _walk(given, unreadable) if given.is_dir() else [given]:
            label = str(path)
            try:
                if path is not given:
                    _check_within(path, given)
                data = _read_bytes(path, max_file_bytes)
                is_zip = kind_of(data, path.name) == "zip"
            except ImportFileError as error:
                yield _Source(label, path.name, error)
                continue
            except (OSError, RuntimeError) as error:  # a link that leads to itself
                yield _Source(label, path.name, ImportFileError(f"it cannot be read: {error}"))
                continue
            if is_zip:
                yield from _zip_entries(path, max_file_bytes, max_files)
            else:
                yield _Source(label, path.name, data)
        for fault in unreadable:
            reason = ImportFileError(f"the folder cannot be listed: {fault.strerror}")
            yield _Source(str(fault.filename), given.name, reason)


def _check_within(path: Path, root: Path) -> None:
    if not path.resolve().is_relative_to(root.resolve()):
        raise ImportFileError("it is a link that leads out of the folder")


def _walk(root: Path, unreadable: list[OSError]) -> Iterator[Path]:
    for folder, folders, files in os.walk(root, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith((".", "~")):
                yield Path(folder) / name


def _read_bytes(path: Path, limit: int) -> bytes:
    """The bytes of the regular file `path`, read once, never more than `limit`."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # before opening: a pipe would wait for a writer
            raise ImportFileError("it is not a regular file")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise ImportFileError("there is no such file (any more)") from error
    except (OSError, ValueError) as error:
        raise ImportFileError(f"it cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(data) > limit:
        raise _too_large(limit)
    return data


def _too_large(limit: int) -> ImportFileError:
    return ImportFileError(f"it is larger than {limit / 1024**2:g} MB; raise BP_QA_MAX_FILE_MB or split it")


def _zip_entries(path: Path, max_file_bytes: int, max_files: int) -> Iterator[_Source]:
    """The files in a zip archive. Nothing is unpacked to disk, so entry names only serve as labels."""
    budget = _ZIP_EXPANSION * max_file_bytes
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [
                entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(entry.filename)
            ]
            if len(entries) > max_files:
                reason = ImportFileError(f"the zip archive holds more than {max_files} files")
                yield _Source(str(path), path.name, reason)
                return
            for entry in entries:
                name = _safe_name(entry.filename)
                label = f"{path}:{name}"
                try:
                    data = _read_entry(archive, entry, min(max_file_bytes, budget))
                    budget -= len(data)
                except ImportFileError as error:
                    yield _Source(label, name, error)
                else:
                    yield _Source(label, name, data)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield _Source(str(path), path.name, ImportFileError(f"the zip archive is damaged ({error})"))


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    try:
        with archive.open(entry) as file:
            data = file.read(limit + 1)  # the size in the archive's listing may lie
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise ImportFileError("it is damaged in the zip archive") from error
    except RuntimeError as error:
        raise ImportFileError("it needs a password; save the archive without one") from error
    if len(data) > limit:
        raise ImportFileError("it expands to more than is allowed")
    return data


def _is_hidden(entry_name: str) -> bool:
    parts = PurePosixPath(entry_name.replace("\\", "/")).parts
    return any(
        part.startswith(("~", "__MACOSX")) or (part.startswith(".") and part != "..") for part in parts
    )


def _safe_name(name: str) -> str:
    """The last part of `name`, printable: no folders, no way up, no control characters."""
    last = one_line(PurePosixPath(name.replace("\\", "/")).name)
    return last.lstrip(".")[-120:] or "file"
