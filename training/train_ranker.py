"""Fits the sentence ranker and the confidence of answers on development data.

Only parts that are neither reported on nor seen by the span reader are used: the development split of the
golden set and the held-out titles of ViNewsQA and nanibot. Questions put to an archive that is not about
them are added as unanswerable.

Run: python training/train_ranker.py --data FOLDER_OF_SETS
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from bp_qa.answering import reader as reader_module
from bp_qa.answering.evidence import Evidence
from bp_qa.answering.logistic import LogisticModel
from bp_qa.answering.reader import answer_features
from bp_qa.encoder.embeddings import TextEmbeddings, open_embeddings
from bp_qa.evaluation.answer_metrics import contains
from bp_qa.evaluation.datasets import load_dataset
from bp_qa.evaluation.evaluation import open_evaluation_engine
from bp_qa.evaluation.questions import EvaluationQuestion, EvaluationSet
from bp_qa.settings import Settings, load_settings

SEED = 20
WEIGHTS = Path(reader_module.__file__).parent / "weights"
RANKER_FEATURES = (
    "coverage",
    "pair_coverage",
    "has_type",
    "caption",
    "short_sentence",
    "enumeration",
    "span",
    "span_is_best",
    "passage_logit",
    "passage_score",
    "first_passage",
    "reciprocal_rank",
    "coverage_context",
)
CONFIDENCE_FEATURES = (
    "coverage",
    "pair_coverage",
    "has_type",
    "span",
    "passage_logit",
    "best_logit",
    "passage_score",
    "passage_dense",
    "coverage_context",
    "numbers_missing",
    "names_missing",
    "words_missing",
    "margin",
    "best_score",
)


@dataclass
class Case:
    """A question with its candidate sentences, and which of them answer it."""

    source: str
    question: EvaluationQuestion
    evidence: list[Evidence]
    right: list[bool]

    @property
    def answerable(self) -> bool:
        return self.question.answerable


def collect(
    source: str,
    dataset: EvaluationSet,
    asked: Sequence[EvaluationQuestion],
    settings: Settings,
    model: TextEmbeddings,
) -> list[Case]:
    """What the reader sees of each question over the articles of `dataset`."""
    engine = open_evaluation_engine(dataset.articles, settings, model)
    cases = []
    for question in asked:
        evidence = engine.evidence(question.question)
        cases.append(Case(source, question, evidence, [_answers(question, item) for item in evidence]))
    return cases


def _answers(question: EvaluationQuestion, item: Evidence) -> bool:
    sentence = item.sentence
    for gold in question.gold:
        if gold.article_id != sentence.passage.article_id:
            continue
        shared = min(sentence.end, gold.end) - max(sentence.start, gold.start)
        if shared >= 0.5 * min(sentence.end - sentence.start, gold.end - gold.start):
            return True
        if any(contains(sentence.text, answer) for answer in question.answers):
            return True
    return False


def fit_ranker(cases: Sequence[Case]) -> LogisticModel:
    """A linear ranker from the differences between sentences that answer and sentences that don't."""
    rows, labels, weights = [], [], []
    for case in cases:
        right = [
            _row(item.features, RANKER_FEATURES)
            for item, ok in zip(case.evidence, case.right, strict=True)
            if ok
        ]
        wrong = [
            _row(item.features, RANKER_FEATURES)
            for item, ok in zip(case.evidence, case.right, strict=True)
            if not ok
        ]
        pairs = [(good, bad) for good in right for bad in wrong]
        for index, (good, bad) in enumerate(pairs):
            sign = 1 if index % 2 else -1
            rows.append(sign * (good - bad))
            labels.append(sign > 0)
            weights.append(1.0 / len(pairs))
    model = LogisticRegression(C=3.0, fit_intercept=False, max_iter=2000)
    model.fit(np.array(rows), np.array(labels), sample_weight=np.array(weights) * len(weights) / sum(weights))
    return LogisticModel(0.0, dict(zip(RANKER_FEATURES, map(float, model.coef_[0]), strict=True)))


def rank(cases: Sequence[Case], ranker: LogisticModel) -> None:
    for case in cases:
        paired = list(zip(case.evidence, case.right, strict=True))
        for item, _ in paired:
            item.score = ranker.logit(item.features)
        paired.sort(key=lambda pair: -pair[0].score)
        case.evidence = [item for item, _ in paired]
        case.right = [ok for _, ok in paired]


def _row(features: dict[str, float], names: Sequence[str]) -> npt.NDArray[np.float64]:
    return np.array([features.get(name, 0.0) for name in names])


