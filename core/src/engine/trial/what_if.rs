//! What would have been: the history of a desk under other service levels.

use std::cell::Cell;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::report::Sums;
use super::{Trial, TrialAsked};
use crate::command::{Refusals, WhatIfReport};
use crate::condition::Condition;
use crate::decide::workflow_of;
use crate::engine::Inner;
use crate::engine::desk::Desk;
use crate::error::{Code, Problem, Result};
use crate::id::{DeskId, OrganizationId, TicketId};
use crate::limits;
use crate::model::{Actor, Clock, Event, Message, TicketField, Value};
use crate::query::{Audience, ThreadQuery};
use crate::sla::{self, Setting, Terms};
use crate::snapshot::TicketFile;
use crate::time::Timestamp;

/// Which part of a desk's history is looked at, and until when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WhatIf {
    /// Only tickets that fit now, as the configuration in force reads it; all when absent.
    pub condition: Option<Condition>,
    /// Until when time passes for clocks that are open; the engine's own time when absent. All of a ticket's history
    /// counts, also what came later.
    pub as_of: Option<Timestamp>,
}

impl Desk {
    /// What service levels would have come to, had a document been in force from the first day: how many promises were
    /// met and missed as things were, and how many would have been. Nothing is changed.
    ///
    /// Every ticket that the actor sees is lived again under the policies, calendars, teams and workflows of the
    /// document ([`sla::replay`]), and compared with the clocks that are stored. What people, rules and escalations did
    /// to the tickets stays as it was. Organizations have the calendars that they have now.
    ///
    /// `progress` is told now and then how many tickets are done, and ends the work by answering false; the report is
    /// of those that were done then. Memory grows with the number of groups in the report and by eight bytes for each
    /// measurement that ended, but not with the history.
    ///
    /// # Errors
    /// `forbidden` without the permission `manage_config`; everything that is wrong with the document, below
    /// `/document`, and with the condition; what the storage answers.
    ///
    /// ```
    /// use ticketkit::command::{Command, Context, Edits, Intake};
    /// use ticketkit::config::Document;
    /// use ticketkit::engine::{Engine, GroupBy, WhatIf};
    /// use ticketkit::model::{Actor, Metric};
    ///
    /// let engine = Engine::in_memory();
    /// let desk = engine.desk("main")?;
    /// let monday: ticketkit::Timestamp = "2026-06-01T09:00:00Z".parse()?;
    /// let command = Command::CreateTicket {
    ///     subject: "The printer in hall 7 is on fire".to_owned(),
    ///     body: "Please hurry.".to_owned(),
    ///     requester: Some(Intake { address: Some("ines@example.com".to_owned()), ..Intake::default() }),
    ///     set: Edits::none(),
    ///     attachments: vec![],
    ///     message_id: None,
    ///     html: None,
    ///     fold_key: None,
    /// };
    /// desk.execute(&command, &Context::of(Actor::host()).at(monday))?;
    ///
    /// // Had the first reply been promised within an hour, it would be late by Monday noon.
    /// let mut document: serde_json::Value = serde_json::from_str(Document::DEFAULT)?;
    /// document["policies"][0]["targets"][0]["within"] = "PT1H".into();
    /// let noon = WhatIf { as_of: Some("2026-06-01T12:00:00Z".parse()?), ..WhatIf::default() };
    /// let report = desk.what_if(&document.to_string(), &noon, &Actor::host(), &mut |_| true)?;
    /// let row = report.row(GroupBy::All, None, &Metric::FirstReply).unwrap();
    /// assert_eq!((row.before.running, row.before.missed), (1, 0));
    /// assert_eq!((row.after.running, row.after.missed), (0, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn what_if(
        &self,
        document: &str,
        options: &WhatIf,
        actor: &Actor,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<WhatIfReport> {
        let asked = WhatIfAsked::whole(document, options);
        let inner = &self.engine.inner;
        what_if(inner, self.id, &asked, &*inner.admit(self.id, actor, None)?, progress)
    }
}

/// What is asked of a history.
pub(in crate::engine) struct WhatIfAsked<'a> {
    pub(in crate::engine) trial: TrialAsked<'a>,
    /// Until when time passes; the engine's own time when absent.
    pub(in crate::engine) as_of: Option<Timestamp>,
}

impl<'a> WhatIfAsked<'a> {
    /// The whole history under a document.
    pub(super) const fn whole(document: &'a str, options: &'a WhatIf) -> Self {
        Self {
            trial: TrialAsked {
                document: Some(document),
                condition: options.condition.as_ref(),
                after: None,
                tickets: None,
            },
            as_of: options.as_of,
        }
    }
}

