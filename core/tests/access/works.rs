//! A desk with somebody of every sort, tickets that they are related to in every way, and every operation on these.

use std::collections::BTreeMap;
use std::ops::Deref;

use serde_json::json;
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Query, Which};
use ticketkit::condition::{Condition, Op};
use ticketkit::id::{JobId, MessageId};
use ticketkit::model::{Actor, PersonRef, Relation as Link, TicketRef};
use ticketkit::time::{Span, TimeSource as _};
use ticketkit::{Code, Result};

use crate::stage::{
    Stage, agent, assign, at, change, create, list, name, note, person, reply, reply_with, status,
};
use crate::table::{PERMISSIONS, RELATIONS, Relation, SCOPES, Scope, Standing, Verdict, Who};

/// The configuration: a role of every scope with none of the permissions, with each of them alone, and with all.
pub(crate) fn document(default: &mut serde_json::Value) {
    default["teams"].as_array_mut().unwrap().push(json!({ "name": "sales" }));
    default["routes"] = json!([]);
    default["fields"] = json!([
        { "name": "secret", "type": "text" },
        { "name": "room", "type": "text", "public": true, "customer_writable": true }
    ]);
    default["macros"] = json!([
        { "name": "noted", "actions": [{ "do": "add_note", "body": "By a macro." }] },
        { "name": "tagged", "actions": [{ "do": "add_tags", "tags": ["by-macro"] }] },
        {
            "name": "in-secret", "condition": { "field": "secret", "op": "eq", "value": HIDDEN },
            "actions": [{ "do": "add_note", "body": "By a macro." }]
        }
    ]);
    let roles = default["roles"].as_array_mut().unwrap();
    roles.push(json!({
        "name": "veiled", "scope": "team", "permissions": PERMISSIONS,
        "hidden_fields": ["secret", "tags"], "read_only_fields": ["room", "priority"]
    }));
    for scope in SCOPES {
        for granted in [vec![], PERMISSIONS.to_vec()].into_iter().chain(PERMISSIONS.map(|one| vec![one])) {
            let scope_name = format!("{scope:?}").to_lowercase();
            let name = role_of(scope, &granted);
            roles.push(json!({ "name": name, "scope": scope_name, "permissions": granted }));
        }
    }
}

fn role_of(scope: Scope, granted: &[&str]) -> String {
    let what = match granted {
        [] => "nothing",
        [one] => one,
        _ => "everything",
    };
    format!("{}-{what}", format!("{scope:?}").to_lowercase())
}

/// In which state a ticket has to be for an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// With a note.
    Noted,
    Snoozed,
    /// A part of another ticket.
    Child,
    /// Made of a message of another ticket.
    Split,
    Apart(Standing),
}

/// A ticket that is ready for an operation.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) ticket: TicketRef,
    number: String,
    /// Another one, which everybody sees who is known.
    other: TicketRef,
    message: MessageId,
    note: Option<MessageId>,
    /// Its version when it was made ready.
    pub(crate) version: u64,
}

pub(crate) struct Works {
    stage: Stage,
    pub(crate) actor: Actor,
    ready: BTreeMap<(State, usize), Ready>,
}

impl Deref for Works {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

/// The word in every description, and the one in every note.
const PUBLIC: &str = "zebra";
const INTERNAL: &str = "giraffe";
/// The value of a field of staff.
const HIDDEN: &str = "hippopotamus";

impl Works {
    pub(crate) fn on(stage: Stage) -> Self {
        for (key, shared) in [("acme", true), ("zeta", true)] {
            stage.host(&organization(key, shared));
        }
        stage.host(&agent("bob", "all-everything", &["sales"]));
        for (key, of) in
            [("me", Some("acme")), ("colleague", Some("acme")), ("zed", Some("zeta")), ("cus", None)]
        {
            let mut command = person(key);
            if let Command::PutPerson { organization, .. } = &mut command {
                *organization = of.map(str::to_owned);
            }
            stage.host(&command);
        }
        stage.host(&agent("me", "all-everything", &["support"]));
        Self { stage, actor: Actor::host(), ready: BTreeMap::new() }
    }

