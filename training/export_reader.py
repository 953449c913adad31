"""Turn a checkpoint into the weights that the package carries.

    python training/export_reader.py --data FOLDER --out FOLDER [--base FOLDER --start FILE --share 0.5]

writes ``reader.safetensors`` and ``reader.json`` with their figures as the package runs them.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from evaluate_reader import LONGEST_ANSWER, Prediction, measure, measure_news
from news_sets import load_news
from reader_model import load_base
from squad_sets import SETS, Example, load_examples

from bp_qa.answering import reader_weights
from bp_qa.answering.span_reader import SpanReader
from bp_qa.encoder.weights import e5_source_id
from bp_qa.settings import Settings

_LICENCES = {
    "viquad2_dev": "UIT-ViQuAD 2.0 (part): research use",
    "vinewsqa_dev": "ViNewsQA dev: research use",
    "xquad_vi_dev": "XQuAD, Vietnamese: CC BY-SA 4.0, google-deepmind/xquad",
    "nanibot_wiki": "Nanibot wiki: MIT, namnv1113/Nanibot_ZaloAIChallenge2019_VietnameseWikiQA",
    "reader_train_extra": (
        "mailong25/bert-vietnamese-question-answering, ViCoQA dev and longstnguyen/URASys "
        "(no licence stated: research use), nanibot regulations (MIT)"
    ),
}
_NOTE = (
    "The weights were trained partly on research-use data, so use of the weights is for research unless the "
    "owners of those sets allow more. No text of the sets is in this repository."
)


def export(options: argparse.Namespace) -> None:
    """Write both files."""
    state = torch.load(options.out / "checkpoint.pt", weights_only=True)
    tensors = {name: tensor.numpy() for name, tensor in state["average"].items()}
    if options.start is not None:
        # Weights between two that were trained on from one another: Wortsman et al. 2022, "Model soups".
        before, share = _weights_before(options), options.share
        tensors = {name: share * tensor + (1 - share) * before[name] for name, tensor in tensors.items()}
    reader_weights.pack(tensors, reader_weights.WEIGHTS_FILE)
    examples = load_examples(options.data)
    card: dict[str, Any] = {
        "format": reader_weights.FORMAT,
        "base": e5_source_id(),
        "licence_note": _NOTE,
        "sets": _sets(examples),
        "run": {
            "seed": options.seed,
            "steps": state["progress"]["step"],
            "minutes": round(state["progress"]["seconds"] / 60, 1),
            "window": 224,
            "stride": 96,
            "longest_answer": LONGEST_ANSWER,
            "titled": options.titled,
            "share": options.share if options.start is not None else 1.0,
        },
    }
    _write(card)
    card["held_out"] = _figures(options, examples)
    _write(card)


def _weights_before(options: argparse.Namespace) -> dict[str, npt.NDArray[np.float32]]:
    """What the run began with; layers that were first trained in it were the base's."""
    base = load_base(options.base, dropout=0.0).state_dict() if options.base else {}
    encoder = {f"encoder.{name}": tensor.numpy() for name, tensor in base.items()}
    return encoder | reader_weights.unpack(options.start)


def _write(card: dict[str, Any]) -> None:
    text = json.dumps(card, ensure_ascii=False, indent=2)
    reader_weights.CARD_FILE.write_text(text + "\n", encoding="utf-8")


def _sets(examples: list[Example]) -> dict[str, Any]:
    """Licence, and number of questions trained on and held out, of each set."""
    found = {}
    for name in SETS:
        own = [e for e in examples if e.source == name or (e.source not in SETS and name == SETS[-1])]
        found[name] = {
            "licence": _LICENCES[name],
            "trained": sum(not example.held_out for example in own),
            "held_out": sum(example.held_out for example in own),
        }
    news = load_news().questions
    found["news"] = {
        "licence": "written for this project: MIT, as the project",
        "trained": sum(not item.article.held_out for item in news),
        "held_out": sum(item.article.held_out for item in news),
    }
    return found


def _figures(options: argparse.Namespace, examples: list[Example]) -> dict[str, float]:
    reader = SpanReader(Settings(threads=options.threads))

    def read(asked: Sequence[Example]) -> list[Prediction]:
        found = []
        for example in asked:
            title = example.title if options.titled else ""
            [prediction] = reader.read([example.question], [example.context], [title])
            words, margin = "", float("-inf")
            if prediction.spans:
                best = prediction.spans[0]
                words, margin = example.context[best.start : best.end], best.score
            found.append((words, margin, prediction.logit))
        return found

    figures = measure(examples, read, options.limit) | measure_news(load_news(), read, options.limit)
    return {name: round(value, 4) for name, value in figures.items()}


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--start", type=Path, help="weights that the run began with, to be averaged with")
    parser.add_argument("--base", type=Path, help="folder of the unpacked e5 encoder, for that average")
    parser.add_argument("--share", type=float, default=0.5, help="of the run's weights in that average")
    parser.add_argument("--seed", type=int, default=20, help="of the run, for the card")
    parser.add_argument(
        "--titled", action="store_true", help="show titles to the reader, here and when shipped"
    )
    parser.add_argument("--limit", type=int, default=10_000, help="questions of a set to measure on")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    export(parse())
