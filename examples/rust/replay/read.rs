//! Reading a log from its file: every row is checked, and everything that is wrong is named by its line.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use chrono::NaiveDateTime;
use csv::StringRecord;
use ticketkit::time::Timestamp;

use super::desk::{IMPACTS, PRIORITIES, STATES, URGENCIES};
use super::log::{FIELDS, Fault, Incident, Log, Row, Unreadable};

/// How a value that is missing is written.
const MISSING: &str = "?";
/// Faults that are named; more are only counted.
const FAULTS: usize = 20;

impl Log {
    /// Reads a log as a whole, or says everything that is wrong with it.
    pub(super) fn read(path: &Path) -> Result<Self, Unreadable> {
        let cannot =
            |error: &dyn fmt::Display| Unreadable::File(format!("cannot read {}: {error}", path.display()));
        let mut reader = csv::ReaderBuilder::new().from_path(path).map_err(|error| cannot(&error))?;
        let header = reader.headers().map_err(|error| cannot(&error))?.clone();
        let columns = Columns::of(&header)?;
        let mut reading = Reading { columns, faults: Vec::new(), fault_count: 0 };
        let mut incidents: Vec<Incident> = Vec::new();
        let mut known = HashMap::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) if matches!(error.kind(), csv::ErrorKind::Io(_)) => return Err(cannot(&error)),
                Err(error) => {
                    reading.broken(&error);
                    continue;
                }
            };
            let Some((number, mut row)) = reading.row(&record) else { continue };
            if let Some(incident) = known.get(&number).and_then(|place: &usize| incidents.get_mut(*place)) {
                row.at = row.at.max(incident.last().at);
                incident.later.push(row);
            } else {
                known.insert(number.clone(), incidents.len());
                incidents.push(Incident { number, first: row, later: Vec::new() });
            }
        }
        match (reading.fault_count, incidents.is_empty()) {
            (0, true) => Err(Unreadable::Empty),
            (0, false) => Ok(Self::of(incidents)),
            (count, _) => Err(Unreadable::Rows(reading.faults, count)),
        }
    }
}

/// Where the columns are.
struct Columns(HashMap<&'static str, usize>);

impl Columns {
    const NEEDED: [&'static str; 13] = [
        "number",
        "incident_state",
        "reassignment_count",
        "reopen_count",
        "made_sla",
        "caller_id",
        "sys_updated_at",
        "contact_type",
        "impact",
        "urgency",
        "priority",
        "assignment_group",
        "assigned_to",
    ];

    fn of(header: &StringRecord) -> Result<Self, Unreadable> {
        let wanted = Self::NEEDED.into_iter().chain(FIELDS.map(|(column, _)| column));
        let place = |column: &str| header.iter().position(|name| name.trim() == column);
        let (found, missing): (Vec<_>, Vec<_>) =
            wanted.map(|column| (column, place(column))).partition(|(_, place)| place.is_some());
        if missing.is_empty() {
            Ok(Self(found.into_iter().filter_map(|(column, place)| Some((column, place?))).collect()))
        } else {
            Err(Unreadable::Columns(missing.into_iter().map(|(column, _)| column).collect()))
        }
    }
}

/// Reading row by row, with everything that is wrong so far.
struct Reading {
    columns: Columns,
    faults: Vec<Fault>,
    fault_count: usize,
}

impl Reading {
    fn fault(&mut self, line: u64, column: Option<&'static str>, what: String) {
        self.fault_count += 1;
        if self.faults.len() < FAULTS {
            self.faults.push(Fault { line, column, what });
        }
    }

    /// A row that is none.
    fn broken(&mut self, error: &csv::Error) {
        let line = error.position().map_or(0, csv::Position::line);
        let what = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("{len} columns, and the first line has {expected_len}")
            }
            csv::ErrorKind::Utf8 { .. } => "not UTF-8".to_owned(),
            _ => error.to_string(),
        };
        self.fault(line, None, what);
    }

    /// The number of the incident, and the row; nothing when something is wrong with it, which then is among the
    /// faults.
    fn row(&mut self, record: &StringRecord) -> Option<(String, Row)> {
        let before = self.fault_count;
        let line = record.position().map_or(0, csv::Position::line);
        let mut cells = Cells { reading: self, record, line };
        let number = cells.needed("number");
        let at = cells.instant("sys_updated_at");
        let row = Row {
            line,
            at: at.unwrap_or_default(),
            state: cells.needed("incident_state").unwrap_or_default(),
            impact: cells.one_of("impact", &IMPACTS.map(|(label, _)| label)),
            urgency: cells.one_of("urgency", &URGENCIES.map(|(label, _)| label)),
            priority: cells.one_of("priority", &PRIORITIES.map(|(label, _)| label)),
            group: cells.text("assignment_group"),
            assignee: cells.text("assigned_to"),
            caller: cells.text("caller_id"),
            contact: cells.text("contact_type"),
            handoffs: cells.count("reassignment_count"),
            reopens: cells.count("reopen_count"),
            made_sla: cells.yes_or_no("made_sla"),
            fields: FIELDS.map(|(column, _)| cells.text(column)),
        };
        if !row.state.is_empty() {
            cells.one_of("incident_state", &STATES.map(|state| state.label));
        }
        (self.fault_count == before).then_some((number?, row))
    }
}

/// The cells of one row.
struct Cells<'a> {
    reading: &'a mut Reading,
    record: &'a StringRecord,
    line: u64,
}

impl Cells<'_> {
    fn wrong(&mut self, column: &'static str, what: String) {
        self.reading.fault(self.line, Some(column), what);
    }

    fn text(&self, column: &'static str) -> Option<String> {
        let place = self.reading.columns.0.get(column)?;
        let cell = self.record.get(*place)?.trim();
        (!cell.is_empty() && cell != MISSING).then(|| cell.to_owned())
    }

    fn needed(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column);
        if text.is_none() {
            self.wrong(column, "the value is missing, and every row needs it".to_owned());
        }
        text
    }

    fn one_of(&mut self, column: &'static str, known: &[&str]) -> Option<String> {
        let text = self.text(column)?;
        if !known.contains(&text.as_str()) {
            self.wrong(column, format!("`{text}` is not one of {}", known.join(", ")));
        }
        Some(text)
    }

    fn count(&mut self, column: &'static str) -> i64 {
        let Some(text) = self.needed(column) else { return 0 };
        text.parse::<u32>().map_or_else(
            |_| {
                self.wrong(column, format!("`{text}` is not a count"));
                0
            },
            i64::from,
        )
    }

    fn yes_or_no(&mut self, column: &'static str) -> Option<bool> {
        self.one_of(column, &["TRUE", "FALSE"]).map(|text| text == "TRUE")
    }

    /// A day-month-year and a time, taken as UTC.
    fn instant(&mut self, column: &'static str) -> Option<Timestamp> {
        let text = self.needed(column)?;
        let read = (text.len() == "29-02-2016 01:16".len())
            .then(|| NaiveDateTime::parse_from_str(&text, "%d-%m-%Y %H:%M").ok())
            .flatten();
        if read.is_none() {
            self.wrong(column, format!("`{text}` is not a date and time such as 29-02-2016 01:16"));
        }
        read.map(|read| read.and_utc().into())
    }
}
