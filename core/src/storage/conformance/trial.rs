//! One check under way: a fresh storage with one desk, and the words in which a check says what it expects.

use std::fmt::Debug;
use std::sync::Arc;

use super::dump::{Dump, dump, small_numbers};
use super::records::desk_id;
use crate::change::{ChangeSet, Put};
use crate::condition::Predicate;
use crate::error::{Code, Kind};
use crate::id::DeskId;
use crate::model::{Ticket, Timer};
use crate::query::{Audience, HistoryQuery, Sort, ThreadQuery, TicketQuery};
use crate::storage::{Committed, Key, Share, Snapshot, Storage, unanswered};
use crate::time::Timestamp;

/// Makes a storage without desks that nobody else uses.
pub type NewStorage<'a> = dyn Fn() -> Arc<dyn Storage> + 'a;

/// What a storage did instead of what it has to do, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch(pub String);

/// An error where none is allowed.
impl From<crate::Error> for Mismatch {
    fn from(error: crate::Error) -> Self {
        Self(format!("it answered `{}`: {error}", error.code()))
    }
}

/// What a check found.
pub type Verdict = Result<(), Mismatch>;

/// Fails unless the two are equal.
#[allow(clippy::needless_pass_by_value, reason = "a check compares what it has just made")]
pub fn same<T: PartialEq + Debug>(what: &str, found: T, expected: T) -> Verdict {
    if found == expected {
        return Ok(());
    }
    Err(Mismatch(format!("{what}: found {}, expected {}", shortened(&found), shortened(&expected))))
}

/// Fails unless it is so.
pub fn holds(what: &str, yes: bool) -> Verdict {
    if yes { Ok(()) } else { Err(Mismatch(format!("not so: {what}"))) }
}

/// Fails unless the answer is an error of this code.
pub fn refused<T: Debug>(what: &str, answer: crate::Result<T>, code: Code) -> Verdict {
    match answer {
        Err(error) if error.code() == code => Ok(()),
        Err(error) => Err(Mismatch(format!("{what}: answered `{}`, expected `{code}`", error.code()))),
        Ok(done) => Err(Mismatch(format!("{what}: answered {}, expected `{code}`", shortened(&done)))),
    }
}

fn shortened(value: &impl Debug) -> String {
    let text = format!("{value:?}");
    if text.len() <= 2_000 {
        return text;
    }
    let start: String = text.chars().take(1_500).collect();
    format!("{start}... ({} bytes)", text.len())
}

/// A storage with a desk `support` under its first configuration.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The storage.
    pub storage: Arc<dyn Storage>,
    /// The desk.
    pub desk: DeskId,
}

impl Trial {
    /// A fresh storage with one desk.
    pub fn begin(new: &NewStorage<'_>) -> Result<Self, Mismatch> {
        let (storage, desk) = (new(), desk_id(1));
        storage.create_desk(desk, "support", "{}")?;
        Ok(Self { storage, desk })
    }

    /// The same storage, another desk.
    pub fn beside(&self, n: u64, key: &str) -> Result<Self, Mismatch> {
        let desk = desk_id(n);
        self.storage.create_desk(desk, key, "{}")?;
        Ok(Self { storage: Arc::clone(&self.storage), desk })
    }

    /// A change set under the first configuration that writes these records.
    pub fn changes(&self, puts: impl IntoIterator<Item = Put>) -> ChangeSet {
        ChangeSet { puts: puts.into_iter().collect(), ..ChangeSet::new(self.desk, 1) }
    }

    /// Commits one change set alone.
    pub fn commit(&self, changes: ChangeSet) -> crate::Result<Committed> {
        let mut answers = self.storage.commit(vec![changes])?;
        answers.pop().unwrap_or_else(|| Err(unanswered()))
    }

    /// Writes these records, which nothing speaks against.
    pub fn put(&self, puts: impl IntoIterator<Item = Put>) -> Verdict {
        self.commit(self.changes(puts))?;
        Ok(())
    }

