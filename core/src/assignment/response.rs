//! How long an owner has to act, and what becomes of a ticket that goes from hand to hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, reached};
use crate::id::Name;
use crate::model::Ticket;
use crate::time::{Span, Timestamp};

/// How long somebody who was given a ticket has to act on it: to accept it, to answer, to change or to note something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseSpec {
    /// How long, more than nothing.
    pub within: Span,
    /// The calendar whose open time counts; every second when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Name>,
    /// What follows when they do not.
    #[serde(default)]
    pub then: Silence,
}

impl ResponseSpec {
    /// Until when somebody has to act who is given a ticket at an instant.
    pub fn until(&self, at: Timestamp, calendars: &BTreeMap<Name, Arc<Calendar>>) -> Option<Timestamp> {
        reached(at, self.within, self.calendar.as_ref(), calendars)
    }
}

/// What follows when an owner does not act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// The ticket is taken from them, and is not given to them again for a while.
    #[default]
    Release,
    /// Those who follow the ticket and its assignees are told; it stays where it is.
    Escalate,
}

/// How the agents of a team take their next ticket themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PullSpec {
    /// For how long a ticket is lent to whoever took it and does not act on it; ten minutes when absent.
    #[serde(default = "PullSpec::default_lease")]
    pub lease: Span,
    /// The time within which a ticket is taken as due for which nothing is promised, since somebody has been waiting: so
    /// that none waits for ever. Seven days when absent.
    #[serde(default = "PullSpec::default_due")]
    pub due: Span,
    /// Whether it is the only way to get at a ticket of the team that nobody owns: nobody picks one out for
    /// themselves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only: bool,
}

impl PullSpec {
    const fn default_lease() -> Span {
        Span::from_minutes(10)
    }

    const fn default_due() -> Span {
        Span::from_days(7)
    }
}

/// When a ticket goes from hand to hand too often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoffSpec {
    /// From how many changes of the team on an alarm is raised at each; three when absent.
    #[serde(default = "HandoffSpec::default_alarm")]
    pub alarm_at: u32,
    /// Within which time a return to a team that had it is an alarm; a day when absent.
    #[serde(default = "HandoffSpec::default_return")]
    pub return_within: Span,
    /// How many changes of the team a ticket can have; further ones are refused. Any number when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

impl Default for HandoffSpec {
    fn default() -> Self {
        Self { alarm_at: Self::default_alarm(), return_within: Self::default_return(), limit: None }
    }
}

impl HandoffSpec {
    const fn default_alarm() -> u32 {
        3
    }

    const fn default_return() -> Span {
        Span::from_days(1)
    }

    /// Whether these are the rules of a desk that says nothing.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a ticket that has just got its team at an instant came back to one that had it not long ago.
    pub fn is_return(&self, ticket: &Ticket, at: Timestamp) -> bool {
        let Some(team) = &ticket.team else { return false };
        let last = ticket.past_teams.iter().rev().find(|past| past.team == *team);
        last.is_some_and(|past| at <= past.until.after(self.return_within))
    }

    /// Whether a ticket that has just got its team at an instant is an alarm.
    pub fn is_alarm(&self, ticket: &Ticket, at: Timestamp) -> bool {
        ticket.handoffs >= self.alarm_at || self.is_return(ticket, at)
    }
}
