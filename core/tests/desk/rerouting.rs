//! Who would have got what: stored arrivals, routed by another document.

use serde_json::{Value, json};
use ticketkit::command::{Answer, Command, Edits, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::engine::{RoutingReport, WhatIf};
use ticketkit::model::Actor;
use ticketkit::{Code, Error};

use crate::stage::default_with;
use crate::world::{World, agent, assign, at, on_every_storage, problems, reply, status, unchanged};

const MINUTE: i64 = 60_000;

/// A desk of two teams, whose people take tickets by hand.
fn by_hand(document: &mut Value) {
    document["teams"] = json!([{ "name": "support" }, { "name": "network" }]);
    document["routes"] = json!([{ "name": "everything", "team": "support" }]);
}

/// The same, where the network has its own tickets, and everybody takes turns.
fn by_turns(document: &mut Value) {
    by_hand(document);
    for team in document["teams"].as_array_mut().unwrap() {
        team["strategy"] = json!("round_robin");
    }
    let network = json!({
        "name": "network", "team": "network",
        "condition": { "field": "subject", "op": "contains", "value": "network" }
    });
    document["routes"].as_array_mut().unwrap().insert(0, network);
}

fn hire(world: &World<'_>, key: &str, team: &str, capacity: u32) {
    let mut command = agent(key, "agent", &[team]);
    if let Command::PutAgent { capacity: takes, .. } = &mut command {
        *takes = Some(capacity);
    }
    world.host(&command);
}

/// Three tickets: one is taken after ten minutes and solved after an hour, one goes to the other team first, and
/// the third waits still.
fn three_tickets(world: &World<'_>) {
    hire(world, "ada", "support", 1);
    hire(world, "nick", "network", 5);
    world.now("2026-06-01T09:00:00Z");
    let printer = world.open("The printer is on fire", "ines", Edits::none());
    world.now("2026-06-01T09:05:00Z");
    let network = world.open("The network is slow", "ines", Edits::none());
    world.now("2026-06-01T09:10:00Z").host(&assign(&printer, None, Some("ada")));
    world.now("2026-06-01T09:20:00Z").host(&assign(&network, Some("network"), Some("nick")));
    world.now("2026-06-01T09:30:00Z");
    world.open("The printer is on fire again", "ines", Edits::none());
    world.now("2026-06-01T10:10:00Z").ada(&reply(&printer, "It is out."));
    world.ada(&status(&printer, "resolved"));
    world.now("2026-06-01T12:00:00Z");
}

fn routed(world: &World<'_>, document: &Value, options: &WhatIf) -> RoutingReport {
    world.desk.what_if_routing(&document.to_string(), options, &Actor::host(), &mut |_| true).unwrap()
}

fn refused(world: &World<'_>, query: &Query, actor: &Actor) -> Error {
    world.ask(query, actor).unwrap_err()
}

fn question(document: Option<&Value>) -> Query {
    let document = document.map(Value::to_string);
    Query::WhatIfRouting { document, condition: None, as_of: None, after: None, limit: None }
}

#[test]
fn another_document_gives_the_tickets_to_others_and_sooner() {
    on_every_storage(by_hand, |world| {
        three_tickets(world);
        let before = crate::stage::feed(&world.desk);
        let report = routed(world, &default_with(by_turns), &WhatIf::default());
        assert_eq!(crate::stage::feed(&world.desk), before, "nothing is touched");
        assert!(report.complete && report.next.is_none());
        assert_eq!((report.config_version, report.as_of), (1, at("2026-06-01T12:00:00Z")));
        assert_eq!((report.tickets, report.left_out, report.elsewhere), (3, 0, 1));

        let (was, is) = (&report.before, &report.after);
        assert_eq!((was.tickets, was.never_given, was.handoffs), (3, 1, 1));
        assert_eq!((is.tickets, is.never_given, is.handoffs), (3, 0, 0));
        assert_eq!((was.waited.tickets, was.waited.total_ms), (2, (10 + 15) * MINUTE));
        assert_eq!((was.waited.median_ms, was.waited.longest_ms), (Some(10 * MINUTE), Some(15 * MINUTE)));
        // The third waits until Ada has done the first, which is an hour's work.
        assert_eq!((is.waited.tickets, is.waited.total_ms), (3, 30 * MINUTE));
        assert_eq!((is.waited.median_ms, is.waited.p90_ms), (Some(0), Some(30 * MINUTE)));

        let (ada, nick) = (world.id("ada"), world.id("nick"));
        let told = |side: &ticketkit::engine::RoutingTally, who| {
            let agent = side.agent(who).unwrap();
            (agent.tickets, agent.largest_load, agent.load_ms / MINUTE)
        };
        assert_eq!((told(was, ada), told(was, nick)), ((1, 1, 60), (1, 1, 160)));
        // What is work still is theirs to the end.
        assert_eq!((told(is, ada), told(is, nick)), ((2, 1, 60 + 120), (1, 1, 175)));
        let teams = |side: &ticketkit::engine::RoutingTally| -> Vec<(String, u64, u64)> {
            let row = |team: &ticketkit::engine::TeamRouting| {
                (team.team.as_ref().unwrap().to_string(), team.tickets, team.never_given)
            };
            side.teams.iter().map(row).collect()
        };
        let row = |team: &str, tickets, never| (team.to_owned(), tickets, never);
        assert_eq!(teams(was), [row("network", 1, 0), row("support", 2, 1)]);
        assert_eq!(teams(is), [row("network", 1, 0), row("support", 2, 0)]);
        let [third] = report.rerouted.as_slice() else { panic!("{report}") };
        assert_eq!((third.number.as_str(), third.before.owner), ("3", None));
        assert_eq!((third.after.owner, third.after.given_at), (Some(ada), Some(at("2026-06-01T10:00:00Z"))));

        let text = report.to_string();
        assert!(
            text.contains("1 -> 0 never given; 1 -> 0 handoffs; waited PT12M30S -> PT10M on average"),
            "{text}"
        );
        assert!(text.contains("3: support, nobody -> support, ada at 2026-06-01T10:00:00.000Z"), "{text}");
        let again: RoutingReport = serde_json::from_value(serde_json::to_value(&report).unwrap()).unwrap();
        assert_eq!(again, report);
    });
}

#[test]
fn a_desk_that_gave_them_so_gives_them_so_again() {
    on_every_storage(by_turns, |world| {
        for key in ["ada", "bob", "cora"] {
            hire(world, key, "support", 2);
        }
        hire(world, "nick", "network", 1);
        for n in 0..9 {
            world.now(&format!("2026-06-01T09:0{n}:00Z"));
            world.open(if n % 4 == 3 { "A network" } else { "A printer" }, "ines", Edits::none());
        }
        world.now("2026-06-01T12:00:00Z");
        let report = routed(world, &default_with(by_turns), &WhatIf::default());
        assert_eq!((report.tickets, report.elsewhere), (9, 0), "{report}");
        assert_eq!(report.before, report.after);
        assert_eq!((report.after.never_given, report.after.unfair.to_string().as_str()), (2, "0"));
    });
}

#[test]
fn what_a_ticket_was_opened_for_stays() {
    on_every_storage(by_turns, |world| {
        hire(world, "ada", "support", 1);
        hire(world, "nick", "network", 5);
        world.now("2026-06-01T09:00:00Z");
        world.open("One", "ines", Edits::none().with("team", "network"));
        world.open("Two", "ines", Edits::none().with("owner", "nick"));
        world.open("Three", "ines", Edits::none().without("team"));
        let done = world.open("Four", "ines", Edits::none());
        world.now("2026-06-01T10:00:00Z").host(&status(&done, "resolved"));
        let report = routed(world, &default_with(by_turns), &WhatIf::default());
        assert_eq!((report.tickets, report.left_out, report.elsewhere), (4, 1, 0), "{report}");
        // Up to an instant nobody knows what came later.
        let early = WhatIf { as_of: Some(at("2026-06-01T08:00:00Z")), ..WhatIf::default() };
        let report = routed(world, &default_with(by_turns), &early);
        assert_eq!((report.tickets, report.left_out, report.after.tickets), (4, 4, 0));
    });
}

#[test]
fn it_is_asked_in_pieces_of_which_each_is_played_by_itself() {
    on_every_storage(by_hand, |world| {
        three_tickets(world);
        let document = default_with(by_turns).to_string();
        let ask = |condition, after, limit| {
            let as_of = Some(at("2026-06-01T12:00:00Z"));
            let document = Some(document.clone());
            let query = Query::WhatIfRouting { document, condition, as_of, after, limit };
            let Answer::WhatIfRouting { report, text } = world.answer(&query) else { panic!() };
            assert_eq!(text, report.to_string());
            *report
        };
        let first = ask(None, None, Some(2));
        assert_eq!((first.tickets, first.complete), (2, false));
        let second = ask(None, first.next.clone(), Some(2));
        assert_eq!((second.tickets, second.complete, second.next.as_ref()), (1, true, None));
        // Ada has nothing to do when the third comes.
        assert_eq!(second.after.waited.total_ms, 0);
        let printers = Condition::test("subject", Op::Contains, ["again"]);
        assert_eq!(ask(Some(printers), None, None).tickets, 1);
        let elsewhere = Query::WhatIfRouting {
            document: None,
            condition: None,
            as_of: None,
            after: first.next,
            limit: None,
        };
        assert_eq!(refused(world, &elsewhere, &Actor::host()).code(), Code::BadCursor);
    });
}

#[test]
fn what_is_wrong_is_said_and_only_who_configures_may_ask() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        world.open("One", "ines", Edits::none());
        assert_eq!(refused(world, &question(None), &Actor::agent("ada")).code(), Code::Forbidden);
        assert_eq!(refused(world, &question(None), &Actor::requester("ines")).code(), Code::Forbidden);
        let wrong =
            default_with(|document| document["routes"] = json!([{ "name": "all", "team": "nobody" }]));
        let error = refused(world, &question(Some(&wrong)), &Actor::host());
        assert_eq!(problems(&error), [(Code::UnknownName, "/document/routes/0/team")]);
        for limit in [0, ticketkit::limits::WHAT_IF_MAX + 1] {
            let (document, condition, as_of, after) = (None, None, None, None);
            let query = Query::WhatIfRouting { document, condition, as_of, after, limit: Some(limit) };
            assert_eq!(problems(&refused(world, &query, &Actor::host())), [(Code::OutOfRange, "/limit")]);
        }
        let condition = Some(Condition::test("nothing", Op::Eq, ["x"]));
        let query = Query::WhatIfRouting { document: None, condition, as_of: None, after: None, limit: None };
        assert_eq!(
            problems(&refused(world, &query, &Actor::host())),
            [(Code::UnknownField, "/condition/field")]
        );
        let mut counted = 0;
        let document = default_with(unchanged).to_string();
        let mut progress = |tickets| {
            counted = tickets;
            false
        };
        world.desk.what_if_routing(&document, &WhatIf::default(), &Actor::host(), &mut progress).unwrap();
        assert_eq!(counted, 1);
    });
}

