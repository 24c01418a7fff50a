//! A desk as a busy company has it: four teams of ten, two promises for each ticket, twenty rules.

use std::sync::Arc;

use serde_json::{Value, json};
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::{CountingIds, Name, TicketId};
use ticketkit::model::{Actor, TicketRef};
use ticketkit::storage::{Share, Storage};
use ticketkit::time::{ManualTime, Span, Timestamp};

use crate::words::{Chance, text};

const TEAMS: [&str; 4] = ["support", "billing", "network", "field"];
/// Statuses that tickets are moved between.
const STATUSES: [&str; 4] = ["new", "open", "answered", "postponed"];

/// The desk, and what it takes to give it work.
#[derive(Debug)]
pub struct Busy {
    /// The engine.
    pub engine: Engine,
    /// The desk.
    pub desk: Desk,
    time: Arc<ManualTime>,
    chance: Chance,
    /// Tickets that are not solved, each with its status.
    open: Vec<(TicketId, &'static str)>,
    /// Places in the list of the tickets that an agent sees.
    cursors: Vec<String>,
}

fn document() -> String {
    let mut document: Value =
        serde_json::from_str(ticketkit::config::Document::DEFAULT).expect("the default document is JSON");
    let team = |name: &&str| json!({ "name": name, "calendar": "office", "strategy": "round_robin" });
    document["teams"] = TEAMS.iter().map(team).collect();
    let route = |name: &&str| {
        let word = ["ka", "lo", "mi", "ne"][TEAMS.iter().position(|team| team == name).unwrap_or(0)];
        json!({ "name": name, "team": name, "condition": { "field": "subject", "op": "contains", "value": word } })
    };
    let mut routes: Vec<Value> = TEAMS.iter().map(route).collect();
    routes.push(json!({ "name": "rest", "team": "support" }));
    document["routes"] = routes.into();
    let rule = |n: u32| {
        let condition = match n % 4 {
            0 => json!({ "all": [
                { "field": "event", "op": "eq", "value": "created" },
                { "field": "subject", "op": "contains", "value": format!("vazevaze{n}") }
            ] }),
            1 => json!({ "all": [
                { "field": "priority", "op": "changed_to", "value": "urgent" },
                { "field": "tags", "op": "has_any", "value": ["vip", "outage"] }
            ] }),
            2 => json!({ "all": [
                { "field": "status", "op": "changed_to", "value": "resolved" },
                { "not": { "field": "channel", "op": "eq", "value": "api" } }
            ] }),
            _ => json!({ "any": [
                { "field": "message.body", "op": "contains", "value": format!("zeva zeva {n}") },
                { "all": [{ "field": "team", "op": "changed_to", "value": "field" },
                          { "field": "priority", "op": "eq", "value": "high" }] }
            ] }),
        };
        let action = json!({ "do": "add_tags", "tags": [format!("rule-{n}")] });
        json!({ "name": format!("rule-{n}"), "condition": condition, "actions": [action] })
    };
    document["rules"] = (0..20).map(rule).collect();
    document.to_string()
}

impl Busy {
    /// A desk without tickets on this storage.
    ///
    /// # Panics
    /// When the storage refuses.
    pub fn on(storage: Arc<dyn Storage>) -> Self {
        let time = Arc::new(ManualTime::new(monday()));
        let engine = Engine::on(storage).time(time.clone()).ids(Arc::new(CountingIds::starting_at(1))).open();
        let desk = engine.create_desk("busy", &document()).expect("the desk is sound");
        let busy =
            Self { engine, desk, time, chance: Chance::new(11), open: Vec::new(), cursors: Vec::new() };
        for n in 0..40_u32 {
            let team = TEAMS[usize::try_from(n % 4).unwrap_or(0)];
            busy.host(&Command::PutAgent {
                person: format!("agent-{n}").as_str().into(),
                name: Some(format!("Agent {n}")),
                role: Some(name("agent")),
                teams: Some(vec![name(team)]),
                skills: None,
                languages: None,
                capacity: Some(1_000_000),
                availability: None,
                calendar: None,
                share: None,
                active: None,
            });
        }
        // Someone who may do everything, and is a person.
        busy.host(&Command::PutAgent {
            person: "boss".into(),
            name: Some("Boss".to_owned()),
            role: Some(name("admin")),
            teams: Some(Vec::new()),
            skills: None,
            languages: None,
            capacity: Some(0),
            availability: None,
            calendar: None,
            share: None,
            active: None,
        });
        busy
    }

