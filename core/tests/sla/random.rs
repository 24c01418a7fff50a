//! Random histories of one ticket, held against the reference. `clocks` of the heavy tests does it 100,000 times.

use proptest::prelude::*;

use crate::agreement::check;
use crate::cases::histories;

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_histories_agree_with_the_minute_by_minute_reference(history in histories()) {
        check(&history);
    }
}
