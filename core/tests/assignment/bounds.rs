//! How long a member can be passed over: the bounds of `most_before`, held to random teams and arrivals. `fairness` of the
//! heavy tests takes the same in great numbers.

use std::collections::BTreeMap;

use ticketkit::assignment::simulate::{Arrival, Routed, Setting, most_before, simulate};
use ticketkit::assignment::{Route, RouteMode, RouteSpec, Strategy, Team};
use ticketkit::id::{PersonId, TicketId};
use ticketkit::model::{Agent, Person, Ticket};
use ticketkit::time::{Span, Timestamp};

/// Numbers that look random, always the same for one seed.
struct Chance(u64);

impl Chance {
    fn up_to(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % (most + 1)
    }

    fn small(&mut self, most: u32) -> u32 {
        u32::try_from(self.up_to(u64::from(most))).unwrap()
    }
}

/// More than anybody ever has to do here.
const ENDLESS: u32 = 100_000;

fn member(n: u8, capacity: u32, share: u32) -> Person {
    let mut person = Person::new(PersonId::from_bytes([n; 16]), format!("Member {n}"), Timestamp::default());
    let mut agent = Agent::new("agent".parse().unwrap());
    agent.teams = vec!["support".parse().unwrap()];
    (agent.capacity, agent.share) = (capacity, share);
    person.agent = Some(agent);
    person
}

