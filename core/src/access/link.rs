//! Signed links: what a token says, and whether it was written by somebody with the key.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;

use crate::error::{Code, Error, Problem, Result, pointer};
use crate::id::{DeskId, PersonId, TicketId};
use crate::limits;
use crate::time::Timestamp;

/// The form of tokens that is written, and the only one that is read.
const VERSION: u8 = 1;
/// What is signed in front of a token's own bytes, so that a signature for anything else is none for a link.
const DOMAIN: &[u8] = b"ticketkit link v1\0";
/// Version, desk, ticket, person, end, generation.
const SAID: usize = 1 + 16 + 16 + 16 + 8 + 4;
const SIGNED: usize = SAID + 32;

/// What a link says: who may come to which ticket, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// In which desk.
    pub desk: DeskId,
    /// To which ticket.
    pub ticket: TicketId,
    /// As which of its customers.
    pub person: PersonId,
    /// When it ceases to give access: at this instant it does not.
    pub expires_at: Timestamp,
    /// How often links of the ticket had been revoked when it was made.
    pub generation: u32,
}

impl Link {
    fn to_bytes(self) -> Vec<u8> {
        let parts: [&[u8]; 6] = [
            &[VERSION],
            self.desk.as_bytes(),
            self.ticket.as_bytes(),
            self.person.as_bytes(),
            &self.expires_at.millis().to_be_bytes(),
            &self.generation.to_be_bytes(),
        ];
        parts.concat()
    }

    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let ([VERSION], rest) = bytes.split_first_chunk::<1>()? else { return None };
        let (desk, rest) = rest.split_first_chunk::<16>()?;
        let (ticket, rest) = rest.split_first_chunk::<16>()?;
        let (person, rest) = rest.split_first_chunk::<16>()?;
        let (expires_at, rest) = rest.split_first_chunk::<8>()?;
        let generation = u32::from_be_bytes(rest.try_into().ok()?);
        Some(Self {
            desk: DeskId::from_bytes(*desk),
            ticket: TicketId::from_bytes(*ticket),
            person: PersonId::from_bytes(*person),
            expires_at: Timestamp::from_millis(i64::from_be_bytes(*expires_at))?,
            generation,
        })
    }
}

/// The keys by which links are signed and verified. The first signs, all of them verify: a new key is put in front, and the
/// old one taken away when the last link of it has expired. They are stored nowhere, and `Debug` does not write them.
///
/// ```
/// use std::sync::Arc;
/// use ticketkit::access::LinkKeys;
/// use ticketkit::command::{Answer, Command, Context, Query, parse};
/// use ticketkit::engine::Engine;
/// use ticketkit::model::{Actor, TicketRef};
/// use ticketkit::storage::MemoryStorage;
/// use ticketkit::time::{Span, SystemTime, TimeSource};
///
/// let (new, old) = ([7; 32], [4; 32]); // from wherever the program keeps its secrets
/// let keys = LinkKeys::new([new, old])?;
/// let desk = Engine::on(Arc::new(MemoryStorage::new())).link_keys(keys).open().desk("main")?;
/// let opened = parse::<Command>(
///     r#"{ "do": "create_ticket", "subject": "Paper jam", "requester": { "address": "ines@example.com" } }"#,
/// )?;
/// let ticket = TicketRef::Number(desk.execute(&opened, &Context::of(Actor::host()))?.number.unwrap());
///
/// // What goes into the mail: an address of the host's with the token behind it.
/// let expires_at = SystemTime.now().after(Span::from_days(30));
/// let link = Query::Link { ticket: ticket.clone(), person: None, expires_at };
/// let Answer::Link { token, .. } = desk.ask(&link, &Actor::host())? else { unreachable!() };
/// let address = format!("https://desk.example/t/{token}");
///
/// // What comes back with a request: a customer of this one ticket, and of nothing else.
/// let guest = Actor::link(address.rsplit('/').next().unwrap());
/// assert!(matches!(desk.ask(&Query::Ticket { ticket: ticket.clone() }, &guest)?, Answer::PublicTicket { .. }));
///
/// desk.execute(&Command::RevokeLinks { ticket: ticket.clone() }, &Context::of(Actor::host()))?;
/// let refused = desk.ask(&Query::Ticket { ticket }, &guest).unwrap_err();
/// assert_eq!(refused.code(), ticketkit::Code::LinkRefused);
/// # Ok::<(), ticketkit::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct LinkKeys {
    keys: Vec<Hmac<Sha256>>,
}

impl fmt::Debug for LinkKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkKeys({} of them)", self.keys.len())
    }
}

