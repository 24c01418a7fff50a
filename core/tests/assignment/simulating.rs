//! A routing played forward: the examples of the domain, ladders, shifts, and a plain reference that knows only minutes.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use ticketkit::Name;
use ticketkit::assignment::simulate::{Arrival, Routed, Setting, simulate, tally};
use ticketkit::assignment::{Route, RouteMode, RouteSpec, Strategy as Way, Team, TeamSpec};
use ticketkit::calendar::{Calendar, CalendarSpec, ZoneRules};
use ticketkit::id::TicketId;
use ticketkit::model::{Agent, Person, Skill, Ticket};
use ticketkit::time::{Span, Timestamp};

use super::stepping::{self, Job, Worker};
use super::{bounds, colleague, id, name};

/// Monday, in minutes after midnight.
fn minute(minutes: usize) -> Timestamp {
    let midnight: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
    midnight.after(Span::from_minutes(i64::try_from(minutes).unwrap()))
}

/// A desk that is played.
#[derive(Default)]
struct World {
    teams: BTreeMap<Name, Team>,
    routes: Vec<Route>,
    calendars: BTreeMap<Name, Arc<Calendar>>,
    people: Vec<Person>,
    until: Option<Timestamp>,
}

impl World {
    fn team(mut self, json: &str) -> Self {
        let spec: TeamSpec = serde_json::from_str(json).unwrap();
        let team = Team::compile(&spec, "").unwrap();
        self.teams.insert(team.name.clone(), team);
        self
    }

    fn route(mut self, json: &str) -> Self {
        let spec: RouteSpec = serde_json::from_str(json).unwrap();
        self.routes.push(Route::compile(&spec, &(), "").unwrap());
        self
    }

    /// A calendar that is open on Mondays from one time to another, or several times.
    fn mondays(mut self, calendar: &str, hours: &[(&str, &str)]) -> Self {
        let json = serde_json::json!({ "time_zone": "UTC", "weekly": { "mon": hours } });
        let spec: CalendarSpec = serde_json::from_value(json).unwrap();
        let compiled = Calendar::compile(&spec, &ZoneRules::default()).unwrap();
        self.calendars.insert(name(calendar), Arc::new(compiled));
        self
    }

    fn person(mut self, n: u8, capacity: u32, change: impl FnOnce(&mut Agent)) -> Self {
        let hired = colleague(n, 0, capacity).with(|agent| {
            agent.teams = vec![name("support")];
            change(agent);
        });
        self.people.push(hired.person);
        self
    }

    /// Plays tickets that come at these minutes and are so many minutes of work.
    fn play(&self, arrivals: &[(usize, usize)]) -> Vec<Routed> {
        let tickets: Vec<Ticket> = (0..).zip(arrivals).map(|(n, _)| ticket(n)).collect();
        self.play_tickets(&tickets.iter().zip(arrivals.iter().copied()).collect::<Vec<_>>())
    }