    /// From here on it is this one who acts.
    pub(crate) fn is_now(&mut self, who: &Who) {
        self.actor = match who {
            Who::Host => Actor::host(),
            Who::Agent(scope, granted) => {
                self.host(&agent("me", &role_of(*scope, granted), &["support"]));
                Actor::agent("me")
            }
            Who::Veiled => {
                self.host(&agent("me", "veiled", &["support"]));
                Actor::agent("me")
            }
            Who::Customer { shared } => {
                self.host(&organization("acme", *shared));
                Actor::requester("me")
            }
            Who::Former => {
                let mut command = agent("me", "all-everything", &["support"]);
                if let Command::PutAgent { active, .. } = &mut command {
                    *active = Some(false);
                }
                self.host(&command);
                Actor::agent("me")
            }
            Who::Guest { .. } => {
                self.host(&organization("acme", true));
                self.link(&self.open("One of theirs", "me", Edits::none()), None)
            }
            Who::StrangeAgent => Actor::agent("ghost"),
            Who::StrangeCustomer => Actor::requester("ghost"),
        };
    }

    /// Who comes by a link comes by one to this ticket, where there can be one; false where it gives no access.
    pub(crate) fn comes_to(
        &mut self,
        who: &Who,
        relation: &Relation,
        ready: &Ready,
        standing: Standing,
    ) -> bool {
        let Who::Guest { there } = who else { return true };
        let there = *there && relation.is_theirs();
        self.actor = self.link(if there { &ready.ticket } else { &ready.other }, Some("me"));
        !there || matches!(standing, Standing::Active | Standing::Merged)
    }

    /// A ticket in this state and relation; the same until somebody has done something to it.
    pub(crate) fn ready(&mut self, state: State, relation: usize) -> Ready {
        if let Some(ready) = self.ready.get(&(state, relation)) {
            return ready.clone();
        }
        let ready = self.make(state, &RELATIONS[relation]);
        self.ready.insert((state, relation), ready.clone());
        ready
    }

    pub(crate) fn use_up(&mut self, state: State, relation: usize) {
        self.ready.remove(&(state, relation));
    }

    /// Everything that was made ready and that nobody could do anything to.
    pub(crate) fn left(&self) -> impl Iterator<Item = &Ready> {
        self.ready.values()
    }

    fn make(&self, state: State, relation: &Relation) -> Ready {
        let mut set = Edits::none().with("due_at", "2026-07-01T12:00:00Z").with("secret", HIDDEN);
        for (field, keys) in relation.set {
            set = match *field {
                "team" | "owner" => set.with(field, keys[0]),
                _ => set.with(field, list(keys)),
            };
        }
        let seen_by_all = Edits::none().with("followers", list(&["me"])).with("team", "support");
        let other = self.open("Another one", "me", seen_by_all);
        let ticket = if state == State::Split {
            let message = self.ticket(&other).description.unwrap();
            let set = set.with("requester", relation.requester);
            let split = Command::SplitTicket { ticket: other.clone(), message, subject: None, set };
            TicketRef::Number(self.host(&split).number.unwrap())
        } else {
            let mut command = create("Something", relation.requester, set);
            if let Command::CreateTicket { body, .. } = &mut command {
                *body = format!("A {PUBLIC}.");
            }
            TicketRef::Number(self.host(&command).number.unwrap())
        };
        let mut noted = None;
        match state {
            State::Apart(Standing::Active) | State::Split => {}
            State::Noted => noted = self.host(&note(&ticket, &format!("A {INTERNAL}."))).message,
            State::Snoozed => {
                let until = at("2026-08-01T09:00:00Z");
                self.host(&Command::SnoozeTicket { ticket: ticket.clone(), until });
            }
            State::Child => {
                let (relation, to) = (Link::Parent, other.clone());
                self.host(&Command::LinkTickets { ticket: ticket.clone(), relation, to });
            }
            State::Apart(Standing::Merged) => {
                self.host(&merge(&other, &ticket));
            }
            State::Apart(Standing::Spam) => {
                self.host(&Command::MarkSpam { ticket: ticket.clone() });
            }
            State::Apart(Standing::Trash) => {
                self.host(&Command::TrashTicket { ticket: ticket.clone() });
            }
        }
        let stored = self.ticket(&ticket);
        Ready {
            ticket: TicketRef::Id(stored.id),
            number: stored.number,
            other,
            message: stored.description.unwrap(),
            note: noted,
            version: stored.version,
        }
    }

