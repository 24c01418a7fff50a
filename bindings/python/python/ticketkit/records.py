"""The nouns of a helpdesk: what a desk answers with, and what commands are made of.

Made by generate.py from core/src/command/schema.json; do not edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal, TypeAlias

from ._record import Record, StrEnum

__all__ = [
    "Absence",
    "AbsenceMode",
    "Actor",
    "Agent",
    "AgentProfile",
    "AgentRouting",
    "Approval",
    "ApprovalStand",
    "AssignmentDecision",
    "Attachment",
    "Author",
    "AuthorAgent",
    "AuthorBot",
    "AuthorEndUser",
    "AuthorSystem",
    "AuthorUnverified",
    "Availability",
    "Available",
    "BuiltInMetric",
    "By",
    "ByAgent",
    "ByHost",
    "ByRequester",
    "ByRule",
    "BySystem",
    "Candidate",
    "CannedReply",
    "Category",
    "ChecklistChange",
    "ChecklistChangeAdd",
    "ChecklistChangeCheck",
    "ChecklistChangeMove",
    "ChecklistChangeRemove",
    "ChecklistChangeReword",
    "ChecklistChangeUncheck",
    "ChecklistItem",
    "Choice",
    "Clock",
    "ClockKey",
    "ClockState",
    "ClockView",
    "Code",
    "CommandId",
    "Condition",
    "Conditions",
    "Count",
    "Decimal",
    "DecisionId",
    "Declined",
    "DiagramFormat",
    "DryRunReport",
    "Edits",
    "Effect",
    "EffectAcknowledge",
    "EffectApprovalDecided",
    "EffectApprove",
    "EffectAssigned",
    "EffectDeliver",
    "EffectEscalate",
    "EffectHost",
    "EffectId",
    "EffectKind",
    "EffectNotifyRequester",
    "EffectOwnerSilent",
    "EffectRemoveFiles",
    "EffectState",
    "EffectStateLeased",
    "EffectStateParked",
    "EffectStateWaiting",
    "EffectWebhook",
    "Event",
    "EventApprovalAsked",
    "EventApprovalGiven",
    "EventApprovalRefused",
    "EventAutoMoveSkipped",
    "EventChecklistChanged",
    "EventClockBreached",
    "EventClocksRebound",
    "EventConfigChanged",
    "EventEffectParked",
    "EventHandoffAlarm",
    "EventId",
    "EventJobCancelled",
    "EventJobFinished",
    "EventJobStarted",
    "EventKind",
    "EventLinksRevoked",
    "EventLoopStopped",
    "EventMacroApplied",
    "EventMessageAdded",
    "EventMessagePublished",
    "EventNoPolicy",
    "EventOrganizationChanged",
    "EventOwnerSilent",
    "EventPersonChanged",
    "EventPersonErased",
    "EventRequesterNotified",
    "EventRuleFired",
    "EventRuleRefused",
    "EventRungTaken",
    "EventSplitUndone",
    "EventStepTaken",
    "EventTicketAccepted",
    "EventTicketChanged",
    "EventTicketCreated",
    "EventTicketErased",
    "EventTicketJoined",
    "EventTicketLeft",
    "EventTicketLinked",
    "EventTicketMarkedSpam",
    "EventTicketMerged",
    "EventTicketMoved",
    "EventTicketPulled",
    "EventTicketReleased",
    "EventTicketRepeated",
    "EventTicketRestored",
    "EventTicketRouted",
    "EventTicketSplit",
    "EventTicketTrashed",
    "EventTicketUnmerged",
    "EventTimeLogged",
    "Explanation",
    "ExternalId",
    "FairShare",
    "FieldChange",
    "Fields",
    "FormEntry",
    "FormInput",
    "FormOption",
    "GroupBy",
    "HOST",
    "Handoff",
    "Host",
    "Intake",
    "Job",
    "JobChangeTickets",
    "JobErasePerson",
    "JobId",
    "JobKind",
    "JobLineUp",
    "JobPlace",
    "JobRebindTickets",
    "JobRefusal",
    "JobReleaseTickets",
    "JobRestoreTickets",
    "JobRetryQueue",
    "JobSolveIncidents",
    "JobState",
    "JobTrashTickets",
    "Leave",
    "Link",
    "Linked",
    "MacroOffer",
    "Message",
    "MessageId",
    "MessageKind",
    "Metric",
    "Move",
    "Name",
    "Notice",
    "Occasion",
    "OrganizationId",
    "Outcome",
    "PassedOver",
    "PastTeam",
    "Pause",
    "PauseCause",
    "PauseCauseCondition",
    "PauseCauseSolved",
    "PauseCauseStatus",
    "Person",
    "PersonId",
    "PersonRef",
    "Preview",
    "Problem",
    "PublicEvent",
    "PublicLabels",
    "PublicMessage",
    "PublicTicket",
    "Reason",
    "ReasonBreak",
    "ReasonHoliday",
    "ReasonOutsideHours",
    "ReasonSpecialDay",
    "ReasonWindow",
    "Refusal",
    "Refusals",
    "Relation",
    "Report",
    "Requester",
    "RequesterNotice",
    "Rerouted",
    "RoutedTo",
    "RoutingReport",
    "RoutingTally",
    "RuleAsked",
    "RuleCount",
    "RuleKind",
    "RuleRefusal",
    "Serving",
    "Shown",
    "Skill",
    "Spell",
    "SpentTotal",
    "Standing",
    "Step",
    "StepState",
    "Stranded",
    "Stretch",
    "StretchClosed",
    "StretchCounted",
    "StretchDropped",
    "StretchPaused",
    "StretchWhat",
    "Sum",
    "Tally",
    "TeamRouting",
    "Ticket",
    "TicketField",
    "TicketId",
    "TicketRef",
    "Timestamp",
    "Value",
    "Verdict",
    "VerdictAbsent",
    "VerdictBehind",
    "VerdictEligible",
    "VerdictExcluded",
    "VerdictFull",
    "VerdictLacksLanguage",
    "VerdictLacksSkill",
    "VerdictMayNotSee",
    "VerdictOffShift",
    "VerdictUnavailable",
    "VerdictWon",
    "Visit",
    "VisitTotal",
    "Waiting",
    "Waits",
    "WhatIfReport",
    "WhatIfRow",
    "Which",
    "Whose",
    "Window",
]

CommandId: TypeAlias = str
"""One command: the idempotency key, from which every other id of its results derives."""

Decimal: TypeAlias = float
"""An exact number: up to twelve digits before the point, up to six after it, at most fifteen in all."""

DecisionId: TypeAlias = str
"""One record of why an agent was chosen."""

EffectId: TypeAlias = str
"""One duty of the host, in the outbox."""

EventId: TypeAlias = str
"""One fact in a desk's history."""

JobId: TypeAlias = str
"""One piece of long work that `tick` carries on."""

MessageId: TypeAlias = str
"""One message of a ticket's conversation."""

Metric: TypeAlias = str
"""What a clock measures: `first_reply`, `next_reply`, `periodic_update`, `pausable_update`, `requester_wait`,
`agent_work`, `resolution`, `first_assign`, `group_ownership`, `fixed_due`, or a metric of the desk's own.
"""

Name: TypeAlias = str
"""The key of something in a desk's configuration: a status, a team, a field, a policy."""

OrganizationId: TypeAlias = str
"""One organization that requesters belong to."""

PersonId: TypeAlias = str
"""One person: a requester, an agent, or both."""

PersonRef: TypeAlias = str
"""A person, by our id or by the host's own key (`django:42`): what reads as an id is one."""

TicketField: TypeAlias = str
"""A field of a ticket, built in or the desk's own, by its name."""

TicketId: TypeAlias = str
"""One ticket."""

TicketRef: TypeAlias = str
"""A ticket, by our id or by its number: what reads as an id is one."""

Timestamp: TypeAlias = datetime
"""A moment in UTC, in whole milliseconds: RFC 3339."""

Value: TypeAlias = bool | int | float | str | tuple[str, ...]
"""One value of one field. A date, an instant, an id and the name of an option are texts."""

Fields: TypeAlias = Mapping[str, Value]
"""Values of the desk's own fields, by name."""

Edits: TypeAlias = Mapping[str, Any]
"""Fields to change, by name, built in or the desk's own; null empties a field."""

Condition: TypeAlias = Mapping[str, Any]
"""A question about a ticket that is answered with yes or no."""

Conditions: TypeAlias = Sequence[Condition]
"""A list of conditions."""

Which: TypeAlias = Sequence[TicketRef] | Condition
"""Which tickets a bulk change is about: a list of ids and numbers, or a condition."""

Window: TypeAlias = tuple[str, ...]
"""From one reading of the clock to another: `["09:00", "17:00"]`."""


class AbsenceMode(StrEnum):
    """What becomes of the tickets of an agent who is not here."""

    KEEP = "keep"
    """They stay with the agent."""
    RELEASE_ON_MESSAGE = "release_on_message"
    """Each is taken from the agent when a customer writes next."""
    RELEASE = "release"
    """All are taken from the agent when the absence begins."""
    SUBSTITUTE = "substitute"
    """All go to the substitute when the absence begins; where that one is not there or cannot take a ticket, to the
    substitute of the substitute, and so on. Where nobody in that chain can, they are taken from the agent.
    """


class Availability(StrEnum):
    """Whether an agent takes work just now."""

    AVAILABLE = "available"
    """Takes work."""
    BUSY = "busy"
    """Is here, but takes no new work."""
    AWAY = "away"
    """Is not here."""


class Category(StrEnum):
    """The fixed meaning of a status, which the engine understands whatever the status is called."""

    NEW = "new"
    """Untouched."""
    OPEN = "open"
    """Staff must act."""
    PENDING = "pending"
    """Waiting for the requester."""
    ON_HOLD = "on_hold"
    """Waiting for others, or for a date."""
    SOLVED = "solved"
    """An answer was given; it may come back."""
    CLOSED = "closed"
    """Final."""


class ClockState(StrEnum):
    """Where a measurement stands. That it was breached is a fact beside, not a state."""

    RUNNING = "running"
    """Time counts."""
    PAUSED = "paused"
    """Time does not count, and there is no deadline."""
    FULFILLED = "fulfilled"
    """What was promised was done, in time or late."""
    CANCELLED = "cancelled"
    """It no longer matters whether it is done: neither met nor missed."""


