//! What is allowed in policies, and can never do what it says, or is probably not what was meant.

mod step;
mod target;

use std::collections::BTreeMap;

use super::policy::{Policy, Target};
use crate::calendar::CalendarSpec;
use crate::condition::{FieldKind, Node, Op, Operand, Predicate, Reasoning, Test};
use crate::error::{Code, Problem, pointer};
use crate::id::Name;
use crate::limits;
use crate::model::TicketField;
use crate::workflow::WorkflowSpec;

/// What in the policies of a desk never has an effect ([`Code::NeverUsed`]), or works and is probably not what was meant
/// ([`Code::Doubtful`]), with JSON Pointers below `path`, the place of their list; at most
/// [`limits::PROBLEMS`](limits::PROBLEMS). Nothing is said that is not certain, as far as conditions can be proven
/// ([`Predicate::implies`]).
///
/// No effect have a policy that no ticket fits or that those before it in its list leave nothing; a metric of the desk's own
/// that never begins, ends when it begins or stands still for as long as it runs; a pause that never comes, or never ends; a
/// target for a priority that the condition rules out; a promise whose time stands still in every status; a calendar by
/// which nothing counts; and a step that comes before the promise begins. Doubtful are a promise that lies further away than
/// calendars look, a metric that never ends, and two steps at one moment.
///
/// ```
/// use std::collections::BTreeMap;
/// use ticketkit::sla::{Policy, PolicySpec, doubts};
///
/// let policies: Vec<PolicySpec> = serde_json::from_str(r#"[
///     { "name": "pressing", "condition": { "field": "priority", "op": "in", "value": ["high", "urgent"] },
///       "targets": [{ "metric": "resolution", "within": "PT4H", "unit": "real" }] },
///     { "name": "urgent", "condition": { "field": "priority", "op": "eq", "value": "urgent" },
///       "targets": [{ "metric": "resolution", "within": "PT1H", "unit": "real" }] }]"#)?;
/// let compile = |spec| Policy::compile(spec, &(), "").map_err(|problems| problems[0].to_string());
/// let policies = policies.iter().map(compile).collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(
///     doubts(&policies, &[], &BTreeMap::new(), "/policies")[0].to_string(),
///     "`pressing` is taken for every ticket that `urgent` fits, so that `urgent` is never taken \
///      (at /policies/1; put the particular before the general)",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn doubts(
    policies: &[Policy],
    workflows: &[WorkflowSpec],
    calendars: &BTreeMap<Name, CalendarSpec>,
    path: &str,
) -> Vec<Problem> {
    let mut doubting = Doubting {
        reasoning: Reasoning::of(limits::REASONING_STEPS),
        workflows,
        calendars,
        lists: BTreeMap::new(),
        found: Vec::new(),
    };
    for (n, policy) in policies.iter().enumerate() {
        doubting.policy(policy, &pointer(path, n));
        if doubting.found.len() >= limits::PROBLEMS {
            doubting.found.truncate(limits::PROBLEMS);
            break;
        }
    }
    doubting.found
}

/// What is held against each policy, and what was found so far.
struct Doubting<'a> {
    reasoning: Reasoning,
    workflows: &'a [WorkflowSpec],
    calendars: &'a BTreeMap<Name, CalendarSpec>,
    /// The policies so far that some ticket may fit, by their lists.
    lists: BTreeMap<Option<&'a Name>, Vec<Earlier<'a>>>,
    found: Vec<Problem>,
}

/// A policy that stands before others in its list.
struct Earlier<'a> {
    name: &'a Name,
    /// Which tickets it is taken for.
    fits: Predicate,
    for_all: bool,
}

impl<'a> Doubting<'a> {
    /// The most policies that are held against one all together.
    const TOGETHER: usize = 100;

    fn policy(&mut self, policy: &'a Policy, path: &str) {
        let fits = policy.whole();
        if self.reasoning.refutes(&[(&fits, true)]) {
            let whose = match &policy.team {
                Some(team) => format!("no ticket that the team `{team}` owns"),
                None => "no ticket".to_owned(),
            };
            let message = format!("{whose} ever fits the policy `{}`", policy.name);
            self.never(message, pointer(path, "condition"), "its parts exclude each other");
            return;
        }
        let mut earlier = self.lists.remove(&policy.slot()).unwrap_or_default();
        if let Some(why) = self.shadow(policy.name(), &fits, &earlier) {
            let message = format!("{why}, so that `{}` is never taken", policy.name);
            self.never(message, path.to_owned(), "put the particular before the general");
        } else {
            self.parts(policy, &fits, path);
            let for_all = self.reasoning.refutes(&[(&fits, false)]);
            earlier.push(Earlier { name: policy.name(), fits, for_all });
        }
        self.lists.insert(policy.slot(), earlier);
    }

    /// Why nothing is left of what a policy fits after those before it in its list, if that is certain.
    fn shadow(&mut self, name: &Name, fits: &Predicate, earlier: &[Earlier<'_>]) -> Option<String> {
        if let Some(first) = earlier.iter().find(|one| one.for_all) {
            return Some(format!("the policy `{}` fits every ticket", first.name));
        }
        let subjects = fits.subjects();
        for one in earlier {
            // Hardly any condition implies one that asks about other fields, unless that holds for every ticket.
            if !subjects.is_disjoint(&one.fits.subjects())
                && self.reasoning.refutes(&[(fits, true), (&one.fits, false)])
            {
                return Some(format!("`{}` is taken for every ticket that `{name}` fits", one.name));
            }
        }
        if !(2..=Self::TOGETHER).contains(&earlier.len()) {
            return None;
        }
        let mut claims = vec![(fits, true)];
        claims.extend(earlier.iter().map(|one| (&one.fits, false)));
        let all = self.reasoning.refutes(&claims);
        all.then(|| format!("those before it in its list are taken for every ticket that `{name}` fits"))
    }

    fn parts(&mut self, policy: &Policy, fits: &Predicate, path: &str) {
        let targets = pointer(path, "targets");
        for (n, target) in policy.targets().iter().enumerate() {
            self.target(policy, target, fits, &pointer(&targets, n));
        }
        self.steps(policy, &pointer(path, "steps"));
        let counts = policy.targets().iter().any(Target::counts_open_time)
            || policy.steps().iter().any(|step| step.unit == Some(super::Unit::Business));
        if policy.own_calendar().is_some() && !counts {
            let message = format!("no promise of the policy `{}` counts by its calendar", policy.name);
            self.never(
                message,
                pointer(path, "calendar"),
                "leave it out, or give a target the unit `business`",
            );
        }
    }

    fn never(&mut self, message: String, path: String, hint: &str) {
        self.found.push(Problem::new(Code::NeverUsed, message).at(path).hint(hint));
    }

    fn doubt(&mut self, message: String, path: String, hint: &str) {
        self.found.push(Problem::new(Code::Doubtful, message).at(path).hint(hint));
    }
}

impl Policy {
    /// Which tickets it is for: its condition, and for an agreement between teams that the team owns the ticket.
    pub(crate) fn whole(&self) -> Predicate {
        let condition = self.predicate.as_ref().map(|predicate| predicate.root().clone());
        let owned = self.team.as_ref().map(|team| is(TicketField::Team, team));
        Predicate::of(Node::All(owned.into_iter().chain(condition).collect()))
    }
}

/// The test whether a field has this name for a value.
fn is(field: TicketField, name: &Name) -> Node {
    let operands = vec![Operand::Name(name.to_string())];
    Node::Test(Test { subject: field.into(), kind: FieldKind::Name, op: Op::Eq, operands })
}
