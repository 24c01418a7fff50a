//! What it costs to find an owner, as a ratio to bare statements or to the plainest loop.
//!
//! `cargo bench --bench routing -- [TICKETS [TURNS [PART]]]`: with so many tickets in a line (100,000), in so many turns (5),
//! bare and engine one after the other in each; only the rows that begin with PART, where it is given. The figures are
//! processor time. A creation in a team stands beside bare rows of which an owner is chosen, with a record of all who were
//! looked at; the choice alone beside the plainest loop over numbers. `next_ticket` stands beside the same found by an index
//! and updated, with 1,000 tickets in the line and with TICKETS: what it costs must not depend on how many wait.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints its figures"
)]

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, params};
use serde_json::{Value, json};
use ticketkit::assignment::{Demand, Strategy, Team, TeamMember, choose};
use ticketkit::command::{Command, Context, Edits, Intake};
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::{CountingIds, PersonId, TicketId};
use ticketkit::model::{Actor, Agent, Person, Ticket};
use ticketkit::storage::SqliteStorage;
use ticketkit::time::{ManualTime, Span, TimeSource, Timestamp};
use ticketkit_benches::bare::Bare;
use ticketkit_benches::stopwatch::{Spread, Taken, time};

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let mut count = |default| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (tickets, turns) = (count(100_000), count(5).max(1));
    let table = Table { turns, part: arguments.next().unwrap_or_default() };
    let folder = tempfile::tempdir().expect("a folder for the files");
    let path = |name: &str| folder.path().join(name);

    println!("{turns} turns; processor time of one, in microseconds");
    println!("{:44} {:>9} {:>9}   ratio (min to max)", "", "bare", "engine");
    for people in [10, 100, 1_000] {
        choosing(&table, people);
    }
    for people in [10, 100, 1_000] {
        let what = format!("create in a team of {people}");
        if table.is_wanted(&what) {
            let mut bare = Bare::create(&path(&format!("bare-people-{people}.db")));
            bare.hire(people);
            let line =
                Line::open(&path(&format!("team-{people}.db")), &team_of("least_loaded", json!([])), people);
            table.row(&what, 300, |n| {
                (times(n, || bare.create_ticket(true)), times(n, || line.create("Printer")))
            });
        }
    }
    for (what, rules) in
        [("no rule", 0), ("1000 rules, none of which fires", 1_000), ("1000 rules, one of which fires", 999)]
    {
        let what = format!("create with {what}");
        if table.is_wanted(&what) {
            let mut bare = Bare::create(&path(&format!("bare-rules-{rules}.db")));
            let line =
                Line::open(&path(&format!("rules-{rules}.db")), &team_of("round_robin", rules_of(rules)), 10);
            table.row(&what, 200, |n| {
                (times(n, || bare.create_ticket(true)), times(n, || line.create("Printer")))
            });
        }
    }
    for waiting in [1_000, tickets] {
        let what = format!("next_ticket of {waiting}");
        if table.is_wanted(&what) {
            eprintln!("putting {waiting} tickets in a line, bare and by the engine");
            let bare = fill_bare(&path(&format!("bare-line-{waiting}.db")), waiting);
            let line = Line::open(&path(&format!("line-{waiting}.db")), &pulled(), 1);
            line.fill(waiting);
            let n = 150.min(waiting / (turns + 2));
            table.row(&what, n, |n| (times(n, || take_bare(&bare)), times(n, || line.take())));
        }
    }
}

/// Does it so many times.
fn times(n: usize, mut work: impl FnMut()) -> Taken {
    time(|| (0..n).for_each(|_| work())).1
}

struct Table {
    turns: usize,
    part: String,
}

impl Table {
    fn is_wanted(&self, what: &str) -> bool {
        what.starts_with(&self.part)
    }

    /// A row of the table: `n` of each in every turn.
    fn row(&self, what: &str, n: usize, mut turn: impl FnMut(usize) -> (Taken, Taken)) {
        turn(n.min(20));
        let figures: Vec<(Taken, Taken)> = (0..self.turns).map(|_| turn(n)).collect();
        let of = |figure: fn(&(Taken, Taken), usize) -> f64| {
            Spread::of(figures.iter().map(|turn| figure(turn, n)).collect())
        };
        let ratio = of(|(bare, engine), n| engine.cpu_micros(n) / bare.cpu_micros(n));
        println!(
            "{what:44} {:9.2} {:9.2}   {:.2} ({:.2} to {:.2})",
            of(|(bare, _), n| bare.cpu_micros(n)).median,
            of(|(_, engine), n| engine.cpu_micros(n)).median,
            ratio.median,
            ratio.least,
            ratio.most
        );
    }
}

