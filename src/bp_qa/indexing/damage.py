"""Broken parts of the index: told apart from missing rights or a full disk, and set aside."""

import os
import shutil
from pathlib import Path

from bp_qa.errors import DamagedIndexError, IndexStoreError

_LEAST_FREE_BYTES = 10_000_000


def store_error(path: Path, message: str) -> IndexStoreError:
    """The error to raise when the store at `path` (a file or folder) cannot be used.

    Where rights and disk space are in order it is the store's content that is broken.
    """
    if "locked" in message or not _usable(path):
        return IndexStoreError(f"{message} Check that the index folder may be written, and free disk space.")
    return DamagedIndexError(f"{message} `bp-qa sync` rebuilds what is damaged from the corpus.")


def _usable(path: Path) -> bool:
    folder = path if path.is_dir() else path.parent
    files = folder.rglob("*") if path.is_dir() else folder.glob(f"{path.name}*")
    try:
        return (
            os.access(folder, os.R_OK | os.W_OK | os.X_OK)
            and all(os.access(file, os.R_OK | os.W_OK) for file in files)
            and shutil.disk_usage(folder).free >= _LEAST_FREE_BYTES
        )
    except OSError:
        return False


def set_aside(path: Path) -> Path | None:
    """Moves what lies at `path` next to it, in place of what was set aside before.

    Returns:
        Where it is now; None if nothing was there.

    Raises:
        IndexStoreError: it cannot be moved.
    """
    if not path.exists():
        return None
    target = path.with_name(f"{path.name}.damaged")
    try:
        if target.is_dir():
            shutil.rmtree(target)
        target.unlink(missing_ok=True)
        path.replace(target)
    except OSError as error:
        raise IndexStoreError(
            f"{path} is damaged and cannot be moved away ({error}). "
            "Delete it, then run `bp-qa sync`: it is rebuilt from the corpus."
        ) from error
    return target
