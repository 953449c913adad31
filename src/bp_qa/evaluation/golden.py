"""The golden set: questions on the articles of the corpus, each with an exact quote that answers it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bp_qa.corpus.article import Article
from bp_qa.errors import DatasetError
from bp_qa.evaluation.questions import EvaluationQuestion, EvaluationSet, Gold
from bp_qa.evaluation.texts import find_quote
from bp_qa.vietnamese.forms import nfc

_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
NEEDS_EVERY_GOLD = frozenset({"comparison"})


class _Gold(BaseModel):
    model_config = ConfigDict(extra="forbid")
    article: _Text
    quote: _Text
    side: int = Field(0, ge=0, description="Of a comparison: which of its sides it tells of.")


class _Question(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: _Text
    question: _Text
    history: list[_Text] = []
    kind: _Text
    answerable: bool
    answers: list[_Text] = []
    list_items: list[_Text] = []
    gold: list[_Gold] = []
    split: _Text = "test"
    full: str | None = Field(None, description="A question without marks, typed in full.")


def load_golden(folder: Path, articles: Sequence[Article]) -> EvaluationSet:
    """The questions in the ``*.jsonl`` files of `folder`, on `articles`.

    Raises:
        DatasetError: no files, a malformed line, an id or question that repeats, or a quote that does not
            stand in its article.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise DatasetError(
            f"No golden questions (*.jsonl) in {folder}. Run this in the project's folder or name a data set."
        )
    by_id = {article.id: article for article in articles}
    questions: dict[str, EvaluationQuestion] = {}
    asked: dict[tuple[str, ...], str] = {}
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DatasetError(f"Cannot read {file}: {error}") from error
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            question = _question(line, by_id, f"{file}, line {number}")
            if question.id in questions:
                raise DatasetError(f"{file}, line {number}: the id {question.id!r} is taken already.")
            key = (*question.history, question.question)
            if key in asked:
                raise DatasetError(f"{file}, line {number}: {asked[key]} asks the same question.")
            asked[key] = question.id
            questions[question.id] = question
    return EvaluationSet("golden", tuple(articles), tuple(questions.values()))


def _question(line: str, articles: dict[str, Article], place: str) -> EvaluationQuestion:
    try:
        raw = _Question.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "the line"
        raise DatasetError(f"{place}: {name}: {first['msg']}.") from error
    if raw.answerable != bool(raw.gold):
        raise DatasetError(f"{place}: an answerable question needs gold quotes, another has none.")
    gold = []
    for item in raw.gold:
        article = articles.get(item.article)
        if article is None:
            raise DatasetError(f"{place}: the corpus holds no article {item.article!r}.")
        span = find_quote(article.text, item.quote)
        if span is None:
            raise DatasetError(f"{place}: the quote does not stand in {item.article}: {item.quote[:80]!r}")
        gold.append(Gold(article.id, *span, side=item.side))
    return EvaluationQuestion(
        id=raw.id,
        question=nfc(raw.question),
        history=tuple(nfc(text) for text in raw.history),
        kind=raw.kind,
        answerable=raw.answerable,
        answers=tuple(nfc(text) for text in raw.answers),
        list_items=tuple(nfc(text) for text in raw.list_items),
        gold=tuple(gold),
        gold_rule="every" if raw.kind in NEEDS_EVERY_GOLD else "any",
        split=raw.split,
        extra={"full": nfc(raw.full)} if raw.full else {},
    )
