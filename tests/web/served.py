"""A page served over a small archive, and what a program sends it, over real sockets."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.settings import load_settings
from bp_qa.web.server import Service, open_service

# A loaded machine may take long over what is otherwise done at once.
PATIENCE = httpx.Timeout(120.0)
QUESTION = "Ai phát biểu tại lễ chào cờ?"
TEXTS = {
    "a": "Đồn Biên phòng Quỳnh Phương tổ chức lễ chào cờ. Đại tá Lê Như Cương phát biểu.",
    "b": "Hội nghị sơ kết diễn ra tại thị xã Hoàng Mai. Ủy ban nhân dân (UBND) trao 12 giấy khen.",
    "c": "Bộ đội Biên phòng tuần tra an ninh biên giới (ANBG). Có 30 cột mốc được phát quang.",
}


def fill(corpus: Path) -> None:
    """Writes the articles of `TEXTS` into the folder `corpus`."""
    corpus.mkdir(exist_ok=True)
    for name, text in TEXTS.items():
        (corpus / f"{name}.md").write_text(f"---\ntitle: Bài {name}\n---\n\n{text}\n", encoding="utf-8")


@contextmanager
def serving(folder: Path, embeddings: TextEmbeddings, **settings: object) -> Iterator[tuple[Service, str]]:
    """The service of a synced archive in `folder`, and its address."""
    fill(folder / "corpus")
    given = load_settings(corpus=folder / "corpus", index=folder / "index", desk=folder / "desk", **settings)
    engine = Engine(given, embeddings=embeddings)
    engine.sync()
    engine.warm()
    service = open_service(engine)
    try:
        yield service, str(service.page.local_url).rstrip("/")
    finally:
        service.close()


def submit(
    url: str, question: str, history: list[str] | None = None, address: str | None = None
) -> httpx.Response:
    """Sends a question; what comes back at once names the event, or says why it is refused.

    Args:
        address: of this machine, to send it from.
    """
    body = {"data": [question, history or [], "", "", "", ""]}
    with httpx.Client(transport=httpx.HTTPTransport(local_address=address), timeout=PATIENCE) as client:
        return client.post(f"{url}/gradio_api/call/ask", json=body)


def outcome(
    url: str, submitted: httpx.Response, on_open: Callable[[], object] | None = None
) -> tuple[str, Any]:
    """What became of a question: ("complete", answer) or ("error", message).

    Args:
        on_open: called once the answer can arrive.
    """
    event_id = submitted.raise_for_status().json()["event_id"]
    kind = ""
    with httpx.stream("GET", f"{url}/gradio_api/call/ask/{event_id}", timeout=PATIENCE) as stream:
        if on_open is not None:
            on_open()
        for line in stream.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: ") and kind in {"complete", "error"}:
                return kind, json.loads(line.removeprefix("data: "))
    raise AssertionError("the stream ended without an answer")


def ask(
    url: str, question: str = QUESTION, history: list[str] | None = None, address: str | None = None
) -> tuple[str, Any]:
    """Asks, and waits for what becomes of it."""
    kind, data = outcome(url, submit(url, question, history, address))
    return (kind, data[0]) if kind == "complete" else (kind, data)
