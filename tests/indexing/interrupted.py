"""What the child processes of the crash tests run; importable, for a fork server to load beforehand."""

from multiprocessing.synchronize import Event
from pathlib import Path

from hash_embeddings import HashEmbeddings

import bp_qa.indexing.sync
from bp_qa.engine import Engine
from bp_qa.errors import BpQaError
from bp_qa.settings import load_settings


def open_engine(folder: Path) -> Engine:
    return Engine(
        load_settings(corpus=folder / "corpus", index=folder / "index"), embeddings=HashEmbeddings()
    )


def sync_once(folder: Path, ready: Event) -> None:
    """Syncs in batches so small that a kill falls between, and within, many of them."""
    bp_qa.indexing.sync._BATCH_ARTICLES = 2
    engine = open_engine(folder)
    ready.set()
    engine.sync()


def sync_telling(folder: Path, told: Path) -> None:
    """Syncs; what is raised on purpose is written to `told`, anything else ends the process."""
    try:
        engine = open_engine(folder)
        engine.sync()
        engine.index.close()
    except BpQaError as error:
        told.write_text(str(error), encoding="utf-8")
