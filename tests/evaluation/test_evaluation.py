"""The whole path with the real engine and the real model, over a few questions of the shipped sample."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from bp_qa.evaluation import run_evaluation
from bp_qa.settings import Settings

SAMPLE = Path(__file__).parents[1] / "data" / "xquad_vi_sample.json"


@pytest.mark.slow
def test_run_evaluation_reports_and_leaves_the_users_index_alone(tmp_path: Path) -> None:
    own = tmp_path / "index"
    settings = Settings(index=own, cache=Settings().cache)
    console = Console(file=io.StringIO())
    result = run_evaluation(SAMPLE, settings=settings, limit=12, report=tmp_path / "report", console=console)
    assert (result["n_questions"], result["n_articles"]) == (12, 41)
    assert {"keyword", "dense", "hybrid", "baseline"} <= set(result["retrieval"])
    assert result["retrieval"]["hybrid"]["recall@5"] >= 0.9
    assert result["latency_ms"]["p50"] > 0
    assert not own.exists()
    written = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert written["retrieval"] == result["retrieval"]
    assert (tmp_path / "report" / "report.html").stat().st_size > 10_000
