//! A storage of the host's own: a table of functions over records, and the checks that it has to pass.

use std::cell::RefCell;
use std::ffi::c_void;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ticketkit::storage::conformance;
use ticketkit::storage::records::{Batch, Range, Record, RecordAdapter, RecordStorage};
use ticketkit::{Code, Error, Problem};

use crate::call;
use crate::given::{self, tkit_text};
use crate::handle::{Handle, tkit_answer, tkit_result};
use crate::node::{Node, Text};
use crate::status::{Answered, Failure, TKIT_OK, tkit_status};

/// One stored thing. What it means is ours; a storage keeps it and hands it out unchanged. `kind`, `key` and `entries`
/// are printable ASCII without spaces, and ordered by their bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tkit_record {
    /// `sizeof(tkit_record)`.
    pub size: usize,
    /// What sort of thing it is, for people and for tables.
    pub kind: tkit_text,
    /// Its name, unique in the storage, whatever its kind.
    pub key: tkit_text,
    /// Which version it is, from 1.
    pub version: u64,
    /// Where it is found by `range`.
    pub entries: *const tkit_text,
    /// How many entries there are.
    pub entry_count: usize,
    /// The content, a JSON text.
    pub body: tkit_text,
}

/// A run of entries.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tkit_range {
    /// `sizeof(tkit_range)` of the library.
    pub size: usize,
    /// The first entry that is meant, included.
    pub from: tkit_text,
    /// The first entry that is no longer meant, excluded.
    pub until: tkit_text,
    /// Whether the greatest entry comes first.
    pub descending: bool,
    /// How many records at the most.
    pub limit: u32,
}

/// What has to be so for a batch to be written.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tkit_expectation {
    /// `sizeof(tkit_expectation)` of the library.
    pub size: usize,
    /// Which record.
    pub key: tkit_text,
    /// The version that it has; 0 when there is no record of this key.
    pub version: u64,
}

/// What is written at once, whole or not at all.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tkit_batch {
    /// `sizeof(tkit_batch)` of the library.
    pub size: usize,
    /// What has to be so, or nothing is written: a pointer to each.
    pub expect: *const *const tkit_expectation,
    /// How many expectations there are.
    pub expect_count: usize,
    /// Records to write, each in place of the one of its key: a pointer to each.
    pub put: *const *const tkit_record,
    /// How many records there are to write.
    pub put_count: usize,
    /// Keys of records that are taken away.
    pub remove: *const tkit_text,
    /// How many records are taken away.
    pub remove_count: usize,
}

/// A storage of the host's own. The functions are called from any thread that calls the engine, several at a time, and
/// must not call it. Each answers 0, or the number of an error code of the kinds `unavailable` or `storage`, such as
/// `TKIT_CODE_STORAGE_FULL`, which becomes the error of the call; any other number becomes `storage_failed`. What is
/// given to them lives until they return. No exception and no `longjmp` may leave them.
///
/// A storage is right when every call, from whatever thread, sees exactly the batches that were written whole before it;
/// `tkit_storage_conformance` says whether it is.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tkit_storage_functions {
    /// `sizeof(tkit_storage_functions)`.
    pub size: usize,
    /// Given to every function.
    pub payload: *mut c_void,
    /// Answers for each key, in their order, with `tkit_answer_put` or `tkit_answer_none`; all of one moment.
    pub get: Option<
        unsafe extern "C" fn(
            payload: *mut c_void,
            keys: *const tkit_text,
            count: usize,
            answer: tkit_answer,
        ) -> tkit_status,
    >,
    /// Answers with the records that have an entry inside the range, in the order of that entry and then of their keys,
    /// once for each entry.
    pub range: Option<
        unsafe extern "C" fn(
            payload: *mut c_void,
            range: *const tkit_range,
            answer: tkit_answer,
        ) -> tkit_status,
    >,
    /// Writes a batch. `stored` is set to true when all of it is stored, and to false when an expectation failed and
    /// nothing was written. `answer` is for `tkit_answer_error` alone.
    pub commit: Option<
        unsafe extern "C" fn(
            payload: *mut c_void,
            batch: *const tkit_batch,
            stored: *mut bool,
            answer: tkit_answer,
        ) -> tkit_status,
    >,
    /// Called once, when nobody uses the storage any more; may be null.
    pub release: Option<unsafe extern "C" fn(payload: *mut c_void)>,
}

/// What a storage has answered to one call so far.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    records: Vec<Option<Record>>,
    error: Option<Error>,
}

