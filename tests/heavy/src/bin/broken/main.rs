//! Connections that break in the middle of a commit: `broken SEED COUNT`, beside a server.
//!
//! Somebody works at a desk over a line that is cut at every commit, before the server has it, while it works on it or when it
//! has done it. Often the next connections break, too, so that it is not easily found out what has become of it, or another one
//! changes the same ticket meanwhile. Each command has then happened once or not at all, and its caller knows as much as is
//! promised in `Storage`.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

mod line;
#[path = "../../../../../core/tests/postgres/wire.rs"]
mod wire;

#[path = "../../../../../core/tests/histories/agreement.rs"]
mod agreement;

use std::process::ExitCode;
use std::sync::Arc;

use ticketkit::command::{Command, Context, Edits, Outcome};
use ticketkit::engine::{Desk, Engine};
use ticketkit::error::Kind;
use ticketkit::id::CommandId;
use ticketkit::model::{Actor, EventKind, TicketRef};
use ticketkit::query::HistoryQuery;
use ticketkit::storage::conformance::{Chance, whole_feed};
use ticketkit::storage::{Key, PostgresOptions, PostgresStorage, Storage, Wanted};
use ticketkit::{Code, Result, Span};
use ticketkit_heavy::{Address, Place, Work, begin, is_refusal, open, seed_and_count};

use line::{Line, Met, Moment, Next, Rival};

/// For how long a storage tries, in milliseconds: a dead line lasts longer.
const PATIENCE_MS: u32 = 120;

