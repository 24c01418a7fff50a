//! Webhooks: the headers of one that is sent, and whether one that came in is to be believed.

use ticketkit::foreign::TicketKitError;
use ticketkit::webhook::{self, WebhookHeaders};
use ticketkit::{Span, Timestamp};

use crate::guard::guarded;

/// The headers of a webhook that is sent at an instant, as Standard Webhooks 1.0 has them: with a signature for each secret
/// (`whsec_` and 24 to 64 bytes in base64; the new one and the old one while a secret is changed). The id is that of the
/// effect, `body` what stands in it. Nothing is sent, and the secrets are kept nowhere.
#[uniffi::export]
pub fn sign_webhook(
    secrets: Vec<String>,
    id: &str,
    at: Timestamp,
    body: &str,
) -> Result<WebhookHeaders, TicketKitError> {
    guarded(|| webhook::sign(&secrets, id, at, body))
}

/// Throws `signature_refused` unless a webhook was signed with one of the secrets, and not more than `tolerance_ms`
/// milliseconds before or after `now`. That it came once before is for the caller to notice, by its id.
#[uniffi::export(default(tolerance_ms = 300000))]
pub fn verify_webhook(
    secrets: Vec<String>,
    headers: WebhookHeaders,
    body: &str,
    now: Timestamp,
    tolerance_ms: i64,
) -> Result<(), TicketKitError> {
    guarded(|| webhook::verify(&secrets, &headers, body, now, Span::from_millis(tolerance_ms)))
}
