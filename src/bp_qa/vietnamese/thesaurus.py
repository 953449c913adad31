"""Everyday, regional and literary words, each with what a newspaper writes in its place.

Readers ask for "lính biên phòng" and "xứ Nghệ"; the articles say "Bộ đội Biên phòng" and "Nghệ An".
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from bp_qa.vietnamese.forms import nfc, tone_last
from bp_qa.vietnamese.tokens import tokenize

THESAURUS_FILE = "thesaurus.tsv"
_Phrase = tuple[str, ...]


@lru_cache(maxsize=1)
def _thesaurus() -> tuple[dict[_Phrase, tuple[str, ...]], int]:
    """What a newspaper says for each phrase, the commonest first; and the words of the longest phrase."""
    text = (files("bp_qa.vietnamese") / THESAURUS_FILE).read_text(encoding="utf-8")
    found: dict[_Phrase, tuple[str, ...]] = {}
    for line in nfc(text).splitlines():
        phrase, tab, others = line.partition("\t")
        if tab and not line.startswith("#"):
            found[_key(phrase)] = tuple(other.strip() for other in others.split("|"))
    return found, max(map(len, found), default=0)


def _key(phrase: str) -> _Phrase:
    return tuple(tone_last(token.text) for token in tokenize(phrase))


def synonyms(text: str) -> list[tuple[str, str]]:
    """Phrases of `text` as they are written there, each with every other way that a newspaper may say it.

    Phrases do not overlap: the longest that begins at a word is taken, from left to right.
    """
    text = nfc(text)
    pairs = [(text[start:end], other) for start, end, others in _phrases(text) for other in others]
    return list(dict.fromkeys(pairs))


def in_news_words(text: str) -> str:
    """`text` with each phrase of the thesaurus as a newspaper would most often say it."""
    text = nfc(text)
    parts = []
    done = 0
    for start, end, others in _phrases(text):
        parts += [text[done:start], others[0]]
        done = end
    return "".join(parts) + text[done:]


def _phrases(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where each phrase stands in `text`, and what a newspaper says for it."""
    thesaurus, longest = _thesaurus()
    tokens = tokenize(text)
    keys = [tone_last(token.text) for token in tokens]
    at = 0
    while at < len(tokens):
        for length in range(min(longest, len(tokens) - at), 0, -1):
            others = thesaurus.get(tuple(keys[at : at + length]))
            if others:
                yield tokens[at].start, tokens[at + length - 1].end, others
                at += length
                break
        else:
            at += 1
