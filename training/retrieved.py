"""What bp-qa's own search brings for the training questions of the project's news, passage by passage.

The reader chooses among the passages of a search. So it is trained on such: each question with the passage
that answers it and with others that the search brought beside it and that don't.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path

from news_sets import SOURCE, NewsArticle, NewsQuestion, NewsSet
from squad_sets import Example, mentions_answer, syllables

from bp_qa.answering.comparison import split_comparison
from bp_qa.encoder.embeddings import open_embeddings
from bp_qa.engine import Engine
from bp_qa.evaluation.answer_metrics import contains
from bp_qa.evaluation.evaluation import open_evaluation_engine
from bp_qa.evaluation.texts import article_from_text
from bp_qa.settings import load_settings
from bp_qa.vietnamese.forms import fold
from bp_qa.vietnamese.tokens import words

_FOUND = 8
# Of the passages that don't answer: how many go with one that does, and with a question that has none.
_BESIDE, _WITHOUT = 2, 2
# How often what answers is a chance window of the article instead of the passage as it is indexed.
_CHANCE_WINDOW = 0.3
# A gold of so few characters is a bare number; one of so few syllables has to stand word for word.
_BARE, _FEW = 2, 4


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found, characters ``[start, end)`` of the article; the question as read for it."""

    article: str
    start: int
    end: int
    question: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, or one side of a comparison, with what was found for it, best first.

    Attributes:
        answer: the number of the question's span that answers; -1 if nothing does.
        own: the passage that answers, whether or not it was found; None if there is none, or if the answer
            goes over the end of a passage.
    """

    question: str
    answer: int
    own: Found | None
    found: tuple[Found, ...]


def search_news(news: NewsSet, file: Path) -> dict[str, list[Asked]]:
    """For each training question, by its id, what the search of all training articles finds; kept in `file`.

    Follow-ups and held-out topics are left out.
    """
    asked = {item.id: item for item in news.questions if not item.article.held_out}
    kept: dict[str, list[Asked]] = {}
    if file.exists():
        for id_, rows in json.loads(file.read_text(encoding="utf-8")).items():
            found = [_asked(row) for row in rows]
            if id_ in asked and found[0].question == asked[id_].question:
                kept[id_] = found
    missing = [item for id_, item in asked.items() if id_ not in kept]
    if missing:
        engine = _open_engine(news)
        for number, item in enumerate(missing, 1):
            kept[item.id] = _search(engine, item)
            if number % 1000 == 0 or number == len(missing):
                rows = {id_: [asdict(each) for each in found] for id_, found in kept.items()}
                file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return kept


def _open_engine(news: NewsSet) -> Engine:
    articles = [
        article_from_text(one.id, one.title, one.text, published=datetime.combine(one.published, time(), UTC))
        for one in news.articles
        if not one.held_out
    ]
    settings = load_settings()
    return open_evaluation_engine(articles, settings, open_embeddings(settings))


def _asked(row: dict[str, object]) -> Asked:
    def found(each: dict[str, object]) -> Found:
        return Found(**each)  # type: ignore[arg-type]

    return Asked(
        str(row["question"]),
        int(str(row["answer"])),
        found(row["own"]) if row["own"] else None,  # type: ignore[arg-type]
        tuple(found(each) for each in row["found"]),  # type: ignore[attr-defined]
    )


def _search(engine: Engine, item: NewsQuestion) -> list[Asked]:
    wanted = [(item.question, number) for number in range(len(item.spans))] or [(item.question, -1)]
    halves = split_comparison(item.question) if item.kind == "comparison" else None
    if halves is not None and len(item.spans) == len(halves):
        order = _order(item, halves)
        wanted += [(half, number) for half, number in zip(halves, order, strict=True) if number >= 0]
    return [_search_one(engine, item, question, number) for question, number in wanted]


def _search_one(engine: Engine, item: NewsQuestion, question: str, number: int) -> Asked:
    query = engine.queries.read(question)
    passages = engine.search(question, k=_FOUND)
    found = tuple(
        Found(
            passage.article_id,
            passage.start,
            passage.end,
            query.worded_for(f"{passage.title} {passage.text}"),
        )
        for passage in passages
    )
    own = None
    if number >= 0:
        article, start, end = item.spans[number]
        for chunk in engine.index.catalogue.chunks_of(article.id):
            if chunk.start <= start and end <= chunk.end:
                wording = query.worded_for(f"{chunk.title} {chunk.text}")
                own = Found(article.id, chunk.start, chunk.end, wording)
    return Asked(question, number, own, found)


def _order(item: NewsQuestion, halves: tuple[str, str]) -> tuple[int, int]:
    """Which of the two spans answers each half, by the words that only it has; -1 if that is unclear."""
    said = [set(map(fold, words(half))) for half in halves]
    contexts = [
        set(map(fold, words(f"{article.heading} {article.text[max(0, start - 300) : end + 200]}")))
        for article, start, end in item.spans
    ]
    own = (said[0] - said[1], said[1] - said[0])

    def fit(first: int, second: int) -> int:
        return len(own[0] & contexts[first]) + len(own[1] & contexts[second])

    straight, crossed = fit(0, 1), fit(1, 0)
    if straight == crossed:
        return (-1, -1)
    return (0, 1) if straight > crossed else (1, 0)


def retrieved_groups(
    news: NewsSet, searched: dict[str, list[Asked]], rng: random.Random
) -> list[list[Example]]:
    """An epoch of the news: for each question the passage that answers, first, and some that don't."""
    articles = {article.id: article for article in news.articles}
    groups: list[list[Example]] = []
    for item in news.questions:
        for asked in searched.get(item.id, ()):
            sought = _sought(item, asked)
            misses = [
                _example(item, articles, found)
                for found in asked.found
                if not _may_answer(sought, articles[found.article], found)
            ]
            if asked.answer < 0:
                groups += [[miss] for miss in _sample(misses[:4], _WITHOUT, rng)]
            else:
                groups.append([_answered(item, asked, articles, rng), *_sample(misses, _BESIDE, rng)])
    rng.shuffle(groups)
    return groups


