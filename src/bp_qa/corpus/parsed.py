"""What was found in a file to import, before it has an id and a place in the corpus."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bp_qa.corpus.article import Article, ParagraphKind, join_paragraphs
from bp_qa.corpus.canonical import canonical_parts, one_line
from bp_qa.errors import ImportFileError


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article as read from a page or document; :meth:`to_article` gives it an id.

    Attributes:
        title, section, published, byline, sources, as_of, extra: as in ``Article``.
        parts: kind and text of each paragraph, in canonical form, in order.
        warnings: what a person should look at before saving.
    """

    title: str
    parts: tuple[tuple[ParagraphKind, str], ...]
    section: str = ""
    published: datetime | None = None
    byline: str = ""
    sources: tuple[str, ...] = ()
    as_of: str = ""
    warnings: tuple[str, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        *,
        title: str,
        parts: Iterable[tuple[ParagraphKind, str]],
        section: str = "",
        published: datetime | None = None,
        byline: str = "",
        sources: Iterable[str] = (),
        warnings: Iterable[str] = (),
    ) -> "ParsedArticle":
        """A parsed article with every text brought to canonical form.

        Raises:
            ImportFileError: no title or no text is left.
        """
        clean_title = one_line(title).lstrip("# ").strip()
        clean_parts = tuple(canonical_parts(parts))
        if not clean_title:
            raise ImportFileError("no headline was found; put it on the first line")
        if not clean_parts:
            raise ImportFileError("no text was found below the headline")
        if published is not None:
            try:  # a moment beyond the first or last year cannot be compared with others
                published.timestamp()
            except (OverflowError, ValueError):
                published = None
        notes = list(warnings)
        if published is None:
            notes.append("no date of publication was found")
        return cls(
            title=clean_title,
            parts=clean_parts,
            section=one_line(section),
            published=published,
            byline=one_line(byline),
            sources=tuple(line for line in map(one_line, sources) if line),
            warnings=tuple(notes),
        )

    @classmethod
    def from_article(cls, article: Article) -> "ParsedArticle":
        """The same article, to be imported under another id."""
        return cls(
            title=article.title,
            parts=tuple((p.kind, article.text[p.start : p.end]) for p in article.paragraphs),
            section=article.section,
            published=article.published,
            byline=article.byline,
            sources=article.sources,
            as_of=article.as_of,
            extra=article.extra,
        )

    @property
    def text(self) -> str:
        """The canonical text that the article will have."""
        return join_paragraphs(list(self.parts))[0]

    def to_article(self, article_id: str) -> Article:
        """The article with the id `article_id`, not saved yet."""
        text, paragraphs = join_paragraphs(list(self.parts))
        return Article(
            id=article_id,
            title=self.title,
            text=text,
            paragraphs=paragraphs,
            section=self.section,
            published=self.published,
            byline=self.byline,
            sources=self.sources,
            as_of=self.as_of,
            extra=self.extra,
        )