class Code(StrEnum):
    """The closed list of failures."""

    MALFORMED = "malformed"
    """The value is not JSON, or not of the shape that this request has."""
    WRONG_TYPE = "wrong_type"
    """The value has another type than is expected here."""
    MISSING = "missing"
    """A member that must be there is missing."""
    UNKNOWN_MEMBER = "unknown_member"
    """A member of this name is not known here."""
    OUT_OF_RANGE = "out_of_range"
    """The value is outside the range, the pattern or the list that is allowed here."""
    TOO_LONG = "too_long"
    """The text is longer than its limit."""
    TOO_MANY = "too_many"
    """There are more of these than the limit allows."""
    BAD_TEXT = "bad_text"
    """The text holds NUL or another character that cannot stand here."""
    DUPLICATE = "duplicate"
    """The same name is given twice."""
    UNKNOWN_NAME = "unknown_name"
    """The value names something that the desk's configuration does not have."""
    UNKNOWN_FIELD = "unknown_field"
    """The ticket has no field of this name."""
    UNKNOWN_STATUS = "unknown_status"
    """The desk has no status of this name."""
    WRONG_FIELD_TYPE = "wrong_field_type"
    """The value of a field has another type than the field."""
    UNKNOWN_OPTION = "unknown_option"
    """The value is not one of the field's options."""
    BAD_ADDRESS = "bad_address"
    """The address of a person is not one that mail can be sent to."""
    BAD_CURSOR = "bad_cursor"
    """The cursor was not given by this library, or belongs to another question."""
    NOTHING_TO_DO = "nothing_to_do"
    """The command changes nothing."""
    NOT_WRITABLE = "not_writable"
    """The engine keeps this field; nobody sets it."""
    NOT_IN_THIS_BUILD = "not_in_this_build"
    """The library was built without the feature that this needs."""
    NO_INITIAL_STATUS = "no_initial_status"
    """A workflow has no status that a ticket can begin in."""
    NO_OPEN_STATUS = "no_open_status"
    """A workflow has no status of the category open."""
    NO_SOLVED_STATUS = "no_solved_status"
    """A workflow has no status of the category solved."""
    NEVER_OPENS = "never_opens"
    """A calendar has no open time within five years."""
    CONDITION_TOO_LARGE = "condition_too_large"
    """The condition is nested or sized beyond its limit."""
    OPERATOR_DOES_NOT_FIT = "operator_does_not_fit"
    """The operator does not fit the type of the field."""
    UNKNOWN_ZONE = "unknown_zone"
    """The zone is not in the database of zone rules."""
    BAD_WINDOW = "bad_window"
    """Two windows of one day overlap, or a window is empty."""
    UNKNOWN_FORMAT = "unknown_format"
    """The version of the configuration's format is not one that this library reads."""
    CYCLE = "cycle"
    """Entries depend on one another in a circle."""
    BAD_PATTERN = "bad_pattern"
    """The regular expression cannot be read, or is too large."""
    NEVER_USED = "never_used"
    """The entry can never be used as things stand: another comes first, nothing leads to it, or nobody may use it."""
    DOUBTFUL = "doubtful"
    """The entry works, and is probably not what was meant."""
    NOT_FOUND = "not_found"
    """What the request names does not exist, or may not be seen by this actor."""
    UNKNOWN_DESK = "unknown_desk"
    """There is no desk of this key."""
    UNKNOWN_ACTOR = "unknown_actor"
    """The actor is not a person of this desk, or no longer active."""
    FORBIDDEN = "forbidden"
    """The actor may not do this."""
    LINK_REFUSED = "link_refused"
    """The link gives no access: it was not made here, has expired or was revoked, or its ticket is not there for its
    customers. Which of these it is, is not told.
    """
    SIGNATURE_REFUSED = "signature_refused"
    """The webhook was not signed with one of the secrets, was changed on its way, or was sent too long ago."""
    NO_TRANSITION = "no_transition"
    """The workflow has no way from the present status to this one, or no ticket begins in it."""
    GUARD_FAILED = "guard_failed"
    """The condition of the transition does not hold."""
    FIELD_REQUIRED = "field_required"
    """A field that must be filled is empty."""
    MESSAGE_REQUIRED = "message_required"
    """A message is required here."""
    TICKET_CLOSED = "ticket_closed"
    """The ticket is closed, and the way back is no longer open."""
    NOT_ELIGIBLE = "not_eligible"
    """The agent cannot take this ticket."""
    BEYOND_HORIZON = "beyond_horizon"
    """The deadline lies beyond the calendar's horizon."""
    STILL_IN_USE = "still_in_use"
    """The desk still holds something that refers to this, or works with it."""
    TICKET_INACTIVE = "ticket_inactive"
    """The ticket is kept apart (merged, spam or in the trash), and does not change like that."""
    CHILDREN_OPEN = "children_open"
    """Parts of the ticket are still to be done."""
    TOO_LATE = "too_late"
    """Others have gone on from what was to be undone."""
    STATUS_NOT_MAPPED = "status_not_mapped"
    """The workflow that the ticket would follow has no status for the one that it is in."""
    APPROVAL_REQUIRED = "approval_required"
    """The move needs an approval, and happens by itself: nobody asks for one."""
    APPROVAL_PENDING = "approval_pending"
    """The move waits for an approval already."""
    HANDOFF_LIMIT = "handoff_limit"
    """The ticket has been through as many teams as the configuration allows."""
    PULL_ONLY = "pull_only"
    """Nobody picks a ticket out of the queue of this team: they take the next one."""
    NOT_IN_FORM = "not_in_form"
    """The form of the ticket does not have the field, or hides it, as things stand."""
    FIELD_READ_ONLY = "field_read_only"
    """The form of the ticket does not let the field change, as things stand."""
    OPTION_NOT_ALLOWED = "option_not_allowed"
    """The field has this option, and it cannot be chosen as things stand."""
    ATTACHMENT_NOT_ALLOWED = "attachment_not_allowed"
    """Files of this sort may not come with a message."""
    ATTACHMENT_TOO_LARGE = "attachment_too_large"
    """A file, or all of a message together, has more bytes than are allowed."""
    STALE_VERSION = "stale_version"
    """The record has another version than the request expects."""
    KEY_REUSED = "key_reused"
    """The command id was used before with another body."""
    ALREADY_TAKEN = "already_taken"
    """The name, number, key or address belongs to something else."""
    LEASE_LOST = "lease_lost"
    """The lease has ended, or belongs to another worker."""
    CONTENTION = "contention"
    """Other writers were faster until the deadline for trying again was over."""
    STORAGE_BUSY = "storage_busy"
    """The storage is held by somebody else for too long."""
    PAUSED = "paused"
    """The engine is paused."""
    CLOSED = "closed"
    """The engine is closed."""
    STORAGE_FULL = "storage_full"
    """There is no space left for the storage."""
    STORAGE_FAILED = "storage_failed"
    """Reading or writing the storage failed; open it again."""
    FORKED = "forked"
    """The process was forked after the storage was opened, and the new process must open its own."""
    TIMED_OUT = "timed_out"
    """The answer was not given in the time that was allowed."""
    NOT_OURS = "not_ours"
    """The file is not a database of this library."""
    SCHEMA_TOO_NEW = "schema_too_new"
    """The database was written by a newer version of this library."""
    READ_ONLY = "read_only"
    """The database can only be read."""
    DAMAGED = "damaged"
    """The database is damaged."""
    CANNOT_OPEN = "cannot_open"
    """The storage cannot be opened at this place."""
    INTERNAL_ERROR = "internal_error"
    """A mistake of this library; please report it."""


class DiagramFormat(StrEnum):
    """The language of a diagram."""

    MERMAID = "mermaid"
    """A state diagram in Mermaid."""
    DOT = "dot"
    """A digraph in DOT, the language of Graphviz."""


