//! Where the server is, and how it is used.

use std::fmt;
use std::time::Duration;

use super::errors::Outcome;
use crate::error::{Code, Problem};
use crate::time::Span;

/// How a database is used.
///
/// ```
/// use ticketkit::storage::PostgresOptions;
/// let options = PostgresOptions { schema: "helpdesk".to_owned(), ..PostgresOptions::default() };
/// assert_eq!(options.connections, 8);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresOptions {
    /// The schema in which our tables stand: small letters, digits and `_`, at most 63 of them, a letter first. It is
    /// made when there is none.
    pub schema: String,
    /// How many connections there are at the most; at least 1.
    pub connections: u32,
    /// How long a call goes on trying while others are in the way, the server cannot be reached or no connection is
    /// free, in milliseconds. After that the answer is `storage_busy`.
    pub patience_ms: u32,
    /// Whether statements may stay prepared in a connection, which takes their planning, more than half of the work, off
    /// the server. Only where each connection is to the server itself, or a pooler between knows of prepared
    /// statements (`PgBouncer` from 1.21 on, with `max_prepared_statements`): one that does not know of them would have
    /// one caller run another's.
    pub prepared_statements: bool,
}

/// The schema `ticketkit`, eight connections, half a minute, and nothing that stays in a connection.
impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            schema: "ticketkit".to_owned(),
            connections: 8,
            patience_ms: 30_000,
            prepared_statements: false,
        }
    }
}

/// A server, as sessions know it.
pub(super) struct Server {
    pub(super) config: postgres::Config,
    /// What stands before the name of a table.
    prefix: String,
    schema: String,
    pub(super) patience: Span,
    pub(super) connections: usize,
    /// Whether statements stay prepared in the connections.
    pub(super) prepares: bool,
}

impl Server {
    /// The server of this address, used in this way.
    pub(super) fn new(url: &str, options: &PostgresOptions) -> Outcome<Self> {
        let mut config: postgres::Config = url.parse().map_err(|_| {
            Problem::new(Code::CannotOpen, "the address of the database cannot be read")
                .hint("write it as postgres://user:password@host:port/database")
        })?;
        let patience = Duration::from_millis(options.patience_ms.into());
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(patience);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(patience);
        }
        if config.get_application_name().is_none() {
            config.application_name("ticketkit");
        }
        let schema = options.schema.clone();
        let is_name = |text: &str| {
            text.len() <= 63
                && text.starts_with(|first: char| first.is_ascii_lowercase())
                && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        };
        if !is_name(&schema) {
            let message = "the name of the schema is not one of small letters, digits and `_`";
            return Err(Problem::new(Code::CannotOpen, message).into());
        }
        let connections = usize::try_from(options.connections.max(1)).unwrap_or(usize::MAX);
        let patience = Span::from_millis(options.patience_ms.into());
        let prepares = options.prepared_statements;
        Ok(Self { config, prefix: format!("\"{schema}\".tkit_"), schema, patience, connections, prepares })
    }

    /// A statement with its tables where they stand. Nothing but the names of tables ever has a `tkit_` in it, because
    /// values are bound.
    pub(super) fn qualified(&self, sql: &str) -> String {
        sql.replace("tkit_", &self.prefix)
    }

    /// The name of the schema, which is made of letters, digits and `_`.
    pub(super) fn schema(&self) -> &str {
        &self.schema
    }
}

/// An address may hold a password.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("schema", &self.schema).finish_non_exhaustive()
    }
}
