//! Rules and macros that do nothing as they are written.

use super::macros::Macro;
use super::rule::Rule;
use super::spec::MatchMode;
use crate::condition::{Condition, FieldKinds, Op, Predicate, Reasoning, Scope};
use crate::error::{Code, Problem, pointer};
use crate::limits;
use crate::workflow::ActionSpec;

/// Warnings about rules on events and macros whose conditions no ticket fits, and about rules that only give fields values
/// which the tickets that they fire for have already. JSON Pointers begin with `/rules` and `/macros`. Only what is certain is
/// told.
pub fn idle(rules: &[Rule], mode: MatchMode, macros: &[Macro], fields: &dyn FieldKinds) -> Vec<Problem> {
    let mut reasoning = Reasoning::of(limits::REASONING_STEPS);
    let mut found = Vec::new();
    for (n, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.when.is_none()) {
        let path = pointer("/rules", n);
        if reasoning.refutes(&[(&rule.predicate, true)]) {
            let text = format!("the rule `{}` never fires: no ticket fits its condition", rule.name);
            found.push(never(text, &path));
        } else if !rule.stop && mode == MatchMode::All && sets_what_is(rule, fields, &mut reasoning) {
            let text =
                format!("the rule `{}` changes nothing: a ticket that fits has these values", rule.name);
            let problem = Problem::new(Code::Doubtful, text).at(pointer(&path, "actions"));
            found.push(problem.hint("what it asks for and what it sets are the same"));
        }
    }
    for (n, known) in macros.iter().enumerate() {
        if reasoning.refutes(&[(&known.predicate, true)]) {
            let text = format!("the macro `{}` is never offered: no ticket fits its condition", known.name);
            found.push(never(text, &pointer("/macros", n)));
        }
    }
    found.truncate(limits::PROBLEMS);
    found
}

fn never(text: String, path: &str) -> Problem {
    let problem = Problem::new(Code::NeverUsed, text).at(pointer(path, "condition"));
    problem.hint("some of its tests exclude one another: ask for `any` of them, or leave one out")
}

/// Whether all that a rule does is to give fields values that they have.
fn sets_what_is(rule: &Rule, fields: &dyn FieldKinds, reasoning: &mut Reasoning) -> bool {
    let mut is_there = |action: &ActionSpec| {
        let ActionSpec::Set { field, value: Some(value) } = action else { return false };
        let has = Condition::test(field, Op::Eq, [value.clone()]);
        let has = Predicate::compile(&has, fields, Scope::Rule, "");
        has.is_ok_and(|has| reasoning.refutes(&[(&rule.predicate, true), (&has, false)]))
    };
    rule.actions.iter().all(&mut is_there)
}
