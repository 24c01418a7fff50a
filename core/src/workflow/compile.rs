//! Checking a workflow as a configuration writes it.

use std::collections::{BTreeMap, BTreeSet};

use super::Workflow;
use super::spec::{AutomaticSpec, StatusSpec, TransitionSpec, WorkflowSpec};
use super::status::Status;
use super::table::Table;
use super::transition::{Selector, Transition};
use crate::condition::{FieldKinds, Predicate, Scope, ticket_field};
use crate::error::{Code, Problem, excerpt, pointer, suggest};
use crate::id::Name;
use crate::limits;
use crate::model::Category;
use crate::time::Span;

/// Words that stand for something else where a status is named.
const RESERVED: [&str; 2] = ["any", "none"];

impl Workflow {
    /// Checks a workflow and makes it ready to be asked.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with a JSON Pointer that begins with `path`: names that are given
    /// twice or mean something else, statuses and fields that are not there, a missing initial, open or solved
    /// status, colours that are none, guards that cannot be asked, and whatever is beyond [`limits`]. After
    /// [`limits::PROBLEMS`] of them it looks no further.
    pub fn compile(spec: &WorkflowSpec, fields: &dyn FieldKinds, path: &str) -> Result<Self, Vec<Problem>> {
        let mut reader = Reader { spec, fields, problems: Vec::new() };
        reader.check_statuses(&pointer(path, "statuses"));
        let statuses: Vec<Status> = spec.statuses.iter().take(limits::STATUSES).map(Status::from).collect();
        let transitions = reader.transitions(&pointer(path, "transitions"));
        let automatic = reader.automatic(&spec.automatic, &pointer(path, "automatic"));
        let initial = statuses.iter().find(|status| status.initial).cloned();
        let (Some(initial), []) = (initial, reader.problems.as_slice()) else {
            reader.problems.truncate(limits::PROBLEMS);
            return Err(reader.problems);
        };
        let table = Table::of(&statuses, &transitions);
        let workflow = Self {
            name: spec.name.clone(),
            by_name: statuses.iter().map(|status| status.name.clone()).zip(0..).collect(),
            statuses,
            initial,
            transitions,
            table,
            requires_children_done: spec.requires_children_done.unwrap_or(true),
            agent_reply: automatic.agent_reply,
            requester_message: automatic.requester_message,
            close_after: automatic.close_after,
            reopen_within: automatic.reopen_within,
        };
        match workflow.ambiguous(&pointer(path, "transitions")) {
            problems if problems.is_empty() => Ok(workflow),
            problems => Err(problems),
        }
    }

    /// Transitions of one name that join one pair: naming it would not say which is meant.
    fn ambiguous(&self, path: &str) -> Vec<Problem> {
        let mut found = BTreeMap::new();
        for (from, from_status) in self.statuses.iter().enumerate() {
            for (to, to_status) in self.statuses.iter().enumerate() {
                let mut names = BTreeSet::new();
                for number in self.table.between(from, to) {
                    let transition = self.transitions.get(usize::from(*number));
                    let Some(name) = transition.and_then(|transition| transition.name.as_ref()) else {
                        continue;
                    };
                    if !names.insert(name) {
                        found.entry(*number).or_insert((name, from_status, to_status));
                    }
                }
            }
        }
        let problem = |(number, (name, from, to)): (u16, (&Name, &Status, &Status))| {
            let message =
                format!("two transitions named `{name}` lead from `{}` to `{}`", from.name, to.name);
            Problem::new(Code::Duplicate, message).at(pointer(&pointer(path, number), "name"))
        };
        found.into_iter().map(problem).take(limits::PROBLEMS).collect()
    }
}

/// The moves that happen by themselves, with the defaults of the product filled in.
struct Automatic {
    agent_reply: Option<Name>,
    requester_message: Option<Name>,
    close_after: Option<Span>,
    reopen_within: Span,
}

