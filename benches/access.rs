//! What it costs that everybody sees their own tickets only: a page of 50 of what one agent sees, among many tickets of
//! others, as a ratio to a bare range of an index, every column read.
//!
//! `cargo bench --bench access -- [TICKETS [EVERY [TURNS]]]`: with so many tickets (1,000,000) of which every so many-th
//! (100) is of the agent's team, in so many turns (7), bare and engine one after the other in each. One actor sees by the
//! team alone, one what they follow, and one everything. The figures are processor time.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints its figures"
)]

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, params};
use serde_json::{Value, json};
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Query};
use ticketkit::engine::{Desk, Engine};
use ticketkit::model::{Actor, Value as Field};
use ticketkit::storage::{Durability, SqliteOptions, SqliteStorage};
use ticketkit_benches::stopwatch::{Spread, Taken, time};

const BATCH: usize = 1_000;
const PAGES: usize = 200;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let mut count = |default: usize| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (tickets, every, turns) = (count(1_000_000), count(100).max(1), count(7).max(1));

    let folder = tempfile::tempdir().expect("a folder for the files");
    eprintln!("putting {tickets} tickets there, bare and by the engine");
    let bare = fill_bare(&folder.path().join("bare.db"), tickets, every);
    let (_engine, desk) = fill(&folder.path().join("desk.db"), tickets, every);

    let seen = tickets.div_ceil(every);
    println!(
        "SQLite with {tickets} tickets, {seen} of them visible, {turns} turns; processor time of a page of 50, in microseconds"
    );
    println!("{:24} {:>9} {:>9}   ratio (min to max), must 2.00, aim 1.30", "", "bare", "engine");
    for (who, agent, condition) in [
        ("of their team", "tess", "team = 'few'"),
        ("what they follow", "olaf", "follower = 1"),
        ("everything", "adam", "1"),
    ] {
        let actor = Actor::agent(agent);
        let cursors = cursors(&desk, &actor, seen.min(10_000) / 50);
        let turn = || {
            let sql = format!(
                "SELECT * FROM ticket WHERE {condition} AND created_at > ?1 ORDER BY created_at LIMIT 50"
            );
            let span = if condition == "1" { seen } else { tickets };
            let pages = |n: usize| (n * 7919) % span.saturating_sub(50 * every).max(1);
            let (read, plain) = time(|| (0..PAGES).map(|n| page_of(&bare, &sql, pages(n))).sum::<usize>());
            let (found, asked) = time(|| {
                (0..PAGES)
                    .map(|n| {
                        page(&desk, &actor, cursors.get((n * 7919) % cursors.len()).cloned().flatten()).0
                    })
                    .sum::<usize>()
            });
            assert_eq!((read, found), (50 * PAGES, 50 * PAGES), "every page is full");
            (plain, asked)
        };
        turn();
        let figures: Vec<(Taken, Taken)> = (0..turns).map(|_| turn()).collect();
        let of = |figure: fn(&(Taken, Taken)) -> f64| Spread::of(figures.iter().map(figure).collect());
        let ratio = of(|(bare, engine)| engine.cpu_micros(PAGES) / bare.cpu_micros(PAGES));
        println!(
            "{who:24} {:9.1} {:9.1}   {:.2} ({:.2} to {:.2})",
            of(|(bare, _)| bare.cpu_micros(PAGES)).median,
            of(|(_, engine)| engine.cpu_micros(PAGES)).median,
            ratio.median,
            ratio.least,
            ratio.most
        );
    }
}