    /// What is stored under these keys.
    pub fn load(&self, keys: impl IntoIterator<Item = Key>) -> Result<Snapshot, Mismatch> {
        Ok(self.storage.load(self.desk, &keys.into_iter().collect())?)
    }

    /// All tickets in the order of this question, in pages of its limit.
    pub fn find_all(&self, question: &TicketQuery) -> Result<Vec<Ticket>, Mismatch> {
        let mut question = question.clone();
        let mut tickets = Vec::new();
        loop {
            let page = self.storage.find(self.desk, &question)?;
            holds(
                "a page has at most as many tickets as its limit",
                page.tickets.len() <= question.limit as usize,
            )?;
            holds("a page that goes on has tickets", page.next.is_none() || !page.tickets.is_empty())?;
            tickets.extend(page.tickets);
            question.after = page.next;
            if question.after.is_none() {
                return Ok(tickets);
            }
        }
    }

    /// The numbers of all tickets in the order of this question.
    pub fn numbers(&self, question: &TicketQuery) -> Result<Vec<String>, Mismatch> {
        Ok(self.find_all(question)?.into_iter().map(|ticket| ticket.number).collect())
    }

    /// All timers of the storage that are due.
    pub fn due(&self, now: Timestamp) -> Result<Vec<(DeskId, Timer)>, Mismatch> {
        Ok(self.storage.due(now, u32::MAX, Share::default())?)
    }

    /// Fails unless this put is refused with this code, alone and wherever it stands among all the others, and unless
    /// everything is as it was.
    pub fn refuses(&self, failing: &Put, others: &ChangeSet, code: Code) -> Verdict {
        holds("the code is one of a conflict", code.kind() == Kind::Conflict)?;
        let before = self.everything()?;
        let alone = self.changes([failing.clone()]);
        let among_others = [0, others.puts.len() / 2, others.puts.len()].map(|place| {
            let mut changes = others.clone();
            changes.puts.insert(place, failing.clone());
            changes
        });
        for changes in [alone].into_iter().chain(among_others) {
            refused("the change set", self.commit(changes), code)?;
            no_difference("after a refused change set", &self.everything()?, &before)?;
        }
        Ok(())
    }

    /// Everything that can be read of the desk.
    pub fn everything(&self) -> Result<Dump, Mismatch> {
        dump(&*self.storage, self.desk, &small_numbers())
    }
}

/// Fails when two dumps differ, and names the first difference.
pub fn no_difference(what: &str, found: &Dump, expected: &Dump) -> Verdict {
    for key in found.keys().chain(expected.keys()) {
        same(&format!("{what}, {key}"), found.get(key), expected.get(key))?;
    }
    Ok(())
}

/// All tickets for members of staff, oldest first, in one page.
pub fn all_tickets() -> TicketQuery {
    TicketQuery {
        visible: Predicate::always(),
        audience: Audience::Staff,
        condition: None,
        text: None,
        sort: Sort::default(),
        after: None,
        limit: 1_000,
    }
}

/// The whole feed of the desk, for members of staff.
pub const fn whole_feed() -> HistoryQuery {
    HistoryQuery { ticket: None, audience: Audience::Staff, after: 0, limit: 1_000 }
}

/// The whole conversation of a ticket, for members of staff.
pub const fn whole_thread(ticket: crate::id::TicketId) -> ThreadQuery {
    ThreadQuery { ticket, audience: Audience::Staff, after: None, limit: 1_000 }
}

/// Does all of it at the same time, each on a thread of its own.
pub fn at_once<'a>(parts: impl IntoIterator<Item = &'a (dyn Fn() -> Verdict + Sync)>) -> Verdict {
    std::thread::scope(|scope| {
        let running: Vec<_> = parts.into_iter().map(|part| scope.spawn(part)).collect();
        let ended: Vec<Verdict> = running
            .into_iter()
            .map(|part| part.join().unwrap_or_else(|_| Err(Mismatch("a thread panicked".to_owned()))))
            .collect();
        ended.into_iter().collect()
    })
}
