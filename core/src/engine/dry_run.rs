//! Rules tried out on a ticket, without touching it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::Inner;
use super::ask::unseen;
use crate::command::{Answer, Command, DryRunReport, Occasion, Query, parse};
use crate::config::{Config, Document};
use crate::decide::{self, Interrupt, Trying};
use crate::error::{Code, Problem, Result};
use crate::id::{CommandId, DeskId, TicketId};
use crate::limits;
use crate::model::{Actor, Ticket, TicketRef};
use crate::snapshot::{Key, Snapshot, Wanted};

/// Answers the question.
pub(super) fn ask(inner: &Inner, desk: DeskId, query: &Query, actor: &Actor) -> Result<Answer> {
    let Query::DryRun { ticket, rules, occasion, command } = query else { return Err(unseen().into()) };
    let given = command.as_deref().map(|text| command_about(text, ticket)).transpose()?;
    let trying = match (&given, occasion, rules) {
        (Some(_), Some(_), _) => {
            let text = "a command says by itself what happens";
            let problem = Problem::new(Code::OutOfRange, text).at("/occasion");
            return Err(problem.hint("leave out one of `command` and `occasion`").into());
        }
        (Some(_), None, _) => Trying::Command,
        (None, Some(Occasion::TimePassed), Some(_)) => Trying::Times,
        (None, occasion, _) => Trying::Occasion(occasion.unwrap_or(Occasion::Changed)),
    };
    let command = given.unwrap_or_else(|| Command::WakeTicket { ticket: ticket.clone() });
    // No command has this id, so that none is found that was carried out before.
    let id = CommandId::from_bytes([0; 16]);
    let mut wanted: Wanted = decide::needs(&command, id, actor);
    wanted.add(Key::from(ticket));
    let (mut earlier, mut tried) = (BTreeMap::new(), None::<(u64, Arc<Config>)>);
    for _ in 0..limits::DECISION_ROUNDS {
        if wanted.contains(&Key::Number) {
            // To ask for a number draws it.
            let problem = Problem::new(Code::OutOfRange, "a command that opens a ticket cannot be tried");
            return Err(problem.at("/command").into());
        }
        let (present, snapshot) = inner.see(desk, wanted.clone(), actor)?;
        let config = match (rules, &tried) {
            (None, _) => Arc::clone(&present),
            (Some(_), Some((version, tried))) if *version == present.version() => Arc::clone(tried),
            (Some(rules), _) => {
                // Whoever may not configure is not told what is wrong with rules.
                allowed(actor, &present, &snapshot)?;
                let made = Arc::new(with_rules(inner, &present, rules)?);
                tried = Some((present.version(), Arc::clone(&made)));
                made
            }
        };
        let input = decide::Input {
            desk,
            command: &command,
            id,
            actor,
            now: inner.time.now(),
            digest: None,
            config: &config,
            earlier: &earlier,
            zones: &inner.zones,
            snapshot: &snapshot,
        };
        match decide::dry_run(input, ticket, trying) {
            Ok(mut run) => {
                veil(inner, desk, (actor, &present, &snapshot), ticket, &mut run)?;
                return Ok(Answer::DryRun { run: Box::new(run) });
            }
            Err(Interrupt::Refuse(error)) => return Err(error),
            Err(Interrupt::Need(more)) => wanted.add_all(more),
            Err(Interrupt::NeedConfigs(versions)) => {
                for version in versions {
                    earlier.insert(version, inner.config_of(desk, Some(version))?);
                }
            }
        }
    }
    Err(unseen().into())
}

/// The command, when it is about the ticket.
fn command_about(text: &str, ticket: &TicketRef) -> Result<Command> {
    let command: Command = parse(text).map_err(|error| error.below("/command"))?;
    let wrong = |text: &str| Problem::new(Code::OutOfRange, text).at("/command");
    if command.is_internal() {
        return Err(wrong("this command is given by `tick` alone").into());
    }
    if command.ticket() != Some(ticket) {
        return Err(wrong("the command is not about this ticket")
            .hint("name it as the question does")
            .into());
    }
    Ok(command.with_safe_html()?.unwrap_or(command))
}

fn allowed(actor: &Actor, config: &Config, snapshot: &Snapshot) -> Result<()> {
    match decide::resolve(actor, None, config, snapshot) {
        Ok(who) => Ok(who.rights.require(crate::access::Permission::ManageConfig)?),
        Err(Interrupt::Refuse(error)) => Err(error),
        Err(Interrupt::Need(_) | Interrupt::NeedConfigs(_)) => Err(unseen().into()),
    }
}

/// The configuration in force with other rules. What is wrong with them is told as in a document, below `/rules`.
fn with_rules(inner: &Inner, present: &Config, rules: &str) -> Result<Config> {
    if rules.len() > limits::CONFIG_BYTES {
        let text = format!("the rules have more than {} bytes", limits::CONFIG_BYTES);
        return Err(Problem::new(Code::TooLong, text).at("/rules").into());
    }
    let rules: Value = serde_json::from_str(rules).map_err(|error| {
        let problem = Problem::new(Code::Malformed, format!("the rules are not JSON: {error}"));
        problem.at("/rules").hint("the list that would stand in a configuration")
    })?;
    let mut document = serde_json::to_value(present.document()).unwrap_or_default();
    if let Some(members) = document.as_object_mut() {
        members.insert("rules".to_owned(), rules);
    }
    Config::compile(Document::parse(&document.to_string())?, present.version(), &inner.zones)
}

/// Takes the ids of tickets out of what is told that the actor does not see.
fn veil(
    inner: &Inner,
    desk: DeskId,
    (actor, config, snapshot): (&Actor, &Config, &Snapshot),
    ticket: &TicketRef,
    run: &mut DryRunReport,
) -> Result<()> {
    let Ok(who) = decide::resolve(actor, None, config, snapshot) else { return Err(unseen().into()) };
    let found = match ticket {
        TicketRef::Id(id) => snapshot.ticket(*id),
        TicketRef::Number(number) => snapshot.ticket_by_number(number),
    };
    let file = found.ok().flatten();
    let named: Vec<TicketId> =
        file.map(|file| &file.ticket).into_iter().flat_map(Ticket::links).map(|(_, other)| other).collect();
    if named.is_empty() {
        return Ok(());
    }
    let stored = inner.storage.load(desk, &named.iter().copied().map(Key::Ticket).collect())?;
    let sees = |id: &TicketId| stored.tickets.get(id).is_some_and(|it| who.rights.sees(&it.ticket));
    for hidden in named.iter().filter(|id| !sees(id)).map(ToString::to_string) {
        for sentence in run.asked.iter_mut().flat_map(|asked| &mut asked.failing) {
            *sentence = sentence.replace(&hidden, "a ticket that you do not see");
        }
    }
    Ok(())
}
