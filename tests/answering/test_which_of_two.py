"""Questions that ask which of two things is more, or was first."""

import pytest

from bp_qa.answering.comparison import split_comparison


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Ai lớn tuổi hơn, ông Điểu Lên hay ông Điểu Mai?",
            ("ông Điểu Lên bao nhiêu tuổi?", "ông Điểu Mai bao nhiêu tuổi?"),
        ),
        (
            "Ai ghi bàn trước, Công Phượng hay Tấn Sinh?",
            ("Công Phượng ghi bàn khi nào?", "Tấn Sinh ghi bàn khi nào?"),
        ),
        (
            "Trường nào ra đời muộn hơn: Hùng Vương hay Quang Trung?",
            ("Hùng Vương ra đời khi nào?", "Quang Trung ra đời khi nào?"),
        ),
        (
            "Công ty nào bị phạt nhiều tiền hơn giữa Nam Hà và Phúc Thịnh?",
            ("Nam Hà bị phạt bao nhiêu tiền?", "Phúc Thịnh bị phạt bao nhiêu tiền?"),
        ),
        (
            "Hồ nào sâu hơn trong hai hồ Suối Lam và Suối Cam?",
            ("hồ Suối Lam sâu bao nhiêu?", "hồ Suối Cam sâu bao nhiêu?"),
        ),
        (
            "Thu ngân sách thị xã Kỳ Lâm năm nào cao hơn, 2021 hay 2023?",
            (
                "Thu ngân sách thị xã Kỳ Lâm 2021 cao bao nhiêu?",
                "Thu ngân sách thị xã Kỳ Lâm 2023 cao bao nhiêu?",
            ),
        ),
        (
            "Sông Bé dài hơn hay sông Đồng Nai dài hơn?",
            ("Sông Bé dài bao nhiêu?", "sông Đồng Nai dài bao nhiêu?"),
        ),
        (
            "Cầu Long Tân khởi công trước hay cầu Mã Đà khởi công trước?",
            ("Cầu Long Tân khởi công khi nào?", "cầu Mã Đà khởi công khi nào?"),
        ),
        (
            "Hai xã Lộc An và Lộc Hòa, xã nào rộng hơn?",
            ("xã Lộc An rộng bao nhiêu?", "xã Lộc Hòa rộng bao nhiêu?"),
        ),
        (
            "Ông Điểu Lên và ông Điểu Mai ai lớn tuổi hơn?",
            ("Ông Điểu Lên bao nhiêu tuổi?", "ông Điểu Mai bao nhiêu tuổi?"),
        ),
        (
            "Dân số Vĩnh Sầm và Cửa Tròn năm 2019, nơi nào đông hơn?",
            ("Dân số Vĩnh Sầm năm 2019 có bao nhiêu người?", "Dân số Cửa Tròn năm 2019 có bao nhiêu người?"),
        ),
        (
            "Hiệp ước biên giới với Tolmak và với Sarvan, văn bản nào ký trước?",
            ("Hiệp ước biên giới với Tolmak ký khi nào?", "Hiệp ước biên giới với Sarvan ký khi nào?"),
        ),
        (
            "Đông Lĩnh hay Nam Tiến có nhiều dân hơn khi ra đời?",
            ("Đông Lĩnh có bao nhiêu dân khi ra đời?", "Nam Tiến có bao nhiêu dân khi ra đời?"),
        ),
        (
            "Giữa nghị định về thuyền năm 2017 và nghị định về bè năm 2019, văn bản nào dài hơn?",
            ("nghị định về thuyền năm 2017 dài bao nhiêu?", "nghị định về bè năm 2019 dài bao nhiêu?"),
        ),
        (
            "Xã Hạnh Dịch và Keng Đu thuộc những huyện nào trước đây?",
            ("Xã Hạnh Dịch thuộc huyện nào trước đây?", "Keng Đu thuộc huyện nào trước đây?"),
        ),
        ("Nhóm cây nào trước để riêng, nay nhập vào cùng một nhà với dương xỉ?", None),
        ("Biên phòng và Báo Tây Khê rút ra những bài học nào sau mười năm ghi nhớ?", None),
        ("Đường nối Bình Phước và Đắk Nông dài bao nhiêu km?", None),
    ],
)
def test_each_of_the_two_is_asked_of(question: str, parts: tuple[str, str] | None) -> None:
    assert split_comparison(question) == parts
