"""One agency text in several papers: a search keeps each passage once and says where else it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bp_qa.corpus.resemblance import Wording
from bp_qa.indexing.catalogue import Catalogue
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.indexing.records import Entry, StoredChunk
from bp_qa.retrieval.passage import Appearance


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage that is kept, and the chunk of it or of a copy by which it was found."""

    chunk: StoredChunk
    found: StoredChunk


class Copies:
    """The near-duplicates of the articles that a search found.

    A passage is left out only if an earlier article says the same: what a later paper added or corrected is
    found as before.
    """

    def __init__(self, catalogue: Catalogue, found: Sequence[StoredChunk], only: ChunkFilter) -> None:
        """Looks for near-duplicates of the articles of `found`.

        Args:
            only: what the search is narrowed to; articles outside it are named, but never shown instead.
        """
        self._catalogue = catalogue
        self._only = only
        self._alike: dict[str, tuple[str, ...]]
        self._alike = dict.fromkeys((chunk.article_id for chunk in found), ())
        self._alike |= catalogue.alike(list(self._alike))
        self._entry = cache(catalogue.entry)
        self._chunks = cache(catalogue.chunks_of)
        self._wording = cache(self._wording_of)

    def collapse(self, ranked: Sequence[StoredChunk]) -> list[Kept]:
        """`ranked` in its order, each passage once: as it stands in the article published first."""
        kept: dict[str, Kept] = {}
        for chunk in ranked:
            first = self._first(chunk)
            kept.setdefault(first.id, Kept(first, chunk))
        return list(kept.values())

    def appearances(self, chunk: StoredChunk) -> tuple[Appearance, ...]:
        """The other articles that say what `chunk` says, the earliest published first."""
        others = [entry for entry in self._family(chunk.article_id) if entry.id != chunk.article_id]
        if not others:
            return ()
        passage = Wording.of(chunk.text)
        return tuple(
            Appearance(entry.id, entry.title, entry.published)
            for entry in others
            if self._wording(entry.id).tells(passage)
        )

    def _first(self, chunk: StoredChunk) -> StoredChunk:
        """`chunk`, or what says the same in the article that published it first."""
        passage: Wording | None = None
        for entry in self._family(chunk.article_id):
            if entry.id == chunk.article_id:
                break
            if not self._only.admits(entry.id, entry.section, entry.published):
                continue
            passage = passage or Wording.of(chunk.text)
            if self._wording(entry.id).tells(passage):
                # That article may have a forerunner that is not like this one.
                return self._first(_nearest(self._chunks(entry.id), passage))
        return chunk

    def _family(self, article_id: str) -> list[Entry]:
        """An article and its near-duplicates, the earliest published first."""
        if article_id not in self._alike:
            self._alike[article_id] = self._catalogue.alike([article_id]).get(article_id, ())
        others = self._alike[article_id]
        if not others:
            return []
        entries = [entry for id_ in (article_id, *others) if (entry := self._entry(id_)) is not None]
        return sorted(entries, key=_moment)

    def _wording_of(self, article_id: str) -> Wording:
        return Wording.of("\n".join(chunk.text for chunk in self._chunks(article_id)))


def _moment(entry: Entry) -> tuple[float, str]:
    return (entry.published.timestamp() if entry.published else float("inf"), entry.id)


def _nearest(chunks: Sequence[StoredChunk], passage: Wording) -> StoredChunk:
    def shared(chunk: StoredChunk) -> tuple[int, int]:
        wording = Wording.of(chunk.text)
        return len(wording.runs & passage.runs), len(wording.words & passage.words)

    return max(chunks, key=shared)
