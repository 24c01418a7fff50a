//! Keeping the index: in batches, apart from the commands that bring the texts.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::{LONGEST, indexed, marks, question};
use crate::model::Message;
use crate::query::{Audience, words};
use crate::storage::sql::{Cell, Row, Stored};
use crate::storage::sqlite::desks::Desk;
use crate::storage::sqlite::errors::Outcome;
use crate::storage::sqlite::rows::{all, one, run};
use crate::time::Timestamp;

/// Texts that are indexed in one transaction: enough that the index is written well, and few enough that a command
/// which waits meanwhile is not late.
const BATCH: i64 = 250;

/// A text that is to be indexed.
struct Text {
    desk: i64,
    ticket: i64,
    /// 0 for the subject.
    message: i64,
    public: bool,
    words: String,
    created_at: Timestamp,
}

/// Notes that the subject of a ticket is another one by now, when the former one is in the index.
pub(in crate::storage::sqlite) fn retitle(
    connection: &Connection,
    desk: Desk,
    ticket: i64,
    former: &str,
) -> Outcome<()> {
    let sql = "INSERT INTO tkit_retitled (ticket, desk, subject)
        SELECT ?2, ?1, ?3 FROM tkit_text_mark WHERE ticket >= ?2 ON CONFLICT DO NOTHING";
    run(connection, sql, &[desk.cell(), Cell::Integer(ticket), Cell::text(former)])?;
    Ok(())
}

/// Indexes some of the texts that wait for it; true when there may be more.
pub(in crate::storage::sqlite) fn maintain(connection: &Connection) -> Outcome<bool> {
    let done = index_retitled(connection, 0, i64::MAX)?;
    if done > 0 {
        return Ok(true);
    }
    let marks = marks(connection)?;
    let subjects = all(
        connection,
        "SELECT row, desk, subject, created_at FROM tkit_ticket WHERE row > ?1 ORDER BY row LIMIT ?2",
        &[Cell::Integer(marks.ticket), Cell::Integer(BATCH)],
        |row| {
            let ticket = row.take()?;
            let desk = row.take()?;
            Ok(Text { desk, ticket, message: 0, public: true, words: row.take()?, created_at: row.take()? })
        },
    )?;
    let messages = all(
        connection,
        "SELECT m.row, m.desk, m.ticket, m.public, m.body, t.created_at
        FROM tkit_message AS m CROSS JOIN tkit_ticket AS t ON t.row = m.ticket
        WHERE m.row > ?1 ORDER BY m.row LIMIT ?2",
        &[Cell::Integer(marks.message), Cell::Integer(BATCH)],
        |row| {
            let message = row.take()?;
            let (desk, ticket, public) = (row.take()?, row.take()?, row.take()?);
            Ok(Text { desk, ticket, message, public, words: row.take()?, created_at: row.take()? })
        },
    )?;
    if subjects.is_empty() && messages.is_empty() {
        return Ok(false);
    }
    let ticket = subjects.last().map_or(marks.ticket, |text| text.ticket);
    let message = messages.last().map_or(marks.message, |text| text.message);
    let mut ages = BTreeMap::new();
    for text in subjects.iter().chain(&messages) {
        if let Some(row) = index(connection, text, None)? {
            let age = ages.entry(text.desk).or_insert((row, text.created_at));
            *age = (row, age.1.max(text.created_at));
        }
    }
    for (desk, (up_to, created_at)) in ages {
        note_age(connection, desk, up_to, created_at)?;
    }
    let sql = "UPDATE tkit_text_mark SET ticket = ?1, message = ?2";
    run(connection, sql, &[Cell::Integer(ticket), Cell::Integer(message)])?;
    Ok(true)
}

/// Puts a text into the index, in this row or a new one, and answers the row; nothing when it has no words. A row that
/// was given once is never given to another text.
fn index(connection: &Connection, text: &Text, row: Option<i64>) -> Outcome<Option<i64>> {
    let words = indexed(text.desk, text.public, &text.words);
    if words.is_empty() {
        return Ok(None);
    }
    let row = if let Some(row) = row {
        row
    } else {
        let sql = "INSERT INTO tkit_text (desk, ticket, message) VALUES (?1, ?2, ?3)";
        run(connection, sql, &[text.desk, text.ticket, text.message].map(Cell::Integer))?;
        connection.last_insert_rowid()
    };
    let sql = "INSERT INTO tkit_search (rowid, words) VALUES (?1, ?2)";
    run(connection, sql, &[Cell::Integer(row), Cell::Text(words.into())])?;
    Ok(Some(row))
}

/// Takes a text out of the index; `text` is what was put there.
fn unindex(connection: &Connection, desk: i64, row: i64, public: bool, text: &str) -> Outcome<()> {
    let words = indexed(desk, public, text);
    if !words.is_empty() {
        let sql = "INSERT INTO tkit_search (tkit_search, rowid, words) VALUES ('delete', ?1, ?2)";
        run(connection, sql, &[Cell::Integer(row), Cell::Text(words.into())])?;
    }
    Ok(())
}

/// Notes the age of the youngest ticket with a text up to this row of the index.
fn note_age(connection: &Connection, desk: i64, up_to: i64, created_at: Timestamp) -> Outcome<()> {
    let sql = "SELECT up_to, created_at FROM tkit_text_age WHERE desk = ?1 ORDER BY up_to DESC LIMIT 1";
    let last: Option<(i64, Timestamp)> =
        one(connection, sql, &[Cell::Integer(desk)], |row| Ok((row.take()?, row.take()?)))?;
    match last {
        Some((last, youngest)) if youngest >= created_at => {
            let sql = "UPDATE tkit_text_age SET up_to = ?3 WHERE desk = ?1 AND up_to = ?2";
            run(connection, sql, &[desk, last, up_to].map(Cell::Integer))?;
        }
        _ => {
            let sql = "INSERT INTO tkit_text_age (desk, up_to, created_at) VALUES (?1, ?2, ?3)";
            run(connection, sql, &[Cell::Integer(desk), Cell::Integer(up_to), created_at.to_cell()])?;
        }
    }
    Ok(())
}

