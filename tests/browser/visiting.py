"""What a visitor does, for all browser tests."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

MAX_FILE_MB = 0.25

OpenPage = Callable[..., Page]
"""Opens the page as a new visitor: ``open_page(url, width=…, height=…, **context options)``."""


def ask(page: Page, question: str) -> None:
    """Types a question, presses Enter, and waits for the whole answer."""
    answers = page.locator(".bp-answer")
    before = answers.count()
    box = page.locator("#bp-question textarea")
    box.fill(question)
    box.press("Enter")
    expect(answers).to_have_count(before + 1, timeout=30_000)
    whole = answers.last.locator(".bp-why, .bp-nearest")
    expect(whole.first).to_be_attached(timeout=30_000)


def narrow(page: Page, label: str, value: str) -> None:
    """Fills a field of the filters; one just opened is drawn twice, and loses what a script typed at once."""
    field = page.get_by_label(label, exact=True)
    for _ in range(20):
        field.fill(value)
        page.wait_for_timeout(250)
        if field.input_value() == value:
            return
    raise AssertionError(f"the field {label} does not keep {value!r}")
