import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.answering.grounding import Quote, check_sentence, plain_sentence

AWARDS = (
    "Ngày 26/02/2024, UBND thị xã Hoàng Mai trao 12 giấy khen cho 5 tập thể và 7 cá nhân; "
    "Đồn Biên phòng Quỳnh Phương trao 3 giấy khen."
)
CEREMONY = (
    "Sáng 1/3/2024, tại Hà Nội, Bộ Tư lệnh (BTL) Bộ đội Biên phòng (BĐBP) tổ chức lễ kỷ niệm 65 năm "
    "ngày truyền thống của lực lượng và 35 năm Ngày Biên phòng toàn dân."
)
SPEECH = "Thượng tá Lê Như Cương, Chính ủy BĐBP Nghệ An, phát biểu chỉ đạo hội nghị."


def _check(sentence: str, *quotes: str, title: str = "", question: str = "") -> bool:
    numbered = {number: Quote(number, text, title) for number, text in enumerate(quotes, start=1)}
    return check_sentence(sentence, numbered, question=question).ok


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        (f"{AWARDS} [1]", AWARDS),
        ("UBND thị xã Hoàng Mai trao 12 giấy khen. [1]", AWARDS),
        ("UBND thị xã Hoàng Mai trao 12 giấy khen cho 5 tập thể [1].", AWARDS),
        ("Ngày 26 tháng 2 năm 2024, UBND thị xã Hoàng Mai trao mười hai giấy khen. [1]", AWARDS),
        ("Đồn Biên phòng Quỳnh Phương trao ba giấy khen. [1]", AWARDS),
        (
            "Bộ Tư lệnh Bộ đội Biên phòng tổ chức lễ kỷ niệm 65 năm ngày truyền thống của lực lượng. [1]",
            CEREMONY,
        ),
        (
            "Lễ kỷ niệm 65 năm ngày truyền thống của lực lượng được Bộ Tư lệnh Bộ đội Biên phòng tổ chức "
            "tại Hà Nội vào sáng 1 tháng 3 năm 2024. [1]",
            CEREMONY,
        ),
        ("Thượng tá Lê Như Cương phát biểu chỉ đạo hội nghị. [1]", SPEECH),
        ("Theo trích dẫn 1, Thượng tá Lê Như Cương phát biểu chỉ đạo hội nghị. [1]", SPEECH),
        ("Hà Tĩnh được Nghệ An tặng quà. [1]", "Nghệ An tặng quà Hà Tĩnh."),
        ("Đơn vị hoà giải 5.000 vụ. [1]", "Đơn vị hòa giải 5000 vụ."),
    ],
)
def test_what_the_quote_says_passes(sentence: str, quote: str) -> None:
    assert check_sentence(sentence, {1: Quote(1, quote)}).reason == ""


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        # numbers, dates, document numbers
        ("UBND thị xã Hoàng Mai trao 13 giấy khen. [1]", AWARDS),
        ("UBND thị xã Hoàng Mai trao 3 giấy khen. [1]", AWARDS),
        ("UBND thị xã Hoàng Mai trao hơn 12 giấy khen. [1]", AWARDS),
        ("UBND thị xã Hoàng Mai trao mười ba giấy khen. [1]", AWARDS),
        ("UBND thị xã Hoàng Mai trao 12 tập thể. [1]", AWARDS),
        ("Đồn Biên phòng Quỳnh Phương trao 12 giấy khen. [1]", AWARDS),
        ("Đồn Biên phòng Quỳnh Phương trao 3 giấy khen vào ngày 26/2/2024. [1]", AWARDS),
        ("Ngày 27/02/2024, UBND thị xã Hoàng Mai trao 12 giấy khen. [1]", AWARDS),
        (
            "Chiều 1/3/2024, Bộ Tư lệnh tổ chức lễ kỷ niệm 65 năm ngày truyền thống của lực lượng. [1]",
            CEREMONY,
        ),
        ("Nghị quyết 34-NQ/TW được ban hành năm 2018. [1]", "Nghị quyết 33-NQ/TW được ban hành năm 2018."),
        ("Sản lượng tăng 15%. [1]", "Sản lượng tăng 15 tấn."),
        ("Đơn vị giúp 500 hộ nghèo. [1]", "Đơn vị giúp gần 500 hộ nghèo."),
        # names
        ("Thượng tá Lê Như Cường phát biểu chỉ đạo hội nghị. [1]", SPEECH),
        ("Thượng tá Nguyễn Như Cương phát biểu chỉ đạo hội nghị. [1]", SPEECH),
        ("Thượng tá Lê Như phát biểu chỉ đạo hội nghị. [1]", SPEECH),
        ("Lê Như Cương, Chính ủy BĐBP Hà Tĩnh, phát biểu chỉ đạo hội nghị. [1]", SPEECH),
        ("Ông Nguyễn Văn An nhận giấy khen. [1]", "Ông Nguyễn Văn Ân nhận giấy khen."),
        ("Hà Tĩnh tặng quà Nghệ An. [1]", "Nghệ An tặng quà Hà Tĩnh."),
        ("Hà Tĩnh được Nghệ An tặng quà. [1]", "Hà Tĩnh tặng quà Nghệ An."),
        ("Ông An là Chủ tịch UBND xã Tân Sơn. [1]", "Ông An là Phó Chủ tịch UBND xã Tân Sơn."),
        ("Hà Nam đón nhận huân chương. [1]", "Hà Nam Ninh đón nhận huân chương."),
        # polarity and modality
        ("UBND trao giấy khen cho 5 tập thể. [1]", "UBND không trao giấy khen cho 5 tập thể."),
        ("UBND không trao giấy khen cho 5 tập thể. [1]", "UBND trao giấy khen cho 5 tập thể."),
        ("Đồn trao giấy khen cho hai hộ dân. [1]", "Đồn từ chối trao giấy khen cho hai hộ dân."),
        ("Xã xây cầu qua suối. [1]", "Xã dự kiến xây cầu qua suối."),
        ("Xã sáp nhập với phường bên. [1]", "Nếu dân đồng ý, xã sáp nhập với phường bên."),
        ("Đồn bị giải thể từ năm 2020. [1]", "Có tin đồn rằng Đồn bị giải thể từ năm 2020."),
        ("UBND thị xã Hoàng Mai được trao 12 giấy khen. [1]", AWARDS),
        ("Sản lượng cá giảm 5% trong năm. [1]", "Sản lượng cá tăng 5% trong năm."),
        ("Toàn bộ hộ nghèo được hỗ trợ. [1]", "Toàn bộ hộ nghèo được hỗ trợ ở Nghệ An."),
        ("Năm 1999 ông Trần An mua lại chợ. [1]", "Năm 1999 ông Trần An mua lại chợ?"),
        ("Năm 1999 ông Trần An mua lại chợ. [1]", "Năm 1999 ông Trần An mua lại chợ? Không ai biết."),
        # what is not there at all
        ("Bộ đội biên phòng bảo vệ chủ quyền lãnh thổ. [1]", AWARDS),
        ("Anh A khen anh B, rồi anh C bị phạt. [1]", "Anh A bị phạt. Anh B khen anh C."),
    ],
)
def test_what_the_quote_does_not_say_is_dropped(sentence: str, quote: str) -> None:
    assert not _check(sentence, quote)


