//! Random programs of change sets, carried out by a storage and by the one in memory: both must answer alike, and hold
//! the same afterwards.

use super::chance::Chance;
use super::dump::TEAMS;
use super::records::{
    clock, clock_key, command, decision, desk_event, effect, event, job, job_id, leased, message, message_id,
    minute, name, note, organization, organization_id, person, person_id, put_changed, put_clock, put_effect,
    put_job, put_message, put_new, put_organization, put_person, ticket, ticket_id,
};
use super::trial::{Mismatch, NewStorage, Trial, Verdict, no_difference, same};
use crate::change::{Add, ChangeSet, Counter, Erasure, Fired, Put};
use crate::error::{Code, Problem};
use crate::model::{
    Agent, Attachment, Effect, EffectState, Event, EventKind, ExternalId, Job, JobState, Message, Metric,
    Organization, Person, PullPlace, Ticket, TimerCause,
};
use crate::storage::{Key, MemoryStorage, Snapshot};
use crate::time::Timestamp;

/// Carries out `count` random batches on a fresh storage and in memory. Both must answer each change set alike, and
/// hold the same from time to time and in the end. The same seed gives the same program.
pub fn random_change_sets(new: &NewStorage<'_>, seed: u64, count: u32) -> Verdict {
    let tested = Trial::begin(new)?;
    let memory = Trial::begin(&|| std::sync::Arc::new(MemoryStorage::new()))?;
    live(&memory, seed, count, |step, batch, expected| {
        let told = |mismatch: Mismatch| Mismatch(format!("seed {seed}, batch {step}: {}", mismatch.0));
        let answers = tested.storage.commit(batch.to_vec())?.into_iter();
        let found: Vec<_> = answers.map(|answer| answer.map(drop).map_err(|error| error.code())).collect();
        same(&format!("answers to {batch:?}"), found, expected).map_err(told)?;
        if step % 20 == 0 || step == count {
            tested.storage.maintain()?;
            no_difference("afterwards", &tested.everything()?, &memory.everything()?).map_err(told)?;
        }
        Ok(())
    })
}

/// Carries out `count` random batches on a desk in memory, and shows each with its number and what it was answered.
pub(super) fn live(
    memory: &Trial,
    seed: u64,
    count: u32,
    mut see: impl FnMut(u32, &[ChangeSet], Vec<Result<(), Code>>) -> Verdict,
) -> Verdict {
    let mut program = Program { chance: Chance::of(seed), memory, last: 0 };
    for step in 1..=count {
        let (mut batch, mut answers) = (Vec::new(), Vec::new());
        for _ in 0..=program.chance.below(3) {
            let changes = program.change_set()?;
            answers.push(memory.commit(changes.clone()).map(drop).map_err(|error| error.code()));
            batch.push(changes);
        }
        see(step, &batch, answers)?;
    }
    Ok(())
}

/// A program that is being written. It looks at what is in memory, so that most of what it writes fits.
struct Program<'a> {
    chance: Chance,
    memory: &'a Trial,
    /// The last number that was given to a message, an event, an effect, a command or a routing.
    last: u64,
}

