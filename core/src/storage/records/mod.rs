//! A storage in the host's own language: plain records, found by key and in the order of their entries.
//!
//! Whoever writes a storage needs to know nothing about tickets. They keep [`Record`]s and answer three calls,
//! [`RecordStorage::get`], [`RecordStorage::range`] and [`RecordStorage::commit`].

mod adapter;
mod apply;
mod count;
mod erase;
mod find;
mod host;
mod kept;
mod keys;
mod load;
mod memory;
mod people;
mod restore;
mod stored;
mod view;

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

use crate::error::Result;

pub use adapter::RecordAdapter;
pub use memory::MemoryRecords;

/// One stored thing. What it means is ours; a storage keeps it and hands it out unchanged.
///
/// `kind`, `key` and `entries` are printable ASCII without spaces (`!` to `~`), so that every language orders them
/// alike: byte by byte, which is the order of their characters. A key has at most 120 bytes, an entry at most 1,000.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// What sort of thing it is, for people and for tables; a storage need not look at it.
    pub kind: String,
    /// Its name, unique in the storage, whatever its kind.
    pub key: String,
    /// Which version it is, from 1. A storage compares it with what is expected, and never makes one up.
    pub version: u64,
    /// Where it is found by [`RecordStorage::range`]: no entry twice in one record. Different records may have the same.
    pub entries: Vec<String>,
    /// The content, a JSON text. It can be as long as the longest message.
    pub body: String,
}

/// A run of entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The first entry that is meant, included.
    pub from: String,
    /// The first entry that is no longer meant: excluded. Where it is not greater than `from` the answer is empty.
    pub until: String,
    /// Whether the greatest entry comes first.
    pub descending: bool,
    /// How many records at the most; the first of them in the order asked for.
    pub limit: u32,
}

/// What has to be so for a batch to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Which record.
    pub key: String,
    /// The version that it has; 0 when there is no record of this key.
    pub version: u64,
}

/// What is written at once, whole or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// What has to be so, or nothing is written.
    pub expect: Vec<Expectation>,
    /// Records to write. Each replaces the one of its key with all its entries, or is new. No key is in here twice.
    pub put: Vec<Record>,
    /// Keys of records that are taken away with all their entries. Taking away what is not there does nothing. No key
    /// is in here and in `put`.
    pub remove: Vec<String>,
}

/// Where records are kept, in whatever language the host speaks.
///
/// A storage is right when, at every moment, all calls see the same records, and what they see is what the batches
/// that were answered with true have made of nothing, one after the other. In particular:
///
/// - A batch is written whole or not at all, and nobody ever sees half of it: neither one `get` nor one `range`.
/// - Expectations are compared and the batch is written in one step: of two batches that expect the same version of
///   one record and both write it, one is answered with false.
/// - Once `commit` has answered true the batch is there for every later call, from any thread and any process that
///   uses the same records, and as durable as the storage wants to be.
/// - A record is found by exactly the entries that it was last written with.
///
/// Calls come from any thread, several at a time. The storage is never called again from within its own call. An error
/// is handed on to whoever called the engine when its kind is `unavailable` or `storage` (say `storage_full`,
/// `storage_busy`, `read_only`, `damaged`); any other becomes `storage_failed`. An error of `commit` that is retryable
/// promises that nothing was written.
pub trait RecordStorage: Send + Sync + Debug {
    /// The records of these keys: one answer for each, in their order, all of one moment. Nothing where there is no
    /// such record.
    fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Record>>>;

    /// The records that have an entry inside the range, in the order of that entry; one that has several comes once for
    /// each. Those with the same entry stand by their keys, in the same direction.
    fn range(&self, range: Range) -> Result<Vec<Record>>;

    /// Writes a batch. True: all of it is stored. False: an expectation failed, and nothing was written.
    fn commit(&self, batch: Batch) -> Result<bool>;
}
