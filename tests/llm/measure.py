"""What a real model writes on golden questions, and what of it the check lets through; for reading over.

    python tests/llm/measure.py URL REPORT.json [QUESTIONS] [SECONDS] [QUOTES]

Every accepted sentence is printed with the quote it cites, so that a person can judge it.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from bp_qa.answering.chat_model import open_chat_model
from bp_qa.answering.grounding import Quote
from bp_qa.answering.prose import ProseAnswerer
from bp_qa.answering.writer import LlmWriter, Tally
from bp_qa.engine import Engine
from bp_qa.settings import load_settings
from bp_qa.vietnamese.forms import fold

_ROOT = Path(__file__).parents[2]


def _questions(split: str = "dev") -> list[dict[str, Any]]:
    """Answerable golden questions without history, taken evenly from all files."""
    found = []
    for file in sorted((_ROOT / "tests" / "golden").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            if item["split"] == split and item["answerable"] and not item["history"]:
                found.append(item)
    return found


def measure(url: str, report: Path, most: int, seconds: float, quotes_each: int) -> None:
    """Asks at most `most` questions for at most `seconds`, and writes what came of it to `report`."""
    settings = load_settings(llm="small", llm_url=url, llm_timeout=240.0, corpus=_ROOT / "corpus")
    settings = settings.model_copy(update={"index": report.with_suffix(".index")})
    model = open_chat_model(settings)
    assert model is not None
    engine = Engine(settings)
    engine.sync()
    writer = LlmWriter(model, engine.embeddings, settings)
    prose = ProseAnswerer(engine._answerer, engine.index, writer)
    questions = _questions()
    step = max(1, len(questions) // most)
    rows: list[dict[str, Any]] = []
    started = time.monotonic()
    for item in questions[::step]:
        if len(rows) >= most or time.monotonic() - started > seconds:
            break
        base = engine.ask(item["question"], prose=False)
        if base.abstained or base.items:
            continue
        sources = prose.sources(base)[:quotes_each]
        quotes = [Quote(source.number, source.quote, source.title) for source in sources]
        tally = Tally()
        clock = time.monotonic()
        written = list(writer.write(base.understood, quotes, tally=tally))
        told = fold(" ".join(sentence.text for sentence in written))
        rows.append(
            {
                "question": item["question"],
                "short": base.short,
                "accepted": [
                    {"text": one.text, "quotes": [quotes[number - 1].text for number in one.numbers]}
                    for one in written
                ],
                "dropped": [{"text": text, "reason": reason} for text, reason in tally.dropped],
                "quotes": [quote.text for quote in quotes],
                "failure": tally.failure,
                "declined": tally.declined,
                "fell_back": not written or fold(base.short) not in told,
                "seconds": round(time.monotonic() - clock, 1),
            }
        )
        report.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    accepted = sum(len(row["accepted"]) for row in rows)
    dropped = sum(len(row["dropped"]) for row in rows)
    sys.stdout.write(
        f"questions {len(rows)}, sentences written {accepted + dropped}, let through {accepted}, "
        f"dropped {dropped}, answers that fell back {sum(row['fell_back'] for row in rows)}\n"
    )


if __name__ == "__main__":
    measure(
        sys.argv[1],
        Path(sys.argv[2]),
        int(sys.argv[3]) if len(sys.argv) > 3 else 40,
        float(sys.argv[4]) if len(sys.argv) > 4 else 600.0,
        int(sys.argv[5]) if len(sys.argv) > 5 else 6,
    )