/// Lives the history of a desk under a document.
pub(in crate::engine) fn what_if(
    inner: &Inner,
    desk: DeskId,
    asked: &WhatIfAsked<'_>,
    actor: &Actor,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<WhatIfReport> {
    let trial = Trial::of(inner, desk, asked.trial.document, actor)?;
    let way = trial.way("what_if", &asked.trial, &asked.as_of)?;
    let as_of = asked.as_of.unwrap_or_else(|| inner.time.now());
    let mut looked =
        Looked { as_of, tickets: 0, strange: 0, refusals: Refusals::default(), sums: Sums::default() };
    let next = trial.walk(&way, &mut |files, _| {
        for file in files {
            looked.at(&trial, file)?;
        }
        Ok(progress(looked.tickets))
    })?;
    Ok(WhatIfReport {
        config_version: trial.present.version(),
        as_of,
        complete: next.is_none(),
        next,
        tickets: looked.tickets,
        refused: looked.refusals,
        strange_statuses: looked.strange,
        rows: looked.sums.into_rows(),
    })
}

/// What was looked at so far.
struct Looked {
    as_of: Timestamp,
    tickets: u64,
    strange: u64,
    refusals: Refusals,
    sums: Sums,
}

impl Looked {
    fn at(&mut self, trial: &Trial<'_>, file: &TicketFile) -> Result<()> {
        self.tickets += 1;
        let until = self.as_of.max(file.ticket.updated_at);
        let (after, strange) = match lived_again(trial, file, until)? {
            Ok(lived) => lived,
            Err(problem) => {
                self.refusals.add(&file.ticket, problem);
                return Ok(());
            }
        };
        self.strange += u64::from(strange);
        self.sums.add(&file.ticket, &as_it_was(trial, file, until), &after);
        Ok(())
    }
}

/// The stored clocks, with what is due by then.
fn as_it_was(trial: &Trial<'_>, file: &TicketFile, until: Timestamp) -> Vec<Clock> {
    let workflow = workflow_of(&trial.present, &file.ticket);
    let terms = Terms { workflow, current: trial.present.edition(), earlier: &[] };
    let mut clocks = file.clocks.clone();
    for clock in &mut clocks {
        // A breach follows from the clock alone, whatever version it stands on.
        sla::fire(&terms, clock, until);
    }
    clocks
}

/// The clocks that a ticket would have, and whether it was in a status that the document does not have; or why its
/// history cannot be lived under the document.
fn lived_again(
    trial: &Trial<'_>,
    file: &TicketFile,
    until: Timestamp,
) -> Result<std::result::Result<(Vec<Clock>, bool), Problem>> {
    let id = file.ticket.id;
    let events = trial.inner.history_of(trial.desk, id, file.ticket.version)?;
    let messages = conversation(trial, id)?;
    let asked = if trial.asks_organizations() { organizations_in(&events) } else { BTreeSet::new() };
    let organizations = trial.organizations(&asked)?;
    let strange = Cell::new(false);
    let setting = Setting {
        edition: trial.tried.edition(),
        workflow: &|ticket| {
            let workflow = workflow_of(&trial.tried, ticket);
            strange.set(strange.get() || workflow.status(&ticket.status).is_none());
            workflow
        },
        calendars: &|ticket| trial.calendars(&organizations, ticket),
    };
    match sla::replay(&setting, id, &events, &messages, until) {
        Ok(replayed) => Ok(Ok((replayed.clocks, strange.get()))),
        Err(problem) if problem.code == Code::Damaged => Err(problem.into()),
        Err(problem) => Ok(Err(problem)),
    }
}

fn conversation(trial: &Trial<'_>, ticket: TicketId) -> Result<Vec<Message>> {
    let mut messages = Vec::<Message>::new();
    loop {
        let after = messages.last().map(Message::place);
        let query = ThreadQuery { ticket, audience: Audience::Staff, after, limit: limits::PAGE_MAX };
        let page = trial.inner.storage.thread(trial.desk, &query)?;
        // Nobody asks what was said, only by whom and to whom.
        messages.extend(page.messages.into_iter().map(|message| Message { body: String::new(), ..message }));
        if !page.more {
            return Ok(messages);
        }
    }
}

/// Every organization that a ticket ever belonged to.
fn organizations_in(events: &[Event]) -> BTreeSet<OrganizationId> {
    let changes = events.iter().flat_map(|event| event.changes.iter().chain(&event.personal));
    let named = changes.filter(|change| change.field == TicketField::Organization);
    named
        .filter_map(|change| match &change.to {
            Some(Value::Text(id)) => id.parse().ok(),
            _ => None,
        })
        .collect()
}
