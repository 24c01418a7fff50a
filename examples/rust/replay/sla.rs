//! The promises of the desk over the log, and what they would have come to with other working hours.

use std::io::{self, Write};

use serde_json::{Value as Json, json};
use ticketkit::engine::{Engine, GroupBy, WhatIf, WhatIfReport};
use ticketkit::error::{Code, Problem, Result};
use ticketkit::model::Actor;

use super::desk::Plan;
use super::log::Log;

/// The hours of every working day that are tried.
const HOURS: [&str; 2] = ["07:00", "19:00"];

/// Lives the whole log again with other hours, until its last row. Nothing of the desk is touched.
pub(super) fn try_hours(engine: &Engine, log: &Log, plan: &Plan) -> Result<WhatIfReport> {
    let wrong = |error: serde_json::Error| Problem::new(Code::InternalError, error.to_string());
    let mut document: Json = serde_json::from_str(&plan.document()?).map_err(wrong)?;
    let calendars = document.get_mut("calendars").and_then(Json::as_object_mut);
    for calendar in calendars.into_iter().flat_map(|all| all.values_mut()) {
        let days = calendar.get_mut("weekly").and_then(Json::as_object_mut);
        for day in days.into_iter().flat_map(|week| week.values_mut()) {
            *day = json!([HOURS]);
        }
    }
    let options = WhatIf { as_of: log.days().map(|(_, last)| last), ..WhatIf::default() };
    let desk = engine.existing_desk("servicenow")?;
    desk.what_if(&document.to_string(), &options, &Actor::host(), &mut |_| true)
}

/// Tells it: in all, by priority, and by month.
pub(super) fn write(report: &WhatIfReport, out: &mut dyn Write) -> io::Result<()> {
    let [opens, closes] = HOURS;
    let tickets = report.tickets;
    writeln!(
        out,
        "\nour promise over {tickets} tickets -> the same, were it open from {opens} to {closes}:"
    )?;
    for row in
        report.rows.iter().filter(|row| matches!(row.by, GroupBy::All | GroupBy::Priority | GroupBy::Month))
    {
        writeln!(out, "  {row}")?;
    }
    Ok(())
}
