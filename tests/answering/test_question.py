"""What a question asks for, and what has the form of an answer."""

import pytest

from bp_qa.answering.question import (
    AnswerType,
    answer_type,
    asks_nothing,
    asks_twice,
    end_with_unit,
    typed_spans,
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Ai trao giấy khen ở Hoàng Mai?", AnswerType.PERSON),
        ("Cơ quan nào ban hành nghị định?", AnswerType.PERSON),
        ("Có mấy nhiệm vụ trọng tâm?", AnswerType.NUMBER),
        ("Có bao nhiêu tập thể được khen?", AnswerType.NUMBER),
        ("Hội nghị diễn ra vào ngày nào?", AnswerType.DATE),
        ("Lễ thành lập diễn ra khi nào?", AnswerType.DATE),
        ("Đền Cờn nằm ở đâu?", AnswerType.PLACE),
        ("Các nhiệm vụ trọng tâm là gì?", AnswerType.LIST),
        ("Những phường nào thuộc thị xã?", AnswerType.LIST),
        ("Kể tên các đồn biên phòng", AnswerType.LIST),
        ("Vì sao chọn ngày 3/3?", AnswerType.REASON),
        ("Kết quả được đánh giá thế nào?", AnswerType.OTHER),
        ("Who spoke at the conference?", AnswerType.PERSON),
        # Things named besides what is asked.
        ("Các hộ nghèo được hỗ trợ nhà từ năm nào?", AnswerType.DATE),
        ("Các đại biểu đến từ huyện nào?", AnswerType.PLACE),
        ("Vì sao những hoạt động này bị hoãn?", AnswerType.REASON),
        ("Ai chủ trì những hoạt động kỷ niệm?", AnswerType.PERSON),
        ("Các chiến sĩ giúp dân như thế nào?", AnswerType.OTHER),
        ("Hằng năm huyện Kỳ Sơn tổ chức lễ hội gì?", AnswerType.OTHER),
        ("Những ai được khen thưởng ở Hoàng Mai?", AnswerType.LIST),
        ("Lễ kỷ niệm diễn ra ngày mấy tháng mấy?", AnswerType.DATE),
        # Names that look like "who".
        ("AI giúp gì cho nông dân?", AnswerType.OTHER),
        ("Thủ đô Ai Cập là gì?", AnswerType.OTHER),
        ("AI TRAO GIẤY KHEN?", AnswerType.PERSON),
        ("How many collectives were commended?", AnswerType.NUMBER),
        # Words that only look like question words when their marks are dropped.
        ("Nguyễn Văn Máy nói gì đầu năm?", AnswerType.OTHER),
        ("Cửa ải được tả thế nào?", AnswerType.OTHER),
    ],
)
def test_answer_type(question: str, kind: AnswerType) -> None:
    assert answer_type(question) is kind


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Ngày 26/2/2024, thị xã họp.", AnswerType.DATE, ["Ngày 26/2/2024"]),
        ("Có 5 tập thể và 9 cá nhân được khen.", AnswerType.NUMBER, ["5 tập thể", "9 cá nhân"]),
        ("Đại tá Lê Như Cương phát biểu.", AnswerType.PERSON, ["Lê Như Cương"]),
        ("Không có tên ai ở đây.", AnswerType.PERSON, []),
        ("Văn bản nói về 5 điều.", AnswerType.REASON, []),
    ],
)
def test_typed_spans(text: str, kind: AnswerType, expected: list[str]) -> None:
    found = [text[span.start : span.end].strip() for span in typed_spans(text, kind)]
    if kind is AnswerType.DATE:
        assert [piece.casefold() in expected[0].casefold() for piece in found] == [True]
    else:
        for piece in expected:
            assert any(piece in candidate for candidate in found)
        assert bool(found) == bool(expected)


@pytest.mark.parametrize(
    ("question", "twice"),
    [
        ("Có bao nhiêu tập thể và cá nhân được khen?", True),
        ("Bao nhiêu tập thể được khen, ai khen?", True),
        ("Ai trao giấy khen?", False),
        ("Có bao nhiêu hộ dân ở Hoàng Mai, Nghệ An được hỗ trợ?", False),
        ("Bao nhiêu cán bộ, chiến sĩ tham gia?", False),
        ("Bao nhiêu xã có đường biên giới với Lào và Campuchia?", False),
        ("Lễ kỷ niệm diễn ra ngày mấy tháng mấy?", False),
        ("Tên của cháu gái Doctor Who là gì?", False),
        ("Who gave certificates and when?", True),
        ("Có bao nhiêu tập thể được khen?", False),
    ],
)
def test_asks_twice(question: str, twice: bool) -> None:
    assert asks_twice(question) is twice


@pytest.mark.parametrize(
    ("question", "nothing"),
    [
        ("giá vàng hôm nay", True),
        ("Đồn Biên phòng Quỳnh Phương", True),
        ("Kể tên các đồn biên phòng ở Nghệ An", False),
        ("Ai được khen", False),
        ("Cho biết ngày truyền thống của Bộ đội Biên phòng", False),
        ("Hoàng Mai có cửa khẩu không?", False),
    ],
)
def test_asks_nothing(question: str, nothing: bool) -> None:
    assert asks_nothing(question) is nothing


@pytest.mark.parametrize(
    ("text", "question", "shown"),
    [
        ("456 phiếu tán thành", "Có bao nhiêu phiếu tán thành?", "456 phiếu tán thành"),
        ("25 em học sinh", "Bao nhiêu em được nuôi?", "25 em"),
        ("107 hộ được trao quà", "Có mấy hộ?", "107 hộ"),
        ("468 km tiếp giáp Lào", "Đường biên dài bao nhiêu?", "468 km"),
        ("456 trong tổng số 468", "Bao nhiêu đại biểu tán thành?", "456"),
        ("12, 13 xã", "Có bao nhiêu xã?", "12"),
    ],
)
def test_a_number_is_shown_with_whole_words(text: str, question: str, shown: str) -> None:
    number = len(text) - len(text.lstrip("0123456789"))
    assert text[: end_with_unit(text, number, question)] == shown
