//! Business time: deadlines near and far, beside a bare table of open intervals with running totals.
#![allow(clippy::expect_used, clippy::indexing_slicing, missing_docs, reason = "criterion writes functions")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ticketkit::calendar::{Calendar, CalendarSpec, Window, ZoneRules};
use ticketkit::{Span, Timestamp};
use ticketkit_benches::table::Table;

fn office() -> Calendar {
    let window = |from: &str, to: &str| Window {
        from: from.parse().expect("a time of day"),
        to: to.parse().expect("a time of day"),
    };
    let spec = CalendarSpec::new("Europe/Riga")
        .on_working_days(&[window("09:00", "12:00"), window("13:00", "17:00")]);
    Calendar::compile(&spec, &ZoneRules::bundled()).expect("the calendar is sound")
}

fn starts(count: i64) -> Vec<Timestamp> {
    let monday: Timestamp = "2026-06-01T06:30:00Z".parse().expect("an instant");
    (0..count).map(|n| monday.after(Span::from_millis(n * 7_919_000))).collect()
}

fn deadlines(criterion: &mut Criterion) {
    let calendar = office();
    let starts = starts(97);
    let table = Table::of(&calendar, starts[0], 12);
    let mut group = criterion.benchmark_group("deadline");
    for (name, hours) in [("1 h", 1), ("8 h", 8), ("24 h", 24), ("1 year", 1_800), ("9 years", 16_000)] {
        let within = Span::from_hours(hours);
        let mut next = starts.iter().cycle();
        group.bench_function(BenchmarkId::new("engine", name), |bencher| {
            bencher.iter(|| calendar.deadline(black_box(*next.next().expect("a start")), black_box(within)));
        });
        group.bench_function(BenchmarkId::new("bare table", name), |bencher| {
            bencher.iter(|| {
                table.deadline(black_box(next.next().expect("a start").millis()), black_box(within.millis()))
            });
        });
    }
    group.finish();
}

fn elapsed(criterion: &mut Criterion) {
    let calendar = office();
    let starts = starts(97);
    let table = Table::of(&calendar, starts[0], 12);
    let mut group = criterion.benchmark_group("elapsed");
    for (name, days) in [("1 h", 0), ("a week", 7), ("a year", 365), ("9 years", 3_285)] {
        let over = Span::from_millis(3_600_000 + days * 86_400_000);
        let mut next = starts.iter().cycle();
        group.bench_function(BenchmarkId::new("engine", name), |bencher| {
            bencher.iter(|| {
                let from = *next.next().expect("a start");
                calendar.elapsed(black_box(from), black_box(from.after(over)))
            });
        });
        group.bench_function(BenchmarkId::new("bare table", name), |bencher| {
            bencher.iter(|| {
                let from = next.next().expect("a start").millis();
                table.elapsed(black_box(from), black_box(from + over.millis()))
            });
        });
    }
    group.finish();
}

fn building(criterion: &mut Criterion) {
    let starts = starts(1);
    criterion.bench_function("table of six years, from the document", |bencher| {
        bencher.iter(|| office().deadline(starts[0], Span::from_hours(11_000)));
    });
}

criterion_group!(benches, deadlines, elapsed, building);
criterion_main!(benches);
