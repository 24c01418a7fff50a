//! Statements that stay prepared in a connection, where whoever opened the storage allows it.
//!
//! A server takes longer to read a statement and to plan it than to carry it out. Where the connection is to the server
//! itself, or a pooler between knows of prepared statements, that is done once.

use std::collections::HashMap;

use postgres::types::Type;
use postgres::{Error, Statement};

/// So many are known at the most: each takes memory on the server, in every connection.
const MOST: usize = 200;

/// The statements that a connection knows.
#[derive(Default)]
pub(super) struct Prepared {
    /// By their words, which are long: those with values of other types stand together.
    known: HashMap<String, Vec<Known>>,
    /// How many there are.
    count: usize,
    /// How many were said.
    said: u64,
}

struct Known {
    /// The types of its values.
    types: Vec<Type>,
    /// Which one it was when it was said last.
    last: u64,
    /// Nothing for one that was said once: much of what is asked for is never asked for again.
    statement: Option<Statement>,
}

impl Prepared {
    /// What stands prepared for these words and types; nothing when it is said for the first time.
    pub(super) fn statement(
        &mut self,
        sql: &str,
        types: &[Type],
        prepare: impl FnOnce() -> Result<Statement, Error>,
    ) -> Result<Option<Statement>, Error> {
        self.said += 1;
        let known = self.known.get_mut(sql).and_then(|all| all.iter_mut().find(|known| known.types == types));
        if let Some(known) = known {
            known.last = self.said;
            if known.statement.is_none() {
                known.statement = Some(prepare()?);
            }
            return Ok(known.statement.clone());
        }
        if self.count >= MOST {
            self.forget_one();
        }
        let new = Known { types: types.to_vec(), last: self.said, statement: None };
        self.known.entry(sql.to_owned()).or_default().push(new);
        self.count += 1;
        Ok(None)
    }

    /// Forgets the one that was not said for longest.
    fn forget_one(&mut self) {
        let all = self.known.iter().flat_map(|(sql, known)| known.iter().map(move |known| (known.last, sql)));
        let Some((last, sql)) = all.min().map(|(last, sql)| (last, sql.clone())) else { return };
        if let Some(known) = self.known.get_mut(&sql) {
            known.retain(|known| known.last != last);
            self.count -= 1;
            if known.is_empty() {
                self.known.remove(&sql);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says something for the first time: nothing is prepared for it.
    fn is_new(prepared: &mut Prepared, sql: &str, types: &[Type]) -> bool {
        matches!(prepared.statement(sql, types, || panic!("`{sql}` was known")), Ok(None))
    }

    #[test]
    fn what_was_not_said_for_longest_is_forgotten() {
        let mut prepared = Prepared::default();
        // The same words with other types are another statement.
        assert!(is_new(&mut prepared, "SELECT $1", &[Type::INT8]));
        assert!(is_new(&mut prepared, "SELECT $1", &[Type::TEXT]));
        for n in 2..MOST {
            assert!(is_new(&mut prepared, &format!("SELECT {n}"), &[]));
        }
        assert_eq!((prepared.count, prepared.known.len()), (MOST, MOST - 1));
        assert!(is_new(&mut prepared, "SELECT 'one more'", &[]));
        assert_eq!(prepared.count, MOST);
        // The first of all went, and nothing else: it is new again, and takes the place of the second.
        assert_eq!(
            prepared.known["SELECT $1"].iter().map(|it| &it.types[0]).collect::<Vec<_>>(),
            [&Type::TEXT]
        );
        assert!(is_new(&mut prepared, "SELECT $1", &[Type::INT8]));
        assert_eq!(
            prepared.known["SELECT $1"].iter().map(|it| &it.types[0]).collect::<Vec<_>>(),
            [&Type::INT8]
        );
        assert_eq!(prepared.count, MOST);
    }
}
