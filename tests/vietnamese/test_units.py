import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.vietnamese.forms import nfc
from bp_qa.vietnamese.units import is_unit, unit_spellings, with_symbols


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("rộng mấy mét vuông", "rộng mấy m²"),
        ("dài bao nhiêu ki-lô-mét", "dài bao nhiêu km"),
        ("rộng 30 ki-lô-mét vuông", "rộng 30 km²"),
        ("bao nhiêu m2 đất", "bao nhiêu m² đất"),
        ("Bao nhiêu Phần Trăm hộ dân?", "Bao nhiêu % hộ dân?"),
        ("mấy nghìn đô la Mỹ", "mấy nghìn USD"),
        ("mấy héc-ta rừng", "mấy ha rừng"),
        ("nhà M2 ở khu M2", "nhà M2 ở khu M2"),
        ("độ cao của cột cờ", "độ cao của cột cờ"),
        ("cân bao nhiêu phần trămm", "cân bao nhiêu phần trămm"),
        ("30 mét", "30 mét"),
    ],
)
def test_units_are_printed_as_symbols(text: str, printed: str) -> None:
    assert with_symbols(text) == printed
    assert with_symbols(printed) == printed


def test_a_unit_has_every_other_spelling() -> None:
    assert ("mét vuông", "m²") in unit_spellings("rộng mấy mét vuông")
    assert ("m²", "mét vuông") in unit_spellings("rộng 226m², cao")
    assert ("%", "phần trăm") in unit_spellings("90% hộ dân")
    assert {written for written, _ in unit_spellings("mấy cây số vuông")} == {"cây số vuông"}
    assert unit_spellings("nhà M2, cột mốc số 5") == []


@given(st.text(max_size=60))
def test_only_units_change(text: str) -> None:
    if not unit_spellings(text):
        assert with_symbols(text) == nfc(text)


def test_symbols_are_known() -> None:
    assert is_unit("km")
    assert not is_unit("mét vuông")
