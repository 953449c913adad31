"""Reranking by a real, though tiny and untrained, cross-encoder."""

from pathlib import Path

import pytest
import torch
from sentence_transformers import CrossEncoder
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.errors import ModelError
from bp_qa.evaluation import run_evaluation
from bp_qa.settings import load_settings

ROOT = Path(__file__).parents[2]
QUESTION = "Ai được khen thưởng ở Hoàng Mai?"


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of one layer with random weights, in a folder."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    folder = tmp_path_factory.mktemp("cross-encoder")
    signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(chr(code) for code in range(33, 500))]
    vocabulary = {sign: number for number, sign in enumerate(signs)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=50))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=128,
    )
    fast.save_pretrained(folder)
    torch.manual_seed(3)
    shape = BertConfig(  # type: ignore[call-arg]
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=128,
        num_labels=1,
        initializer_range=0.8,
    )
    BertForSequenceClassification(shape).save_pretrained(folder)
    return folder


def test_passages_come_in_the_order_of_the_cross_encoder(
    tmp_path: Path, embeddings: TextEmbeddings, cross_encoder: Path
) -> None:
    settings = load_settings(corpus=ROOT / "corpus", index=tmp_path / "index")
    plain = Engine(settings, embeddings=embeddings)
    plain.sync()
    with_reranker = settings.model_copy(update={"reranker": str(cross_encoder)})
    found = Engine(with_reranker, embeddings=embeddings).search(QUESTION, k=5)
    candidates = plain.search(QUESTION, k=30)
    scores = CrossEncoder(str(cross_encoder)).predict(
        [(QUESTION, f"{passage.title}\n{passage.text}") for passage in candidates]
    )
    best = sorted(zip(scores, candidates, strict=True), key=lambda pair: -pair[0])[:5]
    assert [passage.chunk_id for passage in found] == [passage.chunk_id for _, passage in best]
    assert [passage.rank for passage in found] == [1, 2, 3, 4, 5]
    assert found[0].reranked == pytest.approx(float(best[0][0]), abs=1e-3)
    assert [passage.chunk_id for passage in found] != [passage.chunk_id for passage in candidates[:5]]


def test_an_evaluation_compares_it(embeddings: TextEmbeddings, cross_encoder: Path) -> None:
    settings = load_settings(corpus=ROOT / "corpus", reranker=str(cross_encoder))
    report = run_evaluation(
        ROOT / "tests/golden",
        settings=settings,
        split="dev",
        limit=8,
        modes=["hybrid"],
        answers=False,
        baselines=False,
        embeddings=embeddings,
    )
    assert set(report["retrieval"]) >= {"hybrid", "hybrid + reranker"}


def test_a_reranker_that_is_not_there_is_named(tmp_path: Path, embeddings: TextEmbeddings) -> None:
    settings = load_settings(
        corpus=ROOT / "corpus", index=tmp_path / "index", reranker=str(tmp_path / "nowhere")
    )
    engine = Engine(settings, embeddings=embeddings)
    engine.sync()
    with pytest.raises(ModelError, match="BP_QA_RERANKER"):
        engine.search(QUESTION)
