//! A storage that is seldom left in peace: calls that fail, answers that get lost, and others who come in between.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ticketkit::change::ChangeSet;
use ticketkit::error::Problem;
use ticketkit::id::DeskId;
use ticketkit::storage::conformance::Layer;
use ticketkit::storage::{Committed, Decide, Snapshot, Step, Storage, Wanted};
use ticketkit::{Code, Result};

use crate::journal::Journal;

/// What becomes of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// It is answered by an error, and nothing is done.
    Refused(Code),
    /// It is done, and nobody is told: the storage is of no use until it is opened again.
    Lost,
}

/// Somebody else, who comes between what was loaded and what is committed.
pub(crate) type Meddler = Box<dyn FnOnce() + Send>;

/// What stands before the storage of one engine.
pub(crate) struct Trouble {
    below: Arc<dyn Storage>,
    journal: Arc<Journal>,
    /// Whether decisions are made by loading and committing, as on a storage that cannot decide inside of itself.
    apart: bool,
    plan: Mutex<Plan>,
}

#[derive(Default)]
struct Plan {
    /// After so many calls, this happens to the next one.
    fault: Option<(u64, How)>,
    meddler: Option<Meddler>,
    /// The answer of the call under way gets lost.
    losing: bool,
    broken: bool,
}

impl fmt::Debug for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trouble").field("below", &self.below).finish_non_exhaustive()
    }
}

impl Trouble {
    pub(crate) fn new(below: Arc<dyn Storage>, journal: Arc<Journal>, apart: bool) -> Self {
        Self { below, journal, apart, plan: Mutex::default() }
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Arms it for what is done next.
    pub(crate) fn expect(&self, fault: Option<(u64, How)>, meddler: Option<Meddler>) {
        let mut plan = self.plan();
        (plan.fault, plan.meddler) = (fault, meddler);
    }

    /// Whether it is of no use any more.
    pub(crate) fn is_broken(&self) -> bool {
        self.plan().broken
    }

    fn meddle(&self) {
        // The plan is let go of first: who comes in between may come to this storage, too.
        let meddler = self.plan().meddler.take();
        if let Some(meddle) = meddler {
            meddle();
        }
    }
}

fn error(code: Code) -> ticketkit::Error {
    Problem::new(code, "the simulation wants it so").into()
}

impl Layer for Trouble {
    fn below(&self) -> &dyn Storage {
        &*self.below
    }

    fn decides_apart(&self) -> bool {
        self.apart
    }

    fn before(&self, _: &'static str) -> Result<()> {
        let mut plan = self.plan();
        if plan.broken {
            return Err(error(Code::StorageFailed));
        }
        plan.losing = false;
        match plan.fault.take() {
            Some((0, How::Refused(code))) => return Err(error(code)),
            Some((0, How::Lost)) => plan.losing = true,
            Some((calls, how)) => plan.fault = Some((calls - 1, how)),
            None => {}
        }
        Ok(())
    }

    fn after(&self, _: &'static str) -> Result<()> {
        let mut plan = self.plan();
        plan.broken |= std::mem::take(&mut plan.losing);
        if plan.broken { Err(error(Code::StorageFailed)) } else { Ok(()) }
    }

    fn commit(&self, changes: Vec<ChangeSet>) -> Result<Vec<Result<Committed>>> {
        self.meddle();
        let answers = self.below.commit(changes.clone())?;
        for (changes, answer) in changes.into_iter().zip(&answers) {
            if let Ok(committed) = answer {
                self.journal.note(changes, *committed);
            }
        }
        Ok(answers)
    }

    fn write(&self, desk: DeskId, decisions: &mut [&mut dyn Decide]) -> Vec<Result<Option<Committed>>> {
        self.meddle();
        let mut seen: Vec<Seen<'_>> =
            decisions.iter_mut().map(|decision| Seen { decision: &mut **decision, wrote: None }).collect();
        let mut all: Vec<&mut dyn Decide> = seen.iter_mut().map(|one| one as &mut dyn Decide).collect();
        let answers = self.below.write(desk, &mut all);
        for (seen, answer) in seen.into_iter().zip(&answers) {
            if let (Some(changes), Ok(Some(committed))) = (seen.wrote, answer) {
                self.journal.note(changes, *committed);
            }
        }
        answers
    }
}

/// A decision whose change set is looked at on its way.
struct Seen<'d> {
    decision: &'d mut dyn Decide,
    wrote: Option<ChangeSet>,
}

impl Decide for Seen<'_> {
    fn wanted(&self) -> Wanted {
        self.decision.wanted()
    }

    fn decide(&mut self, snapshot: &Snapshot) -> Step {
        let step = self.decision.decide(snapshot);
        if let Step::Write(changes) = &step {
            self.wrote = Some(ChangeSet::clone(changes));
        }
        step
    }
}
