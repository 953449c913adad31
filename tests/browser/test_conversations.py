import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from visiting import OpenPage, ask

from bp_qa.engine import Engine

pytestmark = pytest.mark.browser

FIRST = "Ngày Biên phòng toàn dân là ngày nào?"
SECOND = "Luật Biên phòng Việt Nam quy định những gì?"


def test_reload_keeps_the_conversation_and_a_new_one_can_be_left_and_found_again(page: Page) -> None:
    ask(page, FIRST)
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.locator(".bp-asked")).to_have_text(FIRST)
    page.get_by_role("button", name="Các cuộc trò chuyện").click()
    page.get_by_role("button", name="Cuộc trò chuyện mới").click()
    expect(page.locator(".bp-lead")).to_be_visible()
    ask(page, SECOND)
    expect(page.locator(".bp-past")).to_have_count(2)
    page.locator(".bp-past").nth(1).click()
    expect(page.locator(".bp-asked")).to_have_text(FIRST)
    page.get_by_role("button", name="Xóa hết lịch sử").click()  # a dialog that is not answered is dismissed
    page.wait_for_timeout(1000)
    expect(page.locator(".bp-past")).to_have_count(2)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xóa hết lịch sử").click()
    expect(page.locator(".bp-past")).to_have_count(0)
    page.wait_for_timeout(500)
    page.reload()
    expect(page.locator(".bp-lead")).to_be_visible()


def test_a_conversation_is_exported_with_its_sources(page: Page) -> None:
    ask(page, FIRST)
    page.get_by_role("button", name="Các cuộc trò chuyện").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải về (Markdown)").click()
    written = Path(download.value.path()).read_text(encoding="utf-8")
    assert f"## {FIRST}" in written
    assert "\n   > " in written
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Trang để in").click()
    printed = popup.value
    expect(printed.locator("h2")).to_have_text(FIRST)
    expect(printed.locator("blockquote").first).to_be_visible()


def test_a_thumb_and_a_comment_become_a_golden_candidate(open_page: OpenPage, engine: Engine) -> None:
    page = open_page()
    ask(page, FIRST)
    page.get_by_role("button", name="Hữu ích").last.click()
    page.get_by_label("Góp ý thêm").fill("Đúng rồi, ngày 3/3.")
    page.get_by_role("button", name="Gửi góp ý").click()
    expect(page.get_by_label("Góp ý thêm")).to_be_hidden()
    page.get_by_role("tab", name="Kho bài").click()
    page.get_by_role("tab", name="Góp ý của bạn đọc").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải góp ý").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    candidates = [json.loads(line) for line in lines]
    mine = next(item for item in candidates if item["comment"] == "Đúng rồi, ngày 3/3.")
    assert mine["question"] == FIRST
    assert mine["liked"] is True
    for gold in mine["gold"]:
        assert gold["quote"] in engine.corpus.load(gold["article"]).text
    assert mine["gold"]
