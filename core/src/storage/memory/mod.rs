//! The storage that forgets: everything in maps, behind one lock. It is the reference for all others, and serves
//! tests, examples, and programs whose desks need not outlive them.

mod apply;
mod desk;
mod erase;
mod find;
mod kept;
mod load;
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{PoisonError, RwLock};

use self::desk::Desk;
use self::table::Undo;
use super::gate::{closed, paused};
use super::kept::{check_after, check_unfinished};
use super::rules::{another_desk, taken, unknown_desk};
use super::{
    CommandPage, Committed, Decide, DeskEntry, JobsQuery, Kept, KeptKind, Key, PeopleQuery, Share, Snapshot,
    Step, Storage, StoredConfig, Wanted, too_many_rounds,
};
use crate::change::ChangeSet;
use crate::error::Result;
use crate::id::DeskId;
use crate::limits;
use crate::model::{Job, Person, Timer};
use crate::query::{
    Count, CountQuery, EventPage, HistoryQuery, MessagePage, ThreadQuery, TicketPage, TicketQuery,
};
use crate::time::{Span, Timestamp};

/// Desks in memory.
///
/// Decisions are made one after the other, each on what the one before has written, so that none of them ever
/// conflicts and ticket numbers have no gaps. A reader waits while something is written, and the other way round.
///
/// ```
/// use ticketkit::id::DeskId;
/// use ticketkit::storage::{MemoryStorage, Storage};
/// let storage = MemoryStorage::new();
/// let desk = DeskId::from_bytes([7; 16]);
/// storage.create_desk(desk, "support", r#"{"format": 1}"#)?;
/// assert_eq!(storage.desk("support")?.map(|entry| entry.id), Some(desk));
/// # Ok::<(), ticketkit::Error>(())
/// ```
pub struct MemoryStorage {
    /// Nothing once it is closed.
    desks: RwLock<Option<Desks>>,
}

#[derive(Default)]
struct Desks {
    by_id: BTreeMap<DeskId, Desk>,
    by_key: BTreeMap<String, DeskId>,
    paused: bool,
}

impl Desks {
    fn unless_paused(&self) -> Result<&Self> {
        if self.paused { Err(paused()) } else { Ok(self) }
    }

    fn get(&self, id: DeskId) -> Result<&Desk> {
        self.by_id.get(&id).ok_or_else(|| unknown_desk(id))
    }

    fn get_mut(&mut self, id: DeskId) -> Result<&mut Desk> {
        self.by_id.get_mut(&id).ok_or_else(|| unknown_desk(id))
    }
}

impl Default for MemoryStorage {
    fn default() -> Self {
        Self { desks: RwLock::new(Some(Desks::default())) }
    }
}

impl fmt::Debug for MemoryStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStorage").finish_non_exhaustive()
    }
}

impl MemoryStorage {
    /// A storage without desks.
    pub fn new() -> Self {
        Self::default()
    }

    fn reading<T>(&self, read: impl FnOnce(&Desks) -> Result<T>) -> Result<T> {
        self.mend();
        let desks = self.desks.read().unwrap_or_else(PoisonError::into_inner);
        read(desks.as_ref().ok_or_else(closed)?.unless_paused()?)
    }

    fn writing<T>(&self, write: impl FnOnce(&mut Desks) -> Result<T>) -> Result<T> {
        self.mend();
        let mut desks = self.desks.write().unwrap_or_else(PoisonError::into_inner);
        let desks = desks.as_mut().ok_or_else(closed)?;
        desks.unless_paused()?;
        write(desks)
    }

    /// Opens or shuts the door. Nobody is inside meanwhile: every call holds the lock, and only for a moment.
    fn set_paused(&self, paused: bool) -> Result<()> {
        self.mend();
        let mut desks = self.desks.write().unwrap_or_else(PoisonError::into_inner);
        desks.as_mut().ok_or_else(closed)?.paused = paused;
        Ok(())
    }

    /// After a panic under the lock: takes back what was half written, and lets everybody in again.
    fn mend(&self) {
        if self.desks.is_poisoned() {
            let mut desks = self.desks.write().unwrap_or_else(PoisonError::into_inner);
            desks.iter_mut().flat_map(|desks| desks.by_id.values_mut()).for_each(Undo::undo);
            self.desks.clear_poison();
        }
    }
}

