"""Fuzzes the import of one kind of file with atheris, which steers by the code that is reached.

    pip install -e ".[dev,fuzz]"
    python tests/fuzz/fuzz_import.py newspaper -max_total_time=1800
    python tests/fuzz/fuzz_import.py html -max_total_time=1800

What it finds is written to the current folder as ``crash-…`` or ``timeout-…``; mend it, then move the file to
``tests/fuzz/found/<target>-<what>`` where the tests keep it from coming back. Where atheris cannot be
installed, ``--plain N`` tries N random mutations instead.
"""

import sys
import tempfile
from pathlib import Path

_NAMES = ("newspaper", "html")
# For one input; more is a hang. The first date in words makes dateparser build patterns of all its languages:
# seconds, and half a minute where the code is instrumented and the machine busy.
_SECONDS = 90


def _plain(target: str, count: int) -> None:
    from mutating import mutations
    from targets import TARGETS, seeds

    good = sum(bool(TARGETS[target](data)) for data in mutations(seeds(target), count, seed=1))
    print(f"{target}: {count} files tried, {good} read, {count - good} refused")  # noqa: T201


def _fuzz(target: str, arguments: list[str]) -> None:
    import atheris

    # What is imported here for the first time, and no sooner, is steered by.
    with atheris.instrument_imports(include=["bp_qa", "trafilatura", "yaml", "frontmatter"]):
        from targets import TARGETS, found, seeds

    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate([*seeds(target), *(data for _, data in found(target))]):
            (Path(folder) / f"seed-{number}").write_bytes(data)
        options = [f"-timeout={_SECONDS}", "-rss_limit_mb=4096", "-max_len=20000", *arguments, folder]
        atheris.Setup([sys.argv[0], *options], lambda data: TARGETS[target](data) and None)
        atheris.Fuzz()


def main() -> None:
    """Reads the command line: a target, then options of libFuzzer, or ``--plain N``."""
    match sys.argv[1:]:
        case [target, "--plain", count] if target in _NAMES:
            _plain(target, int(count))
        case [target, *arguments] if target in _NAMES:
            _fuzz(target, arguments)
        case _:
            sys.exit(f"usage: fuzz_import.py {{{','.join(_NAMES)}}} [--plain N | libFuzzer options]")


if __name__ == "__main__":
    main()
