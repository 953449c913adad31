"""Pictures of the running page for the README: ``python tests/browser/screenshots.py docs/images``."""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bp_qa.engine import Engine
from bp_qa.settings import load_settings
from bp_qa.web.server import start

_CHROMIUM = "/usr/bin/chromium"
_AWARDS = "Ai được khen thưởng ở Hoàng Mai?"
_PASTED = """Quốc phòng
Đồn Biên phòng Sao Mai tặng 120 suất quà cho ngư dân
Thứ sáu, 20/11/2026 - 08:15
Sáng 20/11/2026, Đồn Biên phòng Sao Mai tổ chức tặng 120 suất quà cho ngư dân nghèo ở phường Sao Mai.

Thiếu tá Nguyễn Hải Đăng, Đồn trưởng, cho biết mỗi suất quà trị giá 500.000 đồng.

Ảnh: Cán bộ đồn trao quà cho ngư dân.

Hoàng Lan"""


def take(folder: Path, corpus: Path) -> list[Path]:
    """Serves the page over a copy of `corpus` and photographs it.

    Args:
        folder: where the pictures go; made if need be.
        corpus: the articles; only read.

    Returns:
        The pictures' paths.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bp-qa-pictures-") as name:
        work = Path(name)
        shutil.copytree(corpus, work / "corpus", ignore=shutil.ignore_patterns(".*"))
        engine = Engine(
            load_settings(corpus=work / "corpus", index=work / "index", desk=work / "desk", language="vi")
        )
        engine.sync()
        app = start(engine)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
                return _pictures(browser, str(app.local_url), folder)
        finally:
            app.close()


def _pictures(browser: Browser, url: str, folder: Path) -> list[Path]:
    with _visit(browser, url, 1280, 860) as page:
        page.locator(".bp-example").nth(5).wait_for(timeout=120_000)
        start_page = _picture(page, folder / "start.png")
        _ask(page, _AWARDS)
        page.locator(".bp-next").first.wait_for(timeout=60_000)
        page.locator(".bp-marker").first.click()
        page.locator("mark.bp-quote").first.wait_for()
        answer = _picture(page, folder / "answer.png")
    with _visit(browser, url, 1280, 860, dark=True) as page:
        _ask(page, _AWARDS)
        page.locator(".bp-why summary").click()
        page.locator(".bp-marker").first.click()
        page.locator("mark.bp-quote").first.wait_for()
        dark = _picture(page, folder / "dark.png")
    with _visit(browser, url, 375, 740) as page:
        _ask(page, _AWARDS)
        phone = _picture(page, folder / "phone.png")
        page.locator(".bp-marker").first.click()
        page.locator("mark.bp-quote").first.wait_for()
        phone_article = _picture(page, folder / "phone-article.png")
    with _visit(browser, url, 1280, 760) as page:
        _ask(page, "Giá vàng miếng hôm nay là bao nhiêu?")
        refusal = _picture(page, folder / "refusal.png")
    with _visit(browser, url, 1280, 1180) as page:
        page.get_by_role("tab", name="Kho bài").click()
        page.locator(".bp-timeline").wait_for()
        desk = _picture(page, folder / "archive.png")
        page.get_by_role("tab", name="Thêm bài").click()
        page.get_by_label("Dán nguyên văn").fill(_PASTED)
        page.get_by_role("button", name="Xem trước").click()
        page.locator(".bp-preview").wait_for()
        editor = _picture(page, folder / "editor.png")
    return [start_page, answer, dark, phone, phone_article, refusal, desk, editor]


def photograph_report(report: Path, folder: Path) -> Path:
    """The top of an evaluation's ``report.html``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1500})
        page.goto(report.resolve().as_uri())
        return _picture(page, folder / "report.png")


@contextmanager
def _visit(browser: Browser, url: str, width: int, height: int, *, dark: bool = False) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.goto(url)
    page.locator("#bp-question textarea").wait_for()
    yield page
    context.close()


def _ask(page: Page, question: str) -> None:
    page.locator("#bp-question textarea").fill(question)
    page.locator("#bp-question textarea").press("Enter")
    page.locator(".bp-why, .bp-nearest").first.wait_for(timeout=60_000)


def _picture(page: Page, path: Path) -> Path:
    page.mouse.move(0, 0)
    page.wait_for_timeout(800)  # fonts and scrolling come to rest
    page.screenshot(path=path)
    return path


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Photographs the page for the README.")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("docs/images"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--report", type=Path, default=Path("reports/golden/report.html"))
    given = parser.parse_args()
    take(given.folder, given.corpus)
    if given.report.exists():
        photograph_report(given.report, given.folder)
    else:
        print(f"No {given.report}: make eval writes it, then its picture can be taken.")  # noqa: T201


if __name__ == "__main__":
    main()
