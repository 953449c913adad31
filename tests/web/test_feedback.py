import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bp_qa.answering.answer import Answer, Citation
from bp_qa.web.feedback import FeedbackError, FeedbackStore, browser_secret

ANSWER = Answer(
    "Bao nhiêu?",
    "Bao nhiêu?",
    "**9**\n\nTrao 9 giấy khen. [1]",
    abstained=False,
    confidence=0.9,
    citations=(
        Citation(1, "bai-1", "T", datetime(2024, 1, 1, tzinfo=UTC), "", "p", 3, 20, "Trao 9 giấy khen."),
    ),
    short="9",
)


def _lines(store: FeedbackStore) -> list[dict[str, object]]:
    return [json.loads(line) for line in store.golden_candidates()]


def test_a_liked_answer_gives_its_quotes_as_gold(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "desk" / "feedback.sqlite3")
    store.record("t1", ANSWER, ["Ai?"], liked=True)
    store.record("t1", ANSWER, ["Ai?"], liked=True, comment=" đúng ")
    assert _lines(store) == [
        {
            "id": "reader-t1",
            "question": "Bao nhiêu?",
            "history": ["Ai?"],
            "kind": "fact",
            "answerable": True,
            "answers": ["9"],
            "list_items": [],
            "gold": [{"article": "bai-1", "quote": "Trao 9 giấy khen."}],
            "liked": True,
            "comment": "đúng",
        }
    ]


def test_a_disliked_answer_leaves_the_gold_open(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite3")
    store.record("t1", ANSWER, [], liked=False, comment="sai số")
    (line,) = _lines(store)
    assert (line["gold"], line["answers"], line["comment"]) == ([], [], "sai số")


def test_what_was_taken_back_is_gone(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite3")
    store.record("t1", ANSWER, [], liked=True)
    store.withdraw("t1")
    assert _lines(store) == []


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FeedbackError, match="BP_QA_DESK"):
        FeedbackStore(tmp_path / "file" / "feedback.sqlite3").withdraw("t")
    with pytest.raises(FeedbackError, match="BP_QA_DESK"):
        browser_secret(tmp_path / "file")


def test_the_browser_key_outlives_a_restart(tmp_path: Path) -> None:
    key = browser_secret(tmp_path / "desk")
    assert len(key) >= 24
    assert browser_secret(tmp_path / "desk") == key
    assert (tmp_path / "desk" / "browser-key").stat().st_mode & 0o077 == 0
