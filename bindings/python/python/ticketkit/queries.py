"""Questions as values, for `Desk.ask`.

Made by generate.py from core/src/command/schema.json; do not edit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias

from . import records
from ._record import Record

__all__ = [
    "Account",
    "Attachment",
    "Config",
    "Count",
    "Deadlines",
    "Diagram",
    "DryRun",
    "Fairness",
    "Feed",
    "Find",
    "Form",
    "Handoffs",
    "History",
    "Job",
    "Jobs",
    "Line",
    "Link",
    "Links",
    "Macros",
    "Person",
    "Policy",
    "Preview",
    "Promises",
    "Query",
    "Replies",
    "Routings",
    "RuleCounts",
    "Staffing",
    "Thread",
    "Ticket",
    "Transitions",
    "Visits",
    "WhatIf",
    "WhatIfRouting",
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
    no notes, read public messages only.
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
class Attachment(Record):
    """A file of a message, and how to send it to a browser so that it can do no harm there: for whoever may read the
    message. Ask before the bytes are given out; `not_found` says that they may not be.
    """

    ask: ClassVar[Literal["attachment"]] = "attachment"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket, in whose conversation the message is."""
    message: records.MessageId
    """Which message."""
    sha256: str
    """Which of its files, by SHA-256 in lower-case hex."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Replies(Record):
    """Texts that are ready to be sent, filled in for a ticket, in the language of its conversation. For staff who may
    reply.
    """

    ask: ClassVar[Literal["replies"]] = "replies"
    """Tells it from the others."""

    ticket: records.TicketRef
    """For which ticket."""
    language: str | None = None
    """In which language, as a BCP 47 tag; that of the ticket, else of its requester, else of the desk when absent or
    when there is no such text.
    """
    reply: records.Name | None = None
    """Which of them; all that are for a team of whoever asks when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Macros(Record):
    """The macros that the actor can use on a ticket as it stands. For staff."""

    ask: ClassVar[Literal["macros"]] = "macros"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


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
class Link(Record):
    """A signed link to a ticket, for somebody without an account: what stands behind an address in a mail. By it they
    read the ticket and write to it as one of its customers. Needs the permission to reply; not for customers. The
    engine has to be opened with `link_keys`. `revoke_links` takes it back.
    """

    ask: ClassVar[Literal["link"]] = "link"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""
    expires_at: records.Timestamp
    """When it ceases to give access: in the future, and at most 366 days from now."""
    person: records.PersonRef | None = None
    """For which of its customers, the requester or somebody in copy; the requester when absent."""


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
    search answers newest first, whatever is said here.
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
    to change tickets.
    """

    ask: ClassVar[Literal["transitions"]] = "transitions"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Form(Record):
    """The form that the actor would see for a ticket: its fields in their order, with what the rules of the form make
    of them, and what would be refused.
    """

    ask: ClassVar[Literal["form"]] = "form"
    """Tells it from the others."""

    set: records.Edits = field(default_factory=lambda: {})
    """Changes that are not stored yet."""
    ticket: records.TicketRef | None = None
    """Which ticket; one that the actor would open when absent."""
    type: records.Name | None = None
    """Its type; the same as to give it in `set`."""


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
class Handoffs(Record):
    """How a ticket went from team to team, and how long each of them had it. For staff whose role does not hide
    teams.
    """

    ask: ClassVar[Literal["handoffs"]] = "handoffs"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Line(Record):
    """What waits for an owner in a team: in the order in which agents take their next ticket where they do so
    themselves, and otherwise in the order in which it is given out, the oldest first. For staff; what they do not see
    is left out.
    """

    ask: ClassVar[Literal["line"]] = "line"
    """Tells it from the others."""

    team: records.Name
    """Which team."""
    limit: int | None = None
    """How many at the most, up to 100; 50 when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Fairness(Record):
    """What the members of a team were given, by its strategy or by taking their next ticket, and how far that is from
    their shares. For those who may manage people.
    """

    ask: ClassVar[Literal["fairness"]] = "fairness"
    """Tells it from the others."""

    team: records.Name
    """Which team."""
    days: int | None = None
    """Over how many days of UTC, today among them, from 1 to 366; as many as the team counts by when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Staffing(Record):
    """What the configuration asks of people and nobody there can do: teams without members, skills that nobody of a
    team has, agents on call who are not there, shifts by calendars that are gone, substitutes who lead in a circle.
    For those who may manage people.
    """

    ask: ClassVar[Literal["staffing"]] = "staffing"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Account(Record):
    """The account of a ticket: which policies are taken for it and why none of those before them, why each deadline
    is where it is, span by span, and whose every second of its life was. For staff.
    """

    ask: ClassVar[Literal["account"]] = "account"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""
    as_of: records.Timestamp | None = None
    """As of when: not before its last change, and at most 3,660 days after it; now when absent."""
    picture: bool = False
    """Whether a picture (SVG) of it is wanted, too."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Visits(Record):
    """How long a ticket stood in each of its statuses, stay by stay, in real and in open time. For staff."""

    ask: ClassVar[Literal["visits"]] = "visits"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Deadlines(Record):
    """The deadlines of tickets as a calendar (iCalendar): due dates, planned spans, and the deadlines of open clocks,
    each known by the same uid for ever. A plan without an end, and a clock that is paused, have no place in it. For
    staff.
    """

    ask: ClassVar[Literal["deadlines"]] = "deadlines"
    """Tells it from the others."""

    after: str | None = None
    """The cursor that the page before gave; `bad_cursor` when it is of another question."""
    condition: records.Condition | None = None
    """Which tickets; all when absent."""
    limit: int | None = None
    """How many tickets at the most, those without a deadline among them; 50 when absent."""
    link: str | None = None
    """What stands before the number of a ticket in the address at which a person finds it, such as
    `https://desk.example/tickets/`; no addresses when absent.
    """
    name: str | None = None
    """What the calendar is called; it has no name when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Preview(Record):
    """What a document would do to the open clocks if it were in force now and every ticket were held to it, a page of
    tickets at a time: whose deadline moves, who becomes late, and by how much. Nothing is changed. The counts of all
    pages add up, and whoever asks for no more of them has ended the work. Needs the permission to configure.
    """

    ask: ClassVar[Literal["preview"]] = "preview"
    """Tells it from the others."""

    after: str | None = None
    """The cursor that the page before gave; `bad_cursor` when it is of another question."""
    condition: records.Condition | None = None
    """Which tickets; all when absent."""
    document: str | None = None
    """The document, as JSON text; that in force when absent, which shows what `rebind_tickets` would do."""
    late_only: bool = False
    """List only changes by which something becomes late."""
    limit: int | None = None
    """How many tickets are looked at, those without open clocks among them; 50 when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WhatIf(Record):
    """What service levels would have come to, had a document been in force from the first day: how many promises were
    met and missed as things were, and how many would have been. Nothing is changed. A long history is gone through in
    pieces: all counts add up, while medians and percentiles are those of a piece, so that the tickets of a month are
    best asked for by a condition. Needs the permission to configure.
    """

    ask: ClassVar[Literal["what_if"]] = "what_if"
    """Tells it from the others."""

    after: str | None = None
    """The cursor that the piece before gave; `bad_cursor` when it is of another question."""
    as_of: records.Timestamp | None = None
    """Until when time passes for clocks that are open; now when absent. Pieces of one history should name it."""
    condition: records.Condition | None = None
    """Which tickets, as they are now; all when absent."""
    document: str | None = None
    """The document, as JSON text; that in force when absent."""
    limit: int | None = None
    """How many tickets are looked at: at most 100,000, and 10,000 when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WhatIfRouting(Record):
    """Who would have got what, had a document routed the tickets of a desk: stored arrivals are played again, with
    the people as they are now, and both sides are told, as it was and as it would have been: how long tickets waited,
    who had how much to do, and how often they went from team to team. Nothing is changed. A long history is gone
    through in pieces, each played by itself. Needs the permission to configure.
    """

    ask: ClassVar[Literal["what_if_routing"]] = "what_if_routing"
    """Tells it from the others."""

    after: str | None = None
    """The cursor that the piece before gave; `bad_cursor` when it is of another question."""
    as_of: records.Timestamp | None = None
    """Until when time passes; now when absent. Pieces of one history should name it."""
    condition: records.Condition | None = None
    """Which tickets, as they are now; all when absent."""
    document: str | None = None
    """The document, as JSON text; that in force when absent, which shows what its strategies alone come to."""
    limit: int | None = None
    """How many tickets are looked at: at most 100,000, and 10,000 when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DryRun(Record):
    """What rules would do to a ticket now, with a word for each that is asked. Nothing is changed. Needs the
    permission to configure, and a role that hides no field.
    """

    ask: ClassVar[Literal["dry_run"]] = "dry_run"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket: an active one."""
    command: str | None = None
    """A command about this ticket, as JSON text, which is carried out first, as whoever asks: the rules are asked
    what they make of it. Not together with an occasion, and none that opens another ticket.
    """
    occasion: records.Occasion | None = None
    """What the rules are told that has happened; `changed` when absent. Nothing is known of a message."""
    rules: str | None = None
    """The rules, as the JSON text of the list that would stand in the configuration; those in force when absent. Of
    these, with the occasion `time_passed`, also rules with a time are asked, as if it had come.
    """


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RuleCounts(Record):
    """How often each rule and each macro of the configuration in force has fired, and when last. Needs the permission
    to configure.
    """

    ask: ClassVar[Literal["rule_counts"]] = "rule_counts"
    """Tells it from the others."""


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
    """A workflow as a picture: the source of a Mermaid state diagram, or of a digraph for Graphviz. For staff."""

    ask: ClassVar[Literal["diagram"]] = "diagram"
    """Tells it from the others."""

    format: records.DiagramFormat | None = None
    """In which language; Mermaid when absent."""
    workflow: records.Name | None = None
    """Which; the first when absent."""


Query: TypeAlias = (
    Ticket | Thread | Attachment | Replies | Macros | Links | Link | History | Feed | Find | Count | Transitions | Form | Promises |
    Policy | Routings | Handoffs | Line | Fairness | Staffing | Account | Visits | Deadlines | Preview | WhatIf | WhatIfRouting |
    DryRun | RuleCounts | Person | Job | Jobs | Config | Diagram
)
"""A question. What the actor may not see is as if it were not there: a hidden ticket is `not_found`, as a missing one
is, and what is for staff or the host only is `forbidden` to others.

Pages hold 1 to 1,000 rows (`PAGE_MAX`), 50 when nothing is said; more is `out_of_range`. Staff are answered with
whole records, customers with the public ones.
"""
