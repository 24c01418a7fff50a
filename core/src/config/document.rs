//! The configuration document as it is written.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::attachments::AttachmentRules;
use super::webhooks::WebhookSpec;
use crate::access::RoleSpec;
use crate::assignment::{HandoffSpec, RouteMode, RouteSpec, TeamSpec, WorkSpec};
use crate::automation::{MacroSpec, MatchMode, RuleSpec};
use crate::calendar::CalendarSpec;
use crate::canned::CannedSpec;
use crate::form::{FieldSpec, FormSpec};
use crate::id::Name;
use crate::sla::PolicySpec;
use crate::workflow::{WorkflowMapSpec, WorkflowSpec};

/// Everything that a desk can customize. Lists keep their order, and where there is a choice the first entry wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Where the JSON Schema of this document is to be found, for editors; not read by the engine.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The version of the document's format: 1.
    pub version: u32,
    /// The language of labels and messages when another is not known, as a BCP 47 tag.
    #[serde(default = "english")]
    pub language: String,
    /// What stands before a ticket's number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number_prefix: String,
    /// Priorities from the lowest to the highest.
    pub priorities: Vec<LabelSpec>,
    /// The priority of a ticket when nobody says.
    pub default_priority: Name,
    /// How many are hit: from the fewest to the most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub impacts: Vec<LabelSpec>,
    /// How fast it hurts: from the slowest to the fastest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urgencies: Vec<LabelSpec>,
    /// The priority that follows from impact and urgency; a pair that is not listed decides nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub priority_matrix: Vec<MatrixCell>,
    /// How tickets come in; the first is taken when nobody says.
    pub channels: Vec<LabelSpec>,
    /// Types of tickets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<TypeSpec>,
    /// The desk's own fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldSpec>,
    /// Which fields a ticket has for whom; the first that fits is taken, and where none does there are all fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<FormSpec>,
    /// Workflows; the first is followed by tickets of which neither the type nor the team names one.
    pub workflows: Vec<WorkflowSpec>,
    /// What becomes of the statuses of one workflow in another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workflow_maps: Vec<WorkflowMapSpec>,
    /// Calendars by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calendars: BTreeMap<Name, CalendarSpec>,
    /// What is promised; the first that fits a ticket is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<PolicySpec>,
    /// What agents can know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<LabelSpec>,
    /// Teams.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<TeamSpec>,
    /// Which team a new ticket goes to; the first that fits is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<RouteSpec>,
    /// Whether what all routes ask for that fit a ticket counts, or only the first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub route_mode: RouteMode,
    /// How much work tickets are; each is 1 while it is new or open when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<WorkSpec>,
    /// When a ticket goes from team to team too often.
    #[serde(default, skip_serializing_if = "HandoffSpec::is_default")]
    pub handoffs: HandoffSpec,
    /// The reasons for which agents give tickets back; any when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decline_reasons: Vec<LabelSpec>,
    /// Rules, in the order in which they are asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleSpec>,
    /// How many rules on events may fire for one command.
    #[serde(default)]
    pub rule_mode: MatchMode,
    /// What members of staff do at one press of a button, in the order in which it is offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub macros: Vec<MacroSpec>,
    /// Other programs that hear of tickets, where a rule says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub webhooks: Vec<WebhookSpec>,
    /// What becomes of a message from somebody who is not known to belong to the ticket.
    #[serde(default, skip_serializing_if = "Strangers::is_default")]
    pub strangers: Strangers,
    /// Which files may come with messages.
    #[serde(default, skip_serializing_if = "AttachmentRules::is_open")]
    pub attachments: AttachmentRules,
    /// Texts that are ready to be sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replies: Vec<CannedSpec>,
    /// Roles of staff.
    pub roles: Vec<RoleSpec>,
}

impl Document {
    /// The version of the format that this library reads and writes.
    pub const FORMAT: u32 = 1;

    /// Those of the desk's own fields that customers see, and that texts may name.
    pub(super) fn public_fields(&self) -> BTreeSet<&str> {
        let public = self.fields.iter().filter(|field| field.public);
        public.map(|field| field.name.as_str()).collect()
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn english() -> String {
    "en".to_owned()
}

/// What becomes of a message that a channel brings from somebody who is not known to belong to the ticket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strangers {
    /// It is added, for staff alone, and the writer is one of the unverified people of the ticket.
    #[default]
    Unverified,
    /// It begins a ticket of its own.
    NewTicket,
}

impl Strangers {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Something with a key and a label by language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelSpec {
    /// Its key.
    pub name: Name,
    /// Its label by language (BCP 47).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// One cell of the matrix of impact and urgency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixCell {
    /// How many are hit.
    pub impact: Name,
    /// How fast it hurts.
    pub urgency: Name,
    /// The priority that follows.
    pub priority: Name,
}

/// One type of tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeSpec {
    /// Its key.
    pub name: Name,
    /// The workflow that its tickets follow, whatever their team says; that of the team, else the first of the document when
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<Name>,
    /// Its label by language (BCP 47).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}
