"""One writer at a time: the lock of an index folder."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bp_qa.errors import IndexStoreError

logger = logging.getLogger(__name__)

_LOCK_NAME = "sync.lock"
_SECONDS = 600.0


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Whoever writes to the index in `folder`, or repairs it, does so within this; a second one waits.

    The operating system frees the lock of a process that dies.

    Raises:
        IndexStoreError: another process has held it for ten minutes, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK_NAME)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            logger.warning("Another sync is using %s; waiting for it.", folder)
            lock.acquire(timeout=_SECONDS)
    except Timeout as error:
        raise IndexStoreError(
            f"Another sync has been using {folder} for ten minutes. Wait until it is done and run this again."
        ) from error
    except OSError as error:
        raise IndexStoreError(
            f"The index folder {folder} cannot be written ({error}). Check its rights and free disk space."
        ) from error
    try:
        yield
    finally:
        lock.release()
