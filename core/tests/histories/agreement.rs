//! What must be true of every desk, whatever has happened to it: what is stored twice, in two forms, agrees.

use ticketkit::calendar::ZoneRules;
use ticketkit::engine::check;
use ticketkit::id::DeskId;
use ticketkit::query::CountQuery;
use ticketkit::storage::Storage;
use ticketkit::storage::conformance::all_tickets;

/// Nothing is found by the check that every desk can be given. Answers how many tickets were looked at.
pub(crate) fn assert_sound(storage: &dyn Storage, desk: DeskId) -> u64 {
    let report = check(storage, desk, &ZoneRules::bundled(), &mut |_| true).unwrap();
    let found: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let all = CountQuery { visible: all_tickets().visible, condition: None, by: None };
    storage.count(desk, &all).unwrap().first().map_or(0, |count| count.tickets)
}
