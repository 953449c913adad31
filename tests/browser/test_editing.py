import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from visiting import MAX_FILE_MB, ask

from bp_qa.engine import Engine

pytestmark = pytest.mark.browser

TITLE = "Đồn Biên phòng Sao Mai tặng 120 suất quà cho ngư dân"
PASTED = f"""Quốc phòng
{TITLE}
Thứ sáu, 20/11/2026 - 08:15
Sáng 20/11/2026, Đồn Biên phòng Sao Mai tổ chức tặng 120 suất quà cho ngư dân nghèo ở phường Sao Mai.

Thiếu tá Nguyễn Hải Đăng, Đồn trưởng, cho biết mỗi suất quà trị giá 500.000 đồng.

Ảnh: Cán bộ đồn trao quà cho ngư dân.

Hoàng Lan"""


def _desk(page: Page, tab: str) -> None:
    page.get_by_role("tab", name="Kho bài").click()
    page.get_by_role("tab", name=tab).click()


def _preview(page: Page, text: str) -> None:
    _desk(page, "Thêm bài")
    page.get_by_label("Dán nguyên văn").fill(text)
    page.get_by_role("button", name="Xem trước").click()


def test_an_article_is_pasted_previewed_edited_saved_and_asked_about(page: Page, engine: Engine) -> None:
    _preview(page, PASTED)
    preview = page.locator(".bp-preview")
    expect(preview.locator("h3")).to_have_text(TITLE)
    expect(preview.locator(".bp-kicker")).to_have_text("Quốc phòng · 20/11/2026 · Hoàng Lan")
    expect(preview.locator(".bp-caption")).to_contain_text("trao quà")
    drafts = page.locator("#bp-drafts")
    drafts.get_by_label("Chuyên mục").fill("Xã hội")
    drafts.get_by_label("Tiêu đề").click()
    expect(preview.locator(".bp-kicker")).to_contain_text("Xã hội")
    page.get_by_role("button", name="Lưu vào kho").click()
    expect(page.locator("#bp-said")).to_contain_text("Bạn có thể hỏi về bài", timeout=60_000)
    saved = next(entry for entry in engine.index.catalogue.entries() if entry.title == TITLE)
    assert saved.section == "Xã hội"
    page.get_by_role("tab", name="Hỏi đáp").click()
    ask(page, "Đồn Biên phòng Sao Mai tặng bao nhiêu suất quà cho ngư dân?")
    expect(page.locator(".bp-answer").last).to_contain_text("120 suất quà")

    _preview(page, PASTED)
    expect(page.locator(".bp-duplicate")).to_contain_text("Kho đã có bài này")
    page.get_by_label("Dán nguyên văn").fill(PASTED.replace("500.000", "700.000"))
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator(".bp-duplicate")).to_contain_text("rất giống")
    expect(page.locator(".bp-duplicate mark").first).to_be_visible()

    page.get_by_role("tab", name="Danh sách bài").click()
    page.get_by_label("Tìm trong tiêu đề").fill("sao mai tang 120")
    page.locator("#bp-table").get_by_role("gridcell", name=TITLE, exact=True).click()
    sheet = page.locator("#bp-sheet")
    expect(sheet.get_by_label("Tiêu đề")).to_have_value(TITLE)
    page.get_by_role("button", name="Xóa bài").click()
    expect(page.get_by_text("vào thùng rác")).to_be_visible(timeout=60_000)
    assert TITLE not in {entry.title for entry in engine.index.catalogue.entries()}
    page.get_by_role("button", name="Hoàn tác xóa").click()
    expect(page.get_by_text("Đã khôi phục")).to_be_visible(timeout=60_000)
    assert engine.corpus.load(saved.id).title == TITLE
    assert TITLE in {entry.title for entry in engine.index.catalogue.entries()}


def test_front_matter_is_edited_in_place(page: Page, engine: Engine) -> None:
    entry = engine.index.catalogue.entries()[-1]
    before = engine.corpus.load(entry.id)
    _desk(page, "Danh sách bài")
    page.get_by_label("Tìm trong tiêu đề").fill(entry.title)
    page.locator("#bp-table").get_by_role("gridcell", name=entry.title).click()
    byline = page.locator("#bp-sheet").get_by_label("Tác giả")
    expect(byline).to_have_value(before.byline)
    byline.fill("Biên tập viên")
    page.get_by_role("button", name="Lưu thay đổi").click()
    expect(page.get_by_text("Đã lưu “")).to_be_visible(timeout=60_000)
    after = engine.corpus.load(entry.id)
    assert after.byline == "Biên tập viên"
    assert (after.text, after.sources, after.as_of) == (before.text, before.sources, before.as_of)


def test_the_timeline_filters_the_table(page: Page, engine: Engine) -> None:
    _desk(page, "Danh sách bài")
    bar = page.locator(".bp-month button").first
    label = str(bar.get_attribute("aria-label"))
    month, section = re.fullmatch(r"(\d\d/\d{4}), (.+): \d+ bài", label).groups()  # type: ignore[union-attr]
    wanted = [
        entry
        for entry in engine.index.catalogue.entries()
        if entry.published and f"{entry.published:%m/%Y}" == month and entry.section == section
    ]
    bar.click()
    expect(page.locator("#bp-table tbody tr")).to_have_count(len(wanted))
    expect(page.locator("#bp-table")).to_contain_text(wanted[0].title)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("lon.txt", b"a" * int(MAX_FILE_MB * 1024 * 1024 + 10), "lớn hơn mức cho phép"),
        ("anh.png", b"\x89PNG\r\n\x1a\n123", "không nhận loại tệp này"),
        ("hong.docx", b"PK\x03\x04 no word/document.xml here", "Word bị hỏng"),
        ("hong.zip", b"PK\x03\x04 not really", "zip bị hỏng"),
        ("rong.txt", b"", "tệp rỗng"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    page: Page, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    _desk(page, "Thêm bài")
    page.locator("#bp-files input[type=file]").set_input_files(file)
    expect(page.locator("#bp-files")).to_contain_text(file.stem)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("#bp-said")).to_contain_text(said)
    expect(page.locator("#bp-said")).to_contain_text(name)
    expect(page.locator("#bp-drafts")).to_be_hidden()
