"""Two sorts of charts as inline SVG: nothing to load, readable without seeing them, sharp at every size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 420
LEFT = 116
"""Where horizontal bars begin, after their labels."""
ROW = 34
HEIGHT = 204
BASE = 168
TOP = 26


@dataclass(frozen=True)
class Bar:
    """One value with its name."""

    name: str
    value: int


@dataclass(frozen=True)
class Chart:
    """A chart with the numbers that it shows."""

    title: str
    svg: Markup
    bars: Sequence[Bar]


def bars(title: str, values: Sequence[Bar]) -> Chart:
    """Horizontal bars: for names."""
    most = max((bar.value for bar in values), default=0) or 1
    parts = []
    for n, bar in enumerate(values):
        y = 6 + n * ROW
        width = round((WIDTH - LEFT - 44) * bar.value / most, 1)
        parts.append(
            Markup(
                '<text class="name" x="{}" y="{}" text-anchor="end">{}</text>'
                '<rect class="bar" x="{}" y="{}" width="{}" height="20" rx="3"/>'
                '<text class="value" x="{}" y="{}">{}</text>'
            ).format(LEFT - 10, y + 15, bar.name, LEFT, y, width, LEFT + width + 8, y + 15, bar.value)
        )
    return _chart(title, values, 6 + len(values) * ROW, parts)


def columns(title: str, values: Sequence[Bar]) -> Chart:
    """Columns: for days, the latest at the right."""
    most = max((bar.value for bar in values), default=0) or 1
    step = (WIDTH - 20) / max(len(values), 1)
    every = -(-len(values) // 7)
    parts = [Markup('<line class="axis" x1="10" y1="{0}" x2="{1}" y2="{0}"/>').format(BASE, WIDTH - 10)]
    for n, bar in enumerate(values):
        x, height = 10 + n * step, round((BASE - TOP) * bar.value / most, 1)
        middle = round(x + step / 2, 1)
        if bar.value:
            parts.append(
                Markup(
                    '<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="2"/>'
                    '<text class="value" x="{}" y="{}" text-anchor="middle">{}</text>'
                ).format(
                    round(x + step * 0.12, 1),
                    BASE - height,
                    round(step * 0.76, 1),
                    height,
                    middle,
                    BASE - height - 6,
                    bar.value,
                )
            )
        if (len(values) - 1 - n) % every == 0:
            parts.append(
                Markup('<text class="name" x="{}" y="{}" text-anchor="middle">{}</text>').format(
                    min(max(middle, 24), WIDTH - 24), BASE + 20, bar.name
                )
            )
    return _chart(title, values, HEIGHT, parts)


def _chart(title: str, values: Sequence[Bar], height: int, parts: Sequence[Markup]) -> Chart:
    said = ", ".join(f"{bar.name} {bar.value}" for bar in values if bar.value) or "nothing in this choice"
    svg = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}: {}.">{}</svg>').format(
        WIDTH, height, title, said, Markup("").join(parts)
    )
    return Chart(title, svg, values)