/// Answers with a record, of which a copy is made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_answer_put(answer: tkit_answer, record: *const tkit_record) -> tkit_status {
    // SAFETY: what the caller has promised of its pointers.
    collect(answer, || Ok(Some(unsafe { record_of(record) }?)))
}

/// Answers that there is no record of a key.
#[unsafe(no_mangle)]
pub extern "C" fn tkit_answer_none(answer: tkit_answer) -> tkit_status {
    collect(answer, || Ok(None))
}

/// Answers that the call failed: `code` as the functions of a storage return it, and a sentence that says why.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_answer_error(
    answer: tkit_answer,
    code: tkit_status,
    message: tkit_text,
) -> tkit_status {
    call::status(|| {
        let held = answer.get()?;
        // SAFETY: what the caller has promised of its pointers.
        let message = unsafe { given::text(message, "message") }?;
        let error = Problem::new(code_of(code), message).into();
        held.lock().unwrap_or_else(PoisonError::into_inner).error.get_or_insert(error);
        Ok(())
    })
}

/// Adds to an answer. What cannot be added fails the whole of it, so that nothing is overlooked.
fn collect(answer: tkit_answer, record: impl FnOnce() -> Answered<Option<Record>>) -> tkit_status {
    call::status(|| {
        let held = answer.get()?;
        let record = record();
        let mut collected = held.lock().unwrap_or_else(PoisonError::into_inner);
        match record {
            Ok(record) => {
                collected.records.push(record);
                Ok(())
            }
            Err(failure) => {
                let why = failure.problems().first().map(ToString::to_string).unwrap_or_default();
                let text = format!("the host's storage answered with something that is no record: {why}");
                collected.error.get_or_insert(Problem::new(Code::StorageFailed, text).into());
                Err(failure)
            }
        }
    })
}

/// # Safety
/// As for [`given::structure`] and what it points to.
unsafe fn record_of(record: *const tkit_record) -> Answered<Record> {
    // SAFETY: as the caller has promised.
    unsafe {
        let given = given::structure(record, "record")?;
        let entries = given::array(given.entries, given.entry_count, "entries")?;
        Ok(Record {
            kind: given::text(given.kind, "kind")?.to_owned(),
            key: given::text(given.key, "key")?.to_owned(),
            version: given.version,
            entries: entries
                .iter()
                .map(|entry| Ok(given::text(*entry, "entry")?.to_owned()))
                .collect::<Answered<_>>()?,
            body: given::text(given.body, "body")?.to_owned(),
        })
    }
}

/// The code that a storage means by a number; `storage_failed` when it is none. What is not a storage's to say is sorted
/// out by the adapter, for all languages alike.
fn code_of(status: tkit_status) -> Code {
    let meant = Code::ALL.iter().copied().find(|code| tkit_status::from(*code as u16) == status);
    meant.unwrap_or(Code::StorageFailed)
}

/// A host's storage, behind its functions.
pub(crate) struct Host {
    functions: tkit_storage_functions,
    /// Whether it is ours to release.
    taken: AtomicBool,
}

// SAFETY: the host promises that its functions may be called from any thread, several at a time.
unsafe impl Send for Host {}
// SAFETY: the same.
unsafe impl Sync for Host {}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Host")
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let (true, Some(release)) = (self.taken.load(Ordering::Acquire), self.functions.release) {
            // SAFETY: a function of this type, called once with what the host gave for it.
            unsafe { release(self.functions.payload) };
        }
    }
}

impl Host {
    /// # Safety
    /// As for [`given::structure`]; the functions are of their types, and may be called as the header says.
    pub(crate) unsafe fn of(functions: *const tkit_storage_functions) -> Answered<Arc<Self>> {
        // SAFETY: as the caller has promised.
        let functions = unsafe { given::structure(functions, "functions") }?;
        let missing = [
            ("get", functions.get.is_none()),
            ("range", functions.range.is_none()),
            ("commit", functions.commit.is_none()),
        ];
        match missing.iter().find(|(_, missing)| *missing) {
            Some((name, _)) => Err(given::bad_pointer(name)),
            None => Ok(Arc::new(Self { functions, taken: AtomicBool::new(false) })),
        }
    }

    /// From now on the storage is ours to release.
    pub(crate) fn take_over(&self) {
        self.taken.store(true, Ordering::Release);
    }