/// Brings the new subject of a ticket into the index at once, so that nothing remembers the former one.
pub(in crate::storage::sqlite) fn retitle_now(connection: &Connection, ticket: i64) -> Outcome<()> {
    index_retitled(connection, ticket, ticket).map(drop)
}

/// Puts what a message says now into the index, in the place of what it said, when that is there already.
pub(in crate::storage::sqlite) fn reword(
    connection: &Connection,
    desk: Desk,
    row: i64,
    (former, message): (&str, &Message),
) -> Outcome<()> {
    if row > marks(connection)?.message {
        return Ok(());
    }
    let sql = "SELECT t.row, t.created_at FROM tkit_message AS m JOIN tkit_ticket AS t ON t.row = m.ticket
        WHERE m.row = ?1";
    let ticket = one(connection, sql, &[Cell::Integer(row)], |row| Ok((row.take()?, row.take()?)))?;
    let Some((ticket, created_at)) = ticket else { return Ok(()) };
    let (public, words) = (message.public, message.body.clone());
    reindex(connection, former, &Text { desk: desk.number, ticket, message: row, public, words, created_at })
}

/// Brings new subjects of indexed tickets into the index, those of some rows; how many there were.
fn index_retitled(connection: &Connection, from: i64, to: i64) -> Outcome<usize> {
    let sql = "SELECT r.ticket, r.desk, r.subject, t.subject, t.created_at FROM tkit_retitled AS r
        CROSS JOIN tkit_ticket AS t ON t.row = r.ticket
        WHERE r.ticket BETWEEN ?1 AND ?2 ORDER BY r.ticket LIMIT ?3";
    let retitled = all(connection, sql, &[from, to, BATCH].map(Cell::Integer), |row| {
        let (ticket, desk, former) = (row.take()?, row.take()?, row.take::<String>()?);
        let text = row.take()?;
        Ok((former, Text { desk, ticket, message: 0, public: true, words: text, created_at: row.take()? }))
    })?;
    for (former, text) in &retitled {
        reindex(connection, former, text)?;
        run(connection, "DELETE FROM tkit_retitled WHERE ticket = ?1", &[Cell::Integer(text.ticket)])?;
    }
    Ok(retitled.len())
}

/// Puts a text into the index in the row of the former one.
fn reindex(connection: &Connection, former: &str, text: &Text) -> Outcome<()> {
    let former_row = row_of(connection, text, former)?;
    if let Some(row) = former_row {
        unindex(connection, text.desk, row, text.public, former)?;
    }
    if let Some(row) = index(connection, text, former_row)?.filter(|_| former_row.is_none()) {
        note_age(connection, text.desk, row, text.created_at)?;
    }
    Ok(())
}

/// Words by which a text is looked up in the index: the longest are the rarest.
const TELLING: usize = 16;

/// Where the former words of a text stand in the index: found by the index itself.
fn row_of(connection: &Connection, text: &Text, former: &str) -> Outcome<Option<i64>> {
    let words: BTreeSet<String> = words(former).filter(|word| word.len() <= LONGEST).collect();
    let mut words: Vec<String> = words.into_iter().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.truncate(TELLING);
    if words.is_empty() {
        return Ok(None);
    }
    let sql = "SELECT x.row FROM tkit_search CROSS JOIN tkit_text AS x ON x.row = tkit_search.rowid
        WHERE tkit_search MATCH ?1 AND x.ticket = ?2 AND x.message = ?3";
    let question = Cell::Text(question(text.desk, Audience::Staff, &words).into());
    let cells = [question, Cell::Integer(text.ticket), Cell::Integer(text.message)];
    one(connection, sql, &cells, |row| row.take())
}

/// Takes all texts of a desk out of the index.
pub(in crate::storage::sqlite) fn forget_desk(connection: &Connection, desk: Desk) -> Outcome<()> {
    let sql = "SELECT x.row, ifnull(m.public, 1), coalesce(m.body, r.subject, t.subject) FROM tkit_text AS x
        JOIN tkit_ticket AS t ON t.row = x.ticket LEFT JOIN tkit_message AS m ON m.row = x.message
        LEFT JOIN tkit_retitled AS r ON r.ticket = x.ticket WHERE x.desk = ?1";
    let texts =
        all(connection, sql, &[desk.cell()], |row| Ok((row.take()?, row.take()?, row.take::<String>()?)))?;
    for (row, public, text) in texts {
        unindex(connection, desk.number, row, public, &text)?;
    }
    for table in ["tkit_text", "tkit_text_age", "tkit_retitled"] {
        run(connection, &format!("DELETE FROM {table} WHERE desk = ?1"), &[desk.cell()])?;
    }
    Ok(())
}

/// Lowers the marks to the last rows that there are: the numbers of the rows above them will be given again.
pub(in crate::storage::sqlite) fn lower_marks(connection: &Connection) -> Outcome<()> {
    let sql = "UPDATE tkit_text_mark SET
        ticket = min(ticket, (SELECT ifnull(max(row), 0) FROM tkit_ticket)),
        message = min(message, (SELECT ifnull(max(row), 0) FROM tkit_message))";
    run(connection, sql, &[])?;
    Ok(())
}
