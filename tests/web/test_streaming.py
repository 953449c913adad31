"""An answer reaches the reader while the language model still writes it, whatever becomes of the model."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from html import unescape
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, Field
from served import QUESTION, fill

from bp_qa.answering.answer import Answer
from bp_qa.answering.prompts import UNUSABLE_MODEL
from bp_qa.answering.prose import BUSY_MODEL
from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.settings import Settings, load_settings
from bp_qa.web.answer_view import answer_html
from bp_qa.web.asking import Asker
from bp_qa.web.chat import Chat, Messages
from bp_qa.web.conversation import Conversation
from bp_qa.web.feedback import FeedbackStore
from bp_qa.web.narrowing import Narrowing
from bp_qa.web.texts import VIETNAMESE

FIRST = "Đồn Biên phòng Quỳnh Phương tổ chức lễ chào cờ."
SECOND = "Đại tá Lê Như Cương phát biểu."
NOT_THERE = "Ai vô địch giải bóng đá thế giới năm 1998?"
Asked = Iterator[tuple[Messages, Conversation]]


class PausingModel(BaseChatModel):
    """Writes the first sentence and the beginning of the second, and the rest once it is let go on."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    go_on: threading.Event = Field(default_factory=threading.Event)
    breaks: bool = False

    @property
    def _llm_type(self) -> str:
        return "pausing"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        # A sentence has ended once three words more are there: "ngày 5. Tết" might go on.
        beginning, rest = SECOND[:-12], SECOND[-12:]
        yield ChatGenerationChunk(message=AIMessageChunk(content=f"{FIRST} {beginning}"))
        self.go_on.wait(60)
        if self.breaks:
            raise ConnectionResetError
        yield ChatGenerationChunk(message=AIMessageChunk(content=rest))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])


class Page:
    """A chat over an archive, and what it is made of."""

    def __init__(self, engine: Engine, model: PausingModel) -> None:
        self.engine = engine
        self.model = model
        self.asker = Asker(engine, VIETNAMESE)
        self.chat = Chat(engine, self.asker, VIETNAMESE, FeedbackStore(engine.settings.desk))

    def ask(self, question: str = QUESTION) -> Asked:
        return self.chat.ask(question, Conversation(), Narrowing(ChunkFilter(), ()), "192.0.2.1")

    def answer(self, question: str = QUESTION) -> Answer:
        *_, (_, conversation) = self.ask(question)
        return conversation.turns[-1].answer


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, embeddings: TextEmbeddings) -> Settings:
    folder = tmp_path_factory.mktemp("streaming")
    fill(folder / "corpus")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index", desk=folder / "desk")
    Engine(settings, embeddings=embeddings).sync()
    return settings


@pytest.fixture
def page(archive: Settings, embeddings: TextEmbeddings) -> Iterator[Callable[..., Page]]:
    """Opens a page whose answers a pausing model writes."""
    models: list[PausingModel] = []

    def open_(*, breaks: bool = False, **limits: object) -> Page:
        models.append(PausingModel(breaks=breaks))
        settings = archive.model_copy(update=limits)
        return Page(Engine(settings, embeddings=embeddings, chat_model=models[-1]), models[-1])

    yield open_
    for model in models:
        model.go_on.set()


def last(messages: Messages) -> str:
    """The last message, with its characters as they are."""
    message = messages[-1]
    assert isinstance(message, dict)
    return unescape(str(message["content"]))


def ask_and_hold(page: Page, pool: ThreadPoolExecutor) -> Future[Answer]:
    """Asks a question that keeps the model until it is let go on."""
    held = pool.submit(page.answer)
    deadline = time.monotonic() + 60
    while not page.asker.gate.asking and time.monotonic() < deadline:
        time.sleep(0.01)
    return held


