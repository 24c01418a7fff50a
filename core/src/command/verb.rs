//! Verbs: what can be commanded, and what is answered.

use serde::{Deserialize, Serialize};

use super::{ChecklistChange, Intake, Leave, Which};
use crate::error::Problem;
use crate::id::{JobId, MessageId, Name, TicketId};
use crate::model::{Attachment, Availability, Edits, ExternalId, PersonRef, Relation, Skill, TicketRef};
use crate::time::Timestamp;

/// A wish. It applies whole, or not at all.
///
/// Two are the engine's own, [`FireTimers`](Command::FireTimers) and [`ContinueJob`](Command::ContinueJob): `tick` gives
/// them, so that they are kept and decided again like all others. From an agent or a requester they are `forbidden`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Command {
    /// Opens a ticket. By a requester: for themselves; by staff or the host: for somebody.
    CreateTicket {
        /// What it is about, in one line.
        subject: String,
        /// The first message, public; none when empty.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        body: String,
        /// The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes without a text, the
        /// text is taken from it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        html: Option<String>,
        /// The person it is for; the acting requester when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        requester: Option<Intake>,
        /// Everything else: priority, type, team, tags, the desk's own fields, the status that it begins in.
        #[serde(default, skip_serializing_if = "Edits::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        set: Edits,
        /// The files that came with the first message.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        attachments: Vec<Attachment>,
        /// The id that the channel gave the first message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        message_id: Option<String>,
        /// What tells a repetition from something new, such as the name of a disk that is full. While there is work to do
        /// on the ticket that holds this key, the message goes there, and no ticket is opened: what `set` says is left
        /// out then. For the host only. At most 200 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        fold_key: Option<String>,
    },
    /// Adds a public message.
    Reply {
        /// To which ticket.
        ticket: TicketRef,
        /// The text.
        body: String,
        /// The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes without a text, the
        /// text is taken from it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        html: Option<String>,
        /// What else changes with it; a status given here beats the automatic move.
        #[serde(default, skip_serializing_if = "Edits::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        set: Edits,
        /// The files that come with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        attachments: Vec<Attachment>,
        /// The id that the channel gave it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        message_id: Option<String>,
        /// The version of the ticket that the writer saw; refused when it is another by now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        expect_version: Option<u64>,
        /// How much time was spent on it, in minutes. For staff.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        spent_minutes: Option<u32>,
    },
    /// Adds a message that a channel brought, such as a mail, in the name of who sent it. Whoever belongs to the ticket
    /// replies by it, as with `reply`. What others write is kept from customers until staff have looked at it: the writer
    /// becomes one of the unverified people of the ticket, or begins a ticket of their own, as the configuration says. For
    /// the host only.
    ReceiveMessage {
        /// To which ticket.
        ticket: TicketRef,
        /// Who sent it: found by id, key or address, in this order; made when unknown. Not a member of staff, whom a
        /// sender's address does not prove.
        from: Intake,
        /// The text.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        body: String,
        /// The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes without a text, the
        /// text is taken from it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        html: Option<String>,
        /// The files that come with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        attachments: Vec<Attachment>,
        /// The id that the channel gave it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        message_id: Option<String>,
    },
    /// Adds an internal note.
    Note {
        /// To which ticket.
        ticket: TicketRef,
        /// The text.
        body: String,
        /// The same text as HTML, as the channel brought it: what is safe of it is kept. Where it comes without a text, the
        /// text is taken from it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        html: Option<String>,
        /// What else changes with it.
        #[serde(default, skip_serializing_if = "Edits::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        set: Edits,
        /// The files that come with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        attachments: Vec<Attachment>,
        /// The version of the ticket that the writer saw; refused when it is another by now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        expect_version: Option<u64>,
        /// How much time was spent on it, in minutes. For staff.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        spent_minutes: Option<u32>,
    },
    /// Says once more what a note says, in public, as a reply does. The note stays. Needs the permission to publish.
    PublishMessage {
        /// The ticket with the note.
        ticket: TicketRef,
        /// The note: one that was written to that ticket.
        message: MessageId,
        /// The version of the ticket that the caller saw; refused when it is another by now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        expect_version: Option<u64>,
    },
    /// Changes fields, the status among them.
    ChangeTicket {
        /// Which ticket.
        ticket: TicketRef,
        /// The changes.
        set: Edits,
        /// The named transition to take, where several lead to the same status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        transition: Option<Name>,
        /// The version of the ticket that the caller saw; refused when it is another by now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        expect_version: Option<u64>,
    },
    /// Carries out a macro of the configuration, as if its actions had been done by hand: as whoever gives the command, with
    /// their rights and all checks, whole or not at all. What it sends is their own reply. For staff.
    ApplyMacro {
        /// On which ticket.
        ticket: TicketRef,
        /// Which macro: one that the question `macros` offers.
        name: Name,
        /// The version of the ticket that the caller saw; refused when it is another by now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        expect_version: Option<u64>,
    },
    /// Changes fields of many tickets, each as `change_ticket` does it. It begins a job that `tick` carries on. For staff.
    ChangeTickets {
        /// Which tickets: a list of at most 10,000, or a condition.
        tickets: Which,
        /// The changes.
        set: Edits,
        /// The named transition to take, where several lead to the same status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        transition: Option<Name>,
    },
    /// Ends a job; what it did before stays. For whoever began it, and for staff who see all tickets.
    CancelJob {
        /// Which.
        job: JobId,
    },
    /// Approves of the move that a ticket waits with, or refuses it. When enough have approved it moves, with all the checks
    /// of that moment. For staff whom the transition names, and the host; whoever asked may take it back by refusing.
    DecideApproval {
        /// Which ticket.
        ticket: TicketRef,
        /// Whether they approve.
        approve: bool,
        /// Why, for staff: it becomes an internal note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        reason: Option<String>,
        /// The version of the ticket that the caller saw; refused when it is another by now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        expect_version: Option<u64>,
    },
    /// Gives a ticket to a team, to an agent, or to whom the team's strategy chooses.
    AssignTicket {
        /// Which ticket.
        ticket: TicketRef,
        /// The team; the present one when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        team: Option<Name>,
        /// The agent; whom the strategy chooses when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        agent: Option<PersonRef>,
        /// The version of the ticket that the caller saw; refused when it is another by now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        expect_version: Option<u64>,
    },
    /// Takes the ticket that is the most urgent among those that wait for an owner in the agent's teams, where the teams let
    /// agents take their next ticket themselves: first what is late, the longest late first, then what is due next, then by
    /// priority, then who has been waiting the longest. It is lent to the agent: acting on it makes it theirs. Nobody gets
    /// by it what they cannot take (skills, language, capacity) or gave back of late. Where there is nothing, the
    /// outcome has no ticket and the notice `nothing_waits`. For agents who may reply.
    NextTicket {
        /// Of which team; of all the agent's teams when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        team: Option<Name>,
    },
    /// Says that the owner takes care of a ticket that they were given or took: it is not taken from them any more for not
    /// acting on it. For its owner.
    AcceptTicket {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// Lends a ticket to the agent who took it with `next_ticket` for another span of time, from now on. For its owner.
    HoldTicket {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// Gives a ticket back: it is not given to its owner again for a while, as the team says, and another one is looked
    /// for. For its owner.
    DeclineTicket {
        /// Which ticket.
        ticket: TicketRef,
        /// Why: one of the reasons of the configuration, or any name where it has none.
        reason: Name,
    },
    /// Puts a ticket aside until an instant.
    SnoozeTicket {
        /// Which ticket.
        ticket: TicketRef,
        /// Until when; in the future.
        until: Timestamp,
    },
    /// Takes a snoozed ticket back before its time.
    WakeTicket {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// Merges tickets into another one, which shows their messages and gets what their customers write later. Nothing is
    /// copied, so that `unmerge_ticket` takes it all back. Needs the permission to merge.
    MergeTickets {
        /// The ticket that stays; it has to be active.
        winner: TicketRef,
        /// The tickets that end in it: active ones, at most 99. What was merged into them comes along.
        losers: Vec<TicketRef>,
        /// Whether customers of the winner may read what is public in the losers, and those of the losers get copies,
        /// also where they have neither the requester nor the organization in common.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        publish: bool,
    },
    /// Takes a ticket out of the one that it was merged into: it is what it was before. Needs the permission to merge.
    UnmergeTicket {
        /// Which ticket: one that was merged.
        ticket: TicketRef,
    },
    /// Links a ticket to another one. Solving a problem solves its incidents. Needs the permission to change.
    LinkTickets {
        /// Which ticket: the part, or the incident.
        ticket: TicketRef,
        /// How.
        relation: Relation,
        /// The other one: the parent, or the problem.
        to: TicketRef,
    },
    /// Takes such a link away. Needs the permission to change.
    UnlinkTickets {
        /// Which ticket: the part, or the incident.
        ticket: TicketRef,
        /// How they are linked.
        relation: Relation,
        /// The other one.
        to: TicketRef,
    },
    /// Makes a message a ticket of its own, which relates to the one it was written to and begins with a copy of it; where
    /// a customer wrote it, at that instant, from which promises count. Needs the permission to create tickets.
    SplitTicket {
        /// The ticket with the message.
        ticket: TicketRef,
        /// The message: one that was written to that ticket.
        message: MessageId,
        /// What the new ticket is about; the same as the old one when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        subject: Option<String>,
        /// Everything else, as `create_ticket` takes it.
        #[serde(default, skip_serializing_if = "Edits::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        set: Edits,
    },
    /// Undoes a split, while nobody has written to the ticket or moved it. Needs the permission to create tickets.
    UndoSplit {
        /// The ticket that was made.
        ticket: TicketRef,
    },
    /// Logs time that was spent on a ticket: entries add up, and what remains falls. Needs the permission to write notes.
    LogTime {
        /// On which ticket.
        ticket: TicketRef,
        /// How much, in minutes, at most 44,640; less than nothing takes back what was logged too much.
        minutes: i32,
    },
    /// Changes the checklist of a ticket. Needs the permission to change.
    ChangeChecklist {
        /// Of which ticket.
        ticket: TicketRef,
        /// The changes, in their order: at least one, at most 200.
        changes: Vec<ChecklistChange>,
    },
    /// Sets a ticket apart as spam. Needs the permission to mark spam.
    MarkSpam {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// Puts a ticket into the trash; spam, too. Nothing is lost. Needs the permission to delete.
    TrashTicket {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// Brings a ticket back from the trash, or from spam, as it was. Needs the permission that it took to put it there.
    RestoreTicket {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// Puts many tickets into the trash, each as `trash_ticket` does it. It begins a job, as `change_tickets` does.
    TrashTickets {
        /// Which tickets: at most 10,000 listed, or a condition: active ones, unless it asks for the standing.
        tickets: Which,
    },
    /// Brings many tickets back, each as `restore_ticket` does it. It begins a job, as `change_tickets` does.
    RestoreTickets {
        /// Which tickets: at most 10,000 listed, or a condition: those in the trash, unless it asks for the standing.
        tickets: Which,
    },
    /// Makes a person, or changes what is given of them.
    PutPerson {
        /// Our id of a known person, or the host's key of a known or new one; a new one without a key when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        person: Option<PersonRef>,
        /// How to call them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        name: Option<String>,
        /// Their mail addresses, all of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        addresses: Option<Vec<String>>,
        /// Their telephone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        phone: Option<String>,
        /// Their language, as a BCP 47 tag.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        language: Option<String>,
        /// The host's key of their organization.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        organization: Option<String>,
        /// Their ids in other systems, all of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        external_ids: Option<Vec<ExternalId>>,
    },
    /// Makes a person a member of staff, or changes what is given of their profile.
    PutAgent {
        /// Our id or the host's key of the person; a key that is unknown makes the person.
        person: PersonRef,
        /// How to call them, when the person is new.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        name: Option<String>,
        /// Their role; needed for a new profile.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        role: Option<Name>,
        /// Their teams, all of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        teams: Option<Vec<Name>>,
        /// What they know, all of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        skills: Option<Vec<Skill>>,
        /// The languages they work in, all of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        languages: Option<Vec<String>>,
        /// How much work they take at a time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        capacity: Option<u32>,
        /// Whether they take work just now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        availability: Option<Availability>,
        /// The calendar of their shifts; an empty text for none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        calendar: Option<String>,
        /// How much of the work is theirs that a team shares out by weight, from 1 to 1000.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        share: Option<u32>,
        /// Whether they still work here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        active: Option<bool>,
    },
    /// Says whether an agent takes work just now, and when they are not here. What waits in the queues of their teams is
    /// looked at again. Agents say it of themselves; of others it needs the permission to manage people.
    SetPresence {
        /// Our id or the host's key of the agent; the actor when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        person: Option<PersonRef>,
        /// Whether they take work just now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        availability: Option<Availability>,
        /// When they are not here, in place of what was said before. In the modes `release` and `substitute` a job that
        /// `tick` carries on takes their tickets from them when it begins.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        absence: Option<Leave>,
        /// Whether they are here again, whatever was said before.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        end_absence: bool,
    },
    /// Erases the personal data of a person for good: name, addresses, telephone number, language, organization, the host's
    /// key and ids in other systems at once, and the rest ticket by ticket, by a job that `tick` carries on. Of tickets of
    /// which they are the requester everything that people wrote is erased (subject, texts of messages with their files,
    /// checklist, the desk's own fields of the type `text`); of others what they wrote there as a customer. It is erased
    /// from the history and from the records of the commands, too. Clocks, numbers, instants and choices stay, and with
    /// them every statistic. The host is told which files no message has any more (the effect `remove_files`). An active
    /// member of staff cannot be erased. Who has been erased already is gone through once more. Needs the
    /// permission to erase people.
    ErasePerson {
        /// Our id or the host's key of the person.
        person: PersonRef,
    },
    /// Makes an organization, or changes what is given of it.
    PutOrganization {
        /// The host's key.
        key: String,
        /// What it is called; the key until somebody says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        name: Option<String>,
        /// Whether its members see each other's tickets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        shared: Option<bool>,
        /// The calendar of the desk by which it is promised something, where a policy asks for it; an empty text for none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        calendar: Option<String>,
        /// Its ids in other systems, all of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        external_ids: Option<Vec<ExternalId>>,
    },
    /// Takes back every signed link to a ticket (the question `link`): none that was made before gives access any more.
    /// Needs the permission to reply; not for customers.
    RevokeLinks {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// Holds the open clocks of a ticket to the service levels in force, which they are not by a change of the
    /// configuration alone. Nothing to do when they are already. Needs the permission to configure.
    RebindClocks {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// Holds the open clocks of many tickets to the service levels in force, each as `rebind_clocks` does, by a job that
    /// `tick` carries on. The question `preview` tells who becomes late by it. Needs the permission to configure.
    RebindTickets {
        /// Which tickets: a list of at most 10,000, or a condition.
        tickets: Which,
    },
    /// Internal, for the host only: fires the timers of a ticket that are due. `tick` gives it.
    FireTimers {
        /// Whose timers.
        ticket: TicketId,
        /// Those that are due by then; not in the future.
        by: Timestamp,
    },
    /// Internal, for the host only: carries a job on by one ticket, or to its end. `tick` gives it.
    ContinueJob {
        /// Which.
        job: JobId,
        /// Its version; refused when it is another by now, because somebody else has carried it on.
        version: u64,
        /// Whose turn it is; nothing when there is nobody left.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        ticket: Option<TicketRef>,
        /// Why the ticket, or the whole job, cannot go on, where that showed outside of a decision.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        failed: Vec<Problem>,
    },
    /// Brings a new version of the configuration into force.
    Configure {
        /// The document, as JSON text.
        document: String,
        /// The version that the writer saw; refused when it is another by now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        expect_version: Option<u64>,
    },
}
