//! Where desks are kept, for programs that hold on every storage.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ticketkit::storage::{Durability, MemoryStorage, PostgresStorage, SqliteOptions, SqliteStorage, Storage};

use crate::address::client;
use crate::{Address, Folder, option};

/// A sort of storage, by the name that an option gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `memory`.
    Memory,
    /// `sqlite`: a file that goes away afterwards.
    Sqlite,
    /// `postgres`: a schema that goes away afterwards, on the server whose address is in `TICKETKIT_TEST_POSTGRES`.
    Postgres,
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "memory" => Ok(Self::Memory),
            "sqlite" => Ok(Self::Sqlite),
            "postgres" => Ok(Self::Postgres),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory => "memory",
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

impl Kind {
    /// What the option `--storage` names, for programs whose desk is shared by processes; a file when it is not there.
    pub fn of_processes() -> Self {
        let kind = option("--storage").unwrap_or(Self::Sqlite);
        assert_ne!(kind, Self::Memory, "no two processes have the same memory");
        kind
    }
}

/// A place without desks, which can be opened as often as one likes, as several processes would.
#[derive(Debug)]
pub enum Place {
    /// All share one storage.
    Memory(Arc<MemoryStorage>),
    /// Each has connections of its own.
    File(Folder),
    /// The same.
    Schema(Schema),
}

impl Place {
    /// A new place of this kind.
    pub fn new(kind: Kind) -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let number = LAST.fetch_add(1, Ordering::SeqCst);
        match kind {
            Kind::Memory => Self::Memory(Arc::default()),
            Kind::Sqlite => Self::File(Folder::new(&format!("place-{number}"))),
            Kind::Postgres => Self::Schema(Schema::new(number)),
        }
    }

    /// Where it is, for other processes.
    pub fn address(&self) -> Address {
        match self {
            Self::Memory(_) => panic!("memory has no address"),
            Self::File(folder) => Address::File(folder.file()),
            Self::Schema(schema) => schema.address(),
        }
    }

    /// Opens it once more. Whether the disk has what is committed is another program's question.
    pub fn open(&self) -> Arc<dyn Storage> {
        match self {
            Self::Memory(storage) => Arc::clone(storage) as Arc<dyn Storage>,
            Self::File(folder) => {
                let options = SqliteOptions { durability: Durability::Normal, ..SqliteOptions::default() };
                Arc::new(SqliteStorage::open_with(folder.file(), options).unwrap())
            }
            Self::Schema(schema) => {
                let hasty = with_parameter(&schema.server, "options=-c%20synchronous_commit%3Doff");
                Arc::new(PostgresStorage::open_with(&hasty, &Address::options(&schema.name)).unwrap())
            }
        }
    }
}

/// A schema of its own, which goes away with it.
#[derive(Debug)]
pub struct Schema {
    server: String,
    name: String,
}

impl Schema {
    fn new(number: u32) -> Self {
        let server = std::env::var("TICKETKIT_TEST_POSTGRES");
        let server = server.expect("there is no server: run the program by tests/postgres/serve");
        let schema = Self { server, name: format!("heavy_{}_{number}", std::process::id()) };
        // A process of the same number may have been killed before it could take its schema away.
        schema.take_away();
        schema
    }

    /// Whoever comes by this address can be told by the name of the schema.
    fn address(&self) -> Address {
        let server = with_parameter(&self.server, &format!("application_name={}", self.name));
        Address::Schema { server, schema: self.name.clone() }
    }

    fn take_away(&self) {
        let sql = format!("DROP SCHEMA IF EXISTS {} CASCADE", self.name);
        client(&self.server).batch_execute(&sql).unwrap();
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        // What failed is told already, and what is left is in nobody's way.
        if !std::thread::panicking() {
            self.take_away();
        }
    }
}

fn with_parameter(server: &str, parameter: &str) -> String {
    let mark = if server.contains('?') { '&' } else { '?' };
    format!("{server}{mark}{parameter}")
}
