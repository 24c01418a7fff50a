//! One statement of a change set, and what it expects.

use std::fmt::Write as _;

use crate::error::Error;
use crate::id::TicketId;
use crate::storage::postgres::rows::{numbered, place_of, stored};
use crate::storage::rules;
use crate::storage::sql::Cell;

/// A statement. Its values stand in it as `?`, in their order.
#[derive(Debug)]
pub(super) struct Step<'c> {
    /// New rows, before everything else that it says.
    rows: Option<NewRows<'c>>,
    sql: String,
    cells: Vec<Cell<'c>>,
    /// What is said when it meets no row; nothing when it need not.
    pub(super) otherwise: Option<Refusal>,
    /// What is said to belong to something else where it is there already; by the rule of the table when nothing.
    pub(super) taken: Option<String>,
}

/// New rows of a table.
#[derive(Debug)]
struct NewRows<'c> {
    /// The table, as in `INSERT INTO`.
    table: &'static str,
    rows: Vec<Vec<(&'c str, Value<'c>)>>,
    /// The columns by which a row is found that is there already, where that is said.
    key: &'static str,
}

/// What stands in a column of a new row.
#[derive(Debug, PartialEq)]
enum Value<'c> {
    Cell(Cell<'c>),
    /// These words.
    Said(String),
}

/// So many rows are written by one step at the most.
const TOGETHER: usize = 50;

/// What can stand against a change set.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    /// This has another version, place or state.
    Stale(&'static str),
    /// This belongs to something else.
    Taken(&'static str),
    /// A lease is another's.
    LeaseLost,
    /// A counter would exceed its bound.
    BeyondBound,
    /// There is no such ticket.
    NoSuchTicket(TicketId),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Stale(what) => rules::stale(what),
            Refusal::Taken(what) => rules::taken(what),
            Refusal::LeaseLost => rules::lease_lost(),
            Refusal::BeyondBound => rules::beyond_bound(),
            Refusal::NoSuchTicket(id) => rules::no_such_ticket(id),
        }
    }
}

/// What stands in a statement for the numbers that a change set draws: the last one of the feed, and of the commands.
pub(super) const FEED: &str = "{feed}";
pub(super) const PLACE: &str = "{place}";

impl<'c> Step<'c> {
    /// A statement in any words.
    pub(super) fn new(sql: impl Into<String>, cells: impl IntoIterator<Item = Cell<'c>>) -> Self {
        let (sql, cells) = (sql.into(), cells.into_iter().collect());
        Self { rows: None, sql, cells, otherwise: None, taken: None }
    }

    /// Writes a new row. Columns that hold nothing are left out.
    pub(super) fn insert(
        table: &'static str,
        columns: impl IntoIterator<Item = (&'c str, Cell<'c>)>,
    ) -> Self {
        Self::insert_with(table, [], columns)
    }

