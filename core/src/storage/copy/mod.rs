//! A whole desk, carried over from one storage to another.

mod digest;

pub use digest::Digest;
use digest::{digest, each_page};

use super::kept::{check_unfinished, unfinished};
use super::rules::{taken, unknown_desk};
use super::{DeskEntry, KeptKind, Storage};
use crate::error::{Code, Problem, Result};
use crate::id::DeskId;

/// What is being done with one sort of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CopyStep {
    /// They are written to the target, as far as they are not there yet.
    Write,
    /// Source and target are compared.
    Compare,
}

/// How far a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopyProgress {
    /// What is being done.
    pub step: CopyStep,
    /// With which sort of records.
    pub kind: KeptKind,
    /// How many of them are done.
    pub records: u64,
}

/// So many records are carried over at a time: each page is one transaction of the target, and a page of the longest
/// messages still fits into memory.
const PAGE: u32 = 200;

/// Copies a desk with all that belongs to it (every version of the configuration, people, tickets, conversations, the feed
/// with its numbers, commands, the outbox with its leases, jobs, timers, counters) under its own id and name into another
/// storage, and compares both sort by sort. Answers what both hold.
///
/// The desk has no name in the target until it is complete, so that no engine finds it before. A copy that was
/// interrupted, by a crash or by `progress` (which is told after every page and ends it by answering false: the answer
/// is nothing then), is gone on with when it is begun again: what is there is not written again. One that is complete is
/// only compared.
///
/// Nobody may write to the desk while it is copied, in the source or in the target: pause those that do, or copy from
/// a backup.
///
/// # Errors
/// `unknown_desk` when the source has no such desk, `already_taken` when the target has another one of its id or name,
/// `damaged` when the two differ in the end, and what the storages answer.
pub fn copy(
    from: &dyn Storage,
    to: &dyn Storage,
    desk: DeskId,
    progress: &mut dyn FnMut(CopyProgress) -> bool,
) -> Result<Option<Vec<Digest>>> {
    in_pages(from, to, desk, PAGE, progress)
}

/// The same in pages of another size.
pub(super) fn in_pages(
    from: &dyn Storage,
    to: &dyn Storage,
    desk: DeskId,
    page: u32,
    progress: &mut dyn FnMut(CopyProgress) -> bool,
) -> Result<Option<Vec<Digest>>> {
    let source = from.desks()?.into_iter().find(|entry| entry.id == desk);
    let source = source.filter(|entry| check_unfinished(&entry.key).is_err());
    let source = source.ok_or_else(|| unknown_desk(desk))?;
    let mut copying = Copying { from, to, desk, page, progress };
    let complete = is_complete(from, to, &source)?;
    let mut digests = Vec::with_capacity(KeptKind::ALL.len());
    for kind in KeptKind::ALL {
        if !complete && !copying.write(*kind)? {
            return Ok(None);
        }
        let Some(digest) = copying.compare(*kind)? else { return Ok(None) };
        digests.push(digest);
    }
    Ok(Some(digests))
}

/// Whether the desk is there under its name. Where it is not, it is there without one from then on.
fn is_complete(from: &dyn Storage, to: &dyn Storage, source: &DeskEntry) -> Result<bool> {
    let without_name = unfinished(&source.key);
    match (to.desk(&source.key)?, to.desk(&without_name)?) {
        (Some(there), _) if there.id == source.id => Ok(true),
        (None, Some(there)) if there.id == source.id => Ok(false),
        (None, None) => {
            let first = from.config(source.id, Some(1))?.ok_or_else(|| unknown_desk(source.id))?;
            to.create_desk(source.id, &without_name, &first.document).map(|()| false)
        }
        _ => Err(taken(&format!("the key `{}`", source.key))),
    }
}

/// A copy under way.
struct Copying<'a> {
    from: &'a dyn Storage,
    to: &'a dyn Storage,
    desk: DeskId,
    page: u32,
    progress: &'a mut dyn FnMut(CopyProgress) -> bool,
}

impl Copying<'_> {
    /// Writes what the target lacks of a sort. False: it was ended.
    fn write(&mut self, kind: KeptKind) -> Result<bool> {
        let mut records = 0;
        each_page(self.from, self.desk, kind, self.page, |after, found| {
            records += found.len() as u64;
            if self.to.scan(self.desk, kind, after, self.page)? != found {
                self.to.restore(self.desk, found)?;
            }
            Ok((self.progress)(CopyProgress { step: CopyStep::Write, kind, records }))
        })
    }

    /// Compares both sides. Nothing: it was ended.
    fn compare(&mut self, kind: KeptKind) -> Result<Option<Digest>> {
        let mut see = |records| (self.progress)(CopyProgress { step: CopyStep::Compare, kind, records });
        let Some(expected) = digest(self.from, self.desk, kind, self.page, &mut see)? else {
            return Ok(None);
        };
        let Some(found) = digest(self.to, self.desk, kind, self.page, &mut see)? else { return Ok(None) };
        if found == expected {
            return Ok(Some(found));
        }
        let (found, expected) = (found.records, expected.records);
        let text = format!(
            "the copy differs from the desk in its records of the sort `{kind:?}`: {found} and {expected}"
        );
        let hint = "keep others from writing to the desk, take the copy away, and begin again";
        Err(Problem::new(Code::Damaged, text).hint(hint).into())
    }
}
