import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.answering.asked_form import form_match


@pytest.mark.parametrize(
    ("question", "has_it", "has_not"),
    [
        ("Lễ bắt đầu lúc mấy giờ?", "19 giờ tối 28/3/1959, tại câu lạc bộ", "Lễ diễn ra ngày 28/3/1959."),
        ("Lễ hội diễn ra ngày nào?", "khai mạc ngày 23/2/2023", "được tổ chức tháng 2/2023 ở xã"),
        ("Trao bao nhiêu suất quà?", "Có 107 suất quà được trao.", "Có 27 học bổng được trao."),
        ("Có mấy hộ nhận trông coi?", "bốn hộ nhận trông coi", "bốn bản nhận trông coi"),
        ("Hỗ trợ đến hết lớp mấy?", "cho đến hết lớp 12", "mỗi năm gần 3.000 em"),
        ("Nhà rộng bao nhiêu mét vuông?", "gồm 4 phòng, rộng 226 m², trị giá", "gồm 4 phòng, xây năm 2021"),
        ("Mỗi chiếc xe giá bao nhiêu?", "mỗi chiếc 2,5 triệu đồng", "tặng 10 xe đạp"),
        ("Bao lâu một lần đồn mời cán bộ?", "mỗi quý mời cán bộ", "năm 2016 mời cán bộ"),
        ("Số tiền được trao cho bao nhiêu hộ?", "Đã trao cho 107 hộ nghèo.", "Mức hỗ trợ 5 triệu đồng."),
        ("Đoàn đánh giá có bao nhiêu hộ nghèo?", "có 12 hộ nghèo", "Mức hỗ trợ 5 triệu đồng."),
        ("Con đường dài bao nhiêu?", "đường dài 4,5 km", "đường mở năm 2019"),
    ],
)
def test_what_has_the_form_is_told_from_what_has_not(question: str, has_it: str, has_not: str) -> None:
    assert form_match(question, has_it) == 1.0
    assert form_match(question, has_not) == -1.0


@pytest.mark.parametrize("question", ["Ai trao giấy khen?", "", "Bao nhiêu là đủ?", "Vì sao lễ bị hoãn?"])
def test_a_question_that_asks_no_form_says_nothing(question: str) -> None:
    assert form_match(question, "Ngày 3/3/2024, 12 suất quà được trao.") == 0.0


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_is_judged(question: str, text: str) -> None:
    assert form_match(question, text) in {-1.0, 0.0, 1.0}
