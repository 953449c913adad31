"""A language model whose server takes requests and never answers."""

import importlib.util
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from served import ask, outcome, serving, submit

from bp_qa.answering.prompts import UNUSABLE_MODEL
from bp_qa.answering.prose import BUSY_MODEL
from bp_qa.encoder.embeddings import TextEmbeddings

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("langchain_openai") is None, reason="the extra openai is not installed"
)
TIMEOUT = 20.0
QUESTION = "Ai phát biểu tại lễ chào cờ?"


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Accepts connections, reads what comes, and says nothing."""
    listening = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                held.append(listening.accept()[0])
            except OSError:
                return

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    listening.close()
    for connection in held:
        connection.close()


@pytest.mark.slow
def test_who_asks_a_hung_model_holds_up_no_one_else(
    tmp_path: Path, embeddings: TextEmbeddings, silent_server: str, tell: Callable[[str], None]
) -> None:
    with (
        serving(
            tmp_path,
            embeddings,
            llm="openai:none",
            llm_url=silent_server,
            llm_timeout=TIMEOUT,
            concurrent_questions=3,
            llm_concurrency=8,
            questions_per_minute=0,
        ) as (service, url),
        ThreadPoolExecutor(2) as pool,
    ):
        # Two take the places that the model has; they hang.
        hung = [pool.submit(outcome, url, submit(url, QUESTION)) for _ in range(2)]
        deadline = time.monotonic() + 60
        while service._asker.gate.asking < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        begun = time.monotonic()
        kind, answer = ask(url)
        seconds = time.monotonic() - begun
        still = sum(not each.done() for each in hung)
        assert kind == "complete"
        assert "Lê Như Cương" in answer["answer"]
        assert answer["notes"] == [BUSY_MODEL["vi"]]
        assert still == 2, "the model's places were free again before the third answer came"
        # And those who waited for the model get the quotes in the end.
        for each in hung:
            kind, data = each.result(timeout=4 * TIMEOUT)
            assert kind == "complete"
            assert "Lê Như Cương" in data[0]["answer"]
            assert data[0]["notes"] == [UNUSABLE_MODEL["vi"]]
        tell(f"answered in {seconds:.1f} s beside {still} questions that hung")
