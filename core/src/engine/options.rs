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
    /// The PostgreSQL database, as in `postgres://user:password@host:5432/database`; not along with a file. A secret where it
    /// holds a password: `Debug` does not write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub url: Option<String>,
    /// The schema of that database in which our tables stand, which is made when it is not there: small letters, digits
    /// and `_`, at most 63 of them, a letter first; `ticketkit` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub schema: Option<String>,
    /// How many connections to that database there are at the most, from 1 to 1,000; eight when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub connections: Option<u32>,
    /// Whether statements may stay prepared in those connections, which makes most calls two to three times as fast; no when
    /// absent. Only where each is a connection to the server itself, or a pooler between knows of prepared statements
    /// (`PgBouncer` from 1.21 on).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub prepared_statements: Option<bool>,
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
        let Self { path, durability, url, schema, connections, prepared_statements, .. } = self;
        let Self { patience_ms, now, first_id, link_keys, .. } = self;
        let mut options = f.debug_struct("Options");
        options.field("path", path).field("durability", durability);
        options.field("url", &url.as_ref().map(|_| "(not shown)"));
        options.field("schema", schema).field("connections", connections);
        options.field("prepared_statements", prepared_statements).field("patience_ms", patience_ms);
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
/// The most connections that can be asked for.
const CONNECTIONS: u32 = 1_000;

const SHAPE: &str = r#"{
    "type": "object", "additionalProperties": false,
    "properties": {
        "path": { "description": "The SQLite file.", "type": ["string", "null"], "minLength": 1 },
        "durability": {
            "description": "What a commit has survived.",
            "oneOf": [{ "type": "string", "const": "full" }, { "type": "string", "const": "normal" }, { "type": "null" }]
        },
        "url": { "description": "The PostgreSQL database.", "type": ["string", "null"], "minLength": 1 },
        "schema": { "description": "The schema for our tables.", "type": ["string", "null"], "minLength": 1 },
        "connections": {
            "description": "How many connections at the most.",
            "type": ["integer", "null"], "minimum": 1, "maximum": 1000
        },
        "prepared_statements": {
            "description": "Whether statements stay prepared.", "type": ["boolean", "null"]
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

    /// Opens an engine on this storage, which takes the place of a file or a server: what speaks of these has to be absent.
    ///
    /// # Errors
    /// `out_of_range` for what cannot go along with a storage.
    pub fn on(&self, storage: Arc<dyn Storage>) -> Result<Engine> {
        self.check(false, false)?;
        self.put_together(storage)
    }

    /// Checks everything: what speaks of a file or of a server only goes along with one.
    fn check(&self, on_file: bool, on_server: bool) -> Result<()> {
        let places = [
            ("/path", self.path.is_some(), on_file, "a file"),
            ("/durability", self.durability.is_some(), on_file, "a file"),
            ("/url", self.url.is_some(), on_server, "a server"),
            ("/schema", self.schema.is_some(), on_server, "a server"),
            ("/connections", self.connections.is_some(), on_server, "a server"),
            ("/prepared_statements", self.prepared_statements.is_some(), on_server, "a server"),
        ];
        let strange =
            places.into_iter().filter(|(_, given, fits, _)| *given && !fits).map(|(at, _, _, what)| {
                Problem::new(Code::OutOfRange, format!("belongs to {what}, and the desks are kept elsewhere"))
                    .at(at)
                    .hint("leave it out")
            });
        let mut problems: Vec<Problem> = strange.collect();
        if self.connections.is_some_and(|connections| !(1..=CONNECTIONS).contains(&connections)) {
            let text = format!("the connections are not between 1 and {CONNECTIONS}");
            problems.push(Problem::new(Code::OutOfRange, text).at("/connections"));
        }
        if self.patience_ms.is_some_and(|patience| patience > PATIENCE_MS) {
            let text = format!("the patience is more than {PATIENCE_MS} ms, which is a day");
            problems.push(Problem::new(Code::OutOfRange, text).at("/patience_ms"));
        }
        let keys = LinkKeys::of_hex(self.link_keys.as_deref().unwrap_or_default());
        problems.extend(keys.as_ref().err().into_iter().flat_map(Error::problems).cloned());
        Error::of(problems).map_or(Ok(()), Err)
    }

    fn put_together(&self, storage: Arc<dyn Storage>) -> Result<Engine> {
        let keys = LinkKeys::of_hex(self.link_keys.as_deref().unwrap_or_default())?;
        let mut builder = Engine::on(storage).link_keys(keys);
        if let Some(patience) = self.patience_ms {
            builder = builder.patience(Span::from_millis(patience.into()));
        }
        if let Some(first) = self.first_id {
            builder = builder.ids(Arc::new(CountingIds::starting_at(first)));
        }
        Ok(match self.now {
            Some(now) => builder.told(Arc::new(ManualTime::new(now))).open(),
            None => builder.open(),
        })
    }
}

impl Engine {
    /// Opens an engine as the options say.
    ///
    /// # Errors
    /// What [`Engine::open`] and, for a server, `PostgresStorage::open` answer, and `out_of_range` for options that cannot
    /// be; `cannot_open` for a file when the library was built without SQLite, and for a server when it was built without
    /// PostgreSQL.
    pub fn with(options: &Options) -> Result<Self> {
        options.check(options.path.is_some(), options.url.is_some() && options.path.is_none())?;
        let storage = match (&options.path, &options.url) {
            (Some(path), _) => file(Path::new(path), options)?,
            (None, Some(url)) => server(url, options)?,
            (None, None) => Arc::new(MemoryStorage::new()),
        };
        options.put_together(storage)
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

#[cfg(feature = "postgres")]
fn server(url: &str, options: &Options) -> Result<Arc<dyn Storage>> {
    use crate::storage::{PostgresOptions, PostgresStorage};
    let mut of_server = PostgresOptions::default();
    if let Some(schema) = &options.schema {
        of_server.schema.clone_from(schema);
    }
    of_server.connections = options.connections.unwrap_or(of_server.connections);
    of_server.prepared_statements = options.prepared_statements.unwrap_or(of_server.prepared_statements);
    Ok(Arc::new(PostgresStorage::open_with(url, &of_server)?))
}

#[cfg(not(feature = "postgres"))]
fn server(_: &str, _: &Options) -> Result<Arc<dyn Storage>> {
    Err(Problem::new(Code::CannotOpen, "the library was built without PostgreSQL").at("/url").into())
}

#[cfg(not(feature = "sqlite"))]
fn file(_: &Path, _: &Options) -> Result<Arc<dyn Storage>> {
    Err(Problem::new(Code::CannotOpen, "the library was built without SQLite").at("/path").into())
}
