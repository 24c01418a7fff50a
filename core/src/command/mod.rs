//! Every verb and every question as data: what goes in, and what is answered.

mod about;
mod account;
mod answer;
mod choice;
mod context;
#[cfg(feature = "schema")]
mod describe;
mod dry_run;
mod entry;
mod intake;
mod leave;
mod line;
mod occasion;
mod offer;
mod outcome;
mod question;
mod read;
mod routing;
mod rule_count;
mod trial;
mod verb;
mod visit;
mod which;

pub use crate::model::{ChecklistChange, Edits};
pub use account::{Explanation, Shown, Spell, SpentTotal, Stretch, Sum, What, Whose};
pub use answer::{Answer, ApprovalStand, Available, CannedReply, ClockView, Count, Linked, Report};
pub use choice::{Choice, PassedOver};
pub use context::Context;
#[cfg(feature = "schema")]
pub use describe::describe;
pub use dry_run::{DryRunReport, RuleAsked, RuleRefusal};
pub use entry::{FormEntry, FormInput, FormOption};
pub use intake::Intake;
pub use leave::Leave;
pub use line::{FairShare, Handoff, Waiting};
pub use occasion::Occasion;
pub use offer::MacroOffer;
pub use outcome::{Notice, Outcome};
pub use question::{DiagramFormat, Query};
pub use read::{Word, json_schema, parse, read};
pub(crate) use routing::nearest_rank;
pub use routing::{AgentRouting, Rerouted, RoutedTo, RoutingReport, RoutingTally, TeamRouting, Waits};
pub use rule_count::{RuleCount, RuleKind};
pub use trial::{GroupBy, Move, Preview, Refusal, Refusals, Stranded, Tally, WhatIfReport, WhatIfRow};
pub use verb::Command;
pub use visit::{Visit, VisitTotal};
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
