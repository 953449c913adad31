"""Two askings of which the second leaves out what the first has said."""

import pytest

from bp_qa.answering.comparison import split_comparison


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("Bà Yên giữ chức gì năm 2014 và chức gì năm 2018?", "Bà Yên giữ chức gì năm 2018?"),
        (
            "Đồn Mường Tống tuần tra bao nhiêu đợt năm 2019 và bao nhiêu đợt năm 2020?",
            "Đồn Mường Tống tuần tra bao nhiêu đợt năm 2020?",
        ),
        (
            "Chi cục Hải quan Pa Lừm bắt bao nhiêu vụ ở nửa đầu năm 2023 và bao nhiêu ở nửa đầu năm 2024?",
            "Chi cục Hải quan Pa Lừm bắt bao nhiêu vụ ở nửa đầu năm 2024?",
        ),
        (
            "Năm 2015 Sa Lông Mới có bao nhiêu người mù chữ, đến tháng 10/2016 còn bao nhiêu?",
            "Đến tháng 10/2016 Sa Lông Mới có bao nhiêu người mù chữ?",
        ),
        (
            "Chức Bí thư Huyện ủy Tân Bửu trước tháng 11/2020 do ai giữ và từ tháng 8/2021 do ai giữ?",
            "Chức Bí thư Huyện ủy Tân Bửu từ tháng 8/2021 do ai giữ?",
        ),
        (
            "Ở hội thi Bàu Tre, người đứng đầu năm 2019 được thưởng bao nhiêu và năm 2023 được bao nhiêu?",
            "Ở hội thi Bàu Tre, người đứng đầu năm 2023 được thưởng bao nhiêu?",
        ),
        (
            "Đường điện từ 110 kV trở lên thì diều phải cách bao xa hồi 2010, và từ 2018 là bao xa?",
            "Đường điện từ 110 kV trở lên thì diều phải cách bao xa từ 2018?",
        ),
        (
            "Ngân hàng Hưng Lạc ủng hộ bao nhiêu dịp Tết Canh Tý và bao nhiêu dịp Tết Tân Sửu?",
            "Ngân hàng Hưng Lạc ủng hộ bao nhiêu dịp Tết Tân Sửu?",
        ),
        (
            "Kiên Mộc Hạ được bao nhiêu điểm khi vô địch năm 2022 và bao nhiêu khi về nhì năm 2024?",
            "Kiên Mộc Hạ được bao nhiêu điểm khi về nhì năm 2024?",
        ),
        (
            "Ai nói về IUU năm 2020 với tư cách Trưởng ban, ai nói năm 2022 với tư cách Phó Trưởng ban?",
            "Ai nói về IUU năm 2022 với tư cách Phó Trưởng ban?",
        ),
    ],
)
def test_another_time(question: str, second: str) -> None:
    assert (split_comparison(question) or ("", ""))[1] == second


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("Ai làm chủ tế ở Thượng Khê và ai ở Bạch Liên?", "Ai làm chủ tế ở Bạch Liên?"),
        (
            "Công ty Thép góp bao nhiêu cho An Phụng Tết Tân Sửu và bao nhiêu cho Tuy Sa?",
            "Công ty Thép góp bao nhiêu cho Tuy Sa?",
        ),
        (
            "Ai trao danh hiệu cho Hải đội 12, ai trao cho Bệnh xá Quân dân y Lộc Phát?",
            "Ai trao danh hiệu cho Bệnh xá Quân dân y Lộc Phát?",
        ),
        (
            "Ai làm chủ tế ở Hải Triều năm 2021, còn ở Quỳnh Cửa năm 2022 là ai?",
            "Ai làm chủ tế ở Quỳnh Cửa năm 2022?",
        ),
        (
            "Mỗi lần phát của loa Nhôn Trạch kéo dài bao lâu và của loa lưu động Diêm Phố bao lâu?",
            "Mỗi lần phát của loa lưu động Diêm Phố kéo dài bao lâu?",
        ),
        (
            "Người lái đò phải tập huấn mấy ngày theo Nghị định 127 và mấy ngày theo bản sửa năm 2024?",
            "Người lái đò phải tập huấn mấy ngày theo bản sửa năm 2024?",
        ),
    ],
)
def test_another_place(question: str, second: str) -> None:
    assert (split_comparison(question) or ("", ""))[1] == second


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("Lũng Thầu có mấy tổ tự quản, Đắk Wer có mấy tổ?", "Đắk Wer có mấy tổ tự quản?"),
        (
            "Hội thi Sơn Khê có bao nhiêu thí sinh, hội thi Đắk Tô Rang có bao nhiêu?",
            "hội thi Đắk Tô Rang có bao nhiêu thí sinh?",
        ),
        (
            "Lần kỷ niệm gần nhất, Trường Trạm Lũng được huân chương gì, Trường Vĩnh Cừ được huân chương gì?",
            "Lần kỷ niệm gần nhất, Trường Vĩnh Cừ được huân chương gì?",
        ),
        ("Huyện thưởng đội K21 bao nhiêu và K22 bao nhiêu?", "Huyện thưởng đội K22 bao nhiêu?"),
    ],
)
def test_another_name(question: str, second: str) -> None:
    assert (split_comparison(question) or ("", ""))[1] == second


def test_what_the_second_asks_for_itself_is_left_to_it() -> None:
    question = "Giám đốc đầu tiên của Lâm trường Ba Suối là ai và Trạm trưởng Trạm Cổng Gió là ai?"
    assert split_comparison(question) == (
        "Giám đốc đầu tiên của Lâm trường Ba Suối là ai?",
        "Trạm trưởng Trạm Cổng Gió là ai?",
    )
