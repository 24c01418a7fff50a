"""The door: a plain choice of the demonstration's people, where a real host has passwords or single sign-on."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from .people import ACCOUNTS, Account, account

pages = Blueprint("sign_in", __name__)


@pages.get("/")
def home() -> ResponseReturnValue:
    """Everybody's first page."""
    known: Account | None = g.account
    if known is None:
        return redirect(url_for("sign_in.choose"))
    start = {"customer": "customer.tickets", "agent": "staff.queue", "admin": "admin.overview"}
    return redirect(url_for(start[known.part]))


@pages.get("/sign-in")
def choose() -> ResponseReturnValue:
    return render_template("sign_in.html", accounts=ACCOUNTS)


@pages.post("/sign-in")
def enter() -> ResponseReturnValue:
    chosen = account(request.form.get("account"))
    session.clear()
    if chosen is None:
        return redirect(url_for("sign_in.choose"))
    session["account"] = chosen.key
    return redirect(url_for("sign_in.home"))


@pages.post("/sign-out")
def leave() -> ResponseReturnValue:
    session.clear()
    return redirect(url_for("sign_in.choose"))
