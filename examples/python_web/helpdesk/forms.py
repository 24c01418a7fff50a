"""What came of a form: done, or every problem beside the field that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import flash, request
from ticketkit import ConflictError, Error, ForbiddenError, InvalidError, NotFoundError, RefusedError
from ticketkit.records import Outcome, Problem

WHOLE = ("", "/ticket", "/expect_version")
"""Paths that are about no field that people see."""


@dataclass(frozen=True)
class Form:
    """One form of a page: what was typed into it, and what is wrong with that."""

    name: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    status: int = 200

    def __bool__(self) -> bool:
        return bool(self.problems)

    def at(self, path: str) -> list[Problem]:
        """The problems of the field at this JSON Pointer of the command."""
        return [problem for problem in self.problems if place(problem) == path]


def place(problem: Problem) -> str:
    """The field that a problem is shown at. A message that is missing has no path: the text is where it would be."""
    return "/body" if problem.code == "message_required" else problem.path


def edits(*names: str) -> dict[str, Any]:
    """The fields of the form that were filled, as edits of a ticket."""
    return {name: request.form[name] for name in names if request.form.get(name)}


def submit(name: str, command: Callable[[], Outcome]) -> Outcome | Form:
    """Carries a command out, or gives the form back with all its problems."""
    try:
        outcome = command()
    except (InvalidError, RefusedError, ConflictError, ForbiddenError, NotFoundError) as error:
        if isinstance(error, NotFoundError) and error.path in WHOLE:
            raise
        return Form(name, dict(request.form), error.problems, _status(error))
    for notice in outcome.notices:
        flash(notice.message)
    return outcome


def _status(error: Error) -> int:
    match error:
        case ConflictError():
            return 409
        case ForbiddenError():
            return 403
        case _:
            return 422
