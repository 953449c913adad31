"""Hybrid search: dense and keyword scores, brought to one scale and weighted."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np

from bp_qa.corpus.article import ParagraphKind
from bp_qa.indexing.catalogue import StoredChunk
from bp_qa.indexing.store import ArchiveIndex
from bp_qa.retrieval.passage import Passage, SearchMode
from bp_qa.retrieval.query import Query
from bp_qa.vietnamese.dates import DateMention, find_dates, year_ranges

# Candidates taken from each index before their scores are joined.
_CANDIDATES = 60
# What agreement with a date in the question adds to a score between 0 and 1.
_DATE_BONUS = 0.12
# What standing in an article that the conversation is about adds.
_FOCUS_BONUS = 0.15


class HybridSearch:
    """Finds passages in an :class:`ArchiveIndex`."""

    def __init__(self, index: ArchiveIndex, dense_weight: float) -> None:
        self._index = index
        self._dense_weight = dense_weight

    def search(self, query: Query, *, mode: SearchMode = "hybrid", k: int = 10) -> list[Passage]:
        """The `k` best passages for `query`, best first; fewer if the archive has fewer.

        In hybrid mode the scores of the candidates of both indexes are scaled to 0–1 and summed with
        weights, after "weighted score fusion" in ViRE (Findings of EACL 2026); the dense score of a passage
        that only the keyword index found is computed from its stored vector.
        """
        if not query.text:
            return []
        self._index.refresh()
        depth = max(k, _CANDIDATES)
        dense: dict[str, float] = {}
        keyword: dict[str, float] = {}
        if mode != "keyword":
            vector = self._index.encoder.encode_queries([query.expanded])[0]
            dense = dict(self._index.vectors.search(vector, depth, query.only))
        if mode != "dense":
            keyword = dict(self._index.keywords.search(query.keyword_texts, depth, query.only))
        if mode == "hybrid":
            missing = [id_ for id_ in keyword if id_ not in dense]
            for id_, stored in self._index.vectors.vectors(missing).items():
                dense[id_] = float(np.dot(stored, vector))
        scores = self._fused(dense, keyword, mode)
        best = sorted(scores, key=lambda id_: (-scores[id_], id_))[: max(2 * k, 20)]
        chunks = self._index.catalogue.chunks(best)
        if mode == "hybrid" and (query.dates or query.focus):
            for id_, chunk in chunks.items():
                if query.dates:
                    scores[id_] += _DATE_BONUS * _date_agreement(query.dates, chunk)
                if chunk.article_id in query.focus:
                    scores[id_] += _FOCUS_BONUS
            best.sort(key=lambda id_: (-scores[id_], id_))
        found = [chunks[id_] for id_ in best if id_ in chunks][:k]
        return [
            _passage(chunk, rank, scores[chunk.id], dense.get(chunk.id), keyword.get(chunk.id))
            for rank, chunk in enumerate(found, start=1)
        ]

    def _fused(
        self, dense: Mapping[str, float], keyword: Mapping[str, float], mode: SearchMode
    ) -> dict[str, float]:
        if mode == "dense":
            return dict(dense)
        if mode == "keyword":
            return dict(keyword)
        weight = self._dense_weight
        scaled_dense, scaled_keyword = _scaled(dense), _scaled(keyword)
        return {
            id_: weight * scaled_dense.get(id_, 0.0) + (1 - weight) * scaled_keyword.get(id_, 0.0)
            for id_ in dense.keys() | keyword.keys()
        }


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores brought linearly to 0–1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {id_: (score - low) / (high - low) for id_, score in scores.items()}


def _date_agreement(asked: Sequence[DateMention], chunk: StoredChunk) -> float:
    """Share of the dates of the question with which the passage, or its day of publication, agrees."""
    written = find_dates(chunk.text)
    if chunk.published is not None:
        day = chunk.published
        written.append(DateMention(0, 0, day.year, day.month, day.day))
    periods = year_ranges(chunk.text)
    agreeing = sum(
        any(mention.matches(other) for other in written)
        or (mention.month is None and any(first <= (mention.year or 0) <= last for first, last in periods))
        for mention in asked
    )
    return agreeing / len(asked)


def _passage(
    chunk: StoredChunk, rank: int, score: float, dense: float | None, keyword: float | None
) -> Passage:
    return Passage(
        chunk_id=chunk.id,
        article_id=chunk.article_id,
        title=chunk.title,
        section=chunk.section,
        published=chunk.published,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        kind=cast(ParagraphKind, chunk.kind),
        rank=rank,
        score=score,
        dense=dense,
        keyword=keyword,
    )
