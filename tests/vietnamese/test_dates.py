import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.vietnamese.dates import DateMention, find_dates, year_ranges

Parts = tuple[int | None, int | None, int | None]


def parts(text: str) -> list[Parts]:
    return [(mention.year, mention.month, mention.day) for mention in find_dates(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ngày 26 tháng 2 năm 2024", (2024, 2, 26)),
        ("ngày 26 tháng 02/2024", (2024, 2, 26)),
        ("Ngày 3 tháng 3", (None, 3, 3)),
        ("ngay 3 thang 3 nam 1959", (1959, 3, 3)),
        ("3 tháng 3 năm 1959", (1959, 3, 3)),
        ("26/02/2024", (2024, 2, 26)),
        ("26/2/2024.", (2024, 2, 26)),
        ("26-2-2024", (2024, 2, 26)),
        ("26.02.2024", (2024, 2, 26)),
        ("26/2/24", (2024, 2, 26)),
        ("sáng 2/3/2019", (2019, 3, 2)),
        ("(2/3/2019)", (2019, 3, 2)),
        ("ngày 26/2", (None, 2, 26)),
        ("ngày 26/2.", (None, 2, 26)),
        ("vào ngày 3-3, đồn", (None, 3, 3)),
        ("hôm nay (26-2)", (None, 2, 26)),
        ("truyền thống 3/3", (None, 3, 3)),
        ("3/3", (None, 3, 3)),
        ("chiều 31/8; bản tin", (None, 8, 31)),
        ("ngày 29/2", (None, 2, 29)),
        ("ngày 2/3 xã họp", (None, 3, 2)),
        ("tháng 2/2024", (2024, 2, None)),
        ("tháng 02 năm 2024", (2024, 2, None)),
        ("tháng 2-2024", (2024, 2, None)),
        ("02/2024", (2024, 2, None)),
        ("Tháng 12", (None, 12, None)),
        ("thang 9 nam 2018", (2018, 9, None)),
        ("quý I/2024", (2024, None, None)),
        ("quý 2 năm 2024", (2024, None, None)),
        ("năm 2019", (2019, None, None)),
        ("năm 2019.", (2019, None, None)),
        ("Năm 2019, có", (2019, None, None)),
        ("năm 2019 người dân", (2019, None, None)),
        ("từ 1989 đến nay", (1989, None, None)),
    ],
)
def test_one_date(text: str, expected: Parts) -> None:
    assert parts(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/3/1959-3/3/2024", [(1959, 3, 3), (2024, 3, 3)]),
        ("3/3/1959 – 3/3/2024", [(1959, 3, 3), (2024, 3, 3)]),
        ("từ 26/2-3/3/2024", [(None, 2, 26), (2024, 3, 3)]),
        ("2019–2024", [(2019, None, None), (2024, None, None)]),
        ("2019-2024", [(2019, None, None), (2024, None, None)]),
        ("Ngày 24/11/2017 và tháng 9/2018", [(2017, 11, 24), (2018, 9, None)]),
    ],
)
def test_several_dates(text: str, expected: list[Parts]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "33-NQ/TW",
        "06/2003/QH11",
        "01/CT-TTg",
        "140/2004/NĐ-CP",
        "34/2014/NĐ-CP",
        "16/HĐBT",
        "11/2020/QH14",
        "số 12/2023",
        "Nghị quyết 33",
        "3/2-NQ",
        "31/2/2024",
        "30/02/2024",
        "29/2/2023",
        "ngày 31 tháng 4 năm 2024",
        "13/13",
        "0/0",
        "tháng 13",
        "tháng 0",
        "45/2024",
        "1.500",
        "2.000 đồng",
        "2000 người",
        "1900 km",
        "hơn 2000",
        "1900 1234",
        "3-5 người",
        "tỷ số 2-1",
        "2/3 số dân",
        "chiếm 1/3",
        "12/12 xã đạt chuẩn",
        "trực 24/7",
        "1/5.000",
        "468,281 km",
        "F-16, COVID-19",
        "5/9/0000",
        "ngõ 5/6",
        "Q2019",
        "",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert parts(text) == []


@given(st.dates(date(1800, 1, 1), date(2099, 12, 31)), st.sampled_from(["/", "-", "."]), st.booleans())
def test_every_day_is_found_in_every_format(day: date, separator: str, padded: bool) -> None:
    number = "02d" if padded else "d"
    numbers = [format(day.day, number), format(day.month, number), str(day.year)]
    for text in (
        f"Sáng {separator.join(numbers)}, tại Vinh",
        f"ngày {numbers[0]} tháng {numbers[1]} năm {numbers[2]}.",
    ):
        (mention,) = find_dates(text)
        assert mention.bounds() == (day, day)


@given(st.one_of(st.text(), st.text(alphabet="0123456789/-. ngàytháăm,Q")))
def test_mentions_are_ordered_apart_and_have_bounds(text: str) -> None:
    position = 0
    for mention in find_dates(text):
        assert position <= mention.start < mention.end <= len(text)
        assert any(ch.isdigit() for ch in text[mention.start : mention.end])
        bounds = mention.bounds()
        assert bounds is None or bounds[0] <= bounds[1]
        assert mention.matches(mention)
        position = mention.end


def test_bounds_of_months_and_years() -> None:
    assert DateMention(0, 1, 2024, 2).bounds() == (date(2024, 2, 1), date(2024, 2, 29))
    assert DateMention(0, 1, 2023).bounds() == (date(2023, 1, 1), date(2023, 12, 31))
    assert DateMention(0, 1, None, 3, 3).bounds() is None


def test_mentions_match_where_no_part_differs() -> None:
    day, month, year = DateMention(0, 1, 2024, 2, 26), DateMention(0, 1, 2024, 2), DateMention(0, 1, 2024)
    yearless, other = DateMention(0, 1, None, 2, 26), DateMention(0, 1, 2023, 2, 26)
    assert day.matches(month)
    assert month.matches(day)
    assert day.matches(yearless)
    assert not day.matches(other)
    assert not yearless.matches(year)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("giai đoạn 2019–2024", [(2019, 2024)]),
        ("2009 - 2019", [(2009, 2019)]),
        ("từ năm 2019 đến năm 2024", [(2019, 2024)]),
        ("2024-2019", []),
        ("3/3/1959-3/3/2024", []),
        ("12019-2024", []),
    ],
)
def test_year_ranges(text: str, expected: list[tuple[int, int]]) -> None:
    assert year_ranges(text) == expected


def test_archive_dates(articles: list[str]) -> None:
    mentions = [(text, mention) for text in articles for mention in find_dates(text)]
    assert len(mentions) > 300
    assert not [text[m.start : m.end + 4] for text, m in mentions if text[m.end : m.end + 1] == "/"]
    years = {mention.year for _, mention in mentions if mention.year is not None}
    assert min(years) >= 1800
    assert max(years) <= 2050


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1/",
        "1-",
        "ngày ",
        "ngày 1 tháng 1",
        " ",
        "2019",
        "2019 ",
        "1/1/2024",
        "3/3 ",
        "tháng 1 ",
        "quý ",
    ],
)
def test_time_is_linear_on_hostile_text(unit: str) -> None:
    for text in (
        unit * (200_000 // len(unit)),
        "ngày 1 tháng 1 " + " " * 200_000 + unit,
        "2019" + " " * 200_000,
    ):
        began = time.perf_counter()
        find_dates(text)
        year_ranges(text)
        assert time.perf_counter() - began < 8
