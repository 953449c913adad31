"""Serving the page: its look, its files, and the headers that keep a browser on this machine."""

import os
from pathlib import Path

# Gradio reads it when it is imported.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bp_qa.engine import Engine
from bp_qa.settings import Settings
from bp_qa.web.gradio_strings import vietnamese_gradio
from bp_qa.web.page import build_app
from bp_qa.web.theme import newspaper_theme

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
# Gradio's own limit is above ours, so that a file somewhat too large is refused in the reader's language.
_GRADIO_LIMIT_FACTOR = 4


class ContentPolicy:
    """Adds a Content-Security-Policy to every page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
            await send(message)

        await self._app(scope, receive, send_with_policy if scope["type"] == "http" else send)


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Brings the index in step with the corpus, then serves the page until it is interrupted."""
    engine = Engine(settings)
    engine.sync()
    engine.warm()
    start(engine, host, port).block_thread()


def start(engine: Engine, host: str = "127.0.0.1", port: int | None = None) -> gr.Blocks:
    """Serves the page of `engine` in the background; ``close()`` of what is returned ends it."""
    settings = engine.settings
    app = build_app(engine)
    app.queue(default_concurrency_limit=8).launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        mcp_server=True,
        ssr_mode=False,
        footer_links=["api"],
        max_file_size=int(_GRADIO_LIMIT_FACTOR * settings.max_file_mb * 1024 * 1024),
        theme=newspaper_theme(),
        head=_HEAD.format(lang=settings.language),
        i18n=vietnamese_gradio() if settings.language == "vi" else None,
        app_kwargs={
            "routes": [Mount("/bp-static", StaticFiles(directory=_STATIC))],
            "middleware": [Middleware(ContentPolicy)],
        },
    )
    return app