    fn play_tickets(&self, arrivals: &[(&Ticket, (usize, usize))]) -> Vec<Routed> {
        let arrive =
            |(ticket, (at, work)): &(&'_ Ticket, (usize, usize))| (minute(*at), *work, (*ticket).clone());
        let arrivals: Vec<_> = arrivals.iter().map(arrive).collect();
        let arrivals: Vec<Arrival<'_>> = arrivals
            .iter()
            .map(|(at, work, ticket)| Arrival {
                ticket,
                at: *at,
                team: None,
                owner: None,
                work: Some(Span::from_minutes(i64::try_from(*work).unwrap())),
            })
            .collect();
        let people: Vec<&Person> = self.people.iter().collect();
        let setting = Setting {
            teams: &self.teams,
            routes: &self.routes,
            mode: RouteMode::First,
            calendars: &self.calendars,
            people: &people,
            weigh: &|ticket| ticket.weight,
            may_see: &|_| true,
            handoff_limit: Some(5),
            until: self.until.unwrap_or(Timestamp::MAX),
        };
        simulate(&setting, &arrivals)
    }
}

fn ticket(n: u8) -> Ticket {
    let mut ticket = Ticket::blank(TicketId::from_bytes([n; 16]));
    ticket.requester = id(200);
    ticket
}

/// Who got each ticket, and in which minute.
fn told(routed: &[Routed]) -> Vec<Option<(u8, i64)>> {
    let minutes = |at: Timestamp| at.since(minute(0)).millis() / 60_000;
    routed.iter().map(|one| one.given.map(|(person, at)| (person.as_bytes()[0], minutes(at)))).collect()
}

fn support(strategy: &str) -> World {
    World::default()
        .team(&format!(r#"{{"name": "support", "strategy": "{strategy}"}}"#))
        .route(r#"{"name": "all", "team": "support"}"#)
}

#[test]
fn domain_6_2_the_smallest_ratio_and_the_most_room_lead_to_the_same_as_on_a_desk() {
    // Three tickets of A, four of B and one of C come first, each for its own team; then one for all.
    for (strategy, winner) in [("least_loaded", 2), ("most_spare", 2)] {
        let mut world = support(strategy);
        for (n, capacity, team) in [(1, 5, "a"), (2, 10, "b"), (3, 2, "c")] {
            world = world.team(&format!(r#"{{"name": "{team}", "strategy": "round_robin"}}"#)).person(
                n,
                capacity,
                |agent| agent.teams.push(name(team)),
            );
        }
        let own = |team: &str| {
            format!(
                r#"{{"name": "{team}", "team": "{team}", "condition": {{"field": "subject", "op": "eq", "value": "{team}"}}}}"#
            )
        };
        let all = world.routes.pop().unwrap();
        world = world.route(&own("a")).route(&own("b")).route(&own("c"));
        world.routes.push(all);
        let subjects = ["a", "a", "a", "b", "b", "b", "b", "c", "for all"];
        let tickets: Vec<Ticket> = (0..)
            .zip(subjects)
            .map(|(n, subject)| {
                let mut one = ticket(n);
                one.subject = subject.to_owned();
                one
            })
            .collect();
        let arrivals: Vec<_> = tickets.iter().zip((0..).map(|n| (n, 1_000))).collect();
        assert_eq!(told(&world.play_tickets(&arrivals))[8], Some((winner, 8)), "{strategy}");
        world.people[1].agent.as_mut().unwrap().availability = ticketkit::model::Availability::Away;
        let away = if strategy == "least_loaded" { 3 } else { 1 };
        assert_eq!(told(&world.play_tickets(&arrivals))[8], Some((away, 8)), "{strategy}");
    }
}

#[test]
fn domain_6_2_round_robin_comes_back_to_who_was_away() {
    // B comes to work an hour after midnight: A, C, A, and then B.
    let world = support("round_robin")
        .mondays("late", &[("01:00", "23:00")])
        .person(1, 9, |_| {})
        .person(2, 9, |agent| agent.calendar = Some(name("late")))
        .person(3, 9, |_| {});
    let routed = world.play(&[(0, 9), (1, 9), (2, 9), (60, 9), (61, 9)]);
    assert_eq!(told(&routed), [Some((1, 0)), Some((3, 1)), Some((1, 2)), Some((2, 60)), Some((3, 61))]);
}

#[test]
fn who_comes_back_with_a_full_load_gets_what_weighs_nothing() {
    let shifts = [("01:00", "02:00"), ("03:00", "04:00")];
    let world = support("round_robin").mondays("shifts", &shifts).person(1, 1, |agent| {
        agent.calendar = Some(name("shifts"));
    });
    let mut light = ticket(2);
    light.weight = Some(0);
    let arrivals = [(&ticket(0), (60, 1_000)), (&ticket(1), (130, 5)), (&light, (140, 5))];
    let next_week = 7 * 24 * 60 + 60;
    assert_eq!(told(&world.play_tickets(&arrivals)), [Some((1, 60)), Some((1, next_week)), Some((1, 180))]);
}

#[test]
fn what_waits_goes_to_who_is_done_or_comes_to_work_the_longest_wait_first() {
    let world = support("least_loaded").mondays("late", &[("00:30", "23:00")]).person(1, 1, |_| {}).person(
        2,
        1,
        |agent| agent.calendar = Some(name("late")),
    );
    let routed = world.play(&[(0, 20), (5, 50), (6, 40), (7, 10), (8, 1)]);
    let expected = [Some((1, 0)), Some((1, 20)), Some((2, 30)), Some((1, 70)), Some((2, 70))];
    assert_eq!(told(&routed), expected);
    let people: Vec<&Person> = world.people.iter().collect();
    let sums = tally(&people, &routed);
    assert_eq!((sums.tickets, sums.never_given, sums.handoffs, sums.spread), (5, 0, 0, 1));
    let minutes = |n: i64| n * 60_000;
    assert_eq!(sums.waited.tickets, 5);
    assert_eq!(sums.waited.total_ms, minutes(15 + 24 + 63 + 62));
    assert_eq!((sums.waited.median_ms, sums.waited.p90_ms), (Some(minutes(24)), Some(minutes(63))));
    assert_eq!(sums.waited.longest_ms, Some(minutes(63)));
    assert_eq!(sums.unfair.to_string(), "0.5");
    let agents: Vec<_> = sums.agents.iter().map(|it| (it.tickets, it.largest_load, it.load_ms)).collect();
    assert_eq!(agents, [(3, 1, minutes(80)), (2, 1, minutes(41))]);
    let [team] = sums.teams.as_slice() else { panic!("{sums:?}") };
    assert_eq!((team.team.as_deref(), team.tickets, team.longest_gap), (Some("support"), 5, 1));
}

#[test]
fn a_ladder_is_climbed_at_its_times() {
    let world = World::default()
        .team(
            r#"{"name": "support", "strategy": "round_robin", "ladder": [
                {"after": "PT10M", "drop_optional_skills": true}, {"after": "PT20M", "team": "second"}]}"#,
        )
        .team(r#"{"name": "second", "strategy": "round_robin", "ladder": [{"after": "PT5M", "agent": "duty"}]}"#)
        .route(
            r#"{"name": "all", "team": "support", "skills": [{"name": "sql", "level": 3, "optional": true}]}"#,
        );
    let skilled = |agent: &mut Agent| agent.skills = vec![Skill { name: name("sql"), level: 3 }];
    // Without anybody it stays where the ladder ends.
    let routed = world.play(&[(0, 9)]);
    assert_eq!((routed[0].given, routed[0].team.as_deref(), routed[0].handoffs), (None, Some("second"), 1));
    // At the first rung it goes to somebody without the skill, and at once to somebody with it.
    let world = world.person(1, 1, |_| {});
    assert_eq!(told(&world.play(&[(0, 9)])), [Some((1, 10))]);
    let world = world.person(2, 1, skilled);
    assert_eq!(told(&world.play(&[(0, 9)])), [Some((2, 0))]);
    // The third takes the next rung, and whoever is on call has it in the end.
    let mut world = world;
    world.people.push({
        let mut duty = colleague(3, 0, 1).person;
        duty.key = Some("duty".to_owned());
        duty
    });
    let routed = world.play(&[(0, 90), (1, 90), (2, 90)]);
    assert_eq!(told(&routed), [Some((2, 0)), Some((1, 11)), Some((3, 27))]);
    assert_eq!((routed[2].team.as_deref(), routed[2].handoffs), (Some("second"), 1));
}

#[test]
fn teams_that_hand_tickets_to_one_another_for_ever_come_to_an_end() {
    let mut world = World::default()
        .team(r#"{"name": "a", "strategy": "round_robin", "ladder": [{"after": "PT1S", "team": "b"}]}"#)
        .team(r#"{"name": "b", "strategy": "round_robin", "ladder": [{"after": "PT1S", "team": "a"}]}"#)
        .route(r#"{"name": "all", "team": "a"}"#);
    let routed = world.play(&[(0, 1)]);
    assert_eq!((routed[0].given, routed[0].handoffs), (None, 5), "no more than the desk allows");
    world.until = Some(minute(0).after(Span::from_secs(2)));
    assert_eq!(world.play(&[(0, 1)])[0].handoffs, 2, "time passes no further");
}

#[test]
fn nobody_gets_what_no_team_gives() {
    let world = support("manual").person(1, 9, |_| {});
    let routed = world.play(&[(0, 1), (1, 1)]);
    assert_eq!(told(&routed), [None, None]);
    assert_eq!(routed[0].team.as_deref(), Some("support"));
    let nowhere = World::default().person(1, 9, |_| {}).play(&[(0, 1)]);
    assert_eq!((nowhere[0].team.as_ref(), nowhere[0].given), (None, None));
    // A sticky team gives the next ticket of a requester to whom they know; the first one to nobody.
    let sticky = World::default()
        .team(r#"{"name": "support", "strategy": "manual", "sticky": true}"#)
        .team(r#"{"name": "door", "strategy": "round_robin"}"#)
        .route(r#"{"name": "first", "team": "door", "condition": {"field": "subject", "op": "eq", "value": "door"}}"#)
        .route(r#"{"name": "all", "team": "support"}"#)
        .person(1, 9, |agent| agent.teams = vec![name("door"), name("support")])
        .person(2, 9, |_| {});
    let mut first = ticket(7);
    first.subject = "door".to_owned();
    let other = ticket(8);
    let routed = sticky.play_tickets(&[(&other, (0, 1)), (&first, (1, 1)), (&other, (2, 1))]);
    assert_eq!(told(&routed), [None, Some((1, 1)), Some((1, 2))]);
}

#[test]
fn the_bounds_are_reached() {
    bounds::reach();
}

/// Somebody who has work, whom a shift that begins or ends at an odd minute may keep away.
fn some_worker() -> impl Strategy<Value = Worker> {
    let shift = prop::option::weighted(0.5, (0..60_usize, 1..60_usize));
    (1..4_i64, any::<bool>(), shift, 1..4_i64).prop_map(|(capacity, skilled, shift, share)| Worker {
        capacity,
        skilled,
        shift: shift.map(|(from, length)| (from * 2 + 1, (from + length) * 2 + 1)),
        share,
    })
}

/// Jobs at even minutes.
fn some_jobs() -> impl Strategy<Value = Vec<Job>> {
    let job = (0..60_usize, 1..40_usize, 1..3_i64, prop::bool::weighted(0.3))
        .prop_map(|(comes, work, weight, skill)| Job { comes: comes * 2, work: work * 2, weight, skill });
    prop::collection::vec(job, 0..25).prop_map(|mut jobs| {
        jobs.sort_by_key(|job| job.comes);
        jobs
    })
}

const MINUTES: usize = 400;

proptest! {
    /// The same as a reference that looks at everybody and everything in every minute.
    #[test]
    fn the_reference_says_the_same(
        workers in prop::collection::vec(some_worker(), 0..6),
        jobs in some_jobs(),
        way in prop::sample::select(vec![Way::RoundRobin, Way::LeastLoaded, Way::MostSpare, Way::Weighted]),
    ) {
        let mut world = support(way.as_str())
            .route(r#"{"name": "all", "team": "support"}"#);
        world.routes = Vec::new();
        world = world
            .route(r#"{"name": "skill", "team": "support", "skills": [{"name": "sql"}],
                "condition": {"field": "subject", "op": "eq", "value": "skill"}}"#)
            .route(r#"{"name": "all", "team": "support"}"#);
        let clock = |minute: usize| format!("{:02}:{:02}", minute / 60, minute % 60);
        for (n, worker) in (1_u8..).zip(&workers) {
            let calendar = format!("shift_{n}");
            if let Some((from, to)) = worker.shift {
                world = world.mondays(&calendar, &[(&clock(from), &clock(to))]);
            }
            world = world.person(n, u32::try_from(worker.capacity).unwrap(), |agent| {
                agent.calendar = worker.shift.map(|_| name(&calendar));
                agent.share = u32::try_from(worker.share).unwrap();
                if worker.skilled {
                    agent.skills = vec![Skill { name: name("sql"), level: 1 }];
                }
            });
        }
        world.until = Some(minute(MINUTES));
        let tickets: Vec<Ticket> = jobs.iter().map(|job| {
            let mut one = ticket(1);
            one.subject = if job.skill { "skill" } else { "any" }.to_owned();
            one.weight = Some(u32::try_from(job.weight).unwrap());
            one
        }).collect();
        let arrivals: Vec<_> =
            tickets.iter().zip(&jobs).map(|(ticket, job)| (ticket, (job.comes, job.work))).collect();
        let routed = world.play_tickets(&arrivals);
        let expected: Vec<Option<(u8, i64)>> = stepping::route(&workers, way, &jobs, MINUTES)
            .into_iter()
            .map(|one| one.map(|(who, at)| (u8::try_from(who).unwrap() + 1, i64::try_from(at).unwrap())))
            .collect();
        prop_assert_eq!(told(&routed), expected);

        // What is added up is what became of them.
        let people: Vec<&Person> = world.people.iter().collect();
        let sums = tally(&people, &routed);
        prop_assert_eq!(sums.waited.tickets + sums.never_given, sums.tickets);
        prop_assert_eq!(sums.agents.iter().map(|agent| agent.tickets).sum::<u64>(), sums.waited.tickets);
        for (agent, worker) in sums.agents.iter().zip(&workers) {
            prop_assert!(agent.largest_load <= worker.capacity);
        }
        // The order in which they are listed decides only what comes at one instant.
        prop_assert_eq!(world.play_tickets(&arrivals), routed);
    }

    /// Nobody is passed over for longer than the bounds say.
    #[test]
    fn nobody_starves(seed in any::<u64>()) {
        bounds::hold(seed);
    }
}
