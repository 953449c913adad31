import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from counted import CountedLexicon
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.vietnamese.diacritics import looks_english, restore_marks
from bp_qa.vietnamese.spelling import mend_spelling
from bp_qa.vietnamese.tokens import words

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Bộ đội Bieen phòng", "Bộ đội Biên phòng"),  # a mark that was not quick enough
        ("Báo Ngừoi Lao Động", "Báo Người Lao Động"),  # letters in the wrong order
        ("bao nhiêu suât học bổngg?", "bao nhiêu suất học bổng?"),  # a mark missing, a letter twice
        ("bao nhiu tàu cá", "bao nhiêu tàu cá"),
        ("có gấy chứng nhận", "có giấy chứng nhận"),  # might be a word, but nobody writes it here
        ("từ nam nào?", "từ năm nào?"),  # a word, but not one that stands there
        ("Đồn Biên phòng Nam Cắn", "Đồn Biên phòng Nậm Cắn"),
        ("tỉnh Ngệ An", "tỉnh Nghệ An"),
        ("vũ trangg, vũ trang", "vũ trang, vũ trang"),
        ("don bien phong o bờ biển", "don biên phong o bờ biển"),  # and not Tiền Phong, which is a newspaper
    ],
)
def test_slips_are_mended(lexicon: CountedLexicon, typed: str, meant: str) -> None:
    assert mend_spelling(typed, lexicon) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "Ông Lê Như Cường phát biểu ở đâu?",  # another name than the archive's, and a good one
        "Đồn Biên phòng Quỳnh Thuật quản lý địa bàn nào?",
        "Bộ đội BP và UBND xã, MTTQ",
        "Bác sĩ John Smith đến thăm Học viện Biên phòng ngày nào?",
        "Bruce Lee đóng phim nào về biên phòng?",
        "Biden là ai?",
        "Thủ tướng Modi là ai?",
        "Trump đến Việt Nam khi nào?",
        "How many scholarships did the Border Guard give?",
        "33-NQ/TW, 226 m², 19h30",
        "trận play-off của đội Hoàng Mai",
        "😀 biên phòng?",
        "",
    ],
)
def test_what_may_be_meant_stays(lexicon: CountedLexicon, typed: str) -> None:
    assert mend_spelling(typed, lexicon) == typed


def test_well_spelt_questions_stay(lexicon: CountedLexicon) -> None:
    asked = _questions(lambda item: item["kind"] not in {"typo", "no_diacritics"})
    changed = [
        (question, mended)
        for question in asked
        if (mended := mend_spelling(question, lexicon)) != question and not looks_english(question)
    ]
    assert len(asked) > 200
    assert len(changed) <= 0.005 * len(asked), changed


def test_restored_marks_stay(lexicon: CountedLexicon) -> None:
    restored = [
        restore_marks(question, lexicon)
        for question in _questions(lambda item: item["kind"] == "no_diacritics")
    ]
    assert restored
    assert [mend_spelling(question, lexicon) for question in restored] == restored


def test_most_misspelt_questions_change(lexicon: CountedLexicon) -> None:
    asked = _questions(lambda item: item["kind"] == "typo")
    changed = [question for question in asked if mend_spelling(question, lexicon) != question]
    assert len(changed) >= 0.9 * len(asked) > 10


def test_long_texts_stay_and_take_no_time(lexicon: CountedLexicon) -> None:
    pasted = "bieen phòngg " * 800
    begun = time.perf_counter()
    assert mend_spelling(pasted, lexicon) == pasted
    assert time.perf_counter() - begun < 1.0


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    empty = CountedLexicon(Counter())
    assert len(words(mend_spelling(text, empty))) == len(words(text))


def _questions(wanted: Callable[[dict[str, str]], bool]) -> list[str]:
    lines = [
        line for path in GOLDEN.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()
    ]
    items = [json.loads(line) for line in lines]
    return [item["question"] for item in items if item["split"] == "dev" and wanted(item)]
