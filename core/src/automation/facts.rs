//! What a rule can ask about.

use crate::command::Occasion;
use crate::condition::{Fact, Facts, Subject};
use crate::model::{Message, Ticket};

/// What is known when a rule is asked.
///
/// Every change is measured from the ticket as it was before the root command, whatever rules have done since. Of a
/// ticket that the command opened every field that has a value was changed by it, and none `was` anything.
#[derive(Clone, Copy, Debug)]
pub struct RuleFacts<'a> {
    /// The ticket as it was before the root command; nothing when the command opened it.
    pub before: Option<&'a Ticket>,
    /// The ticket as it is now.
    pub now: &'a Ticket,
    /// The message that the command added.
    pub message: Option<&'a Message>,
    /// What the command did.
    pub occasion: Occasion,
}

impl Facts for RuleFacts<'_> {
    fn fact(&self, subject: &Subject) -> Fact<'_> {
        match subject {
            Subject::Ticket(_) => self.now.fact(subject),
            Subject::Message(part) => self.message.map_or(Fact::Missing, |message| part.of(message)),
            Subject::Event => Fact::Text(self.occasion.as_str()),
        }
    }

    fn fact_before(&self, subject: &Subject) -> Fact<'_> {
        self.before.map_or(Fact::Missing, |before| before.fact(subject))
    }

    fn has_changed(&self, subject: &Subject) -> bool {
        matches!(subject, Subject::Ticket(_)) && self.fact(subject) != self.fact_before(subject)
    }
}
