"""An article from a web page that was saved as HTML."""

import re
from datetime import datetime, tzinfo
from itertools import islice

from lxml import etree
from lxml import html as lxml_html

from bp_qa.corpus.canonical import CAPTION_MARKER, clean_text, one_line
from bp_qa.corpus.captions import mark_captions
from bp_qa.corpus.markdown import load_timezone
from bp_qa.corpus.newspaper import drop_related, take_byline
from bp_qa.corpus.parsed import ParsedArticle
from bp_qa.corpus.timestamps import read_timestamp
from bp_qa.errors import ImportFileError

_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"\\]{8,40})"')
_PUBLISHED_META = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='pubdate']/@content",
    "//time[@datetime]/@datetime",
)
_MOST_ELEMENTS = 30_000
"""Extraction takes time by the square of the elements; news pages have a few thousand."""
_TIME_WITHIN = 4  # lines; a date that stands alone further down belongs to the text
_CAPTIONS = (
    "//figcaption | //*[self::p or self::td or self::div][contains(translate(@class, 'C', 'c'), 'caption')]"
)


def parse_html_page(text: str, *, timezone: str) -> ParsedArticle:
    """The article on the HTML page `text`; nothing is fetched, scripts are not run.

    Raises:
        ImportFileError: no article text is found on it, or it has too many elements to be one article's page.
        CorpusError: the time zone is unknown.
    """
    import trafilatura  # takes most of a second to load, and few commands import pages

    zone = load_timezone(timezone)
    try:
        tree = _tree_of(text)
        if _has_more_elements(tree, _MOST_ELEMENTS):
            raise ImportFileError(
                f"the page has more than {_MOST_ELEMENTS:,} elements, too many for an article; paste its text"
            )
        _mark_captions_in(tree)
        # Trafilatura gets the tree itself: it never sees an address to fetch.
        found = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    except (etree.LxmlError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ImportFileError("the HTML page is damaged; save it again, or paste its text") from error
    if found is None or isinstance(found, dict) or found.body is None:
        raise ImportFileError("no article text was found on the HTML page; paste its text instead")
    title = one_line(found.title or "")
    lines = _lines_of(found.body)
    if title and lines and lines[0].startswith(f"{title} "):  # short pages come as one block
        lines[0] = lines[0].removeprefix(f"{title} ")
    lines, shown_time = _take_time([line for line in lines if line != title], zone)
    lines, warnings = drop_related(lines)
    lines, signature = take_byline(lines)
    return ParsedArticle.build(
        title=title,
        parts=mark_captions(lines),
        section=(found.categories or [""])[0],
        published=_published(tree, text, zone) or shown_time or _day(found.date, zone),
        byline=signature or (found.author or "").replace(";", ","),
        sources=[_canonical_address(tree)],
        warnings=warnings,
    )


def _tree_of(text: str) -> lxml_html.HtmlElement:
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    return lxml_html.document_fromstring(clean_text(text).encode(), parser=parser)


def _has_more_elements(tree: lxml_html.HtmlElement, most: int) -> bool:
    return next(islice(tree.iter(), most, None), None) is not None


def _mark_captions_in(tree: lxml_html.HtmlElement) -> None:
    """Make each photo caption a paragraph with the caption marker, which the extraction keeps."""
    for element in tree.xpath(_CAPTIONS):
        caption = one_line(element.text_content())
        if not caption or element.getparent() is None:
            continue
        paragraph = lxml_html.Element("p")
        paragraph.text = f"{CAPTION_MARKER} {caption}"
        holder = next((up for up in element.iterancestors("figure", "table")), None)
        if (
            holder is not None
            and one_line(holder.text_content()) == caption
            and holder.getparent() is not None
        ):
            element = holder
        paragraph.tail = element.tail
        element.getparent().replace(element, paragraph)


def _lines_of(body: etree._Element) -> list[str]:
    lines: list[str] = []
    for element in body.iter("p", "head", "item", "cell", "quote", "code"):
        if any(up.tag in {"p", "head", "item", "cell", "quote", "code"} for up in element.iterancestors()):
            continue
        line = one_line(" ".join(str(piece) for piece in element.itertext()))
        if line:
            lines.append(f"- {line}" if element.tag == "item" else line)
    return lines


def _take_time(lines: list[str], zone: tzinfo) -> tuple[list[str], datetime | None]:
    """The lines without the time stamp that stands near the top of the text, and that time."""
    for index, line in enumerate(lines[:_TIME_WITHIN]):
        stamp = read_timestamp(line, zone)
        if stamp is not None and not stamp.rest:
            return lines[:index] + lines[index + 1 :], stamp.published
    return lines, None


def _published(tree: lxml_html.HtmlElement, text: str, zone: tzinfo) -> datetime | None:
    candidates = [str(value) for path in _PUBLISHED_META for value in tree.xpath(path)[:1]]
    candidates += _PUBLISHED.findall(text)[:1]
    for candidate in candidates:
        stamp = read_timestamp(one_line(candidate), zone)
        if stamp is not None:
            return stamp.published
    return None


def _day(value: str | None, zone: tzinfo) -> datetime | None:
    stamp = read_timestamp(value or "", zone)
    return stamp.published if stamp else None


def _canonical_address(tree: lxml_html.HtmlElement) -> str:
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for value in tree.xpath(path)[:1]:
            if str(value).startswith(("http://", "https://")):
                return str(value)
    return ""
