"""Turns a BERT-like sentence-transformers folder into an ONNX model: tokens in, unit vectors out.

``python -m bp_qa.encoder.onnx_export SOURCE TARGET PRECISION`` does the same and prints the dimension: run
as a process of its own it gives the 3 GB that torch and the exporter take back to the system.
"""

import sys
import warnings
from pathlib import Path
from typing import Literal

from bp_qa.encoder.onnx_files import write_float32, write_int8
from bp_qa.errors import ModelError

Precision = Literal["float32", "int8"]

INPUT_NAMES = ("input_ids", "attention_mask")
OUTPUT_NAME = "embedding"
_OPSET = 17


def export_onnx(source: Path, target: Path, precision: Precision = "int8") -> int:
    """Write the model in `source` as ONNX, mean pooling and normalisation inside the graph.

    The graph takes ``input_ids`` and ``attention_mask``, int64 of (batch, tokens), and gives ``embedding``,
    f32 of (batch, dimension), each row of length one.

    Args:
        source: a folder that ``SentenceTransformer(source)`` loads: a BERT-like encoder with mean pooling.
        target: the folder that gets the files.
        precision: ``float32``, or ``int8`` for weights of 8 bits (a quarter of the size, half the time).

    Returns:
        The dimension of the embeddings.

    Raises:
        ModelError: the folder holds another kind of model, or the export fails.
    """
    whole = target / "whole.onnx"
    dimension = _export_float32(source, whole)
    write = write_float32 if precision == "float32" else write_int8
    write(whole, target)
    whole.unlink()
    return dimension


def _export_float32(source: Path, target: Path) -> int:
    # Imported here because torch takes seconds, and only the first use of a model comes this way.
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    try:
        model = SentenceTransformer(
            str(source), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"}
        )
    except (OSError, ValueError) as error:
        raise ModelError(f"{source} is not a sentence-transformers model: {error}") from error
    encoder, pooling = model[0], model[1]
    if (
        not isinstance(encoder, Transformer)
        or not isinstance(pooling, Pooling)
        or pooling.pooling_mode != "mean"
    ):
        raise ModelError(
            f"{source} is not a BERT-like model with mean pooling; set BP_QA_EMBEDDING_BACKEND=torch"
        )

    class PooledEncoder(torch.nn.Module):
        """The encoder with mean pooling over the tokens that count, and rows of length one."""

        def __init__(self, inner: torch.nn.Module) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.inner(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            weights = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=-1)

    example = torch.ones(2, 16, dtype=torch.long)
    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # notes of the tracer on shapes, which the dynamic axes settle
        torch.onnx.export(
            PooledEncoder(encoder.auto_model).eval(),
            (example, example),
            str(target),
            input_names=list(INPUT_NAMES),
            output_names=[OUTPUT_NAME],
            dynamic_axes=dict.fromkeys(INPUT_NAMES, axes) | {OUTPUT_NAME: {0: "batch"}},
            opset_version=_OPSET,
            dynamo=False,  # the newer exporter needs onnxscript
        )
    dimension = model.get_embedding_dimension()
    if dimension is None:
        raise ModelError(f"{source} does not say the dimension of its embeddings")
    return dimension


def main(arguments: list[str]) -> int:
    """The command line of this module; its exit status."""
    source, target, precision = arguments
    try:
        dimension = export_onnx(Path(source), Path(target), "int8" if precision == "int8" else "float32")
    except ModelError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{dimension}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
