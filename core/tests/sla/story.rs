//! A ticket whose history is told line by line: `story.asked("Mon 10:00")`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use ticketkit::calendar::{Calendar, CalendarSpec, ZoneRules};
use ticketkit::condition::{Condition, Op};
use ticketkit::id::{MessageId, PersonId, TicketId};
use ticketkit::model::{Author, Category, Clock, Message, MessageKind, Metric, Ticket};
use ticketkit::sla::{Audience, MomentSpec, News, Policy, PolicySpec, StepSpec, TargetSpec, Unit, Within};
use ticketkit::sla::{Edition, Moment, Terms, TicketCalendars, fire, observe, used, wake_at};
use ticketkit::workflow::{Workflow, WorkflowSpec};
use ticketkit::{Name, Problem, Span, Timestamp};

/// Monday to Friday 09:00 to 17:00 in Riga: calendar B of the domain.
pub(crate) fn office() -> Calendar {
    calendar(
        r#"{ "time_zone": "Europe/Riga", "weekly": { "mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]],
             "wed": [["09:00", "17:00"]], "thu": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]] } }"#,
    )
}

pub(crate) fn calendar(text: &str) -> Calendar {
    let spec: CalendarSpec = serde_json::from_str(text).unwrap();
    Calendar::compile(&spec, &ZoneRules::bundled()).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(crate) fn hours(hours: i64) -> Span {
    Span::from_hours(hours)
}

/// `Mon 10:00` in Riga, in the week of Monday 2026-06-01; `+Mon 10:00` is a week later.
pub(crate) fn at(text: &str) -> Timestamp {
    let (weeks, text) = text.strip_prefix('+').map_or((0, text), |rest| (1, rest));
    let (day, time) = text.split_once(' ').unwrap();
    let day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].iter().position(|name| *name == day).unwrap();
    format!("2026-06-{:02}T{time}:00+03:00", 1 + day + 7 * weeks).parse().unwrap()
}

/// The opposite of [`at`].
pub(crate) fn clock_text(at: Timestamp) -> String {
    let week = at.since("2026-05-31T21:00:00Z".parse().unwrap()).millis().div_euclid(7 * 86_400_000);
    format!("{}{}", if week == 1 { "+" } else { "" }, office().local(at).format("%a %H:%M"))
}

pub(crate) fn target(metric: Metric, within: Within) -> TargetSpec {
    TargetSpec::new(metric, within, Unit::Business)
}

pub(crate) fn step(metric: Metric, at: MomentSpec) -> StepSpec {
    StepSpec { metric, at, unit: None, rearm: false, notify: vec![Audience::Assignees], set: BTreeMap::new() }
}

/// A policy for all tickets by the office calendar.
pub(crate) fn policy(policy: &str, targets: Vec<TargetSpec>) -> PolicySpec {
    PolicySpec {
        name: name(policy),
        slot: None,
        team: None,
        condition: None,
        calendar: Some(name("office")),
        calendar_from: Vec::new(),
        targets,
        steps: Vec::new(),
    }
}

/// The same policy, for tickets with this tag only.
pub(crate) fn for_tag(tag: &str, mut policy: PolicySpec) -> PolicySpec {
    policy.condition = Some(Condition::test("tags", Op::HasAny, [tag]));
    policy
}

/// A policy that promises one resolution to all.
pub(crate) fn resolution(within: Span) -> PolicySpec {
    policy("everybody", vec![target(Metric::Resolution, Within::Always(within))])
}

/// The statuses of the domain; `parked` is a pending one that every metric pauses in, `vendor` holds resolution too.
pub(crate) fn workflow() -> Workflow {
    workflow_of(
        r#"{ "name": "support", "statuses": [
             { "name": "new", "category": "new", "initial": true }, { "name": "open", "category": "open" },
             { "name": "pending", "category": "pending" }, { "name": "on_hold", "category": "on_hold" },
             { "name": "parked", "category": "pending", "pauses": ["first_reply", "next_reply", "resolution"] },
             { "name": "vendor", "category": "on_hold", "pauses": ["resolution"] },
             { "name": "solved", "category": "solved" }, { "name": "closed", "category": "closed" }],
             "transitions": [{ "from": "any", "to": "any" }] }"#,
    )
}

