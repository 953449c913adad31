"""Floors under what retrieval finds: a change that makes it worse fails here, and says by how much."""

from pathlib import Path
from typing import Any

import pytest

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.evaluation import run_evaluation
from bp_qa.settings import load_settings

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests/data/xquad_vi_sample.json"


@pytest.fixture(scope="module")
def golden(embeddings: TextEmbeddings) -> dict[str, Any]:
    return run_evaluation(
        ROOT / "tests/golden",
        settings=load_settings(corpus=ROOT / "corpus"),
        split="test",
        answers=False,
        strip_diacritics=True,
        embeddings=embeddings,
    )


@pytest.fixture(scope="module")
def sample(embeddings: TextEmbeddings) -> dict[str, Any]:
    return run_evaluation(
        SAMPLE,
        settings=load_settings(corpus=ROOT / "corpus"),
        answers=False,
        strip_diacritics=True,
        embeddings=embeddings,
    )


@pytest.mark.parametrize(("measure", "floor"), [("recall@1", 0.90), ("recall@5", 0.97), ("mrr@10", 0.94)])
def test_golden_floors(golden: dict[str, Any], measure: str, floor: float) -> None:
    found = golden["retrieval"]["hybrid"][measure]
    assert found >= floor, f"hybrid {measure} on the golden test split fell to {found:.3f}, floor {floor}"


@pytest.mark.parametrize(("measure", "floor"), [("recall@1", 0.93), ("recall@5", 0.98)])
def test_sample_floors(sample: dict[str, Any], measure: str, floor: float) -> None:
    found = sample["retrieval"]["hybrid"][measure]
    assert found >= floor, f"hybrid {measure} on the XQuAD sample fell to {found:.3f}, floor {floor}"


@pytest.mark.parametrize("which", ["golden", "sample"])
def test_hybrid_beats_what_a_user_would_otherwise_write(which: str, request: pytest.FixtureRequest) -> None:
    figures = request.getfixturevalue(which)["retrieval"]
    hybrid, other = figures["hybrid"]["recall@1"], figures["baseline"]["recall@1"]
    assert hybrid > other, f"hybrid recall@1 {hybrid:.3f}, baseline {other:.3f}"


@pytest.mark.parametrize("which", ["golden", "sample"])
def test_questions_without_marks_lose_little(which: str, request: pytest.FixtureRequest) -> None:
    compared = request.getfixturevalue(which)["diacritics"]["all_questions"]
    loss = compared["loss"]["recall@5"]
    assert loss <= 0.03, (
        f"recall@5 falls by {loss:.3f} when {compared['n']} questions are typed without marks"
    )
