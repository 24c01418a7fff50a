//! A whole storage on top of records.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::host::{Host, read};
use super::keys::{self, Keys};
use super::load::ahead;
use super::stored::{ConfigText, DeskName, File, Root, Stored, record_of};
use super::view::{PIECE, View};
use super::{Batch, Expectation, Range, Record, RecordStorage};
use crate::change::ChangeSet;
use crate::error::{Code, Error, Problem, Result};
use crate::id::DeskId;
use crate::limits;
use crate::model::{Job, Person, Timer};
use crate::query::{
    Count, CountQuery, EventPage, HistoryQuery, MessagePage, ThreadQuery, TicketPage, TicketQuery,
};
use crate::storage::gate::Gate;
use crate::storage::kept::check_after;
use crate::storage::rules::{another_desk, rows, taken};
use crate::storage::{
    CommandPage, Committed, Decide, DeskEntry, JobsQuery, Kept, KeptKind, Key, PeopleQuery, Share, Snapshot,
    Step, Storage, StoredConfig, Wanted, too_many_rounds,
};
use crate::time::{Patience, Span, Timestamp};

/// So many decisions are written with one batch.
const FULL: usize = 100;
/// So often a question is asked beside the writers before it keeps them out.
const TRIES: u32 = 3;

/// A [`Storage`] on top of a [`RecordStorage`], with everything that the latter need not know: conditions, text search,
/// order, pages, counts, expectations and the outbox.
///
/// Each desk has a record whose version moves with every batch, and every batch expects the version that its decision
/// has seen. So a batch is written exactly when nobody else has written to the desk since, from whatever thread or
/// process, and otherwise the decision is made again on what is there now. An answer that takes several looks is of one
/// moment: when the desk has moved meanwhile it is looked for again.
///
/// A page of tickets walks along its order until it is full, a count goes through all tickets of the desk, a search
/// through tickets and their messages from the newest on until its page is full. Everything else costs what it answers.
#[derive(Debug)]
pub struct RecordAdapter {
    host: Host,
    gate: Gate,
    /// Held by the one of this process that writes.
    turn: Mutex<()>,
    patience: Span,
}

impl RecordAdapter {
    /// A storage on these records. A call that others are always faster than is tried for ten seconds.
    pub fn new(records: Arc<dyn RecordStorage>) -> Self {
        let (host, gate, turn) = (Host(records), Gate::default(), Mutex::new(()));
        Self { host, gate, turn, patience: Span::from_secs(10) }
    }