    fn asks(&self, query: &Query) -> Result<Answer> {
        self.stage.ask(query, &self.actor)
    }

    fn does(&self, command: &Command) -> Verdict {
        verdict(self.desk.execute(command, &Context::of(self.actor.clone())), |_| true)
    }

    /// What comes of a command on many tickets for the one that it is about.
    fn does_to_many(&self, command: &Command) -> Verdict {
        let outcome = match self.desk.execute(command, &Context::of(self.actor.clone())) {
            Ok(outcome) => outcome,
            Err(error) => return verdict(Err::<(), _>(error), |()| true),
        };
        self.engine.tick(self.time.now(), 1_000).unwrap();
        let Answer::Job { job } = self.answer(&Query::Job { job: outcome.job.unwrap() }) else { panic!() };
        match job.refusals.first() {
            None if job.changed == 0 => Verdict::NotFound,
            None => {
                assert_eq!((job.changed, job.done), (1, 1), "{command:?}");
                Verdict::Allowed
            }
            Some(refusal) => verdict_of(refusal.problems[0].code),
        }
    }

    /// Does an operation to a ticket.
    #[allow(clippy::too_many_lines, reason = "one line for each operation")]
    pub(crate) fn operate(&self, operation: &str, ready: &Ready) -> Verdict {
        let it = || ready.ticket.clone();
        let number = || Condition::test("number", Op::Eq, [ready.number.as_str()]);
        let set = |field: &str, value: &str| change(&ready.ticket, Edits::none().with(field, value));
        let only = || Which::Listed { tickets: vec![it()] };
        let is_there = |answer: &Answer| !numbers(answer).is_empty();
        match operation {
            "ticket by id" => verdict(self.asks(&Query::Ticket { ticket: it() }), |_| true),
            "ticket by number" => {
                let ticket = TicketRef::Number(ready.number.clone());
                verdict(self.asks(&Query::Ticket { ticket }), |_| true)
            }
            "thread" => verdict(self.asks(&thread(it(), None)), |_| true),
            "a note in the thread" => seen(&self.asks(&thread(it(), None)), INTERNAL),
            "thread behind a note" => verdict(self.asks(&thread(it(), ready.note)), |_| true),
            "history" => {
                verdict(self.asks(&Query::History { ticket: it(), after: 0, limit: None }), |_| true)
            }
            "links" => verdict(self.asks(&Query::Links { ticket: it(), limit: None }), |_| true),
            "make a link" => {
                let expires_at = self.time.now().after(Span::from_days(1));
                verdict(self.asks(&Query::Link { ticket: it(), person: None, expires_at }), |_| true)
            }
            "macros" => verdict(self.asks(&Query::Macros { ticket: it() }), |_| true),
            "a macro of a hidden field" => seen(&self.asks(&Query::Macros { ticket: it() }), "in-secret"),
            "promises" => verdict(self.asks(&Query::Promises { ticket: it() }), |_| true),
            "policy" => verdict(self.asks(&Query::Policy { ticket: it() }), |_| true),
            "routings" => verdict(self.asks(&Query::Routings { ticket: it() }), |_| true),
            "handoffs" => verdict(self.asks(&Query::Handoffs { ticket: it() }), |_| true),
            "account" => {
                verdict(self.asks(&Query::Account { ticket: it(), as_of: None, picture: true }), |_| true)
            }
            "form" => {
                let query = Query::Form { ticket: Some(it()), ticket_type: None, set: Edits::none() };
                verdict(self.asks(&query), |_| true)
            }
            "transitions" => match self.asks(&Query::Transitions { ticket: it() }) {
                Ok(Answer::Transitions { available }) if available.is_empty() => Verdict::Forbidden,
                other => verdict(other, |_| true),
            },
            "found" => verdict(self.asks(&find(number(), None)), is_there),
            "a field of staff in the ticket" => seen(&self.asks(&Query::Ticket { ticket: it() }), HIDDEN),
            "a field of staff in the history" => {
                seen(&self.asks(&Query::History { ticket: it(), after: 0, limit: None }), HIDDEN)
            }
            "found by a hidden field" => {
                let hidden = Condition::test("secret", Op::Eq, [HIDDEN]);
                verdict(self.asks(&find(Condition::all([number(), hidden]), None)), is_there)
            }
            "changed by a hidden field" => {
                let hidden = Condition::test("secret", Op::Eq, [HIDDEN]);
                let tickets = Which::Matching { condition: Condition::all([number(), hidden]) };
                let set = Edits::none().with("status", "resolved");
                self.does_to_many(&Command::ChangeTickets { tickets, set, transition: None })
            }
            "found by a field of staff" => {
                let of_staff = Condition::test("handoffs", Op::Ge, [0]);
                verdict(self.asks(&find(Condition::all([number(), of_staff]), None)), is_there)
            }
            "searched" => verdict(self.asks(&find(number(), Some(PUBLIC))), is_there),
            "a note searched" => match self.asks(&find(number(), Some(INTERNAL))) {
                Ok(answer) if is_there(&answer) => Verdict::Allowed,
                // A ticket that they see and do not find.
                other => match verdict(other, |_| true) {
                    Verdict::Allowed => match self.operate("found", ready) {
                        Verdict::Allowed => Verdict::Forbidden,
                        hidden => hidden,
                    },
                    refused => refused,
                },
            },
            "counted" => {
                let query = Query::Count { condition: Some(number()), by: None };
                verdict(self.asks(&query), |answer| counted(answer) == 1)
            }
            "counted by status" => {
                let query = Query::Count { condition: Some(number()), by: Some(name("status")) };
                verdict(self.asks(&query), |answer| counted(answer) == 1)
            }
            "deadlines" => {
                let (name, link, after, limit) = (None, None, None, None);
                let query = Query::Deadlines { condition: Some(number()), name, link, after, limit };
                verdict(
                    self.asks(&query),
                    |answer| matches!(answer, Answer::Deadlines { items, .. } if *items > 0),
                )
            }
            "previewed" => {
                let (document, late_only, after, limit) = (None, false, None, None);
                let query = Query::Preview { document, condition: Some(number()), late_only, after, limit };
                verdict(
                    self.asks(&query),
                    |answer| matches!(answer, Answer::Preview { preview, .. } if preview.tickets == 1),
                )
            }
            "rules tried" => {
                let (rules, occasion, command) = (Some("[]".to_owned()), None, None);
                verdict(self.asks(&Query::DryRun { ticket: it(), rules, occasion, command }), |_| true)
            }
            "tried out" => {
                let (document, as_of, after, limit) = (None, None, None, None);
                let query = Query::WhatIf { document, condition: Some(number()), as_of, after, limit };
                verdict(
                    self.asks(&query),
                    |answer| matches!(answer, Answer::WhatIf { report, .. } if report.tickets == 1),
                )
            }
            "routed by another" => {
                let (document, as_of, after, limit) = (None, None, None, None);
                let query = Query::WhatIfRouting { document, condition: Some(number()), as_of, after, limit };
                verdict(
                    self.asks(&query),
                    |answer| matches!(answer, Answer::WhatIfRouting { report, .. } if report.tickets == 1),
                )
            }
            "reply" => self.does(&reply(&ready.ticket, "A word.")),
            "note" => self.does(&note(&ready.ticket, "A word.")),
            "reply and change" => {
                self.does(&reply_with(&ready.ticket, "A word.", Edits::none().with("priority", "high")))
            }
            "note and assign" => {
                let mut command = note(&ready.ticket, "A word.");
                if let Command::Note { set, .. } = &mut command {
                    *set = Edits::none().with("owner", "bob").with("team", "sales");
                }
                self.does(&command)
            }
            "note by a macro" => self.does(&press(&ready.ticket, "noted")),
            "tag by a macro" => self.does(&press(&ready.ticket, "tagged")),
            "a macro by a hidden field" => self.does(&press(&ready.ticket, "in-secret")),
            "change priority" => self.does(&set("priority", "high")),
            "change status" => self.does(&status(&ready.ticket, "resolved")),
            "change an open field" => self.does(&set("room", "H7")),
            "change a field of staff" => self.does(&set("secret", "It is.")),
            "change tags" => self.does(&change(&ready.ticket, Edits::none().with("tags", list(&["vip"])))),
            "change followers" => {
                self.does(&change(&ready.ticket, Edits::none().with("followers", list(&["bob", "me"]))))
            }
            "change team" => {
                let team = if self.ticket(&ready.ticket).team.is_some_and(|team| team == *"sales") {
                    "support"
                } else {
                    "sales"
                };
                self.does(&set("team", team))
            }
            "change owner" => self.does(&set("owner", "bob")),
            "change assignees" => {
                self.does(&change(&ready.ticket, Edits::none().with("assignees", list(&["bob", "me"]))))
            }
            "assign" => self.does(&assign(&ready.ticket, Some("sales"), Some("bob"))),
            "snooze" => self.does(&Command::SnoozeTicket { ticket: it(), until: at("2026-08-01T09:00:00Z") }),
            "wake" => self.does(&Command::WakeTicket { ticket: it() }),
            "merge into it" => self.does(&merge(&ready.ticket, &ready.other)),
            "merge it" => self.does(&merge(&ready.other, &ready.ticket)),
            "unmerge" => self.does(&Command::UnmergeTicket { ticket: it() }),
            "link" => self.does(&link(&ready.ticket, &ready.other)),
            "link to it" => self.does(&link(&ready.other, &ready.ticket)),
            "unlink" => {
                let (relation, to) = (Link::Parent, ready.other.clone());
                self.does(&Command::UnlinkTickets { ticket: it(), relation, to })
            }
            "split" | "split off a note" => {
                let message = if operation == "split" { ready.message } else { ready.note.unwrap() };
                let set = Edits::none();
                self.does(&Command::SplitTicket { ticket: it(), message, subject: None, set })
            }
            "publish a note" | "publish a reply" => {
                let note = ready.note.filter(|_| operation == "publish a note");
                let (message, expect_version) = (note.unwrap_or(ready.message), None);
                self.does(&Command::PublishMessage { ticket: it(), message, expect_version })
            }
            "undo the split" => self.does(&Command::UndoSplit { ticket: it() }),
            "mark spam" => self.does(&Command::MarkSpam { ticket: it() }),
            "trash" | "trash spam" => self.does(&Command::TrashTicket { ticket: it() }),
            "restore spam" | "restore trash" => self.does(&Command::RestoreTicket { ticket: it() }),
            "revoke links" => self.does(&Command::RevokeLinks { ticket: it() }),
            "rebind" => self.does(&Command::RebindClocks { ticket: it() }),
            "change many" => {
                let set = Edits::none().with("priority", "high");
                self.does_to_many(&Command::ChangeTickets { tickets: only(), set, transition: None })
            }
            "trash many" => self.does_to_many(&Command::TrashTickets { tickets: only() }),
            "restore many" => self.does_to_many(&Command::RestoreTickets { tickets: only() }),
            "let time pass" => {
                let TicketRef::Id(ticket) = ready.ticket else { panic!() };
                self.does(&Command::FireTimers { ticket, by: self.time.now() })
            }
            other => panic!("nobody knows how to `{other}`"),
        }
    }

