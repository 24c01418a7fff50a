//! Rules that take each other back, and rules whose time comes for nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::RuleFacts;
use super::rule::Rule;
use super::when::When;
use crate::command::Occasion;
use crate::condition::{Condition, FieldKinds, Node, Op, Predicate, Reasoning, Scope, Subject, Test};
use crate::error::{Code, Problem, pointer};
use crate::id::{Name, TicketId};
use crate::limits;
use crate::model::{Ticket, Value};
use crate::workflow::ActionSpec;

/// The most rules that set one field of which circles are looked for.
const TURNS: usize = 100;

/// A rule that gives a field a value where it must have had another one.
struct Turn<'r> {
    /// The rule's place in their list.
    place: usize,
    name: &'r Name,
    value: &'r Value,
    /// What else it asks, with every test of the field left out.
    rest: Predicate,
    /// The values, of those that rules give the field, of which it asks that the ticket has one.
    needs: Vec<&'r Value>,
}

/// Warnings about rules with a time that never fire, because their condition does not hold when it comes, and about rules
/// on events that lead a field round in a circle: each fires because of what the one before it set, so that
/// after every command on such a ticket all of them fire, and the field is what it was. Found are circles of rules that each
/// ask for the value that the one before sets; JSON Pointers are below `path`, the place of the list.
pub fn doubts(rules: &[Rule], fields: &dyn FieldKinds, path: &str) -> Vec<Problem> {
    let mut reasoning = Reasoning::of(limits::REASONING_STEPS);
    let mut setters: BTreeMap<&str, Vec<(usize, &Rule, &Value)>> = BTreeMap::new();
    let mut found = Vec::new();
    for (n, rule) in rules.iter().enumerate() {
        if let Some(when) = &rule.when {
            found.extend(idle(rule, when, fields, &pointer(path, n), &mut reasoning));
            continue;
        }
        for action in &rule.actions {
            if let ActionSpec::Set { field, value: Some(value) } = action {
                setters.entry(field).or_default().push((n, rule, value));
            }
        }
    }
    for (field, setters) in setters {
        let values: Vec<(&Value, Predicate)> = values(field, &setters, fields);
        let mut turns = Vec::new();
        for (place, rule, value) in setters.iter().take(TURNS) {
            let asks = rule.predicate.subjects().into_iter().any(|subject| subject.as_str() == field);
            if asks {
                let is_needed = |has: &Predicate, reasoning: &mut Reasoning| {
                    reasoning.refutes(&[(&rule.predicate, true), (has, false)])
                };
                let mut needs = Vec::new();
                if !reasoning.refutes(&[(&rule.predicate, true)]) {
                    let needed = values.iter().filter(|(_, has)| is_needed(has, &mut reasoning));
                    needs.extend(needed.map(|(value, _)| *value));
                }
                if !needs.is_empty() && !needs.contains(value) {
                    let rest = without(&rule.predicate, field);
                    turns.push(Turn { place: *place, name: &rule.name, value, rest, needs });
                }
            }
        }
        circles(field, &turns, path, &mut reasoning, &mut found);
        if found.len() >= limits::PROBLEMS {
            break;
        }
    }
    found.truncate(limits::PROBLEMS);
    found
}

/// The values that rules give a field, each once, with the condition that a ticket has it.
fn values<'r>(
    field: &str,
    setters: &[(usize, &'r Rule, &'r Value)],
    fields: &dyn FieldKinds,
) -> Vec<(&'r Value, Predicate)> {
    let mut values: Vec<(&Value, Predicate)> = Vec::new();
    for (_, _, value) in setters.iter().take(TURNS) {
        let has = Condition::test(field, Op::Eq, [(*value).clone()]);
        if !values.iter().any(|(known, _)| known == value)
            && let Ok(has) = Predicate::compile(&has, fields, Scope::Rule, "")
        {
            values.push((value, has));
        }
    }
    values
}

