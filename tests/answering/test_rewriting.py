from collections.abc import Sequence

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from bp_qa.answering.rewriting import MOST_CHARS, rewrite_question, rewriting_problem
from bp_qa.answering.writer import LlmWriter
from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.settings import load_settings

HISTORY = ["Tập thể nào được khen thưởng ở Hoàng Mai năm 2024?"]


def _rewritten(
    reply: str, question: str, embeddings: TextEmbeddings, history: Sequence[str] = HISTORY
) -> str:
    writer = LlmWriter(GenericFakeChatModel(messages=iter([AIMessage(reply)])), embeddings, load_settings())
    return rewrite_question(question, history, writer, embeddings.encode_queries)


def test_a_good_rewriting_is_used(embeddings: TextEmbeddings) -> None:
    whole = "Cá nhân nào được khen thưởng ở Hoàng Mai năm 2024?"
    assert _rewritten(f"<think>x</think>{whole}\n", "Còn cá nhân thì sao?", embeddings) == whole


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Cá nhân nào được khen thưởng ở Hoàng Mai năm 2019?",
        "Cá nhân nào được khen thưởng ở Quỳnh Lưu năm 2024?",
        "Cá nhân được khen thưởng ở Hoàng Mai năm 2024.",
        "Cá nhân nào được khen thưởng ở Hoàng Mai?\nCá nhân là ai?",
        "Tập thể nào được khen thưởng ở Hoàng Mai năm 2024?",
        "Thời tiết hôm nay có mưa to gió lớn hay không vậy bạn?",
        "Cá nhân nào được khen thưởng ở Hoàng Mai năm 2024" + " nào" * MOST_CHARS + "?",
    ],
)
def test_others_are_left_to_the_rules(reply: str, embeddings: TextEmbeddings) -> None:
    assert _rewritten(reply, "Còn cá nhân thì sao?", embeddings) == ""


@pytest.mark.parametrize("question", ["Kể thêm", "Cửa khẩu Nậm Cắn nằm ở huyện nào của tỉnh Nghệ An?"])
def test_the_model_is_asked_only_where_it_helps(question: str, embeddings: TextEmbeddings) -> None:
    assert _rewritten(question, question, embeddings) == ""


def test_without_history_there_is_nothing_to_rewrite(embeddings: TextEmbeddings) -> None:
    assert _rewritten("Cá nhân nào?", "Còn cá nhân thì sao?", embeddings, history=[]) == ""


def test_each_problem_is_named() -> None:
    assert rewriting_problem("Cá nhân nào?", "Còn cá nhân?", HISTORY) == ""
    assert "2019" in rewriting_problem("Cá nhân nào năm 2019?", "Còn cá nhân?", HISTORY)
