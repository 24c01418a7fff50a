"""Commands as values, for `Desk.execute` and `Desk.execute_many`.

Made by generate.py from core/src/command/schema.json; do not edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias

from . import records
from ._record import Record

__all__ = [
    "AcceptTicket",
    "AssignTicket",
    "CancelJob",
    "ChangeChecklist",
    "ChangeTicket",
    "ChangeTickets",
    "Command",
    "Configure",
    "ContinueJob",
    "CreateTicket",
    "DecideApproval",
    "DeclineTicket",
    "ErasePerson",
    "FireTimers",
    "HoldTicket",
    "LinkTickets",
    "LogTime",
    "MarkSpam",
    "MergeTickets",
    "NextTicket",
    "Note",
    "PublishMessage",
    "PutAgent",
    "PutOrganization",
    "PutPerson",
    "RebindClocks",
    "RebindTickets",
    "ReceiveMessage",
    "Reply",
    "RestoreTicket",
    "RestoreTickets",
    "RevokeLinks",
    "SetPresence",
    "SnoozeTicket",
    "SplitTicket",
    "TrashTicket",
    "TrashTickets",
    "UndoSplit",
    "UnlinkTickets",
    "UnmergeTicket",
    "WakeTicket",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CreateTicket(Record):
    """Opens a ticket. By a requester: for themselves; by staff or the host: for somebody."""

    do: ClassVar[Literal["create_ticket"]] = "create_ticket"
    """Tells it from the others."""

    subject: str
    """What it is about, in one line."""
    attachments: Sequence[records.Attachment | Mapping[str, Any]] = ()
    """The files that came with the first message."""
    body: str = ''
    """The first message, public; none when empty."""
    fold_key: str | None = None
    """What tells a repetition from something new, such as the name of a disk that is full. While there is work to do
    on the ticket that holds this key, the message goes there, and no ticket is opened: what `set` says is left out
    then. For the host only. At most 200 characters.
    """
    html: str | None = None
    """The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes without a text,
    the text is taken from it.
    """
    message_id: str | None = None
    """The id that the channel gave the first message."""
    requester: records.Intake | Mapping[str, Any] | None = None
    """The person it is for; the acting requester when absent."""
    set: records.Edits = field(default_factory=lambda: {})
    """Everything else: priority, type, team, tags, the desk's own fields, the status that it begins in."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reply(Record):
    """Adds a public message."""

    do: ClassVar[Literal["reply"]] = "reply"
    """Tells it from the others."""

    ticket: records.TicketRef
    """To which ticket."""
    body: str
    """The text."""
    attachments: Sequence[records.Attachment | Mapping[str, Any]] = ()
    """The files that come with it."""
    expect_version: int | None = None
    """The version of the ticket that the writer saw; refused when it is another by now."""
    html: str | None = None
    """The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes without a text,
    the text is taken from it.
    """
    message_id: str | None = None
    """The id that the channel gave it."""
    set: records.Edits = field(default_factory=lambda: {})
    """What else changes with it; a status given here beats the automatic move."""
    spent_minutes: int | None = None
    """How much time was spent on it, in minutes. For staff."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReceiveMessage(Record):
    """Adds a message that a channel brought, such as a mail, in the name of who sent it. Whoever belongs to the
    ticket replies by it, as with `reply`. What others write is kept from customers until staff have looked at it: the
    writer becomes one of the unverified people of the ticket, or begins a ticket of their own, as the configuration
    says. For the host only.
    """

    do: ClassVar[Literal["receive_message"]] = "receive_message"
    """Tells it from the others."""

    ticket: records.TicketRef
    """To which ticket."""
    from_: records.Intake | Mapping[str, Any]
    """Who sent it: found by id, key or address, in this order; made when unknown. Not a member of staff, whom a
    sender's address does not prove.
    """
    attachments: Sequence[records.Attachment | Mapping[str, Any]] = ()
    """The files that come with it."""
    body: str = ''
    """The text."""
    html: str | None = None
    """The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes without a text,
    the text is taken from it.
    """
    message_id: str | None = None
    """The id that the channel gave it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Note(Record):
    """Adds an internal note."""

    do: ClassVar[Literal["note"]] = "note"
    """Tells it from the others."""

    ticket: records.TicketRef
    """To which ticket."""
    body: str
    """The text."""
    attachments: Sequence[records.Attachment | Mapping[str, Any]] = ()
    """The files that come with it."""
    expect_version: int | None = None
    """The version of the ticket that the writer saw; refused when it is another by now."""
    html: str | None = None
    """The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes without a text,
    the text is taken from it.
    """
    set: records.Edits = field(default_factory=lambda: {})
    """What else changes with it."""
    spent_minutes: int | None = None
    """How much time was spent on it, in minutes. For staff."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PublishMessage(Record):
    """Says once more what a note says, in public, as a reply does. The note stays. Needs the permission to publish.
    """

    do: ClassVar[Literal["publish_message"]] = "publish_message"
    """Tells it from the others."""

    ticket: records.TicketRef
    """The ticket with the note."""
    message: records.MessageId
    """The note: one that was written to that ticket."""
    expect_version: int | None = None
    """The version of the ticket that the caller saw; refused when it is another by now."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChangeTicket(Record):
    """Changes fields, the status among them."""

    do: ClassVar[Literal["change_ticket"]] = "change_ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""
    set: records.Edits
    """The changes."""
    expect_version: int | None = None
    """The version of the ticket that the caller saw; refused when it is another by now."""
    transition: records.Name | None = None
    """The named transition to take, where several lead to the same status."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChangeTickets(Record):
    """Changes fields of many tickets, each as `change_ticket` does it. It begins a job that `tick` carries on. For
    staff.
    """

    do: ClassVar[Literal["change_tickets"]] = "change_tickets"
    """Tells it from the others."""

    tickets: records.Which
    """Which tickets: a list of at most 10,000, or a condition."""
    set: records.Edits
    """The changes."""
    transition: records.Name | None = None
    """The named transition to take, where several lead to the same status."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CancelJob(Record):
    """Ends a job; what it did before stays. For whoever began it, and for staff who see all tickets."""

    do: ClassVar[Literal["cancel_job"]] = "cancel_job"
    """Tells it from the others."""

    job: records.JobId
    """Which."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DecideApproval(Record):
    """Approves of the move that a ticket waits with, or refuses it. When enough have approved it moves, with all the
    checks of that moment. For staff whom the transition names, and the host; whoever asked may take it back by
    refusing.
    """

    do: ClassVar[Literal["decide_approval"]] = "decide_approval"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""
    approve: bool
    """Whether they approve."""
    expect_version: int | None = None
    """The version of the ticket that the caller saw; refused when it is another by now."""
    reason: str | None = None
    """Why, for staff: it becomes an internal note."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AssignTicket(Record):
    """Gives a ticket to a team, to an agent, or to whom the team's strategy chooses."""

    do: ClassVar[Literal["assign_ticket"]] = "assign_ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""
    agent: records.PersonRef | None = None
    """The agent; whom the strategy chooses when absent."""
    expect_version: int | None = None
    """The version of the ticket that the caller saw; refused when it is another by now."""
    team: records.Name | None = None
    """The team; the present one when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NextTicket(Record):
    """Takes the ticket that is the most urgent among those that wait for an owner in the agent's teams, where the
    teams let agents take their next ticket themselves: first what is late, the longest late first, then what is due
    next, then by priority, then who has been waiting the longest. It is lent to the agent: acting on it makes it
    theirs. Nobody gets by it what they cannot take (skills, language, capacity) or gave back of late. Where there is
    nothing, the outcome has no ticket and the notice `nothing_waits`. For agents who may reply.
    """

    do: ClassVar[Literal["next_ticket"]] = "next_ticket"
    """Tells it from the others."""

    team: records.Name | None = None
    """Of which team; of all the agent's teams when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AcceptTicket(Record):
    """Says that the owner takes care of a ticket that they were given or took: it is not taken from them any more for
    not acting on it. For its owner.
    """

    do: ClassVar[Literal["accept_ticket"]] = "accept_ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HoldTicket(Record):
    """Lends a ticket to the agent who took it with `next_ticket` for another span of time, from now on. For its
    owner.
    """

    do: ClassVar[Literal["hold_ticket"]] = "hold_ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeclineTicket(Record):
    """Gives a ticket back: it is not given to its owner again for a while, as the team says, and another one is
    looked for. For its owner.
    """

    do: ClassVar[Literal["decline_ticket"]] = "decline_ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""
    reason: records.Name
    """Why: one of the reasons of the configuration, or any name where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SnoozeTicket(Record):
    """Puts a ticket aside until an instant."""

    do: ClassVar[Literal["snooze_ticket"]] = "snooze_ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""
    until: records.Timestamp
    """Until when; in the future."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WakeTicket(Record):
    """Takes a snoozed ticket back before its time."""

    do: ClassVar[Literal["wake_ticket"]] = "wake_ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MergeTickets(Record):
    """Merges tickets into another one, which shows their messages and gets what their customers write later. Nothing
    is copied, so that `unmerge_ticket` takes it all back. Needs the permission to merge.
    """

    do: ClassVar[Literal["merge_tickets"]] = "merge_tickets"
    """Tells it from the others."""

    winner: records.TicketRef
    """The ticket that stays; it has to be active."""
    losers: Sequence[records.TicketRef]
    """The tickets that end in it: active ones, at most 99. What was merged into them comes along."""
    publish: bool = False
    """Whether customers of the winner may read what is public in the losers, and those of the losers get copies, also
    where they have neither the requester nor the organization in common.
    """


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UnmergeTicket(Record):
    """Takes a ticket out of the one that it was merged into: it is what it was before. Needs the permission to merge.
    """

    do: ClassVar[Literal["unmerge_ticket"]] = "unmerge_ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket: one that was merged."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LinkTickets(Record):
    """Links a ticket to another one. Solving a problem solves its incidents. Needs the permission to change."""

    do: ClassVar[Literal["link_tickets"]] = "link_tickets"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket: the part, or the incident."""
    relation: records.Relation
    """How."""
    to: records.TicketRef
    """The other one: the parent, or the problem."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UnlinkTickets(Record):
    """Takes such a link away. Needs the permission to change."""

    do: ClassVar[Literal["unlink_tickets"]] = "unlink_tickets"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket: the part, or the incident."""
    relation: records.Relation
    """How they are linked."""
    to: records.TicketRef
    """The other one."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SplitTicket(Record):
    """Makes a message a ticket of its own, which relates to the one it was written to and begins with a copy of it;
    where a customer wrote it, at that instant, from which promises count. Needs the permission to create tickets.
    """

    do: ClassVar[Literal["split_ticket"]] = "split_ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """The ticket with the message."""
    message: records.MessageId
    """The message: one that was written to that ticket."""
    set: records.Edits = field(default_factory=lambda: {})
    """Everything else, as `create_ticket` takes it."""
    subject: str | None = None
    """What the new ticket is about; the same as the old one when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UndoSplit(Record):
    """Undoes a split, while nobody has written to the ticket or moved it. Needs the permission to create tickets."""

    do: ClassVar[Literal["undo_split"]] = "undo_split"
    """Tells it from the others."""

    ticket: records.TicketRef
    """The ticket that was made."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LogTime(Record):
    """Logs time that was spent on a ticket: entries add up, and what remains falls. Needs the permission to write
    notes.
    """

    do: ClassVar[Literal["log_time"]] = "log_time"
    """Tells it from the others."""

    ticket: records.TicketRef
    """On which ticket."""
    minutes: int
    """How much, in minutes, at most 44,640; less than nothing takes back what was logged too much."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChangeChecklist(Record):
    """Changes the checklist of a ticket. Needs the permission to change."""

    do: ClassVar[Literal["change_checklist"]] = "change_checklist"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Of which ticket."""
    changes: Sequence[records.ChecklistChange]
    """The changes, in their order: at least one, at most 200."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MarkSpam(Record):
    """Sets a ticket apart as spam. Needs the permission to mark spam."""

    do: ClassVar[Literal["mark_spam"]] = "mark_spam"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TrashTicket(Record):
    """Puts a ticket into the trash; spam, too. Nothing is lost. Needs the permission to delete."""

    do: ClassVar[Literal["trash_ticket"]] = "trash_ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RestoreTicket(Record):
    """Brings a ticket back from the trash, or from spam, as it was. Needs the permission that it took to put it
    there.
    """

    do: ClassVar[Literal["restore_ticket"]] = "restore_ticket"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TrashTickets(Record):
    """Puts many tickets into the trash, each as `trash_ticket` does it. It begins a job, as `change_tickets` does."""

    do: ClassVar[Literal["trash_tickets"]] = "trash_tickets"
    """Tells it from the others."""

    tickets: records.Which
    """Which tickets: at most 10,000 listed, or a condition: active ones, unless it asks for the standing."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RestoreTickets(Record):
    """Brings many tickets back, each as `restore_ticket` does it. It begins a job, as `change_tickets` does."""

    do: ClassVar[Literal["restore_tickets"]] = "restore_tickets"
    """Tells it from the others."""

    tickets: records.Which
    """Which tickets: at most 10,000 listed, or a condition: those in the trash, unless it asks for the standing."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PutPerson(Record):
    """Makes a person, or changes what is given of them."""

    do: ClassVar[Literal["put_person"]] = "put_person"
    """Tells it from the others."""

    addresses: Sequence[str] | None = None
    """Their mail addresses, all of them."""
    external_ids: Sequence[records.ExternalId | Mapping[str, Any]] | None = None
    """Their ids in other systems, all of them."""
    language: str | None = None
    """Their language, as a BCP 47 tag."""
    name: str | None = None
    """How to call them."""
    organization: str | None = None
    """The host's key of their organization."""
    person: records.PersonRef | None = None
    """Our id of a known person, or the host's key of a known or new one; a new one without a key when absent."""
    phone: str | None = None
    """Their telephone number."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PutAgent(Record):
    """Makes a person a member of staff, or changes what is given of their profile."""

    do: ClassVar[Literal["put_agent"]] = "put_agent"
    """Tells it from the others."""

    person: records.PersonRef
    """Our id or the host's key of the person; a key that is unknown makes the person."""
    active: bool | None = None
    """Whether they still work here."""
    availability: records.Availability | None = None
    """Whether they take work just now."""
    calendar: str | None = None
    """The calendar of their shifts; an empty text for none."""
    capacity: int | None = None
    """How much work they take at a time."""
    languages: Sequence[str] | None = None
    """The languages they work in, all of them."""
    name: str | None = None
    """How to call them, when the person is new."""
    role: records.Name | None = None
    """Their role; needed for a new profile."""
    share: int | None = None
    """How much of the work is theirs that a team shares out by weight, from 1 to 1000."""
    skills: Sequence[records.Skill | Mapping[str, Any]] | None = None
    """What they know, all of it."""
    teams: Sequence[records.Name] | None = None
    """Their teams, all of them."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SetPresence(Record):
    """Says whether an agent takes work just now, and when they are not here. What waits in the queues of their teams
    is looked at again. Agents say it of themselves; of others it needs the permission to manage people.
    """

    do: ClassVar[Literal["set_presence"]] = "set_presence"
    """Tells it from the others."""

    absence: records.Leave | Mapping[str, Any] | None = None
    """When they are not here, in place of what was said before. In the modes `release` and `substitute` a job that
    `tick` carries on takes their tickets from them when it begins.
    """
    availability: records.Availability | None = None
    """Whether they take work just now."""
    end_absence: bool = False
    """Whether they are here again, whatever was said before."""
    person: records.PersonRef | None = None
    """Our id or the host's key of the agent; the actor when absent."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ErasePerson(Record):
    """Erases the personal data of a person for good: name, addresses, telephone number, language, organization, the
    host's key and ids in other systems at once, and the rest ticket by ticket, by a job that `tick` carries on. Of
    tickets of which they are the requester everything that people wrote is erased (subject, texts of messages with
    their files, checklist, the desk's own fields of the type `text`); of others what they wrote there as a customer.
    It is erased from the history and from the records of the commands, too. Clocks, numbers, instants and choices
    stay, and with them every statistic. The host is told which files no message has any more (the effect
    `remove_files`). An active member of staff cannot be erased. Who has been erased already is gone through once
    more. Needs the permission to erase people.
    """

    do: ClassVar[Literal["erase_person"]] = "erase_person"
    """Tells it from the others."""

    person: records.PersonRef
    """Our id or the host's key of the person."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PutOrganization(Record):
    """Makes an organization, or changes what is given of it."""

    do: ClassVar[Literal["put_organization"]] = "put_organization"
    """Tells it from the others."""

    key: str
    """The host's key."""
    calendar: str | None = None
    """The calendar of the desk by which it is promised something, where a policy asks for it; an empty text for none.
    """
    external_ids: Sequence[records.ExternalId | Mapping[str, Any]] | None = None
    """Its ids in other systems, all of them."""
    name: str | None = None
    """What it is called; the key until somebody says."""
    shared: bool | None = None
    """Whether its members see each other's tickets."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RevokeLinks(Record):
    """Takes back every signed link to a ticket (the question `link`): none that was made before gives access any
    more. Needs the permission to reply; not for customers.
    """

    do: ClassVar[Literal["revoke_links"]] = "revoke_links"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RebindClocks(Record):
    """Holds the open clocks of a ticket to the service levels in force, which they are not by a change of the
    configuration alone. Nothing to do when they are already. Needs the permission to configure.
    """

    do: ClassVar[Literal["rebind_clocks"]] = "rebind_clocks"
    """Tells it from the others."""

    ticket: records.TicketRef
    """Which ticket."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RebindTickets(Record):
    """Holds the open clocks of many tickets to the service levels in force, each as `rebind_clocks` does, by a job
    that `tick` carries on. The question `preview` tells who becomes late by it. Needs the permission to configure.
    """

    do: ClassVar[Literal["rebind_tickets"]] = "rebind_tickets"
    """Tells it from the others."""

    tickets: records.Which
    """Which tickets: a list of at most 10,000, or a condition."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FireTimers(Record):
    """Internal, for the host only: fires the timers of a ticket that are due. `tick` gives it."""

    do: ClassVar[Literal["fire_timers"]] = "fire_timers"
    """Tells it from the others."""

    ticket: records.TicketId
    """Whose timers."""
    by: records.Timestamp
    """Those that are due by then; not in the future."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ContinueJob(Record):
    """Internal, for the host only: carries a job on by one ticket, or to its end. `tick` gives it."""

    do: ClassVar[Literal["continue_job"]] = "continue_job"
    """Tells it from the others."""

    job: records.JobId
    """Which."""
    version: int
    """Its version; refused when it is another by now, because somebody else has carried it on."""
    failed: Sequence[records.Problem | Mapping[str, Any]] = ()
    """Why the ticket, or the whole job, cannot go on, where that showed outside of a decision."""
    ticket: records.TicketRef | None = None
    """Whose turn it is; nothing when there is nobody left."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Configure(Record):
    """Brings a new version of the configuration into force."""

    do: ClassVar[Literal["configure"]] = "configure"
    """Tells it from the others."""

    document: str
    """The document, as JSON text."""
    expect_version: int | None = None
    """The version that the writer saw; refused when it is another by now."""


Command: TypeAlias = (
    CreateTicket | Reply | ReceiveMessage | Note | PublishMessage | ChangeTicket | ChangeTickets | CancelJob | DecideApproval |
    AssignTicket | NextTicket | AcceptTicket | HoldTicket | DeclineTicket | SnoozeTicket | WakeTicket | MergeTickets |
    UnmergeTicket | LinkTickets | UnlinkTickets | SplitTicket | UndoSplit | LogTime | ChangeChecklist | MarkSpam |
    TrashTicket | RestoreTicket | TrashTickets | RestoreTickets | PutPerson | PutAgent | SetPresence | ErasePerson |
    PutOrganization | RevokeLinks | RebindClocks | RebindTickets | FireTimers | ContinueJob | Configure
)
"""A wish. It applies whole, or not at all.

Two are the engine's own, `FireTimers` and `ContinueJob`: `tick` gives them, so that they are kept and decided again
like all others. From an agent or a requester they are `forbidden`.
"""
