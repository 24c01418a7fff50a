//! The host's storage, looked at closely: what it answers is checked before anybody believes it.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{Batch, Range, Record, RecordStorage};
use crate::error::{Code, Error, Kind, Problem, Result, excerpt};

/// A storage of records whose answers are what they have to be, or an error that says what was wrong.
#[derive(Debug)]
pub(super) struct Host(pub(super) Arc<dyn RecordStorage>);

impl Host {
    /// The records of these keys, in their order.
    pub(super) fn get(&self, keys: &[String]) -> Result<Vec<Option<Record>>> {
        let found = self.0.get(keys.to_vec()).map_err(of_the_host)?;
        if found.len() != keys.len() {
            return Err(wrong(format!("`get` gave {} answers for {} keys", found.len(), keys.len())));
        }
        for (record, key) in found.iter().zip(keys) {
            if let Some(record) = record.as_ref().filter(|record| record.key != *key) {
                let (found, key) = (excerpt(&record.key), excerpt(key));
                return Err(wrong(format!("`get` gave the record `{found}` for the key `{key}`")));
            }
        }
        Ok(found)
    }

    /// The records of a range, each with the entry by which it is there.
    pub(super) fn range(&self, range: &Range) -> Result<Vec<(String, Record)>> {
        let found = self.0.range(range.clone()).map_err(of_the_host)?;
        if found.len() > usize::try_from(range.limit).unwrap_or(usize::MAX) {
            return Err(wrong(format!(
                "`range` gave {} records and {} were asked for",
                found.len(),
                range.limit
            )));
        }
        let mut last: Option<(String, String)> = None;
        let mut placed = Vec::with_capacity(found.len());
        for record in found {
            // The next of its entries in this range is the one by which it is here.
            let is_later = |entry: &str| match &last {
                None => true,
                Some((before, key)) if range.descending => (entry, record.key.as_str()) < (before, key),
                Some((before, key)) => (entry, record.key.as_str()) > (before, key),
            };
            let inside = record.entries.iter().map(String::as_str);
            let inside = inside.filter(|entry| (range.from.as_str()..&range.until).contains(entry));
            let possible = inside.filter(|entry| is_later(entry));
            let entry = if range.descending { possible.max() } else { possible.min() };
            let Some(entry) = entry.map(str::to_owned) else {
                let key = excerpt(&record.key);
                return Err(wrong(format!("`range` gave the record `{key}` where it does not stand")));
            };
            last = Some((entry.clone(), record.key.clone()));
            placed.push((entry, record));
        }
        Ok(placed)
    }

    /// Writes a batch; false when an expectation failed.
    pub(super) fn commit(&self, batch: Batch) -> Result<bool> {
        self.0.commit(batch).map_err(of_the_host)
    }
}

/// What a record holds.
pub(super) fn read<T: DeserializeOwned>(record: &Record) -> Result<T> {
    serde_json::from_str(&record.body).map_err(|error| {
        let key = excerpt(&record.key);
        wrong(format!("the record `{key}` holds something that cannot stand there: {error}"))
    })
}

/// The host's own error, where it is one that a storage can have.
fn of_the_host(error: Error) -> Error {
    match error.kind() {
        Kind::Unavailable | Kind::Storage => error,
        _ => Problem::new(Code::StorageFailed, format!("the storage of the host failed: {error}")).into(),
    }
}

/// The storage answers what no storage of records may answer.
fn wrong(what: String) -> Error {
    let hint = "run the checks `conformance::record_failures` against the storage";
    Problem::new(Code::Damaged, what).hint(hint).into()
}
