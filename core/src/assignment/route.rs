//! Which team a ticket goes to, and what its owner has to know.

use super::eligible::Demand;
use super::spec::{RouteSpec, SkillSpec};
use crate::condition::{Facts, FieldKinds, Predicate, Scope};
use crate::error::{Problem, pointer};
use crate::id::Name;
use crate::model::Ticket;

/// A route, ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its key.
    pub name: Name,
    /// For which tickets it is; for all when absent.
    pub predicate: Option<Predicate>,
    /// The team that gets the ticket.
    pub team: Name,
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
            skills: spec.skills.clone(),
            same_language: spec.same_language,
        })
    }

    fn holds(&self, facts: &dyn Facts) -> bool {
        self.predicate.as_ref().is_none_or(|predicate| predicate.matches(facts))
    }
}

/// Where a ticket goes, and why not elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routing<'r> {
    /// The first route that holds; without one the ticket goes nowhere by itself.
    pub route: Option<&'r Route>,
    /// The routes before it, in their order.
    pub passed: Vec<Passed>,
}

/// A route that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Which.
    pub route: Name,
    /// Why it does not hold, a sentence for each test that stands in the way. It names values: for staff only.
    pub failing: Vec<String>,
}

/// The first route that holds for a ticket, with a word about each before it.
///
/// ```
/// use ticketkit::assignment::{Route, route};
/// use ticketkit::condition::{Condition, Op, Predicate, Scope};
/// use ticketkit::id::TicketId;
/// use ticketkit::model::Ticket;
///
/// let invoices = Condition::test("subject", Op::Contains, ["invoice"]);
/// let to = |name: &str, predicate| Route {
///     name: name.parse().unwrap(),
///     predicate,
///     team: name.parse().unwrap(),
///     skills: vec![],
///     same_language: false,
/// };
/// let predicate = Predicate::compile(&invoices, &(), Scope::Stored, "").unwrap();
/// let routes = [to("billing", Some(predicate)), to("support", None)];
///
/// let mut ticket = Ticket::blank(TicketId::from_bytes([9; 16]));
/// ticket.subject = "No light".to_owned();
/// let routing = route(&routes, &ticket);
/// assert_eq!(routing.route, Some(&routes[1]));
/// assert_eq!(routing.passed[0].failing, ["subject is `No light` and must contain `invoice`"]);
/// ```
pub fn route<'r>(routes: &'r [Route], facts: &dyn Facts) -> Routing<'r> {
    let taken = routes.iter().position(|route| route.holds(facts));
    let passed = routes
        .iter()
        .take(taken.unwrap_or(routes.len()))
        .map(|route| Passed {
            route: route.name.clone(),
            failing: route.predicate.as_ref().map_or_else(Vec::new, |predicate| predicate.failing(facts)),
        })
        .collect();
    Routing { route: taken.and_then(|n| routes.get(n)), passed }
}

/// What a ticket asks of its owner in a team: by the first route into this team that holds for it, however the ticket
/// came there. Without such a route anybody can take it.
pub fn needs<'a>(routes: &'a [Route], team: &Name, ticket: &'a Ticket) -> Demand<'a> {
    let plain = Demand::of(ticket);
    match routes.iter().find(|route| route.team == *team && route.holds(ticket)) {
        Some(route) => Demand {
            skills: &route.skills,
            language: ticket.language.as_deref().filter(|_| route.same_language),
            ..plain
        },
        None => plain,
    }
}
