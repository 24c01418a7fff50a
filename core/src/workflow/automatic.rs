//! What happens by itself to tickets that stand in a status.

mod spec;

pub use spec::{
    AfterSpec, CourtesySpec, LateMessage, NoticeSpec, Participant, ReminderSpec, StatusAutomaticSpec,
};

use std::collections::BTreeMap;

use super::compile::Reader;
use super::courtesy::Courtesy;
use super::spec::AutomaticSpec;
use super::{Status, StatusSpec, Workflow};
use crate::error::{Code, Problem, pointer};
use crate::id::Name;
use crate::model::Category;
use crate::time::Span;

/// What makes a ticket move by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mover {
    /// An agent's public reply.
    AgentReply,
    /// A note of staff.
    Note,
    /// A message of a program.
    AutomatedMessage,
    /// Another team or owner.
    Assigned,
    /// A customer's message.
    RequesterMessage,
}

impl Mover {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::AgentReply, Self::Note, Self::AutomatedMessage, Self::Assigned, Self::RequesterMessage];

    /// The name in configurations and events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AgentReply => "agent_reply",
            Self::Note => "note",
            Self::AutomatedMessage => "automated_message",
            Self::Assigned => "assigned",
            Self::RequesterMessage => "requester_message",
        }
    }

    /// Whether what the workflow says of it goes for statuses of this category: what the desk does for new and open
    /// ones, what customers do for the others.
    const fn is_meant_in(self, category: Category) -> bool {
        let acting = matches!(category, Category::New | Category::Open);
        acting != matches!(self, Self::RequesterMessage)
    }
}

/// Where the end of a snooze leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SnoozeOver {
    /// To the status before it.
    #[default]
    Back,
    /// To this status.
    To(Name),
    /// Nowhere: the ticket stays where it waited.
    Stay,
}

/// Where each mover leads; absent where nothing is said, nowhere where it says so.
pub(super) type Moves = BTreeMap<Mover, Option<Name>>;

/// What a status says of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StatusAutomatic {
    moves: Moves,
    reopened_by: Option<Vec<Participant>>,
}

/// What the workflow says, with the defaults of the product filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Automatic {
    moves: Moves,
    reopened_by: Vec<Participant>,
    snoozed_message: Option<Name>,
    snooze_over: SnoozeOver,
    close_after: Option<Span>,
    reopen_within: Span,
    late_message: LateMessage,
    courtesy: Option<Courtesy>,
    delay_notice: Option<ReminderSpec>,
    solved_notice: Option<NoticeSpec>,
    by_status: BTreeMap<Name, StatusAutomatic>,
}

impl Workflow {
    /// Where an agent's reply on a new or open ticket leads; nowhere when there is none.
    pub fn agent_reply(&self) -> Option<&Name> {
        self.automatic.moves.get(&Mover::AgentReply)?.as_ref()
    }

    /// Where a customer's message on a pending, held or solved ticket leads; nowhere when there is none.
    pub fn requester_message(&self) -> Option<&Name> {
        self.automatic.moves.get(&Mover::RequesterMessage)?.as_ref()
    }

    /// Where something leads for a ticket in this status, which was of this category when it was entered; nowhere when
    /// there is no such move. What the status itself says goes before what the workflow says.
    pub fn leads(&self, mover: Mover, status: &str, category: Category) -> Option<&Name> {
        let own = self.automatic.by_status.get(status).and_then(|own| own.moves.get(&mover));
        let general = || self.automatic.moves.get(&mover).filter(|_| mover.is_meant_in(category));
        own.or_else(general)?.as_ref()
    }

    /// Whether the message of somebody who is this to a ticket counts as a customer's, for a ticket in this status.
    pub fn is_moved_by(&self, participant: Participant, status: &str) -> bool {
        let own = self.automatic.by_status.get(status).and_then(|own| own.reopened_by.as_ref());
        own.unwrap_or(&self.automatic.reopened_by).contains(&participant)
    }

    /// Where a customer's message on a snoozed ticket leads; nowhere when it goes on sleeping.
    pub const fn snoozed_message(&self) -> Option<&Name> {
        self.automatic.snoozed_message.as_ref()
    }

