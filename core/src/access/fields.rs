//! Which fields an actor reads and writes on the tickets that they see. This is the only place that says it.

use std::collections::BTreeSet;

use super::rights::Rights;
use crate::id::Name;
use crate::model::{Clock, ClockKey, Event, EventKind, Job, JobKind, Ticket, TicketField};

/// Which fields an actor reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FieldSight {
    /// All of them.
    #[default]
    All,
    /// All but these: those that a role hides.
    Without(BTreeSet<TicketField>),
    /// Those that are made for customers.
    Public,
}

impl FieldSight {
    /// Whether the value of a field is read, and so may be asked about, counted and searched by. Of the desk's own fields
    /// customers read those that `public` names.
    pub fn sees(&self, field: &TicketField, public: impl Fn(&Name) -> bool) -> bool {
        match (self, field) {
            (Self::All, _) => true,
            (Self::Without(hidden), _) => !hidden.contains(field),
            (Self::Public, TicketField::Custom(name)) => public(name),
            (Self::Public, built_in) => built_in.is_public(),
        }
    }
}

/// The built-in fields that a role can hide: those that may be empty, and that nothing else shows.
pub const HIDEABLE: [TicketField; 8] = [
    TicketField::Impact,
    TicketField::Urgency,
    TicketField::Tags,
    TicketField::DueAt,
    TicketField::PlannedFrom,
    TicketField::PlannedTo,
    TicketField::ExternalIds,
    TicketField::Language,
];

/// The built-in fields that a role can keep from being written. Team, owner and assignees need a permission of their own,
/// and statuses have their transitions.
pub const KEEPABLE: [TicketField; 15] = [
    TicketField::Subject,
    TicketField::Requester,
    TicketField::Organization,
    TicketField::Ccs,
    TicketField::Followers,
    TicketField::Priority,
    TicketField::Impact,
    TicketField::Urgency,
    TicketField::Type,
    TicketField::Tags,
    TicketField::DueAt,
    TicketField::PlannedFrom,
    TicketField::PlannedTo,
    TicketField::ExternalIds,
    TicketField::Language,
];

/// The instants of a ticket that can be the deadline of a clock.
const DATES: [TicketField; 3] = [TicketField::DueAt, TicketField::PlannedFrom, TicketField::PlannedTo];

impl Rights<'_> {
    /// Which fields they read.
    pub fn field_sight(&self) -> FieldSight {
        match self.role() {
            Some(role) if !role.hidden.is_empty() => FieldSight::Without(role.hidden.clone()),
            _ if self.is_staff() => FieldSight::All,
            _ => FieldSight::Public,
        }
    }

    /// Whether they see the value of this field on a ticket that they see. Of the desk's own fields customers see those
    /// that `public` names.
    pub fn sees_field(&self, field: &TicketField, public: impl Fn(&Name) -> bool) -> bool {
        match self.role() {
            Some(role) => !role.hidden.contains(field),
            None if self.is_staff() => true,
            None => FieldSight::Public.sees(field, public),
        }
    }

    /// Whether their role keeps them from writing a field, whatever else they may.
    pub(super) fn is_kept_from(&self, field: &TicketField) -> bool {
        self.role().is_some_and(|role| role.hidden.contains(field) || role.read_only.contains(field))
    }

    /// Whether they read this clock of a ticket that they see. What runs to a date of the ticket tells the date, and is
    /// for those who read it.
    pub fn sees_clock(&self, clock: &Clock) -> bool {
        let tells_a_date = clock.fixed_at.is_some() && clock.working_days.is_none();
        !tells_a_date || DATES.iter().all(|date| self.sees_field(date, |_| false))
    }

    /// Takes away from a ticket what they do not read.
    pub fn conceal(&self, ticket: &mut Ticket) {
        for field in self.hidden() {
            // Every field that can be hidden can be empty.
            ticket.put(field, None);
        }
    }

    /// Takes away from an event what they do not read. `clocks` are those of its ticket that they do not see.
    pub fn conceal_in(&self, event: &mut Event, clocks: &BTreeSet<ClockKey>) {
        let mut hidden = self.hidden().peekable();
        if hidden.peek().is_none() {
            return;
        }
        event.changes.retain(|change| self.sees_field(&change.field, |_| false));
        event.personal.retain(|change| self.sees_field(&change.field, |_| false));
        if let EventKind::ClockBreached { clock, .. } | EventKind::StepTaken { clock, .. } = &event.kind
            && clocks.contains(clock)
        {
            event.kind = EventKind::TicketChanged {};
        }
    }

    /// Takes away from a job what they do not read: values that it gives to fields.
    pub fn conceal_in_job(&self, job: &mut Job) {
        if let JobKind::ChangeTickets { set, .. } = &mut job.kind {
            for field in self.hidden() {
                set.forget(field.as_str());
            }
        }
    }

    fn hidden(&self) -> impl Iterator<Item = &TicketField> {
        self.role().into_iter().flat_map(|role| &role.hidden)
    }
}
