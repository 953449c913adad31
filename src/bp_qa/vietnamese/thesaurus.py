"""Everyday, regional and literary words, each with what a newspaper writes in its place.

Readers ask for "lính biên phòng" and "xứ Nghệ"; the articles say "Bộ đội Biên phòng" and "Nghệ An". An
archive desk may add words of its own.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from bp_qa.errors import SettingsError
from bp_qa.vietnamese.forms import nfc, tone_last
from bp_qa.vietnamese.tokens import tokenize

THESAURUS_FILE = "thesaurus.tsv"
_Phrase = tuple[str, ...]
_Entries = Mapping[_Phrase, tuple[str, ...]]


class Thesaurus:
    """The words that bp-qa brings, and those of an archive desk."""

    def __init__(self, own: Path | None = None) -> None:
        """Reads the entries.

        Args:
            own: a file of further ones, in the form of the one that bp-qa brings: a line each, the phrase, a
                tab, and what newspapers write, separated by ``|``, the commonest first. They go before the
                others.

        Raises:
            SettingsError: the file cannot be read, or a line of it is no entry.
        """
        self._entries: _Entries = {**_shipped(), **(_own(own) if own else {})}
        self._longest = max(map(len, self._entries), default=0)

    def synonyms(self, text: str) -> list[tuple[str, str]]:
        """Phrases of `text` as they are written there, each with every other way that a newspaper may say it.

        Phrases do not overlap: the longest that begins at a word is taken, from left to right.
        """
        text = nfc(text)
        pairs = [(text[start:end], other) for start, end, others in self._phrases(text) for other in others]
        return list(dict.fromkeys(pairs))

    def in_news_words(self, text: str) -> str:
        """`text` with each phrase of the thesaurus as a newspaper would most often say it."""
        text = nfc(text)
        parts = []
        done = 0
        for start, end, others in self._phrases(text):
            parts += [text[done:start], others[0]]
            done = end
        return "".join(parts) + text[done:]

    def _phrases(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Where each phrase stands in `text`, and what a newspaper says for it."""
        tokens = tokenize(text)
        keys = [tone_last(token.text) for token in tokens]
        at = 0
        while at < len(tokens):
            for length in range(min(self._longest, len(tokens) - at), 0, -1):
                others = self._entries.get(tuple(keys[at : at + length]))
                if others:
                    yield tokens[at].start, tokens[at + length - 1].end, others
                    at += length
                    break
            else:
                at += 1


@lru_cache(maxsize=1)
def _shipped() -> _Entries:
    text = (files("bp_qa.vietnamese") / THESAURUS_FILE).read_text(encoding="utf-8")
    return dict(_entries(text))


def _own(path: Path) -> _Entries:
    try:
        return dict(_entries(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"BP_QA_THESAURUS: cannot read {path}: {error}") from error
    except ValueError as error:
        raise SettingsError(f"BP_QA_THESAURUS: {path}, {error}") from error


def _entries(text: str) -> Iterator[tuple[_Phrase, tuple[str, ...]]]:
    for number, line in enumerate(nfc(text).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        phrase, _, others = line.partition("\t")
        key = tuple(tone_last(token.text) for token in tokenize(phrase))
        written = tuple(other.strip() for other in others.split("|") if other.strip())
        if not key or not written:
            raise ValueError(
                f"line {number}: an entry is a phrase, a tab, and what newspapers write for it "
                f"(more than one separated by |), not {line.strip()[:80]!r}"
            )
        yield key, written
