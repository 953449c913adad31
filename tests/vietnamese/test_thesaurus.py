"""Everyday and literary words, and what newspapers write for them."""

from importlib.resources import files

import pytest

from bp_qa.vietnamese.forms import nfc
from bp_qa.vietnamese.thesaurus import THESAURUS_FILE, in_news_words, synonyms
from bp_qa.vietnamese.tokens import tokenize


def entries() -> list[tuple[str, list[str]]]:
    text = (files("bp_qa.vietnamese") / THESAURUS_FILE).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [(phrase, others.split(" | ")) for phrase, others in (line.split("\t") for line in lines)]


def test_every_entry_is_a_phrase_with_other_words() -> None:
    found = entries()
    assert len(found) > 4_000
    phrases = [nfc(phrase).lower() for phrase, _ in found]
    assert len(set(phrases)) == len(phrases)
    for phrase, others in found:
        # a single syllable has too many meanings
        assert len(tokenize(phrase)) > 1, phrase
        assert all(other and other == other.strip() and other.lower() != phrase.lower() for other in others)
        assert phrase == nfc(phrase)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Lính quân hàm xanh có từ bao giờ?", ("Lính quân hàm xanh", "bộ đội biên phòng")),
        ("Dân chài xứ Nghệ đông cỡ nào?", ("xứ Nghệ", "Nghệ An")),
        ("Hội mở hôm nào?", ("hôm nào", "ngày nào")),
    ],
)
def test_a_phrase_is_found_as_it_is_written(text: str, pair: tuple[str, str]) -> None:
    assert pair in synonyms(text)


def test_the_longest_phrase_is_taken_and_none_overlaps_another() -> None:
    found = [own for own, _ in synonyms("Anh lính quân hàm xanh gác biên cương")]
    assert "gác biên cương" in found
    assert "biên cương" not in found


def test_a_question_is_put_in_the_words_of_a_newspaper() -> None:
    assert in_news_words("Dân chài xứ Nghệ ra khơi hôm nào?") == "ngư dân Nghệ An ra khơi ngày nào?"
    assert in_news_words("Nghị định 140 quy định những gì?") == "Nghị định 140 quy định những gì?"
    assert in_news_words("") == ""


def test_the_place_of_a_tone_does_not_matter() -> None:
    assert synonyms("Lúc nước nhà hoà bình, xứ Nghệ ra sao?") == synonyms(
        "Lúc nước nhà hòa bình, xứ Nghệ ra sao?"
    )


def test_plain_words_have_none() -> None:
    assert synonyms("Nghị định 140 quy định những gì?") == []
    assert synonyms("") == []
