//! Desks whose agents come and go: nobody waits while somebody can take the ticket, and every storage gives it to the same.

use std::sync::Arc;

use serde_json::{Value, json};
use ticketkit::assignment::{Presence, RouteMode, RouteSpec, Strategy as Way, Team, TeamSpec};
use ticketkit::command::{Command, Context, Edits, Outcome};
use ticketkit::error::Kind;
use ticketkit::model::{Actor, Agent, Ticket, TicketRef};
use ticketkit::query::TicketQuery;
use ticketkit::storage::conformance::{Chance, all_tickets};
use ticketkit::storage::{Key, Storage, Wanted};
use ticketkit::time::{Span, Timestamp};

use crate::cases::{Case, Someone, WAYS};
use crate::reference::expected;
use crate::stage::{Stage, at, create, default_with, feed};

/// The teams; in the last one agents take their tickets themselves.
const TEAMS: [&str; 3] = ["support", "billing", "hands"];
const STAFF: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
const SKILLS: [&str; 2] = ["sql", "tax"];

/// What happened at a desk in a while, for the figures.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lived {
    pub(crate) deeds: u64,
    pub(crate) refused: u64,
    /// Tickets that waited when time had passed.
    pub(crate) waiting: u64,
    pub(crate) routings: u64,
}

/// One thing that is done.
#[allow(clippy::large_enum_variant, reason = "lives for a moment")]
enum Deed {
    Do(Actor, Command),
    Tick(Timestamp),
}

/// What is done, by chance.
struct Program {
    chance: Chance,
    now: Timestamp,
    opened: u64,
}

impl Program {
    fn document(&mut self) -> Value {
        let (chance, strategies) = (&mut self.chance, WAYS);
        let mut way = || chance.pick(&strategies).as_str();
        let (support, billing) = (way(), way());
        let needs = |chance: &mut Chance| -> Value {
            let some = SKILLS.iter().filter(|_| chance.one_in(2)).collect::<Vec<_>>();
            let need = |skill: &&&str| json!({ "name": skill, "level": 1 + chance.below(3), "optional": chance.one_in(2) });
            some.iter().map(need).collect()
        };
        let routes: Vec<Value> = ["low", "high", "urgent"]
            .into_iter()
            .enumerate()
            .map(|(n, priority)| {
                let mut route = json!({
                    "name": format!("route-{n}"), "team": chance.pick(&["support", "billing"]),
                    "condition": { "field": "priority", "op": "eq", "value": priority },
                    "skills": needs(chance), "same_language": chance.one_in(3)
                });
                if chance.one_in(3) {
                    route["strategy"] = json!(chance.pick(&WAYS).as_str());
                }
                route
            })
            .collect();
        let mode = chance.pick(&["first", "all"]);
        let sticky = chance.one_in(3);
        let response = chance.maybe(json!({ "within": "PT3H" }));
        default_with(|document| {
            let days = |from: &str, to: &str, days: &[&str]| {
                let week = days.iter().map(|day| ((*day).to_owned(), json!([[from, to]])));
                json!({ "time_zone": "UTC", "weekly": week.collect::<serde_json::Map<_, _>>() })
            };
            document["calendars"]["day"] = days("08:00", "18:00", &["mon", "tue", "wed", "thu", "fri"]);
            document["calendars"]["late"] =
                days("14:00", "22:00", &["mon", "tue", "wed", "thu", "fri", "sat"]);
            document["skills"] = SKILLS.iter().map(|name| json!({ "name": name })).collect();
            document["decline_reasons"] = json!([{ "name": "no" }]);
            document["policies"] = json!([]);
            document["work"] = json!({ "weights": [
                { "condition": { "field": "priority", "op": "eq", "value": "urgent" }, "weight": 2 },
                { "condition": { "field": "priority", "op": "eq", "value": "low" }, "weight": 0 }
            ]});
            document["teams"] = json!([
                { "name": "support", "strategy": support, "sticky": sticky, "declined_for": "PT2H",
                  "ladder": [{ "after": "PT1H", "drop_optional_skills": true }] },
                { "name": "billing", "strategy": billing,
                  "ladder": [{ "after": "PT2H", "agent": "f" }, { "after": "PT8H", "team": "support" }] },
                { "name": "hands", "pull": { "lease": "PT1H" } }
            ]);
            if let Some(response) = &response {
                document["teams"][0]["response"] = response.clone();
            }
            document["routes"] = routes.clone().into();
            document["routes"].as_array_mut().unwrap().push(json!({ "name": "rest", "team": "support" }));
            document["route_mode"] = json!(mode);
        })
    }

