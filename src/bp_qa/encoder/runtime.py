"""The engines that run an ONNX file: ONNX Runtime and, where it is installed, OpenVINO."""

import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt

from bp_qa.errors import ModelError

Run = Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], npt.NDArray[np.float32]]
"""Token ids and attention mask of (batch, tokens) → embeddings of (batch, dimension)."""


def load_onnxruntime() -> ModuleType:
    """Import ONNX Runtime with its telemetry off.

    From 1.29 on its Linux builds write a device id and upload events. The variable must be set before the
    library starts, the function call covers a library that was imported before; a value the user set stays.
    """
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    if os.environ["ORT_DISABLE_TELEMETRY"] == "1":
        onnxruntime.disable_telemetry_events()
    return onnxruntime  # type: ignore[no-any-return]


def cpu_threads(threads: int) -> int:
    """The number of threads to use: `threads`, or for 0 as many as this process may run on."""
    if threads > 0:
        return threads
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def open_onnxruntime(file: Path) -> Run:
    """A function that runs `file` on ONNX Runtime, on the thread that calls it; many may call it at once.

    Raises:
        ModelError: the file cannot be loaded.
    """
    onnxruntime = load_onnxruntime()
    options = onnxruntime.SessionOptions()
    # Texts side by side, a thread each, instead of all threads for one: nobody waits for a slower one, and
    # none is left that spins for more work while the search that follows a question wants the core.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    # The arena keeps the largest batch's memory for ever, and saves no time worth having.
    options.enable_cpu_mem_arena = False
    try:
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors share no other base
        raise ModelError(
            f"ONNX Runtime cannot load {file}: {error}. Delete its folder and try again."
        ) from error

    def run(
        input_ids: npt.NDArray[np.int64], attention_mask: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        outputs: list[npt.NDArray[np.float32]] = session.run(
            None, {"input_ids": input_ids, "attention_mask": attention_mask}
        )
        return outputs[0]

    return run


def open_openvino(file: Path, threads: int) -> Run:
    """A function that runs `file` on OpenVINO in bf16 where the CPU has it; many threads may call it at once.

    Only ``openvino.Core`` is used: the conversion tool is what sends telemetry.

    Raises:
        ModelError: OpenVINO is not installed, or cannot load the file.
    """
    try:
        import openvino
    except ImportError as error:
        raise ModelError(
            "The backend openvino needs the package of that name: pip install -e '.[openvino]', "
            "or set BP_QA_EMBEDDING_BACKEND=onnx-int8"
        ) from error
    core = openvino.Core()
    wanted = {
        "INFERENCE_PRECISION_HINT": "bf16",
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": str(cpu_threads(threads)),
    }
    try:
        compiled = core.compile_model(core.read_model(str(file)), "CPU", wanted)
    except RuntimeError as error:
        raise ModelError(f"OpenVINO cannot load {file}: {error}. Delete its folder and try again.") from error

    def run(
        input_ids: npt.NDArray[np.int64], attention_mask: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        request = compiled.create_infer_request()  # one each call, because a request is not thread-safe
        result = request.infer({"input_ids": input_ids, "attention_mask": attention_mask})
        return np.array(result[compiled.output(0)], np.float32)

    return run
