//! Random cases of calendar arithmetic against the slow reference: `calendar SEED COUNT`.
//!
//! A case is two instants and an amount of open time; a calendar is asked everything that can be asked about them. Of
//! every calendar thirty cases are within fourteen days, which the reference looks at minute by minute, and ten within
//! up to ten years, which it walks from change to change.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

#[path = "../../../../core/tests/reference/calendar.rs"]
mod calendar;
#[path = "../../../../core/tests/reference/cases.rs"]
mod cases;
#[path = "../../../../core/tests/reference/documents.rs"]
mod documents;

use std::collections::BTreeSet;

use calendar::{MINUTE, Seen};
use cases::{Case, compiled, difference};
use documents::{ZONES, all_zones, calendars, changes, zone};
use proptest::strategy::{Strategy, ValueTree};
use ticketkit::storage::conformance::Chance;

const DAY: i64 = 24 * 60 * MINUTE;
/// Cases within fourteen days, and beyond, of one calendar.
const NEAR: u64 = 30;
const FAR: u64 = 10;
/// A calendar must open within five years: further away than that from what its document says, one that is only open on
/// special days has no answer.
const FURTHEST: i64 = 1_800 * DAY;

/// A number of milliseconds from `from` on and before `to`.
fn between(chance: &mut Chance, from: i64, to: i64) -> i64 {
    from + i64::try_from(chance.below(u64::try_from(to - from).unwrap())).unwrap()
}

/// An amount of open time: often of whole minutes, as windows have them.
fn amount(chance: &mut Chance, most: i64) -> i64 {
    let most = [most, most / 10, most / 100][usize::try_from(chance.below(3)).unwrap()];
    let millis = between(chance, 1, most);
    if chance.below(2) == 0 { millis } else { (millis / MINUTE).max(1) * MINUTE }
}

/// An instant within `reach` of the middle; now and then where the clocks change, or a millisecond beside it.
fn instant(chance: &mut Chance, middle: i64, reach: i64, changes: &[i64]) -> i64 {
    let (from, to) = (middle - reach, middle + reach);
    let near: Vec<i64> =
        changes.iter().copied().filter(|change| from + 1 < *change && *change + 1 < to).collect();
    if near.is_empty() || chance.below(4) > 0 {
        return between(chance, from, to);
    }
    let change = near[usize::try_from(chance.below(near.len() as u64)).unwrap()];
    change + between(chance, -1, 2)
}

fn main() -> std::process::ExitCode {
    let (seed, count) = ticketkit_heavy::seed_and_count();
    println!("calendar: seed {seed}, count {count}");
    let mut runner = ticketkit_heavy::runner(seed);
    let (documents, mut chance) = (calendars(), Chance::of(seed));
    let (mut asked, mut failed, mut never) = (0, 0, 0);
    let mut zones = BTreeSet::new();
    while asked < count {
        let (spec, middle) = documents.new_tree(&mut runner).unwrap().current();
        let (zone, calendar) = (zone(&spec.time_zone), compiled(&spec));
        let changes = changes(&zone, "2045-01-01T00:00:00Z");
        let far = [FURTHEST, 400 * DAY, 90 * DAY][usize::try_from(chance.below(3)).unwrap()];
        let near = 7 * DAY;
        let seen = Seen::minute_by_minute(&spec, &zone, middle - near, middle + near);
        let Some(calendar) = calendar else {
            let open = seen.elapsed(middle - near, middle + near);
            if open > 0 {
                failed += 1;
                println!("refused as never open, and open for {open} ms: {}", serde_json::json!(spec));
            }
            never += 1;
            continue;
        };
        let walked = Seen::by_intervals(&spec, &zone, middle - far, middle + far);
        let whole = (middle - near + MINUTE, middle + near - MINUTE);
        let mut differences = Vec::new();
        if seen.elapsed(whole.0, whole.1) != walked.elapsed(whole.0, whole.1) {
            differences.push("the reference does not agree with itself".to_owned());
        }
        for n in 0..(NEAR + FAR).min(count - asked) {
            let (seen, reach) = if n < NEAR { (&seen, near) } else { (&walked, far) };
            let mut at = || instant(&mut chance, middle, reach, &changes);
            let (at, other) = (at(), at());
            let case = Case { at, other, span: amount(&mut chance, reach) };
            differences.extend(difference(&calendar, seen, case));
            asked += 1;
        }
        failed += differences.len();
        for difference in differences {
            println!("{difference}\n  by {}", serde_json::json!(spec));
        }
        zones.insert(spec.time_zone);
    }
    let odd = ZONES.iter().filter(|name| zones.contains(**name)).count();
    println!(
        "{} of {} zones, {odd} of {} odd ones, {never} calendars that never open",
        zones.len(),
        all_zones().len(),
        ZONES.len()
    );
    println!("{asked} cases, {failed} failed");
    if failed == 0 { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
