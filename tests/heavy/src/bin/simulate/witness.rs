//! Who notes what is committed, and lets others come in between.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use ticketkit::Result;
use ticketkit::change::ChangeSet;
use ticketkit::id::DeskId;
use ticketkit::storage::conformance::Layer;
use ticketkit::storage::{Committed, Decide, Snapshot, Step, Storage, Wanted};

use crate::journal::Journal;

/// Somebody else, who comes between what was loaded and what is committed.
pub(crate) type Meddler = Box<dyn FnOnce() + Send>;

/// What stands right before the storage, so that it sees what is done also where the answer gets lost.
pub(crate) struct Witness {
    below: Arc<dyn Storage>,
    journal: Arc<Journal>,
    meddler: Mutex<Option<Meddler>>,
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Witness").field("below", &self.below).finish_non_exhaustive()
    }
}

impl Witness {
    pub(crate) fn new(below: Arc<dyn Storage>, journal: Arc<Journal>) -> Self {
        Self { below, journal, meddler: Mutex::default() }
    }

    /// Who comes in between when something is written next.
    pub(crate) fn expect(&self, meddler: Option<Meddler>) {
        *self.meddler.lock().unwrap_or_else(PoisonError::into_inner) = meddler;
    }

    fn meddle(&self) {
        // Whoever comes in between may come to this storage, too: nothing is held meanwhile.
        let meddler = self.meddler.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(meddle) = meddler {
            meddle();
        }
    }
}

impl Layer for Witness {
    fn below(&self) -> &dyn Storage {
        &*self.below
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
