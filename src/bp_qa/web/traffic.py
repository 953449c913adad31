"""What may reach the page over HTTP: how much, how often, how slowly; whoever may not is told why."""

import asyncio
import logging
from collections import deque

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bp_qa.settings import Settings
from bp_qa.web.rates import NOBODY, PerMinute
from bp_qa.web.texts import Texts

logger = logging.getLogger(__name__)

# What a page is made of comes by the hundred files, and costs next to nothing.
_UNCOUNTED = ("/assets/", "/static/", "/svelte/", "/bp-static/", "/favicon", "/theme.css", "/health")
_UPLOAD = "/gradio_api/upload"
# Streams over which answers go out; each ends when all that was asked for over it has been sent.
_ANSWER_STREAMS = ("/gradio_api/queue/data", "/gradio_api/call/", "/gradio_api/run/", "/gradio_api/api/")
_MEGABYTE = 1024 * 1024


class _TooLargeError(Exception):
    pass


class _GoneError(Exception):
    pass


class Delivery:
    """Counts the answers that are on their way out."""

    def __init__(self) -> None:
        self.open = 0


class TrafficLimits:
    """Refuses requests that are too many, too large or too slow, before anything else sees them.

    A request's body is taken in whole first, so that one that trickles in occupies nothing but its own
    connection. Uploaded files are apart: they go to disk as they come, and have a limit of their own.
    """

    def __init__(self, app: ASGIApp, settings: Settings, texts: Texts, delivery: Delivery) -> None:
        self._app = app
        self._texts = texts
        self._delivery = delivery
        self._rate = PerMinute(settings.requests_per_minute)
        self._most_bytes = int(settings.max_request_mb * _MEGABYTE)
        self._seconds = settings.request_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])
        if not path.startswith(_UNCOUNTED):
            client = scope.get("client")
            seconds = self._rate.wait_for(str(client[0]) if client else NOBODY)
            if seconds:
                text = self._texts.too_many_requests.format(most=self._rate.most, seconds=seconds)
                await self._refuse(429, text, scope, receive, send, {"Retry-After": str(seconds)})
                return
        if scope["method"] in {"POST", "PUT", "PATCH"} and not path.startswith(_UPLOAD):
            try:
                async with asyncio.timeout(self._seconds):
                    receive = await self._taken_in(scope, receive)
            except _TooLargeError:
                text = self._texts.request_large.format(most=f"{self._most_bytes / _MEGABYTE:g}")
                await self._refuse(413, text, scope, receive, send)
                return
            except TimeoutError:
                text = self._texts.request_slow.format(seconds=f"{self._seconds:g}")
                await self._refuse(408, text, scope, receive, send)
                return
            except _GoneError:
                return
        if not path.startswith(_ANSWER_STREAMS):
            await self._app(scope, receive, send)
            return
        self._delivery.open += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._delivery.open -= 1

    async def _taken_in(self, scope: Scope, receive: Receive) -> Receive:
        """The whole body, to be received again from what is returned."""
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if announced.isdigit() and int(announced) > self._most_bytes:
            raise _TooLargeError
        pieces: deque[Message] = deque()
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _GoneError
            size += len(message.get("body", b""))
            if size > self._most_bytes:
                raise _TooLargeError
            pieces.append(message)
            if not message.get("more_body", False):
                break

        async def again() -> Message:
            return pieces.popleft() if pieces else await receive()

        return again

    async def _refuse(
        self,
        status: int,
        text: str,
        scope: Scope,
        receive: Receive,
        send: Send,
        headers: dict[str, str] | None = None,
    ) -> None:
        logger.info(
            "A request was refused with %d", status, extra={"fields": {"event": "refused", "status": status}}
        )
        # The rest of what is being sent is not read, so nothing else can come over this connection.
        closing = {"Connection": "close", **(headers or {})}
        response = JSONResponse({"detail": text, "error": text}, status, closing)
        await response(scope, receive, send)
