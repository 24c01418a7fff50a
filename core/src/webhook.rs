//! Webhooks as Standard Webhooks 1.0 has them: the headers by which whoever gets one knows that it comes from here.
//!
//! What a rule asks for stands in the outbox ([`EffectKind::Webhook`](crate::model::EffectKind::Webhook)), with the exact
//! body that is sent. The host signs and sends it; the secrets are its own, and are stored nowhere.

use std::fmt;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::error::{Code, Error, Problem, Result, pointer};
use crate::limits;
use crate::time::{Span, Timestamp};

/// What stands before a secret.
const PREFIX: &str = "whsec_";
/// What stands before a signature of the only sort that is made and read.
const VERSION: &str = "v1,";
/// How far the clocks of two machines may be apart, and how long a webhook may be under way.
pub const TOLERANCE: Span = Span::from_minutes(5);

/// The headers of a webhook, under the names that they have in a request: `webhook-id`, `webhook-timestamp`,
/// `webhook-signature`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WebhookHeaders {
    /// `webhook-id`: the same however often it is sent, so that whoever gets it carries it out once.
    #[serde(rename = "webhook-id")]
    pub id: String,
    /// `webhook-timestamp`: when it is sent, in whole seconds since 1970.
    #[serde(rename = "webhook-timestamp")]
    pub timestamp: String,
    /// `webhook-signature`: a signature for each secret, with spaces between them.
    #[serde(rename = "webhook-signature")]
    pub signature: String,
}

/// The secrets that are shared with whoever gets webhooks. Every one of them signs, and every one verifies: to change a
/// secret both sides have the old one and the new one for a while. `Debug` does not write them.
#[derive(Clone)]
pub struct WebhookSecrets {
    keys: Vec<Hmac<Sha256>>,
}

impl fmt::Debug for WebhookSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookSecrets({} of them)", self.keys.len())
    }
}

impl WebhookSecrets {
    /// These secrets, each `whsec_` and 24 to 64 random bytes in base64; from one to ten of them.
    ///
    /// # Errors
    /// `missing` without any, `too_many`, and `out_of_range` for what is no such secret; each with its path below
    /// `/secrets`.
    pub fn new(secrets: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self> {
        let (mut keys, mut problems) = (Vec::new(), Vec::new());
        for (n, secret) in secrets.into_iter().enumerate() {
            if n >= limits::WEBHOOK_SECRETS {
                let text = format!("more than {} secrets", limits::WEBHOOK_SECRETS);
                return Err(Problem::new(Code::TooMany, text).at("/secrets").into());
            }
            match key(secret.as_ref()) {
                Ok(key) => keys.push(key),
                Err(problem) => problems.push(problem.at(pointer("/secrets", n))),
            }
        }
        if keys.is_empty() && problems.is_empty() {
            problems.push(Problem::new(Code::Missing, "there is no secret to sign with").at("/secrets"));
        }
        Error::of(problems).map_or(Ok(Self { keys }), Err)
    }

    /// The headers of a webhook that is sent at an instant. The id is that of the effect, `body` what stands in it.
    ///
    /// # Errors
    /// `out_of_range` for an id that is empty, has more than 200 characters, or a full stop, a space or another character
    /// that is not printable ASCII; and for an instant before 1970.
    ///
    /// ```
    /// use ticketkit::webhook::{TOLERANCE, WebhookSecrets};
    ///
    /// let secrets = WebhookSecrets::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?;
    /// let at = "2021-02-25T15:02:10Z".parse()?;
    /// let headers = secrets.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#)?;
    /// assert_eq!(headers.timestamp, "1614265330");
    /// assert_eq!(headers.signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    ///
    /// // On the other side:
    /// secrets.verify(&headers, r#"{"test": 2432232314}"#, at, TOLERANCE)?;
    /// assert!(secrets.verify(&headers, r#"{"test": 0}"#, at, TOLERANCE).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sign(&self, id: &str, at: Timestamp, body: &str) -> Result<WebhookHeaders> {
        check_id(id)?;
        let seconds = at.millis().div_euclid(1_000);
        if seconds < 0 {
            let text = format!("no webhook was sent at {at}");
            return Err(Problem::new(Code::OutOfRange, text).at("/at").into());
        }
        let timestamp = seconds.to_string();
        let signatures = self.keys.iter().map(|key| {
            let signature = signed(key, id, &timestamp, body).finalize().into_bytes();
            format!("{VERSION}{}", BASE64.encode(&signature))
        });
        let signature = signatures.collect::<Vec<_>>().join(" ");
        Ok(WebhookHeaders { id: id.to_owned(), timestamp, signature })
    }

