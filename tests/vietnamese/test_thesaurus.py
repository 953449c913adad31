"""Everyday and literary words, and what newspapers write for them."""

from importlib.resources import files
from pathlib import Path

import pytest

from bp_qa.errors import SettingsError
from bp_qa.vietnamese.forms import nfc
from bp_qa.vietnamese.thesaurus import THESAURUS_FILE, Thesaurus
from bp_qa.vietnamese.tokens import tokenize

synonyms = Thesaurus().synonyms
in_news_words = Thesaurus().in_news_words


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


def test_a_desk_adds_words_of_its_own_and_changes_those_there_are(tmp_path: Path) -> None:
    own = tmp_path / "words.tsv"
    own.write_text(
        "# the desk's\n\nghe\ttàu cá | thuyền\nXứ Nghệ\ttỉnh Nghệ An\nlính tuần biển\tCảnh sát biển\n",
        encoding="utf-8-sig",
    )
    desk = Thesaurus(own)
    assert desk.synonyms("Ghe của lính tuần biển") == [
        ("Ghe", "tàu cá"),
        ("Ghe", "thuyền"),
        ("lính tuần biển", "Cảnh sát biển"),
    ]
    assert desk.in_news_words("Dân chài xứ Nghệ ra khơi") == "ngư dân tỉnh Nghệ An ra khơi"
    assert in_news_words("Dân chài xứ Nghệ ra khơi") == "ngư dân Nghệ An ra khơi"


@pytest.mark.parametrize("line", ["ghe tàu cá", "ghe\t", "\ttàu cá", "ghe\t | "])
def test_a_line_that_is_no_entry_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    own = tmp_path / "words.tsv"
    own.write_text(f"lính tuần biển\tCảnh sát biển\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"BP_QA_THESAURUS: .*words\.tsv, line 2"):
        Thesaurus(own)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="BP_QA_THESAURUS: cannot read"):
        Thesaurus(tmp_path / "none.tsv")
    (tmp_path / "latin.tsv").write_bytes("ghe\ttàu cá".encode("utf-16"))
    with pytest.raises(SettingsError, match="BP_QA_THESAURUS: cannot read"):
        Thesaurus(tmp_path / "latin.tsv")
