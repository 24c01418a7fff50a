//! Commands, questions and other JSON, built piece by piece.

use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value, json};
use ticketkit::command::{self, Command, Query};
use ticketkit::{Code, limits};

use crate::call;
use crate::given::{self, tkit_text};
use crate::handle::{Draft, Handle, tkit_request, tkit_result};
use crate::node::Node;
use crate::status::{Answered, Failure, tkit_status};

fn draft(value: Value) -> Mutex<Draft> {
    Mutex::new(Draft { value, problems: Vec::new() })
}

/// What was built, when nothing was wrong on the way.
pub(crate) fn built(request: tkit_request) -> Answered<Value> {
    let held = request.get()?;
    let draft = held.lock().unwrap_or_else(PoisonError::into_inner);
    match ticketkit::Error::of(draft.problems.clone()) {
        Some(error) => Err(error.into()),
        None => Ok(draft.value.clone()),
    }
}

/// JSON out of text.
pub(crate) fn json(text: &str) -> Answered<Value> {
    serde_json::from_str(text)
        .map_err(|error| Failure::new(Code::Malformed, format!("this is not JSON: {error}")))
}

/// Begins a command of this name, such as `create_ticket`. Its members are set with `tkit_set_text` and the like.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_command(name: tkit_text, request: *mut tkit_request) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { begin(request, || Ok(json!({ "do": given::text(name, "name")? }))) }
}

/// Begins a question of this name, such as `find`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_query(name: tkit_text, request: *mut tkit_request) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { begin(request, || Ok(json!({ "ask": given::text(name, "name")? }))) }
}

/// Begins an object without members, such as the options of `tkit_open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_object(request: *mut tkit_request) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { begin(request, || Ok(Value::Object(Map::new()))) }
}

/// # Safety
/// `request` is null, or points to room for a handle.
unsafe fn begin(request: *mut tkit_request, body: impl FnOnce() -> Answered<Value>) -> tkit_status {
    // SAFETY: as the caller has promised.
    unsafe { call::open(request, std::ptr::null_mut(), || Ok(draft(body()?))) }
}

/// Begins with the command that stands in JSON text, such as `{"do": "wake_ticket", "ticket": "17"}`: refused with all
/// that is wrong with it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_command_parse(
    text: tkit_text,
    request: *mut tkit_request,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { parse::<Command>(text, request, result) }
}

/// Begins with the question that stands in JSON text, such as `{"ask": "ticket", "ticket": "17"}`: refused with all that
/// is wrong with it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_query_parse(
    text: tkit_text,
    request: *mut tkit_request,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { parse::<Query>(text, request, result) }
}

/// # Safety
/// As for [`given::text`] and [`call::open`].
unsafe fn parse<T: command::Word>(
    text: tkit_text,
    request: *mut tkit_request,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: as the caller has promised.
    unsafe {
        call::open(request, result, || {
            let text = given::text(text, "json")?;
            command::parse::<T>(text)?;
            Ok(draft(json(text)?))
        })
    }
}

/// What was built so far, to be read; an error that lists everything that could not be set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_request_read(request: tkit_request, result: *mut tkit_result) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::answer(result, || built(request).map(Node::from)) }
}

/// Gives a request back. A request that was carried out can be carried out again, and has to be given back, too.
#[unsafe(no_mangle)]
pub extern "C" fn tkit_request_free(request: tkit_request) -> tkit_status {
    call::status(|| request.release().map(drop))
}

/// Sets the value that `pointer` means. The request remembers what could not be set, and is refused for it.
///
/// # Safety
/// As for [`given::text`].
unsafe fn set(
    request: tkit_request,
    pointer: tkit_text,
    value: impl FnOnce() -> Answered<Value>,
) -> tkit_status {
    call::status(|| {
        let held = request.get()?;
        let mut draft = held.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: as the caller has promised.
        let done = unsafe { given::text(pointer, "pointer") }.and_then(|pointer| {
            let set = |value| crate::pointer::set(&mut draft.value, pointer, value).map_err(Failure::from);
            value().and_then(set).map_err(|failure| failure.below(pointer))
        });
        if let Err(failure) = &done {
            let room = limits::PROBLEMS.saturating_sub(draft.problems.len());
            draft.problems.extend(failure.problems().into_iter().take(room));
        }
        done
    })
}

/// Sets a text at a JSON Pointer, such as `/subject`, and makes what is missing on the way. A part `-` appends to a
/// list. What cannot be set is remembered, too: the request is then refused, with all such problems at once, so that a
/// program may look at the status of `tkit_execute` alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_set_text(
    request: tkit_request,
    pointer: tkit_text,
    value: tkit_text,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { set(request, pointer, || Ok(given::text(value, "value")?.into())) }
}

/// Sets a whole number at a JSON Pointer, as `tkit_set_text` does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_set_int(request: tkit_request, pointer: tkit_text, value: i64) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { set(request, pointer, || Ok(value.into())) }
}

/// Sets a number at a JSON Pointer, as `tkit_set_text` does; `out_of_range` when it is infinite or not a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_set_number(
    request: tkit_request,
    pointer: tkit_text,
    value: f64,
) -> tkit_status {
    let number = || {
        let number = serde_json::Number::from_f64(value).map(Value::Number);
        number.ok_or_else(|| Failure::new(Code::OutOfRange, format!("JSON has no way to write {value}")))
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { set(request, pointer, number) }
}

/// Sets a truth value at a JSON Pointer, as `tkit_set_text` does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_set_bool(
    request: tkit_request,
    pointer: tkit_text,
    value: bool,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { set(request, pointer, || Ok(value.into())) }
}

/// Sets a null at a JSON Pointer, as `tkit_set_text` does: what empties a field.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_set_null(request: tkit_request, pointer: tkit_text) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { set(request, pointer, || Ok(Value::Null)) }
}

/// Sets a moment at a JSON Pointer, as `tkit_set_text` does, given in milliseconds since 1970; `out_of_range` outside
/// the years 0000 to 9999.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_set_instant(
    request: tkit_request,
    pointer: tkit_text,
    millis: i64,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { set(request, pointer, || Ok(given::instant(millis, "")?.to_string().into())) }
}

/// Sets what stands in JSON text at a JSON Pointer, as `tkit_set_text` does: lists, objects, conditions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_set_json(
    request: tkit_request,
    pointer: tkit_text,
    text: tkit_text,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { set(request, pointer, || json(given::text(text, "json")?)) }
}
