//! Predicates as SQL.
//!
//! A test about a field without a value is `NULL` here, which counts as no: `AND` and `OR` of the SQL keep that, and
//! what stands under a negation is made two-valued by `IS NOT TRUE`. So the tests themselves stay plain, and an
//! index can answer them.

use std::marker::PhantomData;

use super::cell::{Cell, Stored, json};
use super::statement::{Dialect, Listed, Values};
use super::ticket::{Part, column_of, link_number};
use crate::condition::{FieldKind, Node, Op, Operand, Predicate, Subject, Test};
use crate::error::{Code, Problem, Result};
use crate::model::{LinkKind, TicketField};

/// So many operands stand in the text of a statement; longer lists are bound as one value.
const INLINE: usize = 8;

/// Turns predicates into what can stand after `WHERE` of a statement about `tkit_ticket t`.
pub(crate) struct Translation<'v, D> {
    /// The place of the desk among the values.
    desk: String,
    values: &'v mut Values,
    dialect: PhantomData<D>,
}

impl<'v, D: Dialect> Translation<'v, D> {
    /// Translates for the desk that is bound at this place.
    pub(crate) const fn new(desk: String, values: &'v mut Values) -> Self {
        Self { desk, values, dialect: PhantomData }
    }

    /// The predicate as SQL.
    pub(crate) fn predicate(&mut self, predicate: &Predicate) -> Result<String> {
        self.node(predicate.root())
    }

    /// A part of a predicate as SQL.
    pub(crate) fn node(&mut self, node: &Node) -> Result<String> {
        match node {
            Node::All(of) => self.several(of, " AND ", "TRUE"),
            Node::Any(of) => self.several(of, " OR ", "FALSE"),
            Node::None(of) => Ok(format!("({} IS NOT TRUE)", self.several(of, " OR ", "FALSE")?)),
            Node::Test(test) => self.test(test),
        }
    }

    fn several(&mut self, of: &[Node], between: &str, none: &str) -> Result<String> {
        if of.is_empty() {
            return Ok(none.to_owned());
        }
        let parts = of.iter().map(|node| self.node(node)).collect::<Result<Vec<_>>>()?;
        Ok(format!("({})", parts.join(between)))
    }

    fn test(&mut self, test: &Test) -> Result<String> {
        match (&test.subject, test.op) {
            (_, Op::Matches) => {
                Err(Problem::new(Code::InternalError, "only rules can ask for a pattern").into())
            }
            // A stored ticket knows of no message, no command and no earlier state.
            (Subject::Message(_) | Subject::Event, _) | (_, Op::Changed | Op::ChangedTo | Op::Was) => {
                Ok(no())
            }
            (Subject::Ticket(TicketField::Custom(name)), _) => {
                let path = self.bind(Cell::Text(D::path(name).into()));
                Ok(self.custom(test, &path))
            }
            (Subject::Ticket(field), _) => Ok(self.built_in(test, field)),
        }
    }

    fn built_in(&mut self, test: &Test, field: &TicketField) -> String {
        let Some(column) = column_of(field) else { return self.assignees(test) };
        let column = format!("t.{column}");
        match (test.kind, test.op) {
            (_, Op::IsSet) => format!("{column} IS NOT NULL"),
            (FieldKind::Names, _) => self.list(test, |test| D::list_has(&column, test)),
            (FieldKind::People, _) => {
                let part = match field {
                    TicketField::Ccs => Part::Cc,
                    TicketField::MergedCcs => Part::MergedCc,
                    TicketField::Unverified => Part::Unverified,
                    _ => Part::Follower,
                };
                self.each(test, |this, operands| this.has_part(part, operands))
            }
            (FieldKind::Tickets, _) => self.each(test, |this, operands| this.names(field, operands)),
            (FieldKind::ExternalIds, _) => self.each(test, Self::has_external_id),
            (FieldKind::Text, _) => self.compared(&D::folded(&column), test),
            _ => self.compared(&column, test),
        }
    }

    /// A question about a desk's own field. Its value may be of another sort than the field has by now.
    fn custom(&mut self, test: &Test, path: &str) -> String {
        match (test.op, test.operands.first()) {
            (Op::IsSet, _) => D::custom_is_set(path),
            (_, Some(Operand::Text(_))) => self.compared(&D::custom_folded(path), test),
            (_, Some(Operand::Name(_))) if test.kind.is_list() => {
                self.list(test, |test| D::custom_list_has(path, test))
            }
            (_, Some(Operand::Name(_) | Operand::Date(_))) => self.compared(&D::custom_text(path), test),
            (_, Some(Operand::Number(_))) => self.compared(&D::custom_number(path), test),
            (_, Some(Operand::Bool(_))) => self.compared(&D::custom_bool(path), test),
            // Instants, people and organizations are not among the values of a desk's own field.
            _ => no(),
        }
    }

    /// A question about one value.
    fn compared(&mut self, value: &str, test: &Test) -> String {
        let mut operands = test.operands.iter();
        let mut next = || operands.next().map(|operand| self.operand(operand));
        let sign = match test.op {
            Op::Eq => "=",
            Op::Ne => "<>",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
            Op::Between => {
                return match (next(), next()) {
                    (Some(least), Some(most)) => format!("{value} BETWEEN {least} AND {most}"),
                    _ => no(),
                };
            }
            Op::Contains => return next().map_or_else(no, |part| D::holds(value, &part)),
            Op::StartsWith => return next().map_or_else(no, |start| D::begins_with(value, &start)),
            Op::In => return self.one_of(value, &test.operands),
            _ => return no(),
        };
        next().map_or_else(no, |operand| format!("{value} {sign} {operand}"))
    }

