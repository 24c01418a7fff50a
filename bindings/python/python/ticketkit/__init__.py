"""A helpdesk inside your own program: tickets, workflows, assignment, service levels and automation.

::

    from ticketkit import HOST, Engine

    with Engine.open("desks.sqlite") as engine:
        desk = engine.desk("main")
        opened = desk.create_ticket("The printer is on fire", requester={"address": "ines@example.com"}, actor=HOST)
        print(desk.ticket(opened.number, actor=HOST).status)

An `Engine` is opened once in a process and gives `Desk`s. A desk has a keyword method for each command and each
question; every one names who acts: `HOST`, `Agent("ada")` or `Requester("ines")`. Whatever is refused is an `Error`,
with all reasons at once. `ticketkit.aio` is the same for asyncio, `ticketkit.storage` for storages of your own.
"""

from __future__ import annotations

from . import aio, answers, commands, conformance, errors, queries, records, storage
from ._native import __version__
from ._native import commands as _commands
from ._native import queries as _queries
from ._record import to_dict, to_json
from .desk import Desk, Given, ReplayReport
from .engine import DeskEntry, Engine, Statistics
from .errors import *  # noqa: F403
from .errors import __all__ as _errors
from .records import *  # noqa: F403
from .records import __all__ as _records
from .records import HOST

COMMANDS: tuple[str, ...] = tuple(_commands())
"""The names of all commands; each is a method of `Desk`."""

QUERIES: tuple[str, ...] = tuple(_queries())
"""The names of all questions; each is a method of `Desk`."""

__all__ = [
    "COMMANDS",
    "HOST",
    "QUERIES",
    "Desk",
    "DeskEntry",
    "Engine",
    "Given",
    "ReplayReport",
    "Statistics",
    "__version__",
    "aio",
    "answers",
    "commands",
    "conformance",
    "errors",
    "queries",
    "records",
    "storage",
    "to_dict",
    "to_json",
    *_errors,
    *_records,
]
