//! What can be said of a condition before any ticket is there: that it never holds, or only where another one does.
//!
//! A question is whether some conditions can hold together. They are taken apart into tests that have to hold or not to
//! hold; where one of several is enough, one after the other is tried. Tests of one field contradict each other when no
//! value answers all of them, and for that only few values have to be asked: [`Group`](super::values::Group).

use std::collections::BTreeMap;

use super::Op;
use super::kind::{FieldKind, Subject};
use super::predicate::{Node, Operand, Predicate, Test};
use super::values::{Aspect, Claim, Group};

/// How many choices may be open at once; where there are more, nothing is said.
const DEPTH: usize = 200;

impl Predicate {
    /// Whether it is certain that it holds for no ticket whatsoever, such as `priority eq high and priority eq low`.
    ///
    /// A yes is always true. A no can also mean that it could not be found out: patterns are not looked into, of parts of
    /// texts only the plain cases are seen, and the search has an end.
    ///
    /// ```
    /// use ticketkit::condition::{Condition, Op, Predicate, Scope};
    /// let few = Condition::test("replies", Op::Lt, [3]);
    /// let many = Condition::test("replies", Op::Gt, [5]);
    /// let compile = |of: &Condition| Predicate::compile(of, &(), Scope::Stored, "").unwrap();
    /// assert!(compile(&Condition::all([few.clone(), many.clone()])).is_never());
    /// assert!(!compile(&Condition::any([few, many])).is_never());
    /// ```
    pub fn is_never(&self) -> bool {
        Reasoning::once().refutes(&[(self, true)])
    }

    /// Whether it is certain that it holds for every ticket; a no as in [`Predicate::is_never`].
    pub fn is_always(&self) -> bool {
        Reasoning::once().refutes(&[(self, false)])
    }

    /// Whether it is certain that the other one holds for every ticket for which this one does; a no as in
    /// [`Predicate::is_never`].
    ///
    /// ```
    /// use ticketkit::condition::{Condition, Op, Predicate, Scope};
    /// let urgent = Condition::test("priority", Op::Eq, ["urgent"]);
    /// let pressing = Condition::test("priority", Op::In, ["high", "urgent"]);
    /// let compile = |of: &Condition| Predicate::compile(of, &(), Scope::Stored, "").unwrap();
    /// assert!(compile(&urgent).implies(&compile(&pressing)));
    /// assert!(!compile(&pressing).implies(&compile(&urgent)));
    /// ```
    pub fn implies(&self, other: &Self) -> bool {
        Reasoning::once().refutes(&[(self, true), (other, false)])
    }

    /// Whether it is certain that no ticket fits both; a no as in [`Predicate::is_never`].
    pub fn excludes(&self, other: &Self) -> bool {
        Reasoning::once().refutes(&[(self, true), (other, true)])
    }
}

/// How much may be asked about conditions: what is asked of a whole document shares one, so that it comes to an end.
#[derive(Debug)]
pub(crate) struct Reasoning {
    left: usize,
}

impl Reasoning {
    /// The steps that one question may take: a claim that is looked at, or a value that is asked.
    const QUESTION: usize = 100_000;

    /// For a single question.
    const fn once() -> Self {
        Self::of(Self::QUESTION)
    }

    /// For so many steps altogether.
    pub(crate) const fn of(steps: usize) -> Self {
        Self { left: steps }
    }