    /// Says whether a webhook was signed with one of the secrets, and not longer ago, or further ahead, than `tolerance`
    /// ([`TOLERANCE`] is usual). Signatures are compared in constant time, every one with every secret. That it came once
    /// before is for the caller to notice, by its id.
    ///
    /// # Errors
    /// `signature_refused`, which does not tell what is wrong with the signature; with the path of the header where that is
    /// out of its form or its time.
    pub fn verify(
        &self,
        headers: &WebhookHeaders,
        body: &str,
        now: Timestamp,
        tolerance: Span,
    ) -> Result<()> {
        let WebhookHeaders { id, timestamp, signature } = headers;
        if check_id(id).is_err() {
            return Err(refused("the id is not one of a webhook").at("/webhook-id").into());
        }
        let digits =
            (1..=12).contains(&timestamp.len()) && timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let sent = timestamp.parse::<i64>().ok().filter(|_| digits);
        let sent = sent.and_then(|seconds| Timestamp::from_millis(seconds.saturating_mul(1_000)));
        let Some(sent) = sent else {
            return Err(refused("the time is no number of seconds").at("/webhook-timestamp").into());
        };
        let apart = now.millis().div_euclid(1_000).abs_diff(sent.millis().div_euclid(1_000));
        if u128::from(apart) * 1_000 > u128::try_from(tolerance.millis()).unwrap_or(0) {
            let problem = refused("it was sent too long ago, or is yet to be sent").at("/webhook-timestamp");
            return Err(problem.hint(format!("it was sent at {sent}, and it is {now} now")).into());
        }
        if signature.len() > limits::WEBHOOK_SIGNATURE_CHARS {
            return Err(refused("there are too many signatures").at("/webhook-signature").into());
        }
        let given = signature.split(' ').filter_map(|part| part.strip_prefix(VERSION));
        let given: Vec<Vec<u8>> = given.filter_map(|text| BASE64.decode(text.as_bytes()).ok()).collect();
        let mut good = false;
        for key in &self.keys {
            let signed = signed(key, id, timestamp, body);
            for signature in &given {
                good |= signed.clone().verify_slice(signature).is_ok();
            }
        }
        if good { Ok(()) } else { Err(refused("nobody who has the secret signed this").into()) }
    }
}

/// As [`WebhookSecrets::sign`], with secrets that are used once.
///
/// # Errors
/// As of [`WebhookSecrets::new`] and [`WebhookSecrets::sign`].
pub fn sign(
    secrets: impl IntoIterator<Item = impl AsRef<str>>,
    id: &str,
    at: Timestamp,
    body: &str,
) -> Result<WebhookHeaders> {
    WebhookSecrets::new(secrets)?.sign(id, at, body)
}

/// As [`WebhookSecrets::verify`], with secrets that are used once.
///
/// # Errors
/// As of [`WebhookSecrets::new`] and [`WebhookSecrets::verify`].
pub fn verify(
    secrets: impl IntoIterator<Item = impl AsRef<str>>,
    headers: &WebhookHeaders,
    body: &str,
    now: Timestamp,
    tolerance: Span,
) -> Result<()> {
    WebhookSecrets::new(secrets)?.verify(headers, body, now, tolerance)
}

