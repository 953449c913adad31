"""Floors under what answers are worth: a change that makes them worse fails here, and says by how much."""

from pathlib import Path
from typing import Any

import pytest

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.evaluation import run_evaluation
from bp_qa.settings import load_settings

ROOT = Path(__file__).parents[1]
# A fixed sample of the golden test split, to keep the suite quick; `make eval` asks all of it.
QUESTIONS = 200


@pytest.fixture(scope="module")
def golden(embeddings: TextEmbeddings) -> dict[str, Any]:
    return run_evaluation(
        ROOT / "tests/golden",
        settings=load_settings(corpus=ROOT / "corpus"),
        split="test",
        modes=["hybrid"],
        baselines=False,
        limit=QUESTIONS,
        embeddings=embeddings,
    )


@pytest.fixture(scope="module")
def sample(embeddings: TextEmbeddings) -> dict[str, Any]:
    """Encyclopedia paragraphs: what the engine is worth on texts that nothing here was written for."""
    return run_evaluation(
        ROOT / "tests/data/xquad_vi_sample.json",
        settings=load_settings(corpus=ROOT / "corpus"),
        modes=["hybrid"],
        baselines=False,
        embeddings=embeddings,
    )


@pytest.fixture(scope="module")
def english(embeddings: TextEmbeddings) -> dict[str, Any]:
    return run_evaluation(
        ROOT / "tests/golden_english",
        settings=load_settings(corpus=ROOT / "corpus"),
        split="test",
        modes=["hybrid"],
        baselines=False,
        embeddings=embeddings,
    )


@pytest.mark.parametrize(
    ("group", "measure", "floor"),
    [
        ("answers", "sentence_accuracy", 0.79),
        ("answers", "accuracy_when_answered", 0.81),
        ("answers", "list_recall", 0.74),
        ("citations", "precision", 0.75),
        ("abstention", "answered_rate", 0.84),
        ("abstention", "recall", 0.72),
        ("abstention", "auroc", 0.87),
    ],
)
def test_floors(golden: dict[str, Any], group: str, measure: str, floor: float) -> None:
    found = golden[group][measure]
    assert found >= floor, f"{group} {measure} on the golden sample fell to {found:.3f}, floor {floor}"


@pytest.mark.parametrize(("measure", "floor"), [("sentence_accuracy", 0.65), ("f1", 0.47)])
def test_sample_floors(sample: dict[str, Any], measure: str, floor: float) -> None:
    found = sample["answers"][measure]
    assert found >= floor, f"answers {measure} on the XQuAD sample fell to {found:.3f}, floor {floor}"


def test_english_answers_floor(english: dict[str, Any]) -> None:
    found = english["answers"]["sentence_accuracy"]
    assert found >= 0.69, f"sentence accuracy of questions in English fell to {found:.3f}, floor 0.69"


def test_english_refusals_floor(english: dict[str, Any]) -> None:
    found = english["abstention"]["recall"]
    assert found >= 0.52, f"refusals of questions in English fell to {found:.3f}, floor 0.52"


def test_english_retrieval_floor(english: dict[str, Any]) -> None:
    found = english["retrieval"]["hybrid"]["recall@5"]
    assert found >= 0.94, f"hybrid recall@5 of questions in English fell to {found:.3f}, floor 0.94"


def test_confidence_means_what_it_says(golden: dict[str, Any]) -> None:
    found = golden["abstention"]["ece"]
    assert found <= 0.10, f"the expected calibration error rose to {found:.3f}"
