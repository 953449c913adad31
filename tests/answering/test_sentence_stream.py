from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.answering.sentence_stream import MOST_CHARS, SentenceStream

_PARTS = st.sampled_from(
    [
        *(
            "Đồn trao 12 giấy khen",
            "Ông A. B. Nam dự lễ",
            "TP. Vinh",
            "ngày 26/2/2024",
            "5.000 hộ",
            "iPhone",
            "vnexpress.net",
        ),
        *(
            " [1]",
            "[12]",
            "[",
            "]",
            " [1][2]",
            "[1",
            ". ",
            ".",
            "! ",
            "…",
            "?\n",
            "\n\n",
            "- ",
            "1. ",
            "“",
            "”",
            " ",
            ",",
        ),
        *("<think>", "</think>", "<thi", "nk>", "<b>", "<", "Anh", " em", "Câu", "x" * 50),
    ]
)
_ANSWERS = st.lists(_PARTS, max_size=40).map("".join)


def _all(pieces: list[str]) -> list[str]:
    stream = SentenceStream()
    found = [sentence for piece in pieces for sentence in stream.feed(piece)]
    return found + stream.close()


@given(_ANSWERS, st.lists(st.integers(0, 400), max_size=30))
def test_where_the_stream_is_cut_makes_no_difference(answer: str, cuts: list[int]) -> None:
    ends = sorted({0, len(answer), *(min(cut, len(answer)) for cut in cuts)})
    assert _all([answer[start:end] for start, end in pairwise(ends)]) == _all([answer])


@given(_ANSWERS)
def test_letter_by_letter_gives_the_same(answer: str) -> None:
    assert _all(list(answer)) == _all([answer])


@pytest.mark.parametrize(
    ("answer", "sentences"),
    [
        ("Câu một đây. [1] [2] Câu hai [3]. Câu ba.", ["Câu một đây. [1] [2]", "Câu hai [3].", "Câu ba."]),
        ("Câu một đây.[1] Câu hai đó.[2]", ["Câu một đây.[1]", "Câu hai đó.[2]"]),
        ("<think>Nghĩ. Rồi.</think>Câu một.", ["Câu một."]),
        ("<think>Nghĩ mãi không xong", []),
        ("<THINKING>a</THINKING>Câu một.\n<think>b</think>Câu hai.", ["Câu một.", "Câu hai."]),
        ("- Mục một [1]\n- Mục hai [2]", ["- Mục một [1]", "- Mục hai [2]"]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences(answer: str, sentences: list[str]) -> None:
    assert _all([answer]) == sentences


def test_a_sentence_is_given_before_the_answer_ends() -> None:
    stream = SentenceStream()
    assert stream.feed("Đồn trao 12 giấy khen. [1] Ông Nam dự lễ trao ") == ["Đồn trao 12 giấy khen. [1]"]


def test_an_endless_answer_is_not_read_on() -> None:
    stream = SentenceStream()
    while not stream.full:
        stream.feed("Câu này lặp lại mãi. ")
    assert sum(map(len, stream.close())) <= MOST_CHARS
