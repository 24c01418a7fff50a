//! What must be true of a world in the end.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use ticketkit::Result;
use ticketkit::change::{ChangeSet, CommandRecord, Put};
use ticketkit::command::Command;
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::{CountingIds, DeskId, EffectId, Name, TicketId};
use ticketkit::model::{Effect, EffectState, Event};
use ticketkit::query::HistoryQuery;
use ticketkit::storage::conformance::{Dump, Layer, Layered, dump, no_difference, what_is_there, whole_feed};
use ticketkit::storage::{CommandPage, Committed, Key, MemoryStorage, Snapshot, Storage, Wanted};
use ticketkit::time::ManualTime;
use ticketkit_heavy::Once;

use crate::agreement::assert_sound;
use crate::documents::{TEAMS, document};
use crate::house::start;
use crate::journal::Entry;
use crate::world::World;

/// The one desk, made by an engine that nothing happens to; under the same id wherever it is made.
pub(crate) fn create_desk(storage: Arc<dyn Storage>) -> Desk {
    let (time, ids) = (Arc::new(ManualTime::new(start())), Arc::new(CountingIds::starting_at(1)));
    Engine::on(storage).time(time).ids(ids).open().create_desk("main", &document(1)).unwrap()
}

/// Fails when something is lost, partial, twice, out of its order, or otherwise than memory alone would have it.
pub(crate) fn check(world: &World) {
    let entries = world.journal.all();
    let storage = world.place.open();
    let copied: Arc<dyn Storage> = Arc::new(MemoryStorage::new());
    let desk = create_desk(Arc::clone(&copied)).id();
    let answers: Vec<_> = entries.iter().map(|entry| commit(&*copied, &entry.changes)).collect();
    let expected: Vec<_> = entries.iter().map(|entry| Ok(entry.committed)).collect();
    assert_eq!(answers, expected, "what was committed, in memory and in its order");

    let teams: Vec<Name> = TEAMS.iter().map(|team| team.parse().unwrap()).collect();
    let keys = what_is_there(&*copied, desk, &teams).unwrap();
    let all = |storage: &dyn Storage| dump(storage, desk, &keys).unwrap();
    let expected = all(&*copied);
    assert_same("what was committed", &all(&*storage), &expected);
    if world.setting.is_serial() {
        let without = |dump: Dump| {
            dump.into_iter().map(|(key, text)| (key, without_what_is_not_compared(&text))).collect::<Dump>()
        };
        let again = without(all(&*decided_again(&entries)));
        assert_same("what memory alone decides", &again, &without(expected));
    }

    assert_sound(&*storage, desk);
    assert_given(&entries, world);
    assert_feed(&entries, &*storage, desk, world);
    assert_duties(&entries);
}

fn assert_same(what: &str, found: &Dump, expected: &Dump) {
    if let Err(mismatch) = no_difference(what, found, expected) {
        panic!("{}", mismatch.0);
    }
}

fn commit(storage: &dyn Storage, changes: &ChangeSet) -> Result<Committed> {
    storage.commit(vec![changes.clone()])?.remove(0)
}

/// Whatever was carried out was given under this id, but for what time brings and jobs do: so nothing that was given once was
/// done twice.
fn assert_given(entries: &[Entry], world: &World) {
    for record in entries.iter().filter_map(|entry| entry.changes.command.as_ref()) {
        let by_itself = matches!(record.body, Some(Command::FireTimers { .. } | Command::ContinueJob { .. }));
        assert!(
            by_itself || world.given.contains(&record.id),
            "carried out under an id that nobody gave it: {record:?}"
        );
    }
}

/// The feed tells the events of the commits in their order, each once, to whoever reads all of it and to whoever followed
/// it; what can happen once has not happened twice.
fn assert_feed(entries: &[Entry], storage: &dyn Storage, desk: DeskId, world: &World) {
    let told: Vec<Event> =
        storage.history(desk, &HistoryQuery { limit: u32::MAX, ..whole_feed() }).unwrap().events;
    let ids: Vec<_> = told.iter().map(|event| event.id).collect();
    let committed: Vec<_> =
        entries.iter().flat_map(|entry| &entry.changes.events).map(|event| event.id).collect();
    assert_eq!(ids, committed, "the feed");
    assert_eq!(ids, world.read, "the feed, as it was followed");
    assert!(entries.is_sorted_by_key(|entry| entry.committed.feed), "a later commit has a lower number");
    let mut once = Once::but_for(&["agent_work"]);
    for event in &told {
        once.see(event);
    }
    assert!(once.twice.is_empty(), "happened twice: {:?}", once.twice);
}

