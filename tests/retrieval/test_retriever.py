"""LangChain's own conformance suite, and what a document of the archive says of itself."""

from typing import Any

import pytest
from langchain_tests.integration_tests import RetrieversIntegrationTests

from bp_qa.engine import Engine
from bp_qa.retrieval.retriever import ArchiveRetriever


class TestArchiveRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _archive(self, archive: Engine) -> None:
        self._engine = archive

    @property
    def retriever_constructor(self) -> type[ArchiveRetriever]:
        return ArchiveRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"queries": self._engine.queries, "search": self._engine._search}

    @property
    def retriever_query_example(self) -> str:
        return "lễ chào cờ"


def test_documents_say_where_they_stand(archive: Engine) -> None:
    retriever = ArchiveRetriever(queries=archive.queries, search=archive._search, k=1)
    [document] = retriever.invoke("lễ hội đền Cờn")
    meta = document.metadata
    assert meta["article_id"] == "le-hoi"
    assert document.page_content == archive.source.load("le-hoi").text[meta["start"] : meta["end"]]
    assert meta["published"] == "2019-02-20T08:00:00+07:00"
