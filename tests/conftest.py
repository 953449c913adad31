"""What all tests share: the real embedding model, opened once; settings that touch no folder of the user."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from bp_qa.encoder.embeddings import TextEmbeddings, open_embeddings
from bp_qa.settings import Settings, load_settings


@pytest.fixture(scope="session", autouse=True)
def own_user_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting from outside, no folder of the user but the cache of models: unpacking them takes long."""
    cache = os.environ.get("BP_QA_CACHE") or str(user_cache_path("bp-qa"))
    home = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("BP_QA_")]:
            patch.delenv(name)
        patch.setenv("BP_QA_CACHE", cache)
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        yield


@pytest.fixture(scope="session")
def embeddings(own_user_folders: None) -> TextEmbeddings:
    return open_embeddings(load_settings())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with an empty corpus folder and an index folder that is not there yet."""
    (tmp_path / "corpus").mkdir()
    return load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps a loop running, in which async tests cannot start theirs."""
    items.sort(key=lambda item: "browser" in item.path.parts)
