"""What one client does to a page, over real sockets, harms no other: much, often, slowly, all at once."""

import json
import logging
import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest
from served import PATIENCE, QUESTION, ask, outcome, serving, submit

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.web.server import Service

# Another address of this machine than the one that the page is served on, which logs may name.
CLIENT = "127.0.0.2"


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, embeddings: TextEmbeddings
) -> Iterator[tuple[Service, str]]:
    """A page with limits low enough to meet, those by the minute apart."""
    folder = tmp_path_factory.mktemp("served")
    with serving(
        folder,
        embeddings,
        concurrent_questions=2,
        waiting_questions=4,
        max_request_mb=1,
        request_seconds=2,
        questions_per_minute=0,
        requests_per_minute=0,
    ) as running:
        yield running


@pytest.fixture
def url(served: tuple[Service, str]) -> str:
    return served[1]


def own_records(caplog: pytest.LogCaptureFixture) -> list[str]:
    """All that the records of bp_qa's loggers hold: whatever a handler may write of them."""
    kept = [record for record in caplog.records if record.name.split(".")[0] == "bp_qa"]
    return [f"{record.getMessage()} {record.exc_text} {vars(record)}" for record in kept]


def connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((str(parts.hostname), parts.port), timeout=60)


def test_health_tells_numbers_and_nothing_else(url: str) -> None:
    answer = httpx.get(f"{url}/health", timeout=PATIENCE)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "ready": True,
        "asking": 0,
        "waiting": 0,
        "articles": 3,
        "generation": answer.json()["generation"],
    }
    assert answer.json()["generation"] >= 1


def test_a_request_too_large_is_refused_in_words(url: str) -> None:
    for question in ("a" * 1_100_000, "\x00" * 400_000):
        answer = submit(url, question)
        assert answer.status_code == 413
        assert "1 MB" in answer.json()["detail"]


def test_a_body_of_unknown_length_is_counted_as_it_comes(url: str) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    try:
        answer = httpx.post(f"{url}/gradio_api/call/ask", content=endless(), timeout=PATIENCE)
    except httpx.TransportError:
        return  # refused and hung up on while still sending
    assert answer.status_code == 413


def test_a_question_of_hundreds_of_kilobytes_is_cut_and_says_so(url: str) -> None:
    question = f"{QUESTION} " + "giấy khen " * 60_000
    begun = time.process_time()
    kind, answer = ask(url, question)
    assert kind == "complete"
    assert any("dài quá" in note for note in answer["notes"])
    assert time.process_time() - begun < 20


def test_thousands_of_earlier_questions_are_not_all_read(url: str) -> None:
    kind, answer = ask(url, QUESTION, ["Hoàng Mai ở đâu?"] * 20_000)
    assert kind == "complete"
    assert answer["answer"]


def test_clients_that_trickle_hold_up_no_one(url: str, tell: Callable[[str], None]) -> None:
    """As many connections as would use up any number of threads, each sending next to nothing."""
    head = b"POST /gradio_api/call/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    slow = [connect(url) for _ in range(100)]
    try:
        for number, connection in enumerate(slow):
            # Half do not end their headers, half announce a body that does not come.
            connection.sendall(head if number % 2 else head + b"Content-Length: 1000\r\n\r\n{")
        kind, answer = ask(url)
        assert (kind, answer["abstained"]) == ("complete", False)
        assert httpx.get(f"{url}/health", timeout=PATIENCE).status_code == 200
        told = b""
        while piece := slow[0].recv(65_536):
            told += piece
        assert told.startswith(b"HTTP/1.1 408 ")
        assert "2 giây" in json.loads(told.partition(b"\r\n\r\n")[2])["detail"]
    finally:
        for connection in slow:
            connection.close()
    tell(f"slow connections that held up no one: {len(slow)}")


