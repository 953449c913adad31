"""A page over the real archive, served once for all browser tests, and headless Chromium to visit it."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright
from visiting import MAX_FILE_MB, OpenPage

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.settings import load_settings
from bp_qa.web.server import start

# A loaded machine may take long over what is otherwise done at once.
expect.set_options(timeout=45_000)

CHROMIUM = Path("/usr/bin/chromium")
CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, embeddings: TextEmbeddings) -> Engine:
    folder = tmp_path_factory.mktemp("archive")
    shutil.copytree(CORPUS, folder / "corpus", ignore=shutil.ignore_patterns(".*"))
    settings = load_settings(
        corpus=folder / "corpus",
        index=folder / "index",
        desk=folder / "desk",
        max_file_mb=MAX_FILE_MB,
        # All visitors of these tests come from one address, quicker than people.
        requests_per_minute=0,
        questions_per_minute=0,
    )
    engine = Engine(settings, embeddings=embeddings)
    engine.sync()
    engine.warm()
    return engine


@pytest.fixture(scope="session")
def served(engine: Engine) -> Iterator[gr.Blocks]:
    app = start(engine)
    yield app
    app.close()


@pytest.fixture(scope="session")
def served_in_english(engine: Engine) -> Iterator[gr.Blocks]:
    """A second page over the same index: in English, its archive read-only and behind a password."""
    settings = engine.settings.model_copy(update={"language": "en", "editor": "read-only"})
    secret = load_settings(editor_password="mở ra").editor_password
    settings = settings.model_copy(update={"editor_password": secret})
    app = start(Engine(settings, embeddings=engine.embeddings))
    yield app
    app.close()


@pytest.fixture
def served_apart(engine: Engine, tmp_path: Path) -> Iterator[str]:
    """The address of the page as ``make chat`` serves it: from a process that does nothing else."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = ["--corpus", str(engine.settings.corpus), "--index", str(tmp_path / "index")]
    command = [sys.executable, "-m", "bp_qa", *given, "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert any(str(port) in line for line in process.stdout)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, served: gr.Blocks) -> Iterator[OpenPage]:
    """Opens the page as a new visitor; at the end, no request of any of them may have left the machine."""
    asked: list[str] = []
    faults: list[str] = []
    contexts = []

    def open_(url: str = "", *, width: int = 1280, height: int = 800, **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(45_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        # What the page fetches on loading comes over one stream, which the page breaks off when it has all.
        # Gradio redraws parts with it: what a script types before that, quicker than any person, is lost.
        loaded: list[Request] = []
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: loaded.append(request) if "queue/data" in request.url else None)  # type: ignore[call-overload]
        page.goto(url or str(served.local_url))
        page.locator("#bp-question textarea").wait_for()
        for _ in range(2_000):
            if loaded:
                break
            page.wait_for_timeout(20)
        else:
            pytest.fail("the page did not get what it fetches on loading")
        return page

    yield open_
    for context in contexts:
        context.close()
    outside = [
        url
        for url in asked
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and urlsplit(url).hostname != "127.0.0.1"
    ]
    assert outside == []
    assert faults == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The page at desktop size."""
    return open_page()
