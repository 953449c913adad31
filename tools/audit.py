"""What ``make audit`` prints: known holes of the pinned packages, their licences, and what ruff says of ours.

The answer on holes comes from a database elsewhere; where that cannot be reached, this says so, and the rest
is still checked.
"""

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "constraints.txt"
# Asked for alone, to find out whether the database answers before all packages are named to it.
_PROBE = "pip==23.2"  # has published holes
_SERVICES = ("pypi", "osv")
# Licences under which a library may be used by a program of another licence, by words of their names.
_STRONG_COPYLEFT = ("affero", "agpl", "gpl")
_WEAK = ("lgpl", "lesser")


def main() -> int:
    """Runs all parts; 0 if nothing was found, whether or not the database was reached."""
    parts = (("Known holes", holes), ("Licences", licences), ("Security rules (ruff S)", rules))
    failed = False
    for title, part in parts:
        print(f"== {title}")
        failed |= not part()
        print()
    return 1 if failed else 0


def holes() -> bool:
    """Whether no pinned package has a known hole, as far as that could be found out."""
    service = next((name for name in _SERVICES if _answers(name)), None)
    if service is None:
        print(
            "NOT CHECKED: neither the package index nor osv.dev answers questions about holes from here.\n"
            "Run `make audit` where they can be reached."
        )
        return True
    found, skipped, checked = _audit(service, LOCK.read_text(encoding="utf-8"))
    print(f"{checked} packages checked against {service}.")
    for line in skipped:
        print(f"NOT CHECKED: {line}")
    for line in found:
        print(line)
    print("No known holes." if not found else f"{len(found)} known holes.")
    return not found


def _answers(service: str) -> bool:
    try:
        found, _, _ = _audit(service, _PROBE)
    except RuntimeError:
        return False
    return bool(found)


def _audit(service: str, requirements: str) -> tuple[list[str], list[str], int]:
    """Holes found, packages that could not be checked, and how many were."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        listed.write_text(requirements, encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(listed), "--no-deps"]
        command += ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
        command += ["--vulnerability-service", service, "--timeout", "15"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800)
    try:
        dependencies = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        raise RuntimeError(done.stderr.strip()[-300:]) from None
    found = [
        f"{each['name']} {each['version']}: {hole['id']} ({', '.join(hole['aliases'])}), "
        f"mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for each in dependencies
        for hole in each.get("vulns", [])
    ]
    skipped = [f"{each['name']}: {each['skip_reason']}" for each in dependencies if "skip_reason" in each]
    return found, skipped, len(dependencies) - len(skipped)


def licences() -> bool:
    """Prints the licence of every installed package; True if none forbids this project's own."""
    if find_spec("piplicenses") is None:
        print('NOT CHECKED: pip-licenses is not installed; pip install -c constraints.txt -e ".[audit]"')
        return True
    command = [sys.executable, "-m", "piplicenses", "--from", "mixed", "--format", "json"]
    listed = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    by_licence: dict[str, list[str]] = {}
    for each in listed:
        by_licence.setdefault(_short(each["License"]), []).append(each["Name"])
    for licence, names in sorted(by_licence.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"{len(names):4} {licence}: {', '.join(sorted(names, key=str.lower))}")
    doubtful = sorted(
        name
        for licence, names in by_licence.items()
        if any(word in licence.lower() for word in _STRONG_COPYLEFT)
        and not any(word in licence.lower() for word in _WEAK)
        and " or " not in licence.lower()
        for name in names
    )
    if doubtful:
        print(f"LOOK AT: {', '.join(doubtful)} may want this project to be under their licence.")
    return True


def _short(licence: str) -> str:
    first = licence.strip().split("\n")[0]
    return first if len(first) <= 80 else f"{first[:77]}…"


def rules() -> bool:
    """Whether ruff's security rules find nothing in the package."""
    command = [sys.executable, "-m", "ruff", "check", "--select", "S", "src", "tools", "app.py"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
