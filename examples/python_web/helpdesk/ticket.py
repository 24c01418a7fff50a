"""One ticket: its page, and what is done to it. What is shown depends on what the engine answers to who asks."""

from __future__ import annotations

from datetime import datetime, timezone

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from ticketkit.records import Outcome, PublicTicket, Ticket

from . import customer
from .forms import Form, edits, submit
from .people import ACCOUNTS
from .session import actor, catalog, desk, me, signed_in, version_seen
from .show import promises

pages = Blueprint("ticket", __name__, url_prefix="/tickets/<number>")


@pages.get("")
@signed_in
def show(number: str) -> ResponseReturnValue:
    return _page(number, Form(values=request.args.to_dict()))


@pages.post("/reply")
@signed_in
def reply(number: str) -> ResponseReturnValue:
    """Writes to the customer, or a note for staff, and changes with it what the form says."""
    if not me().is_staff:
        return _back(number, "Your message is with us.", submit("reply", lambda: customer.reply(number)))
    return _back(
        number,
        "Your text is with the ticket." if request.form.get("body") else "The ticket has changed.",
        submit("reply", lambda: _write(number)),
    )


@pages.post("/assign")
@signed_in
def assign(number: str) -> ResponseReturnValue:
    """Gives the ticket to somebody, or to whom the team's strategy chooses."""
    form = request.form
    return _back(
        number,
        "The ticket has been given on.",
        submit(
            "assign",
            lambda: desk().assign_ticket(
                number,
                team=form.get("team") or None,
                agent=form.get("agent") or None,
                expect_version=version_seen(),
                actor=actor(),
                command_id=form.get("command_id"),
            ),
        ),
    )


@pages.post("/move")
@signed_in
def move(number: str) -> ResponseReturnValue:
    """Takes one of the ways on."""
    form = request.form
    return _back(
        number,
        "The ticket has moved.",
        submit(
            "move",
            lambda: desk().change_ticket(
                number,
                edits("status"),
                transition=form.get("transition") or None,
                expect_version=version_seen(),
                actor=actor(),
                command_id=form.get("command_id"),
            ),
        ),
    )


def _write(number: str) -> Outcome:
    form = request.form
    body, version, key = form.get("body", ""), version_seen(), form.get("command_id")
    changed = edits("status", "cause")
    if not body.strip() and changed:
        return desk().change_ticket(number, changed, expect_version=version, actor=actor(), command_id=key)
    if form.get("kind") == "note":
        return desk().note(number, body, set=changed, expect_version=version, actor=actor(), command_id=key)
    return desk().reply(number, body, set=changed, expect_version=version, actor=actor(), command_id=key)


def _back(number: str, done: str, outcome: Outcome | Form) -> ResponseReturnValue:
    """To the ticket: the same one, or the one that carries a closed one on."""
    if isinstance(outcome, Form):
        return _page(number, outcome)
    flash(done)
    return redirect(url_for("ticket.show", number=outcome.number or number))


def _page(number: str, form: Form) -> ResponseReturnValue:
    ticket = desk().ticket(number, actor=actor())
    if isinstance(ticket, PublicTicket):
        return customer.show(ticket, form)
    return _staff(ticket, form)


def _staff(ticket: Ticket, form: Form) -> ResponseReturnValue:
    now = datetime.now(timezone.utc)
    ask, who = desk(), actor()
    return render_template(
        "ticket_staff.html",
        ticket=ticket,
        messages=ask.thread(ticket.id, actor=who, limit=1000).messages,
        events=ask.history(ticket.id, actor=who, limit=1000).events,
        ways=ask.transitions(ticket.id, actor=who),
        promises=promises(ask.promises(ticket.id, actor=who), now),
        policy=ask.policy(ticket.id, actor=who),
        routings=ask.routings(ticket.id, actor=who),
        agents=[one for one in ACCOUNTS if one.is_staff],
        form=form,
        names=catalog(),
    ), form.status
