//! Codes and pointers.

use super::*;

#[test]
fn codes_are_unique_and_in_order() {
    let numbers: Vec<u16> = Code::ALL.iter().map(|code| *code as u16).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b));
    let texts: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(texts.len(), Code::ALL.len());
}

#[test]
fn a_pointer_escapes_what_would_part_it() {
    assert_eq!(pointer("/fields", "a/b~c"), "/fields/a~1b~0c");
}
