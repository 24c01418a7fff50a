"""What `Desk.ask` answers; staff and customers get answers of different types.

Made by generate.py from core/src/command/schema.json; do not edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from . import records
from ._record import Record

__all__ = [
    "Account",
    "Answer",
    "Attachment",
    "Config",
    "Counts",
    "Deadlines",
    "Diagram",
    "DryRun",
    "Fairness",
    "Form",
    "Handoffs",
    "History",
    "Job",
    "Jobs",
    "Line",
    "Link",
    "Links",
    "Macros",
    "Page",
    "Person",
    "Policy",
    "Preview",
    "Promises",
    "PublicHistory",
    "PublicPage",
    "PublicThread",
    "PublicTicket",
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
    """A ticket, for staff."""

    answer: ClassVar[Literal["ticket"]] = "ticket"
    """Tells it from the others."""

    ticket: records.Ticket
    """The ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PublicTicket(Record):
    """A ticket, for its customers."""

    answer: ClassVar[Literal["public_ticket"]] = "public_ticket"
    """Tells it from the others."""

    ticket: records.PublicTicket
    """The ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Thread(Record):
    """Messages, for staff."""

    answer: ClassVar[Literal["thread"]] = "thread"
    """Tells it from the others."""

    messages: tuple[records.Message, ...]
    """The messages, oldest first."""
    more: bool
    """Whether there are more."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PublicThread(Record):
    """Messages, for customers."""

    answer: ClassVar[Literal["public_thread"]] = "public_thread"
    """Tells it from the others."""

    messages: tuple[records.PublicMessage, ...]
    """The messages, oldest first."""
    more: bool
    """Whether there are more."""
    last: records.MessageId | None = None
    """The last one: what to ask after next."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Attachment(Record):
    """A file."""

    answer: ClassVar[Literal["attachment"]] = "attachment"
    """Tells it from the others."""

    attachment: records.Attachment
    """What is known of it."""
    serving: records.Serving
    """How to send it to a browser."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Replies(Record):
    """Texts that are ready to be sent."""

    answer: ClassVar[Literal["replies"]] = "replies"
    """Tells it from the others."""

    replies: tuple[records.CannedReply, ...]
    """The texts, in the order of the configuration."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Macros(Record):
    """Macros that can be used."""

    answer: ClassVar[Literal["macros"]] = "macros"
    """Tells it from the others."""

    macros: tuple[records.MacroOffer, ...]
    """The macros, in the order of the configuration."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Links(Record):
    """Linked tickets."""

    answer: ClassVar[Literal["links"]] = "links"
    """Tells it from the others."""

    links: tuple[records.Linked, ...]
    """What there is of each sort of link."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Link(Record):
    """A signed link."""

    answer: ClassVar[Literal["link"]] = "link"
    """Tells it from the others."""

    token: str
    """What it carries: 124 characters that stand in an address as they are. A secret: whoever has it acts by it."""
    expires_at: records.Timestamp
    """When it ceases to give access."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class History(Record):
    """Events, for staff."""

    answer: ClassVar[Literal["history"]] = "history"
    """Tells it from the others."""

    events: tuple[records.Event, ...]
    """The events, oldest first."""
    last: int
    """The place of the last one: what to ask after next."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PublicHistory(Record):
    """Events, for customers."""

    answer: ClassVar[Literal["public_history"]] = "public_history"
    """Tells it from the others."""

    events: tuple[records.PublicEvent, ...]
    """The events, oldest first."""
    last: int
    """The place of the last one: what to ask after next."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Page(Record):
    """A page of tickets, for staff."""

    answer: ClassVar[Literal["page"]] = "page"
    """Tells it from the others."""

    tickets: tuple[records.Ticket, ...]
    """The tickets."""
    next: str | None = None
    """The cursor of the next page, when there may be more."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PublicPage(Record):
    """A page of tickets, for customers."""

    answer: ClassVar[Literal["public_page"]] = "public_page"
    """Tells it from the others."""

    tickets: tuple[records.PublicTicket, ...]
    """The tickets."""
    next: str | None = None
    """The cursor of the next page, when there may be more."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Counts(Record):
    """Counts, by value."""

    answer: ClassVar[Literal["counts"]] = "counts"
    """Tells it from the others."""

    counts: tuple[records.Count, ...]
    """The counts, in the order of the values."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Transitions(Record):
    """Where a ticket can go."""

    answer: ClassVar[Literal["transitions"]] = "transitions"
    """Tells it from the others."""

    available: tuple[records.Available, ...]
    """The moves, in the order of the workflow."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Form(Record):
    """A form."""

    answer: ClassVar[Literal["form"]] = "form"
    """Tells it from the others."""

    fields: tuple[records.FormEntry, ...]
    """The fields that are there, in their order."""
    problems: tuple[records.Problem, ...]
    """Why the edits would be refused; empty when the form is filled in. The whole command may still be, for other
    reasons.
    """
    form: records.Name | None = None
    """Its key; nothing where there is no form, and so all fields."""
    label: str | None = None
    """What people read over it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Promises(Record):
    """How promises stand."""

    answer: ClassVar[Literal["promises"]] = "promises"
    """Tells it from the others."""

    clocks: tuple[records.ClockView, ...]
    """The clocks, by key."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Policy(Record):
    """Which policies are taken."""

    answer: ClassVar[Literal["policy"]] = "policy"
    """Tells it from the others."""

    choices: tuple[records.Choice, ...]
    """The choice of every list, the first one in front."""
    why: str
    """The choice, as text for a person: a line for every policy that was passed over."""
    policy: records.Name | None = None
    """That of the first list; nothing when none fits."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Routings(Record):
    """How owners were chosen."""

    answer: ClassVar[Literal["routings"]] = "routings"
    """Tells it from the others."""

    decisions: tuple[records.AssignmentDecision, ...]
    """The decisions, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Handoffs(Record):
    """How a ticket went from team to team."""

    answer: ClassVar[Literal["handoffs"]] = "handoffs"
    """Tells it from the others."""

    handoffs: tuple[records.Handoff, ...]
    """The handoffs, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Line(Record):
    """What waits for an owner."""

    answer: ClassVar[Literal["line"]] = "line"
    """Tells it from the others."""

    tickets: tuple[records.Waiting, ...]
    """The tickets, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Fairness(Record):
    """What the members of a team were given."""

    answer: ClassVar[Literal["fairness"]] = "fairness"
    """Tells it from the others."""

    total: int
    """The tickets of all present members together."""
    members: tuple[records.FairShare, ...]
    """Every active member, by id."""
    largest_deviation_hundredths: int
    """How far the one who is the farthest from their share is from it, in hundredths of a ticket."""
    spread: int
    """How many more tickets the one with the most was given than the one with the least."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Staffing(Record):
    """What nobody can do."""

    answer: ClassVar[Literal["staffing"]] = "staffing"
    """Tells it from the others."""

    problems: tuple[records.Problem, ...]
    """The doubts, each at its place in the document, or with the parameter `person`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Account(Record):
    """The account of a ticket."""

    answer: ClassVar[Literal["account"]] = "account"
    """Tells it from the others."""

    number: str
    """The number of the ticket."""
    until: records.Timestamp
    """As of when."""
    policies: tuple[records.Choice, ...]
    """Which policies are taken for it, and why none of those before them: one entry for each list."""
    clocks: tuple[records.Explanation, ...]
    """Every clock that it ever had, by key."""
    spent: tuple[records.Spell, ...]
    """Every second of its life, whose it was; the parts add up to the whole."""
    totals: tuple[records.SpentTotal, ...]
    """How much of its life is whose."""
    time_zone: str
    """The zone that the local times of the text and the picture are given in."""
    text: str
    """The account as text for a person."""
    svg: str | None = None
    """The account as a picture (SVG), where it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Visits(Record):
    """How long a ticket stood in its statuses."""

    answer: ClassVar[Literal["visits"]] = "visits"
    """Tells it from the others."""

    until: records.Timestamp
    """As of when."""
    visits: tuple[records.Visit, ...]
    """Every stay, in their order. They follow each other without gaps, and the last one goes on."""
    totals: tuple[records.VisitTotal, ...]
    """The stays of each status together, in the order in which they were first entered."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Deadlines(Record):
    """Deadlines, as a calendar."""

    answer: ClassVar[Literal["deadlines"]] = "deadlines"
    """Tells it from the others."""

    calendar: str
    """The calendar: an iCalendar text (RFC 5545) of its own for each page."""
    items: int
    """How many deadlines and planned spans stand in it."""
    next: str | None = None
    """The cursor of the next page, when there may be more."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Preview(Record):
    """What a document would do."""

    answer: ClassVar[Literal["preview"]] = "preview"
    """Tells it from the others."""

    preview: records.Preview
    """What changes."""
    text: str
    """The same, as text for a person."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WhatIf(Record):
    """What a document would have done."""

    answer: ClassVar[Literal["what_if"]] = "what_if"
    """Tells it from the others."""

    report: records.WhatIfReport
    """What service levels came to, and would have come to."""
    text: str
    """The same, as text for a person."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DryRun(Record):
    """What rules would do."""

    answer: ClassVar[Literal["dry_run"]] = "dry_run"
    """Tells it from the others."""

    run: records.DryRunReport
    """Which rules were asked, and what they would do."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RuleCounts(Record):
    """How often rules and macros have fired."""

    answer: ClassVar[Literal["rule_counts"]] = "rule_counts"
    """Tells it from the others."""

    counts: tuple[records.RuleCount, ...]
    """The rules, and then the macros, in the order of the configuration."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WhatIfRouting(Record):
    """Who would have got what."""

    answer: ClassVar[Literal["what_if_routing"]] = "what_if_routing"
    """Tells it from the others."""

    report: records.RoutingReport
    """What became of the tickets, and what would have become of them."""
    text: str
    """The same, as text for a person."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Person(Record):
    """A person."""

    answer: ClassVar[Literal["person"]] = "person"
    """Tells it from the others."""

    person: records.Person
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Job(Record):
    """Long work."""

    answer: ClassVar[Literal["job"]] = "job"
    """Tells it from the others."""

    job: records.Job
    """The job."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Jobs(Record):
    """A piece of a list of jobs."""

    answer: ClassVar[Literal["jobs"]] = "jobs"
    """Tells it from the others."""

    jobs: tuple[records.Job, ...]
    """The jobs, by id."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Config(Record):
    """A configuration."""

    answer: ClassVar[Literal["config"]] = "config"
    """Tells it from the others."""

    version: int
    """Its number."""
    document: str
    """The document, as it was given."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Diagram(Record):
    """A diagram."""

    answer: ClassVar[Literal["diagram"]] = "diagram"
    """Tells it from the others."""

    source: str
    """Its source, in the language that was asked for."""


Answer: TypeAlias = (
    Ticket | PublicTicket | Thread | PublicThread | Attachment | Replies | Macros | Links | Link | History | PublicHistory |
    Page | PublicPage | Counts | Transitions | Form | Promises | Policy | Routings | Handoffs | Line | Fairness | Staffing |
    Account | Visits | Deadlines | Preview | WhatIf | DryRun | RuleCounts | WhatIfRouting | Person | Job | Jobs | Config | Diagram
)
"""An answer; staff and customers get answers of different types."""