    /// The same, with the first columns as these words say.
    pub(super) fn insert_with<const N: usize>(
        table: &'static str,
        said: [(&'static str, String); N],
        columns: impl IntoIterator<Item = (&'c str, Cell<'c>)>,
    ) -> Self {
        let said = said.into_iter().map(|(name, words)| (name, Value::Said(words)));
        let columns = columns.into_iter().filter(|(_, cell)| *cell != Cell::Null);
        let columns = columns.map(|(name, cell)| (name, Value::Cell(stored(name, cell))));
        let rows = vec![said.chain(columns).collect()];
        Self { rows: Some(NewRows { table, rows, key: "" }), ..Self::new("", []) }
    }

    /// Writes over the row that is there already under this key, if there is one: all of these columns.
    pub(super) fn or_update(self, key: &'static str, columns: &str) -> Self {
        let mut step = self.and(&format!(" ON CONFLICT ({key}) DO UPDATE SET "), []);
        for (n, column) in columns.split(", ").enumerate() {
            let _ = write!(step.sql, "{}{column} = excluded.{column}", if n == 0 { "" } else { ", " });
        }
        step.by(key)
    }

    /// Leaves the row that is there already under this key, if there is one, as it is.
    pub(super) fn unless_there(self, key: &'static str) -> Self {
        self.and(&format!(" ON CONFLICT ({key}) DO NOTHING"), []).by(key)
    }

    /// Says by which columns a row is found that is there already.
    pub(super) fn by(mut self, key: &'static str) -> Self {
        self.rows.iter_mut().for_each(|rows| rows.key = key);
        self
    }

    /// Takes up the rows of another step, where one statement can write all of them; gives it back otherwise. Many rows of
    /// one statement are less work for a server than many statements.
    pub(super) fn join(&mut self, other: Self) -> Option<Self> {
        if !self.goes_with(&other) {
            return Some(other);
        }
        if let (Some(mine), Some(others)) = (&mut self.rows, other.rows) {
            mine.rows.extend(others.rows);
        }
        None
    }

    fn goes_with(&self, other: &Self) -> bool {
        let (Some(mine), Some(others)) = (&self.rows, &other.rows) else { return false };
        let is_plain =
            |step: &Self| step.otherwise.is_none() && step.taken.is_none() && step.cells.is_empty();
        mine.table == others.table
            && self.sql == other.sql
            && is_plain(self)
            && is_plain(other)
            && mine.rows.len() + others.rows.len() <= TOGETHER
            && (self.sql.is_empty() || mine.differ_from(others))
    }

    /// How many rows it is about.
    pub(super) fn rows(&self) -> usize {
        self.rows.as_ref().map_or(1, |rows| rows.rows.len())
    }

    /// Whether it is a statement that changes rows, rather than one that only looks for them.
    pub(super) fn changes_rows(&self) -> bool {
        self.rows.is_some() || !self.sql.starts_with("SELECT")
    }

    /// Adds it to a statement and its values to those of the statement, with these words for the numbers that are
    /// drawn.
    pub(super) fn write<'s>(&'s self, sql: &mut String, cells: &mut Vec<Cell<'s>>, numbers: (&str, &str)) {
        if let Some(rows) = &self.rows {
            rows.write(sql, cells, numbers);
        }
        numbered(&self.sql, self.cells.iter().map(Cell::as_borrowed), sql, cells);
    }

    /// Gives columns of a row other values; the condition, which ends the statement, follows by [`Step::and`].
    pub(super) fn update(table: &str, columns: impl IntoIterator<Item = (&'c str, Cell<'c>)>) -> Self {
        let mut step = Self::new(format!("UPDATE {table} SET "), []);
        for (n, (name, cell)) in columns.into_iter().enumerate() {
            let _ = write!(step.sql, "{}{name} = {}", if n == 0 { "" } else { ", " }, place_of(name));
            step.cells.push(stored(name, cell));
        }
        step
    }

    /// Goes on with these words and their values.
    pub(super) fn and(mut self, sql: &str, cells: impl IntoIterator<Item = Cell<'c>>) -> Self {
        self.sql.push_str(sql);
        self.cells.extend(cells);
        self
    }

    /// Says by its value what is there already.
    pub(super) fn taken(mut self, what: String) -> Self {
        self.taken = Some(what);
        self
    }

    /// Expects to meet a row.
    pub(super) fn or(mut self, refusal: Refusal) -> Self {
        self.otherwise = Some(refusal);
        self
    }
}

impl NewRows<'_> {
    /// Whether none of these rows stands under the key of one of the others.
    fn differ_from(&self, others: &Self) -> bool {
        let is_same = |one: &[(&str, Value<'_>)], other: &[(&str, Value<'_>)]| {
            self.key.split(", ").all(|column| {
                let [one, other] = [one, other].map(|row| row.iter().find(|(name, _)| *name == column));
                one.map(|(_, value)| value) == other.map(|(_, value)| value)
            })
        };
        !self.key.is_empty()
            && !self.rows.iter().any(|mine| others.rows.iter().any(|other| is_same(mine, other)))
    }

    /// The columns of any of the rows.
    fn columns(&self) -> Vec<&str> {
        let mut rows = self.rows.iter();
        let mut columns: Vec<&str> = rows.next().into_iter().flatten().map(|(name, _)| *name).collect();
        for (name, _) in rows.flatten() {
            if !columns.contains(name) {
                columns.push(name);
            }
        }
        columns
    }