    /// Whether it is certain that these cannot be so together: each predicate with whether it is to hold.
    pub(crate) fn refutes(&mut self, claims: &[(&Predicate, bool)]) -> bool {
        let goals = claims.iter().map(|(predicate, wanted)| Goal::Node(predicate.root(), *wanted)).collect();
        let steps = self.left.min(Self::QUESTION);
        let mut search = Search { groups: BTreeMap::new(), trail: Vec::new(), left: steps };
        let refuted = search.refute(goals, Vec::new(), DEPTH) == Outcome::Refuted;
        self.left -= steps.saturating_sub(search.left).min(self.left);
        refuted
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// They cannot be so together.
    Refuted,
    /// They can, or the search came to its end.
    Open,
}

/// Something that is to be so, or not to be so.
#[derive(Clone, Copy)]
enum Goal<'p> {
    Node(&'p Node, bool),
    /// A test of a list, for one of its operands alone.
    Entry(&'p Test, &'p Operand, bool),
    /// That the command changed the field of a test.
    Changed(&'p Test, bool),
    /// That the field of a test has a value that answers it, apart from whether the command changed it.
    Value(&'p Test, bool),
}

/// What a goal comes to.
enum Step<'p> {
    /// One claim about one field.
    Claim(Claim<'p>),
    /// All of these.
    All(Vec<Goal<'p>>),
    /// One of these.
    Any(Vec<Goal<'p>>),
}

impl<'p> Goal<'p> {
    fn step(self) -> Step<'p> {
        match self {
            Self::Node(Node::Test(test), wanted) => Self::of_test(test, wanted),
            Self::Node(Node::All(of), wanted) => parts(of, wanted, wanted),
            Self::Node(Node::Any(of), wanted) => parts(of, wanted, !wanted),
            Self::Node(Node::None(of), wanted) => parts(of, !wanted, wanted),
            Self::Entry(test, entry, wanted) => {
                Step::Claim(Claim { aspect: Aspect::Now, test, entry: Some(entry), wanted })
            }
            Self::Changed(test, wanted) => {
                Step::Claim(Claim { aspect: Aspect::Changed, test, entry: None, wanted })
            }
            Self::Value(test, wanted) => {
                let aspect = if test.op == Op::Was { Aspect::Before } else { Aspect::Now };
                Step::Claim(Claim { aspect, test, entry: None, wanted })
            }
        }
    }

    fn of_test(test: &'p Test, wanted: bool) -> Step<'p> {
        let entries = || test.operands.iter().map(|entry| Self::Entry(test, entry, wanted)).collect();
        match test.op {
            Op::Changed => Self::Changed(test, wanted).step(),
            Op::ChangedTo => {
                let both = vec![Self::Changed(test, wanted), Self::Value(test, wanted)];
                if wanted { Step::All(both) } else { Step::Any(both) }
            }
            Op::HasAll if wanted => Step::All(entries()),
            Op::HasAll => Step::Any(entries()),
            Op::HasAny | Op::Contains if test.kind.is_list() && wanted => Step::Any(entries()),
            Op::HasAny | Op::Contains if test.kind.is_list() => Step::All(entries()),
            _ => Self::Value(test, wanted).step(),
        }
    }
}

/// The parts of a node, each to be so or not: all of them, or one that is enough.
fn parts(of: &[Node], each: bool, all: bool) -> Step<'_> {
    let goals = of.iter().map(|node| Goal::Node(node, each)).collect();
    if all { Step::All(goals) } else { Step::Any(goals) }
}

/// The fields that claims are about, as far as they do not depend on each other.
type Variable<'p> = (&'p Subject, FieldKind, Aspect);

struct Search<'p> {
    groups: BTreeMap<Variable<'p>, Group<'p>>,
    /// Where claims were added, in order, so that they can be taken back.
    trail: Vec<Variable<'p>>,
    left: usize,
}

impl<'p> Search<'p> {
    /// Whether the goals cannot all be reached. `choices` are goals of which one of several ways is enough, with the number
    /// of their ways.
    fn refute(
        &mut self,
        mut goals: Vec<Goal<'p>>,
        mut choices: Vec<(usize, Goal<'p>)>,
        depth: usize,
    ) -> Outcome {
        let before = self.trail.len();
        while let Some(goal) = goals.pop() {
            if self.left == 0 {
                return Outcome::Open;
            }
            self.left -= 1;
            match goal.step() {
                Step::All(of) => goals.extend(of),
                Step::Any(of) => match of.as_slice() {
                    [only] => goals.push(*only),
                    [] => return self.take_back(before),
                    several => choices.push((several.len(), goal)),
                },
                Step::Claim(claim) => {
                    if !self.may_be(claim) {
                        return self.take_back(before);
                    }
                }
            }
        }
        // The one with the fewest ways is tried first: it closes soonest.
        let fewest = (0..choices.len()).min_by_key(|n| choices.get(*n).map(|(ways, _)| *ways));
        let Some((_, choice)) = fewest.map(|n| choices.swap_remove(n)) else { return Outcome::Open };
        let (Step::Any(ways), Some(depth)) = (choice.step(), depth.checked_sub(1)) else {
            return Outcome::Open;
        };
        for way in ways {
            if self.refute(vec![way], choices.clone(), depth) == Outcome::Open {
                return Outcome::Open;
            }
        }
        self.take_back(before)
    }

    /// Adds a claim to those about the same field; false when no value fits all of them.
    fn may_be(&mut self, claim: Claim<'p>) -> bool {
        let variable = (&claim.test.subject, claim.test.kind, claim.aspect);
        self.trail.push(variable);
        self.groups.entry(variable).or_default().add(claim, &mut self.left)
    }

    /// Takes back what was claimed on the way to a contradiction.
    fn take_back(&mut self, to: usize) -> Outcome {
        for variable in self.trail.drain(to..) {
            if let Some(group) = self.groups.get_mut(&variable) {
                group.take_back();
            }
        }
        Outcome::Refuted
    }
}
