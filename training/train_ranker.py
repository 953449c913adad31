"""Fits the sentence ranker and the confidence of answers on development data.

Weights are fitted on the held-out topics of the project's own news, with questions on other subjects put to
it as unanswerable ones; what is fitted to the archive is no more than the scale of the confidence and its
thresholds, for Vietnamese and for English, on the development splits of the golden sets. No set that is
reported on takes part.

Run: python training/train_ranker.py --data FOLDER_OF_SETS [--write]
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from cases import Case, collect
from linear_fit import fit_logistic, rescaled
from news_sets import evaluation_set, load_news
from sklearn.metrics import roc_auc_score

from bp_qa.answering import reader as reader_module
from bp_qa.answering.logistic import LogisticModel
from bp_qa.answering.reader import answer_features
from bp_qa.encoder.embeddings import open_embeddings
from bp_qa.evaluation.datasets import load_dataset
from bp_qa.evaluation.questions import EvaluationQuestion
from bp_qa.settings import load_settings

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
    "best_span",
)


def fit_ranker(cases: Sequence[Case]) -> LogisticModel:
    """A linear ranker from the differences between sentences that answer and sentences that don't."""
    rows: list[list[float]] = []
    labels: list[bool] = []
    weights: list[float] = []
    for case in cases:
        features = [_row(item.features, RANKER_FEATURES) for item in case.evidence]
        right = [row for row, ok in zip(features, case.right, strict=True) if ok]
        wrong = [row for row, ok in zip(features, case.right, strict=True) if not ok]
        pairs = [(good, bad) for good in right for bad in wrong]
        for index, (good, bad) in enumerate(pairs):
            sign = 1 if index % 2 else -1
            rows.append((sign * (good - bad)).tolist())
            labels.append(sign > 0)
            weights.append(1.0 / len(pairs))
    return fit_logistic(rows, labels, RANKER_FEATURES, weights=weights, penalty=3.0, bias=False)


def fit_confidence(cases: Sequence[Case]) -> LogisticModel:
    """How likely the best sentence answers."""
    rows = [_row(answer_features(case.evidence), CONFIDENCE_FEATURES).tolist() for case in cases]
    return fit_logistic(rows, [case.right[0] for case in cases], CONFIDENCE_FEATURES)


def _row(features: dict[str, float], names: Sequence[str]) -> npt.NDArray[np.float64]:
    return np.array([features.get(name, 0.0) for name in names])


def probabilities(model: LogisticModel, cases: Sequence[Case]) -> npt.NDArray[np.float64]:
    return np.array([model.probability(answer_features(case.evidence)) for case in cases])


def scaled_in_folds(
    model: LogisticModel, cases: Sequence[Case], folds: int = 10
) -> tuple[LogisticModel, npt.NDArray[np.float64]]:
    """`model` scaled to `cases`, and its probabilities for each when scaled without its fold."""
    logits = np.array([model.logit(answer_features(case.evidence)) for case in cases])
    right = np.array([case.right[0] for case in cases])
    fold = np.arange(len(cases)) % folds
    held = np.zeros(len(cases))
    for number in range(folds):
        own = rescaled(model, logits[fold != number], right[fold != number])
        for index in np.flatnonzero(fold == number):
            held[index] = own.probability(answer_features(cases[index].evidence))
    return rescaled(model, logits, right), held


def choose_threshold(answerable: npt.NDArray[np.bool_], scores: npt.NDArray[np.float64]) -> float:
    """Where the worse of two shares, refusals of the unanswerable and answers to the answerable, is best.

    Each is taken as a share of what is aimed at: 0.85 of the unanswerable refused, 0.92 of the answerable
    answered.
    """

    def worst(threshold: float) -> float:
        answered = scores >= threshold
        return min(float(answered[answerable].mean()) / 0.92, float((~answered)[~answerable].mean()) / 0.85)

    return float(max(np.linspace(0.05, 0.95, 181), key=worst))


