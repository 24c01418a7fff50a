//! A desk as one call sees it: what the host has, and over it what this call is about to write.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::host::{Host, read};
use super::keys::{self, Keys};
use super::stored::{Root, Stored, record_of};
use super::{Batch, Expectation, Range, Record};
use crate::error::{Error, Result};
use crate::id::DeskId;
use crate::storage::rules::unknown_desk;

/// So many records are asked for at once where there is no end.
pub(super) const PIECE: u32 = 500;

/// One desk at one moment, which shows in its revision.
#[derive(Debug)]
pub(super) struct View<'h> {
    host: &'h Host,
    pub(super) keys: Keys,
    /// The desk as it is to be.
    pub(super) root: Root,
    /// The desk as the last change set that was kept left it.
    kept_root: Root,
    /// The desk as it was found.
    found_root: Root,
    revision: u64,
    /// What the host was found to have.
    known: BTreeMap<String, Option<Rc<Record>>>,
    /// What is to become of records.
    staged: BTreeMap<String, Staged>,
    /// What stood in `staged` before each change since the last [`View::keep`].
    replaced: Vec<(String, Option<Staged>)>,
    /// How often the host was asked after the desk itself.
    asked: u32,
    /// Why the host could not be asked any more.
    failed: Option<Error>,
}

/// What is to become of a record.
#[derive(Clone, Debug)]
enum Staged {
    Put(Rc<Record>),
    Removed,
}

impl Staged {
    const fn record(&self) -> Option<&Rc<Record>> {
        match self {
            Self::Put(record) => Some(record),
            Self::Removed => None,
        }
    }
}

impl<'h> View<'h> {
    /// A desk, with records that will be wanted.
    pub(super) fn open(host: &'h Host, desk: DeskId, ahead: &[String]) -> Result<Self> {
        let wanted: Vec<String> = std::iter::once(keys::desk(desk)).chain(ahead.iter().cloned()).collect();
        let mut found = host.get(&wanted)?.into_iter();
        let record = found.next().flatten().ok_or_else(|| unknown_desk(desk))?;
        let root: Root = read(&record)?;
        let known = ahead.iter().cloned().zip(found.map(|record| record.map(Rc::new))).collect();
        let (keys, staged, replaced) = (Keys(desk), BTreeMap::new(), Vec::new());
        let (kept_root, found_root, revision) = (root.clone(), root.clone(), record.version);
        Ok(Self {
            host,
            keys,
            root,
            kept_root,
            found_root,
            revision,
            known,
            staged,
            replaced,
            asked: 0,
            failed: None,
        })
    }

    /// Notes an error that ends the call, whatever becomes of it on the way.
    fn or_fail<T>(&mut self, answer: Result<T>) -> Result<T> {
        if let Err(error) = &answer {
            self.failed.get_or_insert_with(|| error.clone());
        }
        answer
    }

    /// Why the call cannot go on, if it cannot.
    pub(super) fn failed(&mut self) -> Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Makes records known with one look.
    pub(super) fn fetch(&mut self, wanted: impl IntoIterator<Item = String>) -> Result<()> {
        let unknown = |key: &String| !self.known.contains_key(key) && !self.staged.contains_key(key);
        let mut wanted: Vec<String> = wanted.into_iter().filter(unknown).collect();
        wanted.sort_unstable();
        wanted.dedup();
        if wanted.is_empty() {
            return Ok(());
        }
        self.asked += 1;
        let found = self.host.get(&wanted);
        let found = self.or_fail(found)?;
        self.known.extend(wanted.into_iter().zip(found.into_iter().map(|record| record.map(Rc::new))));
        Ok(())
    }

    fn record(&mut self, key: &str) -> Result<Option<Rc<Record>>> {
        if let Some(staged) = self.staged.get(key) {
            return Ok(staged.record().cloned());
        }
        if !self.known.contains_key(key) {
            self.fetch([key.to_owned()])?;
        }
        Ok(self.known.get(key).cloned().flatten())
    }

    /// The record of a key.
    pub(super) fn one<T: Stored>(&mut self, key: &str) -> Result<Option<T>> {
        let Some(record) = self.record(key)? else { return Ok(None) };
        let read = read(&record);
        self.or_fail(read).map(Some)
    }

    /// Whether there is a record of a key.
    pub(super) fn has(&mut self, key: &str) -> Result<bool> {
        Ok(self.record(key)?.is_some())
    }

    /// The one record that has an entry.
    pub(super) fn by_entry<T: Stored>(&mut self, entry: &str) -> Result<Option<T>> {
        Ok(self.run(entry, &keys::just_after(entry), false, 1)?.pop().map(|(_, found)| found))
    }

    /// Whether a record has an entry.
    pub(super) fn has_entry(&mut self, entry: &str) -> Result<bool> {
        Ok(!self.range(entry, &keys::just_after(entry), false, 1)?.is_empty())
    }

