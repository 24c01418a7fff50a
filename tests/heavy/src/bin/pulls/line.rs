//! One line of tickets, and many agents who take the next one.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::engine::{Desk, Engine};
use ticketkit::error::Kind;
use ticketkit::model::{Actor, TicketRef};
use ticketkit::storage::conformance::Chance;
use ticketkit::time::{SystemTime, TimeSource};
use ticketkit::{Error, Span};
use ticketkit_heavy::{Address, Place, open, worker};

use crate::agreement::assert_sound;
use crate::replay::Replay;
use crate::{KIND, LINE, Size};

/// The priorities, the most urgent first, with the hours within which an end is promised; nothing is promised to the last.
pub(crate) const PRIORITIES: [(&str, Option<i64>); 4] =
    [("urgent", Some(1)), ("high", Some(8)), ("normal", Some(24)), ("low", None)];
/// The hours that stand for a promise where there is none.
pub(crate) const VIRTUAL: i64 = 12;
/// For how long a ticket is hidden from who gave it back.
pub(crate) const HIDDEN: Span = Span::from_secs(1);
const LEASE: &str = "PT2S";

/// How much work the n-th agent takes.
pub(crate) fn capacity(n: u64) -> u32 {
    u32::try_from(n % 3).unwrap_or(0) + 1
}

fn document() -> String {
    let way = |from: &str, to: &str| json!({ "from": from, "to": to });
    let within: BTreeMap<&str, String> =
        PRIORITIES.iter().filter_map(|(name, hours)| Some((*name, format!("PT{}H", (*hours)?)))).collect();
    let promised: Vec<&&str> = within.keys().collect();
    let names: Vec<Value> = PRIORITIES.iter().rev().map(|(name, _)| json!({ "name": name })).collect();
    json!({
        "version": 1,
        "language": "en",
        "priorities": names,
        "default_priority": "normal",
        "channels": [{ "name": "web" }],
        "workflows": [{
            "name": "work",
            "statuses": [
                { "name": "new", "category": "new", "initial": true },
                { "name": "open", "category": "open" },
                { "name": "waiting", "category": "pending" },
                { "name": "done", "category": "solved" },
                { "name": "closed", "category": "closed" }
            ],
            "transitions": [way("new", "any"), way("open", "any"), way("waiting", "any"), way("done", "any")],
            "automatic": { "agent_reply": "waiting" }
        }],
        "policies": [{
            "name": "promised",
            "condition": { "field": "priority", "op": "in", "value": promised },
            "targets": [{ "metric": "resolution", "within": within, "unit": "real" }]
        }],
        "decline_reasons": [{ "name": "not_mine" }],
        "teams": [{
            "name": "support", "strategy": "manual", "declined_for": HIDDEN.to_string(),
            "pull": { "lease": LEASE, "due": format!("PT{VIRTUAL}H") }
        }],
        "routes": [{ "name": "everything", "team": "support" }],
        "roles": [{ "name": "agent", "scope": "team", "permissions": ["reply", "note", "change"] }]
    })
    .to_string()
}

fn key(n: u64) -> String {
    format!("staff:{n}")
}

/// Makes the desk, its agents, and the tickets that came in within the last day.
fn begin(address: &Address, size: Size) {
    let engine = Engine::on(address.open()).open();
    let desk = engine.create_desk("main", &document()).unwrap();
    for n in 0..size.processes * size.threads {
        let command = json!({
            "do": "put_agent", "person": key(n), "role": "agent", "teams": ["support"], "capacity": capacity(n)
        });
        desk.execute(&serde_json::from_value(command).unwrap(), &Context::of(Actor::host())).unwrap();
    }
    let mut chance = Chance::of(size.seed);
    let now = SystemTime.now();
    let day = Span::from_days(1).millis();
    let open = |n: u64| {
        let (priority, _) = chance.pick(&PRIORITIES);
        let command = Command::CreateTicket {
            subject: format!("Printer {n}"),
            body: String::new(),
            requester: Some(Intake { person: Some("shop:1".into()), ..Intake::default() }),
            set: Edits::none().with("priority", priority),
            attachments: Vec::new(),
            message_id: None,
            html: None,
            fold_key: None,
        };
        let ago = day - day * i64::try_from(n).unwrap() / i64::try_from(size.tickets).unwrap();
        (command, Context::of(Actor::host()).at(now.before(Span::from_millis(ago))))
    };
    let commands: Vec<_> = (0..size.tickets).map(open).collect();
    for some in commands.chunks(500) {
        desk.execute_many(some).into_iter().for_each(|came| drop(came.unwrap()));
    }
    engine.close().unwrap();
}

// What a worker does and tells.

/// Every thread is an agent and works until nothing is left to do.
pub(crate) fn work(address: &Address, seed: u64, process: u64, threads: u64) {
    let (_storage, engine, desk) = open(address);
    // Nobody begins before all are there: what is looked at is how they work beside one another.
    println!("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let n = process * threads + thread;
            let (engine, desk) = (&engine, &desk);
            scope.spawn(move || agent(engine, desk, n, seed));
        }
    });
    engine.close().unwrap();
}

