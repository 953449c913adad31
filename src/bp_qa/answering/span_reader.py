"""The span reader: the words of a passage that answer a question, and whether it answers at all."""

import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
from filelock import FileLock

from bp_qa.answering.reader_export import INPUT_NAMES, TOKENIZER_FILE
from bp_qa.answering.reader_weights import WEIGHTS_FILE, ReaderCard, load_card
from bp_qa.answering.spans import Span, TokenOffsets, best_spans
from bp_qa.encoder.onnx_files import ONNX_FILE
from bp_qa.encoder.runtime import cpu_threads, load_onnxruntime
from bp_qa.encoder.shared_tokenizer import open_tokenizer
from bp_qa.errors import ModelError
from bp_qa.settings import Settings

logger = logging.getLogger(__name__)

FORMAT = 3
"""Version of the cached folder; a folder of another version is built anew."""

BOS, EOS = 0, 2
MAX_QUESTION_TOKENS = 64
MAX_TITLE_TOKENS = 40
NEVER = -10.0
"""Logit of an empty passage: it answers nothing."""

_MANIFEST = "manifest.json"

_DAY_FIRST = "{day.day}/{day.month}/{day.year}: {title}"

Ids = npt.NDArray[np.int64]
Logits = npt.NDArray[np.float32]


def heading(title: str, published: date | None) -> str:
    """What the reader is shown above a passage: day and title, the day first, as a long title is cut."""
    return _DAY_FIRST.format(day=published, title=title) if published and title else title


@dataclass(frozen=True, slots=True)
class SpanPrediction:
    """What the reader makes of one passage.

    Attributes:
        spans: candidate answers, best first, none overlapping another.
        logit: of the passage answering the question; 0 is even odds, not calibrated.
    """

    spans: tuple[Span, ...]
    logit: float


@dataclass(frozen=True, slots=True)
class _Window:
    """A model input: `ids`, whose tokens from `first` on are the passage's tokens from `token` on."""

    text: int
    ids: list[int]
    first: int
    offsets: TokenOffsets


class SpanReader:
    """Runs the trained reader by ONNX Runtime; it is built in the cache at the first use.

    Args:
        settings: name the cache and the number of threads.

    Raises:
        ModelError: the reader cannot be built or loaded.

    Example:
        >>> reader = SpanReader(Settings())  # doctest: +SKIP
        >>> text = "Lễ khánh thành diễn ra ngày 5/6 tại Vinh."  # doctest: +SKIP
        >>> [found] = reader.read(["Lễ khánh thành diễn ra ở đâu?"], [text], [""])  # doctest: +SKIP
        >>> text[found.spans[0].start : found.spans[0].end]  # doctest: +SKIP
        'Vinh'
    """

    def __init__(self, settings: Settings) -> None:
        self._card = load_card()
        folder = ensure_reader(settings)
        self._tokenizer = open_tokenizer(folder / TOKENIZER_FILE)
        runtime = load_onnxruntime()
        options = runtime.SessionOptions()
        # A thread for each window instead of all threads for one: nobody waits for a slower one, which takes
        # a third off the time on a machine that does other things too.
        options.intra_op_num_threads = 1
        self._threads = ThreadPoolExecutor(cpu_threads(settings.threads), "span-reader")
        options.log_severity_level = 3
        # The arena keeps the largest batch's memory for ever, and saves no time worth having.
        options.enable_cpu_mem_arena = False
        self._session = runtime.InferenceSession(
            str(folder / ONNX_FILE), options, providers=["CPUExecutionProvider"]
        )

    def read(
        self, questions: Sequence[str], texts: Sequence[str], headings: Sequence[str], max_spans: int = 8
    ) -> list[SpanPrediction]:
        """Read each of `texts` for an answer to its question.

        Args:
            questions: one for each text: mostly the same, in the words of the text.
            headings: of the articles that the texts stand in (see `heading`); empty where there is none.
            max_spans: of a text.

        Returns:
            A prediction for each text, in order; offsets of spans are into the text as given.
        """
        candidates: list[list[Span]] = [[] for _ in texts]
        logits = [NEVER] * len(texts)
        # Longest first, so that no thread is left with a long one at the end.
        windows = sorted(self._windows(questions, texts, headings), key=lambda window: -len(window.ids))
        for window, (start, end, logit) in zip(windows, self._threads.map(self._run, windows), strict=True):
            passage = slice(window.first, window.first + len(window.offsets))
            candidates[window.text] += best_spans(
                texts[window.text],
                window.offsets,
                start[passage],
                end[passage],
                none=float(start[0] + end[0]),
                longest=self._card.longest_answer,
                count=max_spans,
            )
            logits[window.text] = max(logits[window.text], logit)
        return [
            SpanPrediction(_distinct(spans, max_spans), logit)
            for spans, logit in zip(candidates, logits, strict=True)
        ]

    def _windows(
        self, questions: Sequence[str], texts: Sequence[str], headings: Sequence[str]
    ) -> list[_Window]:
        windows = []
        for number, (question, text, above) in enumerate(zip(questions, texts, headings, strict=True)):
            prefix = [BOS, *self._ids(question)[:MAX_QUESTION_TOKENS], EOS, EOS]
            if self._card.titled and above:
                prefix += self._ids(f"{above}.")[:MAX_TITLE_TOKENS]
            encoding = self._tokenizer.encode(text, add_special_tokens=False)
            ids, offsets = encoding.ids, encoding.offsets
            room = self._card.window - len(prefix) - 1
            step = max(1, room - self._card.stride)
            for low in range(0, max(1, len(ids) - room + step), step) if ids else ():
                part = slice(low, low + room)
                windows.append(_Window(number, [*prefix, *ids[part], EOS], len(prefix), offsets[part]))
        return windows

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _run(self, window: _Window) -> tuple[Logits, Logits, float]:
        """Start, end and answerability logits of one window.

        One a run: no padding, as fast as a batch, and 8-bit activations are scaled by what is in a run, so
        a passage reads the same whatever is read with it.
        """
        ids: Ids = np.array([window.ids], np.int64)
        start, end, answerable = self._session.run(
            None, dict(zip(INPUT_NAMES, (ids, np.ones_like(ids)), strict=True))
        )
        return start[0], end[0], float(answerable[0])


