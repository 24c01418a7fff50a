//! How much work tickets are, as a configuration says.

use serde::{Deserialize, Serialize};

use super::load::work;
use crate::condition::{Condition, FieldKinds, Predicate, Scope};
use crate::error::{Problem, pointer};
use crate::model::{Category, Ticket};

/// How much work tickets are: what each adds to the load of its owner, while its status is in one of these categories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkSpec {
    /// The categories in which a ticket counts; new and open when absent.
    #[serde(default = "WorkSpec::default_categories")]
    pub categories: Vec<Category>,
    /// What tickets weigh that fit a condition: the first that fits is taken. Others weigh 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<WeightSpec>,
}

impl WorkSpec {
    fn default_categories() -> Vec<Category> {
        vec![Category::New, Category::Open]
    }
}

/// What some tickets weigh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightSpec {
    /// Which tickets: of a channel, a priority, a size.
    pub condition: Condition,
    /// What each weighs, from 0 to 1000.
    pub weight: u32,
}

/// How much work tickets are, ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    categories: Vec<Category>,
    weights: Vec<(Predicate, u32)>,
}

impl Work {
    /// Checks what tickets weigh.
    ///
    /// # Errors
    /// Everything that is wrong with the conditions, each with a JSON Pointer that begins with `path`.
    pub fn compile(spec: &WorkSpec, fields: &dyn FieldKinds, path: &str) -> Result<Self, Vec<Problem>> {
        let path = pointer(path, "weights");
        let (mut weights, mut problems) = (Vec::new(), Vec::new());
        for (n, WeightSpec { condition, weight }) in spec.weights.iter().enumerate() {
            let path = pointer(&pointer(&path, n), "condition");
            match Predicate::compile(condition, fields, Scope::Stored, &path) {
                Ok(predicate) => weights.push((predicate, *weight)),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() {
            Ok(Self { categories: spec.categories.clone(), weights })
        } else {
            Err(problems)
        }
    }

    /// What a ticket weighs, where that is not what every ticket weighs by its category alone.
    ///
    /// ```
    /// use ticketkit::assignment::{Work, WorkSpec};
    /// use ticketkit::id::TicketId;
    /// use ticketkit::model::{Category, Ticket};
    ///
    /// let spec = r#"{"weights": [{"condition": {"field": "channel", "op": "eq", "value": "phone"}, "weight": 3}]}"#;
    /// let spec: WorkSpec = serde_json::from_str(spec)?;
    /// let work = Work::compile(&spec, &(), "/work").unwrap();
    /// let mut ticket = Ticket::blank(TicketId::from_bytes([9; 16]));
    /// assert_eq!(work.weigh(&ticket), None);
    /// ticket.channel = "phone".parse()?;
    /// assert_eq!(work.weigh(&ticket), Some(3));
    /// ticket.category = Category::Pending;
    /// assert_eq!(work.weigh(&ticket), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn weigh(&self, ticket: &Ticket) -> Option<u32> {
        let weight = if self.categories.contains(&ticket.category) {
            let own = self.weights.iter().find(|(predicate, _)| predicate.matches(ticket));
            own.map_or(1, |(_, weight)| *weight)
        } else {
            0
        };
        (i64::from(weight) != work(ticket.category)).then_some(weight)
    }
}
