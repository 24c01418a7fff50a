//! What a storage holds of a desk, in a few bytes for each sort of record.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::error::{Code, Problem, Result};
use crate::id::DeskId;
use crate::storage::{Kept, KeptKind, Storage};

/// How many records of a sort there are, and a sum over all that they hold, whatever order they are looked at in. Two
/// storages that hold the same have the same; two that differ anywhere will not, short of somebody making them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Which sort.
    pub kind: KeptKind,
    /// How many records.
    pub records: u64,
    sum: [u8; 32],
}

/// The sum in hexadecimal digits.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sum.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Digest {
    /// Of no record.
    const fn of_nothing(kind: KeptKind) -> Self {
        Self { kind, records: 0, sum: [0; 32] }
    }

    /// Adds one more record, which was not added before.
    fn add(&mut self, kept: &Kept) -> Result<()> {
        let text = serde_json::to_vec(kept)
            .map_err(|error| Problem::new(Code::InternalError, format!("a record is no JSON: {error}")))?;
        self.records += 1;
        for (sum, byte) in self.sum.iter_mut().zip(Sha256::digest(text)) {
            *sum ^= byte;
        }
        Ok(())
    }
}

/// All records of a sort, page by page; `see` is shown each page, and ends it by answering false. False: it was ended.
pub(super) fn each_page(
    storage: &dyn Storage,
    desk: DeskId,
    kind: KeptKind,
    page: u32,
    mut see: impl FnMut(Option<&Kept>, Vec<Kept>) -> Result<bool>,
) -> Result<bool> {
    let mut after: Option<Kept> = None;
    loop {
        let found = storage.scan(desk, kind, after.as_ref(), page)?;
        let Some(last) = found.last().cloned() else { return Ok(true) };
        if !see(after.as_ref(), found)? {
            return Ok(false);
        }
        after = Some(last);
    }
}

/// What a storage holds of a sort; nothing when `see`, which is told how many records were looked at, ended it.
pub(super) fn digest(
    storage: &dyn Storage,
    desk: DeskId,
    kind: KeptKind,
    page: u32,
    mut see: impl FnMut(u64) -> bool,
) -> Result<Option<Digest>> {
    let mut digest = Digest::of_nothing(kind);
    let whole = each_page(storage, desk, kind, page, |_, found| {
        found.iter().try_for_each(|kept| digest.add(kept))?;
        Ok(see(digest.records))
    })?;
    Ok(whole.then_some(digest))
}
