//! Looking things up for a decision.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use super::desk::Desk;
use crate::change::Counter;
use crate::id::{Name, OrganizationId, PersonId, TicketId};
use crate::limits;
use crate::model::{ClockKey, Effect, Metric, PullPlace};
use crate::storage::rules::{is_ready, rows};
use crate::storage::strands::follow_merges;
use crate::storage::{Key, Member, Snapshot, TicketFile, Wanted};
use crate::time::Timestamp;

impl Desk {
    /// What stands under these keys. `number` is what the next ticket will have, should anybody ask for it.
    pub(super) fn load(&self, wanted: Wanted, number: u64) -> Snapshot {
        let mut found = Snapshot { config_version: self.config_version(), ..Snapshot::default() };
        for key in wanted.iter() {
            self.look_up(key, number, &mut found);
        }
        found.asked.add_all(wanted);
        found
    }

    #[allow(clippy::too_many_lines, reason = "one arm for each key")]
    fn look_up(&self, key: &Key, number: u64, found: &mut Snapshot) {
        match key {
            Key::Command(id) => {
                let record = self.command_places.get(id).and_then(|place| self.commands.get(place));
                found.commands.extend(record.map(|record| (*id, record.clone())));
            }
            Key::Ticket(id) => self.find_ticket(*id, found),
            Key::TicketByNumber(number) => {
                if let Some(id) = self.numbers.get(number) {
                    found.numbers.insert(number.clone(), *id);
                    self.find_ticket(*id, found);
                }
            }
            Key::TicketByMessage(message_id) => {
                if let Some(id) = self.message_ids.get(message_id) {
                    found.message_ids.insert(message_id.clone(), *id);
                    self.find_ticket(*id, found);
                }
            }
            Key::TicketByFoldKey(key) => {
                if let Some(id) = self.fold_keys.get(key) {
                    found.fold_keys.insert(key.clone(), *id);
                    self.find_ticket(*id, found);
                }
            }
            Key::Winner(id) => {
                let of = |id: TicketId| {
                    let ticket = self.tickets.get(&id);
                    Ok::<_, Infallible>(ticket.map(|ticket| (ticket.merged_into, ticket.merged_openly)))
                };
                let Ok(end) = follow_merges(*id, of);
                if let Some(winner) = end {
                    found.winners.insert(*id, winner);
                    self.find_ticket(winner.ticket, found);
                }
            }
            Key::OpenLinks(kind, target) => {
                let open = self.linked(*kind, *target, &[false]).take(limits::LINKS_NAMED);
                found.open_links.insert((*kind, *target), open.collect());
            }
            Key::Message(id) => {
                found.messages.extend(self.messages.get(id).map(|message| (*id, message.clone())));
            }
            Key::Person(id) => self.find_person(*id, found),
            Key::PersonByKey(key) => {
                if let Some(id) = self.person_keys.get(key) {
                    found.person_keys.insert(key.clone(), *id);
                    self.find_person(*id, found);
                }
            }
            Key::PersonByAddress(address) => {
                if let Some(id) = self.addresses.get(address) {
                    found.addresses.insert(address.clone(), *id);
                    self.find_person(*id, found);
                }
            }
            Key::Organization(id) => self.find_organization(*id, found),
            Key::OrganizationByKey(key) => {
                if let Some(id) = self.organization_keys.get(key) {
                    found.organization_keys.insert(key.clone(), *id);
                    self.find_organization(*id, found);
                }
            }
            Key::Team(team) => {
                found.teams.insert(team.clone(), self.team(team));
            }
            Key::Queue(team) => {
                found.queues.insert(team.clone(), self.queue(team));
            }
            Key::Pull { team, after, limit } => {
                found.pulls.insert(key.clone(), self.pull(team, after.as_ref(), *limit));
            }
            Key::Load(person) => {
                let load = self.counters.get(&Counter::Load { person: *person });
                found.loads.extend(load.map(|load| (*person, *load)));
            }
            Key::Turn(team, person) => {
                let place = (team.clone(), *person);
                let turn = self.turns.get(&place).copied();
                found.turns.extend(turn.map(|turn| (place, turn)));
            }
            Key::Shares { team, from, to } => {
                found.shares.insert(key.clone(), self.shares(team, *from, *to));
            }
            Key::LatestOwner(requester, besides) => {
                let owner = self.latest_owner(*requester, *besides);
                found.latest_owners.extend(owner.map(|owner| ((*requester, *besides), owner)));
            }
            Key::Number => found.number = Some(number),
            Key::Drawn => found.drawn = Some(self.drawn),
            Key::Job(id) => found.jobs.extend(self.jobs.get(id).map(|job| (*id, job.clone()))),
            Key::Fired(kind, rule) => {
                let place = (*kind, rule.clone());
                found.fired.extend(self.fired.get(&place).copied().map(|fired| (place, fired)));
            }
            Key::Decision(id) => {
                found.decisions.extend(self.decisions.get(id).map(|decision| (*id, decision.clone())));
            }
            Key::TicketsOf { person, after, limit } => {
                found.tickets_of.insert(key.clone(), self.tickets_of(*person, *after, *limit));
            }
            Key::Knows(ticket, person) => {
                let known = self.tickets.get(ticket).filter(|ticket| self.knows(ticket, *person));
                found.knows.extend(known.map(|ticket| (ticket.id, *person)));
            }
            Key::FilesLost(erasure) => {
                found.files_lost.insert(erasure.clone(), self.files_lost(erasure));
            }
            Key::Effect(id) => found.effects.extend(self.effects.get(id).map(|effect| (*id, effect.clone()))),
            Key::EffectsReady { now, limit } => {
                for effect in self.ready(*now, *limit) {
                    found.ready.push(effect.id);
                    found.effects.insert(effect.id, effect.clone());
                }
            }
            Key::Work(ticket) => {
                let ticket_key = Key::from(ticket);
                self.look_up(&ticket_key, number, found);
                let work = found.work_of(ticket);
                work.iter().for_each(|key| self.look_up(key, number, found));
                found.asked.add(ticket_key);
                found.asked.add_all(work);
            }
        }
    }

