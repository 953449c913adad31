"""Folding what was measured into the figures of the report."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bp_qa.evaluation.answer_metrics import mean
from bp_qa.evaluation.confidence_metrics import (
    area_under_risk_coverage,
    auroc,
    calibration_bins,
    expected_calibration_error,
    percentile,
    refusal_scores,
    risk_coverage,
)
from bp_qa.evaluation.failures import find_failures
from bp_qa.evaluation.ranking_metrics import MEASURES, mean_scores
from bp_qa.evaluation.runner import AnswerRun, EvaluationRun, SystemRun
from bp_qa.evaluation.significance import bootstrap_interval, compare_paired

COMPARED = ("recall@1", "recall@5", "mrr@10")
_SINGLE_MODES = ("keyword", "dense")
_CURVE_POINTS = 200
_DIGITS = 4


def summarise(run: EvaluationRun) -> dict[str, Any]:
    """The report as plain data, ready for JSON: the figures of the command line's contract, and more."""
    questions = run.dataset.questions
    report: dict[str, Any] = {
        "dataset": run.dataset.name,
        "split": run.dataset.split,
        "n_questions": len(questions),
        "n_answerable": sum(question.answerable for question in questions),
        "n_articles": len(run.dataset.articles),
        "warnings": list(run.dataset.warnings),
        "main_mode": run.main,
        "retrieval": {name: mean_scores(system.scores.values()) for name, system in run.systems.items()},
        "retrieval_intervals": {name: _intervals(system) for name, system in run.systems.items()},
        "search_latency_ms": {name: _latency(system.latencies_ms) for name, system in run.systems.items()},
        "comparisons": _comparisons(run),
        "diacritics": _diacritics(run),
        "answers": _answers(run.answers),
        "answers_intervals": _answer_intervals(run.answers),
        "citations": _citations(run.answers),
        "abstention": _abstention(run.answers),
        "strangers": _strangers(run),
        "latency_ms": _latency([item.latency_ms for item in run.answers]),
        "by_kind": _by_kind(run),
        "curves": _curves(run.answers),
        "failures": find_failures(run),
    }
    rounded: dict[str, Any] = _round(report)
    return rounded


def _intervals(system: SystemRun) -> dict[str, list[float] | None]:
    rows = list(system.scores.values())
    return {name: _interval([row[name] for row in rows]) for name in MEASURES}


def _interval(values: Sequence[float]) -> list[float] | None:
    found = bootstrap_interval(values)
    return [found.low, found.high] if found else None


def _latency(milliseconds: Sequence[float]) -> dict[str, float | None]:
    return {"p50": percentile(milliseconds, 50), "p95": percentile(milliseconds, 95)}


def _comparisons(run: EvaluationRun) -> list[dict[str, Any]]:
    """The main mode against the best of the single modes, by each measure, and against each baseline."""
    main = run.systems[run.main]
    found = []
    for measure in COMPARED:
        means = {name: (mean_scores(system.scores.values()) or {}) for name, system in run.systems.items()}
        singles = [name for name in _SINGLE_MODES if name in run.systems and name != run.main and means[name]]
        rivals = [name for name in run.systems if name not in (*_SINGLE_MODES, "hybrid")]
        if singles:
            rivals.insert(0, max(singles, key=lambda name: means[name][measure]))
        for rival in rivals:
            other = run.systems[rival].scores
            compared = compare_paired(
                [scores[measure] for scores in main.scores.values()],
                [other[question_id][measure] for question_id in main.scores],
            )
            if compared:
                found.append({"first": run.main, "second": rival, "measure": measure, **asdict(compared)})
    return found


def _diacritics(run: EvaluationRun) -> dict[str, Any]:
    """What typing without marks costs: on the questions written so, and on all of them where that ran."""
    main = run.systems[run.main].scores
    pairs: dict[str, tuple[Mapping[str, dict[str, float]], Mapping[str, dict[str, float]]]] = {}
    if run.typed_in_full:
        pairs["written_without"] = (run.typed_in_full.scores, main)
    if run.folded:
        pairs["all_questions"] = (main, run.folded.scores)
    found: dict[str, Any] = {}
    for name, (full, without) in pairs.items():
        shared = [question_id for question_id in full if question_id in without]
        before = mean_scores(full[question_id] for question_id in shared)
        after = mean_scores(without[question_id] for question_id in shared)
        if before and after:
            loss = {measure: before[measure] - after[measure] for measure in MEASURES}
            found[name] = {"n": len(shared), "in_full": before, "without_marks": after, "loss": loss}
    return found


def _answers(answers: Sequence[AnswerRun]) -> dict[str, float | None]:
    answerable = [item for item in answers if item.question.answerable]
    answered = [item for item in answers if not item.answer.abstained]
    return {
        "em": mean(item.scores.em for item in answerable),
        "f1": mean(item.scores.f1 for item in answerable),
        "sentence_accuracy": mean(float(item.scores.correct) for item in answerable),
        "sentence_found": mean(float(item.found) for item in answerable),
        "list_recall": mean(item.scores.list_recall for item in answerable),
        # As evaluate-v2.0.py counts: an unanswerable question is right when it is refused.
        "em_with_unanswerable": mean(_with_unanswerable(item, item.scores.em) for item in answers),
        "f1_with_unanswerable": mean(_with_unanswerable(item, item.scores.f1) for item in answers),
        "accuracy_when_answered": mean(float(item.scores.correct) for item in answered),
    }