/// The choice alone, beside a loop that only looks for the smallest ratio.
fn choosing(table: &Table, people: usize) {
    let what = format!("choose among {people}");
    if !table.is_wanted(&what) {
        return;
    }
    let person = |n: usize| {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&(n as u64).to_be_bytes());
        let mut person = Person::new(PersonId::from_bytes(bytes), format!("Agent {n}"), Timestamp::default());
        let mut agent = Agent::new("agent".parse().expect("a name"));
        agent.capacity = 50;
        person.agent = Some(agent);
        person
    };
    let people: Vec<Person> = (0..people).map(person).collect();
    let load = |n: usize| i64::try_from(n * 7919 % 50).expect("a small number");
    let members: Vec<TeamMember<'_>> =
        people.iter().enumerate().map(|(n, it)| TeamMember::new(it, load(n), Some(n as u64))).collect();
    let team = Team::new("support".parse().expect("a name"), Strategy::LeastLoaded);
    let ticket = Ticket::blank(TicketId::from_bytes([9; 16]));
    let demand = Demand::of(&ticket);
    table.row(&what, 200_000 / people.len(), |n| {
        let plain = || {
            let first = std::hint::black_box(&members).iter().min_by_key(|it| (it.load, it.turn));
            std::hint::black_box(first);
        };
        let whole = || {
            let choice = choose(&team, std::hint::black_box(&members), &demand, |_| true);
            assert!(std::hint::black_box(choice).winner.is_some());
        };
        (times(n, plain), times(n, whole))
    });
}

// Desks.

fn document(change: impl FnOnce(&mut Value)) -> String {
    let mut document: Value =
        serde_json::from_str(ticketkit::config::Document::DEFAULT).expect("the default document is JSON");
    change(&mut document);
    document.to_string()
}

fn team_of(strategy: &str, rules: Value) -> String {
    document(|document| {
        document["teams"][0]["strategy"] = json!(strategy);
        document["rules"] = rules;
    })
}

/// So many rules, the last of which holds when there are not a whole thousand of them.
fn rules_of(count: usize) -> Value {
    let rule = |n: usize, word: &str| {
        json!({
            "name": format!("rule-{n}"),
            "condition": { "all": [
                { "field": "event", "op": "eq", "value": "created" },
                { "field": "subject", "op": "contains", "value": word }
            ] },
            "actions": [{ "do": "add_tags", "tags": [format!("tag-{n}")] }]
        })
    };
    let mut rules: Vec<Value> = (0..count).map(|n| rule(n, &format!("nobody writes {n}"))).collect();
    if !count.is_multiple_of(1_000) {
        rules.push(rule(count, "printer"));
    }
    rules.into()
}

/// Nothing is promised, so that time alone does nothing.
fn pulled() -> String {
    document(|document| {
        document["teams"][0]["pull"] = json!({});
        document["policies"] = json!([]);
    })
}

/// A desk with one team.
struct Line {
    _engine: Engine,
    desk: Desk,
    time: Arc<ManualTime>,
}

impl Line {
    fn open(path: &Path, document: &str, people: usize) -> Self {
        let time = Arc::new(ManualTime::new("2026-06-01T09:00:00Z".parse().expect("an instant")));
        let storage = Arc::new(SqliteStorage::open(path).expect("a file can be opened"));
        let ids = Arc::new(CountingIds::starting_at(1));
        let engine = Engine::on(storage).time(time.clone()).ids(ids).open();
        let desk = engine.create_desk("main", document).expect("the desk is sound");
        let hire = |n: usize| {
            let command = json!({
                "do": "put_agent", "person": format!("agent-{n}"), "role": "agent", "teams": ["support"],
                "capacity": 1_000_000
            });
            (serde_json::from_value(command).expect("a command"), Context::of(Actor::host()))
        };
        let commands: Vec<_> = (0..people).map(hire).collect();
        for came in desk.execute_many(&commands) {
            came.expect("an agent is hired");
        }
        Self { _engine: engine, desk, time }
    }

