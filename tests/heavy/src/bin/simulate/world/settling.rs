//! The end of a world: what was begun is brought to its end, and what was acknowledged is asked for again.

use ticketkit::Code;
use ticketkit::Span;
use ticketkit::command::{Command, Context, Outcome};
use ticketkit::id::CommandId;
use ticketkit::model::EffectState;
use ticketkit::storage::conformance::{Chance, Layer};
use ticketkit::storage::{Key, Wanted};

use super::World;
use crate::seat::Seat;

impl World {
    /// Everything is whole again: commands whose answers got lost are told until they are answered, what is due fires, and
    /// every duty is done.
    pub(crate) fn settle(&mut self) {
        let seat = self.open(Span::ZERO);
        self.seats = vec![seat];
        let mut calm = Chance::of(0);
        self.setting.fault_in = u64::MAX;
        for (command, context) in std::mem::take(&mut self.open) {
            self.tell_again(0, command, context, &mut calm);
        }
        assert!(self.open.is_empty(), "left without an answer: {:?}", self.open);
        let known: Vec<_> = self.known.values().cloned().collect();
        for (command, context, outcome) in known {
            self.is_answered_again(&command, &context, &outcome);
        }
        let engine = &self.seats[0].engine;
        let is_over = |_: &u32| !engine.tick(self.now, 1_000).unwrap().more;
        assert!((0..1_000).any(|n| is_over(&n)), "what is due does not come to an end");
        self.now = self.now.after(Span::from_days(400));
        let Seat { desk, .. } = &self.seats[0];
        self.seats[0].now(self.now);
        loop {
            let given = desk.lease_effects("last", Span::from_minutes(1), 100).unwrap();
            if given.is_empty() {
                break;
            }
            for effect in given {
                let EffectState::Leased { token, .. } = effect.state else { continue };
                desk.acknowledge_effect(effect.id, token).unwrap();
            }
        }
        while self.read_on(0, 1_000) > 0 {}
    }

    /// What was acknowledged is answered in the same way for ever, but for commands whose words were erased, and links that
    /// have run out.
    fn is_answered_again(&self, command: &Command, context: &Context, outcome: &Outcome) {
        self.seats[0].now(self.now);
        let again = self.seats[0].desk.execute(command, context);
        match again {
            Err(error) if error.code() == Code::LinkRefused => {}
            Err(error) if error.code() == Code::KeyReused && self.is_erased(outcome.command) => {}
            again => assert_eq!(again.as_ref(), Ok(outcome), "{command:?}, told once more"),
        }
    }

    fn is_erased(&self, command: CommandId) -> bool {
        let Seat { desk, witness, .. } = &self.seats[0];
        let found = witness.below().load(desk.id(), &Wanted::one(Key::Command(command))).unwrap().commands;
        found.get(&command).is_some_and(|record| record.body.is_none())
    }
}