class FormInput(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    """A text."""
    NUMBER = "number"
    """An integer or an exact decimal."""
    DATE = "date"
    """A date of the calendar, `2026-06-01`."""
    BOOL = "bool"
    """Yes or no."""
    CHOICE = "choice"
    """One of the options."""
    MULTI_CHOICE = "multi_choice"
    """Any of the options."""
    INSTANT = "instant"
    """An instant, `2026-06-01T09:00:00.000Z`."""
    WORDS = "words"
    """Several free words."""
    PEOPLE = "people"
    """Several people, by id or key."""


class GroupBy(StrEnum):
    """By what measurements are put together."""

    ALL = "all"
    """All of a metric."""
    POLICY = "policy"
    """By the policy that made the promise."""
    PRIORITY = "priority"
    """By the priority that the ticket has now."""
    TEAM = "team"
    """By the team that owns the ticket now; without a value for those that none owns."""
    MONTH = "month"
    """By the month (UTC) in which the measurement began, as `2026-06`."""


class JobState(StrEnum):
    """Whether a job goes on."""

    RUNNING = "running"
    """It goes on."""
    DONE = "done"
    """It came to its end."""
    CANCELLED = "cancelled"
    """It was given up before its end. What it did before stays."""


class MessageKind(StrEnum):
    """What a message is to the conversation."""

    REPLY = "reply"
    """Written by a person, visible to customers."""
    NOTE = "note"
    """Written by staff, for staff only. It never leaves the house."""
    AUTOMATED = "automated"
    """Produced by a rule, a survey, an automatic answer, a bounce or an import."""


class BuiltInMetric(StrEnum):
    """Each `Metric` that the library knows by itself."""

    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    PERIODIC_UPDATE = "periodic_update"
    PAUSABLE_UPDATE = "pausable_update"
    REQUESTER_WAIT = "requester_wait"
    AGENT_WORK = "agent_work"
    RESOLUTION = "resolution"
    FIRST_ASSIGN = "first_assign"
    GROUP_OWNERSHIP = "group_ownership"
    FIXED_DUE = "fixed_due"


class Occasion(StrEnum):
    """What a command did to a ticket, as the condition of a rule names it in `event`."""

    CREATED = "created"
    """Opened it."""
    REPLIED = "replied"
    """Added a public message."""
    NOTED = "noted"
    """Added an internal message."""
    CHANGED = "changed"
    """Changed fields, status, team, owner or snooze, and added no message."""
    TIME_PASSED = "time_passed"
    """Nobody did anything: something was due."""


class Relation(StrEnum):
    """How people link tickets."""

    PARENT = "parent"
    """The first is a part of the second, its parent."""
    PROBLEM = "problem"
    """The first is an incident of the second, the problem."""
    RELATES = "relates"
    """The two have to do with each other."""


class RequesterNotice(StrEnum):
    """What a requester is told by the desk itself."""

    REMINDER = "reminder"
    """The desk waits for their answer."""
    DELAY = "delay"
    """The ticket takes longer than usual."""
    SOLVED = "solved"
    """The ticket is solved."""


class RuleKind(StrEnum):
    """What can fire."""

    RULE = "rule"
    """A rule of the configuration, on events or with a time."""
    MACRO = "macro"
    """A macro, which somebody has used."""


class Standing(StrEnum):
    """Whether a ticket is among the work of its desk, or kept apart. It is no status: whatever a ticket was when it
    was put aside, it is again when it comes back. Lists, counts and searches leave out what is not active, unless
    they ask for the standing.
    """

    ACTIVE = "active"
    """It is work."""
    MERGED = "merged"
    """It was merged into another ticket, where its conversation goes on."""
    SPAM = "spam"
    """It is nobody's request. Customers do not see it."""
    TRASH = "trash"
    """It was thrown away, and can be brought back. Customers do not see it."""


class StepState(StrEnum):
    """How a step of escalation stands."""

    WAITING = "waiting"
    """Its moment has not come."""
    FIRED = "fired"
    """It was taken."""
    SKIPPED = "skipped"
    """Its moment had passed when the promise was made."""


class Whose(StrEnum):
    """Whose a part of a ticket's life is."""

    US = "us"
    """Ours: it was new or open, and the desk was at work."""
    CLOSED = "closed"
    """Nobody's: it was new or open, and the desk was closed."""
    CUSTOMER = "customer"
    """The customer's: it was pending, at whatever hour."""
    THIRD_PARTY = "third_party"
    """Somebody else's: it was on hold, at whatever hour."""
    DONE = "done"
    """It was solved or closed, or kept apart (merged, spam, in the trash), and waited for nobody."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Absence(Record):
    """When an agent is not here, and what becomes of their tickets then. They get no work by the engine while it
    lasts.
    """

    from_: Timestamp
    """From when on."""
    mode: AbsenceMode = AbsenceMode('keep')
    """What becomes of the tickets that they own."""
    substitute: PersonId | None = None
    """Who gets them, in the mode `substitute`."""
    until: Timestamp | None = None
    """Up to when; they are here again at this instant. Until they say so when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AgentProfile(Record):
    """What makes a person a member of staff."""

    role: Name
    """The role of the configuration from which their rights follow."""
    teams: tuple[Name, ...] = ()
    """The teams they work in, sorted."""
    skills: tuple[Skill, ...] = ()
    """What they know, sorted by name."""
    languages: tuple[str, ...] = ()
    """The languages they work in, as BCP 47 tags; empty when any will do."""
    capacity: int = 20
    """How much work they take at a time, in units of ticket weight; automation never exceeds it."""
    availability: Availability = Availability('available')
    """Whether they take work just now."""
    share: int = 100
    """How much of the work of a team that is shared out by weight is theirs, beside the shares of the others, from 1
    to 1000.
    """
    active: bool = True
    """Whether they still work here."""
    absence: Absence | None = None
    """When they are not here, and what becomes of their tickets then."""
    calendar: Name | None = None
    """The calendar of their shifts: they take work while it is open. At all times when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AgentRouting(Record):
    """What one agent was given."""

    person: PersonId
    """Who."""
    name: str
    """What they are called."""
    tickets: int
    """How many tickets had this agent as their first owner."""
    largest_load: int
    """The largest load that they had at any instant, in units of ticket weight."""
    load_ms: int
    """Their load, summed over time, in units of ticket weight and milliseconds: divided by a length of time it is the
    mean load in it.
    """


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Approval(Record):
    """A move that somebody has asked for, and that waits until it is approved. Leaving the status takes it back."""

    to: Name
    """The status that the ticket is to enter."""
    at: Timestamp
    """When they asked."""
    approved: tuple[PersonId, ...] = ()
    """Who has approved so far, in this order."""
    by: PersonId | None = None
    """Who asked; nobody in particular when it was the host or a rule."""
    message_public: bool | None = None
    """Whether the request came with a message, and then whether customers could read it: a transition may require
    one.
    """
    transition: Name | None = None
    """The transition that is to be taken, when it has a name."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ApprovalStand(Record):
    """How the approval stands that a move needs."""

    waiting: bool
    """Whether the ticket waits for it: then the move is not tried again, but decided about."""
    approved: int
    """How many have approved."""
    count: int
    """How many have to."""
    yours: bool
    """Whether whoever asks this question could approve now."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AssignmentDecision(Record):
    """One routing: who was looked at, who was passed over and why, and who won."""

    id: DecisionId
    """Our id."""
    ticket: TicketId
    """The ticket that was to be assigned."""
    at: Timestamp
    """When."""
    team: Name
    """The team whose members were looked at."""
    strategy: Name
    """The strategy that chose."""
    candidates: tuple[Candidate, ...]
    """Everybody who was looked at, by id."""
    winner: PersonId | None = None
    """Who got it; nobody when the ticket stays queued."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Attachment(Record):
    """A file that belongs to a message. The engine keeps what is known about it; the host keeps the bytes."""

    name: str
    """The file's name, for display only."""
    media_type: str
    """The media type that the sender stated."""
    bytes: int
    """Its length in bytes."""
    sha256: str
    """SHA-256 of the bytes in lower-case hex: the name under which the host stores it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Available(Record):
    """One way on for a ticket."""

    to: Name
    """The status that it leads to."""
    category: Category
    """What that status means."""
    missing: tuple[Problem, ...]
    """Everything that still stands in the way; empty when the way is free."""
    approval: ApprovalStand | None = None
    """The approval that it needs; nothing when it needs none."""
    transition: Name | None = None
    """The transition's name, when it has one."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Candidate(Record):
    """One member of the team that was looked at."""

    person: PersonId
    """Who."""
    verdict: Verdict
    """What became of them."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CannedReply(Record):
    """A text that is ready to be sent, filled in for a ticket."""

    name: Name
    """Its key."""
    label: str
    """What whoever chooses it reads."""
    language: str
    """The language that it is in, as the configuration writes it."""
    text: str
    """The text."""
    missing: tuple[str, ...]
    """The places of which nothing is known: they are empty in the text."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChecklistItem(Record):
    """One item of the checklist of a ticket."""

    item: int
    """Its number, by which commands name it: unique among the items of the ticket, whatever their order."""
    text: str
    """What is to be done, in one line."""
    done_at: Timestamp | None = None
    """When it was checked; nothing while it is to be done."""
    done_by: PersonId | None = None
    """Who checked it, when it was a person."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Choice(Record):
    """Which policy of a list is taken for a ticket, and why none of those before it."""

    passed_over: tuple[PassedOver, ...]
    """Every policy of the list in front of it, in order."""
    policy: Name | None = None
    """The policy that is taken; nothing when none fits."""
    slot: Name | None = None
    """The list; nothing for the first one."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Clock(Record):
    """One measurement: everything that its deadline follows from, so that it can be explained and computed again."""

    ticket: TicketId
    """Whose."""
    policy: Name
    """The policy that made the promise."""
    metric: Metric
    """What is measured."""
    cycle: int
    """The how-manieth measurement of this kind, from 1."""
    config_version: int
    """The version of the configuration that the policy was taken from."""
    zone_rules: str
    """The version of the zone rules by which the deadline was computed."""
    target_ms: int
    """How much time was promised. Of working days it is the open time from the start to where they end, and of a date
    the real time until then.
    """
    state: ClockState
    """Where the measurement stands."""
    started_at: Timestamp
    """When it began."""
    breach_cause: str | None = None
    """Why it was broken otherwise than by time that passed: `policy_change`."""
    breached_at: Timestamp | None = None
    """When the promise was broken. A permanent fact."""
    calendar: Name | None = None
    """The calendar whose open time counts; nothing when every second counts."""
    counted_from: Timestamp | None = None
    """From when on time is counted, when a change of the promise began the count anew."""
    due_at: Timestamp | None = None
    """The instant at which the promise is used up; nothing while paused."""
    fixed_at: Timestamp | None = None
    """The instant that the promise itself names: where its working days end, or a date of the ticket."""
    pauses: tuple[Pause, ...] = ()
    """Spans that did not count, in order, never overlapping. Statuses that pause and follow each other make one."""
    slot: Name | None = None
    """The list of policies that it was taken from; nothing for the first."""
    steps: tuple[Step, ...] = ()
    """Its steps of escalation, in the order of the policy."""
    stop_cause: str | None = None
    """Why it was cancelled: `solved_without_reply`, `policy_change`, `date_gone`, or what became of the ticket."""
    stopped_at: Timestamp | None = None
    """When it was fulfilled or cancelled."""
    used_ms: int | None = None
    """The time counted so far, known while it stands still: paused or stopped."""
    working_days: int | None = None
    """How many working days were promised, when it was promised in these."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ClockKey(Record):
    """Which clock of a ticket: the policy, what it measures, and the how-manieth measurement."""

    policy: Name
    """The policy that made the promise."""
    metric: Metric
    """What is measured."""
    cycle: int
    """The how-manieth measurement of this kind, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ClockView(Record):
    """A clock with its explanation."""

    clock: Clock
    """The clock."""
    why: str
    """The explanation, as text for a person."""
    used_ms: int | None = None
    """How much of its time is used by now, in milliseconds; nothing when the calendar that it counted by is gone."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Count(Record):
    """One count."""

    tickets: int
    """How many."""
    value: str | None = None
    """The value that these tickets share; nothing for those without one, and for a count of all."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Declined(Record):
    """Somebody who does not get a ticket for a while: they gave it back, or did not act on it in time."""

    person: PersonId
    """Who."""
    until: Timestamp
    """Until when."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DryRunReport(Record):
    """What rules would do to a ticket."""

    asked: tuple[RuleAsked, ...]
    """Every rule that was asked, in the order of asking: once more where another one had changed the ticket."""
    changes: tuple[FieldChange, ...]
    """The fields that would change by them, from before the first rule to after the last."""
    messages: tuple[Message, ...]
    """The messages that would be written."""
    effects: tuple[EffectKind, ...]
    """The duties that the host would be given."""
    refused: tuple[RuleRefusal, ...]
    """Rules of which nothing would be done, because what they ask for is not allowed."""
    stopped: tuple[Name, ...] | None = None
    """The rules that fired, in their order, where they went on causing one another until the limit stopped them."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Effect(Record):
    """A duty of the host, stored by the same commit as its cause, and kept until it is done."""

    id: EffectId
    """Our id, the same however often it is delivered."""
    ticket: TicketId
    """The ticket it belongs to. Duties of one ticket are given out in order, one after the other is settled."""
    position: int
    """Its place among the duties of the ticket."""
    at: Timestamp
    """When its cause happened."""
    kind: EffectKind
    """What is to be done."""
    state: EffectState
    """How it stands."""
    attempts: int
    """How often a worker has had it."""
    not_before: Timestamp
    """From when on it may be given out."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Event(Record):
    """A fact. Folding the events of a ticket in order gives the ticket; see `fold`."""

    id: EventId
    """Our id."""
    version: int
    """The ticket's version after it: its place in the ticket's history, from 1."""
    public_version: int
    """The ticket's public version after it."""
    public: bool
    """Whether customers of the ticket may see that it happened."""
    at: Timestamp
    """When it happened."""
    by: By
    """Who did it."""
    command: CommandId
    """The command it belongs to."""
    changes: tuple[FieldChange, ...] = ()
    """The fields that changed by it."""
    depth: int = 0
    """How many rules stand between the command and this change: 0 for what the command itself did."""
    personal: tuple[FieldChange, ...] = ()
    """The fields that changed by it and may hold what a person wrote. Stored apart, so that an erasure finds them."""
    ticket: TicketId | None = None
    """The ticket it is about; nothing when it is about the desk."""
    kind: EventKind
    """What it is, and what only such a one has: ticket_created, ticket_changed, ticket_moved, auto_move_skipped,
    requester_notified, approval_asked, approval_given, approval_refused, message_added, time_logged,
    checklist_changed, message_published, ticket_routed, ticket_pulled, ticket_accepted, ticket_released,
    owner_silent, rung_taken, handoff_alarm, rule_fired, macro_applied, rule_refused, loop_stopped, no_policy,
    clock_breached, clocks_rebound, step_taken, ticket_merged, ticket_unmerged, ticket_joined, ticket_left,
    ticket_repeated, ticket_linked, ticket_split, split_undone, ticket_marked_spam, ticket_trashed, ticket_restored,
    links_revoked, ticket_erased, person_changed, person_erased, organization_changed, config_changed, job_started,
    job_finished, job_cancelled, effect_parked.
    """


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Explanation(Record):
    """The account of one clock: every span from its start to its stop, or to now, and how the deadline follows from
    them.

    The spans follow each other without gaps, and those that counted add up to `used_ms`. As text (`to_text`) it is
    for people.
    """

    policy: Name
    """The policy that made the promise."""
    metric: Metric
    """What is measured."""
    cycle: int
    """The how-manieth measurement of this kind, from 1."""
    state: ClockState
    """Where the measurement stands."""
    time_zone: str
    """The zone that local times are given in."""
    target_ms: int
    """How much time is allowed."""
    started_at: Shown
    """When the measurement began."""
    until: Shown
    """Up to when this account goes: the stop, or now."""
    spans: tuple[Stretch, ...]
    """All spans between these two."""
    used_ms: int
    """How much time was counted in them."""
    sums: tuple[Sum, ...]
    """What each run between two pauses took from the target."""
    breach_cause: str | None = None
    """Why it was broken otherwise than by time that passed."""
    breached_at: Shown | None = None
    """When the promise was broken."""
    calendar: Name | None = None
    """The calendar whose open time counts; nothing when every second counts."""
    due_at: Shown | None = None
    """The deadline; nothing while time stands still."""
    stop_cause: str | None = None
    """Why it was cancelled."""
    until_date: Shown | None = None
    """The date of the ticket that is the deadline, when it is one."""
    working_days: int | None = None
    """How many working days that is, when it was promised in these."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ExternalId(Record):
    """The id that another system gave to something of ours."""

    system: str
    """The other system: `crm`, `erp`, `servicenow`."""
    id: str
    """Its id there, unique within the system."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FairShare(Record):
    """What a member of a team was given."""

    person: PersonId
    """Who."""
    given: int
    """The tickets that a strategy gave them, or that they took as their next one."""
    share: int
    """Their share beside those of the others."""
    fair_hundredths: int
    """What their share of all tickets is, in hundredths of a ticket, rounded down."""
    deviation_hundredths: int
    """How much more than that they were given, in hundredths of a ticket; less when negative."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FieldChange(Record):
    """A field before and after."""

    field: TicketField
    """Which field."""
    from_: Value | None = None
    """What it held; nothing when it was empty."""
    to: Value | None = None
    """What it holds now; nothing when it is empty."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FormEntry(Record):
    """A field of a form, with everything that is needed to show it and to let somebody fill it in."""

    field: Name
    """The field, by the name that edits give it."""
    label: str
    """What people read: the label in the language of the actor, else in that of the desk, else the name. A built-in
    field has its name in words.
    """
    input: FormInput
    """How it is filled in."""
    required: bool
    """Whether it needs a value."""
    read_only: bool
    """Whether the actor cannot change it: as the form says, or for want of the right to."""
    depends_on: Name | None = None
    """The field on which the options depend."""
    options: tuple[FormOption, ...] | None = None
    """The options that can be chosen as things stand, in their order; nothing for what is no choice. The value may be
    one that is not among them: it stays until it is changed.
    """
    value: Value | None = None
    """Its value, with the edits; nothing when it is empty."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FormOption(Record):
    """One option that can be chosen."""

    name: Name
    """What edits give."""
    label: str
    """What people read."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Handoff(Record):
    """How a ticket was handed from one team to another."""

    at: Timestamp
    """When."""
    by: By
    """Who did it."""
    held_ms: int
    """How long it had been there, in milliseconds of real time: what the handoff cost where nothing was done."""
    idle_ms: int
    """How much of it passed before anybody there answered or wrote a note; all of it where nobody did."""
    returned: bool
    """Whether the team that got it had had it before."""
    from_: Name | None = None
    """The team that had it; nothing where none had."""
    open_ms: int | None = None
    """How much of that lay in the working hours of the team that had it, where it has some."""
    to: Name | None = None
    """The team that got it; nothing where none did."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Intake(Record):
    """The person a ticket is for, as intake knows them. Found by id, key or address, in this order; made when
    unknown.
    """

    address: str | None = None
    """Their mail address."""
    language: str | None = None
    """Their language, as a BCP 47 tag."""
    name: str | None = None
    """How to call them; the local part of the address when absent."""
    person: PersonRef | None = None
    """Our id, or the host's key of a person that may still be unknown."""
    phone: str | None = None
    """Their telephone number."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Job(Record):
    """Long work that `tick` carries on, ticket by ticket: each is a decision of its own at the instant of the command
    that began it, and moves the job on by one version.
    """

    id: JobId
    """Our id."""
    version: int
    """Counts the changes of the record, from 1."""
    kind: JobKind
    """What is done with each ticket."""
    root: CommandId
    """The command that began it; its record says which tickets are meant."""
    by: By
    """Who gave that command, and acts in every item."""
    at: Timestamp
    """When that command happened: the instant of every item."""
    config_version: int
    """The version of the configuration under which it began. Each item is decided under the one in force by then."""
    state: JobState
    """Whether it goes on."""
    done: int
    """Tickets that were looked at: changed, refused, or left alone because they no longer fit."""
    changed: int
    """Tickets that were changed."""
    refused: int
    """Tickets of which the change was refused."""
    after: JobPlace | None = None
    """The last ticket that was looked at, where they are found on the way."""
    again: bool = False
    """Whether all of it is to be gone through once more when it comes to its end."""
    refusals: tuple[JobRefusal, ...] = ()
    """The first `JOB_REFUSALS` refusals, in their order."""
    total: int | None = None
    """How many tickets there are to look at; nothing when they are found on the way."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobPlace(Record):
    """The place of a ticket in the order in which a job goes through them: by creation, and then by id."""

    created_at: Timestamp
    """When the ticket was created."""
    ticket: TicketId
    """The ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobRefusal(Record):
    """An item that was refused: nothing of it was done."""

    problems: tuple[Problem, ...]
    """Why: the first `JOB_REFUSAL_PROBLEMS` reasons. Paths lead into the command for one ticket."""
    ticket: TicketRef | None = None
    """Which ticket, as the job names it; nothing when the job itself could not go on."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Leave(Record):
    """When an agent is not here, and what becomes of their tickets then."""

    from_: Timestamp | None = None
    """From when on; from now on when absent. What lies in the past is now."""
    mode: AbsenceMode = AbsenceMode('keep')
    """What becomes of the tickets that they own."""
    substitute: PersonRef | None = None
    """Who gets them, in the mode `substitute`: our id or the host's key of an agent."""
    until: Timestamp | None = None
    """Up to when; until they say so when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Linked(Record):
    """The tickets of one sort of link."""

    link: Name
    """What they are to the ticket: `parent`, `children`, `problem`, `incidents`, `relates`, `merged_into`, `merged`,
    `follow_up_of`, `follow_ups`.
    """
    tickets: tuple[Ticket, ...]
    """The tickets, oldest first; never none."""
    more: bool
    """Whether there are more."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MacroOffer(Record):
    """A macro that somebody can use."""

    name: Name
    """Its key."""
    label: str
    """What stands on the button, in the language of the desk; its key where it has no label."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Message(Record):
    """One message of a ticket. It never changes, but for an erasure."""

    id: MessageId
    """Our id."""
    ticket: TicketId
    """The ticket that it was written to."""
    position: int
    """Its place in the conversation of that ticket, from 1."""
    kind: MessageKind
    """What it is to the conversation."""
    public: bool
    """Whether customers of the ticket may read it."""
    author: Author
    """Who wrote it."""
    at: Timestamp
    """When it came in."""
    body: str
    """The text, as it was written."""
    attachments: tuple[Attachment, ...] = ()
    """The files that came with it."""
    external_id: str | None = None
    """The id that the channel gave it, unique in the desk: the Message-ID of a mail."""
    html: str | None = None
    """The same text as HTML, where the channel brought such: safe to be shown (`safe`)."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Move(Record):
    """What a clock would be after the change."""

    ticket: TicketId
    """Our id of the ticket."""
    number: str
    """The number of the ticket."""
    becomes_late: bool
    """Whether the promise is broken by the change: it is not late now, and would be."""
    clock: ClockKey | None = None
    """The clock as it is now; nothing for a promise that begins by the change."""
    becomes: ClockKey | None = None
    """The clock that goes on in its place, which is often the same; nothing when nothing is promised any more."""
    due_before: Timestamp | None = None
    """The deadline now; nothing while paused."""
    due_after: Timestamp | None = None
    """The deadline after the change; nothing while paused."""
    target_before_ms: int | None = None
    """How much time is allowed now, in milliseconds."""
    target_after_ms: int | None = None
    """How much time is allowed after the change, in milliseconds."""
    late_by_ms: int | None = None
    """How long ago the deadline would have passed, in milliseconds of real time; nothing where it has not."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Notice(Record):
    """Something that was not an error, but that the caller should know."""

    code: Name
    """What: `queued`, `auto_move_skipped`, `follow_up`, `merged`, `courtesy`, `not_delivered`, `no_policy`,
    `loop_stopped`; of a replay `zone_rules_differ` and `erased`.
    """
    message: str
    """The same as a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Outcome(Record):
    """What a command led to. What it does not speak of is absent."""

    command: CommandId
    """The command."""
    config_version: int | None = None
    """The version of the configuration that is now in force."""
    job: JobId | None = None
    """The job that was begun, ended or carried on."""
    message: MessageId | None = None
    """The message that was added."""
    notices: tuple[Notice, ...] = ()
    """What the caller should know besides: for staff only."""
    number: str | None = None
    """Its number."""
    organization: OrganizationId | None = None
    """The organization that was made or changed."""
    person: PersonId | None = None
    """The person that was made or changed, or for whom the ticket is."""
    ticket: TicketId | None = None
    """The ticket that was made or changed."""
    version: int | None = None
    """Its version afterwards; its public version when a requester asked."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PassedOver(Record):
    """A policy that does not fit a ticket."""

    policy: Name
    """Which."""
    failing: tuple[str, ...]
    """The tests that stand in the way, a sentence for each; they name present values of the ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PastTeam(Record):
    """A team that had a ticket before."""

    team: Name
    """Which."""
    until: Timestamp
    """When it gave the ticket away."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pause(Record):
    """A span in which a clock did not count; half open, and without an end while it lasts."""

    from_: Timestamp
    """When it began."""
    cause: PauseCause
    """Why."""
    to: Timestamp | None = None
    """When it ended."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Person(Record):
    """One person: a requester, and with a profile of staff also an agent."""

    id: PersonId
    """Our id."""
    version: int
    """Counts the changes of this record."""
    name: str
    """How to call them."""
    created_at: Timestamp
    """When the record was made."""
    updated_at: Timestamp
    """When it last changed."""
    addresses: tuple[str, ...] = ()
    """Mail addresses, normalised; the first one is where mail goes. Each belongs to one person of the desk."""
    agent: AgentProfile | None = None
    """The profile of staff; without one they are a customer only."""
    erased_at: Timestamp | None = None
    """When their personal data was erased. Nobody acts in their name from then on, and nothing is written down about
    them any more.
    """
    external_ids: tuple[ExternalId, ...] = ()
    """Their ids in other systems."""
    key: str | None = None
    """The host's own key (`django:42`), unique in the desk."""
    language: str | None = None
    """The language they prefer, as a BCP 47 tag."""
    organization: OrganizationId | None = None
    """The customer company."""
    phone: str | None = None
    """Telephone number, normalised to digits with a leading `+` where the country is known."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Preview(Record):
    """What a document would do to the open clocks of a desk, or of the tickets that were looked at: the counts of the
    pages of one desk add up. As text it is for people.
    """

    config_version: int
    """The version that the document would be in force as."""
    at: Timestamp
    """The instant of the change."""
    complete: bool
    """Whether the look came to the last ticket: false when it was to look at fewer, or the caller ended it."""
    tickets: int
    """Tickets with open clocks."""
    clocks: int
    """Their open clocks."""
    moved: int
    """Clocks whose deadline moves, or whose target changes while they are paused."""
    late: int
    """Of all that change, those that become late."""
    ended: int
    """Promises that end by the change, with nothing in their place."""
    begun: int
    """Promises that begin by the change."""
    refused: Refusals
    """Tickets that could not be held to the document."""
    stuck: int
    """Tickets that would have no place, and be stuck: those of `stranded` without a status to go to."""
    stranded: tuple[Stranded, ...]
    """Tickets that would move by the change, or be stuck: by the workflow and the status that they are in now."""
    moves: tuple[Move, ...]
    """What changes, as far as it is listed: by the creation of the ticket, and then by the key of the clock."""
    next: str | None = None
    """Where the next page begins: behind the last ticket whose changes are all listed; nothing when that is the last
    one.
    """


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Problem(Record):
    """One thing that is wrong, said so that a program and a person can both act on it."""

    code: Code
    """Which of the closed list of failures this is."""
    message: str
    """One sentence in English: what is wrong. User input stands in backticks."""
    hint: str | None = None
    """What would be accepted, or what to do next."""
    params: Mapping[str, str] = field(default_factory=lambda: {})
    """The values inside the message by name, for a translation."""
    path: str = ''
    """JSON Pointer (RFC 6901) to the value in the command, query or document; empty for the whole of it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PublicEvent(Record):
    """A fact as customers may know it: what changed for them, not who in the house did it or why."""

    id: EventId
    """Our id, another one than that by which staff know the event: it tells nothing of what else happened."""
    version: int
    """Its place in what customers see of the history, from 1."""
    at: Timestamp
    """When."""
    type: str
    """What: `ticket_created`, `ticket_changed`, `ticket_moved`, `message_added`, `ticket_merged` or
    `ticket_unmerged`.
    """
    changes: tuple[FieldChange, ...] = ()
    """The fields that changed, of those that customers see."""
    message: MessageId | None = None
    """The message that was added."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PublicLabels(Record):
    """What people read in place of the names of the configuration, in their own language as far as it has it."""

    status: str
    """The status."""
    priority: str
    """The order of service."""
    status_color: str | None = None
    """The colour of the status, as `#rrggbb`, when it has one."""
    type: str | None = None
    """The type, when there is one."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PublicMessage(Record):
    """A message as customers read it."""

    id: MessageId
    """Our id."""
    automated: bool
    """Whether a person wrote it, or it was produced."""
    from_desk: bool
    """Whether the desk speaks, not a customer."""
    at: Timestamp
    """When."""
    body: str
    """The text, as it was written."""
    author: PersonId | None = None
    """Who wrote it, when it was a person."""
    attachments: tuple[Attachment, ...] = ()
    """The files that came with it."""
    html: str | None = None
    """The same text as safe HTML, where the channel brought such."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PublicTicket(Record):
    """A ticket as its customers see it."""

    id: TicketId
    """Our id."""
    version: int
    """Counts what customers may see of its history."""
    updated_at: Timestamp
    """When it last changed in a way that customers may see."""
    number: str
    """The number that people use."""
    created_at: Timestamp
    """When it was created."""
    subject: str
    """What it is about."""
    requester: PersonId
    """The person it is for."""
    ccs: tuple[PersonId, ...]
    """Customers in copy."""
    status: Name
    """Its status."""
    category: Category
    """What the status means."""
    priority: Name
    """The order of service."""
    channel: Name
    """How it came in."""
    labels: PublicLabels
    """What people read in place of names."""
    type: Name | None = None
    """The type."""
    language: str | None = None
    """The language of the conversation."""
    solved_at: Timestamp | None = None
    """The latest entry into solved."""
    closed_at: Timestamp | None = None
    """The latest entry into closed."""
    fields: Fields = field(default_factory=lambda: {})
    """Values of those fields that the configuration shows to customers."""
    merged: bool = False
    """Whether it was merged into another ticket: what its requester writes here goes on there."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Refusal(Record):
    """A ticket that could not be held to the document: a command that tried would be refused."""

    number: str
    """The number of the ticket."""
    problem: Problem
    """Why."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Refusals(Record):
    """The tickets that were refused: how many, and the first `TRIAL_REFUSALS` of them."""

    count: int
    """How many there are."""
    first: tuple[Refusal, ...]
    """The first of them, by creation."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Report(Record):
    """What one call of `tick` did."""

    fired: int
    """Tickets on which something fired."""
    items: int
    """Items of jobs that were carried out, refused ones among them."""
    more: bool
    """Whether there is more to do by the same instant."""
    next_due: Timestamp | None = None
    """When there will be something to do next."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rerouted(Record):
    """A ticket that would have gone elsewhere."""

    ticket: TicketId
    """Our id of the ticket."""
    number: str
    """The number of the ticket."""
    before: RoutedTo
    """Where it went."""
    after: RoutedTo
    """Where it would have gone."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RoutedTo(Record):
    """Where a ticket went first."""

    team: Name | None = None
    """The team in which it got its first owner, or in which it waits."""
    owner: PersonId | None = None
    """Its first owner; nothing where nobody got it."""
    given_at: Timestamp | None = None
    """When they got it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RoutingReport(Record):
    """Who got what, and who would have got it. As text it is for people.

    Each piece of a history is played by itself, from a desk on which nobody has work yet: counts of pieces add up,
    but are not those of one long piece.
    """

    config_version: int
    """The version of the configuration in force."""
    as_of: Timestamp
    """Until when time has passed."""
    complete: bool
    """Whether the look came to the last ticket: false when it was to look at fewer, or the caller ended it."""
    tickets: int
    """Tickets that were looked at."""
    left_out: int
    """Of these, those that nobody was to be found for: they came later than `as_of`, were done or apart from the work
    when they came, or were opened for no team on purpose. They are in no sum.
    """
    elsewhere: int
    """Tickets that would have gone to another team or another owner first."""
    before: RoutingTally
    """As it was. Handoffs are all that there were."""
    after: RoutingTally
    """As it would have been. Handoffs are those of ladders, and one for each ticket that would not have come to the
    team that had it in the end.
    """
    rerouted: tuple[Rerouted, ...]
    """The tickets that would have gone elsewhere, by creation; the first `TRIAL_REROUTED` of them."""
    next: str | None = None
    """Where the next piece begins; nothing when it is complete."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RoutingTally(Record):
    """What a routing came to."""

    tickets: int
    """How many tickets."""
    never_given: int
    """Of these, those that nobody got."""
    handoffs: int
    """How often they went from team to team."""
    waited: Waits
    """How long they waited."""
    spread: int
    """The largest number of tickets that an agent was given, less the smallest, among all who work in a team."""
    agents: tuple[AgentRouting, ...]
    """Everybody who works in a team or was given a ticket, by id."""
    teams: tuple[TeamRouting, ...]
    """Every team that had a ticket, by name; those of no team come first."""
    unfair: Decimal = 0
    """The largest `unfair`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RuleAsked(Record):
    """What became of a rule that was asked."""

    rule: Name
    """Which."""
    fired: bool
    """Whether it fired."""
    depth: int | None = None
    """How many rules stand between the command and its changes, itself included; nothing where it did not fire."""
    failing: tuple[str, ...] = ()
    """Why it did not fire: a sentence for each test that stands in the way."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RuleCount(Record):
    """How often a rule or a macro has fired. What was refused counts for nothing."""

    kind: RuleKind
    """What it is."""
    name: Name
    """Its key. The count is that of all rules of the desk that ever had it."""
    times: int
    """How often it has fired."""
    last_at: Timestamp | None = None
    """When it fired last; nothing when it never did."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RuleRefusal(Record):
    """A rule that asked for what is not allowed."""

    rule: Name
    """Which; nothing of it would be done."""
    failed: tuple[str, ...]
    """Every check that failed: their codes."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Serving(Record):
    """How to send a file to a browser so that it can do no harm there, whatever its sender says that it is."""

    file_name: str
    """A name under which it can be saved: without folders, control characters and what file systems keep for
    themselves.
    """
    inline: bool
    """Whether a browser may show it in place; everything else is to be saved. True for a few sorts of pictures that
    cannot hold a program.
    """
    headers: Mapping[str, str]
    """The headers of the answer, by name."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Shown(Record):
    """An instant, with what the clock on the calendar's wall shows then."""

    at: Timestamp
    """The instant."""
    local: str
    """The local date and time, as text `2026-06-01T11:00:00`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Skill(Record):
    """Something that an agent knows, and how well."""

    name: Name
    """The skill."""
    level: int = 1
    """How well, from 1 to 10."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Spell(Record):
    """A part of a ticket's life, with what it follows from."""

    from_: Timestamp
    """Where it begins."""
    to: Timestamp
    """Where it ends, which is where the next one begins."""
    whose: Whose
    """Whose it is."""
    status: Name
    """The status that the ticket was in."""
    event: EventId
    """The event by which it came into that status."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpentTotal(Record):
    """How much of a ticket's life is of one kind."""

    whose: Whose
    """Whose."""
    length_ms: int
    """How much, in milliseconds of real time; never nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Step(Record):
    """One step of escalation of one cycle: a warning before, or a word after the deadline."""

    index: int
    """Its place in the policy's list for this metric, from 0."""
    state: StepState
    """How it stands."""
    at: Timestamp | None = None
    """Its moment as things stand; nothing while the clock is paused."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Stranded(Record):
    """Tickets for which a document has another place than the one that they are in, as they would be read when they
    are next touched: their status is gone or means something else, or their type or team leads into another workflow.
    """

    workflow: Name
    """The workflow that they follow now."""
    status: Name
    """The status that they are in now."""
    to_workflow: Name
    """The workflow that they would follow."""
    tickets: int
    """How many there are."""
    first: tuple[str, ...]
    """The numbers of the first of them, by creation; at most `TRIAL_STRANDED`."""
    to_status: Name | None = None
    """The status that they would go on in; nothing where there is none, and they would be stuck."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Stretch(Record):
    """A span of an account."""

    from_: Shown
    """Where it begins."""
    to: Shown
    """Where it ends, which is where the next one begins."""
    length_ms: int
    """How long it is, in milliseconds of real time; never nothing."""
    what: StretchWhat
    """What it is, and what only such a one has: counted, paused, dropped, closed."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sum(Record):
    """One line of the sum: what a run between two pauses counted, and what it left of the target."""

    from_: Shown
    """Where the run began."""
    counted_ms: int
    """How much of it counted, until now."""
    left_ms: int
    """What is left of the target then; less than nothing when more was used than was allowed."""
    to: Shown | None = None
    """Where it ended; nothing when it still goes on."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Tally(Record):
    """What measurements came to: each is one of met, missed, cancelled and running."""

    met: int
    """Done in time."""
    missed: int
    """Too late: done late, or not done and late already."""
    cancelled: int
    """Neither met nor missed: it no longer mattered."""
    running: int
    """Still open, and not late."""
    breaches: int
    """Promises that were broken, also those that were cancelled later."""
    attainment: Decimal | None = None
    """Met as a part of met and missed, from 0 to 1 with six decimals; nothing where there is neither."""
    median_ms: int | None = None
    """The time used by half of what was done at the most, in milliseconds as each clock counts; nothing where nothing
    was done. It is the time of one of them, the nearest rank.
    """
    p90_ms: int | None = None
    """The same for nine tenths."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TeamRouting(Record):
    """How evenly tickets went to the members of a team, and how long they waited."""

    tickets: int
    """How many tickets."""
    never_given: int
    """Of these, those that nobody got."""
    handoffs: int
    """How often these tickets went from team to team."""
    waited: Waits
    """How long they waited."""
    spread: int
    """The largest number of tickets of the team that one of its members was given, less the smallest."""
    unfair: Decimal
    """By how many tickets a member is the furthest from their fair part: from what all were given together, parted by
    the shares of the members. With six decimals.
    """
    longest_gap: int
    """The most tickets of the team that went to others between two tickets of one member."""
    team: Name | None = None
    """The team in which the tickets got their first owner, or in which they wait; nothing for those of no team."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ticket(Record):
    """One request, problem or task, with its status, its people and its history.

    This is the whole ticket, as staff with every right see it. What a customer sees is `PublicTicket`.
    """

    id: TicketId
    """Our id."""
    version: int
    """Counts the events of this ticket: a change made to a stale version is refused."""
    public_version: int
    """Counts the events that a customer may see; a hidden note does not move it."""
    updated_at: Timestamp
    """When it last changed."""
    public_updated_at: Timestamp
    """When it last changed in a way that a customer may see."""
    number: str
    """The number that people use, unique in the desk; there may be gaps."""
    created_at: Timestamp
    """When it was created."""
    standing: Standing
    """Whether it is among the work of the desk."""
    subject: str
    """One line that says what it is about."""
    requester: PersonId
    """The person it is for."""
    ccs: tuple[PersonId, ...]
    """Customers who get copies and may read it."""
    unverified: tuple[PersonId, ...]
    """People who wrote to it and of whom nobody knows yet whether they belong to it, sorted: they do not see it."""
    followers: tuple[PersonId, ...]
    """Staff who follow it."""
    assignees: tuple[PersonId, ...]
    """Everybody assigned, the owner among them."""
    pulled: bool
    """Whether the owner took it with `next_ticket` and has not acted on it yet: it is lent to them until
    `respond_by`.
    """
    declined: tuple[Declined, ...]
    """Who does not get it for a while, by person."""
    rungs: int
    """How many rungs of the ladder of its team were taken since."""
    past_teams: tuple[PastTeam, ...]
    """The teams that had it before, the earliest first: the last 20 at the most."""
    workflow: Name
    """The workflow that it follows."""
    status: Name
    """Its status in the workflow."""
    category: Category
    """What the status meant when it was entered."""
    status_since: Timestamp
    """When the status was entered."""
    priority: Name
    """The order of service."""
    channel: Name
    """How it came in."""
    tags: tuple[str, ...]
    """Free words, sorted."""
    spent_minutes: int
    """How much time was spent on it, in minutes: the sum of everything that was logged."""
    checklist: tuple[ChecklistItem, ...]
    """What is to be done for it, item by item."""
    checklist_open: int
    """How many items of the checklist are to be done."""
    external_ids: tuple[ExternalId, ...]
    """Its ids in other systems, sorted."""
    repeats: int
    """How often it has repeated itself."""
    relates: tuple[TicketId, ...]
    """Other tickets that it has to do with, sorted. It is enough that one of two says so."""
    merged_openly: bool
    """Whether customers of that ticket read what is public here."""
    merged_ccs: tuple[PersonId, ...]
    """Customers in copy by tickets that were openly merged into this one, sorted: once for each of these."""
    reopens: int
    """How often it came back from solved or closed."""
    handoffs: int
    """How often the owning team changed after creation."""
    replies: int
    """Public messages of human agents."""
    link_generation: int
    """How often the signed links to it were revoked: those that were made before give no access."""
    description: MessageId | None = None
    """The message that it began with."""
    organization: OrganizationId | None = None
    """The customer company of the requester."""
    team: Name | None = None
    """The team that owns it."""
    owner: PersonId | None = None
    """The one assignee whose work it is: load, capacity and first assignment count this one."""
    weight: int | None = None
    """What it weighs in the load of its owner, where that is not what a ticket weighs when nobody says: 1 while it is
    new or open, and nothing otherwise.
    """
    respond_by: Timestamp | None = None
    """Until when the owner has to act on it; then it is taken from them, or others are told."""
    queued_since: Timestamp | None = None
    """Since when it has been waiting for an owner, where its team has a ladder."""
    impact: Name | None = None
    """How many are hit."""
    urgency: Name | None = None
    """How fast it hurts."""
    type: Name | None = None
    """The type of the ticket: an incident, a question."""
    due_at: Timestamp | None = None
    """When somebody wants it done; has nothing to do with a service level."""
    planned_from: Timestamp | None = None
    """When work on it is planned to begin."""
    planned_to: Timestamp | None = None
    """When work on it is planned to end."""
    estimate_minutes: int | None = None
    """How much time it is estimated to take, in minutes."""
    remaining_minutes: int | None = None
    """How much time it is estimated to take from now on, in minutes. Logged time takes it down."""
    fold_key: str | None = None
    """Under which key what repeats itself is folded into it, unique in the desk."""
    language: str | None = None
    """The language of the conversation, as a BCP 47 tag."""
    follow_up_of: TicketId | None = None
    """The closed ticket that it carries on."""
    split_of: MessageId | None = None
    """The message of another ticket that it was made of."""
    parent: TicketId | None = None
    """The ticket that it is a part of."""
    problem: TicketId | None = None
    """The ticket whose cause it shares: solving that one solves this one."""
    merged_into: TicketId | None = None
    """The ticket that it was merged into."""
    open_since: Timestamp | None = None
    """Since when it has been new or open without a break, where its workflow has a notice of delay."""
    delay_told_at: Timestamp | None = None
    """When its requester was told that it takes longer, since it was opened or came back."""
    snoozed_until: Timestamp | None = None
    """When the snooze ends."""
    status_before_snooze: Name | None = None
    """The status to which a snooze returns."""
    waiting_since: Timestamp | None = None
    """Since when a customer has been waiting for an answer: the oldest unanswered message."""
    first_reply_at: Timestamp | None = None
    """The first public message of a human agent."""
    last_reply_at: Timestamp | None = None
    """The latest public message of a human agent."""
    last_requester_at: Timestamp | None = None
    """The latest message of a customer."""
    solved_at: Timestamp | None = None
    """The latest entry into a solved status."""
    closed_at: Timestamp | None = None
    """The latest entry into a closed status."""
    approval: Approval | None = None
    """The move that waits for somebody's approval."""
    fields: Fields = field(default_factory=lambda: {})
    """Values of the desk's own fields."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Visit(Record):
    """One stay of a ticket in a status."""

    status: Name
    """The status."""
    category: Category
    """What the status meant then."""
    from_: Timestamp
    """When it was entered."""
    length_ms: int
    """How long that was, or is until now, in milliseconds of real time."""
    business_ms: int
    """How much of it was open time, in milliseconds, by the hours by which the desk works on the ticket."""
    event: EventId
    """The event by which it was entered."""
    to: Timestamp | None = None
    """When it was left; nothing while the ticket stands in it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VisitTotal(Record):
    """All stays of a ticket in one status."""

    status: Name
    """The status."""
    category: Category
    """What it meant."""
    visits: int
    """How often the ticket came into it."""
    length_ms: int
    """How long it stood in it, in milliseconds of real time."""
    business_ms: int
    """How much of that was open time, in milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Waiting(Record):
    """A ticket that waits for an owner."""

    ticket: TicketId
    """Which."""
    number: str
    """Its number."""
    priority: Name
    """Its priority."""
    since: Timestamp
    """Since when somebody has been waiting: its oldest unanswered message, or its creation."""
    late: bool
    """Whether that deadline was missed."""
    due_by: Timestamp | None = None
    """The deadline that puts it in its place, where agents take their next ticket themselves."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Waits(Record):
    """How long tickets waited for their first owner, of those that got one. All lengths are of real time, in
    milliseconds.
    """

    tickets: int
    """How many tickets got an owner."""
    total_ms: int
    """All their waiting together: the mean is this divided by `tickets`."""
    median_ms: int | None = None
    """The longest that half of them waited: the nearest rank; nothing where none got an owner."""
    p90_ms: int | None = None
    """The same for nine tenths."""
    longest_ms: int | None = None
    """The longest wait."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WhatIfReport(Record):
    """What service levels came to, and what they would have come to. As text it is for people, one line for each row.

    Of the pieces of one desk all counts add up; medians and percentiles are those of the piece.
    """

    config_version: int
    """The version of the configuration in force."""
    as_of: Timestamp
    """Until when time has passed."""
    complete: bool
    """Whether the look came to the last ticket: false when it was to look at fewer, or the caller ended it."""
    tickets: int
    """Tickets that were looked at."""
    refused: Refusals
    """Tickets whose history cannot be lived under the document; they are in no row."""
    strange_statuses: int
    """Tickets that were in a status which the document does not have, so that it paused nothing."""
    rows: tuple[WhatIfRow, ...]
    """The groups: by `GroupBy`, value and metric, each in their order."""
    next: str | None = None
    """Where the next piece begins; nothing when it is complete."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WhatIfRow(Record):
    """One group of measurements, as they were and as they would have been."""

    by: GroupBy
    """By what the group is made."""
    metric: Metric
    """What is measured."""
    before: Tally
    """As it was."""
    after: Tally
    """As it would have been."""
    value: str | None = None
    """The policy, priority, team or month of the group."""


@dataclass(frozen=True, slots=True, repr=False)
class Host(Record):
    """The program that embeds the desk: its first administrator. What it does is audited like everything else."""

    kind: ClassVar[Literal["host"]] = "host"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, repr=False)
