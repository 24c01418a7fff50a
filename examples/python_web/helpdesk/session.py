"""Who is signed in, and what every request needs: a session, a desk, a proof that a form is ours."""

from __future__ import annotations

import functools
import hmac
import secrets
from collections.abc import Callable
from typing import ParamSpec, cast
from uuid import uuid4

from flask import abort, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from ticketkit import Desk, Error
from ticketkit.records import Actor

from .catalog import Catalog
from .people import Account, account

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def begin_request() -> ResponseReturnValue | None:
    """Finds who asks, and refuses a form that does not carry the token of their session."""
    g.account = account(session.get("account"))
    g.catalog = Catalog(desk())
    if request.method == "POST":
        given = request.form.get("csrf", "")
        if not hmac.compare_digest(given.encode(), str(session.get("csrf", "")).encode()) or not given:
            return render_template(
                "problem.html",
                title="This form is too old",
                text="Please go back, load the page again and send it anew.",
            ), 400
    return None


def csrf_token() -> str:
    """The secret that every form of this session carries."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return cast(str, session["csrf"])


def new_command_id() -> str:
    """The idempotency key of a form: sent twice, it is carried out once."""
    return str(uuid4())


def desk() -> Desk:
    """The desk of this worker."""
    return cast(Desk, current_app.extensions["desk"])


def me() -> Account:
    """Who is signed in."""
    return cast(Account, g.account)


def actor() -> Actor:
    """As whom the engine is asked: who is signed in, always."""
    return me().actor


def catalog() -> Catalog:
    """The names of things, as people read them."""
    return cast(Catalog, g.catalog)


def signed_in(view: View[P]) -> View[P]:
    """For pages that need somebody; others are sent to the door."""

    @functools.wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if g.account is None:
            return redirect(url_for("sign_in.choose"))
        return view(*args, **kwargs)

    return checked


def refused(error: Error, status: int) -> ResponseReturnValue:
    """The page for what the engine refuses outside of a form."""
    titles = {404: "There is no such thing", 403: "You may not do this", 503: "The desk is busy", 409: "It has changed"}
    title = titles.get(status, "This did not work")
    return render_template("problem.html", title=title, problems=error.problems), status


def version_seen() -> int:
    """The version of the ticket that the writer of a form saw."""
    seen = request.form.get("version", type=int)
    return abort(400) if seen is None else seen
