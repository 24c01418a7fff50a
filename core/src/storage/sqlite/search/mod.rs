//! Text search: an index of our own words, and beside it the few texts that are not in it yet.
//!
//! A command that brings a new text does nothing for the search: the row of its message lies beyond the mark up to
//! which texts are indexed, and that is enough to find it. [`maintain`] moves the mark on.

mod find;
mod index;

pub(super) use find::find;
pub(super) use index::{forget_desk, lower_marks, maintain, retitle, retitle_now, reword};

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::errors::{Fault, Outcome};
use super::rows::one;
use crate::limits;
use crate::query::{Audience, words};
use crate::storage::sql::Row;

/// Up to where texts are indexed.
#[derive(Clone, Copy)]
struct Marks {
    /// The last row of `tkit_ticket`.
    ticket: i64,
    /// The last row of `tkit_message`.
    message: i64,
}

fn marks(connection: &Connection) -> Outcome<Marks> {
    let sql = "SELECT ticket, message FROM tkit_text_mark";
    let marks = one(connection, sql, &[], |row| Ok(Marks { ticket: row.take()?, message: row.take()? }))?;
    marks.ok_or_else(|| Fault::damaged("mark"))
}

/// No word that is searched for has more bytes: a folded character has at most three of at most four bytes each.
const LONGEST: usize = limits::SEARCH_CHARS * 3 * 4;

/// The words of a text as they stand in the index, each once. Words of public and of internal texts differ, and so do
/// those of two desks.
fn indexed(desk: i64, public: bool, text: &str) -> String {
    let words: BTreeSet<String> = words(text).filter(|word| word.len() <= LONGEST).collect();
    let words: Vec<String> = words.iter().map(|word| token(desk, public, word)).collect();
    words.join(" ")
}

/// The desk's digits, a letter for the sort of text, and the word: no two of these read alike.
fn token(desk: i64, public: bool, word: &str) -> String {
    format!("{desk}{}{word}", if public { 'p' } else { 'i' })
}

/// What finds the texts that hold all of these words, and that the audience may read.
fn question(desk: i64, audience: Audience, words: &[String]) -> String {
    let all = |public: bool| {
        let words: Vec<String> =
            words.iter().map(|word| format!("\"{}\"", token(desk, public, word))).collect();
        format!("({})", words.join(" AND "))
    };
    match audience {
        Audience::Customers => all(true),
        Audience::Staff => format!("{} OR {}", all(true), all(false)),
    }
}
