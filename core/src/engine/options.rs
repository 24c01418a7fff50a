//! How an engine is opened, as data: one form for all languages.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use super::Engine;
use crate::access::LinkKeys;
use crate::error::{Code, Error, Problem, Result};
use crate::id::CountingIds;
use crate::limits;
use crate::shape::{self, Schema};
use crate::storage::{MemoryStorage, Storage};
use crate::time::{ManualTime, Span, Timestamp};

/// How an engine is opened. Everything may be left out: then its desks live in memory, for as long as it does.
///
/// ```
/// use ticketkit::engine::{Engine, Options};
///
/// let options = Options::parse(r#"{"now": "2026-06-01T09:00:00Z", "first_id": 1}"#)?;
/// let engine = Engine::with(&options)?;
/// engine.set_now("2026-06-01T10:00:00Z".parse()?)?; // a test tells the time
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The SQLite file, which is made when it is not there; memory when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub path: Option<String>,
    /// What a commit has survived once it is answered; a loss of power when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub durability: Option<Durability>,
    /// For how long a call is tried again while others are faster or hold the storage, in milliseconds, up to a day;
    /// ten seconds when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub patience_ms: Option<u32>,
    /// The instant at which the engine stands until [`Engine::set_now`] moves it, for tests and demonstrations; the
    /// clock of the machine when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub now: Option<Timestamp>,
    /// The number from which ids count up, for tests: the same program gives the same ids. Random ones when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub first_id: Option<u64>,
    /// The keys by which links to tickets are signed and verified, each of 32 to 1,024 random bytes in hex; at most ten. The
    /// first signs, all of them verify: a new key is put in front, and the old one taken away when its last link has
    /// expired. Secrets, stored nowhere: `Debug` does not write them. Without them no link is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub link_keys: Option<Vec<String>>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, durability, patience_ms, now, first_id, link_keys } = self;
        let mut options = f.debug_struct("Options");
        options.field("path", path).field("durability", durability).field("patience_ms", patience_ms);
        options.field("now", now).field("first_id", first_id);
        options.field("link_keys", &link_keys.as_ref().map(Vec::len)).finish()
    }
}

/// What a commit on a file has survived once it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Durability {
    /// A crash of the program, of the system, and a loss of power: every commit waits for the disk.
    Full,
    /// A crash of the program. After a crash of the system or a loss of power the last commits may be missing; what
    /// is there is whole.
    Normal,
}

/// The most patience that can be asked for: a day.
const PATIENCE_MS: u32 = 86_400_000;

const SHAPE: &str = r#"{
    "type": "object", "additionalProperties": false,
    "properties": {
        "path": { "description": "The SQLite file.", "type": ["string", "null"], "minLength": 1 },
        "durability": {
            "description": "What a commit has survived.",
            "oneOf": [{ "type": "string", "const": "full" }, { "type": "string", "const": "normal" }, { "type": "null" }]
        },
        "patience_ms": {
            "description": "How long to try, in milliseconds.",
            "type": ["integer", "null"], "minimum": 0, "maximum": 86400000
        },
        "now": {
            "title": "an instant such as `2026-06-01T09:00:00Z`", "type": ["string", "null"], "format": "date-time"
        },
        "first_id": { "description": "The number from which ids count up.", "type": ["integer", "null"], "minimum": 0 },
        "link_keys": {
            "description": "Keys that sign links, in hex.",
            "oneOf": [{ "type": "array", "items": { "type": "string" } }, { "type": "null" }]
        }
    }
}"#;

impl Options {
    /// Reads options from JSON text.
    ///
    /// # Errors
    /// Everything that is wrong with it at once, each with its path.
    pub fn parse(json: &str) -> Result<Self> {
        static SCHEMA: LazyLock<serde_json::Result<Schema>> = LazyLock::new(|| serde_json::from_str(SHAPE));
        let (value, mut problems) = shape::of_text(json, "the options", limits::REQUEST_BYTES)?;
        let schema = SCHEMA.as_ref().map_err(|why| {
            Problem::new(Code::InternalError, format!("the schema of options cannot be read: {why}"))
        })?;
        problems.extend(shape::problems_under(schema, schema.root(), &value));
        match Error::of(problems) {
            Some(error) => Err(error),
            None => shape::into(value),
        }
    }