class Agent(Record):
    """A person in the role of staff; needs an active agent profile."""

    kind: ClassVar[Literal["agent"]] = "agent"
    """Tells it from the others."""

    person: PersonRef
    """Who."""


@dataclass(frozen=True, slots=True, repr=False)
class Requester(Record):
    """A person in the role of a customer, also when the same person is an agent elsewhere."""

    kind: ClassVar[Literal["requester"]] = "requester"
    """Tells it from the others."""

    person: PersonRef
    """Who."""


@dataclass(frozen=True, slots=True, repr=False)
class Link(Record):
    """Somebody without an account, who comes by a signed link (the question `link`): a customer of the one ticket
    that the link is for, with what customers may do with it, and nothing else.
    """

    kind: ClassVar[Literal["link"]] = "link"
    """Tells it from the others."""

    token: str
    """What the link carries. A secret: whoever has it acts by it. It is stored nowhere."""


Actor: TypeAlias = Host | Agent | Requester | Link
"""Who asks or commands. Every read and every write names one."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AuthorEndUser(Record):
    """A customer."""

    kind: ClassVar[Literal["end_user"]] = "end_user"
    """Tells it from the others."""

    person: PersonId
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AuthorUnverified(Record):
    """Somebody who wrote to the ticket without being known to belong to it. Nothing that they write moves the ticket,
    unless the workflow's `reopened_by` names such people, and no customer reads it until staff publish it.
    """

    kind: ClassVar[Literal["unverified"]] = "unverified"
    """Tells it from the others."""

    person: PersonId
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AuthorAgent(Record):
    """A human member of staff: the only author whose reply fulfils a promise."""

    kind: ClassVar[Literal["agent"]] = "agent"
    """Tells it from the others."""

    person: PersonId
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AuthorBot(Record):
    """A program that speaks for the desk: the host, or a rule by its name."""

    kind: ClassVar[Literal["bot"]] = "bot"
    """Tells it from the others."""

    rule: Name | None = None
    """Which rule, when it was one."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AuthorSystem(Record):
    """The engine itself."""

    kind: ClassVar[Literal["system"]] = "system"
    """Tells it from the others."""


