"""Real text for the tests of the language room."""

from collections import Counter
from pathlib import Path

import frontmatter
import pytest
from counted import CountedLexicon

from bp_qa.vietnamese.diacritics import count_spellings

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def articles() -> list[str]:
    """The text of every article of the archive, front matter left off."""
    return [frontmatter.load(path).content for path in sorted(CORPUS.glob("*.md"))]


@pytest.fixture(scope="session")
def lexicon(articles: list[str]) -> CountedLexicon:
    """What the archive knows of spellings."""
    return CountedLexicon(sum((count_spellings(text) for text in articles), Counter()))