impl Program<'_> {
    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn load(&self, key: Key) -> Result<Snapshot, Mismatch> {
        self.memory.load([key])
    }

    fn ticket(&self, n: u64) -> Result<Option<crate::storage::TicketFile>, Mismatch> {
        Ok(self.load(Key::Ticket(ticket_id(n)))?.tickets.remove(&ticket_id(n)))
    }

    fn person(&self, n: u64) -> Result<Option<Person>, Mismatch> {
        Ok(self.load(Key::Person(person_id(n)))?.people.get(&person_id(n)).map(|person| (**person).clone()))
    }

    fn organization(&self, n: u64) -> Result<Option<Organization>, Mismatch> {
        let found = self.load(Key::Organization(organization_id(n)))?;
        Ok(found.organizations.get(&organization_id(n)).map(|found| (**found).clone()))
    }

    /// A duty that may be given out some day.
    fn duty(&mut self) -> Result<Option<Effect>, Mismatch> {
        let found = self.load(Key::EffectsReady { now: Timestamp::MAX, limit: 100 })?;
        let chosen = self.chance.place(found.ready.len());
        Ok(found.ready.get(chosen).and_then(|id| found.effects.get(id)).cloned())
    }

    /// A change set with something wrong in one of three cases, and then with one thing only, so that the answer is
    /// certain.
    fn change_set(&mut self) -> Result<ChangeSet, Mismatch> {
        let mut changes = self.memory.changes([]);
        changes.config_version = self.load(Key::Ticket(ticket_id(0)))?.config_version;
        if !self.chance.one_in(4) {
            self.work_on_a_ticket(&mut changes)?;
        }
        if self.chance.one_in(3) {
            self.change_people(&mut changes)?;
        }
        if self.chance.one_in(4) {
            self.change_team(&mut changes)?;
        }
        if self.chance.one_in(3) {
            self.work_on_a_duty(&mut changes)?;
        }
        if self.chance.one_in(3) {
            self.carry_a_job_on(&mut changes)?;
        }
        if self.chance.one_in(10) {
            let (person, ticket) = (person_id(self.chance.below(6)), ticket_id(self.chance.below(8)));
            let (whole, keep) = (self.chance.one_in(3), vec![name("colour")]);
            changes.puts.push(Put::Erase { erasure: Erasure::Ticket { ticket, person, whole, keep } });
            changes.puts.push(Put::Erase { erasure: Erasure::Person { person } });
        }
        if self.chance.one_in(20) {
            let n = self.next();
            changes.puts.push(Put::Config { document: format!("[{n}]") });
            changes
                .events
                .push(desk_event(n, EventKind::ConfigChanged { config_version: changes.config_version + 1 }));
        }
        if self.chance.one_in(3) {
            self.spoil(&mut changes)?;
        }
        Ok(changes)
    }

    fn work_on_a_ticket(&mut self, changes: &mut ChangeSet) -> Result<(), Mismatch> {
        let n = self.chance.below(8);
        let file = self.ticket(n)?;
        let events = 1 + self.chance.below(3);
        let (mut messages, mut effects) = (0, 0);
        let mut after = self.chance.ticket(n);
        let before = file.map(|file| {
            (messages, effects) = (file.messages, file.effects);
            file.ticket
        });
        let (version, public_version) =
            before.as_ref().map_or((0, 0), |ticket| (ticket.version, ticket.public_version));
        after.version = version + events;
        after.public_version = public_version;
        for version in version + 1..=version + events {
            let public = self.chance.one_in(2);
            after.public_version += u64::from(public);
            changes.events.push(Event {
                public,
                public_version: after.public_version,
                ..event(self.next(), n, version)
            });
        }
        let place = self.place(&after);
        changes.puts.push(match &before {
            Some(before) => put_changed(before, after),
            None => put_new(after),
        });
        changes.puts.push(Put::Place { ticket: ticket_id(n), place });
        for position in messages + 1..=messages + self.chance.below(3) {
            let (m, body) = (self.next(), self.chance.text());
            let written = if self.chance.one_in(3) {
                note(m, n, position, &body)
            } else {
                message(m, n, position, &body)
            };
            let external_id = self.chance.maybe(format!("<{m}@example.org>"));
            let attachments =
                if self.chance.one_in(4) { vec![attached(self.chance.below(3))] } else { Vec::new() };
            changes.puts.push(put_message(Message { attachments, external_id, ..written }));
            changes.command = Some(command(self.next(), n, message_id(m)));
        }
        for position in effects + 1..=effects + self.chance.below(3) {
            changes.effects.push(effect(self.next(), n, position));
        }
        let key = clock_key(self.chance.pick(&["gold", "basic"]), self.chance.pick(&Metric::BUILT_IN));
        let cause = self.chance.pick(&[TimerCause::AutoClose {}, TimerCause::Clock { clock: key.clone() }]);
        let due_at = self.chance.instant();
        let due_at = self.chance.maybe(due_at);
        changes.puts.push(Put::Timer { ticket: self.chance.maybe(ticket_id(n)), cause, due_at });
        if self.chance.one_in(3) {
            let mut running = clock(n, key);
            running.due_at = due_at;
            changes.puts.push(put_clock(running));
        }
        if self.chance.one_in(4) {
            changes.puts.push(Put::Decision { decision: Box::new(decision(self.next(), n)) });
        }
        Ok(())
    }

    /// Where a ticket stands among those that can be taken next, sometimes.
    fn place(&mut self, ticket: &Ticket) -> Option<PullPlace> {
        let team = ticket.team.clone().filter(|_| self.chance.one_in(2))?;
        let (due_by, since) = (self.chance.instant(), self.chance.instant());
        Some(PullPlace { team, due_by, rank: self.chance.pick(&[0, 0, 1, 3]), since })
    }

    fn change_people(&mut self, changes: &mut ChangeSet) -> Result<(), Mismatch> {
        let n = self.chance.below(6);
        let version = self.person(n)?.map_or(0, |person| person.version) + 1;
        let mut changed = Person { version, name: self.chance.text(), ..person(n) };
        if self.chance.one_in(4) {
            changed.key = None;
        }
        changed.addresses.truncate(self.chance.place(2));
        if self.chance.one_in(2) {
            let mut agent = Agent::new(name("agent"));
            agent.teams = TEAMS.iter().filter(|_| self.chance.one_in(2)).map(|team| name(team)).collect();
            agent.active = !self.chance.one_in(4);
            changed.agent = Some(agent);
        }
        changes.puts.push(put_person(changed));
        let n = self.chance.below(4);
        let version = self.organization(n)?.map_or(0, |organization| organization.version) + 1;
        let mut changed = Organization { version, shared: self.chance.one_in(2), ..organization(n) };
        changed.key = changed.key.filter(|_| self.chance.one_in(2));
        changes.puts.push(put_organization(changed));
        Ok(())
    }

    fn change_team(&mut self, changes: &mut ChangeSet) -> Result<(), Mismatch> {
        let team = name(self.chance.pick(&TEAMS));
        let members = self.load(Key::Team(team.clone()))?.teams.remove(&team).unwrap_or_default();
        if let Some(member) = members.first() {
            let after = member.turn.unwrap_or(0) + 1;
            changes.puts.push(Put::Turn { team, person: member.person.id, before: member.turn, after });
        }
        for _ in 0..self.chance.below(3) {
            let counter = Counter::Load { person: person_id(self.chance.below(6)) };
            changes.adds.push(Add { counter, delta: self.chance.pick(&[-2, -1, 1, 2, 3]), at_most: None });
        }
        if self.chance.one_in(3) {
            let team = name(self.chance.pick(&TEAMS));
            let day = self.chance.pick(&[-9, 0, 20_000, 20_001]);
            let counter = Counter::Share { team, day, person: person_id(self.chance.below(6)) };
            changes.adds.push(Add { counter, delta: 1, at_most: None });
        }
        self.fire(changes);
        Ok(())
    }

    fn fire(&mut self, changes: &mut ChangeSet) {
        for _ in 0..self.chance.below(3) {
            let (kind, rule) = super::dump::rule(self.chance.below(4));
            let (times, at) = (1 + self.chance.below(3), minute(self.chance.below(100)));
            changes.fired.push(Fired { kind, rule, times, at });
        }
    }

    fn carry_a_job_on(&mut self, changes: &mut ChangeSet) -> Result<(), Mismatch> {
        let n = self.chance.below(4);
        let mut after = self
            .load(Key::Job(job_id(n)))?
            .jobs
            .remove(&job_id(n))
            .unwrap_or_else(|| Job { version: 0, ..job(n) });
        after.version += 1;
        after.done += self.chance.below(3);
        after.state = self.chance.pick(&[JobState::Running, JobState::Done, JobState::Cancelled]);
        if self.chance.one_in(4) {
            let problem = Problem::new(Code::NothingToDo, self.chance.text());
            after.refuse(Some(ticket_id(n).into()), &problem.into());
        }
        changes.puts.push(put_job(after));
        Ok(())
    }

    fn work_on_a_duty(&mut self, changes: &mut ChangeSet) -> Result<(), Mismatch> {
        let Some(duty) = self.duty()? else { return Ok(()) };
        let put = match duty.state {
            EffectState::Leased { token, .. } if self.chance.one_in(2) => {
                Put::Settled { effect: duty.id, token }
            }
            EffectState::Leased { .. } if self.chance.one_in(4) => {
                let state = EffectState::Parked { reason: self.chance.text() };
                put_effect(&duty, Effect { state, ..duty.clone() })
            }
            EffectState::Leased { .. } => {
                let not_before = minute(self.chance.below(60));
                put_effect(&duty, Effect { state: EffectState::Waiting {}, not_before, ..duty.clone() })
            }
            _ => {
                let until = minute(self.chance.below(60));
                put_effect(&duty, leased(&duty, self.next(), until))
            }
        };
        changes.puts.push(put);
        Ok(())
    }

    /// Makes one thing wrong, if there is something in memory with which it can be.
    fn spoil(&mut self, changes: &mut ChangeSet) -> Result<(), Mismatch> {
        let n = self.chance.below(6);
        let unused = 1_000 + self.next();
        let known = self.ticket(n)?.map(|file| file.ticket);
        let somebody = self.person(n)?;
        let company = self.organization(n)?;
        let flaw = match self.chance.below(17) {
            0 => {
                changes.config_version += 1;
                None
            }
            1 => {
                let first = self.memory.storage.commands(self.memory.desk, 0, 1)?.commands.pop();
                changes.command = first.or_else(|| changes.command.take());
                None
            }
            2 => {
                let counter = Counter::Load { person: person_id(n) };
                changes.adds.push(Add { counter, delta: 1, at_most: Some(-1_000) });
                None
            }
            3 => known.map(|known| put_changed(&Ticket { version: unused, ..known.clone() }, known)),
            4 => known.map(|known| {
                put_new(Ticket {
                    number: format!("T-{unused}"),
                    external_ids: Vec::new(),
                    fold_key: None,
                    ..known
                })
            }),
            5 => known.map(|known| put_new(Ticket { number: known.number, ..ticket(unused) })),
            6 => known.and_then(|known| {
                let external_ids: Vec<ExternalId> = known.external_ids.into_iter().take(1).collect();
                // The ticket may lose the id in the same change set, and then it is free.
                let kept = changes
                    .puts
                    .iter()
                    .all(|put| !matches!(put, Put::Ticket { after, .. } if after.id == known.id));
                (kept && !external_ids.is_empty()).then(|| put_new(Ticket { external_ids, ..ticket(unused) }))
            }),
            7 => known.filter(|_| self.first_message(n).is_some()).and_then(|_| {
                let mut again = self.first_message(n)?;
                (again.position, again.external_id) = (unused, None);
                Some(put_message(again))
            }),
            8 => self
                .first_message(n)
                .filter(|message| message.external_id.is_some())
                .map(|message| put_message(Message { id: message_id(unused), position: unused, ..message })),
            9 => somebody.map(|person| put_person(Person { version: person.version + 5, ..person })),
            10 => somebody
                .filter(|person| person.key.is_some() && !touches_people(changes))
                .map(|person| put_person(Person { key: person.key, ..super::records::person(unused) })),
            11 => somebody.filter(|person| !person.addresses.is_empty() && !touches_people(changes)).map(
                |person| put_person(Person { addresses: person.addresses, ..super::records::person(unused) }),
            ),
            12 => company
                .map(|company| put_organization(Organization { version: company.version + 5, ..company })),
            13 => Some(Put::Turn {
                team: name("support"),
                person: person_id(n),
                before: Some(unused),
                after: unused + 1,
            }),
            14 => self
                .duty()?
                .map(|duty| put_effect(&Effect { attempts: duty.attempts + 5, ..duty.clone() }, duty)),
            15 => Some(put_job(Job { version: unused, ..job(n) })),
            _ => self.duty()?.map(|duty| Put::Settled { effect: duty.id, token: unused }),
        };
        if let Some(flaw) = flaw {
            let place = self.chance.place(changes.puts.len() + 1);
            changes.puts.insert(place, flaw);
        }
        Ok(())
    }

    fn first_message(&self, n: u64) -> Option<Message> {
        let thread = super::trial::whole_thread(ticket_id(n));
        self.memory.storage.thread(self.memory.desk, &thread).ok()?.messages.into_iter().next()
    }
}

/// One of a few files.
fn attached(n: u64) -> Attachment {
    let (name, media_type) = (format!("file-{n}.png"), "image/png".to_owned());
    Attachment { name, media_type, bytes: n, sha256: format!("{n:064x}") }
}

/// Whether a change set writes people, who may give up a key by it.
fn touches_people(changes: &ChangeSet) -> bool {
    changes.puts.iter().any(|put| matches!(put, Put::Person { .. }))
}
