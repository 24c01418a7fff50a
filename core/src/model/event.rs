//! Events: what is true. A ticket's history, the audit and the feed are the same rows.

mod fold;
mod name;

use serde::{Deserialize, Serialize};

pub(crate) use fold::Cause;
pub use fold::fold;

use super::actor::By;
use super::clock::ClockKey;
use super::effect::RequesterNotice;
use super::field::TicketField;
use super::message::MessageKind;
use super::value::Value;
use crate::id::{
    CommandId, DecisionId, EffectId, EventId, JobId, MessageId, Name, OrganizationId, PersonId, TicketId,
};
use crate::time::Timestamp;

/// What happened, without the fields that changed by it. It never holds what a person wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// A ticket was opened.
    TicketCreated {},
    /// Fields were changed.
    TicketChanged {},
    /// The ticket moved to another status.
    TicketMoved {
        /// The named transition that was taken, if it has a name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transition: Option<Name>,
        /// The automatic move that it was: `agent_reply`, `requester_message`, `note`, `automated_message`, `assigned`,
        /// `snooze_over`, `status_over`, `auto_close`, or `configuration`
        /// where a later configuration has taken its status away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        automatic: Option<Name>,
    },
    /// An automatic move was not possible; the ticket stayed where it was.
    AutoMoveSkipped {
        /// The automatic move that it would have been.
        automatic: Name,
        /// The status that it would have entered.
        to: Name,
        /// Every check that failed: their codes.
        failed: Vec<String>,
    },
    /// The requester was told something by the desk itself.
    RequesterNotified {
        /// What it was about.
        notice: RequesterNotice,
        /// The key of the text.
        text: Name,
        /// Which reminder of the status, from 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<u32>,
    },
    /// Somebody asked for a move that needs an approval.
    ApprovalAsked {
        /// The status that the ticket is to enter.
        to: Name,
        /// The named transition that is to be taken, if it has a name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transition: Option<Name>,
    },
    /// Somebody approved, and others still have to.
    ApprovalGiven {
        /// The status that the ticket is to enter.
        to: Name,
    },
    /// Somebody refused, or whoever asked took it back; the ticket stays where it is.
    ApprovalRefused {
        /// The status that the ticket was to enter.
        to: Name,
        /// The note that says why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<MessageId>,
    },
    /// A message joined the conversation.
    MessageAdded {
        /// Which.
        message: MessageId,
        /// What it is.
        message_kind: MessageKind,
    },
    /// Time that was spent on the ticket was logged, or an earlier entry corrected.
    TimeLogged {
        /// How much, in minutes; less than nothing for a correction.
        minutes: i32,
        /// The message that brought it, when there was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<MessageId>,
    },
    /// The checklist was changed.
    ChecklistChanged {},
    /// What an internal note says was made public.
    MessagePublished {
        /// The note.
        message: MessageId,
        /// The public message that says the same.
        published: MessageId,
    },
    /// Somebody was looked for to take the ticket; the record says who and why.
    TicketRouted {
        /// The record of the decision.
        decision: DecisionId,
        /// Who got it; nobody when it stays queued.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        winner: Option<PersonId>,
    },
    /// An agent took the ticket as their next one.
    TicketPulled {
        /// The deadline that put it in its place.
        due_by: Timestamp,
        /// Whether that was promised; otherwise it stands for a promise where there is none.
        promised: bool,
    },
    /// The owner accepted the ticket.
    TicketAccepted {},
    /// The ticket was taken from its owner, or given back by them.
    TicketReleased {
        /// Who had it.
        person: PersonId,
        /// Why: `declined`, `silent` (they did not act in time), `lease_over` (they took it and did not act on it) or
        /// `absent`.
        cause: Name,
        /// The reason for which they gave it back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Name>,
    },
    /// The owner did not act in time.
    OwnerSilent {
        /// Who.
        person: PersonId,
    },
    /// A rung of the ladder of the team was taken, because nobody could take the ticket.
    RungTaken {
        /// Which, from 0.
        rung: u32,
    },
    /// The ticket goes from team to team too often, or came back to one that had it not long ago.
    HandoffAlarm {
        /// How often its team changed.
        handoffs: u32,
        /// Whether it came back.
        returned: bool,
    },
    /// A rule fired.
    RuleFired {
        /// Which.
        rule: Name,
    },
    /// A member of staff has carried out a macro; what it did stands beside it, under the same command.
    MacroApplied {
        /// Which.
        name: Name,
    },
    /// A rule asked for what is not allowed; nothing of it was done.
    RuleRefused {
        /// Which.
        rule: Name,
        /// Every check that failed: their codes.
        failed: Vec<String>,
    },
    /// Rules went on causing one another until the limit stopped them. What they had decided stays.
    LoopStopped {
        /// The rules, in the order in which they fired.
        chain: Vec<Name>,
    },
    /// No policy matches the ticket, so nothing is promised for it.
    NoPolicy {},
    /// A promise was broken.
    ClockBreached {
        /// Which.
        clock: ClockKey,
        /// The deadline as computed; the event's own instant differs where a change made it late.
        due_at: Timestamp,
    },
    /// The open clocks were held to another version of what is promised.
    ClocksRebound {
        /// The version of the configuration.
        config_version: u64,
    },
    /// A step of escalation was taken.
    StepTaken {
        /// Which clock.
        clock: ClockKey,
        /// The step's place in the policy, from 0.
        step: u32,
    },
    /// The ticket was merged into the one that its `merged_into` names.
    TicketMerged {},
    /// The ticket was taken out of the one that it had been merged into.
    TicketUnmerged {},
    /// Another ticket was merged into this one.
    TicketJoined {
        /// Which; nothing for staff who do not see it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<TicketId>,
    },
    /// Another ticket, which had been merged into this one, was taken out of it.
    TicketLeft {
        /// Which; nothing for staff who do not see it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<TicketId>,
    },
    /// What the ticket is about has repeated itself; what is counted in `repeats`.
    TicketRepeated {
        /// The message that came with it, while such are kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<MessageId>,
    },
    /// The ticket was linked to another one, or is no longer; what changed says which.
    TicketLinked {},
    /// A message of the ticket was made a ticket of its own.
    TicketSplit {
        /// The message; it stays where it was written.
        message: MessageId,
        /// The new ticket; nothing for staff who do not see it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<TicketId>,
    },
    /// That was undone.
    SplitUndone {
        /// The message.
        message: MessageId,
        /// The ticket that was made of it; nothing for staff who do not see it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<TicketId>,
    },
    /// The ticket was found to be spam.
    TicketMarkedSpam {},
    /// The ticket was put into the trash.
    TicketTrashed {},
    /// The ticket came back from the trash, or was no spam after all.
    TicketRestored {},
    /// The signed links to the ticket that were made before give no access any more.
    LinksRevoked {},
    /// What a person wrote on the ticket was erased, or everything that people wrote where the ticket was theirs: read
    /// ticket, messages and history again.
    TicketErased {
        /// Who.
        person: PersonId,
    },
    /// A person was made or changed.
    PersonChanged {
        /// Who.
        person: PersonId,
    },
    /// The personal data of a person was erased.
    PersonErased {
        /// Who.
        person: PersonId,
    },
    /// An organization was made or changed.
    OrganizationChanged {
        /// Which.
        organization: OrganizationId,
    },
    /// A version of the configuration came into force.
    ConfigChanged {
        /// Which.
        config_version: u64,
    },
    /// Long work began.
    JobStarted {
        /// Which.
        job: JobId,
    },
    /// Long work was done to its end.
    JobFinished {
        /// Which; it keeps what came of it.
        job: JobId,
    },
    /// Long work was given up before its end: somebody cancelled it, or it could not go on.
    JobCancelled {
        /// Which; it keeps what came of it, and why it could not go on.
        job: JobId,
    },
    /// A duty of the host failed too often and waits for a person.
    EffectParked {
        /// Which; it keeps what the worker said.
        effect: EffectId,
    },
}

/// A field before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FieldChange {
    /// Which field.
    pub field: TicketField,
    /// What it held; nothing when it was empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Value>,
    /// What it holds now; nothing when it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Value>,
}

/// A fact. Folding the events of a ticket in order gives the ticket; see [`fold`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Event {
    /// Our id.
    pub id: EventId,
    /// The ticket it is about; nothing when it is about the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// The ticket's version after it: its place in the ticket's history, from 1.
    pub version: u64,
    /// The ticket's public version after it.
    pub public_version: u64,
    /// Whether customers of the ticket may see that it happened.
    pub public: bool,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub by: By,
    /// The command it belongs to.
    pub command: CommandId,
    /// How many rules stand between the command and this change: 0 for what the command itself did.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub depth: u8,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
    /// The fields that changed by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// The fields that changed by it and may hold what a person wrote. Stored apart, so that an erasure finds them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personal: Vec<FieldChange>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(depth: &u8) -> bool {
    *depth == 0
}
