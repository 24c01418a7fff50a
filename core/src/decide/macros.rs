//! Macros: what a member of staff does at one press of a button, as if each action had been done by hand.

use super::case;
use super::draft::Draft;
use super::edit::{self, Edit};
use super::message::{self, Words};
use super::status::{self, Approving, Way};
use super::{Answer, Who, assign, duty, fire, form, places, refuse_if_any, ticket, who};
use crate::access::{Permission, Rights};
use crate::automation::{self, ActionSpec, Macro, Occasion};
use crate::command::{Command, RuleKind};
use crate::condition::Subject;
use crate::config::Config;
use crate::error::{Code, Problem, suggest};
use crate::id::Name;
use crate::model::{EventKind, MessageKind, Ticket, TicketField};
use crate::workflow::Brought;

/// Whether somebody can use a macro on a ticket as it stands, but for what only the attempt shows: fields that a status
/// requires, or a form.
pub fn is_offered(config: &Config, rights: &Rights<'_>, offered: &Macro, ticket: &Ticket) -> bool {
    let allowed = |action: &ActionSpec| match (permission_of(action), field_of(config, action)) {
        (Some(permission), _) => rights.may(permission),
        (None, Some(field)) => rights.may_edit(&field, |_| false),
        (None, None) => false,
    };
    rights.is_staff()
        && ticket.standing.is_active()
        && is_for(rights, offered)
        && offered.predicate.matches(ticket)
        && offered.actions.iter().all(allowed)
}

/// Whether a macro is there for somebody: it is for their role, and asks about nothing that they do not read.
fn is_for(rights: &Rights<'_>, known: &Macro) -> bool {
    let named = known.roles.is_empty()
        || rights.person().is_none()
        || known.roles.iter().any(|it| rights.has_role(it));
    let reads = |subject: &Subject| match subject {
        Subject::Ticket(field) => rights.sees_field(field, |_| false),
        Subject::Message(_) | Subject::Event => true,
    };
    named && known.predicate.subjects().into_iter().all(reads)
}

/// The permission that an action takes; nothing for one that changes a field, which is asked for field by field.
const fn permission_of(action: &ActionSpec) -> Option<Permission> {
    match action {
        ActionSpec::SendMessage { .. } => Some(Permission::Reply),
        ActionSpec::AddNote { .. } => Some(Permission::Note),
        ActionSpec::Effect { .. } | ActionSpec::Webhook { .. } => Some(Permission::Change),
        ActionSpec::Set { .. } | ActionSpec::AddTags { .. } | ActionSpec::RemoveTags { .. } => None,
    }
}

/// The field that an action changes.
fn field_of(config: &Config, action: &ActionSpec) -> Option<TicketField> {
    match action {
        ActionSpec::Set { field, .. } => edit::field_of(config, field),
        ActionSpec::AddTags { .. } | ActionSpec::RemoveTags { .. } => Some(TicketField::Tags),
        ActionSpec::SendMessage { .. }
        | ActionSpec::AddNote { .. }
        | ActionSpec::Effect { .. }
        | ActionSpec::Webhook { .. } => None,
    }
}

/// The macro of this name, when it is there for somebody.
fn find<'c>(config: &'c Config, rights: &Rights<'_>, name: &Name) -> Result<&'c Macro, Problem> {
    let all = || config.macros().iter().filter(|known| is_for(rights, known));
    all().find(|known| known.name == *name).ok_or_else(|| {
        let names: Vec<&str> = all().map(|known| &*known.name).collect();
        let problem = Problem::new(Code::NotFound, format!("there is no macro `{name}`")).at("/name");
        problem.hint(suggest(name, &names)).param("name", name)
    })
}

