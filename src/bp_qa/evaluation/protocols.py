"""What an engine must offer to be evaluated."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from bp_qa.answering.answer import Answer
from bp_qa.answering.evidence import Evidence
from bp_qa.corpus.article import Article
from bp_qa.retrieval.passage import Passage, SearchMode
from bp_qa.settings import Settings


class Searcher(Protocol):
    """Finds passages for a question."""

    def search(self, question: str, *, mode: SearchMode, k: int) -> Sequence[Passage]:
        """At most `k` passages, best first."""
        ...


class Answerer(Protocol):
    """Answers a question, or refuses to."""

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer to `question`, asked after the questions in `history`."""
        ...

    def evidence(self, question: str) -> Sequence[Evidence]:
        """The sentences that may answer `question`, likeliest first, whether or not it is answered."""
        ...


class Engine(Searcher, Answerer, Protocol):
    """Finds and answers."""


class EngineFactory(Protocol):
    """Builds an engine over the articles of a data set, with its index in a folder of its own."""

    def __call__(self, articles: Iterable[Article], index_dir: Path, settings: Settings) -> Engine:
        """An engine that is ready to be asked."""
        ...