    /// Calls a function of the host, and gives what it answered.
    fn call(
        &self,
        function: &str,
        call: impl FnOnce(*mut c_void, tkit_answer) -> tkit_status,
    ) -> ticketkit::Result<Vec<Option<Record>>> {
        let answer = tkit_answer::hold(Mutex::default()).map_err(engine_error)?;
        let status = call(self.functions.payload, answer);
        let held = answer.release().map_err(engine_error)?;
        let collected = std::mem::take(&mut *held.lock().unwrap_or_else(PoisonError::into_inner));
        match collected {
            Collected { error: Some(error), .. } => Err(error),
            Collected { records, .. } if status == TKIT_OK => Ok(records),
            Collected { .. } => {
                let text = format!("`{function}` of the host's storage answered {status}");
                Err(Problem::new(code_of(status), text).into())
            }
        }
    }
}

fn engine_error(failure: Failure) -> Error {
    match failure {
        Failure::Engine(error) => error,
        Failure::Misuse(_, message) => Problem::new(Code::InternalError, message).into(),
    }
}

fn unanswered(function: &str) -> Error {
    Problem::new(Code::InternalError, format!("the host's storage has no `{function}`")).into()
}

impl RecordStorage for Host {
    fn get(&self, keys: Vec<String>) -> ticketkit::Result<Vec<Option<Record>>> {
        let get = self.functions.get.ok_or_else(|| unanswered("get"))?;
        let keys: Vec<Text> = keys.into_iter().map(Text::new).collect();
        let lent: Vec<tkit_text> = keys.iter().map(Text::lent).collect();
        // SAFETY: a function of this type; what it is given outlives the call.
        let records =
            self.call("get", |payload, answer| unsafe { get(payload, lent.as_ptr(), lent.len(), answer) })?;
        if records.len() != keys.len() {
            let text = format!(
                "`get` of the host's storage answered for {} keys, and was asked for {}",
                records.len(),
                keys.len()
            );
            return Err(Problem::new(Code::StorageFailed, text).into());
        }
        Ok(records)
    }

    fn range(&self, range: Range) -> ticketkit::Result<Vec<Record>> {
        let function = self.functions.range.ok_or_else(|| unanswered("range"))?;
        let (from, until) = (Text::new(range.from), Text::new(range.until));
        let lent = tkit_range {
            size: size_of::<tkit_range>(),
            from: from.lent(),
            until: until.lent(),
            descending: range.descending,
            limit: range.limit,
        };
        // SAFETY: a function of this type; what it is given outlives the call.
        let records =
            self.call("range", |payload, answer| unsafe { function(payload, &raw const lent, answer) })?;
        Ok(records.into_iter().flatten().collect())
    }

    fn commit(&self, batch: Batch) -> ticketkit::Result<bool> {
        let commit = self.functions.commit.ok_or_else(|| unanswered("commit"))?;
        let batch = Lent::of(batch);
        let expect: Vec<tkit_expectation> =
            batch.expect.iter().map(|(key, version)| expectation(key, *version)).collect();
        let expect: Vec<*const tkit_expectation> = expect.iter().map(std::ptr::from_ref).collect();
        let entries: Vec<Vec<tkit_text>> =
            batch.put.iter().map(|record| record.entries.iter().map(Text::lent).collect()).collect();
        let put: Vec<tkit_record> =
            batch.put.iter().zip(&entries).map(|(put, entries)| put.lent(entries)).collect();
        let put: Vec<*const tkit_record> = put.iter().map(std::ptr::from_ref).collect();
        let remove: Vec<tkit_text> = batch.remove.iter().map(Text::lent).collect();
        let lent = tkit_batch {
            size: size_of::<tkit_batch>(),
            expect: expect.as_ptr(),
            expect_count: expect.len(),
            put: put.as_ptr(),
            put_count: put.len(),
            remove: remove.as_ptr(),
            remove_count: remove.len(),
        };
        // Read as a byte, because nobody can hold a host to write one of the two values of a `bool`.
        let mut stored = 0_u8;
        let place = (&raw mut stored).cast::<bool>();
        self.call("commit", |payload, answer| {
            // SAFETY: a function of this type; what it is given outlives the call.
            unsafe { commit(payload, &raw const lent, place, answer) }
        })?;
        Ok(stored != 0)
    }
}

const fn expectation(key: &Text, version: u64) -> tkit_expectation {
    tkit_expectation { size: size_of::<tkit_expectation>(), key: key.lent(), version }
}

/// A batch whose texts end with a NUL.
struct Lent {
    expect: Vec<(Text, u64)>,
    put: Vec<Put>,
    remove: Vec<Text>,
}

