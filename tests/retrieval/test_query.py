import unicodedata

import pytest

from bp_qa.engine import Engine
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.vietnamese.forms import fold


def test_a_well_spelt_question_is_not_altered(archive: Engine) -> None:
    question = "Ai là chính uỷ bđbp?"
    query = archive.queries.read(question)
    assert query.text == query.typed == question


def test_marks_are_restored_and_abbreviations_put_in_capitals(archive: Engine) -> None:
    query = archive.queries.read("chinh uy bdbp phat bieu o dau")
    assert query.text == "chính ủy BĐBP phát biểu ở đâu"
    assert "Bộ đội Biên phòng" in query.expanded
    assert fold(query.text) == fold(query.typed)


def test_slips_are_mended_and_what_was_typed_is_searched_for_too(archive: Engine) -> None:
    query = archive.queries.read("Bộ đội Bieen phòng trao gì?")
    assert query.text == "Bộ đội Biên phòng trao gì?"
    assert "Bộ đội Bieen phòng trao gì?" in query.keyword_texts


def test_units_are_searched_for_as_they_are_printed_and_read_as_the_passage_has_them(archive: Engine) -> None:
    query = archive.queries.read("Nhà rộng bao nhiêu mét vuông, cách đây mấy cây số?")
    assert query.text == query.typed
    assert query.expanded == "Nhà rộng bao nhiêu m², cách đây mấy km?"
    assert query.worded_for("Nhà rộng 226m², cách 7 km.") == "Nhà rộng bao nhiêu m², cách đây mấy km?"
    assert query.worded_for("Nhà rộng 226 mét vuông, cách 7 cây số.") == query.text
    assert archive.queries.read("Bao nhiêu % hộ?").worded_for("Có 90 phần trăm.") == "Bao nhiêu phần trăm hộ?"
    assert archive.queries.read("Bao nhiêu phần trăm hộ?").worded_for("Có 90%.") == "Bao nhiêu % hộ?"


def test_an_english_question_keeps_its_words_and_is_searched_for_in_vietnamese(archive: Engine) -> None:
    query = archive.queries.read("Who is the political commissar of bdbp, on 3 March 2024?")
    assert query.english
    assert query.text == "Who is the political commissar of bdbp, on 3 March 2024?"
    assert "Chính ủy" in query.expanded
    assert "the" not in " ".join(query.keyword_texts).split()
    assert [(date.day, date.month, date.year) for date in query.dates] == [(3, 3, 2024)]


def test_nfd_reads_as_nfc(archive: Engine) -> None:
    question = "Lễ chào cờ ở Quỳnh Phương?"
    assert archive.queries.read(unicodedata.normalize("NFD", question)) == archive.queries.read(question)


def test_abbreviations_are_searched_in_both_forms(archive: Engine) -> None:
    assert any("Ủy ban nhân dân" in text for text in archive.queries.read("UBND trao gì?").keyword_texts)
    assert any("ANBG" in text for text in archive.queries.read("an ninh biên giới ra sao?").keyword_texts)


def test_dates_and_sections_are_read_and_told(archive: Engine) -> None:
    query = archive.queries.read("bài đăng tháng 2/2024 trong mục Quốc phòng nói về ai?")
    assert query.only.section == "Quốc phòng"
    assert (query.only.published_from, query.only.published_to) == (1706720400, 1709225999)
    assert query.notes == (
        "Chỉ tìm trong mục Quốc phòng.",
        "Chỉ tìm bài đăng từ 01/02/2024 đến 29/02/2024.",
    )


def test_what_the_person_has_set_is_kept(archive: Engine) -> None:
    only = ChunkFilter(section="Văn hóa", published_from=5)
    assert archive.queries.read("bài đăng năm 2024 trong mục Quốc phòng", only).only == only


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\x00\u200b", "🎉", "?", "a", "\ud83d"])
def test_any_question_can_be_read(archive: Engine, question: str) -> None:
    query = archive.queries.read(question)
    assert query.text == query.text.strip()
    assert all(char.isprintable() for char in query.text)


def test_a_question_too_long_is_cut_and_says_so(archive: Engine) -> None:
    query = archive.queries.read("biên phòng " * 100_000)
    assert len(query.text) <= archive.settings.max_question_chars
    assert any("ký tự" in note for note in query.notes)


@pytest.mark.parametrize(
    ("question", "passage", "worded"),
    [
        ("Ai là chính ủy BĐBP?", "chính ủy Bộ đội Biên phòng", "Ai là chính ủy Bộ đội Biên phòng?"),
        ("Đồn nào giúp mặt trận tổ quốc?", "Ủy ban MTTQ cơ sở", "Đồn nào giúp MTTQ?"),
        ("Ai là chính ủy BĐBP?", "Bộ đội Biên phòng (BĐBP) tỉnh", "Ai là chính ủy BĐBP?"),
        ("Ai là chính ủy BĐBP?", "một bài khác", "Ai là chính ủy BĐBP?"),
    ],
)
def test_a_question_is_spelled_as_the_passage_spells(
    archive: Engine, question: str, passage: str, worded: str
) -> None:
    assert archive.queries.read(question).worded_for(passage) == worded


@pytest.mark.parametrize(
    ("passage", "worded"),
    [
        ("Bộ đội biên phòng Nghệ An", "bộ đội biên phòng Nghệ An lập hôm nào?"),
        ("BĐBP tỉnh", "BĐBP xứ Nghệ lập hôm nào?"),
        ("lính quân hàm xanh xứ Nghệ", "Lính quân hàm xanh xứ Nghệ lập hôm nào?"),
        ("một bài khác", "Lính quân hàm xanh xứ Nghệ lập hôm nào?"),
    ],
)
def test_everyday_words_are_put_as_the_passage_has_them(archive: Engine, passage: str, worded: str) -> None:
    query = archive.queries.read("Lính quân hàm xanh xứ Nghệ lập hôm nào?")
    assert query.text == query.typed == query.expanded
    assert query.worded_for(passage) == worded
    assert query.embedded == "bộ đội biên phòng Nghệ An lập ngày nào?"
    assert query.embedded in query.keyword_texts


def test_an_english_question_is_not_taken_for_everyday_vietnamese(archive: Engine) -> None:
    query = archive.queries.read("Who is the political commissar of the border guard?")
    assert query.synonyms == ()
    assert query.embedded == query.expanded


def test_sections_and_abbreviations_follow_the_archive(archive: Engine) -> None:
    path = archive.settings.corpus / "moi.md"
    path.write_text(
        "---\ntitle: Bài mới\nsection: Thể thao\n---\n\nGiải bóng đá làng chài (BĐLC) khai mạc.\n",
        encoding="utf-8",
    )
    try:
        archive.sync()
        query = archive.queries.read("mục Thể thao có gì về BĐLC?")
        assert query.only.section == "Thể thao"
    finally:
        path.unlink()
        archive.sync()
    assert archive.queries.read("mục Thể thao có gì?").only.section is None
