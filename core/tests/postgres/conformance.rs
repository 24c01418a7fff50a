//! The storage passes every check, also where statements stay prepared in its connections.

use std::sync::Arc;

use ticketkit::storage::{PostgresOptions, PostgresStorage, Storage, conformance};

use crate::server::{address, fresh, new_schema};

/// A storage in a schema of its own, which keeps statements prepared. What it says to the server is not for every pooler, and
/// says so.
fn prepared(address: &str) -> Arc<dyn Storage> {
    let options = PostgresOptions {
        schema: new_schema(),
        connections: 4,
        prepared_statements: true,
        ..PostgresOptions::default()
    };
    let address = format!("{address}?application_name=test");
    Arc::new(PostgresStorage::open_with(&address, &options).unwrap())
}

macro_rules! checks {
    ([$fresh:ident] $($about:ident { $($check:ident)* })*) => {$($(
        #[test]
        fn $check() {
            let Some(address) = address() else { return };
            let (name, about) = (stringify!($check), stringify!($about));
            let check = conformance::Check { name, about, run: conformance::$about::$check };
            if let Err(failure) = check.of(&|| $fresh(&address)) {
                panic!("{failure}");
            }
        }
    )*)*};
}

ticketkit::each_storage_check! { [checks] fresh }

/// The same, prepared.
mod where_statements_stay {
    use super::{address, conformance, prepared};

    ticketkit::each_storage_check! { [checks] prepared }
}
