from datetime import UTC, datetime

import pytest

from bp_qa.web.narrowing import BadDayError, narrowing
from bp_qa.web.texts import VIETNAMESE

ZONE = "Asia/Ho_Chi_Minh"


def _bounds(first: str, last: str) -> tuple[str | None, str | None]:
    only = narrowing(first, last, "", None, ZONE, VIETNAMESE).only
    return tuple(  # type: ignore[return-value]
        None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
        for seconds in (only.published_from, only.published_to)
    )


def test_nothing_set_narrows_nothing() -> None:
    found = narrowing("", " ", "", None, ZONE, VIETNAMESE)
    assert not found.only
    assert found.words == ()


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("1/3/2024", "2024-02-29T17:00:00+00:00", "2024-03-01T16:59:59+00:00"),
        ("2024-03-01", "2024-02-29T17:00:00+00:00", "2024-03-01T16:59:59+00:00"),
        ("3/2024", "2024-02-29T17:00:00+00:00", "2024-03-31T16:59:59+00:00"),
        ("tháng 3 năm 2024", "2024-02-29T17:00:00+00:00", "2024-03-31T16:59:59+00:00"),
        ("2024", "2023-12-31T17:00:00+00:00", "2024-12-31T16:59:59+00:00"),
    ],
)
def test_a_day_a_month_and_a_year_bound_both_ways(typed: str, first: str, last: str) -> None:
    assert _bounds(typed, typed) == (first, last)


def test_words_name_what_is_set() -> None:
    found = narrowing("2024", "", "Pháp luật", ("bai-1", "Tiêu đề"), ZONE, VIETNAMESE)
    assert found.words == ("Đăng từ 01/01/2024", "Pháp luật", "Tiêu đề")
    assert found.only.section == "Pháp luật"
    assert found.only.article_ids == ("bai-1",)


@pytest.mark.parametrize("typed", ["hôm kia", "32/13/2024", "abc"])
def test_what_is_no_day_is_named_in_the_message(typed: str) -> None:
    with pytest.raises(BadDayError, match=typed):
        narrowing(typed, "", "", None, ZONE, VIETNAMESE)
