//! In which order the rules of a form are asked.

use super::sheet::{Item, Rule};
use crate::error::{Code, Problem, pointer};

/// The places of the rules, each after those that decide whether the fields are there which it asks about. So one pass
/// comes to where asking again and again would end, and that this end is one and the same follows from there being no
/// circle. Rules that depend on themselves are reported.
pub(super) fn order_of(
    items: &[Item],
    rules: &[Rule],
    path: &str,
    problems: &mut Vec<Problem>,
) -> Vec<usize> {
    let mut deciders: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    for (n, rule) in rules.iter().enumerate() {
        for place in rule.shows.iter().chain(&rule.hides) {
            if let Some(deciders) = deciders.get_mut(*place) {
                deciders.push(n);
            }
        }
    }
    let mut walk = Walk { items, rules, deciders, marks: vec![Mark::New; rules.len()], order: Vec::new() };
    let mut way = Vec::new();
    for rule in 0..rules.len() {
        walk.follow(Step { rule, over: None }, &mut way, path, problems);
    }
    walk.order
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    OnTheWay,
    Done,
}

struct Walk<'r> {
    items: &'r [Item],
    rules: &'r [Rule],
    /// For each field the rules that show or hide it, until somebody has asked.
    deciders: Vec<Vec<usize>>,
    marks: Vec<Mark>,
    order: Vec<usize>,
}

/// A step from a rule to one that has to be asked before it: which rule it is, and over which field it was come to.
struct Step {
    rule: usize,
    over: Option<usize>,
}

impl Walk<'_> {
    /// Goes to everything that comes before a rule, and then takes the rule. There are so few rules in a form that the
    /// way cannot become too long.
    fn follow(&mut self, step: Step, way: &mut Vec<Step>, path: &str, problems: &mut Vec<Problem>) {
        let n = step.rule;
        match self.marks.get(n) {
            Some(Mark::New) => {}
            Some(Mark::OnTheWay) => {
                problems.extend(self.circle(&step, way, path));
                return;
            }
            _ => return,
        }
        self.mark(n, Mark::OnTheWay);
        way.push(step);
        let asks = self.rules.get(n).map_or(&[][..], |rule| rule.asks.as_slice());
        for field in asks {
            // Whoever asks about the field again finds its rules asked, or on the way in a circle that is told already.
            let deciders = self.deciders.get_mut(*field).map(std::mem::take).unwrap_or_default();
            for rule in deciders {
                self.follow(Step { rule, over: Some(*field) }, way, path, problems);
            }
        }
        way.pop();
        self.mark(n, Mark::Done);
        self.order.push(n);
    }

    fn mark(&mut self, n: usize, mark: Mark) {
        if let Some(slot) = self.marks.get_mut(n) {
            *slot = mark;
        }
    }

    /// The problem with a way that comes back to a rule on it, at the rule that closes the circle.
    fn circle(&self, back: &Step, way: &[Step], path: &str) -> Option<Problem> {
        let start = way.iter().position(|step| step.rule == back.rule)?;
        let closing = way.last()?.rule;
        let over = way.iter().skip(start + 1).filter_map(|step| step.over).chain(back.over);
        let fields: Vec<&str> =
            over.filter_map(|place| self.items.get(place)).map(|item| item.field.as_str()).collect();
        let first = *fields.first()?;
        let chain: Vec<String> =
            fields.iter().skip(1).chain([&first]).map(|field| format!("`{field}`")).collect();
        let message = format!(
            "whether `{first}` is there depends in the end on itself: `{first}` on {}",
            chain.join(", that on ")
        );
        let problem = Problem::new(Code::Cycle, message).at(pointer(&pointer(path, closing), "if"));
        let hint = "let one of these rules ask about something that no rule of the form shows or hides";
        Some(problem.hint(hint).param("field", first))
    }
}