def test_clients_that_do_not_read_hold_up_no_one(url: str) -> None:
    deaf = []
    for _ in range(10):
        event_id = submit(url, QUESTION).raise_for_status().json()["event_id"]
        connection = connect(url)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        connection.sendall(f"GET /gradio_api/call/ask/{event_id} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        deaf.append(connection)
        time.sleep(0.2)
    deadline = time.monotonic() + 120
    while httpx.get(f"{url}/health", timeout=PATIENCE).json()["waiting"] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ask(url)[0] == "complete"
    for connection in deaf:
        connection.close()


def test_more_at_once_than_may_wait_are_told_to_come_back(url: str, tell: Callable[[str], None]) -> None:
    # However quick the machine: a question with earlier ones to read takes its time.
    with ThreadPoolExecutor(12) as pool:
        submitted = list(pool.map(lambda _: submit(url, QUESTION, ["Hoàng Mai?"] * 6), range(12)))
        outcomes = list(pool.map(lambda each: outcome(url, each), submitted))
    refused = [data["error"] for kind, data in outcomes if kind == "error"]
    answered = [data[0]["answer"] for kind, data in outcomes if kind == "complete"]
    assert len(answered) + len(refused) == 12
    assert len(answered) >= 6
    assert set(refused) == {"Đang có nhiều người hỏi cùng lúc. Bạn thử lại sau ít phút nhé."}
    assert len(set(answered)) == 1
    assert ask(url)[0] == "complete"
    tell(f"12 at once: {len(answered)} answered, {len(refused)} told to come back")


def test_logs_hold_timings_and_no_question(url: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert ask(url, "Xyzzy Quỳnh Phương có gì?", ["Plugh là ai?"], CLIENT)[0] == "complete"
        assert submit(url, "Xyzzy " * 250_000, address=CLIENT).status_code == 413
    events = [record.fields for record in caplog.records if hasattr(record, "fields")]
    question = next(fields for fields in events if fields["event"] == "question")
    assert question["via"] == "api"
    assert question["outcome"] in {"answered", "abstained"}
    assert question["ms"] >= question["timings_ms"]["total"] > 0
    assert {"chars", "citations", "confidence", "waited_ms"} <= question.keys()
    assert {"event": "refused", "status": 413} in events
    told = "\n".join(f"{record.getMessage()} {getattr(record, 'fields', '')}" for record in caplog.records)
    for word in ("Xyzzy", "Plugh", "Quỳnh Phương"):
        assert word not in told, word
    records = own_records(caplog)
    assert len(records) >= 2
    told = "\n".join(records)
    for word in ("Xyzzy", "Plugh", "Quỳnh Phương", CLIENT):
        assert word not in told, word


def test_limits_by_the_minute_and_the_wish_to_log_questions(
    tmp_path_factory: pytest.TempPathFactory, embeddings: TextEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.INFO),
        serving(
            tmp_path_factory.mktemp("hasty"),
            embeddings,
            questions_per_minute=3,
            requests_per_minute=40,
            log_questions=True,
        ) as (_, url),
    ):
        outcomes = [ask(url, address=CLIENT) for _ in range(5)]
        assert [kind for kind, _ in outcomes][:3] == ["complete"] * 3
        refused = [data["error"] for kind, data in outcomes if kind == "error"]
        assert refused
        assert all("3 câu" in text for text in refused)
        answers = [httpx.get(f"{url}/gradio_api/info", timeout=PATIENCE) for _ in range(45)]
        limited = [answer for answer in answers if answer.status_code == 429]
        assert limited
        assert "40 yêu cầu" in limited[0].json()["detail"]
        assert 1 <= int(limited[0].headers["retry-after"]) <= 60
        # What a watchdog asks is never refused.
        assert all(httpx.get(f"{url}/health", timeout=PATIENCE).status_code == 200 for _ in range(50))
    logged = [record.fields for record in caplog.records if hasattr(record, "fields")]
    assert any(fields.get("question") == QUESTION for fields in logged)
    assert any(fields.get("reason") == "rate" for fields in logged)
    # Whoever wishes to log questions has not asked for who sent them.
    assert not any(CLIENT in record for record in own_records(caplog))


def test_a_browser_keeps_the_scripts_and_asks_anew_for_the_page(url: str) -> None:
    page = httpx.get(url, timeout=PATIENCE)
    script = re.search(r'src="\.?(/assets/[^"]+\.js)"', page.text)
    assert script is not None
    kept = httpx.get(url.rstrip("/") + script[1], timeout=PATIENCE)
    assert "immutable" in kept.headers["cache-control"]
    assert "immutable" not in page.headers.get("cache-control", "")
    missing = httpx.get(url.rstrip("/") + "/assets/none.js", timeout=PATIENCE)
    assert missing.status_code == 404
    assert "immutable" not in missing.headers.get("cache-control", "")