    /// An agent as they begin, or as they change.
    fn put_agent(&mut self, key: &str) -> Deed {
        let chance = &mut self.chance;
        let teams: Vec<&str> = TEAMS.into_iter().filter(|_| !chance.one_in(3)).collect();
        let skill = |chance: &mut Chance, name: &str| json!({ "name": name, "level": 1 + chance.below(3) });
        let skills: Vec<Value> = SKILLS
            .into_iter()
            .filter_map(|name| chance.maybe(()).map(|()| name))
            .map(|name| json!({ "name": name, "level": 2 }))
            .collect();
        let better = skill(chance, "tax");
        let skills = if chance.one_in(4) { vec![better] } else { skills };
        let languages: Vec<&str> = ["de", "lv"].into_iter().filter(|_| chance.one_in(3)).collect();
        host(json!({
            "do": "put_agent", "person": key, "role": "agent", "teams": teams, "skills": skills, "languages": languages,
            "capacity": chance.below(4), "share": 1 + chance.below(3), "active": !chance.one_in(8),
            "availability": chance.pick(&["available", "available", "available", "busy", "away"]),
            "calendar": chance.pick(&["day", "late", "", ""])
        }))
    }

    fn absence(&mut self) -> Deed {
        let key = self.chance.pick(&STAFF);
        if self.chance.one_in(3) {
            return host(json!({ "do": "set_presence", "person": key, "end_absence": true }));
        }
        let mut leave =
            json!({ "mode": self.chance.pick(&["keep", "release_on_message", "release", "substitute"]) });
        let mut hours = |end: u64| Span::from_minutes(i64::try_from(30 * self.chance.below(end)).unwrap());
        let from = self.now.after(hours(12));
        leave["from"] = json!(from);
        leave["until"] = json!(from.after(Span::from_minutes(30)).after(hours(60)));
        if leave["mode"] == "substitute" {
            leave["substitute"] = json!(self.chance.pick(&STAFF));
        }
        host(json!({ "do": "set_presence", "person": key, "absence": leave }))
    }

    fn open(&mut self) -> Deed {
        self.opened += 1;
        let priority = self.chance.pick(&["low", "normal", "high", "urgent"]);
        let mut set = Edits::none().with("priority", priority);
        if self.chance.one_in(3) {
            set = set.with("team", self.chance.pick(&TEAMS));
        }
        if self.chance.one_in(2) {
            set = set.with("language", self.chance.pick(&["de-AT", "lv", "fr"]));
        }
        let customer = self.chance.pick(&["ines", "jo", "kim"]);
        Deed::Do(Actor::host(), create("Printer", customer, set))
    }

    fn next(&mut self) -> Deed {
        let ticket = (1 + self.chance.below(self.opened)).to_string();
        let staff =
            |key: &str, command: Value| Deed::Do(Actor::agent(key), serde_json::from_value(command).unwrap());
        let key = self.chance.pick(&STAFF);
        match self.chance.below(24) {
            0..=4 => self.open(),
            5 | 6 => self.put_agent(key),
            7 | 8 => self.absence(),
            9..=11 => {
                let set = json!({ "status": self.chance.pick(&["resolved", "resolved", "answered", "open", "postponed"]) });
                host(json!({ "do": "change_ticket", "ticket": ticket, "set": set }))
            }
            12 => host(json!({ "do": "change_ticket", "ticket": ticket,
                "set": { "priority": self.chance.pick(&["low", "normal", "high", "urgent"]) } })),
            13 => host(json!({ "do": "assign_ticket", "ticket": ticket, "team": self.chance.pick(&TEAMS) })),
            14 | 15 => host(json!({ "do": "assign_ticket", "ticket": ticket, "agent": key })),
            16 => staff(key, json!({ "do": "decline_ticket", "ticket": ticket, "reason": "no" })),
            17 => staff(key, json!({ "do": "accept_ticket", "ticket": ticket })),
            18 => staff(key, json!({ "do": "next_ticket" })),
            19 => Deed::Do(
                Actor::requester("ines"),
                crate::stage::reply(&TicketRef::Number(ticket), "And now?"),
            ),
            _ => {
                let minutes = self.chance.pick(&[1, 17, 30, 60, 180, 720]);
                self.now = self.now.after(Span::from_minutes(minutes));
                Deed::Tick(self.now)
            }
        }
    }
}

fn host(command: Value) -> Deed {
    Deed::Do(Actor::host(), serde_json::from_value(command).unwrap())
}