Author: TypeAlias = AuthorEndUser | AuthorUnverified | AuthorAgent | AuthorBot | AuthorSystem
"""Who wrote a message."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ByHost(Record):
    """The program that embeds the desk."""

    kind: ClassVar[Literal["host"]] = "host"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ByAgent(Record):
    """A member of staff."""

    kind: ClassVar[Literal["agent"]] = "agent"
    """Tells it from the others."""

    person: PersonId
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ByRequester(Record):
    """A customer."""

    kind: ClassVar[Literal["requester"]] = "requester"
    """Tells it from the others."""

    person: PersonId
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ByRule(Record):
    """A rule of the configuration."""

    kind: ClassVar[Literal["rule"]] = "rule"
    """Tells it from the others."""

    rule: Name
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BySystem(Record):
    """The engine itself: automatic moves, clocks, timers, routing."""

    kind: ClassVar[Literal["system"]] = "system"
    """Tells it from the others."""


By: TypeAlias = ByHost | ByAgent | ByRequester | ByRule | BySystem
"""Who did something, as history keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChecklistChangeAdd(Record):
    """An item more."""

    change: ClassVar[Literal["add"]] = "add"
    """Tells it from the others."""

    text: str
    """What is to be done, in one line."""
    place: int | None = None
    """Its place, from 0; the end when absent or beyond it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChecklistChangeReword(Record):
    """Another text."""

    change: ClassVar[Literal["reword"]] = "reword"
    """Tells it from the others."""

    item: int
    """Of which item."""
    text: str
    """The text, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChecklistChangeRemove(Record):
    """An item less."""

    change: ClassVar[Literal["remove"]] = "remove"
    """Tells it from the others."""

    item: int
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChecklistChangeCheck(Record):
    """It is done."""

    change: ClassVar[Literal["check"]] = "check"
    """Tells it from the others."""

    item: int
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChecklistChangeUncheck(Record):
    """It is not done after all."""

    change: ClassVar[Literal["uncheck"]] = "uncheck"
    """Tells it from the others."""

    item: int
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChecklistChangeMove(Record):
    """Another place."""

    change: ClassVar[Literal["move"]] = "move"
    """Tells it from the others."""

    item: int
    """Which."""
    place: int
    """Its place, from 0; the end when beyond it."""


