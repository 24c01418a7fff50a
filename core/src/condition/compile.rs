//! Checking a condition against the fields of a desk.

use super::kind::{FieldKind, FieldKinds, MessageField, Scope, Subject, find, fixed_options, unknown_field};
use super::operand::read;
use super::predicate::{Node, Operand, Predicate, Test};
use super::{Condition, Op};
use crate::error::{Code, Problem, pointer, use_one_of};
use crate::limits;
use crate::model::Value;

impl Predicate {
    /// Checks a condition against the fields of a desk and makes it ready to be asked.
    ///
    /// # Errors
    /// Everything that is wrong with it, in its order, each with a JSON Pointer that begins with `path`: a name that
    /// nobody knows, an operator that does not fit the field or this `scope`, operands that are too few, too many
    /// or of another type, a name outside the field's options, a pattern that cannot be read, and whatever is
    /// beyond [`limits`]. After [`limits::PROBLEMS`] of them it looks no further.
    pub fn compile(
        condition: &Condition,
        fields: &dyn FieldKinds,
        scope: Scope,
        path: &str,
    ) -> Result<Self, Vec<Problem>> {
        let mut compiler = Compiler { fields, scope, parts: 0, problems: Vec::new() };
        let root = compiler.node(condition, path, limits::CONDITION_DEPTH);
        if compiler.parts > limits::CONDITION_NODES {
            let message = format!("the condition has more than {} parts", limits::CONDITION_NODES);
            compiler.problems.insert(0, Problem::new(Code::ConditionTooLarge, message).at(path));
        }
        match root {
            Some(root) if compiler.problems.is_empty() => Ok(Self { root }),
            _ => Err(compiler.problems),
        }
    }
}

struct Compiler<'a> {
    fields: &'a dyn FieldKinds,
    scope: Scope,
    /// Parts seen so far, of every sort.
    parts: usize,
    problems: Vec<Problem>,
}

