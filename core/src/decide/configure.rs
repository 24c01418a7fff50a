//! A new version of the configuration.

use super::draft::Draft;
use super::{Answer, Who};
use crate::access::Permission;
use crate::calendar::ZoneRules;
use crate::change::Put;
use crate::config::{Config, Document};
use crate::error::{Code, Problem, Result};
use crate::model::EventKind;

/// Carries out `configure`: the document is checked as a whole, and stored as it was written.
pub(super) fn configure(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    document: &str,
    expect_version: Option<u64>,
    zones: &ZoneRules,
) -> Answer<()> {
    who.rights.require(Permission::ManageConfig)?;
    let present = draft.config.version();
    if let Some(expected) = expect_version.filter(|expected| *expected != present) {
        let text = format!("the configuration has version {present} by now, not {expected}");
        let problem = Problem::new(Code::StaleVersion, text).at("/expect_version");
        return Err(problem.hint("read it again and decide anew").param("version", present).into());
    }
    let version = present + 1;
    check_document(document, version, zones)?;
    draft.put(Put::Config { document: document.to_owned() });
    draft.desk_event(who.by.clone(), EventKind::ConfigChanged { config_version: version });
    draft.outcome.config_version = Some(version);
    Ok(())
}

/// The configuration that a document would be in force as.
///
/// # Errors
/// Everything that is wrong with it, below `/document`.
pub fn check_document(document: &str, version: u64, zones: &ZoneRules) -> Result<Config> {
    let checked = Document::parse(document).and_then(|parsed| Config::compile(parsed, version, zones));
    checked.map_err(|error| error.below("/document"))
}
