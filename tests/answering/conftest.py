"""An engine over the project's own archive."""

import shutil
from pathlib import Path

import pytest

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.settings import load_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, embeddings: TextEmbeddings) -> Engine:
    """The project's own archive."""
    folder = tmp_path_factory.mktemp("archive")
    shutil.copytree(ROOT / "corpus", folder / "corpus", ignore=shutil.ignore_patterns(".*"))
    engine = Engine(load_settings(corpus=folder / "corpus", index=folder / "index"), embeddings=embeddings)
    engine.sync()
    return engine
