//! A folder for the files of messages, for hosts that have no store of their own.

use std::path::Path;

use ticketkit::files::FolderStore;

use crate::call;
use crate::given::{self, tkit_text};
use crate::handle::tkit_result;
use crate::node::Node;
use crate::status::{Answered, tkit_status};

/// Keeps a copy of a file in a folder, under the hash of its bytes; the folder is made when it is not there. Answers
/// `sha256` and `bytes`. `attachment_too_large` when the file has more than `at_most` bytes, `not_found` when it cannot be opened.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_file_keep(
    folder: tkit_text,
    source: tkit_text,
    at_most: u64,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let source = given::text(source, "source")?;
            Ok(Node::of(&open(folder)?.put_file(source, at_most)?))
        })
    }
}

/// Answers the path of a file that was kept; `not_found` when there is none of this hash, `out_of_range` when it is not 64
/// digits of lower-case hex.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_file_path(
    folder: tkit_text,
    sha256: tkit_text,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let sha256 = given::text(sha256, "sha256")?;
            let path = open(folder)?.find(sha256)?;
            Ok(Node::text(path.to_string_lossy()))
        })
    }
}

/// Takes a file away that was kept. Answers whether there was one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_file_remove(
    folder: tkit_text,
    sha256: tkit_text,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let sha256 = given::text(sha256, "sha256")?;
            Ok(Node::Bool(open(folder)?.remove(sha256)?))
        })
    }
}

/// The store in a folder.
///
/// # Safety
/// As of [`given::text`].
unsafe fn open(folder: tkit_text) -> Answered<FolderStore> {
    // SAFETY: as the caller has promised.
    let folder = unsafe { given::text(folder, "folder")? };
    Ok(FolderStore::open(Path::new(folder))?)
}