fn key(secret: &str) -> Result<Hmac<Sha256>, Problem> {
    let (least, most) = (limits::WEBHOOK_SECRET_BYTES, limits::WEBHOOK_SECRET_BYTES_MAX);
    // What is wrong is told without a letter of the secret.
    let wrong = |text: String| {
        let problem = Problem::new(Code::OutOfRange, text);
        problem.hint(format!("`{PREFIX}` and {least} to {most} random bytes in base64"))
    };
    let text = secret
        .strip_prefix(PREFIX)
        .ok_or_else(|| wrong(format!("the secret does not begin with `{PREFIX}`")))?;
    let bytes = BASE64.decode(text.as_bytes());
    let bytes = bytes.map_err(|_| wrong("the secret is not written in base64".to_owned()))?;
    if !(least..=most).contains(&bytes.len()) {
        return Err(wrong(format!("a secret of {} bytes", bytes.len())));
    }
    Hmac::new_from_slice(&bytes)
        .map_err(|_| Problem::new(Code::InternalError, "a key of this length is not taken"))
}

/// Full stops part what is signed, so that no id has one.
fn check_id(id: &str) -> Result<(), Problem> {
    let good = |byte: u8| byte.is_ascii_graphic() && byte != b'.';
    if (1..=limits::WEBHOOK_ID_CHARS).contains(&id.len()) && id.bytes().all(good) {
        return Ok(());
    }
    let text = format!(
        "the id of a webhook has 1 to {} printable characters, and no full stop",
        limits::WEBHOOK_ID_CHARS
    );
    Err(Problem::new(Code::OutOfRange, text).at("/id").hint("take the id of the effect"))
}

fn signed(key: &Hmac<Sha256>, id: &str, timestamp: &str, body: &str) -> Hmac<Sha256> {
    key.clone()
        .chain_update(id)
        .chain_update(".")
        .chain_update(timestamp)
        .chain_update(".")
        .chain_update(body)
}

