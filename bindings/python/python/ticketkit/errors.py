"""What can go wrong: one tree of exceptions, whose branches are the kinds of failures.

Every exception carries a stable ``code``, and all problems at once, each with the JSON Pointer of the value that is
wrong. ``str(error)`` is for people; programs look at ``code`` and ``kind``. What each code means stands in
docs/errors.md, and in :data:`CODES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from . import _native
from .records import Code, Problem

__all__ = [
    "CODES",
    "CodeInfo",
    "ConflictError",
    "Error",
    "ForbiddenError",
    "InternalError",
    "InvalidError",
    "NotFoundError",
    "RefusedError",
    "StorageError",
    "UnavailableError",
]


class CodeInfo(NamedTuple):
    """What is known about a code of errors."""

    number: int
    """Its number, the same in every language."""
    code: str
    """The stable text."""
    kind: str
    """What sort of failure it is."""
    retryable: bool
    """Whether the very same request may succeed when it is made again."""
    meaning: str
    """What it means, in a sentence or two."""


CODES: Mapping[str, CodeInfo] = {code[1]: CodeInfo(*code) for code in _native.codes()}
"""Every code that there is, by its text and in the order of the numbers."""


class Error(Exception):
    """Everything that was wrong with one request, most important first. Nothing of the request was stored.

    A storage of the host's own raises one to say what is wrong, as in
    ``raise UnavailableError("storage_full", "the disk is full")``.
    """

    problems: tuple[Problem, ...]
    """All problems, in the order in which they were found; never empty."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        path: str = "",
        hint: str | None = None,
        params: Mapping[str, str] | None = None,
    ) -> None:
        """An error of one problem.

        :param code: which of the closed list :data:`CODES`
        :param message: what is wrong, in one sentence
        :param path: JSON Pointer to the value; empty for the whole of the request
        :param hint: what would be accepted, or what to do next
        :param params: the values inside the message by name, for a translation
        """
        if code not in CODES:
            raise ValueError(f"`{code}` is not a code")
        super().__init__(code, message)
        self.problems = (Problem(code=Code(code), path=path, message=message, hint=hint, params=dict(params or {})),)

    @property
    def code(self) -> Code:
        """The code of the first problem, which equals its text."""
        return self.problems[0].code

    @property
    def kind(self) -> str:
        """What sort of failure this is: the kind of the first code."""
        return CODES[self.code].kind

    @property
    def number(self) -> int:
        """The number of the code, the same in every language."""
        return CODES[self.code].number

    @property
    def retryable(self) -> bool:
        """Whether the very same request may succeed when it is made again."""
        return all(CODES[problem.code].retryable for problem in self.problems)

    @property
    def path(self) -> str:
        """JSON Pointer to the value that the first problem is about; empty for the whole of the request."""
        return self.problems[0].path

    @property
    def hint(self) -> str | None:
        """What would be accepted instead of what the first problem is about, or what to do next."""
        return self.problems[0].hint

    @property
    def details(self) -> Mapping[str, str]:
        """The values inside the message of the first problem by name, for a translation."""
        return self.problems[0].params

    def __str__(self) -> str:
        return "; ".join(map(_sentence, self.problems))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r}, {str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return of_problems, (self.problems,)


class InvalidError(Error, ValueError):
    """The request itself is wrong."""


class NotFoundError(Error, LookupError):
    """What the request names does not exist, or may not be seen by this actor: the two look alike."""


class ForbiddenError(Error, PermissionError):
    """The actor may not do this."""


class RefusedError(Error):
    """A rule of the desk's configuration does not allow it as things stand."""


class ConflictError(Error):
    """Somebody else was faster, or the request was made before with another body."""


class UnavailableError(Error):
    """The storage cannot serve just now."""


class StorageError(Error):
    """The storage holds, or is, something that cannot be used."""


class InternalError(Error, RuntimeError):
    """A mistake of this library."""


_CLASSES: Mapping[str, type[Error]] = {
    "invalid": InvalidError,
    "not_found": NotFoundError,
    "forbidden": ForbiddenError,
    "refused": RefusedError,
    "conflict": ConflictError,
    "unavailable": UnavailableError,
    "storage": StorageError,
    "internal": InternalError,
}


def of_problems(problems: Iterable[Problem]) -> Error:
    """The exception of these problems, of which there is at least one."""
    problems = tuple(problems)
    first = problems[0]
    error = _CLASSES.get(CODES[first.code].kind, Error)(first.code, first.message)
    error.problems = problems
    return error


def _sentence(problem: Problem) -> str:
    place = f"at {problem.path}" if problem.path else ""
    aside = "; ".join(filter(None, (place, problem.hint)))
    return f"{problem.message} ({aside})" if aside else problem.message