    /// Whether a value is one of several.
    fn one_of(&mut self, value: &str, operands: &[Operand]) -> String {
        let Some(first) = operands.first() else { return no() };
        if operands.len() <= INLINE {
            let places: Vec<String> = operands.iter().map(|operand| self.operand(operand)).collect();
            return format!("{value} IN ({})", places.join(", "));
        }
        let of = match first {
            Operand::Person(_) | Operand::Organization(_) | Operand::Ticket(_) => Listed::Ids,
            Operand::Number(_) | Operand::Bool(_) | Operand::Instant(_) => Listed::Numbers,
            _ => Listed::Texts,
        };
        let entries: Vec<serde_json::Value> = operands.iter().map(entry::<D>).collect();
        format!("{value} IN {}", D::listed(&self.bind(json(&entries)), of))
    }

    /// A question about a list of names.
    fn list(&mut self, test: &Test, has: impl Fn(&str) -> String) -> String {
        self.each(test, |this, operands| has(&this.one_of("entry.value", operands)))
    }

    /// A question about a list: it has one of the operands, or each of them.
    fn each(&mut self, test: &Test, mut has: impl FnMut(&mut Self, &[Operand]) -> String) -> String {
        match test.op {
            Op::HasAll if test.operands.is_empty() => "TRUE".to_owned(),
            Op::HasAll => {
                let parts: Vec<String> =
                    test.operands.iter().map(|operand| has(self, std::slice::from_ref(operand))).collect();
                format!("({})", parts.join(" AND "))
            }
            Op::HasAny | Op::Contains => has(self, &test.operands),
            _ => no(),
        }
    }

    fn assignees(&mut self, test: &Test) -> String {
        if test.op == Op::IsSet {
            let listed = format!("t.assignees <> {}", D::NO_BYTES);
            return format!("(CASE WHEN t.assignees IS NULL THEN t.owner IS NOT NULL ELSE {listed} END)");
        }
        self.each(test, |this, operands| {
            let owner = this.one_of("t.owner", operands);
            let listed = this.has_part(Part::Assignee, operands);
            format!("((t.assignees IS NULL AND {owner}) OR {listed})")
        })
    }

    fn has_part(&mut self, part: Part, people: &[Operand]) -> String {
        let person = self.one_of("person", people);
        let (desk, part) = (&self.desk, part.number());
        Self::is_among(&format!("tkit_participant WHERE desk = {desk} AND {person} AND part = {part}"))
    }

    /// Whether a list of other tickets names one of these.
    fn names(&mut self, field: &TicketField, tickets: &[Operand]) -> String {
        let Some(kind) = LinkKind::of(field).map(link_number) else { return no() };
        let target = self.one_of("target", tickets);
        let desk = &self.desk;
        Self::is_among(&format!("tkit_link WHERE desk = {desk} AND kind = {kind} AND {target}"))
    }

    fn has_external_id(&mut self, ids: &[Operand]) -> String {
        let mut pairs = Vec::new();
        for id in ids {
            if let Operand::ExternalId(id) = id {
                let system = self.bind(Cell::Text(id.system.clone().into()));
                let id = self.bind(Cell::Text(id.id.clone().into()));
                pairs.push(format!("(system = {system} AND id = {id})"));
            }
        }
        if pairs.is_empty() {
            return no();
        }
        let (desk, pairs) = (&self.desk, pairs.join(" OR "));
        Self::is_among(&format!("tkit_external_id WHERE desk = {desk} AND ({pairs})"))
    }

    /// Whether the ticket is among those that these rows are about.
    fn is_among(rows: &str) -> String {
        format!("t.{} IN (SELECT ticket FROM {rows})", D::TICKET)
    }

    /// The place of an operand.
    fn operand(&mut self, operand: &Operand) -> String {
        match operand {
            // What has a fraction is read by the engine in the same way as the value that it is held against.
            Operand::Number(number) if number.as_integer().is_none() => D::number(&self.bind(json(number))),
            other => self.bind(cell(other)),
        }
    }

    fn bind(&mut self, cell: Cell<'_>) -> String {
        self.values.bind::<D>(cell)
    }
}

/// What never holds.
fn no() -> String {
    "FALSE".to_owned()
}

/// An operand as the column holds it that it is held against.
fn cell(operand: &Operand) -> Cell<'static> {
    match operand {
        Operand::Text(text) | Operand::Name(text) | Operand::Date(text) => Cell::Text(text.clone().into()),
        Operand::Number(number) => number.as_integer().map_or(Cell::Null, Cell::Integer),
        Operand::Bool(yes) => yes.to_cell().into_owned(),
        Operand::Instant(at) => at.to_cell().into_owned(),
        Operand::Person(person) => person.to_cell().into_owned(),
        Operand::Organization(organization) => organization.to_cell().into_owned(),
        Operand::Ticket(ticket) => ticket.to_cell().into_owned(),
        Operand::ExternalId(_) | Operand::Pattern(_) => Cell::Null,
    }
}

/// An operand as an entry of a JSON list.
fn entry<D: Dialect>(operand: &Operand) -> serde_json::Value {
    match cell(operand) {
        Cell::Null => match operand {
            Operand::Number(number) => serde_json::to_value(number).unwrap_or_default(),
            _ => serde_json::Value::Null,
        },
        Cell::Integer(number) => number.into(),
        Cell::Real(number) => number.into(),
        Cell::Text(text) => D::text_in_json(&text).into(),
        Cell::Blob(bytes) => crate::id::hex(&bytes).into(),
    }
}
