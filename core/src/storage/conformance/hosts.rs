//! What a storage of plain records owes, whatever language it is written in.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::decisions::{decision, done, write};
use super::records::{put_new, ticket};
use super::trial::{Mismatch, NewStorage, Trial, Verdict, all_tickets, at_once, holds, same};
use super::{CHECKS, Failure};
use crate::storage::records::{Batch, Expectation, Range, Record, RecordAdapter, RecordStorage};
use crate::storage::{Step, Storage, Wanted};
use crate::time::Span;

/// Makes a storage of records that is empty and that nobody else uses.
pub type NewRecords<'a> = dyn Fn() -> Arc<dyn RecordStorage> + 'a;

/// One obligation of a storage of records, and how it is checked.
#[derive(Clone, Copy, Debug)]
pub struct RecordCheck {
    /// The obligation in short: the name of the function, whose documentation has it in full.
    pub name: &'static str,
    /// The check.
    pub run: fn(&NewRecords<'_>) -> Verdict,
}

impl RecordCheck {
    /// Checks a storage of records.
    pub fn of(&self, new: &NewRecords<'_>) -> Result<(), Failure> {
        (self.run)(new).map_err(|Mismatch(what)| Failure { check: self.name, what })
    }
}

macro_rules! list {
    ($($check:ident)*) => {
        /// What a storage of records itself owes, in the order in which one best goes through it.
        pub const RECORD_CHECKS: &[RecordCheck] = &[$(RecordCheck { name: stringify!($check), run: $check },)*];
    };
}

list! {
    what_was_put_comes_back_unchanged
    records_are_answered_in_the_order_of_their_keys
    a_range_stands_in_the_order_of_its_entries
    a_range_ends_at_its_bounds
    a_record_comes_once_for_each_entry
    a_record_is_found_by_its_last_entries
    what_is_taken_away_is_gone
    a_failed_expectation_writes_nothing
    a_batch_is_never_seen_in_part
    of_two_that_expect_the_same_one_is_written
    two_processes_lose_nothing
}

/// All checks that a storage of records does not pass: first those of [`RECORD_CHECKS`], then, when it passes all of
/// them, those of [`CHECKS`] through the adapter. `progress` is told the name of each check once it is done, and how it
/// failed if it did.
///
/// ```
/// use std::sync::Arc;
/// use ticketkit::storage::{conformance, records::MemoryRecords};
/// let failures = conformance::record_failures(&|| Arc::new(MemoryRecords::default()), &mut |_, _| ());
/// assert!(failures.is_empty());
/// ```
pub fn record_failures(
    new: &NewRecords<'_>,
    progress: &mut dyn FnMut(&'static str, Option<&Failure>),
) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut note = |name, verdict: Result<(), Failure>, failures: &mut Vec<Failure>| {
        progress(name, verdict.as_ref().err());
        failures.extend(verdict.err());
    };
    for check in RECORD_CHECKS {
        note(check.name, check.of(new), &mut failures);
    }
    if failures.is_empty() {
        let adapted: &NewStorage<'_> = &|| Arc::new(RecordAdapter::new(new()));
        for check in CHECKS {
            note(check.name, check.of(adapted), &mut failures);
        }
    }
    failures
}

fn record(key: &str, version: u64, entries: &[&str]) -> Record {
    Record {
        kind: "check".to_owned(),
        key: key.to_owned(),
        version,
        entries: entries.iter().map(|entry| (*entry).to_owned()).collect(),
        body: format!("{{\"key\":\"{key}\",\"version\":{version}}}"),
    }
}

fn put(records: &dyn RecordStorage, put: Vec<Record>) -> Verdict {
    let written = records.commit(Batch { put, ..Batch::default() })?;
    holds("a batch that expects nothing is written", written)
}

fn get(records: &dyn RecordStorage, keys: &[&str]) -> Result<Vec<Option<Record>>, Mismatch> {
    Ok(records.get(keys.iter().map(|key| (*key).to_owned()).collect())?)
}

fn range(from: &str, until: &str, descending: bool, limit: u32) -> Range {
    Range { from: from.to_owned(), until: until.to_owned(), descending, limit }
}

/// The keys of the records of a range.
fn keys(records: &dyn RecordStorage, asked: Range) -> Result<Vec<String>, Mismatch> {
    Ok(records.range(asked)?.into_iter().map(|record| record.key).collect())
}

fn expect(key: &str, version: u64) -> Expectation {
    Expectation { key: key.to_owned(), version }
}

/// A record comes back as it was put, in every member: odd characters in the body, the longest body, the greatest
/// version, and no entry at all.
pub fn what_was_put_comes_back_unchanged(new: &NewRecords<'_>) -> Verdict {
    let records = new();
    let mut odd = record("odd/key~!", i64::MAX.unsigned_abs(), &["z", "a/b", "%20~"]);
    odd.body = format!("{{\"text\":\"\\u0000 'quoted' \\\"twice\\\" {} {}\\n\"}}", '\u{1f600}', '\u{e4}');
    let mut long = record("long", 1, &[]);
    long.body = format!("\"{}\"", "x".repeat(2 << 20));
    put(&*records, vec![odd.clone(), long.clone()])?;
    let mut found = get(&*records, &["odd/key~!", "long"])?;
    // The order of entries inside a record says nothing.
    for record in found.iter_mut().flatten().chain([&mut odd]) {
        record.entries.sort();
    }
    same("the records", found, vec![Some(odd), Some(long)])
}

/// `get` answers each key in its place, nothing where there is no record, and nothing at all when it is asked for
/// nothing.
pub fn records_are_answered_in_the_order_of_their_keys(new: &NewRecords<'_>) -> Verdict {
    let records = new();
    let (one, two) = (record("a", 1, &["1"]), record("b", 1, &["2"]));
    put(&*records, vec![one.clone(), two.clone()])?;
    let found = get(&*records, &["b", "none", "a"])?;
    same("the records", found, vec![Some(two), None, Some(one)])?;
    same("of no keys", get(&*records, &[])?, vec![])
}

/// Entries stand in the order of their bytes, digits before capitals before small letters; those that are the same
/// stand by the keys of their records; a descending range is the same the other way round.
pub fn a_range_stands_in_the_order_of_its_entries(new: &NewRecords<'_>) -> Verdict {
    let records = new();
    let entries = ["a-", "a/", "a0", "a9", "aB", "aZ", "a_", "ab", "ab!", "abc", "az", "a~"];
    let all = entries.iter().enumerate().map(|(n, entry)| record(&format!("k{:02}", 99 - n), 1, &[entry]));
    put(&*records, all.rev().collect())?;
    put(&*records, vec![record("twin1", 1, &["aZ"]), record("twin0", 1, &["aZ"])])?;
    let mut expected: Vec<String> = (0..entries.len()).map(|n| format!("k{:02}", 99 - n)).collect();
    expected.splice(6..6, ["twin0".to_owned(), "twin1".to_owned()]);
    same("ascending", keys(&*records, range("a", "b", false, 100))?, expected.clone())?;
    expected.reverse();
    same("descending", keys(&*records, range("a", "b", true, 100))?, expected)
}

/// The first entry is included, the last one is not, the limit cuts at the end, and a range without room is empty.
pub fn a_range_ends_at_its_bounds(new: &NewRecords<'_>) -> Verdict {
    let records = new();
    put(&*records, ["a", "b", "c", "d", "e"].map(|key| record(key, 1, &[key])).to_vec())?;
    let found = |from, until, descending, limit| keys(&*records, range(from, until, descending, limit));
    same("from b until d", found("b", "d", false, 10)?, vec!["b".to_owned(), "c".to_owned()])?;
    same("the first two", found("a", "z", false, 2)?, vec!["a".to_owned(), "b".to_owned()])?;
    same("the last two", found("a", "z", true, 2)?, vec!["e".to_owned(), "d".to_owned()])?;
    same("none", found("a", "z", false, 0)?, vec![])?;
    same("without room", found("c", "c", false, 10)?, vec![])?;
    same("turned round", found("d", "b", true, 10)?, vec![])
}

/// A record that has several entries in a range comes once for each.
pub fn a_record_comes_once_for_each_entry(new: &NewRecords<'_>) -> Verdict {
    let records = new();
    put(&*records, vec![record("x", 1, &["m1", "m3", "n"]), record("y", 1, &["m2"])])?;
    let expected = ["x", "y", "x"].map(str::to_owned).to_vec();
    same("both ways", keys(&*records, range("m", "n", false, 10))?, expected.clone())?;
    same("both ways", keys(&*records, range("m", "n", true, 10))?, expected)?;
    let expected = ["x", "y", "x", "x"].map(str::to_owned).to_vec();
    same("all entries", keys(&*records, range("m", "z", false, 10))?, expected)
}

/// A record that is written again is found by the entries that it has now, and by no others.
pub fn a_record_is_found_by_its_last_entries(new: &NewRecords<'_>) -> Verdict {
    let records = new();
    put(&*records, vec![record("x", 1, &["a", "b", "c"])])?;
    let second = record("x", 2, &["b", "d"]);
    put(&*records, vec![second.clone()])?;
    same("the entries", keys(&*records, range("a", "z", false, 10))?, vec!["x".to_owned(), "x".to_owned()])?;
    same("the old ones", keys(&*records, range("a", "b", false, 10))?, vec![])?;
    same("the record", records.range(range("d", "e", false, 10))?, vec![second])
}

/// A record that is taken away is found neither by key nor by entry, its key is free again, and taking away what is
/// not there does nothing.
pub fn what_is_taken_away_is_gone(new: &NewRecords<'_>) -> Verdict {
    let records = new();
    put(&*records, vec![record("x", 1, &["a"]), record("y", 1, &["b"])])?;
    let remove = Batch {
        expect: vec![expect("x", 1)],
        remove: vec!["x".to_owned(), "never".to_owned()],
        ..Batch::default()
    };
    holds("it is taken away", records.commit(remove)?)?;
    same("by key", get(&*records, &["x"])?, vec![None])?;
    same("by entry", keys(&*records, range("a", "z", false, 10))?, vec!["y".to_owned()])?;
    let again = Batch { expect: vec![expect("x", 0)], put: vec![record("x", 1, &["c"])], remove: vec![] };
    holds("the key is free", records.commit(again)?)
}

/// Where one expectation fails, the answer is false and nothing is written, taken away or moved: a record of another
/// version, one that is there and should not be, one that is not there.
pub fn a_failed_expectation_writes_nothing(new: &NewRecords<'_>) -> Verdict {
    let records = new();
    let before = vec![record("x", 3, &["a"]), record("y", 1, &["b"])];
    put(&*records, before.clone())?;
    for failing in [expect("x", 2), expect("x", 4), expect("x", 0), expect("none", 1)] {
        let batch = Batch {
            expect: vec![expect("y", 1), failing.clone()],
            put: vec![record("z", 1, &["c"]), record("x", 4, &["d"])],
            remove: vec!["y".to_owned()],
        };
        same(&format!("the answer to {failing:?}"), records.commit(batch)?, false)?;
        same("the records", records.range(range("a", "z", false, 10))?, before.clone())?;
        same("the new one", get(&*records, &["z"])?, vec![None])?;
    }
    let batch = Batch {
        expect: vec![expect("x", 3), expect("none", 0)],
        put: vec![record("x", 4, &["a"])],
        remove: vec![],
    };
    holds("what is expected and so is written", records.commit(batch)?)?;
    same("the record", get(&*records, &["x"])?, vec![Some(record("x", 4, &["a"]))])
}

/// Two records that are only ever written together are never seen apart, neither by `get` nor by `range`.
pub fn a_batch_is_never_seen_in_part(new: &NewRecords<'_>) -> Verdict {
    const ROUNDS: u64 = 60;
    let records = new();
    let pair = |version| vec![record("one", version, &["p1"]), record("two", version, &["p2"])];
    put(&*records, pair(1))?;
    let over = AtomicBool::new(false);
    let write = || -> Verdict {
        let written = (2..ROUNDS).try_for_each(|version| put(&*records, pair(version)));
        over.store(true, Ordering::SeqCst);
        written
    };
    let look = || -> Verdict {
        while !over.load(Ordering::SeqCst) {
            let by_key = get(&*records, &["one", "two"])?.into_iter().flatten().map(|it| it.version);
            let by_entry = records.range(range("p", "q", false, 9))?.into_iter().map(|it| it.version);
            for versions in [by_key.collect::<Vec<_>>(), by_entry.collect()] {
                same("the versions of both", (versions.len(), versions.first()), (2, versions.last()))?;
            }
        }
        Ok(())
    };
    at_once([&write as &(dyn Fn() -> Verdict + Sync), &look])
}

/// Of two batches that expect the same version and move it on, one is written: many that count together lose none.
pub fn of_two_that_expect_the_same_one_is_written(new: &NewRecords<'_>) -> Verdict {
    const ROUNDS: u64 = 40;
    let records = new();
    put(&*records, vec![record("n", 1, &["n"])])?;
    let count = || -> Verdict {
        for _ in 0..ROUNDS {
            loop {
                let now = get(&*records, &["n"])?.into_iter().flatten().next().map_or(0, |it| it.version);
                let put = vec![record("n", now + 1, &["n"])];
                if records.commit(Batch { expect: vec![expect("n", now)], put, remove: vec![] })? {
                    break;
                }
            }
        }
        Ok(())
    };
    at_once([&count as &(dyn Fn() -> Verdict + Sync), &count, &count])?;
    let version = get(&*records, &["n"])?.into_iter().flatten().next().map(|it| it.version);
    same("the version after all", version, Some(1 + 3 * ROUNDS))
}

/// Two engines on the same records, as two processes have them, lose nothing and give no number twice.
pub fn two_processes_lose_nothing(new: &NewRecords<'_>) -> Verdict {
    const EACH: u64 = 15;
    let records = new();
    let adapted = || -> Arc<dyn Storage> {
        Arc::new(RecordAdapter::new(Arc::clone(&records)).patience(Span::from_secs(120)))
    };
    let first = Trial::begin(&adapted)?;
    let second = Trial { storage: adapted(), desk: first.desk };
    let create = |trial: &Trial, from: u64| -> Verdict {
        for n in from..from + EACH {
            let mut make = decision([], |snapshot| match snapshot.number() {
                Ok(number) => {
                    let mut ticket = ticket(n);
                    ticket.number = number.to_string();
                    done(trial.changes([put_new(ticket)]))
                }
                Err(key) => Step::Need(Wanted::one(key)),
            });
            holds("a ticket is written", write(trial, &mut make)?.is_some())?;
        }
        Ok(())
    };
    let (here, there) = (|| create(&first, 1), || create(&second, 1_000));
    at_once([&here as &(dyn Fn() -> Verdict + Sync), &there])?;
    let expected: BTreeSet<String> = (1..=2 * EACH).map(|n| n.to_string()).collect();
    for trial in [&first, &second] {
        let numbers = trial.numbers(&all_tickets())?;
        same("how many tickets there are", numbers.len() as u64, 2 * EACH)?;
        same("their numbers", numbers.into_iter().collect::<BTreeSet<_>>(), expected.clone())?;
    }
    Ok(())
}
