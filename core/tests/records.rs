//! Storages in the host's own language: the checks find what is wrong with one, and nonsense that it answers is told.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail by a panic, as tests do")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use ticketkit::command::{Context, Edits, Query};
use ticketkit::error::Problem;
use ticketkit::model::Actor;
use ticketkit::storage::conformance::{NewRecords, RECORD_CHECKS, record_failures};
use ticketkit::storage::records::{Batch, MemoryRecords, Range, Record, RecordAdapter, RecordStorage};
use ticketkit::{Code, Result};

mod stage;

/// What is wrong with a storage of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    LosesAWrite,
    ForgetsAnEntry,
    KeepsOldEntries,
    IgnoresExpectations,
    ComparesLate,
    CommitsHalf,
    ShowsHalf,
    RangeUnsorted,
    RangeInclusive,
    IgnoresLimits,
    TellsEachRecordOnce,
    SkipsMissing,
    FoldsCase,
    CutsBodies,
    KeepsWhatIsTakenAway,
}

/// Each fault, and the check that is meant for it.
const FAULTS: [(Fault, &str); 15] = [
    (Fault::LosesAWrite, "what_was_put_comes_back_unchanged"),
    (Fault::ForgetsAnEntry, "a_record_comes_once_for_each_entry"),
    (Fault::KeepsOldEntries, "a_record_is_found_by_its_last_entries"),
    (Fault::IgnoresExpectations, "a_failed_expectation_writes_nothing"),
    (Fault::ComparesLate, "of_two_that_expect_the_same_one_is_written"),
    (Fault::CommitsHalf, "a_failed_expectation_writes_nothing"),
    (Fault::ShowsHalf, "a_batch_is_never_seen_in_part"),
    (Fault::RangeUnsorted, "a_range_stands_in_the_order_of_its_entries"),
    (Fault::RangeInclusive, "a_range_ends_at_its_bounds"),
    (Fault::IgnoresLimits, "a_range_ends_at_its_bounds"),
    (Fault::TellsEachRecordOnce, "a_record_comes_once_for_each_entry"),
    (Fault::SkipsMissing, "records_are_answered_in_the_order_of_their_keys"),
    (Fault::FoldsCase, "a_range_stands_in_the_order_of_its_entries"),
    (Fault::CutsBodies, "what_was_put_comes_back_unchanged"),
    (Fault::KeepsWhatIsTakenAway, "what_is_taken_away_is_gone"),
];

#[derive(Debug)]
struct Faulty {
    inner: MemoryRecords,
    fault: Fault,
}

fn alone(put: Vec<Record>) -> Batch {
    Batch { put, ..Batch::default() }
}

impl RecordStorage for Faulty {
    fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Record>>> {
        let found = self.inner.get(keys)?;
        Ok(match self.fault {
            Fault::SkipsMissing => found.into_iter().flatten().map(Some).collect(),
            _ => found,
        })
    }

    fn range(&self, mut range: Range) -> Result<Vec<Record>> {
        match self.fault {
            Fault::RangeInclusive => range.until.push('!'),
            Fault::IgnoresLimits => range.limit = u32::MAX,
            _ => {}
        }
        let descending = range.descending;
        let bounds = range.from.clone()..range.until.clone();
        let mut found = self.inner.range(range)?;
        match self.fault {
            Fault::ForgetsAnEntry => {
                // The greatest entry of a record that has several.
                let is_forgotten = |record: &Record| {
                    record.entries.len() > 1
                        && record.entries.iter().max().is_some_and(|entry| bounds.contains(entry))
                };
                let last = found.iter().rposition(is_forgotten);
                if let Some(place) = last {
                    found.remove(place);
                }
            }
            Fault::RangeUnsorted => found.sort_by(|a, b| a.key.cmp(&b.key)),
            Fault::TellsEachRecordOnce => {
                let mut told = std::collections::BTreeSet::new();
                found.retain(|record| told.insert(record.key.clone()));
            }
            Fault::FoldsCase => {
                let folded = |record: &Record| record.entries.concat().to_lowercase();
                found.sort_by_key(folded);
                if descending {
                    found.reverse();
                }
            }
            _ => {}
        }
        Ok(found)
    }