/// Desks that are lived.
const SEEDS: u64 = 24;

/// Numbers that look random, always the same for one seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// A desk of two teams with random strategies, shifts, skills, ladders and weights.
fn random_desk(chance: &mut Chance) -> impl Fn(&mut Value) + use<> {
    let strategies = ["round_robin", "least_loaded", "most_spare", "weighted", "skill_best"];
    let mut pick = || strategies[usize::try_from(chance.below(5)).unwrap()];
    let (first, second) = (pick(), pick());
    let (sticky, ladder, all) = (chance.below(3) == 0, chance.below(2) == 0, chance.below(2) == 0);
    let weight = chance.below(3);
    move |document: &mut Value| {
        let rungs = json!([
            { "after": "PT7M", "drop_optional_skills": true },
            { "after": "PT31M", "team": "network" }
        ]);
        document["teams"] = json!([
            { "name": "support", "strategy": first, "sticky": sticky, "ladder": if ladder { rungs } else { json!([]) } },
            { "name": "network", "strategy": second }
        ]);
        document["skills"] = json!([{ "name": "sql" }]);
        document["calendars"]["late"] =
            json!({ "time_zone": "UTC", "weekly": { "mon": [["09:00", "10:00"], ["11:00", "14:00"]] } });
        document["work"] = json!({ "weights": [
            { "condition": { "field": "subject", "op": "contains", "value": "sql" }, "weight": weight }
        ]});
        document["route_mode"] = json!(if all { "all" } else { "first" });
        document["routes"] = json!([
            {
                "name": "network", "team": "network", "room": true,
                "condition": { "field": "subject", "op": "contains", "value": "network" }
            },
            {
                "name": "sql", "team": "support", "skills": [{ "name": "sql", "level": 2, "optional": ladder }],
                "condition": { "field": "subject", "op": "contains", "value": "sql" }
            },
            { "name": "everything", "team": "support" }
        ]);
    }
}