def fit_confidence(cases: Sequence[Case]) -> tuple[LogisticModel, npt.NDArray[np.float64]]:
    """The calibrated model, and out-of-fold probabilities of the cases."""
    rows = np.array([_row(answer_features(case.evidence), CONFIDENCE_FEATURES) for case in cases])
    right = np.array([case.right[0] for case in cases])
    model = LogisticRegression(C=1.0, max_iter=5000)
    held = cross_val_predict(model, rows, right, cv=10, method="predict_proba")[:, 1]
    model.fit(rows, right)
    fitted = LogisticModel(
        float(model.intercept_[0]), dict(zip(CONFIDENCE_FEATURES, map(float, model.coef_[0]), strict=True))
    )
    return fitted, held


def choose_threshold(cases: Sequence[Case], confidence: npt.NDArray[np.float64]) -> float:
    """Where the worse of two shares, refusals of the unanswerable and answers to the answerable, is best."""
    golden = [i for i, case in enumerate(cases) if case.source == "golden"]
    answerable = np.array([cases[i].answerable for i in golden])
    scores = confidence[golden]

    def worst(threshold: float) -> float:
        answered = scores >= threshold
        return min(float(answered[answerable].mean()) / 0.92, float((~answered)[~answerable].mean()) / 0.85)

    return float(max(np.linspace(0.05, 0.95, 181), key=worst))


def calibration_error(scores: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over bins of equal mass (Guo et al. 2017)."""
    order = np.argsort(scores)
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return float(
        sum(abs(scores[part].mean() - right[part].mean()) * len(part) for part in parts) / len(scores)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write the weights files")
    parser.add_argument("--sample", type=int, default=300, help="questions of each set")
    arguments = parser.parse_args()
    settings = load_settings(corpus=Path("corpus"))
    model = open_embeddings(settings)
    rng = random.Random(SEED)

    golden = load_dataset(None, settings, split="dev")
    vinews = load_dataset(arguments.data / "vinewsqa_dev.json", settings, split="held-out")
    nanibot = load_dataset(arguments.data / "nanibot_wiki.json", settings)
    plain = [question for question in golden.questions if not question.history]
    strangers = rng.sample(vinews.questions, 60) + rng.sample(nanibot.questions, 60)
    off = [replace(question, answerable=False, gold=(), answers=()) for question in strangers]
    cases = [
        *collect("golden", golden, plain, settings, model),
        *collect(
            "vinewsqa",
            vinews,
            rng.sample(vinews.questions, min(arguments.sample, len(vinews.questions))),
            settings,
            model,
        ),
        *collect("off the archive", golden, off, settings, model),
    ]
    cases = [case for case in cases if case.evidence]
    before = _accuracy(cases)
    learnable = [case for case in cases if any(case.right) and not all(case.right)]
    folds = [learnable[i::5] for i in range(5)]
    for i, fold in enumerate(folds):
        rank(fold, fit_ranker([case for j, other in enumerate(folds) if j != i for case in other]))
    print("sentence accuracy, weights before / five-fold:", before, _accuracy(cases))
    ranker = fit_ranker(learnable)
    rank(cases, ranker)
    confidence, held = fit_confidence(cases)
    right = np.array([case.right[0] for case in cases])
    threshold = choose_threshold(cases, held)
    figures: dict[str, Any] = {
        "sentence_accuracy": _accuracy(cases),
        "ece": round(calibration_error(held, right), 4),
    }
    for source in sorted({case.source for case in cases}):
        chosen = [i for i, case in enumerate(cases) if case.source == source]
        answerable = np.array([cases[i].answerable for i in chosen])
        answered = held[chosen] >= threshold
        figures[source] = {
            "n": len(chosen),
            "answered": round(float(answered[answerable].mean()), 3) if answerable.any() else None,
            "refused": round(float((~answered)[~answerable].mean()), 3) if (~answerable).any() else None,
            "auroc": round(float(roc_auc_score(answerable, held[chosen])), 3)
            if 0 < answerable.mean() < 1
            else None,
            "ece": round(calibration_error(held[chosen], right[chosen]), 4),
        }
    print(
        json.dumps(
            {"ranker": ranker.weights, "confidence": confidence.weights, "threshold": threshold, **figures},
            indent=1,
        )
    )
    if arguments.write:
        _write(
            "ranker.json",
            ranker,
            "Weights of the sentence ranker over the features of bp_qa.answering.evidence.",
            {},
        )
        _write(
            "confidence.json",
            confidence,
            "Probability that the best sentence answers; below the threshold bp-qa abstains.",
            {"threshold": round(threshold, 4), "development_figures": figures},
        )


def _accuracy(cases: Sequence[Case]) -> dict[str, float]:
    return {
        source: round(
            float(np.mean([case.right[0] for case in cases if case.source == source and case.answerable])), 3
        )
        for source in sorted({case.source for case in cases if case.answerable})
    }


def _write(name: str, model: LogisticModel, note: str, more: dict[str, Any]) -> None:
    weights = {key: round(value, 4) for key, value in model.weights.items()}
    data = {"note": note, "bias": round(model.bias, 4), "weights": weights, **more}
    (WEIGHTS / name).write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