/// Every duty was given out, each under a greater token than before, and never before one that stands before it among
/// those of its ticket; whoever settled it held it.
fn assert_duties(entries: &[Entry]) {
    let mut open: BTreeMap<TicketId, VecDeque<Effect>> = BTreeMap::new();
    let mut of: BTreeMap<EffectId, TicketId> = BTreeMap::new();
    for changes in entries.iter().map(|entry| &entry.changes) {
        for put in &changes.puts {
            match put {
                Put::Effect { effect, .. } => {
                    let first = open.get_mut(&effect.ticket).and_then(VecDeque::front_mut).unwrap();
                    assert_eq!(first.id, effect.id, "a duty before one that stands before it");
                    if matches!(effect.state, EffectState::Leased { .. }) {
                        assert!(effect.attempts > first.attempts, "a token that was given out before");
                    }
                    *first = Effect::clone(effect);
                }
                Put::Settled { effect, token } => {
                    let waiting = open.get_mut(&of[effect]).unwrap();
                    let first = waiting.pop_front().unwrap();
                    assert_eq!(first.id, *effect, "a duty is settled before one that stands before it");
                    let held =
                        matches!(first.state, EffectState::Leased { token: held, .. } if held == *token);
                    assert!(held, "settled by {token}, and it is {:?}", first.state);
                }
                _ => {}
            }
        }
        for effect in &changes.effects {
            of.insert(effect.id, effect.ticket);
            open.entry(effect.ticket).or_default().push_back(effect.clone());
        }
    }
    for first in open.values().filter_map(VecDeque::front) {
        assert!(matches!(first.state, EffectState::Parked { .. }), "never done: {first:?}");
    }
}

// The reference: the same commands in the order of their commits, on memory alone.

fn decided_again(entries: &[Entry]) -> Arc<dyn Storage> {
    let numbers = Arc::new(Numbers { below: MemoryStorage::new(), next: Mutex::default() });
    let storage = Layered::over(&numbers);
    let target = create_desk(Arc::clone(&storage));
    let script = Arc::new(Script { below: MemoryStorage::new(), records: Mutex::default() });
    let source = create_desk(Layered::over(&script));
    for run in entries.chunk_by(|a, b| a.changes.command.is_some() == b.changes.command.is_some()) {
        let records: Vec<CommandRecord> = run.iter().filter_map(|entry| record(&entry.changes)).collect();
        numbers.next.lock().unwrap().extend(records.iter().filter_map(|record| record.number));
        *script.records.lock().unwrap() = records;
        let report = source.replay_into(&target, &mut |_| true).unwrap();
        assert_eq!(report.different, [], "commands that memory alone answers otherwise");
        for entry in run.iter().filter(|entry| entry.changes.command.is_none()) {
            assert_eq!(commit(&*storage, &entry.changes), Ok(entry.committed), "a step on the outbox");
        }
    }
    storage
}

/// The command with its texts, which its record keeps in the message that it wrote.
fn record(changes: &ChangeSet) -> Option<CommandRecord> {
    let mut record = changes.command.clone()?;
    for put in &changes.puts {
        if let Put::Message { message } = put
            && record.texts.contains(&message.id)
        {
            record.put_texts_back(message.body.clone(), message.html.clone());
        }
    }
    Some(record)
}

/// A history to be decided again.
#[derive(Debug)]
struct Script {
    below: MemoryStorage,
    records: Mutex<Vec<CommandRecord>>,
}

impl Layer for Script {
    fn below(&self) -> &dyn Storage {
        &self.below
    }

    fn commands(&self, _: DeskId, after: u64, limit: u32) -> Result<CommandPage> {
        let records = self.records.lock().unwrap();
        let commands = records.iter().skip(usize::try_from(after).unwrap()).take(limit as usize).cloned();
        let commands: Vec<_> = commands.collect();
        let last = after + commands.len() as u64;
        Ok(CommandPage { commands, last })
    }
}

/// What is not of the decision alone: the number that was drawn last may have gone to nobody, and an erasure is noted by
/// other words than those it was given in.
const NOT_COMPARED: [(&str, &str); 2] = [("last_number: Some(\"", "\")"), ("digest: \"", "\"")];

fn without_what_is_not_compared(text: &str) -> String {
    NOT_COMPARED.iter().fold(text.to_owned(), |text, (begin, end)| {
        let mut parts = text.split(begin);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| text + begin + part.split_once(end).unwrap().1)
    })
}

/// Memory that draws the numbers that were drawn: where decisions conflict there are gaps, which depend on who met whom.
#[derive(Debug)]
struct Numbers {
    below: MemoryStorage,
    next: Mutex<VecDeque<u64>>,
}

impl Layer for Numbers {
    fn below(&self) -> &dyn Storage {
        &self.below
    }

    fn decides_apart(&self) -> bool {
        true
    }

    fn load(&self, desk: DeskId, wanted: &Wanted) -> Result<Snapshot> {
        let mut found = self.below.load(desk, wanted)?;
        if wanted.contains(&Key::Number) {
            found.number = self.next.lock().unwrap().front().copied();
        }
        Ok(found)
    }

    fn commit(&self, changes: Vec<ChangeSet>) -> Result<Vec<Result<Committed>>> {
        let drew =
            |changes: &ChangeSet| changes.command.as_ref().is_some_and(|record| record.number.is_some());
        for _ in changes.iter().filter(|changes| drew(changes)) {
            self.next.lock().unwrap().pop_front();
        }
        self.below.commit(changes)
    }
}