impl Compiler<'_> {
    fn report(&mut self, problem: Problem) {
        if self.problems.len() < limits::PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// Nothing when the part, or a part of it, cannot be used; what is wrong is noted by then.
    fn node(&mut self, condition: &Condition, path: &str, levels: usize) -> Option<Node> {
        self.parts += 1;
        if levels == 0 {
            let message = format!("the condition is nested deeper than {} levels", limits::CONDITION_DEPTH);
            self.report(Problem::new(Code::ConditionTooLarge, message).at(path));
        }
        if levels == 0 || self.parts > limits::CONDITION_NODES || self.problems.len() >= limits::PROBLEMS {
            return None;
        }
        match condition {
            Condition::All { of } => self.nodes(of, &pointer(path, "all"), levels).map(Node::All),
            Condition::Any { of } => self.nodes(of, &pointer(path, "any"), levels).map(Node::Any),
            Condition::Not { of } => {
                let path = pointer(path, "not");
                match of.as_slice() {
                    [one] => self.node(one, &path, levels - 1).map(|node| Node::None(vec![node])),
                    several => self.nodes(several, &pointer(&path, "any"), levels).map(Node::None),
                }
            }
            Condition::Test { field, op, values } => self.test(field, *op, values, path).map(Node::Test),
        }
    }

    fn nodes(&mut self, of: &[Condition], path: &str, levels: usize) -> Option<Vec<Node>> {
        let nodes: Vec<_> = of
            .iter()
            .enumerate()
            .map(|(n, condition)| self.node(condition, &pointer(path, n), levels - 1))
            .collect();
        nodes.into_iter().collect()
    }

    fn test(&mut self, field: &str, op: Op, values: &[Value], path: &str) -> Option<Test> {
        let (subject, kind) = match self.subject(field) {
            Ok(found) => found,
            Err(problem) => {
                self.report(problem.at(pointer(path, "field")));
                return None;
            }
        };
        if let Some(problem) = self.misfit(&subject, kind, op) {
            self.report(problem.at(pointer(path, "op")));
            return None;
        }
        let path = pointer(path, "value");
        if let Some(problem) = wrong_count(op, values.len()) {
            self.report(problem.at(path));
            return None;
        }
        let operands = self.operands(&subject, kind, op, values, &path)?;
        if let (Op::Between, [from, to]) = (op, operands.as_slice())
            && from > to
        {
            let problem = Problem::new(Code::OutOfRange, "nothing lies between these two")
                .at(path)
                .hint("write the smaller one first");
            self.report(problem);
            return None;
        }
        Some(Test { subject, kind, op, operands })
    }

    fn subject(&self, field: &str) -> Result<(Subject, FieldKind), Problem> {
        let of_rules = MessageField::ALL.map(|part| (Subject::Message(part), part.kind()));
        let of_rules = of_rules.into_iter().chain([(Subject::Event, FieldKind::Name)]);
        let found = of_rules.clone().find(|(subject, _)| subject.as_str() == field);
        if self.scope == Scope::Rule {
            if let Some(found) = found {
                return Ok(found);
            }
        } else if found.is_some() {
            let problem = Problem::new(Code::UnknownField, format!("`{field}` is not known here"));
            return Err(problem.param("field", field).hint("only rules can ask about messages and events"));
        }
        find(field, self.fields).map(|(field, kind)| (field.into(), kind)).ok_or_else(|| {
            let subjects: Vec<Subject> = of_rules.map(|(subject, _)| subject).collect();
            let names = subjects.iter().map(Subject::as_str).filter(|_| self.scope == Scope::Rule);
            unknown_field(field, self.fields, &names.collect::<Vec<_>>())
        })
    }

    /// Why this cannot be asked about this field, if it cannot.
    fn misfit(&self, subject: &Subject, kind: FieldKind, op: Op) -> Option<Problem> {
        let problem =
            |message: String| Problem::new(Code::OperatorDoesNotFit, message).param("operator", op.as_str());
        if op.is_for_rules() && self.scope != Scope::Rule {
            return Some(
                problem(format!("`{}` cannot be asked here", op.as_str())).hint("only rules can ask it"),
            );
        }
        let possible =
            |op: Op| kind.allows(op) && (matches!(subject, Subject::Ticket(_)) || !op.is_about_change());
        if possible(op) {
            return None;
        }
        let fitting = Op::ALL.iter().filter(|op| self.scope == Scope::Rule || !op.is_for_rules());
        let fitting = fitting.copied().filter(|op| possible(*op)).map(Op::as_str);
        Some(
            problem(format!("`{}` does not fit the field `{}`", op.as_str(), subject.as_str()))
                .hint(use_one_of(fitting)),
        )
    }

    fn operands(
        &mut self,
        subject: &Subject,
        kind: FieldKind,
        op: Op,
        values: &[Value],
        path: &str,
    ) -> Option<Vec<Operand>> {
        let fields = self.fields;
        let options = match kind {
            FieldKind::Name | FieldKind::Names => {
                fixed_options(subject).or_else(|| fields.options(subject.as_str()))
            }
            _ => None,
        };
        let single = matches!(values, [_]) && !op.takes_list();
        let mut operands = Vec::with_capacity(values.len());
        for (n, value) in values.iter().enumerate() {
            match read(kind, op, value, options.as_deref()) {
                Ok(operand) => operands.push(operand),
                Err(problem) if single => self.report(problem.at(path)),
                Err(problem) => self.report(problem.at(pointer(path, n))),
            }
        }
        (operands.len() == values.len()).then_some(operands)
    }
}

/// Why the question cannot have so many operands, if it cannot.
fn wrong_count(op: Op, count: usize) -> Option<Problem> {
    let most = match op {
        Op::IsSet | Op::Changed => 0,
        Op::Between => 2,
        _ if op.takes_list() => limits::CONDITION_VALUES,
        _ => 1,
    };
    let least = most.min(if op == Op::Between { 2 } else { 1 });
    let name = op.as_str();
    if count < least {
        let needs = if least == 2 { "two values" } else { "a value" };
        Some(Problem::new(Code::Missing, format!("`{name}` needs {needs}")))
    } else if count > most {
        let message = match most {
            0 => format!("`{name}` takes no value"),
            _ => format!("`{name}` takes at most {most} values, not {count}"),
        };
        Some(Problem::new(Code::TooMany, message))
    } else {
        None
    }
}