    /// Does an operation that is about no ticket. `n` tells it from the others.
    #[allow(clippy::too_many_lines, reason = "one arm for each operation")]
    pub(crate) fn operate_desk(&self, operation: &str, n: usize) -> Verdict {
        let new = |requester: Option<&str>, set: Edits| {
            let mut command = create("Something", "me", set);
            if let Command::CreateTicket { requester: given, .. } = &mut command {
                *given = requester.map(|key| Intake { person: Some(key.into()), ..Intake::default() });
            }
            command
        };
        match operation {
            "the form to open" => {
                let query = Query::Form { ticket: None, ticket_type: None, set: Edits::none() };
                verdict(self.asks(&query), |_| true)
            }
            "open" => {
                // The host and staff say for whom. Who is a stranger is known afterwards, and so another one each time.
                let asks_for = matches!(self.actor, Actor::Host {} | Actor::Agent { .. }).then_some("me");
                let actor = match &self.actor {
                    Actor::Requester { person } if *person == PersonRef::from("ghost") => {
                        Actor::requester(format!("ghost-{n}").as_str())
                    }
                    actor => actor.clone(),
                };
                verdict(self.desk.execute(&new(asks_for, Edits::none()), &Context::of(actor)), |_| true)
            }
            "open for another" => self.does(&new(Some("cus"), Edits::none())),
            "open in a team" => self.does(&new(Some("cus"), Edits::none().with("team", "sales"))),
            "open with an owner" => self.does(&new(Some("cus"), Edits::none().with("owner", "bob"))),
            "open with a hidden field" => {
                self.does(&new(Some("cus"), Edits::none().with("secret", "It is.")))
            }
            "the feed" => verdict(self.asks(&Query::Feed { after: 0, limit: None }), |_| true),
            "the configuration" => verdict(self.asks(&Query::Config { version: None }), |_| true),
            "a diagram" => verdict(self.asks(&Query::Diagram { workflow: None, format: None }), |_| true),
            "the jobs" => verdict(self.asks(&Query::Jobs { after: None, limit: None }), |_| true),
            "count by team" => {
                verdict(self.asks(&Query::Count { condition: None, by: Some(name("team")) }), |_| true)
            }
            "a person" => verdict(self.asks(&Query::Person { person: "cus".into() }), |_| true),
            "oneself" => {
                let person = match &self.actor {
                    Actor::Agent { person } | Actor::Requester { person } => person.clone(),
                    Actor::Host {} | Actor::Link { .. } | Actor::Guest { .. } => PersonRef::from("me"),
                };
                verdict(self.asks(&Query::Person { person }), |_| true)
            }
            "the job of another" => verdict(self.asks(&Query::Job { job: self.job_of_bob() }), |_| true),
            "a job in the list" => {
                let job = self.job_of_bob();
                verdict(
                    self.asks(&Query::Jobs { after: None, limit: Some(1_000) }),
                    |answer| matches!(answer, Answer::Jobs { jobs } if jobs.iter().any(|known| known.id == job)),
                )
            }
            "cancel the job of another" => self.does(&Command::CancelJob { job: self.job_of_bob() }),
            "put a person" => self.does(&person(&format!("person-{n}"))),
            "put an agent" => self.does(&agent(&format!("agent-{n}"), "agent", &["sales"])),
            "put an organization" => self.does(&organization(&format!("organization-{n}"), false)),
            "erase a person" => {
                let key = format!("forgotten-{n}");
                self.stage.host(&person(&key));
                self.does(&Command::ErasePerson { person: key.as_str().into() })
            }
            "say that somebody is away" => {
                let key = format!("away-{n}");
                self.stage.host(&agent(&key, "agent", &["sales"]));
                self.does(&Command::SetPresence {
                    person: Some(key.as_str().into()),
                    availability: Some(ticketkit::model::Availability::Busy),
                    absence: None,
                    end_absence: false,
                })
            }
            "the line of a team" => {
                verdict(self.asks(&Query::Line { team: name("sales"), limit: None }), |_| true)
            }
            "what members were given" => {
                verdict(self.asks(&Query::Fairness { team: name("sales"), days: None }), |_| true)
            }
            "what nobody can do" => verdict(self.asks(&Query::Staffing {}), |_| true),
            "configure" => {
                let Answer::Config { document, .. } = self.answer(&Query::Config { version: None }) else {
                    panic!()
                };
                self.does(&Command::Configure { document, expect_version: None })
            }
            "the counts of rules" => verdict(self.asks(&Query::RuleCounts {}), |_| true),
            "preview" => {
                let (document, condition, late_only, after) = (None, None, false, None);
                let query = Query::Preview { document, condition, late_only, after, limit: None };
                verdict(self.asks(&query), |_| true)
            }
            "what if" => {
                let (document, condition, as_of, after) = (None, None, None, None);
                let query = Query::WhatIf { document, condition, as_of, after, limit: None };
                verdict(self.asks(&query), |_| true)
            }
            "what if routed" => {
                let (document, condition, as_of, after) = (None, None, None, None);
                let query = Query::WhatIfRouting { document, condition, as_of, after, limit: None };
                verdict(self.asks(&query), |_| true)
            }
            "rebind many" => {
                let condition = Condition::test("number", Op::Eq, ["none"]);
                self.does(&Command::RebindTickets { tickets: Which::Matching { condition } })
            }
            "carry a job on" => {
                let (job, failed) = (self.job_of_bob(), Vec::new());
                self.does(&Command::ContinueJob { job, version: 1, ticket: None, failed })
            }
            other => panic!("nobody knows how to `{other}`"),
        }
    }

