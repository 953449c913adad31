"""Who may ask now: how many questions at a time, how many waiting, how many a minute from one address."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bp_qa.errors import BpQaError
from bp_qa.settings import Settings
from bp_qa.web.rates import PerMinute
from bp_qa.web.texts import Texts


class RefusedError(BpQaError):
    """A question was not let in; the message, in the reader's language, says when to ask again.

    Attributes:
        reason: "rate", "busy" or "closing", for logs.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Turn:
    """A question that was let in.

    Attributes:
        waited: seconds that it waited for its turn.
        prose: whether a language model may write its answer; else all places for that are taken.
    """

    def __init__(self, waited: float, prose: bool) -> None:
        self.waited = waited
        self.prose = prose


class QuestionGate:
    """Lets questions in, so many at a time; many threads may use it."""

    def __init__(self, settings: Settings, texts: Texts) -> None:
        self._texts = texts
        self._rate = PerMinute(settings.questions_per_minute)
        self._most = settings.concurrent_questions
        self._most_waiting = settings.waiting_questions
        # A model that hangs holds its places until it times out: one at least is left for quotes.
        self._writers = threading.BoundedSemaphore(max(1, min(settings.llm_concurrency, self._most - 1)))
        self._free = threading.Condition()
        self._asking = 0
        self._waiting = 0
        self._closed = False

    @property
    def asking(self) -> int:
        """Number of questions that are being answered."""
        return self._asking

    @property
    def waiting(self) -> int:
        """Number of questions that wait for their turn."""
        return self._waiting

    @property
    def closed(self) -> bool:
        """Whether no more questions are let in."""
        return self._closed

    @contextmanager
    def admitted(self, address: str) -> Iterator[Turn]:
        """The time in which a question from `address` is answered; before, it may have to wait.

        Raises:
            RefusedError: the address has asked too often, too many wait already, or the page is being closed.
        """
        seconds = self._rate.wait_for(address)
        if seconds:
            message = self._texts.too_many.format(most=self._rate.most, seconds=seconds)
            raise RefusedError("rate", message)
        waited = self._enter()
        prose = self._writers.acquire(blocking=False)
        try:
            yield Turn(waited, prose)
        finally:
            if prose:
                self._writers.release()
            with self._free:
                self._asking -= 1
                self._free.notify_all()

    def _enter(self) -> float:
        begun = time.monotonic()
        with self._free:
            if not self._closed and self._asking >= self._most:
                if self._waiting >= self._most_waiting:
                    raise RefusedError("busy", self._texts.too_busy)
                self._waiting += 1
                try:
                    self._free.wait_for(lambda: self._closed or self._asking < self._most)
                finally:
                    self._waiting -= 1
            if self._closed:
                raise RefusedError("closing", self._texts.closing)
            self._asking += 1
        return time.monotonic() - begun

    def close(self) -> None:
        """Lets no more questions in; those that wait are told so."""
        with self._free:
            self._closed = True
            self._free.notify_all()

    def wait_until_idle(self, seconds: float) -> bool:
        """Waits until no question is being answered; False if some still are after `seconds`."""
        with self._free:
            return self._free.wait_for(lambda: self._asking == 0, timeout=seconds)
