//! How tickets hang together.

use std::collections::BTreeSet;

use super::event::{Event, EventKind, FieldChange};
use super::field::TicketField;
use super::ticket::Ticket;
use super::value::Value;
use crate::id::TicketId;

/// What a ticket is to another one that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LinkKind {
    /// It was merged into it.
    MergedInto,
    /// It carries it on.
    FollowUpOf,
    /// It is a part of it.
    Parent,
    /// It shares its cause.
    Problem,
    /// It has to do with it.
    Relates,
}

impl LinkKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::MergedInto, Self::FollowUpOf, Self::Parent, Self::Problem, Self::Relates];

    /// The name, as that of the field of the ticket.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MergedInto => "merged_into",
            Self::FollowUpOf => "follow_up_of",
            Self::Parent => "parent",
            Self::Problem => "problem",
            Self::Relates => "relates",
        }
    }

    /// What the other ticket is called, seen from the one that is named: what was merged into it, its children.
    pub const fn seen_from_there(self) -> &'static str {
        match self {
            Self::MergedInto => "merged",
            Self::FollowUpOf => "follow_ups",
            Self::Parent => "children",
            Self::Problem => "incidents",
            Self::Relates => "relates",
        }
    }

    /// The field of the ticket.
    pub const fn field(self) -> TicketField {
        match self {
            Self::MergedInto => TicketField::MergedInto,
            Self::FollowUpOf => TicketField::FollowUpOf,
            Self::Parent => TicketField::Parent,
            Self::Problem => TicketField::Problem,
            Self::Relates => TicketField::Relates,
        }
    }

    /// The sort of link that a field of a ticket holds.
    pub fn of(field: &TicketField) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.field() == *field)
    }
}

/// How people link tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The first is a part of the second, its parent.
    Parent,
    /// The first is an incident of the second, the problem.
    Problem,
    /// The two have to do with each other.
    Relates,
}

impl Ticket {
    /// The other tickets that this one names.
    pub fn links(&self) -> impl Iterator<Item = (LinkKind, TicketId)> + '_ {
        let single = [
            (LinkKind::MergedInto, self.merged_into),
            (LinkKind::FollowUpOf, self.follow_up_of),
            (LinkKind::Parent, self.parent),
            (LinkKind::Problem, self.problem),
        ];
        let single = single.into_iter().filter_map(|(kind, ticket)| Some((kind, ticket?)));
        single.chain(self.relates.iter().map(|ticket| (LinkKind::Relates, *ticket)))
    }

    /// Takes away what it says of these other tickets, for somebody who does not see them.
    pub(crate) fn forget(&mut self, hidden: &BTreeSet<TicketId>) {
        let single = [&mut self.merged_into, &mut self.follow_up_of, &mut self.parent, &mut self.problem];
        for link in single {
            *link = link.filter(|ticket| !hidden.contains(ticket));
        }
        self.relates.retain(|ticket| !hidden.contains(ticket));
    }
}

impl Event {
    /// The other tickets that it names.
    pub(crate) fn other_tickets(&self) -> Vec<TicketId> {
        let of_changes = self.changes.iter().filter(|change| LinkKind::of(&change.field).is_some());
        let values = of_changes.flat_map(|change| change.from.iter().chain(&change.to));
        let mut named: Vec<TicketId> = values.flat_map(texts).filter_map(|text| text.parse().ok()).collect();
        if let EventKind::TicketJoined { other }
        | EventKind::TicketLeft { other }
        | EventKind::TicketSplit { other, .. }
        | EventKind::SplitUndone { other, .. } = &self.kind
        {
            named.extend(other);
        }
        named
    }

    /// Takes away what it says of these other tickets, for somebody who does not see them.
    pub(crate) fn forget(&mut self, hidden: &BTreeSet<TicketId>) {
        let links = self.changes.iter_mut().filter(|change| LinkKind::of(&change.field).is_some());
        for FieldChange { from, to, .. } in links {
            for value in [from, to] {
                conceal(value, hidden);
            }
        }
        self.changes.retain(|change| LinkKind::of(&change.field).is_none() || change.from != change.to);
        if let EventKind::TicketJoined { other }
        | EventKind::TicketLeft { other }
        | EventKind::TicketSplit { other, .. }
        | EventKind::SplitUndone { other, .. } = &mut self.kind
        {
            *other = other.filter(|ticket| !hidden.contains(ticket));
        }
    }
}

/// The ids in the value of such a field.
fn texts(value: &Value) -> &[String] {
    match value {
        Value::Text(text) => std::slice::from_ref(text),
        Value::List(items) => items,
        Value::Bool(_) | Value::Number(_) => &[],
    }
}

/// Takes these tickets out of the value of such a field.
fn conceal(value: &mut Option<Value>, hidden: &BTreeSet<TicketId>) {
    let is_hidden = |text: &String| text.parse().is_ok_and(|ticket| hidden.contains(&ticket));
    let is_empty = match value {
        Some(Value::Text(text)) => is_hidden(text),
        Some(Value::List(items)) => {
            items.retain(|item| !is_hidden(item));
            items.is_empty()
        }
        _ => false,
    };
    if is_empty {
        *value = None;
    }
}
