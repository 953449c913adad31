"""The plots of the report, as SVG that takes its colours from the page."""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Placeholder colours, each replaced by a custom property of the page's style, so that plots follow its theme.
_INK, _MUTED, _ACCENT, _WARM = "#010203", "#040506", "#070809", "#0a0b0c"
_COLOURS = {_INK: "var(--ink)", _MUTED: "var(--muted)", _ACCENT: "var(--accent)", _WARM: "var(--warm)"}
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: it can be selected, searched and set in the page's font
    "svg.hashsalt": "bp-qa",  # the same figures give the same file
    "font.family": "sans-serif",
    "font.size": 9.5,
    "text.color": _INK,
    "axes.edgecolor": _MUTED,
    "axes.labelcolor": _INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": _MUTED,
    "ytick.color": _MUTED,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
}
_PROLOGUE = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>|<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_GROUP_ID = re.compile(r'<g id="[^"]*">')  # the same in each plot, but ids of a page are unique
_FONT = re.compile(r"font-family: [^;\"]*;? ?")


def risk_coverage_svg(points: Sequence[Mapping[str, float]], operating: Mapping[str, float] | None) -> str:
    """The share of wrong answers against the share of questions answered; empty for no points."""
    if not points:
        return ""
    with rc_context(_STYLE):
        figure, axes = _canvas()
        coverage = [point["coverage"] for point in points]
        risk = [point["risk"] for point in points]
        axes.plot(coverage, risk, color=_ACCENT, linewidth=2)
        axes.fill_between(coverage, risk, color=_ACCENT, alpha=0.12, linewidth=0)
        top = max(0.1, *risk)
        if operating:
            axes.plot(operating["coverage"], operating["risk"], "o", color=_WARM, markersize=7, clip_on=False)
            axes.annotate(
                "ngưỡng đang dùng",
                (operating["coverage"], operating["risk"]),
                xytext=(-8, 12),
                textcoords="offset points",
                ha="right",
                color=_WARM,
            )
        axes.set(xlim=(0, 1), ylim=(0, min(1.0, top * 1.25)))
        axes.set(xlabel="Tỷ lệ câu hỏi được trả lời", ylabel="Tỷ lệ trả lời sai")
        _percent_axes(axes)
        return _svg(figure, "Đường cong rủi ro theo độ phủ")


def calibration_svg(bins: Sequence[Mapping[str, float]]) -> str:
    """Accuracy against stated confidence, a point a bin; empty for no bins."""
    if not bins:
        return ""
    with rc_context(_STYLE):
        figure, axes = _canvas()
        axes.plot([0, 1], [0, 1], color=_MUTED, linewidth=1, linestyle=(0, (4, 4)))
        axes.annotate("khớp tuyệt đối", (0.03, 0.08), rotation=32, color=_MUTED, rotation_mode="anchor")
        confidence = [item["confidence"] for item in bins]
        accuracy = [item["accuracy"] for item in bins]
        largest = max(item["count"] for item in bins)
        axes.plot(confidence, accuracy, color=_ACCENT, linewidth=1.5, alpha=0.5)
        sizes = [20 + 60 * item["count"] / largest for item in bins]
        axes.scatter(confidence, accuracy, s=sizes, color=_ACCENT, zorder=3, clip_on=False)
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.set(xlabel="Độ tin cậy máy tự báo", ylabel="Tỷ lệ trả lời đúng thật")
        _percent_axes(axes)
        return _svg(figure, "Biểu đồ hiệu chuẩn độ tin cậy")


def _canvas() -> tuple[Figure, Axes]:
    figure = Figure(figsize=(5.6, 3.5), layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    axes.grid(visible=True, color=_MUTED, alpha=0.25, linewidth=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def _percent_axes(axes: Axes) -> None:
    def percent(value: float, _: Any) -> str:
        return f"{100 * value:.0f}%"

    axes.xaxis.set_major_formatter(percent)
    axes.yaxis.set_major_formatter(percent)


def _svg(figure: Figure, label: str) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    svg = _METADATA.sub("", _PROLOGUE.sub("", buffer.getvalue(), count=1))
    for placeholder, variable in _COLOURS.items():
        svg = svg.replace(placeholder, variable)
    svg = _FONT.sub("", _GROUP_ID.sub("<g>", svg))
    opening, rest = svg.split(">", 1)
    opening = re.sub(r' (?:width|height)="[^"]*"', "", opening)
    return f'{opening} role="img" aria-label="{label}">{rest}'
