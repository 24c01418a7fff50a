//! Desks: made, listed, configured, taken away, and never mixed up.

use super::records::{
    changed, desk_event, desk_id, event, message, minute, organization, person, put_changed, put_message,
    put_new, put_organization, put_person, put_timer, ticket, ticket_id,
};
use super::trial::{
    NewStorage, Trial, Verdict, all_tickets, holds, no_difference, refused, same, whole_feed, whole_thread,
};
use crate::change::{ChangeSet, Put};
use crate::error::Code;
use crate::model::{EventKind, TimerCause};
use crate::query::CountQuery;
use crate::storage::{DeskEntry, Key, PeopleQuery, StoredConfig, Wanted};

fn entry(n: u64, key: &str, config_version: u64) -> DeskEntry {
    DeskEntry { id: desk_id(n), key: key.to_owned(), config_version }
}

/// Once `create_desk` returns, the desk is there under its key, with its first configuration, and nothing in it.
pub fn a_desk_is_there_once_it_is_made(new: &NewStorage<'_>) -> Verdict {
    let storage = new();
    same("the desks of a new storage", storage.desks()?, vec![])?;
    same("a desk that was not made", storage.desk("support")?, None)?;
    storage.create_desk(desk_id(1), "support", r#"{"format": 1}"#)?;
    same("the desk", storage.desk("support")?, Some(entry(1, "support", 1)))?;
    let document = r#"{"format": 1}"#.to_owned();
    let first = Some(StoredConfig { version: 1, document });
    same("its configuration", storage.config(desk_id(1), None)?, first)?;
    same("its tickets", storage.find(desk_id(1), &all_tickets())?.tickets, vec![])?;
    same("its events", storage.history(desk_id(1), &whole_feed())?.events, vec![])
}

/// `desks` answers all desks in the order of their keys.
pub fn desks_are_listed_by_key(new: &NewStorage<'_>) -> Verdict {
    let storage = new();
    for (n, key) in [(1, "sales"), (3, "Zoo"), (2, "billing"), (4, "élan")] {
        storage.create_desk(desk_id(n), key, "{}")?;
    }
    let listed = [entry(3, "Zoo", 1), entry(2, "billing", 1), entry(1, "sales", 1), entry(4, "élan", 1)];
    same("the desks", storage.desks()?, listed.to_vec())
}

/// `create_desk` answers `already_taken` when the key is taken, and changes nothing.
pub fn a_desk_key_is_taken_once(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    refused(
        "the same key again",
        trial.storage.create_desk(desk_id(2), "support", "[]"),
        Code::AlreadyTaken,
    )?;
    same("the desks", trial.storage.desks()?, vec![entry(1, "support", 1)])?;
    refused("its configuration", trial.storage.config(desk_id(2), None), Code::UnknownDesk)
}

/// `create_desk` answers `already_taken` when the id is taken, and changes nothing.
pub fn a_desk_id_is_taken_once(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    refused("the same id again", trial.storage.create_desk(desk_id(1), "sales", "[]"), Code::AlreadyTaken)?;
    same("the desks", trial.storage.desks()?, vec![entry(1, "support", 1)])?;
    let document = trial.storage.config(desk_id(1), None)?.map(|config| config.document);
    same("its configuration", document, Some("{}".to_owned()))
}

/// Whatever names a desk that is not there is answered `unknown_desk`.
pub fn an_unknown_desk_is_said_to_be_unknown(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let (storage, nowhere) = (&trial.storage, desk_id(9));
    same("a desk of this key", storage.desk("nowhere")?, None)?;
    holds("there was nothing to delete", !storage.delete_desk(nowhere)?)?;
    let count = CountQuery { visible: all_tickets().visible, condition: None, by: None };
    let people = PeopleQuery { staff: false, after: None, limit: 10 };
    refused("config", storage.config(nowhere, None), Code::UnknownDesk)?;
    refused("load", storage.load(nowhere, &Wanted::nothing()), Code::UnknownDesk)?;
    refused("load of a number", storage.load(nowhere, &Wanted::one(Key::Number)), Code::UnknownDesk)?;
    refused("find", storage.find(nowhere, &all_tickets()), Code::UnknownDesk)?;
    refused("count", storage.count(nowhere, &count), Code::UnknownDesk)?;
    refused("history", storage.history(nowhere, &whole_feed()), Code::UnknownDesk)?;
    refused("thread", storage.thread(nowhere, &whole_thread(ticket_id(1))), Code::UnknownDesk)?;
    refused("people", storage.people(nowhere, &people), Code::UnknownDesk)?;
    refused("commands", storage.commands(nowhere, 0, 10), Code::UnknownDesk)?;
    let elsewhere = ChangeSet { desk: nowhere, ..trial.changes([put_new(ticket(1))]) };
    let mut answers = storage.commit(vec![elsewhere, trial.changes([put_new(ticket(2))])])?.into_iter();
    refused("a change set", answers.next().ok_or_else(crate::storage::unanswered)?, Code::UnknownDesk)?;
    holds("the next one is written", matches!(answers.next(), Some(Ok(_))))?;
    same("the tickets", trial.numbers(&all_tickets())?, vec!["T-2".to_owned()])
}

/// Something of every sort, so that nothing is forgotten.
fn furnish(trial: &Trial) -> Verdict {
    let mut changes = trial.changes([
        put_new(ticket(1)),
        put_message(message(1, 1, 1, "The printer is on fire")),
        put_person(person(1)),
        put_organization(organization(1)),
        put_timer(1, TimerCause::AutoClose {}, minute(5)),
        Put::Config { document: "[2]".to_owned() },
    ]);
    changes.events = vec![event(1, 1, 1), desk_event(2, EventKind::ConfigChanged { config_version: 2 })];
    trial.commit(changes)?;
    Ok(())
}

/// Once `delete_desk` returns, nothing of the desk is left, and its id and key can be used for another one.
pub fn deleting_a_desk_takes_everything_along(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let empty = trial.everything()?;
    furnish(&trial)?;
    holds("there was a desk", trial.storage.delete_desk(trial.desk)?)?;
    holds("there is none any more", !trial.storage.delete_desk(trial.desk)?)?;
    same("the desks", trial.storage.desks()?, vec![])?;
    same("timers", trial.due(minute(100))?, vec![])?;
    same("the next timer", trial.storage.next_due()?, None)?;
    refused("find", trial.storage.find(trial.desk, &all_tickets()), Code::UnknownDesk)?;
    trial.storage.create_desk(trial.desk, "support", "{}")?;
    no_difference("in a new desk of the same id", &trial.everything()?, &empty)?;
    furnish(&trial)
}

/// Deleting one desk leaves the others as they are.
pub fn deleting_a_desk_leaves_the_others(new: &NewStorage<'_>) -> Verdict {
    let first = Trial::begin(new)?;
    let second = first.beside(2, "sales")?;
    furnish(&first)?;
    furnish(&second)?;
    let before = second.everything()?;
    first.storage.delete_desk(first.desk)?;
    no_difference("in the other desk", &second.everything()?, &before)
}

/// Two desks can use the same ids, numbers, keys and addresses for everything, and neither sees the other's.
pub fn desks_do_not_see_each_other(new: &NewStorage<'_>) -> Verdict {
    let first = Trial::begin(new)?;
    let second = first.beside(2, "sales")?;
    let empty = second.everything()?;
    furnish(&first)?;
    no_difference("in the other desk", &second.everything()?, &empty)?;
    furnish(&second)?;
    let before = first.everything()?;
    let changed = changed(&ticket(1), |ticket| ticket.subject = "Another".into());
    second.commit(ChangeSet {
        config_version: 2,
        ..second.changes([put_changed(&ticket(1), changed), Put::Config { document: "[3]".to_owned() }])
    })?;
    no_difference("in the first desk", &first.everything()?, &before)
}

/// Every version of the configuration stays, and the latest is in force.
pub fn every_version_of_the_configuration_stays(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    for version in 1..=3 {
        let changes = trial.changes([Put::Config { document: format!("[{}]", version + 1) }]);
        trial.commit(ChangeSet { config_version: version, ..changes })?;
    }
    same("the desk", trial.storage.desk("support")?, Some(entry(1, "support", 4)))?;
    same("a snapshot", trial.load([])?.config_version, 4)?;
    for (asked, version, document) in [(None, 4, "[4]"), (Some(1), 1, "{}"), (Some(3), 3, "[3]")] {
        let stored = StoredConfig { version, document: document.to_owned() };
        same("a configuration", trial.storage.config(trial.desk, asked)?, Some(stored))?;
    }
    same("no version 0", trial.storage.config(trial.desk, Some(0))?, None)?;
    same("no version 5", trial.storage.config(trial.desk, Some(5))?, None)
}

/// A change set that was decided under another version of the configuration conflicts.
pub fn an_old_configuration_conflicts(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([Put::Config { document: "[2]".to_owned() }])?;
    let before = trial.everything()?;
    for config_version in [0, 1, 3] {
        let changes = ChangeSet { config_version, ..trial.changes([put_new(ticket(1))]) };
        refused("under another configuration", trial.commit(changes), Code::StaleVersion)?;
    }
    no_difference("after refused change sets", &trial.everything()?, &before)
}

/// Of two new configurations that follow the same one, the first in order is written.
pub fn one_configuration_follows_another(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let configure = |document: &str| trial.changes([Put::Config { document: document.to_owned() }]);
    let answers = trial.storage.commit(vec![configure("[2]"), configure("[3]")])?;
    let [Ok(_), Err(error)] = answers.as_slice() else {
        return same("answers", format!("{answers:?}"), "one done, one refused".to_owned());
    };
    same("the refusal", error.code(), Code::StaleVersion)?;
    let document = trial.storage.config(trial.desk, None)?.map(|config| config.document);
    same("the configuration", document, Some("[2]".to_owned()))
}
