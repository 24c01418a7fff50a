//! Test vectors in the form of one JSON object per line: what a line asks, and whether we answer it so.
//!
//! The tests of the core and the example `vectors` read lines with this, and every answer comes from the library
//! itself: business time from a calendar, the scenarios from a desk that is configured as they say.

mod business_time;
mod desk;
mod sla;
mod workflow;

use std::sync::Arc;

use serde_json::Value;
use ticketkit::storage::Storage;

/// What became of a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Every answer is the expected one.
    Passed,
    /// An answer is another one, or the line cannot be read; why.
    Failed(String),
    /// It needs what is not there yet; what that is.
    Skipped(String),
}

/// The id of a line, if it has one, and what became of it. `storage` gives an empty storage for a scenario to be
/// played on.
pub(crate) fn judge(line: &[u8], storage: &dyn Fn() -> Arc<dyn Storage>) -> (Option<String>, Verdict) {
    let line: Value = match serde_json::from_slice(line) {
        Ok(line) => line,
        Err(error) => return (None, Verdict::Failed(format!("not JSON: {error}"))),
    };
    let id = line.get("id").and_then(Value::as_str).map(str::to_owned);
    let verdict = match line.get("kind").map(Value::as_str) {
        None => business_time::check(line).map_or_else(Verdict::Failed, |()| Verdict::Passed),
        Some(Some("sla")) => sla::judge(&line, storage),
        Some(Some("workflow")) => workflow::judge(&line, storage),
        Some(kind) => Verdict::Failed(format!("there is no kind of line `{}`", kind.unwrap_or("?"))),
    };
    (id, verdict)
}
