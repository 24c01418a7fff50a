//! Which tickets a condition means that somebody gives.

use crate::access::FieldSight;
use crate::condition::{Condition, Predicate, Scope, Subject};
use crate::config::{Config, SeenFields};
use crate::error::{Code, Error, Problem};
use crate::model::{JobKind, Standing, TicketField};

/// The condition of a bulk change, by somebody who reads some of the fields.
pub(super) fn compile(
    config: &Config,
    sight: &FieldSight,
    condition: &Condition,
) -> Result<Predicate, Vec<Problem>> {
    Predicate::compile(condition, &SeenFields::of(config, sight), Scope::Stored, "/tickets")
}

/// For which tickets a job of this kind is that was begun by this condition: for those that are active, or in the trash
/// where it brings tickets back, unless the condition asks for the standing itself. Whoever began it asks only about fields
/// that they read.
///
/// # Errors
/// What is wrong with the condition under this configuration.
pub fn is_for(
    config: &Config,
    sight: &FieldSight,
    condition: &Condition,
    kind: &JobKind,
) -> Result<Predicate, Error> {
    let predicate = compile(config, sight, condition).map_err(|problems| {
        let unsaid = || Problem::new(Code::InternalError, "a condition is wrong for no reason").into();
        Error::of(problems).unwrap_or_else(unsaid)
    })?;
    let back = matches!(kind, JobKind::RestoreTickets { .. });
    Ok(of_standing(predicate, if back { Standing::Trash } else { Standing::Active }))
}

/// A condition on tickets of this standing only, unless it asks for the standing itself.
pub fn of_standing(predicate: Predicate, standing: Standing) -> Predicate {
    let subject = Subject::Ticket(TicketField::Standing);
    if predicate.subjects().contains(&subject) {
        return predicate;
    }
    predicate.and_named(TicketField::Standing, standing.as_str())
}
