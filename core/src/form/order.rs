//! In which order the rules of a form are asked.

use super::sheet::{Item, Rule};
use crate::error::{Code, Problem, pointer};

/// The places of the rules, each after those that decide whether the fields are there which it asks about. So one pass
/// comes to where asking again and again would end; that there is an end, and one only, follows from there being no
/// circle. Fields whose being there depends on itself are reported.
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
    let mut walk = Walk {
        items,
        rules,
        deciders: &deciders,
        marks: vec![Mark::New; items.len()],
        asked: vec![false; rules.len()],
        order: Vec::with_capacity(rules.len()),
        way: Vec::new(),
        path,
        problems,
    };
    for field in 0..items.len() {
        walk.decide(field);
    }
    for rule in 0..rules.len() {
        walk.ask(rule);
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
    /// For each field the rules that show or hide it.
    deciders: &'r [Vec<usize>],
    /// How far each field is decided.
    marks: Vec<Mark>,
    /// Which rules are in the order by now.
    asked: Vec<bool>,
    order: Vec<usize>,
    /// The fields that are being decided, each because the one before it depends on it.
    way: Vec<usize>,
    path: &'r str,
    problems: &'r mut Vec<Problem>,
}

impl Walk<'_> {
    /// Brings everything into the order that decides whether a field is there. The way is never longer than a form has
    /// fields.
    fn decide(&mut self, field: usize) {
        if self.marks.get(field) != Some(&Mark::New) {
            return;
        }
        self.mark(field, Mark::OnTheWay);
        self.way.push(field);
        for rule in self.deciders.get(field).map_or(&[][..], Vec::as_slice) {
            self.ask(*rule);
        }
        self.way.pop();
        self.mark(field, Mark::Done);
    }

    /// Brings a rule into the order, after those that decide about the fields which it asks about.
    fn ask(&mut self, n: usize) {
        if self.asked.get(n) != Some(&false) {
            return;
        }
        for field in self.rules.get(n).map_or(&[][..], |rule| rule.asks.as_slice()) {
            if self.marks.get(*field) == Some(&Mark::OnTheWay) {
                self.report(*field, n);
            } else {
                self.decide(*field);
            }
        }
        if let Some(asked) = self.asked.get_mut(n)
            && !std::mem::replace(asked, true)
        {
            self.order.push(n);
        }
    }

    fn mark(&mut self, field: usize, mark: Mark) {
        if let Some(slot) = self.marks.get_mut(field) {
            *slot = mark;
        }
    }

    /// Reports the way that comes back to a field, at the rule that closes the circle.
    fn report(&mut self, field: usize, closing: usize) {
        let circle = self.way.iter().skip_while(|on_the_way| **on_the_way != field).chain([&field]);
        let names = circle.filter_map(|place| self.items.get(*place)).map(|item| item.field.as_str());
        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        let Some((first, rest)) = names.split_first() else { return };
        let chain = rest.join(", that on ");
        let message = format!("whether {first} is there depends in the end on itself: {first} on {chain}");
        let problem = Problem::new(Code::Cycle, message).at(pointer(&pointer(self.path, closing), "if"));
        let hint = "let one of these rules ask about something that no rule of the form shows or hides";
        self.problems.push(problem.hint(hint));
    }
}
