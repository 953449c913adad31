import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.vietnamese.tokens import content_key, keyword_terms, tokenize, words


def texts(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nghị quyết 33-NQ/TW", ["Nghị", "quyết", "33-NQ/TW"]),
        ("Quyết định 16/HĐBT.", ["Quyết", "định", "16/HĐBT"]),
        ("dài 468,281 km", ["dài", "468,281", "km"]),
        ("1.649.368 ha", ["1.649.368", "ha"]),
        ("giá 1.649.368đ", ["giá", "1.649.368", "đ"]),
        ("2019–2024", ["2019–2024"]),
        ("3/3/1959-3/3/2024", ["3/3/1959", "3/3/2024"]),
        ("03-03-1959 – 3.3.2024", ["03-03-1959", "3.3.2024"]),
        ("26/2-3/3/2024", ["26/2", "3/3/2024"]),
        ("Luật 06/2003/QH11", ["Luật", "06/2003/QH11"]),
        ("tỷ lệ 1/5.000", ["tỷ", "lệ", "1", "5.000"]),
        ("tăng 15-20,5%", ["tăng", "15", "20,5"]),
        ("Vui 🎉🇻🇳 quá!", ["Vui", "quá"]),
        ("TP.Vinh (Nghệ An)", ["TP", "Vinh", "Nghệ", "An"]),
        ("", []),
        ("… – / -- !", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@given(st.text())
def test_tokens_stand_where_they_say_and_hold_every_letter(text: str) -> None:
    tokens = tokenize(text)
    position = 0
    for token in tokens:
        assert token.start >= position
        assert text[token.start : token.end] == token.text != ""
        assert not any(ch.isalnum() for ch in text[position : token.start])
        position = token.end
    assert not any(ch.isalnum() for ch in text[position:])
    assert words(text) == [word for token in tokens for word in words(token.text)]


@given(st.text(alphabet="ab0123456789/.,-– đế\u0301"), st.booleans())
def test_terms_are_never_empty(text: str, folded: bool) -> None:
    assert all(keyword_terms(text, folded=folded))


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("26/02/2024", "ngày 26/2/2024", "26/2/2024"),
        ("26-02-2024", "26.2.2024", "26/2/2024"),
        ("3/3/1959-3/3/2024", "3/3/1959", "3/3/1959"),
        ("33-NQ/TW", "33-nq/tw", "33/nq/tw"),
        ("1.649.368", "1,649,368", "1.649.368"),
        ("2019–2024", "2019-2024", "2019/2024"),
        ("tháng 02/2024", "2/2024", "2_2024"),
    ],
)
@pytest.mark.parametrize("folded", [True, False])
def test_the_same_written_differently_shares_a_term(one: str, other: str, shared: str, folded: bool) -> None:
    assert shared in keyword_terms(one, folded=folded)
    assert shared in keyword_terms(other, folded=folded)


def test_zeros_inside_a_number_stay() -> None:
    assert "1.000" in keyword_terms("1.000 người", folded=True)
    assert "20030" in keyword_terms("số 020030", folded=True)
    assert "1.0" not in keyword_terms("1.000", folded=True)


def test_folded_terms_match_a_question_without_marks() -> None:
    assert keyword_terms("Bộ đội Biên phòng", folded=True) == keyword_terms("bo doi bien phong", folded=True)
    assert "bien_phong" in keyword_terms("biên phòng", folded=True)
    assert "bien_phong2" not in keyword_terms("biên phòng", folded=True)


@pytest.mark.parametrize("folded", [True, False])
def test_terms_do_not_depend_on_form_or_tone_placement(folded: bool) -> None:
    terms = keyword_terms("Hòa bình, thủy sản khỏe", folded=folded)
    assert terms == keyword_terms("hoà bình thuỷ sản khoẻ", folded=folded)
    assert terms == keyword_terms(unicodedata.normalize("NFD", "Hoà Bình – thuỷ sản khoẻ"), folded=folded)


def test_content_key_ignores_case_spacing_and_tone_placement() -> None:
    assert content_key("Uỷ ban\n nhân dân.") == content_key("ủy ban, NHÂN DÂN")
    assert content_key("ma") != content_key("má")


@pytest.mark.parametrize(
    "unit",
    ["a", "1", "1.", "1,1", "a-", "1/", "/", "a.", "1.1x", "\u0301", "3/3-", "12/12/", "_", "Bộ đội ", "🎉"],
)
def test_time_is_linear_on_hostile_text(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    began = time.perf_counter()
    keyword_terms(text, folded=False)
    assert time.perf_counter() - began < 10
