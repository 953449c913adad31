"""Real text for the tests of the language room."""

from pathlib import Path

import frontmatter
import pytest

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def articles() -> list[str]:
    """The text of every article of the archive, front matter left off."""
    return [frontmatter.load(path).content for path in sorted(CORPUS.glob("*.md"))]
