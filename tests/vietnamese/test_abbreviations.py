import time
import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.vietnamese.abbreviations import COMMON, Abbreviations, defined_abbreviations, merge_learned

LETTERS = "abcdghklmnpqrstvxy"


def many_learned(count: int = 5_000) -> dict[str, str]:
    """Learned entries that all begin with the same syllable, the worst case for the index."""
    learned: dict[str, str] = {}
    for first, second, third, fourth in product(LETTERS, repeat=4):
        learned[f"U{first}{second}{third}{fourth}".upper()] = (
            f"Ủy {first}an {second}inh {third}ong {fourth}uy"
        )
        if len(learned) == count:
            break
    return learned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "bảo vệ an ninh biên giới (ANBG) và khu vực biên giới (KVBG)",
            {"ANBG": "an ninh biên giới", "KVBG": "khu vực biên giới"},
        ),
        ("ANBG (an ninh biên giới)", {"ANBG": "an ninh biên giới"}),
        ("Bộ đội Biên phòng (BĐBP)", {"BĐBP": "Bộ đội Biên phòng"}),
        ("trật tự, an toàn xã hội (TTATXH)", {"TTATXH": "trật tự, an toàn xã hội"}),
        ("quốc phòng - an ninh (QPAN)", {"QPAN": "quốc phòng - an ninh"}),
        ("Đồn trưởng (TTXVN)", {}),
        ("an ninh. Biên giới (ANBG)", {}),
        ("ông Trần Văn Nam (Nghệ An)", {}),
        ("lực lượng (BĐBP)", {}),
        ("(AB) (CD)", {}),
        ("", {}),
    ],
)
def test_definitions_are_learned_where_all_initials_agree(text: str, expected: dict[str, str]) -> None:
    assert defined_abbreviations(text) == expected
    assert defined_abbreviations(unicodedata.normalize("NFD", text)) == expected


def test_a_word_cut_by_the_window_is_no_definition() -> None:
    long = "b" + "a" * 118
    assert defined_abbreviations(f"xx{long} a (AA)") == {}
    assert defined_abbreviations(f"{'x' * 300} an ninh (AN)") == {"AN": "an ninh"}


def test_the_archive_defines_nothing_that_contradicts_the_common_table(articles: list[str]) -> None:
    learned = merge_learned(defined_abbreviations(text) for text in articles)
    assert learned["UBND"].lower() in {"ủy ban nhân dân", "uỷ ban nhân dân"}
    for short, long in learned.items():
        if short in COMMON:
            assert long.lower().replace(",", "") == COMMON[short].lower().replace(",", "")


@given(st.text(alphabet="ABĐ() abđ,.\n"))
def test_learned_definitions_stand_in_the_text(text: str) -> None:
    for short, long in defined_abbreviations(text).items():
        assert short in unicodedata.normalize("NFC", text)
        assert long in unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "word", ["UBND", "ubnd", "Ubnd", "BĐBP", "bdbp", "BDBP", "bđbp", "mttq", "anbg", "TX", "TP"]
)
def test_known_in_any_case_and_without_marks(word: str) -> None:
    assert Abbreviations().long_form(word) is not None


@pytest.mark.parametrize("word", ["ct", "nq", "tx", "tp", "QQQ", "", "123", "biên"])
def test_unknown_or_uncertain(word: str) -> None:
    assert Abbreviations().long_form(word) is None


def test_ordinary_words_are_not_taken_for_learned_abbreviations() -> None:
    table = Abbreviations({"BAN": "biên an ninh", "THA": "thi hành án", "CHO": "cao học online"})
    assert table.expand("ban cho tha, Ban Cho Tha, BẢN CHỜ THẢ") == "ban cho tha, Ban Cho Tha, BẢN CHỜ THẢ"
    assert table.expand("cơ quan THA") == "cơ quan thi hành án"


def test_letters_with_marks_are_told_apart_where_they_are_typed() -> None:
    table = Abbreviations({"ĐA": "đề án", "DA": "dự án"})
    assert table.expand("ĐA và DA") == "đề án và dự án"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh"),
        ("TP. Vinh và TX.Hoàng Mai", "thành phố Vinh và thị xã Hoàng Mai"),
        ("trong TP.", "trong thành phố."),
        ("họp ở UBND. Sau đó", "họp ở Ủy ban nhân dân. Sau đó"),
        ("33-NQ/TW, 16/HĐBT, 01/CT-TTg, 263/KH-UBND", "33-NQ/TW, 16/HĐBT, 01/CT-TTg, 263/KH-UBND"),
        ("chinh uy bdbp nghe an", "chinh uy Bộ đội Biên phòng nghe an"),
        ("không có gì", "không có gì"),
        ("", ""),
    ],
)
def test_expand(text: str, expected: str) -> None:
    assert Abbreviations().expand(text) == expected


def test_both_spellings_of_what_a_text_holds() -> None:
    table = Abbreviations({"ĐBP": "Đồn Biên phòng"})
    assert table.spellings("BĐBP và mặt trận  tổ quốc xã") == [
        ("BĐBP", "Bộ đội Biên phòng"),
        ("mặt trận  tổ quốc", "MTTQ"),
    ]
    assert table.spellings("đồn trưởng là ai?") == []


def test_short_forms_of_what_is_written_out() -> None:
    table = Abbreviations({"ĐBP": "Đồn Biên phòng"})
    assert table.short_forms("Bộ đội biên phòng và uỷ ban nhân dân") == ["BĐBP", "UBND"]
    assert table.short_forms("bo doi bien phong; don bien phong") == ["BĐBP", "ĐBP"]
    assert table.short_forms("quốc phòng - an ninh") == ["QPAN"]
    assert table.short_forms("bộ đội, biên giới") == []
    assert table.short_forms("") == []


@pytest.mark.parametrize("short", COMMON)
def test_every_entry_is_found_from_both_sides(short: str) -> None:
    table = Abbreviations()
    assert table.long_form(short) == COMMON[short]
    assert short in table.short_forms(f"Theo {COMMON[short]} tỉnh")


def test_five_thousand_learned_entries_cost_under_a_millisecond() -> None:
    table = Abbreviations(many_learned())
    question = (
        "Ủy ban nhân dân và Bộ đội Biên phòng tỉnh Nghệ An đã làm gì cho UBND xã Ủy aan binh cong duy ? " * 2
    )
    for call in (table.short_forms, table.expand):
        call(question)
        times = []
        for _ in range(20):
            began = time.perf_counter()
            call(question)
            times.append(time.perf_counter() - began)
        assert sorted(times)[10] < 0.001


@pytest.mark.parametrize("unit", ["A", "(AB) ", "a ", "TP.", "AB (", "(A", "ủy ban "])
def test_time_is_linear_on_hostile_text(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    table = Abbreviations(many_learned())
    began = time.perf_counter()
    defined_abbreviations(text)
    table.expand(text)
    table.short_forms(text)
    assert time.perf_counter() - began < 8


def test_the_first_definition_stays() -> None:
    assert merge_learned([{"A": "x"}, {"A": "y", "B": "z"}]) == {"A": "x", "B": "z"}
