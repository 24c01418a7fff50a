//! Records in maps: the model for storages of the host's own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Batch, Range, Record, RecordStorage};
use crate::error::Result;

/// Records in memory, for tests and as a model: what any storage of records has to do, in a few dozen lines.
///
/// ```
/// use std::sync::Arc;
/// use ticketkit::engine::Engine;
/// use ticketkit::storage::records::{MemoryRecords, RecordAdapter};
/// let storage = RecordAdapter::new(Arc::new(MemoryRecords::default()));
/// let engine = Engine::on(Arc::new(storage)).open();
/// engine.desk("main")?;
/// # Ok::<(), ticketkit::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct MemoryRecords {
    tables: Mutex<Tables>,
}

#[derive(Debug, Default)]
struct Tables {
    records: BTreeMap<String, Record>,
    /// Entry and key of every entry of every record, in order.
    entries: BTreeSet<(String, String)>,
}

impl Tables {
    fn remove(&mut self, key: &str) {
        if let Some(record) = self.records.remove(key) {
            for entry in record.entries {
                self.entries.remove(&(entry, record.key.clone()));
            }
        }
    }

    fn put(&mut self, record: Record) {
        self.remove(&record.key);
        self.entries.extend(record.entries.iter().map(|entry| (entry.clone(), record.key.clone())));
        self.records.insert(record.key.clone(), record);
    }

    fn version(&self, key: &str) -> u64 {
        self.records.get(key).map_or(0, |record| record.version)
    }
}

impl MemoryRecords {
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RecordStorage for MemoryRecords {
    fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Record>>> {
        let tables = self.tables();
        Ok(keys.iter().map(|key| tables.records.get(key).cloned()).collect())
    }

    fn range(&self, range: Range) -> Result<Vec<Record>> {
        if range.from >= range.until {
            return Ok(Vec::new());
        }
        let tables = self.tables();
        let inside = tables.entries.range((range.from, String::new())..(range.until, String::new()));
        let record = |(_, key): &(String, String)| tables.records.get(key).cloned();
        let limit = usize::try_from(range.limit).unwrap_or(usize::MAX);
        Ok(if range.descending {
            inside.rev().filter_map(record).take(limit).collect()
        } else {
            inside.filter_map(record).take(limit).collect()
        })
    }

    fn commit(&self, batch: Batch) -> Result<bool> {
        let mut tables = self.tables();
        if batch.expect.iter().any(|expected| tables.version(&expected.key) != expected.version) {
            return Ok(false);
        }
        batch.remove.iter().for_each(|key| tables.remove(key));
        batch.put.into_iter().for_each(|record| tables.put(record));
        Ok(true)
    }
}
