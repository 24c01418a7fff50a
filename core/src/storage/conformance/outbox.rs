//! The outbox: duties of the host are given out in order, to one worker at a time, until they are done.

use super::records::{effect, effect_id, leased, minute, put_effect, put_new, ticket, ticket_id};
use super::trial::{Mismatch, NewStorage, Trial, Verdict, same};
use crate::change::{ChangeSet, Put};
use crate::id::EffectId;
use crate::model::{Effect, EffectState};
use crate::storage::Key;
use crate::time::Timestamp;

/// A trial with tickets 1 to 3 and these duties.
fn with_effects(new: &NewStorage<'_>, effects: Vec<Effect>) -> Result<Trial, Mismatch> {
    let trial = Trial::begin(new)?;
    trial.commit(ChangeSet { effects, ..trial.changes((1..=3).map(|n| put_new(ticket(n)))) })?;
    Ok(trial)
}

/// Numbers of effects that can be given out.
fn ready(trial: &Trial, now: Timestamp, limit: u32) -> Result<Vec<EffectId>, Mismatch> {
    let found = trial.load([Key::EffectsReady { now, limit }])?;
    for id in &found.ready {
        same("an effect that is ready is in the snapshot", found.effects.contains_key(id), true)?;
    }
    Ok(found.ready)
}

fn ids<const N: usize>(numbers: [u64; N]) -> Vec<EffectId> {
    numbers.map(effect_id).to_vec()
}

/// Of each ticket the first duty can be given out, the oldest first and those of one instant by id, at most as many as
/// asked for.
pub fn duties_are_given_out_oldest_first(new: &NewStorage<'_>) -> Verdict {
    let mut twin = effect(4, 3, 1);
    twin.at = minute(6);
    let trial =
        with_effects(new, vec![effect(6, 2, 1), effect(5, 1, 2), effect(3, 1, 1), effect(8, 2, 2), twin])?;
    let now = minute(20);
    same("the first of each ticket", ready(&trial, now, 10)?, ids([3, 4, 6]))?;
    same("two of them", ready(&trial, now, 2)?, ids([3, 4]))?;
    let found = trial.load([Key::EffectsReady { now, limit: 1 }, Key::Effect(effect_id(8))])?;
    same("one that has to wait", found.effect(effect_id(8)), Ok(Some(&effect(8, 2, 2))))?;
    same("one that is ready", found.effect(effect_id(3)), Ok(Some(&effect(3, 1, 1))))
}

/// Duties of one ticket are given out in order: the next one only when the one before is settled.
pub fn duties_of_a_ticket_wait_for_each_other(new: &NewStorage<'_>) -> Verdict {
    let trial = with_effects(new, vec![effect(1, 1, 1), effect(2, 1, 2), effect(3, 1, 3)])?;
    let now = minute(20);
    for n in 1..=3 {
        same("the first that is not done", ready(&trial, now, 10)?, ids([n]))?;
        let waiting = effect(n, 1, n);
        trial.put([put_effect(&waiting, leased(&waiting, n, minute(30)))])?;
        same("while a worker has it", ready(&trial, now, 10)?, ids([]))?;
        trial.put([Put::Settled { effect: effect_id(n), token: n }])?;
    }
    same("when all are done", ready(&trial, now, 10)?, ids([]))
}

/// A leased duty is not given out until its lease has ended, which it has at the instant that the lease names.
pub fn a_lease_ends_at_its_instant(new: &NewStorage<'_>) -> Verdict {
    let trial = with_effects(new, vec![effect(1, 1, 1), effect(2, 1, 2)])?;
    let waiting = effect(1, 1, 1);
    let held = leased(&waiting, 5, minute(10));
    trial.put([put_effect(&waiting, held.clone())])?;
    same("in the lease", ready(&trial, minute(9), 10)?, ids([]))?;
    same("at its end", ready(&trial, minute(10), 10)?, ids([1]))?;
    let again = leased(&held, 6, minute(30));
    trial.put([put_effect(&held, again.clone())])?;
    same("in the next lease", ready(&trial, minute(20), 10)?, ids([]))?;
    let found = trial.load([Key::Effect(effect_id(1))])?;
    same("the effect", found.effect(effect_id(1)), Ok(Some(&again)))
}

/// Nothing is given out before its time, and what is put off holds up what stands behind it.
pub fn a_duty_waits_for_its_time(new: &NewStorage<'_>) -> Verdict {
    let trial = with_effects(new, vec![effect(1, 1, 1), effect(2, 1, 2)])?;
    let waiting = effect(1, 1, 1);
    let mut put_off = waiting.clone();
    (put_off.attempts, put_off.not_before) = (1, minute(15));
    trial.put([put_effect(&waiting, put_off)])?;
    same("before its time", ready(&trial, minute(14), 10)?, ids([]))?;
    same("at its time", ready(&trial, minute(15), 10)?, ids([1]))
}

/// A parked duty is not given out, however late, and holds up those of its ticket that stand behind it.
pub fn a_parked_duty_holds_up_its_ticket(new: &NewStorage<'_>) -> Verdict {
    let trial = with_effects(new, vec![effect(1, 1, 1), effect(2, 1, 2), effect(3, 2, 1)])?;
    let waiting = effect(1, 1, 1);
    let mut parked = waiting.clone();
    parked.state = EffectState::Parked { reason: "no such mailbox".to_owned() };
    parked.attempts = 10;
    trial.put([put_effect(&waiting, parked.clone())])?;
    same("of the other ticket only", ready(&trial, Timestamp::MAX, 10)?, ids([3]))?;
    let mut freed = parked.clone();
    freed.state = EffectState::Waiting {};
    trial.put([put_effect(&parked, freed)])?;
    same("when it waits again", ready(&trial, minute(20), 10)?, ids([1, 3]))
}

/// A settled duty is gone from the outbox, and the ticket still counts it among those it was given.
pub fn a_settled_duty_is_gone_but_counted(new: &NewStorage<'_>) -> Verdict {
    let trial = with_effects(new, vec![effect(1, 1, 1), effect(2, 1, 2)])?;
    let waiting = effect(1, 1, 1);
    trial.put([put_effect(&waiting, leased(&waiting, 5, minute(10)))])?;
    trial.put([Put::Settled { effect: effect_id(1), token: 5 }])?;
    let found = trial.load([Key::Effect(effect_id(1)), Key::Ticket(ticket_id(1))])?;
    same("the effect", found.effect(effect_id(1)), Ok(None))?;
    let given = found.ticket(ticket_id(1)).map(|file| file.map(|file| file.effects));
    same("duties of the ticket", given, Ok(Some(2)))
}
