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
/// use ticketkit::access::LinkKeys;
///
/// let (new, old) = ([7; 32], [4; 32]); // from wherever the program keeps its secrets
/// let keys = LinkKeys::new([new, old])?;
/// assert!(LinkKeys::new(["too short"]).is_err());
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
