import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.vietnamese.sentences import clause_spans, sentence_spans

PIECES = st.sampled_from(
    [
        "TP. ",
        "Vinh",
        "A. ",
        "v.v. ",
        "“",
        "”",
        ".",
        "… ",
        "?! ",
        "\n",
        " ",
        "5.000 ",
        "ông ",
        "Đồn",
        ";",
        "1. ",
        "(",
        ")",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


def clauses(text: str) -> list[str]:
    return [text[span.start : span.end] for span in clause_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Ông sống ở TP. Vinh từ nhỏ.",
        "Đoàn công tác làm việc với TX. Hoàng Mai và P. Hòa Hiếu.",
        "GS.TS Nguyễn Văn Nam phát biểu.",
        "GS.TS. Nguyễn Văn Nam, PGS. Trần An và ThS. Lê Bình phát biểu.",
        "Tổng thống D. Trump, ông J.K. Rowling và C. Mác.",
        "Tàu USS Gerald R. Ford vào cảng.",
        "Anh H. được đưa đi bệnh viện.",
        "Gạo, muối, mắm, v.v. được chuyển lên đồn.",
        "Tặng quà cho 5.000 người, dài 468.281 km.",
        "Bà nói: “Đúng rồi!” rồi cười.",
        "Cá, mực... đều có.",
        "1. Tình hình biên giới",
        "Điều 5. Nhiệm vụ của lực lượng",
        "Xem trang vnexpress.net hoặc Phatgiao.org nhé",
        "Ngày Biên phòng toàn dân: 35 năm một chặng đường",
        "Đ. 3/2 và Q. 1",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lễ bắt đầu. Mọi người đến.", ["Lễ bắt đầu.", "Mọi người đến."]),
        ("Công an bắt Nguyễn Văn A. Trong nhà có súng.", ["Công an bắt Nguyễn Văn A.", "Trong nhà có súng."]),
        ("Trời lạnh 22 độ C. Nhiệt độ còn giảm.", ["Trời lạnh 22 độ C.", "Nhiệt độ còn giảm."]),
        ("Gạo, muối, v.v. Ông rất vui.", ["Gạo, muối, v.v.", "Ông rất vui."]),
        ("“Tôi sẽ ở lại.” Ông nói thế.", ["“Tôi sẽ ở lại.”", "Ông nói thế."]),
        ('"Đi thôi!" "Vâng ạ."', ['"Đi thôi!"', '"Vâng ạ."']),
        ("Ai đến? Không ai! Thế à… Vâng.", ["Ai đến?", "Không ai!", "Thế à…", "Vâng."]),
        ("Có 5 người. 10 xe.", ["Có 5 người.", "10 xe."]),
        ("Giá rẻ. iPhone mới ra.", ["Giá rẻ.", "iPhone mới ra."]),
        ("Tít báo không chấm\nĐoạn một.\r\n\r\nĐoạn hai", ["Tít báo không chấm", "Đoạn một.", "Đoạn hai"]),
        ("- gạo\n- muối\n- mắm", ["- gạo", "- muối", "- mắm"]),
        (
            "Chấn thương không quá nặng.Bản thân anh nói vậy.",
            ["Chấn thương không quá nặng.", "Bản thân anh nói vậy."],
        ),
        (
            "Đến năm 2024. Theo đó, tăng 5.5. Vậy là xong.",
            ["Đến năm 2024.", "Theo đó, tăng 5.5.", "Vậy là xong."],
        ),
        ("Lễ đã xong. (Ảnh: TTXVN)", ["Lễ đã xong.", "(Ảnh: TTXVN)"]),
        ("Có ba việc. 1. Tuần tra. 2. Học.", ["Có ba việc.", "1. Tuần tra.", "2. Học."]),
        ("Vui quá! 🎉 Cảm ơn.", ["Vui quá!", "🎉 Cảm ơn."]),
        ("   ", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(TEXTS, st.integers(0, 10), st.integers(0, 30))
def test_spans_are_ordered_trimmed_and_hold_everything(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    for end in (None, min(start + length, len(text))):
        limit = len(text) if end is None else end
        position = start
        for span in sentence_spans(text, start, end):
            assert position <= span.start < span.end <= limit
            assert not text[position : span.start].strip()
            assert text[span.start : span.end] == text[span.start : span.end].strip()
            assert "\n" not in text[span.start : span.end]
            position = span.end
        assert not text[position:limit].strip()


@given(TEXTS)
def test_a_sentence_does_not_depend_on_what_stands_after_the_limit(text: str) -> None:
    for cut in range(len(text)):
        assert sentence_spans(text, 0, cut) == sentence_spans(text[:cut])


@given(TEXTS)
def test_clauses_are_trimmed_and_lose_only_punctuation(text: str) -> None:
    position = 0
    for span in clause_spans(text):
        assert position <= span.start < span.end
        piece = text[span.start : span.end]
        assert piece == piece.strip()
        assert ";" not in piece
        assert all(ch.isspace() or ch in ";.," for ch in text[position : span.start])
        position = span.end
    assert all(ch.isspace() or ch in ";.," for ch in text[position:])


def test_clauses_between_semicolons() -> None:
    assert clauses("Cao Bằng ở phía Bắc; Nghệ An ở miền Trung ;; Kon Tum ở miền Nam .") == [
        "Cao Bằng ở phía Bắc",
        "Nghệ An ở miền Trung",
        "Kon Tum ở miền Nam",
    ]
    assert clauses("một; hai; .") == ["một", "hai"]
    assert clauses(" ;.") == []


def test_archive_sentences_look_like_sentences(articles: list[str]) -> None:
    found = [sentence for text in articles for sentence in sentences(text)]
    assert len(found) > 600
    lower = [sentence for sentence in found if sentence[0].islower()]
    unfinished = [sentence for sentence in found if sentence[-1] not in '.!?:…”"’)']
    assert len(lower) <= len(found) * 0.002
    assert len(unfinished) <= len(found) * 0.03
    assert not [sentence for sentence in found if len(sentence) < 8]


@pytest.mark.parametrize(
    "unit",
    [
        ".",
        ". ",
        "…",
        " ",
        "\n",
        "A.",
        "A. ",
        '."',
        '. "',
        "“",
        ";",
        "; ",
        ".)",
        ". (",
        "a.B",
        "TP.",
        "1. ",
        "x",
        "?!a ",
    ],
)
def test_time_is_linear_on_hostile_text(unit: str) -> None:
    for text in (unit * (200_000 // len(unit)), "A. " + unit * (200_000 // len(unit)) + "#"):
        began = time.perf_counter()
        sentence_spans(text)
        clause_spans(text)
        assert time.perf_counter() - began < 8
