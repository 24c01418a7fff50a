//! Erasing what is personal: at once in a person's own record, and then ticket by ticket.

use super::case::Act;
use super::draft::Draft;
use super::{Answer, Who, job, who};
use crate::access::Permission;
use crate::change::{Erasure, Put};
use crate::command::Command;
use crate::error::{Code, Problem};
use crate::form::FieldType;
use crate::id::{Name, PersonId};
use crate::limits;
use crate::model::{EffectKind, EventKind, Job, JobKind, PersonRef, TicketRef};

/// Carries out `erase_person`: the record is emptied, and the job begins that goes through the tickets.
pub(super) fn erase_person(draft: &mut Draft<'_>, actor: &Who<'_>, person: &PersonRef) -> Answer<()> {
    actor.rights.require(Permission::ErasePeople)?;
    let Some(known) = who::find_also_erased(draft.snapshot, person)? else {
        return Err(Problem::new(Code::NotFound, format!("there is no person `{person}`"))
            .at("/person")
            .into());
    };
    if known.active_agent().is_some() {
        let problem =
            Problem::new(Code::StillInUse, "an active member of staff cannot be erased").at("/person");
        return Err(problem.hint("end their work here first: `put_agent` with `active`: false").into());
    }
    let (id, left) = (known.id, known.erased(draft.now));
    draft.put_person(left);
    draft.desk_event(actor.by.clone(), EventKind::PersonErased { person: id });
    draft.put(Put::Erase { erasure: Erasure::Person { person: id } });
    draft.outcome.person = Some(id);
    // The key by which the host called them goes, too.
    draft.record_only(Command::ErasePerson { person: PersonRef::Id(id) });
    job::begin_by(draft, actor, JobKind::ErasePerson { person: id }, None);
    Ok(())
}

/// Erases what a person wrote on one ticket. False when it is not there.
pub(super) fn of_ticket(draft: &mut Draft<'_>, job: &Job, person: PersonId, of: &TicketRef) -> Answer<bool> {
    let TicketRef::Id(ticket) = of else { return Ok(false) };
    let Some(file) = draft.snapshot.ticket(*ticket)? else { return Ok(false) };
    let whole = file.ticket.requester == person;
    let erasure = Erasure::Ticket { ticket: *ticket, person, whole, keep: kept(draft) };
    let lost = draft.snapshot.files_lost(&erasure)?;
    let at = job.at.max(file.ticket.updated_at);
    let mut case = draft.case(file)?;
    case.rewrite(|ticket| erasure.erase_ticket(ticket));
    case.fact_for(draft, &Act::of(job.by.clone(), at), EventKind::TicketErased { person }, true);
    for files in lost.chunks(limits::FILES_PER_EFFECT) {
        case.duty(draft, at, EffectKind::RemoveFiles { files: files.to_vec() });
    }
    draft.put(Put::Erase { erasure });
    case.write(draft);
    Ok(true)
}

/// The desk's own fields whose texts nobody writes freely.
fn kept(draft: &Draft<'_>) -> Vec<Name> {
    let fields = draft.config.fields().iter().filter(|field| field.field_type != FieldType::Text);
    fields.map(|field| field.name.clone()).collect()
}
