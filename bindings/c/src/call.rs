//! The frame around every call: no panic leaves it, and every failure becomes a status and a result.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ticketkit::Code;

use crate::given;
use crate::handle::{Handle, tkit_result};
use crate::node::Node;
use crate::result::Held;
use crate::status::{Answered, Failure, TKIT_OK, tkit_status};

/// A call that answers with a value.
///
/// # Safety
/// `result` is null, or points to room for a handle.
pub(crate) unsafe fn answer(result: *mut tkit_result, body: impl FnOnce() -> Answered<Node>) -> tkit_status {
    if !result.is_null() && !result.is_aligned() {
        return given::bad_pointer("result").status();
    }
    let answered = caught(body);
    let status = answered.as_ref().map_or_else(Failure::status, |_| TKIT_OK);
    if result.is_null() {
        return status;
    }
    let node = answered.unwrap_or_else(|failure| failure.to_node());
    let held = caught(|| tkit_result::hold(Held::new(status, node)));
    let (handle, status) =
        held.map_or_else(|full| (tkit_result { number: 0 }, full.status()), |handle| (handle, status));
    // SAFETY: not null, aligned, and for the rest the caller has promised.
    unsafe { result.write(handle) };
    status
}

/// A call that gives a new handle into `out`, and a result that says no more than how it went.
///
/// # Safety
/// `out` and `result` are null, or point to room for a handle.
pub(crate) unsafe fn open<H: Handle>(
    out: *mut H,
    result: *mut tkit_result,
    body: impl FnOnce() -> Answered<H::Held>,
) -> tkit_status {
    // SAFETY: as the caller has promised.
    unsafe {
        answer(result, || {
            given::put(out, H::of(0), H::WHAT)?;
            let handle = H::hold(body()?)?;
            given::put(out, handle, H::WHAT)?;
            Ok(Node::Null)
        })
    }
}

/// A call that only says how it went.
pub(crate) fn status(body: impl FnOnce() -> Answered<()>) -> tkit_status {
    caught(body).map_or_else(|failure| failure.status(), |()| TKIT_OK)
}

/// Carries out `body`; a panic in it is a mistake of this library, and harms no later call.
fn caught<T>(body: impl FnOnce() -> Answered<T>) -> Answered<T> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        let text = match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
            (Some(text), _) => (*text).to_owned(),
            (None, Some(text)) => text.clone(),
            (None, None) => {
                // What is thrown besides texts may throw again when it ends.
                std::mem::forget(panic);
                "it does not say what".to_owned()
            }
        };
        Err(Failure::new(Code::InternalError, format!("something inside went wrong: {text}")))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ticketkit::engine::Options;
    use ticketkit::storage::records::{Batch, Range, Record, RecordAdapter, RecordStorage};

    use super::*;
    use crate::about::tkit_commands;
    use crate::engine::{tkit_desks, tkit_engine_free};
    use crate::handle::tkit_engine;
    use crate::result::tkit_result_free;

    /// A mistake of somebody, as deep inside as can be.
    #[derive(Debug)]
    struct Panicking;

    impl RecordStorage for Panicking {
        fn get(&self, _: Vec<String>) -> ticketkit::Result<Vec<Option<Record>>> {
            panic!("nobody thought of that")
        }

        fn range(&self, _: Range) -> ticketkit::Result<Vec<Record>> {
            panic!("nobody thought of that")
        }

        fn commit(&self, _: Batch) -> ticketkit::Result<bool> {
            panic!("nobody thought of that")
        }
    }

    #[test]
    fn a_panic_inside_is_an_error_and_the_next_call_works() {
        let adapted = Arc::new(RecordAdapter::new(Arc::new(Panicking)));
        let engine = tkit_engine::hold(Options::parse("{}").unwrap().on(adapted).unwrap()).unwrap();
        for _ in 0..3 {
            let mut result = tkit_result { number: 0 };
            // SAFETY: there is room for a result.
            let status = unsafe { tkit_desks(engine, &raw mut result) };
            assert_eq!(status, i32::from(Code::InternalError as u16));
            let held = result.get().unwrap();
            let message = held.text_at("/message").unwrap().as_str();
            assert!(message.contains("nobody thought of that"), "{message}");
            assert_eq!(tkit_result_free(result), TKIT_OK);
            // SAFETY: as above.
            assert_eq!(unsafe { tkit_commands(&raw mut result) }, TKIT_OK);
            assert_eq!(tkit_result_free(result), TKIT_OK);
        }
        assert_eq!(tkit_engine_free(engine), TKIT_OK);
    }
}
