"""What is measured, and how: figures, percentiles, peak memory, and jobs in a process of their own."""

import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

_CHILD = Path(__file__).with_name("child.py")


class BenchmarkError(Exception):
    """A measurement could not be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    Attributes:
        part: the part of the benchmark it belongs to.
        size: articles in the archive; texts or vectors where there is no archive.
        archive: "synthetic", or the name of the archive that was given.
        system: what was measured: "bp-qa", a peer, a backend, or a setting.
        measure: what the number says; the same words in each system.
        value: the number; None if it could not be measured.
        unit: of `value`.
        note: why there is no number, or under which conditions there is.
    """

    part: str
    size: int
    archive: str
    system: str
    measure: str
    value: float | None
    unit: str
    note: str = ""


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        model = next(
            (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model
        )
    return {
        "cpu": model,
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_at_start": round(psutil.getloadavg()[0], 2),
    }


def peak_mb() -> float:
    """Most memory that this process has held so far, in MB.

    Linux keeps it for each program; `getrusage` there also counts what the parent held when it started us.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024 / 1e6
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset) / 1e6
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def folder_mb(folder: Path) -> float:
    """Size of all files below `folder`, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    milliseconds = 1000 * np.asarray(seconds)
    return {"p50": float(np.percentile(milliseconds, 50)), "p95": float(np.percentile(milliseconds, 95))}


def ask_all(ask: Callable[[str], object], questions: Sequence[str], askers: int) -> dict[str, float]:
    """Lets `askers` threads ask all `questions`: latency of each, and questions a second of all."""

    def timed(question: str) -> float:
        started = time.perf_counter()
        ask(question)
        return time.perf_counter() - started

    started = time.perf_counter()
    with ThreadPoolExecutor(askers) as pool:
        seconds = list(pool.map(timed, questions))
    return {**percentiles(seconds), "per_second": len(questions) / (time.perf_counter() - started)}


def run_child(job: str, timeout: float, **arguments: object) -> dict[str, Any]:
    """Runs the function `job` of ``child.py`` in a process of its own, so that its memory is its own too.

    Raises:
        BenchmarkError: it failed, or took longer than `timeout` seconds.
    """
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        process = start_child(job, result, arguments)
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise BenchmarkError(f"not done in {timeout:.0f} s") from error
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if not result.exists():
            raise BenchmarkError(f"{job} ended with status {process.returncode}; see what it printed above")
        figures: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return figures


def run_and_kill(job: str, timeout: float, ready: Callable[[], bool], **arguments: object) -> bool:
    """Kills a child as soon as `ready` says so; False if it was done before."""
    with tempfile.TemporaryDirectory() as folder:
        process = start_child(job, Path(folder) / "result.json", arguments)
        deadline = time.monotonic() + timeout
        while process.poll() is None and time.monotonic() < deadline:
            if ready():
                break
            time.sleep(0.05)
        alive = process.poll() is None
        if alive:
            process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        process.wait()
        return alive


def start_child(job: str, result: Path, arguments: dict[str, object]) -> subprocess.Popen[bytes]:
    """A process that runs `job` and writes what it returns to `result`; it gets the time it was started."""
    given = json.dumps({**arguments, "spawned": time.time()}, default=str)
    return subprocess.Popen([sys.executable, str(_CHILD), job, str(result), given])  # noqa: S603 - our own file


def as_plain(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Figures as JSON takes them."""
    return [asdict(figure) for figure in figures]
