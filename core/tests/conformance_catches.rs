//! The checks find what is wrong with a storage, and say which obligation it breaks.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail by a panic, as tests do")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ticketkit::Result;
use ticketkit::change::{ChangeSet, CommandRecord, Counter, Erasure, Put};
use ticketkit::condition::Predicate;
use ticketkit::id::DeskId;
use ticketkit::model::{EffectState, Job, Timer};
use ticketkit::query::{Audience, Count, CountQuery, MessagePage, ThreadQuery, TicketPage, TicketQuery};
use ticketkit::storage::conformance::{CHECKS, Layer, Layered, failures};
use ticketkit::storage::{
    CommandPage, Committed, JobsQuery, Kept, KeptKind, Key, MemoryStorage, Share, Snapshot, Storage, Wanted,
};
use ticketkit::time::{Span, Timestamp};

mod stage;

/// What is wrong with a storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    LosesMessages,
    LosesDecisions,
    KnowsNobody,
    TakesStaleJobs,
    ListsAllJobs,
    WritesHalf,
    WritesOnlyTheFirst,
    IgnoresTicketVersions,
    IgnoresConfigurations,
    IgnoresBounds,
    SettlesForAnybody,
    ReversesEvents,
    LosesPublicity,
    TrimsSubjects,
    ForgetsWhatWasAsked,
    LoadsOnlyTheFirst,
    GivesOutTooEarly,
    DrawsTheSameNumber,
    ShowsEverything,
    CountsEverything,
    SkipsARow,
    TakesAnyCursor,
    FindsNotes,
    FindsLate,
    ShowsNotes,
    LeavesTextsOut,
    IgnoresShares,
    FiresTooEarly,
    DeletesAll,
    StaysOpen,
    WorksOnWhilePaused,
    ErasesNothing,
    ErasesEverything,
    ForgetsPlaces,
    CountsNoShares,
    KnowsNoLoad,
    KnowsNoWork,
    ScansOneLess,
    ScansWithoutLeases,
    RestoresFromOne,
    RestoresNoClocks,
}

/// Each fault, and the check that is meant for it.
const FAULTS: [(Fault, &str); 41] = [
    (Fault::LosesMessages, "a_conversation_is_read_by_position"),
    (Fault::LosesDecisions, "records_are_found_as_they_were_written"),
    (Fault::KnowsNobody, "the_latest_owner_is_that_of_the_last_ticket_made"),
    (Fault::TakesStaleJobs, "a_stale_job_conflicts"),
    (Fault::ListsAllJobs, "jobs_are_listed_by_id"),
    (Fault::WritesHalf, "the_others_of_a_batch_go_on"),
    (Fault::WritesOnlyTheFirst, "a_batch_is_written_in_its_order"),
    (Fault::IgnoresTicketVersions, "a_stale_ticket_conflicts"),
    (Fault::IgnoresConfigurations, "an_old_configuration_conflicts"),
    (Fault::IgnoresBounds, "a_bound_holds_a_counter_that_grows"),
    (Fault::SettlesForAnybody, "a_lost_lease_conflicts"),
    (Fault::ReversesEvents, "the_feed_is_in_the_order_of_commits"),
    (Fault::LosesPublicity, "every_sort_of_event_comes_back"),
    (Fault::TrimsSubjects, "odd_texts_come_back_unchanged"),
    (Fault::ForgetsWhatWasAsked, "what_is_not_there_is_known_not_to_be"),
    (Fault::GivesOutTooEarly, "a_duty_waits_for_its_time"),
    (Fault::DrawsTheSameNumber, "a_number_is_drawn_once"),
    (Fault::LoadsOnlyTheFirst, "a_decision_is_shown_what_it_asks_for"),
    (Fault::ShowsEverything, "what_may_not_be_seen_is_never_shown"),
    (Fault::CountsEverything, "what_may_not_be_seen_is_never_shown"),
    (Fault::SkipsARow, "pages_go_on_exactly"),
    (Fault::TakesAnyCursor, "a_cursor_of_another_question_is_refused"),
    (Fault::FindsNotes, "customers_do_not_find_notes"),
    (Fault::FindsLate, "a_message_is_found_at_once"),
    (Fault::ShowsNotes, "customers_read_public_messages_only"),
    (Fault::LeavesTextsOut, "commands_come_back_as_they_were_given"),
    (Fault::IgnoresShares, "shares_part_the_timers"),
    (Fault::FiresTooEarly, "a_timer_is_due_from_its_instant_on"),
    (Fault::DeletesAll, "deleting_a_desk_leaves_the_others"),
    (Fault::StaysOpen, "after_closing_everything_answers_closed"),
    (Fault::WorksOnWhilePaused, "while_paused_everything_answers_paused"),
    (Fault::ErasesNothing, "histories_are_erased"),
    (Fault::ErasesEverything, "what_messages_say_is_erased"),
    (Fault::ForgetsPlaces, "what_can_be_taken_next_stands_in_its_order"),
    (Fault::CountsNoShares, "what_members_were_given_adds_up_over_days"),
    (Fault::KnowsNoLoad, "a_load_is_found_by_the_agent"),
    (Fault::KnowsNoWork, "the_work_of_a_ticket_is_its_owner_and_its_queue"),
    (Fault::ScansOneLess, "a_scan_fills_its_page"),
    (Fault::ScansWithoutLeases, "every_record_is_scanned_as_it_is"),
    (Fault::RestoresFromOne, "a_desk_is_put_together_as_it_was"),
    (Fault::RestoresNoClocks, "a_desk_is_put_together_as_it_was"),
];

