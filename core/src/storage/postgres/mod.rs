//! Desks on a server: PostgreSQL, or one that speaks as it does.

mod errors;
mod migrate;
mod options;
mod rows;
mod session;
mod texts;

use std::fmt;
use std::sync::Arc;

pub use options::PostgresOptions;

use self::options::Server;
use self::session::Session;
use crate::error::Result;

/// Desks in a schema of a PostgreSQL database.
pub struct PostgresStorage {
    server: Arc<Server>,
}

impl PostgresStorage {
    /// Opens the database at `url`, as in `postgres://user:password@host:5432/database`, and makes our tables when there
    /// are none.
    pub fn open(url: &str) -> Result<Self> {
        Self::open_with(url, &PostgresOptions::default())
    }

    /// The same, in a way of the caller's choice. Fails as [`open`](Self::open) does.
    pub fn open_with(url: &str, options: &PostgresOptions) -> Result<Self> {
        let server = Arc::new(Server::new(url, options)?);
        let session = Session::connect(&server)?;
        migrate::migrate(&session, &server, migrate::MIGRATIONS)?;
        Ok(Self { server })
    }
}

impl fmt::Debug for PostgresStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStorage").field("server", &self.server).finish_non_exhaustive()
    }
}
