"""Newspaper pages pasted as text: header, captions, byline, page furniture, and no lost body text."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.corpus.canonical import canonical_parts, clean_text, one_line
from bp_qa.corpus.markdown import format_article, parse_article
from bp_qa.corpus.newspaper import parse_newspaper_page
from bp_qa.corpus.parsed import ParsedArticle
from bp_qa.errors import ImportFileError

ZONE = "Asia/Ho_Chi_Minh"
SEED = Path(__file__).parents[2].parent / "shared" / "seeds" / "000_0809104e9b3e89b1.txt"

LONG_A = (
    "Trong năm qua, huyện Thanh Hà đã vận động các hộ dân ven sông trồng thêm 40 ha rừng chắn sóng. "
    "Các xã lập tổ tự quản, phân công từng hộ chăm sóc và báo cáo hằng tháng. Nhờ vậy, tỷ lệ "
    "cây sống đạt 92%, "
    "cao hơn kế hoạch; nhiều đoạn bờ trước đây sạt lở nay đã ổn định, người dân yên tâm sản xuất, nuôi trồng."
)
LONG_B = (
    "Thời gian tới, huyện tập trung ba việc. Thứ nhất, giao rừng cho cộng đồng quản lý lâu "
    "dài. Thứ hai, hỗ trợ "
    "giống và kỹ thuật cho các hộ khó khăn. Thứ ba, gắn việc trồng rừng với du lịch sinh thái, "
    "để người dân có thêm "
    "thu nhập từ chính cánh rừng mà mình giữ, đồng thời duy trì lực lượng tuần tra thường "
    "xuyên trên toàn tuyến đê."
)
PAGE = f"""Môi trường

Huyện Thanh Hà tổng kết phong trào "Trồng rừng giữ bờ"

08:05, 14/03/2023
Sáng 13/3, huyện Thanh Hà tổ chức hội nghị tổng kết phong trào trồng rừng chắn sóng.
Các đại biểu dự hội nghị.

{LONG_A}

Thượng tá Trần Văn Bình - Chỉ huy trưởng Ban CHQS huyện phát biểu tại hội nghị.

{LONG_B}

Trao giấy khen cho các hộ tiêu biểu.
Trao giấy khen cho các hộ tiêu biểu.

Hội nghị kết thúc vào trưa cùng ngày.

PV

Sự kiện liên quan

