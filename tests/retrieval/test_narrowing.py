from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bp_qa.retrieval.narrowing import Period, named_section, publication_period
from bp_qa.vietnamese.dates import find_dates
from bp_qa.vietnamese.forms import fold

SECTIONS = ["Quốc phòng", "Văn hóa", "Văn hóa xã hội", "Chính trị"]


def period(text: str) -> Period | None:
    return publication_period(text, find_dates(text))


FEBRUARY = Period(date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bài đăng tháng 2/2024", FEBRUARY),
        ("Tin nào được đăng trong tháng 2/2024 nói về giấy khen?", FEBRUARY),
        ("bài viết đăng tải tháng 2 năm 2024 về biên phòng", FEBRUARY),
        ("các bài tháng 2/2024 nói gì?", FEBRUARY),
        ("bài của năm 2019", Period(date(2019, 1, 1), date(2019, 12, 31))),
        ("bài đăng ngày 27/02/2024", Period(date(2024, 2, 27), date(2024, 2, 27))),
        ("bài đăng từ tháng 1 đến tháng 3/2024", Period(date(2024, 1, 1), date(2024, 3, 31))),
        ("bài đăng trước năm 2020", Period(None, date(2019, 12, 31))),
        ("bài đăng sau ngày 3/3/2024", Period(date(2024, 3, 4), None)),
        ("tin đăng từ năm 2023", Period(date(2023, 1, 1), None)),
        (
            "Bài báo đăng ngày 3/3/2024 nói gì về sự kiện năm 1959?",
            Period(date(2024, 3, 3), date(2024, 3, 3)),
        ),
        (
            "Bài báo đăng từ ngày 29/2 đến ngày 5/3/2023 viết gì?",  # no such day that year
            Period(date(2023, 3, 5), date(2023, 3, 5)),
        ),
    ],
)
def test_words_about_publishing_make_a_date_narrow(text: str, expected: Period) -> None:
    assert period(text) == expected
    assert period(fold(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Hội nghị diễn ra tháng 2/2024 ở đâu?",
        "năm 2019 có bao nhiêu đại biểu?",
        "Ai đăng ký kết hôn năm 2019?",
        "Nơi nào đăng cai lễ hội năm 2024?",
        "Bộ tem phát hành năm 2019 có mấy mẫu?",
        "Ngọn hải đăng xây năm 1902 ở đâu?",
        "bài đăng trên báo nào?",
        "Thông tin này đang được kiểm chứng năm 2024?",
        "Thông tin năm 2023 cho biết Hoàng Mai có bao nhiêu hộ nghèo?",
    ],
)
def test_other_dates_do_not_narrow(text: str) -> None:
    assert period(text) is None


def test_seconds_are_those_of_the_zone_and_both_ends_count() -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    begin, end = Period(date(2024, 2, 27), date(2024, 2, 27)).seconds(zone)
    assert begin == 1708966800  # 2024-02-27T00:00:00+07:00
    assert end == begin + 86_399
    assert Period(None, None).seconds(zone) == (None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mục Quốc phòng có gì mới?", "Quốc phòng"),
        ("muc quoc phong co gi moi", "Quốc phòng"),
        ('chuyên mục "Văn hoá"', "Văn hóa"),
        ("trang Văn hóa xã hội", "Văn hóa xã hội"),
        ("Mục tiêu là gì trong mục Chính trị?", "Chính trị"),
        ("mục tiêu quốc phòng là gì?", None),
        ("hạng mục Quốc phòng nào được xây?", None),
        ("Tình trạng chính trị ở vùng biên ra sao?", None),
        ("tinh trang chinh tri o vung bien ra sao", None),
        ("Lực lượng vũ trang quốc phòng có ai?", None),
        ("Tiết mục văn hóa nào được diễn?", None),
        ("mục Quốc phònggg", None),
        ("mục Thể thao", None),
        ("quốc phòng", None),
        ("mục", None),
    ],
)
def test_sections(text: str, expected: str | None) -> None:
    assert named_section(text, SECTIONS) == expected
