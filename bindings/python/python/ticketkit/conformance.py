"""The checks that every storage must pass, for storages that are written in Python.

::

    failures = ticketkit.conformance.check(MyStorage)
    assert not failures, "\\n".join(map(str, failures))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from . import _native
from .storage import RecordStorage

__all__ = ["CHECKS", "Check", "Failure", "check"]


class Check(NamedTuple):
    """One check."""

    name: str
    """What it is called: a sentence about what a storage has to do."""
    about: str
    """The part of the contract that it belongs to."""


class Failure(NamedTuple):
    """A check that a storage did not pass."""

    check: str
    """Which check."""
    what: str
    """What the storage did instead of what it has to do."""

    def __str__(self) -> str:
        return f"{self.check}: {self.what}"


CHECKS: tuple[Check, ...] = tuple(Check(*check) for check in _native.conformance_checks())
"""All checks, in the order in which a new storage best goes through them."""


def check(new_storage: Callable[[], RecordStorage], checks: Iterable[Check] = CHECKS) -> list[Failure]:
    """The checks that a storage does not pass; an empty list when it is right.

    :param new_storage: makes a fresh, empty storage; called for each check, and often several times
    :param checks: which checks; all of them when not given
    """
    found = ((check.name, _native.conformance_check(check.name, new_storage)) for check in checks)
    return [Failure(name, what) for name, what in found if what is not None]