    /// The first of a run of records, each with the entry by which it is there.
    pub(super) fn run<T: Stored>(
        &mut self,
        from: &str,
        until: &str,
        descending: bool,
        limit: u32,
    ) -> Result<Vec<(String, T)>> {
        let found = self.range(from, until, descending, limit)?;
        let read: Result<Vec<(String, T)>> =
            found.into_iter().map(|(entry, record)| Ok((entry, read(&record)?))).collect();
        self.or_fail(read)
    }

    /// Goes through a run of records until it is told to stop, piece by piece.
    pub(super) fn walk<T: Stored>(
        &mut self,
        (mut from, mut until): (String, String),
        descending: bool,
        piece: u32,
        mut each: impl FnMut(&mut Self, T) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        loop {
            let found = self.run::<T>(&from, &until, descending, piece)?;
            let is_last = found.len() < usize::try_from(piece).unwrap_or(usize::MAX);
            if let Some((last, _)) = found.last() {
                if descending {
                    until.clone_from(last);
                } else {
                    from = keys::just_after(last);
                }
            }
            for (_, record) in found {
                if each(self, record)?.is_break() {
                    return Ok(());
                }
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// All of a run of records.
    pub(super) fn all<T: Stored>(&mut self, prefix: &str) -> Result<Vec<T>> {
        let mut all = Vec::new();
        self.walk((prefix.to_owned(), keys::after_all(prefix)), false, PIECE, |_, record| {
            all.push(record);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(all)
    }

    fn range(
        &mut self,
        from: &str,
        until: &str,
        descending: bool,
        limit: u32,
    ) -> Result<Vec<(String, Rc<Record>)>> {
        let inside = |record: &Rc<Record>| {
            let entries =
                record.entries.iter().filter(|entry| from <= entry.as_str() && entry.as_str() < until);
            entries.map(|entry| (entry.clone(), Rc::clone(record))).collect::<Vec<_>>()
        };
        // What the host still has and this call has replaced takes up room in its answer.
        let old = self.staged.keys().filter_map(|key| self.known.get(key)?.as_ref());
        let hidden = u32::try_from(old.flat_map(inside).count()).unwrap_or(u32::MAX);
        let asked = Range {
            from: from.to_owned(),
            until: until.to_owned(),
            descending,
            limit: limit.saturating_add(hidden),
        };
        let mut found: Vec<_> = self.staged.values().filter_map(Staged::record).flat_map(inside).collect();
        self.asked += 1;
        let answer = self.host.range(&asked);
        for (entry, record) in self.or_fail(answer)? {
            if self.staged.contains_key(&record.key) {
                continue;
            }
            let record = Rc::new(record);
            self.known.entry(record.key.clone()).or_insert_with(|| Some(Rc::clone(&record)));
            found.push((entry, record));
        }
        found.sort_by(|(a, one), (b, other)| {
            let order = (a, &one.key).cmp(&(b, &other.key));
            if descending { order.reverse() } else { order }
        });
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// Writes a record, when everything is written.
    pub(super) fn put<T: Stored>(&mut self, thing: &T) -> Result<()> {
        let record = record_of(thing, self.keys, self.revision.saturating_add(1))?;
        self.stage(record.key.clone(), Staged::Put(Rc::new(record)));
        Ok(())
    }

    /// Takes a record away, when everything is written.
    pub(super) fn remove(&mut self, key: String) {
        self.stage(key, Staged::Removed);
    }

    fn stage(&mut self, key: String, record: Staged) {
        let former = self.staged.insert(key.clone(), record);
        self.replaced.push((key, former));
    }

    /// What was written since the last time stays.
    pub(super) fn keep(&mut self) {
        self.replaced.clear();
        self.kept_root.clone_from(&self.root);
    }

    /// Nothing that was written since the last [`View::keep`] stays.
    pub(super) fn undo(&mut self) {
        while let Some((key, former)) = self.replaced.pop() {
            match former {
                Some(record) => self.staged.insert(key, record),
                None => self.staged.remove(&key),
            };
        }
        self.root.clone_from(&self.kept_root);
    }

    /// Whether everything that was read stood there at one moment. With the desk itself, where the answer tells of it.
    pub(super) fn is_of_one_moment(&mut self, with_desk: bool) -> Result<bool> {
        if self.asked + u32::from(with_desk) <= 1 {
            return Ok(true);
        }
        let now = self.host.get(&[keys::desk(self.keys.0)])?;
        Ok(now.into_iter().next().flatten().map_or(0, |record| record.version) == self.revision)
    }

    /// Writes everything, unless the desk has moved since it was looked at. True: it has not, and all is written.
    pub(super) fn commit(mut self) -> Result<bool> {
        if self.staged.is_empty() && self.root == self.found_root {
            return self.is_of_one_moment(true);
        }
        let expect = vec![Expectation { key: keys::desk(self.keys.0), version: self.revision }];
        let root = self.root.clone();
        self.put(&root)?;
        let mut batch = Batch { expect, ..Batch::default() };
        for (key, record) in self.staged {
            match record {
                Staged::Put(record) => batch.put.push(Rc::unwrap_or_clone(record)),
                Staged::Removed => batch.remove.push(key),
            }
        }
        self.host.commit(batch)
    }
}
