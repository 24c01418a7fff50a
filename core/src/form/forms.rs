//! All forms of a desk, in their order.

use super::compile;
use super::set::FieldSet;
use super::sheet::{Form, Item};
use super::spec::FormSpec;
use crate::condition::FieldKinds;
use crate::error::{Problem, pointer};
use crate::id::Name;
use crate::limits;
use crate::model::{Ticket, TicketField};

/// The built-in fields that a form can have: those that people fill in. What is not among them has commands,
/// permissions and checks of its own: the status a workflow, the team and the owner assignment.
pub(super) const FILLABLE: [TicketField; 14] = [
    TicketField::Subject,
    TicketField::Type,
    TicketField::Priority,
    TicketField::Impact,
    TicketField::Urgency,
    TicketField::Channel,
    TicketField::Language,
    TicketField::Tags,
    TicketField::DueAt,
    TicketField::PlannedFrom,
    TicketField::PlannedTo,
    TicketField::Ccs,
    TicketField::Followers,
    TicketField::ExternalIds,
];

/// The forms of a desk. A ticket has the first one that fits; where none does it has all fields, and no rules.
///
/// ```
/// use ticketkit::calendar::ZoneRules;
/// use ticketkit::config::{Config, Document};
/// use ticketkit::id::TicketId;
/// use ticketkit::model::{Ticket, TicketField};
///
/// let mut document = Document::default_desk("Europe/Riga")?;
/// document.fields = serde_json::from_str(
///     r#"[{"name": "product", "type": "choice", "options": [{"name": "printer"}, {"name": "phone"}]},
///         {"name": "serial", "type": "text"}]"#,
/// ).unwrap();
/// document.forms = serde_json::from_str(
///     r#"[{"name": "hardware", "fields": ["product", "serial"], "rules": [
///         {"if": {"field": "product", "op": "eq", "value": "printer"},
///          "then": [{"show": ["serial"]}, {"require": ["serial"]}]}]}]"#,
/// ).unwrap();
/// let config = Config::compile(document, 1, &ZoneRules::bundled())?;
///
/// let mut ticket = Ticket::blank(TicketId::from_bytes([7; 16]));
/// let form = config.forms().of(true, &ticket);
/// let serial = TicketField::Custom("serial".parse().unwrap());
/// assert!(form.evaluate(&ticket).hides(&serial));
/// ticket.fields.set("product".parse().unwrap(), Some("printer".into()));
/// assert!(form.evaluate(&ticket).get(&serial).unwrap().required);
/// # Ok::<(), ticketkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms {
    list: Vec<Form>,
    /// The fields of a ticket for which there is no form.
    plain: Form,
    /// Whether there is nothing that could ever be refused.
    unruled: bool,
}

impl Forms {
    /// Checks the forms of a configuration. `fields` are the desk's own, `names` says what the built-in ones may hold.
    ///
    /// # Errors
    /// Everything that is wrong, each with a JSON Pointer that begins with `path`: fields that are not there, cannot be
    /// in a form, or are given twice; conditions that cannot be asked; rules about fields that the form does not have,
    /// restrictions to options that are not there, and rules that depend on one another in a circle.
    pub fn compile(
        specs: &[FormSpec],
        fields: &FieldSet,
        names: &dyn FieldKinds,
        path: &str,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut list = Vec::new();
        for (n, spec) in specs.iter().enumerate() {
            match compile::form(spec, fields, names, &pointer(path, n)) {
                Ok(form) => list.push(form),
                Err(found) => problems.extend(found),
            }
            if problems.len() >= limits::SHAPE_PROBLEMS {
                break;
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let unruled =
            list.is_empty() && fields.iter().all(|it| it.types.is_empty() && it.depends_on.is_none());
        Ok(Self { list, plain: plain(fields, names), unruled })
    }

    /// The form that a ticket has for staff, or for customers.
    pub fn of(&self, staff: bool, ticket: &Ticket) -> &Form {
        self.list.iter().find(|form| form.fits(staff, ticket)).unwrap_or(&self.plain)
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Form> {
        self.list.iter()
    }

    /// Whether customers choose the type of tickets that they open in any of them.
    pub fn offer_type(&self) -> bool {
        let for_customers = |form: &&Form| form.audience != super::FormAudience::Staff;
        self.iter().filter(for_customers).any(|form| form.fields().any(|it| *it == TicketField::Type))
    }

    /// Whether staff see a field on no ticket of these types, of which nothing stands for a ticket without one. What a
    /// form hides by conditions may be there; `fields` are the desk's own.
    pub fn never_show(&self, field: &TicketField, fields: &FieldSet, types: &[Option<&Name>]) -> bool {
        let own = match field {
            TicketField::Custom(name) => fields.get(name),
            _ => None,
        };
        let shown_to = |ticket_type: Option<&Name>| {
            if own.is_some_and(|own| !own.belongs_to(ticket_type)) {
                return false;
            }
            let is_for = |form: &&Form| {
                let fits = |types: &[Name]| {
                    types.is_empty() || ticket_type.is_some_and(|ticket_type| types.contains(ticket_type))
                };
                form.audience != super::FormAudience::Customers && fits(&form.types)
            };
            for form in self.list.iter().filter(is_for) {
                if form.may_show(field) {
                    return true;
                }
                if form.condition.is_none() {
                    return false;
                }
            }
            // Where no form fits there are all fields.
            true
        };
        !types.iter().copied().any(shown_to)
    }

    /// Whether there is nothing that a change could be refused for: no form, no field of some types only, and none
    /// whose options depend on another.
    pub const fn are_unruled(&self) -> bool {
        self.unruled
    }
}

/// All fields in their order: built-in ones that the desk uses, and then its own.
fn plain(fields: &FieldSet, names: &dyn FieldKinds) -> Form {
    let used = |field: &&TicketField| names.options(field.as_str()).is_none_or(|options| !options.is_empty());
    let built_in = FILLABLE.iter().filter(used).cloned().map(|field| (field, Vec::new()));
    let own = fields.iter().map(|field| (TicketField::Custom(field.name.clone()), field.types.clone()));
    let items = built_in.chain(own).map(|(field, types)| Item {
        subject: field.clone().into(),
        field,
        types,
        begins_hidden: false,
    });
    Form {
        name: None,
        labels: std::collections::BTreeMap::new(),
        audience: super::FormAudience::Everybody,
        types: Vec::new(),
        condition: None,
        items: items.collect(),
        rules: Vec::new(),
        order: Vec::new(),
        clear_hidden: false,
    }
}
