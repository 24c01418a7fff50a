//! Whether agents are at work.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::calendar::Calendar;
use crate::id::Name;
use crate::model::{Agent, Availability};
use crate::time::Timestamp;

/// Whether an agent is at work, as far as time decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// They are.
    #[default]
    Here,
    /// They are not on shift, until an instant when it is known.
    OffShift(Option<Timestamp>),
    /// They are not here, until an instant when they have said so.
    Absent(Option<Timestamp>),
}

impl Presence {
    /// How it is for an agent at an instant. A calendar that is not among these never opens.
    pub fn of(agent: &Agent, at: Timestamp, calendars: &BTreeMap<Name, Arc<Calendar>>) -> Self {
        if let Some(absence) = agent.absence_at(at) {
            return Self::Absent(absence.until);
        }
        let Some(name) = &agent.calendar else { return Self::Here };
        match calendars.get(name) {
            Some(calendar) if calendar.is_open(at) => Self::Here,
            Some(calendar) => Self::OffShift(calendar.next_open(at).ok()),
            None => Self::OffShift(None),
        }
    }

    /// When time alone lets them take work again; nothing when they are here, or it is not known.
    ///
    /// Who is absent until the middle of a night is not on shift then: they are asked again at that moment, and then when
    /// the shift begins.
    pub const fn returns_at(self) -> Option<Timestamp> {
        match self {
            Self::Here => None,
            Self::OffShift(until) | Self::Absent(until) => until,
        }
    }
}

/// When the first of some agents takes work again by time alone, of those who would take it if they were here.
pub fn first_return<'a>(
    agents: impl IntoIterator<Item = &'a Agent>,
    at: Timestamp,
    calendars: &BTreeMap<Name, Arc<Calendar>>,
) -> Option<Timestamp> {
    let willing = agents.into_iter().filter(|agent| agent.availability == Availability::Available);
    willing.filter_map(|agent| Presence::of(agent, at, calendars).returns_at()).min()
}
