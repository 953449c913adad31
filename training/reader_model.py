"""The span reader as it is trained: which parts start from the base, and which stay as they are there."""

from pathlib import Path

import torch
from transformers import BertModel

from bp_qa.answering.reader_network import SpanReaderNetwork

BFLOAT16 = torch.cpu._is_avx512_bf16_supported()
"""Whether the processor multiplies bfloat16 itself: several times as fast as float32 where it does.

Where it is emulated, bfloat16 is four times as slow.
"""


def load_base(folder: Path, dropout: float) -> BertModel:
    """The encoder in `folder`. Attention dropout is left out: it costs time on a CPU and gains nothing."""
    encoder: BertModel = BertModel.from_pretrained(
        folder,
        add_pooling_layer=False,
        attn_implementation="eager" if BFLOAT16 else "sdpa",  # each the faster one, measured
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,
    )
    return encoder


def freeze(model: SpanReaderNetwork, layers: int) -> None:
    """Keep the embeddings and the lowest `layers` layers as they are in the base."""
    frozen = [model.encoder.embeddings, *model.encoder.encoder.layer[:layers]]
    for module in frozen:
        for parameter in module.parameters():
            parameter.requires_grad = False
