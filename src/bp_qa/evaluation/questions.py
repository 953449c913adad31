"""What an evaluation set is: articles, and questions whose answers are known."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Literal

from bp_qa.corpus.article import Article

GoldRule = Literal["any", "every", "share"]


@dataclass(frozen=True, slots=True)
class Gold:
    """Where an answer stands: characters ``[start, end)`` of an article, and how relevant it is there.

    Attributes:
        side: which of the things that a comparison is about it tells of; those of one side tell the same.
            0: a side of its own.
    """

    article_id: str
    start: int
    end: int
    relevance: int = 1
    side: int = 0


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """A question with what is known of its answer.

    Attributes:
        id: unique in its set.
        question: as a person would type it.
        history: questions asked before it, oldest first.
        kind: what is asked for ("number", "list" …); results are broken down by it.
        answerable: whether the articles hold an answer.
        answers: accepted short answers.
        list_items: items of a list answer.
        gold: where the answer stands; empty for unanswerable questions.
        gold_rule: how several gold articles are meant. "any": each alone answers. "every": the answer needs
            one of each side. "share": they are all relevant, as in retrieval benchmarks.
        split: the part of the set it belongs to.
        extra: further fields of its source.
    """

    id: str
    question: str
    history: tuple[str, ...] = ()
    kind: str = "question"
    answerable: bool = True
    answers: tuple[str, ...] = ()
    list_items: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    gold_rule: GoldRule = "any"
    split: str = "all"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def sides(self) -> tuple[tuple[Gold, ...], ...]:
        """The gold of each thing that a comparison is about, in the order of their first ones."""
        found: dict[int, list[Gold]] = {}
        for number, gold in enumerate(self.gold):
            found.setdefault(gold.side or -1 - number, []).append(gold)
        return tuple(map(tuple, found.values()))

    @property
    def retrieval_text(self) -> str:
        """What every system is given to search for: the conversation up to and with the question."""
        return " ".join((*self.history, self.question))


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Articles and the questions to ask about them.

    Attributes:
        name: for the report.
        articles: every article, distractors among them.
        questions: in the order of the source.
        warnings: what was wrong with the data and how it was handled.
        split: the part of the source that `questions` are.
    """

    name: str
    articles: tuple[Article, ...]
    questions: tuple[EvaluationQuestion, ...]
    warnings: tuple[str, ...] = ()
    split: str = "all"

    def limited(self, limit: int | None) -> "EvaluationSet":
        """The set with `limit` questions, picked by a hash of their ids: the same ones every time."""
        if limit is None or limit >= len(self.questions):
            return self
        picked = set(sorted((question.id for question in self.questions), key=_sample_key)[:limit])
        kept = tuple(question for question in self.questions if question.id in picked)
        return replace(self, questions=kept)

    def of_split(self, split: str) -> "EvaluationSet":
        """The set with the questions of one split; "all" keeps every question."""
        if split == "all":
            return self
        kept = tuple(item for item in self.questions if item.split == split)
        return replace(self, questions=kept, split=split)


def _sample_key(question_id: str) -> str:
    return hashlib.sha256(f"sample:{question_id}".encode()).hexdigest()
