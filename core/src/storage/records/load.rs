//! Looking things up for a decision.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::keys::{self, Keys};
use super::stored::{Duty, File, Given, Load, Share, Turn};
use super::view::{PIECE, View};
use crate::change::Fired;
use crate::command::RuleKind;
use crate::error::{Error, Result};
use crate::id::{Name, PersonId, TicketId};
use crate::limits;
use crate::model::{AssignmentDecision, Effect, Job, LinkKind, Message, Organization, Person};
use crate::storage::rules::{is_ready, rows};
use crate::storage::strands::follow_merges;
use crate::storage::{Key, Member, Snapshot, TicketFile, Wanted};
use crate::time::Timestamp;

/// The records that are wanted by their very keys.
pub(super) fn ahead(keys: Keys, wanted: &Wanted) -> Vec<String> {
    let by_key = |key: &Key| match key {
        Key::Command(id) => Some(keys.command(*id)),
        Key::Ticket(id) | Key::Winner(id) => Some(keys.ticket(*id)),
        Key::Message(id) => Some(keys.message(*id)),
        Key::Person(id) => Some(keys.person(*id)),
        Key::Organization(id) => Some(keys.organization(*id)),
        Key::Decision(id) => Some(keys.decision(*id)),
        Key::Job(id) => Some(keys.job(*id)),
        Key::Effect(id) => Some(keys.effect(*id)),
        Key::Fired(kind, rule) => Some(keys.fired(kind.as_str(), rule)),
        _ => None,
    };
    wanted.iter().filter_map(by_key).collect()
}

