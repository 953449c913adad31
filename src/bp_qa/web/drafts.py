"""Articles on their way into the archive: read from text and files, edited, compared, saved."""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bp_qa.corpus import Article, CorpusFolder
from bp_qa.corpus.canonical import CAPTION_MARKER, clean_text, content_hash, split_paragraphs
from bp_qa.corpus.importing import import_paths, parse_file
from bp_qa.corpus.parsed import ParsedArticle
from bp_qa.corpus.resemblance import overlap, signature
from bp_qa.engine import Engine
from bp_qa.errors import BpQaError, ImportFileError

_DATE_FORMATS = ("%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_NEAR = 0.5
_PROBE_CHARS = 600
_COMPARED = 8


class BadDateError(BpQaError):
    """What an editor typed as the time of publication is not one; the message is what was typed."""


@dataclass(frozen=True, slots=True)
class Fields:
    """An article as an editor edits it; every field is text as typed."""

    title: str
    section: str
    published: str
    byline: str
    body: str

    @classmethod
    def of(cls, article: ParsedArticle | Article) -> "Fields":
        """The fields of an article."""
        parsed = article if isinstance(article, ParsedArticle) else ParsedArticle.from_article(article)
        blocks = [f"{CAPTION_MARKER} {text}" if kind == "caption" else text for kind, text in parsed.parts]
        return cls(
            title=parsed.title,
            section=parsed.section,
            published=f"{parsed.published:%d/%m/%Y %H:%M}" if parsed.published else "",
            byline=parsed.byline,
            body="\n\n".join(blocks),
        )

    def parsed(self, timezone: str, like: Article | None = None) -> ParsedArticle:
        """What was typed as an article.

        Args:
            like: an article whose sources and further keys are kept.

        Raises:
            BadDateError: the time of publication cannot be read.
            ImportFileError: no title or no text.
        """
        built = ParsedArticle.build(
            title=self.title,
            parts=[("body", block) for block in split_paragraphs(clean_text(self.body))],
            section=self.section,
            published=_moment(self.published, timezone),
            byline=self.byline,
            sources=like.sources if like else (),
        )
        if like is None:
            return built
        return ParsedArticle(
            title=built.title,
            parts=built.parts,
            section=built.section,
            published=built.published,
            byline=built.byline,
            sources=built.sources,
            as_of=like.as_of,
            extra=like.extra,
        )


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article of the archive that says the same as a draft.

    Attributes:
        similarity: share of the shorter text's runs of four words that stand in the other, 0–1.
        exact: the texts differ in nothing but case and white space.
    """

    article: Article
    similarity: float
    exact: bool


def read_drafts(
    pasted: str, files: Sequence[Path], engine: Engine
) -> tuple[list[Fields], list[tuple[str, str]]]:
    """The articles in pasted text and in files; beside them source and reason of what could not be read.

    Nothing is written to the archive: files are read into a folder that is gone afterwards.
    """
    settings = engine.settings
    limit = int(settings.max_file_mb * 1024 * 1024)
    drafts: list[Fields] = []
    refused: list[tuple[str, str]] = []
    if pasted.strip():
        try:
            found = parse_file(
                pasted.encode(), "pasted.txt", timezone=settings.timezone, max_file_bytes=limit
            )
            drafts += [Fields.of(parsed) for parsed in found]
        except ImportFileError as error:
            refused.append(("", str(error)))
    if files:
        with tempfile.TemporaryDirectory(prefix="bp-qa-") as folder:
            staging = CorpusFolder(Path(folder), timezone=settings.timezone)
            report = import_paths(files, staging, max_file_bytes=limit, max_files=settings.max_files)
            drafts += [Fields.of(article) for article in report.added]
            refused += report.failed
    return drafts, refused


def duplicates(engine: Engine, parsed: ParsedArticle) -> list[Duplicate]:
    """Articles of the archive that say the same, most alike first."""
    body = "\n".join(text for kind, text in parsed.parts if kind == "body")
    near = engine.index.catalogue.near(signature(body))[:_COMPARED]
    # A signature tells copies; an excerpt, or what an excerpt is of, shows up in a search.
    for words in (parsed.text[:_PROBE_CHARS], parsed.title):
        near += [passage.article_id for passage in engine.search(words, k=_COMPARED)]
    found: list[Duplicate] = []
    for article_id in dict.fromkeys(near):
        try:
            article = engine.source.load(article_id)
        except BpQaError:
            continue
        exact = content_hash(article.text) == content_hash(parsed.text)
        similarity = 1.0 if exact else overlap(article.text, parsed.text)
        if similarity >= _NEAR:
            found.append(Duplicate(article, similarity, exact))
    return sorted(found, key=lambda duplicate: -duplicate.similarity)


def _moment(typed: str, timezone: str) -> datetime | None:
    text = re.sub(r"\s+", " ", typed).strip()
    if not text:
        return None
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=ZoneInfo(timezone))
        except ValueError:
            continue
    raise BadDateError(text)
