//! Where a desk lives, as a worker process is told.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use postgres::{Client, Config, NoTls};
use ticketkit::storage::{PostgresOptions, PostgresStorage, SqliteStorage, Storage};

/// The path of a file, or the address of a server and a schema on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A file.
    File(PathBuf),
    /// A schema, which is that of one desk.
    Schema {
        /// The server, as in `postgres://...`.
        server: String,
        /// The name of the schema.
        schema: String,
    },
}

/// How the address of a server begins.
const SERVER: &str = "postgres://";

/// For how long the server may go on with what it was asked for by a process that is gone.
const END_WITHIN: Duration = Duration::from_mins(1);

impl Address {
    /// In one word, for the command line.
    pub(crate) fn word(&self) -> OsString {
        match self {
            Self::File(file) => file.clone().into(),
            Self::Schema { server, schema } => format!("{server}#{schema}").into(),
        }
    }

    /// What such a word means.
    pub(crate) fn of(word: &OsStr) -> Self {
        let text = word.to_str().filter(|text| text.starts_with(SERVER));
        match text.and_then(|text| text.rsplit_once('#')) {
            Some((server, schema)) => Self::Schema { server: server.to_owned(), schema: schema.to_owned() },
            None => Self::File(word.into()),
        }
    }

    /// How a schema is used: by a few connections, because many processes share what the server has.
    pub fn options(schema: &str) -> PostgresOptions {
        PostgresOptions { schema: schema.to_owned(), connections: 4, ..PostgresOptions::default() }
    }

    /// Opens it, so that what is acknowledged has survived whatever may happen.
    pub fn open(&self) -> Arc<dyn Storage> {
        match self {
            Self::File(file) => Arc::new(SqliteStorage::open(file).unwrap()),
            Self::Schema { server, schema } => {
                Arc::new(PostgresStorage::open_with(server, &Self::options(schema)).unwrap())
            }
        }
    }

    /// What lies under the desk says of itself, where no engine has it open: `ok`. Whether the desk agrees is another question.
    pub fn integrity(&self) -> String {
        match self {
            Self::File(file) => {
                let connection = rusqlite::Connection::open(file).unwrap();
                connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
            }
            Self::Schema { .. } => {
                let storage = self.open();
                let said = storage.verify().unwrap();
                storage.close().unwrap();
                if said.is_empty() { "ok".to_owned() } else { said.join(", ") }
            }
        }
    }

    /// Waits until nothing is under way of what was asked for by processes that are gone: a server hears that somebody was
    /// killed only when it has done what they wanted.
    pub fn let_end(&self) {
        let Self::Schema { server, schema } = self else { return };
        let (mut client, until) = (client(server), Instant::now() + END_WITHIN);
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1";
        loop {
            let left: i64 = client.query_one(sql, &[schema]).unwrap().get(0);
            if left == 0 {
                return;
            }
            assert!(Instant::now() < until, "{left} connections of processes that are gone");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// A connection of the test's own, by a name that says so.
pub(crate) fn client(server: &str) -> Client {
    let mut config: Config = server.parse().unwrap();
    config.application_name("test").connect(NoTls).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_word() {
        let schema = Address::Schema {
            server: "postgres://me@127.0.0.1:1/it?application_name=x".to_owned(),
            schema: "x".to_owned(),
        };
        let file = Address::File("/tmp/a#b/desks.db".into());
        for address in [schema, file] {
            assert_eq!(Address::of(&address.word()), address);
        }
    }
}
