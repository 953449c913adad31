"""Two things side by side in one question."""

import pytest

from bp_qa.answering.comparison import split_comparison


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "Đồn Mường Kha và Đồn Hòn Cau kỷ niệm bao nhiêu năm thành lập?",
            "Đồn Mường Kha kỷ niệm bao nhiêu năm thành lập?",
            "Đồn Hòn Cau kỷ niệm bao nhiêu năm thành lập?",
        ),
        (
            "Hải đội 12 và Đồn Nậm Ngà nhận danh hiệu Anh hùng vào thời gian nào?",
            "Hải đội 12 nhận danh hiệu Anh hùng vào thời gian nào?",
            "Đồn Nậm Ngà nhận danh hiệu Anh hùng vào thời gian nào?",
        ),
        (
            "Ông Hia ở Ba Vồng và bà Lành ở Gành Son buôn bán bao nhiêu năm rồi?",
            "Ông Hia ở Ba Vồng buôn bán bao nhiêu năm rồi?",
            "bà Lành ở Gành Son buôn bán bao nhiêu năm rồi?",
        ),
        (
            "Khu công nghiệp Gò Thông và Khu công nghiệp Vạn Hưng rộng bao nhiêu héc-ta?",
            "Khu công nghiệp Gò Thông rộng bao nhiêu héc-ta?",
            "Khu công nghiệp Vạn Hưng rộng bao nhiêu héc-ta?",
        ),
        (
            "Đồn Cửa Vịnh hay Đồn Diên Phú tặng nhiều áo phao hơn?",
            "Đồn Cửa Vịnh tặng bao nhiêu áo phao?",
            "Đồn Diên Phú tặng bao nhiêu áo phao?",
        ),
    ],
)
def test_what_follows_two_names_is_asked_of_both(question: str, first: str, second: str) -> None:
    assert split_comparison(question) == (first, second)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (
            "Huân chương của đồn Cửa Mực và của Hải đội 3 Cảnh sát biển là loại gì?",
            "Huân chương của đồn Cửa Mực là loại gì?",
        ),
        (
            "Bằng khen của Bộ Tư lệnh BĐBP và giấy khen của Bộ Chỉ huy BĐBP tỉnh được trao cho ai?",
            "Bằng khen của Bộ Tư lệnh BĐBP được trao cho ai?",
        ),
        (
            "Số xã triển khai ở Nghệ An và số xã có bờ biển do Đồn Quỳnh Thuận phụ trách là bao nhiêu?",
            "Số xã triển khai ở Nghệ An là bao nhiêu?",
        ),
    ],
)
def test_what_ends_the_second_name_is_of_it_alone(question: str, first: str) -> None:
    assert (split_comparison(question) or ("", ""))[0] == first


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Số tàu chìm và số tàu hư ở Thạnh Lộc là bao nhiêu?", "Số tàu chìm ở Thạnh Lộc là bao nhiêu?"),
        (
            "Cục trưởng đầu tiên và cục trưởng thứ năm của Cục Trinh sát là ai?",
            "Cục trưởng đầu tiên của Cục Trinh sát là ai?",
        ),
    ],
)
def test_the_place_at_the_end_is_of_both(question: str, first: str) -> None:
    assert (split_comparison(question) or ("", ""))[0] == first


@pytest.mark.parametrize(
    "question",
    [
        "Năm 2015, Sa Lang và Văng Pho tuần tra chung mấy lần?",
        "Luther và Zwingli đồng ý với nhau về bao nhiêu điểm?",
        "Nà Lìm và Xiêng Đao cách nhau bao xa?",
        "Đồn Mù Sán và Đại đội 9 thống nhất làm gì trong năm 2018?",
    ],
)
def test_what_two_do_together_is_one_question(question: str) -> None:
    assert split_comparison(question) is None


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("Số giường của Cù Bai so với Ka Lin hơn kém thế nào?", "Số giường của Ka Lin thế nào?"),
        ("Lượng mưa bão số 5 so với bão số 3 nhiều hay ít hơn?", "Lượng mưa bão số 3 bao nhiêu?"),
        ("Chồng chị Cầm và con trai anh Phả hơn kém nhau mấy tuổi?", "con trai anh Phả mấy tuổi?"),
    ],
)
def test_how_far_two_are_apart(question: str, second: str) -> None:
    assert (split_comparison(question) or ("", ""))[1] == second
