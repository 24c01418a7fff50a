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
}

impl LinkKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::MergedInto, Self::FollowUpOf];

    /// The name, as that of the field of the ticket.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MergedInto => "merged_into",
            Self::FollowUpOf => "follow_up_of",
        }
    }
}

impl Ticket {
    /// The other tickets that this one names.
    pub fn links(&self) -> impl Iterator<Item = (LinkKind, TicketId)> + '_ {
        let merged = self.merged_into.map(|ticket| (LinkKind::MergedInto, ticket));
        let follows = self.follow_up_of.map(|ticket| (LinkKind::FollowUpOf, ticket));
        merged.into_iter().chain(follows)
    }

    /// Takes away what it says of these other tickets, for somebody who does not see them.
    pub(crate) fn forget(&mut self, hidden: &BTreeSet<TicketId>) {
        for link in [&mut self.merged_into, &mut self.follow_up_of] {
            *link = link.filter(|ticket| !hidden.contains(ticket));
        }
    }
}

impl Event {
    /// The other tickets that it names.
    pub(crate) fn other_tickets(&self) -> Vec<TicketId> {
        let of_changes = self.changes.iter().filter(|change| is_link(&change.field));
        let mut named: Vec<_> =
            of_changes.flat_map(|it| [it.from.as_ref(), it.to.as_ref()]).filter_map(named_by).collect();
        if let EventKind::TicketJoined { other } | EventKind::TicketLeft { other } = &self.kind {
            named.extend(other);
        }
        named
    }

    /// Takes away what it says of these other tickets, for somebody who does not see them.
    pub(crate) fn forget(&mut self, hidden: &BTreeSet<TicketId>) {
        let is_hidden =
            |value: Option<&Value>| named_by(value).is_some_and(|ticket| hidden.contains(&ticket));
        for FieldChange { from, to, .. } in self.changes.iter_mut().filter(|change| is_link(&change.field)) {
            for value in [from, to] {
                if is_hidden(value.as_ref()) {
                    *value = None;
                }
            }
        }
        self.changes.retain(|change| !is_link(&change.field) || change.from != change.to);
        if let EventKind::TicketJoined { other } | EventKind::TicketLeft { other } = &mut self.kind {
            *other = other.filter(|ticket| !hidden.contains(ticket));
        }
    }
}

/// Whether a field names another ticket.
const fn is_link(field: &TicketField) -> bool {
    matches!(field, TicketField::MergedInto | TicketField::FollowUpOf)
}

/// The ticket that such a field names.
fn named_by(value: Option<&Value>) -> Option<TicketId> {
    value.and_then(Value::as_text).and_then(|text| text.parse().ok())
}
