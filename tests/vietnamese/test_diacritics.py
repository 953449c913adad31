import json
import time
from collections import Counter
from pathlib import Path

import pytest
from counted import CountedLexicon
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.vietnamese.diacritics import count_spellings, looks_english, restore_marks
from bp_qa.vietnamese.forms import fold, has_marks, nfc
from bp_qa.vietnamese.sentences import sentence_spans
from bp_qa.vietnamese.tokens import words

GOLDEN = Path(__file__).parents[1] / "golden"


def stripped(text: str) -> str:
    """`text` without marks, case kept."""
    return "".join(
        plain.upper() if char.isupper() else plain if has_marks(char) else char
        for char, plain in zip(nfc(text), fold(text), strict=True)
    )


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("chinh uy bo doi bien phong", "chính ủy bộ đội biên phòng"),
        ("Bo doi Bien phong tinh Nghe An", "Bộ đội Biên phòng tỉnh Nghệ An"),
        ("NGAY BIEN PHONG TOAN DAN?", "NGÀY BIÊN PHÒNG TOÀN DÂN?"),
        ("  khu vuc   bien gioi,", "  khu vực   biên giới,"),
        ("bien phong 33-NQ/TW", "biên phòng 33-NQ/TW"),
        ("phong trao iPhone bien phong", "phong trào iPhone biên phòng"),
        ("mttq va ubnd tinh", "mttq và ubnd tỉnh"),
        ("bộ doi bien phong tinh nghe an", "bộ đội biên phòng tỉnh nghệ an"),
    ],
)
def test_marks_come_back_and_the_rest_stays(lexicon: CountedLexicon, typed: str, restored: str) -> None:
    assert restore_marks(typed, lexicon) == restored


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?",
        "2024",
        "🎉",
        "Bộ đội bien phong",
        "What is the border guard of Nghe An?",
        "Who is Le Nhu Cuong",
        "lorem ipsum dolor sit amet consectetur",
        "Reuters Getty Images",
        "日本語の文",
    ],
)
def test_what_is_marked_english_or_unknown_stays(lexicon: CountedLexicon, text: str) -> None:
    assert restore_marks(text, lexicon) == text


def test_a_single_word(lexicon: CountedLexicon) -> None:
    assert restore_marks("phong", lexicon) == "phòng"


@pytest.mark.parametrize("text", ["bdbp", "BDBP", "ubnd", "mttq", "UBND", "hdnd"])
def test_abbreviations_keep_their_letters(lexicon: CountedLexicon, text: str) -> None:
    restored = restore_marks(f"{text} tinh Nghe An", lexicon)
    assert fold(restored.split()[0]) == text.lower()
    assert restored.endswith(" tỉnh Nghệ An")


@given(st.text(alphabet="abdeghinoptuy ABDNP,.?-1\n"))
def test_only_marks_are_added(lexicon: CountedLexicon, text: str) -> None:
    restored = restore_marks(text, lexicon)
    assert fold(restored) == fold(text)
    assert [char.isupper() for char in restored] == [char.isupper() for char in text]


@pytest.mark.parametrize(
    "text",
    [
        "to chuc the nao",
        "do la gi",
        "the nao la bien gioi",
        "to dan pho",
        "in o dau",
        "ty le that nghiep do dau ma tang",
        "Nghe An co bao nhieu nguoi that nghiep?",
        "The Voice Việt Nam là chương trình gì?",
        "Phim What Is Love chiếu ở nước nào?",
        "As Roma đá trận nào ở Việt Nam?",
    ],
)
def test_vietnamese_without_marks_is_not_english(text: str) -> None:
    assert not looks_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "What is the border law?",
        "who founded it",
        "history of the force",
        "When was it founded and by whom",
        "Which border posts support poor students?",
        "List the awards given in Hoang Mai",
        "Tell me about Keng Đu",
        "Who spoke at the conference in Hoàng Mai?",
        "Which border guard post joined the arrest on Pha Lếch pass?",
        "Until when does the Cù Nhĩ campaign last?",
        "According to the Hải Lâm gazetteer, on which date was the force founded?",
    ],
)
def test_english_is_seen(text: str) -> None:
    assert looks_english(text)


def test_counts_hold_syllables_and_neighbours_within_a_phrase() -> None:
    counts = count_spellings("Biên phòng, biên giới 2024")
    assert counts == Counter({"biên": 2, "phòng": 1, "giới": 1, "biên phòng": 1, "biên giới": 1})


def test_held_out_articles_come_back(articles: list[str]) -> None:
    """Each article restored with the lexicon of all others."""
    per_article = [count_spellings(text) for text in articles]
    total = sum(per_article, Counter())
    right = asked = 0
    for text, own in zip(articles, per_article, strict=True):
        others = CountedLexicon(total - own)  # 100 kB of text: 3% of what is asked for never stands in it
        for span in sentence_spans(text):
            sentence = nfc(text[span.start : span.end])
            expected, restored = words(sentence), words(restore_marks(stripped(sentence), others))
            assert len(expected) == len(restored)
            asked += len(expected)
            right += sum(one == other for one, other in zip(expected, restored, strict=True))
    assert right / asked >= 0.905


def test_questions_about_the_archive_come_back(lexicon: CountedLexicon) -> None:
    right = asked = 0
    for path in sorted(GOLDEN.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            question = nfc(json.loads(line)["question"])
            if not has_marks(question):
                continue
            expected, restored = words(question), words(restore_marks(stripped(question), lexicon))
            asked += len(expected)
            right += sum(one == other for one, other in zip(expected, restored, strict=True))
    assert right / asked >= 0.95


def test_ten_thousand_characters_take_less_than_a_second(
    lexicon: CountedLexicon, articles: list[str]
) -> None:
    text = stripped("\n".join(articles))[:10_000]
    began = time.perf_counter()
    restored = restore_marks(text, lexicon)
    assert time.perf_counter() - began < 1
    assert has_marks(restored)