    fn write<'s>(&'s self, sql: &mut String, cells: &mut Vec<Cell<'s>>, (feed, place): (&str, &str)) {
        let columns = self.columns();
        let _ = write!(sql, "INSERT INTO {} (", self.table);
        for (n, column) in columns.iter().enumerate() {
            sql.push_str(if n == 0 { "" } else { ", " });
            sql.push_str(column);
        }
        sql.push_str(") VALUES ");
        for (n, row) in self.rows.iter().enumerate() {
            sql.push_str(if n == 0 { "(" } else { ", (" });
            for (n, column) in columns.iter().enumerate() {
                sql.push_str(if n == 0 { "" } else { ", " });
                // Most rows have all columns, in their order.
                let same = row.get(n).filter(|(name, _)| name == column);
                match same.or_else(|| row.iter().find(|(name, _)| name == column)) {
                    Some((name, Value::Cell(cell))) => {
                        numbered(place_of(name), [cell.as_borrowed()], sql, cells);
                    }
                    Some((_, Value::Said(words))) => {
                        sql.push_str(&words.replace(FEED, feed).replace(PLACE, place));
                    }
                    None => sql.push_str("NULL"),
                }
            }
            sql.push(')');
        }
    }
}

/// The names of columns, each with its value.
pub(super) fn named<'c>(
    columns: &'c str,
    cells: impl IntoIterator<Item = Cell<'c>>,
) -> impl Iterator<Item = (&'c str, Cell<'c>)> {
    columns.split(',').map(str::trim_start).zip(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(person: i64, value: i64) -> Step<'static> {
        let columns = [("desk", 1), ("person", person), ("value", value)];
        let columns = columns.map(|(name, number)| (name, Cell::Integer(number)));
        Step::insert("tkit_counter", columns).or_update("desk, person", "value")
    }

    fn written(step: &Step<'_>) -> (String, usize) {
        let (mut sql, mut cells) = (String::new(), Vec::new());
        step.write(&mut sql, &mut cells, ("7", "8"));
        (sql, cells.len())
    }

    #[test]
    fn rows_of_one_table_are_written_by_one_statement() {
        let mut step = counted(1, 5);
        assert!(step.join(counted(2, 5)).is_none());
        assert_eq!((step.rows(), step.changes_rows()), (2, true));
        let sql = "INSERT INTO tkit_counter (desk, person, value) VALUES ($1, $2, $3), ($4, $5, $6) \
                   ON CONFLICT (desk, person) DO UPDATE SET value = excluded.value";
        assert_eq!(written(&step), (sql.to_owned(), 6));
    }

    #[test]
    fn what_one_row_has_and_another_has_not_is_nothing_there() {
        let event = |behind: u32, column| {
            let columns = [("id", Cell::Integer(1)), (column, Cell::text("x"))];
            Step::insert_with("tkit_event", [("feed", format!("{FEED} - {behind}"))], columns)
        };
        let mut step = event(1, "by");
        assert!(step.join(event(0, "words")).is_none());
        let sql = "INSERT INTO tkit_event (feed, id, by, words) VALUES (7 - 1, $1, $2, NULL), \
                   (7 - 0, $3, NULL, $4::TSVECTOR)";
        assert_eq!(written(&step), (sql.to_owned(), 4));
    }

    #[test]
    fn what_one_statement_cannot_write_stays_apart() {
        let first = || counted(1, 5);
        let others = [
            ("the same row", counted(1, 6)),
            ("something expected", counted(2, 5).or(Refusal::BeyondBound)),
            ("something told", counted(2, 5).taken("it".to_owned())),
            ("more values", counted(2, 5).and(" WHERE value < ?", [Cell::Integer(9)])),
            ("another table", Step::insert("tkit_event", [("desk", Cell::Integer(1))])),
            ("no new row", Step::new("DELETE FROM tkit_counter", [])),
        ];
        let by_no_key =
            || Step::insert("tkit_counter", [("desk", Cell::Integer(1))]).and(" ON CONFLICT DO NOTHING", []);
        assert!(by_no_key().join(by_no_key()).is_some());
        for (what, other) in others {
            assert!(first().join(other).is_some(), "{what}");
        }
        let mut full = first();
        let joined = (2..200).take_while(|n| full.join(counted(*n, 5)).is_none()).count();
        assert_eq!((joined + 1, full.rows()), (TOGETHER, TOGETHER));
    }
}
