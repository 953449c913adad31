"""LangChain embeddings over the models of :mod:`bp_qa.encoder.model_store`."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from bp_qa.encoder.model_store import ModelFolder, Notify, ensure_model, logger
from bp_qa.encoder.runtime import Run, cpu_threads, open_onnxruntime, open_openvino
from bp_qa.encoder.shared_tokenizer import open_tokenizer
from bp_qa.settings import Settings

Vectors = npt.NDArray[np.float32]
Offsets = list[tuple[int, int]]
Progress = Callable[[int, int], None]
"""Called with the number of texts embedded so far and the number of all."""

WINDOW = 512
"""Texts tokenised at a time: bounds the memory that a long list takes."""


def encodable(text: str) -> str:
    """`text` with lone surrogates, which no tokenizer takes, as question marks; offsets stay the same."""
    return text.encode("utf-8", "replace").decode("utf-8")


class TextEmbeddings(Embeddings):
    """Embeddings that also count tokens and give numpy arrays.

    A text longer than `max_tokens` (with its prompt) is cut there; an empty text is embedded as its prompt
    alone. All methods may be called from many threads.

    Attributes:
        dimension: length of a vector; each vector has norm one.
        max_tokens: most tokens of an input, prompt and two special tokens counted.
        fingerprint: names model, backend and prompts; vectors of two fingerprints do not mix.
    """

    dimension: int
    max_tokens: int
    fingerprint: str

    def __init__(self, query_prompt: str, passage_prompt: str) -> None:
        self.query_prompt = query_prompt
        self.passage_prompt = passage_prompt

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of `texts` as passages, (n, dimension), float32, in their order."""
        return self._encode(texts, self.passage_prompt, progress)

    def encode_queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of `texts` as questions, (n, dimension), float32, in their order."""
        return self._encode(texts, self.query_prompt, progress)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's form of :meth:`encode_passages`."""
        vectors: list[list[float]] = self.encode_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """LangChain's form of :meth:`encode_queries`, for one text."""
        vector: list[float] = self.encode_queries([text])[0].tolist()
        return vector

    def token_offsets(self, text: str) -> Offsets:
        """Start and end, in characters of `text`, of each of its tokens; no prompt, no special tokens."""
        return self.token_offsets_batch([text])[0]

    @abstractmethod
    def token_offsets_batch(self, texts: Sequence[str]) -> list[Offsets]:
        """:meth:`token_offsets` of many texts, faster than one by one."""

    def count_tokens(self, text: str) -> int:
        """Number of tokens of `text`; no prompt, no special tokens."""
        return len(self.token_offsets(text))

    def _encode(self, texts: Sequence[str], prompt: str, progress: Progress | None) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), WINDOW):
            window = [prompt + encodable(text) for text in texts[start : start + WINDOW]]
            done = start
            for rows, values in self._encode_window(window):
                vectors[[start + row for row in rows]] = values
                done += len(rows)
                if progress is not None:
                    progress(done, len(texts))
        return vectors

    @abstractmethod
    def _encode_window(self, texts: list[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield positions in `texts` with their vectors, batch by batch, in any order."""


class OnnxEmbeddings(TextEmbeddings):
    """The default: the tokenizers library and an ONNX file; imports no torch, which alone takes seconds.

    Args:
        folder: of an ONNX backend, from :func:`~bp_qa.encoder.model_store.ensure_model`.
        run: runs its file, from :mod:`bp_qa.encoder.runtime`.
        at_once: texts that are run side by side.
        query_prompt: put before a question.
        passage_prompt: put before a passage.
    """

    def __init__(
        self,
        folder: ModelFolder,
        run: Run,
        *,
        at_once: int = 1,
        query_prompt: str = "query: ",
        passage_prompt: str = "passage: ",
    ) -> None:
        super().__init__(query_prompt, passage_prompt)
        self.dimension = folder.dimension or 0
        self.max_tokens = folder.max_tokens or 0
        self.fingerprint = folder.fingerprint
        self._run = run
        self._beside = ThreadPoolExecutor(at_once, "embedding")
        self._tokenizer = open_tokenizer(folder.tokenizer_file)

    def token_offsets_batch(self, texts: Sequence[str]) -> list[Offsets]:
        """See :meth:`TextEmbeddings.token_offsets_batch`."""
        encodings = self._tokenizer.encode_batch(list(map(encodable, texts)), add_special_tokens=False)
        return [list(encoding.offsets) for encoding in encodings]

    def _encode_window(self, texts: list[str]) -> Iterator[tuple[list[int], Vectors]]:
        # One text a run. An int8 graph scales its activations by the whole batch, so in company a vector
        # depends on its neighbours (cosine down to 0.996); alone it is always the same, wastes no work on
        # padding, needs little memory, and takes no longer.
        encodings = self._tokenizer.encode_batch_fast(texts)
        inputs = [np.array([self._cut(encoding.ids)], np.int64) for encoding in encodings]
        # Longest first, so that no thread is left with a long one at the end.
        rows = sorted(range(len(inputs)), key=lambda row: -inputs[row].size)
        embed = map if len(inputs) == 1 else self._beside.map
        for row, vectors in zip(rows, embed(self._embed, [inputs[row] for row in rows]), strict=True):
            yield [row], vectors

    def _embed(self, input_ids: npt.NDArray[np.int64]) -> Vectors:
        return self._run(input_ids, np.ones_like(input_ids))

    def _cut(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], ids[-1]]


def open_embeddings(settings: Settings, notify: Notify = logger.warning) -> TextEmbeddings:
    """Open the embeddings that `settings` name, building the model at the first use.

    Args:
        settings: model, backend, prompts, threads and cache.
        notify: told, in one sentence, when a model is built.

    Raises:
        ModelError: the model cannot be found, built or run; the message says what to do.
    """
    folder = ensure_model(settings, notify)
    if folder.backend in {"torch", "torch-bf16"}:
        from bp_qa.encoder.torch_embeddings import TorchEmbeddings

        return TorchEmbeddings(folder, settings)
    # OpenVINO shares a text among its threads itself.
    by_openvino = folder.backend == "openvino"
    file, threads = folder.onnx_file, settings.threads
    return OnnxEmbeddings(
        folder,
        open_openvino(file, threads) if by_openvino else open_onnxruntime(file),
        at_once=1 if by_openvino else cpu_threads(threads),
        query_prompt=settings.query_prompt,
        passage_prompt=settings.passage_prompt,
    )
