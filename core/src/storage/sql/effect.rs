//! Effects in columns.

use super::cell::{Cell, Json, Row, Stored, json};
use crate::id::{EffectId, TicketId};
use crate::model::{Effect, EffectKind, EffectState};

/// The columns, in the order of [`effect_cells`].
pub(crate) const EFFECT_COLUMNS: &str =
    "at, id, position, kind, attempts, not_before, state, worker, token, until, reason";

/// What stands in the columns of an effect.
pub(crate) fn effect_cells(effect: &Effect) -> [Cell<'_>; 11] {
    let nothing = [Cell::Null, Cell::Null, Cell::Null, Cell::Null];
    let (state, [worker, token, until, reason]) = match &effect.state {
        EffectState::Waiting {} => (0, nothing),
        EffectState::Leased { worker, token, until } => {
            (1, [worker.to_cell(), token.to_cell(), until.to_cell(), Cell::Null])
        }
        EffectState::Parked { reason } => (2, [Cell::Null, Cell::Null, Cell::Null, reason.to_cell()]),
    };
    [
        effect.at.to_cell(),
        effect.id.to_cell(),
        effect.position.to_cell(),
        json(&effect.kind),
        effect.attempts.to_cell(),
        effect.not_before.to_cell(),
        Cell::Integer(state),
        worker,
        token,
        until,
        reason,
    ]
}

/// The effect of a ticket that stands in these columns.
pub(crate) fn effect_of<R: Row>(ticket: TicketId, row: &mut R) -> Result<Effect, R::Fault> {
    let at = row.take()?;
    let id: EffectId = row.take()?;
    let position = row.take()?;
    let kind: Json<EffectKind> = row.take()?;
    let mut effect = Effect::waiting(id, ticket, position, at, kind.0);
    effect.attempts = row.take()?;
    effect.not_before = row.take()?;
    let state: i64 = row.take()?;
    let (worker, token, until) =
        (row.take::<Option<_>>()?, row.take::<Option<_>>()?, row.take::<Option<_>>()?);
    effect.state = match (state, worker, token, until, row.take::<Option<_>>()?) {
        (0, None, None, None, None) => EffectState::Waiting {},
        (1, Some(worker), Some(token), Some(until), None) => EffectState::Leased { worker, token, until },
        (2, None, None, None, Some(reason)) => EffectState::Parked { reason },
        _ => return Err(row.misread()),
    };
    Ok(effect)
}