    /// The same, with another time for which a call is tried again, before the answer is `contention`.
    #[must_use]
    pub const fn patience(mut self, patience: Span) -> Self {
        self.patience = patience;
        self
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a desk at one moment. `with_desk`: the answer tells of the desk's own record.
    fn reading<T>(
        &self,
        desk: DeskId,
        ahead: &[String],
        with_desk: bool,
        look: impl Fn(&mut View<'_>) -> Result<T>,
    ) -> Result<T> {
        let _inside = self.gate.enter()?;
        let mut patience = Patience::new(self.patience);
        let mut turn = None;
        for tries in 1_u32.. {
            let mut view = View::open(&self.host, desk, ahead)?;
            let answer = look(&mut view);
            view.failed()?;
            if view.is_of_one_moment(with_desk)? {
                return answer;
            }
            if tries == TRIES {
                turn = Some(self.turn());
            } else if tries > TRIES && !patience.wait() {
                break;
            }
        }
        drop(turn);
        Err(contention())
    }

    /// Writes to a desk what `work` leaves to be written, decided again as long as others are faster.
    fn writing<T>(
        &self,
        desk: DeskId,
        ahead: &[String],
        mut work: impl FnMut(&mut View<'_>) -> T,
    ) -> Result<T> {
        self.until_written(|| {
            let mut view = View::open(&self.host, desk, ahead)?;
            let answer = work(&mut view);
            view.failed()?;
            Ok(view.commit()?.then_some(answer))
        })
    }

    /// Does something while no other thread writes, until it is written.
    fn until_written<T>(&self, mut work: impl FnMut() -> Result<Option<T>>) -> Result<T> {
        let mut patience = Patience::new(self.patience);
        loop {
            let turn = self.turn();
            if let Some(answer) = work()? {
                return Ok(answer);
            }
            drop(turn);
            if !patience.wait() {
                return Err(contention());
            }
        }
    }

    /// All records of a run, of which nobody needs to know whether they are of one moment.
    fn all(&self, from: &str, mut each: impl FnMut(Vec<(String, Record)>) -> Result<bool>) -> Result<()> {
        let (mut from, until) = (from.to_owned(), keys::after_all(from));
        loop {
            let range = Range { from, until: until.clone(), descending: false, limit: PIECE };
            let found = self.host.range(&range)?;
            let Some((last, _)) = found.last() else { return Ok(()) };
            from = keys::just_after(last);
            let is_last = found.len() < rows(PIECE);
            if !each(found)? || is_last {
                return Ok(());
            }
        }
    }
}

fn contention() -> Error {
    let text = "others wrote to the desk, again and again, until the time for trying was over";
    Problem::new(Code::Contention, text).hint("try again later").into()
}

/// Carries out a decision over a view that nobody else sees.
fn decide(view: &mut View<'_>, decision: &mut dyn Decide) -> Result<Option<Committed>> {
    let number = view.root.drawn.saturating_add(1);
    let mut snapshot = view.load(decision.wanted(), number)?;
    for _ in 0..limits::DECISION_ROUNDS {
        match decision.decide(&snapshot) {
            Step::Need(more) => snapshot.extend(view.load(more.without(&snapshot.asked), number)?),
            Step::Leave => return Ok(None),
            Step::Write(changes) if changes.desk == view.keys.0 => {
                let committed = view.apply(*changes)?;
                if snapshot.number.is_some() {
                    view.root.drawn = number;
                    view.keep();
                }
                return Ok(Some(committed));
            }
            Step::Write(_) => return Err(another_desk()),
        }
    }
    Err(too_many_rounds())
}

/// The timers of a record that are due in the run that it was found in.
fn timers_of(record: &Record) -> Result<Vec<Timer>> {
    if record.kind == <File as Stored>::KIND {
        return Ok(read::<File>(record)?.timers);
    }
    Ok(vec![read(record)?])
}

/// The desk and the place of a timer, as its entry tells them.
fn timer_at(entry: &str, record: &Record) -> Result<Option<(DeskId, Timer)>> {
    let desk = entry.strip_prefix(keys::DUE).and_then(|rest| rest.split('/').nth(1));
    let Some(desk) = desk.and_then(|desk| desk.parse::<DeskId>().ok()) else { return Ok(None) };
    let is_here = |timer: &Timer| Keys(desk).due(timer.due_at, timer.ticket, &timer.cause) == entry;
    Ok(timers_of(record)?.into_iter().find(is_here).map(|timer| (desk, timer)))
}

fn entry_of(root: Root) -> DeskEntry {
    DeskEntry { id: root.id, key: root.key, config_version: root.config_version }
}

impl Storage for RecordAdapter {
    fn desks(&self) -> Result<Vec<DeskEntry>> {
        let _inside = self.gate.enter()?;
        let mut desks = Vec::new();
        self.all(keys::DESKS, |found| {
            for (_, record) in found {
                desks.push(entry_of(read(&record)?));
            }
            Ok(true)
        })?;
        desks.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(desks)
    }

    fn desk(&self, key: &str) -> Result<Option<DeskEntry>> {
        let _inside = self.gate.enter()?;
        let Some(name) = self.host.get(&[keys::desk_name(key)])?.pop().flatten() else { return Ok(None) };
        let DeskName { desk, .. } = read(&name)?;
        let found = self.host.get(&[keys::desk(desk)])?.pop().flatten();
        found.map(|record| read(&record).map(entry_of)).transpose()
    }

    fn create_desk(&self, id: DeskId, key: &str, document: &str) -> Result<()> {
        let _inside = self.gate.enter()?;
        let wanted = vec![keys::desk_name(key), keys::desk(id)];
        let root = Root { id, key: key.to_owned(), config_version: 1, drawn: 0, feed: 0, commands: 0 };
        self.until_written(|| {
            let names = [format!("the key `{key}`"), "the id of the desk".to_owned()];
            let found = self.host.get(&wanted)?;
            if let Some((_, name)) = found.iter().zip(names).find(|(found, _)| found.is_some()) {
                return Err(taken(&name));
            }
            let config = ConfigText { version: 1, document: document.to_owned() };
            let name = DeskName { name: key.to_owned(), desk: id };
            let desk = Keys(id);
            let put =
                vec![record_of(&root, desk, 1)?, record_of(&config, desk, 1)?, record_of(&name, desk, 1)?];
            let expect = wanted.iter().map(|key| Expectation { key: key.clone(), version: 0 }).collect();
            Ok(self.host.commit(Batch { expect, put, remove: Vec::new() })?.then_some(()))
        })
    }

    fn delete_desk(&self, id: DeskId) -> Result<bool> {
        let _inside = self.gate.enter()?;
        self.until_written(|| {
            let key = keys::desk(id);
            let Some(record) = self.host.get(std::slice::from_ref(&key))?.pop().flatten() else {
                return Ok(Some(false));
            };
            let mut remove = BTreeSet::from([key.clone()]);
            self.all(&Keys(id).all(), |found| {
                remove.extend(found.into_iter().map(|(_, record)| record.key));
                Ok(true)
            })?;
            let expect = vec![Expectation { key, version: record.version }];
            let batch = Batch { expect, put: Vec::new(), remove: remove.into_iter().collect() };
            Ok(self.host.commit(batch)?.then_some(true))
        })
    }

    fn config(&self, desk: DeskId, version: Option<u64>) -> Result<Option<StoredConfig>> {
        // A version never changes, so that it does not matter when it is looked at.
        self.reading(desk, &[], false, |view| {
            let version = version.unwrap_or(view.root.config_version);
            let found = view.one::<ConfigText>(&view.keys.config(version))?;
            Ok(found.map(|ConfigText { version, document }| StoredConfig { version, document }))
        })
    }

    fn load(&self, desk: DeskId, wanted: &Wanted) -> Result<Snapshot> {
        let known = ahead(Keys(desk), wanted);
        if !wanted.contains(&Key::Number) {
            return self.reading(desk, &known, true, |view| view.load(wanted.clone(), 0));
        }
        let _inside = self.gate.enter()?;
        self.writing(desk, &known, |view| {
            let number = view.root.drawn.saturating_add(1);
            view.root.drawn = number;
            view.load(wanted.clone(), number)
        })?
    }

    fn commit(&self, changes: Vec<ChangeSet>) -> Result<Vec<Result<Committed>>> {
        let _inside = self.gate.enter()?;
        let mut answers = Vec::with_capacity(changes.len());
        for run in changes.chunk_by(|a, b| a.desk == b.desk) {
            let Some(desk) = run.first().map(|changes| changes.desk) else { continue };
            let written = self.writing(desk, &[], |view| {
                run.iter().map(|changes| view.apply(changes.clone())).collect::<Vec<_>>()
            });
            answers.extend(written.unwrap_or_else(|error| vec![Err(error); run.len()]));
        }
        Ok(answers)
    }

    fn write(&self, desk: DeskId, decisions: &mut [&mut dyn Decide]) -> Vec<Result<Option<Committed>>> {
        let inside = self.gate.enter();
        let _inside = match inside {
            Ok(inside) => inside,
            Err(error) => return vec![Err(error); decisions.len()],
        };
        let mut answers = Vec::with_capacity(decisions.len());
        for run in decisions.chunks_mut(FULL) {
            let known: BTreeSet<String> =
                run.iter().flat_map(|decision| ahead(Keys(desk), &decision.wanted())).collect();
            let known: Vec<String> = known.into_iter().collect();
            let written = self.writing(desk, &known, |view| {
                run.iter_mut().map(|decision| decide(view, *decision)).collect::<Vec<_>>()
            });
            answers.extend(written.unwrap_or_else(|error| vec![Err(error); run.len()]));
        }
        answers
    }

    fn find(&self, desk: DeskId, query: &TicketQuery) -> Result<TicketPage> {
        self.reading(desk, &[], false, |view| view.find(query))
    }

    fn count(&self, desk: DeskId, query: &CountQuery) -> Result<Vec<Count>> {
        self.reading(desk, &[], false, |view| view.count(query))
    }

    fn history(&self, desk: DeskId, query: &HistoryQuery) -> Result<EventPage> {
        self.reading(desk, &[], false, |view| view.history(query))
    }

    fn thread(&self, desk: DeskId, query: &ThreadQuery) -> Result<MessagePage> {
        self.reading(desk, &[], false, |view| view.thread(query))
    }

    fn people(&self, desk: DeskId, query: &PeopleQuery) -> Result<Vec<Person>> {
        self.reading(desk, &[], false, |view| view.people(query))
    }

    fn jobs(&self, desk: DeskId, query: &JobsQuery) -> Result<Vec<Job>> {
        self.reading(desk, &[], false, |view| view.jobs(query))
    }

    fn commands(&self, desk: DeskId, after: u64, limit: u32) -> Result<CommandPage> {
        // What was written once stays as it is, so that later looks see the same.
        self.reading(desk, &[], false, |view| view.commands(after, limit))
    }

    fn due(&self, now: Timestamp, limit: u32, share: Share) -> Result<Vec<(DeskId, Timer)>> {
        let _inside = self.gate.enter()?;
        let mut due = Vec::new();
        let (mut from, until) = (keys::DUE.to_owned(), keys::due_until(now));
        let piece = limit.min(PIECE);
        while due.len() < rows(limit) {
            let range = Range { from, until: until.clone(), descending: false, limit: piece };
            let found = self.host.range(&range)?;
            let Some((last, _)) = found.last() else { break };
            from = keys::just_after(last);
            for (entry, record) in &found {
                due.extend(timer_at(entry, record)?.filter(|(_, timer)| share.holds(timer)));
            }
            if found.len() < rows(piece) {
                break;
            }
        }
        due.truncate(rows(limit));
        Ok(due)
    }

    fn next_due(&self) -> Result<Option<Timestamp>> {
        Ok(self.due(Timestamp::MAX, 1, Share::default())?.first().map(|(_, timer)| timer.due_at))
    }

    fn scan(&self, desk: DeskId, kind: KeptKind, after: Option<&Kept>, limit: u32) -> Result<Vec<Kept>> {
        check_after(kind, after)?;
        self.reading(desk, &[], false, |view| view.scan(kind, after, limit))
    }

    fn restore(&self, desk: DeskId, records: Vec<Kept>) -> Result<()> {
        let _inside = self.gate.enter()?;
        self.writing(desk, &[], |view| view.restore(&records))?
    }

    fn maintain(&self) -> Result<bool> {
        self.gate.enter().map(|_inside| false)
    }

    fn pause(&self, within: Span) -> Result<()> {
        self.gate.pause(within, || Ok(()))
    }

    fn resume(&self) -> Result<()> {
        self.gate.resume(|| Ok(()))
    }

    fn close(&self) -> Result<()> {
        self.gate.close().map(drop)
    }
}