def _distinct(spans: list[Span], count: int) -> tuple[Span, ...]:
    """The best of `spans` such that none overlaps a better one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: -span.score):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return tuple(kept[:count])


def ensure_reader(settings: Settings, notify: Callable[[str], None] = logger.warning) -> Path:
    """The folder of the reader's ONNX file and tokenizer; built in ``settings.cache`` once, under a lock.

    Raises:
        ModelError: it cannot be built; the message says what to do.
    """
    folder = settings.cache / "models" / "span-reader" / f"onnx-int8-v{FORMAT}"
    try:
        source = _source(load_card())
        if not _is_whole(folder, source):
            folder.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(folder.with_name(f".{folder.name}.lock")):
                if not _is_whole(folder, source):  # another process may have built it meanwhile
                    notify(f"Preparing the span reader in {folder}: once, about half a minute.")
                    _build(folder, source)
                    notify("The span reader is ready.")
    except OSError as error:
        raise ModelError(
            f"The span reader cannot be written to {folder}: {error}. Free some space (1 GB while "
            "building), or set BP_QA_CACHE to a folder that can be written to."
        ) from error
    return folder


def _source(card: ReaderCard) -> str:
    """Names what the reader is made of: base and weights."""
    return f"{card.base};{_sha256(WEIGHTS_FILE)}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_whole(folder: Path, source: str) -> bool:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return manifest["source"] == source and all(
            _sha256(folder / name) == digest for name, digest in manifest["sha256"].items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _build(folder: Path, source: str) -> None:
    """Build in a folder beside and rename at the end, so that a folder of the right name is always whole."""
    building = folder.with_name(f".{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)  # left by a process that was killed
    building.mkdir()
    try:
        _export(building)
        names = sorted(path.name for path in building.iterdir())
        manifest = {"source": source, "sha256": {name: _sha256(building / name) for name in names}}
        (building / _MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _export(folder: Path) -> None:
    """Export in a process of its own, whose memory and whose chatter on the streams end with it."""
    paths = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(  # noqa: S603 - our own module and a folder that the settings name
        [sys.executable, "-m", "bp_qa.answering.reader_export", str(folder)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
    )
    if done.returncode != 0 or not (folder / ONNX_FILE).is_file():
        lines = done.stderr.strip().splitlines()
        raise ModelError(
            f"The span reader could not be built (exit status {done.returncode}): "
            f"{lines[-1] if lines else 'no message, perhaps too little memory; it takes about 3 GB'}"
        )
