"""Memory over ten thousand questions, as one process of a busy day answers them."""

import gc
import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from bp_qa.engine import Engine
from bp_qa.vietnamese.tokens import words

GOLDEN = Path(__file__).parents[1] / "golden"
_QUESTIONS, _STEP = 10_000, 1_000
_WARM = 3_000
_GROWTH_BYTES = 60_000_000


def _asked() -> list[tuple[str, tuple[str, ...]]]:
    """Golden questions, each time with other words added, so that no answer can be one that was kept."""
    lines = [line for file in sorted(GOLDEN.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    golden = [json.loads(line) for line in lines]
    vocabulary = sorted({word for item in golden for word in words(item["question"])})
    chance = random.Random(6)
    asked = []
    for number in range(_QUESTIONS):
        item = golden[number % len(golden)]
        added = " ".join(chance.sample(vocabulary, 2))
        asked.append((f"{item['question']} {added} {number}", tuple(item["history"])))
    return asked


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_memory_stays_flat_over_ten_thousand_questions(engine: Engine, tell: Callable[[str], None]) -> None:
    process = psutil.Process()
    asked = _asked()
    resident: dict[int, int] = {}
    with ThreadPoolExecutor(2) as pool:
        for begin in range(0, _QUESTIONS, _STEP):
            answers = list(pool.map(lambda each: engine.ask(*each), asked[begin : begin + _STEP]))
            assert all(answer.text for answer in answers)
            del answers
            gc.collect()
            resident[begin + _STEP] = process.memory_info().rss
    told = ", ".join(f"{number:,}: {size / 1e6:.0f}" for number, size in resident.items())
    tell(f"MB resident after so many questions: {told}")
    growth = resident[_QUESTIONS] - resident[_WARM]
    assert growth < _GROWTH_BYTES, f"{growth / 1e6:.0f} MB more after {_QUESTIONS:,} than after {_WARM:,}"