def test_a_sentence_is_shown_while_the_model_still_writes(page: Callable[..., Page]) -> None:
    shown = page()
    asked = shown.ask()
    assert QUESTION in last(next(asked)[0])
    messages, _ = next(asked)
    assert not shown.model.go_on.is_set()
    assert FIRST in last(messages)
    assert "phát biểu" not in last(messages)
    # Neither markers nor sources: they come together.
    assert "bp-marker" not in last(messages)
    assert "bp-sources" not in last(messages)
    assert shown.asker.gate.asking == 1

    shown.model.go_on.set()
    rest = list(asked)
    assert all(FIRST in last(messages) for messages, _ in rest)
    messages, conversation = rest[-1]
    answer = conversation.turns[-1].answer
    assert answer.text == f"{FIRST} [1]\n\n{SECOND} [2]"
    assert [citation.quote for citation in answer.citations] == [FIRST, SECOND]
    assert answer.notes == ()
    assert last(messages) == unescape(answer_html(answer, VIETNAMESE, conversation.turns[-1].id))
    assert "bp-sources" in last(messages)
    assert shown.asker.gate.asking == 0


@pytest.mark.parametrize("breaks", [True, False], ids=["breaks", "hangs"])
def test_a_model_that_fails_half_way_leaves_the_quotes(page: Callable[..., Page], breaks: bool) -> None:
    shown = page(breaks=breaks, llm_timeout=60.0 if breaks else 1.0)
    if breaks:
        shown.model.go_on.set()
    steps = list(shown.ask())
    assert any(FIRST in last(messages) for messages, _ in steps[:-1])
    answer = steps[-1][1].turns[-1].answer
    quoted = shown.engine.ask(QUESTION, prose=False)
    assert (answer.text, answer.citations) == (quoted.text, quoted.citations)
    assert answer.notes == (UNUSABLE_MODEL["vi"],)
    assert UNUSABLE_MODEL["vi"] in last(steps[-1][0])
    assert shown.asker.gate.asking == 0


def test_who_leaves_half_way_gives_the_turn_back(
    page: Callable[..., Page], caplog: pytest.LogCaptureFixture
) -> None:
    shown = page(concurrent_questions=1, waiting_questions=0)
    asked = shown.ask()
    next(asked)
    assert FIRST in last(next(asked)[0])
    with caplog.at_level(logging.INFO):
        asked.close()  # type: ignore[attr-defined]
    assert shown.asker.gate.asking == 0
    assert [record.fields["outcome"] for record in caplog.records if hasattr(record, "fields")] == ["left"]
    shown.model.go_on.set()
    assert SECOND in shown.answer().text


def test_when_the_model_is_busy_the_answer_says_so(page: Callable[..., Page]) -> None:
    shown = page(concurrent_questions=2)  # one place for the model, one for quotes
    with ThreadPoolExecutor(1) as pool:
        held = ask_and_hold(shown, pool)
        busy = shown.answer()
        refused = shown.answer(NOT_THERE)
        assert not held.done()
        shown.model.go_on.set()
        assert SECOND in held.result(60).text
    quoted = shown.engine.ask(QUESTION, prose=False)
    assert (busy.text, busy.citations) == (quoted.text, quoted.citations)
    assert busy.notes == (BUSY_MODEL["vi"],)
    # What the model would not have written anyway is not put down to it.
    assert refused.abstained
    assert not set(BUSY_MODEL.values()) & set(refused.notes)


def test_without_a_model_the_answer_grows_when_it_is_found(
    archive: Settings, embeddings: TextEmbeddings
) -> None:
    settings = archive.model_copy(update={"concurrent_questions": 1})
    shown = Page(Engine(settings, embeddings=embeddings), PausingModel())
    asked = shown.ask()
    next(asked)
    messages, _ = next(asked)
    # The answer is there, and its turn over, before its first words are shown.
    assert shown.asker.gate.asking == 0
    steps = [last(messages), *(last(messages) for messages, _ in asked)]
    assert 2 < len(steps) <= 14
    assert all("bp-sources" not in step for step in steps[:-1])
    assert sorted(steps, key=len) == steps
    assert "bp-sources" in steps[-1]
    # No place for a model to be taken is no reason for a note.
    assert not shown.answer().notes
