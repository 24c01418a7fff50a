//! Where desks are kept, for programs that hold on every storage.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ticketkit::storage::{Durability, MemoryStorage, SqliteOptions, SqliteStorage, Storage};

use crate::Folder;

/// A sort of storage, by the name that an option gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `memory`.
    Memory,
    /// `sqlite`: a file that goes away afterwards.
    Sqlite,
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "memory" => Ok(Self::Memory),
            "sqlite" => Ok(Self::Sqlite),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory => "memory",
            Self::Sqlite => "sqlite",
        })
    }
}

/// A place without desks, which can be opened as often as one likes, as several processes would.
#[derive(Debug)]
pub enum Place {
    /// All share one storage.
    Memory(Arc<MemoryStorage>),
    /// Each has connections of its own.
    File(Folder),
}

impl Place {
    /// A new place of this kind.
    pub fn new(kind: Kind) -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        match kind {
            Kind::Memory => Self::Memory(Arc::default()),
            Kind::Sqlite => {
                Self::File(Folder::new(&format!("place-{}", LAST.fetch_add(1, Ordering::SeqCst))))
            }
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
        }
    }
}
