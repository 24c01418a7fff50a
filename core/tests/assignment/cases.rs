//! Random teams, tickets and routes, with everything that the choice of an owner goes by.

use proptest::prelude::*;
use ticketkit::Name;
use ticketkit::assignment::{
    Choice, Presence, Route, RouteMode, RouteSpec, Rung, RungSpec, SkillSpec, Strategy as Way, Team,
    TeamMember, choose, needs,
};
use ticketkit::condition::{Condition, Op};
use ticketkit::id::{PersonId, TicketId};
use ticketkit::model::{Agent, Availability, Category, Declined, Person, Skill, Ticket};
use ticketkit::time::{Span, Timestamp};

/// How many people there can be in a team; the ids are below.
const PEOPLE: u8 = 8;
/// An instant at which is chosen.
fn now() -> Timestamp {
    "2026-06-01T09:00:00Z".parse().unwrap()
}

pub(crate) const WAYS: [Way; 6] =
    [Way::Manual, Way::RoundRobin, Way::LeastLoaded, Way::MostSpare, Way::Weighted, Way::SkillBest];

/// A member of the team with what is stored about them.
#[derive(Clone, Debug)]
pub(crate) struct Someone {
    pub(crate) person: Person,
    pub(crate) load: i64,
    pub(crate) turn: Option<u64>,
    pub(crate) presence: Presence,
    pub(crate) given: i64,
}

/// A ticket that looks for an owner.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// When.
    pub(crate) at: Timestamp,
    pub(crate) people: Vec<Someone>,
    /// The same people in another order.
    pub(crate) shuffled: Vec<Someone>,
    pub(crate) team: Team,
    pub(crate) routes: Vec<RouteSpec>,
    pub(crate) mode: RouteMode,
    pub(crate) ticket: Ticket,
    pub(crate) previous: Option<PersonId>,
    pub(crate) known: Option<PersonId>,
    /// Who may not see the ticket.
    pub(crate) blind: Vec<PersonId>,
}