impl View<'_> {
    /// What stands under these keys. `number` is what the next ticket will have, should anybody ask for it.
    pub(super) fn load(&mut self, wanted: Wanted, number: u64) -> Result<Snapshot> {
        self.fetch(ahead(self.keys, &wanted))?;
        let mut found = Snapshot { config_version: self.root.config_version, ..Snapshot::default() };
        for key in wanted.iter() {
            self.look_up(key, number, &mut found)?;
        }
        found.asked.add_all(wanted);
        Ok(found)
    }

    fn find_fired(&mut self, kind: RuleKind, rule: &Name, found: &mut Snapshot) -> Result<()> {
        let fired = self.one::<Fired>(&self.keys.fired(kind.as_str(), rule))?;
        found.fired.extend(fired.map(|it| ((it.kind, it.rule), (it.times, it.at))));
        Ok(())
    }

    #[allow(clippy::too_many_lines, reason = "one arm for each key")]
    fn look_up(&mut self, key: &Key, number: u64, found: &mut Snapshot) -> Result<()> {
        let keys = self.keys;
        match key {
            Key::Command(id) => {
                let given = self.one::<Given>(&keys.command(*id))?;
                found.commands.extend(given.map(|given| (*id, given.record)));
            }
            Key::Ticket(id) => {
                let file = self.one::<File>(&keys.ticket(*id))?;
                found.tickets.extend(file.map(|file| (*id, file.seen())));
            }
            Key::TicketByNumber(number) => {
                if let Some(file) = self.by_entry::<File>(&keys.ticket_number(number))? {
                    found.numbers.insert(number.clone(), file.ticket.id);
                    found.tickets.insert(file.ticket.id, file.seen());
                }
            }
            Key::TicketByMessage(message_id) => {
                if let Some(id) = self.ticket_of_message(message_id)? {
                    found.message_ids.insert(message_id.clone(), id);
                    let file = self.one::<File>(&keys.ticket(id))?;
                    found.tickets.extend(file.map(|file| (id, file.seen())));
                }
            }
            Key::TicketByFoldKey(key) => {
                if let Some(file) = self.by_entry::<File>(&keys.fold_key(key))? {
                    found.fold_keys.insert(key.clone(), file.ticket.id);
                    found.tickets.insert(file.ticket.id, file.seen());
                }
            }
            Key::Winner(id) => self.find_winner(*id, found)?,
            Key::OpenLinks(kind, target) => {
                found.open_links.insert((*kind, *target), self.open_links(*kind, *target)?);
            }
            Key::Message(id) => {
                let message = self.one::<Message>(&keys.message(*id))?;
                found.messages.extend(message.map(|message| (*id, message)));
            }
            Key::Person(id) => {
                let person = self.one::<Person>(&keys.person(*id))?;
                found.people.extend(person.map(|person| (*id, Arc::new(person))));
            }
            Key::PersonByKey(key) => {
                let id = self.person_by(&keys.person_key(key), found)?;
                found.person_keys.extend(id.map(|id| (key.clone(), id)));
            }
            Key::PersonByAddress(address) => {
                let id = self.person_by(&keys.address(address), found)?;
                found.addresses.extend(id.map(|id| (address.clone(), id)));
            }
            Key::Organization(id) => {
                let organization = self.one::<Organization>(&keys.organization(*id))?;
                found.organizations.extend(organization.map(|organization| (*id, Arc::new(organization))));
            }
            Key::OrganizationByKey(key) => {
                if let Some(organization) = self.by_entry::<Organization>(&keys.organization_key(key))? {
                    found.organization_keys.insert(key.clone(), organization.id);
                    found.organizations.insert(organization.id, Arc::new(organization));
                }
            }
            Key::Team(team) => {
                let members = self.team(team)?;
                found.teams.insert(team.clone(), members);
            }
            Key::Queue(team) => {
                let queue = self.queue(team)?;
                found.queues.insert(team.clone(), queue);
            }
            Key::Pull { team, after, limit } => {
                let from = match after {
                    Some((place, ticket)) => keys::just_after(&keys.pull(place, *ticket)),
                    None => keys.pulls(team),
                };
                let until = keys::after_all(&keys.pulls(team));
                let mut next = Vec::new();
                self.walk::<File>((from, until), false, (*limit).clamp(1, PIECE), |_, file| {
                    if next.len() >= rows(*limit) {
                        return Ok(ControlFlow::Break(()));
                    }
                    next.extend(file.place.map(|place| (place, file.ticket.id)));
                    Ok(ControlFlow::Continue(()))
                })?;
                found.pulls.insert(key.clone(), next);
            }
            Key::Load(person) => {
                let load = self.one::<Load>(&keys.load(*person))?;
                found.loads.extend(load.map(|load| (*person, load.weight)));
            }
            Key::Turn(team, person) => {
                let turn = self.one::<Turn>(&keys.turn(team, *person))?;
                found.turns.extend(turn.map(|turn| ((team.clone(), *person), turn.place)));
            }
            Key::Shares { team, from, to } => {
                let (from, until) = (keys.shares(team, *from), keys::after_all(&keys.shares(team, *to)));
                let mut shares = BTreeMap::new();
                self.walk::<Share>((from, until), false, PIECE, |_, share| {
                    *shares.entry(share.person).or_default() += share.count;
                    Ok(ControlFlow::Continue(()))
                })?;
                found.shares.insert(key.clone(), shares);
            }
            Key::LatestOwner(requester, besides) => {
                let owner = self.latest_owner(*requester, *besides)?;
                found.latest_owners.extend(owner.map(|owner| ((*requester, *besides), owner)));
            }
            Key::Number => found.number = Some(number),
            Key::Drawn => found.drawn = Some(self.root.drawn),
            Key::Job(id) => found.jobs.extend(self.one::<Job>(&keys.job(*id))?.map(|job| (*id, job))),
            Key::Fired(kind, rule) => self.find_fired(*kind, rule, found)?,
            Key::Decision(id) => {
                let decision = self.one::<AssignmentDecision>(&keys.decision(*id))?;
                found.decisions.extend(decision.map(|decision| (*id, decision)));
            }
            Key::TicketsOf { person, after, limit } => {
                found.tickets_of.insert(key.clone(), self.tickets_of(*person, *after, *limit)?);
            }
            Key::Knows(ticket, person) => {
                if self.knows(*ticket, *person)? {
                    found.knows.insert((*ticket, *person));
                }
            }
            Key::FilesLost(erasure) => {
                found.files_lost.insert(erasure.clone(), self.files_lost(erasure)?);
            }
            Key::Effect(id) => {
                let duty = self.one::<Duty>(&keys.effect(*id))?;
                found.effects.extend(duty.map(|duty| (*id, duty.effect)));
            }
            Key::EffectsReady { now, limit } => {
                for effect in self.ready(*now, *limit)? {
                    found.ready.push(effect.id);
                    found.effects.insert(effect.id, effect);
                }
            }
            Key::Work(ticket) => {
                let ticket_key = Key::from(ticket);
                self.look_up(&ticket_key, number, found)?;
                let work = found.work_of(ticket);
                work.iter().try_for_each(|key| self.look_up(key, number, found))?;
                found.asked.add(ticket_key);
                found.asked.add_all(work);
            }
        }
        Ok(())
    }

    /// The tickets that name another one and are still to be done.
    fn open_links(&mut self, kind: LinkKind, target: TicketId) -> Result<Vec<TicketId>> {
        let from = self.keys.open_links(kind.as_str(), target);
        let most = u32::try_from(limits::LINKS_NAMED).unwrap_or(u32::MAX);
        let open = self.run::<File>(&from, &keys::after_all(&from), false, most)?;
        Ok(open.into_iter().map(|(_, file)| file.ticket.id).collect())
    }

    /// Finds the one person that has an entry.
    fn person_by(&mut self, entry: &str, found: &mut Snapshot) -> Result<Option<PersonId>> {
        let person = self.by_entry::<Person>(entry)?;
        Ok(person.map(|person| {
            let id = person.id;
            found.people.insert(id, Arc::new(person));
            id
        }))
    }

    /// Finds where the merges of a ticket end.
    fn find_winner(&mut self, id: TicketId, found: &mut Snapshot) -> Result<()> {
        let keys = self.keys;
        let of = |id: TicketId| {
            let file = self.one::<File>(&keys.ticket(id))?;
            Ok::<_, Error>(file.map(|file| (file.ticket.merged_into, file.ticket.merged_openly)))
        };
        if let Some(winner) = follow_merges(id, of)? {
            found.winners.insert(id, winner);
            let file = self.one::<File>(&keys.ticket(winner.ticket))?;
            found.tickets.extend(file.map(|file| (winner.ticket, file.seen())));
        }
        Ok(())
    }

    fn ticket_of_message(&mut self, message_id: &str) -> Result<Option<TicketId>> {
        let message = self.by_entry::<Message>(&self.keys.message_id(message_id))?;
        Ok(message.map(|message| message.ticket))
    }

    fn team(&mut self, team: &Name) -> Result<Vec<Member>> {
        let keys = self.keys;
        let people = self.all::<Person>(&keys.team(team))?;
        self.fetch(people.iter().flat_map(|person| [keys.load(person.id), keys.turn(team, person.id)]))?;
        let member = |person: Person| {
            let load = self.one::<Load>(&keys.load(person.id))?.map_or(0, |load| load.weight);
            let turn = self.one::<Turn>(&keys.turn(team, person.id))?.map(|turn| turn.place);
            Ok(Member { person: Arc::new(person), load, turn })
        };
        people.into_iter().map(member).collect()
    }

    fn queue(&mut self, team: &Name) -> Result<Vec<TicketId>> {
        let (from, most) = (self.keys.queue(team), limits::TICKETS_PER_COMMAND);
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        let waiting = self.run::<File>(&from, &keys::after_all(&from), false, most)?;
        Ok(waiting.into_iter().map(|(_, file)| file.ticket.id).collect())
    }

    fn latest_owner(&mut self, requester: PersonId, besides: Option<TicketId>) -> Result<Option<PersonId>> {
        let from = self.keys.requester(requester);
        let most = limits::KNOWN_TICKETS + u32::from(besides.is_some());
        let latest = self.run::<File>(&from, &keys::after_all(&from), true, most)?;
        let others = latest.into_iter().filter(|(_, file)| Some(file.ticket.id) != besides);
        Ok(others.take(rows(limits::KNOWN_TICKETS)).find_map(|(_, file)| file.ticket.owner))
    }

    /// Effects that can be given out now, oldest first. Those that are leased or come later are passed over.
    fn ready(&mut self, now: Timestamp, limit: u32) -> Result<Vec<Effect>> {
        let mut ready = Vec::new();
        let from = self.keys.ready();
        let until = keys::after_all(&from);
        let piece = limit.saturating_add(1).min(PIECE);
        self.walk::<Duty>((from, until), false, piece, |_, duty| {
            if ready.len() >= rows(limit) {
                return Ok(ControlFlow::Break(()));
            }
            ready.extend(Some(duty.effect).filter(|effect| is_ready(effect, now)));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(ready)
    }
}

impl File {
    /// The ticket as a decision sees it.
    pub(super) fn seen(self) -> TicketFile {
        let Self { ticket, clocks, timers, messages, effects, place, .. } = self;
        TicketFile { ticket, clocks, timers, messages, effects, place }
    }
}
