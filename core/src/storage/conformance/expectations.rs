//! Every expectation that a change set can state: where it fails the code says why, and nothing is written, wherever
//! the failing part stands among others.

use super::commits::{furnished, something_of_everything};
use super::records::{
    changed, command, effect, effect_id, job, leased, message, message_id, minute, name, organization,
    person, person_id, put_changed, put_effect, put_job, put_message, put_new, put_organization, put_person,
    ticket, ticket_id,
};
use super::trial::{NewStorage, Verdict, no_difference, refused, same};
use crate::change::{ChangeSet, Put};
use crate::error::Code;
use crate::model::{ExternalId, Job, Ticket};
use crate::snapshot::Key;

/// Fails unless this put, among something of every sort, is refused with this code and leaves nothing behind.
fn conflicts(new: &NewStorage<'_>, failing: &Put, code: Code) -> Verdict {
    let trial = furnished(new)?;
    trial.refuses(failing, &something_of_everything(&trial), code)
}

/// A ticket of another version than it was loaded in conflicts.
pub fn a_stale_ticket_conflicts(new: &NewStorage<'_>) -> Verdict {
    for loaded in [0, 7] {
        let before = changed(&ticket(1), |ticket| ticket.version = loaded);
        conflicts(new, &put_changed(&before, changed(&before, |_| ())), Code::StaleVersion)?;
    }
    Ok(())
}

/// A ticket that is changed but not there conflicts.
pub fn a_change_of_no_ticket_conflicts(new: &NewStorage<'_>) -> Verdict {
    conflicts(new, &put_changed(&ticket(9), changed(&ticket(9), |_| ())), Code::StaleVersion)
}

/// A new ticket whose id is taken conflicts.
pub fn a_taken_ticket_id_conflicts(new: &NewStorage<'_>) -> Verdict {
    let mut again = ticket(1);
    again.number = "T-again".into();
    conflicts(new, &put_new(again), Code::AlreadyTaken)
}

/// A ticket whose number is another's conflicts, whether it is new or not.
pub fn a_taken_number_conflicts(new: &NewStorage<'_>) -> Verdict {
    let mut new_one = ticket(8);
    new_one.number = ticket(1).number;
    conflicts(new, &put_new(new_one), Code::AlreadyTaken)?;
    let trial = furnished(new)?;
    trial.put([put_new(ticket(8))])?;
    let renumbered = changed(&ticket(8), |ticket| ticket.number = "T-1".into());
    trial.refuses(&put_changed(&ticket(8), renumbered), &something_of_everything(&trial), Code::AlreadyTaken)
}

/// A ticket with an external id that is another's conflicts, whether it is new or not. The same id in another system
/// is another id.
pub fn a_taken_external_id_conflicts(new: &NewStorage<'_>) -> Verdict {
    let external = |system: &str| ExternalId { system: system.to_owned(), id: "1".to_owned() };
    let mut new_one = ticket(8);
    new_one.external_ids = vec![external("erp"), external("crm")];
    conflicts(new, &put_new(new_one), Code::AlreadyTaken)?;
    let trial = furnished(new)?;
    let mut elsewhere = ticket(8);
    elsewhere.external_ids = vec![external("erp")];
    trial.put([put_new(elsewhere.clone())])?;
    let joined = changed(&elsewhere, |ticket| ticket.external_ids.insert(0, external("crm")));
    trial.refuses(&put_changed(&elsewhere, joined), &something_of_everything(&trial), Code::AlreadyTaken)
}

/// A ticket with a fold key that another one holds comes too late, whether it is new or not: who held the key was looked
/// up before. A ticket that lets go of its key leaves it to others of the same change set.
pub fn a_held_fold_key_conflicts(new: &NewStorage<'_>) -> Verdict {
    let key = "disk/7".to_owned();
    let holding = |n| Ticket { fold_key: Some(key.clone()), ..ticket(n) };
    let trial = furnished(new)?;
    trial.put([put_new(holding(8))])?;
    trial.refuses(&put_new(holding(9)), &something_of_everything(&trial), Code::StaleVersion)?;
    trial.put([put_new(ticket(9))])?;
    let taking = || changed(&ticket(9), |ticket| ticket.fold_key = Some(key.clone()));
    trial.refuses(
        &put_changed(&ticket(9), taking()),
        &something_of_everything(&trial),
        Code::StaleVersion,
    )?;
    let released = changed(&holding(8), |ticket| ticket.fold_key = None);
    trial.put([put_changed(&holding(8), released), put_changed(&ticket(9), taking())])?;
    let found = trial.load([Key::TicketByFoldKey(key.clone())])?;
    same("who holds the key", found.fold_keys.get(&key).copied(), Some(ticket_id(9)))?;
    same("the holder", found.tickets.contains_key(&ticket_id(9)), true)
}

/// A message whose id is taken conflicts.
pub fn a_taken_message_id_conflicts(new: &NewStorage<'_>) -> Verdict {
    conflicts(new, &put_message(message(1, 1, 9, "The same")), Code::AlreadyTaken)
}

