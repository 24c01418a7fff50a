//! Who gets a ticket: the examples of the domain, and what holds for every team.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected fails"
)]

mod agreement;
mod bounds;
mod cases;
mod desks;
mod examples;
mod properties;
mod reference;
mod routes;
mod simulating;
#[path = "../stage/mod.rs"]
mod stage;
mod stepping;
#[path = "../storages/mod.rs"]
mod storages;
mod waiting;

use ticketkit::Name;
use ticketkit::assignment::{Choice, Demand, Strategy, Team, TeamMember, Turn, choose};
use ticketkit::id::{PersonId, TicketId};
use ticketkit::model::{Agent, Availability, Person, Ticket};
use ticketkit::time::Timestamp;

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn id(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}

/// A member of a team with what is stored about them.
#[derive(Clone, Debug)]
struct Colleague {
    person: Person,
    load: i64,
    turn: Option<u64>,
}

/// The n-th colleague, who has this much work of that much.
fn colleague(n: u8, load: i64, capacity: u32) -> Colleague {
    let mut person = Person::new(id(n), format!("Colleague {n}"), Timestamp::default());
    let mut profile = Agent::new(name("agent"));
    profile.capacity = capacity;
    person.agent = Some(profile);
    Colleague { person, load, turn: None }
}

impl Colleague {
    fn with(mut self, change: impl FnOnce(&mut Agent)) -> Self {
        change(self.person.agent.as_mut().unwrap());
        self
    }

    fn is(&mut self, availability: Availability) {
        self.person.agent.as_mut().unwrap().availability = availability;
    }
}

fn members(colleagues: &[Colleague]) -> Vec<TeamMember<'_>> {
    colleagues.iter().map(|c| TeamMember::new(&c.person, c.load, c.turn)).collect()
}

fn team(strategy: Strategy) -> Team {
    Team::new(name("support"), strategy)
}

fn ticket() -> Ticket {
    Ticket::blank(TicketId::from_bytes([200; 16]))
}

fn chosen(strategy: Strategy, colleagues: &[Colleague]) -> Choice {
    choose(&team(strategy), &members(colleagues), &Demand::of(&ticket()), |_| true)
}

/// Gives everybody the place that the choice says.
fn remember(colleagues: &mut [Colleague], turns: &[Turn]) {
    for turn in turns {
        let colleague = colleagues.iter_mut().find(|c| c.person.id == turn.person).unwrap();
        assert_eq!(colleague.turn, turn.before);
        colleague.turn = Some(turn.after);
    }
}
