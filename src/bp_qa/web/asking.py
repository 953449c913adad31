"""Questions from the page and from programs: let in, answered, and logged without their text."""

import logging
import time
from collections.abc import Iterator, Sequence
from typing import Literal

from bp_qa.answering.answer import Answer
from bp_qa.answering.prose import Step
from bp_qa.engine import Engine
from bp_qa.errors import BpQaError
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.web.gate import QuestionGate, RefusedError, Turn
from bp_qa.web.texts import Texts

logger = logging.getLogger(__name__)

# Earlier questions that can bear on this one; whoever sends thousands does not get them all read.
_MOST_HISTORY = 20

Via = Literal["page", "api"]


class Asker:
    """Asks the engine on behalf of whoever the gate lets in."""

    def __init__(self, engine: Engine, texts: Texts) -> None:
        self._engine = engine
        self._log_text = engine.settings.log_questions
        # What is beyond the limit is cut by the engine, which says so: it must see that there is more.
        self._most_chars = engine.settings.max_question_chars + 1
        self.gate = QuestionGate(engine.settings, texts)

    def ask(
        self, question: str, history: Sequence[str], only: ChunkFilter | None, *, address: str, via: Via
    ) -> Answer:
        """The complete answer to `question`, or a refusal; see :meth:`steps`."""
        *_, last = self.steps(question, history, only, address=address, via=via)
        return last.answer

    def steps(
        self, question: str, history: Sequence[str], only: ChunkFilter | None, *, address: str, via: Via
    ) -> Iterator[Step]:
        """The answer to `question`, or a refusal: as a language model writes it, if one does, then complete.

        The question's turn ends before the complete answer is given, or when the iterator is closed.

        Args:
            history: earlier questions of the conversation, oldest first.
            address: where it came from; questions are counted by it, and it is not logged.

        Raises:
            RefusedError: it may not be asked now.
            BpQaError: it could not be answered.
        """
        begun = time.perf_counter()
        fields: dict[str, object] = {"event": "question", "via": via, "chars": len(question)}
        if self._log_text:
            fields["question"] = question[: self._most_chars]
        try:
            with self.gate.admitted(address) as turn:
                for step in self._steps(question, history, only, turn):
                    if not step.complete:
                        yield step
        except GeneratorExit:
            fields |= {"outcome": "left", **_took(begun)}
            logger.info("A question was left before it was answered", extra={"fields": fields})
            raise
        except RefusedError as refused:
            fields |= {"outcome": "not let in", "reason": refused.reason, **_took(begun)}
            logger.info("A question was not let in: %s", refused.reason, extra={"fields": fields})
            raise
        except BpQaError as error:
            fields |= {"outcome": "failed", "error": type(error).__name__, **_took(begun)}
            logger.warning("A question could not be answered: %s", error, extra={"fields": fields})
            raise
        except Exception as error:
            # A bug: its text may hold the question, so only its kind goes into the log.
            fields |= {"outcome": "failed", "error": type(error).__name__, **_took(begun)}
            logger.error("A question failed: %s", type(error).__name__, extra={"fields": fields})  # noqa: TRY400
            raise
        answer = step.answer
        fields |= {
            "outcome": "abstained" if answer.abstained else "answered",
            "confidence": round(answer.confidence, 3),
            "citations": len(answer.citations),
            "waited_ms": round(turn.waited * 1000, 1),
            "timings_ms": {name: round(value, 1) for name, value in answer.timings_ms.items()},
            **_took(begun),
        }
        logger.info("A question was %s in %s ms", fields["outcome"], fields["ms"], extra={"fields": fields})
        yield step

    def _steps(
        self, question: str, history: Sequence[str], only: ChunkFilter | None, turn: Turn
    ) -> Iterator[Step]:
        asked = [text[: self._most_chars] for text in history[-_MOST_HISTORY:]]
        return self._engine.steps(question[: 4 * self._most_chars], asked, only, busy=not turn.prose)


def _took(begun: float) -> dict[str, float]:
    return {"ms": round((time.perf_counter() - begun) * 1000, 1)}
