//! Webhooks: the headers of one that is sent, and whether one that came in is to be believed.

use ticketkit::webhook::{self, WebhookHeaders};
use ticketkit::{Code, Problem, Span};

use crate::call;
use crate::given::{self, tkit_text};
use crate::handle::tkit_result;
use crate::node::Node;
use crate::status::{Answered, tkit_status};

/// Signs a webhook, as Standard Webhooks 1.0 has it. Answers the headers under their names: `webhook-id`,
/// `webhook-timestamp` and `webhook-signature`, with a signature for each of the `count` secrets (`whsec_` and 24 to 64
/// bytes in base64; the new one and the old one while a secret is changed). `id` is that of the effect, `at` when it is sent, in
/// milliseconds since 1970, `body` what stands in the effect. Nothing is sent, and the secrets are kept nowhere.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_webhook_sign(
    secrets: *const tkit_text,
    count: usize,
    id: tkit_text,
    at: i64,
    body: tkit_text,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let secrets = texts(secrets, count)?;
            let (id, body) = (given::text(id, "id")?, given::text(body, "body")?);
            let headers = webhook::sign(secrets, id, given::instant(at, "/at")?, body)?;
            Ok(Node::of(&headers))
        })
    }
}

/// Says whether a webhook was signed with one of the `count` secrets, by what its headers say, and not more than
/// `tolerance_ms` milliseconds (300,000 are usual) before or after `now`, in milliseconds since 1970:
/// `signature_refused` when not. That it came once before is for the caller to notice, by its id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_webhook_verify(
    secrets: *const tkit_text,
    count: usize,
    id: tkit_text,
    timestamp: tkit_text,
    signature: tkit_text,
    body: tkit_text,
    now: i64,
    tolerance_ms: u64,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let secrets = texts(secrets, count)?;
            let headers = WebhookHeaders {
                id: given::text(id, "id")?.to_owned(),
                timestamp: given::text(timestamp, "timestamp")?.to_owned(),
                signature: given::text(signature, "signature")?.to_owned(),
            };
            let body = given::text(body, "body")?;
            let tolerance = i64::try_from(tolerance_ms).map_err(|_| {
                Problem::new(Code::OutOfRange, "no webhook is under way for so long").at("/tolerance_ms")
            })?;
            let now = given::instant(now, "/now")?;
            webhook::verify(secrets, &headers, body, now, Span::from_millis(tolerance))?;
            Ok(Node::Null)
        })
    }
}

/// Secrets.
///
/// # Safety
/// As of [`given::array`] and [`given::text`].
unsafe fn texts<'a>(secrets: *const tkit_text, count: usize) -> Answered<Vec<&'a str>> {
    // SAFETY: as the caller has promised.
    let secrets: &[tkit_text] = unsafe { given::array(secrets, count, "secrets")? };
    // SAFETY: as the caller has promised.
    secrets.iter().map(|secret| unsafe { given::text(*secret, "secrets") }).collect()
}