/// A message whose external id is taken conflicts, whichever ticket has it: the same mail does not come in twice.
pub fn a_taken_external_message_id_conflicts(new: &NewStorage<'_>) -> Verdict {
    let mut again = message(9, 1, 9, "The same");
    again.external_id = Some("<1@example.org>".to_owned());
    conflicts(new, &put_message(again), Code::AlreadyTaken)
}

/// A person whose record has not the version just below conflicts, as do one who is new but there, and one who is
/// changed but not there.
pub fn a_stale_person_conflicts(new: &NewStorage<'_>) -> Verdict {
    for (n, version) in [(1, 1), (1, 4), (1, 0), (9, 2)] {
        let mut stale = person(n);
        stale.version = version;
        conflicts(new, &put_person(stale), Code::StaleVersion)?;
    }
    Ok(())
}

/// A person with another's key conflicts.
pub fn a_taken_person_key_conflicts(new: &NewStorage<'_>) -> Verdict {
    let mut other = person(9);
    other.key = person(1).key;
    conflicts(new, &put_person(other), Code::AlreadyTaken)
}

/// A person with an address of another's conflicts.
pub fn a_taken_address_conflicts(new: &NewStorage<'_>) -> Verdict {
    let mut other = person(9);
    other.addresses.extend(person(1).addresses);
    conflicts(new, &put_person(other), Code::AlreadyTaken)
}

/// An organization whose record has not the version just below conflicts, as do one that is new but there, and one
/// that is changed but not there.
pub fn a_stale_organization_conflicts(new: &NewStorage<'_>) -> Verdict {
    for (n, version) in [(1, 1), (1, 3), (1, 0), (9, 2)] {
        let mut stale = organization(n);
        stale.version = version;
        conflicts(new, &put_organization(stale), Code::StaleVersion)?;
    }
    Ok(())
}

/// An organization with another's key conflicts.
pub fn a_taken_organization_key_conflicts(new: &NewStorage<'_>) -> Verdict {
    let mut other = organization(9);
    other.key = organization(1).key;
    conflicts(new, &put_organization(other), Code::AlreadyTaken)
}

/// A job whose record has not the version just below conflicts: of two that carry it on, one does.
pub fn a_stale_job_conflicts(new: &NewStorage<'_>) -> Verdict {
    for (n, version) in [(1, 1), (1, 4), (1, 0), (9, 2)] {
        conflicts(new, &put_job(Job { version, ..job(n) }), Code::StaleVersion)?;
    }
    Ok(())
}

/// A place in a rotation that is not the one that was loaded conflicts.
pub fn a_stale_turn_conflicts(new: &NewStorage<'_>) -> Verdict {
    for (team, n, before) in
        [("support", 1, None), ("support", 1, Some(2)), ("billing", 1, Some(3)), ("support", 2, Some(3))]
    {
        let turn = Put::Turn { team: name(team), person: person_id(n), before, after: 9 };
        conflicts(new, &turn, Code::StaleVersion)?;
    }
    Ok(())
}

/// An effect that had another number of attempts when it was loaded conflicts, as does one that is not there: of two
/// workers that lease the same one, one gets it.
pub fn a_stale_lease_conflicts(new: &NewStorage<'_>) -> Verdict {
    let held = leased(&effect(1, 1, 1), 7, minute(10));
    for loaded in [effect(1, 1, 1), leased(&held, 8, minute(20)), effect(9, 1, 9)] {
        conflicts(new, &put_effect(&loaded, leased(&loaded, 9, minute(30))), Code::StaleVersion)?;
    }
    Ok(())
}

/// An effect is settled by the token of its lease and no other: not by an older one, not without a lease, not twice.
pub fn a_lost_lease_conflicts(new: &NewStorage<'_>) -> Verdict {
    for (effect, token) in [(1, 6), (1, 8), (2, 7), (9, 7)] {
        conflicts(new, &Put::Settled { effect: effect_id(effect), token }, Code::LeaseLost)?;
    }
    let trial = furnished(new)?;
    let settled = Put::Settled { effect: effect_id(1), token: 7 };
    trial.put([settled.clone()])?;
    refused("a second time", trial.commit(trial.changes([settled])), Code::LeaseLost)
}

/// A command whose id is taken conflicts: it is carried out once, whatever came along with it.
pub fn a_taken_command_id_conflicts(new: &NewStorage<'_>) -> Verdict {
    let trial = furnished(new)?;
    let before = trial.everything()?;
    let again = ChangeSet { command: Some(command(1, 1, message_id(2))), ..something_of_everything(&trial) };
    refused("the same command again", trial.commit(again), Code::AlreadyTaken)?;
    no_difference("after it was refused", &trial.everything()?, &before)
}

/// Two new records of one change set that need the same key conflict with each other.
pub fn a_change_set_can_conflict_with_itself(new: &NewStorage<'_>) -> Verdict {
    let trial = furnished(new)?;
    let mut changes = something_of_everything(&trial);
    let mut twin = person(2);
    (twin.id, twin.addresses) = (person_id(9), Vec::new());
    let before = trial.everything()?;
    changes.puts.push(put_person(twin));
    refused("two people of one key", trial.commit(changes), Code::AlreadyTaken)?;
    no_difference("after it was refused", &trial.everything()?, &before)
}
