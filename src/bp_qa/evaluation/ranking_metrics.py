"""Measures of a ranking of articles, computed by the ir-measures library (over trec_eval).

- recall@k: share of the gold articles among the first k. Where each of several articles alone answers, they
  count as one. Where an answer needs several articles, what k articles can hold at most is the whole: the
  "capped recall" of Thakur et al. 2021 (BEIR).
- mrr@10: one over the rank of the first gold article, 0 beyond the tenth.
- ndcg@10: Järvelin and Kekäläinen 2002, as trec_eval computes it.
"""

from collections.abc import Iterable, Mapping, Sequence

import ir_measures
from ir_measures import RR, R, nDCG

from bp_qa.evaluation.questions import EvaluationQuestion
from bp_qa.retrieval.passage import Passage

CUTOFFS = (1, 3, 5, 10)
MEASURES = {**{f"recall@{k}": R @ k for k in CUTOFFS}, "mrr@10": RR @ 10, "ndcg@10": nDCG @ 10}

RankingScores = dict[str, float]


def article_ranking(passages: Iterable[Passage]) -> list[str]:
    """Article ids in the order of their best passage."""
    return list(dict.fromkeys(passage.article_id for passage in passages))


def ranking_scores(
    questions: Sequence[EvaluationQuestion], rankings: Mapping[str, Sequence[str]]
) -> dict[str, RankingScores]:
    """Every measure for every question that has gold articles, by question id.

    Args:
        rankings: article ids, best first, by question id; a question without one scores 0.
    """
    judged = [question for question in questions if question.gold]
    qrels = {question.id: _relevance(question) for question in judged}
    run = {
        question.id: {
            article_id: -float(rank)
            for rank, article_id in enumerate(_merge_alternatives(question, rankings.get(question.id, ())))
        }
        for question in judged
    }
    names = {measure: name for name, measure in MEASURES.items()}
    scores: dict[str, RankingScores] = {question.id: dict.fromkeys(MEASURES, 0.0) for question in judged}
    for metric in ir_measures.iter_calc(list(names), qrels, run):
        scores[metric.query_id][names[metric.measure]] = float(metric.value)
    for question in judged:
        if question.gold_rule == "every":
            n_gold = len(qrels[question.id])
            for k in CUTOFFS:
                scores[question.id][f"recall@{k}"] *= n_gold / min(k, n_gold)
    return scores


def mean_scores(scores: Iterable[RankingScores]) -> RankingScores | None:
    """Mean of every measure; None when there is nothing to average."""
    rows = list(scores)
    if not rows:
        return None
    return {name: sum(row[name] for row in rows) / len(rows) for name in MEASURES}


def _relevance(question: EvaluationQuestion) -> dict[str, int]:
    relevance: dict[str, int] = {}
    for gold in question.gold:
        relevance[gold.article_id] = max(relevance.get(gold.article_id, 0), gold.relevance)
    if question.gold_rule == "any":
        return {question.gold[0].article_id: max(relevance.values())}
    if question.gold_rule == "every":
        return {side[0].article_id: relevance[side[0].article_id] for side in question.sides}
    return relevance


def _merge_alternatives(question: EvaluationQuestion, ranking: Sequence[str]) -> list[str]:
    """`ranking` with one name for the articles that each alone answer, or tell of one side."""
    if question.gold_rule == "share":
        return list(dict.fromkeys(ranking))
    groups = question.sides if question.gold_rule == "every" else (question.gold,)
    names = {group[0].article_id: group[0].article_id for group in groups}
    for group in groups:
        for gold in group:
            names.setdefault(gold.article_id, group[0].article_id)
    return list(dict.fromkeys(names.get(article_id, article_id) for article_id in ranking))
