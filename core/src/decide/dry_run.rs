//! Rules tried out on a ticket: decided as ever, and thrown away.

use super::case::{self, Case};
use super::draft::Draft;
use super::{Answer, Input, carry_out, fire, foresee, home, resolve, rules, standing};
use crate::access::Permission;
use crate::automation::{Asked, Occasion, Run};
use crate::change::Put;
use crate::command::{DryRunReport, RuleAsked, RuleRefusal};
use crate::id::{CommandId, TicketId};
use crate::model::{EventKind, FieldChange, Ticket, TicketRef};

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trying {
    /// The command of the input, and the rules after it.
    Command,
    /// The rules on events, told that this has happened.
    Occasion(Occasion),
    /// The rules with a time, as if it had come, and those on events.
    Times,
}

/// What a dry run has seen so far.
pub(super) struct Dry {
    /// What rules make of a timer that fires before is not told.
    command: CommandId,
    ticket: TicketId,
    /// The ticket before the first rule.
    before: Option<Ticket>,
    report: DryRunReport,
}

/// Where a run of rules begins.
#[derive(Clone, Copy)]
pub(super) struct Begun {
    puts: usize,
    effects: usize,
    events: usize,
}

impl Draft<'_> {
    /// Whether a run of rules on this ticket is told of, and so has to be traced; where it begins, then.
    pub(super) fn begin_run(&mut self, ticket: &Ticket) -> Option<Begun> {
        let command = self.command;
        let dry = self.dry.as_mut().filter(|dry| dry.command == command && dry.ticket == ticket.id)?;
        dry.before.get_or_insert_with(|| ticket.clone());
        let changes = self.changes();
        let (puts, effects, events) = (changes.puts.len(), changes.effects.len(), changes.events.len());
        Some(Begun { puts, effects, events })
    }

    /// Tells what came of a run of rules.
    pub(super) fn end_run(&mut self, begun: Begun, run: &Run<'_>, ticket: &Ticket) {
        let Some(mut dry) = self.dry.take() else { return };
        let report = &mut dry.report;
        report.asked.extend(run.trace().iter().cloned().map(|asked| match asked {
            Asked::Fired { rule, depth } => RuleAsked::fired(rule, depth),
            Asked::Passed { rule, failing } => RuleAsked::passed(rule, failing),
        }));
        report.stopped = report.stopped.take().or_else(|| run.stopped());
        let changes = self.changes();
        report.messages.extend(changes.puts.iter().skip(begun.puts).filter_map(|put| match put {
            Put::Message { message } if message.ticket == ticket.id => Some(message.as_ref().clone()),
            _ => None,
        }));
        let effects = changes.effects.iter().skip(begun.effects);
        report.effects.extend(effects.filter(|it| it.ticket == ticket.id).map(|it| it.kind.clone()));
        let events = changes.events.iter().skip(begun.events);
        report.refused.extend(events.filter_map(|event| match &event.kind {
            EventKind::RuleRefused { rule, failed } if event.ticket == Some(ticket.id) => {
                Some(RuleRefusal::new(rule.clone(), failed.clone()))
            }
            _ => None,
        }));
        if let Some(before) = &dry.before {
            report.changes = ticket
                .differences(before)
                .into_iter()
                .map(|field| FieldChange { from: before.get(&field), to: ticket.get(&field), field })
                .collect();
        }
        self.dry = Some(dry);
    }
}

/// Tries rules on a ticket. Nothing of what is decided leaves this function but what it tells.
///
/// # Errors
/// As of a command on the ticket; `forbidden` for whoever may not configure, or does not read all fields.
pub fn dry_run(input: Input<'_>, ticket: &TicketRef, trying: Trying) -> Answer<DryRunReport> {
    let as_command = (trying == Trying::Command).then_some(input.command);
    let who = resolve(input.actor, as_command, input.config, input.snapshot)?;
    who.rights.require(Permission::ManageConfig)?;
    who.rights.require_all_fields()?;
    let mut draft = Draft::new(input);
    let mut case = case::open(&mut draft, &who, ticket)?;
    let (command, ticket) = (input.id, case.ticket.id);
    draft.dry = Some(Dry { command, ticket, before: None, report: DryRunReport::default() });
    if trying == Trying::Command {
        foresee::foresee(&input, &who)?;
        carry_out(&mut draft, &who, input)?;
    } else {
        fire::reach(&mut draft, &mut case, &who)?;
        home::bring_home(&mut draft, &mut case, input.now)?;
        standing::expect_active(&draft, &who, &case)?;
        run(&mut draft, case, trying)?;
    }
    Ok(draft.dry.take().map(|dry| dry.report).unwrap_or_default())
}

fn run(draft: &mut Draft<'_>, mut case: Case, trying: Trying) -> Answer<()> {
    case.begin_root();
    let at = draft.now.max(case.ticket.updated_at);
    let occasion = match trying {
        Trying::Occasion(occasion) => occasion,
        Trying::Times | Trying::Command => Occasion::TimePassed,
    };
    if trying == Trying::Times {
        let config = draft.config;
        for rule in config.timed_rules() {
            rules::run_timed(draft, &mut case, rule, at)?;
        }
    }
    if occasion == Occasion::Created {
        // Of a ticket that is opened everything has changed.
        case.root = None;
    }
    rules::run(draft, &mut case, occasion, None, at)
}
