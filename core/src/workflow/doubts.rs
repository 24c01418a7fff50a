//! What is allowed in workflows, and can never have an effect, or is probably not what was meant.

mod automatic;
mod choice;
mod graph;

use std::collections::BTreeSet;

use super::{Status, Transition, Workflow, WorkflowSpec};
use crate::condition::{FieldKind, Node, Op, Operand, Predicate, Reasoning, Test};
use crate::error::{Code, Problem, pointer};
use crate::limits;
use crate::model::TicketField;

/// What is known of a desk around one of its workflows.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Whether tickets come to a status from another workflow.
    pub enters: &'a dyn Fn(&Status) -> bool,
    /// Whether a field is hidden from staff on every ticket that follows the workflow.
    pub hidden: &'a dyn Fn(&TicketField) -> bool,
}

impl std::fmt::Debug for Around<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Around").finish_non_exhaustive()
    }
}

/// What in a workflow never has an effect ([`Code::NeverUsed`]), or works and is probably not what was meant
/// ([`Code::Doubtful`]), with JSON Pointers below `path`, its own place; at most [`limits::PROBLEMS`]. Nothing is said
/// that is not certain, as far as conditions can be proven ([`Predicate::implies`]).
///
/// No effect have a status that no ticket comes to, a guard that never holds, a transition before which another one is always
/// taken, a required field that is always hidden, and an automatic move for which there is no way. Doubtful are a status
/// that tickets do not leave although it is not closed, one from which none is ever solved, and one in which a customer's
/// message changes nothing although the workflow says where it leads.
///
/// ```
/// use ticketkit::workflow::{Around, Workflow, doubts};
///
/// let written = serde_json::from_str(
///     r#"{
///         "name": "support",
///         "statuses": [
///             {"name": "open", "category": "open", "initial": true},
///             {"name": "parked", "category": "on_hold"},
///             {"name": "resolved", "category": "solved"}
///         ],
///         "transitions": [{"from": "open", "to": "resolved"}, {"from": "resolved", "to": "open"}]
///     }"#,
/// )?;
/// let workflow = Workflow::compile(&written, &(), "/workflows/0").unwrap();
/// let around = Around { enters: &|_| false, hidden: &|_| false };
/// assert_eq!(
///     doubts(&written, &workflow, &around, "/workflows/0")[0].to_string(),
///     "no ticket ever comes to the status `parked`: no transition leads there (at /workflows/0/statuses/1; \
///      add a transition to it, mark it `initial`, or leave it out)",
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn doubts(spec: &WorkflowSpec, workflow: &Workflow, around: &Around<'_>, path: &str) -> Vec<Problem> {
    doubts_within(spec, workflow, around, path, &mut Reasoning::of(limits::REASONING_STEPS))
}

/// The same for one of several workflows, which share what may be asked about conditions.
pub(crate) fn doubts_within(
    spec: &WorkflowSpec,
    workflow: &Workflow,
    around: &Around<'_>,
    path: &str,
    reasoning: &mut Reasoning,
) -> Vec<Problem> {
    let mut doubting = Doubting {
        reasoning,
        workflow,
        spec,
        around,
        dead: BTreeSet::new(),
        reached: Vec::new(),
        found: Vec::new(),
    };
    let transitions = pointer(path, "transitions");
    doubting.guards(&transitions);
    doubting.statuses(&pointer(path, "statuses"));
    doubting.choices(&transitions);
    doubting.requirements(&transitions);
    doubting.automatic(&pointer(path, "automatic"));
    doubting.found.truncate(limits::PROBLEMS);
    doubting.found
}

/// A workflow that is looked at, and what was found so far.
struct Doubting<'a> {
    reasoning: &'a mut Reasoning,
    workflow: &'a Workflow,
    spec: &'a WorkflowSpec,
    around: &'a Around<'a>,
    /// Transitions that can never be made, by their places.
    dead: BTreeSet<usize>,
    /// For every status whether a ticket may be in it.
    reached: Vec<bool>,
    found: Vec<Problem>,
}

impl<'a> Doubting<'a> {
    fn never(&mut self, message: String, path: String, hint: impl Into<String>) {
        self.found.push(Problem::new(Code::NeverUsed, message).at(path).hint(hint));
    }

    fn doubt(&mut self, message: String, path: String, hint: impl Into<String>) {
        self.found.push(Problem::new(Code::Doubtful, message).at(path).hint(hint));
    }

    /// The transitions that a move between two statuses chooses from, by their places, but for those that can never be made.
    fn between(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, &'a Transition)> {
        let numbers = self.workflow.table.between(from, to).iter().map(|number| usize::from(*number));
        let alive = numbers.filter(|number| !self.dead.contains(number));
        alive.filter_map(|number| Some((number, self.workflow.transitions.get(number)?)))
    }

    /// Guards that hold for no ticket in a status where their transition begins.
    fn guards(&mut self, path: &str) {
        let workflow = self.workflow;
        for (n, transition) in workflow.transitions.iter().enumerate() {
            let Some(guard) = &transition.guard else { continue };
            let here = self.is_in(transition);
            if self.reasoning.refutes(&[(guard, true)]) {
                let message = format!("the guard of {} holds for no ticket", titled(transition));
                self.never(message, pointer(&pointer(path, n), "guard"), "its parts exclude each other");
            } else if self.reasoning.refutes(&[(guard, true), (&here, true)]) {
                let message =
                    format!("the guard of {} holds for no ticket where it begins", titled(transition));
                let hint = "a guard sees the ticket in the status that it leaves";
                self.never(message, pointer(&pointer(path, n), "guard"), hint);
            } else {
                continue;
            }
            self.dead.insert(n);
        }
    }

    /// That a ticket is in a status where a transition begins.
    fn is_in(&self, transition: &Transition) -> Predicate {
        let fits = self.workflow.statuses.iter().filter(|status| transition.from.includes(status));
        let node = |status: &Status| {
            Node::All(vec![
                named(TicketField::Status, &status.name),
                named(TicketField::Category, status.category.as_str()),
            ])
        };
        let own = named(TicketField::Workflow, &self.workflow.name);
        Predicate::of(Node::All(vec![own, Node::Any(fits.map(node).collect())]))
    }

    /// Required fields that nobody is ever asked for.
    fn requirements(&mut self, path: &str) {
        let workflow = self.workflow;
        for (n, transition) in workflow.transitions.iter().enumerate() {
            let path = pointer(&pointer(path, n), "required_fields");
            for (n, field) in transition.required_fields.iter().enumerate() {
                if (self.around.hidden)(field) {
                    let name = field.as_str();
                    let message = format!(
                        "`{name}` is hidden from staff on every ticket of `{}`, and so never required",
                        workflow.name
                    );
                    let hint = "add it to a form of these tickets, or leave it out here";
                    self.never(message, pointer(&path, n), hint);
                }
            }
        }
    }
}

/// The test whether a built-in field has this name for a value.
fn named(field: TicketField, name: &str) -> Node {
    let operands = vec![Operand::Name(name.to_owned())];
    Node::Test(Test { subject: field.into(), kind: FieldKind::Name, op: Op::Eq, operands })
}

/// A transition by its name, or by the statuses that it joins.
fn titled(transition: &Transition) -> String {
    match &transition.name {
        Some(name) => format!("the transition `{name}`"),
        None => format!("the transition from `{}` to `{}`", transition.from, transition.to),
    }
}
