"""A small helpdesk on the web: what a host application looks like that embeds ticketkit.

Every worker process opens the same file or database; every request is made as the person who is signed in, and the engine decides
what they see and may do. The web part knows no rule of the desk.
"""

from __future__ import annotations

import os
from datetime import datetime, timezone

from flask import Flask
from flask.typing import ResponseReturnValue
from ticketkit import Error
from werkzeug.wrappers import Response

from . import admin, customer, show, sign_in, staff, ticket
from .forms import place
from .seed import KEY
from .session import begin_request, csrf_token, new_command_id, refused
from .storage import address, open_engine

NOTHING_FROM_ELSEWHERE = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"


def create_app(file: str | os.PathLike[str] | None = None, secret: str | None = None) -> Flask:
    """The application of one worker process.

    :param file: the desk's file or the address of its database, from `helpdesk.seed`; as `HELPDESK_URL` or
        `HELPDESK_FILE` say when not given
    :param secret: signs the cookies, the same in all workers; `HELPDESK_SECRET` when not given
    """
    app = Flask(__name__)
    app.secret_key = secret or os.environ["HELPDESK_SECRET"]
    app.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True, MAX_CONTENT_LENGTH=2 << 20)
    app.extensions["desk"] = open_engine(os.fspath(file or address())).existing_desk(KEY)
    app.before_request(begin_request)
    app.after_request(_guarded)
    app.register_error_handler(Error, _answered)
    for part in (sign_in, customer, staff, ticket, admin):
        app.register_blueprint(part.pages)
    app.jinja_env.filters.update(
        moment=show.moment, iso=show.iso, left=show.left, duration=show.duration, paragraphs=show.paragraphs
    )
    app.jinja_env.globals.update(
        csrf_token=csrf_token,
        place=place,
        new_command_id=new_command_id,
        now=lambda: datetime.now(timezone.utc),
        worker=os.getpid,
    )
    return app


def _guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = NOTHING_FROM_ELSEWHERE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
    return response


def _answered(error: Error) -> ResponseReturnValue:
    """What the engine refuses outside of a form: what is hidden looks as if it were not there."""
    status = {"not_found": 404, "forbidden": 403, "conflict": 409, "invalid": 400, "refused": 422, "unavailable": 503}
    return refused(error, status.get(error.kind, 500))
