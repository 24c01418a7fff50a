//! A desk's whole history under other service levels, as a ratio to reading the same rows by statements made by hand.
//!
//! `cargo bench --bench what_if -- [TICKETS [TURNS]]`: with so many tickets (100,000), each created, answered and mostly
//! solved, in so many turns (3), bare reading and `Desk::what_if` one after the other in each. Bare reading looks up each
//! ticket's clocks, events and messages in the engine's own file and takes every column; it makes nothing of them. The
//! figures are processor time.
#![allow(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints its figures"
)]

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OpenFlags, Row, types::ValueRef};
use serde_json::Value;
use ticketkit::config::Document;
use ticketkit::engine::WhatIf;
use ticketkit::model::Actor;
use ticketkit::storage::SqliteStorage;
use ticketkit_benches::desk::Busy;
use ticketkit_benches::stopwatch::{Spread, time};

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let mut count = |default| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (tickets, turns) = (count(100_000), count(3).max(1));

    let folder = tempfile::tempdir().expect("a folder for the file");
    let path = folder.path().join("desk.db");
    eprintln!("putting {tickets} tickets there");
    let mut busy = Busy::on(Arc::new(SqliteStorage::open(&path).expect("a file can be opened")));
    busy.live(tickets, 1_000);

    let document = stricter();
    let before = memory();
    println!("SQLite with {tickets} tickets, {turns} turns; processor time of one ticket, in microseconds");
    let mut figures = Vec::new();
    for _ in 0..turns {
        let (read, bare) = time(|| read_all(&path));
        let mut told = 0;
        let mut progress = |_| {
            told += 1;
            true
        };
        let (report, whole) =
            time(|| busy.desk.what_if(&document, &WhatIf::default(), &Actor::host(), &mut progress));
        let report = report.expect("the question is sound");
        assert_eq!((report.complete, report.tickets), (true, tickets as u64));
        assert!(report.rows.iter().any(|row| row.before != row.after), "the document makes a difference");
        figures.push((bare.cpu_micros(tickets), whole.cpu_micros(tickets), read, told));
    }
    let of = |figure: fn(&(f64, f64, usize, u32)) -> f64| Spread::of(figures.iter().map(figure).collect());
    let (bare, whole) = (of(|turn| turn.0).median, of(|turn| turn.1).median);
    let ratio = of(|turn| turn.1 / turn.0);
    println!(
        "bare reading {bare:.1}, what_if {whole:.1}: {:.2} ({:.2} to {:.2})",
        ratio.median, ratio.least, ratio.most
    );
    println!("{:.0} tickets a second; {} words about progress", 1e6 / whole, figures[0].3);
    println!(
        "{:.1} MB read by hand; {} kB more memory than before",
        figures[0].2 as f64 / 1e6,
        memory() - before
    );
}

/// The document of the desk with half the time for everything.
fn stricter() -> String {
    let mut document: Value = serde_json::from_str(Document::DEFAULT).expect("the default document is JSON");
    for target in document["policies"][0]["targets"].as_array_mut().expect("there are targets") {
        target["within"] = "PT1H".into();
    }
    document.to_string()
}

/// The most memory that the process has had so far, in kilobytes; 0 where nobody says.
fn memory() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Reads every ticket with what belongs to it, and answers how many bytes that were.
fn read_all(path: &Path) -> usize {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the file is there");
    connection.execute_batch("BEGIN").expect("a transaction begins");
    let prepare = |sql| connection.prepare(sql).expect("a statement is sound");
    let mut tickets = prepare("SELECT * FROM tkit_ticket ORDER BY created_at, id");
    let mut of_ticket = [
        prepare("SELECT * FROM tkit_clock WHERE desk = ?1 AND ticket = ?2"),
        prepare("SELECT * FROM tkit_event WHERE desk = ?1 AND ticket = ?2 ORDER BY version"),
        prepare("SELECT * FROM tkit_message WHERE desk = ?1 AND ticket = ?2 ORDER BY position"),
    ];
    let mut read = 0;
    let mut rows = tickets.query([]).expect("a statement runs");
    while let Some(row) = rows.next().expect("a row can be read") {
        let key: [i64; 2] = [row.get("desk").expect("a number"), row.get("row").expect("a number")];
        read += taken(row);
        for statement in &mut of_ticket {
            let mut rows = statement.query(key).expect("a statement runs");
            while let Some(row) = rows.next().expect("a row can be read") {
                read += taken(row);
            }
        }
    }
    read
}

/// Takes every column of a row.
fn taken(row: &Row<'_>) -> usize {
    let columns = row.as_ref().column_count();
    let value = |column| match row.get_ref(column).expect("a column can be read") {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => std::hint::black_box(bytes.to_vec()).len(),
        other => {
            std::hint::black_box(other);
            8
        }
    };
    (0..columns).map(value).sum()
}
