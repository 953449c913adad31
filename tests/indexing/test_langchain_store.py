"""LangChain's own conformance suite for the vector store that users may build on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_chroma import Chroma
from langchain_tests.integration_tests import VectorStoreIntegrationTests

from bp_qa.indexing.vectors import VectorStore
from bp_qa.settings import load_settings


class TestLangChainView(VectorStoreIntegrationTests):
    @pytest.fixture
    def vectorstore(self, tmp_path: Path) -> Iterator[Chroma]:
        store = VectorStore(load_settings(), tmp_path / "chroma")
        yield store.langchain(self.get_embeddings())
        store.close()
