"""The workflow as a picture: the statuses in a row, the ways forward above them, the ways back below.

Drawn from the configuration as SVG, so that nothing has to be loaded. The engine's own picture, in the language of
Mermaid, stands beside it on the page as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from .catalog import label

STEP, BOX, TALL = 176, 124, 52
"""From one status to the next; how wide and how tall their boxes are."""
FLAT, RISE = 40, 32
"""How high the way to the neighbour rises; how much more for each status that it passes over."""


@dataclass(frozen=True)
class Way:
    """A move from one status to another, by their places in the workflow."""

    start: int
    end: int
    name: str
    needs: Sequence[str]
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
            needs.append({"public": "a public message", "internal": "a note", "any": "a message"}[move["required_message"]])
        for start, status in enumerate(statuses):
            for end, other in enumerate(statuses):
                if start != end and _fits(move["from"], status) and _fits(move["to"], other):
                    name = label(move) or label(other)
                    way = Way(start, end, name, needs, move.get("permission") == "system")
                    found.setdefault((start, end, name), way)
    return list(found.values())


def workflow(workflow: Mapping[str, Any], counts: Mapping[str | None, int]) -> Markup:
    """The picture, with the number of tickets in each status."""
    statuses, moves = workflow["statuses"], ways(workflow)
    above = max((FLAT + RISE * (way.span - 1) for way in moves if way.start < way.end), default=0) + 34
    below = max((FLAT + RISE * (way.span - 1) for way in moves if way.start > way.end), default=0) + 34
    width, height = len(statuses) * STEP - (STEP - BOX) + 24, above + TALL + below
    parts = [_arc(way, moves, above) for way in moves]
    # Names stand above all lines. A name that several ways share is written once, at the longest of them.
    longest = {(way.name, way.end): way for way in sorted(moves, key=lambda way: way.span)}
    parts += [_name(way, above) for way in longest.values()]
    parts += [_box(n, status, counts.get(status["name"], 0), above) for n, status in enumerate(statuses)]
    title = f"The workflow {workflow['name']}: {len(statuses)} statuses and {len(moves)} ways between them, listed below."
    return Markup(
        '<svg class="workflow" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 10 5 0 10z"/></marker></defs>{3}</svg>'
    ).format(width, height, title, Markup("").join(parts))


def _fits(place: str, status: Mapping[str, Any]) -> bool:
    return place in ("any", status["name"], f"category:{status['category']}")


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


def _arc(way: Way, moves: Sequence[Way], above: float) -> Markup:
    x1, x2, forward = _port(way, moves, False), _port(way, moves, True), way.start < way.end
    y = above if forward else above + TALL
    rise = (FLAT + RISE * (way.span - 1)) / 0.75
    bend = y - rise if forward else y + rise
    needs = f", needs {' and '.join(way.needs)}" if way.needs else ""
    return Markup('<path class="way{}" marker-end="url(#tip)" d="M{:.1f} {} C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {}">'
                  "<title>{}{}</title></path>").format(
        " by-itself" if way.by_itself else "", x1, y, x1, bend, x2, bend, x2, y, way.name, needs)


def _name(way: Way, above: float) -> Markup:
    rise = FLAT + RISE * (way.span - 1)
    forward = way.start < way.end
    y = above - rise - 7 if forward else above + TALL + rise + 17
    middle = (_left(way.start) + _left(way.end) + BOX) / 2
    return Markup('<text class="way-name" x="{}" y="{}" text-anchor="middle">{}{}</text>').format(
        middle, y, way.name, " *" if way.needs else "")


def _box(n: int, status: Mapping[str, Any], tickets: int, above: float) -> Markup:
    x = _left(n)
    return Markup(
        '<g class="status {}{}"><rect x="{}" y="{}" width="{}" height="{}" rx="10"/>'
        '<text class="status-name" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="status-count" x="{}" y="{}" text-anchor="middle">{}</text></g>'
    ).format(status["category"], " initial" if status.get("initial") else "", x, above, BOX, TALL,
             x + BOX / 2, above + 22, label(status), x + BOX / 2, above + 40,
             "1 ticket" if tickets == 1 else f"{tickets} tickets")
