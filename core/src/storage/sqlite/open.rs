//! Opening a file: whose it is, whether we can use it, and how its connections are set up.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::dialect;
use super::errors::{Fault, Outcome};
use super::migrate::{APPLICATION_ID, MIGRATIONS, migrate};
use crate::error::{Code, Problem};

/// What a commit has survived once it is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Durability {
    /// A crash of the program, of the system, and a loss of power: every commit waits for the disk.
    #[default]
    Full,
    /// A crash of the program. After a crash of the system or a loss of power the last commits may be missing; what
    /// is there is whole.
    Normal,
}

/// How a file is opened.
///
/// ```
/// use ticketkit::storage::SqliteOptions;
/// let options = SqliteOptions { create: false, ..SqliteOptions::default() };
/// assert_eq!(options.busy_timeout_ms, 30_000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// What a commit has survived once it is answered.
    pub durability: Durability,
    /// How long to wait for another process that writes, in milliseconds, before the answer is `storage_busy`.
    pub busy_timeout_ms: u32,
    /// Whether to make the file when there is none; otherwise the answer is `cannot_open`.
    pub create: bool,
}

/// Commits wait for the disk, a busy file is waited for half a minute, and a file that is missing is made.
impl Default for SqliteOptions {
    fn default() -> Self {
        Self { durability: Durability::Full, busy_timeout_ms: 30_000, create: true }
    }
}

/// The oldest SQLite that is good enough: before it a reset of the write-ahead log could lose commits.
const OLDEST_SQLITE: i32 = 3_051_003;
/// Prepared statements that a connection keeps: the writer has one for each set of columns that change together.
const STATEMENTS: usize = 256;
/// Pages in the write-ahead log after which they are carried over into the file: a page that many commands change is
/// carried over once for all of them, so a longer log saves work.
const LOG_PAGES: i64 = 4_000;
/// The length to which the write-ahead log is cut back when it begins anew.
const LOG_BYTES: i64 = 64 << 20;

/// Opens a file for its first use in this process: checks that it is ours and brings it to our schema.
pub(super) fn open_writer(path: &Path, options: SqliteOptions) -> Outcome<Connection> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        let message = format!("SQLite {} is too old", rusqlite::version());
        return Err(Problem::new(Code::CannotOpen, message).hint("link SQLite 3.51.3 or newer").into());
    }
    if std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.permissions().readonly()) {
        return Err(read_only());
    }
    let opened = connect(path, options).and_then(|writer| check_owner(&writer).map(|()| writer));
    let mut writer = opened.map_err(|fault| if fault.is_no_database() { not_ours() } else { fault })?;
    if writer.is_readonly("main")? {
        return Err(read_only());
    }
    write_ahead(&writer, options)?;
    migrate(&mut writer, path, MIGRATIONS)?;
    // From here on who writes waits for others in a way of its own.
    writer.busy_timeout(Duration::ZERO)?;
    Ok(writer)
}

/// Opens one more connection to a file that this process has opened, for reading only.
pub(super) fn open_reader(path: &Path, options: SqliteOptions) -> Outcome<Connection> {
    let reader = connect(path, SqliteOptions { create: false, ..options })?;
    reader.pragma_update(None, "query_only", true)?;
    Ok(reader)
}

/// The path by which the file stays known, wherever the program goes.
pub(super) fn whole_path(path: &Path) -> Outcome<PathBuf> {
    std::path::absolute(path).map_err(|_| {
        Problem::new(Code::CannotOpen, "the path of the database is empty or has no beginning").into()
    })
}

fn connect(path: &Path, options: SqliteOptions) -> Outcome<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, options.create);
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_millis(options.busy_timeout_ms.into()))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A plan depends on the statement alone. Otherwise SQLite makes it anew for many a bound value, which can cost more
    // than the statement itself.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    // What is taken away is overwritten where the page is written anyway; an erasure asks for the rest.
    connection.pragma_update_and_check(None, "secure_delete", "fast", |_| Ok(()))?;
    connection.pragma_update(
        None,
        "synchronous",
        match options.durability {
            Durability::Full => "full",
            Durability::Normal => "normal",
        },
    )?;
    dialect::teach(&connection)?;
    Ok(connection)
}

/// Checks that a file is new or ours, before anything is written to it.
fn check_owner(connection: &Connection) -> Outcome<()> {
    let moment = connection.unchecked_transaction()?;
    let id: i32 = moment.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let strangers = "SELECT count(*) FROM sqlite_schema
        WHERE type = 'table' AND name NOT GLOB 'tkit_*' AND name NOT GLOB 'sqlite_*'";
    let strangers: i64 = moment.query_row(strangers, [], |row| row.get(0))?;
    let tables: i64 = moment.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match id {
        APPLICATION_ID if strangers == 0 => Ok(()),
        0 if tables == 0 => Ok(()),
        _ => Err(not_ours()),
    }
}

fn not_ours() -> Fault {
    Problem::new(Code::NotOurs, "the file belongs to another program")
        .hint("give the desks a file of their own")
        .into()
}

/// Turns write-ahead logging on. While another process does the same the answer can be `busy` at once, so it is asked
/// for again.
fn write_ahead(connection: &Connection, options: SqliteOptions) -> Outcome<()> {
    const PAUSE: Duration = Duration::from_millis(5);
    let mut waited = Duration::ZERO;
    loop {
        let mode =
            connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0));
        match mode.map_err(Fault::from) {
            Ok(mode) if mode == "wal" => break,
            Ok(_) => {
                let message = "the place of the database does not allow write-ahead logging";
                return Err(Problem::new(Code::CannotOpen, message).hint("use a local file system").into());
            }
            Err(fault) => {
                let error = crate::Error::from(fault);
                if error.code() != Code::StorageBusy
                    || waited >= Duration::from_millis(options.busy_timeout_ms.into())
                {
                    return Err(error.into());
                }
            }
        }
        std::thread::sleep(PAUSE);
        waited += PAUSE;
    }
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    Ok(())
}

fn read_only() -> Fault {
    Problem::new(Code::ReadOnly, "the database can only be read").into()
}