def _with_unanswerable(item: AnswerRun, score: float | None) -> float | None:
    return score if item.question.answerable else float(item.answer.abstained)


def _answer_intervals(answers: Sequence[AnswerRun]) -> dict[str, list[float] | None]:
    answerable = [item.scores for item in answers if item.question.answerable]
    return {
        "em": _interval([item.em for item in answerable if item.em is not None]),
        "f1": _interval([item.f1 for item in answerable if item.f1 is not None]),
        "sentence_accuracy": _interval([float(item.correct) for item in answerable]),
    }


def _citations(answers: Sequence[AnswerRun]) -> dict[str, float | None]:
    """Precision over citations in answers to answerable questions; `precision_all` over every citation.

    `precision_by_place` also counts a quote that overlaps a gold quote without holding an accepted answer, as
    where the answer is in words of its own ("có", a sum).
    """
    answerable = [item.scores for item in answers if item.question.answerable]
    everything = [item.scores for item in answers]
    return {
        "precision": _share(
            sum(item.supporting for item in answerable), sum(item.citations for item in answerable)
        ),
        "precision_by_place": _share(
            sum(item.placed for item in answerable), sum(item.citations for item in answerable)
        ),
        "recall": mean(item.gold_cited for item in answerable),
        "precision_all": _share(
            sum(item.supporting for item in answerable), sum(item.citations for item in everything)
        ),
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _strangers(run: EvaluationRun) -> dict[str, float | None] | None:
    """How well questions of another set are told from those that are answerable; None if there are none."""
    if not run.strangers:
        return None
    own = [item for item in run.answers if item.question.answerable]
    confidence = [item.answer.confidence for item in (*own, *run.strangers)]
    return {
        "n": len(run.strangers),
        "auroc": auroc(confidence, [True] * len(own) + [False] * len(run.strangers)),
        "refused": mean(float(item.answer.abstained) for item in run.strangers),
    }


def _abstention(answers: Sequence[AnswerRun]) -> dict[str, float | None]:
    confidence = [item.answer.confidence for item in answers]
    answerable = [item.question.answerable for item in answers]
    abstained = [item.answer.abstained for item in answers]
    correct = [item.scores.correct for item in answers]
    given = [item for item in answers if not item.answer.abstained]
    bins = calibration_bins(
        [item.answer.confidence for item in given], [item.scores.correct for item in given]
    )
    return {
        "auroc": auroc(confidence, answerable),
        **refusal_scores(abstained, answerable),
        "aurc": area_under_risk_coverage(risk_coverage(confidence, correct)),
        "ece": expected_calibration_error(bins),
        "refused_rate": mean(float(refused) for refused in abstained),
    }


def _curves(answers: Sequence[AnswerRun]) -> dict[str, Any]:
    curve = risk_coverage(
        [item.answer.confidence for item in answers], [item.scores.correct for item in answers]
    )
    step = max(1, len(curve) // _CURVE_POINTS)
    thinned = curve[step - 1 :: step]
    if curve and thinned[-1] != curve[-1]:
        thinned.append(curve[-1])
    given = [item for item in answers if not item.answer.abstained]
    bins = calibration_bins(
        [item.answer.confidence for item in given], [item.scores.correct for item in given]
    )
    operating = None
    if answers:
        wrong = sum(not item.scores.correct for item in given)
        operating = {"coverage": len(given) / len(answers), "risk": wrong / len(given) if given else 0.0}
    return {
        "risk_coverage": [asdict(point) for point in thinned],
        "calibration": [asdict(item) for item in bins],
        "operating_point": operating,
    }


def _by_kind(run: EvaluationRun) -> dict[str, dict[str, Any]]:
    scores = run.systems[run.main].scores
    asked = {item.question.id: item for item in run.answers}
    kinds: dict[str, dict[str, Any]] = {}
    for kind in sorted({question.kind for question in run.dataset.questions}):
        questions = [question for question in run.dataset.questions if question.kind == kind]
        answers = [asked[question.id] for question in questions if question.id in asked]
        retrieved = mean_scores(scores[question.id] for question in questions if question.id in scores) or {}
        known = [item for item in answers if item.question.answerable]
        kinds[kind] = {
            "n": len(questions),
            "answerable": sum(question.answerable for question in questions),
            "recall@1": retrieved.get("recall@1"),
            "recall@5": retrieved.get("recall@5"),
            "em": mean(item.scores.em for item in known),
            "f1": mean(item.scores.f1 for item in known),
            "sentence_accuracy": mean(float(item.scores.correct) for item in known),
            "list_recall": mean(item.scores.list_recall for item in known),
            "refused_rate": mean(float(item.answer.abstained) for item in answers),
        }
    return kinds


def _round(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _round(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_round(item) for item in value]
    return value
