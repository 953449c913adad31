"""What the embeddings promise: closeness to fp32, order, limits, offsets, threads, LangChain's contract."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from encoder_samples import sentences
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_tests.integration_tests import EmbeddingsIntegrationTests

from bp_qa.encoder.embeddings import OnnxEmbeddings, TextEmbeddings, open_embeddings
from bp_qa.encoder.model_store import ensure_model
from bp_qa.encoder.runtime import open_onnxruntime
from bp_qa.errors import ModelError
from bp_qa.settings import Settings


def test_int8_is_close_to_float32_and_float32_to_torch(
    int8: TextEmbeddings, float32: TextEmbeddings, on_torch: TextEmbeddings
) -> None:
    texts = sentences(60)
    exact = on_torch.encode_passages(texts)
    assert np.sum(float32.encode_passages(texts) * exact, axis=1).min() >= 0.99999
    assert np.sum(int8.encode_passages(texts) * exact, axis=1).min() >= 0.99


def test_torch_in_bf16_is_close_to_torch(model_settings: Settings, on_torch: TextEmbeddings) -> None:
    settings = model_settings.model_copy(update={"embedding_backend": "torch-bf16"})
    model = open_embeddings(settings)
    texts = ["Đồn Biên phòng Quỳnh Phương tổ chức lễ chào cờ.", "Một câu khác, dài hơn câu trước một chút."]
    vectors = model.encode_passages(texts)
    assert vectors.dtype == np.float32
    assert np.sum(vectors * on_torch.encode_passages(texts), axis=1).min() >= 0.99
    assert model.fingerprint != on_torch.fingerprint
    assert (
        ensure_model(settings).location
        == ensure_model(model_settings.model_copy(update={"embedding_backend": "torch"})).location
    )


def test_openvino_is_close_to_torch(model_settings: Settings, on_torch: TextEmbeddings) -> None:
    pytest.importorskip("openvino")
    model = open_embeddings(model_settings.model_copy(update={"embedding_backend": "openvino"}))
    texts = sentences(10)
    assert np.sum(model.encode_passages(texts) * on_torch.encode_passages(texts), axis=1).min() >= 0.999


def test_vectors_are_float32_of_norm_one_in_the_order_given(int8: TextEmbeddings) -> None:
    texts = sentences(12)
    vectors = int8.encode_passages(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (12, int8.dimension) == (12, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(int8.encode_passages(texts[::-1])[::-1], vectors)


def test_the_vector_of_a_text_does_not_depend_on_its_company(int8: TextEmbeddings) -> None:
    texts = sentences(8)
    alone = np.vstack([int8.encode_passages([text]) for text in texts])
    np.testing.assert_array_equal(int8.encode_passages(texts), alone)


def test_nothing_gives_an_empty_array(int8: TextEmbeddings, on_torch: TextEmbeddings) -> None:
    for model in (int8, on_torch):
        assert model.encode_passages([]).shape == (0, 384)
        assert model.embed_documents([]) == []
        assert model.token_offsets_batch([]) == []


def test_the_empty_text_is_its_prompt_alone(int8: TextEmbeddings) -> None:
    assert int8.count_tokens("") == 0
    assert np.isfinite(int8.encode_queries(["", "  \n"])).all()


def test_a_long_text_is_cut_at_the_limit(int8: TextEmbeddings) -> None:
    words = " ".join(sentences(60))
    room = int8.max_tokens - 2 - int8.count_tokens("passage: ")
    cut = words[: int8.token_offsets(words)[room + 40][1]]
    assert int8.count_tokens(words) > 2 * int8.max_tokens
    np.testing.assert_array_equal(int8.encode_passages([words]), int8.encode_passages([cut]))


def test_progress_counts_to_the_end(int8: TextEmbeddings) -> None:
    seen: list[tuple[int, int]] = []
    int8.encode_passages(["một", "hai", "ba"], lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)
    assert seen == sorted(seen)


def test_offsets_point_at_the_words(int8: TextEmbeddings) -> None:
    text = "Đồn Biên phòng  Quỳnh Thuận"
    pieces = [text[start:end] for start, end in int8.token_offsets(text)]
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_ordered_offsets_inside_it(int8: TextEmbeddings, text: str) -> None:
    offsets = int8.token_offsets(text)
    assert all(0 <= start <= end <= len(text) for start, end in offsets)
    assert offsets == sorted(offsets)
    assert offsets == int8.token_offsets_batch(["khác", text])[1]


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters(), max_size=60))
def test_any_text_can_be_embedded(int8: TextEmbeddings, text: str) -> None:
    assert np.linalg.norm(int8.embed_query(text)) == pytest.approx(1, abs=1e-4)


def test_a_lone_surrogate_does_no_harm(int8: TextEmbeddings, on_torch: TextEmbeddings) -> None:
    for model in (int8, on_torch):
        assert np.isfinite(model.encode_passages(["hỏng \ud800 rồi"])).all()
        assert model.token_offsets("a\ud800b")[-1][1] == 3


def test_torch_and_onnx_see_the_same_tokens(int8: TextEmbeddings, on_torch: TextEmbeddings) -> None:
    texts = sentences(30, odd=True)
    assert int8.token_offsets_batch(texts) == on_torch.token_offsets_batch(texts)


def test_many_threads_get_the_right_vectors(int8: TextEmbeddings) -> None:
    texts = sentences(24)
    expected = int8.encode_queries(texts)
    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(int8.embed_query, texts))
    np.testing.assert_allclose(np.array(got, np.float32), expected, atol=1e-6)


def test_fingerprints_tell_backends_and_prompts_apart(model_settings: Settings) -> None:
    variants: list[dict[str, object]] = [{}, {"embedding_backend": "onnx"}, {"query_prompt": "hỏi: "}]
    prints = {ensure_model(model_settings.model_copy(update=change)).fingerprint for change in variants}
    assert len(prints) == 3


def test_the_default_backend_imports_no_torch_and_leaves_telemetry_off(
    model_settings: Settings, int8: TextEmbeddings
) -> None:
    program = (
        "import os, sys; from bp_qa.settings import Settings;"
        "from bp_qa.encoder.embeddings import open_embeddings;"
        f"e = open_embeddings(Settings(cache={str(model_settings.cache)!r}, embedding_backend='onnx-int8'));"
        "e.embed_query('xin chào');"
        "heavy = {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules);"
        "print(sorted(heavy), os.environ['ORT_DISABLE_TELEMETRY'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "1"]


def test_a_model_that_does_not_exist_is_named_with_advice(
    model_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match="BP_QA_EMBEDDING_MODEL"):
        open_embeddings(model_settings.model_copy(update={"embedding_model": "/nowhere/model"}))


def test_a_folder_can_be_named_as_the_model(model_settings: Settings, on_torch: TextEmbeddings) -> None:
    folder = ensure_model(model_settings.model_copy(update={"embedding_backend": "torch"})).location
    named = open_embeddings(model_settings.model_copy(update={"embedding_model": folder}))
    np.testing.assert_allclose(
        named.encode_queries(["xin chào"]), on_torch.encode_queries(["xin chào"]), atol=1e-5
    )
    assert named.fingerprint != on_torch.fingerprint


@pytest.mark.anyio
class TestLangChainContract(EmbeddingsIntegrationTests):
    """LangChain's own conformance suite."""

    @pytest.fixture
    def anyio_backend(self) -> str:
        return "asyncio"

    @property
    def embeddings_class(self) -> type[OnnxEmbeddings]:
        return OnnxEmbeddings

    @property
    def embedding_model_params(self) -> dict[str, object]:
        folder = ensure_model(Settings(embedding_backend="onnx-int8"))
        return {"folder": folder, "run": open_onnxruntime(folder.onnx_file)}
