//! Routing played forward over arrivals: who would get what, and how long it would wait.
//!
//! [`simulate`] asks the same [`choose`](super::choose), [`needs`](super::needs) and [`send`](super::send) that decide on
//! a desk, so that what it says about a strategy is what the strategy does.

mod bound;
mod play;
mod seats;
mod sums;
mod tally;
mod wait;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use bound::most_before;
pub use tally::tally;

use super::route::{Route, RouteMode};
use super::team::Team;
use crate::calendar::Calendar;
use crate::id::{Name, PersonId};
use crate::model::{Person, Ticket};
use crate::time::{Span, Timestamp};

/// Under what a routing is played.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The teams, by name. A ticket of a team that is not among them waits for ever.
    pub teams: &'a BTreeMap<Name, Team>,
    /// Which team a ticket goes to, and what its owner has to know.
    pub routes: &'a [Route],
    /// Which of the routes that fit are taken.
    pub mode: RouteMode,
    /// The calendars that teams, routes and agents name. One that is not among them never opens.
    pub calendars: &'a BTreeMap<Name, Arc<Calendar>>,
    /// The people, each once: agents work in the teams of their profiles, and others get nothing.
    pub people: &'a [&'a Person],
    /// What a ticket weighs, where that is not what every ticket weighs.
    pub weigh: &'a dyn Fn(&Ticket) -> Option<u32>,
    /// Whether somebody may see the ticket that they are to have.
    pub may_see: &'a dyn Fn(&Person) -> bool,
    /// How often a ticket goes from team to team at the most; any number when there is none.
    pub handoff_limit: Option<u32>,
    /// Until when time passes. What is due later does not happen.
    pub until: Timestamp,
}

impl fmt::Debug for Setting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting")
            .field("mode", &self.mode)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

/// A ticket that comes in.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// The ticket as it came. Its team and its owner do not count.
    pub ticket: &'a Ticket,
    /// When it came.
    pub at: Timestamp,
    /// The team that it was opened for; the routes decide when there is none.
    pub team: Option<&'a Name>,
    /// Who it was opened for: they get it at once, whatever they have to do, and it is nobody's turn. The strategy decides when
    /// there is nobody.
    pub owner: Option<PersonId>,
    /// How long it is work for whoever gets it. Nothing for a ticket that they keep; a negative length is none at all.
    pub work: Option<Span>,
}

/// What became of a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routed {
    /// When it came.
    pub came: Timestamp,
    /// The team in which it got its owner, or in which it waits at the end.
    pub team: Option<Name>,
    /// Who got it first, and when; nothing where nobody did.
    pub given: Option<(PersonId, Timestamp)>,
    /// How often it went from team to team.
    pub handoffs: u32,
    /// Who had it as work, when.
    pub held: Vec<Held>,
}

/// A span in which a ticket is part of somebody's load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Whose load.
    pub person: PersonId,
    /// From when on.
    pub from: Timestamp,
    /// Up to when.
    pub to: Timestamp,
    /// By how much.
    pub weight: i64,
}

/// Plays a routing: what becomes of each arrival, in the order in which they stand there.
///
/// Everybody begins without work and as a newcomer of every team. Arrivals come in the order of their instants, and
/// of one instant in the order in which they stand there. Each gets its team by the routes, and its owner by
/// [`choose`](super::choose) among the members of the team as they are then: whether they are at work, what they have
/// to do, whose turn it is, what they were given of late. A ticket that nobody can take waits in its team. Whoever
/// has done a ticket, or comes to work, is offered what waits in their teams, the longest wait first; a ladder is
/// climbed at its times, at the most [`SIMULATED_RUNGS`](crate::limits::SIMULATED_RUNGS) rungs by one ticket. Of one
/// instant who comes to work counts first, then work that is done, then the rungs, then what arrives. The result
/// depends on nothing else.
///
/// What people do of their own is not played: nobody takes a ticket by hand, declines one, lets the time to act on it
/// pass or gives it to somebody else, and who goes away keeps what they have. A team whose strategy is `manual` gives
/// nothing.
///
/// It takes a time in the order of `(a + c) log a + g m`, with `a` arrivals, `c` changes (work done, people coming, rungs),
/// `g` choices, and `m` members in a team.
///
/// ```
/// use std::collections::BTreeMap;
/// use ticketkit::assignment::{Route, RouteMode, RouteSpec, Strategy, Team};
/// use ticketkit::assignment::simulate::{Arrival, Setting, simulate};
/// use ticketkit::id::{PersonId, TicketId};
/// use ticketkit::model::{Agent, Category, Person, Ticket};
/// use ticketkit::time::{Span, Timestamp};
///
/// // One agent, who takes one ticket at a time.
/// let mut ada = Person::new(PersonId::from_bytes([1; 16]), "Ada".to_owned(), Timestamp::default());
/// let mut agent = Agent::new("agent".parse()?);
/// (agent.teams, agent.capacity) = (vec!["support".parse()?], 1);
/// ada.agent = Some(agent);
/// let support = Team::new("support".parse()?, Strategy::RoundRobin);
/// let spec: RouteSpec = serde_json::from_str(r#"{"name": "all", "team": "support"}"#)?;
/// let routes = [Route::compile(&spec, &(), "").unwrap()];
///
/// // Two tickets come at ten, and each is an hour's work.
/// let ten: Timestamp = "2026-06-01T10:00:00Z".parse()?;
/// let tickets = [1, 2].map(|n| Ticket::blank(TicketId::from_bytes([n; 16])));
/// let arrivals = tickets.each_ref().map(|ticket| {
///     Arrival { ticket, at: ten, team: None, owner: None, work: Some(Span::from_hours(1)) }
/// });
/// let routed = simulate(
///     &Setting {
///         teams: &BTreeMap::from([(support.name.clone(), support)]),
///         routes: &routes,
///         mode: RouteMode::First,
///         calendars: &BTreeMap::new(),
///         people: &[&ada],
///         weigh: &|_| None,
///         may_see: &|_| true,
///         handoff_limit: None,
///         until: Timestamp::MAX,
///     },
///     &arrivals,
/// );
/// assert_eq!(routed[0].given, Some((ada.id, ten)));
/// assert_eq!(routed[1].given, Some((ada.id, "2026-06-01T11:00:00Z".parse()?)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn simulate(setting: &Setting<'_>, arrivals: &[Arrival<'_>]) -> Vec<Routed> {
    play::play(setting, arrivals)
}
