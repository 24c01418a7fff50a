//! Engines: opened on memory, a file, or a storage of the host's own; desks, time, and closing.

use ticketkit::Span;
use ticketkit::engine::{Engine, Options};

use crate::about::TKIT_ABI_VERSION;
use crate::call;
use crate::given::{self, tkit_text};
use crate::handle::{Handle, tkit_desk, tkit_engine, tkit_request, tkit_result};
use crate::node::Node;
use crate::request;
use crate::status::{Answered, Failure, Misuse, tkit_status};
use crate::storage::{self, tkit_storage_functions};

fn fits(abi_version: u32) -> Answered<()> {
    if abi_version == TKIT_ABI_VERSION {
        return Ok(());
    }
    let text = format!(
        "the program was compiled with a header of the ABI version {abi_version}, and the library has {TKIT_ABI_VERSION}"
    );
    Err(Failure::misuse(Misuse::BadAbi, text))
}

/// Opens an engine. `abi_version` is `TKIT_ABI_VERSION`. `options` are JSON text, such as `{"path": "desks.sqlite"}` for
/// a file, which is made when it is not there, or `{"url": "postgres://user@host/database"}`; in memory when absent. To be given back with `tkit_engine_free`.
///
/// In all calls `result` may be null when only the status matters; what it is set to otherwise has to be given back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_open(
    abi_version: u32,
    options: tkit_text,
    engine: *mut tkit_engine,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::open(engine, result, || {
            fits(abi_version)?;
            let options = given::text_if_any(options, "options")?.unwrap_or("{}");
            Ok(Engine::with(&Options::parse(options)?)?)
        })
    }
}

/// Opens an engine with options that were built, on a storage of the host's own. A request 0 is none, and a null in
/// place of functions the storage that the options say. When the call succeeds, the library has taken the storage over,
/// and calls `release` once when nobody uses it any more; when it fails, the storage is still the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_open_with(
    abi_version: u32,
    options: tkit_request,
    functions: *const tkit_storage_functions,
    engine: *mut tkit_engine,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::open(engine, result, || {
            fits(abi_version)?;
            let options = match options.number {
                0 => Options::parse("{}")?,
                _ => Options::parse(&request::built(options)?.to_string())?,
            };
            if functions.is_null() {
                return Ok(Engine::with(&options)?);
            }
            let host = storage::Host::of(functions)?;
            let adapted = storage::adapted(&host);
            // Below the engine's tries of a command are the adapter's of a batch.
            let adapted = match options.patience_ms {
                Some(patience) => adapted.patience(Span::from_millis(patience.into())),
                None => adapted,
            };
            let opened = options.on(std::sync::Arc::new(adapted))?;
            host.take_over();
            Ok(opened)
        })
    }
}

/// Closes an engine. Calls that are under way are finished or answer `closed`; every later one answers `closed`, on this
/// handle and on its desks, which still have to be given back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_close(engine: tkit_engine, result: *mut tkit_result) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            engine.get()?.close()?;
            Ok(Node::Null)
        })
    }
}

/// Gives a handle back. The engine lets go of its storage when it and all its desks were given back and no call is
/// under way any more.
#[unsafe(no_mangle)]
pub extern "C" fn tkit_engine_free(engine: tkit_engine) -> tkit_status {
    call::status(|| engine.release().map(drop))
}

/// Lets go of the storage for a while, as a phone wants it that suspends a program: waits at most `within_ms` for calls
/// that are under way. Every call answers `paused` until `tkit_resume`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_pause(
    engine: tkit_engine,
    within_ms: i64,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            engine.get()?.pause(Span::from_millis(within_ms))?;
            Ok(Node::Null)
        })
    }
}

/// Goes on after `tkit_pause`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_resume(engine: tkit_engine, result: *mut tkit_result) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            engine.get()?.resume()?;
            Ok(Node::Null)
        })
    }
}

/// Sets the time of an engine that was opened with the option `now`, in milliseconds since 1970; `not_writable` for one
/// that goes by the clock of the machine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_set_now(
    engine: tkit_engine,
    now_ms: i64,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            engine.get()?.set_now(given::instant(now_ms, "/now")?)?;
            Ok(Node::Null)
        })
    }
}

/// What the engine has done since it was opened: `decisions`, `accepted`, `refused`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_statistics(engine: tkit_engine, result: *mut tkit_result) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let statistics = engine.get()?.statistics();
            Ok(Node::object([
                ("decisions", Node::count(statistics.decisions)),
                ("accepted", Node::count(statistics.accepted)),
                ("refused", Node::count(statistics.refused)),
            ]))
        })
    }
}

/// When something will happen by itself next, in any desk: a moment, or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_next_due(engine: tkit_engine, result: *mut tkit_result) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::answer(result, || Ok(Node::of(&engine.get()?.next_due()?))) }
}

/// Fires what is due by `now_ms` in all desks, at most `limit` timers and items of jobs. Answers `fired`, `items`, `more`
/// and `next_due`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_tick(
    engine: tkit_engine,
    now_ms: i64,
    limit: u32,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || Ok(Node::of(&engine.get()?.tick(given::instant(now_ms, "/now")?, limit)?)))
    }
}

/// All desks by key, each with `id`, `key` and `config_version`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_desks(engine: tkit_engine, result: *mut tkit_result) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::answer(result, || {
            let desks = engine.get()?.desks()?.into_iter().map(|desk| {
                Node::object([
                    ("id", Node::text(desk.id.to_string())),
                    ("key", Node::text(desk.key)),
                    ("config_version", Node::count(desk.config_version)),
                ])
            });
            Ok(Node::List(desks.collect()))
        })
    }
}

/// Gives a handle to the desk of this key, which is made with the default configuration when there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_open_desk(
    engine: tkit_engine,
    key: tkit_text,
    desk: *mut tkit_desk,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::open(desk, result, || Ok(engine.get()?.desk(given::text(key, "key")?)?)) }
}

/// Gives a handle to the desk of this key; `unknown_desk` when there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_existing_desk(
    engine: tkit_engine,
    key: tkit_text,
    desk: *mut tkit_desk,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::open(desk, result, || Ok(engine.get()?.existing_desk(given::text(key, "key")?)?)) }
}

/// Makes a desk with this configuration, a JSON document, and gives a handle to it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_create_desk(
    engine: tkit_engine,
    key: tkit_text,
    document: tkit_text,
    desk: *mut tkit_desk,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe {
        call::open(desk, result, || {
            let (key, document) = (given::text(key, "key")?, given::text(document, "document")?);
            Ok(engine.get()?.create_desk(key, document)?)
        })
    }
}

/// Takes a desk away with everything in it. Answers whether there was one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_delete_desk(
    engine: tkit_engine,
    key: tkit_text,
    result: *mut tkit_result,
) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::answer(result, || Ok(Node::Bool(engine.get()?.delete_desk(given::text(key, "key")?)?))) }
}
