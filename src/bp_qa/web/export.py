"""A conversation to keep: as Markdown, and as a page to print, both with their sources."""

import re

from bp_qa.answering.answer import Citation
from bp_qa.web.answer_view import day_of, read_as, sureness
from bp_qa.web.conversation import Conversation, Turn
from bp_qa.web.escaping import plain
from bp_qa.web.texts import Texts

_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~!])")

_PRINT_STYLE = (
    "body{font:12pt/1.55 'Source Serif 4',Georgia,serif;max-width:42em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.5em}h2{font-size:1.1em;margin-top:2em}blockquote{margin:.3em 0 .8em;padding-left:1em;"
    "border-left:3px solid #b33}small,.meta{color:#555}li{break-inside:avoid}@media print{body{margin:0}}"
)


def as_markdown(conversation: Conversation, texts: Texts) -> str:
    """The conversation as Markdown; text of articles and readers is escaped, markers are kept."""
    parts = [f"# {texts.title}", f"{texts.exported} · {conversation.started:%d/%m/%Y}"]
    for turn in conversation.turns:
        parts.append(f"## {_escaped(turn.question)}")
        parts += [_escaped(words) for words in turn.narrowed]
        if read_as(turn.answer):
            parts.append(f"{texts.understood}: {_escaped(read_as(turn.answer))}")
        parts += [_answer_line(line) for line in turn.answer.text.split("\n") if line.strip()]
        if not turn.answer.abstained:
            parts.append(f"*{sureness(turn.answer.confidence, texts)}*")
        parts += [
            f"{citation.number}. **{_escaped(citation.title)}** "
            f"({_escaped(day_of(citation.published, texts))})\n"
            f"   > {_escaped(citation.quote)}{_also_in(citation, texts)}"
            for citation in turn.answer.citations
        ]
    return "\n\n".join(parts) + "\n"


def as_page(conversation: Conversation, texts: Texts) -> str:
    """The conversation as an HTML page of its own, without anything to load."""
    turns = "".join(_printed(turn, texts) for turn in conversation.turns)
    return (
        f'<!doctype html><html lang="{texts.code}"><meta charset="utf-8"><title>{texts.title}</title>'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_PRINT_STYLE}</style><h1>{texts.title}</h1>"
        f'<p class="meta">{texts.exported} · {conversation.started:%d/%m/%Y}</p>{turns}</html>'
    )


def _printed(turn: Turn, texts: Texts) -> str:
    lines = "".join(
        f"<p>{plain(line.replace('**', ''))}</p>" for line in turn.answer.text.split("\n") if line.strip()
    )
    sources = "".join(
        f'<li value="{citation.number}"><b>{plain(citation.title)}</b> '
        f"<small>{plain(day_of(citation.published, texts))} · {plain(citation.section)}</small>"
        f"<blockquote>{plain(citation.quote)}</blockquote>{_also_in_html(citation, texts)}</li>"
        for citation in turn.answer.citations
    )
    listed = f'<p class="meta">{texts.sources}</p><ol>{sources}</ol>' if sources else ""
    narrowed = "".join(f'<p class="meta">{plain(words)}</p>' for words in turn.narrowed)
    words = plain(read_as(turn.answer))
    read = f'<p class="meta">{texts.understood}: {words}</p>' if words else ""
    sure = "" if turn.answer.abstained else f'<p class="meta">{sureness(turn.answer.confidence, texts)}</p>'
    return f"<h2>{plain(turn.question)}</h2>{narrowed}{read}{lines}{sure}{listed}"


def _also_in(citation: Citation, texts: Texts) -> str:
    others = "; ".join(
        f"{_escaped(other.title)} ({_escaped(day_of(other.published, texts))})" for other in citation.also_in
    )
    return f"\n\n   {texts.also_in}: {others}" if others else ""


def _also_in_html(citation: Citation, texts: Texts) -> str:
    others = "; ".join(
        f"{plain(other.title)} ({plain(day_of(other.published, texts))})" for other in citation.also_in
    )
    return f'<p class="meta">{texts.also_in}: {others}</p>' if others else ""


def _answer_line(line: str) -> str:
    bullet = line.startswith("- ")
    text = line.removeprefix("- ")
    bold = re.fullmatch(r"\*\*(.+)\*\*", text)
    if bold:
        return f"**{_escaped(bold[1])}**"
    return ("- " if bullet else "") + re.sub(r"\\\[(\d+)\\\]", r"[\1]", _escaped(text))


def _escaped(text: str) -> str:
    return _MARKDOWN_SIGNS.sub(r"\\\1", " ".join(text.split()))
