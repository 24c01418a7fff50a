//! Decisions: pure functions of a command, the configuration, what is stored, and now.
//!
//! Nothing in here reads a clock, makes a random number or touches a storage. The same arguments give the same bytes.

mod absent;
mod approval;
mod assign;
mod case;
mod clocks;
mod configure;
mod draft;
mod dry_run;
mod duty;
mod edit;
mod engine_jobs;
mod erase;
mod fire;
mod fold;
mod foresee;
mod form;
mod given;
mod home;
mod intake;
mod job;
mod link;
mod macros;
mod meant;
mod merge;
mod message;
mod moves;
mod notify;
mod outbox;
mod people;
mod places;
mod pull;
mod queue;
mod receive;
mod revoke;
mod rules;
mod snooze;
mod split;
mod standing;
mod status;
mod text;
mod then;
mod ticket;
mod timers;
mod who;
mod work;
mod writing;

pub use assign::is_known;
pub use case::workflow_of;
pub use configure::check_document;
pub use dry_run::{Trying, dry_run};
pub use foresee::likely;
pub use form::{form_of, may_write, needs_to_enter, preview};
pub use home::{at_home, follows, is_in, place_of};
pub use job::acting_for;
pub use link::still_open;
pub use macros::is_offered;
pub use meant::{is_for, of_standing};
pub use outbox::{OutboxStep, decide_outbox};
pub use places::Places;
pub use pull::pull_place;
pub use queue::{can_take, room_in};
pub use who::{Who, needs_of_actor, person_key, resolve};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::calendar::ZoneRules;
use crate::change::{ChangeSet, CommandRecord};
use crate::command::{Command, Outcome};
use crate::config::Config;
use crate::error::{Code, Error, Problem};
use crate::id::{CommandId, DeskId, hex};
use crate::model::{Actor, Standing};
use crate::snapshot::{Key, Snapshot, Wanted};
use crate::time::Timestamp;
use draft::Draft;

/// Everything that a decision depends on.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The desk.
    pub desk: DeskId,
    /// The command.
    pub command: &'a Command,
    /// Its id.
    pub id: CommandId,
    /// Who gives it.
    pub actor: &'a Actor,
    /// When.
    pub now: Timestamp,
    /// What tells it from other commands, where that is known: a record may say less than the command did.
    pub digest: Option<&'a str>,
    /// The configuration in force.
    pub config: &'a Config,
    /// Earlier versions of it, as far as they were asked for.
    pub earlier: &'a BTreeMap<u64, Arc<Config>>,
    /// The rules of time zones: those that the configurations were compiled with, and one that is to come.
    pub zones: &'a ZoneRules,
    /// What is stored.
    pub snapshot: &'a Snapshot,
}

/// What was decided.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "lives for a moment on the stack of one call")]
pub enum Decided {
    /// More has to be seen first.
    Need(Wanted),
    /// These earlier versions of the configuration have to be seen first: clocks that run were started under them.
    NeedConfigs(BTreeSet<u64>),
    /// The command cannot be carried out; every reason is listed.
    Refused(Error),
    /// This is to be written, and then this is to be answered.
    Done(Box<ChangeSet>, Outcome),
    /// The same command was carried out before; this was answered.
    Repeated(Outcome),
}

/// What certainly has to be seen for a command: the rest shows while deciding.
pub fn needs(command: &Command, id: CommandId, actor: &Actor) -> Wanted {
    let mut wanted = needs_of_actor(actor);
    wanted.add(Key::Command(id));
    match command {
        Command::CreateTicket { requester, fold_key, .. } => {
            // To ask for a number draws it, and a repetition needs none.
            wanted.add(fold_key.clone().map_or(Key::Number, Key::TicketByFoldKey));
            if let Some(intake) = requester {
                intake::needs(intake, &mut wanted);
            }
        }
        Command::PutPerson { person: Some(person), .. }
        | Command::PutAgent { person, .. }
        | Command::SetPresence { person: Some(person), .. }
        | Command::ErasePerson { person } => {
            wanted.add(person_key(person));
        }
        Command::AssignTicket { agent: Some(agent), .. } => wanted.add(person_key(agent)),
        Command::PutOrganization { key, .. } => wanted.add(Key::OrganizationByKey(key.clone())),
        Command::ReceiveMessage { from, .. } => intake::needs(from, &mut wanted),
        Command::FireTimers { ticket, .. } => wanted.add(Key::Ticket(*ticket)),
        Command::CancelJob { job } => wanted.add(Key::Job(*job)),
        Command::ContinueJob { job, ticket, .. } => {
            wanted.add(Key::Job(*job));
            if let Some(ticket) = ticket {
                wanted.add(ticket.into());
            }
        }
        Command::MergeTickets { winner, losers, .. } => {
            let named = losers.iter().take(crate::limits::TICKETS_PER_COMMAND);
            wanted.add_all(std::iter::once(winner).chain(named).map(Key::from).collect());
        }
        Command::SplitTicket { message, .. } => {
            wanted.add(Key::Number);
            wanted.add(Key::Message(*message));
        }
        Command::PublishMessage { message, .. } => wanted.add(Key::Message(*message)),
        Command::LinkTickets { to, .. } | Command::UnlinkTickets { to, .. } => wanted.add(to.into()),
        Command::ChangeTickets { .. }
        | Command::TrashTickets { .. }
        | Command::RestoreTickets { .. }
        | Command::RebindTickets { .. } => wanted.add(Key::Drawn),
        _ => {}
    }
    if let Some(ticket) = command.ticket() {
        wanted.add(ticket.into());
    }
    wanted
}

