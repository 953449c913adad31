"""A news archive (JSON lines, gzipped or not), added to the articles of a data set as distractors."""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bp_qa.corpus.article import Article
from bp_qa.errors import DatasetError
from bp_qa.evaluation.questions import EvaluationSet
from bp_qa.evaluation.texts import article_from_text
from bp_qa.vietnamese.tokens import content_key


def add_archive(dataset: EvaluationSet, path: Path, timezone: str) -> EvaluationSet:
    """`dataset` with the articles of the archive at `path` among its own.

    An archive article with the title, or the text, of an article of the data set would be a right answer that
    counts as wrong, so it is left out.

    Raises:
        DatasetError: the archive cannot be read; the message names the line.
    """
    distractors = read_archive(path, timezone)
    titles = {content_key(article.title) for article in dataset.articles if len(article.title.split()) > 3}
    texts = {content_key(article.text) for article in dataset.articles}
    taken = {article.id for article in dataset.articles}
    kept = [
        article
        for article in distractors
        if content_key(article.title) not in titles
        and content_key(article.text) not in texts
        and article.id not in taken
    ]
    warnings = dataset.warnings
    if len(kept) < len(distractors):
        warnings += (f"{len(distractors) - len(kept)} archive articles are in the data set too; left out.",)
    return replace(
        dataset,
        name=f"{dataset.name} + {path.name.split('.')[0]}",
        articles=(*dataset.articles, *kept),
        warnings=warnings,
    )


def read_archive(path: Path, timezone: str) -> Sequence[Article]:
    """The articles of an archive: ``{"id", "title", "date", "source", "category", "lead", "text"}`` a line.

    Raises:
        DatasetError: the archive cannot be read; the message names the line.
    """
    articles: dict[str, Article] = {}
    zone = ZoneInfo(timezone)
    try:
        for number, line in enumerate(_lines(path), start=1):
            if not line.strip():
                continue
            article = _article(line, zone, f"{path}, line {number}")
            if article.id in articles:
                raise DatasetError(f"{path}, line {number}: the id {article.id!r} stands there twice.")
            articles[article.id] = article
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DatasetError(f"Cannot read the archive {path}: {error}") from error
    return list(articles.values())


def _lines(path: Path) -> Iterator[str]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from lines
    else:
        with path.open(encoding="utf-8-sig") as lines:
            yield from lines


def _article(line: str, zone: ZoneInfo, place: str) -> Article:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise DatasetError(f"{place}: not JSON: {error}") from error
    if not isinstance(record, dict) or not isinstance(record.get("id"), str) or not record["id"]:
        raise DatasetError(f'{place}: needs a JSON object with an "id" as text.')
    lead, text = _text(record, "lead"), _text(record, "text")
    if lead and lead.strip() not in text:
        text = f"{lead}\n{text}"
    try:
        return article_from_text(
            record["id"],
            _text(record, "title") or record["id"],
            text,
            section=_text(record, "category"),
            published=_date(_text(record, "date"), zone, place),
            sources=tuple(filter(None, (_text(record, "url") or _text(record, "source"),))),
        )
    except ValueError as error:
        raise DatasetError(f"{place}: {record['id']}: {error}.") from error


def _date(value: str, zone: ZoneInfo, place: str) -> datetime | None:
    if not value:
        return None
    try:
        return datetime.combine(date.fromisoformat(value[:10]), time(), zone)
    except ValueError as error:
        raise DatasetError(f"{place}: the date {value!r} is not like 2024-02-27.") from error


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""
