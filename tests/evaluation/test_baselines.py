import math
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from bp_qa.corpus.article import Article
from bp_qa.evaluation.baselines import LangChainBaseline, NomVnBaseline
from bp_qa.evaluation.cache import evaluation_settings, index_folder
from bp_qa.evaluation.texts import article_from_text
from bp_qa.settings import Settings
from bp_qa.vietnamese.tokens import words


class WordEmbeddings(Embeddings):
    """A dimension for each word of a short list, and a count of the texts that were embedded."""

    def __init__(self) -> None:
        self.embedded = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        known = ("mèo", "chó", "cá", "chim")
        found = [word.lower() for word in words(text)]
        counts = [0.1, *(float(found.count(word)) for word in known)]
        norm = math.hypot(*counts)
        return [count / norm for count in counts]


ARTICLES = (
    article_from_text("meo", "Chuyện con mèo", "Mèo ngủ. " * 200),
    article_from_text("cho", "Chuyện con chó", "Chó chạy ngoài sân."),
    article_from_text("ca", "Chuyện con cá", "Cá bơi dưới ao.\nCá ăn rong."),
)


def test_langchain_baseline_finds_and_gives_true_offsets(tmp_path: Path) -> None:
    baseline = LangChainBaseline(ARTICLES, WordEmbeddings(), tmp_path)
    found = baseline.search("con cá ở đâu?", k=10)
    by_id = {article.id: article for article in ARTICLES}
    assert found[0].article_id == "ca"
    assert [passage.rank for passage in found] == list(range(1, len(found) + 1))
    for passage in found:
        assert by_id[passage.article_id].text[passage.start : passage.end] == passage.text
    assert len([passage for passage in found if passage.article_id == "meo"]) > 1


def test_langchain_baseline_embeds_once_and_finishes_what_is_missing(tmp_path: Path) -> None:
    first = WordEmbeddings()
    LangChainBaseline(ARTICLES[:2], first, tmp_path)
    again = WordEmbeddings()
    LangChainBaseline(ARTICLES[:2], again, tmp_path)
    more = WordEmbeddings()
    LangChainBaseline(ARTICLES, more, tmp_path)
    assert first.embedded > 1
    assert again.embedded == 0
    assert more.embedded == 1


def test_nom_vn_baseline_finds_where_it_is_installed(tmp_path: Path) -> None:
    pytest.importorskip("nom.retrieve")
    embeddings = WordEmbeddings()
    found = NomVnBaseline(ARTICLES, embeddings, tmp_path).search("chó chạy", k=5)
    assert found[0].article_id == "cho"
    embedded = embeddings.embedded
    NomVnBaseline(ARTICLES, embeddings, tmp_path)
    assert embeddings.embedded == embedded


def folder(articles: tuple[Article, ...], settings: Settings, **more: str) -> Path:
    return index_folder(articles, settings, kind="engine", **more)


def test_index_folder_depends_on_content_and_settings_only(tmp_path: Path) -> None:
    settings = Settings(cache=tmp_path, index=tmp_path / "mine")
    base = folder(ARTICLES, settings)
    assert base.is_relative_to(tmp_path / "evaluation")
    elsewhere = settings.model_copy(update={"index": tmp_path / "other", "top_k": 3})
    assert base == folder(ARTICLES[::-1], elsewhere)
    changed = article_from_text("ca", "Chuyện con cá", "Cá bơi dưới ao. Cá ăn rong.")
    others = {
        folder(ARTICLES[:2], settings),
        folder((*ARTICLES[:2], changed), settings),
        folder(ARTICLES, settings.model_copy(update={"chunk_tokens": 64})),
        folder(ARTICLES, settings, fingerprint="another model"),
    }
    assert len(others | {base}) == 5


def test_evaluation_never_reaches_the_users_server() -> None:
    assert evaluation_settings(Settings(chroma_url="http://localhost:8000")).chroma_url is None
