//! Duties of the host that a rule, a transition or a macro asks for.

use std::collections::BTreeMap;

use serde::Serialize;

use super::case::Case;
use super::draft::Draft;
use crate::automation::Duty;
use crate::error::{Code, Problem};
use crate::id::{Name, PersonId, TicketId};
use crate::limits;
use crate::model::{Category, EffectKind};
use crate::time::Timestamp;

/// What a webhook says. What is written here once is what is sent, however often: the signature is over these bytes.
#[derive(Serialize)]
struct Hook<'h> {
    #[serde(rename = "type")]
    kind: String,
    timestamp: Timestamp,
    data: HookData<'h>,
}

/// How the ticket stands: by ids and names of the configuration alone. Names of people, addresses and what they wrote are
/// told where the payload asks for them.
#[derive(Serialize)]
struct HookData<'h> {
    ticket: TicketId,
    number: &'h str,
    version: u64,
    status: &'h Name,
    category: Category,
    priority: &'h Name,
    team: Option<&'h Name>,
    owner: Option<PersonId>,
    payload: &'h BTreeMap<String, String>,
}

/// Bytes of a webhook's body besides its payload, at the most: names have 64 characters.
const FRAME: usize = 2_048;

/// Why a duty cannot be given, if so: with its places filled it says more than is sent.
pub(super) fn too_long(duty: &Duty) -> Option<Problem> {
    let longest = duty.payload().iter().max_by_key(|(_, value)| value.chars().count())?;
    let chars = longest.1.chars().count();
    if chars > limits::FIELD_TEXT_CHARS {
        let text = format!("`{}` has {chars} characters when it is filled in", longest.0);
        return Some(Problem::new(Code::TooLong, text).param("limit", limits::FIELD_TEXT_CHARS));
    }
    let Duty::Webhook { endpoint, payload } = duty else { return None };
    let bytes = serde_json::to_string(payload).map_or(usize::MAX, |text| text.len());
    (bytes > limits::WEBHOOK_BYTES - FRAME).then(|| {
        let text =
            format!("the webhook to `{endpoint}` would have more than {} bytes", limits::WEBHOOK_BYTES);
        Problem::new(Code::TooLong, text).param("limit", limits::WEBHOOK_BYTES)
    })
}

/// Puts a duty into the outbox, in the name of the rule that asks for it.
pub(super) fn give(draft: &mut Draft<'_>, case: &mut Case, rule: &Name, at: Timestamp, duty: Duty) {
    let kind = match duty {
        Duty::Host { name, payload } => EffectKind::Host { rule: rule.clone(), name, payload },
        Duty::Webhook { endpoint, payload } => {
            let ticket = &case.ticket;
            let hook = Hook {
                kind: format!("ticket.{rule}"),
                timestamp: at,
                data: HookData {
                    ticket: ticket.id,
                    number: &ticket.number,
                    version: ticket.version,
                    status: &ticket.status,
                    category: ticket.category,
                    priority: &ticket.priority,
                    team: ticket.team.as_ref(),
                    owner: ticket.owner,
                    payload: &payload,
                },
            };
            // A configuration in force has the endpoint, and plain data can be written.
            let (Some(url), Ok(body)) = (draft.config.webhook_url(&endpoint), serde_json::to_string(&hook))
            else {
                return;
            };
            EffectKind::Webhook { rule: rule.clone(), endpoint, url: url.to_owned(), body }
        }
    };
    case.duty(draft, at, kind);
}
