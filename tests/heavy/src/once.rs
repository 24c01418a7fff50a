//! What happens once.

use std::collections::BTreeSet;

use ticketkit::model::{Event, EventKind};

/// What was seen of that which may happen only once: every event, every breach, every step, for each ticket, clock and
/// cycle.
#[derive(Debug, Default)]
pub struct Once {
    rearmed: &'static [&'static str],
    seen: BTreeSet<String>,
    /// How many such things there were.
    pub things: usize,
    /// Those that were there already.
    pub twice: Vec<String>,
}

impl Once {
    /// But for these metrics, whose steps are armed anew when their promise moves: they come again, at another instant.
    pub fn but_for(rearmed: &'static [&'static str]) -> Self {
        Self { rearmed, ..Self::default() }
    }

    /// Looks at one more event.
    pub fn see(&mut self, event: &Event) {
        let thing = match &event.kind {
            EventKind::ClockBreached { clock, .. } => Some(format!("{:?} breached {clock}", event.ticket)),
            EventKind::StepTaken { clock, step } => {
                let metric = clock.metric.to_string();
                let again = self.rearmed.contains(&metric.as_str()).then_some(event.at);
                Some(format!("{:?} step {step} of {clock} {again:?}", event.ticket))
            }
            _ => None,
        };
        for thing in thing.into_iter().chain([format!("event {}", event.id)]) {
            self.things += 1;
            if !self.seen.insert(thing.clone()) {
                self.twice.push(thing);
            }
        }
    }
}
