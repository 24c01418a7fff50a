//! Many questions in one statement: one way to the server and back for everything that a decision needs, all of it at
//! one moment.

use std::fmt::Write as _;

use postgres::Row;

use super::errors::{Fault, Outcome};
use super::rows::{Columns, numbered};
use super::session::Session;
use crate::storage::sql::{Cell, Row as _};

/// Questions that are asked together.
#[derive(Debug, Default)]
pub(super) struct Questions<'q> {
    /// What has to be done before they are asked.
    first: String,
    text: String,
    cells: Vec<Cell<'q>>,
    /// The columns that each of them asks for.
    columns: Vec<String>,
}

/// One of the questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Question(usize);

impl<'q> Questions<'q> {
    /// Does something first, which goes by a name.
    pub(super) fn first(&mut self, name: &str, sql: &str, cells: impl IntoIterator<Item = Cell<'q>>) {
        let _ = write!(self.first, "WITH {name} AS (");
        numbered(sql, cells, &mut self.first, &mut self.cells);
        self.first.push_str(") ");
    }

    /// Asks for these columns of rows: `from` goes on with `FROM`. A value stands in it as `?`.
    pub(super) fn ask(
        &mut self,
        columns: &str,
        from: &str,
        cells: impl IntoIterator<Item = Cell<'q>>,
    ) -> Question {
        let question = self.columns.len();
        self.text.push_str(if question == 0 { "" } else { " UNION ALL " });
        let _ = write!(self.text, "(SELECT {question}::BIGINT, ROW({columns}) ");
        numbered(from, cells, &mut self.text, &mut self.cells);
        self.text.push(')');
        self.columns.push(columns.to_owned());
        Question(question)
    }

    /// The answers of the server.
    pub(super) fn put(&self, session: &Session) -> Outcome<Answers<'_>> {
        let mut rows: Vec<Vec<Row>> = Vec::new();
        rows.resize_with(self.columns.len(), Vec::new);
        for row in session.query(&format!("{}{}", self.first, self.text), &self.cells)? {
            let question = usize::try_from(row.try_get::<_, i64>(0)?).unwrap_or(usize::MAX);
            rows.get_mut(question).ok_or_else(|| Fault::damaged("question"))?.push(row);
        }
        Ok(Answers { columns: &self.columns, rows })
    }
}

/// What was answered to questions.
pub(super) struct Answers<'q> {
    columns: &'q [String],
    rows: Vec<Vec<Row>>,
}

impl Answers<'_> {
    /// All rows that a question was answered with, in no order.
    pub(super) fn all<T>(
        &self,
        Question(question): Question,
        mut read: impl FnMut(&mut Columns<'_>) -> Outcome<T>,
    ) -> Outcome<Vec<T>> {
        let (Some(rows), Some(columns)) = (self.rows.get(question), self.columns.get(question)) else {
            return Ok(Vec::new());
        };
        rows.iter().map(|row| read(&mut Columns::within(row, 1, columns)?)).collect()
    }

    /// The first row of it.
    pub(super) fn one<T>(
        &self,
        question: Question,
        read: impl FnMut(&mut Columns<'_>) -> Outcome<T>,
    ) -> Outcome<Option<T>> {
        Ok(self.all(question, read)?.into_iter().next())
    }

    /// The value of the only column of the first row.
    pub(super) fn value<T: crate::storage::sql::Stored>(&self, question: Question) -> Outcome<Option<T>> {
        self.one(question, |row| row.take())
    }
}
