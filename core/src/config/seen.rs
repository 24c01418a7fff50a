//! The fields of a desk as one actor knows them.

use super::compiled::Config;
use crate::access::FieldSight;
use crate::condition::{FieldKind, FieldKinds};
use crate::model::TicketField;
use crate::workflow::Status;

/// What somebody can ask about: a field that they do not read is to them one that is not there.
#[derive(Debug)]
pub struct SeenFields<'a> {
    config: &'a Config,
    sight: &'a FieldSight,
}

impl<'a> SeenFields<'a> {
    /// The fields of a configuration, of which an actor reads some.
    pub const fn of(config: &'a Config, sight: &'a FieldSight) -> Self {
        Self { config, sight }
    }

    fn sees(&self, field: &TicketField) -> bool {
        self.sight.sees(field, |name| self.config.field(name).is_some_and(|field| field.public))
    }

    fn sees_named(&self, name: &str) -> bool {
        let own = || self.config.field(name).map(|field| TicketField::Custom(field.name.clone()));
        TicketField::built_in(name).or_else(own).is_some_and(|field| self.sees(&field))
    }
}

impl FieldKinds for SeenFields<'_> {
    fn kind(&self, field: &str) -> Option<FieldKind> {
        self.config.kind(field).filter(|_| self.sees_named(field))
    }

    fn options(&self, field: &str) -> Option<Vec<&str>> {
        let mut options = self.config.options(field).filter(|_| self.sees_named(field))?;
        if field == TicketField::Status.as_str() && *self.sight == FieldSight::Public {
            // A status of which no customer ever sees a ticket is as if it were not there.
            let public = |name: &str| {
                let mut same = self.config.workflows().filter_map(|workflow| workflow.status(name));
                same.any(Status::is_public)
            };
            options.retain(|name| public(name));
        }
        Some(options)
    }

    fn names(&self) -> Vec<String> {
        self.config.names().into_iter().filter(|name| self.sees_named(name)).collect()
    }

    fn shows(&self, field: &TicketField) -> bool {
        self.sees(field)
    }
}
