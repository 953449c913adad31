"""Files of each kind that can be imported, as parsed articles."""

import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from xml.parsers.expat import ExpatError

from lxml import html as lxml_html

from bp_qa.corpus.canonical import clean_text, one_line
from bp_qa.corpus.captions import mark_captions
from bp_qa.corpus.decoding import FileKind, decode_text, kind_of
from bp_qa.corpus.htmlpage import parse_html_page
from bp_qa.corpus.markdown import load_timezone, parse_article
from bp_qa.corpus.newspaper import parse_newspaper_page
from bp_qa.corpus.parsed import ParsedArticle
from bp_qa.corpus.timestamps import read_timestamp
from bp_qa.errors import CorpusError, ImportFileError

MAX_EXPANDED_BYTES = 512 * 1024 * 1024  # of a .docx or .jsonl.gz; a larger one is taken for a bomb
_MAX_PDF_CHARS = 5_000_000
_SHORT_LINE = 0.7  # of the usual width; a line of a PDF below it ends its paragraph

# What the PDF and Word readers are known to raise on damaged files, beside their own errors.
_DAMAGED = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,  # RecursionError and NotImplementedError too
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    ExpatError,
)


@dataclass(frozen=True, slots=True)
class Document:
    """The articles of one file, and what in it could not be read (each names its line)."""

    articles: tuple[ParsedArticle, ...]
    problems: tuple[str, ...] = ()


def read_document(data: bytes, name: str, *, timezone: str) -> Document:
    """The articles in the file called `name` with the content `data`; nothing is fetched or run.

    Raises:
        ImportFileError: the file cannot be imported; the message is the reason, without the name.
        CorpusError: the time zone is unknown.
    """
    zone = load_timezone(timezone)
    kind = kind_of(data, name)
    if kind in {"jsonl", "gzip"}:
        return _read_jsonl(data if kind == "jsonl" else _gunzip(data), zone)
    readers: dict[FileKind, Callable[[bytes, str], ParsedArticle]] = {
        "text": lambda raw, tz: parse_newspaper_page(decode_text(raw), timezone=tz),
        "markdown": _read_markdown,
        "html": lambda raw, tz: parse_html_page(decode_text(raw), timezone=tz),
        "docx": _read_docx,
        "pdf": _read_pdf,
    }
    if kind not in readers:
        raise ImportFileError("a zip archive must be imported by itself, not from within another file")
    return Document((readers[kind](data, timezone),))


def _read_markdown(data: bytes, timezone: str) -> ParsedArticle:
    text = decode_text(data)
    if not text.lstrip().startswith("---"):
        return parse_newspaper_page(_without_markdown(text), timezone=timezone)
    try:
        article = parse_article(text.encode(errors="replace"), article_id="import", timezone=timezone)
    except CorpusError as error:
        raise ImportFileError(str(error).removeprefix("import.md: ").rstrip(".")) from error
    return ParsedArticle.from_article(article)


_MARKDOWN = (
    (re.compile(r"^[ \t]{0,3}(?:```|~~~).*$", re.M), ""),
    (re.compile(r"^[ \t]{0,3}(?:#{1,6}|>)[ \t]+", re.M), ""),
    (re.compile(r"!\[([^\[\]\n]{0,300})\]\([^()\n]{0,1000}\)"), r"[Ảnh] \1"),
    (re.compile(r"\[([^\[\]\n]{1,300})\]\([^()\n]{0,1000}\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,500})(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,500})(?<=\S)\*(?![\w*])"), r"\1"),
)


def _without_markdown(text: str) -> str:
    for pattern, replacement in _MARKDOWN:
        text = pattern.sub(replacement, text)
    return text


