//! What stands between a panic and the other language.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ticketkit::foreign::TicketKitError;
use ticketkit::{Code, Error, Problem};

/// What a call answers; a panic inside is `internal_error`, with what it said. The core holds no lock that a panic
/// would leave unusable, so whatever is called next works.
///
/// # Errors
/// What the call answers, and `internal_error` when it panics.
pub fn guarded<T>(call: impl FnOnce() -> Result<T, Error>) -> Result<T, TicketKitError> {
    let answer = catch_unwind(AssertUnwindSafe(call));
    answer.unwrap_or_else(|panic| Err(of_panic(&*panic))).map_err(Into::into)
}

/// The error that a panic is.
fn of_panic(panic: &(dyn std::any::Any + Send)) -> Error {
    let said = panic.downcast_ref::<&str>().copied();
    let said = said.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("nothing");
    Problem::new(Code::InternalError, format!("a mistake of this library; it said: {said}"))
        .hint("please report it")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_next_call_works() {
        let panicking: Result<(), _> = guarded(|| panic!("no place for {}", "it"));
        let error = Error::from(panicking.unwrap_err());
        assert_eq!(error.code(), Code::InternalError);
        assert!(error.to_string().contains("it said: no place for it"), "{error}");
        assert_eq!(guarded(|| Ok(1)).unwrap(), 1);
    }
}
