"""An answer as HTML for the chat."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from bp_qa.answering.answer import Answer, Citation
from bp_qa.answering.compose import REFUSAL
from bp_qa.retrieval.passage import Passage
from bp_qa.web.escaping import plain
from bp_qa.web.texts import Texts

_MARKERS_AT_END = re.compile(r"(?:\s*\[\d{1,3}\])+$")
_NUMBER = re.compile(r"\d+")
_BOLD = re.compile(r"\*\*(.+)\*\*")
# Lowest calibrated probability for each of the first two words of Texts.sure.
_CERTAIN, _FAIRLY_SURE = 0.85, 0.65
_SHOWN_PASSAGES = 5
_PASSAGE_CHARS = 320
_NEAREST = 3


def answer_html(
    answer: Answer, texts: Texts, turn: str, *, narrowed: Sequence[str] = (), complete: bool = True
) -> str:
    """The answer as one HTML block without blank lines.

    Args:
        turn: id of the turn, unique on the page.
        narrowed: what the reader had narrowed the search to.
        complete: whether all has been streamed; only then sources and confidence are shown.
    """
    parts = [f'<div class="bp-answer" id="{turn}">', _understood(answer, texts)]
    if answer.abstained:
        parts.append(_refusal(answer, texts, narrowed, complete=complete))
    else:
        cited = {citation.number: citation for citation in answer.citations}
        parts += _blocks(answer.text, cited, turn, texts)
    if complete:
        parts += [f'<p class="bp-note">{plain(note)}</p>' for note in answer.notes]
        if answer.citations:
            parts.append(_sources(answer.citations, texts, turn))
        if answer.passages and not answer.abstained:
            parts.append(_confidence(answer, texts))
        if answer.citations:
            parts.append(f'<p class="bp-after"><a href="#chep/{turn}">{texts.copy_answer}</a></p>')
    parts.append("</div>")
    return "".join(parts)


def question_html(question: str, narrowed: Sequence[str]) -> str:
    """A reader's question, with what the search was narrowed to as chips."""
    chips = "".join(f'<span class="bp-chip">{plain(words)}</span> ' for words in narrowed)
    return f'<div class="bp-asked">{chips}{plain(question)}</div>'


def sureness(confidence: float, texts: Texts) -> str:
    """The calibrated probability in a word or two."""
    return texts.sure[_level(confidence)]


def day_of(moment: datetime | None, texts: Texts) -> str:
    return f"{moment:%d/%m/%Y}" if moment else texts.no_date


def open_link(article_id: str, start: int = 0, end: int = 0) -> str:
    """Where a link leads that opens an article at characters ``[start, end)``; the page's script acts on it.

    It is an address within the page, since Gradio strips other attributes from what is in the chat.
    """
    return f"#mo/{quote(article_id, safe='')}/{start}/{end}"


def _level(confidence: float) -> int:
    return 0 if confidence >= _CERTAIN else 1 if confidence >= _FAIRLY_SURE else 2


def read_as(answer: Answer) -> str:
    """How the question was understood; empty if as it was asked."""
    same = answer.understood.casefold() == answer.question.strip().casefold()
    return "" if same else answer.understood


def _understood(answer: Answer, texts: Texts) -> str:
    words = read_as(answer)
    if not words:
        return ""
    return (
        f'<p class="bp-understood">{texts.understood}: <em>{plain(words)}</em> '
        f'<a class="bp-edit" href="#sua/{quote(words, safe="")}">{texts.edit}</a></p>'
    )


def _blocks(text: str, cited: Mapping[int, Citation], turn: str, texts: Texts) -> list[str]:
    """Paragraphs and bullets of the answer's text."""
    parts: list[str] = []
    bullets = False
    for line in filter(None, map(str.strip, text.split("\n"))):
        bullet = line.startswith("- ")
        if bullet != bullets:
            parts.append("<ul>" if bullet else "</ul>")
            bullets = bullet
        content = _line(line.removeprefix("- ") if bullet else line, cited, turn, texts)
        parts.append(f"<li>{content}</li>" if bullet else f"<p>{content}</p>")
    if bullets:
        parts.append("</ul>")
    return parts


def _line(line: str, cited: Mapping[int, Citation], turn: str, texts: Texts) -> str:
    """One line. Markers are made of the numbers at its end alone: "[1]" within a quote is the quote's."""
    end = _MARKERS_AT_END.search(line)
    markers = ""
    if end:
        numbers = [int(number) for number in _NUMBER.findall(end.group())]
        if all(number in cited for number in numbers):
            markers = "".join(_marker(cited[number], turn, texts) for number in numbers)
            line = line[: end.start()]
        elif not cited:  # while the answer streams in
            line = line[: end.start()]
    bold = _BOLD.fullmatch(line)
    return (f'<strong class="bp-short">{plain(bold[1])}</strong>' if bold else plain(line)) + markers


