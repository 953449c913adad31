import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from overlap_engine import OverlapEngine, make_set, tiny_set

from bp_qa.errors import DatasetError
from bp_qa.evaluation.questions import EvaluationSet
from bp_qa.evaluation.report import render_report, write_report
from bp_qa.evaluation.runner import evaluate
from bp_qa.evaluation.summary import summarise

NOW = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7*7 }} {% raw %}"


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def summary_of(dataset: EvaluationSet) -> dict[str, Any]:
    return summarise(evaluate(dataset, OverlapEngine(dataset.articles)))


@pytest.fixture
def hostile_summary() -> dict[str, Any]:
    texts = {"a": f"{HOSTILE} câu một", "b": "một hai ba bốn"}
    return summary_of(make_set(texts, [("q1", f"{HOSTILE} câu một", "b"), ("q2", f"{HOSTILE} câu", None)]))


def test_hostile_text_stays_text(hostile_summary: dict[str, Any], tmp_path: Path) -> None:
    hostile_summary["dataset"] = HOSTILE
    page = render_report(hostile_summary, tmp_path, NOW)
    seen = Elements()
    seen.feed(page)
    assert hostile_summary["failures"]
    assert "script" not in seen.tags
    assert "img" not in seen.tags
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }}" in page


def test_hostile_paths_make_no_script_links(hostile_summary: dict[str, Any], tmp_path: Path) -> None:
    for item in hostile_summary["failures"]:
        for quoted in (*item["gold"], *item["citations"]):
            quoted["path"] = str(tmp_path / 'javascript:alert(1)"><u>.md')
    seen = Elements()
    seen.feed(render_report(hostile_summary, tmp_path, NOW))
    links = [value for name, value in seen.attributes if name == "href" and value]
    assert links
    assert not any(link.lower().startswith("javascript:") for link in links)
    assert "u" not in seen.tags


def test_page_needs_nothing_else(tmp_path: Path) -> None:
    page = render_report(summary_of(tiny_set()), tmp_path, NOW)
    assert not re.findall(r"(?:src|href)=\"https?:|url\(https?:|@import", page)
    assert "prefers-color-scheme: dark" in page
    assert "var(--accent)" in page[page.index("<svg") : page.index("</svg>")]


def test_page_gives_the_figures_in_vietnamese_form(tmp_path: Path) -> None:
    summary = summary_of(tiny_set())
    summary["retrieval"]["hybrid"]["recall@5"] = 0.9764
    page = render_report(summary, tmp_path, NOW)
    assert "97,6%" in page
    assert "08:30 ngày 03/03/2026" in page


def test_article_links_lead_from_the_report_to_the_file(
    hostile_summary: dict[str, Any], tmp_path: Path
) -> None:
    hostile_summary["failures"][0]["citations"][0]["path"] = str(tmp_path / "corpus" / "bài một.md")
    page = render_report(hostile_summary, tmp_path / "out", NOW)
    assert 'href="../corpus/b%C3%A0i%20m%E1%BB%99t.md"' in page


def test_a_set_without_answers_or_failures_still_makes_a_page(tmp_path: Path) -> None:
    summary = summarise(
        evaluate(tiny_set(), OverlapEngine(tiny_set().articles), answers=False, modes=["keyword"])
    )
    page = render_report(summary, tmp_path, NOW)
    assert "<svg" not in page
    assert "Tìm bài" in page


def test_written_json_is_the_summary(tmp_path: Path) -> None:
    summary = summary_of(tiny_set())
    page = write_report(summary, tmp_path / "new" / "folder", NOW)
    written = json.loads((page.parent / "report.json").read_text(encoding="utf-8"))
    assert written.pop("generated") == "2026-03-03T08:30:00+00:00"
    assert written == json.loads(json.dumps(summary))
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with pytest.raises(DatasetError, match="taken"):
        write_report(summary_of(tiny_set()), taken, NOW)
