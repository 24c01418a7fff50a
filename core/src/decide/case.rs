//! A ticket on the desk of a decision: as it was, as it is by now, and everything that goes along with it.

use super::draft::Draft;
use super::moves::{self, Turn};
use super::then::{self, Next};
use super::{Answer, assign, clocks, engine_jobs, notify, pull, queue, rules};
use crate::assignment;
use crate::automation::Occasion;
use crate::change::Put;
use crate::config::Config;
use crate::error::{Code, Problem};
use crate::id::{CommandId, Name, PersonId};
use crate::model::{
    By, Cause, Clock, Effect, EffectKind, Event, EventKind, LinkKind, Message, Ticket, TicketRef, Timer,
    TimerCause,
};
use crate::sla;
use crate::snapshot::TicketFile;
use crate::time::Timestamp;
use crate::workflow::{Status, Workflow};

/// A ticket that a decision works on. It moves in steps: each changes [`Case::ticket`], and [`Case::settle`] makes the
/// difference to the step before a fact, lets the clocks see it, and tells whom it concerns.
pub(super) struct Case {
    /// As it is by now.
    pub(super) ticket: Ticket,
    /// As it was at the beginning of the command's own changes: what rules compare with. Nothing for a new ticket.
    pub(super) root: Option<Ticket>,
    /// As it was when an owner was looked for since then, and nobody could take it.
    pub(super) looked: Option<Ticket>,
    /// As it was when it was loaded; nothing for a new one.
    loaded: Option<TicketFile>,
    /// As it was when the last step was settled.
    settled: Ticket,
    /// Its clocks by now.
    pub(super) clocks: Vec<Clock>,
    /// Messages of its conversation.
    pub(super) messages: u64,
    effects: u64,
    /// Whether a member of staff opened it.
    pub(super) opened_by_staff: bool,
    /// What was due once and has been tried by this command.
    pub(super) tried: Vec<(TimerCause, Timestamp)>,
    /// Who owned it last, or the ticket that it carries on.
    pub(super) previous: Option<PersonId>,
    /// Who solved or closed it, when this command did.
    ended_by: Option<By>,
    /// As which the caller asked for it.
    asked: Option<TicketRef>,
    /// What is left to do of moves, once their step is settled.
    pub(super) next: Vec<Next>,
}

/// One step: who takes it, when, and how many rules stand behind it.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) by: By,
    pub(super) at: Timestamp,
    pub(super) depth: u8,
}

impl Act {
    pub(super) const fn of(by: By, at: Timestamp) -> Self {
        Self { by, at, depth: 0 }
    }

    pub(super) const fn system(at: Timestamp) -> Self {
        Self::of(By::System {}, at)
    }

    fn cause(&self, command: CommandId, public: bool) -> Cause {
        Cause { at: self.at, by: self.by.clone(), command, depth: self.depth, public }
    }
}

impl Case {
    /// A ticket that is about to be created.
    pub(super) fn new(ticket: Ticket, opened_by_staff: bool) -> Self {
        let settled = Ticket::blank(ticket.id);
        Self {
            ticket,
            root: None,
            looked: None,
            loaded: None,
            settled,
            clocks: Vec::new(),
            messages: 0,
            effects: 0,
            opened_by_staff,
            tried: Vec::new(),
            previous: None,
            ended_by: None,
            asked: None,
            next: Vec::new(),
        }
    }

    /// A ticket as it was loaded.
    pub(super) fn loaded(file: &TicketFile) -> Self {
        Self {
            ticket: file.ticket.clone(),
            root: Some(file.ticket.clone()),
            looked: None,
            settled: file.ticket.clone(),
            clocks: file.clocks.clone(),
            messages: file.messages,
            effects: file.effects,
            opened_by_staff: sla::was_opened_by_staff(&file.ticket, &file.clocks),
            tried: Vec::new(),
            previous: file.ticket.owner,
            ended_by: None,
            asked: None,
            next: Vec::new(),
            loaded: Some(file.clone()),
        }
    }

    /// The timers that were loaded.
    pub(super) fn timers(&self) -> &[Timer] {
        self.loaded.as_ref().map_or(&[], |file| file.timers.as_slice())
    }

    /// As it was when it was loaded; nothing for a new one.
    pub(super) fn before(&self) -> Option<&Ticket> {
        self.loaded.as_ref().map(|file| &file.ticket)
    }

    /// As it was when the last step was settled; blank for a new one.
    pub(super) const fn settled(&self) -> &Ticket {
        &self.settled
    }

    /// Whether something has changed since the last step was settled.
    pub(super) fn is_unsettled(&self) -> bool {
        self.ticket != self.settled
    }

