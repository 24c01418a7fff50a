//! Records as they are stored: looked at one after the other, and put together again as another storage has them.

use std::sync::Arc;

use super::programs::live;
use super::records::{desk_id, job, put_job, put_new, ticket, ticket_id};
use super::trial::{Mismatch, NewStorage, Trial, Verdict, holds, no_difference, refused, same};
use crate::error::Code;
use crate::storage::copy::{Digest, in_pages};
use crate::storage::{Kept, KeptKind, MemoryStorage, Storage, StoredConfig, TicketFile, unfinished};

/// All records of a sort, in pages of a size.
fn all(trial: &Trial, kind: KeptKind, page: u32) -> Result<Vec<Kept>, Mismatch> {
    let mut records: Vec<Kept> = Vec::new();
    loop {
        let found = trial.storage.scan(trial.desk, kind, records.last(), page)?;
        holds("a page has at most as many records as its limit", found.len() <= page as usize)?;
        holds("a page has records of its sort", found.iter().all(|kept| kept.kind() == kind))?;
        if found.is_empty() {
            return Ok(records);
        }
        records.extend(found);
    }
}

/// Counters and the like stand in an order of the storage's own.
fn in_one_order(kind: KeptKind, mut records: Vec<Kept>) -> Vec<Kept> {
    if matches!(kind, KeptKind::Counter | KeptKind::Turn | KeptKind::Fired | KeptKind::Timer) {
        records.sort_by_cached_key(|kept| format!("{kept:?}"));
    }
    records
}

fn in_memory() -> Result<Trial, Mismatch> {
    Trial::begin(&|| Arc::new(MemoryStorage::new()))
}

/// A desk in memory after a random program.
fn lived(seed: u64) -> Result<Trial, Mismatch> {
    let memory = in_memory()?;
    live(&memory, seed, 60, |_, _, _| Ok(()))?;
    Ok(memory)
}

/// A storage that holds another desk, so that what is of one desk is told from what is of another.
fn beside_others(new: &NewStorage<'_>) -> Result<Arc<dyn Storage>, Mismatch> {
    let storage = new();
    storage.create_desk(desk_id(9), "others", "{}")?;
    let others = Trial { storage, desk: desk_id(9) };
    others.put([put_new(ticket(1)), put_job(job(1))])?;
    Ok(others.storage)
}

/// Copies a desk without a word.
fn copied(from: &Trial, to: &dyn Storage, page: u32) -> Result<Vec<Digest>, Mismatch> {
    let digests = in_pages(&*from.storage, to, from.desk, page, &mut |_| true)?;
    digests.ok_or_else(|| Mismatch("the copy ended, and nobody has ended it".to_owned()))
}

/// Every record of every sort is scanned as it was written, in pages of any size that go through all of them once, each
/// sort in its order.
pub fn every_record_is_scanned_as_it_is(new: &NewStorage<'_>) -> Verdict {
    for seed in 1..=3 {
        let (tested, memory) = (Trial { storage: beside_others(new)?, desk: desk_id(1) }, in_memory()?);
        tested.storage.create_desk(tested.desk, "support", "{}")?;
        live(&memory, seed, 60, |_, batch, _| {
            tested.storage.commit(batch.to_vec())?;
            Ok(())
        })?;
        for kind in KeptKind::ALL {
            let expected = in_one_order(*kind, all(&memory, *kind, 1_000)?);
            for page in [1, 3, 1_000] {
                let found = all(&tested, *kind, page)?;
                same(
                    &format!("all of {kind:?} in pages of {page}"),
                    in_one_order(*kind, found),
                    expected.clone(),
                )?;
            }
        }
    }
    Ok(())
}

/// A page is full, as long as there are more records; without a limit that allows any it is empty.
pub fn a_scan_fills_its_page(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put((1..=7).map(|n| put_new(ticket(n))))?;
    for page in [0, 1, 3, 7, 8] {
        let found = trial.storage.scan(trial.desk, KeptKind::Ticket, None, page)?;
        same("tickets of a page", found.len(), page.min(7) as usize)?;
    }
    for kind in KeptKind::ALL {
        same("records of no page", trial.storage.scan(trial.desk, *kind, None, 0)?, Vec::new())?;
    }
    Ok(())
}

