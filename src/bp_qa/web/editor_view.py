"""The editors' tab's own markup: timeline, preview, duplicates side by side, messages, progress."""

from collections import Counter
from collections.abc import Sequence

from bp_qa.corpus.article import Article
from bp_qa.corpus.parsed import ParsedArticle
from bp_qa.indexing.records import Entry
from bp_qa.web.answer_view import day_of
from bp_qa.web.drafts import Duplicate
from bp_qa.web.editor_texts import EditorTexts
from bp_qa.web.escaping import plain
from bp_qa.web.texts import Texts

_HUES = (155, 210, 28, 265, 340, 50, 185, 100, 310, 235)
_MOST_MONTHS = 120


def timeline_html(entries: Sequence[Entry], texts: EditorTexts) -> str:
    """Articles by month, stacked by section; each block is a button that filters."""
    dated = [entry for entry in entries if entry.published is not None]
    sections = [name for name, _ in Counter(entry.section for entry in dated).most_common()]
    by_month: dict[str, Counter[str]] = {}
    for entry in dated:
        if entry.published is not None:
            by_month.setdefault(f"{entry.published:%Y-%m}", Counter())[entry.section] += 1
    if not by_month:
        return ""
    months = sorted(by_month)[-_MOST_MONTHS:]
    tallest = max(sum(by_month[month].values()) for month in months)
    columns = "".join(_month(month, by_month[month], sections, tallest, texts) for month in months)
    legend = "".join(
        f'<button type="button" class="bp-key" data-month="" data-section="{plain(name)}">'
        f'<i style="background:{_colour(i)}"></i>{plain(name or "—")}</button>'
        for i, name in enumerate(sections)
    )
    return (
        f'<figure class="bp-timeline"><figcaption>{texts.timeline}</figcaption>'
        f'<div class="bp-months">{columns}</div><div class="bp-legend">{legend}</div></figure>'
    )


def preview_html(parsed: ParsedArticle, reader: Texts, texts: EditorTexts) -> str:
    """How the article will look."""
    kicker = " · ".join(
        plain(part) for part in (parsed.section, day_of(parsed.published, reader), parsed.byline) if part
    )
    body = "".join(
        f'<p class="bp-caption"><span class="bp-label">{reader.caption}</span> {plain(text)}</p>'
        if kind == "caption"
        else f"<p>{plain(text)}</p>"
        for kind, text in parsed.parts
    )
    return (
        f'<section class="bp-preview" aria-label="{texts.read_only_copy}"><p class="bp-kicker">{kicker}</p>'
        f'<h3>{plain(parsed.title)}</h3><div class="bp-body">{body}</div></section>'
    )


def duplicates_html(
    draft: ParsedArticle, found: Sequence[Duplicate], reader: Texts, texts: EditorTexts
) -> str:
    """The draft beside each article of the archive that is like it; paragraphs in both are marked."""
    parts = []
    for duplicate in found[:2]:
        head = (
            texts.duplicate
            if duplicate.exact
            else texts.near_duplicate.format(percent=round(100 * duplicate.similarity))
        )
        article = duplicate.article
        theirs = _texts_of(article)
        yours = [text for _, text in draft.parts]
        shared = set(theirs) & set(yours)
        parts.append(
            f'<section class="bp-duplicate" role="alert"><p class="bp-warning">{head}</p>'
            '<div class="bp-sides">'
            f"{_side(texts.yours, draft.title, day_of(draft.published, reader), yours, shared)}"
            f"{_side(texts.theirs, article.title, day_of(article.published, reader), theirs, shared)}"
            "</div></section>"
        )
    return "".join(parts)


def progress_html(done: int, total: int, texts: EditorTexts) -> str:
    """A bar that says how far indexing has come."""
    words = texts.indexing.format(done=done, total=total)
    return (
        f'<div class="bp-progress" role="status"><label>{words} '
        f'<progress value="{done}" max="{max(total, 1)}"></progress></label></div>'
    )


def message_html(words: str, *, bad: bool = False) -> str:
    """A line said to the editor."""
    if not words:
        return ""
    kind = "bp-warning" if bad else "bp-done"
    return f'<p class="{kind}" role="{"alert" if bad else "status"}">{plain(words)}</p>'


def messages_html(lines: Sequence[str]) -> str:
    """Lines that say what went wrong."""
    return "".join(message_html(line, bad=True) for line in lines)


def _month(month: str, counts: Counter[str], sections: list[str], tallest: int, texts: EditorTexts) -> str:
    year, number = month.split("-")
    label = f"{number}/{year}"
    blocks = "".join(
        f'<button type="button" data-month="{month}" data-section="{plain(name)}" '
        f'style="flex-grow:{counts[name]};background:{_colour(i)}" '
        f'title="{plain(_bar(label, name, counts[name], texts))}" '
        f'aria-label="{plain(_bar(label, name, counts[name], texts))}"></button>'
        for i, name in enumerate(sections)
        if counts[name]
    )
    height = round(100 * sum(counts.values()) / tallest)
    return (
        f'<div class="bp-month"><div class="bp-stack" style="height:{height}%">{blocks}</div>'
        f'<span aria-hidden="true">{label}</span></div>'
    )


def _bar(month: str, section: str, count: int, texts: EditorTexts) -> str:
    return texts.timeline_bar.format(month=month, section=section or "—", count=count)


def _colour(number: int) -> str:
    return f"hsl({_HUES[number % len(_HUES)]} 42% 46%)"


def _texts_of(article: Article) -> list[str]:
    return [article.text[paragraph.start : paragraph.end] for paragraph in article.paragraphs]


def _side(head: str, title: str, day: str, paragraphs: Sequence[str], shared: set[str]) -> str:
    body = "".join(
        f"<p><mark>{plain(text)}</mark></p>" if text in shared else f"<p>{plain(text)}</p>"
        for text in paragraphs
    )
    return (
        f'<div tabindex="0" role="region" aria-label="{head}"><p class="bp-label">{head}</p>'
        f'<h4>{plain(title)}</h4><p class="bp-meta">{plain(day)}</p>{body}</div>'
    )
