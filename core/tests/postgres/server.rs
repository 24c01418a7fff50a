//! The server, and storages on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ticketkit::storage::{PostgresOptions, PostgresStorage, Storage};

static SCHEMAS: AtomicU32 = AtomicU32::new(0);

/// The address of the server; nothing when there is none, which is said.
#[allow(clippy::print_stderr, reason = "a test says what it skips")]
pub(crate) fn address() -> Option<String> {
    let address = std::env::var("TICKETKIT_TEST_POSTGRES").ok();
    if address.is_none() {
        let required = std::env::var_os("TICKETKIT_TEST_POSTGRES_REQUIRED").is_some();
        assert!(!required, "there is no server: run the tests by tests/postgres/serve");
        eprintln!("skipped, because there is no server: run the tests by tests/postgres/serve");
    }
    address
}

/// The name of a schema that nobody else uses.
pub(crate) fn new_schema() -> String {
    format!("test_{}_{}", std::process::id(), SCHEMAS.fetch_add(1, Ordering::SeqCst))
}

/// A storage in a schema, which is made when it is not there.
pub(crate) fn open(address: &str, schema: &str) -> Arc<dyn Storage> {
    let options = PostgresOptions { schema: schema.to_owned(), connections: 4, ..PostgresOptions::default() };
    Arc::new(PostgresStorage::open_with(address, &options).unwrap())
}

/// A storage in a schema of its own.
pub(crate) fn fresh(address: &str) -> Arc<dyn Storage> {
    open(address, &new_schema())
}
