"""What a question asks for, and what has the form of an answer."""

import pytest

from bp_qa.answering.question import AnswerType, answer_type, asks_nothing, asks_twice, typed_spans


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
