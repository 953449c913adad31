"""What a sync tells: while it works, and when it is done."""

from collections.abc import Callable
from dataclasses import dataclass, field

Progress = Callable[[int, int], None]
"""Called with the number of articles done and the number to do."""


@dataclass
class SyncReport:
    """What a sync did.

    Attributes:
        added, updated, deleted: article ids.
        unchanged: number of articles left as they were.
        embedded_chunks: chunks that went through the model.
        failed: file or id, and why it could not be indexed.
        rebuilt: why an index was made anew; empty if none was.
        repaired: articles indexed again since a sync died within them, or an index had lost or kept what it
            should not.
        seconds: time taken.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    unchanged: int = 0
    embedded_chunks: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    rebuilt: str = ""
    repaired: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def changed(self) -> bool:
        return bool(self.added or self.updated or self.deleted or self.repaired or self.rebuilt)
