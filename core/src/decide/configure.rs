//! A new version of the configuration.

use super::draft::Draft;
use super::{Answer, Who, engine_jobs, queue};
use crate::access::Permission;
use crate::calendar::ZoneRules;
use crate::change::Put;
use crate::config::{Config, Document};
use crate::error::{Code, Problem, Result};
use crate::id::JobId;
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
    let next = check_document(document, version, zones)?;
    draft.put(Put::Config { document: document.to_owned() });
    draft.desk_event(who.by.clone(), EventKind::ConfigChanged { config_version: version });
    draft.outcome.config_version = Some(version);
    follow_teams(draft, &next)
}

/// What waits in teams whose agents take tickets in an order that the new configuration brings is put into it, and where
/// the engine begins to choose it is looked at.
fn follow_teams(draft: &mut Draft<'_>, next: &Config) -> Answer<()> {
    let present = draft.config;
    let ranked = present.document().priorities == next.document().priorities;
    let (mut lines, mut queues) = (Vec::new(), Vec::new());
    for spec in &next.document().teams {
        let (Some(team), before) = (next.team(&spec.name), present.team(&spec.name)) else { continue };
        let same_line = before.is_some_and(|before| before.pull == team.pull) && ranked;
        if team.pull.is_some() && !same_line {
            lines.push(&spec.name);
        }
        if team.chooses && before.is_some_and(|before| !before.chooses) {
            queues.push(&spec.name);
        }
    }
    let jobs = lines.iter().map(|team| JobId::of_line(team));
    let jobs = jobs.chain(queues.iter().map(|team| JobId::of_queue(team)));
    queue::see_all(jobs.map(|job| draft.snapshot.job(job)))?;
    let now = draft.now;
    lines.into_iter().try_for_each(|team| engine_jobs::line_up(draft, team))?;
    queues.into_iter().try_for_each(|team| engine_jobs::retry_queue(draft, team, None, now))
}

/// The configuration that a document would be in force as.
///
/// # Errors
/// Everything that is wrong with it, below `/document`.
pub fn check_document(document: &str, version: u64, zones: &ZoneRules) -> Result<Config> {
    let checked = Document::parse(document).and_then(|parsed| Config::compile(parsed, version, zones));
    checked.map_err(|error| error.below("/document"))
}