/// A scan goes on after a record of its own sort only, whether that is there or not.
pub fn a_scan_goes_on_after_records_of_its_sort(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1)), put_new(ticket(3)), put_job(job(1))])?;
    let file = TicketFile {
        ticket: ticket(2),
        clocks: Vec::new(),
        timers: Vec::new(),
        messages: 0,
        effects: 0,
        place: None,
    };
    let missing = Kept::Ticket(Box::new(file));
    let found = trial.storage.scan(trial.desk, KeptKind::Ticket, Some(&missing), 10)?;
    let ids: Vec<_> = found
        .iter()
        .filter_map(|kept| if let Kept::Ticket(file) = kept { Some(file.ticket.id) } else { None })
        .collect();
    same("tickets after one that is not there", ids, vec![ticket_id(3)])?;
    refused(
        "a scan after a record of another sort",
        trial.storage.scan(trial.desk, KeptKind::Job, Some(&missing), 10),
        Code::BadCursor,
    )
}

/// A desk that was copied is what it was, in every answer, wherever it was copied from; a copy of the copy is too. A copy
/// that is complete is compared, and stays as it is.
pub fn a_desk_is_put_together_as_it_was(new: &NewStorage<'_>) -> Verdict {
    for seed in 1..=3 {
        let origin = lived(seed)?;
        let expected = origin.everything()?;
        let tested = Trial { storage: beside_others(new)?, desk: origin.desk };
        let digests = copied(&origin, &*tested.storage, 7)?;
        tested.storage.maintain()?;
        no_difference("a copy", &tested.everything()?, &expected)?;
        let back = Trial { storage: Arc::new(MemoryStorage::new()), desk: origin.desk };
        same("what both hold", copied(&tested, &*back.storage, 50)?, digests.clone())?;
        no_difference("a copy of the copy", &back.everything()?, &expected)?;
        same("what a second copy finds", copied(&origin, &*tested.storage, 1_000)?, digests)?;
        no_difference("a copy that was compared", &tested.everything()?, &expected)?;
        let others = Trial { storage: tested.storage, desk: desk_id(9) };
        same("tickets of another desk", all(&others, KeptKind::Ticket, 10)?.len(), 1)?;
        // It lives on as the desk that it is a copy of does.
        live_on(&others.storage, &origin, seed)?;
    }
    Ok(())
}

/// What is written to a copy and to the desk that it was made of has the same answers.
fn live_on(storage: &Arc<dyn Storage>, origin: &Trial, seed: u64) -> Verdict {
    let copy = Trial { storage: Arc::clone(storage), desk: origin.desk };
    let number = |trial: &Trial| Ok::<_, Mismatch>(trial.load([crate::storage::Key::Number])?.number);
    same("the next ticket number", number(&copy)?, number(origin)?)?;
    let mut changes = origin.changes([put_new(ticket(100 + seed))]);
    changes.config_version = origin.load([])?.config_version;
    changes.events.push(super::records::event(1_000, 100 + seed, 1));
    changes.command = Some(super::records::command(1_000, 100 + seed, super::records::message_id(1)));
    same("what is committed next", copy.commit(changes.clone())?, origin.commit(changes)?)?;
    no_difference("afterwards", &copy.everything()?, &origin.everything()?)
}

/// A copy that was ended after any page is gone on with, and has its name once all of it is there.
pub fn a_copy_goes_on_where_it_ended(new: &NewStorage<'_>) -> Verdict {
    let origin = lived(4)?;
    let expected = origin.everything()?;
    let tested = Trial { storage: new(), desk: origin.desk };
    for pages in 1_u32.. {
        let (mut left, mut last) = (pages, None);
        let ended = in_pages(&*origin.storage, &*tested.storage, origin.desk, 9, &mut |progress| {
            left -= 1;
            last = Some(progress.kind);
            left > 0
        })?;
        if ended.is_some() {
            break;
        }
        let named = tested.storage.desk("support")?.is_some();
        holds("a desk has its name last", !named || last == Some(KeptKind::Desk))?;
    }
    no_difference("a copy in many steps", &tested.everything()?, &expected)
}

