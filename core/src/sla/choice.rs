//! Which policies are taken for a ticket, and why none of those before them.

use super::policy::{Policy, taken};
use crate::command::{Choice, PassedOver};
use crate::id::Name;
use crate::model::{Ticket, TicketField};

/// Which of the policies are taken for a ticket: of each list the first that fits. The first list is always there.
///
/// ```
/// use ticketkit::condition::{Condition, Op};
/// use ticketkit::id::TicketId;
/// use ticketkit::model::Ticket;
/// use ticketkit::sla::{Policy, PolicySpec, choose};
///
/// let policies: Vec<PolicySpec> = serde_json::from_str(r#"[
///     { "name": "gold", "condition": { "field": "tags", "op": "has_any", "value": ["vip"] },
///       "targets": [{ "metric": "resolution", "within": "PT4H", "unit": "real" }] },
///     { "name": "everybody", "targets": [{ "metric": "resolution", "within": "PT8H", "unit": "real" }] }]"#)?;
/// let compile = |spec| Policy::compile(spec, &(), "").map_err(|problems| problems[0].to_string());
/// let policies = policies.iter().map(compile).collect::<Result<Vec<_>, _>>()?;
///
/// let mut ticket = Ticket::blank(TicketId::from_bytes([7; 16]));
/// assert_eq!(
///     choose(&policies, &ticket)[0].to_string(),
///     "`everybody` is taken\n\
///      `gold` was passed over: tags has no value and must have any of `vip`\n",
/// );
/// ticket.tags = vec!["vip".to_owned()];
/// assert_eq!(choose(&policies, &ticket)[0].policy.as_deref(), Some("gold"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn choose(policies: &[Policy], ticket: &Ticket) -> Vec<Choice> {
    choose_for(policies, ticket, &|_| true)
}

/// The same for somebody who reads some of the fields: the values of the others are left out of the reasons.
pub fn choose_for(policies: &[Policy], ticket: &Ticket, sees: &dyn Fn(&TicketField) -> bool) -> Vec<Choice> {
    let taken = taken(policies, ticket);
    let mut slots = vec![None];
    for policy in policies {
        if !slots.contains(&policy.slot()) {
            slots.push(policy.slot());
        }
    }
    let choice = |slot: Option<&Name>| {
        let policy = taken.iter().find(|policy| policy.slot() == slot).map(|policy| &policy.name);
        let list = policies.iter().filter(|policy| policy.slot() == slot);
        let before = list.take_while(|before| Some(&before.name) != policy);
        Choice {
            slot: slot.cloned(),
            policy: policy.cloned(),
            passed_over: before
                .map(|before| PassedOver {
                    policy: before.name.clone(),
                    failing: before.failing_for(ticket, sees),
                })
                .collect(),
        }
    };
    slots.into_iter().map(choice).collect()
}
