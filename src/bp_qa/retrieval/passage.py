"""A passage: a chunk that a search found, with its scores."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bp_qa.corpus.article import ParagraphKind

SearchMode = Literal["hybrid", "dense", "keyword"]


@dataclass(frozen=True, slots=True)
class Appearance:
    """Another article that says the same as a passage: one agency text in several papers."""

    id: str
    title: str
    published: datetime | None

    def as_json(self) -> dict[str, str | None]:
        """The article as plain data."""
        published = self.published.isoformat() if self.published else None
        return {"id": self.id, "title": self.title, "published": published}


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk of an article with what a search says of it.

    Attributes:
        chunk_id: id of the chunk in both indexes.
        article_id, title, section, published: of the article it stands in.
        start, end: character offsets in ``Article.text``; ``text == article.text[start:end]``.
        kind: body or caption.
        rank: 1 for the best.
        score: what the passages are ranked by.
        dense: cosine similarity to the question (-1 to 1), None where the dense index was not asked.
        keyword: BM25 score (0 and up), None where the keyword index did not find it.
        reranked: score of the reranker, on a scale of its own; None where none is set.
        also_in: later articles with the same passage, the earliest published first; they are not found on
            their own.
    """

    chunk_id: str
    article_id: str
    title: str
    section: str
    published: datetime | None
    start: int
    end: int
    text: str
    kind: ParagraphKind
    rank: int
    score: float
    dense: float | None = None
    keyword: float | None = None
    also_in: tuple[Appearance, ...] = ()
    reranked: float | None = None
