"""What the reader sees of a question: its candidate sentences, and which of them answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from bp_qa.answering.evidence import Evidence
from bp_qa.answering.logistic import LogisticModel
from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.evaluation.answer_metrics import is_right_sentence
from bp_qa.evaluation.evaluation import open_evaluation_engine
from bp_qa.evaluation.questions import EvaluationQuestion, EvaluationSet
from bp_qa.settings import Settings


@dataclass
class Case:
    """A question with its candidate sentences, and which of them answer it."""

    source: str
    question: EvaluationQuestion
    evidence: list[Evidence]
    right: list[bool]

    @property
    def answerable(self) -> bool:
        return self.question.answerable

    def rank(self, ranker: LogisticModel) -> None:
        """Put the sentences in the order of `ranker`."""
        paired = list(zip(self.evidence, self.right, strict=True))
        for item, _ in paired:
            item.score = ranker.logit(item.features)
        paired.sort(key=lambda pair: -pair[0].score)
        self.evidence = [item for item, _ in paired]
        self.right = [ok for _, ok in paired]


def collect(
    source: str,
    dataset: EvaluationSet,
    asked: Sequence[EvaluationQuestion],
    settings: Settings,
    model: TextEmbeddings,
) -> list[Case]:
    """The cases of the questions `asked` of the articles of `dataset`; none for those that find nothing."""
    engine = open_evaluation_engine(dataset.articles, settings, model)
    cases = []
    for question in asked:
        evidence = engine.evidence(question.question)
        if evidence:
            cases.append(
                Case(
                    source,
                    question,
                    evidence,
                    [is_right_sentence(question, item.sentence) for item in evidence],
                )
            )
    return cases