fn main() -> ExitCode {
    let (seed, count) = seed_and_count();
    println!("broken: seed {seed}, count {count}");
    let place = Place::new(ticketkit_heavy::Kind::Postgres);
    let address = place.address();
    begin(&address);
    let mut trial = Trial::at(&address, seed);
    while trial.breaks() < count {
        trial.go_on();
    }
    agreement::assert_sound(&*trial.storage, trial.direct.id());
    for problem in trial.wrong.iter().take(20) {
        println!("wrong: {problem}");
    }
    println!(
        "told that it was done: {}, that it was not: {}, that nobody knows: {} ({} of them had happened); {} with a bad line \
         afterwards, {} with a dead one, {} with somebody else meanwhile",
        trial.done,
        trial.refused,
        trial.unknown,
        trial.unknown_and_there,
        trial.bad,
        trial.dead,
        trial.rivals
    );
    println!(
        "{} broken commits, {} had happened, {} had not, {} twice, {} lost, {} told wrong",
        trial.breaks(),
        trial.happened,
        trial.had_not,
        trial.twice,
        trial.lost,
        trial.told_wrong
    );
    if trial.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Somebody who works over the line, and somebody who looks at the desk by another way.
struct Trial {
    chance: Chance,
    work: Work,
    line: Arc<Line>,
    /// The desk as it is seen over the line.
    desk: Desk,
    /// The desk as it is.
    direct: Desk,
    storage: Arc<dyn Storage>,
    /// How far its feed was looked at.
    feed: u64,
    happened: u64,
    had_not: u64,
    done: u64,
    refused: u64,
    unknown: u64,
    unknown_and_there: u64,
    bad: u64,
    dead: u64,
    rivals: u64,
    twice: u64,
    lost: u64,
    told_wrong: u64,
    wrong: Vec<String>,
}

impl Trial {
    fn at(address: &Address, seed: u64) -> Self {
        let Address::Schema { server, schema } = address else { panic!("{address:?} is no server") };
        let (line, server) = Line::to(server);
        let options = PostgresOptions { patience_ms: PATIENCE_MS, ..Address::options(schema) };
        let bad = PostgresStorage::open_with(&server, &options).unwrap();
        let engine = Engine::on(Arc::new(bad)).patience(Span::from_millis(PATIENCE_MS.into())).open();
        let desk = engine.existing_desk("main").unwrap();
        let (storage, _, direct) = open(address);
        Self {
            chance: Chance::of(seed),
            work: Work::new(seed, "b".to_owned()),
            line,
            desk,
            direct,
            storage,
            feed: 0,
            happened: 0,
            had_not: 0,
            done: 0,
            refused: 0,
            unknown: 0,
            unknown_and_there: 0,
            bad: 0,
            dead: 0,
            rivals: 0,
            twice: 0,
            lost: 0,
            told_wrong: 0,
            wrong: Vec::new(),
        }
    }

    const fn breaks(&self) -> u64 {
        self.happened + self.had_not
    }

    /// One command, whose commit meets a broken connection; nothing of interest where it comes to no commit.
    fn go_on(&mut self) {
        let (command, context) = self.work.next(4);
        let (moment, next) = (Moment::of(&mut self.chance), self.next());
        let rival = self.rival(&command);
        let with_rival = rival.is_some();
        self.line.break_at_a_commit(moment, next.clone(), rival);
        let answer = self.desk.execute(&command, &context);
        if let Ok(outcome) = &answer {
            self.work.learn(outcome);
        }
        let Some(met) = self.line.mend() else {
            assert!(answer.is_err(), "a commit that the line has not noticed: {command:?}");
            return;
        };
        self.happened += u64::from(met.happened);
        self.had_not += u64::from(!met.happened);
        self.bad += u64::from(matches!(&next, Next::Cut(cuts) if !cuts.is_empty()));
        self.dead += u64::from(next == Next::Dead);
        self.rivals += u64::from(with_rival);
        let id = context.command_id.unwrap();
        let there = self.stored(id);
        self.judge(met, &answer, there.as_ref(), &command);
        self.is_once(id, there.as_ref());
        self.tell_again(&command, &context, there.as_ref());
        let there = self.stored(id);
        self.feed = self.is_once(id, there.as_ref());
    }

    /// What becomes of the next connections.
    fn next(&mut self) -> Next {
        match self.chance.below(4) {
            0 => Next::Dead,
            1 | 2 => {
                let cuts = 1 + self.chance.below(4);
                Next::Cut((0..cuts).map(|_| (self.chance.below(3), Moment::of(&mut self.chance))).collect())
            }
            _ => Next::Cut(std::collections::VecDeque::new()),
        }
    }

    /// Somebody else who writes a note at the same ticket.
    fn rival(&mut self, command: &Command) -> Option<Rival> {
        let ticket: TicketRef = command.ticket().filter(|_| self.chance.one_in(3))?.clone();
        let direct = self.direct.clone();
        let note = Command::Note {
            ticket,
            body: "I have a look at it.".to_owned(),
            set: Edits::none(),
            attachments: Vec::new(),
            spent_minutes: None,
            html: None,
            expect_version: None,
        };
        Some(Box::new(move || drop(direct.execute(&note, &Context::of(Actor::host())))))
    }

    /// What the command came to, when it is there.
    fn stored(&self, id: CommandId) -> Option<Outcome> {
        let found = self.storage.load(self.direct.id(), &Wanted::one(Key::Command(id))).unwrap();
        found.commands.get(&id).map(|record| record.outcome.clone())
    }

    fn complain(&mut self, text: &str) {
        self.wrong.push(format!("break {}: {text}", self.breaks()));
    }

    /// Whether the caller was told what is so. Nothing was written where the storage could not serve; nobody knows where it
    /// failed.
    fn judge(&mut self, met: Met, answer: &Result<Outcome>, there: Option<&Outcome>, command: &Command) {
        if met.commits != u64::from(there.is_some()) {
            self.twice += u64::from(met.commits > 1);
            self.complain(&format!("{} commits were carried out of {command:?}: {there:?}", met.commits));
        }
        self.lost += u64::from(there.is_none() && (met.commits > 0 || answer.is_ok()));
        let is_so = match answer {
            Ok(outcome) => {
                self.done += 1;
                there == Some(outcome)
            }
            Err(error) if error.code() == Code::StorageFailed => {
                self.unknown += 1;
                self.unknown_and_there += u64::from(there.is_some());
                true
            }
            Err(error) => {
                self.refused += 1;
                error.kind() != Kind::Internal && there.is_none()
            }
        };
        if !is_so {
            self.told_wrong += 1;
            self.complain(&format!("{command:?} was answered {answer:?}, and is {there:?}"));
        }
    }

    /// The command under its id once more, over a line that is well: it is answered as it is stored, or happens now.
    fn tell_again(&mut self, command: &Command, context: &Context, there: Option<&Outcome>) {
        let again = self.desk.execute(command, context);
        let stored = self.stored(context.command_id.unwrap());
        let is_so = match (&again, there) {
            (Ok(outcome), Some(there)) => outcome == there && stored.as_ref() == Some(there),
            (Ok(outcome), None) => stored.as_ref() == Some(outcome),
            (Err(error), None) => is_refusal(error) && stored.is_none(),
            (Err(_), Some(_)) => false,
        };
        if !is_so {
            self.told_wrong += 1;
            self.complain(&format!("{command:?}, told again, was answered {again:?}, and is {stored:?}"));
        }
    }

    /// What the command did stands in the feed in one piece, and no message of it twice. Answers how far the feed goes.
    fn is_once(&mut self, id: CommandId, there: Option<&Outcome>) -> u64 {
        let question = HistoryQuery { after: self.feed, limit: u32::MAX, ..whole_feed() };
        let page = self.storage.history(self.direct.id(), &question).unwrap();
        let events = page.events;
        let pieces = events.chunk_by(|a, b| (a.command == id) == (b.command == id));
        let pieces = pieces.filter(|piece| piece[0].command == id).count();
        let own = events.iter().filter(|event| event.command == id);
        let said = own.filter(|event| {
            matches!(event.kind, EventKind::MessageAdded { .. } | EventKind::TicketCreated { .. })
        });
        let said = said.count();
        let is_said = usize::from(there.is_some_and(|outcome| outcome.message.is_some()));
        if pieces > 1 || said > is_said {
            self.twice += 1;
            self.complain(&format!("the command {id} is there in {pieces} pieces, with {said} messages"));
        }
        if said < is_said || (there.is_none() && pieces > 0) {
            self.lost += 1;
            self.complain(&format!("the command {id} is there in part: {pieces} pieces, {said} messages"));
        }
        if events.is_empty() { self.feed } else { page.last }
    }
}
