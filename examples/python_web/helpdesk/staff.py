"""The queue: what waits for an agent, with the deadlines counting down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from ticketkit.answers import PublicPage
from ticketkit.records import Ticket

from .session import actor, catalog, desk, me, signed_in
from .show import Promise, promises

pages = Blueprint("staff", __name__)

ROWS = 100
"""How many tickets a page of the queue shows."""
UNDONE = ["new", "open", "pending", "on_hold"]
SORTS = {"deadline": "Next deadline", "created": "Oldest first", "updated": "Latest change"}


@dataclass(frozen=True)
class Row:
    """One ticket of the queue, and what is owed for it next."""

    ticket: Ticket
    next: Promise | None


@pages.get("/queue")
@signed_in
def queue() -> ResponseReturnValue:
    """Tickets that the agent sees, by status, with a search."""
    status = request.args.get("status", "")
    mine = "mine" in request.args
    text = request.args.get("q", "").strip()
    sort = request.args.get("sort", "deadline")
    whose: list[dict[str, Any]] = []
    if mine:
        whose.append({"field": "owner", "op": "eq", "value": desk().person(me().key, actor=actor()).id})
    which = (
        {"field": "status", "op": "eq", "value": status}
        if status
        else {"field": "category", "op": "in", "value": UNDONE}
    )
    page = desk().find(
        actor=actor(),
        condition={"all": [*whose, which]},
        text=text or None,
        limit=ROWS,
        after=request.args.get("after"),
        sort="updated_at" if sort == "updated" else "created_at",
        descending=sort == "updated",
    )
    if isinstance(page, PublicPage):  # a customer, whose list is another page
        return redirect(url_for("customer.tickets"))
    now = datetime.now(timezone.utc)
    rows = [Row(ticket, _next(ticket, now)) for ticket in page.tickets]
    if sort == "deadline" and not text:
        rows.sort(key=lambda row: (row.next is None, row.next.order if row.next else now))
    counts = {
        count.value: count.tickets for count in desk().count(actor=actor(), by="status", condition={"all": whose})
    }
    return render_template(
        "queue.html",
        rows=rows,
        page=page,
        counts=counts,
        status=status,
        mine=mine,
        text=text,
        sort=sort,
        sorts=SORTS,
        undone={entry["name"] for entry in catalog().statuses if entry["category"] in UNDONE},
        names=catalog(),
    )


def _next(ticket: Ticket, now: datetime) -> Promise | None:
    """The promise that runs out first, or the one that is paused."""
    if ticket.category in ("solved", "closed"):
        return None
    owed = [
        one
        for one in promises(desk().promises(ticket.id, actor=actor()), now)
        if one.state in ("running", "broken", "paused")
    ]
    return owed[0] if owed else None
