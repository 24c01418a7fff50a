//! The host's duties: given out, settled, tried again, parked.

use crate::change::{ChangeSet, Put};
use crate::error::{Code, Problem};
use crate::id::{CommandId, DeskId, EffectId, EventId};
use crate::limits;
use crate::model::{By, Effect, EffectState, Event, EventKind};
use crate::snapshot::{Key, Snapshot};
use crate::time::Timestamp;

use super::{Answer, Interrupt};

/// What a worker of the host wants of the outbox.
#[derive(Clone, Debug)]
pub enum OutboxStep {
    /// Duties to do, each under a lease.
    Lease {
        /// Who asks.
        worker: String,
        /// Until when the lease holds.
        until: Timestamp,
        /// How many at the most.
        limit: u32,
    },
    /// This one is done.
    Acknowledge {
        /// Which.
        effect: EffectId,
        /// The token of the lease.
        token: u64,
    },
    /// This one did not succeed.
    Fail {
        /// Which.
        effect: EffectId,
        /// The token of the lease.
        token: u64,
        /// When it may be tried again.
        retry_at: Timestamp,
        /// What went wrong, for people.
        reason: String,
    },
}

impl OutboxStep {
    /// What has to be seen for it.
    pub fn key(&self, now: Timestamp) -> Key {
        match self {
            Self::Lease { limit, .. } => Key::EffectsReady { now, limit: *limit },
            Self::Acknowledge { effect, .. } | Self::Fail { effect, .. } => Key::Effect(*effect),
        }
    }
}

/// Decides a step on the outbox: what is to be written, and the duties that are given out by it.
pub fn decide_outbox(
    step: &OutboxStep,
    desk: DeskId,
    command: CommandId,
    now: Timestamp,
    snapshot: &Snapshot,
) -> Result<(ChangeSet, Vec<Effect>), Interrupt> {
    let mut changes = ChangeSet::new(desk, snapshot.config_version);
    let mut given = Vec::new();
    match step {
        OutboxStep::Lease { worker, until, .. } => {
            for effect in snapshot.ready.iter().filter_map(|id| snapshot.effects.get(id)) {
                let leased = leased(effect, worker, *until);
                changes.puts.push(Put::Effect { before: effect.attempts, effect: Box::new(leased.clone()) });
                given.push(leased);
            }
        }
        OutboxStep::Acknowledge { effect, token } => {
            let held = held(snapshot, *effect, *token)?;
            changes.puts.push(Put::Settled { effect: held.id, token: *token });
        }
        OutboxStep::Fail { effect, token, retry_at, reason } => {
            let held = held(snapshot, *effect, *token)?;
            let mut after = held.clone();
            if held.attempts >= limits::EFFECT_ATTEMPTS {
                after.state = EffectState::Parked { reason: reason.clone() };
                let kind = EventKind::EffectParked { effect: held.id };
                let id = EventId::derived(command, 1);
                changes.events.push(Event::of_desk(id, command, now, By::System {}, kind));
            } else {
                after.state = EffectState::Waiting {};
                after.not_before = *retry_at;
            }
            changes.puts.push(Put::Effect { before: held.attempts, effect: Box::new(after) });
        }
    }
    Ok((changes, given))
}

/// The duty under a new lease. How often it was given out makes the fencing token: it only grows.
fn leased(effect: &Effect, worker: &str, until: Timestamp) -> Effect {
    let mut leased = effect.clone();
    leased.attempts += 1;
    let token = u64::from(leased.attempts);
    leased.state = EffectState::Leased { worker: worker.to_owned(), token, until };
    leased
}

/// The duty, when this lease still holds it. A lease that has run out holds until another is given.
fn held(snapshot: &Snapshot, effect: EffectId, token: u64) -> Answer<&Effect> {
    let found = snapshot.effect(effect)?;
    let holds =
        |effect: &&Effect| matches!(effect.state, EffectState::Leased { token: held, .. } if held == token);
    found.filter(holds).ok_or_else(|| {
        let text = format!("the effect `{effect}` is not held by the lease `{token}`");
        Problem::new(Code::LeaseLost, text)
            .at("/token")
            .hint("it was settled, or the lease ran out and another has it")
            .into()
    })
}