def _answered(
    item: NewsQuestion, asked: Asked, articles: dict[str, NewsArticle], rng: random.Random
) -> Example:
    article, start, end = item.spans[asked.answer]
    if asked.own is None or rng.random() < _CHANCE_WINDOW:
        question = asked.own.question if asked.own is not None else asked.question
        return Example(
            item.id, SOURCE, article.heading, question, article.text, start, end, item.golds, False
        )
    return _example(item, articles, asked.own, start - asked.own.start, end - asked.own.start)


def _example(
    item: NewsQuestion, articles: dict[str, NewsArticle], found: Found, start: int = -1, end: int = -1
) -> Example:
    article = articles[found.article]
    text = article.text[found.start : found.end]
    golds = item.golds if start >= 0 else ()
    return Example(item.id, SOURCE, article.heading, found.question, text, start, end, golds, False)


def _sought(item: NewsQuestion, asked: Asked) -> NewsQuestion:
    """The question with what answers it: of one side of a comparison that side alone."""
    if asked.answer < 0 or asked.question == item.question:
        return item
    span = item.spans[asked.answer]
    return replace(item, spans=(span,), golds=(span[0].text[span[1] : span[2]],))


def _may_answer(item: NewsQuestion, article: NewsArticle, found: Found) -> bool:
    """Whether a passage holds what answers, or says as much."""
    return any(
        spanned is article and start < found.end and end > found.start for spanned, start, end in item.spans
    ) or _mentions(article.text[found.start : found.end], item.golds)


def _mentions(text: str, golds: Sequence[str]) -> bool:
    """Whether an answer stands in `text`; a bare number counts only with its unit, if that is known."""
    telling = [gold for gold in golds if len(gold) > _BARE] or list(golds)
    return any(contains(text, gold) for gold in telling) or mentions_answer(
        text, tuple(gold for gold in telling if len(syllables(gold)) > _FEW)
    )


def _sample(misses: Sequence[Example], count: int, rng: random.Random) -> list[Example]:
    """Some of `misses`, those that were found first twice as likely as the rest."""
    ranked = sorted(enumerate(misses), key=lambda pair: rng.random() ** (2.0 if pair[0] < 3 else 1.0))
    return [miss for _, miss in ranked[:count]]
