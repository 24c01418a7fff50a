//! Numbers of tickets as a server gives them out.
//!
//! A server does not take a number back when the decision that asked for it writes nothing: it leaves a gap. That is what
//! `Key::Number` allows, and all that it allows. So the other storages are made to leave the same gaps, and no others.

use std::sync::{Arc, Mutex, PoisonError};

use ticketkit::id::DeskId;
use ticketkit::storage::conformance::{Layer, Layered};
use ticketkit::storage::{Committed, Decide, Key, Snapshot, Step, Storage, Wanted};

/// A storage that never gives a number out again.
#[derive(Debug)]
pub(crate) struct WithGaps {
    below: Arc<dyn Storage>,
    drawn: Mutex<u64>,
}

impl WithGaps {
    /// This storage, on which no ticket has a number yet.
    pub(crate) fn over(below: Arc<dyn Storage>) -> Arc<dyn Storage> {
        Layered::over(&Arc::new(Self { below, drawn: Mutex::default() }))
    }

    fn draw(&self) -> u64 {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        *drawn += 1;
        *drawn
    }

    fn last(&self) -> u64 {
        *self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Layer for WithGaps {
    fn below(&self) -> &dyn Storage {
        &*self.below
    }

    fn write(
        &self,
        desk: DeskId,
        decisions: &mut [&mut dyn Decide],
    ) -> Vec<ticketkit::Result<Option<Committed>>> {
        let mut drawing: Vec<Drawing<'_>> = decisions
            .iter_mut()
            .map(|decision| Drawing { decision: &mut **decision, storage: self, number: None })
            .collect();
        let mut all: Vec<&mut dyn Decide> = drawing.iter_mut().map(|one| one as &mut dyn Decide).collect();
        self.below.write(desk, &mut all)
    }
}

/// A decision that is shown another number.
struct Drawing<'d> {
    decision: &'d mut dyn Decide,
    storage: &'d WithGaps,
    /// The number that it was given; it keeps it when it is asked again.
    number: Option<u64>,
}

impl Decide for Drawing<'_> {
    fn wanted(&self) -> Wanted {
        self.decision.wanted()
    }

    fn decide(&mut self, snapshot: &Snapshot) -> Step {
        let (draws, looks) = (snapshot.asked.contains(&Key::Number), snapshot.drawn.is_some());
        if !draws && !looks {
            return self.decision.decide(snapshot);
        }
        let mut own = snapshot.clone();
        if draws {
            own.number = Some(*self.number.get_or_insert_with(|| self.storage.draw()));
        }
        if looks {
            own.drawn = Some(self.storage.last());
        }
        self.decision.decide(&own)
    }
}
