//! The parts of a question, read and checked.

use crate::condition::{FieldKind, FieldKinds};
use crate::config::Config;
use crate::error::{Code, Problem, Result, suggest};
use crate::id::Name;
use crate::limits;
use crate::model::TicketField;
use crate::query::{Cursor, SearchText, SortKey};
use crate::workflow::Status;

/// What customers can ask about.
pub(super) struct PublicFields<'a>(pub(super) &'a Config);

impl PublicFields<'_> {
    fn shows_named(&self, field: &str) -> bool {
        match TicketField::built_in(field) {
            Some(field) => field.is_public(),
            None => self.0.field(field).is_some_and(|field| field.public),
        }
    }
}

impl FieldKinds for PublicFields<'_> {
    fn kind(&self, field: &str) -> Option<FieldKind> {
        self.0.kind(field).filter(|_| self.shows_named(field))
    }

    fn options(&self, field: &str) -> Option<Vec<&str>> {
        let mut options = self.0.options(field).filter(|_| self.shows_named(field))?;
        if field == TicketField::Status.as_str() {
            // A status of which no customer ever sees a ticket is as if it were not there.
            let public = |name: &str| {
                let mut same = self.0.workflows().filter_map(|workflow| workflow.status(name));
                same.any(Status::is_public)
            };
            options.retain(|name| public(name));
        }
        Some(options)
    }

    fn names(&self) -> Vec<String> {
        self.0.names().into_iter().filter(|name| self.shows_named(name)).collect()
    }

    fn shows(&self, field: &TicketField) -> bool {
        field.is_public()
    }
}

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
