import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.answering.wording import Unit, UnitKind, same, units
from bp_qa.vietnamese.forms import nfc


def _only(text: str) -> Unit:
    facts = [unit for unit in units(text) if unit.fact]
    assert len(facts) == 1
    return facts[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("26/02/2024", "26/2/2024"),
        ("26/02/2024", "ngày 26 tháng 2 năm 2024"),
        ("năm 2024", "26/02/2024"),
        ("tháng 2/2024", "26/02/2024"),
        ("5.000 hộ", "5000 hộ"),
        ("5 nghìn hộ", "5.000 hộ"),
        ("1,5 triệu đồng", "1.500.000 đồng"),
        ("15,50%", "15,5%"),
        ("hai mươi lăm đồn", "25 đồn"),
        ("mười hai tập thể", "12 tập thể"),
        ("ba trăm hộ", "300 hộ"),
        ("Nghị quyết 33-NQ/TW", "nghị quyết 33-nq/tw"),
    ],
)
def test_writings_of_one_fact_are_the_same(one: str, other: str) -> None:
    assert same(_only(one), _only(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("26/02/2024", "năm 2024"),
        ("26/02/2024", "26/2"),
        ("26/02/2024", "27/02/2024"),
        ("5.000", "500"),
        ("12", "21"),
        ("15,5", "155"),
        ("33-NQ/TW", "33-NQ/CP"),
        ("quý I/2024", "quý II/2024"),
        ("quý I/2024", "năm 2024"),
        ("mười hai", "mười ba"),
    ],
)
def test_other_facts_are_not(one: str, other: str) -> None:
    assert not same(_only(one), _only(other))


def test_one_syllable_of_a_number_compares_with_its_digit() -> None:
    word, number = units("hai")[0], units("2")[0]
    assert same(word, number)
    assert same(number, word)
    assert not same(units("ba")[0], number)


def test_part_of_the_day_is_kept_beside_the_date() -> None:
    assert [unit.key for unit in units("sáng 1 tháng 3 năm 2024")] == ["sang1", "2024-3-1"]


def test_both_years_of_a_period_are_found() -> None:
    assert [unit.key for unit in units("2019-2024") if unit.kind is UnitKind.DATE] == [
        "2019-None-None",
        "2024-None-None",
    ]


@given(st.text(max_size=200))
def test_units_are_in_order_and_stand_in_the_text(text: str) -> None:
    clean = nfc(text)
    found = units(clean)
    assert all(clean[unit.start :].startswith(unit.text.split(" ")[0]) for unit in found)
    assert [unit.start for unit in found] == sorted(unit.start for unit in found)
