"""How moments, durations and promises are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

from markupsafe import Markup, escape
from ticketkit.records import BuiltInMetric, Clock, ClockView

METRICS: dict[str, str] = {metric: metric.replace("_", " ").capitalize() for metric in BuiltInMetric}
NEVER = datetime.max.replace(tzinfo=timezone.utc)


@dataclass(frozen=True)
class Promise:
    """A clock as the pages show it."""

    metric: str
    state: Literal["running", "broken", "paused", "kept", "late", "dropped"]
    due_at: datetime | None
    policy: str
    why: str = ""

    @property
    def order(self) -> datetime:
        """By what a queue is ordered: what runs, by its deadline; then everything else."""
        return self.due_at if self.due_at and self.state in ("running", "broken") else NEVER

    @property
    def word(self) -> str:
        return {
            "running": "running",
            "broken": "broken",
            "paused": "paused",
            "kept": "kept",
            "late": "kept too late",
            "dropped": "no longer owed",
        }[self.state]


def promise(clock: Clock, now: datetime, why: str = "") -> Promise:
    """How a clock stands."""
    broken = clock.breached_at is not None
    state: Literal["running", "broken", "paused", "kept", "late", "dropped"]
    match clock.state:
        case "running":
            state = "broken" if broken or (clock.due_at is not None and clock.due_at < now) else "running"
        case "paused":
            state = "paused"
        case "fulfilled":
            state = "late" if broken else "kept"
        case _:
            state = "dropped"
    return Promise(METRICS.get(clock.metric, clock.metric), state, clock.due_at, clock.policy, why)


def promises(views: Iterable[ClockView], now: datetime) -> list[Promise]:
    """How all clocks of a ticket stand, those that run first and the nearest deadline before the others."""
    shown = [promise(view.clock, now, view.why) for view in views]
    return sorted(shown, key=lambda one: (one.order, one.state != "paused"))


def moment(at: datetime | None) -> Markup:
    """A moment in UTC, readable by people and by machines."""
    if at is None:
        return Markup("")
    text = f"{at.day} {at:%b %Y, %H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(iso(at), text)


def iso(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def left(due: datetime, now: datetime) -> str:
    """How much time is left, in the words that countdown.js goes on with."""
    return f"{duration(due - now)} left" if due >= now else f"{duration(now - due)} late"


def duration(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {seconds % 60:02} s"


def paragraphs(text: str) -> Markup:
    """A text with its lines, escaped."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    lines = (Markup("<br>").join(escape(line) for line in block.split("\n")) for block in blocks)
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)