    /// Refuses the ticket to a caller who does not see it as it is by now.
    pub(super) fn expect_seen(&self, who: &super::Who<'_>) -> Answer<()> {
        let Some(asked) = &self.asked else { return Ok(()) };
        who.rights.reach(Some(&self.ticket), asked)?;
        Ok(())
    }

    /// From here on rules compare with the ticket as it is now, and who owns it now is who had it before.
    pub(super) fn begin_root(&mut self) {
        self.root = Some(self.ticket.clone());
        self.looked = None;
        self.previous = self.ticket.owner;
    }

    /// Ends a step: what has changed becomes a fact of this kind, and the clocks see it.
    pub(super) fn settle(
        &mut self,
        draft: &mut Draft<'_>,
        act: &Act,
        kind: EventKind,
        message: Option<&Message>,
    ) -> Answer<()> {
        let public = message.is_some_and(|message| message.public);
        self.end_step(draft, act, kind, message, public)
    }

    /// The same for a step without a message, of which customers may know or not.
    pub(super) fn settle_for(
        &mut self,
        draft: &mut Draft<'_>,
        act: &Act,
        kind: EventKind,
        public: bool,
    ) -> Answer<()> {
        self.end_step(draft, act, kind, None, public)
    }

    fn end_step(
        &mut self,
        draft: &mut Draft<'_>,
        act: &Act,
        kind: EventKind,
        message: Option<&Message>,
        public: bool,
    ) -> Answer<()> {
        let created = matches!(kind, EventKind::TicketCreated {});
        if self.ticket.category.is_done() && !self.settled.category.is_done() && !created {
            self.ended_by = Some(act.by.clone());
        }
        let alarm = self.keep_books(draft, act);
        self.tell_assignees(draft, act);
        let cause = act.cause(draft.command, public);
        let event = Event::of_ticket(draft.next_event(), cause, kind, &self.settled, &mut self.ticket);
        draft.event(event);
        let calendars = clocks::calendars_of(draft, self)?;
        let news = {
            let workflow = workflow_of(draft.config, &self.ticket);
            let terms = draft.terms(workflow);
            let moment = sla::Moment {
                at: act.at,
                before: (!created).then_some(&self.settled),
                after: &self.ticket,
                message,
                opened_by_staff: self.opened_by_staff,
                by_agent: matches!(act.by, By::Agent { .. }),
                calendars,
            };
            sla::observe(&terms, &mut self.clocks, &moment)?
        };
        let turn = Turn::of(&self.settled, &self.ticket);
        self.settled.clone_from(&self.ticket);
        if alarm {
            self.alarm(draft, act.at);
        }
        for item in news {
            self.report(draft, item)?;
        }
        if turn.solved && !created {
            notify::tell_solved(draft, self, act.at);
        }
        if turn.assigned && !created {
            moves::after_assignment(draft, self, act.at)?;
        }
        Ok(())
    }

    /// Makes the ticket what it shall always have been: no fact tells of it.
    pub(super) fn rewrite(&mut self, change: impl FnOnce(&mut Ticket)) {
        change(&mut self.ticket);
        self.settled.clone_from(&self.ticket);
        self.root = Some(self.ticket.clone());
    }

    /// Adds a fact that changes no field.
    pub(super) fn fact(&mut self, draft: &mut Draft<'_>, act: &Act, kind: EventKind) {
        self.fact_for(draft, act, kind, false);
    }

    /// The same for a fact of which customers may know or not.
    pub(super) fn fact_for(&mut self, draft: &mut Draft<'_>, act: &Act, kind: EventKind, public: bool) {
        let cause = act.cause(draft.command, public);
        let event = Event::of_ticket(draft.next_event(), cause, kind, &self.settled, &mut self.ticket);
        self.settled.clone_from(&self.ticket);
        draft.event(event);
    }

    /// Whether customers see the ticket as its status stands. Where they do not, they are told nothing of it either.
    pub(super) fn is_public(&self, config: &Config) -> bool {
        workflow_of(config, &self.ticket).status(&self.ticket.status).is_none_or(Status::is_public)
    }

    /// Puts a duty of the host into the outbox.
    pub(super) fn duty(&mut self, draft: &mut Draft<'_>, at: Timestamp, kind: EffectKind) {
        self.effects += 1;
        let effect = Effect::waiting(draft.next_effect(), self.ticket.id, self.effects, at, kind);
        draft.effect(effect);
    }

    /// Tells those who are assigned by this step, but for the one who does it.
    fn tell_assignees(&mut self, draft: &mut Draft<'_>, act: &Act) {
        let is_news = |person: &&PersonId| {
            !self.settled.assignees.contains(person) && act.by.person() != Some(**person)
        };
        let to: Vec<_> = self.ticket.assignees.iter().filter(is_news).copied().collect();
        if !to.is_empty() {
            self.duty(draft, act.at, EffectKind::Assigned { to });
        }
    }

