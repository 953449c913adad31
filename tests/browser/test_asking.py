import re
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from visiting import OpenPage, ask, narrow

from bp_qa.answering.answer import Answer
from bp_qa.engine import Engine
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.web.server import start

pytestmark = pytest.mark.browser

AWARDS = "Ai được khen thưởng ở Hoàng Mai?"


def test_a_marker_shows_its_quote_and_opens_the_article_at_the_right_words(
    page: Page, engine: Engine
) -> None:
    ask(page, AWARDS)
    marker = page.locator(".bp-marker").first
    marker.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("giấy khen")
    marker.click()
    quote = page.locator("mark.bp-quote").first
    expect(quote).to_be_in_viewport()
    link = page.locator(".bp-sources .bp-open").first.get_attribute("href")
    found = re.fullmatch(r"#mo/(.+)/(\d+)/(\d+)", str(link))
    assert found is not None
    article = engine.corpus.load(found[1])
    assert quote.inner_text() == article.text[int(found[2]) : int(found[3])]
    expect(page.get_by_role("heading", name=article.title)).to_be_visible()
    expect(page.locator(".bp-related a")).to_have_count(3)


def test_the_archive_is_introduced_with_questions_that_it_answers(page: Page) -> None:
    expect(page.locator(".bp-lead")).to_contain_text("28 bài")
    examples = page.locator(".bp-example")
    # They are looked for in the background after the page is first served, and come by themselves.
    expect(examples).to_have_count(6, timeout=60_000)
    question = examples.first.inner_text()
    examples.first.click()
    expect(page.locator(".bp-asked")).to_have_text(question)
    expect(page.locator(".bp-marker").first).to_be_visible(timeout=30_000)


class SlowToFindExamples(Engine):
    """Answers what people ask at once; the questions that a page tries as examples have to wait."""

    may_find = threading.Event()

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        only: ChunkFilter | None = None,
        *,
        prose: bool = True,
    ) -> Answer:
        assert prose or self.may_find.wait(60)
        return super().ask(question, history, only, prose=prose)


def test_examples_found_after_the_page_was_opened_come_by_themselves(
    browser: Browser, engine: Engine, tmp_path: Path
) -> None:
    shutil.copytree(
        engine.settings.index, tmp_path / "index", ignore=shutil.ignore_patterns("examples.json", "*.lock")
    )
    settings = engine.settings.model_copy(update={"index": tmp_path / "index"})
    app = start(SlowToFindExamples(settings, embeddings=engine.embeddings))
    context = browser.new_context(locale="vi-VN")
    try:
        page = context.new_page()
        page.goto(str(app.local_url))
        expect(page.locator(".bp-lead")).to_contain_text("28 bài")
        expect(page.locator(".bp-example")).to_have_count(0)
        SlowToFindExamples.may_find.set()
        expect(page.locator(".bp-example")).to_have_count(6, timeout=60_000)
    finally:
        SlowToFindExamples.may_find.set()
        context.close()
        app.close()


def test_a_refusal_helps(page: Page) -> None:
    ask(page, "Giá vàng miếng hôm nay là bao nhiêu?")
    answer = page.locator(".bp-answer")
    expect(answer).to_contain_text("Kho lưu trữ không có thông tin này")
    expect(answer).to_contain_text("Đã tìm")
    expect(answer.locator(".bp-nearest li")).to_have_count(3)
    expect(page.locator(".bp-marker")).to_have_count(0)
    answer.locator(".bp-nearest a").first.click()
    expect(page.locator("#bp-article-title")).to_be_focused()


def test_a_follow_up_says_how_it_was_understood_and_can_be_edited(page: Page) -> None:
    ask(page, "Đồn Biên phòng Quỳnh Phương quản lý bao nhiêu km bờ biển?")
    ask(page, "Còn Đồn Biên phòng Quỳnh Thuận thì sao?")
    answer = page.locator(".bp-answer").last
    understood = answer.locator(".bp-understood")
    expect(understood).to_contain_text("Đã hiểu là")
    expect(understood).to_contain_text("Đồn Biên phòng Quỳnh Thuận quản lý bao nhiêu km bờ biển")
    expect(answer).to_contain_text("19,5 km")
    understood.locator(".bp-edit").click()
    box = page.locator("#bp-question textarea")
    expect(box).to_have_value(re.compile("Quỳnh Thuận quản lý bao nhiêu km"))
    # What it was taken for stands in the box, to be put right and asked.
    box.fill("Đồn Biên phòng Quỳnh Thuận phụ trách bao nhiêu xã?")
    box.press("Enter")
    expect(page.locator(".bp-asked").last).to_have_text("Đồn Biên phòng Quỳnh Thuận phụ trách bao nhiêu xã?")
    expect(page.locator(".bp-answer")).to_have_count(3, timeout=30_000)


def test_marks_that_were_restored_are_shown(page: Page) -> None:
    ask(page, "thi xa hoang mai thanh lap nam nao?")
    understood = page.locator(".bp-answer .bp-understood")
    expect(understood).to_contain_text("Đã hiểu là")
    expect(understood).to_contain_text("thị xã Hoàng Mai", ignore_case=True)


def test_suggested_questions_have_answers(page: Page) -> None:
    ask(page, AWARDS)
    suggestion = page.locator(".bp-next").first
    expect(suggestion).to_be_visible(timeout=60_000)
    suggestion.click()
    expect(page.locator(".bp-answer")).to_have_count(2, timeout=30_000)
    expect(page.locator(".bp-answer").last.locator(".bp-marker").first).to_be_visible(timeout=30_000)


