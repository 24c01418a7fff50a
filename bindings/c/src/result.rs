//! Results: answers and errors, read by JSON Pointer.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use ticketkit::{Code, Timestamp};

use crate::call;
use crate::given::{self, tkit_text};
use crate::handle::{Handle, tkit_result};
use crate::node::{Node, Text};
use crate::request;
use crate::status::{Answered, Failure, TKIT_OK, tkit_status};

/// A null.
pub const TKIT_TYPE_NULL: i32 = 0;
/// A truth value.
pub const TKIT_TYPE_BOOL: i32 = 1;
/// A whole number.
pub const TKIT_TYPE_INT: i32 = 2;
/// A number that is not whole, or too large for one.
pub const TKIT_TYPE_NUMBER: i32 = 3;
/// A text. Moments are texts, too, and read with `tkit_get_instant`.
pub const TKIT_TYPE_TEXT: i32 = 4;
/// A list, whose items have the names `0`, `1` and so on.
pub const TKIT_TYPE_LIST: i32 = 5;
/// An object, whose members have names.
pub const TKIT_TYPE_OBJECT: i32 = 6;

/// What a call answered, with the texts that were made of it since.
#[derive(Debug)]
pub(crate) struct Held {
    status: tkit_status,
    node: Node,
    texts: Mutex<BTreeMap<String, Text>>,
}

impl Held {
    pub(crate) const fn new(status: tkit_status, node: Node) -> Self {
        Self { status, node, texts: Mutex::new(BTreeMap::new()) }
    }

