//! A desk's history, decided again.

use std::collections::BTreeMap;

use super::desk::Desk;
use crate::command::{Context, Notice};
use crate::error::Result;
use crate::id::{CommandId, Name};
use crate::limits;

/// What a replay came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct ReplayReport {
    /// Commands that were decided again.
    pub commands: u64,
    /// Those that were answered in another way than the first time: none, as long as rules, zone data and version
    /// of the library are the same.
    pub different: Vec<CommandId>,
    /// Commands that were left out, because what they said was erased. Those that build on them come out differently.
    pub erased: Vec<CommandId>,
    /// What else the caller should know: `zone_rules_differ`, once for each other zone data that commands had the first
    /// time, and `erased`, where commands were left out. Deadlines in a zone whose rules have changed in between come out
    /// differently.
    pub notices: Vec<Notice>,
}

impl Desk {
    /// Carries out everything that was ever done in this desk once more, in another one: a fresh desk with this
    /// desk's first configuration then holds the same tickets, events, effects and records of commands, to the last byte.
    ///
    /// `progress` is told after each page how many commands are done, and ends the replay by answering false.
    ///
    /// # Errors
    /// What the storages answer.
    pub fn replay_into(&self, target: &Self, progress: &mut dyn FnMut(u64) -> bool) -> Result<ReplayReport> {
        let mut report = ReplayReport::default();
        let zone_rules = target.engine.inner.zones.short_version();
        let mut under_others = BTreeMap::<String, u64>::new();
        let mut after = 0;
        loop {
            let page = self.engine.inner.storage.commands(self.id, after, limits::PAGE_MAX)?;
            after = page.last;
            let done = page.commands.len() < limits::PAGE_MAX as usize;
            let mut expected = Vec::with_capacity(page.commands.len());
            let mut again = Vec::with_capacity(page.commands.len());
            let mut digests = Vec::with_capacity(page.commands.len());
            for record in page.commands {
                if record.zone_rules != zone_rules {
                    *under_others.entry(record.zone_rules).or_default() += 1;
                }
                let Some(body) = record.body else {
                    report.erased.push(record.id);
                    continue;
                };
                let context = Context::of(record.actor).at(record.at).with_id(record.id);
                again.push((body, context));
                digests.push(record.digest);
                expected.push((record.id, record.outcome));
            }
            for ((id, expected), answer) in expected.into_iter().zip(target.carry_out_again(&again, &digests))
            {
                report.commands += 1;
                if answer.as_ref() != Ok(&expected) {
                    report.different.push(id);
                }
            }
            if done || !progress(report.commands) {
                let notices =
                    under_others.iter().map(|(other, commands)| differ(other, *commands, zone_rules));
                report.notices.extend(notices);
                report.notices.extend(left_out(report.erased.len()));
                return Ok(report);
            }
        }
    }
}

/// The word about commands that were decided under other zone data the first time.
fn differ(other: &str, commands: u64, now: &str) -> Notice {
    let text = format!(
        "commands that were decided under the zone data `{other}` the first time, and now under `{now}`: {commands}"
    );
    Notice::new(Name::known("zone_rules_differ"), text)
}

/// The word about commands that could not be decided again.
fn left_out(commands: usize) -> Option<Notice> {
    let text = format!("commands that were left out because what they said was erased: {commands}");
    (commands > 0).then(|| Notice::new(Name::known("erased"), text))
}