    /// So many who work at the desk at once, each with open tickets of their own.
    pub fn hands(&self, count: usize) -> Vec<Self> {
        let hand = |n: usize| Self {
            engine: self.engine.clone(),
            desk: self.desk.clone(),
            time: Arc::clone(&self.time),
            chance: Chance::new(13 + 2 * n as u64),
            open: self.open.iter().copied().skip(n).step_by(count).collect(),
            cursors: Vec::new(),
        };
        (0..count).map(hand).collect()
    }

    fn host(&self, command: &Command) {
        self.desk.execute(command, &Context::of(Actor::host())).expect("the command is sound");
    }

    fn later(&self, span: Span) -> Timestamp {
        let now = ticketkit::time::TimeSource::now(&*self.time).after(span);
        self.time.set(now);
        now
    }

    /// Lets texts that wait be indexed.
    ///
    /// # Panics
    /// When the storage refuses.
    pub fn index(&self, storage: &dyn Storage) {
        while storage.maintain().expect("the storage is well") {}
    }

    /// Creates so many tickets, `batch` in a call, and leaves them open.
    pub fn open(&mut self, tickets: usize, batch: usize) {
        for begin in (0..tickets).step_by(batch) {
            self.create_together(batch.min(tickets - begin));
        }
    }

    /// Puts a hundred open tickets aside for a moment, and answers when they are due.
    pub fn put_hundred_aside(&mut self) -> Timestamp {
        let now = self.later(Span::from_secs(1));
        let until = now.after(Span::from_millis(500));
        let first = self.some_place();
        let snooze = |(ticket, _): &(TicketId, &str)| {
            (
                Command::SnoozeTicket { ticket: TicketRef::Id(*ticket), until },
                Context::of(Actor::agent("boss")).at(now),
            )
        };
        let commands: Vec<_> = self.open.iter().cycle().skip(first).take(100).map(snooze).collect();
        for answer in self.desk.execute_many(&commands) {
            answer.expect("the ticket is put aside");
        }
        until
    }

    /// Creates so many tickets, `batch` in a call, and solves all but every twentieth: those who still work on something
    /// do it all over the file.
    pub fn fill(&mut self, tickets: usize, batch: usize) {
        self.open(tickets, batch);
        let all = std::mem::take(&mut self.open);
        let (open, solved): (Vec<_>, Vec<_>) = all.into_iter().enumerate().partition(|(n, _)| n % 20 == 19);
        self.open = open.into_iter().map(|(_, ticket)| ticket).collect();
        let now = self.later(Span::from_secs(1));
        let solve = |(_, (ticket, _)): &(usize, (TicketId, &str))| {
            let (ticket, set) = (TicketRef::Id(*ticket), Edits::none().with("status", "resolved"));
            let command = Command::ChangeTicket { ticket, set, transition: None, expect_version: None };
            (command, Context::of(Actor::agent("boss")).at(now))
        };
        for some in solved.chunks(batch) {
            let commands: Vec<_> = some.iter().map(solve).collect();
            for answer in self.desk.execute_many(&commands) {
                answer.expect("the ticket is solved");
            }
        }
        let mut after = None;
        while let (_, Some(next)) = self.page_after(after) {
            self.cursors.push(next.clone());
            after = Some(next);
        }
    }

    /// Creates so many tickets, `batch` in a call, answers each two hours later, and solves all but every twentieth two
    /// hours after that: a history to look back on.
    pub fn live(&mut self, tickets: usize, batch: usize) {
        self.open(tickets, batch);
        let all = std::mem::take(&mut self.open);
        let ticket = |n: usize| TicketRef::Id(all[n].0);
        let answer = |busy: &mut Self, n| Command::Reply {
            ticket: ticket(n),
            body: text(&mut busy.chance, 61),
            set: Edits::none(),
            attachments: Vec::new(),
            message_id: None,
            spent_minutes: None,
            expect_version: None,
            html: None,
        };
        let solve = |_: &mut Self, n| {
            let (ticket, set) = (ticket(n), Edits::none().with("status", "resolved"));
            Command::ChangeTicket { ticket, set, transition: None, expect_version: None }
        };
        self.each(0..all.len(), batch, answer);
        self.each((0..all.len()).filter(|n| n % 20 > 0), batch, solve);
    }

    /// Someone who may do everything does something with each, `batch` in a call, two hours later.
    fn each(
        &mut self,
        of: impl Iterator<Item = usize>,
        batch: usize,
        command: impl Fn(&mut Self, usize) -> Command,
    ) {
        self.later(Span::from_hours(2));
        let of: Vec<usize> = of.collect();
        for some in of.chunks(batch) {
            let now = self.later(Span::from_secs(1));
            let context = Context::of(Actor::agent("boss")).at(now);
            let commands: Vec<_> = some.iter().map(|n| (command(self, *n), context.clone())).collect();
            for answer in self.desk.execute_many(&commands) {
                answer.expect("the command is sound");
            }
        }
    }