/// Plain rows with the index that a page needs.
fn fill_bare(path: &Path, tickets: usize, every: usize) -> Connection {
    let mut connection = Connection::open(path).expect("a file can be made");
    connection
        .execute_batch(
            "PRAGMA journal_mode = wal; PRAGMA synchronous = off;
            CREATE TABLE ticket (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL, number INTEGER NOT NULL, subject TEXT NOT NULL,
                status TEXT NOT NULL, priority TEXT NOT NULL, team TEXT, follower INTEGER NOT NULL, requester BLOB NOT NULL,
                created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, version INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX ticket_by_age ON ticket (created_at);
            CREATE INDEX ticket_by_team ON ticket (team, created_at);
            CREATE INDEX ticket_by_follower ON ticket (follower, created_at);",
        )
        .expect("the schema is sound");
    let transaction = connection.transaction().expect("a transaction begins");
    for n in 0..tickets {
        let few = n.is_multiple_of(every);
        transaction
            .prepare_cached(
                "INSERT INTO ticket VALUES (NULL, ?1, ?2, ?3, 'new', 'normal', ?4, ?5, ?6, ?2, ?2, 1)",
            )
            .expect("a statement is sound")
            .execute(params![
                [7_u8; 16],
                i64::try_from(n).expect("a small number"),
                subject(n),
                if few { "few" } else { "many" },
                few,
                [8_u8; 16]
            ])
            .expect("a row is written");
    }
    transaction.commit().expect("a transaction is committed");
    connection.execute_batch("ANALYZE").expect("the file can be looked over");
    connection
}

fn page_of(bare: &Connection, sql: &str, from: usize) -> usize {
    let mut statement = bare.prepare_cached(sql).expect("a statement is sound");
    let mut rows = statement.query([i64::try_from(from).expect("a small number")]).expect("a statement runs");
    let (mut read, mut bytes) = (0, 0);
    while let Some(row) = rows.next().expect("a row can be read") {
        read += 1;
        for column in 0..12 {
            bytes += match row.get_ref(column).expect("a column can be read") {
                rusqlite::types::ValueRef::Text(text) => text.to_vec().len(),
                rusqlite::types::ValueRef::Blob(blob) => blob.to_vec().len(),
                _ => 1,
            };
        }
    }
    assert!(bytes > 0);
    read
}

fn subject(n: usize) -> String {
    format!("The printer number {n} is on fire")
}

/// The same tickets by the engine; those of the few are followed by Olaf.
fn fill(path: &Path, tickets: usize, every: usize) -> (Engine, Desk) {
    // Whether the disk has them is another bench's question.
    let options = SqliteOptions { durability: Durability::Normal, ..SqliteOptions::default() };
    let storage = SqliteStorage::open_with(path, options).expect("a file can be opened");
    let engine = Engine::on(Arc::new(storage)).open();
    let desk = engine.create_desk("many", &document()).expect("the desk is sound");
    let host = Context::of(Actor::host());
    for (key, role, team) in [("tess", "team", "few"), ("olaf", "own", "none"), ("adam", "all", "none")] {
        let command = json!({ "do": "put_agent", "person": key, "role": role, "teams": [team] });
        let command: Command = serde_json::from_value(command).expect("the command is one");
        desk.execute(&command, &host).expect("the command is sound");
    }
    for begin in (0..tickets).step_by(BATCH) {
        let open = |n: usize| {
            let few = n.is_multiple_of(every);
            let set = Edits::none().with("team", if few { "few" } else { "many" });
            let command = Command::CreateTicket {
                subject: subject(n),
                body: String::new(),
                requester: Some(Intake { person: Some("ines".into()), ..Intake::default() }),
                set: if few { set.with("followers", Field::List(vec!["olaf".to_owned()])) } else { set },
                attachments: Vec::new(),
                message_id: None,
                html: None,
                fold_key: None,
            };
            (command, host.clone())
        };
        let commands: Vec<_> = (begin..tickets.min(begin + BATCH)).map(open).collect();
        for came in desk.execute_many(&commands) {
            came.expect("a ticket is opened");
        }
    }
    (engine, desk)
}

fn document() -> String {
    let mut document: Value =
        serde_json::from_str(ticketkit::config::Document::DEFAULT).expect("the default document is JSON");
    document["policies"] = json!([]);
    document["routes"] = json!([]);
    document["teams"] =
        ["few", "many", "none"].map(|name| json!({ "name": name, "strategy": "manual" })).to_vec().into();
    document["roles"] = ["all", "team", "own"]
        .map(|scope| json!({ "name": scope, "scope": scope, "permissions": ["reply"] }))
        .to_vec()
        .into();
    document.to_string()
}

/// Places all over what somebody sees, behind each of which there is a whole page.
fn cursors(desk: &Desk, actor: &Actor, pages: usize) -> Vec<Option<String>> {
    let mut cursors = vec![None];
    while cursors.len() + 1 < pages {
        let last = cursors.last().cloned().flatten();
        match page(desk, actor, last).1 {
            Some(next) => cursors.push(Some(next)),
            None => break,
        }
    }
    cursors
}

fn page(desk: &Desk, actor: &Actor, after: Option<String>) -> (usize, Option<String>) {
    let (condition, text, sort) = (None, None, None);
    let query = Query::Find { condition, text, sort, descending: false, after, limit: Some(50) };
    match desk.ask(&query, actor).expect("the question is sound") {
        Answer::Page { tickets, next } => (tickets.len(), next),
        other => panic!("{other:?}"),
    }
}
