//! What a desk's configuration says about the fields of its tickets, for the conditions that ask about them.

use std::collections::BTreeMap;

use super::document::{Document, LabelSpec};
use crate::condition::{FieldKind, FieldKinds};
use crate::id::Name;
use crate::model::TicketField;

/// The desk's own fields, and the names that fields may have.
///
/// It is taken from the document as it is written, so that a condition is judged rightly beside a field that is not.
#[derive(Clone, Debug)]
pub(super) struct Names {
    own: BTreeMap<Name, FieldKind>,
    options: BTreeMap<String, Vec<Name>>,
}

impl Names {
    pub(super) fn of(document: &Document) -> Self {
        let statuses = || {
            let mut names: Vec<Name> = Vec::new();
            for status in document.workflows.iter().flat_map(|workflow| &workflow.statuses) {
                if !names.contains(&status.name) {
                    names.push(status.name.clone());
                }
            }
            names
        };
        let built_in = [
            (TicketField::Status, statuses()),
            (TicketField::StatusBeforeSnooze, statuses()),
            (TicketField::Priority, labelled(&document.priorities)),
            (TicketField::Impact, labelled(&document.impacts)),
            (TicketField::Urgency, labelled(&document.urgencies)),
            (TicketField::Channel, labelled(&document.channels)),
            (TicketField::Type, document.types.iter().map(|one| one.name.clone()).collect()),
            (TicketField::Team, document.teams.iter().map(|team| team.name.clone()).collect()),
            (TicketField::Workflow, document.workflows.iter().map(|flow| flow.name.clone()).collect()),
        ];
        let mut options: BTreeMap<String, Vec<Name>> =
            built_in.into_iter().map(|(field, names)| (field.as_str().to_owned(), names)).collect();
        for field in document.fields.iter().filter(|field| field.field_type.has_options()) {
            let names = field.options.iter().map(|option| option.name.clone()).collect();
            options.entry(field.name.to_string()).or_insert(names);
        }
        let own = document.fields.iter().map(|field| (field.name.clone(), field.field_type.kind()));
        Self { own: own.collect(), options }
    }
}

impl FieldKinds for Names {
    fn kind(&self, field: &str) -> Option<FieldKind> {
        self.own.get(field).copied()
    }

    fn options(&self, field: &str) -> Option<Vec<&str>> {
        self.options.get(field).map(|names| names.iter().map(Name::as_str).collect())
    }

    fn names(&self) -> Vec<String> {
        self.own.keys().map(ToString::to_string).collect()
    }
}

fn labelled(list: &[LabelSpec]) -> Vec<Name> {
    list.iter().map(|entry| entry.name.clone()).collect()
}
