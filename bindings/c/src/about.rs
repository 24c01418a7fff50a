//! What the library says of itself.

use std::ffi::c_char;

use ticketkit::Code;
use ticketkit::command::{Command, Query};

use crate::call;
use crate::handle::tkit_result;
use crate::node::Node;
use crate::status::{Misuse, tkit_status};

/// The version of the ABI that this header describes: given to `tkit_open`. It is the number in the name of the shared
/// library, too.
pub const TKIT_ABI_VERSION: u32 = 1;

/// The version of the ABI that the library has. It grows when a program has to be compiled anew.
#[unsafe(no_mangle)]
pub extern "C" fn tkit_abi_version() -> u32 {
    TKIT_ABI_VERSION
}

/// The version of the library, such as `0.1.0`. Lives as long as the library.
#[unsafe(no_mangle)]
pub extern "C" fn tkit_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// The text of a status: `ok`, the text of an error code such as `not_found`, that of a misuse such as `bad_handle`, or
/// `unknown`. Lives as long as the library.
#[unsafe(no_mangle)]
pub extern "C" fn tkit_status_name(status: tkit_status) -> *const c_char {
    let misuse = Misuse::ALL.iter().find(|misuse| misuse.number() == status);
    let mut start = 0;
    for code in Code::ALL {
        if tkit_status::from(*code as u16) == status {
            return NAMES.get(start..).map_or(UNKNOWN, <[u8]>::as_ptr).cast();
        }
        start += code.as_str().len() + 1;
    }
    match (status, misuse) {
        (0, _) => c"ok".as_ptr(),
        (_, Some(misuse)) => misuse.name().as_ptr().cast(),
        (_, None) => UNKNOWN.cast(),
    }
}

const UNKNOWN: *const u8 = c"unknown".as_ptr().cast();

/// The texts of all codes, each with a NUL behind it. Made when the library is compiled, so that no call waits for it.
#[allow(clippy::indexing_slicing, reason = "a place beyond the end would not compile")]
static NAMES: [u8; NAMES_LENGTH] = {
    let mut names = [0; NAMES_LENGTH];
    let (mut code, mut at) = (0, 0);
    while code < Code::ALL.len() {
        let name = Code::ALL[code].as_str().as_bytes();
        let mut byte = 0;
        while byte < name.len() {
            names[at] = name[byte];
            (at, byte) = (at + 1, byte + 1);
        }
        (at, code) = (at + 1, code + 1);
    }
    names
};

#[allow(clippy::indexing_slicing, reason = "a place beyond the end would not compile")]
const NAMES_LENGTH: usize = {
    let (mut code, mut length) = (0, 0);
    while code < Code::ALL.len() {
        length += Code::ALL[code].as_str().len() + 1;
        code += 1;
    }
    length
};

/// A list of the names of all commands.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_commands(result: *mut tkit_result) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::answer(result, || Ok(Node::of(&Command::NAMES))) }
}

/// A list of the names of all questions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_queries(result: *mut tkit_result) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::answer(result, || Ok(Node::of(&Query::NAMES))) }
}

/// A list of all error codes by number, each with `code`, `number`, `kind`, `retryable` and `meaning`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_codes(result: *mut tkit_result) -> tkit_status {
    let code = |code: &Code| {
        Node::object([
            ("code", Node::text(code.as_str())),
            ("number", Node::int((*code as u16).into())),
            ("kind", Node::of(&code.kind())),
            ("retryable", Node::Bool(code.retryable())),
            ("meaning", Node::text(code.meaning())),
        ])
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::answer(result, || Ok(Node::List(Code::ALL.iter().map(code).collect()))) }
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;

    fn name(status: tkit_status) -> &'static str {
        // SAFETY: the library's own text, which ends with a NUL.
        unsafe { CStr::from_ptr(tkit_status_name(status)) }.to_str().unwrap()
    }

    #[test]
    fn every_status_has_the_text_of_its_code() {
        for code in Code::ALL {
            assert_eq!(name(tkit_status::from(*code as u16)), code.as_str());
        }
        for misuse in Misuse::ALL {
            assert_eq!(format!("{}\0", name(misuse.number())), misuse.name());
        }
        assert_eq!([name(0), name(1), name(-99), name(i32::MIN)], ["ok", "unknown", "unknown", "unknown"]);
    }
}
