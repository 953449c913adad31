"""The project's own training set: articles in groups of a topic, with questions about them.

``training/news/*.jsonl`` has an article a line, with its questions. Articles of one topic are alike on
purpose (the same event in another year or place), so that what is near but doesn't answer is there for every
question. The news is invented, encyclopedia entries are from general knowledge; they are never indexed.
"""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from hard_negatives import chunk
from squad_sets import Example, mentions_answer, syllables

from bp_qa.answering.comparison import split_comparison
from bp_qa.answering.span_reader import heading
from bp_qa.evaluation.heldout import is_held_out
from bp_qa.evaluation.questions import EvaluationQuestion, EvaluationSet, Gold
from bp_qa.evaluation.texts import article_from_text

FOLDER = Path(__file__).with_name("news")
SOURCE = "news"
_WORD = re.compile(r"\w+")
_TWO = 2


@dataclass(frozen=True, slots=True)
class NewsArticle:
    """An invented article.

    Attributes:
        chunks: its text in passages of whole sentences.
    """

    id: str
    topic: str
    title: str
    published: date
    text: str
    chunks: tuple[str, ...]
    held_out: bool

    @property
    def heading(self) -> str:
        """What the reader is shown above a passage."""
        return heading(self.title, self.published)


@dataclass(frozen=True, slots=True)
class NewsQuestion:
    """A question with where it is answered: spans of articles; none if nothing answers it.

    Attributes:
        round: in which round it was written; the first ones are 1.
    """

    id: str
    kind: str
    question: str
    article: NewsArticle
    spans: tuple[tuple[NewsArticle, int, int], ...]
    golds: tuple[str, ...]
    round: int = 1


