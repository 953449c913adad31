"""An article as a file: YAML front matter, then paragraphs between blank lines, captions marked ``[Ảnh]``."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from bp_qa.corpus.article import Article, join_paragraphs
from bp_qa.corpus.canonical import CAPTION_MARKER, canonical_parts, clean_text, one_line, split_paragraphs
from bp_qa.errors import ArticleNotFoundError, CorpusError

_KNOWN_KEYS = ("title", "section", "published", "byline", "sources", "as_of")
_MAX_FRONT_MATTER = 64 * 1024  # characters; a real one has a few hundred


class _TextLoader(yaml.SafeLoader):
    """A safe loader for which every scalar is text: a title may be ``2024`` or ``17:16``.

    Not the faster one on libyaml: deeply nested front matter crashes that one's process.
    """

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - PyYAML's own class attribute


class _SafeHandler(YAMLHandler):
    """Front matter as plain YAML values: no tags, no anchors, nothing constructed."""

    def load(self, fm: str, **_kwargs: object) -> dict[str, object]:
        if len(fm) > _MAX_FRONT_MATTER:
            raise CorpusError(f"the front matter is longer than {_MAX_FRONT_MATTER} characters")
        try:
            if any(sign in fm for sign in "!&*"):
                _refuse_tags_and_anchors(fm)
            # The loader is a SafeLoader, so no object can be built from the file.
            loaded = yaml.load(fm, Loader=_TextLoader)  # noqa: S506
            if not isinstance(loaded, dict):
                raise CorpusError("the front matter must be lines of the form `key: value`")
            if any(key not in _KNOWN_KEYS for key in loaded):
                typed = yaml.safe_load(fm)
                loaded |= {key: value for key, value in typed.items() if key not in _KNOWN_KEYS}
        except (yaml.YAMLError, ValueError, TypeError) as error:
            raise CorpusError(f"the front matter is not valid YAML ({one_line(str(error))})") from error
        except RecursionError as error:
            raise CorpusError("the front matter is nested too deeply") from error
        return {str(key): value for key, value in loaded.items()}


def _refuse_tags_and_anchors(front_matter: str) -> None:
    for event in yaml.parse(front_matter, Loader=yaml.SafeLoader):
        if (tag := getattr(event, "tag", None)) is not None:
            raise CorpusError(f"YAML tags such as `{tag}` are not allowed in the front matter")
        if getattr(event, "anchor", None) is not None:
            raise CorpusError("YAML anchors and aliases (`&name`, `*name`) are not allowed; use quotes")


def read_article(path: Path, *, timezone: str) -> Article:
    """The article in the file `path`; its id is the file name without ``.md``.

    Raises:
        ArticleNotFoundError: there is no such file.
        CorpusError: it cannot be read, or is not an article; the message names file, key and what to write.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ArticleNotFoundError(f"There is no article file {path}.") from error
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror or error}.") from error
    return parse_article(data, article_id=path.stem, timezone=timezone, path=path)


def parse_article(data: bytes, *, article_id: str, timezone: str, path: Path | None = None) -> Article:
    """The article that the bytes of an article file hold.

    Args:
        data: the whole file, UTF-8 (a byte order mark is allowed).
        article_id: the id it gets.
        timezone: zone of a ``published`` that names none, as ``Asia/Ho_Chi_Minh``.
        path: where the bytes were read, for messages and :attr:`Article.path`.

    Raises:
        CorpusError: not an article; the message names the file, the key and what is expected.
    """
    name = str(path) if path else f"{article_id}.md"
    try:
        text = clean_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CorpusError(f"{name} is not UTF-8 (byte {error.start}): save it as UTF-8.") from error
    try:
        return _build(text, data, article_id, timezone, path)
    except CorpusError as error:
        raise CorpusError(f"{name}: {error}.") from error


def _build(text: str, data: bytes, article_id: str, timezone: str, path: Path | None) -> Article:
    handler = _SafeHandler()
    if not handler.detect(text):
        raise CorpusError("no front matter; start the file with a line `---`, `title: …` and a line `---`")
    try:
        meta, content = frontmatter.parse(text, handler=handler)
    except RecursionError as error:
        raise CorpusError("the front matter is nested too deeply") from error
    title = _text_of(meta, "title")
    if not title:
        raise CorpusError("key `title` is missing; add a line `title: …` to the front matter")
    parts = canonical_parts(("body", block) for block in split_paragraphs(content))
    if not parts:
        raise CorpusError("there is no text below the front matter; write the article there")
    body, paragraphs = join_paragraphs(parts)
    return Article(
        id=article_id,
        title=title,
        text=body,
        paragraphs=paragraphs,
        section=_text_of(meta, "section"),
        published=_published(meta, timezone),
        byline=_text_of(meta, "byline"),
        sources=_sources(meta),
        as_of=_text_of(meta, "as_of"),
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        extra={key: value for key, value in meta.items() if key not in _KNOWN_KEYS},
    )


def _text_of(meta: dict[str, object], key: str) -> str:
    value = meta.get(key, "")
    if not isinstance(value, str):
        raise CorpusError(f"key `{key}` must be one line of text; put it in quotes")
    return one_line(value)


def _sources(meta: dict[str, object]) -> tuple[str, ...]:
    value = meta.get("sources", "")
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise CorpusError("key `sources` must be a list of addresses or names, one a line after `- `")
    return tuple(line for line in map(one_line, items) if line)


def _published(meta: dict[str, object], timezone: str) -> datetime | None:
    value = _text_of(meta, "published")
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise CorpusError(
            f"key `published` is `{value}`; expected a date such as 2024-02-27 or 2024-02-27T17:16:00+07:00"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=load_timezone(timezone))


def load_timezone(name: str) -> ZoneInfo:
    """The time zone `name`.

    Raises:
        CorpusError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CorpusError(f"unknown time zone `{name}`; use a name such as Asia/Ho_Chi_Minh") from error


def format_article(article: Article) -> str:
    """The file text of `article`; :func:`parse_article` reads the same article back.

    Raises:
        CorpusError: a value in ``extra`` cannot be written as YAML.
    """
    meta: dict[str, object] = {"title": article.title}
    if article.section:
        meta["section"] = article.section
    if article.published:
        meta["published"] = article.published.isoformat()
    if article.byline:
        meta["byline"] = article.byline
    if article.sources:
        meta["sources"] = list(article.sources)
    if article.as_of:
        meta["as_of"] = article.as_of
    meta |= article.extra
    try:
        # Never folded, so that a person can edit each value on one line; no aliases, which parsing refuses.
        header = yaml.dump(meta, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=float("inf"))
    except (yaml.YAMLError, RecursionError) as error:
        raise CorpusError(
            f"The metadata of article {article.id} cannot be written as YAML: {error}"
        ) from error
    blocks = []
    for paragraph in article.paragraphs:
        text = article.text[paragraph.start : paragraph.end]
        blocks.append(f"{CAPTION_MARKER} {text}" if paragraph.kind == "caption" else text)
    return f"---\n{header}---\n\n" + "\n\n".join(blocks) + "\n"


class _PlainDumper(yaml.SafeDumper):
    def ignore_aliases(self, _data: object) -> bool:
        return True
