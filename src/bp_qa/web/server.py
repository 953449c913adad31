"""Serving the page: its look, its files, the headers that keep a browser on this machine, and its end."""

import logging
import os
import queue
import signal
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

# Gradio reads it when it is imported.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bp_qa.engine import Engine
from bp_qa.settings import Settings
from bp_qa.web.asking import Asker
from bp_qa.web.gradio_strings import vietnamese_gradio
from bp_qa.web.health import health_endpoint
from bp_qa.web.page import build_app
from bp_qa.web.texts import texts_for
from bp_qa.web.theme import newspaper_theme
from bp_qa.web.traffic import Delivery, TrafficLimits

logger = logging.getLogger(__name__)

_STATIC = Path(__file__).parent / "static"
# What a page may load: nothing from elsewhere, whatever stands in an article. Gradio needs inline script.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "frame-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
)
# Gradio chooses its words by the browser's language, and has none in Vietnamese: it is told English, whose
# words are replaced by ours.
_HEAD = """<script>
document.documentElement.lang = "{lang}";
Object.defineProperty(navigator, "language", {{get: () => "en"}});
Object.defineProperty(navigator, "languages", {{get: () => ["en"]}});
</script>
<link rel="stylesheet" href="bp-static/style.css">
"""
# Gradio's scripts and styles, whose names change with what is in them.
_HASHED = "/assets/"
# Gradio's own limit is above ours, so that a file somewhat too large is refused in the reader's language.
_GRADIO_LIMIT_FACTOR = 4
_OTHER_THREADS = 32


class ContentPolicy:
    """Adds a Content-Security-Policy to every page, and lets browsers keep what never changes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
                # The page is some eighty small files: a reload need not ask after each of them.
                if scope["path"].startswith(_HASHED) and message["status"] == 200:
                    headers.setdefault("Cache-Control", "public, max-age=31536000, immutable")
            await send(message)

        await self._app(scope, receive, send_with_policy if scope["type"] == "http" else send)


class Service:
    """A page that is being served.

    Attributes:
        page: the Gradio app; its ``local_url`` is where it is.
    """

    def __init__(self, engine: Engine, page: gr.Blocks, asker: Asker, delivery: Delivery) -> None:
        self.page = page
        self._engine = engine
        self._asker = asker
        self._delivery = delivery
        self._seconds = engine.settings.shutdown_seconds
        self._follower = engine.follow()

    def run_until_stopped(self) -> None:
        """Waits for SIGTERM or SIGINT (Ctrl+C), then closes; a second one ends the process at once."""
        # Unlike an event, it can be put to while the code that the signal interrupts is getting from it.
        stopped: queue.SimpleQueue[int] = queue.SimpleQueue()

        def stop(number: int, _frame: FrameType | None) -> None:
            for each in before:
                signal.signal(each, signal.SIG_DFL)
            stopped.put(number)

        before = {each: signal.signal(each, stop) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            while True:
                with suppress(queue.Empty):  # a bare wait would not let signals in on every system
                    number = stopped.get(timeout=1.0)
                    break
            logger.info("Stopping on %s", signal.Signals(number).name)
        finally:
            self.close()
            for each, handler in before.items():
                signal.signal(each, handler)

    def close(self) -> None:
        """Takes no more questions, lets those under way be answered and delivered, then closes the page."""
        deadline = time.monotonic() + self._seconds
        self._asker.gate.close()
        idle = self._asker.gate.wait_until_idle(self._seconds)
        while self._delivery.open and time.monotonic() < deadline:
            time.sleep(0.02)
        if not idle:
            logger.warning("Stopped with %d questions unanswered", self._asker.gate.asking)
        self.page.close(verbose=False)
        if self._follower is not None:
            self._follower.stop()
        self._engine.index.close()


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Brings the index in step with the corpus, then serves the page until it is stopped."""
    engine = Engine(settings)
    engine.prepare()
    open_service(engine, host, port).run_until_stopped()


def start(engine: Engine, host: str = "127.0.0.1", port: int | None = None) -> gr.Blocks:
    """Serves the page of `engine` in the background; ``close()`` of what is returned ends it."""
    return open_service(engine, host, port).page


def open_service(engine: Engine, host: str = "127.0.0.1", port: int | None = None) -> Service:
    """Serves the page of `engine` in the background."""
    settings = engine.settings
    texts = texts_for(settings.language)
    asker = Asker(engine, texts)
    delivery = Delivery()
    page = build_app(engine, asker)
    # A question that waits for its turn holds a thread; beside them there must be some for all else.
    threads = settings.concurrent_questions + settings.waiting_questions + _OTHER_THREADS
    page.queue(default_concurrency_limit=8).launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        mcp_server=True,
        ssr_mode=False,
        footer_links=["api"],
        max_threads=threads,
        max_file_size=int(_GRADIO_LIMIT_FACTOR * settings.max_file_mb * 1024 * 1024),
        theme=newspaper_theme(),
        head=_HEAD.format(lang=settings.language),
        i18n=vietnamese_gradio() if settings.language == "vi" else None,
        app_kwargs={
            "routes": [
                Mount("/bp-static", StaticFiles(directory=_STATIC)),
                Route("/health", health_endpoint(engine, asker.gate)),
            ],
            "middleware": [
                Middleware(ContentPolicy),
                Middleware(TrafficLimits, settings=settings, texts=texts, delivery=delivery),
            ],
        },
    )
    return Service(engine, page, asker, delivery)
