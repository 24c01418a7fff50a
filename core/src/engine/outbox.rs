//! The host's duties.

use super::deciding::may_retry;
use super::desk::Desk;
use crate::decide::{Interrupt, OutboxStep, decide_outbox};
use crate::error::{Code, Problem, Result};
use crate::id::{CommandId, DeskId, EffectId};
use crate::limits;
use crate::model::Effect;
use crate::snapshot::{Snapshot, Wanted};
use crate::storage::{Decide, Step};
use crate::time::{Patience, Span, Timestamp};

impl Desk {
    /// Gives out duties that wait, under a lease: who takes them has `hold` to settle each of them; after that they
    /// are given out again. Duties of one ticket are given out one at a time and in order. For the host.
    ///
    /// # Errors
    /// `out_of_range` for a name or length that cannot be, and what the storage answers.
    pub fn lease_effects(&self, worker: &str, hold: Span, limit: u32) -> Result<Vec<Effect>> {
        let now = self.engine.inner.time.now();
        if worker.is_empty() || worker.chars().count() > limits::EXTERNAL_ID_CHARS || hold.millis() <= 0 {
            let text = "a lease needs the name of a worker, and a length of time";
            return Err(Problem::new(Code::OutOfRange, text).at("/worker").into());
        }
        let limit = limit.clamp(1, limits::PAGE_MAX);
        self.outbox(OutboxStep::Lease { worker: worker.to_owned(), until: now.after(hold), limit }, now)
    }

    /// Settles a duty that is done: it leaves the outbox.
    ///
    /// # Errors
    /// `lease_lost` when another lease holds it by now, or none.
    pub fn acknowledge_effect(&self, effect: EffectId, token: u64) -> Result<()> {
        let now = self.engine.inner.time.now();
        self.outbox(OutboxStep::Acknowledge { effect, token }, now).map(drop)
    }

    /// Gives back a duty that could not be done. It is given out again from `retry_at` on; after
    /// [`limits::EFFECT_ATTEMPTS`] failures it is parked, with an event.
    ///
    /// # Errors
    /// `lease_lost` when another lease holds it by now, or none.
    pub fn fail_effect(&self, effect: EffectId, token: u64, retry_at: Timestamp, reason: &str) -> Result<()> {
        let now = self.engine.inner.time.now();
        let reason = reason.chars().take(limits::SUBJECT_CHARS).collect();
        self.outbox(OutboxStep::Fail { effect, token, retry_at, reason }, now).map(drop)
    }

    fn outbox(&self, step: OutboxStep, now: Timestamp) -> Result<Vec<Effect>> {
        let inner = &self.engine.inner;
        let command = inner.ids.command_id(now);
        let mut deciding = Settling { step, desk: self.id, command, now, answer: Ok(Vec::new()) };
        let mut patience: Patience = self.engine.patience();
        loop {
            let written = inner.storage.write(self.id, &mut [&mut deciding]).pop();
            match written {
                Some(Ok(_)) => return deciding.answer,
                Some(Err(error)) if may_retry(&error) && patience.wait() => {}
                Some(Err(error)) => return Err(error),
                None => return Err(Problem::new(Code::InternalError, "the storage did not answer").into()),
            }
        }
    }
}

/// A step on the outbox on its way through the storage.
struct Settling {
    step: OutboxStep,
    desk: DeskId,
    command: CommandId,
    now: Timestamp,
    answer: Result<Vec<Effect>>,
}

impl Decide for Settling {
    fn wanted(&self) -> Wanted {
        Wanted::one(self.step.key(self.now))
    }

    fn decide(&mut self, snapshot: &Snapshot) -> Step {
        match decide_outbox(&self.step, self.desk, self.command, self.now, snapshot) {
            Ok((changes, given)) => {
                self.answer = Ok(given);
                if changes.is_empty() { Step::Leave } else { Step::Write(Box::new(changes)) }
            }
            Err(Interrupt::Need(wanted)) => Step::Need(wanted),
            Err(Interrupt::Refuse(error)) => {
                self.answer = Err(error);
                Step::Leave
            }
            // No duty depends on a configuration.
            Err(Interrupt::NeedConfigs(_)) => Step::Leave,
        }
    }
}
