//! Which rule fires next, and when it is enough.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::rule::Rule;
use super::spec::MatchMode;
use crate::condition::Facts;
use crate::id::Name;
use crate::limits;

/// The rules of a desk after one root command.
///
/// They are asked in their order. When one that fired has changed the ticket they are asked again from the top, but
/// each fires at most once. The run ends when none is left that holds, after a rule that says so, after the first in
/// the mode [`MatchMode::First`], and where the limits are: after [`limits::RULE_FIRINGS`] firings, and before a rule
/// whose [depth](Firing::depth) is beyond [`limits::RULE_DEPTH`]. What was decided by then stays.
///
/// ```
/// use ticketkit::automation::{MatchMode, Occasion, Rule, RuleFacts, Run};
/// use ticketkit::condition::Predicate;
/// use ticketkit::id::TicketId;
/// use ticketkit::model::Ticket;
///
/// let predicate = Predicate::always();
/// let rules = [Rule { name: "greet".parse()?, when: None, predicate, actions: vec![], stop: false }];
/// let ticket = Ticket::blank(TicketId::from_bytes([9; 16]));
/// let facts = RuleFacts { before: None, now: &ticket, message: None, occasion: Occasion::Created };
///
/// let mut run = Run::new(&rules, MatchMode::All);
/// let mut changed = false;
/// let mut fired = Vec::new();
/// while let Some(firing) = run.next(&facts, changed) {
///     changed = false; // what carrying out `plan(firing.rule, &ticket)` would tell
///     fired.push((firing.rule.name.as_str(), firing.depth));
/// }
/// assert_eq!(fired, [("greet", 1)]);
/// # Ok::<(), ticketkit::id::NotAName>(())
/// ```
#[derive(Clone, Debug)]
pub struct Run<'r> {
    rules: &'r [Rule],
    mode: MatchMode,
    /// How each rule stands, in their order.
    standings: Vec<Standing>,
    /// Rules that hold for the ticket as it is now and have not fired, in their order; nothing before it was asked.
    due: Option<VecDeque<usize>>,
    /// The depth of the change that made the ticket what it is now.
    depth: u8,
    /// The rules that fired, in this order, the last with its depth.
    chain: Vec<usize>,
    last_depth: u8,
    state: State,
    /// The timed rule that begins the run.
    timed: Option<&'r Rule>,
    /// Whether it fired.
    begun: bool,
    trace: Option<Trace>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    fired: bool,
    /// The depth of the change by which it first held.
    cause: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Going,
    Over,
    Stopped,
}

#[derive(Clone, Debug, Default)]
struct Trace {
    asked: Vec<Asked>,
    /// The first rule that was not spoken of since the ticket last changed.
    next: usize,
}

/// A rule that fires.
#[derive(Clone, Copy, Debug)]
pub struct Firing<'r> {
    /// Which.
    pub rule: &'r Rule,
    /// How many rules stand between the command and what this one changes, itself included: 1 when it held by what
    /// the command did, one more than the rule by whose change it first held else.
    pub depth: u8,
}

/// What became of a rule that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Asked {
    /// It fired.
    Fired {
        /// Which.
        rule: Name,
        /// How many rules stand between the command and its changes, itself included.
        depth: u8,
    },
    /// It did not hold.
    Passed {
        /// Which.
        rule: Name,
        /// Why, a sentence for each test that stands in the way. It names values: for staff only.
        failing: Vec<String>,
    },
}

impl<'r> Run<'r> {
    /// A run of these rules on events, in this order.
    pub fn new(rules: &'r [Rule], mode: MatchMode) -> Self {
        Self {
            rules,
            mode,
            standings: vec![Standing::default(); rules.len()],
            due: None,
            depth: 0,
            chain: Vec::new(),
            last_depth: 0,
            state: State::Going,
            timed: None,
            begun: false,
            trace: None,
        }
    }

    /// The same run, begun by a rule whose time has come: it is asked first, and the others follow when it fired. It is
    /// none of those that the mode counts. When it does not hold nothing fires.
    #[must_use]
    pub const fn begun_by(mut self, timed: &'r Rule) -> Self {
        self.timed = Some(timed);
        self
    }

    /// The same run, which also keeps what became of every rule that it asked: for a dry run.
    #[must_use]
    pub fn traced(mut self) -> Self {
        self.trace = Some(Trace::default());
        self
    }