ChecklistChange: TypeAlias = (
    ChecklistChangeAdd | ChecklistChangeReword | ChecklistChangeRemove | ChecklistChangeCheck | ChecklistChangeUncheck |
    ChecklistChangeMove
)
"""One change of a checklist."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectAcknowledge(Record):
    """Tell the requester that the ticket was opened."""

    kind: ClassVar[Literal["acknowledge"]] = "acknowledge"
    """Tells it from the others."""

    to: tuple[PersonId, ...]
    """Whom to tell."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectDeliver(Record):
    """Bring a message to people."""

    kind: ClassVar[Literal["deliver"]] = "deliver"
    """Tells it from the others."""

    message: MessageId
    """Which message."""
    to: tuple[PersonId, ...]
    """To whom: customers for a public message, staff for an internal one."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectAssigned(Record):
    """Tell an agent that a ticket is theirs now."""

    kind: ClassVar[Literal["assigned"]] = "assigned"
    """Tells it from the others."""

    to: tuple[PersonId, ...]
    """Whom to tell."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectOwnerSilent(Record):
    """Tell staff that the owner of a ticket did not act on it in time."""

    kind: ClassVar[Literal["owner_silent"]] = "owner_silent"
    """Tells it from the others."""

    owner: PersonId
    """The owner."""
    to: tuple[PersonId, ...]
    """Whom to tell."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectEscalate(Record):
    """Warn staff that a promise runs out, or tell them that it is broken."""

    kind: ClassVar[Literal["escalate"]] = "escalate"
    """Tells it from the others."""

    clock: ClockKey
    """Which clock."""
    to: tuple[PersonId, ...]
    """Whom to tell."""
    step: int | None = None
    """The step of the policy that says so, from 0; nothing for the breach itself."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectNotifyRequester(Record):
    """Tell the requester something of the configuration: a reminder, a delay, or that the ticket is solved."""

    kind: ClassVar[Literal["notify_requester"]] = "notify_requester"
    """Tells it from the others."""

    notice: RequesterNotice
    """What it is about."""
    text: Name
    """The key of the text, as the configuration names it."""
    to: tuple[PersonId, ...]
    """Whom to tell."""
    step: int | None = None
    """Which reminder of the status, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectApprove(Record):
    """Tell those who can approve of a move that it waits for them."""

    kind: ClassVar[Literal["approve"]] = "approve"
    """Tells it from the others."""

    status: Name
    """The status that the ticket is to enter."""
    to: tuple[PersonId, ...]
    """Whom to tell: those who can approve, as far as they are in a team. Others find it by the condition `approval
    is_set`.
    """
    transition: Name | None = None
    """The transition that is to be taken, when it has a name."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectApprovalDecided(Record):
    """Tell whoever asked for an approval what became of it."""

    kind: ClassVar[Literal["approval_decided"]] = "approval_decided"
    """Tells it from the others."""

    status: Name
    """The status that the ticket was to enter."""
    approved: bool
    """Whether it did."""
    to: tuple[PersonId, ...]
    """Whom to tell."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectRemoveFiles(Record):
    """Take files away, because the messages that had them were erased and no other message has them. A file that was
    stored anew since `at` stays: a later message may have it (`remove_kept_before`).
    """

    kind: ClassVar[Literal["remove_files"]] = "remove_files"
    """Tells it from the others."""

    files: tuple[str, ...]
    """The SHA-256 of each in lower-case hex, at most 100."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectWebhook(Record):
    """Send a webhook: a request `POST` with exactly this body, signed with `sign` under the id of the effect. Any
    answer from 200 to 299 is a success. The host sees to it that the address leads to where it may lead.
    """

    kind: ClassVar[Literal["webhook"]] = "webhook"
    """Tells it from the others."""

    rule: Name
    """Which rule asks for it."""
    endpoint: Name
    """The endpoint, as the configuration calls it: by this the host finds its secrets."""
    url: str
    """Where it goes to."""
    body: str
    """What is sent, byte for byte the same however often: a JSON text."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectHost(Record):
    """Something of the host's own, named by a rule of the configuration."""

    kind: ClassVar[Literal["host"]] = "host"
    """Tells it from the others."""

    rule: Name
    """Which rule asks for it."""
    name: Name
    """What the configuration calls it."""
    payload: Mapping[str, str]
    """What the configuration gives along."""


