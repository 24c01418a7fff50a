//! Which team a ticket goes to, and what its owner has to know.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::eligible::Demand;
use super::ladder::asks_optional;
use super::spec::{RouteSpec, SkillSpec, Strategy};
use super::team::Team;
use crate::condition::{Facts, FieldKinds, Predicate, Scope};
use crate::error::{Problem, pointer};
use crate::id::Name;
use crate::model::Ticket;
use crate::time::Timestamp;

/// A route, ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its key.
    pub name: Name,
    /// For which tickets it is; for all when absent.
    pub predicate: Option<Predicate>,
    /// The team that gets the ticket; nothing where it only says what the owner has to know.
    pub team: Option<Name>,
    /// The calendar that has to be open when the ticket comes.
    pub open: Option<Name>,
    /// Whether somebody of the team has to be able to take the ticket when it comes.
    pub room: bool,
    /// How an owner is chosen, where that is not the strategy of the team.
    pub strategy: Option<Strategy>,
    /// What the owner has to know.
    pub skills: Vec<SkillSpec>,
    /// Whether the owner has to work in the ticket's language.
    pub same_language: bool,
}

impl Route {
    /// Checks a route. Whether the team and the skills that it names are there is for the configuration as a whole to
    /// say.
    ///
    /// # Errors
    /// Everything that is wrong with its condition, each with a JSON Pointer that begins with `path`.
    pub fn compile(spec: &RouteSpec, fields: &dyn FieldKinds, path: &str) -> Result<Self, Vec<Problem>> {
        let path = pointer(path, "condition");
        let condition = spec.condition.as_ref();
        let predicate =
            condition.map(|condition| Predicate::compile(condition, fields, Scope::Stored, &path));
        Ok(Self {
            name: spec.name.clone(),
            predicate: predicate.transpose()?,
            team: spec.team.clone(),
            open: spec.open.clone(),
            room: spec.room,
            strategy: spec.strategy,
            skills: spec.skills.clone(),
            same_language: spec.same_language,
        })
    }

    /// Whether its condition holds. Whether its calendar is open and somebody has room is not asked.
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        self.predicate.as_ref().is_none_or(|predicate| predicate.matches(facts))
    }
}

/// Which of the routes that fit a ticket are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RouteMode {
    /// The first.
    #[default]
    First,
    /// All: the first that has a team gives it, and the owner has to know what any of them asks for that is for this
    /// team, or for no team.
    All,
}

/// Gives a new ticket its team: that of the first route that fits, whose calendar is open, and of whose team somebody can take
/// the ticket, where it asks for that. Otherwise the ticket has no team.
///
/// `opens` answers whether the calendar of a name is open, and `has_room` whether somebody of the ticket's team can take it.
///
/// # Errors
/// What `has_room` fails with.
pub fn send<E>(
    routes: &[Route],
    ticket: &mut Ticket,
    opens: impl Fn(&Name) -> bool,
    mut has_room: impl FnMut(&Ticket) -> Result<bool, E>,
) -> Result<(), E> {
    for route in routes {
        let Some(team) = &route.team else { continue };
        if !route.holds(ticket) || !route.open.as_ref().is_none_or(&opens) {
            continue;
        }
        ticket.team = Some(team.clone());
        if !route.room || has_room(ticket)? {
            return Ok(());
        }
        ticket.team = None;
    }
    Ok(())
}

/// What a ticket asks of its owner in a team at an instant, by the routes that fit it as it is, however the ticket came there: by the
/// first into this team, or by all into this team or none. Without such a route anybody can take it.
///
/// ```
/// use ticketkit::assignment::{Route, RouteMode, RouteSpec, Strategy, Team, needs};
/// use ticketkit::id::TicketId;
/// use ticketkit::model::Ticket;
/// use ticketkit::time::Timestamp;
///
/// let route = |json| Route::compile(&serde_json::from_str::<RouteSpec>(json).unwrap(), &(), "").unwrap();
/// let routes = [
///     route(r#"{"name": "all", "team": "support"}"#),
///     route(r#"{"name": "networks", "skills": [{"name": "networks", "level": 3}]}"#),
/// ];
/// let team = Team::new("support".parse()?, Strategy::RoundRobin);
/// let ticket = Ticket::blank(TicketId::from_bytes([9; 16]));
/// assert!(needs(&routes, RouteMode::First, &team, &ticket, Timestamp::default()).skills.is_empty());
/// assert_eq!(needs(&routes, RouteMode::All, &team, &ticket, Timestamp::default()).skills.len(), 1);
/// # Ok::<(), ticketkit::id::NotAName>(())
/// ```
pub fn needs<'a>(
    routes: &'a [Route],
    mode: RouteMode,
    team: &Team,
    ticket: &'a Ticket,
    at: Timestamp,
) -> Demand<'a> {
    let is_for = |route: &&Route| match &route.team {
        Some(name) => *name == team.name && route.holds(ticket),
        None => mode == RouteMode::All && route.holds(ticket),
    };
    let mut fitting = routes.iter().filter(is_for);
    let mut demand = Demand::of(ticket);
    demand.optional = asks_optional(&team.ladder, ticket);
    let declined = ticket.declined.iter().filter(|declined| at < declined.until);
    demand.excluded = declined.map(|declined| declined.person).collect();
    let Some(first) = fitting.next() else { return demand };
    demand.skills = Cow::Borrowed(&first.skills);
    demand.strategy = first.strategy;
    let mut same_language = first.same_language;
    for route in fitting.filter(|_| mode == RouteMode::All) {
        demand.strategy = demand.strategy.or(route.strategy);
        same_language |= route.same_language;
        for need in &route.skills {
            add_skill(demand.skills.to_mut(), need);
        }
    }
    demand.language = ticket.language.as_deref().filter(|_| same_language);
    demand
}

/// A skill that two routes ask for is asked for on the higher level, and is optional where it is for both.
fn add_skill(skills: &mut Vec<SkillSpec>, need: &SkillSpec) {
    match skills.iter_mut().find(|known| known.name == need.name) {
        Some(known) => {
            known.level = known.level.max(need.level);
            known.optional &= need.optional;
        }
        None => skills.push(need.clone()),
    }
}
