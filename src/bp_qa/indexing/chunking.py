"""Cutting an article into chunks: whole sentences, sized for the embedding model, with exact offsets."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bp_qa.corpus.article import Article, Paragraph, ParagraphKind
from bp_qa.vietnamese.sentences import Span, sentence_spans

# Raised whenever chunks of the same article would come out differently, so that indexes are rebuilt.
CHUNKER_VERSION = 1

_LIST_ITEM = re.compile(r"(?:[-–•*+]|\d{1,2}[.)]|[a-zđ]\))\s")
_BREAKS = (re.compile(r"(?<=;)\s+"), re.compile(r"(?<=[,:])\s+"), re.compile(r"\s+"))

TokenCounter = Callable[[Sequence[str]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an article: ``text == article.text[start:end]``.

    Attributes:
        id: ``<article id>#<start>``.
        context: title and date, put before `text` when it is embedded or searched by keyword, not stored.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    kind: ParagraphKind
    context: str


def chunk_article(article: Article, count_tokens: TokenCounter, max_tokens: int) -> list[Chunk]:
    """Chunks of `article`, in order; together they hold all of its text but white space.

    A chunk is one or more whole sentences of one paragraph. Two things bend that rule: the items of a list
    stay with the line that introduces them, and a sentence longer than `max_tokens` is cut at semicolons,
    else at commas, else between words. A caption is a chunk of its own.

    Args:
        count_tokens: the number of tokens of each text, without special tokens.
        max_tokens: largest number of tokens in a chunk, its context not counted.
    """
    context = chunk_context(article.title, article.published)
    pieces: list[tuple[Span, ParagraphKind]] = []
    for start, end, kind in _blocks(article):
        pieces += [(span, kind) for span in _fit(article.text, start, end, count_tokens, max_tokens)]
    return [
        Chunk(
            id=f"{article.id}#{span.start}",
            article_id=article.id,
            start=span.start,
            end=span.end,
            text=article.text[span.start : span.end],
            kind=kind,
            context=context,
        )
        for span, kind in pieces
    ]


def chunk_context(title: str, published: datetime | None) -> str:
    """What a chunk alone does not say: the title of its article and the day it was published."""
    return title if published is None else f"{title} ({published:%d/%m/%Y})"


def _blocks(article: Article) -> list[tuple[int, int, ParagraphKind]]:
    """Paragraphs, a run of list items joined with the paragraph before it."""
    blocks: list[tuple[int, int, ParagraphKind]] = []
    for paragraph in article.paragraphs:
        if blocks and _continues(article.text, paragraph, blocks[-1]):
            start, _, kind = blocks[-1]
            blocks[-1] = (start, paragraph.end, kind)
        else:
            blocks.append((paragraph.start, paragraph.end, paragraph.kind))
    return blocks


def _continues(text: str, paragraph: Paragraph, block: tuple[int, int, ParagraphKind]) -> bool:
    if paragraph.kind == "caption" or block[2] == "caption":
        return False
    return _LIST_ITEM.match(text, paragraph.start, paragraph.end) is not None


def _fit(text: str, start: int, end: int, count: TokenCounter, limit: int) -> list[Span]:
    sentences = sentence_spans(text, start, end)
    counts = count([text[span.start : span.end] for span in sentences])
    fitting: list[tuple[Span, int]] = []
    for span, tokens in zip(sentences, counts, strict=True):
        if tokens <= limit:
            fitting.append((span, tokens))
        else:
            fitting += _cut(text, span, count, limit)
    chunks: list[Span] = []
    used = 0
    for span, tokens in fitting:
        if chunks and used + tokens <= limit:
            chunks[-1] = Span(chunks[-1].start, span.end)
            used += tokens
        else:
            chunks.append(span)
            used = tokens
    return chunks


def _cut(text: str, span: Span, count: TokenCounter, limit: int, level: int = 0) -> list[tuple[Span, int]]:
    if level == len(_BREAKS):
        # One unbroken word of more tokens than fit: cut it by characters.
        middle = (span.start + span.end) // 2
        halves = [Span(span.start, middle), Span(middle, span.end)]
        level -= 1
    else:
        halves = []
        begin = span.start
        for match in _BREAKS[level].finditer(text, span.start, span.end):
            if match.start() > begin:
                halves.append(Span(begin, match.start()))
            begin = match.end()
        halves.append(Span(begin, span.end))
    pieces: list[tuple[Span, int]] = []
    counts = count([text[half.start : half.end] for half in halves])
    for half, tokens in zip(halves, counts, strict=True):
        if tokens > limit and half.end - half.start > 1:
            pieces += _cut(text, half, count, limit, level + 1)
        else:
            pieces.append((half, tokens))
    return pieces