@pytest.mark.parametrize(
    "sentence",
    [
        "UBND thị xã Hoàng Mai trao 12 giấy khen. [2]",
        "UBND thị xã Hoàng Mai trao 12 giấy khen. [1][7]",
        "UBND thị xã Hoàng Mai trao 12 giấy khen <b>ngay</b>. [1]",
        "UBND thị xã Hoàng Mai trao 12 giấy khen, xem https://x.vn. [1]",
        "UBND thị xã Hoàng Mai trao 12 giấy khen {quotes}. [1]",
        "### UBND thị xã Hoàng Mai trao 12 giấy khen. [1]",
        "UBND thị xã Hoàng Mai trao 12 giấy khen 表彰. [1]",
        "UBND thị xã Hoàng Mai trao 12 giấy khen? [1]",
        "12 giấy khen [1]",
        "Tôi xin trả lời: UBND thị xã Hoàng Mai trao 12 giấy khen. [1]",
        "",
        "[1]",
    ],
)
def test_form_is_checked(sentence: str) -> None:
    assert not _check(sentence, AWARDS)


def test_a_name_may_stand_in_the_title_but_a_number_may_not() -> None:
    quote = "Hội nghị diễn ra tại hội trường UBND."
    assert not _check("Hội nghị diễn ra tại hội trường UBND năm 2024. [1]", quote, title="Hoàng Mai năm 2024")
    assert _check("Hội nghị diễn ra tại hội trường UBND. [1]", quote, title="Hoàng Mai năm 2024")


def test_a_sentence_without_marker_gets_the_quote_that_bears_it_out() -> None:
    quotes = {1: Quote(1, SPEECH), 2: Quote(2, AWARDS)}
    assert check_sentence("UBND thị xã Hoàng Mai trao 12 giấy khen.", quotes).numbers == (2,)


def test_markers_that_bear_nothing_out_are_left_off() -> None:
    quotes = {1: Quote(1, SPEECH), 2: Quote(2, AWARDS)}
    assert check_sentence("UBND thị xã Hoàng Mai trao 12 giấy khen. [1][2]", quotes).numbers == (2,)


def test_a_sentence_must_speak_of_what_was_asked() -> None:
    sentence = "Đồng chí Lê Như Cương, Chính ủy BĐBP Nghệ An. [1]"
    quote = "Dự hội nghị có đồng chí Lê Như Cương, Chính ủy BĐBP Nghệ An."
    assert not _check(sentence, quote, question="Ai ký quyết định?")


def test_similarity_is_the_last_word() -> None:
    quotes = {1: Quote(1, AWARDS)}
    sentence = "UBND thị xã Hoàng Mai trao 12 giấy khen. [1]"
    assert check_sentence(sentence, quotes, lambda one, other: 0.95).ok
    assert not check_sentence(sentence, quotes, lambda one, other: 0.5).ok


def test_lead_ins_are_taken_off() -> None:
    assert plain_sentence("- Theo các trích dẫn trên, đồn được khen. [1]") == "Đồn được khen."


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gets_a_verdict(sentence: str, quote: str) -> None:
    verdict = check_sentence(sentence, {1: Quote(1, quote)})
    assert verdict.ok == (not verdict.reason)
    assert verdict.ok == bool(verdict.numbers)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_number_passes_only_if_it_is_the_quotes(said: int, stands: int) -> None:
    quote = f"Đồn biên phòng giúp {stands} hộ dân dựng nhà."
    assert _check(f"Đồn biên phòng giúp {said} hộ dân dựng nhà. [1]", quote) == (said == stands)


def test_long_text_is_checked_in_reasonable_time() -> None:
    quote = "UBND thị xã Hoàng Mai trao 12 giấy khen, " * 60
    started = time.perf_counter()
    _check(("giấy khen trao 12 " * 35)[:690] + " [1]", quote)
    assert time.perf_counter() - started < 5