EffectKind: TypeAlias = (
    EffectAcknowledge | EffectDeliver | EffectAssigned | EffectOwnerSilent | EffectEscalate | EffectNotifyRequester |
    EffectApprove | EffectApprovalDecided | EffectRemoveFiles | EffectWebhook | EffectHost
)
"""What the host has to do. Delivering it twice must be harmless: `id` stays the same."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectStateWaiting(Record):
    """Waits for a worker."""

    kind: ClassVar[Literal["waiting"]] = "waiting"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectStateLeased(Record):
    """A worker has it."""

    kind: ClassVar[Literal["leased"]] = "leased"
    """Tells it from the others."""

    worker: str
    """Who has it."""
    token: int
    """The fencing token: settles the lease, and no other."""
    until: Timestamp
    """Until when."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectStateParked(Record):
    """Failed too often, and waits for a person."""

    kind: ClassVar[Literal["parked"]] = "parked"
    """Tells it from the others."""

    reason: str
    """What the worker said the last time."""


EffectState: TypeAlias = EffectStateWaiting | EffectStateLeased | EffectStateParked
"""How a duty stands."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketCreated(Record):
    """A ticket was opened."""

    type: ClassVar[Literal["ticket_created"]] = "ticket_created"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketChanged(Record):
    """Fields were changed."""

    type: ClassVar[Literal["ticket_changed"]] = "ticket_changed"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketMoved(Record):
    """The ticket moved to another status."""

    type: ClassVar[Literal["ticket_moved"]] = "ticket_moved"
    """Tells it from the others."""

    automatic: Name | None = None
    """The automatic move that it was: `agent_reply`, `requester_message`, `note`, `automated_message`, `assigned`,
    `snooze_over`, `status_over`, `auto_close`, or `configuration` where a later configuration has taken its status
    away.
    """
    transition: Name | None = None
    """The named transition that was taken, if it has a name."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventAutoMoveSkipped(Record):
    """An automatic move was not possible; the ticket stayed where it was."""

    type: ClassVar[Literal["auto_move_skipped"]] = "auto_move_skipped"
    """Tells it from the others."""

    automatic: Name
    """The automatic move that it would have been."""
    to: Name
    """The status that it would have entered."""
    failed: tuple[str, ...]
    """Every check that failed: their codes."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventRequesterNotified(Record):
    """The requester was told something by the desk itself."""

    type: ClassVar[Literal["requester_notified"]] = "requester_notified"
    """Tells it from the others."""

    notice: RequesterNotice
    """What it was about."""
    text: Name
    """The key of the text."""
    step: int | None = None
    """Which reminder of the status, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventApprovalAsked(Record):
    """Somebody asked for a move that needs an approval."""

    type: ClassVar[Literal["approval_asked"]] = "approval_asked"
    """Tells it from the others."""

    to: Name
    """The status that the ticket is to enter."""
    transition: Name | None = None
    """The named transition that is to be taken, if it has a name."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventApprovalGiven(Record):
    """Somebody approved, and others still have to."""

    type: ClassVar[Literal["approval_given"]] = "approval_given"
    """Tells it from the others."""

    to: Name
    """The status that the ticket is to enter."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventApprovalRefused(Record):
    """Somebody refused, or whoever asked took it back; the ticket stays where it is."""

    type: ClassVar[Literal["approval_refused"]] = "approval_refused"
    """Tells it from the others."""

    to: Name
    """The status that the ticket was to enter."""
    message: MessageId | None = None
    """The note that says why."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventMessageAdded(Record):
    """A message joined the conversation."""

    type: ClassVar[Literal["message_added"]] = "message_added"
    """Tells it from the others."""

    message: MessageId
    """Which."""
    message_kind: MessageKind
    """What it is."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTimeLogged(Record):
    """Time that was spent on the ticket was logged, or an earlier entry corrected."""

    type: ClassVar[Literal["time_logged"]] = "time_logged"
    """Tells it from the others."""

    minutes: int
    """How much, in minutes; less than nothing for a correction."""
    message: MessageId | None = None
    """The message that brought it, when there was one."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventChecklistChanged(Record):
    """The checklist was changed."""

    type: ClassVar[Literal["checklist_changed"]] = "checklist_changed"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventMessagePublished(Record):
    """What an internal note says was made public."""

    type: ClassVar[Literal["message_published"]] = "message_published"
    """Tells it from the others."""

    message: MessageId
    """The note."""
    published: MessageId
    """The public message that says the same."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketRouted(Record):
    """Somebody was looked for to take the ticket; the record says who and why."""

    type: ClassVar[Literal["ticket_routed"]] = "ticket_routed"
    """Tells it from the others."""

    decision: DecisionId
    """The record of the decision."""
    winner: PersonId | None = None
    """Who got it; nobody when it stays queued."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketPulled(Record):
    """An agent took the ticket as their next one."""

    type: ClassVar[Literal["ticket_pulled"]] = "ticket_pulled"
    """Tells it from the others."""

    due_by: Timestamp
    """The deadline that put it in its place."""
    promised: bool
    """Whether that was promised; otherwise it stands for a promise where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketAccepted(Record):
    """The owner accepted the ticket."""

    type: ClassVar[Literal["ticket_accepted"]] = "ticket_accepted"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketReleased(Record):
    """The ticket was taken from its owner, or given back by them."""

    type: ClassVar[Literal["ticket_released"]] = "ticket_released"
    """Tells it from the others."""

    person: PersonId
    """Who had it."""
    cause: Name
    """Why: `declined`, `silent` (they did not act in time), `lease_over` (they took it and did not act on it) or
    `absent`.
    """
    reason: Name | None = None
    """The reason for which they gave it back."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventOwnerSilent(Record):
    """The owner did not act in time."""

    type: ClassVar[Literal["owner_silent"]] = "owner_silent"
    """Tells it from the others."""

    person: PersonId
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventRungTaken(Record):
    """A rung of the ladder of the team was taken, because nobody could take the ticket."""

    type: ClassVar[Literal["rung_taken"]] = "rung_taken"
    """Tells it from the others."""

    rung: int
    """Which, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventHandoffAlarm(Record):
    """The ticket goes from team to team too often, or came back to one that had it not long ago."""

    type: ClassVar[Literal["handoff_alarm"]] = "handoff_alarm"
    """Tells it from the others."""

    handoffs: int
    """How often its team changed."""
    returned: bool
    """Whether it came back."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventRuleFired(Record):
    """A rule fired."""

    type: ClassVar[Literal["rule_fired"]] = "rule_fired"
    """Tells it from the others."""

    rule: Name
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventMacroApplied(Record):
    """A member of staff has carried out a macro; what it did stands beside it, under the same command."""

    type: ClassVar[Literal["macro_applied"]] = "macro_applied"
    """Tells it from the others."""

    name: Name
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventRuleRefused(Record):
    """A rule asked for what is not allowed; nothing of it was done."""

    type: ClassVar[Literal["rule_refused"]] = "rule_refused"
    """Tells it from the others."""

    rule: Name
    """Which."""
    failed: tuple[str, ...]
    """Every check that failed: their codes."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventLoopStopped(Record):
    """Rules went on causing one another until the limit stopped them. What they had decided stays."""

    type: ClassVar[Literal["loop_stopped"]] = "loop_stopped"
    """Tells it from the others."""

    chain: tuple[Name, ...]
    """The rules, in the order in which they fired."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventNoPolicy(Record):
    """No policy matches the ticket, so nothing is promised for it."""

    type: ClassVar[Literal["no_policy"]] = "no_policy"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventClockBreached(Record):
    """A promise was broken."""

    type: ClassVar[Literal["clock_breached"]] = "clock_breached"
    """Tells it from the others."""

    clock: ClockKey
    """Which."""
    due_at: Timestamp
    """The deadline as computed; the event's own instant differs where a change made it late."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventClocksRebound(Record):
    """The open clocks were held to another version of what is promised."""

    type: ClassVar[Literal["clocks_rebound"]] = "clocks_rebound"
    """Tells it from the others."""

    config_version: int
    """The version of the configuration."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventStepTaken(Record):
    """A step of escalation was taken."""

    type: ClassVar[Literal["step_taken"]] = "step_taken"
    """Tells it from the others."""

    clock: ClockKey
    """Which clock."""
    step: int
    """The step's place in the policy, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketMerged(Record):
    """The ticket was merged into the one that its `merged_into` names."""

    type: ClassVar[Literal["ticket_merged"]] = "ticket_merged"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketUnmerged(Record):
    """The ticket was taken out of the one that it had been merged into."""

    type: ClassVar[Literal["ticket_unmerged"]] = "ticket_unmerged"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketJoined(Record):
    """Another ticket was merged into this one."""

    type: ClassVar[Literal["ticket_joined"]] = "ticket_joined"
    """Tells it from the others."""

    other: TicketId | None = None
    """Which; nothing for staff who do not see it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketLeft(Record):
    """Another ticket, which had been merged into this one, was taken out of it."""

    type: ClassVar[Literal["ticket_left"]] = "ticket_left"
    """Tells it from the others."""

    other: TicketId | None = None
    """Which; nothing for staff who do not see it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketRepeated(Record):
    """What the ticket is about has repeated itself; what is counted in `repeats`."""

    type: ClassVar[Literal["ticket_repeated"]] = "ticket_repeated"
    """Tells it from the others."""

    message: MessageId | None = None
    """The message that came with it, while such are kept."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketLinked(Record):
    """The ticket was linked to another one, or is no longer; what changed says which."""

    type: ClassVar[Literal["ticket_linked"]] = "ticket_linked"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketSplit(Record):
    """A message of the ticket was made a ticket of its own."""

    type: ClassVar[Literal["ticket_split"]] = "ticket_split"
    """Tells it from the others."""

    message: MessageId
    """The message; it stays where it was written."""
    other: TicketId | None = None
    """The new ticket; nothing for staff who do not see it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventSplitUndone(Record):
    """That was undone."""

    type: ClassVar[Literal["split_undone"]] = "split_undone"
    """Tells it from the others."""

    message: MessageId
    """The message."""
    other: TicketId | None = None
    """The ticket that was made of it; nothing for staff who do not see it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketMarkedSpam(Record):
    """The ticket was found to be spam."""

    type: ClassVar[Literal["ticket_marked_spam"]] = "ticket_marked_spam"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketTrashed(Record):
    """The ticket was put into the trash."""

    type: ClassVar[Literal["ticket_trashed"]] = "ticket_trashed"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketRestored(Record):
    """The ticket came back from the trash, or was no spam after all."""

    type: ClassVar[Literal["ticket_restored"]] = "ticket_restored"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventLinksRevoked(Record):
    """The signed links to the ticket that were made before give no access any more."""

    type: ClassVar[Literal["links_revoked"]] = "links_revoked"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventTicketErased(Record):
    """What a person wrote on the ticket was erased, or everything that people wrote where the ticket was theirs: read
    ticket, messages and history again.
    """

    type: ClassVar[Literal["ticket_erased"]] = "ticket_erased"
    """Tells it from the others."""

    person: PersonId
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventPersonChanged(Record):
    """A person was made or changed."""

    type: ClassVar[Literal["person_changed"]] = "person_changed"
    """Tells it from the others."""

    person: PersonId
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventPersonErased(Record):
    """The personal data of a person was erased."""

    type: ClassVar[Literal["person_erased"]] = "person_erased"
    """Tells it from the others."""

    person: PersonId
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventOrganizationChanged(Record):
    """An organization was made or changed."""

    type: ClassVar[Literal["organization_changed"]] = "organization_changed"
    """Tells it from the others."""

    organization: OrganizationId
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventConfigChanged(Record):
    """A version of the configuration came into force."""

    type: ClassVar[Literal["config_changed"]] = "config_changed"
    """Tells it from the others."""

    config_version: int
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventJobStarted(Record):
    """Long work began."""

    type: ClassVar[Literal["job_started"]] = "job_started"
    """Tells it from the others."""

    job: JobId
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventJobFinished(Record):
    """Long work was done to its end."""

    type: ClassVar[Literal["job_finished"]] = "job_finished"
    """Tells it from the others."""

    job: JobId
    """Which; it keeps what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventJobCancelled(Record):
    """Long work was given up before its end: somebody cancelled it, or it could not go on."""

    type: ClassVar[Literal["job_cancelled"]] = "job_cancelled"
    """Tells it from the others."""

    job: JobId
    """Which; it keeps what came of it, and why it could not go on."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventEffectParked(Record):
    """A duty of the host failed too often and waits for a person."""

    type: ClassVar[Literal["effect_parked"]] = "effect_parked"
    """Tells it from the others."""

    effect: EffectId
    """Which; it keeps what the worker said."""


EventKind: TypeAlias = (
    EventTicketCreated | EventTicketChanged | EventTicketMoved | EventAutoMoveSkipped | EventRequesterNotified |
    EventApprovalAsked | EventApprovalGiven | EventApprovalRefused | EventMessageAdded | EventTimeLogged |
    EventChecklistChanged | EventMessagePublished | EventTicketRouted | EventTicketPulled | EventTicketAccepted |
    EventTicketReleased | EventOwnerSilent | EventRungTaken | EventHandoffAlarm | EventRuleFired | EventMacroApplied |
    EventRuleRefused | EventLoopStopped | EventNoPolicy | EventClockBreached | EventClocksRebound | EventStepTaken |
    EventTicketMerged | EventTicketUnmerged | EventTicketJoined | EventTicketLeft | EventTicketRepeated |
    EventTicketLinked | EventTicketSplit | EventSplitUndone | EventTicketMarkedSpam | EventTicketTrashed |
    EventTicketRestored | EventLinksRevoked | EventTicketErased | EventPersonChanged | EventPersonErased |
    EventOrganizationChanged | EventConfigChanged | EventJobStarted | EventJobFinished | EventJobCancelled |
    EventEffectParked
)
"""What tells one `Event` from another."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobChangeTickets(Record):
    """Changes fields, the status among them, as `change_ticket` does."""

    kind: ClassVar[Literal["change_tickets"]] = "change_tickets"
    """Tells it from the others."""

    set: Edits
    """The changes."""
    last_number: str | None = None
    """The number that was drawn last when the job began: of tickets made at that very instant, those with a later
    number came after it. Nothing when the tickets were named one by one.
    """
    transition: Name | None = None
    """The named transition to take, where several lead to the same status."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobRebindTickets(Record):
    """Holds the open clocks to the service levels in force, as `rebind_clocks` does. Tickets without an open clock
    that stands on an earlier version are left alone.
    """

    kind: ClassVar[Literal["rebind_tickets"]] = "rebind_tickets"
    """Tells it from the others."""

    last_number: str | None = None
    """As in `change_tickets`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobTrashTickets(Record):
    """Puts tickets into the trash, as `trash_ticket` does."""

    kind: ClassVar[Literal["trash_tickets"]] = "trash_tickets"
    """Tells it from the others."""

    last_number: str | None = None
    """As in `change_tickets`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobRestoreTickets(Record):
    """Brings tickets back, as `restore_ticket` does."""

    kind: ClassVar[Literal["restore_tickets"]] = "restore_tickets"
    """Tells it from the others."""

    last_number: str | None = None
    """As in `change_tickets`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobErasePerson(Record):
    """Erases what a person wrote, ticket by ticket, as `erase_person` says."""

    kind: ClassVar[Literal["erase_person"]] = "erase_person"
    """Tells it from the others."""

    person: PersonId
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobSolveIncidents(Record):
    """Solves the incidents of a problem that was solved, as `change_ticket` does."""

    kind: ClassVar[Literal["solve_incidents"]] = "solve_incidents"
    """Tells it from the others."""

    problem: TicketId
    """The problem."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobReleaseTickets(Record):
    """Takes the tickets of an agent from them whose absence has begun, or gives them to their substitute."""

    kind: ClassVar[Literal["release_tickets"]] = "release_tickets"
    """Tells it from the others."""

    person: PersonId
    """Who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobLineUp(Record):
    """Puts what waits in a team into the order in which its agents take their next ticket, which the configuration
    has changed.
    """

    kind: ClassVar[Literal["line_up"]] = "line_up"
    """Tells it from the others."""

    team: Name
    """Which team."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobRetryQueue(Record):
    """Gives what waits in a team's queue to whoever can take it, the longest wait first."""

    kind: ClassVar[Literal["retry_queue"]] = "retry_queue"
    """Tells it from the others."""

    team: Name
    """Which team."""


