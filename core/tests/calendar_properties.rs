//! Business time against a reference that looks at every minute by itself, over random calendars in many
//! zones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "reference/calendar.rs"]
mod calendar;
#[path = "reference/cases.rs"]
mod cases;
#[path = "reference/documents.rs"]
mod documents;

use calendar::{MINUTE, Seen, wall};
use cases::{Case, compiled, difference, instant as at};
use documents::{ZONES, all_zones, calendars, changes, zone};
use proptest::prelude::*;
use ticketkit::Span;
use ticketkit::calendar::{CalendarSpec, OpenSpan};

const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How many random calendars each property is tried on. The properties hold for any number: a run of a night sets
/// 200,000 here, and needs no other change.
const CASES: u32 = 256;

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, ..ProptestConfig::default() })]

    /// Every question, against the minutes of the ten days around an instant.
    #[test]
    fn every_answer_is_that_of_the_minutes(
        (spec, start) in calendars(),
        others in prop::collection::vec(-5 * DAY..5 * DAY, 24),
        span in prop_oneof![1..60 * MINUTE, 1..3 * DAY, (1..200_i64).prop_map(|n| n * 15 * MINUTE)],
    ) {
        let minutes = Seen::minute_by_minute(&spec, &zone(&spec.time_zone), start - 5 * DAY, start + 5 * DAY);
        let Some(calendar) = compiled(&spec) else {
            prop_assert_eq!(minutes.elapsed(start - 5 * DAY, start + 5 * DAY), 0);
            return Ok(());
        };
        for other in others.into_iter().map(|by| start + by) {
            let case = Case { at: other, other: start, span };
            prop_assert_eq!(difference(&calendar, &minutes, case), None);
        }
    }

    /// The same over two years, against the intervals of the reference, which are those of its minutes.
    #[test]
    fn every_answer_is_that_of_the_intervals(
        (spec, start) in calendars(),
        others in prop::collection::vec(-365 * DAY..365 * DAY, 12),
        span in prop_oneof![1..DAY, 1..90 * DAY],
    ) {
        let zone = zone(&spec.time_zone);
        let seen = Seen::by_intervals(&spec, &zone, start - 365 * DAY, start + 365 * DAY);
        let minutes = Seen::minute_by_minute(&spec, &zone, start - DAY, start + DAY);
        for (from, to) in [(start - DAY, start), (start, start + DAY), (start - HOUR, start + HOUR)] {
            prop_assert_eq!(seen.elapsed(from, to), minutes.elapsed(from, to));
        }
        let Some(calendar) = compiled(&spec) else { return Ok(()) };
        for other in others.into_iter().map(|by| start + by) {
            let case = Case { at: other, other: start, span };
            prop_assert_eq!(difference(&calendar, &seen, case), None);
        }
    }

    /// A deadline and its start answer each other over any distance.
    #[test]
    fn domain_2_7_deadline_and_elapsed_are_inverse(
        (spec, start) in calendars(),
        span in prop_oneof![1..DAY, 1..30 * DAY, 1..2_000 * DAY],
    ) {
        let Some(calendar) = compiled(&spec) else { return Ok(()) };
        let (start, span) = (at(start), Span::from_millis(span));
        if let Ok(due) = calendar.deadline(start, span) {
            prop_assert_eq!(calendar.elapsed(start, due), span);
            let just_before = due.before(Span::from_millis(1));
            prop_assert!(calendar.elapsed(start, just_before) < span, "an earlier instant would do");
            prop_assert!(calendar.is_open(just_before));
            prop_assert_eq!(calendar.start_for(due, span), calendar.next_open(start));
        }
        if let Ok(from) = calendar.start_for(start, span) {
            prop_assert_eq!(calendar.elapsed(from, start), span);
            prop_assert!(calendar.elapsed(from.after(Span::from_millis(1)), start) < span);
            prop_assert!(calendar.is_open(from));
            prop_assert_eq!(calendar.deadline(from, span), calendar.last_close(start));
        }
    }

    /// Spans, days and elapsed time are three ways to see the same open time.
    #[test]
    fn open_spans_and_days_add_up_to_what_elapses(
        (spec, start) in calendars(), before in 0..400 * DAY, after in 0..400 * DAY,
    ) {
        let Some(calendar) = compiled(&spec) else { return Ok(()) };
        let (from, to) = (at(start - before), at(start + after));
        let spans: Vec<OpenSpan> = calendar.open_spans(from, to).collect();
        let sum: i64 = spans.iter().map(|span| span.length().millis()).sum();
        prop_assert_eq!(sum, calendar.elapsed(from, to).millis());
        prop_assert!(spans.iter().all(|span| from <= span.opens && span.opens < span.closes && span.closes <= to));
        prop_assert!(spans.windows(2).all(|two| two[0].closes < two[1].opens), "spans that touch are one");

        let (first, last) = (calendar.local(from).date(), calendar.local(to).date());
        let days = first.iter_days().take_while(|date| *date <= last);
        let open = days.flat_map(|date| calendar.day(date).open);
        let cut = open.map(|span| span.closes.min(to).since(span.opens.max(from)).millis().max(0));
        prop_assert_eq!(cut.sum::<i64>(), sum);
    }

    /// What a calendar was asked before does not change what it answers.
    #[test]
    fn answers_do_not_depend_on_earlier_questions(
        (spec, start) in calendars(), asked in prop::collection::vec(-9_000 * DAY..9_000 * DAY, 1..6),
    ) {
        let (Some(warm), Some(cold)) = (compiled(&spec), compiled(&spec)) else { return Ok(()) };
        for by in asked {
            let _ = warm.deadline(at(start + by), Span::from_hours(1_000));
        }
        for hours in [1, 100, 10_000] {
            let span = Span::from_hours(hours);
            prop_assert_eq!(warm.deadline(at(start), span), cold.deadline(at(start), span));
        }
    }
}

