"""A lexicon for tests."""

from collections import Counter
from collections.abc import Mapping

from bp_qa.vietnamese.forms import fold


class CountedLexicon:
    """A lexicon held in memory, counted from texts."""

    def __init__(self, counts: Counter[str]) -> None:
        self._spellings: dict[str, dict[str, int]] = {}
        for spelling, count in counts.items():
            if count > 0:
                self._spellings.setdefault(fold(spelling), {})[spelling] = count

    def spellings(self, folded: str) -> Mapping[str, int]:
        return self._spellings.get(folded, {})
