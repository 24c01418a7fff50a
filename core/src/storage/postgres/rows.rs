//! Running statements and reading rows.
//!
//! Every statement goes out unnamed, with the types of its values, in one message: nothing of it stays on the server, so a
//! pooler may give the next transaction another connection.

use std::borrow::Cow;

use postgres::Row;
use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use super::errors::{Fault, Outcome, damaged};
use super::session::Session;
use super::texts;
use crate::storage::sql::{self, Cell, Stored};

/// Columns that hold bytes or a text. They are bytes on the server, and the first of them says which.
const EITHER: [&str; 4] = ["actor", "author", "by", "digest"];
const BYTES: u8 = 0;
const TEXT: u8 = 1;

/// A value as it stands in one of the columns that hold bytes or a text.
pub(super) fn either<'c>(cell: &Cell<'c>) -> Cell<'c> {
    let marked = |mark, bytes: &[u8]| Cell::Blob(Cow::Owned([&[mark], bytes].concat()));
    match cell {
        Cell::Text(text) => marked(TEXT, text.as_bytes()),
        Cell::Blob(bytes) => marked(BYTES, bytes),
        other => other.clone(),
    }
}

/// The values of these columns as they are stored.
pub(super) fn stored<'c>(columns: &str, cells: impl IntoIterator<Item = Cell<'c>>) -> Vec<Cell<'c>> {
    let names = columns.split(", ");
    let one = |(name, cell): (&str, Cell<'c>)| if EITHER.contains(&name) { either(&cell) } else { cell };
    names.zip(cells).map(one).collect()
}

/// Runs a statement that answers no rows; how many rows it changed.
pub(super) fn run(session: &Session, sql: &str, cells: &[Cell<'_>]) -> Outcome<u64> {
    session.execute(sql, cells)
}

/// The first row of an answer.
pub(super) fn one<T>(
    session: &Session,
    sql: &str,
    cells: &[Cell<'_>],
    read: impl FnOnce(&mut Columns<'_>) -> Outcome<T>,
) -> Outcome<Option<T>> {
    session.query(sql, cells)?.first().map(|row| read(&mut Columns::of(row))).transpose()
}

/// All rows of an answer.
pub(super) fn all<T>(
    session: &Session,
    sql: &str,
    cells: &[Cell<'_>],
    mut read: impl FnMut(&mut Columns<'_>) -> Outcome<T>,
) -> Outcome<Vec<T>> {
    session.query(sql, cells)?.iter().map(|row| read(&mut Columns::of(row))).collect()
}

/// The type under which a value is sent.
pub(super) const fn type_of(cell: &Cell<'_>) -> Type {
    match cell {
        Cell::Null => Type::UNKNOWN,
        Cell::Integer(_) => Type::INT8,
        Cell::Real(_) => Type::FLOAT8,
        Cell::Text(_) => Type::TEXT,
        Cell::Blob(_) => Type::BYTEA,
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) => number.to_sql(kind, out),
            Self::Real(number) => number.to_sql(kind, out),
            Self::Text(text) => texts::written(text).to_sql(kind, out),
            Self::Blob(bytes) => (&**bytes).to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::UNKNOWN, Type::INT8, Type::FLOAT8, Type::TEXT, Type::BYTEA].contains(kind)
    }

    to_sql_checked!();
}

/// The columns of a row, read from left to right.
pub(super) struct Columns<'r> {
    row: &'r Row,
    next: usize,
}

impl<'r> Columns<'r> {
    const fn of(row: &'r Row) -> Self {
        Self { row, next: 0 }
    }

    /// The column at a place, as it was before it was stored.
    fn at(&self, place: usize) -> Outcome<Cell<'r>> {
        let cell = match *self.kind(place)? {
            Type::INT8 => self.row.try_get::<_, Option<i64>>(place)?.map(Cell::Integer),
            Type::FLOAT8 => self.row.try_get::<_, Option<f64>>(place)?.map(Cell::Real),
            Type::TEXT => match self.row.try_get::<_, Option<&str>>(place)? {
                Some(text) => Some(Cell::Text(texts::read(text).ok_or_else(|| self.damaged_at(place))?)),
                None => None,
            },
            Type::BYTEA => match self.row.try_get::<_, Option<&[u8]>>(place)? {
                Some(bytes) if EITHER.contains(&self.name(place)) => Some(self.unmarked(place, bytes)?),
                bytes => bytes.map(Cell::bytes),
            },
            _ => return Err(self.damaged_at(place)),
        };
        Ok(cell.unwrap_or(Cell::Null))
    }

    fn unmarked(&self, place: usize, bytes: &'r [u8]) -> Outcome<Cell<'r>> {
        match bytes.split_first() {
            Some((&BYTES, bytes)) => Some(Cell::bytes(bytes)),
            Some((&TEXT, text)) => std::str::from_utf8(text).ok().map(Cell::text),
            _ => None,
        }
        .ok_or_else(|| self.damaged_at(place))
    }

    fn kind(&self, place: usize) -> Outcome<&'r Type> {
        self.row.columns().get(place).map(postgres::Column::type_).ok_or_else(|| damaged("?"))
    }

    fn name(&self, place: usize) -> &'r str {
        self.row.columns().get(place).map_or("?", postgres::Column::name)
    }

    fn damaged_at(&self, place: usize) -> Fault {
        damaged(self.name(place))
    }
}

impl sql::Row for Columns<'_> {
    type Fault = Fault;

    fn take<T: Stored>(&mut self) -> Outcome<T> {
        let place = self.next;
        self.next += 1;
        T::from_cell(&self.at(place)?).ok_or_else(|| self.damaged_at(place))
    }

    fn pass(&mut self) {
        self.next += 1;
    }

    fn misread(&self) -> Fault {
        self.damaged_at(self.next.saturating_sub(1))
    }
}