/// A storage in memory with a fault. It carries out decisions by loading and committing, as every storage does that has
/// no `write` of its own.
#[derive(Debug)]
struct Faulty {
    inner: MemoryStorage,
    fault: Fault,
    /// Whether all work that was put off is done.
    maintained: AtomicBool,
}

fn faulty(fault: Fault) -> Arc<dyn Storage> {
    let (inner, maintained) = (MemoryStorage::new(), AtomicBool::new(true));
    Layered::over(&Arc::new(Faulty { inner, fault, maintained }))
}

impl Faulty {
    /// What becomes of a change set before it is written.
    fn twisted(&self, mut changes: ChangeSet) -> Result<ChangeSet> {
        match self.fault {
            Fault::LosesMessages => changes.puts.retain(|put| !matches!(put, Put::Message { .. })),
            Fault::LosesDecisions => changes.puts.retain(|put| !matches!(put, Put::Decision { .. })),
            Fault::ErasesNothing => changes.puts.retain(|put| !matches!(put, Put::Erase { .. })),
            Fault::IgnoresConfigurations => {
                changes.config_version = self.inner.load(changes.desk, &Wanted::nothing())?.config_version;
            }
            Fault::ForgetsPlaces => changes.puts.retain(|put| !matches!(put, Put::Place { .. })),
            Fault::CountsNoShares => changes.adds.retain(|add| matches!(add.counter, Counter::Load { .. })),
            Fault::IgnoresBounds => changes.adds.iter_mut().for_each(|add| add.at_most = None),
            Fault::ReversesEvents => changes.events.reverse(),
            Fault::LosesPublicity => changes.events.iter_mut().for_each(|event| event.public = true),
            _ => {}
        }
        for put in &mut changes.puts {
            match (self.fault, put) {
                (Fault::IgnoresTicketVersions, Put::Ticket { before: Some(before), .. }) => {
                    let stored = self.inner.load(changes.desk, &Wanted::one(Key::Ticket(before.id)))?;
                    before.version =
                        stored.tickets.get(&before.id).map_or(before.version, |file| file.ticket.version);
                }
                (Fault::TakesStaleJobs, Put::Job { job }) => {
                    let stored = self.inner.load(changes.desk, &Wanted::one(Key::Job(job.id)))?;
                    job.version = stored.jobs.get(&job.id).map_or(0, |stored| stored.version) + 1;
                }
                (Fault::ErasesEverything, Put::Erase { erasure: Erasure::Ticket { whole, .. } }) => {
                    *whole = true;
                }
                (Fault::TrimsSubjects, Put::Ticket { after, .. }) => {
                    after.subject = after.subject.trim().into();
                }
                (Fault::SettlesForAnybody, Put::Settled { effect, token }) => {
                    let stored = self.inner.load(changes.desk, &Wanted::one(Key::Effect(*effect)))?;
                    if let Some(EffectState::Leased { token: held, .. }) =
                        stored.effects.get(effect).map(|effect| &effect.state)
                    {
                        *token = *held;
                    }
                }
                _ => {}
            }
        }
        Ok(changes)
    }
}

impl Layer for Faulty {
    fn below(&self) -> &dyn Storage {
        &self.inner
    }

    fn decides_apart(&self) -> bool {
        true
    }

    fn delete_desk(&self, id: DeskId) -> Result<bool> {
        if self.fault == Fault::DeletesAll {
            for desk in self.inner.desks()? {
                self.inner.delete_desk(desk.id)?;
            }
        }
        self.inner.delete_desk(id)
    }

