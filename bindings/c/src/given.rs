//! Reading what a caller gave: everything that can be checked about a pointer is checked here.

use std::ffi::c_char;

use serde_json::{Value, json};
use ticketkit::{Code, Problem, Timestamp};

use crate::node::Text;
use crate::status::{Answered, Failure, Misuse};

/// A text: UTF-8, and its length in bytes. A text that this library gives also has a NUL behind it, which does not
/// count. `data` is null for a text that is absent.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tkit_text {
    /// Its first byte.
    pub data: *const c_char,
    /// How many bytes it has.
    pub length: usize,
}

impl Text {
    /// The text as C sees it. It lives as long as `self`.
    pub(crate) const fn lent(&self) -> tkit_text {
        let text = self.as_str();
        tkit_text { data: text.as_ptr().cast(), length: text.len() }
    }
}

/// Who acts is the program that embeds the desk.
pub const TKIT_HOST: i32 = 1;
/// Who acts is a person in the role of staff.
pub const TKIT_AGENT: i32 = 2;
/// Who acts is a person in the role of a customer.
pub const TKIT_REQUESTER: i32 = 3;
/// Who acts comes by a signed link.
pub const TKIT_LINK: i32 = 4;

/// Who commands or asks, and when. Made with `tkit_as_host`, `tkit_as_agent`, `tkit_as_requester` or
/// `tkit_as_link`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tkit_context {
    /// `sizeof(tkit_context)`.
    pub size: usize,
    /// `TKIT_HOST`, `TKIT_AGENT`, `TKIT_REQUESTER` or `TKIT_LINK`.
    pub actor: i32,
    /// Our id or the host's own key of the agent or requester; the token of a link; absent for the host.
    pub person: tkit_text,
    /// The idempotency key of a command: a UUID. A new one when absent; always absent for a question.
    pub command_id: tkit_text,
    /// The moment at which the command happens, in milliseconds since 1970; null for the engine's own time, and always
    /// null for a question.
    pub now: *const i64,
}

impl tkit_text {
    /// No text.
    pub(crate) const ABSENT: Self = Self { data: std::ptr::null(), length: 0 };
}

impl tkit_context {
    /// This actor, without command id and moment.
    pub(crate) const fn of(actor: i32, person: tkit_text) -> Self {
        Self { size: size_of::<Self>(), actor, person, command_id: tkit_text::ABSENT, now: std::ptr::null() }
    }
}

/// The kinds of actors, as they are written in JSON.
const KINDS: [(i32, &str); 4] =
    [(TKIT_HOST, "host"), (TKIT_AGENT, "agent"), (TKIT_REQUESTER, "requester"), (TKIT_LINK, "link")];

/// The number of a kind of actor; 0 for none.
pub(crate) fn kind_of(name: &str) -> i32 {
    KINDS.iter().find(|(_, known)| *known == name).map_or(0, |(kind, _)| *kind)
}

/// What stands at a pointer that must not be null.
///
/// # Safety
/// Unless it is null or misaligned, `pointer` points to a `T` that lives and is left alone until `'a` ends.
pub(crate) unsafe fn pointed<'a, T>(pointer: *const T, name: &str) -> Answered<&'a T> {
    if pointer.is_null() || !pointer.is_aligned() {
        return Err(bad_pointer(name));
    }
    // SAFETY: not null, aligned, and for the rest the caller has promised.
    Ok(unsafe { &*pointer })
}

/// A place to write to, which must not be null.
///
/// # Safety
/// Unless it is null or misaligned, `pointer` points to room for a `T`.
pub(crate) unsafe fn put<T>(pointer: *mut T, value: T, name: &str) -> Answered<()> {
    if pointer.is_null() || !pointer.is_aligned() {
        return Err(bad_pointer(name));
    }
    // SAFETY: not null, aligned, and for the rest the caller has promised. What stood there is not looked at.
    unsafe { pointer.write(value) };
    Ok(())
}

/// The items of an array.
///
/// # Safety
/// Unless it is null or misaligned, `pointer` points to `count` items that live and are left alone until `'a` ends.
pub(crate) unsafe fn array<'a, T>(pointer: *const T, count: usize, name: &str) -> Answered<&'a [T]> {
    if count == 0 {
        return Ok(&[]);
    }
    if pointer.is_null() || !pointer.is_aligned() {
        return Err(bad_pointer(name));
    }
    if count > isize::MAX as usize / size_of::<T>().max(1) {
        return Err(bad_length(name));
    }
    // SAFETY: not null, aligned, no longer than memory can be, and for the rest the caller has promised.
    Ok(unsafe { std::slice::from_raw_parts(pointer, count) })
}