/// Not by chance: every change of clocks from 1975 to 2030 in every zone of the list, with windows on both
/// sides of the hours at which clocks change, and every question on both sides of it.
#[test]
fn every_change_of_clocks_is_met() {
    let hours = r#"[["00:00","00:20"],["00:40","01:15"],["01:30","02:10"],["02:15","02:45"],["03:10","03:20"],
        ["21:45","22:15"],["23:20","24:00"]]"#;
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| format!(r#""{day}":{hours}"#));
    let document = format!(r#"{{"time_zone":"UTC","weekly":{{{}}}}}"#, days.join(","));
    let mut met = 0;
    for name in ZONES {
        let spec = CalendarSpec { time_zone: name.to_owned(), ..serde_json::from_str(&document).unwrap() };
        let (zone, calendar) = (zone(name), compiled(&spec).unwrap());
        for change in changes(&zone, "2030-01-01T00:00:00Z") {
            let (from, to) = (change - DAY / 2, change + DAY / 2);
            let minutes = Seen::minute_by_minute(&spec, &zone, from, to);
            assert_eq!(
                calendar.elapsed(at(from), at(to)).millis(),
                minutes.elapsed(from, to),
                "{name} {change}"
            );
            for minute in (from..to).step_by(5 * 60_000) {
                assert_eq!(calendar.is_open(at(minute)), minutes.is_open(minute), "{name} {minute}");
            }
            for near in [change - 61 * MINUTE, change - MINUTE, change + 29 * MINUTE] {
                for span in [1, HOUR] {
                    let case = Case { at: near, other: change, span };
                    assert_eq!(difference(&calendar, &minutes, case), None, "{name}");
                }
            }
            met += 1;
        }
    }
    assert!(met > 2_500, "{met} changes of clocks");
}

/// What the reference asks for holds in every zone: from 1975 on all of them change by whole minutes.
#[test]
fn every_zone_changes_by_whole_minutes() {
    let zones = all_zones();
    assert!(zones.len() > 590, "{} zones", zones.len());
    for name in zones {
        let zone = zone(&name);
        for change in changes(&zone, "2060-01-01T00:00:00Z") {
            assert_eq!(change % MINUTE, 0, "{name}");
            let offset = zone.to_offset(jiff::Timestamp::from_millisecond(change).unwrap());
            assert_eq!(offset.seconds() % 60, 0, "{name}");
        }
    }
}

/// The list of zones has what makes calendars go wrong, and enough of them.
#[test]
fn the_zones_of_the_properties_are_the_odd_ones() {
    assert!(ZONES.len() >= 40 && ZONES.is_sorted_by(|a, b| a < b), "each is there once");
    let mut by = std::collections::BTreeSet::new();
    let (mut at_midnight, mut skips_midnight) = (0, 0);
    for name in ZONES {
        let zone = zone(name);
        for change in changes(&zone, "2030-01-01T00:00:00Z") {
            let (last, first) = (wall(&zone, change - MINUTE), wall(&zone, change));
            let minutes = |(date, minute): (chrono::NaiveDate, u32)| {
                i64::from(chrono::Datelike::num_days_from_ce(&date)) * 1_440 + i64::from(minute)
            };
            by.insert(minutes(first) - minutes(last) - 1);
            at_midnight += u32::from(last.1 == 1_439);
            skips_midnight += u32::from(first.0 > last.0 && first.1 > 0);
        }
    }
    // Samoa and Kiritimati left out a day, Troll moves by two hours, Lord Howe by half an hour.
    for minutes in [1_440, 120, -120, 60, -60, 30, -30] {
        assert!(by.contains(&minutes), "no change by {minutes} minutes among {by:?}");
    }
    assert!(at_midnight > 50 && skips_midnight > 50, "{at_midnight} {skips_midnight}");
}
