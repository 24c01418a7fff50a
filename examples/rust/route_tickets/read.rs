//! Reading tickets from a file.

use std::fmt;
use std::path::Path;

use csv::StringRecord;

/// A ticket of the file.
pub(super) struct Row {
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) ticket_type: String,
    /// Where the file puts it: only for the comparison.
    pub(super) queue: String,
    pub(super) priority: String,
    pub(super) language: String,
    pub(super) tags: Vec<String>,
}

const COLUMNS: [&str; 6] = ["subject", "body", "type", "queue", "priority", "language"];

/// Reads all of them, or says what is wrong with the file.
pub(super) fn read(path: &Path) -> Result<Vec<Row>, String> {
    let cannot = |error: &dyn fmt::Display| format!("cannot read {}: {error}", path.display());
    let mut reader = csv::ReaderBuilder::new().from_path(path).map_err(|error| cannot(&error))?;
    let header = reader.headers().map_err(|error| cannot(&error))?.clone();
    let place = |column: &str| header.iter().position(|name| name.trim() == column);
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|column| place(column).is_none()).collect();
    if !missing.is_empty() {
        return Err(format!("line 1: these columns are missing: {}", missing.join(", ")));
    }
    let [subject, body, ticket_type, queue, priority, language] = COLUMNS.map(place);
    let tags: Vec<usize> = (1..=8).filter_map(|n| place(&format!("tag_{n}"))).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| cannot(&error))?;
        let cell = |place: Option<usize>| cell(&record, place);
        let subject = cell(subject);
        rows.push(Row {
            // Some have none, and a ticket has one.
            subject: if subject.is_empty() { "(no subject)".to_owned() } else { subject },
            body: cell(body).replace("\\n", "\n"),
            ticket_type: cell(ticket_type).to_lowercase(),
            queue: cell(queue),
            priority: cell(priority).to_lowercase(),
            language: cell(language),
            tags: tags
                .iter()
                .map(|place| cell(Some(*place)).to_lowercase())
                .filter(|tag| !tag.is_empty())
                .collect(),
        });
    }
    if rows.is_empty() { Err(format!("{} has no tickets", path.display())) } else { Ok(rows) }
}

fn cell(record: &StringRecord, place: Option<usize>) -> String {
    place.and_then(|place| record.get(place)).unwrap_or_default().trim().to_owned()
}