impl LinkKeys {
    /// These keys, of 32 to 1,024 random bytes each; at most ten. Without any, no link is made, and none gives access.
    ///
    /// # Errors
    /// `out_of_range` for a key that is too short or too long, `too_many`; each with its path below `/link_keys`.
    pub fn new(keys: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<Self> {
        let (mut made, mut problems) = (Vec::new(), Vec::new());
        for (n, key) in keys.into_iter().enumerate() {
            match Self::key(key.as_ref()) {
                Ok(_) if n >= limits::LINK_KEYS => {
                    let text = format!("more than {} keys", limits::LINK_KEYS);
                    return Err(Problem::new(Code::TooMany, text).at("/link_keys").into());
                }
                Ok(key) => made.push(key),
                Err(problem) => problems.push(problem.at(pointer("/link_keys", n))),
            }
        }
        Error::of(problems).map_or(Ok(Self { keys: made }), Err)
    }

    /// The same of keys in hex, two digits for each byte.
    ///
    /// # Errors
    /// As of [`LinkKeys::new`], and `out_of_range` for what is no hex.
    pub fn of_hex(keys: &[String]) -> Result<Self> {
        let read = keys.iter().enumerate().map(|(n, key)| {
            HEXLOWER_PERMISSIVE.decode(key.as_bytes()).map_err(|_| {
                let problem = Problem::new(Code::OutOfRange, "the key is not written in hex");
                problem.at(pointer("/link_keys", n)).hint("two digits for each byte")
            })
        });
        Self::new(read.collect::<Result<Vec<_>, _>>()?)
    }

    fn key(bytes: &[u8]) -> Result<Hmac<Sha256>, Problem> {
        let (least, most) = (limits::LINK_KEY_BYTES, limits::LINK_KEY_BYTES_MAX);
        if !(least..=most).contains(&bytes.len()) {
            let text = format!("a key of {} bytes: from {least} to {most} are allowed", bytes.len());
            return Err(Problem::new(Code::OutOfRange, text).hint("take random bytes"));
        }
        Hmac::new_from_slice(bytes)
            .map_err(|_| Problem::new(Code::InternalError, "a key of this length is not taken"))
    }

    /// The token of a link: 124 letters, digits, `-` and `_`. Nothing when there is no key.
    pub fn sign(&self, link: &Link) -> Option<String> {
        let mut bytes = link.to_bytes();
        let signature = self.keys.first()?.clone().chain_update(DOMAIN).chain_update(&bytes).finalize();
        bytes.extend_from_slice(&signature.into_bytes());
        Some(BASE64URL_NOPAD.encode(&bytes))
    }

    /// What a token says, when it was signed by one of the keys. Whether it holds for this desk and this instant is another
    /// question. Signatures are compared in constant time, with every key.
    pub fn verify(&self, token: &str) -> Option<Link> {
        // Nothing is decoded, or held against a key, that cannot be a token.
        if token.len() != BASE64URL_NOPAD.encode_len(SIGNED) {
            return None;
        }
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        let (said, signature) = bytes.split_at_checked(SAID)?;
        let signed = self.keys.iter().fold(false, |signed, key| {
            let by_this = key.clone().chain_update(DOMAIN).chain_update(said).verify_slice(signature);
            signed | by_this.is_ok()
        });
        if signed { Link::of_bytes(said) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(first: &[u8]) -> LinkKeys {
        LinkKeys::new(first.iter().map(|byte| [*byte; 32])).unwrap()
    }

    fn link() -> Link {
        Link {
            desk: DeskId::from_bytes([1; 16]),
            ticket: TicketId::from_bytes([2; 16]),
            person: PersonId::from_bytes([3; 16]),
            expires_at: "2026-06-01T09:00:00.001Z".parse().unwrap(),
            generation: 7,
        }
    }

    #[test]
    fn what_was_signed_is_read_back_and_stands_in_an_address() {
        let token = keys(&[1]).sign(&link()).unwrap();
        assert_eq!(token.len(), 124);
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
        assert_eq!(keys(&[1]).verify(&token), Some(link()));
        for at in [Timestamp::MIN, Timestamp::MAX, Timestamp::default()] {
            let link = Link { expires_at: at, generation: u32::MAX, ..link() };
            assert_eq!(keys(&[1]).verify(&keys(&[1]).sign(&link).unwrap()), Some(link));
        }
    }

    /// The signature as another implementation of HMAC-SHA256 computes it.
    #[test]
    fn a_token_is_the_same_everywhere() {
        let token = keys(&[0]).sign(&link()).unwrap();
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
        let (said, signature) = bytes.split_at(SAID);
        assert_eq!(said[0], 1);
        assert_eq!(&said[1..17], [1; 16]);
        assert_eq!(&said[49..57], 1_780_304_400_001_i64.to_be_bytes());
        assert_eq!(crate::id::hex(signature), SIGNATURE);
    }

    const SIGNATURE: &str = "2dae5d1dda39caba6c6625d5e47b10947a2ba86879eac3bc992f1b4eff1a43df";

    #[test]
    fn no_bit_of_a_token_can_be_another() {
        let keys = keys(&[1, 2]);
        let token = keys.sign(&link()).unwrap();
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut other = bytes.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(keys.verify(&BASE64URL_NOPAD.encode(&other)), None, "bit {bit}");
        }
        for place in 0..token.len() {
            for letter in "ABCZabz019-_+/= \n\0".chars().filter(|letter| !token[place..].starts_with(*letter))
            {
                let other = format!("{}{letter}{}", &token[..place], &token[place + 1..]);
                assert_eq!(keys.verify(&other), None, "`{letter}` at {place}");
            }
            assert_eq!(keys.verify(&token[..place]), None, "cut at {place}");
        }
        for other in [
            format!("{token}A"),
            format!("A{token}"),
            format!("{token}="),
            token.replace(&token[120..], "é€"),
            String::new(),
        ] {
            assert_eq!(keys.verify(&other), None, "{other}");
        }
        assert_eq!(keys.verify(&"A".repeat(1 << 20)), None);
    }

    #[test]
    fn a_signature_of_the_same_key_for_something_else_is_none() {
        let said = link().to_bytes();
        let plain = LinkKeys::key(&[1; 32]).unwrap().chain_update(&said).finalize().into_bytes();
        let token = BASE64URL_NOPAD.encode(&[said.as_slice(), &plain].concat());
        assert_eq!(keys(&[1]).verify(&token), None);
        let mut later = link().to_bytes();
        later[0] = 2;
        let signed = LinkKeys::key(&[1; 32]).unwrap().chain_update(DOMAIN).chain_update(&later).finalize();
        let token = BASE64URL_NOPAD.encode(&[later.as_slice(), &signed.into_bytes()].concat());
        assert_eq!(keys(&[1]).verify(&token), None, "a form that is not known");
    }

    #[test]
    fn keys_rotate() {
        let (old, both, new) = (keys(&[1]), keys(&[2, 1]), keys(&[2]));
        let (before, after) = (old.sign(&link()).unwrap(), both.sign(&link()).unwrap());
        assert_ne!(before, after);
        assert_eq!([&old, &both, &new].map(|keys| keys.verify(&before).is_some()), [true, true, false]);
        assert_eq!([&old, &both, &new].map(|keys| keys.verify(&after).is_some()), [false, true, true]);
        assert_eq!(LinkKeys::default().sign(&link()), None);
        assert_eq!(LinkKeys::default().verify(&before), None);
    }

    #[test]
    fn keys_that_cannot_be_are_refused() {
        let refused = |keys: &[usize]| {
            let keys = keys.iter().map(|length| vec![9; *length]);
            let error = LinkKeys::new(keys).map(|_| ()).unwrap_err();
            let told = |problem: &Problem| (problem.code, problem.path.clone());
            error.problems().iter().map(told).collect::<Vec<_>>()
        };
        assert!(LinkKeys::new([vec![9; 32], vec![8; 1_024]]).is_ok());
        let at = |n: usize| (Code::OutOfRange, format!("/link_keys/{n}"));
        assert_eq!(refused(&[31, 32, 1_025, 0]), [at(0), at(2), at(3)]);
        assert_eq!(refused(&[32; 11]), [(Code::TooMany, "/link_keys".to_owned())]);
        for hex in ["", "0", "zz", &"0".repeat(63), &"0".repeat(62), &"ä".repeat(32)] {
            let error = LinkKeys::of_hex(&["00".repeat(32), hex.to_owned()]).unwrap_err();
            assert_eq!(
                (error.code(), &*error.problems()[0].path),
                (Code::OutOfRange, "/link_keys/1"),
                "{hex}"
            );
            assert!(hex.is_empty() || !error.to_string().contains(&format!("`{hex}`")), "{error}");
        }
        let hex = LinkKeys::of_hex(&["Ab".repeat(32)]).unwrap();
        assert!(hex.verify(&keys(&[0xab]).sign(&link()).unwrap()).is_some());
        assert_eq!(format!("{hex:?}"), "LinkKeys(1 of them)");
    }
}