struct Reader<'a> {
    spec: &'a WorkflowSpec,
    fields: &'a dyn FieldKinds,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn report(&mut self, problem: Problem, path: impl Into<String>) {
        self.problems.push(problem.at(path));
    }

    fn check_count(&mut self, what: &str, count: usize, limit: usize, path: &str) {
        if count > limit {
            let message = format!("a workflow has at most {limit} {what}, not {count}");
            self.report(Problem::new(Code::TooMany, message), path);
        }
    }

    fn check_statuses(&mut self, path: &str) {
        let statuses = &self.spec.statuses;
        self.check_count("statuses", statuses.len(), limits::STATUSES, path);
        let mut names = BTreeSet::new();
        for (n, status) in statuses.iter().take(limits::STATUSES).enumerate() {
            let path = pointer(path, n);
            let name = &status.name;
            if !names.insert(name) {
                let message = format!("the status `{name}` is given twice");
                self.report(Problem::new(Code::Duplicate, message), pointer(&path, "name"));
            }
            if RESERVED.contains(&name.as_str()) {
                let message = format!("`{name}` cannot be the name of a status: it has a meaning of its own");
                let problem = Problem::new(Code::OutOfRange, message).hint("choose another");
                self.report(problem, pointer(&path, "name"));
            }
            self.check_color(status, &path);
        }
        let name = &self.spec.name;
        let is_there = |fits: &dyn Fn(&StatusSpec) -> bool| statuses.iter().any(fits);
        let needed = [
            (is_there(&|status| status.initial), Code::NoInitialStatus, "initial status"),
            (is_there(&|status| status.category == Category::Open), Code::NoOpenStatus, "open status"),
            (is_there(&|status| status.category == Category::Solved), Code::NoSolvedStatus, "solved status"),
        ];
        for (_, code, what) in needed.into_iter().filter(|(there, ..)| !there) {
            self.report(Problem::new(code, format!("the workflow `{name}` has no {what}")), path);
        }
    }

    fn check_color(&mut self, status: &StatusSpec, path: &str) {
        let is_color = |text: &str| {
            text.strip_prefix('#').is_some_and(|digits| {
                digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
            })
        };
        if let Some(color) = status.color.as_deref().filter(|color| !is_color(color)) {
            let message = format!("`{}` is not a colour", excerpt(color));
            let problem = Problem::new(Code::OutOfRange, message).hint("write it as `#rrggbb`");
            self.report(problem, pointer(path, "color"));
        }
    }

    fn transitions(&mut self, path: &str) -> Vec<Transition> {
        let specs = &self.spec.transitions;
        self.check_count("transitions", specs.len(), limits::TRANSITIONS, path);
        let mut transitions = Vec::with_capacity(specs.len());
        for (n, spec) in specs.iter().take(limits::TRANSITIONS).enumerate() {
            if self.problems.len() < limits::PROBLEMS {
                transitions.extend(self.transition(spec, &pointer(path, n)));
            }
        }
        transitions
    }

    /// Nothing when one of its sides is not there; what is wrong is noted by then.
    fn transition(&mut self, spec: &TransitionSpec, path: &str) -> Option<Transition> {
        let from = self.selector(&spec.from, &pointer(path, "from"));
        let to = self.selector(&spec.to, &pointer(path, "to"));
        let guard = spec.guard.as_ref().and_then(|guard| {
            Predicate::compile(guard, self.fields, Scope::Stored, &pointer(path, "guard"))
                .map_err(|problems| self.problems.extend(problems))
                .ok()
        });
        let mut required_fields = Vec::new();
        for (n, name) in spec.required_fields.iter().enumerate() {
            match ticket_field(name, self.fields) {
                Ok((field, _)) => required_fields.push(field),
                Err(problem) => self.report(problem, pointer(&pointer(path, "required_fields"), n)),
            }
        }
        Some(Transition {
            name: spec.name.clone(),
            permission: spec.permission.clone(),
            guard,
            required_fields,
            requires_children_done: spec.requires_children_done,
            required_message: spec.required_message,
            set: spec.set.clone(),
            then: spec.then.clone(),
            approval: spec.approval.clone(),
            labels: spec.labels.clone(),
            guard_in_words: spec.guard.as_ref().map(ToString::to_string),
            from: from?,
            to: to?,
        })
    }

    fn selector(&mut self, text: &str, path: &str) -> Option<Selector> {
        if text == "any" {
            return Some(Selector::Any);
        }
        if let Some(name) = text.strip_prefix("category:") {
            let found = Category::ALL.into_iter().find(|category| category.as_str() == name);
            if found.is_none() {
                let message = format!("there is no category `{}`", excerpt(name));
                let hint = suggest(name, &Category::ALL.map(Category::as_str));
                self.report(Problem::new(Code::UnknownName, message).hint(hint), path);
            }
            return found.map(Selector::Category);
        }
        self.status(text, path).map(Selector::Status)
    }

    fn status(&mut self, text: &str, path: &str) -> Option<Name> {
        let found = self.spec.statuses.iter().find(|status| status.name == *text);
        if found.is_none() {
            let names = self.spec.statuses.iter().map(|status| &status.name);
            let problem = unknown_status(text, names);
            self.report(problem, path);
        }
        found.map(|status| status.name.clone())
    }

    fn automatic(&mut self, spec: &AutomaticSpec, path: &str) -> Automatic {
        let close_after =
            self.span(spec.close_after, &pointer(path, "close_after")).unwrap_or(Span::from_days(4));
        Automatic {
            agent_reply: self.automatic_target(
                spec.agent_reply.as_deref(),
                Category::Pending,
                &pointer(path, "agent_reply"),
            ),
            requester_message: self.automatic_target(
                spec.requester_message.as_deref(),
                Category::Open,
                &pointer(path, "requester_message"),
            ),
            close_after: (!close_after.is_zero()).then_some(close_after),
            reopen_within: self
                .span(spec.reopen_within, &pointer(path, "reopen_within"))
                .unwrap_or(Span::from_days(14)),
        }
    }

    fn automatic_target(&mut self, given: Option<&str>, default: Category, path: &str) -> Option<Name> {
        match given {
            Some("none") => None,
            Some(name) => self.status(name, path),
            None => {
                let first = self.spec.statuses.iter().find(|status| status.category == default);
                first.map(|status| status.name.clone())
            }
        }
    }

    fn span(&mut self, given: Option<Span>, path: &str) -> Option<Span> {
        if let Some(span) = given.filter(|span| span.is_negative()) {
            let problem = Problem::new(Code::OutOfRange, format!("`{span}` leads backwards"));
            self.report(problem.hint("write a duration such as `P4D`, or `PT0S`"), path);
        }
        given
    }
}

/// The problem with a status that is not one of the workflow's.
pub(super) fn unknown_status<'a>(given: &str, known: impl IntoIterator<Item = &'a Name>) -> Problem {
    let known: Vec<&str> = known.into_iter().map(Name::as_str).collect();
    Problem::new(Code::UnknownStatus, format!("there is no status `{}`", excerpt(given)))
        .param("status", excerpt(given))
        .hint(suggest(given, &known))
}
