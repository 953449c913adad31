"""A conversation: its turns, as they are kept in the reader's browser."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from bp_qa.answering.answer import Answer

# What a browser keeps: its store holds about five million characters.
MOST_CONVERSATIONS = 20
MOST_PASSAGES = 5


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer.

    Attributes:
        id: unique, also on the page.
        narrowed: what the reader had narrowed the search to, in words.
    """

    id: str
    question: str
    answer: Answer
    narrowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns, oldest first. Every change makes a new value, so sessions never share one."""

    id: str = field(default_factory=lambda: uuid4().hex[:12])
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    turns: tuple[Turn, ...] = ()

    @property
    def title(self) -> str:
        return self.turns[0].question if self.turns else ""

    @property
    def questions(self) -> list[str]:
        """What was asked, oldest first, as it was understood: what the next follow-up refers to."""
        return [turn.answer.understood or turn.question for turn in self.turns]

    def with_turn(self, turn: Turn) -> "Conversation":
        """This conversation with `turn` at its end."""
        kept = replace(turn, answer=replace(turn.answer, passages=turn.answer.passages[:MOST_PASSAGES]))
        return replace(self, turns=(*self.turns, kept))


_STORED = TypeAdapter(list[Conversation])


def to_browser(conversations: list[Conversation]) -> Any:
    """Conversations as plain data for the browser's store; the newest ones, as many as it holds."""
    with_turns = [conversation for conversation in conversations if conversation.turns]
    return _STORED.dump_python(with_turns[:MOST_CONVERSATIONS], mode="json")


def from_browser(stored: object) -> list[Conversation]:
    """Conversations from the browser's store; none if it holds something else."""
    try:
        return _STORED.validate_python(stored)
    except ValidationError:
        return []


def remembered(conversations: list[Conversation], current: Conversation) -> list[Conversation]:
    """`conversations` with `current` brought up to date and to the front."""
    others = [conversation for conversation in conversations if conversation.id != current.id]
    return [current, *others] if current.turns else others
