"""An article, or what a search found, as HTML for the side panel."""

from collections.abc import Sequence

from bp_qa.corpus.article import Article, Paragraph
from bp_qa.indexing.records import Entry
from bp_qa.retrieval.passage import Passage
from bp_qa.web.answer_view import day_of, open_link
from bp_qa.web.escaping import plain
from bp_qa.web.mentions import MentionKind, mentions
from bp_qa.web.texts import Texts

_SAYS_SO = ("Ảnh", "Trong ảnh")
_KINDS: tuple[MentionKind, ...] = ("person", "place", "document", "date")


def article_html(
    article: Article,
    start: int,
    end: int,
    related: Sequence[Entry],
    texts: Texts,
    alike: Sequence[Entry] = (),
) -> str:
    """The whole article with characters ``[start, end)`` marked, names as chips, and related articles.

    Args:
        start, end: the quote; the same number for none.
        related: articles about what this one is about.
        alike: articles whose text is nearly that of this one.
    """
    quote = article.text[start:end]
    kicker = " · ".join(
        plain(part) for part in (article.section, day_of(article.published, texts), article.byline) if part
    )
    body = "".join(_paragraph(article, paragraph, start, end, texts) for paragraph in article.paragraphs)
    copied = f"“{quote}” — {article.title} ({day_of(article.published, texts)})"
    copy = (
        f'<button type="button" class="bp-button bp-copy" data-copy="{plain(copied)}">'
        f"{texts.copy_quote}</button>"
        if quote
        else ""
    )
    month = plain(_month(article.as_of, texts))
    as_of = f'<p class="bp-meta">{texts.as_of.format(month=month)}</p>' if month else ""
    return (
        f'<article class="bp-article" aria-labelledby="bp-article-title">{_bar(texts, texts.article)}'
        f'<div class="bp-scroll" tabindex="0" role="region" aria-labelledby="bp-article-title">'
        f'<p class="bp-kicker">{kicker}</p>'
        f'<h2 id="bp-article-title" tabindex="-1">{plain(article.title)}</h2>'
        f'<p class="bp-actions">{copy}<button type="button" class="bp-button" '
        f'data-only="{plain(article.id)}">{texts.only_this}</button></p>'
        f'<div class="bp-body">{body}</div>{as_of}{_origins(article, texts)}'
        f"{_listed(texts.alike, alike, texts)}{_named(article, texts)}"
        f"{_listed(texts.related, related, texts)}</div></article>"
    )


def found_html(words: str, passages: Sequence[Passage], texts: Texts) -> str:
    """What a search for `words` found."""
    rows = "".join(
        f'<li><a class="bp-open" '
        f'href="{open_link(passage.article_id, passage.start, passage.end)}">{plain(passage.title)}</a>'
        f'<div class="bp-meta">{plain(day_of(passage.published, texts))}</div>'
        f"<div>{plain(passage.text)}</div></li>"
        for passage in passages
    )
    return (
        f'<article class="bp-article" aria-labelledby="bp-article-title">{_bar(texts, texts.article)}'
        f'<div class="bp-scroll" tabindex="0" role="region" aria-labelledby="bp-article-title">'
        f'<h2 id="bp-article-title" tabindex="-1">“{plain(words)}”</h2>'
        f'<p class="bp-actions"><button type="button" class="bp-button" data-ask="{plain(words)}">'
        f"{texts.ask_about.format(name=plain(words))}</button></p>"
        f'<ol class="bp-found">{rows}</ol></div></article>'
    )


def gone_html(texts: Texts) -> str:
    """What is shown for an article that is not in the archive any more."""
    return (
        f'<article class="bp-article" aria-labelledby="bp-article-title">{_bar(texts, texts.article)}'
        f'<div class="bp-scroll"><h2 id="bp-article-title" tabindex="-1">{texts.gone}</h2></div></article>'
    )


def _bar(texts: Texts, name: str) -> str:
    return (
        f'<div class="bp-bar"><span>{name}</span>'
        f'<button type="button" class="bp-button bp-close" aria-label="{texts.close}">✕</button></div>'
    )


def _paragraph(article: Article, paragraph: Paragraph, start: int, end: int, texts: Texts) -> str:
    marked_from, marked_to = max(start, paragraph.start), min(end, paragraph.end)
    text = article.text
    if marked_from < marked_to:
        content = (
            f"{plain(text[paragraph.start : marked_from])}"
            f'<mark class="bp-quote" aria-label="{texts.quoted}">{plain(text[marked_from:marked_to])}</mark>'
            f"{plain(text[marked_to : paragraph.end])}"
        )
    else:
        content = plain(text[paragraph.start : paragraph.end])
    if paragraph.kind == "caption":
        # One that says so itself ("Ảnh: …") is not told to be one a second time, but for those who only hear.
        hidden = " bp-hidden" if text[paragraph.start : paragraph.end].startswith(_SAYS_SO) else ""
        return f'<p class="bp-caption"><span class="bp-label{hidden}">{texts.caption}</span> {content}</p>'
    return f"<p>{content}</p>"


def _month(as_of: str, texts: Texts) -> str:
    """A month as it is read: "2026-11" → "tháng 11/2026"."""
    parts = as_of.split("-")
    month = "/".join(reversed(parts))
    return f"tháng {month}" if len(parts) == 2 and texts.code == "vi" else month


def _origins(article: Article, texts: Texts) -> str:
    """Where the article comes from, as text: a link would lead off this machine."""
    if not article.sources:
        return ""
    rows = "".join(f"<li>{plain(source)}</li>" for source in article.sources)
    return f'<details class="bp-origins"><summary>{texts.origins}</summary><ul>{rows}</ul></details>'


def _named(article: Article, texts: Texts) -> str:
    found = mentions(article.text)
    groups = []
    for kind, label in zip(_KINDS, texts.mention_kinds, strict=True):
        chips = "".join(
            f'<button type="button" class="bp-chip" data-search="{plain(mention.name)}">'
            f"{plain(mention.name)}</button>"
            for mention in found
            if mention.kind == kind
        )
        if chips:
            groups.append(f'<div class="bp-names"><span class="bp-label">{label}</span>{chips}</div>')
    return f"<h3>{texts.named}</h3>{''.join(groups)}" if groups else ""


def _listed(head: str, entries: Sequence[Entry], texts: Texts) -> str:
    rows = "".join(
        f'<li><a class="bp-open" href="{open_link(entry.id)}">{plain(entry.title)}</a> '
        f'<span class="bp-meta">{plain(day_of(entry.published, texts))}</span></li>'
        for entry in entries
    )
    return f'<h3>{head}</h3><ul class="bp-related">{rows}</ul>' if rows else ""
