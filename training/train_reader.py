"""Train the span reader on a CPU.

    python training/train_reader.py --base FOLDER --data FOLDER --out FOLDER

Can be killed at any time and started again with the same arguments: it goes on from the last checkpoint.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from evaluate_reader import measure, measure_news, predict
from hard_negatives import mine
from mixture import FIRST, LATER, epoch_examples
from news_sets import SOURCE as NEWS
from news_sets import load_news, news_examples
from perturb import FactPool
from reader_model import BFLOAT16, freeze, load_base
from squad_sets import Example, load_examples
from torch import Tensor
from torch.nn import functional
from windows import Window, WindowMaker, collate

from bp_qa.answering.reader_network import SpanReaderNetwork
from bp_qa.answering.reader_weights import unpack

_LONGEST_STEP = 5.0
"""Seconds of one step that count at most towards the minutes of a run."""


@dataclass
class Progress:
    """Where a run stands; saved with each checkpoint."""

    epoch: int = 0
    batch: int = 0
    step: int = 0
    seconds: float = 0.0


class Trainer:
    """One training run."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.out: Path = options.out
        self.out.mkdir(parents=True, exist_ok=True)
        torch.set_num_threads(options.threads)
        torch.manual_seed(options.seed)
        self.examples = load_examples(options.data)
        self.maker = WindowMaker(options.base)
        self.cutter = WindowMaker(options.base, length=options.length)
        training = [example for example in self.examples if not example.held_out]
        self.retrieved = mine(training)
        self.pool = FactPool([example.context for example in training])
        self.training: list[Example] = training
        self.model = SpanReaderNetwork(load_base(options.base, options.dropout))
        if options.start:
            found = {name: torch.from_numpy(value) for name, value in unpack(options.start).items()}
            self.model.load_state_dict(found, strict=False)
        freeze(self.model, options.frozen)
        self.trained = {name: p for name, p in self.model.named_parameters() if p.requires_grad}
        heads = [p for name, p in self.trained.items() if not name.startswith("encoder.")]
        body = [p for name, p in self.trained.items() if name.startswith("encoder.")]
        self.optimiser = torch.optim.AdamW(
            [{"params": body, "lr": options.lr}, {"params": heads, "lr": options.head_lr}],
            weight_decay=0.01,
            fused=True,
        )
        self.rates = [options.lr, options.head_lr]
        self.average = {name: p.detach().clone() for name, p in self.trained.items()}
        self.progress = Progress()
        self.resume()

    def log(self, **facts: Any) -> None:
        """Append a line to ``log.txt``."""
        line = json.dumps({"time": time.strftime("%H:%M:%S", time.gmtime()), **facts}, ensure_ascii=False)
        with (self.out / "log.txt").open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def batches(self, epoch: int) -> Iterator[list[Window]]:
        """The batches of an epoch: windows of like length together, batches in random order."""
        rng = random.Random(self.options.seed * 1000 + epoch)
        shares = FIRST if epoch == 0 and not self.options.start else LATER
        chosen = [example for example in self.training if rng.random() < self.options.others]
        examples, kinds = epoch_examples(chosen, self.retrieved, self.pool, shares, rng)
        for kind, example in news_examples(load_news(), rng, self.options.earlier):
            examples.append(example)
            kinds[f"news: {kind}"] += 1
        rng.shuffle(examples)
        made = (self.cutter.random_window(example, self.titled(example), rng) for example in examples)
        windows = [window for window in made if window is not None]
        answered = sum(window.answerable for window in windows)
        self.log(epoch=epoch, windows=len(windows), answered=answered, kinds=kinds)
        size = self.options.batch
        batches = []
        for low in range(0, len(windows), size * 40):
            block = sorted(windows[low : low + size * 40], key=lambda window: len(window.ids))
            batches += [block[at : at + size] for at in range(0, len(block), size)]
        rng.shuffle(batches)
        self.epoch_batches = len(batches)
        yield from batches

    def titled(self, example: Example) -> float:
        """How often the title is shown: of news nearly always, as bp-qa shows it."""
        return self.options.titled_news if example.source == NEWS else float(self.options.titled)

    def loss(self, windows: list[Window]) -> Tensor:
        """Cross-entropy of start and end, and binary cross-entropy of answerability."""
        ids, attention, allowed = collate(windows)
        with torch.autocast("cpu", torch.bfloat16, enabled=BFLOAT16):
            start, end, answerable = self.model(torch.from_numpy(ids), torch.from_numpy(attention))
        barred = ~torch.from_numpy(allowed)
        targets = torch.tensor([[window.start, window.end] for window in windows])
        labels = torch.tensor([float(window.answerable) for window in windows])
        spans = functional.cross_entropy(start.masked_fill(barred, -1e4), targets[:, 0])
        spans = spans + functional.cross_entropy(end.masked_fill(barred, -1e4), targets[:, 1])
        return spans / 2 + functional.binary_cross_entropy_with_logits(answerable, labels)

    def set_rates(self) -> None:
        """Warm up, then fall to nothing by the last step or the last minute, whichever comes first."""
        planned = self.options.epochs * self.epoch_batches
        done = max(self.progress.step / planned, self.progress.seconds / (60 * self.options.minutes))
        factor = min(1.0, (self.progress.step + 1) / self.options.warmup) * max(0.0, 1.0 - done)
        for group, rate in zip(self.optimiser.param_groups, self.rates, strict=True):
            group["lr"] = rate * factor

    def run(self) -> None:
        """Train until the epochs or the minutes are used up."""
        limit = 60 * self.options.minutes
        recent: list[float] = []
        while self.progress.epoch < self.options.epochs and self.progress.seconds < limit:
            for number, windows in enumerate(self.batches(self.progress.epoch)):
                if number < self.progress.batch:
                    continue
                began = time.monotonic()
                self.set_rates()
                loss = self.loss(windows)
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(self.trained.values(), 1.0)
                self.optimiser.step()
                self.optimiser.zero_grad()
                self.progress.step += 1
                self.progress.batch = number + 1
                self.update_average()
                recent.append(loss.item())
                # A machine that slept, or a process that was stopped to let others measure, has not trained.
                self.progress.seconds += min(time.monotonic() - began, _LONGEST_STEP)
                self.report(recent)
                if self.progress.seconds >= limit:
                    break
            else:
                self.progress.epoch, self.progress.batch = self.progress.epoch + 1, 0
                self.save()
                if self.progress.epoch < self.options.epochs:
                    self.evaluate(self.options.quick)
        self.save()
        self.evaluate(self.options.final)

    def report(self, recent: list[float]) -> None:
        """Log, save and evaluate when their step has come."""
        step = self.progress.step
        if step % 25 == 0:
            self.log(
                step=step, loss=round(float(np.mean(recent[-50:])), 4), seconds=round(self.progress.seconds)
            )
        if step % self.options.save_every == 0:
            self.save()
        if step % self.options.evaluate_every == 0:
            self.evaluate(self.options.quick)

    def update_average(self) -> None:
        """Move the averaged weights, which are what is shipped, towards the present ones."""
        step = self.progress.step
        share = max(1 - self.options.average, 1 / (step + 1) ** 0.7)
        with torch.no_grad():
            for name, parameter in self.trained.items():
                self.average[name].lerp_(parameter, share)

    def evaluate(self, limit: int) -> None:
        """Log figures of the averaged weights on held-out titles."""
        now = {name: parameter.detach().clone() for name, parameter in self.trained.items()}
        self.load_weights(self.average)
        self.model.eval()
        read = partial(predict, maker=self.maker, scorer=self.score, titled=True)
        figures = measure(self.examples, read, limit) | measure_news(load_news(), read, limit)
        self.log(
            step=self.progress.step, limit=limit, **{name: round(value, 4) for name, value in figures.items()}
        )
        self.load_weights(now)
        self.model.train()

    def score(self, ids: np.ndarray, attention: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The model's logits as arrays."""
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=BFLOAT16):
            found = self.model(torch.from_numpy(ids), torch.from_numpy(attention))
        start, end, answerable = (logits.float().numpy() for logits in found)
        return start, end, answerable

    def load_weights(self, weights: dict[str, Tensor]) -> None:
        """Put `weights` into the model."""
        with torch.no_grad():
            for name, parameter in self.trained.items():
                parameter.copy_(weights[name])

    def save(self) -> None:
        """Write a checkpoint; the old one stays until the new one is whole."""
        state = {
            "weights": dict(self.trained),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "progress": vars(self.progress),
        }
        partial = self.out / "checkpoint.partial"
        torch.save(state, partial)
        partial.replace(self.out / "checkpoint.pt")

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one."""
        path = self.out / "checkpoint.pt"
        if path.exists():
            state = torch.load(path, weights_only=True)
            self.load_weights(state["weights"])
            self.average = state["average"]
            self.optimiser.load_state_dict(state["optimiser"])
            self.progress = Progress(**state["progress"])


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True, help="folder of the unpacked e5 encoder")
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints, cache and log")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument(
        "--minutes", type=float, default=80, help="training stops after this long, without evaluations"
    )
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--lr", type=float, default=1e-4)
    parser.add_argument("--head-lr", type=float, default=1e-3)
    parser.add_argument("--warmup", type=int, default=120, help="steps")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--frozen", type=int, default=4, help="lowest layers left as in the base")
    parser.add_argument("--titled", type=float, default=0.5, help="share of windows that show the title")
    parser.add_argument("--titled-news", type=float, default=0.85, help="the same of news")
    parser.add_argument(
        "--others", type=float, default=1.0, help="share of the other sets' questions in an epoch"
    )
    parser.add_argument(
        "--earlier", type=float, default=1.0, help="share of the own news' earlier questions in an epoch"
    )
    parser.add_argument("--start", type=Path, help="packed weights to go on from, instead of the base's")
    parser.add_argument("--average", type=float, default=0.995, help="decay of the averaged weights")
    parser.add_argument("--length", type=int, default=224, help="most tokens of a window trained on")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-every", type=int, default=200, help="steps")
    parser.add_argument("--evaluate-every", type=int, default=400, help="steps")
    parser.add_argument("--quick", type=int, default=120, help="questions of a set in evaluations on the way")
    parser.add_argument("--final", type=int, default=300, help="the same for the last evaluation")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    Trainer(parse()).run()
