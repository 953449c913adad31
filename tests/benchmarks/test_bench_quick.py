"""The whole benchmark runs, at tiny sizes, and leaves what it promises."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def run(part: str, folder: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "benchmarks/run.py", part, "--quick", "--size", "40", "--size", "60"]
    command += ["--work", str(folder / "work"), "--report", str(folder / "report")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    content = json.loads(
        (folder / "report" / f"{part if part != 'all' else 'growth'}.json").read_text("utf-8")
    )
    assert content["machine"]["cores"] >= 1
    figures: list[dict[str, Any]] = content["figures"]
    return figures


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_part_measures_and_the_peers_stand_beside(tmp_path: Path) -> None:
    run("all", tmp_path)
    by_part = {
        path.stem: json.loads(path.read_text("utf-8"))["figures"] for path in tmp_path.glob("report/*.json")
    }
    assert set(by_part) == {"embedding", "sync", "query", "concurrency", "hnsw", "growth"}
    assert len(list(tmp_path.glob("report/*.svg"))) == 6

    def values(part: str, measure: str) -> dict[tuple[str, int], float]:
        return {(f["system"], f["size"]): f["value"] for f in by_part[part] if f["measure"] == measure}

    assert min(values("embedding", "least cosine with float32").values()) >= 0.99
    rates = values("sync", "articles a second")
    assert {"bp-qa", "langchain+chroma", "txtai", "nom-vn"} == {system for system, _ in rates}
    assert rates["langchain+chroma", 40] > 0
    assert set(values("sync", "of these embedded again").values()) == {0}
    assert all(value > 0 for value in values("query", "answers, p95").values())
    assert all(
        value > 0 for value in values("concurrency", "retrieval, askers: 8, a second").values() if value
    )
    # Beside what is shipped stand settings that find less, to show what theirs would cost.
    shipped = [value for (system, _), value in values("hnsw", "recall@10").items() if system == "bp-qa"]
    assert min(shipped) >= 0.98
    assert {f["measure"] for f in by_part["growth"] if f["part"] == "growth"} >= {"seconds", "retrieval, p50"}


def test_growth_is_fitted_over_sizes_measured_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from measuring import Figure
    from parts import exponents

    def figure(size: int, value: float, note: str) -> Figure:
        return Figure("sync", size, "synthetic", "bp-qa", "seconds", value, "s", note)

    measured = [figure(100, 90.0, "real vectors"), figure(1_000, 10.0, "quick"), figure(4_000, 80.0, "quick")]
    [fitted] = exponents(measured)
    assert fitted.value == pytest.approx(1.5)
    assert exponents(measured[:2]) == []
