"""ONNX files whose weights lie in a file beside them, mapped into memory instead of copied into it.

Of the 250,000 rows of word vectors, 96 MB, a process then holds those that its texts touch, and processes on
one machine share them.
"""

import logging
import shutil
from collections.abc import Iterable
from pathlib import Path

from bp_qa.encoder.runtime import load_onnxruntime

ONNX_FILE = "model.onnx"
WEIGHTS_FILE = f"{ONNX_FILE}.data"
"""The name that ONNX Runtime's quantiser gives it; the graph refers to it, so the two move together."""

_LEAST_BYTES = 1024


def write_float32(whole: Path, folder: Path) -> None:
    """Write the graph in the file `whole`, as torch exports it, into `folder`."""
    import onnx

    onnx.save_model(
        onnx.load(whole),
        folder / ONNX_FILE,
        save_as_external_data=True,
        location=WEIGHTS_FILE,
        size_threshold=_LEAST_BYTES,
    )
    shutil.copymode(folder / ONNX_FILE, folder / WEIGHTS_FILE)


def write_int8(whole: Path, folder: Path, *, in_float32: Iterable[str] = ()) -> None:
    """Write the graph in the file `whole` into `folder` with weights of 8 bits, scaled by channel.

    Args:
        whole: as torch exports it.
        folder: that gets both files.
        in_float32: names of the nodes whose weights stay as they are.
    """
    load_onnxruntime()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)  # it advises a pre-processing step that changes nothing for these graphs
    try:
        quantize_dynamic(
            whole,
            folder / ONNX_FILE,
            weight_type=QuantType.QInt8,
            per_channel=True,
            nodes_to_exclude=list(in_float32),
            use_external_data_format=True,
        )
    finally:
        root.setLevel(level)
    shutil.copymode(folder / ONNX_FILE, folder / WEIGHTS_FILE)
