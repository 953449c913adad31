"""SQuAD 1.1 and 2.0 JSON files: each paragraph becomes an article."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from slugify import slugify

from bp_qa.corpus.article import Article
from bp_qa.errors import DatasetError
from bp_qa.evaluation.heldout import is_held_out
from bp_qa.evaluation.questions import EvaluationQuestion, EvaluationSet, Gold
from bp_qa.evaluation.texts import article_from_text, canonical_offset, find_quote
from bp_qa.vietnamese.forms import nfc

_SHOWN_PROBLEMS = 3


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Answer(_Record):
    text: str
    answer_start: int = Field(ge=0)


class _Question(_Record):
    id: str | int
    question: str = Field(min_length=1)
    answers: list[_Answer] = []
    is_impossible: bool = False


class _Paragraph(_Record):
    context: str = Field(min_length=1)
    qas: list[_Question]


class _Titled(_Record):
    title: str = ""
    paragraphs: list[_Paragraph]


class _Squad(_Record):
    data: list[_Titled] = Field(min_length=1)


def read_json(path: Path) -> Any:
    """The content of a JSON file.

    Raises:
        DatasetError: the file cannot be read, or holds no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DatasetError(f"Cannot read the data set {path}: {error.strerror or error}.") from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise DatasetError(f"The data set {path} is not UTF-8 JSON: {error}") from error


def load_squad(path: Path) -> EvaluationSet:
    """The evaluation set in a SQuAD file.

    Paragraphs with the same text become one article. An answer that its paragraph does not hold stays an
    accepted answer, but the whole paragraph counts as its place; the set's warnings say how many there are.

    Raises:
        DatasetError: the file is not in SQuAD format; the message names the place.
    """
    try:
        squad = _Squad.model_validate(read_json(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the top"
        raise DatasetError(
            f"{path} is not a SQuAD file: at {place}: {first['msg']}. "
            'Needs {"data": [{"title", "paragraphs": [{"context", "qas": [{"id", "question", "answers"}]}]}]}'
        ) from error
    return _Reader(path).read(squad)


class _Reader:
    """Collects articles and questions from one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._articles: dict[tuple[str, str], Article] = {}
        self._questions: dict[str, EvaluationQuestion] = {}
        self._misplaced: list[str] = []

    def read(self, squad: _Squad) -> EvaluationSet:
        for entry in squad.data:
            for paragraph in entry.paragraphs:
                article = self._article(entry.title, paragraph.context)
                for item in paragraph.qas:
                    self._add(entry.title, paragraph.context, article, item)
        warnings: tuple[str, ...] = ()
        if self._misplaced:
            shown = ", ".join(self._misplaced[:_SHOWN_PROBLEMS])
            warnings = (
                f"{len(self._misplaced)} answers do not stand in their paragraph ({shown} …); "
                "the whole paragraph counts as their place.",
            )
        return EvaluationSet(
            self._path.stem, tuple(self._articles.values()), tuple(self._questions.values()), warnings
        )

    def _article(self, title: str, context: str) -> Article:
        key = (title, context)
        if key not in self._articles:
            number = len(self._articles) + 1
            slug = slugify(title.replace("_", " "), max_length=60) or "doan"
            readable = title.replace("_", " ").strip() or f"Đoạn {number}"
            try:
                self._articles[key] = article_from_text(f"{slug}-{number:05d}", readable, context)
            except ValueError as error:
                raise DatasetError(f"{self._path}: a paragraph under {title!r}: {error}.") from error
        return self._articles[key]

    def _add(self, title: str, context: str, article: Article, item: _Question) -> None:
        question_id = str(item.id)
        if question_id in self._questions:
            raise DatasetError(f"{self._path}: the question id {question_id!r} stands there twice.")
        answerable = not item.is_impossible
        accepted = [answer for answer in item.answers if answer.text.strip()] if answerable else []
        if answerable and not accepted:
            raise DatasetError(
                f"{self._path}: the question {question_id!r} has no answer and is not marked is_impossible."
            )
        gold: list[Gold] = []
        for answer in accepted:
            expected = canonical_offset(context[: answer.answer_start])
            span = find_quote(article.text, answer.text, expected)
            if span is None:
                self._misplaced.append(question_id)
                span = (0, len(article.text))
            gold.append(Gold(article.id, *span))
        self._questions[question_id] = EvaluationQuestion(
            id=question_id,
            question=nfc(item.question).strip(),
            kind="answerable" if answerable else "unanswerable",
            answerable=answerable,
            answers=tuple(dict.fromkeys(nfc(answer.text).strip() for answer in accepted)),
            gold=tuple(dict.fromkeys(gold)),
            split="held-out" if is_held_out(title) else "train",
            extra={"title": title},
        )
