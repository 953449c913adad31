"""Has a language model write the answer, and lets through only the sentences that the quotes bear out."""

import logging
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from bp_qa.answering.grounding import Quote, check_sentence, plain_sentence
from bp_qa.answering.prompts import CANNOT_ANSWER, answer_messages
from bp_qa.answering.sentence_stream import SentenceStream
from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.settings import Settings
from bp_qa.vietnamese.forms import fold
from bp_qa.vietnamese.tokens import content_key

logger = logging.getLogger(__name__)

_MOST_SENTENCES = 6


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that passed.

    Attributes:
        text: without markers.
        numbers: of the quotes that bear it out.
    """

    text: str
    numbers: tuple[int, ...]


@dataclass(slots=True)
class Tally:
    """What became of a model's answer.

    Attributes:
        accepted: how many sentences passed.
        dropped: those that did not, each with the reason.
        failure: why the answer ended early, if it did: "timeout" or the kind of error.
        declined: the model wrote that the quotes do not answer.
    """

    accepted: int = 0
    dropped: list[tuple[str, str]] = field(default_factory=list)
    failure: str = ""
    declined: bool = False


class LlmWriter:
    """Writes answers with a chat model, within ``settings.llm_timeout`` seconds each."""

    def __init__(self, model: BaseChatModel, embeddings: TextEmbeddings, settings: Settings) -> None:
        self._model = model
        self._embeddings = embeddings
        self._timeout = settings.llm_timeout

    def write(
        self, question: str, quotes: Sequence[Quote], language: str = "vi", tally: Tally | None = None
    ) -> Iterator[Written]:
        """The sentences of the model's answer that its quotes bear out, as they arrive.

        Nothing that the model or its server does is raised: what was written until then has been given, and
        `tally` tells what happened.

        Args:
            language: of the instructions, "vi" or "en"; the answer is in the words of the quotes.
        """
        tally = tally if tally is not None else Tally()
        by_number = {quote.number: quote for quote in quotes}
        similarity = _Similarities(self._embeddings)
        said: set[str] = set()
        for sentence in self._sentences(answer_messages(question, quotes, language), tally):
            if any(fold(phrase) in fold(sentence) for phrase in CANNOT_ANSWER.values()):
                tally.declined = True
                return
            verdict = check_sentence(sentence, by_number, similarity, question=question)
            text = plain_sentence(sentence)
            key = content_key(text)
            if not verdict.ok:
                tally.dropped.append((sentence, verdict.reason))
                logger.debug("A sentence of the language model was dropped: %s", verdict.reason)
            elif key not in said:
                said.add(key)
                tally.accepted += 1
                yield Written(_ended(text), verdict.numbers)
                if tally.accepted >= _MOST_SENTENCES:
                    return

    def reply(self, messages: list[BaseMessage], most_chars: int) -> str:
        """The model's whole reply without its thoughts, cut at `most_chars`; empty if it fails."""
        tally = Tally()
        parts: list[str] = []
        for sentence in self._sentences(messages, tally):
            parts.append(sentence)
            if sum(map(len, parts)) > most_chars:
                break
        return "" if tally.failure else "\n".join(parts)[: most_chars + 1]

    def _sentences(self, messages: list[BaseMessage], tally: Tally) -> Iterator[str]:
        stream = SentenceStream()
        for piece in self._pieces(messages, tally):
            yield from stream.feed(piece)
            if stream.full:
                break
        # A sentence that a failure cut off is not to be shown.
        if not tally.failure:
            yield from stream.close()

    def _pieces(self, messages: list[BaseMessage], tally: Tally) -> Iterator[str]:
        """The reply piece by piece, read in a thread of its own, so that one that hangs holds nothing up."""
        deadline = time.monotonic() + self._timeout
        arrived: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        stopped = threading.Event()

        def read() -> None:
            try:
                for chunk in self._model.stream(messages):
                    if stopped.is_set():
                        break
                    arrived.put(str(chunk.text))
            except Exception as error:  # noqa: BLE001 - providers raise errors of their own; each means the same
                arrived.put(error)
            arrived.put(None)

        threading.Thread(target=read, name="language-model", daemon=True).start()
        try:
            while True:
                piece = arrived.get(timeout=max(0.0, deadline - time.monotonic()))
                if piece is None:
                    return
                if isinstance(piece, Exception):
                    tally.failure = type(piece).__name__
                    # The error's own text may hold the key or the address.
                    logger.warning("The language model failed: %s", tally.failure)
                    return
                yield piece
        except queue.Empty:
            tally.failure = "timeout"
            logger.warning("The language model did not finish within %g s", self._timeout)
        finally:
            stopped.set()


class _Similarities:
    """Cosine of a sentence to a quote; vectors are kept."""

    def __init__(self, embeddings: TextEmbeddings) -> None:
        self._embeddings = embeddings
        self._vectors: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = {}

    def __call__(self, sentence: str, quote: str) -> float:
        missing = [text for text in (sentence, quote) if text not in self._vectors]
        if missing:
            self._vectors.update(zip(missing, self._embeddings.encode_passages(missing), strict=True))
        return float(self._vectors[sentence] @ self._vectors[quote])


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "…", "”", '"')) else f"{text.rstrip(' ,;:')}."
