//! What several callers get done at once, by the wall, as a ratio to bare statements that write the same rows.
//!
//! `cargo bench --bench together -- [COUNT [TURNS [HANDS]]]`: COUNT tickets (2,000) in each of so many turns (5), bare and
//! engine one after the other; with HANDS only those rows of PostgreSQL with so many connections that keep statements. SQLite with everything on the disk before a call returns: eight threads that create share
//! transactions. PostgreSQL, on the server whose address stands in `TICKETKIT_TEST_POSTGRES` (`tests/postgres/serve` starts
//! one): one, two and eight connections, each at once with as many bare ones that need one prepared statement for each
//! ticket; once with the few rows of [`ticketkit_benches::bare`], and once with all that the engine keeps (`its own rows`).
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints its figures"
)]

use std::sync::Arc;
use std::time::Instant;

use ticketkit::storage::{PostgresOptions, PostgresStorage, SqliteStorage};
use ticketkit_benches::bare::Bare;
use ticketkit_benches::desk::Busy;
use ticketkit_benches::server::{Hand, Server};
use ticketkit_benches::stopwatch::Spread;
use ticketkit_benches::twin::{Twin, TwinHand};

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let mut count = |default| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (count, turns, only) = (count(2_000_usize).max(800), count(5).max(1), count(0));
    println!("{turns} turns of {count}; wall time of one, in microseconds");
    println!("{:58} {:>9} {:>9}   ratio (min to max)   must  aim", "", "bare", "engine");
    if only == 0 {
        sqlite(count, turns);
    }
    match std::env::var("TICKETKIT_TEST_POSTGRES") {
        Ok(url) => {
            for hands in [1, 2, 8].into_iter().filter(|hands| only == 0 || only == *hands) {
                postgres(&url, hands, true, count, turns);
            }
            if only == 0 {
                postgres(&url, 1, false, count, turns);
            }
        }
        Err(_) => eprintln!("PostgreSQL: skipped, because TICKETKIT_TEST_POSTGRES names no server"),
    }
}

fn sqlite(count: usize, turns: usize) {
    let folder = tempfile::tempdir().expect("a folder for the files");
    let mut bare = Bare::create(&folder.path().join("bare.db"));
    let storage = SqliteStorage::open(folder.path().join("desk.db")).expect("a file can be opened");
    let busy = Busy::on(Arc::new(storage));
    let (mut alone, mut eight) = (busy.hands(1), busy.hands(8));
    let (mut one_by_one, mut by_one, mut in_one) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..=turns {
        let bare_alone = wall(count, || (0..count).for_each(|_| bare.create_ticket(true)));
        let bare_batch = wall(count, || (0..count / 100).for_each(|_| bare.create_together(100, true)));
        let engine_alone = at_once(&mut alone, count, Busy::create);
        let engine_eight = at_once(&mut eight, count, Busy::create);
        // The first turn warms up.
        if turn > 0 {
            one_by_one.push((bare_alone, engine_alone));
            by_one.push((engine_alone, engine_eight));
            in_one.push((bare_batch, engine_eight));
        }
    }
    show("SQLite: create by one thread", &one_by_one, "");
    show("SQLite: create by 8 threads, and by one", &by_one, "1.00  -");
    show("SQLite: create by 8, and 100 in one", &in_one, "-     2.00");
}

fn postgres(url: &str, hands: usize, prepared_statements: bool, count: usize, turns: usize) {
    // What stays in a connection is not for every pooler, and says so to those who read the log of the server.
    let prepared_url = format!("{url}?application_name=test");
    let bare = Server::create(&prepared_url);
    let url = if prepared_statements { &prepared_url } else { url };
    let schema = format!("engine_{}_{hands}_{prepared_statements}", std::process::id());
    let options = PostgresOptions {
        schema,
        connections: u32::try_from(hands).expect("a small number"),
        prepared_statements,
        ..PostgresOptions::default()
    };
    let storage = PostgresStorage::open_with(url, &options).expect("the server answers");
    let busy = Busy::on(Arc::new(storage));
    let twin = Twin::create(&prepared_url);
    let (mut bare_hands, mut twin_hands) = (bare.hands(hands, 1), twin.hands(hands));
    let mut busy_hands = busy.hands(hands);
    // A server plans by what it knows of its tables, and looks at them once a minute by itself.
    at_once(&mut bare_hands, count, Hand::create);
    at_once(&mut twin_hands, count, TwinHand::create);
    at_once(&mut busy_hands, count, Busy::create);
    bare.analyze();
    let mut row = |what: &str, aims, bare: fn(&mut Hand), twin: fn(&mut TwinHand), engine: fn(&mut Busy)| {
        let turn = |_| {
            let bare = at_once(&mut bare_hands, count, bare);
            (bare, at_once(&mut twin_hands, count, twin), at_once(&mut busy_hands, count, engine))
        };
        let figures: Vec<(f64, f64, f64)> = (0..=turns).map(turn).skip(1).collect();
        let kept = if prepared_statements { "" } else { ", unprepared" };
        let beside_bare: Vec<(f64, f64)> = figures.iter().map(|it| (it.0, it.2)).collect();
        let beside_twin: Vec<(f64, f64)> = figures.iter().map(|it| (it.1, it.2)).collect();
        show(&format!("PostgreSQL, {hands} at once{kept}: {what}"), &beside_bare, aims);
        show(&format!("PostgreSQL, {hands} at once{kept}: {what}, its own rows"), &beside_twin, aims);
    };
    row("create", "2.00  1.25", Hand::create, TwinHand::create, Busy::create);
    row("reply", "2.00  1.30", Hand::reply, TwinHand::reply, Busy::reply);
    row("transition", "2.00  1.30", Hand::transition, TwinHand::transition, Busy::transition);
}

/// Has the work done so often by all hands together, and answers what one took of the wall.
fn at_once<T: Send>(hands: &mut [T], count: usize, work: impl Fn(&mut T) + Sync) -> f64 {
    let share = count / hands.len();
    let all = share * hands.len();
    wall(all, || {
        std::thread::scope(|scope| {
            for hand in hands {
                let work = &work;
                scope.spawn(move || (0..share).for_each(|_| work(hand)));
            }
        });
    })
}

#[allow(clippy::cast_precision_loss, reason = "nobody counts that far")]
fn wall(count: usize, work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    began.elapsed().as_nanos() as f64 / 1_000.0 / count as f64
}

fn show(what: &str, figures: &[(f64, f64)], aims: &str) {
    let of = |figure: fn(&(f64, f64)) -> f64| Spread::of(figures.iter().map(figure).collect());
    let ratio = of(|(bare, engine)| engine / bare);
    println!(
        "{what:58} {:9.1} {:9.1}   {:.2} ({:.2} to {:.2})   {aims}",
        of(|it| it.0).median,
        of(|it| it.1).median,
        ratio.median,
        ratio.least,
        ratio.most
    );
}
