"""The question-answering chain as a LangChain Runnable."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypedDict

from langchain_core.runnables import Runnable, RunnableConfig, ensure_config
from langchain_core.runnables.config import run_in_executor

from bp_qa.answering.answer import Answer
from bp_qa.indexing.filters import ChunkFilter

_STEP = re.compile(r"\S+\s*")


class ChainInput(TypedDict, total=False):
    """What the chain takes; a plain string is a question without history.

    Attributes:
        question: required.
        history: earlier questions of the conversation, oldest first.
        only: what the search is narrowed to.
    """

    question: str
    history: list[str]
    only: ChunkFilter


class Answering(Protocol):
    """What answers questions, at once and as it goes."""

    def answer(
        self, question: str, history: Sequence[str] = (), only: ChunkFilter | None = None
    ) -> Answer: ...

    def stream(
        self, question: str, history: Sequence[str] = (), only: ChunkFilter | None = None
    ) -> Iterator[Answer]: ...


class AnswerChain(Runnable[str | ChainInput, Answer]):
    """Question in, :class:`~bp_qa.answering.answer.Answer` out: invoke, batch, stream and their async forms.

    ``stream`` yields the answer as it grows: each value is the whole answer so far, the last one is complete.
    """

    def __init__(self, answerer: Answering) -> None:
        self._answerer = answerer

    def invoke(self, input: str | ChainInput, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002, ARG002 - the names are LangChain's
        """Answers one question."""
        return self._call_with_config(self._answer, input, config)

    def stream(
        self,
        input: str | ChainInput,  # noqa: A002
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Iterator[Answer]:
        yield from self._transform_stream_with_config(iter([input]), self._stream, config, **kwargs)

    async def astream(
        self,
        input: str | ChainInput,  # noqa: A002
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[Answer]:
        growing = self.stream(input, config, **kwargs)
        while (partial := await run_in_executor(ensure_config(config), next, growing, None)) is not None:
            yield partial

    def _answer(self, given: str | ChainInput) -> Answer:
        return self._answerer.answer(*_arguments(given))

    def _stream(self, given: Iterator[str | ChainInput]) -> Iterator[Answer]:
        for each in given:
            yield from self._answerer.stream(*_arguments(each))


def _arguments(given: str | ChainInput) -> tuple[str, Sequence[str], ChunkFilter | None]:
    if isinstance(given, str):
        return given, (), None
    return given["question"], given.get("history", []), given.get("only")


def grow(answer: Answer) -> Iterator[Answer]:
    """The answer word by word, then whole; citations come with the whole, so none points nowhere."""
    steps = _STEP.findall(answer.text)
    for count in range(1, len(steps)):
        yield replace(answer, text="".join(steps[:count]).rstrip(), citations=())
    yield answer
