import random

import pytest

from bp_qa.corpus.resemblance import Wording, bands, overlap, resemblance, runs, signature

TEXT = (
    "Sáng 27/02/2024, Đồn Biên phòng Quỳnh Phương phối hợp với Ủy ban nhân dân phường tổ chức lễ chào cờ đầu "
    "xuân tại quảng trường. Đại tá Lê Như Cương phát biểu và trao 12 suất quà cho hộ nghèo. Đông đảo cán bộ, "
    "chiến sĩ, đoàn viên thanh niên và bà con ngư dân đã tới dự."
)


def _words(seed: int, count: int) -> list[str]:
    chosen = random.Random(seed)
    return ["".join(chosen.choices("abcdeghiklmnopqrstuvxy", k=5)) for _ in range(count)]


def test_overlap_counts_shared_runs_of_words() -> None:
    text = "một hai ba bốn năm sáu bảy tám"
    assert overlap(text, text.upper()) == 1.0
    assert overlap(text, text + " chín mười") == 1.0
    assert overlap(text, "chín mười mười một mười hai") == 0.0
    assert overlap("một hai", text) == 0.0


def test_runs_do_not_depend_on_how_a_word_is_spelt() -> None:
    assert runs("Hoà giải ngày 27/02/2024  ở thôn") == runs("hòa giải\nngày 27/2/2024 ở thôn")


@pytest.mark.parametrize("edited", [0, 5, 15])
def test_copies_share_a_band_and_their_resemblance_is_estimated(edited: int) -> None:
    words = _words(1, 300)
    other = list(words)
    for place in random.Random(2).sample(range(300), edited):
        other[place] = "khác"
    one, two = " ".join(words), " ".join(other)
    exact = len(runs(one) & runs(two)) / len(runs(one) | runs(two))
    assert resemblance(signature(one), signature(two)) == pytest.approx(exact, abs=0.2)
    assert set(bands(signature(one))) & set(bands(signature(two)))


def test_other_texts_share_no_band() -> None:
    keys = [set(bands(signature(" ".join(_words(seed, 300))))) for seed in range(40)]
    assert sum(len(one) for one in keys) == len(set.union(*keys))


def test_a_short_text_has_no_signature_and_resembles_nothing() -> None:
    assert signature("Đồn trao 12 giấy khen.") == b""
    assert bands(b"") == []
    assert resemblance(b"", b"") == 0.0


@pytest.mark.parametrize(
    ("changed", "to", "same"),
    [
        ("Sáng", "Ngày", True),
        ("đã tới dự", "đến dự", True),
        ("12 suất quà", "21 suất quà", False),
        ("Lê Như Cương", "Trần Văn Nam", False),
        ("27/02/2024", "27/2/2024", True),
        ("27/02/2024", "28/02/2024", False),
    ],
)
def test_a_copy_with_another_figure_or_name_says_something_else(changed: str, to: str, same: bool) -> None:
    assert changed in TEXT
    edited = TEXT.replace(changed, to)
    assert Wording.of(f"Mở đầu khác hẳn. {TEXT} Thêm một câu.").tells(Wording.of(edited)) is same


def test_a_passage_of_few_words_is_told_where_all_of_them_stand() -> None:
    whole = Wording.of(TEXT)
    assert whole.tells(Wording.of("Lễ chào cờ."))
    assert not whole.tells(Wording.of("Lễ hạ cờ."))
