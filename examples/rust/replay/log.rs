//! The log as it is read: incidents, each with its rows, and the order in which all rows are played.

use std::fmt;

use ticketkit::time::Timestamp;

/// Columns that fill a field of the desk's own, with the name of that field.
pub(super) const FIELDS: [(&str, &str); 11] = [
    ("location", "location"),
    ("category", "service_category"),
    ("subcategory", "service_subcategory"),
    ("u_symptom", "symptom"),
    ("cmdb_ci", "configuration_item"),
    ("knowledge", "knowledge"),
    ("u_priority_confirmation", "priority_confirmed"),
    ("problem_id", "problem_id"),
    ("rfc", "change_request"),
    ("vendor", "vendor"),
    ("caused_by", "caused_by"),
];

/// A whole log.
#[derive(Debug)]
pub(super) struct Log {
    /// The incidents, in the order in which the file begins with them.
    pub(super) incidents: Vec<Incident>,
    /// Every row, in the order in which it is played: the places of its incident and of the row in that.
    order: Vec<(usize, usize)>,
}

/// An incident, with its rows in the order of the file.
#[derive(Debug)]
pub(super) struct Incident {
    pub(super) number: String,
    pub(super) first: Row,
    /// Those after the first.
    pub(super) later: Vec<Row>,
}

impl Incident {
    /// All of its rows.
    pub(super) fn rows(&self) -> impl DoubleEndedIterator<Item = &Row> {
        std::iter::once(&self.first).chain(&self.later)
    }

    /// Its last row.
    pub(super) fn last(&self) -> &Row {
        self.later.last().unwrap_or(&self.first)
    }

    /// One of its rows, with the one before it.
    pub(super) fn row(&self, place: usize) -> Option<(&Row, Option<&Row>)> {
        let mut rows = self.rows().skip(place.saturating_sub(1));
        let one = rows.next()?;
        if place == 0 { Some((one, None)) } else { rows.next().map(|row| (row, Some(one))) }
    }
}

/// One row: how an incident was after somebody changed it.
#[derive(Debug)]
pub(super) struct Row {
    /// Where it stands in the file.
    pub(super) line: u64,
    /// When it is played: its own time, never before the row before it of the same incident.
    pub(super) at: Timestamp,
    pub(super) state: String,
    pub(super) impact: Option<String>,
    pub(super) urgency: Option<String>,
    pub(super) priority: Option<String>,
    pub(super) group: Option<String>,
    pub(super) assignee: Option<String>,
    pub(super) caller: Option<String>,
    pub(super) contact: Option<String>,
    pub(super) handoffs: i64,
    pub(super) reopens: i64,
    pub(super) made_sla: Option<bool>,
    /// The values of [`FIELDS`].
    pub(super) fields: [Option<String>; FIELDS.len()],
}

/// Why a log cannot be read.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// The file cannot be opened or read.
    File(String),
    /// Columns are missing: all of them.
    Columns(Vec<&'static str>),
    /// Rows are wrong: the first of them, and how many there are.
    Rows(Vec<Fault>, usize),
    /// There is no row.
    Empty,
}

/// What is wrong with a row.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) line: u64,
    pub(super) column: Option<&'static str>,
    pub(super) what: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(what) => f.write_str(what),
            Self::Columns(missing) => {
                write!(f, "line 1: these columns of an incident log are missing: {}", missing.join(", "))
            }
            Self::Empty => f.write_str("the log has no rows"),
            Self::Rows(faults, count) => {
                writeln!(f, "the log cannot be played, and nothing of it was:")?;
                for Fault { line, column, what } in faults {
                    let column = column.map(|column| format!(", {column}")).unwrap_or_default();
                    writeln!(f, "  line {line}{column}: {what}")?;
                }
                match count - faults.len() {
                    0 => write!(f, "{count} in all"),
                    more => write!(f, "{count} in all; {more} more are not listed"),
                }
            }
        }
    }
}

impl Log {
    /// These incidents, with their rows in the order in which they are played: by time, and at one time as they stand
    /// in the file.
    pub(super) fn of(incidents: Vec<Incident>) -> Self {
        let rows = |(place, incident): (usize, &Incident)| {
            let rows = (0_usize..).zip(incident.rows());
            rows.map(|(n, row)| ((row.at, row.line), (place, n))).collect::<Vec<_>>()
        };
        let mut order: Vec<_> = (0_usize..).zip(&incidents).flat_map(rows).collect();
        order.sort_unstable();
        Self { order: order.into_iter().map(|(_, row)| row).collect(), incidents }
    }

    /// The instants of the first and the last row that are played.
    pub(super) fn days(&self) -> Option<(Timestamp, Timestamp)> {
        let mut rows = self.in_order().map(|(_, _, row, _)| row.at);
        let first = rows.next()?;
        Some((first, rows.last().unwrap_or(first)))
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.order.len()
    }

    /// The rows in the order in which they are played, each with its incident's place and the row before it.
    pub(super) fn in_order(&self) -> impl Iterator<Item = (usize, &Incident, &Row, Option<&Row>)> {
        self.order.iter().filter_map(|(place, row)| {
            let incident = self.incidents.get(*place)?;
            let (row, before) = incident.row(*row)?;
            Some((*place, incident, row, before))
        })
    }
}