/// Carries out `apply_macro`. What it changes goes along with its first public message, as with a reply, so that what is
/// solved by it was answered first; where it writes notes alone, with the first of these.
pub(super) fn apply(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::ApplyMacro { ticket, name, expect_version } = command else { return Ok(()) };
    if !who.rights.is_staff() {
        return Err(Problem::new(Code::Forbidden, "macros are used by members of staff only").into());
    }
    let mut case = case::open(draft, who, ticket)?;
    who::expect_version(&case, who, *expect_version)?;
    let act = fire::catch_up(draft, &mut case, who)?;
    let chosen = find(draft.config, &who.rights, name)?;
    let mut problems = Vec::new();
    if !chosen.predicate.matches(&case.ticket) {
        let why = chosen.predicate.failing(&case.ticket).join("; ");
        let problem = Problem::new(Code::GuardFailed, format!("the macro `{name}` is not for this ticket"));
        problems.push(problem.at("/name").hint(why).param("name", name));
    }
    let mut lacking: Vec<Permission> = Vec::new();
    for permission in chosen.actions.iter().filter_map(permission_of) {
        if !lacking.contains(&permission) {
            lacking.push(permission);
            problems.extend(who.rights.require(permission).err().map(|problem| problem.at("/name")));
        }
    }
    let plan = automation::plan_of(&chosen.actions, &case.ticket);
    let edit = Edit { draft, who, case: &mut case, path: "/set", creating: false };
    let asked = edit::apply(edit, &plan.edits, &mut problems)?;
    let mut kind = EventKind::TicketChanged {};
    if let Some(to) = asked.status.as_ref().filter(|to| **to != case.ticket.status) {
        let brings = match plan.messages.iter().map(|message| message.public).max() {
            None => Brought::Nothing,
            Some(false) => Brought::Internal,
            Some(true) => Brought::Public,
        };
        let way = Way { transition: None, brings, rights: &who.rights, approving: Approving::Ask };
        let transition = status::enter(draft, &mut case, to, act.at, &way, &mut problems)?;
        if case.ticket.status == *to {
            kind = EventKind::TicketMoved { transition, automatic: None };
        }
    }
    if !plan.edits.is_empty() {
        form::hold(draft, who, &mut case, &plan.edits, false, &mut problems);
    }
    let filled = places::fill(draft, &case, who, &plan, ("/name", &mut problems))?;
    let mut words: Vec<Words<'_>> = Vec::new();
    for (_, public, body) in &filled.messages {
        let (kind, public) = if *public { (MessageKind::Reply, true) } else { (MessageKind::Note, false) };
        let author = who.author();
        let brought =
            Words { body, html: None, attachments: &[], message_id: None, kind, public, author, spent: None };
        problems.extend(message::check(draft, &brought, "/name")?);
        words.push(brought);
    }
    let idle = words.is_empty() && filled.duties.is_empty() && case.next.is_empty();
    if problems.is_empty() && idle && !case.is_unsettled() {
        problems.push(Problem::new(Code::NothingToDo, "the ticket is like that already").at("/name"));
    }
    refuse_if_any(problems.into_iter().map(of_name).collect())?;

    let status_given = plan.edits.get("status").is_some();
    let leads = words.iter().position(|brought| brought.public).unwrap_or(0);
    let leading = (leads < words.len()).then(|| words.remove(leads));
    let mut spoken = None;
    if let Some(brought) = leading {
        spoken = Some(message::produce(draft, &mut case, &act, &brought, status_given)?);
    } else if case.is_unsettled() {
        case.settle(draft, &act, kind, None)?;
    }
    case.fact(draft, &act, EventKind::MacroApplied { name: name.clone() });
    draft.fired(RuleKind::Macro, name, act.at);
    for brought in &words {
        message::produce(draft, &mut case, &act, brought, status_given)?;
    }
    for duty in filled.duties {
        duty::give(draft, &mut case, name, act.at, duty);
    }
    draft.outcome.message = spoken.as_ref().map(|message| message.id);
    assign::after_change(draft, &mut case, act.at, asked.routes)?;
    let occasion = match &spoken {
        None => Occasion::Changed,
        Some(message) if message.public => Occasion::Replied,
        Some(_) => Occasion::Noted,
    };
    case.finish(draft, occasion, spoken.as_ref())?;
    ticket::answer(draft, who);
    Ok(())
}

/// A problem where the command can be blamed for it: its one member that stands for all that the macro does. The field
/// that it is about is a value for translations.
fn of_name(problem: Problem) -> Problem {
    match problem.path.strip_prefix("/set/").map(str::to_owned) {
        Some(field) => problem.at("/name").param("field", field),
        None if problem.path == "/ticket" => problem,
        None => problem.at("/name"),
    }
}