/// Only a desk without a name can be put together.
pub fn only_a_desk_without_a_name_is_put_together(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let kept = || vec![Kept::Job(Box::new(job(1)))];
    refused(
        "a record for a desk with a name",
        trial.storage.restore(trial.desk, kept()),
        Code::AlreadyTaken,
    )?;
    same("its jobs", all(&trial, KeptKind::Job, 10)?, Vec::new())?;
    trial.storage.create_desk(desk_id(2), &unfinished("sales"), "{}")?;
    trial.storage.restore(desk_id(2), kept())?;
    let named = |key: &str| vec![Kept::Desk { key: key.to_owned(), drawn: 7 }];
    refused(
        "the name of another desk",
        trial.storage.restore(desk_id(2), named("support")),
        Code::AlreadyTaken,
    )?;
    trial.storage.restore(desk_id(2), named("sales"))?;
    refused(
        "a record for a desk that is complete",
        trial.storage.restore(desk_id(2), kept()),
        Code::AlreadyTaken,
    )?;
    same("the desk by its name", trial.storage.desk("sales")?.map(|entry| entry.id), Some(desk_id(2)))?;
    same("the desk by the name that it had", trial.storage.desk(&unfinished("sales"))?, None)?;
    let listed: Vec<_> = trial.storage.desks()?.into_iter().map(|entry| entry.key).collect();
    same("all desks", listed, vec!["sales".to_owned(), "support".to_owned()])?;
    refused("a desk that is not there", trial.storage.restore(desk_id(3), kept()), Code::UnknownDesk)
}

/// A record that is there already stays as it is.
pub fn what_is_there_already_stays(new: &NewStorage<'_>) -> Verdict {
    let origin = lived(5)?;
    let tested = Trial { storage: new(), desk: origin.desk };
    tested.storage.create_desk(tested.desk, &unfinished("support"), "{}")?;
    let mut expected = Vec::new();
    // Twice: the second time every record is there.
    for _ in 0..2 {
        for kind in KeptKind::ALL.iter().filter(|kind| **kind != KeptKind::Desk) {
            tested.storage.restore(tested.desk, all(&origin, *kind, 1_000)?)?;
            expected.push((*kind, in_one_order(*kind, all(&origin, *kind, 1_000)?)));
        }
    }
    let other = Kept::Config(StoredConfig { version: 1, document: "[\"another\"]".to_owned() });
    let changed = Kept::Job(Box::new(crate::model::Job { version: 99, ..job(1) }));
    tested.storage.restore(tested.desk, vec![changed.clone(), other, changed])?;
    for (kind, expected) in expected.into_iter().filter(|(kind, _)| *kind != KeptKind::Job) {
        same(&format!("all of {kind:?}"), in_one_order(kind, all(&tested, kind, 1_000)?), expected)?;
    }
    Ok(())
}

/// Where one record cannot be written, none is.
pub fn records_are_restored_all_or_none(new: &NewStorage<'_>) -> Verdict {
    let tested = Trial { storage: new(), desk: desk_id(1) };
    tested.storage.create_desk(tested.desk, &unfinished("support"), "{}")?;
    tested.storage.create_desk(desk_id(2), "sales", "{}")?;
    let taken = Kept::Desk { key: "sales".to_owned(), drawn: 0 };
    let records = vec![Kept::Job(Box::new(job(1))), taken];
    refused(
        "a batch with a name that is taken",
        tested.storage.restore(tested.desk, records),
        Code::AlreadyTaken,
    )?;
    same("jobs", all(&tested, KeptKind::Job, 10)?, Vec::new())
}