Xem thêm sự kiện
"""


def parse(text: str) -> ParsedArticle:
    return parse_newspaper_page(text, timezone=ZONE)


def of_kind(article: ParsedArticle, kind: str) -> list[str]:
    return [text for part_kind, text in article.parts if part_kind == kind]


def test_reads_a_whole_page() -> None:
    article = parse(PAGE)
    assert article.title == 'Huyện Thanh Hà tổng kết phong trào "Trồng rừng giữ bờ"'
    assert article.section == "Môi trường"
    assert article.published == datetime.fromisoformat("2023-03-14T08:05+07:00")
    assert article.byline == "PV"
    assert of_kind(article, "caption") == [
        "Các đại biểu dự hội nghị.",
        "Thượng tá Trần Văn Bình - Chỉ huy trưởng Ban CHQS huyện phát biểu tại hội nghị.",
        "Trao giấy khen cho các hộ tiêu biểu.",
    ]
    assert of_kind(article, "body") == [
        "Sáng 13/3, huyện Thanh Hà tổ chức hội nghị tổng kết phong trào trồng rừng chắn sóng.",
        LONG_A,
        LONG_B,
        "Hội nghị kết thúc vào trưa cùng ngày.",
    ]
    assert article.warnings == ()


@pytest.mark.skipif(not SEED.exists(), reason="the shared sample page is not on this machine")
def test_reads_the_sample_page() -> None:
    raw = SEED.read_text(encoding="utf-8")
    article = parse(raw)
    assert article.title == 'Thị xã Hoàng Mai sơ kết 5 năm thực hiện "Ngày Biên phòng toàn dân"'
    assert (article.section, article.byline) == ("Quốc phòng", "PV")
    assert article.published == datetime.fromisoformat("2024-02-27T17:16+07:00")
    captions = of_kind(article, "caption")
    starts = (
        "Các đồng chí chủ trì",
        "Các đại biểu tham dự",
        "Đại tá Lê Như Cương",
        "Trao Giấy khen",
        "Các đại biểu chụp",
    )
    assert len(captions) == len(starts)
    assert all(text.startswith(start) for text, start in zip(captions, starts, strict=True))
    dropped = {
        article.title,
        "Quốc phòng",
        "PV",
        "17:16, 27/02/2024",
        "Sự kiện liên quan",
        "Xem thêm sự kiện",
    }
    expected = {line for line in map(one_line, clean_text(raw).split("\n")) if line} - dropped
    assert {text for _, text in article.parts} == expected
    assert len(article.parts) == len(expected)


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("17:16, 27/02/2024", "2024-02-27T17:16"),
        ("27/02/2024 17:16", "2024-02-27T17:16"),
        ("27/02/2024 - 17:16", "2024-02-27T17:16"),
        ("27-02-2024 | 17h16", "2024-02-27T17:16"),
        ("Thứ Ba, 27/02/2024, 17:16 (GMT+7)", "2024-02-27T17:16"),
        ("Chủ nhật, 3/3/2024, 05:16 PM", "2024-03-03T17:16"),
        ("Thứ ba, ngày 27 tháng 2 năm 2024", "2024-02-27T00:00"),
        ("Cập nhật lúc 17 giờ 16 phút, ngày 27/2/2024", "2024-02-27T17:16"),
        ("2024-02-27T17:16:00+07:00", "2024-02-27T17:16"),
        ("Đăng ngày: 27.02.2024", "2024-02-27T00:00"),
    ],
)
def test_reads_time_stamps_day_first(line: str, iso: str) -> None:
    article = parse(PAGE.replace("08:05, 14/03/2023", line))
    assert article.published == datetime.fromisoformat(f"{iso}+07:00")
    assert article.section == "Môi trường"


@pytest.mark.parametrize("line", ["31/02/2024 17:16", "27/02/2024 25:16", "hôm qua"])
def test_an_impossible_time_is_text_and_is_warned_of(line: str) -> None:
    article = parse(PAGE.replace("08:05, 14/03/2023", line))
    assert article.published is None
    assert any("date" in warning for warning in article.warnings)
    assert line in {text for _, text in article.parts}


@pytest.mark.parametrize(
    ("signature", "byline"),
    [
        ("Nguyễn Văn A", "Nguyễn Văn A"),
        ("Nguyễn Văn A - Trần Bình", "Nguyễn Văn A - Trần Bình"),
        ("Theo TTXVN", "Theo TTXVN"),
        ("(Theo Báo Nghệ An)", "Theo Báo Nghệ An"),
        ("N.V.A", "N.V.A"),
        ("Bài, ảnh: Lê Thạch", "Bài, ảnh: Lê Thạch"),
        ("Bài và ảnh: Lê Thạch", "Bài và ảnh: Lê Thạch"),
        ("Lê Thạch\nẢnh: Hải Thượng", "Lê Thạch, Ảnh: Hải Thượng"),
    ],
)
def test_reads_bylines(signature: str, byline: str) -> None:
    article = parse(PAGE.replace("\nPV\n", f"\n{signature}\n"))
    assert article.byline == byline
    assert article.parts[-1] == ("body", "Hội nghị kết thúc vào trưa cùng ngày.")


def test_the_author_may_stand_beside_or_below_the_time() -> None:
    page = PAGE.replace("\nPV\n", "\n")
    assert parse(page.replace("08:05, 14/03/2023", "08:05, 14/03/2023 - Minh Thư")).byline == "Minh Thư"
    below = parse(page.replace("14/03/2023\n", "14/03/2023\nMinh Thư\n"))
    assert below.byline == "Minh Thư"
    assert below.parts == parse(page).parts


def test_the_time_may_stand_above_the_headline() -> None:
    page = PAGE.replace("\n08:05, 14/03/2023\n", "").replace(
        "Môi trường\n", "Môi trường\n08:05, 14/03/2023\n"
    )
    article = parse(page)
    assert (article.title, article.section) == (parse(PAGE).title, "Môi trường")
    assert article.published == datetime.fromisoformat("2023-03-14T08:05+07:00")


def test_page_furniture_and_lists_of_other_articles_go() -> None:
    tail = (
        "\nTags: rừng, Thanh Hà\nChia sẻ\nTheo dõi Báo Thanh Hà trên Google News\nTin liên quan\n"
        "Xã An Phú trồng 2.000 cây xanh\nĐọc thêm\nMưa lớn ở miền Trung\nBình luận (3)\n"
    )
    assert parse(PAGE + tail).parts == parse(PAGE).parts


def test_text_after_a_list_of_other_articles_is_kept() -> None:
    page = PAGE.replace(f"{LONG_B}\n", f"Tin liên quan\n\nXã An Phú trồng 2.000 cây xanh\n\n{LONG_B}\n")
    article = parse(page)
    assert LONG_B in of_kind(article, "body")
    assert "Tin liên quan" not in of_kind(article, "body")
    assert article.warnings


def test_short_news_has_no_captions() -> None:
    article = parse(
        "Xã hội\n\nTặng quà học sinh nghèo\n\n10:00, 01/09/2023\n\nSáng 1/9, xã An Phú tặng "
        "quà cho học sinh nghèo.\n\n"
        "Đoàn viên xã trao 50 suất quà.\n\nCác đại biểu chúc các em học tốt.\n\nMinh Thư\n"
    )
    assert [kind for kind, _ in article.parts] == ["body"] * 3
    assert article.byline == "Minh Thư"


def test_headings_narration_lists_and_quotes_stay_body() -> None:
    kept = [
        "Trao rừng cho người giữ",
        "Ba nhiệm vụ trọng tâm",
        "Ông Trần Văn Bình cho biết, huyện sẽ trao thêm 10 ha rừng.",
        "Các đại biểu đã trao đổi và thông qua nghị quyết.",
        "- Cán bộ huyện hướng dẫn bà con trồng cây.",
        "“Bà con nhận rừng là nhận trách nhiệm”.",
        "Bà xác nhận rừng đạt tiêu chuẩn.",
    ]
    page = PAGE.replace(f"{LONG_B}\n", "\n\n".join([*kept, LONG_B]) + "\n")
    body = of_kind(parse(page), "body")
    assert [text for text in body if text in kept] == kept


@pytest.mark.parametrize(
    "caption",
    [
        "Ảnh: Minh Thư",
        "Trong ảnh: Rừng chắn sóng ở xã An Phú",
        "Rừng chắn sóng ở xã An Phú. Ảnh: Minh Thư",
        "Rừng chắn sóng (Ảnh minh họa)",
        "Rừng chắn sóng. (Ảnh: TTXVN)",
        "[Ảnh] Rừng chắn sóng ở xã An Phú",
    ],
)
def test_a_caption_that_says_so_is_one_wherever_it_stands(caption: str) -> None:
    header = "Xã hội\n\nTin về rừng ở huyện\n\n10:00, 01/09/2023"
    page = f"{header}\n\n{caption}\n\nMột câu ngắn về rừng.\n\nThêm một câu nữa."
    assert of_kind(parse(page), "caption") == [caption.removeprefix("[Ảnh] ")]


def test_a_page_broken_into_lines_is_joined() -> None:
    def wrap(text: str) -> str:
        words, lines = text.split(), [""]
        for word in words:
            lines[-1] = f"{lines[-1]} {word}".strip()
            if len(lines[-1]) > 65:
                lines.append("")
        return "\n".join(line for line in lines if line)

    article = parse(PAGE.replace(LONG_A, wrap(LONG_A)).replace(LONG_B, wrap(LONG_B)))
    assert {LONG_A, LONG_B} <= set(of_kind(article, "body"))


def test_text_without_a_headline_is_kept_whole() -> None:
    article = parse(f"{LONG_A}\n\n{LONG_B}")
    assert of_kind(article, "body") == [LONG_A, LONG_B]
    assert article.title.startswith("Trong năm qua")
    assert any("headline" in warning for warning in article.warnings)


@pytest.mark.parametrize("text", ["", " \n ", "Chỉ có tiêu đề", "\x00\u200b", "Chia sẻ\nTags: a"])
def test_pages_without_text_are_refused(text: str) -> None:
    with pytest.raises(ImportFileError):
        parse(text)


page_lines = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [*PAGE.split("\n"), "Tin liên quan", "Ảnh: A", "99/99/9999", "Theo A", "0000-01-01", "01/01/0001"]
    ),
)


@given(st.lists(page_lines, max_size=12).map("\n".join))
def test_any_text_gives_an_article_that_can_be_saved_or_an_import_error(text: str) -> None:
    try:
        article = parse(text)
    except ImportFileError:
        return
    assert canonical_parts(article.parts) == list(article.parts)
    saved = article.to_article("bai")
    back = parse_article(format_article(saved).encode(), article_id="bai", timezone=ZONE)
    assert (back.title, back.text, back.paragraphs) == (saved.title, saved.text, saved.paragraphs)


@given(
    st.lists(
        st.sampled_from([LONG_A, LONG_B, "Một câu ngắn.", "Trao quà.", "Mục nhỏ"]), min_size=1, max_size=8
    )
)
def test_no_body_line_is_ever_lost(body: list[str]) -> None:
    article = parse(
        "\n\n".join(["Xã hội", "Tin về rừng ở huyện", "10:00, 01/09/2023", "Mở đầu của bài.", *body])
    )
    assert set(body) <= {text for _, text in article.parts}