    fn commit(&self, mut batch: Batch) -> Result<bool> {
        match self.fault {
            Fault::LosesAWrite if batch.put.len() > 1 => {
                batch.put.pop();
            }
            Fault::KeepsOldEntries => {
                for record in &mut batch.put {
                    let old = self.inner.get(vec![record.key.clone()])?.remove(0);
                    record.entries.extend(old.into_iter().flat_map(|old| old.entries));
                }
            }
            Fault::IgnoresExpectations => batch.expect.clear(),
            Fault::ComparesLate => {
                for expected in std::mem::take(&mut batch.expect) {
                    let found = self.inner.get(vec![expected.key])?.remove(0);
                    if found.map_or(0, |record| record.version) != expected.version {
                        return Ok(false);
                    }
                    // Somebody else may come in between.
                    std::thread::sleep(std::time::Duration::from_millis(2));
                }
            }
            Fault::CommitsHalf => {
                let first = alone(batch.put.iter().take(1).cloned().collect());
                let done = self.inner.commit(batch)?;
                return Ok(done || !self.inner.commit(first)?);
            }
            Fault::ShowsHalf => {
                let first = alone(batch.put.iter().take(1).cloned().collect());
                self.inner.commit(first)?;
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
            Fault::CutsBodies => batch.put.iter_mut().for_each(|record| record.body.truncate(1 << 20)),
            Fault::KeepsWhatIsTakenAway => batch.remove.clear(),
            _ => {}
        }
        self.inner.commit(batch)
    }
}

#[test]
fn the_model_passes_everything() {
    let mut told = Vec::new();
    let new: &NewRecords<'_> = &|| Arc::new(MemoryRecords::default());
    let failures = record_failures(new, &mut |name, failure| told.push((name, failure.is_some())));
    assert_eq!(failures, []);
    assert!(told.len() > RECORD_CHECKS.len() && told.iter().all(|(_, failed)| !failed));
}

#[test]
fn every_fault_is_caught_by_the_check_that_is_meant_for_it() {
    for (fault, name) in FAULTS {
        let check = RECORD_CHECKS.iter().find(|check| check.name == name).unwrap();
        let new: &NewRecords<'_> = &|| Arc::new(Faulty { inner: MemoryRecords::default(), fault });
        match check.of(new) {
            Ok(()) => panic!("`{name}` does not see that a storage of records {fault:?}"),
            Err(failure) => {
                assert_eq!(failure.check, name);
                assert!(failure.what.len() > 10, "{fault:?} is hardly explained: {failure}");
            }
        }
    }
}

#[test]
fn a_storage_that_loses_a_write_fails_with_the_name_of_the_check() {
    let new: &NewRecords<'_> =
        &|| Arc::new(Faulty { inner: MemoryRecords::default(), fault: Fault::LosesAWrite });
    let failures = record_failures(new, &mut |_, _| ());
    let first = failures.first().unwrap().to_string();
    assert!(first.starts_with("what_was_put_comes_back_unchanged: "), "{first}");
}

/// What a storage answers in place of what it should.
type Twist = Box<dyn Fn(Answer) -> Answer + Send + Sync>;

/// One of the three answers.
enum Answer {
    Get(Result<Vec<Option<Record>>>),
    Range(Result<Vec<Record>>),
    Commit(Result<bool>),
}

/// A storage that answers nonsense from the moment on that it is told to.
struct Twisted {
    inner: MemoryRecords,
    is_on: AtomicBool,
    twist: Mutex<Twist>,
}

impl std::fmt::Debug for Twisted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Twisted")
    }
}

impl Twisted {
    fn twisted(&self, answer: Answer) -> Answer {
        if self.is_on.load(Ordering::SeqCst) { (self.twist.lock().unwrap())(answer) } else { answer }
    }
}

impl RecordStorage for Twisted {
    fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Record>>> {
        let Answer::Get(found) = self.twisted(Answer::Get(self.inner.get(keys))) else {
            panic!("another answer")
        };
        found
    }

    fn range(&self, range: Range) -> Result<Vec<Record>> {
        let answer = self.twisted(Answer::Range(self.inner.range(range)));
        let Answer::Range(found) = answer else { panic!("another answer") };
        found
    }

    fn commit(&self, batch: Batch) -> Result<bool> {
        match self.twisted(Answer::Commit(Ok(true))) {
            Answer::Commit(Ok(true)) => self.inner.commit(batch),
            Answer::Commit(other) => other,
            _ => panic!("another answer"),
        }
    }
}

