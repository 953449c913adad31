"""What the golden sets are made of: enough of every kind, no leak between splits, no question twice."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from bp_qa.corpus import CorpusFolder
from bp_qa.evaluation.golden import load_golden
from bp_qa.vietnamese.forms import nfc

ROOT = Path(__file__).parents[2]
VIETNAMESE = ROOT / "tests/golden"
ENGLISH = ROOT / "tests/golden_english"
SPLITS = {"dev", "test"}
ANSWERABLE_KINDS = {
    "event",
    "award",
    "task",
    "number",
    "person",
    "law",
    "place",
    "comparison",
    "followup",
    "no_diacritics",
    "abbreviation",
    "paraphrase",
    "typo",
}
KINDS = {
    VIETNAMESE: ANSWERABLE_KINDS | {"unanswerable"},
    ENGLISH: {"english", "english_unanswerable"},
}
Row = dict[str, Any]


def rows_of(folder: Path) -> list[Row]:
    """The questions as they stand in the files, before anything that reads them could drop one."""
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.open(encoding="utf-8")]
    return [json.loads(line) for line in lines if line.strip()]


@pytest.fixture(scope="module")
def vietnamese() -> list[Row]:
    return rows_of(VIETNAMESE)


@pytest.fixture(scope="module")
def english() -> list[Row]:
    return rows_of(ENGLISH)


def test_there_are_enough_questions_of_every_kind(vietnamese: list[Row]) -> None:
    assert len(vietnamese) >= 400
    kinds = Counter(row["kind"] for row in vietnamese)
    assert {kind: kinds[kind] for kind in ANSWERABLE_KINDS if kinds[kind] < 25} == {}
    assert sum(not row["answerable"] for row in vietnamese) >= 80


def test_every_kind_is_what_it_says(vietnamese: list[Row]) -> None:
    for row in vietnamese:
        assert row["answerable"] == (row["kind"] != "unanswerable"), row["id"]
        assert bool(row["history"]) == (row["kind"] == "followup"), row["id"]
        if row["kind"] == "comparison":
            gold = {(item["article"], item["quote"], item["side"]) for item in row["gold"]}
            assert len(gold) == len(row["gold"]), row["id"]
            assert {item["side"] for item in row["gold"]} >= {1, 2}, row["id"]


@pytest.mark.parametrize("folder", KINDS, ids=lambda folder: folder.name)
def test_kinds_and_splits_are_known_ones_and_all_used(folder: Path) -> None:
    rows = rows_of(folder)
    assert {row["kind"] for row in rows} == KINDS[folder]
    assert {row["split"] for row in rows} == SPLITS


@pytest.mark.parametrize("folder", KINDS, ids=lambda folder: folder.name)
def test_no_id_and_no_question_stands_twice(folder: Path) -> None:
    rows = rows_of(folder)
    ids = Counter(row["id"] for row in rows)
    texts = Counter(
        tuple(" ".join(nfc(text).casefold().split()) for text in (*row["history"], row["question"]))
        for row in rows
    )
    assert [found for found, times in ids.items() if times > 1] == []
    assert [found for found, times in texts.items() if times > 1] == []


def test_the_questions_on_an_article_are_all_in_one_split(vietnamese: list[Row], english: list[Row]) -> None:
    """Each was written on the article that it names first (of each side); others may tell the same."""
    splits: dict[str, set[str]] = defaultdict(set)
    for row in (*vietnamese, *english):
        written_on = {item.get("side", -1 - n): item for n, item in reversed(list(enumerate(row["gold"])))}
        if row["kind"] != "comparison":
            written_on = dict(enumerate(row["gold"][:1]))
        for item in written_on.values():
            splits[item["article"]].add(row["split"])
    assert {article: found for article, found in splits.items() if len(found) > 1} == {}


@pytest.mark.parametrize("folder", KINDS, ids=lambda folder: folder.name)
def test_every_quote_stands_in_its_article(folder: Path) -> None:
    corpus = CorpusFolder(ROOT / "corpus", timezone="Asia/Ho_Chi_Minh")
    articles = {article_id: corpus.load(article_id) for article_id in corpus.ids()}
    loaded = {question.id: question for question in load_golden(folder, list(articles.values())).questions}
    rows = rows_of(folder)
    assert set(loaded) == {row["id"] for row in rows}
    for row in rows:
        found = loaded[row["id"]].gold
        assert [gold.article_id for gold in found] == [item["article"] for item in row["gold"]], row["id"]
        for gold, item in zip(found, row["gold"], strict=True):
            stands = articles[gold.article_id].text[gold.start : gold.end]
            assert stands.split() == nfc(item["quote"]).split(), row["id"]


def test_english_questions_ask_what_golden_ones_ask(vietnamese: list[Row], english: list[Row]) -> None:
    by_id = {row["id"]: row for row in vietnamese}
    for row in english:
        assert row["id"].startswith("en-"), row["id"]
        original = by_id[row["id"].removeprefix("en-")]
        for name in ("answers", "list_items", "gold", "answerable", "split"):
            assert row[name] == original[name], (row["id"], name)
        assert row["kind"] == ("english" if row["answerable"] else "english_unanswerable"), row["id"]
        assert row["question"] != original["question"], row["id"]
