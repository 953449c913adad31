"""The worst failures of a run, for a person to read."""

from collections.abc import Mapping
from typing import Any, Literal

from bp_qa.corpus.article import Article
from bp_qa.evaluation.runner import AnswerRun, EvaluationRun

FailureType = Literal["invented", "wrong", "missed"]
SHOWN_OF_EACH = 15
_ORDER: tuple[FailureType, ...] = ("invented", "wrong", "missed")
_LONGEST_QUOTE = 600


def find_failures(run: EvaluationRun) -> list[dict[str, Any]]:
    """At most fifteen of each type: answers to unanswerable questions, wrong answers, and refusals.

    The surest come first among the answers, the least sure among the refusals.
    """
    articles = {article.id: article for article in run.dataset.articles}
    rankings = run.systems[run.main].rankings
    failed: dict[FailureType, list[AnswerRun]] = {name: [] for name in _ORDER}
    for item in run.answers:
        kind = _failure_type(item)
        if kind:
            failed[kind].append(item)
    found = []
    for kind in _ORDER:
        sign = 1 if kind == "missed" else -1
        failed[kind].sort(key=lambda item: (sign * item.answer.confidence, item.question.id))
        for item in failed[kind][:SHOWN_OF_EACH]:
            found.append(_describe(kind, item, articles, list(rankings.get(item.question.id, ()))))
    return found


def _failure_type(item: AnswerRun) -> FailureType | None:
    if item.question.answerable:
        if item.answer.abstained:
            return "missed"
        return None if item.scores.correct else "wrong"
    return None if item.answer.abstained else "invented"


def _describe(
    kind: FailureType, item: AnswerRun, articles: Mapping[str, Article], ranking: list[str]
) -> dict[str, Any]:
    gold_ids = {gold.article_id for gold in item.question.gold}
    rank = next((place for place, name in enumerate(ranking, start=1) if name in gold_ids), None)
    return {
        "type": kind,
        "id": item.question.id,
        "kind": item.question.kind,
        "question": item.question.question,
        "history": list(item.question.history),
        "accepted": list(item.question.answers or item.question.list_items),
        "answer": item.answer.text,
        "short": item.answer.short,
        "confidence": item.answer.confidence,
        "citations": [
            _quoted(articles.get(citation.article_id), citation.article_id, citation.quote)
            for citation in item.answer.citations
        ],
        "gold": [
            _quoted(
                articles[gold.article_id],
                gold.article_id,
                articles[gold.article_id].text[gold.start : gold.end],
            )
            for gold in item.question.gold
        ],
        "gold_rank": rank,
    }


def _quoted(article: Article | None, article_id: str, quote: str) -> dict[str, str | None]:
    return {
        "article_id": article_id,
        "title": article.title if article else article_id,
        "path": str(article.path) if article and article.path else None,
        "quote": quote if len(quote) <= _LONGEST_QUOTE else f"{quote[:_LONGEST_QUOTE]}…",
    }
