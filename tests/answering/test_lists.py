"""Items of lists, over one sentence or several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.answering.lists import list_items
from bp_qa.indexing.records import StoredChunk
from bp_qa.vietnamese.sentences import Span


def _chunks(*paragraphs: tuple[str, str]) -> list[StoredChunk]:
    """Chunks of an article made of (kind, text) paragraphs, one chunk each."""
    chunks: list[StoredChunk] = []
    position = 0
    for kind, text in paragraphs:
        chunks.append(
            StoredChunk(
                f"bai#{position}",
                "bai",
                position,
                position + len(text),
                kind,
                text,
                "Bài",
                "",
                None,
                "bai.md",
            )
        )
        position += len(text) + 2
    return chunks


def _texts(chunks: list[StoredChunk], sentence: str) -> list[str]:
    whole = "\n\n".join(chunk.text for chunk in chunks)
    start = whole.index(sentence)
    items = list_items(chunks, start, start + len(sentence))
    for item in items:
        assert whole[item.start : item.end] == item.text
    return [item.text for item in items]


def test_items_between_semicolons() -> None:
    sentence = "Ngày hội gồm các việc: trao đổi, tọa đàm; đánh giá kết quả; khen thưởng tập thể."
    assert _texts(_chunks(("body", sentence)), sentence) == [
        "trao đổi, tọa đàm",
        "đánh giá kết quả",
        "khen thưởng tập thể",
    ]


def test_two_statements_after_a_list_are_none_of_its_items() -> None:
    sentence = "Ngày hội có: khám bệnh; tặng nhà; tặng quà."
    after = "Cuối tháng 2, chương trình mở ở Tương Dương; năm mở được suy từ thứ tự bài."
    assert _texts(_chunks(("body", f"{sentence} {after}")), sentence) == ["khám bệnh", "tặng nhà", "tặng quà"]


def test_the_words_that_answer_say_which_list() -> None:
    sentence = "Hội thi do Mặt trận, Bộ Tư lệnh và Báo Biên giới tổ chức, gồm hai phần: hát; múa."
    following = "Số liệu năm ấy gồm: 12 đội; 40 tiết mục."
    chunks = _chunks(("body", f"{sentence} {following}"))
    begin = sentence.index("Mặt trận")
    answer = Span(begin, sentence.index(" tổ chức"))
    found = list_items(chunks, 0, len(sentence), answer)
    assert [item.text for item in found] == ["Mặt trận", "Bộ Tư lệnh", "Báo Biên giới"]
    assert [item.text for item in list_items(chunks, 0, len(sentence), Span(begin, begin + 9))] == [
        "hát",
        "múa",
    ]


@pytest.mark.parametrize(
    ("sentence", "said", "items"),
    [
        (
            "Hội thi do Mặt trận Trung ương, Bộ Tư lệnh và Báo Biên giới tổ chức.",
            "Bộ Tư lệnh và Báo Biên giới",
            ["Mặt trận Trung ương", "Bộ Tư lệnh", "Báo Biên giới"],
        ),
        (
            "Theo quyết định do tỉnh ra hôm 3/3, Đồn Nậm Cắn và Đồn Keng Đu được khen.",
            "Đồn Nậm Cắn và Đồn Keng Đu",
            ["Đồn Nậm Cắn", "Đồn Keng Đu"],
        ),
    ],
)
def test_the_first_of_names_that_a_reader_left_off(sentence: str, said: str, items: list[str]) -> None:
    begin = sentence.index(said)
    chunks = _chunks(("body", sentence))
    found = list_items(chunks, 0, len(sentence), Span(begin, begin + len(said)))
    assert [item.text for item in found] == items


def test_words_in_an_enumeration_stand_for_all_of_it() -> None:
    sentence = "Nhiệm vụ gồm: quán triệt mục đích, ý nghĩa; xây dựng lực lượng; đổi mới phối hợp."
    begin = sentence.index("quán triệt")
    found = list_items(_chunks(("body", sentence)), 0, len(sentence), Span(begin, sentence.index("; xây")))
    assert [item.text for item in found] == [
        "quán triệt mục đích, ý nghĩa",
        "xây dựng lực lượng",
        "đổi mới phối hợp",
    ]


def test_an_enumeration_of_nothing() -> None:
    assert list_items(_chunks(("body", "a; b;")), 0, 5, Span(0, 1)) == []


def test_a_sentence_that_announces_so_many_things_leads_to_them() -> None:
    sentence = "Xã tập trung lãnh đạo, chỉ đạo và thực hiện tốt 3 nhiệm vụ trọng tâm."
    chunks = _chunks(("body", f"{sentence} Trong đó, giữ rừng; dạy nghề; mở đường."))
    begin = sentence.index("lãnh đạo")
    found = list_items(chunks, 0, len(sentence), Span(begin, len(sentence) - 1))
    assert [item.text for item in found] == ["Trong đó, giữ rừng", "dạy nghề", "mở đường"]


def test_items_between_commas() -> None:
    sentence = "Thị xã có 5 phường, gồm Quỳnh Thiện, Quỳnh Dị, Mai Hùng, Quỳnh Phương và Quỳnh Xuân."
    assert _texts(_chunks(("body", sentence)), sentence) == [
        "Quỳnh Thiện",
        "Quỳnh Dị",
        "Mai Hùng",
        "Quỳnh Phương",
        "Quỳnh Xuân",
    ]


def test_the_list_begins_after_the_sentence_that_announces_it() -> None:
    lead = "Thị xã đề ra 3 nhiệm vụ."
    rest = "Trong đó có: giữ vững biên giới; nâng cao đời sống; đổi mới phối hợp."
    assert _texts(_chunks(("body", f"{lead} {rest}")), lead) == [
        "giữ vững biên giới",
        "nâng cao đời sống",
        "đổi mới phối hợp",
    ]


def test_the_list_goes_on_in_the_next_paragraph_past_a_caption() -> None:
    chunks = _chunks(
        ("body", "Các nhiệm vụ gồm: giữ biên giới; nâng cao đời sống."),
        ("caption", "Các đại biểu chụp ảnh lưu niệm."),
        ("body", "Bên cạnh đó, đổi mới các chương trình phối hợp; làm tốt diễn tập."),
        ("body", "Hội nghị khép lại với phần khen thưởng."),
    )
    found = _texts(chunks, chunks[0].text)
    assert found[:2] == ["giữ biên giới", "nâng cao đời sống"]
    assert any("đổi mới các chương trình phối hợp" in item for item in found)
    assert "làm tốt diễn tập" in found
    assert not any("đại biểu" in item or "khép lại" in item for item in found)


def test_bulleted_lines() -> None:
    chunks = _chunks(("body", "Ba việc phải làm:\n\n- Tuần tra.\n\n- Tuyên truyền.\n\n- Báo cáo."))
    assert _texts(chunks, "Ba việc phải làm:") == ["Tuần tra", "Tuyên truyền", "Báo cáo"]


def test_a_sentence_that_lists_nothing_is_its_own_item() -> None:
    sentence = "Hội nghị diễn ra chiều 26/2."
    assert _texts(_chunks(("body", sentence)), sentence) == ["Hội nghị diễn ra chiều 26/2"]


@given(st.lists(st.text("ab ;,:.\n", min_size=1, max_size=40), min_size=1, max_size=4), st.integers(0, 60))
def test_any_text_gives_exact_spans(paragraphs: list[str], start: int) -> None:
    chunks = _chunks(*[("body", text) for text in paragraphs])
    whole = "\n\n".join(paragraphs)
    for item in list_items(chunks, min(start, len(whole)), len(whole)):
        assert whole[item.start : item.end].replace("\n", " ") == item.text.replace("\n", " ")


@pytest.mark.parametrize(
    ("sentence", "said", "items"),
    [
        # The clause that answers, of several statements in a sentence.
        (
            "Ban quản lý cấm loa kéo, than tổ ong và túi ni-lông; vi phạm lần ba sẽ bị cắt điện.",
            "loa kéo, than tổ ong và túi ni-lông",
            ["loa kéo", "than tổ ong", "túi ni-lông"],
        ),
        (
            "Mỗi lúc không quá 200 người; phải đeo khẩu trang; xe gửi tại ba bãi: chợ Gềnh, sân vận động.",
            "chợ Gềnh",
            ["chợ Gềnh", "sân vận động"],
        ),
        (
            "Thị trấn cũ chia thành hai phường là Ninh Thượng và Ninh Hạ; ba xã được nâng lên phường.",
            "Ninh Hạ",
            ["Ninh Thượng", "Ninh Hạ"],
        ),
        (
            "Tàu lớn vào từ 4 giờ đến 8 giờ; đồn bắn pháo hiệu khi luồng thông.",
            "từ 4 giờ đến 8 giờ",
            ["Tàu lớn vào từ 4 giờ đến 8 giờ"],
        ),
        # What a reader leaves off at either edge.
        (
            "Đã chi 4,7 tỷ đồng, gồm 2,9 tỷ đồng ngân sách huyện và 1,8 tỷ đồng từ doanh nghiệp (40%).",
            "ngân sách huyện và 1,8 tỷ đồng từ doanh nghiệp",
            ["2,9 tỷ đồng ngân sách huyện", "1,8 tỷ đồng từ doanh nghiệp (40%)"],
        ),
        # Offices of two matters.
        (
            "Tham dự gồm Bộ Quốc phòng, Bộ Nông nghiệp và Môi trường, Bộ Giáo dục và Đào tạo.",
            "Bộ Quốc phòng, Bộ Nông nghiệp và Môi trường, Bộ Giáo dục và Đào tạo",
            ["Bộ Quốc phòng", "Bộ Nông nghiệp và Môi trường", "Bộ Giáo dục và Đào tạo"],
        ),
        # One word with a comma in it.
        (
            "Đồn lo phòng, chống ma túy, tuần tra và đón dân về.",
            "phòng, chống ma túy, tuần tra và đón dân về",
            ["phòng, chống ma túy", "tuần tra", "đón dân về"],
        ),
        (
            "Cảng nằm trên đất của cả Quỳnh Phương lẫn Quỳnh Lập, có 900 tàu.",
            "cả Quỳnh Phương lẫn Quỳnh Lập",
            ["Quỳnh Phương", "Quỳnh Lập"],
        ),
    ],
)
def test_the_words_that_answer_bound_the_list(sentence: str, said: str, items: list[str]) -> None:
    begin = sentence.index(said)
    chunks = _chunks(("body", f"{sentence} Sau đó, đồn nhận 3 xe; 2 xuồng."))
    found = list_items(chunks, 0, len(sentence), Span(begin, begin + len(said)))
    assert [item.text for item in found] == items


def test_a_list_that_says_how_many_it_has_ends_with_them() -> None:
    sentence = "Hiện có ba tuyến: Bến Lở – Hòn Sẻ; Bến Lở – Cù Lao; Bến Lở – Cồn Voi."
    assert _texts(_chunks(("body", f"{sentence} Ga mở từ 5 giờ; đóng lúc 18 giờ.")), sentence) == [
        "Bến Lở – Hòn Sẻ",
        "Bến Lở – Cù Lao",
        "Bến Lở – Cồn Voi",
    ]


def test_sentences_that_count_themselves_are_one_list() -> None:
    first = "Một là giữ đoàn kết."
    whole = f"{first} Hai là trồng rừng. Ba là lo việc làm. Hội nghị bế mạc lúc 17 giờ."
    assert _texts(_chunks(("body", whole)), first) == ["giữ đoàn kết", "trồng rừng", "lo việc làm"]


def test_what_announces_a_list_without_a_colon_is_left_off() -> None:
    sentence = "Nhiệm vụ của Bộ đội Biên phòng là quản lý đường biên; giữ gìn an ninh."
    assert _texts(_chunks(("body", sentence)), sentence) == ["quản lý đường biên", "giữ gìn an ninh"]
