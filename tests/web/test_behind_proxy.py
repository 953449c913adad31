"""What docs/compose.yaml describes, without containers: Chroma behind a token, readers' processes behind one
address, each with the settings that stand there."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from chroma_server import chroma_server
from served import PATIENCE, QUESTION, fill

COMPOSE = Path(__file__).parents[2] / "docs/compose.yaml"
CADDY = shutil.which("caddy")
TOKEN = "a-token-of-the-test"
SOON = 10.0
NEW = (
    "---\ntitle: Bài d\n---\n\nXã Tam Hợp khánh thành cầu treo Huồi Sơn. Ông Vừ Bá Rê cắt băng khánh thành.\n"
)

pytestmark = pytest.mark.skipif(CADDY is None, reason="caddy is not installed (apt install caddy)")


@dataclass(frozen=True)
class Deployment:
    """What runs.

    Attributes:
        readers: the address that readers visit.
        vault: Chroma's address, which asks for the token.
        apps: the addresses of the readers' processes, behind the proxy.
        processes: of the readers' processes.
    """

    folder: Path
    readers: str
    vault: str
    apps: tuple[str, ...]
    processes: tuple[subprocess.Popen[str], ...]
    writer: dict[str, str]


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


def _caddyfile(compose: dict[str, Any], readers: int, vault: int, chroma: str, apps: list[int]) -> str:
    """The proxy's rules as they stand there, with the addresses of this machine."""
    rules = str(compose["configs"]["caddyfile"]["content"]).replace("$$", "$")
    upstreams = " ".join(f"127.0.0.1:{port}" for port in apps)
    # Debian 12 has Caddy 2.6.2, where the same was called otherwise.
    told = subprocess.run([str(CADDY), "version"], capture_output=True, text=True, check=True).stdout
    version = tuple(int(part) for part in re.findall(r"\d+", told)[:3])
    buffering = "buffer_requests" if version < (2, 6, 3) else r"\g<0>"
    for there, here in (
        (r"request_buffers \w+", buffering),
        (r"^:80 ", f":{readers} "),
        (r"^:8001 ", f":{vault} "),
        (r"chroma:8000", chroma.removeprefix("http://")),
        (r"dynamic a app 7860 \{[^}]*\}", f"to {upstreams}"),
    ):
        rules, replaced = re.subn(there, here, rules, flags=re.MULTILINE)
        assert replaced == 1, there
    return "{\n  admin off\n  auto_https off\n}\n" + rules


def _environment(compose: dict[str, Any], service: str, folder: Path, vault: str) -> dict[str, str]:
    """The settings of a service, with folders and address of this machine."""
    given = compose["services"][service]["environment"]
    settings = {name: re.sub(r"\$\{.*\}", TOKEN, value) for name, value in given.items()}
    settings |= {"BP_QA_CHROMA_URL": vault, "BP_QA_INDEX": str(folder / "index"), "BP_QA_DESK": str(folder)}
    if "BP_QA_CORPUS" in settings:
        settings["BP_QA_CORPUS"] = str(folder / "corpus")
    return os.environ | {name: value for name, value in settings.items() if name != "BP_QA_CACHE"}


