"""What happens when a reader asks, goes on, comes back, judges or keeps a conversation."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal
from uuid import uuid4

from gradio.components.chatbot import Message, MessageDict

from bp_qa.answering.answer import Answer
from bp_qa.answering.chain import grow
from bp_qa.engine import Engine
from bp_qa.errors import BpQaError
from bp_qa.web.answer_view import answer_html, question_html
from bp_qa.web.asking import Asker
from bp_qa.web.conversation import Conversation, Turn
from bp_qa.web.escaping import plain
from bp_qa.web.feedback import FeedbackStore
from bp_qa.web.gate import RefusedError
from bp_qa.web.narrowing import BadDayError, Narrowing
from bp_qa.web.suggestions import follow_ups
from bp_qa.web.texts import Texts
from bp_qa.web.welcome import follow_ups_html

logger = logging.getLogger(__name__)

Messages = list[MessageDict | Message]
# A typed question may be longer than what is read of it, so that the answer can say that it was cut.
TYPED_LIMIT_FACTOR = 4
_STEPS = 12


class Chat:
    """Conversations over an engine. Methods take and give what a session holds; nothing is kept here."""

    def __init__(self, engine: Engine, asker: Asker, texts: Texts, feedback: FeedbackStore) -> None:
        self._engine = engine
        self._asker = asker
        self._texts = texts
        self._feedback = feedback

    def messages(self, conversation: Conversation) -> Messages:
        """The conversation as the chatbot shows it: for each turn the question, then the answer."""
        shown: Messages = []
        for turn in conversation.turns:
            shown.append(_said("user", question_html(turn.question, turn.narrowed)))
            html = answer_html(turn.answer, self._texts, turn.id, narrowed=turn.narrowed)
            shown.append(_said("assistant", html))
        return shown

    def ask(
        self,
        question: str,
        conversation: Conversation,
        narrowed: Narrowing | BadDayError,
        address: str,
    ) -> Iterator[tuple[Messages, Conversation]]:
        """Answers `question`: the messages as the answer grows; the last value has the new conversation.

        Args:
            address: where it came from.
        """
        shown = self.messages(conversation)
        words = narrowed.words if isinstance(narrowed, Narrowing) else ()
        shown.append(_said("user", question_html(question, words)))
        if isinstance(narrowed, BadDayError):
            yield [*shown, self._fault(str(narrowed))], conversation
            return
        yield shown, conversation
        turn_id = f"bp-{uuid4().hex[:10]}"

        def so_far(partial: Answer) -> tuple[Messages, Conversation]:
            html = answer_html(partial, self._texts, turn_id, narrowed=words, complete=False)
            return [*shown, _said("assistant", html)], conversation

        written = False
        try:
            for step in self._asker.steps(
                question, conversation.questions, narrowed.only or None, address=address, via="page"
            ):
                if not step.complete:
                    written = True
                    # Markers come with the sources that they lead to.
                    yield so_far(replace(step.answer, citations=()))
        except RefusedError as refused:
            yield [*shown, self._fault(str(refused))], conversation
            return
        except BpQaError as error:
            yield [*shown, self._fault(self._texts.failed.format(reason=error))], conversation
            return
        answer = step.answer
        if not written:
            for partial in _in_steps(answer):
                yield so_far(partial)
        finished = answer_html(answer, self._texts, turn_id, narrowed=words)
        turn = Turn(turn_id, question, answer, words)
        yield [*shown, _said("assistant", finished)], conversation.with_turn(turn)

    def follow_ups(self, conversation: Conversation) -> Iterator[str]:
        """Questions to ask next as they are found, as HTML."""
        if not conversation.turns:
            return
        found: list[str] = []
        try:
            for question in follow_ups(
                self._engine, conversation.turns[-1].answer, [turn.question for turn in conversation.turns]
            ):
                if question:
                    found.append(question)
                yield follow_ups_html(found, self._texts)
        except BpQaError as error:
            logger.warning("No follow-up questions: %s", error)

    def judge(self, conversation: Conversation, message: int, liked: bool | None, comment: str = "") -> str:
        """Keeps what a reader says of the answer shown as message number `message`; the id of its turn.

        Args:
            liked: None to take it back.
        """
        number = message // 2
        if not 0 <= number < len(conversation.turns):
            return ""
        turn = conversation.turns[number]
        if liked is None:
            self._feedback.withdraw(turn.id)
            return ""
        history = [earlier.question for earlier in conversation.turns[:number]]
        self._feedback.record(turn.id, turn.answer, history, liked=liked, comment=comment)
        return turn.id

    def _fault(self, text: str) -> MessageDict:
        return _said("assistant", f'<div class="bp-answer"><p class="bp-refusal">{plain(text)}</p></div>')


def _in_steps(answer: Answer) -> Iterator[Answer]:
    """The growing answer in at most a dozen steps: each is sent over the network by itself."""
    growing = list(grow(answer))[:-1]
    return iter(growing[:: max(1, len(growing) // _STEPS)])


def _said(role: Literal["user", "assistant"], html: str) -> MessageDict:
    return {"role": role, "content": html}