    /// Where the end of a snooze leads.
    pub const fn snooze_over(&self) -> &SnoozeOver {
        &self.automatic.snooze_over
    }

    /// How long after the latest entry into solved a ticket closes; never when there is none.
    pub const fn close_after(&self) -> Option<Span> {
        self.automatic.close_after
    }

    /// For how long after closing a customer's message opens the ticket again.
    pub const fn reopen_within(&self) -> Span {
        self.automatic.reopen_within
    }

    /// What becomes of a message that comes later.
    pub const fn late_message(&self) -> LateMessage {
        self.automatic.late_message
    }

    /// What says no more than thanks; nothing where all messages count.
    pub const fn courtesy(&self) -> Option<&Courtesy> {
        self.automatic.courtesy.as_ref()
    }

    /// What the requester is told of a ticket that has been new or open for a time.
    pub const fn delay_notice(&self) -> Option<&ReminderSpec> {
        self.automatic.delay_notice.as_ref()
    }

    /// What the requester is told of a ticket that is solved.
    pub const fn solved_notice(&self) -> Option<&NoticeSpec> {
        self.automatic.solved_notice.as_ref()
    }
}

impl Reader<'_> {
    /// The moves that happen by themselves.
    pub(super) fn automatic(&mut self, path: &str) -> Automatic {
        let spec: &AutomaticSpec = &self.spec.automatic;
        let statuses = &self.spec.statuses;
        let at = |member: &str| pointer(path, member);
        let given = [
            (Mover::AgentReply, spec.agent_reply.as_deref(), Some(Category::Pending)),
            (Mover::Note, spec.note.as_deref(), None),
            (Mover::AutomatedMessage, spec.automated_message.as_deref(), None),
            (Mover::Assigned, spec.assigned.as_deref(), None),
            (Mover::RequesterMessage, spec.requester_message.as_deref(), Some(Category::Open)),
        ];
        let close_after = self.span(spec.close_after, &at("close_after")).unwrap_or(Span::from_days(4));
        let mut moves = Moves::new();
        for (mover, text, default) in given {
            let to = match text {
                Some(text) => self.target(text, &at(mover.as_str())),
                None => statuses.iter().find(|it| Some(it.category) == default).map(|it| it.name.clone()),
            };
            moves.insert(mover, to);
        }
        let opens = moves.get(&Mover::RequesterMessage).cloned().flatten();
        let snoozed = spec.snoozed_message.as_deref().map(|text| self.target(text, &at("snoozed_message")));
        let every_customer =
            [Participant::Requester, Participant::Cc, Participant::OrganizationMember, Participant::Other];
        if let Some(notice) = &spec.delay_notice {
            self.positive(notice.after, &pointer(&at("delay_notice"), "after"));
        }
        let over = spec.snooze_over.as_deref().map(|text| self.target(text, &at("snooze_over")));
        let snooze_over = over.map_or(SnoozeOver::Back, |to| to.map_or(SnoozeOver::Stay, SnoozeOver::To));
        let by_status = self.spec.statuses.iter().zip(0_usize..).filter_map(|(status, n)| {
            let path = pointer(&pointer(&self.statuses_path, n), "automatic");
            (!status.automatic.is_silent()).then_some((status, path))
        });
        let by_status: Vec<_> = by_status.collect();
        Automatic {
            moves,
            reopened_by: spec.reopened_by.clone().unwrap_or_else(|| every_customer.to_vec()),
            snoozed_message: snoozed.unwrap_or(opens),
            snooze_over,
            close_after: (!close_after.is_zero()).then_some(close_after),
            reopen_within: self.span(spec.reopen_within, &at("reopen_within")).unwrap_or(Span::from_days(14)),
            late_message: spec.late_message,
            courtesy: self.courtesy(spec.courtesy.as_ref(), &at("courtesy")),
            delay_notice: spec.delay_notice.clone(),
            solved_notice: spec.solved_notice.clone(),
            by_status: by_status
                .into_iter()
                .map(|(status, path)| (status.name.clone(), self.of_status(status, &path)))
                .collect(),
        }
    }

    fn of_status(&mut self, status: &StatusSpec, path: &str) -> StatusAutomatic {
        let spec = &status.automatic;
        let given = [
            (Mover::AgentReply, &spec.agent_reply),
            (Mover::Note, &spec.note),
            (Mover::AutomatedMessage, &spec.automated_message),
            (Mover::Assigned, &spec.assigned),
            (Mover::RequesterMessage, &spec.requester_message),
        ];
        let said = given.into_iter().filter_map(|(mover, text)| Some((mover, text.as_deref()?)));
        let moves = said.map(|(mover, text)| (mover, self.target(text, &pointer(path, mover.as_str()))));
        StatusAutomatic { moves: moves.collect(), reopened_by: spec.reopened_by.clone() }
    }

    /// What comes by itself after a time in a status.
    pub(super) fn check_times(&mut self, status: &StatusSpec, path: &str) {
        if let Some(after) = &status.after {
            let path = pointer(path, "after");
            self.positive(after.span, &pointer(&path, "span"));
            if self.status(&after.to, &pointer(&path, "to")).is_some() && after.to == status.name {
                let message = format!("the time in `{}` leads to `{}` itself", status.name, status.name);
                let problem = Problem::new(Code::OutOfRange, message).hint("name another status");
                self.report(problem, pointer(&path, "to"));
            }
        }
        let path = pointer(path, "reminders");
        if !status.reminders.is_empty() {
            let name = &status.name;
            if status.category != Category::Pending {
                let message = format!("in `{name}` nobody waits for the requester, who is to be reminded");
                let problem = Problem::new(Code::OutOfRange, message);
                self.report(problem.hint("requesters are reminded in pending statuses"), path.clone());
            } else if !Status::from(status).is_public() {
                let message =
                    format!("requesters do not see tickets in `{name}`, of which they are reminded");
                let problem = Problem::new(Code::OutOfRange, message);
                self.report(problem.hint("leave `audience` out"), path.clone());
            }
        }
        let mut before = Span::from_millis(0);
        for (n, reminder) in status.reminders.iter().enumerate() {
            let path = pointer(&pointer(&path, n), "after");
            if reminder.after <= before {
                let text = format!("`{}` is not later than what comes before it", reminder.after);
                let problem = Problem::new(Code::OutOfRange, text);
                self.report(problem.hint("spans count from the entry into the status, and grow"), path);
            } else if let Some(after) = status.after.as_ref().filter(|after| after.span <= reminder.after) {
                let text = format!("`{}` never comes: the ticket leaves by `{}`", reminder.after, after.span);
                self.report(Problem::new(Code::OutOfRange, text).hint("remind earlier"), path);
            }
            before = before.max(reminder.after);
        }
    }

    fn courtesy(&mut self, spec: Option<&CourtesySpec>, path: &str) -> Option<Courtesy> {
        let spec = spec?;
        let mut courtesy = Courtesy::new(spec.built_in);
        for (n, phrase) in spec.phrases.iter().enumerate() {
            if !courtesy.learn(phrase) {
                let problem = Problem::new(Code::OutOfRange, "there is no word in this phrase");
                let path = pointer(&pointer(path, "phrases"), n);
                self.report(problem.hint("give words, at most twelve"), path);
            }
        }
        Some(courtesy)
    }

    fn target(&mut self, text: &str, path: &str) -> Option<Name> {
        if text == "none" { None } else { self.status(text, path) }
    }

    fn positive(&mut self, span: Span, path: &str) {
        if span.is_negative() || span.is_zero() {
            let problem = Problem::new(Code::OutOfRange, format!("`{span}` is no time that can pass"));
            self.report(problem.hint("write a duration such as `P4D`"), path);
        }
    }

    fn span(&mut self, given: Option<Span>, path: &str) -> Option<Span> {
        if let Some(span) = given.filter(|span| span.is_negative()) {
            let problem = Problem::new(Code::OutOfRange, format!("`{span}` leads backwards"));
            self.report(problem.hint("write a duration such as `P4D`, or `PT0S`"), path);
        }
        given
    }
}
