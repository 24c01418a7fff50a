"""The workflow as a picture: the statuses in a row, the ways forward above them, the ways back below.

Drawn from the configuration as SVG, so that nothing has to be loaded. The engine's own picture, in the language of
Mermaid, stands beside it on the page as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from .catalog import fits, label

STEP, BOX, TALL = 178, 136, 52
"""From one status to the next; how wide and how tall their boxes are."""
FLAT, RISE = 42, 34
"""How high the way to the neighbour rises; how much more for each status that it passes over."""
LETTER, LINE = 6.8, 15
"""How wide a letter of a name is, about; how tall a line."""

Point = tuple[float, float]
Area = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Way:
    """A move from one status to another, by their places in the workflow."""

    start: int
    end: int
    name: str
    needs: tuple[str, ...]
    by_itself: bool
    """Whether only the engine makes it."""

    @property
    def span(self) -> int:
        return abs(self.end - self.start)


def ways(workflow: Mapping[str, Any]) -> list[Way]:
    """Every move that the workflow allows, once for each pair of statuses."""
    statuses = workflow["statuses"]
    found: dict[tuple[int, int, str], Way] = {}
    for move in workflow["transitions"]:
        needs = [*move.get("required_fields", [])]
        if "required_message" in move:
            needs.append(
                {"public": "a public message", "internal": "a note", "any": "a message"}[move["required_message"]]
            )
        for start, status in enumerate(statuses):
            for end, other in enumerate(statuses):
                if start != end and fits(move["from"], status) and fits(move["to"], other):
                    name = label(move) or label(other)
                    way = Way(start, end, name, tuple(needs), move.get("permission") == "system")
                    found.setdefault((start, end, name), way)
    return list(found.values())


def workflow(workflow: Mapping[str, Any], counts: Mapping[str | None, int]) -> Markup:
    """The picture, with the number of tickets in each status."""
    statuses, moves = workflow["statuses"], ways(workflow)
    above = max((FLAT + RISE * (way.span - 1) for way in moves if way.start < way.end), default=0) + 34
    below = max((FLAT + RISE * (way.span - 1) for way in moves if way.start > way.end), default=0) + 34
    width, height = len(statuses) * STEP - (STEP - BOX) + 24, above + TALL + below
    arcs = {way: _arc(way, moves, above) for way in moves}
    # A name that several ways share is written once, at the longest of them.
    longest = {(way.name, way.end): way for way in sorted(moves, key=lambda way: way.span)}
    parts = [_line(way, arc) for way, arc in arcs.items()]
    parts += _names(list(longest.values()), arcs, (0, 0, width, height))
    parts += [_box(n, status, counts.get(status["name"], 0), above) for n, status in enumerate(statuses)]
    title = (
        f"The workflow {workflow['name']}: {len(statuses)} statuses and {len(moves)} ways between them, listed below."
    )
    return Markup(
        '<svg class="workflow" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 10 5 0 10z"/></marker></defs>{3}</svg>'
    ).format(width, height, title, Markup("").join(parts))


def _left(n: int) -> float:
    return 12 + n * STEP


def _port(way: Way, moves: Sequence[Way], at_end: bool) -> float:
    """Where a way touches a box: each at a place of its own, ordered so that ways of one box do not cross."""
    forward = way.start < way.end
    box = way.end if at_end else way.start
    same = [one for one in moves if (one.start < one.end) == forward and (one.end if at_end else one.start) == box]
    # Long ways enclose short ones: they leave nearer to the far side, and arrive behind them.
    rank = sorted(same, key=lambda one: -one.span).index(way) + 1
    part = rank / (len(same) + 1) * BOX / 2
    rightward = forward != at_end
    return _left(box) + (BOX / 2 + part if rightward else BOX / 2 - part)


def _arc(way: Way, moves: Sequence[Way], above: float) -> Sequence[Point]:
    """The four points of the curve."""
    x1, x2, forward = _port(way, moves, False), _port(way, moves, True), way.start < way.end
    y = above if forward else above + TALL
    rise = (FLAT + RISE * (way.span - 1)) / 0.75
    bend = y - rise if forward else y + rise
    return (x1, y), (x1, bend), (x2, bend), (x2, y)


def _at(arc: Sequence[Point], t: float) -> Point:
    """Where a curve is when this part of it, from 0 to 1, is drawn."""
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    return sum(w * x for w, (x, _) in zip(weights, arc, strict=True)), sum(
        w * y for w, (_, y) in zip(weights, arc, strict=True)
    )


def _line(way: Way, arc: Sequence[Point]) -> Markup:
    needs = f", needs {' and '.join(way.needs)}" if way.needs else ""
    start, *rest = (f"{x:.1f} {y:.1f}" for x, y in arc)
    return Markup('<path class="way{}" marker-end="url(#tip)" d="M{} C{}"><title>{}{}</title></path>').format(
        " by-itself" if way.by_itself else "", start, " ".join(rest), way.name, needs
    )


def _names(ways: Sequence[Way], arcs: Mapping[Way, Sequence[Point]], paper: Area) -> list[Markup]:
    """Each name beside the top of its way, outside or inside of it: where it covers the least of lines and names."""
    dots = [_at(arc, n / 60) for arc in arcs.values() for n in range(61)]
    taken: list[Area] = []
    parts = []
    for way in ways:
        text = f"{way.name} *" if way.needs else way.name
        half = len(text) * LETTER / 2

        def area(place: tuple[float, int], way: Way = way, half: float = half) -> Area:
            x, y = _at(arcs[way], place[0])
            outside = y + place[1] * (LINE / 2 + 5)
            return x - half, outside - LINE / 2, x + half, outside + LINE / 2

        def covered(place: tuple[float, int]) -> float:
            here = area(place)
            lines = sum(here[0] <= x <= here[2] and here[1] <= y <= here[3] for x, y in dots)
            names = sum(_overlap(here, other) for other in taken)
            off = here[0] < paper[0] or here[2] > paper[2] or here[1] < paper[1] or here[3] > paper[3]
            return lines + 100 * (names + off) + abs(place[0] - 0.5)

        sides = (-1, 1) if way.start < way.end else (1, -1)
        best = area(min(((t / 100, side) for side in sides for t in range(30, 71, 5)), key=covered))
        taken.append(best)
        parts.append(
            Markup('<text class="way-name" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(
                (best[0] + best[2]) / 2, best[3] - 3, text
            )
        )
    return parts


def _overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _box(n: int, status: Mapping[str, Any], tickets: int, above: float) -> Markup:
    x = _left(n)
    return Markup(
        '<g class="status {}{}"><rect x="{}" y="{}" width="{}" height="{}" rx="10"/>'
        '<text class="status-name" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="status-count" x="{}" y="{}" text-anchor="middle">{}</text></g>'
    ).format(
        status["category"],
        " initial" if status.get("initial") else "",
        x,
        above,
        BOX,
        TALL,
        x + BOX / 2,
        above + 22,
        label(status),
        x + BOX / 2,
        above + 40,
        "1 ticket" if tickets == 1 else f"{tickets} tickets",
    )