def _marker(citation: Citation, turn: str, texts: Texts) -> str:
    """A link to the citation in the list of sources, where the page's script finds what to show and open."""
    return (
        f'&nbsp;<a class="bp-marker" href="#{turn}-{citation.number}">&#91;{citation.number}&#93;'
        f'<span class="bp-hidden"> {texts.quoted}: {plain(citation.title)}</span></a>'
    )


def _sources(citations: Sequence[Citation], texts: Texts, turn: str) -> str:
    items = "".join(
        f'<li id="{turn}-{citation.number}"><span class="bp-number">{citation.number}</span>'
        f'<div><a class="bp-open" href="{open_link(citation.article_id, citation.start, citation.end)}">'
        f"{plain(citation.title)}</a>"
        f'<div class="bp-meta">{_meta(citation, texts)}</div>'
        f"<blockquote>{plain(citation.quote)}</blockquote>{_also_in(citation, texts)}</div></li>"
        for citation in citations
    )
    return (
        f'<details class="bp-sources"><summary>{texts.sources} &#40;{len(citations)}&#41;</summary>'
        f"<ol>{items}</ol></details>"
    )


def _also_in(citation: Citation, texts: Texts) -> str:
    links = "; ".join(
        f'<a class="bp-open" href="{open_link(other.id)}">{plain(other.title)}</a> '
        f"&#40;{plain(day_of(other.published, texts))}&#41;"
        for other in citation.also_in
    )
    return f'<div class="bp-also bp-meta">{texts.also_in}: {links}</div>' if links else ""


def _confidence(answer: Answer, texts: Texts) -> str:
    rows = "".join(
        f'<li><a class="bp-open" href="{open_link(passage.article_id, passage.start, passage.end)}">'
        f"{plain(passage.title)}</a>"
        f'<span class="bp-score">{texts.score} {_decimal(passage.score, texts)}</span><div class="bp-meta">'
        f"{_meta(passage, texts)}</div><div>{plain(_shortened(passage.text))}</div></li>"
        for passage in answer.passages[:_SHOWN_PASSAGES]
    )
    percent = round(100 * answer.confidence)
    seconds = _decimal(answer.timings_ms.get("total", 0.0) / 1000, texts)
    return (
        f'<details class="bp-why"><summary><span class="bp-sure bp-sure-{_level(answer.confidence)}">'
        f"{sureness(answer.confidence, texts)}</span> · {texts.why}</summary>"
        f"<p>{texts.why_intro.format(percent=percent)}</p><ol>{rows}</ol>"
        f'<p class="bp-meta">{texts.read_times.format(seconds=seconds)}</p></details>'
    )


def _decimal(value: float, texts: Texts) -> str:
    return f"{value:.2f}".replace(".", "," if texts.code == "vi" else ".")


def _refusal(answer: Answer, texts: Texts, narrowed: Sequence[str], *, complete: bool) -> str:
    first, *_ = answer.text.split("\n", 1)
    if narrowed and first in REFUSAL.values():
        first = texts.refusal_within.format(words=", ".join(narrowed))
    parts = [f'<p class="bp-refusal">{plain(first)}</p>']
    if not complete:
        return parts[0]
    nearest: dict[str, Passage] = {}
    for passage in answer.passages:
        nearest.setdefault(passage.article_id, passage)
    if nearest:
        words = plain(answer.understood or answer.question)
        parts.append(f'<p class="bp-note">{texts.refusal_looked_for}: “{words}”</p>')
        rows = "".join(
            f'<li><a class="bp-open" href="{open_link(passage.article_id, passage.start, passage.end)}">'
            f"{plain(passage.title)}</a> "
            f'<span class="bp-meta">{_meta(passage, texts)}</span></li>'
            for passage in list(nearest.values())[:_NEAREST]
        )
        parts.append(f'<p class="bp-head">{texts.refusal_nearest}</p><ul class="bp-nearest">{rows}</ul>')
        tips = "".join(f"<li>{tip}</li>" for tip in texts.refusal_tips)
        parts.append(f'<p class="bp-head">{texts.refusal_help}</p><ul>{tips}</ul>')
    return "".join(parts)


def _meta(source: Citation | Passage, texts: Texts) -> str:
    return " · ".join(plain(part) for part in (day_of(source.published, texts), source.section) if part)


def _shortened(text: str) -> str:
    return text if len(text) <= _PASSAGE_CHARS else f"{text[:_PASSAGE_CHARS].rsplit(' ', 1)[0]}…"