fn agent(engine: &Engine, desk: &Desk, n: u64, seed: u64) {
    let mut chance = Chance::of(seed.wrapping_mul(1_000_003).wrapping_add(n));
    let staff = Context::of(Actor::agent(key(n).as_str()));
    let give = |command: &Command| match desk.execute(command, &staff) {
        Ok(outcome) => Some(outcome),
        Err(error) => {
            complain(&error);
            None
        }
    };
    // Tickets that were taken and are left lying for a while.
    let mut later: Vec<TicketRef> = Vec::new();
    let (mut pulled, mut idle, mut slowest) = (0, 0, Duration::ZERO);
    loop {
        let began = Instant::now();
        let taken = give(&Command::NextTicket { team: None }).and_then(|outcome| outcome.ticket);
        slowest = slowest.max(began.elapsed());
        if let Some(ticket) = taken.map(TicketRef::Id) {
            pulled += 1;
            match chance.below(20) {
                0 | 1 => drop(give(&Command::DeclineTicket { ticket, reason: "not_mine".parse().unwrap() })),
                // The lease runs out.
                2 => {}
                3 | 4 => later.push(ticket),
                _ => finish(&give, &mut chance, ticket),
            }
        } else if let Some(ticket) = later.pop() {
            // Somebody else may have it by now.
            if give(&Command::AcceptTicket { ticket: ticket.clone() }).is_some() {
                finish(&give, &mut chance, ticket);
            }
        } else {
            idle += 1;
            if nothing_left(desk) {
                break;
            }
            engine.tick(SystemTime.now(), 100).map_or_else(|error| complain(&error), drop);
            std::thread::sleep(Duration::from_millis(50 + chance.below(100)));
        }
    }
    println!("did {pulled} {idle} {}", slowest.as_millis());
}

/// Works a ticket off: answers it or solves it.
fn finish<T>(give: &impl Fn(&Command) -> Option<T>, chance: &mut Chance, ticket: TicketRef) {
    let command = if chance.one_in(2) {
        let set = Edits::none().with("status", "done");
        Command::ChangeTicket { ticket, set, transition: None, expect_version: None }
    } else {
        serde_json::from_value(json!({ "do": "reply", "ticket": ticket, "body": "Done." })).unwrap()
    };
    give(&command);
}

fn nothing_left(desk: &Desk) -> bool {
    let work = Condition::test("category", Op::In, ["new", "open"]);
    match desk.ask(&Query::Count { condition: Some(work), by: None }, &Actor::host()).unwrap() {
        Answer::Counts { counts } => counts.iter().all(|count| count.tickets == 0),
        other => panic!("{other:?}"),
    }
}

/// A refusal is an answer; that somebody else was in the way is none.
fn complain(error: &Error) {
    let refusal = matches!(error.kind(), Kind::Invalid | Kind::Refused | Kind::NotFound | Kind::Forbidden);
    if !refusal {
        println!("error {}: {error}", error.code());
    }
}

// What must be true afterwards.

/// Lets all of them work, prints the figures, and says what is wrong.
pub(crate) fn run(size: Size) -> Vec<String> {
    let place = Place::new(KIND);
    let address = place.address();
    begin(&address, size);
    let start = |process| {
        let numbers = [LINE, size.seed, process, size.threads, 0];
        let mut child =
            worker(&address, &numbers).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(lines.next().unwrap().unwrap(), "ready");
        (child, lines)
    };
    let mut children: Vec<(Child, _)> = (0..size.processes).map(start).collect();
    let began = Instant::now();
    for (child, _) in &mut children {
        writeln!(child.stdin.take().unwrap(), "go").unwrap();
    }
    let (mut wrong, mut pulled, mut idle, mut slowest) = (Vec::new(), 0, 0, 0);
    for (mut child, lines) in children {
        for line in lines.map_while(Result::ok) {
            let Some(figures) = line.strip_prefix("did ") else {
                wrong.push(line);
                continue;
            };
            let figures: Vec<u64> = figures.split(' ').map(|figure| figure.parse().unwrap()).collect();
            let [took, looked, slow] = figures[..] else { panic!("{line}") };
            (pulled, idle, slowest) = (pulled + took, idle + looked, slow.max(slowest));
        }
        let status = child.wait().unwrap();
        wrong.extend((!status.success()).then(|| format!("a worker ended with {status}")));
    }
    let seconds = began.elapsed().as_secs();

    let (storage, engine, desk) = open(&address);
    let mut replay = Replay::of(&*storage, &desk);
    replay.go();
    assert_sound(&*storage, desk.id());
    let found = replay.found();
    wrong.extend(replay.wrong);
    wrong.extend((found.tickets != size.tickets).then(|| format!("{} tickets are there", found.tickets)));
    wrong
        .extend((found.pulls != pulled).then(|| format!("{pulled} pulls were told, {} stored", found.pulls)));
    engine.close().unwrap();
    drop((engine, desk, storage));
    let integrity = address.integrity();
    println!(
        "line: {} tickets, {pulled} pulls, {} declined, {} leases over, {} looks that found nothing, in {seconds} s; slowest \
         answer {slowest} ms; integrity {integrity}",
        found.tickets, found.declined, found.leases_over, idle
    );
    println!(
        "line: {} places compared, {} passed over because they were declined",
        found.compared, found.passed_over
    );
    wrong.extend((integrity != "ok").then_some(integrity));
    wrong
}
