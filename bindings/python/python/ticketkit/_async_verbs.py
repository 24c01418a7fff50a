"""A keyword method for each command and each question, awaited.

Made by generate.py from core/src/command/schema.json; do not edit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload
from uuid import UUID

from . import answers, records

if TYPE_CHECKING:
    from .desk import Desk

T = TypeVar("T")

Staff: TypeAlias = records.Host | records.Agent
"""Who gets whole records."""
Customer: TypeAlias = records.Requester | records.Link
"""Who gets the public ones."""


class AsyncVerbs:
    """A keyword method for each command and each question, awaited."""

    _desk: Desk

    async def _run(self, call: Callable[[], T]) -> T:
        raise NotImplementedError

    async def create_ticket(
        self,
        subject: str,
        *,
        actor: records.Actor,
        attachments: Sequence[records.Attachment | Mapping[str, Any]] = (),
        body: str = '',
        fold_key: str | None = None,
        html: str | None = None,
        message_id: str | None = None,
        requester: records.Intake | Mapping[str, Any] | None = None,
        set: records.Edits | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Opens a ticket. By a requester: for themselves; by staff or the host: for somebody.

        :param actor: who commands
        :param subject: What it is about, in one line.
        :param attachments: The files that came with the first message.
        :param body: The first message, public; none when empty.
        :param fold_key: What tells a repetition from something new, such as the name of a disk that is full. While
            there is work to do on the ticket that holds this key, the message goes there, and no ticket is opened:
            what `set` says is left out then. For the host only. At most 200 characters.
        :param html: The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes
            without a text, the text is taken from it.
        :param message_id: The id that the channel gave the first message.
        :param requester: The person it is for; the acting requester when absent.
        :param set: Everything else: priority, type, team, tags, the desk's own fields, the status that it begins in.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.create_ticket(subject, actor=actor, attachments=attachments, body=body, fold_key=fold_key, html=html, message_id=message_id, requester=requester, set=set, command_id=command_id, now=now))

    async def reply(
        self,
        ticket: records.TicketRef,
        body: str,
        *,
        actor: records.Actor,
        attachments: Sequence[records.Attachment | Mapping[str, Any]] = (),
        expect_version: int | None = None,
        html: str | None = None,
        message_id: str | None = None,
        set: records.Edits | None = None,
        spent_minutes: int | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Adds a public message.

        :param actor: who commands
        :param ticket: To which ticket.
        :param body: The text.
        :param attachments: The files that come with it.
        :param expect_version: The version of the ticket that the writer saw; refused when it is another by now.
        :param html: The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes
            without a text, the text is taken from it.
        :param message_id: The id that the channel gave it.
        :param set: What else changes with it; a status given here beats the automatic move.
        :param spent_minutes: How much time was spent on it, in minutes. For staff.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.reply(ticket, body, actor=actor, attachments=attachments, expect_version=expect_version, html=html, message_id=message_id, set=set, spent_minutes=spent_minutes, command_id=command_id, now=now))

    async def receive_message(
        self,
        ticket: records.TicketRef,
        from_: records.Intake | Mapping[str, Any],
        *,
        actor: records.Actor,
        attachments: Sequence[records.Attachment | Mapping[str, Any]] = (),
        body: str = '',
        html: str | None = None,
        message_id: str | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Adds a message that a channel brought, such as a mail, in the name of who sent it. Whoever belongs to the
        ticket replies by it, as with `reply`. What others write is kept from customers until staff have looked at it:
        the writer becomes one of the unverified people of the ticket, or begins a ticket of their own, as the
        configuration says. For the host only.

        :param actor: who commands
        :param ticket: To which ticket.
        :param from_: Who sent it: found by id, key or address, in this order; made when unknown. Not a member of
            staff, whom a sender's address does not prove.
        :param attachments: The files that come with it.
        :param body: The text.
        :param html: The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes
            without a text, the text is taken from it.
        :param message_id: The id that the channel gave it.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.receive_message(ticket, from_, actor=actor, attachments=attachments, body=body, html=html, message_id=message_id, command_id=command_id, now=now))

    async def note(
        self,
        ticket: records.TicketRef,
        body: str,
        *,
        actor: records.Actor,
        attachments: Sequence[records.Attachment | Mapping[str, Any]] = (),
        expect_version: int | None = None,
        html: str | None = None,
        set: records.Edits | None = None,
        spent_minutes: int | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Adds an internal note.

        :param actor: who commands
        :param ticket: To which ticket.
        :param body: The text.
        :param attachments: The files that come with it.
        :param expect_version: The version of the ticket that the writer saw; refused when it is another by now.
        :param html: The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes
            without a text, the text is taken from it.
        :param set: What else changes with it.
        :param spent_minutes: How much time was spent on it, in minutes. For staff.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.note(ticket, body, actor=actor, attachments=attachments, expect_version=expect_version, html=html, set=set, spent_minutes=spent_minutes, command_id=command_id, now=now))

    async def publish_message(
        self,
        ticket: records.TicketRef,
        message: records.MessageId,
        *,
        actor: records.Actor,
        expect_version: int | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Says once more what a note says, in public, as a reply does. The note stays. Needs the permission to
        publish.

        :param actor: who commands
        :param ticket: The ticket with the note.
        :param message: The note: one that was written to that ticket.
        :param expect_version: The version of the ticket that the caller saw; refused when it is another by now.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.publish_message(ticket, message, actor=actor, expect_version=expect_version, command_id=command_id, now=now))

    async def change_ticket(
        self,
        ticket: records.TicketRef,
        set: records.Edits,
        *,
        actor: records.Actor,
        expect_version: int | None = None,
        transition: records.Name | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Changes fields, the status among them.

        :param actor: who commands
        :param ticket: Which ticket.
        :param set: The changes.
        :param expect_version: The version of the ticket that the caller saw; refused when it is another by now.
        :param transition: The named transition to take, where several lead to the same status.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.change_ticket(ticket, set, actor=actor, expect_version=expect_version, transition=transition, command_id=command_id, now=now))

    async def apply_macro(
        self,
        ticket: records.TicketRef,
        name: records.Name,
        *,
        actor: records.Actor,
        expect_version: int | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Carries out a macro of the configuration, as if its actions had been done by hand: as whoever gives the
        command, with their rights and all checks, whole or not at all. What it sends is their own reply. For staff.

        :param actor: who commands
        :param ticket: On which ticket.
        :param name: Which macro: one that the question `macros` offers.
        :param expect_version: The version of the ticket that the caller saw; refused when it is another by now.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.apply_macro(ticket, name, actor=actor, expect_version=expect_version, command_id=command_id, now=now))

    async def change_tickets(
        self,
        tickets: records.Which,
        set: records.Edits,
        *,
        actor: records.Actor,
        transition: records.Name | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Changes fields of many tickets, each as `change_ticket` does it. It begins a job that `tick` carries on.
        For staff.

        :param actor: who commands
        :param tickets: Which tickets: a list of at most 10,000, or a condition.
        :param set: The changes.
        :param transition: The named transition to take, where several lead to the same status.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.change_tickets(tickets, set, actor=actor, transition=transition, command_id=command_id, now=now))

    async def cancel_job(
        self,
        job: records.JobId,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Ends a job; what it did before stays. For whoever began it, and for staff who see all tickets.

        :param actor: who commands
        :param job: Which.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.cancel_job(job, actor=actor, command_id=command_id, now=now))

    async def decide_approval(
        self,
        ticket: records.TicketRef,
        approve: bool,
        *,
        actor: records.Actor,
        expect_version: int | None = None,
        reason: str | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Approves of the move that a ticket waits with, or refuses it. When enough have approved it moves, with all
        the checks of that moment. For staff whom the transition names, and the host; whoever asked may take it back
        by refusing.

        :param actor: who commands
        :param ticket: Which ticket.
        :param approve: Whether they approve.
        :param expect_version: The version of the ticket that the caller saw; refused when it is another by now.
        :param reason: Why, for staff: it becomes an internal note.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.decide_approval(ticket, approve, actor=actor, expect_version=expect_version, reason=reason, command_id=command_id, now=now))

    async def assign_ticket(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        agent: records.PersonRef | None = None,
        expect_version: int | None = None,
        team: records.Name | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Gives a ticket to a team, to an agent, or to whom the team's strategy chooses.

        :param actor: who commands
        :param ticket: Which ticket.
        :param agent: The agent; whom the strategy chooses when absent.
        :param expect_version: The version of the ticket that the caller saw; refused when it is another by now.
        :param team: The team; the present one when absent.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.assign_ticket(ticket, actor=actor, agent=agent, expect_version=expect_version, team=team, command_id=command_id, now=now))

    async def next_ticket(
        self,
        *,
        actor: records.Actor,
        team: records.Name | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Takes the ticket that is the most urgent among those that wait for an owner in the agent's teams, where the
        teams let agents take their next ticket themselves: first what is late, the longest late first, then what is
        due next, then by priority, then who has been waiting the longest. It is lent to the agent: acting on it makes
        it theirs. Nobody gets by it what they cannot take (skills, language, capacity) or gave back of late. Where
        there is nothing, the outcome has no ticket and the notice `nothing_waits`. For agents who may reply.

        :param actor: who commands
        :param team: Of which team; of all the agent's teams when absent.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.next_ticket(actor=actor, team=team, command_id=command_id, now=now))

    async def accept_ticket(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Says that the owner takes care of a ticket that they were given or took: it is not taken from them any more
        for not acting on it. For its owner.

        :param actor: who commands
        :param ticket: Which ticket.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.accept_ticket(ticket, actor=actor, command_id=command_id, now=now))

    async def hold_ticket(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Lends a ticket to the agent who took it with `next_ticket` for another span of time, from now on. For its
        owner.

        :param actor: who commands
        :param ticket: Which ticket.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.hold_ticket(ticket, actor=actor, command_id=command_id, now=now))

    async def decline_ticket(
        self,
        ticket: records.TicketRef,
        reason: records.Name,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Gives a ticket back: it is not given to its owner again for a while, as the team says, and another one is
        looked for. For its owner.

        :param actor: who commands
        :param ticket: Which ticket.
        :param reason: Why: one of the reasons of the configuration, or any name where it has none.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.decline_ticket(ticket, reason, actor=actor, command_id=command_id, now=now))

    async def snooze_ticket(
        self,
        ticket: records.TicketRef,
        until: records.Timestamp,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Puts a ticket aside until an instant.

        :param actor: who commands
        :param ticket: Which ticket.
        :param until: Until when; in the future.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.snooze_ticket(ticket, until, actor=actor, command_id=command_id, now=now))

    async def wake_ticket(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Takes a snoozed ticket back before its time.

        :param actor: who commands
        :param ticket: Which ticket.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.wake_ticket(ticket, actor=actor, command_id=command_id, now=now))

    async def merge_tickets(
        self,
        winner: records.TicketRef,
        losers: Sequence[records.TicketRef],
        *,
        actor: records.Actor,
        publish: bool = False,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Merges tickets into another one, which shows their messages and gets what their customers write later.
        Nothing is copied, so that `unmerge_ticket` takes it all back. Needs the permission to merge.

        :param actor: who commands
        :param winner: The ticket that stays; it has to be active.
        :param losers: The tickets that end in it: active ones, at most 99. What was merged into them comes along.
        :param publish: Whether customers of the winner may read what is public in the losers, and those of the losers
            get copies, also where they have neither the requester nor the organization in common.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.merge_tickets(winner, losers, actor=actor, publish=publish, command_id=command_id, now=now))

    async def unmerge_ticket(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Takes a ticket out of the one that it was merged into: it is what it was before. Needs the permission to
        merge.

        :param actor: who commands
        :param ticket: Which ticket: one that was merged.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.unmerge_ticket(ticket, actor=actor, command_id=command_id, now=now))

    async def link_tickets(
        self,
        ticket: records.TicketRef,
        relation: records.Relation,
        to: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Links a ticket to another one. Solving a problem solves its incidents. Needs the permission to change.

        :param actor: who commands
        :param ticket: Which ticket: the part, or the incident.
        :param relation: How.
        :param to: The other one: the parent, or the problem.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.link_tickets(ticket, relation, to, actor=actor, command_id=command_id, now=now))

    async def unlink_tickets(
        self,
        ticket: records.TicketRef,
        relation: records.Relation,
        to: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Takes such a link away. Needs the permission to change.

        :param actor: who commands
        :param ticket: Which ticket: the part, or the incident.
        :param relation: How they are linked.
        :param to: The other one.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.unlink_tickets(ticket, relation, to, actor=actor, command_id=command_id, now=now))

    async def split_ticket(
        self,
        ticket: records.TicketRef,
        message: records.MessageId,
        *,
        actor: records.Actor,
        set: records.Edits | None = None,
        subject: str | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Makes a message a ticket of its own, which relates to the one it was written to and begins with a copy of
        it; where a customer wrote it, at that instant, from which promises count. Needs the permission to create
        tickets.

        :param actor: who commands
        :param ticket: The ticket with the message.
        :param message: The message: one that was written to that ticket.
        :param set: Everything else, as `create_ticket` takes it.
        :param subject: What the new ticket is about; the same as the old one when absent.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.split_ticket(ticket, message, actor=actor, set=set, subject=subject, command_id=command_id, now=now))

    async def undo_split(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Undoes a split, while nobody has written to the ticket or moved it. Needs the permission to create tickets.

        :param actor: who commands
        :param ticket: The ticket that was made.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.undo_split(ticket, actor=actor, command_id=command_id, now=now))

    async def log_time(
        self,
        ticket: records.TicketRef,
        minutes: int,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Logs time that was spent on a ticket: entries add up, and what remains falls. Needs the permission to write
        notes.

        :param actor: who commands
        :param ticket: On which ticket.
        :param minutes: How much, in minutes, at most 44,640; less than nothing takes back what was logged too much.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.log_time(ticket, minutes, actor=actor, command_id=command_id, now=now))

    async def change_checklist(
        self,
        ticket: records.TicketRef,
        changes: Sequence[records.ChecklistChange],
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Changes the checklist of a ticket. Needs the permission to change.

        :param actor: who commands
        :param ticket: Of which ticket.
        :param changes: The changes, in their order: at least one, at most 200.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.change_checklist(ticket, changes, actor=actor, command_id=command_id, now=now))

    async def mark_spam(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Sets a ticket apart as spam. Needs the permission to mark spam.

        :param actor: who commands
        :param ticket: Which ticket.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.mark_spam(ticket, actor=actor, command_id=command_id, now=now))

    async def trash_ticket(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Puts a ticket into the trash; spam, too. Nothing is lost. Needs the permission to delete.

        :param actor: who commands
        :param ticket: Which ticket.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.trash_ticket(ticket, actor=actor, command_id=command_id, now=now))

    async def restore_ticket(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Brings a ticket back from the trash, or from spam, as it was. Needs the permission that it took to put it
        there.

        :param actor: who commands
        :param ticket: Which ticket.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.restore_ticket(ticket, actor=actor, command_id=command_id, now=now))

    async def trash_tickets(
        self,
        tickets: records.Which,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Puts many tickets into the trash, each as `trash_ticket` does it. It begins a job, as `change_tickets`
        does.

        :param actor: who commands
        :param tickets: Which tickets: at most 10,000 listed, or a condition: active ones, unless it asks for the
            standing.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.trash_tickets(tickets, actor=actor, command_id=command_id, now=now))

    async def restore_tickets(
        self,
        tickets: records.Which,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Brings many tickets back, each as `restore_ticket` does it. It begins a job, as `change_tickets` does.

        :param actor: who commands
        :param tickets: Which tickets: at most 10,000 listed, or a condition: those in the trash, unless it asks for
            the standing.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.restore_tickets(tickets, actor=actor, command_id=command_id, now=now))

    async def put_person(
        self,
        *,
        actor: records.Actor,
        addresses: Sequence[str] | None = None,
        external_ids: Sequence[records.ExternalId | Mapping[str, Any]] | None = None,
        language: str | None = None,
        name: str | None = None,
        organization: str | None = None,
        person: records.PersonRef | None = None,
        phone: str | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Makes a person, or changes what is given of them.

        :param actor: who commands
        :param addresses: Their mail addresses, all of them.
        :param external_ids: Their ids in other systems, all of them.
        :param language: Their language, as a BCP 47 tag.
        :param name: How to call them.
        :param organization: The host's key of their organization.
        :param person: Our id of a known person, or the host's key of a known or new one; a new one without a key when
            absent.
        :param phone: Their telephone number.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.put_person(actor=actor, addresses=addresses, external_ids=external_ids, language=language, name=name, organization=organization, person=person, phone=phone, command_id=command_id, now=now))

    async def put_agent(
        self,
        person: records.PersonRef,
        *,
        actor: records.Actor,
        active: bool | None = None,
        availability: records.Availability | None = None,
        calendar: str | None = None,
        capacity: int | None = None,
        languages: Sequence[str] | None = None,
        name: str | None = None,
        role: records.Name | None = None,
        share: int | None = None,
        skills: Sequence[records.Skill | Mapping[str, Any]] | None = None,
        teams: Sequence[records.Name] | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Makes a person a member of staff, or changes what is given of their profile.

        :param actor: who commands
        :param person: Our id or the host's key of the person; a key that is unknown makes the person.
        :param active: Whether they still work here.
        :param availability: Whether they take work just now.
        :param calendar: The calendar of their shifts; an empty text for none.
        :param capacity: How much work they take at a time.
        :param languages: The languages they work in, all of them.
        :param name: How to call them, when the person is new.
        :param role: Their role; needed for a new profile.
        :param share: How much of the work is theirs that a team shares out by weight, from 1 to 1000.
        :param skills: What they know, all of it.
        :param teams: Their teams, all of them.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.put_agent(person, actor=actor, active=active, availability=availability, calendar=calendar, capacity=capacity, languages=languages, name=name, role=role, share=share, skills=skills, teams=teams, command_id=command_id, now=now))

    async def set_presence(
        self,
        *,
        actor: records.Actor,
        absence: records.Leave | Mapping[str, Any] | None = None,
        availability: records.Availability | None = None,
        end_absence: bool = False,
        person: records.PersonRef | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Says whether an agent takes work just now, and when they are not here. What waits in the queues of their
        teams is looked at again. Agents say it of themselves; of others it needs the permission to manage people.

        :param actor: who commands
        :param absence: When they are not here, in place of what was said before. In the modes `release` and
            `substitute` a job that `tick` carries on takes their tickets from them when it begins.
        :param availability: Whether they take work just now.
        :param end_absence: Whether they are here again, whatever was said before.
        :param person: Our id or the host's key of the agent; the actor when absent.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.set_presence(actor=actor, absence=absence, availability=availability, end_absence=end_absence, person=person, command_id=command_id, now=now))

    async def erase_person(
        self,
        person: records.PersonRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Erases the personal data of a person for good: name, addresses, telephone number, language, organization,
        the host's key and ids in other systems at once, and the rest ticket by ticket, by a job that `tick` carries
        on. Of tickets of which they are the requester everything that people wrote is erased (subject, texts of
        messages with their files, checklist, the desk's own fields of the type `text`); of others what they wrote
        there as a customer. It is erased from the history and from the records of the commands, too. Clocks, numbers,
        instants and choices stay, and with them every statistic. The host is told which files no message has any more
        (the effect `remove_files`). An active member of staff cannot be erased. Who has been erased already is gone
        through once more. Needs the permission to erase people.

        :param actor: who commands
        :param person: Our id or the host's key of the person.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.erase_person(person, actor=actor, command_id=command_id, now=now))

    async def put_organization(
        self,
        key: str,
        *,
        actor: records.Actor,
        calendar: str | None = None,
        external_ids: Sequence[records.ExternalId | Mapping[str, Any]] | None = None,
        name: str | None = None,
        shared: bool | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Makes an organization, or changes what is given of it.

        :param actor: who commands
        :param key: The host's key.
        :param calendar: The calendar of the desk by which it is promised something, where a policy asks for it; an
            empty text for none.
        :param external_ids: Its ids in other systems, all of them.
        :param name: What it is called; the key until somebody says.
        :param shared: Whether its members see each other's tickets.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.put_organization(key, actor=actor, calendar=calendar, external_ids=external_ids, name=name, shared=shared, command_id=command_id, now=now))

    async def revoke_links(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Takes back every signed link to a ticket (the question `link`): none that was made before gives access any
        more. Needs the permission to reply; not for customers.

        :param actor: who commands
        :param ticket: Which ticket.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.revoke_links(ticket, actor=actor, command_id=command_id, now=now))

    async def rebind_clocks(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Holds the open clocks of a ticket to the service levels in force, which they are not by a change of the
        configuration alone. Nothing to do when they are already. Needs the permission to configure.

        :param actor: who commands
        :param ticket: Which ticket.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.rebind_clocks(ticket, actor=actor, command_id=command_id, now=now))

    async def rebind_tickets(
        self,
        tickets: records.Which,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Holds the open clocks of many tickets to the service levels in force, each as `rebind_clocks` does, by a
        job that `tick` carries on. The question `preview` tells who becomes late by it. Needs the permission to
        configure.

        :param actor: who commands
        :param tickets: Which tickets: a list of at most 10,000, or a condition.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.rebind_tickets(tickets, actor=actor, command_id=command_id, now=now))

    async def fire_timers(
        self,
        ticket: records.TicketId,
        by: records.Timestamp,
        *,
        actor: records.Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Internal, for the host only: fires the timers of a ticket that are due. `tick` gives it.

        :param actor: who commands
        :param ticket: Whose timers.
        :param by: Those that are due by then; not in the future.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.fire_timers(ticket, by, actor=actor, command_id=command_id, now=now))

    async def continue_job(
        self,
        job: records.JobId,
        version: int,
        *,
        actor: records.Actor,
        failed: Sequence[records.Problem | Mapping[str, Any]] = (),
        ticket: records.TicketRef | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Internal, for the host only: carries a job on by one ticket, or to its end. `tick` gives it.

        :param actor: who commands
        :param job: Which.
        :param version: Its version; refused when it is another by now, because somebody else has carried it on.
        :param failed: Why the ticket, or the whole job, cannot go on, where that showed outside of a decision.
        :param ticket: Whose turn it is; nothing when there is nobody left.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.continue_job(job, version, actor=actor, failed=failed, ticket=ticket, command_id=command_id, now=now))

    async def configure(
        self,
        document: str | Mapping[str, Any],
        *,
        actor: records.Actor,
        expect_version: int | None = None,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> records.Outcome:
        """Brings a new version of the configuration into force.

        :param actor: who commands
        :param document: The document, as JSON text.
        :param expect_version: The version that the writer saw; refused when it is another by now.
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered
            twice alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return await self._run(lambda: self._desk.configure(document, actor=actor, expect_version=expect_version, command_id=command_id, now=now))

    @overload
    async def ticket(
        self,
        ticket: records.TicketRef,
        *,
        actor: Staff,
    ) -> records.Ticket: ...
    @overload
    async def ticket(
        self,
        ticket: records.TicketRef,
        *,
        actor: Customer,
    ) -> records.PublicTicket: ...
    @overload
    async def ticket(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
    ) -> records.Ticket | records.PublicTicket: ...
    async def ticket(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
    ) -> records.Ticket | records.PublicTicket:
        """One ticket.

        :param actor: who asks
        :param ticket: Which.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.ticket(ticket, actor=actor))

    @overload
    async def thread(
        self,
        ticket: records.TicketRef,
        *,
        actor: Staff,
        after: records.MessageId | None = None,
        limit: int | None = None,
    ) -> answers.Thread: ...
    @overload
    async def thread(
        self,
        ticket: records.TicketRef,
        *,
        actor: Customer,
        after: records.MessageId | None = None,
        limit: int | None = None,
    ) -> answers.PublicThread: ...
    @overload
    async def thread(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        after: records.MessageId | None = None,
        limit: int | None = None,
    ) -> answers.Thread | answers.PublicThread: ...
    async def thread(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        after: records.MessageId | None = None,
        limit: int | None = None,
    ) -> answers.Thread | answers.PublicThread:
        """A piece of a ticket's conversation, oldest first, with what was merged into it. Customers, and staff who
        write no notes, read public messages only.

        :param actor: who asks
        :param ticket: Which ticket.
        :param after: After which message; the beginning when absent. `bad_cursor` when there is no such message.
        :param limit: How many at the most; 50 when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.thread(ticket, actor=actor, after=after, limit=limit))

    async def attachment(
        self,
        ticket: records.TicketRef,
        message: records.MessageId,
        sha256: str,
        *,
        actor: records.Actor,
    ) -> answers.Attachment:
        """A file of a message, and how to send it to a browser so that it can do no harm there: for whoever may read
        the message. Ask before the bytes are given out; `not_found` says that they may not be.

        :param actor: who asks
        :param ticket: Which ticket, in whose conversation the message is.
        :param message: Which message.
        :param sha256: Which of its files, by SHA-256 in lower-case hex.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.attachment(ticket, message, sha256, actor=actor))

    async def replies(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        language: str | None = None,
        reply: records.Name | None = None,
    ) -> tuple[records.CannedReply, ...]:
        """Texts that are ready to be sent, filled in for a ticket, in the language of its conversation. For staff who
        may reply.

        :param actor: who asks
        :param ticket: For which ticket.
        :param language: In which language, as a BCP 47 tag; that of the ticket, else of its requester, else of the
            desk when absent or when there is no such text.
        :param reply: Which of them; all that are for a team of whoever asks when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.replies(ticket, actor=actor, language=language, reply=reply))

    async def macros(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
    ) -> tuple[records.MacroOffer, ...]:
        """The macros that the actor can use on a ticket as it stands. For staff.

        :param actor: who asks
        :param ticket: Which ticket.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.macros(ticket, actor=actor))

    async def links(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        limit: int | None = None,
    ) -> tuple[records.Linked, ...]:
        """The other tickets that a ticket is linked to, of those that the actor sees, by how. For staff.

        :param actor: who asks
        :param ticket: Which ticket.
        :param limit: How many of each sort at the most; 50 when absent. A list with a condition such as `{"field":
            "parent", "op": "eq", "value": ID}` has all of them.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.links(ticket, actor=actor, limit=limit))

    async def link(
        self,
        ticket: records.TicketRef,
        expires_at: records.Timestamp,
        *,
        actor: records.Actor,
        person: records.PersonRef | None = None,
    ) -> answers.Link:
        """A signed link to a ticket, for somebody without an account: what stands behind an address in a mail. By it
        they read the ticket and write to it as one of its customers. Needs the permission to reply; not for
        customers. The engine has to be opened with `link_keys`. `revoke_links` takes it back.

        :param actor: who asks
        :param ticket: Which ticket.
        :param expires_at: When it ceases to give access: in the future, and at most 366 days from now.
        :param person: For which of its customers, the requester or somebody in copy; the requester when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.link(ticket, expires_at, actor=actor, person=person))

    @overload
    async def history(
        self,
        ticket: records.TicketRef,
        *,
        actor: Staff,
        after: int = 0,
        limit: int | None = None,
    ) -> answers.History: ...
    @overload
    async def history(
        self,
        ticket: records.TicketRef,
        *,
        actor: Customer,
        after: int = 0,
        limit: int | None = None,
    ) -> answers.PublicHistory: ...
    @overload
    async def history(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        after: int = 0,
        limit: int | None = None,
    ) -> answers.History | answers.PublicHistory: ...
    async def history(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        after: int = 0,
        limit: int | None = None,
    ) -> answers.History | answers.PublicHistory:
        """A piece of a ticket's history, oldest first; for customers its public events, which have a numbering of
        their own.

        :param actor: who asks
        :param ticket: Which ticket.
        :param after: After which version; 0 for the beginning.
        :param limit: How many at the most; 50 when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.history(ticket, actor=actor, after=after, limit=limit))

    async def feed(
        self,
        *,
        actor: records.Actor,
        after: int = 0,
        limit: int | None = None,
    ) -> answers.History:
        """A piece of the desk's feed, in the order in which things were stored. For the host only.

        :param actor: who asks
        :param after: After which number; 0 for the beginning.
        :param limit: How many at the most; 50 when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.feed(actor=actor, after=after, limit=limit))

    @overload
    async def find(
        self,
        *,
        actor: Staff,
        after: str | None = None,
        condition: records.Condition | None = None,
        descending: bool = False,
        limit: int | None = None,
        sort: records.Name | None = None,
        text: str | None = None,
    ) -> answers.Page: ...
    @overload
    async def find(
        self,
        *,
        actor: Customer,
        after: str | None = None,
        condition: records.Condition | None = None,
        descending: bool = False,
        limit: int | None = None,
        sort: records.Name | None = None,
        text: str | None = None,
    ) -> answers.PublicPage: ...
    @overload
    async def find(
        self,
        *,
        actor: records.Actor,
        after: str | None = None,
        condition: records.Condition | None = None,
        descending: bool = False,
        limit: int | None = None,
        sort: records.Name | None = None,
        text: str | None = None,
    ) -> answers.Page | answers.PublicPage: ...
    async def find(
        self,
        *,
        actor: records.Actor,
        after: str | None = None,
        condition: records.Condition | None = None,
        descending: bool = False,
        limit: int | None = None,
        sort: records.Name | None = None,
        text: str | None = None,
    ) -> answers.Page | answers.PublicPage:
        """A page of tickets: of active ones, unless the condition asks for the standing.

        :param actor: who asks
        :param after: The cursor that the page before gave; `bad_cursor` when it is of another question.
        :param condition: Which; all when absent.
        :param descending: Whether the latest comes first.
        :param limit: How many at the most; 50 when absent.
        :param sort: By what the list is ordered: `created_at`, `updated_at`, `status_since`; `created_at` when
            absent. A text search answers newest first, whatever is said here.
        :param text: Words that must all stand in the subject or in one message.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.find(actor=actor, after=after, condition=condition, descending=descending, limit=limit, sort=sort, text=text))

    async def count(
        self,
        *,
        actor: records.Actor,
        by: records.Name | None = None,
        condition: records.Condition | None = None,
    ) -> tuple[records.Count, ...]:
        """How many tickets there are, of those that the actor sees: of active ones, unless the condition asks for the
        standing.

        :param actor: who asks
        :param by: One count for each value of this field: `status`, `category`, `priority`, `type`, `channel`,
            `requester`, `organization`; for staff `team`, `owner` and `standing`, too. A count of all when absent.
        :param condition: Which; all when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.count(actor=actor, by=by, condition=condition))

    async def transitions(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
    ) -> tuple[records.Available, ...]:
        """Which statuses the actor can move a ticket to, and what is still missing for each; none without the
        permission to change tickets.

        :param actor: who asks
        :param ticket: Which ticket.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.transitions(ticket, actor=actor))

    async def form(
        self,
        *,
        actor: records.Actor,
        set: records.Edits | None = None,
        ticket: records.TicketRef | None = None,
        type: records.Name | None = None,
    ) -> answers.Form:
        """The form that the actor would see for a ticket: its fields in their order, with what the rules of the form
        make of them, and what would be refused.

        :param actor: who asks
        :param set: Changes that are not stored yet.
        :param ticket: Which ticket; one that the actor would open when absent.
        :param type: Its type; the same as to give it in `set`.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.form(actor=actor, set=set, ticket=ticket, type=type))

    async def promises(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
    ) -> tuple[records.ClockView, ...]:
        """What is promised for a ticket and how it stands: every clock with the spans that counted. For staff.

        :param actor: who asks
        :param ticket: Which ticket.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.promises(ticket, actor=actor))

    async def policy(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
    ) -> answers.Policy:
        """Which policy is taken for a ticket, and why none of those before it. For staff.

        :param actor: who asks
        :param ticket: Which ticket.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.policy(ticket, actor=actor))

    async def routings(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
    ) -> tuple[records.AssignmentDecision, ...]:
        """Why a ticket has the owner that it has: every routing, with a word for each candidate. For staff.

        :param actor: who asks
        :param ticket: Which ticket.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.routings(ticket, actor=actor))

    async def handoffs(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
    ) -> tuple[records.Handoff, ...]:
        """How a ticket went from team to team, and how long each of them had it. For staff whose role does not hide
        teams.

        :param actor: who asks
        :param ticket: Which ticket.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.handoffs(ticket, actor=actor))

    async def line(
        self,
        team: records.Name,
        *,
        actor: records.Actor,
        limit: int | None = None,
    ) -> tuple[records.Waiting, ...]:
        """What waits for an owner in a team: in the order in which agents take their next ticket where they do so
        themselves, and otherwise in the order in which it is given out, the oldest first. For staff; what they do not
        see is left out.

        :param actor: who asks
        :param team: Which team.
        :param limit: How many at the most, up to 100; 50 when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.line(team, actor=actor, limit=limit))

    async def fairness(
        self,
        team: records.Name,
        *,
        actor: records.Actor,
        days: int | None = None,
    ) -> answers.Fairness:
        """What the members of a team were given, by its strategy or by taking their next ticket, and how far that is
        from their shares. For those who may manage people.

        :param actor: who asks
        :param team: Which team.
        :param days: Over how many days of UTC, today among them, from 1 to 366; as many as the team counts by when
            absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.fairness(team, actor=actor, days=days))

    async def staffing(
        self,
        *,
        actor: records.Actor,
    ) -> tuple[records.Problem, ...]:
        """What the configuration asks of people and nobody there can do: teams without members, skills that nobody of
        a team has, agents on call who are not there, shifts by calendars that are gone, substitutes who lead in a
        circle. For those who may manage people.

        :param actor: who asks
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.staffing(actor=actor))

    async def account(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        as_of: records.Timestamp | None = None,
        picture: bool = False,
    ) -> answers.Account:
        """The account of a ticket: which policies are taken for it and why none of those before them, why each
        deadline is where it is, span by span, and whose every second of its life was. For staff.

        :param actor: who asks
        :param ticket: Which ticket.
        :param as_of: As of when: not before its last change, and at most 3,660 days after it; now when absent.
        :param picture: Whether a picture (SVG) of it is wanted, too.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.account(ticket, actor=actor, as_of=as_of, picture=picture))

    async def visits(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
    ) -> answers.Visits:
        """How long a ticket stood in each of its statuses, stay by stay, in real and in open time. For staff.

        :param actor: who asks
        :param ticket: Which ticket.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.visits(ticket, actor=actor))

    async def deadlines(
        self,
        *,
        actor: records.Actor,
        after: str | None = None,
        condition: records.Condition | None = None,
        limit: int | None = None,
        link: str | None = None,
        name: str | None = None,
    ) -> answers.Deadlines:
        """The deadlines of tickets as a calendar (iCalendar): due dates, planned spans, and the deadlines of open
        clocks, each known by the same uid for ever. A plan without an end, and a clock that is paused, have no place
        in it. For staff.

        :param actor: who asks
        :param after: The cursor that the page before gave; `bad_cursor` when it is of another question.
        :param condition: Which tickets; all when absent.
        :param limit: How many tickets at the most, those without a deadline among them; 50 when absent.
        :param link: What stands before the number of a ticket in the address at which a person finds it, such as
            `https://desk.example/tickets/`; no addresses when absent.
        :param name: What the calendar is called; it has no name when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.deadlines(actor=actor, after=after, condition=condition, limit=limit, link=link, name=name))

    async def preview(
        self,
        *,
        actor: records.Actor,
        after: str | None = None,
        condition: records.Condition | None = None,
        document: str | Mapping[str, Any] | None = None,
        late_only: bool = False,
        limit: int | None = None,
    ) -> answers.Preview:
        """What a document would do to the open clocks if it were in force now and every ticket were held to it, a
        page of tickets at a time: whose deadline moves, who becomes late, and by how much. Nothing is changed. The
        counts of all pages add up, and whoever asks for no more of them has ended the work. Needs the permission to
        configure.

        :param actor: who asks
        :param after: The cursor that the page before gave; `bad_cursor` when it is of another question.
        :param condition: Which tickets; all when absent.
        :param document: The document, as JSON text; that in force when absent, which shows what `rebind_tickets`
            would do.
        :param late_only: List only changes by which something becomes late.
        :param limit: How many tickets are looked at, those without open clocks among them; 50 when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.preview(actor=actor, after=after, condition=condition, document=document, late_only=late_only, limit=limit))

    async def what_if(
        self,
        *,
        actor: records.Actor,
        after: str | None = None,
        as_of: records.Timestamp | None = None,
        condition: records.Condition | None = None,
        document: str | Mapping[str, Any] | None = None,
        limit: int | None = None,
    ) -> answers.WhatIf:
        """What service levels would have come to, had a document been in force from the first day: how many promises
        were met and missed as things were, and how many would have been. Nothing is changed. A long history is gone
        through in pieces: all counts add up, while medians and percentiles are those of a piece, so that the tickets
        of a month are best asked for by a condition. Needs the permission to configure.

        :param actor: who asks
        :param after: The cursor that the piece before gave; `bad_cursor` when it is of another question.
        :param as_of: Until when time passes for clocks that are open; now when absent. Pieces of one history should
            name it.
        :param condition: Which tickets, as they are now; all when absent.
        :param document: The document, as JSON text; that in force when absent.
        :param limit: How many tickets are looked at: at most 100,000, and 10,000 when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.what_if(actor=actor, after=after, as_of=as_of, condition=condition, document=document, limit=limit))

    async def what_if_routing(
        self,
        *,
        actor: records.Actor,
        after: str | None = None,
        as_of: records.Timestamp | None = None,
        condition: records.Condition | None = None,
        document: str | Mapping[str, Any] | None = None,
        limit: int | None = None,
    ) -> answers.WhatIfRouting:
        """Who would have got what, had a document routed the tickets of a desk: stored arrivals are played again,
        with the people as they are now, and both sides are told, as it was and as it would have been: how long
        tickets waited, who had how much to do, and how often they went from team to team. Nothing is changed. A long
        history is gone through in pieces, each played by itself. Needs the permission to configure.

        :param actor: who asks
        :param after: The cursor that the piece before gave; `bad_cursor` when it is of another question.
        :param as_of: Until when time passes; now when absent. Pieces of one history should name it.
        :param condition: Which tickets, as they are now; all when absent.
        :param document: The document, as JSON text; that in force when absent, which shows what its strategies alone
            come to.
        :param limit: How many tickets are looked at: at most 100,000, and 10,000 when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.what_if_routing(actor=actor, after=after, as_of=as_of, condition=condition, document=document, limit=limit))

    async def dry_run(
        self,
        ticket: records.TicketRef,
        *,
        actor: records.Actor,
        command: str | None = None,
        occasion: records.Occasion | None = None,
        rules: str | None = None,
    ) -> records.DryRunReport:
        """What rules would do to a ticket now, with a word for each that is asked. Nothing is changed. Needs the
        permission to configure, and a role that hides no field.

        :param actor: who asks
        :param ticket: Which ticket: an active one.
        :param command: A command about this ticket, as JSON text, which is carried out first, as whoever asks: the
            rules are asked what they make of it. Not together with an occasion, and none that opens another ticket.
        :param occasion: What the rules are told that has happened; `changed` when absent. Nothing is known of a
            message.
        :param rules: The rules, as the JSON text of the list that would stand in the configuration; those in force
            when absent. Of these, with the occasion `time_passed`, also rules with a time are asked, as if it had
            come.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.dry_run(ticket, actor=actor, command=command, occasion=occasion, rules=rules))

    async def rule_counts(
        self,
        *,
        actor: records.Actor,
    ) -> tuple[records.RuleCount, ...]:
        """How often each rule and each macro of the configuration in force has fired, and when last. Needs the
        permission to configure.

        :param actor: who asks
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.rule_counts(actor=actor))

    async def person(
        self,
        person: records.PersonRef,
        *,
        actor: records.Actor,
    ) -> records.Person:
        """One person. For staff, and for oneself.

        :param actor: who asks
        :param person: Who.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.person(person, actor=actor))

    async def job(
        self,
        job: records.JobId,
        *,
        actor: records.Actor,
    ) -> records.Job:
        """Long work: how far it is, and what was refused. For whoever began it, and for staff who see all tickets.

        :param actor: who asks
        :param job: Which.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.job(job, actor=actor))

    async def jobs(
        self,
        *,
        actor: records.Actor,
        after: records.JobId | None = None,
        limit: int | None = None,
    ) -> tuple[records.Job, ...]:
        """A piece of the list of all jobs that one may look at, by id. For staff.

        :param actor: who asks
        :param after: After which job; the beginning when absent.
        :param limit: How many at the most; 50 when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.jobs(actor=actor, after=after, limit=limit))

    async def config(
        self,
        *,
        actor: records.Actor,
        version: int | None = None,
    ) -> answers.Config:
        """The configuration in force, or an earlier version. For staff.

        :param actor: who asks
        :param version: Which version; the one in force when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.config(actor=actor, version=version))

    async def diagram(
        self,
        *,
        actor: records.Actor,
        format: records.DiagramFormat | None = None,
        workflow: records.Name | None = None,
    ) -> str:
        """A workflow as a picture: the source of a Mermaid state diagram, or of a digraph for Graphviz. For staff.

        :param actor: who asks
        :param format: In which language; Mermaid when absent.
        :param workflow: Which; the first when absent.
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return await self._run(lambda: self._desk.diagram(actor=actor, format=format, workflow=workflow))