/// A text that must be there.
///
/// # Safety
/// `given` is absent, or its bytes live and are left alone until `'a` ends.
pub(crate) unsafe fn text<'a>(given: tkit_text, name: &str) -> Answered<&'a str> {
    // SAFETY: as the caller has promised.
    unsafe { text_if_any(given, name) }?.ok_or_else(|| bad_pointer(name))
}

/// A text that may be absent.
///
/// # Safety
/// As for [`text`].
pub(crate) unsafe fn text_if_any<'a>(given: tkit_text, name: &str) -> Answered<Option<&'a str>> {
    if given.data.is_null() {
        return if given.length == 0 { Ok(None) } else { Err(bad_pointer(name)) };
    }
    if isize::try_from(given.length).is_err() {
        return Err(bad_length(name));
    }
    // SAFETY: not null, no longer than memory can be, and for the rest the caller has promised.
    let bytes = unsafe { std::slice::from_raw_parts(given.data.cast::<u8>(), given.length) };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let text = format!("`{name}` is not UTF-8: the byte at {} cannot stand there", error.valid_up_to());
        Failure::from(Problem::new(Code::BadText, text).param("argument", name))
    })?;
    Ok(Some(text))
}

/// A structure that begins with its size. One of a newer header is longer: what it has more must be zero then, because
/// this library would do something else than the caller means.
///
/// # Safety
/// Unless it is null or misaligned, `pointer` points to a structure whose first member is its size, and that is so long;
/// and a `T` of zeros is a `T`.
pub(crate) unsafe fn structure<T: Copy>(pointer: *const T, name: &str) -> Answered<T> {
    if pointer.is_null() || !pointer.is_aligned() {
        return Err(bad_pointer(name));
    }
    // SAFETY: the first member is a size, and `T` is aligned at least as a size is.
    let size = unsafe { *pointer.cast::<usize>() };
    let known = size_of::<T>();
    if !(known..=LARGEST_STRUCTURE).contains(&size) {
        let text = format!("`{name}` says that it has {size} bytes, and this library knows {known}");
        return Err(Failure::misuse(Misuse::BadSize, text));
    }
    // SAFETY: the structure has `size` bytes, as the caller has promised, and `known` is not more.
    let more = unsafe { std::slice::from_raw_parts(pointer.cast::<u8>().add(known), size - known) };
    if more.iter().any(|byte| *byte != 0) {
        let text = format!("`{name}` holds something that this library does not know");
        return Err(Failure::misuse(Misuse::BadSize, text));
    }
    // SAFETY: as above.
    Ok(unsafe { *pointer })
}

const LARGEST_STRUCTURE: usize = 4_096;

/// The context of a command as JSON.
///
/// # Safety
/// As for [`structure`] and [`text`].
pub(crate) unsafe fn context(pointer: *const tkit_context) -> Answered<Value> {
    // SAFETY: as the caller has promised.
    let given = unsafe { structure(pointer, "context") }?;
    // SAFETY: as the caller has promised.
    let (person, id) =
        unsafe { (text_if_any(given.person, "person")?, text_if_any(given.command_id, "command_id")?) };
    let kind = KINDS.iter().find(|(kind, _)| *kind == given.actor);
    let (_, kind) = kind.ok_or_else(|| {
        let text = format!("{} is no kind of actor", given.actor);
        let hint = "use tkit_as_host, tkit_as_agent, tkit_as_requester or tkit_as_link";
        Problem::new(Code::OutOfRange, text).at("/actor/kind").hint(hint)
    })?;
    let mut actor = json!({ "kind": kind });
    if let Some(person) = person {
        let place = if given.actor == TKIT_LINK { "/token" } else { "/person" };
        crate::pointer::set(&mut actor, place, person.into())?;
    }
    let mut context = json!({ "actor": actor });
    if let Some(id) = id {
        crate::pointer::set(&mut context, "/command_id", id.into())?;
    }
    if !given.now.is_null() {
        // SAFETY: as the caller has promised.
        let now = *unsafe { pointed(given.now, "now") }?;
        crate::pointer::set(&mut context, "/now", instant(now, "/now")?.to_string().into())?;
    }
    Ok(context)
}

/// A moment in milliseconds since 1970.
pub(crate) fn instant(millis: i64, path: &str) -> Answered<Timestamp> {
    Timestamp::from_millis(millis).ok_or_else(|| {
        let text = format!("{millis} milliseconds after 1970 is not in the years 0000 to 9999");
        Problem::new(Code::OutOfRange, text).at(path).into()
    })
}

pub(crate) fn bad_pointer(name: &str) -> Failure {
    Failure::misuse(Misuse::BadPointer, format!("`{name}` is null, or not aligned"))
}

fn bad_length(name: &str) -> Failure {
    Failure::misuse(Misuse::BadLength, format!("`{name}` is longer than anything in memory can be"))
}
