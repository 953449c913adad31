"""Asking every question of a set: of the search in each mode, of the baselines, and of the whole engine."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from rich.progress import Progress

from bp_qa.answering.answer import Answer
from bp_qa.evaluation.answer_metrics import AnswerScores, is_right_sentence, score_answer
from bp_qa.evaluation.protocols import Engine, Searcher
from bp_qa.evaluation.questions import EvaluationQuestion, EvaluationSet
from bp_qa.evaluation.ranking_metrics import RankingScores, article_ranking, ranking_scores
from bp_qa.retrieval.passage import SearchMode
from bp_qa.vietnamese.forms import fold

ALL_MODES: tuple[SearchMode, ...] = ("keyword", "dense", "hybrid")
# Several chunks of an article count once, so more passages are fetched than articles are judged.
SEARCH_DEPTH = 40
UNMARKED_KIND = "no_diacritics"


@dataclass(frozen=True, slots=True)
class SystemRun:
    """What one way of searching did.

    Attributes:
        rankings: article ids, best first, by question id.
        scores: measures by question id, for the questions that have gold articles.
        latencies_ms: one a question.
    """

    rankings: Mapping[str, Sequence[str]]
    scores: Mapping[str, RankingScores]
    latencies_ms: Sequence[float]


@dataclass(frozen=True, slots=True)
class AnswerRun:
    """What the engine said to one question.

    Attributes:
        found: whether the answer is right or, where an answerable question was refused, the sentence that
            would have been shown: what the reader finds, apart from what it dares to say. A refused follow-up
            or question about two articles counts as not found.
    """

    question: EvaluationQuestion
    answer: Answer
    scores: AnswerScores
    latency_ms: float
    found: bool


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """Everything that was measured on a set.

    Attributes:
        systems: by name: the modes that were asked for, then the baselines.
        answers: in the order of the questions; empty if answers were not asked for.
        strangers: to questions of another set, none of which the articles answer.
        folded: the main mode, by the same questions without marks, where that was asked for.
        typed_in_full: the main mode, by the full forms of questions that were written without marks.
    """

    dataset: EvaluationSet
    systems: Mapping[str, SystemRun]
    answers: Sequence[AnswerRun]
    strangers: Sequence[AnswerRun] = ()
    folded: SystemRun | None = None
    typed_in_full: SystemRun | None = None

    @property
    def main(self) -> str:
        """The mode that figures are given for: hybrid, or the first that ran."""
        return "hybrid" if "hybrid" in self.systems else next(iter(self.systems))


def evaluate(
    dataset: EvaluationSet,
    engine: Engine,
    *,
    modes: Sequence[SearchMode] = ALL_MODES,
    baselines: Mapping[str, Searcher] | None = None,
    answers: bool = True,
    strangers: Sequence[EvaluationQuestion] = (),
    strip_diacritics: bool = False,
    progress: Progress | None = None,
) -> EvaluationRun:
    """Run the questions of `dataset`.

    Args:
        modes: ways of searching to compare.
        baselines: other systems to compare with, by name.
        answers: whether to ask for answers too, not only for passages.
        strangers: questions of another set, to be refused.
        strip_diacritics: whether to search once more with every question typed without marks.
        progress: where to show how far it is.
    """
    if not modes:
        raise ValueError("at least one search mode is needed")
    questions = dataset.questions
    main: SearchMode = "hybrid" if "hybrid" in modes else modes[0]
    engine.search(questions[0].retrieval_text, mode=main, k=1)  # loads the model, which is not latency
    # Answers first: a search may leave the embedded question in a cache.
    asked = questions if answers else ()
    answered = [_ask(engine, question) for question in _tracked(asked, "answers", progress)]
    foreign = [replace(item, answerable=False, answers=(), list_items=(), gold=()) for item in strangers]
    to_strangers = [_ask(engine, question) for question in _tracked(foreign, "strangers", progress)]
    systems: dict[str, SystemRun] = {}
    for mode in modes:
        systems[mode] = _search(engine, mode, questions, _typed(questions), progress, mode)
    for name, baseline in (baselines or {}).items():
        systems[name] = _search(baseline, "dense", questions, _typed(questions), progress, name)

    folded = None
    if strip_diacritics:
        texts = {item_id: fold(text) for item_id, text in _typed(questions).items()}
        folded = _search(engine, main, questions, texts, progress, "no diacritics")
    in_full = {item.id: item.extra["full"] for item in questions if "full" in item.extra}
    typed_in_full = None
    if in_full:
        chosen = [item for item in questions if item.id in in_full]
        typed_in_full = _search(engine, main, chosen, in_full, progress, "typed in full")
    return EvaluationRun(dataset, systems, answered, to_strangers, folded, typed_in_full)


def _typed(questions: Sequence[EvaluationQuestion]) -> dict[str, str]:
    return {question.id: question.retrieval_text for question in questions}


def _ask(engine: Engine, question: EvaluationQuestion) -> AnswerRun:
    start = perf_counter()
    answer = engine.ask(question.question, question.history)
    elapsed = _milliseconds_since(start)
    scores = score_answer(question, answer)
    return AnswerRun(question, answer, scores, elapsed, scores.correct or _is_found(engine, question, answer))


def _is_found(engine: Engine, question: EvaluationQuestion, answer: Answer) -> bool:
    """Whether the best sentence is right although the question was refused."""
    refused = answer.abstained and question.answerable
    if not refused or question.history or question.gold_rule == "every":
        return False
    evidence = engine.evidence(question.question)
    return bool(evidence) and is_right_sentence(question, evidence[0].sentence)


def _search(
    searcher: Searcher,
    mode: SearchMode,
    questions: Sequence[EvaluationQuestion],
    texts: Mapping[str, str],
    progress: Progress | None,
    label: str,
) -> SystemRun:
    rankings: dict[str, list[str]] = {}
    latencies: list[float] = []
    for question in _tracked(questions, label, progress):
        start = perf_counter()
        passages = searcher.search(texts[question.id], mode=mode, k=SEARCH_DEPTH)
        latencies.append(_milliseconds_since(start))
        rankings[question.id] = article_ranking(passages)
    return SystemRun(rankings, ranking_scores(questions, rankings), latencies)


def _milliseconds_since(start: float) -> float:
    return (perf_counter() - start) * 1_000


def _tracked(
    questions: Sequence[EvaluationQuestion], label: str, progress: Progress | None
) -> Iterator[EvaluationQuestion]:
    if progress is None or not questions:
        yield from questions
    else:
        yield from progress.track(questions, description=label)
