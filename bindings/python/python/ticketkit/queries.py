"""Questions as values, for `Desk.ask`.

Made by generate.py from core/src/command/schema.json; do not edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from . import records
from ._record import Record

__all__ = [
    "Config",
    "Count",
    "Diagram",
    "Feed",
    "Find",
    "History",
    "Job",
    "Jobs",
    "Links",
    "Person",
    "Policy",
    "Promises",
    "Query",
    "Routings",
    "Thread",
    "Ticket",
    "Transitions",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ticket(Record):
    """One ticket."""

    ask: ClassVar[Literal["ticket"]] = "ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Thread(Record):
    """A piece of a ticket's conversation, oldest first, with what was merged into it. Customers, and staff who write
    no
    notes, read public messages only.
    """

    ask: ClassVar[Literal["thread"]] = "thread"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""
    after: records.MessageId | None = None
    """After which message; the beginning when absent. `bad_cursor` when there is no such message."""
    limit: int | None = None
    """How many at the most; 50 when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Links(Record):
    """The other tickets that a ticket is linked to, of those that the actor sees, by how. For staff."""

    ask: ClassVar[Literal["links"]] = "links"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""
    limit: int | None = None
    """How many of each sort at the most; 50 when absent. A list with a condition such as `{"field": "parent", "op":
    "eq", "value": ID}` has all of them.
    """


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class History(Record):
    """A piece of a ticket's history, oldest first; for customers its public events, which have a numbering of their
    own.
    """

    ask: ClassVar[Literal["history"]] = "history"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""
    after: int = 0
    """After which version; 0 for the beginning."""
    limit: int | None = None
    """How many at the most; 50 when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Feed(Record):
    """A piece of the desk's feed, in the order in which things were stored. For the host only."""

    ask: ClassVar[Literal["feed"]] = "feed"
    """Tells it from the others."""

    after: int = 0
    """After which number; 0 for the beginning."""
    limit: int | None = None
    """How many at the most; 50 when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Find(Record):
    """A page of tickets: of active ones, unless the condition asks for the standing."""

    ask: ClassVar[Literal["find"]] = "find"
    """Tells it from the others."""

    after: str | None = None
    """The cursor that the page before gave; `bad_cursor` when it is of another question."""
    condition: records.Condition | None = None
    """Which; all when absent."""
    descending: bool = False
    """Whether the latest comes first."""
    limit: int | None = None
    """How many at the most; 50 when absent."""
    sort: records.Name | None = None
    """By what the list is ordered: `created_at`, `updated_at`, `status_since`; `created_at` when absent. A text
    search
    answers newest first, whatever is said here.
    """
    text: str | None = None
    """Words that must all stand in the subject or in one message."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Count(Record):
    """How many tickets there are, of those that the actor sees: of active ones, unless the condition asks for the
    standing.
    """

    ask: ClassVar[Literal["count"]] = "count"
    """Tells it from the others."""

    by: records.Name | None = None
    """One count for each value of this field: `status`, `category`, `priority`, `type`, `channel`, `requester`,
    `organization`; for staff `team`, `owner` and `standing`, too. A count of all when absent.
    """
    condition: records.Condition | None = None
    """Which; all when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Transitions(Record):
    """Which statuses the actor can move a ticket to, and what is still missing for each; none without the permission
    to
    change tickets.
    """

    ask: ClassVar[Literal["transitions"]] = "transitions"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Promises(Record):
    """What is promised for a ticket and how it stands: every clock with the spans that counted. For staff."""

    ask: ClassVar[Literal["promises"]] = "promises"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Policy(Record):
    """Which policy is taken for a ticket, and why none of those before it. For staff."""

    ask: ClassVar[Literal["policy"]] = "policy"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Routings(Record):
    """Why a ticket has the owner that it has: every routing, with a word for each candidate. For staff."""

    ask: ClassVar[Literal["routings"]] = "routings"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Person(Record):
    """One person. For staff, and for oneself."""

    ask: ClassVar[Literal["person"]] = "person"
    """Tells it from the others."""

    person: records.PersonRef
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Job(Record):
    """Long work: how far it is, and what was refused. For whoever began it, and for staff who see all tickets."""

    ask: ClassVar[Literal["job"]] = "job"
    """Tells it from the others."""

    job: records.JobId
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Jobs(Record):
    """A piece of the list of all jobs that one may look at, by id. For staff."""

    ask: ClassVar[Literal["jobs"]] = "jobs"
    """Tells it from the others."""

    after: records.JobId | None = None
    """After which job; the beginning when absent."""
    limit: int | None = None
    """How many at the most; 50 when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Config(Record):
    """The configuration in force, or an earlier version. For staff."""

    ask: ClassVar[Literal["config"]] = "config"
    """Tells it from the others."""

    version: int | None = None
    """Which version; the one in force when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Diagram(Record):
    """A workflow as a Mermaid state diagram. For staff."""

    ask: ClassVar[Literal["diagram"]] = "diagram"
    """Tells it from the others."""

    workflow: records.Name | None = None
    """Which; the first when absent."""


Query: TypeAlias = (
    Ticket | Thread | Links | History | Feed | Find | Count | Transitions | Promises | Policy | Routings | Person | Job | Jobs |
    Config | Diagram
)
"""A question. What the actor may not see is as if it were not there: a hidden ticket is `not_found`, as a missing one
is, and what is for staff or the host only is `forbidden` to others.

Pages hold 1 to 1,000 rows (`PAGE_MAX`), 50 when nothing is said; more is `out_of_range`. Staff are answered with
whole records, customers with the public ones.
"""
