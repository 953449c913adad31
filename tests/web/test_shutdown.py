"""`bp-qa serve`, told to stop while it answers: what is under way is answered and delivered first."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from served import PATIENCE, QUESTION, fill, outcome, submit

from bp_qa.web.texts import VIETNAMESE

AT_ONCE = 40
LONGEST_SHUTDOWN = 15.0


@pytest.fixture
def process(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The server's process, ready to answer, and its address."""
    fill(tmp_path / "corpus")
    folders = ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "BP_QA_DESK": str(tmp_path / "desk"),
        "BP_QA_CONCURRENT_QUESTIONS": "1",
        "BP_QA_WAITING_QUESTIONS": str(AT_ONCE),
        "BP_QA_QUESTIONS_PER_MINUTE": "0",
        "BP_QA_REQUESTS_PER_MINUTE": "0",
        "BP_QA_SHUTDOWN_SECONDS": str(LONGEST_SHUTDOWN),
        "BP_QA_LOG_FORMAT": "json",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bp_qa", *folders, "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | settings,
    ) as running:
        assert running.stdout is not None
        try:
            assert any(str(port) in line for line in running.stdout)
            yield running, f"http://127.0.0.1:{port}"
        finally:
            running.kill()


def test_a_question_under_way_is_answered_before_the_process_ends(
    process: tuple[subprocess.Popen[str], str], tell: Callable[[str], None]
) -> None:
    running, url = process
    assert running.stderr is not None
    logged: list[str] = []
    reading = threading.Thread(target=lambda: logged.extend(running.stderr or ()), daemon=True)
    reading.start()
    opened = threading.Semaphore(0)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        submitted = list(pool.map(lambda _: submit(url, QUESTION, ["Hoàng Mai?"] * 6), range(AT_ONCE)))
        pending = [pool.submit(outcome, url, each, opened.release) for each in submitted]
        assert all(opened.acquire(timeout=20) for _ in range(AT_ONCE))
        # One at a time is answered, so while others wait one is under way.
        state = httpx.get(f"{url}/health", timeout=PATIENCE).json()
        assert state["waiting"] > 1
        running.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        outcomes = [each.result(timeout=30) for each in pending]
        status = running.wait(timeout=30)
        seconds = time.monotonic() - begun
    reading.join(10)
    answers = [data[0]["answer"] for kind, data in outcomes if kind == "complete"]
    told = {data["error"] for kind, data in outcomes if kind == "error"}
    assert status == 0
    assert seconds < LONGEST_SHUTDOWN
    assert all("Lê Như Cương" in answer for answer in answers)
    assert told == {VIETNAMESE.closing}
    # The server's own word: one was answered after the signal, and each answer has reached who asked.
    events = [json.loads(line) for line in logged if line.startswith("{")]
    stopped = next(number for number, event in enumerate(events) if "SIGTERM" in event["message"])
    answered = [number for number, event in enumerate(events) if event.get("outcome") == "answered"]
    assert answered[-1] > stopped
    assert len(answered) == len(answers)
    tell(f"{len(answers)} of {AT_ONCE} answered; ended {seconds:.1f} s after the signal")
