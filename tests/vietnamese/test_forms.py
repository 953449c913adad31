import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.vietnamese.forms import fold, has_marks, nfc, tone_last

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"


def test_fold_gives_lower_case_without_marks() -> None:
    assert fold("Chính ủy BĐBP tỉnh Nghệ An, ĐƯỜNG BIÊN") == "chinh uy bdbp tinh nghe an, duong bien"


def test_every_vietnamese_letter_folds_to_one_plain_letter() -> None:
    for letter in VIETNAMESE + VIETNAMESE.upper():
        assert fold(letter) in "abcdefghijklmnopqrstuvwxyz"


@given(st.text())
def test_fold_is_as_long_as_the_composed_text(text: str) -> None:
    assert len(fold(text)) == len(nfc(text))


@pytest.mark.parametrize("text", ["İstanbul", "ﬁnance", "straße", "한국어", "q̃", "क़", "Ⅷ", "ΟΔΟΣ"])
def test_fold_keeps_offsets_in_other_scripts(text: str) -> None:
    assert len(fold(text)) == len(nfc(text))


@given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " .,0123456789"))
def test_fold_does_not_care_about_form_or_case_and_is_stable(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text) == fold(text.upper())
    assert fold(fold(text)) == fold(text)
    assert not has_marks(fold(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("HOẠ", "họa"), ("quý", "qúy"), ("uỷ", "ủy")],
)
def test_old_and_new_tone_placement_are_equal(old: str, new: str) -> None:
    assert tone_last(old) == tone_last(new)
    assert tone_last(unicodedata.normalize("NFD", old)) == tone_last(new)


def test_tone_last_keeps_different_words_apart() -> None:
    different = ["ma", "má", "mà", "mã", "mạ", "mả", "mâ", "mă", "mơ", "mo", "đa", "da"]
    assert len({tone_last(word) for word in different}) == len(different)


@pytest.mark.parametrize("text", ["biên phòng", "Đ", "ủy", unicodedata.normalize("NFD", "hoà")])
def test_marks_are_seen_in_any_form(text: str) -> None:
    assert has_marks(text)


@pytest.mark.parametrize("text", ["", "bien phong", "2024 – 33-NQ/TW", "straße"])
def test_no_marks_are_seen_where_there_are_none(text: str) -> None:
    assert not has_marks(text)