@contextmanager
def _serving(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "bp_qa", "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _wait_until_open(process: subprocess.Popen[str], port: int) -> None:
    assert process.stdout is not None
    assert any(str(port) in line for line in process.stdout), "the page did not open"


@pytest.fixture(scope="module")
def deployment(own_user_folders: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    compose = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    folder = tmp_path_factory.mktemp("deployment")
    for name in ("writer", "app-0", "app-1", "caddy"):
        (folder / name).mkdir()
    fill(folder / "writer" / "corpus")
    readers, vault, writing, *reading = _free_ports(5)
    with ExitStack() as stack:
        chroma = stack.enter_context(chroma_server(folder / "chroma"))
        rules = folder / "Caddyfile"
        rules.write_text(_caddyfile(compose, readers, vault, chroma, reading), encoding="utf-8")
        proxy = subprocess.Popen(
            [str(CADDY), "run", "--config", str(rules)],
            env=os.environ | {"CHROMA_TOKEN": TOKEN, "XDG_DATA_HOME": str(folder / "caddy")},
            stderr=subprocess.DEVNULL,
        )
        stack.callback(proxy.wait)
        stack.callback(proxy.terminate)
        address = f"http://127.0.0.1:{vault}"
        environment = _environment(compose, "writer", folder / "writer", address)
        writer = stack.enter_context(_serving(environment, writing))
        _wait_until_open(writer, writing)
        apps = [
            stack.enter_context(
                _serving(_environment(compose, "app", folder / f"app-{number}", address), port)
            )
            for number, port in enumerate(reading)
        ]
        for app, port in zip(apps, reading, strict=True):
            _wait_until_open(app, port)
        yield Deployment(
            folder,
            f"http://127.0.0.1:{readers}",
            address,
            tuple(f"http://127.0.0.1:{port}" for port in reading),
            tuple(apps),
            environment,
        )


def _ask(client: httpx.Client, url: str, question: str) -> str:
    """The answer's text, by the two requests that a question takes."""
    sent = client.post(f"{url}/gradio_api/call/ask", json={"data": [question, [], "", "", "", ""]})
    event = sent.raise_for_status().json()["event_id"]
    told = client.get(f"{url}/gradio_api/call/ask/{event}").raise_for_status().text
    assert "event: complete" in told, told
    data = json.loads(told.partition("event: complete\ndata: ")[2])
    return str(data[0]["answer"])


def test_chroma_answers_who_shows_the_token(deployment: Deployment) -> None:
    for headers, status in (
        ({}, 401),
        ({"X-Chroma-Token": "guessed"}, 401),
        ({"X-Chroma-Token": TOKEN}, 200),
    ):
        for path in ("/api/v2/heartbeat", "/api/v2/tenants/default_tenant/databases/default_database"):
            assert httpx.get(f"{deployment.vault}{path}", headers=headers).status_code == status


def test_each_reader_stays_with_one_process(deployment: Deployment, tell: Callable[[str], None]) -> None:
    seen = set()
    for _ in range(12):
        with httpx.Client(timeout=PATIENCE) as reader:
            assert "Lê Như Cương" in _ask(reader, deployment.readers, QUESTION)
            process = reader.cookies["bp_qa_app"]
            assert "Lê Như Cương" in _ask(reader, deployment.readers, QUESTION)
            assert reader.cookies["bp_qa_app"] == process
            seen.add(process)
    assert len(seen) == len(deployment.apps)
    tell(f"12 readers asked twice, each of one process; {len(seen)} processes")


def test_a_new_article_is_found_by_every_process(deployment: Deployment, tell: Callable[[str], None]) -> None:
    (deployment.folder / "writer" / "corpus" / "d.md").write_text(NEW, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "bp_qa", "sync"], env=deployment.writer, check=True, timeout=120)
    begun = time.monotonic()
    waited = []
    for app in deployment.apps:
        with httpx.Client(timeout=PATIENCE) as reader:
            while "Vừ Bá Rê" not in _ask(reader, app, "Ai cắt băng khánh thành cầu treo Huồi Sơn?"):
                assert time.monotonic() - begun < SOON
                time.sleep(0.2)
        waited.append(time.monotonic() - begun)
    tell(f"a new article found by {len(waited)} processes {max(waited):.1f} s after its sync")


def test_a_reader_whose_process_dies_is_answered_by_another(deployment: Deployment) -> None:
    readers = []
    with ExitStack() as stack:
        for _ in range(8):
            reader = stack.enter_context(httpx.Client(timeout=PATIENCE))
            _ask(reader, deployment.readers, QUESTION)
            readers.append(reader)
        assert len({reader.cookies["bp_qa_app"] for reader in readers}) == len(deployment.apps)
        deployment.processes[0].send_signal(signal.SIGKILL)
        deployment.processes[0].wait(30)
        for reader in readers:
            assert "Lê Như Cương" in _ask(reader, deployment.readers, QUESTION)