    /// Ends the work on the ticket: rules have run, and what is to be written is handed over.
    pub(super) fn finish(
        mut self,
        draft: &mut Draft<'_>,
        occasion: Occasion,
        message: Option<&Message>,
    ) -> Answer<()> {
        then::carry_on(draft, &mut self)?;
        let at = self.ticket.updated_at;
        self.conclude(draft, occasion, message, at)?;
        draft.about(&self.ticket);
        self.leave(draft)
    }

    /// Ends what a command or a timer did by itself: an owner is looked for where the ticket asks for one anew, and rules
    /// run.
    pub(super) fn conclude(
        &mut self,
        draft: &mut Draft<'_>,
        occasion: Occasion,
        message: Option<&Message>,
        at: Timestamp,
    ) -> Answer<()> {
        // Rules are about work.
        if !self.ticket.standing.is_active() {
            return Ok(());
        }
        assign::look_again(draft, self, at)?;
        rules::run(draft, self, occasion, message, at)
    }

    /// Hands over what is to be written, and looks again at what waits for the one who has less to do by it.
    pub(super) fn leave(mut self, draft: &mut Draft<'_>) -> Answer<()> {
        let at = self.ticket.updated_at;
        assign::look_again(draft, &mut self, at)?;
        if let Some(by) = self.ended_by.clone().filter(|_| self.ticket.category.is_done()) {
            let id = self.ticket.id;
            if !draft.snapshot.open_links(LinkKind::Problem, id)?.is_empty() {
                engine_jobs::solve_incidents(draft, id, by, self.ticket.updated_at);
            }
        }
        let moved = assignment::load_changes(self.before(), &self.ticket);
        let relieved = moved.into_iter().find(|(_, delta)| *delta < 0);
        let Some((person, _)) = relieved else {
            self.write(draft);
            return Ok(());
        };
        let (cause, at) = (queue::Cause::of(draft.config, &self.ticket), self.ticket.updated_at);
        self.write(draft);
        queue::after_relief(draft, person, &cause, at)
    }

    /// Hands over what is to be written.
    pub(super) fn write(self, draft: &mut Draft<'_>) {
        let before = self.loaded.as_ref().map(|file| &file.ticket);
        for (person, delta) in assignment::load_changes(before, &self.ticket) {
            draft.load(person, delta);
        }
        let id = self.ticket.id;
        for (cause, due_at) in self.timer_changes(draft) {
            draft.put(Put::Timer { ticket: Some(id), cause, due_at });
        }
        let place = pull::pull_place(draft.config, &self.ticket, &self.clocks);
        if place != self.loaded.as_ref().and_then(|file| file.place.clone()) {
            draft.put(Put::Place { ticket: id, place });
        }
        let known = self.loaded.as_ref().map_or(&[][..], |file| file.clocks.as_slice());
        for clock in &self.clocks {
            if !known.contains(clock) {
                draft.put(Put::Clock { clock: Box::new(clock.clone()) });
            }
        }
        if before != Some(&self.ticket) {
            let before = self.loaded.map(|file| Box::new(file.ticket));
            draft.put(Put::Ticket { before, after: Box::new(self.ticket) });
        }
    }
}

/// The workflow that a ticket follows. Where a later configuration has it no more, the ticket is read by the one that
/// its type or team follows now, so that it can be worked on and time goes on for it; the next change of it makes that so.
pub fn workflow_of<'a>(config: &'a Config, ticket: &Ticket) -> &'a Workflow {
    let own = config.workflow(&ticket.workflow);
    own.unwrap_or_else(|| config.workflow_of(ticket))
}

/// The ticket that a caller names, when they may see it. Hidden looks exactly like missing.
pub(super) fn open(draft: &mut Draft<'_>, who: &super::Who<'_>, ticket: &TicketRef) -> Answer<Case> {
    let file = match ticket {
        TicketRef::Id(id) => draft.snapshot.ticket(*id)?,
        TicketRef::Number(number) => draft.snapshot.ticket_by_number(number)?,
    };
    let Some(file) = file else {
        who.rights.reach(None, ticket)?;
        return Err(Problem::new(Code::InternalError, "a ticket that is not there was reached").into());
    };
    let mut case = draft.case(file)?;
    case.asked = Some(ticket.clone());
    // What was due before may have brought it to them, or may yet take it away.
    if !who.rights.sees(&case.ticket) {
        super::fire::fire_before(draft, &mut case, draft.now)?;
        case.expect_seen(who)?;
    }
    Ok(case)
}

/// The name of an automatic move or event, which the library itself defines.
pub(super) fn word(text: &'static str) -> Name {
    Name::known(text)
}
