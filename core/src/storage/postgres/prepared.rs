//! Statements that stay prepared in a connection, where whoever opened the storage allows it.
//!
//! A server takes longer to read a statement and to plan it than to carry it out. Where the connection is to the server
//! itself, or a pooler between knows of prepared statements, that is done once.

use std::collections::HashMap;

use postgres::types::Type;
use postgres::{Client, Error, Statement};

/// So many are known at the most: each takes memory on the server, in every connection.
const MOST: usize = 200;

/// The statements that a connection knows.
#[derive(Default)]
pub(super) struct Prepared {
    /// By their words and the types of their values.
    known: HashMap<String, Known>,
    /// How many were said.
    said: u64,
}

struct Known {
    /// Which one it was when it was said last.
    last: u64,
    /// Nothing for one that was said once: much of what is asked for is never asked for again.
    statement: Option<Statement>,
}

impl Prepared {
    /// What stands prepared for these words and types; nothing when it is said for the first time.
    pub(super) fn statement(
        &mut self,
        client: &mut Client,
        sql: &str,
        types: &[Type],
    ) -> Result<Option<Statement>, Error> {
        self.said += 1;
        let key: String = [sql, "/"].into_iter().chain(types.iter().map(Type::name)).collect();
        if let Some(known) = self.known.get_mut(&key) {
            known.last = self.said;
            if known.statement.is_none() {
                known.statement = Some(client.prepare_typed(sql, types)?);
            }
            return Ok(known.statement.clone());
        }
        if self.known.len() >= MOST {
            let oldest = self.known.iter().min_by_key(|(_, known)| known.last).map(|(key, _)| key.clone());
            oldest.and_then(|key| self.known.remove(&key));
        }
        self.known.insert(key, Known { last: self.said, statement: None });
        Ok(None)
    }
}
