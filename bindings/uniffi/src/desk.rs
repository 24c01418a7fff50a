//! One desk.

use std::sync::Arc;

use ticketkit::command::{Answer, Command, Context, Outcome, Query};
use ticketkit::engine::{self, ReplayReport};
use ticketkit::foreign::TicketKitError;
use ticketkit::id::{DeskId, EffectId};
use ticketkit::model::{Actor, Effect};
use ticketkit::{Span, Timestamp};

use crate::guard::guarded;
use crate::storage::HostError;

/// One helpdesk, with two verbs: `execute` and `ask`. Used from any thread.
#[derive(Debug, uniffi::Object)]
pub struct Desk {
    inner: engine::Desk,
}

/// A command among several, and who gives it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Instruction {
    /// The command.
    pub command: Command,
    /// Who, and when.
    pub context: Context,
}

/// What became of a command among several.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum Executed {
    /// It was carried out.
    Done {
        /// What it led to.
        outcome: Outcome,
    },
    /// It was refused, and nothing of it was done.
    Refused {
        /// Why.
        error: TicketKitError,
    },
}

/// Told how far a replay is.
#[uniffi::export(with_foreign)]
pub trait ReplayProgress: Send + Sync {
    /// So many commands are done. False ends the replay.
    fn replayed(&self, commands: u64) -> Result<bool, HostError>;
}

impl Desk {
    pub(crate) fn of(inner: engine::Desk) -> Arc<Self> {
        Arc::new(Self { inner })
    }
}

#[uniffi::export]
impl Desk {
    /// Our id of the desk.
    pub fn id(&self) -> Result<DeskId, TicketKitError> {
        guarded(|| Ok(self.inner.id()))
    }

    /// Carries out a command: whole, or not at all. Once it returns, what it did is stored. The same command with the
    /// same id is carried out once, and answered alike however often it is given.
    pub fn execute(&self, command: &Command, context: &Context) -> Result<Outcome, TicketKitError> {
        guarded(|| self.inner.execute(command, context))
    }

    /// Carries out commands in their order, each whole or not at all, and answers each. They share a transaction, and
    /// one that is refused does not stop the others.
    pub fn execute_many(&self, commands: Vec<Instruction>) -> Result<Vec<Executed>, TicketKitError> {
        guarded(|| {
            let commands = commands.into_iter().map(|given| (given.command, given.context));
            let answers = self.inner.execute_many(&commands.collect::<Vec<_>>());
            let told = answers.into_iter().map(|answer| match answer {
                Ok(outcome) => Executed::Done { outcome },
                Err(error) => Executed::Refused { error: error.into() },
            });
            Ok(told.collect())
        })
    }

    /// Answers a question. What the actor may not see is as if it were not there.
    pub fn ask(&self, query: &Query, actor: &Actor) -> Result<Answer, TicketKitError> {
        guarded(|| self.inner.ask(query, actor))
    }

    /// Gives out duties that wait, under a lease: who takes them has `hold_ms` milliseconds to settle each of them;
    /// after that they are given out again. Duties of one ticket are given out one at a time and in order.
    pub fn lease_effects(
        &self,
        worker: &str,
        hold_ms: i64,
        limit: u32,
    ) -> Result<Vec<Effect>, TicketKitError> {
        guarded(|| self.inner.lease_effects(worker, Span::from_millis(hold_ms), limit))
    }

    /// Settles a duty that is done: it leaves the outbox. `lease_lost` when another lease holds it by now, or none.
    pub fn acknowledge_effect(&self, effect: EffectId, token: u64) -> Result<(), TicketKitError> {
        guarded(|| self.inner.acknowledge_effect(effect, token))
    }

    /// Gives back a duty that could not be done. It is given out again from `retry_at` on, and after some failures
    /// parked, with an event.
    pub fn fail_effect(
        &self,
        effect: EffectId,
        token: u64,
        retry_at: Timestamp,
        reason: &str,
    ) -> Result<(), TicketKitError> {
        guarded(|| self.inner.fail_effect(effect, token, retry_at, reason))
    }

    /// Carries out everything that was ever done in this desk once more, in another one: a fresh desk with this desk's
    /// first configuration then holds the same, to the last byte.
    #[uniffi::method(default(progress = None))]
    pub fn replay_into(
        &self,
        target: &Self,
        progress: Option<Arc<dyn ReplayProgress>>,
    ) -> Result<ReplayReport, TicketKitError> {
        guarded(|| {
            let mut failed = None;
            let mut told = |commands| match progress.as_ref().map(|progress| progress.replayed(commands)) {
                None => true,
                Some(Ok(go_on)) => go_on,
                Some(Err(error)) => {
                    failed = Some(error);
                    false
                }
            };
            let report = self.inner.replay_into(&target.inner, &mut told)?;
            failed.map_or(Ok(report), |error| Err(error.into()))
        })
    }
}
