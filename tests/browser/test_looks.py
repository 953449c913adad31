"""Accessibility, phone and desktop, both languages, speed."""

import time
from collections.abc import Callable
from statistics import median
from typing import Literal

import gradio as gr
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from visiting import OpenPage, ask

pytestmark = pytest.mark.browser

AWARDS = "Ai được khen thưởng ở Hoàng Mai?"


def _serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{item['id']}: {node['html'][:160]}"
        for item in found
        if item["impact"] in {"serious", "critical"}
        for node in item["nodes"]
    ]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_serious(open_page: OpenPage, colours: Literal["light", "dark"]) -> None:
    page = open_page(color_scheme=colours)
    expect(page.locator(".bp-lead")).to_be_visible()
    assert _serious(page) == []
    ask(page, AWARDS)
    page.locator(".bp-why summary").click()
    page.locator(".bp-sources summary").click()
    page.locator(".bp-marker").first.click()
    expect(page.locator("mark.bp-quote").first).to_be_visible()
    page.wait_for_timeout(400)
    assert _serious(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Kho bài").click()
    expect(page.locator(".bp-timeline")).to_be_visible()
    page.wait_for_timeout(400)
    assert _serious(page) == []
    page.get_by_role("tab", name="Thêm bài").click()
    page.wait_for_timeout(400)
    assert _serious(page) == []


def test_a_phone_shows_all_without_scrolling_sideways(open_page: OpenPage) -> None:
    page = open_page(width=375, height=740, has_touch=True, is_mobile=True)
    ask(page, AWARDS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.locator(".bp-marker").first.tap()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("giấy khen")
    tip.get_by_text("Mở bài").tap()
    quote = page.locator("mark.bp-quote").first
    expect(quote).to_be_in_viewport()
    box = page.locator(".bp-article").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(375, abs=1)
    page.get_by_role("button", name="Đóng").tap()
    expect(page.locator("#bp-panel")).to_be_hidden()
    expect(page.locator("#bp-question textarea")).to_be_in_viewport()
    page.get_by_role("tab", name="Kho bài").tap()
    expect(page.locator("#bp-table").get_by_role("gridcell").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_page_is_vietnamese_throughout(page: Page) -> None:
    ask(page, AWARDS)
    assert page.evaluate("document.documentElement.lang") == "vi"
    labels = page.evaluate(
        "[...document.querySelectorAll('button,[aria-label],[title],[placeholder]')]"
        ".filter(e => e.checkVisibility())"
        ".flatMap(e => [e.innerText, e.getAttribute('aria-label'), e.title, e.placeholder])"
        ".filter(Boolean).map(t => t.trim())"
    )
    english = {
        "Copy",
        "Copy message",
        "Like",
        "Dislike",
        "Clear",
        "Submit",
        "Send",
        "Close",
        "Retry",
        "Undo",
        "Share",
    }
    assert english.isdisjoint(labels), english & set(labels)


def test_the_page_in_english_with_a_locked_read_only_archive(
    open_page: OpenPage, served_in_english: gr.Blocks
) -> None:
    page = open_page(str(served_in_english.local_url))
    assert page.evaluate("document.documentElement.lang") == "en"
    ask(page, AWARDS)
    expect(page.locator(".bp-sources summary")).to_contain_text("Sources quoted")
    page.get_by_role("tab", name="Archive").click()
    expect(page.locator(".bp-timeline")).to_be_hidden()
    page.get_by_label("Editor password").fill("sai")
    page.get_by_role("button", name="Open the archive").click()
    expect(page.get_by_text("That is not the password")).to_be_visible()
    expect(page.locator(".bp-timeline")).to_be_hidden()
    page.get_by_label("Editor password").fill("mở ra")
    page.get_by_role("button", name="Open the archive").click()
    expect(page.locator(".bp-timeline")).to_be_visible()
    expect(page.get_by_role("tab", name="Add articles")).to_have_count(0)
    page.locator("#bp-table").get_by_role("gridcell").nth(2).click()
    expect(page.get_by_role("button", name="View article")).to_be_visible()
    expect(page.get_by_role("button", name="Delete article")).to_be_hidden()


def test_it_is_fast(
    open_page: OpenPage, served_apart: str, record_property: Callable[[str, object], None]
) -> None:
    """The targets are 2 s and 500 ms on a quiet machine; here other work may run beside."""
    usable: list[float] = []
    for _ in range(3):
        started = time.perf_counter()
        page = open_page(served_apart)
        usable.append(time.perf_counter() - started)
    ask(page, AWARDS)
    waits: list[float] = []
    for question in (
        "Luật Biên phòng Việt Nam có hiệu lực khi nào?",
        "Thị xã Hoàng Mai thành lập năm nào?",
        "Ngày Biên phòng toàn dân là ngày nào?",
    ):
        page.locator("#bp-question textarea").fill(question)
        count = page.locator(".bp-answer").count()
        asked = time.perf_counter()
        page.keyboard.press("Enter")
        expect(page.locator(".bp-answer")).to_have_count(count + 1)
        waits.append(time.perf_counter() - asked)
        expect(page.locator(".bp-answer").last.locator(".bp-why, .bp-nearest").first).to_be_attached()
    record_property("first_visit_usable_s", round(usable[0], 3))
    record_property("usable_s", round(median(usable), 3))
    record_property("first_text_s", round(median(waits), 3))
    assert median(usable) < 4.0
    assert median(waits) < 1.5
