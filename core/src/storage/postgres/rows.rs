//! Running statements and reading rows.
//!
//! Every statement goes out unnamed, with the types of its values, in one message: nothing of it stays on the server,
//! so a pooler may give the next transaction another connection. Where statements may stay, see [`super::prepared`].

use std::borrow::Cow;
use std::fmt::Write as _;

use postgres::Row;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, Oid, ToSql, Type, to_sql_checked};

use super::errors::{Fault, Outcome};
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

/// How the value of a column is written down: what is made of texts on the server says so.
pub(super) fn place_of(column: &str) -> &'static str {
    match column {
        "tags_asked" | "fields_asked" | "fields_folded" => "?::JSONB",
        "words" => "?::TSVECTOR",
        _ => "?",
    }
}

/// The value of a column as it is stored.
pub(super) fn stored<'c>(column: &str, cell: Cell<'c>) -> Cell<'c> {
    if EITHER.contains(&column) { either(&cell) } else { cell }
}

/// Adds words to a statement, and their values to its values. A value stands in the words as `?`.
pub(super) fn numbered<'c>(
    words: &str,
    values: impl IntoIterator<Item = Cell<'c>>,
    sql: &mut String,
    cells: &mut Vec<Cell<'c>>,
) {
    let mut parts = words.split('?');
    sql.push_str(parts.next().unwrap_or_default());
    for (part, cell) in parts.zip(values) {
        cells.push(cell);
        let _ = write!(sql, "${}{part}", cells.len());
    }
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
    session.query(sql, cells)?.first().map(|row| read(&mut Columns::of(row)?)).transpose()
}

/// All rows of an answer.
pub(super) fn all<T>(
    session: &Session,
    sql: &str,
    cells: &[Cell<'_>],
    mut read: impl FnMut(&mut Columns<'_>) -> Outcome<T>,
) -> Outcome<Vec<T>> {
    session.query(sql, cells)?.iter().map(|row| read(&mut Columns::of(row)?)).collect()
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

    /// A value is sent under the type of [`type_of`]; nothing fits every type that a prepared statement has in its place.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value as the server sent it.
#[derive(Clone, Copy)]
struct Raw<'r> {
    kind: Oid,
    bytes: Option<&'r [u8]>,
}

impl<'r> Raw<'r> {
    /// The value as it was before it was stored in a column of this name; nothing when it cannot stand there.
    fn cell(self, name: &str) -> Option<Cell<'r>> {
        let Some(bytes) = self.bytes else { return Some(Cell::Null) };
        match Type::from_oid(self.kind)? {
            Type::INT8 => bytes.try_into().ok().map(i64::from_be_bytes).map(Cell::Integer),
            Type::FLOAT8 => bytes.try_into().ok().map(f64::from_be_bytes).map(Cell::Real),
            Type::TEXT => texts::read(std::str::from_utf8(bytes).ok()?).map(Cell::Text),
            Type::BYTEA if EITHER.contains(&name) => match bytes.split_first()? {
                (&BYTES, bytes) => Some(Cell::bytes(bytes)),
                (&TEXT, text) => std::str::from_utf8(text).ok().map(Cell::text),
                _ => None,
            },
            Type::BYTEA => Some(Cell::bytes(bytes)),
            _ => None,
        }
    }
}

impl<'r> FromSql<'r> for Raw<'r> {
    fn from_sql(kind: &Type, bytes: &'r [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self { kind: kind.oid(), bytes: Some(bytes) })
    }

    fn from_sql_null(kind: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self { kind: kind.oid(), bytes: None })
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The columns of a row, read from left to right.
pub(super) struct Columns<'r> {
    columns: Vec<(&'r str, Raw<'r>)>,
    next: usize,
}

impl<'r> Columns<'r> {
    fn of(row: &'r Row) -> Outcome<Self> {
        let names = row.columns().iter().map(postgres::Column::name);
        let columns = names
            .enumerate()
            .map(|(place, name)| Ok((name, row.try_get::<_, Raw<'r>>(place)?)))
            .collect::<Outcome<_>>()?;
        Ok(Self { columns, next: 0 })
    }

    /// The columns of a row that stands in the column at `place` of another one, as `ROW(...)`; these are their names.
    pub(super) fn within(row: &'r Row, place: usize, names: &'r str) -> Outcome<Self> {
        let record: Raw<'r> = row.try_get(place)?;
        let values = record.bytes.and_then(values_of).ok_or_else(|| Fault::damaged("row"))?;
        let names = names.split(',').map(|name| {
            let name = name.trim_start();
            name.rfind('.').and_then(|point| name.get(point + 1..)).unwrap_or(name)
        });
        Ok(Self { columns: names.zip(values).collect(), next: 0 })
    }

    fn name(&self, place: usize) -> &'r str {
        self.columns.get(place).map_or("?", |(name, _)| name)
    }

    fn damaged_at(&self, place: usize) -> Fault {
        Fault::damaged(self.name(place))
    }
}

/// The values of a record: their number, and for each its type, its length and its bytes.
fn values_of(bytes: &[u8]) -> Option<Vec<Raw<'_>>> {
    let (count, mut rest) = bytes.split_first_chunk::<4>()?;
    let mut values = Vec::new();
    for _ in 0..u32::from_be_bytes(*count) {
        let (kind, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let kind = Oid::from_be_bytes(*kind);
        // No value at all has a negative length.
        let (bytes, after) = match usize::try_from(i32::from_be_bytes(*length)) {
            Ok(length) => after.split_at_checked(length).map(|(bytes, after)| (Some(bytes), after))?,
            Err(_) => (None, after),
        };
        values.push(Raw { kind, bytes });
        rest = after;
    }
    rest.is_empty().then_some(values)
}

impl sql::Row for Columns<'_> {
    type Fault = Fault;

    fn take<T: Stored>(&mut self) -> Outcome<T> {
        let place = self.next;
        self.next += 1;
        let cell = self.columns.get(place).and_then(|(name, value)| value.cell(name));
        cell.and_then(|cell| T::from_cell(&cell)).ok_or_else(|| self.damaged_at(place))
    }

    fn pass(&mut self) {
        self.next += 1;
    }

    fn misread(&self) -> Fault {
        self.damaged_at(self.next.saturating_sub(1))
    }
}
