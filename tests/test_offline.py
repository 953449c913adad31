"""A whole session of a process of its own, in which nothing may speak to anything but this machine."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ARTICLES = ("2024-02-27-hoang-mai-so-ket-ngay-bien-phong", "2025-06-01-le-hoi-den-con-quynh-phuong")
# With one of these set by the person who runs the tests, it would not be shown that we need none of them.
_FORBIDDING = {"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE", "GRADIO_ANALYTICS_ENABLED"}
_FORBIDDING |= {"ANONYMIZED_TELEMETRY", "ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"}


def _session(argument: str) -> dict[str, Any]:
    plain = {name: value for name, value in os.environ.items() if name not in _FORBIDDING}
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/offline_session.py"), argument],
        capture_output=True,
        timeout=250,
        check=False,
        env=plain,
    )
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    return told


def test_nothing_speaks_to_anything_but_this_machine(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    for name in ARTICLES:
        shutil.copy(ROOT / "corpus" / f"{name}.md", tmp_path / "corpus")
    told = _session(str(tmp_path))
    assert told["elsewhere"] == []
    assert (told["added"], told["abstained"]) == (2, [False, True])
    assert told["pages"] == [200, 200, 200]
    assert told["here"] > 0, "the page was read over a socket, of which the session did not hear"


def test_a_session_that_leaves_is_found_out() -> None:
    told = _session("--leave")
    assert [each.split()[0] for each in told["elsewhere"]] == [
        "socket.getaddrinfo",
        "socket.connect",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.sendto",
    ]
