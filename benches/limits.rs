//! What the engine costs, as a ratio to the same rows written by bare statements.
//!
//! `cargo bench --bench limits -- [TICKETS [TURNS [PART]]]`: with so many tickets already there (100,000), in so many
//! turns (7), bare and engine one after the other in each; only the rows that begin with PART, where it is given. The
//! figures are processor time; beside them stands the ratio of wall time, which moves with whatever else the machine
//! does.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints its figures"
)]

use std::sync::Arc;

use ticketkit::storage::{Share, SqliteStorage, Storage};
use ticketkit_benches::bare::Bare;
use ticketkit_benches::desk::Busy;
use ticketkit_benches::stopwatch::{Spread, Taken, time};

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let mut count = |default| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (tickets, turns) = (count(100_000), count(7).max(1));
    let part = arguments.next().unwrap_or_default();

    let folder = tempfile::tempdir().expect("a folder for the files");
    eprintln!("putting {tickets} tickets there, bare and by the engine");
    let mut bare = Bare::create(&folder.path().join("bare.db"));
    bare.fill(tickets, 1_000);
    let storage = Arc::new(SqliteStorage::open(folder.path().join("desk.db")).expect("a file can be opened"));
    let mut busy = Busy::on(storage.clone());
    busy.fill(tickets, 1_000);
    busy.index(&*storage);

    println!(
        "SQLite with {tickets} tickets already there, {turns} turns; processor time of one, in microseconds"
    );
    println!(
        "{:36} {:>9} {:>9}   {:<26} {:<20} must  aim",
        "", "bare", "engine", "ratio (min to max)", "of wall time"
    );
    let table = Table { turns, part };
    table.row("create, searchable at once", 1_000, (1.0, 0.6), |n| {
        (times(n, || bare.create_ticket(true)), times(n, || busy.create()))
    });
    table.row("create, against one not searchable", 500, (f64::NAN, f64::NAN), |n| {
        (times(n, || bare.create_ticket(false)), times(n, || busy.create()))
    });
    table.row("create, 1000 in one call", 1_000, (2.5, 1.5), |n| {
        (time(|| bare.create_together(n, true)).1, time(|| busy.create_together(n)).1)
    });
    table.row("reply, searchable at once", 1_000, (1.0, 0.65), |n| {
        (times(n, || bare.reply(true)), times(n, || busy.reply()))
    });
    table.row("reply, against one not searchable", 500, (f64::NAN, f64::NAN), |n| {
        (times(n, || bare.reply(false)), times(n, || busy.reply()))
    });
    table.row("transition", 500, (1.8, 1.3), |n| {
        (times(n, || bare.transition()), times(n, || busy.transition()))
    });
    table.row("assign", 500, (2.0, 1.5), |n| (times(n, || bare.assign()), times(n, || busy.assign())));
    table.row("page of 50 that an agent may see", 200, (2.0, 1.3), |n| {
        (
            times(n, || {
                bare.page();
            }),
            times(n, || {
                busy.page();
            }),
        )
    });
    table.row("index a text afterwards, in batches", 600, (f64::NAN, f64::NAN), |n| {
        busy.create_together(n / 2);
        (time(|| bare.create_together(n / 2, true)).1, time(|| busy.index(&*storage)).1)
    });
    table.row("tick: find 100 due", 100, (2.0, 1.5), |n| {
        let by = bare.make_due(n);
        let due = busy.hundred_due(&*storage);
        (time(|| bare.find_due(by)).1, time(|| storage.due(due, 100, Share::default())).1)
    });
    table.row("tick: fire 100", 100, (2.0, 1.5), |n| {
        let by = bare.make_due(n);
        let due = bare.find_due(by);
        let until = busy.hundred_due(&*storage);
        (time(|| bare.fire(&due)).1, time(|| busy.engine.tick(until, 100)).1)
    });
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
    /// A row of the table: `n` of each in every turn.
    fn row(&self, what: &str, n: usize, aims: (f64, f64), mut turn: impl FnMut(usize) -> (Taken, Taken)) {
        if !what.starts_with(&self.part) {
            return;
        }
        turn(n.min(50));
        let turns: Vec<(Taken, Taken)> = (0..self.turns).map(|_| turn(n)).collect();
        let of = |figure: fn(&(Taken, Taken), usize) -> f64| {
            Spread::of(turns.iter().map(|turn| figure(turn, n)).collect())
        };
        let bare = of(|(bare, _), n| bare.cpu_micros(n));
        let engine = of(|(_, engine), n| engine.cpu_micros(n));
        let ratio = of(|(bare, engine), n| engine.cpu_micros(n) / bare.cpu_micros(n));
        let wall = of(|(bare, engine), n| engine.wall_micros(n) / bare.wall_micros(n));
        let shown =
            |spread: Spread| format!("{:.2} ({:.2} to {:.2})", spread.median, spread.least, spread.most);
        let aim = |aim: f64| if aim.is_nan() { "-".to_owned() } else { format!("{aim:.2}") };
        println!(
            "{what:36} {:9.1} {:9.1}   {:<26} {:<20} {:<5} {}",
            bare.median,
            engine.median,
            shown(ratio),
            shown(wall),
            aim(aims.0),
            aim(aims.1)
        );
    }
}