pub(crate) fn workflow_of(text: &str) -> Workflow {
    let spec: WorkflowSpec = serde_json::from_str(text).unwrap();
    Workflow::compile(&spec, &(), "").unwrap()
}

/// Policies as they are written, and ready for use.
type Compiled = (Vec<PolicySpec>, Rc<[Policy]>);

/// One ticket with its clocks, kept as the engine keeps them.
#[derive(Clone)]
pub(crate) struct Story {
    pub(crate) workflow: Workflow,
    pub(crate) policies: Vec<PolicySpec>,
    pub(crate) version: u64,
    pub(crate) earlier: Vec<(u64, Vec<PolicySpec>)>,
    pub(crate) calendars: BTreeMap<Name, Arc<Calendar>>,
    pub(crate) ticket: Ticket,
    pub(crate) clocks: Vec<Clock>,
    pub(crate) news: Vec<News>,
    pub(crate) by_staff: bool,
    pub(crate) team_calendar: Option<Name>,
    born: bool,
    /// What was compiled before: a history asks for the same policies again and again.
    compiled: RefCell<Vec<Compiled>>,
}

impl Story {
    pub(crate) fn under(policies: impl IntoIterator<Item = PolicySpec>) -> Self {
        let mut ticket = Ticket::blank(TicketId::from_bytes([7; 16]));
        ticket.priority = name("normal");
        ticket.status = name("new");
        Self {
            workflow: workflow(),
            policies: policies.into_iter().collect(),
            version: 1,
            earlier: Vec::new(),
            calendars: [("office", office()), ("always", Calendar::always())]
                .map(|(key, calendar)| (name(key), Arc::new(calendar)))
                .into(),
            ticket,
            clocks: Vec::new(),
            news: Vec::new(),
            by_staff: false,
            team_calendar: None,
            born: false,
            compiled: RefCell::default(),
        }
    }