    fn intake(&mut self) -> (Command, Context) {
        let command = Command::CreateTicket {
            subject: text(&mut self.chance, 5),
            body: text(&mut self.chance, 67),
            requester: Some(Intake {
                address: Some(format!("customer-{}@example.com", self.chance.below(1_000))),
                ..Intake::default()
            }),
            set: Edits::none().with("channel", "email"),
            attachments: Vec::new(),
            message_id: None,
            html: None,
            fold_key: None,
        };
        let now = self.later(Span::from_millis(50));
        (command, Context::of(Actor::host()).at(now))
    }

    /// Creates tickets in one call.
    ///
    /// # Panics
    /// When one of them is refused.
    pub fn create_together(&mut self, tickets: usize) {
        let commands: Vec<_> = (0..tickets).map(|_| self.intake()).collect();
        for answer in self.desk.execute_many(&commands) {
            self.open.extend(answer.expect("the ticket is created").ticket.map(|ticket| (ticket, "new")));
        }
    }

    /// Creates a ticket.
    pub fn create(&mut self) {
        self.create_together(1);
    }

    /// The place of some open ticket.
    fn some_place(&mut self) -> usize {
        usize::try_from(self.chance.below(self.open.len() as u64)).unwrap_or(0)
    }

    fn execute(&mut self, actor: Actor, command: &Command) {
        let now = self.later(Span::from_millis(10));
        self.desk.execute(command, &Context::of(actor).at(now)).expect("the command is sound");
    }

    /// An agent who may do it answers some ticket, which becomes answered.
    pub fn reply(&mut self) {
        let place = self.some_place();
        self.open[place].1 = "answered";
        let command = Command::Reply {
            ticket: TicketRef::Id(self.open[place].0),
            body: text(&mut self.chance, 61),
            set: Edits::none(),
            attachments: Vec::new(),
            message_id: None,
            spent_minutes: None,
            expect_version: None,
            html: None,
        };
        self.execute(Actor::agent("boss"), &command);
    }

    /// Moves some ticket to another status.
    pub fn transition(&mut self) {
        let place = self.some_place();
        let (ticket, present) = self.open[place];
        let others: Vec<&'static str> = STATUSES.into_iter().filter(|status| *status != present).collect();
        let status = others[usize::try_from(self.chance.below(3)).unwrap_or(0)];
        self.open[place].1 = status;
        let command = Command::ChangeTicket {
            ticket: TicketRef::Id(ticket),
            set: Edits::none().with("status", status),
            transition: None,
            expect_version: None,
        };
        self.execute(Actor::agent("boss"), &command);
    }

    /// Gives some ticket to another agent.
    pub fn assign(&mut self) {
        let place = self.some_place();
        let agent = format!("agent-{}", self.chance.below(40));
        let command = Command::AssignTicket {
            ticket: TicketRef::Id(self.open[place].0),
            team: None,
            agent: Some(agent.as_str().into()),
            expect_version: None,
        };
        let now = self.later(Span::from_millis(10));
        // One in forty has the ticket already.
        self.desk.execute(&command, &Context::of(Actor::agent("boss")).at(now)).ok();
    }

    /// Fifty tickets that are not done, of those that an agent sees who works in one team, in the order of work: the
    /// oldest first, from some place on.
    pub fn page(&mut self) -> usize {
        let n = self.chance.below(self.cursors.len() as u64);
        let after = self.cursors.get(usize::try_from(n).unwrap_or(0)).cloned();
        self.page_after(after).0
    }

    fn page_after(&self, after: Option<String>) -> (usize, Option<String>) {
        let query = Query::Find {
            condition: Some(Condition::test("category", Op::In, ["new", "open", "pending", "on_hold"])),
            text: None,
            sort: None,
            descending: false,
            after,
            limit: Some(50),
        };
        match self.desk.ask(&query, &Actor::agent("agent-0")).expect("the question is sound") {
            Answer::Page { tickets, next } => (tickets.len(), next),
            _ => (0, None),
        }
    }

    /// The instant by which a hundred timers are due.
    ///
    /// # Panics
    /// When the storage refuses.
    pub fn hundred_due(&self, storage: &dyn Storage) -> Timestamp {
        let due = storage.due(Timestamp::MAX, 100, Share::default()).expect("the storage is well");
        due.last().map_or(self.now(), |(_, timer)| timer.due_at)
    }

    /// The moment to which time has come.
    pub fn now(&self) -> Timestamp {
        ticketkit::time::TimeSource::now(&*self.time)
    }
}

/// A Monday morning.
fn monday() -> Timestamp {
    "2026-06-01T09:00:00Z".parse().expect("an instant")
}

fn name(text: &str) -> Name {
    text.parse().expect("a name")
}
