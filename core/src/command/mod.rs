//! Every verb and every question as data: what goes in, and what is answered.

mod about;
mod choice;
mod context;
#[cfg(feature = "schema")]
mod describe;
mod outcome;
mod question;
mod read;
mod verb;
mod which;

pub use crate::model::Edits;
pub use choice::{Choice, PassedOver};
pub use context::Context;
#[cfg(feature = "schema")]
pub use describe::describe;
pub use outcome::{Notice, Outcome};
pub use question::{Answer, Available, ClockView, Count, Linked, Query, Report};
pub use read::{Word, json_schema, parse, read};
pub use verb::{Command, Intake};
pub use which::Which;

#[cfg(test)]
mod tests {
    use super::*;

    /// What serde knows, by what it says about a name that it does not know.
    fn known<T: serde::de::DeserializeOwned>(tag: &str) -> Vec<String> {
        let told = serde_json::from_str::<T>(&format!(r#"{{"{tag}": "?"}}"#)).err().unwrap().to_string();
        let names = told.split('`').skip(3).step_by(2);
        names.map(str::to_owned).collect()
    }

    #[test]
    fn the_lists_of_names_are_complete() {
        assert_eq!(known::<Command>("do"), Command::NAMES);
        assert_eq!(known::<Query>("ask"), Query::NAMES);
    }
}
