"""What an admin sees: the workflow as a picture, and how things stand in two charts that follow a filter."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from . import charts, picture
from .catalog import label
from .session import actor, catalog, desk, signed_in
from .show import iso

pages = Blueprint("admin", __name__)

PERIODS = (7, 14, 30)
"""For how many days back, today included."""


@pages.get("/overview")
@signed_in
def overview() -> ResponseReturnValue:
    days = request.args.get("days", 14, type=int)
    days = days if days in PERIODS else 14
    chosen = {name: request.args.get(name, "") for name in ("priority", "team")}
    today = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
    first = today - timedelta(days=days - 1)
    same = [_is(name, value) for name, value in chosen.items() if value]
    by_status = _counts({"all": [*same, _since(first)]}, by="status")
    opened = [
        charts.Bar(
            f"{day.day} {day:%b}", _counts({"all": [*same, _since(day), _before(day + timedelta(days=1))]})[None]
        )
        for day in (first + timedelta(days=n) for n in range(days))
    ]
    names = catalog()
    return render_template(
        "overview.html",
        names=names,
        diagram=desk().diagram(actor=actor()),
        workflow=picture.workflow(names.workflow, _counts({"all": []}, by="status")),
        ways=picture.ways(names.workflow),
        status_chart=charts.bars(
            "Tickets by status", [charts.Bar(label(entry), by_status.get(entry["name"], 0)) for entry in names.statuses]
        ),
        day_chart=charts.columns("Tickets opened by day", opened),
        days=days,
        periods=PERIODS,
        chosen=chosen,
        total=sum(by_status.values()),
    )


def _counts(condition: dict[str, Any], by: str | None = None) -> dict[str | None, int]:
    return {count.value: count.tickets for count in desk().count(actor=actor(), by=by, condition=condition)}


def _is(field: str, value: str) -> dict[str, Any]:
    return {"field": field, "op": "eq", "value": value}


def _since(at: datetime) -> dict[str, Any]:
    return {"field": "created_at", "op": "ge", "value": iso(at)}


def _before(at: datetime) -> dict[str, Any]:
    return {"field": "created_at", "op": "lt", "value": iso(at)}
