//! The storage passes every check.

use ticketkit::storage::conformance;

use crate::server::{address, fresh};

macro_rules! checks {
    ([] $($about:ident { $($check:ident)* })*) => {$($(
        #[test]
        fn $check() {
            let Some(address) = address() else { return };
            let (name, about) = (stringify!($check), stringify!($about));
            let check = conformance::Check { name, about, run: conformance::$about::$check };
            if let Err(failure) = check.of(&|| fresh(&address)) {
                panic!("{failure}");
            }
        }
    )*)*};
}

ticketkit::each_storage_check! { [checks] }
