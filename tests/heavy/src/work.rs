//! Work at the desk: commands of every sort that people give, chosen by chance.

use ticketkit::command::{Command, Context, Edits, Intake, Outcome};
use ticketkit::error::Kind;
use ticketkit::id::{IdSource, RandomIds};
use ticketkit::model::{Actor, TicketRef};
use ticketkit::storage::conformance::Chance;
use ticketkit::time::{SystemTime, TimeSource};
use ticketkit::{Error, Span, Timestamp};

use crate::AGENTS;

/// Whether it is an answer: that somebody else was in the way is none.
pub fn is_refusal(error: &Error) -> bool {
    matches!(error.kind(), Kind::Invalid | Kind::Refused | Kind::NotFound | Kind::Forbidden)
}

/// One who works.
#[derive(Debug)]
pub struct Work {
    /// What everything is chosen by.
    pub chance: Chance,
    /// The numbers that tickets are known to have reached.
    pub tickets: u64,
    /// A word that no other worker writes.
    word: String,
    written: u64,
}

impl Work {
    /// Somebody whose words begin so.
    pub const fn new(seed: u64, word: String) -> Self {
        Self { chance: Chance::of(seed), tickets: 0, word, written: 0 }
    }

    /// The next command, with an id of its own. In one of `fresh` cases a new ticket.
    pub fn next(&mut self, fresh: u64) -> (Command, Context) {
        let now = SystemTime.now();
        let agent = Actor::agent(format!("staff:{}", self.chance.below(AGENTS)).as_str());
        let (command, actor) = if self.tickets == 0 || self.chance.one_in(fresh) {
            (self.create(), Actor::host())
        } else {
            match self.chance.below(10) {
                0..=2 => (self.reply(), agent),
                3 => (self.reply(), Actor::host()),
                4 | 5 => (self.change(), agent),
                6 => (self.snooze(now), agent),
                7 => (self.note(), agent),
                _ => (self.assign(), agent),
            }
        };
        (command, Context::of(actor).with_id(RandomIds.command_id(now)))
    }

    /// Learns from an answer how far the numbers of tickets have come.
    pub fn learn(&mut self, outcome: &Outcome) {
        let number = outcome.number.as_deref().and_then(|text| text.parse().ok());
        self.tickets = self.tickets.max(number.unwrap_or(0));
    }

    fn ticket(&mut self) -> TicketRef {
        // Mostly one of the latest, so that workers meet.
        let latest = self.chance.below(if self.chance.clone().one_in(4) { self.tickets } else { 20 });
        TicketRef::Number(self.tickets.saturating_sub(latest).max(1).to_string())
    }

    /// A text with a word that stands nowhere else.
    fn text(&mut self) -> String {
        self.written += 1;
        format!("The printer says {}x{} and stops.", self.word, self.written)
    }

    fn create(&mut self) -> Command {
        let urgent = self.chance.one_in(5);
        let customer = format!("shop:{}", self.chance.below(40));
        Command::CreateTicket {
            subject: "Printer".to_owned(),
            body: self.text(),
            requester: Some(Intake { person: Some(customer.as_str().into()), ..Intake::default() }),
            set: if urgent { Edits::none().with("priority", "urgent") } else { Edits::none() },
            attachments: Vec::new(),
            message_id: None,
            html: None,
            fold_key: None,
        }
    }

    fn reply(&mut self) -> Command {
        let (ticket, body) = (self.ticket(), self.text());
        let (set, attachments) = (Edits::none(), Vec::new());
        Command::Reply {
            ticket,
            body,
            set,
            attachments,
            message_id: None,
            spent_minutes: None,
            html: None,
            expect_version: None,
        }
    }

    fn note(&mut self) -> Command {
        let (ticket, body) = (self.ticket(), self.text());
        Command::Note {
            ticket,
            body,
            set: Edits::none(),
            attachments: Vec::new(),
            spent_minutes: None,
            html: None,
            expect_version: None,
        }
    }

    fn change(&mut self) -> Command {
        let set = match self.chance.below(3) {
            0 => Edits::none().with("priority", self.chance.pick(&["normal", "urgent"])),
            _ => {
                Edits::none().with("status", self.chance.pick(&["open", "waiting", "parked", "done", "done"]))
            }
        };
        Command::ChangeTicket { ticket: self.ticket(), set, transition: None, expect_version: None }
    }

    fn snooze(&mut self, now: Timestamp) -> Command {
        let span = Span::from_millis(500 + i64::try_from(self.chance.below(2_000)).unwrap());
        Command::SnoozeTicket { ticket: self.ticket(), until: now.after(span) }
    }

    fn assign(&mut self) -> Command {
        Command::AssignTicket { ticket: self.ticket(), team: None, agent: None, expect_version: None }
    }
}
