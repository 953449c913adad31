"""What a search may be narrowed to."""

from dataclasses import dataclass


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


EVERYTHING = ChunkFilter()
"""Narrows nothing."""