/// Tells the circles that begin with each turn, every one once.
fn circles(field: &str, turns: &[Turn<'_>], path: &str, reasoning: &mut Reasoning, found: &mut Vec<Problem>) {
    let mut told = BTreeSet::new();
    for (first, turn) in turns.iter().enumerate() {
        // The shortest way back to where it begins, by the turns that can go together.
        let mut ways = vec![vec![first]];
        let mut seen = BTreeSet::from([first]);
        while let Some(way) = (!ways.is_empty()).then(|| ways.remove(0)) {
            let Some(last) = way.last().and_then(|last| turns.get(*last)) else { continue };
            if way.len() > 1 && turn.needs.contains(&last.value) {
                let mut members: Vec<usize> = way.clone();
                members.sort_unstable();
                if told.insert(members) {
                    found.push(circle(field, turns, &way, path));
                }
                break;
            }
            for (next, other) in turns.iter().enumerate() {
                if !seen.contains(&next) && other.needs.contains(&last.value) {
                    let mut claims: Vec<(&Predicate, bool)> = vec![(&other.rest, true)];
                    let members = way.iter().filter_map(|member| turns.get(*member));
                    claims.extend(members.map(|member| (&member.rest, true)));
                    if !reasoning.refutes(&claims) {
                        seen.insert(next);
                        ways.push(way.iter().copied().chain([next]).collect());
                    }
                }
            }
        }
    }
}

fn circle(field: &str, turns: &[Turn<'_>], way: &[usize], path: &str) -> Problem {
    let members: Vec<&Turn<'_>> = way.iter().filter_map(|member| turns.get(*member)).collect();
    let names: Vec<String> = members.iter().map(|turn| format!("`{}`", turn.name)).collect();
    let message = format!(
        "the rules {} set one another off: each asks for the `{field}` that the one before it sets",
        names.join(", ")
    );
    let place = members.first().map_or(0, |turn| turn.place);
    Problem::new(Code::Doubtful, message)
        .at(pointer(path, place))
        .hint("let one of them ask for something that the others do not change")
}

/// That a rule with a time never fires, when that is certain: nothing happens just then, so nothing has changed, and there is
/// no message.
fn idle(
    rule: &Rule,
    when: &When,
    fields: &dyn FieldKinds,
    path: &str,
    reasoning: &mut Reasoning,
) -> Option<Problem> {
    let nobody = Ticket::blank(TicketId::from_bytes([0; 16]));
    let facts =
        RuleFacts { before: Some(&nobody), now: &nobody, message: None, occasion: Occasion::TimePassed };
    let known = |test: &Test, _| match (&test.subject, test.op) {
        (_, Op::Changed | Op::ChangedTo) | (Subject::Message(_), _) => Some(false),
        (Subject::Event, _) => Some(Predicate::of(Node::Test(test.clone())).matches(&facts)),
        _ => None,
    };
    let then = Predicate::of(taken(rule.predicate.root(), true, &known));
    let anchor = Condition::test::<Value>(when.anchor.field().as_str(), Op::IsSet, []);
    let anchor = Predicate::compile(&anchor, fields, Scope::Rule, "").ok()?;
    if !reasoning.refutes(&[(&then, true), (&anchor, true)]) {
        return None;
    }
    let message =
        format!("the rule `{}` never fires: when its time comes its condition does not hold", rule.name);
    let problem = Problem::new(Code::NeverUsed, message).at(pointer(path, "condition"));
    Some(problem.hint("ask about the ticket as it stands: time changes nothing of it, and brings no message"))
}

/// The condition with every test of a field taken for one that passes.
fn without(predicate: &Predicate, field: &str) -> Predicate {
    Predicate::of(taken(predicate.root(), true, &|test, wanted| is(&test.subject, field).then_some(wanted)))
}

/// A condition in which some tests are taken for answered; each is told whether a yes of it helps the whole to hold.
fn taken(node: &Node, wanted: bool, answer: &dyn Fn(&Test, bool) -> Option<bool>) -> Node {
    let each = |of: &[Node], wanted| of.iter().map(|node| taken(node, wanted, answer)).collect();
    match node {
        Node::All(of) => Node::All(each(of, wanted)),
        Node::Any(of) => Node::Any(each(of, wanted)),
        Node::None(of) => Node::None(each(of, !wanted)),
        Node::Test(test) => match answer(test, wanted) {
            Some(true) => Node::All(Vec::new()),
            Some(false) => Node::Any(Vec::new()),
            None => Node::Test(test.clone()),
        },
    }
}

fn is(subject: &Subject, field: &str) -> bool {
    matches!(subject, Subject::Ticket(known) if known.as_str() == field)
}
