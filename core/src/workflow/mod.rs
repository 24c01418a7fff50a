//! Statuses and the moves between them.
//!
//! [`WorkflowSpec`] is what a configuration writes, [`Workflow`] what it means: checked, with every pair of statuses
//! looked up beforehand. [`Workflow::check_move`] is the one place that says whether a ticket may move.

mod action;
mod attempt;
mod compile;
mod diagram;
mod doubts;
mod maps;
mod spec;
mod status;
mod table;
mod transition;

pub use action::ActionSpec;
pub use attempt::{Attempt, Available, Brought};
pub(crate) use doubts::doubts_within;
pub use doubts::{Around, doubts};
pub use maps::WorkflowMaps;
pub use spec::{
    ApprovalSpec, ApproversSpec, AutomaticSpec, MessageRule, StatusSpec, TransitionSpec, WorkflowMapSpec,
    WorkflowSpec,
};
pub use status::Status;
pub use transition::Transition;

use std::collections::BTreeMap;

use crate::id::Name;
use crate::model::Category;
use crate::time::Span;
use table::Table;

/// A set of statuses with the moves that are allowed between them.
///
/// ```
/// use ticketkit::workflow::Workflow;
/// let written = serde_json::from_str(
///     r#"{
///         "name": "support",
///         "statuses": [
///             {"name": "new", "category": "new", "initial": true},
///             {"name": "open", "category": "open"},
///             {"name": "resolved", "category": "solved"}
///         ],
///         "transitions": [
///             {"from": "any", "to": "open"},
///             {"name": "resolve", "from": "open", "to": "resolved", "required_message": "public"}
///         ]
///     }"#,
/// )?;
/// let workflow = Workflow::compile(&written, &(), "/workflows/0").unwrap();
/// assert_eq!(workflow.initial().name, "new");
/// assert_eq!(workflow.transitions("new", "resolved").count(), 0);
/// assert_eq!(workflow.transitions("open", "resolved").next().unwrap().label("en"), Some("resolve"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    name: Name,
    statuses: Vec<Status>,
    initial: Status,
    by_name: BTreeMap<Name, usize>,
    transitions: Vec<Transition>,
    table: Table,
    requires_children_done: bool,
    agent_reply: Option<Name>,
    requester_message: Option<Name>,
    close_after: Option<Span>,
    reopen_within: Span,
}

impl Workflow {
    /// Its key.
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// All statuses, in the order in which people see them.
    pub fn statuses(&self) -> &[Status] {
        &self.statuses
    }

    /// The status of this name.
    pub fn status(&self, name: &str) -> Option<&Status> {
        self.place(name).and_then(|place| self.statuses.get(place))
    }

    /// Where a ticket begins when nobody says.
    pub const fn initial(&self) -> &Status {
        &self.initial
    }

    /// Every status that a ticket may begin in.
    pub fn initial_statuses(&self) -> impl Iterator<Item = &Status> {
        self.statuses.iter().filter(|status| status.initial)
    }

    /// The first status of a category.
    pub fn first_of(&self, category: Category) -> Option<&Status> {
        self.statuses.iter().find(|status| status.category == category)
    }

    /// All transitions, as the configuration lists them.
    pub fn all_transitions(&self) -> &[Transition] {
        &self.transitions
    }

    /// The transitions that join two statuses, in the order in which they are tried; none when there is no way.
    ///
    /// Where a transition names the two statuses more exactly than another does, the other does not apply to them:
    /// a status is more exact than its category, the category than `any`, and `to` weighs more than `from`. So a
    /// general permission never opens a way round a particular one. Staying in a status is a move only where a
    /// transition names that status on both sides.
    pub fn transitions(&self, from: &str, to: &str) -> impl Iterator<Item = &Transition> {
        let pair = self.place(from).zip(self.place(to));
        let numbers = pair.map_or(&[][..], |(from, to)| self.table.between(from, to));
        numbers.iter().filter_map(|number| self.transitions.get(usize::from(*number)))
    }

    /// The statuses that some transition leads to, in their order.
    pub fn targets(&self, from: &str) -> impl Iterator<Item = &Status> {
        let from = self.place(from);
        self.statuses.iter().enumerate().filter_map(move |(to, status)| {
            from.is_some_and(|from| !self.table.between(from, to).is_empty()).then_some(status)
        })
    }

    /// Where an agent's reply on a new or open ticket leads; nowhere when there is none.
    pub const fn agent_reply(&self) -> Option<&Name> {
        self.agent_reply.as_ref()
    }

    /// Where a customer's message on a pending, held or solved ticket leads; nowhere when there is none.
    pub const fn requester_message(&self) -> Option<&Name> {
        self.requester_message.as_ref()
    }

    /// Whether a ticket can only be solved or closed by this transition, or by any, when all its parts are.
    pub fn requires_children_done(&self, transition: Option<&Transition>) -> bool {
        let own = transition.and_then(|transition| transition.requires_children_done);
        own.unwrap_or(self.requires_children_done)
    }

    /// How long after the latest entry into solved a ticket closes; never when there is none.
    pub const fn close_after(&self) -> Option<Span> {
        self.close_after
    }

    /// For how long after closing a customer's message opens the ticket again.
    pub const fn reopen_within(&self) -> Span {
        self.reopen_within
    }

    /// Where a ticket goes when it closes by itself: the first closed status.
    pub fn closing_status(&self) -> Option<&Status> {
        self.first_of(Category::Closed)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
}