/// Plays arrivals (seconds after a midnight, and seconds of work) for one team.
fn played(strategy: Strategy, people: &[Person], arrivals: &[(u64, u64)]) -> Vec<Routed> {
    let span = |seconds: u64| Span::from_secs(i64::try_from(seconds).unwrap());
    let spec: RouteSpec = serde_json::from_str(r#"{"name": "all", "team": "support"}"#).unwrap();
    let team = Team::new("support".parse().unwrap(), strategy);
    let ticket = Ticket::blank(TicketId::from_bytes([200; 16]));
    let midnight: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
    let arrive = |(at, work): &(u64, u64)| Arrival {
        ticket: &ticket,
        at: midnight.after(span(*at)),
        team: None,
        owner: None,
        work: Some(span(*work)),
    };
    let people: Vec<&Person> = people.iter().collect();
    let setting = Setting {
        teams: &BTreeMap::from([(team.name.clone(), team)]),
        routes: &[Route::compile(&spec, &(), "").unwrap()],
        mode: RouteMode::First,
        calendars: &BTreeMap::new(),
        people: &people,
        weigh: &|_| None,
        may_see: &|_| true,
        handoff_limit: None,
        until: Timestamp::MAX,
    };
    simulate(&setting, &arrivals.iter().map(arrive).collect::<Vec<_>>())
}

/// Who was given a ticket, one after the other, with the instants at which it came, was given and was done.
fn given(routed: &[Routed]) -> Vec<(Timestamp, Timestamp, PersonId, Timestamp)> {
    let mut given: Vec<_> = routed
        .iter()
        .enumerate()
        .filter_map(|(n, one)| one.given.map(|(person, at)| (at, one.came, n, person, one.held[0].to)))
        .collect();
    given.sort_unstable();
    given.into_iter().map(|(at, came, _, person, done)| (at, came, person, done)).collect()
}

/// The most tickets that went to others before the first one and between two of a member.
fn most(order: &[PersonId], member: PersonId) -> u64 {
    let (mut most, mut passed) = (0, 0);
    for person in order {
        passed = if *person == member { 0 } else { passed + 1 };
        most = most.max(passed);
    }
    most
}

/// The most tickets that went to others while a member had nothing to do.
fn most_while_idle(routed: &[Routed], member: PersonId) -> u64 {
    let given = given(routed);
    let is_busy = |at: Timestamp, came: Timestamp| {
        let holds = |(from, _, person, done): &(Timestamp, Timestamp, PersonId, Timestamp)| {
            // What is done at the instant itself counts no more for what arrives then, and may still for the rest.
            *person == member && *from <= at && (*done > at || (*done == at && came < at))
        };
        given.iter().any(holds)
    };
    let (mut most, mut passed) = (0, 0);
    for (at, came, person, _) in &given {
        passed = if *person == member || is_busy(*at, *came) { 0 } else { passed + 1 };
        most = most.max(passed);
    }
    most
}

/// Holds every bound to a random team, and answers how many tickets were given.
pub(crate) fn hold(seed: u64) -> u64 {
    let mut chance = Chance(seed);
    let size = u8::try_from(1 + chance.up_to(7)).unwrap();
    let mut seconds: Vec<u64> = (0..=chance.up_to(60)).map(|_| chance.up_to(3_600)).collect();
    seconds.sort_unstable();
    let arrivals: Vec<(u64, u64)> = seconds.into_iter().map(|at| (at, 1 + chance.up_to(900))).collect();
    let mut tickets = 0;

    // One who can always take a ticket, among others who often cannot.
    let mut people: Vec<Person> = (1..=size).map(|n| member(n, chance.small(3), 100)).collect();
    let lucky = usize::try_from(chance.up_to(u64::from(size) - 1)).unwrap();
    people[lucky] = member(u8::try_from(lucky + 1).unwrap(), ENDLESS, 100);
    let team: Vec<&Person> = people.iter().collect();
    let routed = played(Strategy::RoundRobin, &people, &arrivals);
    let order: Vec<PersonId> = given(&routed).into_iter().map(|(_, _, person, _)| person).collect();
    let bound = most_before(Strategy::RoundRobin, &team, team[lucky]).unwrap();
    assert!(most(&order, people[lucky].id) <= bound, "seed {seed}: round robin, {order:?}");
    tickets += order.len();

    // Everybody can take everything, on one day.
    let people: Vec<Person> = (1..=size).map(|n| member(n, ENDLESS, 1 + chance.small(299))).collect();
    let team: Vec<&Person> = people.iter().collect();
    let routed = played(Strategy::Weighted, &people, &arrivals);
    let order: Vec<PersonId> = given(&routed).into_iter().map(|(_, _, person, _)| person).collect();
    assert_eq!(order.len(), arrivals.len(), "seed {seed}");
    for person in &people {
        let bound = most_before(Strategy::Weighted, &team, person).unwrap();
        assert!(most(&order, person.id) <= bound, "seed {seed}: weighted, {} in {order:?}", person.id);
    }
    tickets += order.len();

    // Whoever has nothing to do is not passed over for long.
    for (strategy, differ) in [(Strategy::LeastLoaded, true), (Strategy::MostSpare, false)] {
        let same = 1 + chance.small(3);
        let capacity = |chance: &mut Chance| if differ { 1 + chance.small(5) } else { same };
        let people: Vec<Person> = (1..=size).map(|n| member(n, capacity(&mut chance), 100)).collect();
        let team: Vec<&Person> = people.iter().collect();
        let routed = played(strategy, &people, &arrivals);
        for person in &people {
            let bound = most_before(strategy, &team, person).unwrap();
            let most = most_while_idle(&routed, person.id);
            assert!(most <= bound, "seed {seed}: {strategy:?}, {} was passed over {most} times", person.id);
        }
        tickets += given(&routed).len();
    }
    u64::try_from(tickets).unwrap()
}

/// The bounds are reached: no smaller ones hold.
pub(crate) fn reach() {
    let order = |strategy, people: &[Person], count: u64| -> Vec<u8> {
        let arrivals: Vec<(u64, u64)> = (0..count).map(|n| (n, 100_000)).collect();
        given(&played(strategy, people, &arrivals))
            .into_iter()
            .map(|(_, _, person, _)| person.as_bytes()[0])
            .collect()
    };
    let three = [member(1, ENDLESS, 100), member(2, ENDLESS, 100), member(3, ENDLESS, 100)];
    assert_eq!(order(Strategy::RoundRobin, &three, 7), [1, 2, 3, 1, 2, 3, 1]);
    let unlike = [member(1, ENDLESS, 50), member(2, ENDLESS, 100), member(3, ENDLESS, 200)];
    let given = order(Strategy::Weighted, &unlike, 15);
    assert_eq!(given, [1, 2, 3, 3, 2, 3, 3, 1, 2, 3, 3, 2, 3, 3, 1]);
    let team: Vec<&Person> = unlike.iter().collect();
    let bounds = unlike.each_ref().map(|one| most_before(Strategy::Weighted, &team, one));
    assert_eq!(bounds, [Some(2 + 4), Some(1 + 2), Some(1 + 1)]);
    let ids: Vec<PersonId> = given.iter().map(|n| PersonId::from_bytes([*n; 16])).collect();
    assert_eq!(unlike.each_ref().map(|one| most(&ids, one.id)), [6, 3, 2]);
}
