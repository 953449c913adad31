"""Hybrid search: dense and keyword scores, brought to one scale and weighted."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import cast

import numpy as np

from bp_qa.corpus.article import ParagraphKind
from bp_qa.encoder.embeddings import Vectors
from bp_qa.indexing.records import StoredChunk
from bp_qa.indexing.store import ArchiveIndex
from bp_qa.retrieval.copies import Copies
from bp_qa.retrieval.passage import Appearance, Passage, SearchMode
from bp_qa.retrieval.query import Query
from bp_qa.retrieval.reranking import RERANKED, Reranker, reranked
from bp_qa.vietnamese.dates import DateMention, find_dates, year_ranges

# Candidates taken from each index before their scores are joined.
_CANDIDATES = 60
# Of these, joined, as many are looked at more closely; more if most turn out to be copies of each other.
_WIDTH = 20
_KEYWORD_THREADS = 8
_WIDEST = 320
# What agreement with a date in the question adds to a score between 0 and 1.
_DATE_BONUS = 0.12
# What standing in an article that the conversation is about adds.
_FOCUS_BONUS = 0.15


@dataclass(frozen=True, slots=True)
class _Scored:
    chunk: StoredChunk
    score: float
    dense: float | None
    keyword: float | None


class HybridSearch:
    """Finds passages in an :class:`ArchiveIndex`."""

    def __init__(self, index: ArchiveIndex, dense_weight: float, reranker: Reranker | None = None) -> None:
        self._index = index
        self._dense_weight = dense_weight
        self._reranker = reranker
        # Both indexes search outside Python, so that the one can be asked while the other is at it.
        self._beside = ThreadPoolExecutor(_KEYWORD_THREADS, "keyword-search")

    def search(self, query: Query, *, mode: SearchMode = "hybrid", k: int = 10) -> list[Passage]:
        """The `k` best passages for `query`, best first; fewer if the archive has fewer.

        In hybrid mode the scores of the candidates of both indexes are scaled to 0–1 and summed with
        weights, after "weighted score fusion" in ViRE (Findings of EACL 2026); the dense score of a passage
        that only the keyword index found is computed from its stored vector. A passage that stands in
        several articles is found once, in the one published first; it names the others. A reranker, if there
        is one, has the last word on a hybrid search.
        """
        if not query.text:
            return []
        if self._reranker is None or mode != "hybrid":
            return self._search(query, mode, k)
        return reranked(query.text, self._search(query, mode, max(k, RERANKED)), self._reranker)[:k]

    def _search(self, query: Query, mode: SearchMode, k: int) -> list[Passage]:
        self._index.refresh()
        vector = None
        if mode != "keyword":
            vector = self._index.encoder.encode_queries([query.embedded])[0]
        width, depth = max(2 * k, _WIDTH), max(k, _CANDIDATES)
        while True:
            ranked = self._ranked(query, mode, vector, depth, width)
            found = [item.chunk for item in ranked]
            copies = Copies(self._index.catalogue, found, query.only)
            kept = copies.collapse(found)
            enough = len(kept) >= k or len(kept) == len(ranked)
            if enough or len(ranked) < width or width >= _WIDEST:
                break
            # Copies took the places of what would have been found beside them.
            width *= 4
            depth = max(depth, width)
        by_id = {item.chunk.id: item for item in ranked}
        return [
            _passage(item.chunk, by_id[item.found.id], rank, copies.appearances(item.chunk))
            for rank, item in enumerate(kept[:k], start=1)
        ]

    def _ranked(
        self, query: Query, mode: SearchMode, vector: Vectors | None, depth: int, width: int
    ) -> list[_Scored]:
        """The `width` best chunks among the `depth` best of each index, best first."""
        dense: dict[str, float] = {}
        keyword: dict[str, float] = {}
        found = None
        if mode != "dense":
            found = self._beside.submit(self._index.keywords.search, query.keyword_texts, depth, query.only)
        if vector is not None:
            dense = dict(self._index.vectors.search(vector, depth, query.only))
        if found is not None:
            keyword = dict(found.result())
        if mode == "hybrid" and vector is not None:
            missing = [id_ for id_ in keyword if id_ not in dense]
            for id_, stored in self._index.vectors.vectors(missing).items():
                dense[id_] = float(np.dot(stored, vector))
        scores = self._fused(dense, keyword, mode)
        best = sorted(scores, key=lambda id_: (-scores[id_], id_))[:width]
        chunks = self._index.catalogue.chunks(best)
        if mode == "hybrid" and (query.dates or query.focus):
            for id_, chunk in chunks.items():
                if query.dates:
                    scores[id_] += _DATE_BONUS * _date_agreement(query.dates, chunk)
                if chunk.article_id in query.focus:
                    scores[id_] += _FOCUS_BONUS
            best.sort(key=lambda id_: (-scores[id_], id_))
        return [
            _Scored(chunks[id_], scores[id_], dense.get(id_), keyword.get(id_))
            for id_ in best
            if id_ in chunks
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


def _passage(chunk: StoredChunk, scored: _Scored, rank: int, also_in: tuple[Appearance, ...]) -> Passage:
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
        score=scored.score,
        dense=scored.dense,
        keyword=scored.keyword,
        also_in=also_in,
    )
