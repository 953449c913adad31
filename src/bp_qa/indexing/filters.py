"""What a search may be narrowed to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ChunkFilter:
    """What a search is narrowed to; a field that is None or empty does not narrow.

    Attributes:
        published_from, published_to: seconds since 1970, both included.
    """

    published_from: int | None = None
    published_to: int | None = None
    section: str | None = None
    article_ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.published_from is not None
            or self.published_to is not None
            or self.section
            or self.article_ids
        )

    def admits(self, article_id: str, section: str, published: datetime | None) -> bool:
        """Whether an article is within what the search is narrowed to."""
        if self.article_ids and article_id not in self.article_ids:
            return False
        if self.section and section != self.section:
            return False
        if self.published_from is None and self.published_to is None:
            return True
        if published is None:
            return False
        moment = int(published.timestamp())
        after = self.published_from is None or moment >= self.published_from
        return after and (self.published_to is None or moment <= self.published_to)


EVERYTHING = ChunkFilter()
"""Narrows nothing."""
