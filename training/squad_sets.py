"""Reading the SQuAD-style training sets into plain examples, split by title into training and held out."""

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bp_qa.errors import DatasetError
from bp_qa.evaluation.heldout import is_held_out

SETS = ("viquad2_dev", "vinewsqa_dev", "xquad_vi_dev", "nanibot_wiki", "reader_train_extra")
_SENTENCE_BREAK = re.compile(r"(?<=[.!?…:;])[\"”’)]*\s+|\n+")
_SYLLABLE = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Example:
    """A question about a paragraph.

    Attributes:
        id: of the question in its set.
        source: the set (or the part of it) it comes from.
        title: of the paragraph's article; empty where it has none that a reader would see.
        question, context: NFC text.
        start, end: the answer's span in `context`; both -1 when the paragraph does not answer.
        golds: all accepted answers; empty when the paragraph does not answer.
        held_out: never trained on.
    """

    id: str
    source: str
    title: str
    question: str
    context: str
    start: int
    end: int
    golds: tuple[str, ...]
    held_out: bool

    @property
    def answerable(self) -> bool:
        """Whether the paragraph answers the question."""
        return self.start >= 0


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _source(set_name: str, question_id: str) -> str:
    if set_name != "reader_train_extra":
        return set_name
    return question_id.split("-")[0]


def _spans(context: str, answers: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Spans of the answers that really stand in `context`; an offset that is wrong is searched anew."""
    spans = []
    for answer in answers:
        raw = _nfc(answer["text"])
        text = raw.strip(" \t\n.,;:")
        start = answer["answer_start"] + raw.find(text)
        if context[start : start + len(text)] != text:
            found = [match.start() for match in re.finditer(re.escape(text), context)]
            if not found:
                continue
            start = min(found, key=lambda position: abs(position - answer["answer_start"]))
        if text:
            spans.append((start, start + len(text)))
    return spans


def _majority(context: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """The span most annotators chose; the shortest of those that tie."""
    votes = Counter(context[start:end] for start, end in spans)
    return min(spans, key=lambda span: (-votes[context[span[0] : span[1]]], span[1] - span[0], span[0]))


def load_examples(folder: Path) -> list[Example]:
    """All questions of the training sets in `folder`, each marked as held out or not.

    Raises:
        DatasetError: a set is missing or is not SQuAD-style JSON.
    """
    examples = []
    for set_name in SETS:
        path = folder / f"{set_name}.json"
        try:
            articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        except (OSError, ValueError, KeyError) as error:
            raise DatasetError(f"Cannot read the training set {path}: {error}") from error
        for article in articles:
            for paragraph in article["paragraphs"]:
                context = _nfc(paragraph["context"])
                for qa in paragraph["qas"]:
                    example = _example(set_name, _nfc(article["title"]), context, qa)
                    if example is not None:
                        examples.append(example)
    return examples


def _example(set_name: str, title: str, context: str, qa: dict[str, Any]) -> Example | None:
    source = _source(set_name, qa["id"])
    # This set has no titles to split by, so its paragraphs are split instead.
    held_out = is_held_out(context if set_name == "nanibot_wiki" else title)
    # These titles are the question itself, or empty: a reader of news would never see them.
    shown = "" if source in {"nanibot_wiki", "mailong25"} else title.replace("_", " ")
    question = " ".join(_nfc(qa["question"]).split())
    if qa.get("is_impossible"):
        return Example(qa["id"], source, shown, question, context, -1, -1, (), held_out)
    spans = _spans(context, qa["answers"])
    if not spans:
        return None
    start, end = _majority(context, spans)
    golds = tuple(dict.fromkeys(_nfc(answer["text"]).strip() for answer in qa["answers"]))
    return Example(qa["id"], source, shown, question, context, start, end, golds, held_out)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of `text`, in order, without the white space between them."""
    spans = []
    start = 0
    for match in [*_SENTENCE_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        # A closing quote belongs to the sentence before it.
        while match and end < match.end() and not text[end].isspace():
            end += 1
        if text[start:end].strip():
            spans.append((start, end))
        start = match.end() if match else end
    return spans


def syllables(text: str) -> list[str]:
    """Lower-case syllables of `text`."""
    return _SYLLABLE.findall(text.lower())


def mentions_answer(text: str, golds: tuple[str, ...], share: float = 0.7) -> bool:
    """Whether `text` may hold one of the answers: its very words, or most of its syllables."""
    lowered = text.lower()
    there = set(syllables(text))
    for gold in golds:
        if gold.lower() in lowered:
            return True
        parts = syllables(gold)
        if len(parts) >= 3 and sum(part in there for part in parts) >= share * len(parts):
            return True
    return False