    /// Opens an engine on this storage, which takes the place of a file: `path` and `durability` have to be absent.
    ///
    /// # Errors
    /// `out_of_range` for what cannot go along with a storage.
    pub fn on(&self, storage: Arc<dyn Storage>) -> Result<Engine> {
        let present = [("/path", self.path.is_some()), ("/durability", self.durability.is_some())];
        let of_files = present.into_iter().filter(|(_, given)| *given).map(|(at, _)| {
            Problem::new(Code::OutOfRange, "belongs to a file, and a storage is given")
                .at(at)
                .hint("leave it out")
        });
        let mut problems: Vec<Problem> = of_files.collect();
        if self.patience_ms.is_some_and(|patience| patience > PATIENCE_MS) {
            let text = format!("the patience is more than {PATIENCE_MS} ms, which is a day");
            problems.push(Problem::new(Code::OutOfRange, text).at("/patience_ms"));
        }
        let keys = LinkKeys::of_hex(self.link_keys.as_deref().unwrap_or_default());
        problems.extend(keys.as_ref().err().into_iter().flat_map(Error::problems).cloned());
        match Error::of(problems) {
            Some(error) => Err(error),
            None => Ok(self.put_together(storage, keys?)),
        }
    }

    fn put_together(&self, storage: Arc<dyn Storage>, keys: LinkKeys) -> Engine {
        let mut builder = Engine::on(storage).link_keys(keys);
        if let Some(patience) = self.patience_ms {
            builder = builder.patience(Span::from_millis(patience.into()));
        }
        if let Some(first) = self.first_id {
            builder = builder.ids(Arc::new(CountingIds::starting_at(first)));
        }
        match self.now {
            Some(now) => builder.told(Arc::new(ManualTime::new(now))).open(),
            None => builder.open(),
        }
    }
}

impl Engine {
    /// Opens an engine as the options say.
    ///
    /// # Errors
    /// What [`Engine::open`] answers, and `out_of_range` for options that cannot be; `cannot_open` for a file when the
    /// library was built without SQLite.
    pub fn with(options: &Options) -> Result<Self> {
        let Some(path) = &options.path else {
            return options.on(Arc::new(MemoryStorage::new()));
        };
        let of_storage = Options { path: None, durability: None, ..options.clone() };
        of_storage.on(file(Path::new(path), options)?)
    }

    /// Tells an engine that was opened at an instant which instant it is now.
    ///
    /// # Errors
    /// `not_writable` when the engine goes by the clock of the machine, or by one of the host's.
    pub fn set_now(&self, now: Timestamp) -> Result<()> {
        let told = self.inner.told.as_ref().ok_or_else(|| {
            Problem::new(Code::NotWritable, "the engine goes by a clock of its own")
                .hint("open it with the option `now`")
        })?;
        told.set(now);
        Ok(())
    }
}

#[cfg(feature = "sqlite")]
fn file(path: &Path, options: &Options) -> Result<Arc<dyn Storage>> {
    use crate::storage::{Durability as OfFiles, SqliteOptions, SqliteStorage};
    let durability = match options.durability {
        Some(Durability::Normal) => OfFiles::Normal,
        Some(Durability::Full) | None => OfFiles::Full,
    };
    Ok(Arc::new(SqliteStorage::open_with(path, SqliteOptions { durability, ..SqliteOptions::default() })?))
}

#[cfg(not(feature = "sqlite"))]
fn file(_: &Path, _: &Options) -> Result<Arc<dyn Storage>> {
    Err(Problem::new(Code::CannotOpen, "the library was built without SQLite").at("/path").into())
}