/// Opens tickets at random, lets whoever has one solve it after a while, and holds the simulation to what the desk did.
fn live_and_compare(seed: u64) -> RoutingReport {
    let mut chance = Chance(seed);
    let document = default_with(random_desk(&mut chance));
    let stage = crate::stage::Stage::in_memory(&document);
    for key in ["ada", "bob", "cora", "dan"] {
        let mut command = agent(key, "agent", &[]);
        if let Command::PutAgent { teams, capacity, share, calendar, skills, .. } = &mut command {
            let name = |text: &str| text.parse::<ticketkit::Name>().unwrap();
            let works = [vec!["support"], vec!["network"], vec!["network", "support"]];
            let works = &works[usize::try_from(chance.below(3)).unwrap()];
            *teams = Some(works.iter().map(|team| name(team)).collect());
            *capacity = Some(1 + u32::try_from(chance.below(3)).unwrap());
            *share = Some(1 + u32::try_from(chance.below(3)).unwrap());
            *calendar = (chance.below(3) == 0).then(|| "late".to_owned());
            let level = 1 + u8::try_from(chance.below(3)).unwrap();
            *skills = Some(vec![ticketkit::model::Skill { name: name("sql"), level }]);
        }
        stage.host(&command);
    }
    let begin = at("2026-06-01T09:00:00Z");
    let later = |seconds: u64| begin.after(ticketkit::Span::from_secs(i64::try_from(seconds).unwrap()));
    let mut tickets = Vec::new();
    let mut solved = std::collections::BTreeSet::new();
    let mut given: std::collections::BTreeMap<usize, u64> = std::collections::BTreeMap::new();
    let mut arrivals: Vec<u64> = (0..20).map(|_| chance.below(4 * 3_600) / 7 * 7).collect();
    arrivals.sort_unstable();
    arrivals.dedup();
    let mut coming = arrivals.into_iter().peekable();
    // Somebody solves a ticket a while after it was seen to be theirs.
    for second in 0..6 * 3_600 {
        let due: Vec<usize> = given.iter().filter(|(_, until)| **until == second).map(|(n, _)| *n).collect();
        let arrives = coming.next_if(|at| *at == second).is_some();
        if due.is_empty() && !arrives && second % 60 != 1 {
            continue;
        }
        stage.tick(&later(second).to_string());
        for n in due {
            given.remove(&n);
            solved.insert(n);
            stage.host(&status(&tickets[n], "resolved"));
        }
        if arrives {
            let subject = ["A printer", "A network", "An sql"][usize::try_from(chance.below(3)).unwrap()];
            let requester = ["ines", "joan"][usize::try_from(chance.below(2)).unwrap()];
            tickets.push(stage.open(subject, requester, Edits::none()));
        }
        for (n, ticket) in tickets.iter().enumerate() {
            if stage.ticket(ticket).owner.is_some() && !solved.contains(&n) && !given.contains_key(&n) {
                given.insert(n, second + 120 + chance.below(5_000));
            }
        }
    }
    let as_of = Some(later(6 * 3_600));
    let options = WhatIf { as_of, ..WhatIf::default() };
    let document = document.to_string();
    let report = stage.desk.what_if_routing(&document, &options, &Actor::host(), &mut |_| true).unwrap();
    assert_eq!(report.elsewhere, 0, "seed {seed}: {report}");
    assert_eq!(report.before, report.after, "seed {seed}: {report}");
    report
}

#[test]
fn random_desks_give_tickets_as_the_simulation_says() {
    let reports: Vec<RoutingReport> = (0..SEEDS).map(live_and_compare).collect();
    // It says something only where tickets wait, move on and stay.
    let count = |of: &dyn Fn(&RoutingReport) -> bool| reports.iter().filter(|report| of(report)).count();
    let waited = count(&|it| it.after.waited.longest_ms > Some(0));
    let (moved, stayed) = (count(&|it| it.after.handoffs > 0), count(&|it| it.after.never_given > 0));
    assert!(waited > 12 && moved > 3 && stayed > 1, "{waited} waited, {moved} moved, {stayed} stayed");
}