    /// The text at a JSON Pointer, where there is one.
    pub(crate) fn text_at(&self, pointer: &str) -> Option<&Text> {
        match self.node.at(pointer) {
            Ok(Node::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// The text that is given where there is none: empty, with a NUL behind it.
const EMPTY: tkit_text = tkit_text { data: c"".as_ptr(), length: 0 };

/// Gives a result back. Texts that were read from it end with it. A result 0, which a call gives that found no room for
/// another, is nothing to give back and no mistake.
#[unsafe(no_mangle)]
pub extern "C" fn tkit_result_free(result: tkit_result) -> tkit_status {
    call::status(|| if result.number == 0 { Ok(()) } else { result.release().map(drop) })
}

/// How the call went that gave this result: what it returned. A result of 0 holds a value; of any other status it holds
/// an error with `code`, `number`, `kind`, `retryable`, `message` and `problems`, a list in which each has `code` and
/// `message`, and where there is one `path`, `hint` and `params`.
#[unsafe(no_mangle)]
pub extern "C" fn tkit_result_status(result: tkit_result) -> tkit_status {
    let mut found = TKIT_OK;
    let status = call::status(|| {
        found = result.get()?.status;
        Ok(())
    });
    if status == TKIT_OK { found } else { status }
}

/// Makes a result out of JSON text, so that it can be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_json_parse(text: tkit_text, result: *mut tkit_result) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::answer(result, || Ok(request::json(given::text(text, "json")?)?.into())) }
}

/// Reads the value at `pointer`. What is read is `none` when the call fails.
///
/// # Safety
/// As for [`given::text`] and [`given::put`].
unsafe fn read<T: Copy>(
    (result, pointer): (tkit_result, tkit_text),
    out: *mut T,
    none: T,
    found: impl FnOnce(&Held, &Node, &str) -> Answered<T>,
) -> tkit_status {
    call::status(|| {
        // SAFETY: as the caller has promised.
        unsafe { given::put(out, none, "out") }?;
        let held = result.get()?;
        // SAFETY: as the caller has promised.
        let pointer = unsafe { given::text(pointer, "pointer") }?;
        let value = found(&held, held.node.at(pointer)?, pointer)?;
        // SAFETY: as the caller has promised.
        unsafe { given::put(out, value, "out") }
    })
}

fn wrong_type() -> Failure {
    Failure::new(Code::WrongType, "what stands at this pointer has another type")
}

/// Of which type the value at a JSON Pointer is: `TKIT_TYPE_...`. Of all that read a result: `missing` when there is
/// nothing at the pointer, `malformed` when it is none, `wrong_type` when the value is of another type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_get_type(
    result: tkit_result,
    pointer: tkit_text,
    out: *mut i32,
) -> tkit_status {
    let kind = |_: &Held, node: &Node, _: &str| {
        Ok(match node {
            Node::Null => TKIT_TYPE_NULL,
            Node::Bool(_) => TKIT_TYPE_BOOL,
            Node::Number(number) if number.is_f64() => TKIT_TYPE_NUMBER,
            Node::Number(_) => TKIT_TYPE_INT,
            Node::Text(_) => TKIT_TYPE_TEXT,
            Node::List(_) => TKIT_TYPE_LIST,
            Node::Object(_) => TKIT_TYPE_OBJECT,
        })
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { read((result, pointer), out, TKIT_TYPE_NULL, kind) }
}

/// The text at a JSON Pointer. It lives as long as the result; an empty one is given when the call fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_get_text(
    result: tkit_result,
    pointer: tkit_text,
    out: *mut tkit_text,
) -> tkit_status {
    let text = |_: &Held, node: &Node, _: &str| match node {
        Node::Text(text) => Ok(text.lent()),
        _ => Err(wrong_type()),
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { read((result, pointer), out, EMPTY, text) }
}

/// The whole number at a JSON Pointer; `out_of_range` when it is too large for the type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_get_int(result: tkit_result, pointer: tkit_text, out: *mut i64) -> tkit_status {
    let int = |_: &Held, node: &Node, _: &str| match node {
        Node::Number(number) if !number.is_f64() => {
            number.as_i64().ok_or_else(|| Failure::new(Code::OutOfRange, "the number is too large"))
        }
        _ => Err(wrong_type()),
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { read((result, pointer), out, 0, int) }
}

/// The number at a JSON Pointer, whole or not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_get_number(
    result: tkit_result,
    pointer: tkit_text,
    out: *mut f64,
) -> tkit_status {
    let number = |_: &Held, node: &Node, _: &str| match node {
        Node::Number(number) => number.as_f64().ok_or_else(wrong_type),
        _ => Err(wrong_type()),
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { read((result, pointer), out, 0.0, number) }
}

/// The truth value at a JSON Pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_get_bool(
    result: tkit_result,
    pointer: tkit_text,
    out: *mut bool,
) -> tkit_status {
    let truth = |_: &Held, node: &Node, _: &str| match node {
        Node::Bool(value) => Ok(*value),
        _ => Err(wrong_type()),
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { read((result, pointer), out, false, truth) }
}

/// The moment at a JSON Pointer, in milliseconds since 1970.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_get_instant(
    result: tkit_result,
    pointer: tkit_text,
    out: *mut i64,
) -> tkit_status {
    let instant = |_: &Held, node: &Node, _: &str| match node {
        Node::Text(text) => text.as_str().parse().map(Timestamp::millis).map_err(|_| wrong_type()),
        _ => Err(wrong_type()),
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { read((result, pointer), out, 0, instant) }
}

/// How many items the list at a JSON Pointer has, or how many members the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_get_count(
    result: tkit_result,
    pointer: tkit_text,
    out: *mut usize,
) -> tkit_status {
    let count = |_: &Held, node: &Node, _: &str| match node {
        Node::List(items) => Ok(items.len()),
        Node::Object(members) => Ok(members.len()),
        _ => Err(wrong_type()),
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { read((result, pointer), out, 0, count) }
}

/// The name of a member of the object at a JSON Pointer, by its place in the order of names; `out_of_range` when there
/// are fewer. It lives as long as the result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_get_name(
    result: tkit_result,
    pointer: tkit_text,
    index: usize,
    out: *mut tkit_text,
) -> tkit_status {
    let name = |_: &Held, node: &Node, _: &str| match node {
        Node::Object(members) => {
            let member = members.get(index).map(|(name, _)| name.lent());
            member.ok_or_else(|| Failure::new(Code::OutOfRange, "the object has fewer members"))
        }
        _ => Err(wrong_type()),
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { read((result, pointer), out, EMPTY, name) }
}

/// The value at a JSON Pointer as JSON text, members in the order of their names, without spaces. The pointer is empty
/// for the whole. The text lives as long as the result, and is made once for each pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_get_json(
    result: tkit_result,
    pointer: tkit_text,
    out: *mut tkit_text,
) -> tkit_status {
    let json = |held: &Held, node: &Node, pointer: &str| {
        let mut texts = held.texts.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(texts.entry(pointer.to_owned()).or_insert_with(|| Text::new(node.to_json())).lent())
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { read((result, pointer), out, EMPTY, json) }
}