    fn intake(&self, subject: &str) -> (Command, Context) {
        let now = self.time.now().after(Span::from_millis(10));
        self.time.set(now);
        let command = Command::CreateTicket {
            subject: subject.to_owned(),
            body: "It does not print any more, and there is smoke.".to_owned(),
            requester: Some(Intake { person: Some("ines".into()), ..Intake::default() }),
            set: Edits::none(),
            attachments: Vec::new(),
            message_id: None,
            html: None,
            fold_key: None,
        };
        (command, Context::of(Actor::host()).at(now))
    }

    fn create(&self, subject: &str) {
        let (command, context) = self.intake(subject);
        self.desk.execute(&command, &context).expect("a ticket is created");
    }

    fn fill(&self, tickets: usize) {
        for begin in (0..tickets).step_by(1_000) {
            let commands: Vec<_> =
                (begin..tickets.min(begin + 1_000)).map(|_| self.intake("Printer")).collect();
            for came in self.desk.execute_many(&commands) {
                came.expect("a ticket is created");
            }
        }
    }

    fn take(&self) {
        let now = self.time.now().after(Span::from_millis(1));
        self.time.set(now);
        let next = Command::NextTicket { team: None };
        let outcome = self.desk.execute(&next, &Context::of(Actor::agent("agent-0")));
        assert!(outcome.expect("a ticket waits").ticket.is_some());
    }
}

/// The same line as plain rows, with the index that it needs.
fn fill_bare(path: &Path, tickets: usize) -> Connection {
    let mut connection = Connection::open(path).expect("a file can be made");
    connection
        .execute_batch(
            "PRAGMA journal_mode = wal; PRAGMA synchronous = full;
            CREATE TABLE ticket (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL, subject TEXT NOT NULL, team TEXT, owner BLOB,
                requester BLOB NOT NULL, updated_at INTEGER NOT NULL, version INTEGER NOT NULL, due INTEGER, rank INTEGER,
                since INTEGER
            ) STRICT;
            CREATE UNIQUE INDEX ticket_id ON ticket (id);
            CREATE INDEX ticket_by_owner ON ticket (owner);
            CREATE INDEX ticket_line ON ticket (team, due, rank, since, id) WHERE due IS NOT NULL;
            CREATE TABLE event (
                row INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL,
                detail TEXT
            ) STRICT;
            CREATE INDEX event_history ON event (ticket, version);",
        )
        .expect("the schema is sound");
    let transaction = connection.transaction().expect("a transaction begins");
    for n in 0..tickets {
        let n = i64::try_from(n).expect("a small number");
        let mut id = [7_u8; 16];
        id[..8].copy_from_slice(&n.to_be_bytes());
        transaction
            .prepare_cached(
                "INSERT INTO ticket VALUES (NULL, ?1, 'Printer', 'support', NULL, ?2, ?3, 1, ?3, 1, ?3)",
            )
            .expect("a statement is sound")
            .execute(params![id, [8_u8; 16], n])
            .expect("a row is written");
    }
    transaction.commit().expect("a transaction is committed");
    connection.execute_batch("ANALYZE").expect("the file can be looked over");
    connection
}

/// Finds the first by the index, gives it an owner, and notes that.
fn take_bare(connection: &Connection) {
    let run = |sql: &str, row: i64| {
        let mut statement = connection.prepare_cached(sql).expect("a statement is sound");
        statement.execute(params![row, [3_u8; 16]]).expect("a row is written")
    };
    connection.execute_batch("BEGIN IMMEDIATE").expect("a transaction begins");
    let first = "SELECT row FROM ticket WHERE team = 'support' AND due IS NOT NULL ORDER BY due, rank, since, id LIMIT 1";
    let mut statement = connection.prepare_cached(first).expect("a statement is sound");
    let row: i64 = statement.query_row([], |row| row.get(0)).expect("a ticket waits");
    run(
        "UPDATE ticket SET owner = ?2, due = NULL, rank = NULL, since = NULL, version = version + 1 WHERE row = ?1",
        row,
    );
    run("INSERT INTO event VALUES (NULL, ?1, 2, 'ticket_pulled', 0, hex(?2))", row);
    connection.execute_batch("COMMIT").expect("a transaction is committed");
}