    fn find_ticket(&self, id: TicketId, found: &mut Snapshot) {
        found.tickets.extend(self.file(id).map(|file| (id, file)));
    }

    /// A ticket with what goes along with it.
    pub(super) fn file(&self, id: TicketId) -> Option<TicketFile> {
        let first_clock = ClockKey { policy: Name::unset(), metric: Metric::FirstReply, cycle: 0 };
        let clocks = self.clocks.run((id, first_clock), |(ticket, _)| *ticket == id);
        let timers = self.timers.run((Some(id), String::new()), |(ticket, _)| *ticket == Some(id));
        Some(TicketFile {
            ticket: self.tickets.get(&id)?.clone(),
            clocks: clocks.map(|(_, clock)| clock.clone()).collect(),
            timers: timers.map(|(_, timer)| timer.clone()).collect(),
            messages: self.heard.get(&id).copied().unwrap_or(0),
            effects: self.given.get(&id).copied().unwrap_or(0),
            place: self.places.get(&id).cloned(),
        })
    }

    fn find_person(&self, id: PersonId, found: &mut Snapshot) {
        found.people.extend(self.people.get(&id).map(|person| (id, Arc::clone(person))));
    }

    fn find_organization(&self, id: OrganizationId, found: &mut Snapshot) {
        found.organizations.extend(self.organizations.get(&id).map(|found| (id, Arc::clone(found))));
    }

    fn team(&self, team: &Name) -> Vec<Member> {
        let members = self.members.run((team.clone(), PersonId::from_bytes([0; 16])), |(of, _)| of == team);
        let member = |id: PersonId| {
            let load = self.counters.get(&Counter::Load { person: id }).copied().unwrap_or(0);
            let turn = self.turns.get(&(team.clone(), id)).copied();
            self.people.get(&id).map(|person| Member { person: Arc::clone(person), load, turn })
        };
        members.filter_map(|((_, id), ())| member(*id)).collect()
    }

    fn queue(&self, team: &Name) -> Vec<TicketId> {
        let first = (team.clone(), Timestamp::MIN, TicketId::from_bytes([0; 16]));
        let waiting = self.queues.run(first, |(of, ..)| of == team);
        waiting.map(|((.., ticket), ())| *ticket).take(limits::TICKETS_PER_COMMAND).collect()
    }

    fn pull(
        &self,
        team: &Name,
        after: Option<&(PullPlace, TicketId)>,
        limit: u32,
    ) -> Vec<(PullPlace, TicketId)> {
        let (due_by, since) = (Timestamp::MIN, Timestamp::MIN);
        let place = PullPlace { team: team.clone(), due_by, rank: 0, since };
        let first = (place, TicketId::from_bytes([0; 16]));
        let run = self.pulls.run(after.cloned().unwrap_or(first), |(place, _)| place.team == *team);
        run.map(|(at, ())| at.clone()).filter(|at| Some(at) != after).take(rows(limit)).collect()
    }

    fn shares(&self, team: &Name, from: i32, to: i32) -> BTreeMap<PersonId, i64> {
        let of =
            |day, byte| Counter::Share { team: team.clone(), day, person: PersonId::from_bytes([byte; 16]) };
        let mut shares = BTreeMap::new();
        for (counter, count) in self.counters.range(of(from, 0)..=of(to, u8::MAX)) {
            if let Counter::Share { person, .. } = counter {
                *shares.entry(*person).or_default() += count;
            }
        }
        shares
    }

    fn latest_owner(&self, requester: PersonId, besides: Option<TicketId>) -> Option<PersonId> {
        let first = (requester, Timestamp::MIN, TicketId::from_bytes([0; 16]));
        let last = (requester, Timestamp::MAX, TicketId::from_bytes([u8::MAX; 16]));
        let others = self.asked.range(first..=last).rev().filter(|((.., id), ())| Some(*id) != besides);
        let latest = others.take(limits::KNOWN_TICKETS as usize);
        latest.filter_map(|((.., id), ())| self.tickets.get(id)).find_map(|ticket| ticket.owner)
    }

    /// Effects that can be given out now: of each ticket the first in its outbox at the most.
    fn ready(&self, now: Timestamp, limit: u32) -> Vec<&Effect> {
        let mut ready = Vec::new();
        let mut last = None;
        for ((ticket, _), id) in self.outbox.iter() {
            if last.replace(*ticket) != Some(*ticket) {
                ready.extend(self.effects.get(id).filter(|effect| is_ready(effect, now)));
            }
        }
        ready.sort_by_key(|effect| (effect.at, effect.id));
        ready.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        ready
    }
}
