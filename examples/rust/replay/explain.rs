//! The account of one incident: as text, and as a picture in a file.

use std::path::Path;

use ticketkit::engine::Engine;
use ticketkit::model::{Actor, TicketRef};

use super::log::Log;
use super::play::Played;

/// Writes the picture of an incident, and answers its account as text; or says why there is none.
pub(super) fn explain(
    engine: &Engine,
    log: &Log,
    played: &Played,
    number: &str,
    picture: &Path,
) -> Result<String, String> {
    let place = log.incidents.iter().position(|incident| incident.number == number);
    let place = place.ok_or_else(|| format!("the log has no incident `{number}`"))?;
    let ticket = played.tickets.get(place).and_then(Option::as_ref);
    let ticket = ticket.ok_or_else(|| format!("the incident `{number}` was never opened"))?;
    let account = engine
        .existing_desk("servicenow")
        .and_then(|desk| desk.account(&TicketRef::Id(ticket.id), Some(ticket.updated_at), &Actor::host()))
        .map_err(|error| format!("the incident `{number}` cannot be explained: {error}"))?;
    std::fs::write(picture, account.to_svg())
        .map_err(|error| format!("cannot write {}: {error}", picture.display()))?;
    Ok(format!("{number}, as a picture in {}\n{}", picture.display(), account.to_text()))
}