    /// The next rule to carry out; nothing when the run is over. `changed` tells whether what the last one did has
    /// changed the ticket; `facts` are as it is by now, and change only when it did.
    pub fn next(&mut self, facts: &dyn Facts, changed: bool) -> Option<Firing<'r>> {
        if self.state != State::Going {
            return None;
        }
        if let Some(rule) = self.timed.filter(|_| !self.begun) {
            return self.begin(rule, facts);
        }
        if changed {
            self.depth = self.last_depth;
            self.due = None;
        }
        if self.due.is_none() {
            self.ask_all(facts);
        }
        let next = self.due.as_mut().and_then(VecDeque::pop_front);
        self.speak_of_those_before(next, facts);
        let firing = next.and_then(|place| self.fire(place));
        if firing.is_none() && self.state == State::Going {
            self.state = State::Over;
        }
        firing
    }

    /// The rules that fired, in their order, when a limit ended the run.
    pub fn stopped(&self) -> Option<Vec<Name>> {
        (self.state == State::Stopped).then(|| self.fired().cloned().collect())
    }

    /// The rules that fired so far, in their order.
    pub fn fired(&self) -> impl Iterator<Item = &'r Name> {
        let timed = self.timed.filter(|_| self.begun);
        timed
            .into_iter()
            .chain(self.chain.iter().filter_map(|place| self.rules.get(*place)))
            .map(|rule| &rule.name)
    }

    /// What became of every rule that was asked, in the order of asking; nothing unless the run is
    /// [traced](Self::traced).
    pub fn trace(&self) -> &[Asked] {
        self.trace.as_ref().map_or(&[], |trace| &trace.asked)
    }

    /// Asks the timed rule that begins the run.
    fn begin(&mut self, rule: &'r Rule, facts: &dyn Facts) -> Option<Firing<'r>> {
        let (name, holds, depth) = (rule.name.clone(), rule.predicate.matches(facts), 1);
        if let Some(trace) = &mut self.trace {
            trace.asked.push(if holds {
                Asked::Fired { rule: name, depth }
            } else {
                Asked::Passed { rule: name, failing: rule.predicate.failing(facts) }
            });
        }
        if !holds || rule.stop {
            self.state = State::Over;
        }
        self.begun = holds;
        self.last_depth = depth;
        holds.then_some(Firing { rule, depth })
    }

    /// Asks every rule that has not fired about the ticket as it is now, also those behind one that will fire: which
    /// change a rule first held by decides its depth, and many rules that hold by the command alone are no loop.
    fn ask_all(&mut self, facts: &dyn Facts) {
        let depth = self.depth;
        let rules = self.rules.iter().zip(&mut self.standings).enumerate();
        let holding = rules
            .filter(|(_, (rule, standing))| !standing.fired && rule.predicate.matches(facts))
            .map(|(place, (_, standing))| {
                standing.cause.get_or_insert(depth);
                place
            });
        self.due = Some(match self.mode {
            MatchMode::All => holding.collect(),
            MatchMode::First => holding.take(1).collect(),
        });
        if let Some(trace) = &mut self.trace {
            trace.next = 0;
        }
    }

    fn fire(&mut self, place: usize) -> Option<Firing<'r>> {
        let firings = self.fired().count();
        let (rule, standing) = self.rules.get(place).zip(self.standings.get_mut(place))?;
        let depth = standing.cause.unwrap_or(self.depth).saturating_add(1);
        if depth > limits::RULE_DEPTH || firings >= limits::RULE_FIRINGS {
            self.state = State::Stopped;
            return None;
        }
        standing.fired = true;
        self.chain.push(place);
        self.last_depth = depth;
        if rule.stop || self.mode == MatchMode::First {
            self.state = State::Over;
        }
        if let Some(trace) = &mut self.trace {
            trace.asked.push(Asked::Fired { rule: rule.name.clone(), depth });
        }
        Some(Firing { rule, depth })
    }

    /// Notes why the rules before the one that fires next do not hold; all that are left when none fires.
    fn speak_of_those_before(&mut self, next: Option<usize>, facts: &dyn Facts) {
        let Some(trace) = &mut self.trace else { return };
        let end = next.unwrap_or(self.rules.len());
        let places = self.rules.iter().zip(&self.standings).take(end).skip(trace.next);
        let passed = places.filter(|(_, standing)| !standing.fired).map(|(rule, _)| Asked::Passed {
            rule: rule.name.clone(),
            failing: rule.predicate.failing(facts),
        });
        trace.asked.extend(passed);
        trace.next = end.saturating_add(1);
    }
}