/// Decides a command.
pub fn decide(input: Input<'_>) -> Decided {
    match attempt(input) {
        Ok(decided) => decided,
        Err(Interrupt::Need(wanted)) => Decided::Need(wanted),
        Err(Interrupt::NeedConfigs(versions)) => Decided::NeedConfigs(versions),
        Err(Interrupt::Refuse(error)) => Decided::Refused(error),
    }
}

fn attempt(input: Input<'_>) -> Answer<Decided> {
    if let Some(known) = input.snapshot.command(input.id)? {
        return repeated(known, &input).map(Decided::Repeated);
    }
    let who = resolve(input.actor, Some(input.command), input.config, input.snapshot)?;
    who::admit_guest(input, &who)?;
    if input.command.is_internal() {
        who.rights.require_host()?;
    }
    foresee::foresee(&input, &who)?;
    let mut draft = Draft::new(input);
    carry_out(&mut draft, &who, input)?;
    queue::set_wakes(&mut draft)?;
    let mut body = draft.take_less().unwrap_or_else(|| input.command.clone());
    let (mut changes, outcome, texts, number) = draft.finish();
    if let Some((text, html)) = body.texts_mut().filter(|_| !texts.is_empty()) {
        text.clear();
        if let Some(html) = html {
            *html = None;
        }
    }
    changes.command = Some(CommandRecord {
        id: input.id,
        actor: input.actor.clone(),
        at: input.now,
        config_version: input.config.version(),
        zone_rules: input.zones.short_version().to_owned(),
        digest: digest(&input),
        body: Some(body),
        texts,
        number,
        outcome: outcome.clone(),
    });
    Ok(Decided::Done(Box::new(changes), outcome))
}