struct Put {
    kind: Text,
    key: Text,
    version: u64,
    entries: Vec<Text>,
    body: Text,
}

impl Lent {
    fn of(batch: Batch) -> Self {
        let put = |record: Record| Put {
            kind: Text::new(record.kind),
            key: Text::new(record.key),
            version: record.version,
            entries: record.entries.into_iter().map(Text::new).collect(),
            body: Text::new(record.body),
        };
        Self {
            expect: batch.expect.into_iter().map(|expect| (Text::new(expect.key), expect.version)).collect(),
            put: batch.put.into_iter().map(put).collect(),
            remove: batch.remove.into_iter().map(Text::new).collect(),
        }
    }
}

impl Put {
    fn lent(&self, entries: &[tkit_text]) -> tkit_record {
        tkit_record {
            size: size_of::<tkit_record>(),
            kind: self.kind.lent(),
            key: self.key.lent(),
            version: self.version,
            entries: entries.as_ptr(),
            entry_count: entries.len(),
            body: self.body.lent(),
        }
    }
}

/// The storage that the engine sees above a host's.
pub(crate) fn adapted(host: &Arc<Host>) -> RecordAdapter {
    RecordAdapter::new(Arc::clone(host) as Arc<dyn RecordStorage>)
}

/// Makes a fresh storage: sets the members of `functions`, whose `size` is set. Answers 0, or a number as the functions
/// of a storage do.
pub type tkit_make_storage =
    Option<unsafe extern "C" fn(payload: *mut c_void, functions: *mut tkit_storage_functions) -> tkit_status>;

/// Puts a storage of the host's own to all checks that every storage has to pass. `make` is called for each with
/// `payload`, and `release` for each storage that it made. What a storage of records owes by itself comes first; only one
/// that passes that is then put to all that an engine needs. Answers `checks`, how many there were, and `failures`, a list
/// in which each has `check` and `what`; the storage is right when it is empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tkit_storage_conformance(
    make: tkit_make_storage,
    payload: *mut c_void,
    result: *mut tkit_result,
) -> tkit_status {
    let conformance = || {
        let make = make.ok_or_else(|| given::bad_pointer("make"))?;
        let refused = RefCell::new(None);
        let new = || -> Arc<dyn RecordStorage> {
            // SAFETY: a function of this type, called with what the caller gave for it.
            match unsafe { made(make, payload) } {
                Ok(host) => host,
                Err(failure) => {
                    let error = engine_error(failure);
                    refused.borrow_mut().get_or_insert_with(|| error.clone());
                    Arc::new(Refusing(error))
                }
            }
        };
        let mut checks = 0;
        let failures = conformance::record_failures(&new, &mut |_, _| checks += 1);
        if let Some(error) = refused.take() {
            return Err(error.into());
        }
        let failures = failures.iter().map(|failure| {
            Node::object([("check", Node::text(failure.check)), ("what", Node::text(failure.what.as_str()))])
        });
        Ok(Node::object([("checks", Node::count(checks)), ("failures", Node::List(failures.collect()))]))
    };
    // SAFETY: what the caller has promised of its pointers.
    unsafe { call::answer(result, conformance) }
}

/// # Safety
/// `make` may be called with `payload`.
unsafe fn made(
    make: unsafe extern "C" fn(*mut c_void, *mut tkit_storage_functions) -> tkit_status,
    payload: *mut c_void,
) -> Answered<Arc<Host>> {
    let mut functions = tkit_storage_functions {
        size: size_of::<tkit_storage_functions>(),
        payload: std::ptr::null_mut(),
        get: None,
        range: None,
        commit: None,
        release: None,
    };
    // SAFETY: as the caller has promised.
    let status = unsafe { make(payload, &raw mut functions) };
    if status != TKIT_OK {
        return Err(Failure::new(code_of(status), format!("`make` answered {status} in place of a storage")));
    }
    // SAFETY: what the host has set.
    let host = unsafe { Host::of(&raw const functions) }?;
    host.take_over();
    Ok(host)
}

/// In place of a storage that could not be made.
#[derive(Debug)]
struct Refusing(Error);

impl RecordStorage for Refusing {
    fn get(&self, _: Vec<String>) -> ticketkit::Result<Vec<Option<Record>>> {
        Err(self.0.clone())
    }

    fn range(&self, _: Range) -> ticketkit::Result<Vec<Record>> {
        Err(self.0.clone())
    }

    fn commit(&self, _: Batch) -> ticketkit::Result<bool> {
        Err(self.0.clone())
    }
}