fn refused(why: &str) -> Problem {
    Problem::new(Code::SignatureRefused, format!("the webhook is not believed: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &str = r#"{"test": 2432232314}"#;
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000).unwrap()
    }

    fn other(byte: u8) -> String {
        format!("{PREFIX}{}", BASE64.encode(&[byte; 32]))
    }

    /// The example of the specification.
    #[test]
    fn feature_5_9_the_example_of_the_specification_is_signed_as_it_says() {
        let headers = sign([SECRET], ID, at(1_614_265_330), BODY).unwrap();
        assert_eq!(headers.signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!((headers.id.as_str(), headers.timestamp.as_str()), (ID, "1614265330"));
        let json = serde_json::to_value(&headers).unwrap();
        assert_eq!(json["webhook-timestamp"], "1614265330");
    }

    #[test]
    fn feature_5_9_secrets_rotate() {
        let (old, both, new) = ([other(1)], [other(2), other(1)], [other(2)]);
        let now = at(1_700_000_000);
        let by = |secrets: &[String]| sign(secrets, "a", now, BODY).unwrap();
        assert_eq!(by(&both).signature.split(' ').count(), 2);
        let good = |secrets: &[String], headers: &WebhookHeaders| {
            verify(secrets, headers, BODY, now, TOLERANCE).is_ok()
        };
        assert!(good(&old, &by(&both)) && good(&new, &by(&both)) && good(&both, &by(&old)));
        assert!(!good(&new, &by(&old)) && !good(&old, &by(&new)));
    }

    #[test]
    fn nothing_of_what_was_signed_can_be_another() {
        let secrets = WebhookSecrets::new([SECRET]).unwrap();
        let now = at(1_614_265_330);
        let headers = secrets.sign(ID, now, BODY).unwrap();
        let told = |headers: &WebhookHeaders, body: &str| {
            let error = secrets.verify(headers, body, now, TOLERANCE).unwrap_err();
            assert_eq!(error.code(), Code::SignatureRefused);
            error.problems()[0].path.clone()
        };
        let with = |id: &str, timestamp: &str, signature: &str| WebhookHeaders {
            id: id.to_owned(),
            timestamp: timestamp.to_owned(),
            signature: signature.to_owned(),
        };
        let (stamp, signature) = (headers.timestamp.as_str(), headers.signature.as_str());
        assert_eq!(told(&headers, "{}"), "");
        assert_eq!(told(&with("msg_other", stamp, signature), BODY), "");
        assert_eq!(told(&with(ID, "1614265331", signature), BODY), "");
        // What is signed is parted by full stops: none can be moved.
        assert_eq!(told(&with("msg_p5jXN8AQM9LWM0D4loKWxJek.1", stamp, signature), BODY), "/webhook-id");
        for bad in ["", " ", "a b", "ä", "a\n", &"a".repeat(201)] {
            assert_eq!(told(&with(bad, stamp, signature), BODY), "/webhook-id", "{bad:?}");
        }
        for bad in ["", "+1614265330", "-1614265330", "1614265330.0", "16142653300000000", "x"] {
            assert_eq!(told(&with(ID, bad, signature), BODY), "/webhook-timestamp", "{bad:?}");
        }
        let bytes = BASE64.decode(&signature.as_bytes()[3..]).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let changed = format!("v1,{}", BASE64.encode(&changed));
            assert_eq!(told(&with(ID, stamp, &changed), BODY), "", "bit {bit}");
        }
        let v2 = signature.replace("v1,", "v2,");
        for bad in ["", "v1,", "v1", "v1a,x", &v2, &signature[3..], &signature[..20]] {
            assert_eq!(told(&with(ID, stamp, bad), BODY), "", "{bad:?}");
        }
        let many = format!("{signature} ").repeat(300);
        assert_eq!(told(&with(ID, stamp, &many), BODY), "/webhook-signature");
        for good in [format!("{v2} {signature}"), format!("v1,xx  {signature} v1a,yy")] {
            assert!(secrets.verify(&with(ID, stamp, &good), BODY, now, TOLERANCE).is_ok(), "{good}");
        }
    }

    #[test]
    fn a_webhook_is_believed_for_five_minutes() {
        let secrets = WebhookSecrets::new([SECRET]).unwrap();
        let headers = secrets.sign(ID, at(1_000_000), BODY).unwrap();
        for (now, good) in [(1_000_300, true), (999_700, true), (1_000_301, false), (999_699, false)] {
            assert_eq!(secrets.verify(&headers, BODY, at(now), TOLERANCE).is_ok(), good, "{now}");
        }
        assert!(secrets.verify(&headers, BODY, at(1_000_001), Span::from_secs(0)).is_err());
        assert!(secrets.verify(&headers, BODY, Timestamp::MIN, Span::from_days(9)).is_err());
    }

    #[test]
    fn what_cannot_sign_is_refused_without_a_letter_of_the_secret() {
        let refused = |secrets: &[&str]| -> Vec<(Code, String)> {
            let error = WebhookSecrets::new(secrets).map(drop).unwrap_err();
            for secret in secrets.iter().filter(|secret| secret.len() > 8) {
                assert!(!error.to_string().contains(&secret[6..]), "{error}");
            }
            error.problems().iter().map(|problem| (problem.code, problem.path.clone())).collect()
        };
        let of = |length: usize| format!("{PREFIX}{}", BASE64.encode(&vec![7; length]));
        assert!(WebhookSecrets::new([of(24), of(64)]).is_ok());
        let at_place = |n: usize| (Code::OutOfRange, format!("/secrets/{n}"));
        assert_eq!(
            refused(&[
                &of(23),
                SECRET,
                &of(65),
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_!",
                "",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"
            ]),
            [0, 2, 3, 4, 5, 6].map(at_place)
        );
        assert_eq!(refused(&[]), [(Code::Missing, "/secrets".to_owned())]);
        assert_eq!(refused(&[SECRET; 11]), [(Code::TooMany, "/secrets".to_owned())]);
        let secrets = WebhookSecrets::new([SECRET]).unwrap();
        assert_eq!(format!("{secrets:?}"), "WebhookSecrets(1 of them)");
        for (id, when, path) in [("", at(1), "/id"), ("a.b", at(1), "/id"), ("a", at(-1), "/at")] {
            assert_eq!(secrets.sign(id, when, BODY).unwrap_err().problems()[0].path, path);
        }
    }
}
