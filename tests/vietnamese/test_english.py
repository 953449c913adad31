import time
from collections import Counter
from importlib.resources import files

import pytest
from counted import CountedLexicon
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.vietnamese.english import GLOSSARY_FILE, in_vietnamese
from bp_qa.vietnamese.forms import nfc


@pytest.fixture(scope="module")
def entries() -> list[list[str]]:
    text = (files("bp_qa.vietnamese") / GLOSSARY_FILE).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def test_the_glossary_is_well_formed(entries: list[list[str]]) -> None:
    assert len(entries) > 4_000
    assert all(len(entry) == 2 and entry[0].strip() == entry[0] != "" for entry in entries)
    assert all(entry[1] == nfc(entry[1]).strip() for entry in entries)
    phrases = [entry[0].lower() for entry in entries]
    assert len(phrases) == len(set(phrases))


def test_every_phrase_is_found_whole(entries: list[list[str]], lexicon: CountedLexicon) -> None:
    missed = []
    for phrase, meanings in entries:
        expected = meanings.split("|")[0].strip()
        found, _ = in_vietnamese(f"xyz {phrase}", lexicon)
        if found != f"xyz {expected}".strip():
            missed.append((phrase, expected, found))
    assert not missed, missed[:10]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When was the Border Guard founded?", "khi nào Bộ đội Biên phòng thành lập"),
        ("How many poor households are there?", "bao nhiêu hộ nghèo"),
        ("Which planes and ships were built?", "nào máy bay tàu xây dựng"),
        ("What happened on 27 February 2024?", "gì xảy ra ngày 27/2/2024"),
        ("What happened on February 27th, 2024?", "gì xảy ra ngày 27/2/2024"),
        ("Who spoke in March 2019?", "ai phát biểu tháng 3/2019"),
        ("Who spoke in 2019?", "ai phát biểu năm 2019"),
        ("the People's Committee", "Ủy ban nhân dân"),
    ],
)
def test_words_phrases_forms_and_dates(lexicon: CountedLexicon, question: str, words: str) -> None:
    assert in_vietnamese(question, lexicon)[0] == words


def test_names_stay_names_and_get_their_marks(lexicon: CountedLexicon) -> None:
    words, _ = in_vietnamese("How many houses did Nghe An Province build in an area?", lexicon)
    assert "Nghệ An tỉnh" in words
    assert "Tương Dương" in in_vietnamese("Who visited Tương Dương?", lexicon)[0]
    assert "OCOP" in in_vietnamese("What is OCOP?", lexicon)[0]


def test_other_meanings_are_told_apart(lexicon: CountedLexicon) -> None:
    words, besides = in_vietnamese("Who received certificates of merit?", lexicon)
    assert "khen" in words
    assert "khen" in besides
    assert words not in besides


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    words, besides = in_vietnamese(text, CountedLexicon(Counter()))
    assert isinstance(words, str)
    assert isinstance(besides, str)


def test_a_long_text_takes_little_time(lexicon: CountedLexicon) -> None:
    started = time.perf_counter()
    in_vietnamese("the chairman of the provincial People's Committee of Nghe An held " * 60, lexicon)
    assert time.perf_counter() - started < 1.0