impl Case {
    /// What the engine chooses among these people.
    pub(crate) fn chosen_among(&self, people: &[Someone]) -> Choice {
        let routes: Vec<Route> =
            self.routes.iter().map(|spec| Route::compile(spec, &(), "").unwrap()).collect();
        let mut demand = needs(&routes, self.mode, &self.team, &self.ticket, self.at);
        (demand.previous, demand.known) = (self.previous, self.known);
        let members: Vec<TeamMember<'_>> = people
            .iter()
            .map(|it| TeamMember {
                presence: it.presence,
                given: it.given,
                ..TeamMember::new(&it.person, it.load, it.turn)
            })
            .collect();
        choose(&self.team, &members, &demand, |person| !self.blind.contains(&person.id))
    }
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn id(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}

fn some_presence() -> impl Strategy<Value = Presence> {
    let until = prop::option::of((1..9_i64).prop_map(|hours| now().after(Span::from_hours(hours))));
    prop_oneof![
        6 => Just(Presence::Here),
        1 => until.clone().prop_map(Presence::OffShift),
        1 => until.prop_map(Presence::Absent),
    ]
}

fn some_skills() -> impl Strategy<Value = Vec<Skill>> {
    prop::collection::btree_map(prop::sample::select(vec!["sql", "tax", "vpn"]), 1..5_u8, 0..=3).prop_map(
        |skills| skills.into_iter().map(|(skill, level)| Skill { name: name(skill), level }).collect(),
    )
}

fn someone(n: u8) -> impl Strategy<Value = Someone> {
    let availability = prop_oneof![
        8 => Just(Availability::Available),
        1 => Just(Availability::Busy),
        1 => Just(Availability::Away),
    ];
    let languages = prop::sample::subsequence(vec!["de".to_owned(), "pt-BR".to_owned()], 0..=2);
    let profile = (0..6_u32, availability, prop::bool::weighted(0.95), some_skills(), languages, 1..4_u32);
    let stored = (0..5_i64, prop::option::weighted(0.8, 0..4_u64), some_presence(), 0..5_i64);
    let is_staff = prop::bool::weighted(0.98);
    (profile, stored, is_staff).prop_map(move |(profile, (load, turn, presence, given), is_staff)| {
        let (capacity, availability, active, skills, languages, share) = profile;
        let mut agent = Agent::new(name("agent"));
        (agent.capacity, agent.availability, agent.active) = (capacity, availability, active);
        (agent.skills, agent.languages, agent.share) = (skills, languages, share);
        let mut person = Person::new(id(n), format!("Colleague {n}"), Timestamp::default());
        person.agent = is_staff.then_some(agent);
        Someone { person, load, turn, presence, given }
    })
}

fn some_people() -> impl Strategy<Value = (Vec<Someone>, Vec<Someone>)> {
    let people = (0..=PEOPLE).prop_flat_map(|size| (0..size).map(someone).collect::<Vec<_>>());
    people.prop_flat_map(|people| (Just(people.clone()), Just(people).prop_shuffle()))
}

fn some_way() -> impl Strategy<Value = Way> {
    prop::sample::select(WAYS.to_vec())
}

/// Up to two rungs, one of which may drop what is optional.
fn some_ladder() -> impl Strategy<Value = Vec<Rung>> {
    prop::collection::vec(any::<bool>(), 0..3).prop_map(|drops| {
        let rung = |(n, drops): (usize, bool)| RungSpec {
            after: Span::from_hours(1 + i64::try_from(n).unwrap()),
            calendar: None,
            drop_optional_skills: drops,
            team: (!drops).then(|| name("other")),
            agent: None,
        };
        let specs: Vec<_> = drops.into_iter().enumerate().map(rung).collect();
        Rung::compile(&specs, "").unwrap()
    })
}

fn some_team() -> impl Strategy<Value = Team> {
    (some_way(), any::<bool>(), some_ladder()).prop_map(|(strategy, sticky, ladder)| Team {
        sticky,
        ladder,
        ..Team::new(name("support"), strategy)
    })
}

fn some_needs() -> impl Strategy<Value = Vec<SkillSpec>> {
    let of =
        |(name_of, (level, optional)): (&str, (u8, bool))| SkillSpec { name: name(name_of), level, optional };
    let kinds = prop::sample::select(vec!["sql", "tax", "vpn"]);
    prop::collection::btree_map(kinds, (1..4_u8, any::<bool>()), 0..3)
        .prop_map(move |skills| skills.into_iter().map(of).collect())
}

fn some_route() -> impl Strategy<Value = RouteSpec> {
    let condition = prop::option::of(prop::sample::select(vec!["low", "high"]));
    let team = prop_oneof![3 => Just(Some("support")), 1 => Just(Some("other")), 1 => Just(None)];
    let strategy = prop::option::weighted(0.3, some_way());
    (condition, team, strategy, some_needs(), any::<bool>()).prop_map(
        |(condition, team, strategy, skills, same_language)| RouteSpec {
            name: name("route"),
            condition: condition.map(|value| Condition::test("priority", Op::Eq, [value])),
            team: team.map(name),
            open: None,
            room: false,
            strategy,
            skills,
            same_language,
        },
    )
}

fn some_ticket() -> impl Strategy<Value = Ticket> {
    let declined = (0..PEOPLE, -1..3_i64)
        .prop_map(|(n, hours)| Declined { person: id(n), until: now().after(Span::from_hours(hours)) });
    let category = prop::sample::select(vec![Category::New, Category::Open, Category::Pending]);
    let language = prop::option::of(prop::sample::select(vec!["de", "de-AT", "pt", "lv"]));
    let declined = prop::collection::vec(declined, 0..3);
    let priority = prop::sample::select(vec!["low", "high"]);
    (category, language, declined, priority, prop::option::of(0..4_u32), 0..3_u32).prop_map(
        |(category, language, declined, priority, weight, rungs)| {
            let mut ticket = Ticket::blank(TicketId::from_bytes([200; 16]));
            (ticket.category, ticket.priority) = (category, name(priority));
            ticket.language = language.map(str::to_owned);
            (ticket.declined, ticket.weight, ticket.rungs) = (declined, weight, rungs);
            ticket
        },
    )
}

pub(crate) fn cases() -> impl Strategy<Value = Case> {
    let mode = prop::sample::select(vec![RouteMode::First, RouteMode::All]);
    let familiar = || prop::option::of((0..PEOPLE).prop_map(id));
    let blind = prop::collection::vec((0..PEOPLE).prop_map(id), 0..2);
    let routes = prop::collection::vec(some_route(), 0..4);
    (some_people(), some_team(), routes, mode, some_ticket(), (familiar(), familiar()), blind).prop_map(
        |((people, shuffled), team, routes, mode, ticket, (previous, known), blind)| Case {
            at: now(),
            people,
            shuffled,
            team,
            routes,
            mode,
            ticket,
            previous,
            known,
            blind,
        },
    )
}
