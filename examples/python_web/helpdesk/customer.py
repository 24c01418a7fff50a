"""What a customer does: open a ticket, follow it, answer."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from ticketkit.records import FormEntry, Outcome, PublicTicket

from .forms import Form, edits, submit
from .session import actor, catalog, desk, signed_in, version_seen

pages = Blueprint("customer", __name__)


@pages.get("/tickets")
@signed_in
def tickets() -> ResponseReturnValue:
    """Their own tickets, what changed last first."""
    page = desk().find(actor=actor(), sort="updated_at", descending=True, after=request.args.get("after"), limit=20)
    return render_template("tickets.html", page=page, names=catalog())


@pages.get("/tickets/new")
@signed_in
def new() -> ResponseReturnValue:
    return _form(Form())


FIELDS = ("topic", "item", "sticker", "work")
"""What the page asks for of the desk's own fields; which of them there are just now, and with which options, the desk
says.
"""


def _shown() -> list[FormEntry]:
    """The fields of the form as what was typed so far would leave it."""
    form = desk().form(actor=actor(), set=edits(*FIELDS))
    return [entry for entry in form.fields if entry.field in FIELDS and not entry.read_only]


@pages.post("/tickets/new")
@signed_in
def open_() -> ResponseReturnValue:
    form = request.form
    if "look" in form:  # a choice was made by which other fields come and go
        return _form(Form(values=dict(form)))
    outcome = submit(
        "new",
        lambda: desk().create_ticket(
            form.get("subject", ""),
            body=form.get("body", ""),
            set=edits(*(entry.field for entry in _shown())),
            actor=actor(),
            command_id=form.get("command_id"),
        ),
    )
    if isinstance(outcome, Form):
        return _form(outcome)
    flash(f"Ticket {outcome.number} is open. You can follow it here.")
    return redirect(url_for("ticket.show", number=outcome.number))


def show(ticket: PublicTicket, form: Form) -> ResponseReturnValue:
    """A ticket as its customers see it."""
    return render_template(
        "ticket_customer.html",
        ticket=ticket,
        messages=desk().thread(ticket.id, actor=actor(), limit=1000).messages,
        events=desk().history(ticket.id, actor=actor(), limit=1000).events,
        form=form,
        names=catalog(),
    ), form.status


def reply(number: str) -> Outcome:
    """A customer writes. When the ticket was closed long ago, a new one carries it on."""
    form = request.form
    return desk().reply(
        number, form.get("body", ""), actor=actor(), expect_version=version_seen(), command_id=form.get("command_id")
    )


def _form(form: Form) -> ResponseReturnValue:
    return render_template("new.html", form=form, shown=_shown(), names=catalog()), form.status