@dataclass(frozen=True)
class NewsSet:
    """The whole set."""

    articles: Sequence[NewsArticle]
    questions: Sequence[NewsQuestion]
    _siblings: dict[str, list[NewsArticle]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for article in self.articles:
            self._siblings.setdefault(article.topic, []).append(article)

    def siblings(self, article: NewsArticle) -> list[NewsArticle]:
        """The other articles of its topic."""
        return [other for other in self._siblings[article.topic] if other is not article]


def load_news(folder: Path = FOLDER) -> NewsSet:
    """All articles and questions; follow-ups are left out, as they cannot be read alone."""
    rows = [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    articles = {row["id"]: _article(row) for row in rows}
    questions = []
    for row in rows:
        for number, asked in enumerate(row["questions"], 1):
            if not asked["history"]:
                spans = _spans(asked, articles[row["id"]], articles)
                questions.append(
                    NewsQuestion(
                        f"{row['id']}-{number}",
                        asked["kind"],
                        " ".join(asked["question"].split()),
                        articles[row["id"]],
                        spans,
                        tuple(article.text[start:end] for article, start, end in spans)
                        + tuple(asked["answers"][1:]),
                        asked.get("round", 1),
                    )
                )
    return NewsSet(list(articles.values()), questions)


def evaluation_set(news: NewsSet) -> EvaluationSet:
    """The held-out articles and questions in the form that the engine is evaluated on.

    Questions that need two articles are left out: what answers them is no one sentence.
    """
    held = [article for article in news.articles if article.held_out]
    articles = {
        article.id: article_from_text(
            article.id,
            article.title,
            article.text,
            published=datetime.combine(article.published, time(), UTC),
        )
        for article in held
    }
    questions = [
        EvaluationQuestion(
            item.id,
            item.question,
            kind=item.kind,
            answerable=bool(item.spans),
            answers=item.golds,
            gold=tuple(Gold(article.id, start, end) for article, start, end in item.spans),
        )
        for item in news.questions
        if item.article.held_out and item.kind != "comparison"
    ]
    return EvaluationSet("news", tuple(articles.values()), tuple(questions))


def _article(row: dict[str, Any]) -> NewsArticle:
    text = row["text"]
    return NewsArticle(
        row["id"],
        row["topic"],
        row["title"],
        date.fromisoformat(row["published"]),
        text,
        tuple(chunk(text)),
        is_held_out(row["topic"]),
    )


def _spans(
    asked: dict[str, Any], own: NewsArticle, articles: dict[str, NewsArticle]
) -> tuple[tuple[NewsArticle, int, int], ...]:
    """Where the answers stand: a list from its first item to its last, a comparison in both articles."""
    if asked["kind"] == "comparison":
        found = [(articles[part["article"]], part["quote"], [part["answer"]]) for part in asked["parts"]]
    elif asked["kind"] == "unanswerable":
        found = []
    else:
        found = [(own, asked["quote"], asked.get("list_items") or asked["answers"][:1])]
    spans = []
    for article, quote, parts in found:
        at = article.text.index(quote)
        places = [(at + quote.index(part), at + quote.index(part) + len(part)) for part in parts]
        spans.append((article, min(start for start, _ in places), max(end for _, end in places)))
    return tuple(spans)


def news_examples(news: NewsSet, rng: random.Random, earlier: float = 1.0) -> list[tuple[str, Example]]:
    """An epoch of the set: each question with what answers it, and with what seems to.

    Args:
        earlier: share of the questions that earlier rounds than the last one wrote.
    """
    last = max(item.round for item in news.questions)
    drawn: list[tuple[str, Example]] = []
    for item in news.questions:
        if item.article.held_out or (item.round < last and rng.random() >= earlier):
            continue
        for article, start, end in item.spans:
            # Now and then twice, as its windows are cut at random: about as many as there are near misses.
            times = 1 + (rng.random() < 0.7)
            drawn += [("answered", _example(item, article, article.text, start, end))] * times
        drawn += [
            ("news near miss", _example(item, article, text)) for article, text in _misses(news, item, rng)
        ]
        drawn += _sides(item)
    return drawn


def _sides(item: NewsQuestion) -> list[tuple[str, Example]]:
    """A question about two things as bp-qa asks of each: answered by one passage, and not by the other's."""
    parts = split_comparison(item.question) if len(item.spans) == _TWO else None
    if parts is None or item.spans[0][0] is item.spans[1][0]:
        return []
    asked = [set(syllables(part)) for part in parts]
    told = [set(syllables(f"{article.heading} {article.text}")) for article, _, _ in item.spans]
    own = [asked[0] - asked[1], asked[1] - asked[0]]
    straight = len(own[0] & told[0]) + len(own[1] & told[1])
    crossed = len(own[0] & told[1]) + len(own[1] & told[0])
    if straight == crossed:
        return []
    spans = item.spans if straight > crossed else item.spans[::-1]
    drawn = []
    for part, (article, start, end), (other, at, _) in zip(parts, spans, spans[::-1], strict=True):
        side = replace(item, question=part, golds=(article.text[start:end],))
        drawn.append(("answered side", _example(side, article, article.text, start, end)))
        near = next((text for text in other.chunks if _holds(other, text, at)), "")
        if near and not mentions_answer(near, side.golds):
            drawn.append(("other side", _example(side, other, near)))
    return drawn


def _holds(article: NewsArticle, text: str, at: int) -> bool:
    start = article.text.find(text)
    return start <= at < start + len(text)


def _misses(news: NewsSet, item: NewsQuestion, rng: random.Random) -> list[tuple[NewsArticle, str]]:
    """Passages near the question that don't answer it, from its own article and its topic's others."""
    own = _nearest(item, [(item.article, text) for text in item.article.chunks])
    others = _nearest(
        item,
        [
            (other, text)
            for other in news.siblings(item.article)
            for text in other.chunks
            if not item.spans or _is_apart(item, other)
        ],
    )
    if not item.spans:
        return [*own[:2], *(others[:1] if rng.random() < 0.5 else [])]
    chosen = []
    if own and rng.random() < 0.7:
        chosen.append(own[0])
    if others and rng.random() < 0.6:
        chosen.append(others[0])
    return chosen


def _nearest(
    item: NewsQuestion, passages: Sequence[tuple[NewsArticle, str]]
) -> list[tuple[NewsArticle, str]]:
    asked = set(syllables(item.question))
    apart = [(article, text) for article, text in passages if not _may_answer(item, article, text)]
    return sorted(apart, key=lambda pair: -len(asked & set(syllables(pair[1]))))


def _may_answer(item: NewsQuestion, article: NewsArticle, text: str) -> bool:
    at = article.text.find(text)
    return any(
        spanned is article and start < at + len(text) and end > at for spanned, start, end in item.spans
    ) or mentions_answer(text, item.golds)


def _is_apart(item: NewsQuestion, other: NewsArticle) -> bool:
    """Whether the question names something (a name, a number) that its article has and `other` lacks."""
    own = f"{item.article.heading} {item.article.text}"
    there = f"{other.heading} {other.text}"
    named = [word for word in _WORD.findall(item.question)[1:] if word[0].isupper() or word[0].isdigit()]
    return any(word in own and word not in there for word in named)


def _example(
    item: NewsQuestion, article: NewsArticle, context: str, start: int = -1, end: int = -1
) -> Example:
    golds = item.golds if start >= 0 else ()
    return Example(
        item.id, SOURCE, article.heading, item.question, context, start, end, golds, article.held_out
    )
