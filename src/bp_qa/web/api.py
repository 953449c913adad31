"""The archive over HTTP and as MCP tools: ``/ask``, ``/search``, ``/articles``."""

from datetime import datetime
from typing import Any, Literal

import gradio as gr
from gradio.events import api

from bp_qa.engine import Engine
from bp_qa.errors import BpQaError
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.web.asking import Asker
from bp_qa.web.narrowing import narrowing
from bp_qa.web.rates import address_of
from bp_qa.web.texts import Texts

_MOST_PASSAGES = 100


class Api:
    """Endpoints for programs. Docstrings and types are what clients and MCP hosts are shown."""

    def __init__(self, engine: Engine, asker: Asker, texts: Texts) -> None:
        self._engine = engine
        self._asker = asker
        self._texts = texts

    def register(self) -> None:
        """Adds the endpoints to the Blocks that is being made."""
        # How many are answered at a time is the asker's to say.
        api(self.ask, api_name="ask", concurrency_limit=None)
        api(self.search, api_name="search", concurrency_limit=8)
        api(self.articles, api_name="articles", concurrency_limit=8)

    def ask(
        self,
        question: str,
        history: list[str] | None = None,
        section: str = "",
        published_from: str = "",
        published_to: str = "",
        article_id: str = "",
        request: gr.Request | None = None,
    ) -> dict[str, Any]:
        """Answers a question about the news archive, in the archive's own words, or says that it cannot.

        Args:
            question: the question, in Vietnamese (with or without marks) or English.
            history: earlier questions of the conversation, oldest first.
            section: only articles of this newspaper section.
            published_from: only articles published from this day on: 2024-03-01, 1/3/2024, 3/2024 or 2024.
            published_to: only articles published up to this day.
            article_id: only this article.

        Returns:
            The answer as ``bp-qa ask --json`` prints it, without paths: answer, abstained, confidence,
            citations (article_id, title, published, section, start, end, quote, also_in), passages.
        """
        try:
            only = self._only(section, published_from, published_to, article_id)
            address = address_of(request)
            answer = self._asker.ask(
                question, history or [], only or None, address=address, via="api"
            ).as_json()
        except BpQaError as error:
            raise gr.Error(str(error), print_exception=False) from error
        for citation in answer["citations"]:
            del citation["path"]  # Gradio's client would take it for a file to fetch
        return answer

    def search(
        self, query: str, mode: Literal["hybrid", "dense", "keyword"] = "hybrid", k: int = 10
    ) -> list[dict[str, Any]]:
        """Finds passages of the news archive.

        Args:
            query: words or a question.
            mode: hybrid, dense (meaning) or keyword.
            k: number of passages, at most 100.

        Returns:
            Passages, best first, with article_id, title, published, section, start, end, text, score and
            also_in (later articles with the same passage: id, title, published).
        """
        try:
            found = self._engine.search(query, mode=mode, k=max(1, min(k, _MOST_PASSAGES)))
        except BpQaError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return [
            {
                "article_id": passage.article_id,
                "title": passage.title,
                "published": passage.published.isoformat() if passage.published else None,
                "section": passage.section,
                "start": passage.start,
                "end": passage.end,
                "text": passage.text,
                "also_in": [other.as_json() for other in passage.also_in],
                "score": round(passage.score, 4),
            }
            for passage in found
        ]

    def articles(self, article_id: str = "") -> list[dict[str, Any]]:
        """Lists the articles of the news archive, newest first, or gives one with its whole text.

        Args:
            article_id: empty to list all without their texts.
        """
        if article_id:
            try:
                article = self._engine.source.load(article_id)
            except BpQaError as error:
                raise gr.Error(str(error), print_exception=False) from error
            return [_described(article.id, article.title, article.section, article.published, article.text)]
        return [
            _described(entry.id, entry.title, entry.section, entry.published)
            for entry in self._engine.index.catalogue.entries()
        ]

    def _only(self, section: str, published_from: str, published_to: str, article_id: str) -> ChunkFilter:
        article = (article_id, article_id) if article_id else None
        zone = self._engine.settings.timezone
        return narrowing(published_from, published_to, section, article, zone, self._texts).only


def _described(
    article_id: str, title: str, section: str, published: datetime | None, text: str | None = None
) -> dict[str, Any]:
    described = {
        "id": article_id,
        "title": title,
        "section": section,
        "published": published.isoformat() if published else None,
    }
    return described if text is None else {**described, "text": text}
