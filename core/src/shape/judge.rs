//! Whether a value has the shape that the schema of the document describes: every fault at once, each said about the
//! branch that the writer evidently meant.

use serde_json::{Map, Value};

use super::schema::{Additional, Node, Schema, Type};
use crate::error::{Code, Problem, did_you_mean, excerpt, one_of, pointer, suggest, use_one_of};
use crate::limits;

/// Everything in which the value differs from the schema, up to [`limits::SHAPE_PROBLEMS`].
pub(crate) fn problems_under(schema: &Schema, node: &Node, value: &Value) -> Vec<Problem> {
    let mut judge = Judge { schema, path: String::new(), depth: 0, problems: Vec::new() };
    judge.value(node, value);
    judge.problems
}

struct Judge<'s> {
    schema: &'s Schema,
    /// Pointer to the value that is looked at.
    path: String,
    depth: usize,
    problems: Vec<Problem>,
}

impl<'s> Judge<'s> {
    fn report(&mut self, problem: Problem) {
        if self.problems.len() < limits::SHAPE_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// Reports what is wrong with the value that is looked at.
    fn wrong(&mut self, code: Code, message: String, hint: Option<String>) {
        let mut problem = Problem::new(code, message).at(self.path.clone());
        problem.hint = hint;
        self.report(problem);
    }

    /// Looks at a part of the present value.
    fn within(&mut self, token: impl std::fmt::Display, look: impl FnOnce(&mut Self)) {
        let here = pointer(&self.path, token);
        let above = std::mem::replace(&mut self.path, here);
        self.depth += 1;
        look(self);
        self.depth -= 1;
        self.path = above;
    }

    fn value(&mut self, node: &'s Node, value: &Value) {
        if self.depth > limits::JSON_DEPTH {
            let message = format!("nested deeper than {} levels", limits::JSON_DEPTH);
            return self.wrong(Code::Malformed, message, None);
        }
        if node.reference.is_some() {
            self.value(self.schema.resolved(node), value);
        }
        if !node.types.hold(value) {
            return self.wrong_type(node, value);
        }
        if let Some(constant) = &node.constant {
            self.choice(self.schema.title(node), std::slice::from_ref(constant), value);
        }
        if !node.choices.is_empty() {
            self.choice(self.schema.title(node), &node.choices, value);
        }
        match value {
            Value::String(text) => self.text(node, text),
            Value::Number(number) => self.number(node, number),
            Value::Array(items) => self.list(node, items),
            Value::Object(members) => self.object(node, members),
            Value::Null | Value::Bool(_) => {}
        }
        if !node.one_of.is_empty() {
            self.union(node, value);
        }
    }

    fn wrong_type(&mut self, node: &'s Node, value: &Value) {
        let expected = self.expected(node);
        let found = Type::of(value).in_words();
        let message = format!("{found} stands here, where {expected} is expected");
        self.wrong(Code::WrongType, message, None);
    }

    /// What a value of this node is, in words: by its title, its types, or its branches. That it may be absent or null
    /// is no news to who wrote something else.
    fn expected(&self, node: &Node) -> String {
        let branches = node.one_of.iter().filter(|branch| !branch.types.is_null());
        match self.schema.title(node) {
            Some(title) => title.to_owned(),
            None if node.one_of.is_empty() => {
                let node = self.schema.resolved(node);
                let types = node.types.as_slice().iter().filter(|one| **one != Type::Null);
                types.map(|one| one.in_words()).collect::<Vec<_>>().join(" or ")
            }
            None => branches.map(|branch| self.expected(branch)).collect::<Vec<_>>().join(" or "),
        }
    }

    /// Reports a value that is none of `choices`, which are one constant or several texts.
    fn choice(&mut self, title: Option<&str>, choices: &[Value], value: &Value) {
        let same =
            |choice: &Value| choice == value || (choice.is_number() && choice.as_f64() == value.as_f64());
        if choices.iter().any(same) {
            return;
        }
        let texts: Vec<&str> = choices.iter().filter_map(Value::as_str).collect();
        let expected = match choices {
            [one] => shown(one),
            _ => one_of(texts.iter().copied()),
        };
        if choices.iter().any(|choice| Type::of(choice) == Type::of(value)) {
            let near = value.as_str().and_then(|text| did_you_mean(text, texts));
            let message = format!("{} is not {}", shown(value), title.unwrap_or(&expected));
            self.wrong(Code::OutOfRange, message, near);
        } else {
            let message = format!("{} stands here, where {expected} is expected", Type::of(value).in_words());
            self.wrong(Code::WrongType, message, None);
        }
    }

    fn text(&mut self, node: &'s Node, text: &str) {
        let length = text.chars().count();
        if let Some(most) = node.max_length.filter(|most| length > *most) {
            let message = format!("the text has {length} characters, and {most} are allowed");
            return self.wrong(Code::TooLong, message, None);
        }
        if let Some(least) = node.min_length.filter(|least| length < *least) {
            let message = format!("the text has {length} characters, and at least {least} are needed");
            self.wrong(Code::OutOfRange, message, None);
        }
        let fits = node.pattern.as_ref().is_none_or(|pattern| pattern.0.is_match(text))
            && node.format.is_none_or(|format| format.fits(text));
        if !fits {
            let expected = self.schema.title(node).unwrap_or("of the form that is needed here");
            let message = format!("`{}` is not {expected}", excerpt(text));
            self.wrong(Code::OutOfRange, message, None);
        }
    }

    fn number(&mut self, node: &'s Node, number: &serde_json::Number) {
        let below = node.minimum.is_some_and(|least| less(number, least));
        let above = node.maximum.is_some_and(|most| greater(number, most));
        if below || above {
            let message = match (node.minimum, node.maximum) {
                (Some(least), Some(most)) => format!("`{number}` is not between {least} and {most}"),
                (Some(least), None) => format!("`{number}` is less than {least}"),
                (None, most) => format!("`{number}` is more than {}", most.unwrap_or(i64::MAX)),
            };
            let hint = self.schema.purpose(node);
            self.wrong(Code::OutOfRange, message, hint);
        }
    }

    fn list(&mut self, node: &'s Node, items: &[Value]) {
        let count = items.len();
        if let Some(most) = node.max_items.filter(|most| count > *most) {
            let message = format!("there are {count} entries, and {most} are allowed");
            return self.wrong(Code::TooMany, message, None);
        }
        if let Some(least) = node.min_items.filter(|least| count < *least) {
            let message = format!("there are {count} entries, and at least {least} are needed");
            let hint = self.schema.title(node).map(|title| format!("expected is {title}"));
            self.wrong(Code::OutOfRange, message, hint);
        }
        for (index, item) in items.iter().enumerate() {
            if node.unique_items && items.iter().take(index).any(|earlier| earlier == item) {
                let problem = Problem::new(Code::Duplicate, format!("{} is given twice", shown(item)));
                self.report(problem.at(pointer(&self.path, index)));
            }
            if let Some(each) = &node.items {
                self.within(index, |judge| judge.value(each, item));
            }
        }
    }

    fn object(&mut self, node: &'s Node, members: &Map<String, Value>) {
        let count = members.len();
        if let Some(most) = node.max_properties.filter(|most| count > *most) {
            let message = format!("there are {count} members, and {most} are allowed");
            return self.wrong(Code::TooMany, message, None);
        }
        if let Some(least) = node.min_properties.filter(|least| count < *least) {
            let message = format!("there are {count} members, and at least {least} is needed");
            self.wrong(Code::OutOfRange, message, None);
        }
        for name in node.required.iter().filter(|name| !members.contains_key(name.as_str())) {
            let mut problem = Problem::new(Code::Missing, format!("`{name}` is missing"));
            let property = node.properties.get(name);
            problem.hint = property.and_then(|node| self.schema.purpose(node));
            self.report(problem.at(pointer(&self.path, name)).param("member", name));
        }
        for (name, value) in members {
            self.within(name, |judge| judge.member(node, members, name, value));
        }
    }

    fn member(&mut self, node: &'s Node, members: &Map<String, Value>, name: &str, value: &Value) {
        if let Some(names) = &node.property_names {
            self.value(names, &Value::String(name.to_owned()));
        }
        match (node.properties.get(name), &node.additional_properties) {
            (Some(property), _) => self.value(property, value),
            (None, Additional::Each(each)) => self.value(each, value),
            (None, Additional::Allowed(true)) => {}
            (None, Additional::Allowed(false)) => {
                let all = node.properties.keys().map(String::as_str);
                let free: Vec<&str> = all.filter(|known| !members.contains_key(*known)).collect();
                let message = format!("there is no member `{}` here", excerpt(name));
                let hint = (!free.is_empty()).then(|| suggest(name, &free));
                self.wrong(Code::UnknownMember, message, hint);
            }
        }
    }

    /// Judges the value by the branch that its writer meant, which for a right value is the only one that fits.
    fn union(&mut self, node: &'s Node, value: &Value) {
        let schema = self.schema;
        let branches = node.one_of.iter().map(|branch| schema.resolved(branch));
        let of_type: Vec<&Node> = branches.filter(|branch| branch.types.hold(value)).collect();
        match (of_type.as_slice(), value) {
            ([], _) => self.wrong_type(node, value),
            ([one], _) => self.value(one, value),
            (several, Value::Object(members)) => match tag(several) {
                Some(tag) => self.tagged(several, tag, value),
                None => self.by_members(node, several, members, value),
            },
            ([first, ..], _) => {
                let constants: Vec<Value> = of_type.iter().filter_map(|one| one.constant.clone()).collect();
                if constants.len() == of_type.len() {
                    return self.choice(schema.title(node), &constants, value);
                }
                self.value(first, value);
            }
        }
    }

    /// Judges by the branch whose constant the value carries in the member `tag`.
    fn tagged(&mut self, branches: &[&'s Node], tag: &str, value: &Value) {
        let constant = |branch: &&Node| branch.properties.get(tag).and_then(|node| node.constant.clone());
        let tags: Vec<Value> = branches.iter().filter_map(constant).collect();
        match value.get(tag) {
            None => {
                let problem = Problem::new(Code::Missing, format!("`{tag}` is missing"))
                    .at(pointer(&self.path, tag))
                    .hint(use_one_of(tags.iter().filter_map(Value::as_str)))
                    .param("member", tag);
                self.report(problem);
            }
            Some(given) => match branches.iter().find(|branch| constant(branch).as_ref() == Some(given)) {
                Some(branch) => self.value(branch, value),
                None => self.within(tag, |judge| judge.choice(None, &tags, given)),
            },
        }
    }

    /// Judges by the branch that knows the most of the members.
    fn by_members(
        &mut self,
        node: &'s Node,
        branches: &[&'s Node],
        members: &Map<String, Value>,
        value: &Value,
    ) {
        let known =
            |branch: &Node| members.keys().filter(|name| branch.properties.contains_key(*name)).count();
        let best = branches.iter().map(|branch| known(branch)).max().unwrap_or(0);
        match branches.iter().find(|branch| known(branch) == best) {
            Some(branch) if best > 0 => self.value(branch, value),
            _ => {
                let expected = self.schema.title(node).unwrap_or("one of several shapes");
                let all = branches.iter().flat_map(|branch| branch.properties.keys().map(String::as_str));
                let near = members.keys().find_map(|name| did_you_mean(name, all.clone()));
                self.wrong(Code::Malformed, format!("this is not {expected}"), near);
            }
        }
    }
}

/// The member that has a constant in every one of the branches.
fn tag<'s>(branches: &[&'s Node]) -> Option<&'s str> {
    let (first, others) = branches.split_first()?;
    let constant =
        |branch: &Node, name: &str| branch.properties.get(name).is_some_and(|node| node.constant.is_some());
    let in_all = |name: &&String| constant(first, name) && others.iter().all(|branch| constant(branch, name));
    first.properties.keys().find(in_all).map(String::as_str)
}

fn less(number: &serde_json::Number, than: i64) -> bool {
    compare(number, than) == Some(std::cmp::Ordering::Less)
}

fn greater(number: &serde_json::Number, than: i64) -> bool {
    compare(number, than) == Some(std::cmp::Ordering::Greater)
}

fn compare(number: &serde_json::Number, with: i64) -> Option<std::cmp::Ordering> {
    number.as_f64()?.partial_cmp(&serde_json::Number::from(with).as_f64()?)
}

/// A value as a message shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{}`", excerpt(text)),
        Value::Array(_) | Value::Object(_) => Type::of(value).in_words().to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) => format!("`{value}`"),
    }
}
