//! The parts of a question, read and checked.

use crate::error::{Code, Problem, Result, suggest};
use crate::id::Name;
use crate::limits;
use crate::query::{Cursor, SearchText, SortKey};

/// How many rows are asked for.
pub(super) fn page(limit: Option<u32>) -> Result<u32> {
    match limit {
        None => Ok(limits::PAGE_DEFAULT),
        Some(limit) if (1..=limits::PAGE_MAX).contains(&limit) => Ok(limit),
        Some(limit) => {
            let text = format!("a page of {limit} rows: from 1 to {} are allowed", limits::PAGE_MAX);
            Err(Problem::new(Code::OutOfRange, text).at("/limit").into())
        }
    }
}

/// The words that are searched for.
pub(super) fn search(text: &str) -> Result<SearchText> {
    Ok(SearchText::of(text).ok_or_else(|| {
        Problem::new(Code::OutOfRange, "there is no word to search for")
            .at("/text")
            .hint("give letters or digits")
    })?)
}

/// What a list is ordered by.
pub(super) fn sort_key(name: &Name) -> Result<SortKey> {
    match name.as_str() {
        "created_at" => Ok(SortKey::CreatedAt),
        "updated_at" => Ok(SortKey::UpdatedAt),
        "status_since" => Ok(SortKey::StatusSince),
        other => {
            let problem =
                Problem::new(Code::OutOfRange, format!("a list cannot be ordered by `{other}`")).at("/sort");
            Err(problem.hint(suggest(other, &["created_at", "updated_at", "status_since"])).into())
        }
    }
}

/// Where a list goes on.
pub(super) fn cursor(text: &str) -> Result<Cursor> {
    let read = text.parse();
    Ok(read.map_err(|error| Problem::new(Code::BadCursor, format!("{error}")).at("/after"))?)
}