    /// A job that Bob, who sees everything, has just begun.
    fn job_of_bob(&self) -> JobId {
        let tickets = Which::Listed { tickets: vec!["1".into()] };
        let set = Edits::none().with("priority", "high");
        let command = Command::ChangeTickets { tickets, set, transition: None };
        self.staff("bob", &command).unwrap().job.unwrap()
    }
}

fn organization(key: &str, shared: bool) -> Command {
    Command::PutOrganization {
        key: key.to_owned(),
        name: None,
        shared: Some(shared),
        calendar: None,
        external_ids: None,
    }
}

fn merge(winner: &TicketRef, loser: &TicketRef) -> Command {
    Command::MergeTickets { winner: winner.clone(), losers: vec![loser.clone()], publish: false }
}

fn link(ticket: &TicketRef, to: &TicketRef) -> Command {
    Command::LinkTickets { ticket: ticket.clone(), relation: Link::Relates, to: to.clone() }
}

fn press(ticket: &TicketRef, macro_name: &str) -> Command {
    Command::ApplyMacro { ticket: ticket.clone(), name: name(macro_name), expect_version: None }
}

fn thread(ticket: TicketRef, after: Option<MessageId>) -> Query {
    Query::Thread { ticket, after, limit: None }
}

fn find(condition: Condition, text: Option<&str>) -> Query {
    Query::Find {
        condition: Some(condition),
        text: text.map(str::to_owned),
        sort: None,
        descending: false,
        after: None,
        limit: None,
    }
}

fn numbers(answer: &Answer) -> Vec<&str> {
    match answer {
        Answer::Page { tickets, .. } => tickets.iter().map(|ticket| ticket.number.as_str()).collect(),
        Answer::PublicPage { tickets, .. } => tickets.iter().map(|ticket| ticket.number.as_str()).collect(),
        other => panic!("{other:?}"),
    }
}

fn counted(answer: &Answer) -> u64 {
    let Answer::Counts { counts } = answer else { panic!("{answer:?}") };
    counts.iter().map(|count| count.tickets).sum()
}

/// Whether a word is read by somebody who may ask at all.
fn seen(answer: &Result<Answer>, word: &str) -> Verdict {
    match answer {
        Ok(answer) if serde_json::to_string(answer).unwrap().contains(word) => Verdict::Allowed,
        Ok(_) => Verdict::Forbidden,
        Err(error) => verdict_of(error.code()),
    }
}

/// What came of it; an answer in which the ticket is not `there` says that there is none.
fn verdict<T>(came: Result<T>, there: impl Fn(&T) -> bool) -> Verdict {
    match came {
        Ok(answer) if there(&answer) => Verdict::Allowed,
        Ok(_) => Verdict::NotFound,
        Err(error) => verdict_of(error.code()),
    }
}

fn verdict_of(code: Code) -> Verdict {
    match code {
        // What cannot be seen cannot be asked about; what cannot be read has no place behind it.
        Code::Forbidden | Code::UnknownField | Code::BadCursor => Verdict::Forbidden,
        Code::NotFound => Verdict::NotFound,
        Code::UnknownActor => Verdict::Unknown,
        Code::LinkRefused => Verdict::Refused,
        Code::NothingToDo => Verdict::Allowed,
        other => panic!("an operation of the table came to `{other}`"),
    }
}