JobKind: TypeAlias = (
    JobChangeTickets | JobRebindTickets | JobTrashTickets | JobRestoreTickets | JobErasePerson | JobSolveIncidents |
    JobReleaseTickets | JobLineUp | JobRetryQueue
)
"""What a job does with each of its tickets."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PauseCauseStatus(Record):
    """The ticket was in a status that pauses this clock."""

    kind: ClassVar[Literal["status"]] = "status"
    """Tells it from the others."""

    status: Name
    """The status, by the name that it had then."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PauseCauseCondition(Record):
    """The policy's own condition for a pause held."""

    kind: ClassVar[Literal["condition"]] = "condition"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PauseCauseSolved(Record):
    """The ticket was solved, and came back."""

    kind: ClassVar[Literal["solved"]] = "solved"
    """Tells it from the others."""


PauseCause: TypeAlias = PauseCauseStatus | PauseCauseCondition | PauseCauseSolved
"""Why time did not count."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReasonWindow(Record):
    """Open: the clock shows a time in this window of the weekday."""

    kind: ClassVar[Literal["window"]] = "window"
    """Tells it from the others."""

    window: Window
    """The window, cut at midnight."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReasonSpecialDay(Record):
    """Open: the clock shows a time in this window of a special day."""

    kind: ClassVar[Literal["special_day"]] = "special_day"
    """Tells it from the others."""

    name: str
    """What the special day is called; may be empty."""
    window: Window
    """The window, cut at midnight."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReasonHoliday(Record):
    """Closed: the date is a holiday."""

    kind: ClassVar[Literal["holiday"]] = "holiday"
    """Tells it from the others."""

    name: str
    """What it is called; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReasonBreak(Record):
    """Closed: a break is cut out of the window that would be open."""

    kind: ClassVar[Literal["break"]] = "break"
    """Tells it from the others."""

    name: str
    """What the break is called; may be empty."""
    window: Window
    """From when to when, cut at midnight."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReasonOutsideHours(Record):
    """Closed: the clock shows a time in no window of the date."""

    kind: ClassVar[Literal["outside_hours"]] = "outside_hours"
    """Tells it from the others."""

    special_day: str | None = None
    """The special day whose windows are in force, if it is one."""


Reason: TypeAlias = ReasonWindow | ReasonSpecialDay | ReasonHoliday | ReasonBreak | ReasonOutsideHours
"""Why a calendar is open or closed at an instant. As text it is a short sentence: `closed: holiday "Labour Day"`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StretchCounted(Record):
    """All of it counted."""

    what: ClassVar[Literal["counted"]] = "counted"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StretchPaused(Record):
    """None of it counted: the clock was paused."""

    what: ClassVar[Literal["paused"]] = "paused"
    """Tells it from the others."""

    cause: PauseCause
    """Why."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StretchDropped(Record):
    """None of it counts any more: the promise was changed later, and counts from there."""

    what: ClassVar[Literal["dropped"]] = "dropped"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StretchClosed(Record):
    """None of it counted: the calendar was closed."""

    what: ClassVar[Literal["closed"]] = "closed"
    """Tells it from the others."""

    reasons: tuple[Reason, ...]
    """Why, in the order in which the reasons came up."""


StretchWhat: TypeAlias = StretchCounted | StretchPaused | StretchDropped | StretchClosed
"""What tells one `Stretch` from another."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerdictWon(Record):
    """Got the ticket."""

    kind: ClassVar[Literal["won"]] = "won"
    """Tells it from the others."""

    score: str
    """What the strategy counted for them, in its own words."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerdictBehind(Record):
    """Could have taken it, but another came first."""

    kind: ClassVar[Literal["behind"]] = "behind"
    """Tells it from the others."""

    score: str
    """What the strategy counted for them, in its own words."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerdictEligible(Record):
    """Could take it, but nobody is chosen: in this team people take tickets themselves."""

    kind: ClassVar[Literal["eligible"]] = "eligible"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerdictUnavailable(Record):
    """Takes no work just now."""

    kind: ClassVar[Literal["unavailable"]] = "unavailable"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerdictOffShift(Record):
    """Is not on shift."""

    kind: ClassVar[Literal["off_shift"]] = "off_shift"
    """Tells it from the others."""

    until: Timestamp | None = None
    """When their next shift begins; nothing when there is none within five years."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerdictAbsent(Record):
    """Is not here."""

    kind: ClassVar[Literal["absent"]] = "absent"
    """Tells it from the others."""

    until: Timestamp | None = None
    """When they are here again; nothing when they have not said."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerdictFull(Record):
    """Has as much work as they take."""

    kind: ClassVar[Literal["full"]] = "full"
    """Tells it from the others."""

    load: int
    """The work they have."""
    capacity: int
    """The work they take."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerdictLacksSkill(Record):
    """Lacks a skill, or has it on too low a level."""

    kind: ClassVar[Literal["lacks_skill"]] = "lacks_skill"
    """Tells it from the others."""

    skill: Name
    """The skill."""
    needed: int
    """The level that is needed."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerdictLacksLanguage(Record):
    """Does not work in the ticket's language."""

    kind: ClassVar[Literal["lacks_language"]] = "lacks_language"
    """Tells it from the others."""

    language: str
    """The language."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerdictMayNotSee(Record):
    """May not see the ticket."""

    kind: ClassVar[Literal["may_not_see"]] = "may_not_see"
    """Tells it from the others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VerdictExcluded(Record):
    """Is not to have this ticket, such as who gave it back."""

    kind: ClassVar[Literal["excluded"]] = "excluded"
    """Tells it from the others."""


Verdict: TypeAlias = (
    VerdictWon | VerdictBehind | VerdictEligible | VerdictUnavailable | VerdictOffShift | VerdictAbsent | VerdictFull |
    VerdictLacksSkill | VerdictLacksLanguage | VerdictMayNotSee | VerdictExcluded
)
"""What became of one candidate."""

HOST = Host()
"""The program that embeds the desk, as an actor."""