def test_a_filter_narrows_and_is_shown_as_a_chip(page: Page, engine: Engine) -> None:
    page.get_by_role("button", name="Lọc theo ngày đăng").click()
    narrow(page, "Đăng từ", "2024")
    narrow(page, "đến", "2024")
    ask(page, "Ngày Biên phòng toàn dân là ngày nào?")
    expect(page.locator(".bp-asked .bp-chip")).to_have_text("01/01/2024 – 31/12/2024")
    links = page.locator(".bp-answer .bp-open")
    ids = {str(links.nth(i).get_attribute("href")).split("/")[1] for i in range(links.count())}
    years = {
        entry.published.year for entry in map(engine.index.catalogue.entry, ids) if entry and entry.published
    }
    assert years == {2024}


def test_a_day_that_is_none_is_explained(page: Page) -> None:
    page.get_by_role("button", name="Lọc theo ngày đăng").click()
    narrow(page, "Đăng từ", "hôm kia")
    page.locator("#bp-question textarea").fill("Ai được khen?")
    page.keyboard.press("Enter")
    page.locator("#bp-question textarea").press("Enter")
    expect(page.locator(".bp-refusal")).to_contain_text("Không hiểu ngày “hôm kia”")


def test_a_section_on_the_first_page_narrows_to_it(page: Page) -> None:
    chip = page.locator("#bp-welcome .bp-chip").first
    section = str(chip.get_attribute("data-section"))
    chip.click()
    expect(page.get_by_label("Chuyên mục", exact=True)).to_have_value(section)
    ask(page, "Ngày Biên phòng toàn dân là ngày bao nhiêu?")
    expect(page.locator(".bp-asked .bp-chip")).to_have_text(section)


def test_days_the_wrong_way_round_are_explained(page: Page) -> None:
    page.get_by_role("button", name="Lọc theo ngày đăng").click()
    narrow(page, "Đăng từ", "2025")
    narrow(page, "đến", "3/2020")
    page.locator("#bp-question textarea").fill("Ai được khen?")
    page.locator("#bp-question textarea").press("Enter")
    expect(page.locator(".bp-refusal")).to_contain_text("01/01/2025 sau 31/03/2020")


def test_a_refusal_within_a_filter_names_the_filter(page: Page) -> None:
    page.get_by_role("button", name="Lọc theo ngày đăng").click()
    narrow(page, "đến", "2019")
    ask(page, "Giá vàng miếng hôm nay là bao nhiêu?")
    expect(page.locator(".bp-refusal")).to_contain_text("Trong phạm vi đã lọc (đến 31/12/2019)")


def test_a_copied_answer_is_text_with_its_sources(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, AWARDS)
    answer = page.locator(".bp-answer")
    answer.get_by_text("Sao chép câu trả lời").click()
    expect(answer.get_by_text("Đã sao chép")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "giấy khen" in copied
    assert "[1]" in copied.split("Nguồn trích dẫn:")[0]
    assert str(answer.locator("blockquote").first.text_content()) in copied.split("Nguồn trích dẫn:")[1]
    assert "<" not in copied
    assert "Vì sao" not in copied


def test_the_question_box_stays_in_sight_and_the_skip_link_leads_to_it(page: Page) -> None:
    box = page.locator("#bp-question textarea")
    for question in (AWARDS, "Luật Biên phòng Việt Nam quy định những gì?"):
        ask(page, question)
    page.evaluate("scrollTo(0, 0)")
    expect(box).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.locator(".bp-skip").focus()
    page.keyboard.press("Enter")
    expect(box).to_be_focused()


def test_why_shows_what_was_read_and_how_it_scored(page: Page) -> None:
    ask(page, AWARDS)
    why = page.locator(".bp-why")
    expect(why.locator("summary")).to_contain_text(re.compile("Chắc chắn|Khá chắc|Cần kiểm tra"))
    expect(why.locator("li").first).to_be_hidden()
    why.locator("summary").click()
    expect(why.locator("li").first).to_contain_text("điểm")


def test_names_in_an_article_search_the_archive(page: Page) -> None:
    ask(page, AWARDS)
    page.locator(".bp-marker").first.click()
    chip = page.locator(".bp-names .bp-chip").first
    name = chip.inner_text()
    chip.click()
    expect(page.locator("#bp-article-title")).to_have_text(f"“{name}”")
    page.locator(".bp-found a").first.click()
    expect(page.locator(".bp-body")).to_be_visible()


def test_the_keyboard_alone_reaches_the_quote_and_comes_back(page: Page) -> None:
    ask(page, AWARDS)
    marker = page.locator(".bp-marker").first
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if marker.evaluate("element => element === document.activeElement"):
            break
    expect(marker).to_be_focused()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#bp-article-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#bp-panel")).to_be_hidden()
    expect(marker).to_be_focused()


def test_two_readers_do_not_see_each_other(open_page: OpenPage) -> None:
    first, second = open_page(), open_page()
    ask(first, AWARDS)
    ask(second, "Luật Biên phòng Việt Nam có hiệu lực từ khi nào?")
    expect(first.locator(".bp-asked")).to_have_text([AWARDS])
    expect(second.locator(".bp-asked")).to_have_text(["Luật Biên phòng Việt Nam có hiệu lực từ khi nào?"])
    second.reload()
    expect(second.locator(".bp-asked")).to_have_text(["Luật Biên phòng Việt Nam có hiệu lực từ khi nào?"])


def test_an_empty_question_asks_nothing(page: Page) -> None:
    page.locator("#bp-question textarea").fill("   ")
    page.keyboard.press("Enter")
    page.locator("#bp-question textarea").press("Enter")
    ask(page, AWARDS)
    expect(page.locator(".bp-asked")).to_have_count(1)