/// Carries out a decision while nobody else can write.
fn decide(id: DeskId, desk: &mut Desk, decision: &mut dyn Decide) -> Result<Option<Committed>> {
    let number = desk.drawn + 1;
    let mut snapshot = desk.load(decision.wanted(), number);
    for _ in 0..limits::DECISION_ROUNDS {
        match decision.decide(&snapshot) {
            Step::Need(more) => snapshot.extend(desk.load(more.without(&snapshot.asked), number)),
            Step::Leave => return Ok(None),
            Step::Write(changes) if changes.desk == id => {
                let committed = desk.apply(*changes)?;
                if snapshot.number.is_some() {
                    desk.draw();
                }
                return Ok(Some(committed));
            }
            Step::Write(_) => return Err(another_desk()),
        }
    }
    Err(too_many_rounds())
}

impl Storage for MemoryStorage {
    fn desks(&self) -> Result<Vec<DeskEntry>> {
        self.reading(|desks| {
            let entry = |id: &DeskId| Some(entry(*id, desks.by_id.get(id)?));
            Ok(desks.by_key.values().filter_map(entry).collect())
        })
    }

    fn desk(&self, key: &str) -> Result<Option<DeskEntry>> {
        self.reading(|desks| {
            let id = desks.by_key.get(key);
            Ok(id.and_then(|id| Some(entry(*id, desks.by_id.get(id)?))))
        })
    }

    fn create_desk(&self, id: DeskId, key: &str, document: &str) -> Result<()> {
        self.writing(|desks| {
            if desks.by_key.contains_key(key) {
                return Err(taken(&format!("the key `{key}`")));
            }
            if desks.by_id.contains_key(&id) {
                return Err(taken("the id of the desk"));
            }
            desks.by_key.insert(key.to_owned(), id);
            desks.by_id.insert(id, Desk::new(key, document));
            Ok(())
        })
    }

    fn delete_desk(&self, id: DeskId) -> Result<bool> {
        self.writing(|desks| {
            let desk = desks.by_id.remove(&id);
            desks.by_key.retain(|_, named| *named != id);
            Ok(desk.is_some())
        })
    }

    fn config(&self, desk: DeskId, version: Option<u64>) -> Result<Option<StoredConfig>> {
        self.reading(|desks| {
            let desk = desks.get(desk)?;
            let version = version.unwrap_or_else(|| desk.config_version());
            let document = desk.configs.get(&version);
            Ok(document.map(|document| StoredConfig { version, document: document.clone() }))
        })
    }

    fn load(&self, desk: DeskId, wanted: &Wanted) -> Result<Snapshot> {
        if wanted.contains(&Key::Number) {
            self.writing(|desks| {
                let desk = desks.get_mut(desk)?;
                let number = desk.draw();
                Ok(desk.load(wanted.clone(), number))
            })
        } else {
            self.reading(|desks| Ok(desks.get(desk)?.load(wanted.clone(), 0)))
        }
    }

    fn commit(&self, changes: Vec<ChangeSet>) -> Result<Vec<Result<Committed>>> {
        self.writing(|desks| {
            let apply = |changes: ChangeSet| desks.get_mut(changes.desk)?.apply(changes);
            Ok(changes.into_iter().map(apply).collect())
        })
    }

    fn write(&self, desk: DeskId, decisions: &mut [&mut dyn Decide]) -> Vec<Result<Option<Committed>>> {
        let alone =
            |decision: &mut dyn Decide| self.writing(|desks| decide(desk, desks.get_mut(desk)?, decision));
        decisions.iter_mut().map(|decision| alone(*decision)).collect()
    }

    fn find(&self, desk: DeskId, query: &TicketQuery) -> Result<TicketPage> {
        self.reading(|desks| desks.get(desk)?.find(query))
    }

    fn count(&self, desk: DeskId, query: &CountQuery) -> Result<Vec<Count>> {
        self.reading(|desks| Ok(desks.get(desk)?.count(query)))
    }

    fn history(&self, desk: DeskId, query: &HistoryQuery) -> Result<EventPage> {
        self.reading(|desks| Ok(desks.get(desk)?.history(query)))
    }

    fn thread(&self, desk: DeskId, query: &ThreadQuery) -> Result<MessagePage> {
        self.reading(|desks| desks.get(desk)?.thread(query))
    }

    fn people(&self, desk: DeskId, query: &PeopleQuery) -> Result<Vec<Person>> {
        self.reading(|desks| Ok(desks.get(desk)?.people(query)))
    }

    fn jobs(&self, desk: DeskId, query: &JobsQuery) -> Result<Vec<Job>> {
        self.reading(|desks| Ok(desks.get(desk)?.jobs(query)))
    }