    pub(crate) fn with_terms<T>(&self, ask: impl FnOnce(&Terms<'_>) -> T) -> T {
        let compiled = |policies: &[PolicySpec]| -> Rc<[Policy]> {
            let mut known = self.compiled.borrow_mut();
            if let Some((_, compiled)) = known.iter().find(|(specs, _)| specs == policies) {
                return Rc::clone(compiled);
            }
            let compiled = policies.iter().map(|spec| Policy::compile(spec, &(), "").unwrap()).collect();
            known.push((policies.to_vec(), Rc::clone(&compiled)));
            compiled
        };
        let current = compiled(&self.policies);
        let earlier: Vec<_> =
            self.earlier.iter().map(|(version, policies)| (*version, compiled(policies))).collect();
        let edition = |version, policies| Edition { version, policies, calendars: &self.calendars };
        let earlier: Vec<_> = earlier.iter().map(|(version, policies)| edition(*version, policies)).collect();
        ask(&Terms { workflow: &self.workflow, current: edition(self.version, &current), earlier: &earlier })
    }

    /// One step: the message first, then `change`, all in one moment.
    pub(crate) fn try_step(
        &mut self,
        at: Timestamp,
        message: Option<&Message>,
        change: impl FnOnce(&mut Ticket),
    ) -> Result<(), Problem> {
        let mut after = self.ticket.clone();
        if let Some(message) = message {
            if message.is_agent_reply() {
                after.first_reply_at.get_or_insert(at);
                (after.last_reply_at, after.waiting_since) = (Some(at), None);
                after.replies += 1;
            } else if message.is_from_customer() {
                after.waiting_since.get_or_insert(at);
                after.last_requester_at = Some(at);
            }
        }
        change(&mut after);
        if !self.born {
            after.created_at = at;
        }
        if !self.born || after.status != self.ticket.status {
            after.status_since = at;
            after.category = self.workflow.status(&after.status).unwrap().category;
            match after.category {
                Category::Solved => after.solved_at = Some(at),
                Category::Closed => after.closed_at = Some(at),
                _ => {}
            }
        }
        let before = self.born.then_some(&self.ticket);
        let moment = Moment {
            at,
            before,
            after: &after,
            message,
            opened_by_staff: self.by_staff,
            by_agent: message.is_none_or(Message::is_agent_reply),
            calendars: TicketCalendars { team: self.team_calendar.as_ref(), organization: None },
        };
        let mut clocks = self.clocks.clone();
        let news = self.with_terms(|terms| observe(terms, &mut clocks, &moment));
        if news.is_err() {
            assert_eq!(clocks, self.clocks, "a refused step changes nothing");
        }
        self.news.extend(news?);
        (self.ticket, self.clocks, self.born) = (after, clocks, true);
        assert!(self.clocks.is_sorted_by(|a, b| a.key < b.key), "one record for each key, in order");
        Ok(())
    }

    pub(crate) fn step(
        &mut self,
        at: Timestamp,
        message: Option<&Message>,
        change: impl FnOnce(&mut Ticket),
    ) {
        self.try_step(at, message, change).unwrap();
    }

    /// The ticket is opened by a customer's message.
    pub(crate) fn created(&mut self, when: &str) {
        self.step(at(when), Some(&customer_message(at(when))), |_| {});
    }

    pub(crate) fn asked(&mut self, when: &str) {
        self.step(at(when), Some(&customer_message(at(when))), |_| {});
    }

    pub(crate) fn replied(&mut self, when: &str) {
        self.step(at(when), Some(&agent_reply(at(when))), |_| {});
    }

    pub(crate) fn moved(&mut self, when: &str, status: &str) {
        self.step(at(when), None, |ticket| ticket.status = name(status));
    }

    pub(crate) fn prioritized(&mut self, when: &str, priority: &str) {
        self.step(at(when), None, |ticket| ticket.priority = name(priority));
    }

    /// Lets the timers of all clocks fire that are due.
    pub(crate) fn tick(&mut self, now: Timestamp) {
        let mut clocks = std::mem::take(&mut self.clocks);
        let mut news: Vec<News> =
            self.with_terms(|terms| clocks.iter_mut().flat_map(|clock| fire(terms, clock, now)).collect());
        assert!(clocks.iter().all(|clock| wake_at(clock).is_none_or(|wake| wake > now)));
        news.sort_by_key(News::at);
        self.clocks = clocks;
        self.news.extend(news);
    }

    pub(crate) fn clock(&self, key: &str) -> &Clock {
        self.clocks.iter().find(|clock| clock.key.to_string() == key).unwrap_or_else(|| {
            let keys: Vec<String> = self.clocks.iter().map(|clock| clock.key.to_string()).collect();
            panic!("there is no clock {key}, only {keys:?}")
        })
    }

    pub(crate) fn due(&self, key: &str) -> String {
        self.clock(key).due_at.map_or("none".to_owned(), clock_text)
    }

    pub(crate) fn used(&self, key: &str, when: &str) -> Span {
        let clock = self.clock(key);
        used(clock, &self.with_terms(|terms| terms.calendar_of(clock)).unwrap(), at(when))
    }

    /// What happened, as `breached KEY due DUE at AT`, `step KEY N at AT`, `no policy at AT`.
    pub(crate) fn told(&self) -> Vec<String> {
        let tell = |news: &News| match news {
            News::NoPolicy { at } => format!("no policy at {}", clock_text(*at)),
            News::Breached { key, due_at, at } => {
                format!("breached {key} due {} at {}", clock_text(*due_at), clock_text(*at))
            }
            News::StepTaken { key, step, at, .. } => format!("step {key} {step} at {}", clock_text(*at)),
            _ => unreachable!("there are three kinds of news"),
        };
        self.news.iter().map(tell).collect()
    }
}

pub(crate) fn message(kind: MessageKind, public: bool, author: Author, at: Timestamp) -> Message {
    let (id, ticket) = (MessageId::from_bytes([1; 16]), TicketId::from_bytes([7; 16]));
    Message::new(id, ticket, 1, kind, public, author, at, "Hello".to_owned())
}

pub(crate) fn customer_message(at: Timestamp) -> Message {
    message(MessageKind::Reply, true, Author::EndUser { person: PersonId::from_bytes([2; 16]) }, at)
}

pub(crate) fn agent_reply(at: Timestamp) -> Message {
    message(MessageKind::Reply, true, Author::Agent { person: PersonId::from_bytes([3; 16]) }, at)
}
