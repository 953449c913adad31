"""The corpus folder: one Markdown file an article, written atomically, removed into a trash folder."""

import os
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from slugify import slugify

from bp_qa.corpus.article import Article
from bp_qa.corpus.markdown import format_article, parse_article, read_article
from bp_qa.errors import ArticleNotFoundError, CorpusError

TRASH = ".trash"
MAX_ID_CHARS = 80
_SUFFIX = ".md"
_STAMP = "%Y%m%dT%H%M%S%fZ"
_FORBIDDEN = frozenset('/\\:*?"<>|')  # separators, and what Windows file names cannot hold
_MAX_NAME_BYTES = 255 - len(_SUFFIX) - len("20240101T000000000000Z-")


class CorpusFolder:
    """The articles of an archive, each a regular ``*.md`` file directly within `path`.

    Args:
        path: the folder; made when the first article is saved.
        timezone: zone of publication times that name none.
    """

    def __init__(self, path: Path, *, timezone: str) -> None:
        self.path = path
        self.timezone = timezone

    def paths(self) -> list[Path]:
        """The article files, sorted; hidden files and links that lead out of the folder are left out.

        Raises:
            CorpusError: the folder is missing or cannot be listed.
        """
        try:
            root = self.path.resolve(strict=True)
            # A large archive is listed at each sync: what the folder says of a file saves asking for it.
            with os.scandir(self.path) as entries:
                names = sorted(entry.name for entry in entries if _is_article(entry, root))
            return [self.path / name for name in names]
        except FileNotFoundError as error:
            raise CorpusError(
                f"The corpus folder {self.path} does not exist: create it, or name another with --corpus."
            ) from error
        except OSError as error:
            raise CorpusError(
                f"The corpus folder {self.path} cannot be listed: {error.strerror or error}."
            ) from error

    def ids(self) -> list[str]:
        """The ids of all articles, sorted."""
        return sorted(path.stem for path in self.paths())

    def load(self, article_id: str) -> Article:
        """The article `article_id`.

        Raises:
            ArticleNotFoundError: there is none.
            CorpusError: the id is not allowed, or the file is not an article.
        """
        return read_article(self._existing(article_id), timezone=self.timezone)

    def save(self, article: Article, *, overwrite: bool = False) -> Article:
        """Write `article` atomically and return it with its path and hash.

        Raises:
            CorpusError: the id is taken (and not `overwrite`) or not allowed, the article would not read
                back the same, or the disk refuses.
        """
        target = self._path_of(article.id)
        data = format_article(article).encode()
        saved = parse_article(data, article_id=article.id, timezone=self.timezone, path=target)
        if (saved.text, saved.paragraphs, saved.title) != (article.text, article.paragraphs, article.title):
            raise CorpusError(
                f"Article {article.id} is not in canonical form; build its text with canonical_parts first."
            )
        try:
            if not self.path.is_dir():
                self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CorpusError(f"The corpus folder {self.path} cannot be made: {error.strerror}.") from error
        try:
            _write_atomically(target, data, overwrite=overwrite)
        except FileExistsError as error:
            raise CorpusError(
                f"Article {article.id} exists already: choose another id or allow overwriting."
            ) from error
        except OSError as error:
            raise CorpusError(f"{target} cannot be written: {error.strerror or error}.") from error
        return replace(article, path=target, sha256=saved.sha256)

    def remove(self, article_id: str) -> Path:
        """Move the file of `article_id` into the trash folder; the path there, for :meth:`restore`."""
        source = self._existing(article_id)
        trash = self.path / TRASH
        moment = datetime.now(UTC)
        try:
            trash.mkdir(exist_ok=True)
            while True:
                target = trash / f"{moment.strftime(_STAMP)}-{article_id}{_SUFFIX}"
                try:
                    _claim(source, target)
                    break
                except FileExistsError:  # a clock that was set back: nothing in the trash is replaced
                    moment += timedelta(microseconds=1)
            _sync_folder(trash)
            _sync_folder(self.path)
        except OSError as error:
            raise CorpusError(f"{source} cannot be removed: {error.strerror or error}.") from error
        return target

    def restore(self, trash_path: Path) -> Article:
        """Put a removed article back under its old id.

        Raises:
            ArticleNotFoundError: it is not in the trash folder.
            CorpusError: an article has that id by now.
        """
        stamp, _, article_id = trash_path.stem.partition("-")
        if trash_path.resolve().parent != (self.path / TRASH).resolve() or not stamp or not article_id:
            raise CorpusError(f"{trash_path} is not a removed article of {self.path / TRASH}.")
        target = self._path_of(article_id)
        try:
            _claim(trash_path, target)
            _sync_folder(self.path)
        except FileNotFoundError as error:
            raise ArticleNotFoundError(f"{trash_path} is not in the trash folder any more.") from error
        except FileExistsError as error:
            raise CorpusError(f"Article {article_id} exists again: remove it before restoring.") from error
        except OSError as error:
            raise CorpusError(f"{trash_path} cannot be restored: {error.strerror or error}.") from error
        return self.load(article_id)

    def new_id(self, title: str, published: datetime | None) -> str:
        """A free id: ``<date>-<slug of the title>``, at most 80 characters, ``-2`` … when taken."""
        date = published.date().isoformat() if published else ""
        slug = slugify(title, max_length=MAX_ID_CHARS - 16, word_boundary=True, save_order=True)
        base = "-".join(part for part in (date, slug) if part) or "bai-viet"
        candidate, number = base, 1
        while self._path_of(candidate).exists():
            number += 1
            candidate = f"{base}-{number}"
        return candidate

    def _existing(self, article_id: str) -> Path:
        path = self._path_of(article_id)
        try:
            found = _is_article(path, self.path.resolve())
        except OSError as error:
            raise CorpusError(f"{path} cannot be read: {error.strerror or error}.") from error
        if not found:
            raise ArticleNotFoundError(f"There is no article {article_id!r} in {self.path}.")
        return path

    def _path_of(self, article_id: str) -> Path:
        if (
            not article_id
            or article_id.startswith(".")
            or article_id != article_id.strip()
            or ".." in article_id
            or not article_id.isprintable()
            or _FORBIDDEN & set(article_id)
            or len(article_id.encode()) > _MAX_NAME_BYTES
        ):
            raise CorpusError(f"{article_id!r} is not an article id: use letters, digits and hyphens.")
        return self.path / f"{article_id}{_SUFFIX}"


def _is_article(entry: os.DirEntry[str] | Path, root: Path) -> bool:
    """Whether `entry` is a visible regular ``.md`` file whose content lies directly in `root`."""
    if entry.name.startswith((".", "~")) or not entry.name.endswith(_SUFFIX):
        return False
    if not entry.is_symlink():
        return entry.is_file()
    path = Path(entry)
    return path.is_file() and path.resolve().parent == root


def _write_atomically(target: Path, data: bytes, *, overwrite: bool) -> None:
    handle, name = tempfile.mkstemp(prefix=".new-", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)  # mkstemp's 0600 would hide the article from other readers of the archive
        if overwrite:
            temporary.replace(target)
        else:
            _claim(temporary, target)
        _sync_folder(target.parent)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _claim(source: Path, target: Path) -> None:
    """Move `source` to `target`, failing when `target` exists, also when another process just made it."""
    try:
        os.link(source, target)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:  # a file system without hard links: the check and the move are two steps there
        if target.exists():
            raise FileExistsError(target) from None
        source.replace(target)
    else:
        source.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the renames in `folder` last; where folders cannot be opened (Windows) there is nothing to do."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except (PermissionError, IsADirectoryError):
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