    fn commands(&self, desk: DeskId, after: u64, limit: u32) -> Result<CommandPage> {
        self.reading(|desks| Ok(desks.get(desk)?.commands(after, limit)))
    }

    fn due(&self, now: Timestamp, limit: u32, share: Share) -> Result<Vec<(DeskId, Timer)>> {
        self.reading(|desks| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let mut due = Vec::new();
            for (id, desk) in &desks.by_id {
                let places = desk.due.iter().take_while(|((at, ..), ())| *at <= now);
                let timers = places.filter_map(|((at, ticket, cause), ())| {
                    let timer = desk.timers.get(&(*ticket, cause.clone()))?;
                    share.holds(timer).then_some(((*at, id, ticket, cause), timer))
                });
                due.extend(timers.take(limit));
            }
            due.sort_by_key(|(place, _)| *place);
            due.truncate(limit);
            Ok(due.into_iter().map(|((_, desk, ..), timer)| (*desk, timer.clone())).collect())
        })
    }

    fn next_due(&self) -> Result<Option<Timestamp>> {
        self.reading(|desks| {
            let first = |desk: &Desk| desk.due.iter().next().map(|((at, ..), ())| *at);
            Ok(desks.by_id.values().filter_map(first).min())
        })
    }

    fn scan(&self, desk: DeskId, kind: KeptKind, after: Option<&Kept>, limit: u32) -> Result<Vec<Kept>> {
        self.reading(|desks| {
            check_after(kind, after)?;
            Ok(desks.get(desk)?.scan(kind, after, limit))
        })
    }

    fn restore(&self, id: DeskId, records: Vec<Kept>) -> Result<()> {
        self.writing(|desks| {
            let named = records.iter().find_map(|kept| match kept {
                Kept::Desk { key, .. } => desks.by_key.get(key),
                _ => None,
            });
            if named.is_some_and(|named| *named != id) {
                return Err(taken("the key of the desk"));
            }
            let desk = desks.get_mut(id)?;
            check_unfinished(&desk.key)?;
            let before = desk.key.clone();
            desk.restore(records)?;
            let key = desk.key.clone();
            desks.by_key.remove(&before);
            desks.by_key.insert(key, id);
            Ok(())
        })
    }

    fn maintain(&self) -> Result<bool> {
        self.reading(|_| Ok(false))
    }

    fn pause(&self, _: Span) -> Result<()> {
        self.set_paused(true)
    }

    fn resume(&self) -> Result<()> {
        self.set_paused(false)
    }

    fn close(&self) -> Result<()> {
        self.mend();
        let mut desks = self.desks.write().unwrap_or_else(PoisonError::into_inner);
        desks.take().map(drop).ok_or_else(closed)
    }
}

fn entry(id: DeskId, desk: &Desk) -> DeskEntry {
    DeskEntry { id, key: desk.key.clone(), config_version: desk.config_version() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TicketId;
    use crate::model::Ticket;

    const DESK: DeskId = DeskId::from_bytes([1; 16]);

    fn storage() -> MemoryStorage {
        let storage = MemoryStorage::new();
        storage.create_desk(DESK, "support", "{}").unwrap();
        storage
    }

    struct Draws(bool);

    impl Decide for Draws {
        fn wanted(&self) -> Wanted {
            Wanted::one(Key::Number)
        }

        fn decide(&mut self, _: &Snapshot) -> Step {
            if self.0 { Step::Write(Box::new(ChangeSet::new(DESK, 1))) } else { Step::Leave }
        }
    }

    #[test]
    fn a_number_that_was_not_used_is_drawn_again() {
        let storage = storage();
        storage.write(DESK, &mut [&mut Draws(true), &mut Draws(false), &mut Draws(true), &mut Draws(false)]);
        assert_eq!(storage.load(DESK, &Wanted::one(Key::Number)).unwrap().number, Some(3));
    }

    #[test]
    fn what_a_panic_left_half_written_is_taken_back() {
        let storage = storage();
        let id = TicketId::from_bytes([2; 16]);
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            storage.writing(|desks| -> Result<()> {
                desks.get_mut(DESK)?.set_ticket(Ticket::blank(id))?;
                std::panic::resume_unwind(Box::new("on purpose"));
            })
        }));
        assert!(ended.is_err());
        let found = storage.load(DESK, &Wanted::one(Key::Ticket(id))).unwrap();
        assert_eq!(found.ticket(id), Ok(None));
    }
}
