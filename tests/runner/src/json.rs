//! JSON as runners write and compare it.

use serde_json::Value as Json;

/// Canonical JSON: members sorted, members that are null left out, no spaces.
pub fn canonical(value: &Json) -> String {
    without_nulls(value).to_string()
}

/// Members are sorted by `serde_json` itself, as long as nobody asks it to keep their order.
fn without_nulls(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let given = members.iter().filter(|(_, value)| !value.is_null());
            Json::Object(given.map(|(name, value)| (name.clone(), without_nulls(value))).collect())
        }
        Json::Array(items) => Json::Array(items.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}

/// Whether what came has everything that is expected.
pub fn fits(expected: &Json, got: &Json) -> bool {
    match (expected, got) {
        (Json::Object(expected), Json::Object(got)) => {
            expected.iter().all(|(name, value)| fits(value, got.get(name).unwrap_or(&Json::Null)))
        }
        (Json::Array(expected), Json::Array(got)) => {
            expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| fits(expected, got))
        }
        (expected, got) => expected == got,
    }
}