/// How commands and questions are answered on a storage that answers like this.
fn answered(twist: impl Fn(Answer) -> Answer + Send + Sync + 'static) -> Vec<(Code, String)> {
    let twist: Twist = Box::new(twist);
    let (inner, is_on) = (MemoryRecords::default(), AtomicBool::new(false));
    let records = Arc::new(Twisted { inner, is_on, twist: Mutex::new(twist) });
    let adapter = RecordAdapter::new(Arc::clone(&records) as Arc<dyn RecordStorage>);
    let stage = stage::Stage::on(Arc::new(adapter), &stage::default_with(|_| ()));
    let ticket = stage.open("The printer is on fire", "ines", Edits::none());
    stage.open("The printer is still on fire", "ines", Edits::none());
    let find =
        Query::Find { condition: None, text: None, sort: None, descending: false, after: None, limit: None };
    let reply = stage::reply(&ticket, "It is out.");
    let run = |command| stage.desk.execute(command, &Context::of(Actor::host()));
    records.is_on.store(true, Ordering::SeqCst);
    let answers = [
        run(&reply).err(),
        stage.ask(&Query::Ticket { ticket: ticket.clone() }, &Actor::host()).err(),
        stage.ask(&find, &Actor::host()).err(),
        stage.engine.tick(stage::at("2026-06-02T09:00:00Z"), 10).err(),
    ];
    records.is_on.store(false, Ordering::SeqCst);
    run(&reply).unwrap();
    answers.into_iter().flatten().map(|error| (error.code(), error.to_string())).collect()
}

fn all_say(answers: &[(Code, String)], code: Code, what: &str) {
    assert!(!answers.is_empty(), "nobody noticed: {what}");
    for (found, text) in answers {
        assert_eq!(*found, code, "{text}");
        assert!(text.contains(what), "{text}");
    }
}

fn each(answer: Answer, change: impl Fn(&mut Record)) -> Answer {
    match answer {
        Answer::Get(found) => Answer::Get(found.map(|mut found| {
            found.iter_mut().flatten().for_each(&change);
            found
        })),
        Answer::Range(found) => Answer::Range(found.map(|mut found| {
            found.iter_mut().for_each(&change);
            found
        })),
        done @ Answer::Commit(_) => done,
    }
}

#[test]
fn nonsense_of_a_storage_is_told_and_never_believed() {
    all_say(
        &answered(|answer| match answer {
            Answer::Get(found) => Answer::Get(found.map(|found| found.into_iter().skip(1).collect())),
            other => other,
        }),
        Code::Damaged,
        "answers for",
    );
    all_say(&answered(|answer| each(answer, |record| record.key.push('x'))), Code::Damaged, "for the key");
    all_say(
        &answered(|answer| each(answer, |record| record.body.truncate(9))),
        Code::Damaged,
        "cannot stand there",
    );
    all_say(
        &answered(|answer| each(answer, |record| record.body = "[]".to_owned())),
        Code::Damaged,
        "cannot stand there",
    );
    all_say(
        &answered(|answer| match answer {
            Answer::Range(found) => Answer::Range(found.map(|found| found.into_iter().rev().collect())),
            other => other,
        }),
        Code::Damaged,
        "where it does not stand",
    );
    all_say(
        &answered(|answer| match answer {
            Answer::Range(found) => Answer::Range(found.map(|mut found| {
                for record in &mut found {
                    record.entries.clear();
                }
                found
            })),
            other => other,
        }),
        Code::Damaged,
        "where it does not stand",
    );
    all_say(
        &answered(|answer| match answer {
            Answer::Range(found) => Answer::Range(
                found.map(|found| found.iter().cycle().take(found.len() * 2_000).cloned().collect()),
            ),
            other => other,
        }),
        Code::Damaged,
        "were asked for",
    );
}

/// The same failure in place of every answer.
fn failing(code: Code) -> impl Fn(Answer) -> Answer + Send + Sync + 'static {
    move |answer| {
        let error = || Problem::new(code, "the shelf is full").into();
        match answer {
            Answer::Get(_) => Answer::Get(Err(error())),
            Answer::Range(_) => Answer::Range(Err(error())),
            Answer::Commit(_) => Answer::Commit(Err(error())),
        }
    }
}

#[test]
fn a_failure_of_the_storage_comes_through_as_it_is_when_it_is_one_of_a_storage() {
    for code in [Code::StorageFull, Code::ReadOnly, Code::StorageFailed, Code::Forked] {
        let answers = answered(failing(code));
        assert_eq!(answers.len(), 4);
        all_say(&answers, code, "the shelf is full");
    }
    for code in [Code::NotFound, Code::StaleVersion, Code::InternalError, Code::Malformed] {
        all_say(&answered(failing(code)), Code::StorageFailed, "the shelf is full");
    }
}

#[test]
fn what_could_not_be_written_is_not_there_and_can_be_done_again() {
    let only_commits = |answer| match answer {
        Answer::Commit(_) => Answer::Commit(Err(Problem::new(Code::StorageFull, "the shelf is full").into())),
        other => other,
    };
    // The reply and the tick write; both questions are answered.
    let answers = answered(only_commits);
    assert_eq!(answers.len(), 2);
    all_say(&answers, Code::StorageFull, "the shelf is full");
}