    fn load(&self, desk: DeskId, wanted: &Wanted) -> Result<Snapshot> {
        let early = |key: &Key| match key {
            Key::EffectsReady { limit, .. } => Key::EffectsReady { now: Timestamp::MAX, limit: *limit },
            key => key.clone(),
        };
        let mut found = match self.fault {
            Fault::GivesOutTooEarly => self.inner.load(desk, &wanted.iter().map(early).collect())?,
            Fault::LoadsOnlyTheFirst => self.inner.load(desk, &wanted.iter().take(1).cloned().collect())?,
            _ => self.inner.load(desk, wanted)?,
        };
        match self.fault {
            Fault::ForgetsWhatWasAsked => found.asked = Wanted::nothing(),
            Fault::GivesOutTooEarly | Fault::LoadsOnlyTheFirst => found.asked = wanted.clone(),
            Fault::KnowsNobody => found.latest_owners.clear(),
            Fault::KnowsNoLoad => found.loads.clear(),
            Fault::KnowsNoWork => found.queues.clear(),
            Fault::DrawsTheSameNumber => found.number = found.number.map(|_| 1),
            _ => {}
        }
        Ok(found)
    }

    fn commit(&self, changes: Vec<ChangeSet>) -> Result<Vec<Result<Committed>>> {
        self.maintained.store(false, Ordering::SeqCst);
        let mut answers = Vec::new();
        for (n, changes) in changes.into_iter().enumerate() {
            let changes = self.twisted(changes)?;
            let half = ChangeSet {
                puts: changes.puts.iter().take(1).cloned().collect(),
                ..ChangeSet::new(changes.desk, 1)
            };
            if self.fault == Fault::WritesOnlyTheFirst && n > 0 {
                answers.push(Ok(Committed { feed: 0 }));
                continue;
            }
            let answer = self.inner.commit(vec![changes])?.remove(0);
            if answer.is_err() && self.fault == Fault::WritesHalf {
                self.inner.commit(vec![half])?.remove(0).ok();
            }
            answers.push(answer);
        }
        Ok(answers)
    }

    fn find(&self, desk: DeskId, query: &TicketQuery) -> Result<TicketPage> {
        let mut query = query.clone();
        match self.fault {
            Fault::ShowsEverything => query.visible = Predicate::always(),
            Fault::FindsNotes => query.audience = Audience::Staff,
            Fault::FindsLate if query.text.is_some() && !self.maintained.load(Ordering::SeqCst) => {
                return Ok(TicketPage { tickets: Vec::new(), next: None });
            }
            _ => {}
        }
        if self.fault == Fault::TakesAnyCursor {
            let question = query.question();
            query.after.iter_mut().for_each(|cursor| cursor.question = question);
        }
        let mut page = self.inner.find(desk, &query)?;
        if self.fault == Fault::SkipsARow && page.next.is_some() && page.tickets.len() > 1 {
            page.tickets.pop();
        }
        Ok(page)
    }

    fn count(&self, desk: DeskId, query: &CountQuery) -> Result<Vec<Count>> {
        let mut query = query.clone();
        if self.fault == Fault::CountsEverything {
            query.visible = Predicate::always();
        }
        self.inner.count(desk, &query)
    }

    fn thread(&self, desk: DeskId, query: &ThreadQuery) -> Result<MessagePage> {
        let audience = if self.fault == Fault::ShowsNotes { Audience::Staff } else { query.audience };
        self.inner.thread(desk, &ThreadQuery { audience, ..*query })
    }

    fn jobs(&self, desk: DeskId, query: &JobsQuery) -> Result<Vec<Job>> {
        let by = query.by.filter(|_| self.fault != Fault::ListsAllJobs);
        self.inner.jobs(desk, &JobsQuery { by, ..*query })
    }

    fn commands(&self, desk: DeskId, after: u64, limit: u32) -> Result<CommandPage> {
        let mut page = self.inner.commands(desk, after, limit)?;
        if self.fault == Fault::LeavesTextsOut {
            let leave_out = |record: &mut CommandRecord| record.put_texts_back(String::new(), None);
            page.commands.iter_mut().for_each(leave_out);
        }
        Ok(page)
    }

    fn due(&self, now: Timestamp, limit: u32, share: Share) -> Result<Vec<(DeskId, Timer)>> {
        match self.fault {
            Fault::FiresTooEarly => self.inner.due(now.after(Span::from_millis(1)), limit, share),
            Fault::IgnoresShares => self.inner.due(now, limit, Share::default()),
            _ => self.inner.due(now, limit, share),
        }
    }