/// Lives so many deeds at desks on these storages, all of which must be empty; the first is looked at closely.
pub(crate) fn live(seed: u64, deeds: u64, storages: &[Arc<dyn Storage>]) -> Lived {
    let mut program = Program { chance: Chance::of(seed), now: at("2026-06-01T09:00:00Z"), opened: 0 };
    let document = program.document();
    let stages: Vec<Stage> = storages.iter().map(|it| Stage::on(Arc::clone(it), &document)).collect();
    let (first, others) = stages.split_first().unwrap();
    let (mut lived, mut hired) = (Lived::default(), 0);
    for n in 0..deeds {
        let deed = if let Some(key) = STAFF.get(hired).filter(|_| n % 2 == 0) {
            hired += 1;
            program.put_agent(key)
        } else {
            program.next()
        };
        lived.deeds += 1;
        match deed {
            Deed::Do(actor, command) => {
                let context = Context::of(actor);
                let came = first.desk.execute(&command, &context);
                let kind = came.as_ref().err().map(ticketkit::Error::kind);
                assert_ne!(kind, Some(Kind::Conflict), "nobody else is here: {command:?} {came:?}");
                lived.refused += u64::from(came.is_err());
                for other in others {
                    assert_eq!(other.desk.execute(&command, &context), came, "{command:?}");
                }
                if matches!(command, Command::CreateTicket { .. }) {
                    let opened = came.as_ref().ok().and_then(|outcome: &Outcome| outcome.ticket);
                    assert!(opened.is_some(), "{came:?}");
                }
            }
            Deed::Tick(now) => {
                for stage in &stages {
                    stage.time.set(now);
                    while stage.engine.tick(now, 10_000).unwrap().more {}
                }
                lived.waiting += nobody_waits_in_vain(first, &**storages.first().unwrap(), &document, now);
            }
        }
    }
    let told = feed(&first.desk);
    for other in others {
        assert_eq!(feed(&other.desk), told);
    }
    for n in 1..=program.opened {
        let ticket = TicketRef::Number(n.to_string());
        let routings = first.routings(&ticket);
        lived.routings += routings.len() as u64;
        for other in others {
            assert_eq!(other.routings(&ticket), routings);
            assert_eq!(other.ticket(&ticket), first.ticket(&ticket));
        }
    }
    lived
}

/// Of every ticket that waits in a team that chooses: nobody there can take it now. Answers how many wait.
fn nobody_waits_in_vain(stage: &Stage, storage: &dyn Storage, document: &Value, now: Timestamp) -> u64 {
    let all = TicketQuery { limit: u32::MAX, ..all_tickets() };
    let tickets = storage.find(stage.desk.id(), &all).unwrap().tickets;
    let waits = |ticket: &&Ticket| {
        ticket.owner.is_none() && ticket.standing.is_active() && !ticket.category.is_done()
    };
    let mut waiting = 0;
    for ticket in tickets.iter().filter(waits) {
        let Some(name) = &ticket.team else { continue };
        let members = storage.load(stage.desk.id(), &Wanted::one(Key::Team(name.clone()))).unwrap().teams;
        let people: Vec<Someone> = members
            .into_values()
            .flatten()
            .map(|member| Someone {
                presence: member.person.agent.as_ref().map_or(Presence::Here, |agent| presence(agent, now)),
                person: (*member.person).clone(),
                load: member.load,
                turn: member.turn,
                given: 0,
            })
            .collect();
        let specs: Vec<TeamSpec> = serde_json::from_value(document["teams"].clone()).unwrap();
        let spec = specs.iter().find(|team| team.name == *name).unwrap();
        let routes: Vec<RouteSpec> = serde_json::from_value(document["routes"].clone()).unwrap();
        let mode: RouteMode = serde_json::from_value(document["route_mode"].clone()).unwrap();
        let case = Case {
            at: now,
            shuffled: people.clone(),
            people,
            team: Team::compile(spec, "").unwrap(),
            routes,
            mode,
            ticket: ticket.clone(),
            previous: None,
            known: None,
            blind: Vec::new(),
        };
        waiting += 1;
        let found = expected(&case);
        assert_eq!(found.winner, None, "{} waits in {name} at {now}: {found:?}", ticket.number);
        let by_hand = found.way == Way::Manual.as_str();
        assert!(by_hand || found.obstacles.iter().all(|(_, obstacle)| obstacle.is_some()));
    }
    waiting
}

/// Whether an agent is here, by the hours as they stand in the document.
fn presence(agent: &Agent, now: Timestamp) -> Presence {
    if agent.absence.as_ref().is_some_and(|it| it.from <= now && it.until.is_none_or(|until| now < until)) {
        return Presence::Absent(None);
    }
    let hours = now.millis() / 3_600_000;
    // The first day of all was a Thursday.
    let (weekday, hour) = ((hours / 24 + 3) % 7, hours % 24);
    let open = match agent.calendar.as_ref().map(ticketkit::Name::as_str) {
        Some("day") => weekday < 5 && (8..18).contains(&hour),
        Some("late") => weekday < 6 && (14..22).contains(&hour),
        _ => true,
    };
    if open { Presence::Here } else { Presence::OffShift(None) }
}
