"""What all tests share: the real embedding model, opened once; settings that touch no folder of the user."""

import os
from collections.abc import Callable, Iterator
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


_MEASURED = pytest.StashKey[list[tuple[str, str]]]()


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes what a test counted or measured; all of it is listed at the end of the run, passed or failed."""
    told = request.config.stash.setdefault(_MEASURED, [])
    name = f"{request.node.path.name}::{request.node.name}"
    return lambda figures: told.append((name, figures))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    told = config.stash.get(_MEASURED, [])
    if told:
        terminalreporter.section("measured")
        for name, figures in told:
            terminalreporter.write_line(f"{name}: {figures}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps a loop running, in which async tests cannot start theirs."""
    items.sort(key=lambda item: "browser" in item.path.parts)