    fn scan(&self, desk: DeskId, kind: KeptKind, after: Option<&Kept>, limit: u32) -> Result<Vec<Kept>> {
        let mut found = self.inner.scan(desk, kind, after, limit)?;
        if self.fault == Fault::ScansOneLess && found.len() > 1 {
            found.pop();
        }
        if self.fault == Fault::ScansWithoutLeases && kind == KeptKind::Effect {
            for kept in &mut found {
                if let Kept::Effect(effect) = kept {
                    effect.state = EffectState::Waiting {};
                }
            }
        }
        Ok(found)
    }

    fn restore(&self, desk: DeskId, mut records: Vec<Kept>) -> Result<()> {
        match self.fault {
            Fault::RestoresFromOne => {
                for kept in &mut records {
                    if let Kept::Event { number, .. } = kept {
                        *number -= 1;
                    }
                }
            }
            Fault::RestoresNoClocks => {
                for kept in &mut records {
                    if let Kept::Ticket(file) = kept {
                        file.clocks.clear();
                    }
                }
            }
            _ => {}
        }
        self.inner.restore(desk, records)
    }

    fn maintain(&self) -> Result<bool> {
        self.maintained.store(true, Ordering::SeqCst);
        self.inner.maintain()
    }

    fn pause(&self, within: Span) -> Result<()> {
        if self.fault == Fault::WorksOnWhilePaused { Ok(()) } else { self.inner.pause(within) }
    }

    fn close(&self) -> Result<()> {
        if self.fault == Fault::StaysOpen { Ok(()) } else { self.inner.close() }
    }
}

/// The check of this name.
fn check(name: &str) -> &'static ticketkit::storage::conformance::Check {
    CHECKS.iter().find(|check| check.name == name).unwrap_or_else(|| panic!("there is no check `{name}`"))
}

#[test]
fn a_storage_without_a_fault_passes() {
    assert_eq!(failures(&|| faulty(Fault::None)), []);
}

#[test]
fn an_engine_runs_on_a_storage_of_the_hosts_own() {
    use ticketkit::command::{Answer, Edits, Query};
    use ticketkit::model::Actor;
    let stage = stage::Stage::on(faulty(Fault::None), &stage::default_with(|_| ()));
    let ticket = stage.open("The printer is on fire", "ines", Edits::none());
    let asked = stage.ask(&Query::Thread { ticket, after: None, limit: None }, &Actor::requester("ines"));
    assert!(matches!(asked, Ok(Answer::PublicThread { messages, .. }) if messages[0].body == "Please help."));
}

#[test]
fn every_fault_is_caught_by_the_check_that_is_meant_for_it() {
    for (fault, name) in FAULTS {
        match check(name).of(&|| faulty(fault)) {
            Ok(()) => panic!("`{name}` does not see that a storage {fault:?}"),
            Err(failure) => {
                assert_eq!(failure.check, name);
                assert!(failure.to_string().starts_with(name), "{failure}");
                assert!(failure.what.len() > 10, "{fault:?} is hardly explained: {failure}");
            }
        }
    }
}

#[test]
fn random_programs_and_questions_catch_what_they_meet() {
    let caught = |fault, name| check(name).of(&|| faulty(fault)).is_err();
    for fault in [
        Fault::LosesMessages,
        Fault::LosesDecisions,
        Fault::TakesStaleJobs,
        Fault::WritesHalf,
        Fault::WritesOnlyTheFirst,
        Fault::IgnoresTicketVersions,
        Fault::IgnoresConfigurations,
        Fault::IgnoresBounds,
        Fault::SettlesForAnybody,
        Fault::ReversesEvents,
        Fault::LosesPublicity,
        Fault::LeavesTextsOut,
    ] {
        assert!(caught(fault, "random_change_sets_do_the_same"), "{fault:?}");
    }
    for fault in [
        Fault::ShowsEverything,
        Fault::CountsEverything,
        Fault::SkipsARow,
        Fault::FindsNotes,
        Fault::FindsLate,
    ] {
        assert!(caught(fault, "random_questions_are_answered_alike"), "{fault:?}");
    }
}

#[test]
fn a_fault_fails_some_checks_and_not_all() {
    let names: Vec<_> =
        failures(&|| faulty(Fault::ShowsNotes)).into_iter().map(|failure| failure.check).collect();
    assert!(names.contains(&"customers_read_public_messages_only"), "{names:?}");
    assert!(!names.contains(&"a_stale_ticket_conflicts"), "{names:?}");
}
