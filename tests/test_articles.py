"""The archive's own articles: their form, and that no figure stands in them that their facts don't hold."""

import json
import re
from pathlib import Path

import pytest

from bp_qa.corpus import Article, CorpusFolder
from bp_qa.vietnamese.dates import find_dates
from bp_qa.vietnamese.forms import nfc

ROOT = Path(__file__).parents[1]
FOLDER = CorpusFolder(ROOT / "corpus", timezone="Asia/Ho_Chi_Minh")
SHEETS: dict[str, list[str]] = json.loads(
    (ROOT / "tests/data/article_sheets.json").read_text(encoding="utf-8")
)
SECTIONS = {
    "Thời sự",
    "Chính trị",
    "Quốc phòng",
    "Pháp luật",
    "Xã hội",
    "Kinh tế",
    "Văn hóa",
    "Giáo dục",
    "Đối ngoại",
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DOCUMENT = re.compile(r"\d+(?:/\d{4})?(?:/|-)[A-ZĐ][\w\-/]*")


def _facts(article_id: str) -> str:
    texts: list[str] = []
    for sheet in SHEETS[article_id]:
        (path,) = (ROOT / "tests/data/facts").glob(f"{sheet}-*.json")
        data = json.loads(path.read_text(encoding="utf-8"))
        texts += [data["title"], *data["facts"]]
    return nfc("\n".join(texts))


def _numbers(text: str) -> set[str]:
    return {number.lstrip("0") or "0" for number in _NUMBER.findall(text)}


def test_every_article_has_its_facts() -> None:
    assert set(FOLDER.ids()) == set(SHEETS)
    assert len(SHEETS) >= 24


@pytest.mark.parametrize("article_id", sorted(SHEETS))
def test_form(article_id: str) -> None:
    article = FOLDER.load(article_id)
    assert 350 <= len(article.text.split()) <= 900
    assert article.section in SECTIONS
    assert article.published is not None
    assert article.published.utcoffset() is not None
    assert article_id.startswith(f"{article.published:%Y-%m-%d}-")
    assert article.byline
    assert article.sources
    assert re.fullmatch(r"\d{4}-\d{2}", article.as_of)


@pytest.mark.parametrize("article_id", sorted(SHEETS))
def test_every_figure_stands_in_the_facts(article_id: str) -> None:
    article = FOLDER.load(article_id)
    facts = _facts(article_id)
    assert _unfounded(article, facts) == set()


def _unfounded(article: Article, facts: str) -> set[str]:
    """Numbers, dates and document numbers of the article that its facts don't hold."""
    text = f"{article.title}\n{article.text}"
    known = find_dates(facts)
    dates = {
        text[day.start : day.end]
        for day in find_dates(text)
        if day.day is not None and not any(day.day == fact.day and day.matches(fact) for fact in known)
    }
    documents = {document for document in _DOCUMENT.findall(text) if document not in facts}
    return (_numbers(text) - _numbers(facts)) | dates | documents


def test_the_check_finds_a_figure_that_was_made_up() -> None:
    article_id = min(SHEETS)
    article = FOLDER.load(article_id)
    forged = Article(
        id=article.id,
        title=article.title,
        text=f"{article.text} Có 98765 người dự.",
        paragraphs=article.paragraphs,
    )
    assert _unfounded(forged, _facts(article_id)) == {"98765"}


def test_the_check_finds_a_date_that_was_made_up() -> None:
    article_id = min(SHEETS)
    article = FOLDER.load(article_id)
    forged = Article(
        id=article.id,
        title=article.title,
        text=f"{article.text} Ngày 29/1/2019.",
        paragraphs=article.paragraphs,
    )
    assert any("29/1/2019" in found for found in _unfounded(forged, _facts(article_id)))