/// Carries out the command, each by the file of its family.
fn carry_out<'a>(draft: &mut Draft<'a>, who: &Who<'_>, input: Input<'a>) -> Answer<()> {
    match input.command {
        Command::CreateTicket { .. } => ticket::create(draft, who, input.command)?,
        Command::Reply { .. } | Command::Note { .. } => message::add(draft, who, input.command)?,
        Command::ReceiveMessage { .. } => receive::receive(draft, who, input.command)?,
        Command::PublishMessage { ticket, message, expect_version } => {
            message::publish(draft, who, ticket, *message, *expect_version)?;
        }
        Command::ChangeTicket { .. } => ticket::change(draft, who, input.command)?,
        Command::ApplyMacro { .. } => macros::apply(draft, who, input.command)?,
        Command::ChangeTickets { .. } => job::change_tickets(draft, who, input.command)?,
        Command::TrashTickets { .. } | Command::RestoreTickets { .. } => {
            job::move_tickets(draft, who, input.command)?;
        }
        Command::CancelJob { job } => job::cancel(draft, who, *job)?,
        Command::ContinueJob { .. } => job::go_on(draft, input)?,
        Command::DecideApproval { .. } => approval::decide(draft, who, input.command)?,
        Command::AssignTicket { .. } => assign::assign(draft, who, input.command)?,
        Command::NextTicket { team } => pull::next(draft, who, team.as_ref())?,
        Command::AcceptTicket { ticket } => given::accept(draft, who, ticket)?,
        Command::HoldTicket { ticket } => given::hold(draft, who, ticket)?,
        Command::DeclineTicket { ticket, reason } => given::decline(draft, who, ticket, reason)?,
        Command::SnoozeTicket { ticket, until } => snooze::snooze(draft, who, ticket, *until)?,
        Command::WakeTicket { ticket } => snooze::wake(draft, who, ticket)?,
        Command::MergeTickets { winner, losers, publish } => {
            merge::merge(draft, who, winner, losers, *publish)?;
        }
        Command::LinkTickets { ticket, relation, to } => {
            link::link(draft, who, ticket, *relation, to)?;
        }
        Command::UnlinkTickets { ticket, relation, to } => {
            link::unlink(draft, who, ticket, *relation, to)?;
        }
        Command::SplitTicket { .. } => split::split(draft, who, input.command)?,
        Command::UndoSplit { ticket } => split::undo(draft, who, ticket)?,
        Command::UnmergeTicket { ticket } => merge::unmerge(draft, who, ticket)?,
        Command::LogTime { .. } => work::log_time(draft, who, input.command)?,
        Command::ChangeChecklist { .. } => work::change_checklist(draft, who, input.command)?,
        Command::MarkSpam { ticket } => standing::set_apart(draft, who, ticket, Standing::Spam)?,
        Command::TrashTicket { ticket } => standing::set_apart(draft, who, ticket, Standing::Trash)?,
        Command::RestoreTicket { ticket } => standing::restore(draft, who, ticket)?,
        Command::RevokeLinks { ticket } => revoke::revoke_links(draft, who, ticket)?,
        Command::RebindClocks { ticket } => clocks::rebind(draft, who, ticket)?,
        Command::RebindTickets { tickets } => job::rebind_tickets(draft, who, tickets)?,
        Command::PutPerson { .. } => people::put_person(draft, who, input.command)?,
        Command::PutAgent { .. } => people::put_agent(draft, who, input.command)?,
        Command::SetPresence { .. } => absent::set_presence(draft, who, input.command)?,
        Command::ErasePerson { person } => erase::erase_person(draft, who, person)?,
        Command::PutOrganization { .. } => people::put_organization(draft, who, input.command)?,
        Command::Configure { document, expect_version } => {
            configure::configure(draft, who, document, *expect_version, input.zones)?;
        }
        Command::FireTimers { ticket, by } => fire::fire_timers(draft, *ticket, *by)?,
    }
    Ok(())
}

/// What was answered the first time, when it was the same command.
fn repeated(known: &CommandRecord, input: &Input<'_>) -> Answer<Outcome> {
    if known.body.is_none() {
        let text = format!("what the command `{}` said was erased, so that it cannot be compared", input.id);
        return Err(Problem::new(Code::KeyReused, text)
            .hint("it was carried out: do not give it again")
            .into());
    }
    if known.digest == digest(input) {
        return Ok(known.outcome.clone());
    }
    let text = format!("the command id `{}` was used for another command", input.id);
    Err(Problem::new(Code::KeyReused, text).hint("give a new command its own id, or none").into())
}

/// Tells a repetition of a command from another one: the first half of the SHA-256 of actor and command.
fn digest(input: &Input<'_>) -> String {
    use sha2::{Digest as _, Sha256};
    if let Some(known) = input.digest {
        return known.to_owned();
    }
    let mut hash = Hashing(Sha256::new());
    // Writing plain data into a hash cannot fail; if it ever did, two commands would differ, which is the safe side.
    let _ = serde_json::to_writer(&mut hash, &(input.actor, input.command));
    let hash = hash.0.finalize();
    hex(hash.get(..16).unwrap_or_default())
}

struct Hashing(sha2::Sha256);

impl std::io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        sha2::Digest::update(&mut self.0, bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Why a decision stops half-way.
#[derive(Clone, Debug)]
pub enum Interrupt {
    /// It has to see more, and is then made again from the start.
    Need(Wanted),
    /// It has to see earlier versions of the configuration.
    NeedConfigs(BTreeSet<u64>),
    /// The command cannot be carried out.
    Refuse(Error),
}

/// What a step of a decision gives.
pub(crate) type Answer<T> = Result<T, Interrupt>;

impl From<Key> for Interrupt {
    fn from(key: Key) -> Self {
        Self::Need(Wanted::one(key))
    }
}

impl From<Wanted> for Interrupt {
    fn from(wanted: Wanted) -> Self {
        Self::Need(wanted)
    }
}

impl From<Error> for Interrupt {
    fn from(error: Error) -> Self {
        Self::Refuse(error)
    }
}

impl From<Problem> for Interrupt {
    fn from(problem: Problem) -> Self {
        Self::Refuse(problem.into())
    }
}

/// Refuses when there is any problem.
pub(crate) fn refuse_if_any(problems: Vec<Problem>) -> Answer<()> {
    Error::of(problems).map_or(Ok(()), |error| Err(Interrupt::Refuse(error)))
}
