"""The report of an evaluation: one web page that needs nothing else, and the same as JSON."""

import json
import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bp_qa.errors import DatasetError
from bp_qa.evaluation.plots import calibration_svg, risk_coverage_svg

_MARKDOWN = re.compile(r"\*\*|\\([^\w\s])")
HTML_FILE = "report.html"
JSON_FILE = "report.json"

_SYSTEMS = {
    "keyword": ("Từ khóa", "BM25"),
    "dense": ("Ngữ nghĩa", "dense"),
    "hybrid": ("Kết hợp", "hybrid"),
    "baseline": ("Cách làm thường gặp", "LangChain + Chroma"),
    "nom-vn": ("Thư viện nom-vn", "hybrid, RRF"),
}
_KINDS = {
    "event": "Sự kiện",
    "award": "Khen thưởng",
    "task": "Danh sách nhiệm vụ",
    "number": "Con số",
    "person": "Người và chức vụ",
    "law": "Pháp luật",
    "place": "Địa danh",
    "comparison": "So sánh hai bài",
    "followup": "Câu hỏi nối tiếp",
    "no_diacritics": "Gõ không dấu",
    "abbreviation": "Viết tắt",
    "paraphrase": "Diễn đạt khác bài",
    "typo": "Gõ sai chính tả",
    "unanswerable": "Kho không có lời đáp",
    "answerable": "Kho có lời đáp",
    "question": "Mọi câu hỏi",
}
_FAILURES = {
    "invented": ("Trả lời khi kho không có", "Lẽ ra phải từ chối: không bài nào trong kho trả lời được."),
    "wrong": ("Trả lời sai", "Chỗ được dẫn không phải là chỗ có lời đáp."),
    "missed": ("Từ chối oan", "Kho có lời đáp, nhưng máy nói là không có."),
}


def write_report(report: Mapping[str, Any], folder: Path, generated: datetime) -> Path:
    """Write ``report.html`` and ``report.json`` into `folder`; the path of the page.

    Raises:
        DatasetError: the folder cannot be written.
    """
    page = render_report(report, folder, generated)
    data = json.dumps(
        {**report, "generated": generated.isoformat(timespec="seconds")}, ensure_ascii=False, indent=1
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / JSON_FILE).write_text(data + "\n", encoding="utf-8")
        (folder / HTML_FILE).write_text(page, encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"Cannot write the report into {folder}: {error.strerror or error}.") from error
    return folder / HTML_FILE


def render_report(report: Mapping[str, Any], folder: Path, generated: datetime) -> str:
    """The page, with links to articles relative to `folder`. All text from data sets is escaped."""
    environment = Environment(
        loader=PackageLoader("bp_qa.evaluation"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "percent": _percent,
        "points": _points,
        "number": _number,
        "count": _count,
        "p_value": _p_value,
        "duration": _duration,
        "plain": _plain,
        "kind": lambda name: _KINDS.get(name, name),
        "link": lambda path: _relative_link(path, folder),
    }
    curves = report["curves"]
    # Both come from matplotlib and hold figures and our own words only.
    plots = {
        "risk_coverage": Markup(risk_coverage_svg(curves["risk_coverage"], curves["operating_point"])),  # noqa: S704
        "calibration": Markup(calibration_svg(curves["calibration"])),  # noqa: S704
    }
    return environment.get_template("report.html").render(
        report=report,
        plots=plots,
        systems=_SYSTEMS,
        failures=[
            (*_FAILURES[name], [item for item in report["failures"] if item["type"] == name])
            for name in _FAILURES
        ],
        generated=generated,
    )


def _percent(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{_number(100 * value, digits)}%"


def _points(value: float | None) -> str:
    """A difference of shares, in points, always with its sign: 0.031 → "+3,1"."""
    return "–" if value is None else f"{100 * value:+.1f}".replace(".", ",").replace("-", "−")


def _number(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}".replace(".", ",").replace("-", "−")


def _count(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _p_value(value: float) -> str:
    return "< 0,001" if value < 0.001 else f"= {_number(value, 3)}"


def _duration(milliseconds: float | None) -> str:
    if milliseconds is None:
        return "–"
    return (
        f"{_number(milliseconds, 0)} ms"
        if milliseconds < 1_000
        else f"{_number(milliseconds / 1_000, 1)} giây"
    )


def _plain(markdown: str) -> str:
    """The words of an answer without the signs that make its short answer bold in the chat."""
    return _MARKDOWN.sub(lambda match: match.group(1) or "", markdown)


def _relative_link(path: str | None, folder: Path) -> str | None:
    """A link from the report to an article's file; None where it cannot be linked."""
    if path is None:
        return None
    target, start = Path(path).resolve(), folder.resolve()
    return quote(Path(os.path.relpath(target, start)).as_posix()) if target.anchor == start.anchor else None
