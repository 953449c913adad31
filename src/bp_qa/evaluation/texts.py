"""Turning the text of a data set into an article, and finding quotes in it again."""

import hashlib
import re
from datetime import datetime

from bp_qa.corpus.article import Article, ParagraphKind, join_paragraphs
from bp_qa.corpus.canonical import canonical_parts, clean_text, one_line


def article_from_text(
    article_id: str,
    title: str,
    text: str,
    *,
    section: str = "",
    published: datetime | None = None,
    sources: tuple[str, ...] = (),
) -> Article:
    """An article whose canonical text is `text` in canonical form, each of its lines a paragraph.

    Raises:
        ValueError: `text` holds no letter or digit.
    """
    canonical, paragraphs = join_paragraphs(_parts(text))
    if not paragraphs:
        raise ValueError("the text is empty")
    return Article(
        id=article_id,
        title=one_line(title),
        text=canonical,
        paragraphs=paragraphs,
        section=section,
        published=published,
        sources=sources,
        sha256=hashlib.sha256(f"{title}\0{canonical}".encode()).hexdigest(),
    )


def find_quote(text: str, quote: str, expected: int = 0) -> tuple[int, int] | None:
    """Span of `quote` in the canonical `text`, the occurrence nearest to the offset `expected`.

    White space in `quote` matches any white space, as paragraphs were joined anew. None if not there.
    """
    words = one_line(quote).split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    spans = [match.span() for match in pattern.finditer(text)]
    return min(spans, key=lambda span: abs(span[0] - expected), default=None)


def canonical_offset(before: str) -> int:
    """About where the text that follows `before` in the raw text stands in the canonical text."""
    return len(join_paragraphs(_parts(before))[0])


def _parts(text: str) -> list[tuple[ParagraphKind, str]]:
    return canonical_parts(("body", line) for line in clean_text(text).split("\n"))