def _check_expansion(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_EXPANDED_BYTES:
            raise ImportFileError("it expands to far more than a document holds")


def _read_docx(data: bytes, timezone: str) -> ParsedArticle:
    import mammoth  # here, as few commands import documents and it is slow to load

    try:
        _check_expansion(data)
        # Pictures are left out: their bytes would only be carried along as data addresses.
        no_images = mammoth.images.img_element(lambda _image: {"src": ""})
        converted = mammoth.convert_to_html(io.BytesIO(data), convert_image=no_images).value
    except _DAMAGED as error:
        raise ImportFileError("the Word document is damaged; open it and save it again as .docx") from error
    lines = list(_block_lines(converted))
    if not lines:
        raise ImportFileError("the Word document holds no text")
    return parse_newspaper_page("\n\n".join(lines), timezone=timezone)


def _block_lines(markup: str) -> Iterator[str]:
    if not markup.strip():
        return
    root = lxml_html.document_fromstring(f"<div>{markup}</div>")
    for element in root.iter("p", "h1", "h2", "h3", "h4", "h5", "h6", "li"):
        if element.tag == "li" and element.find(".//p") is not None:
            continue
        for line_break in element.iter("br"):
            line_break.tail = f"\n{line_break.tail or ''}"
        for line in element.text_content().split("\n"):
            if line.strip():
                yield f"- {line.strip()}" if element.tag == "li" else line.strip()


def _read_pdf(data: bytes, timezone: str) -> ParsedArticle:
    import pypdf  # here, as few commands import documents and it is slow to load
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ImportFileError("the PDF needs a password; save it without one")
        pages: list[str] = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > _MAX_PDF_CHARS:
                raise ImportFileError("the PDF holds far more text than an article; import the article alone")
    except (PyPdfError, *_DAMAGED) as error:
        raise ImportFileError("the PDF is damaged or protected; open it and print it to a new PDF") from error
    text = clean_text("\n".join(pages))
    if not any(char.isalpha() for char in text):
        raise ImportFileError("the PDF holds no text, only pictures (a scan?); import its text instead")
    return parse_newspaper_page("\n\n".join(_joined_lines(text)), timezone=timezone)


def _joined_lines(text: str) -> list[str]:
    """Paragraphs from the lines of a page: a line well short of the usual width ends one."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    widths = sorted(len(line) for line in lines if line)
    usual = widths[int(len(widths) * 0.9)] if widths else 0
    paragraphs: list[str] = []
    open_paragraph = False
    for line in lines:
        if not line:
            open_paragraph = False
            continue
        if not open_paragraph:
            paragraphs.append(line)
        elif re.search(r"[^\W\d_]-$", paragraphs[-1]) and line[0].islower():
            paragraphs[-1] = paragraphs[-1][:-1] + line
        else:
            paragraphs[-1] += f" {line}"
        open_paragraph = len(line) >= _SHORT_LINE * usual
    return paragraphs


def _gunzip(data: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            text = stream.read(MAX_EXPANDED_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ImportFileError("the gzip file is damaged") from error
    if len(text) > MAX_EXPANDED_BYTES:
        raise ImportFileError(f"it expands to more than {MAX_EXPANDED_BYTES // 1024**2} MB; split it")
    return text


def _read_jsonl(data: bytes, zone: tzinfo) -> Document:
    articles: list[ParsedArticle] = []
    problems: list[str] = []
    for number, line in enumerate(decode_text(data).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            articles.append(_read_record(line, zone))
        except ImportFileError as error:
            problems.append(f"line {number}: {error}")
    if not articles:
        raise ImportFileError("; ".join(problems[:3]) or "the file holds no articles")
    return Document(tuple(articles), tuple(problems))


def _read_record(line: str, zone: tzinfo) -> ParsedArticle:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ImportFileError(f"not valid JSON ({error})") from error
    if not isinstance(record, dict):
        raise ImportFileError("not a JSON object with `title` and `text`")
    fields: dict[str, str] = {}
    for key in ("title", "date", "source", "category", "url", "lead", "text"):
        value = record.get(key)
        if value is not None and not isinstance(value, str):
            raise ImportFileError(f"`{key}` must be text")
        fields[key] = value or ""
    lead = one_line(fields["lead"])
    lines = [text for text in map(one_line, clean_text(fields["text"]).split("\n")) if text]
    if lead and lines and lines[0] == lead:
        lead = ""
    published, warnings = _record_date(fields["date"], zone)
    return ParsedArticle.build(
        title=fields["title"],
        parts=mark_captions([lead, *lines] if lead else lines),
        section=fields["category"],
        published=published,
        sources=[fields["url"], fields["source"]],
        warnings=warnings,
    )


def _record_date(value: str, zone: tzinfo) -> tuple[datetime | None, list[str]]:
    stamp = read_timestamp(one_line(value), zone)
    if stamp is None:
        return None, [f"`date` is not a date: {value[:40]}"] if value.strip() else []
    return stamp.published, []
