//! Business time: deadlines near and far, as a ratio to a bare table of open intervals with running totals.
//!
//! `cargo bench --bench calendar -- [TURNS]`: so many turns (11), bare table and calendar one after the other in each.
//! The calendar has lunch breaks and fifteen holidays a year, in a zone whose clocks change. The figures are processor
//! time.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;

use ticketkit::calendar::{Calendar, CalendarSpec, DayOfYear, Holiday, HolidayDate, Window, ZoneRules};
use ticketkit::{Span, Timestamp};
use ticketkit_benches::stopwatch::{Spread, Taken, time};
use ticketkit_benches::table::Table;

/// The public holidays of an office in Riga, but for those that move.
const HOLIDAYS: [(u32, u32); 15] = [
    (1, 1),
    (1, 2),
    (4, 3),
    (4, 6),
    (5, 1),
    (5, 4),
    (6, 23),
    (6, 24),
    (8, 15),
    (11, 11),
    (11, 18),
    (12, 24),
    (12, 25),
    (12, 26),
    (12, 31),
];

/// How often each start is asked in one turn.
const ROUNDS: usize = 200;

fn office() -> Calendar {
    let window = |from: &str, to: &str| Window {
        from: from.parse().expect("a time of day"),
        to: to.parse().expect("a time of day"),
    };
    let mut spec = CalendarSpec::new("Europe/Riga")
        .on_working_days(&[window("09:00", "12:00"), window("13:00", "17:00")]);
    spec.holidays = HOLIDAYS
        .iter()
        .map(|(month, day)| {
            let day = DayOfYear::new(*month, *day).expect("a day of the year");
            Holiday { on: HolidayDate::Yearly(day), name: String::new() }
        })
        .collect();
    Calendar::compile(&spec, &ZoneRules::bundled()).expect("the calendar is sound")
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let turns = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(11).max(1);

    let instant = |text: &str| -> Timestamp { text.parse().expect("an instant") };
    let (monday, before, after) =
        (instant("2026-06-01T06:30:00Z"), instant("2014-01-01T00:00:00Z"), instant("2040-01-01T00:00:00Z"));
    let calendar = office();
    let table = Table::of(&calendar, before, after);
    // Over a year, at all hours of the day.
    let starts: Vec<Timestamp> =
        (0..1_009).map(|n| monday.after(Span::from_millis(n * 30_661_003))).collect();
    let bench = Bench { turns, starts };

    println!("{turns} turns; processor time of one answer, in nanoseconds");
    println!("{:24} {:>6} {:>8}   ratio (min to max)", "", "bare", "calendar");
    let away = [("an hour", 1), ("a week", 35), ("a month", 150), ("a year", 1_690), ("ten years", 16_900)];
    for (name, hours) in away {
        let within = Span::from_hours(hours);
        bench.row(
            &format!("deadline, {name}"),
            |start| table.deadline(start.millis(), within.millis()),
            |start| calendar.deadline(start, within).map_or(0, Timestamp::millis),
        );
    }
    for (name, hours) in away {
        let within = Span::from_hours(hours);
        bench.row(
            &format!("start_for, {name}"),
            |end| table.start_for(end.millis(), within.millis()),
            |end| calendar.start_for(end, within).map_or(0, Timestamp::millis),
        );
    }
    let over = [("an hour", 1), ("a week", 168), ("a month", 730), ("a year", 8_766), ("ten years", 87_660)];
    for (name, hours) in over {
        let over = Span::from_hours(hours);
        bench.row(
            &format!("elapsed, {name}"),
            |from| table.elapsed(from.millis(), from.after(over).millis()),
            |from| calendar.elapsed(from, from.after(over)).millis(),
        );
    }

    let built =
        (0..turns).map(|_| time(|| office().elapsed(monday, monday.after(Span::from_days(6 * 365)))).1);
    let built = Spread::of(built.map(|taken| taken.cpu_micros(1)).collect());
    println!("from the document to the table of seven years: {:.0} µs", built.median);
}

struct Bench {
    turns: usize,
    starts: Vec<Timestamp>,
}

impl Bench {
    /// A row of the table. Bare table and calendar have to give the same answers.
    fn row(&self, what: &str, bare: impl Fn(Timestamp) -> i64, calendar: impl Fn(Timestamp) -> i64) {
        for start in &self.starts {
            assert_eq!(calendar(*start), bare(*start), "{what} from {start}");
        }
        let turns: Vec<(Taken, Taken)> =
            (0..self.turns).map(|_| (self.ask(&bare), self.ask(&calendar))).collect();
        let of = |figure: fn(&(Taken, Taken)) -> f64| Spread::of(turns.iter().map(figure).collect());
        let nanos = 1_000.0 / self.asked();
        let (bare, calendar) = (of(|turn| turn.0.cpu_micros(1)), of(|turn| turn.1.cpu_micros(1)));
        let ratio = of(|turn| turn.1.cpu_micros(1) / turn.0.cpu_micros(1));
        println!(
            "{what:24} {:6.1} {:8.1}   {:.2} ({:.2} to {:.2})",
            bare.median * nanos,
            calendar.median * nanos,
            ratio.median,
            ratio.least,
            ratio.most
        );
    }

    fn ask(&self, answer: impl Fn(Timestamp) -> i64) -> Taken {
        let ask_all = || self.starts.iter().for_each(|start| _ = black_box(answer(black_box(*start))));
        time(|| (0..ROUNDS).for_each(|_| ask_all())).1
    }

    #[allow(clippy::cast_precision_loss, reason = "nobody counts that far")]
    fn asked(&self) -> f64 {
        (ROUNDS * self.starts.len()) as f64
    }
}