def calibration_error(scores: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over bins of equal mass (Guo et al. 2017)."""
    parts = [part for part in np.array_split(np.argsort(scores), bins) if len(part)]
    return float(
        sum(abs(scores[part].mean() - right[part].mean()) * len(part) for part in parts) / len(scores)
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write the weights files")
    parser.add_argument("--sample", type=int, default=10_000, help="questions on the news at most")
    arguments = parser.parse_args()
    settings = load_settings(corpus=Path("corpus"))
    model = open_embeddings(settings)
    rng = random.Random(SEED)

    golden = load_dataset(None, settings, split="dev")
    news = evaluation_set(load_news())
    nanibot = load_dataset(arguments.data / "nanibot_wiki.json", settings)
    asked = _as_asked(golden.questions, rng)
    strangers = rng.sample(nanibot.questions, 60) + rng.sample(asked, 60)
    on_news = rng.sample(news.questions, min(arguments.sample, len(news.questions)))
    fitted = [
        *collect("news", news, on_news, settings, model),
        *collect("off the news", news, _unanswerable(strangers), settings, model),
    ]
    own = collect("golden", golden, asked, settings, model)
    in_english = load_dataset(Path("tests/golden_english"), settings, split="dev")
    english = collect("english", in_english, in_english.questions, settings, model)
    off = collect(
        "off the archive", golden, _unanswerable(rng.sample(nanibot.questions, 100)), settings, model
    )

    ranker = fit_ranker([case for case in fitted if any(case.right) and not all(case.right)])
    for case in (*fitted, *own, *english, *off):
        case.rank(ranker)
    confidence, held = scaled_in_folds(fit_confidence(fitted), own)
    answerable = np.array([case.answerable for case in own])
    right = np.array([case.right[0] for case in own])
    threshold = choose_threshold(answerable, held)
    threshold_english = choose_threshold(
        np.array([case.answerable for case in english]), probabilities(confidence, english)
    )
    figures: dict[str, Any] = {
        "questions": {"news": len(on_news), "golden": len(own)},
        "sentence_accuracy": {"news": _accuracy(fitted), "golden": _accuracy(own)},
        "auroc": round(float(roc_auc_score(answerable, held)), 3),
        "ece": round(calibration_error(held, right), 4),
        "refused_off_the_archive": round(float((probabilities(confidence, off) < threshold).mean()), 3),
        "curve": [
            {
                "threshold": round(float(at), 3),
                "answered": round(float((held >= at)[answerable].mean()), 3),
                "refused": round(float((held < at)[~answerable].mean()), 3),
            }
            for at in (*np.arange(0.1, 0.95, 0.1), threshold)
        ],
    }
    thresholds = {"threshold": threshold, "threshold_english": threshold_english}
    shown = {"ranker": ranker.weights, "confidence": confidence.weights, **thresholds, **figures}
    print(json.dumps(shown, indent=1))
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
            {
                "threshold": round(threshold, 4),
                "threshold_english": round(threshold_english, 4),
                "development_figures": figures,
            },
        )


def _as_asked(questions: Sequence[EvaluationQuestion], rng: random.Random) -> list[EvaluationQuestion]:
    """Questions that are understood alone and answered by one sentence.

    Far paraphrases, which the development split has many of, are one in ten, nearer to what readers ask.
    """
    plain = [item for item in questions if not item.history and item.kind not in {"comparison", "paraphrase"}]
    reworded = [item for item in questions if item.kind == "paraphrase"]
    return plain + rng.sample(reworded, min(len(reworded), len(plain) // 9))


def _unanswerable(questions: Sequence[EvaluationQuestion]) -> list[EvaluationQuestion]:
    """The questions as they are for an archive that is not about them."""
    return [replace(item, id=f"off-{item.id}", answerable=False, gold=(), answers=()) for item in questions]


def _accuracy(cases: Sequence[Case]) -> float:
    return round(float(np.mean([case.right[0] for case in cases if case.answerable])), 3)


def _write(name: str, model: LogisticModel, note: str, more: dict[str, Any]) -> None:
    weights = {key: round(value, 4) for key, value in model.weights.items()}
    data = {"note": note, "bias": round(model.bias, 4), "weights": weights, **more}
    (WEIGHTS / name).write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
