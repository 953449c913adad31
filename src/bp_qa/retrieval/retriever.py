"""The hybrid search as a LangChain retriever."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from bp_qa.retrieval.passage import Passage, SearchMode
from bp_qa.retrieval.query import QueryReader
from bp_qa.retrieval.search import HybridSearch


class ArchiveRetriever(BaseRetriever):
    """Passages of the archive as LangChain documents, best first.

    Attributes:
        k: number of documents; ``invoke(question, k=3)`` gives another number for once.
        mode: which of the two indexes are asked.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    queries: QueryReader
    search: HybridSearch
    k: int = 10
    mode: SearchMode = "hybrid"

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
        k: int | None = None,
    ) -> list[Document]:
        found = self.search.search(self.queries.read(query), mode=self.mode, k=k or self.k)
        return [as_document(passage) for passage in found]


def as_document(passage: Passage) -> Document:
    """A passage as LangChain's Document: the text, and where it stands as metadata."""
    return Document(
        id=passage.chunk_id,
        page_content=passage.text,
        metadata={
            "article_id": passage.article_id,
            "title": passage.title,
            "section": passage.section,
            "published": passage.published.isoformat() if passage.published else None,
            "start": passage.start,
            "end": passage.end,
            "kind": passage.kind,
            "score": passage.score,
        },
    )
