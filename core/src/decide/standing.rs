//! Tickets that are kept apart: spam, the trash, and the way back. What was merged away is in `merge`.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::{Answer, Who, fire};
use crate::access::Permission;
use crate::error::{Code, Problem};
use crate::model::{EventKind, Standing, TicketRef};

/// Refuses a ticket that is kept apart, and says where to go.
pub(super) fn expect_active(draft: &Draft<'_>, who: &Who<'_>, case: &Case) -> Answer<()> {
    match inactive(draft, who, case)? {
        Some(problem) => Err(problem.at("/ticket").into()),
        None => Ok(()),
    }
}

/// Why a ticket does not change just now, if it is kept apart. A winner that the actor does not see is not named.
pub(super) fn inactive(draft: &Draft<'_>, who: &Who<'_>, case: &Case) -> Answer<Option<Problem>> {
    let ticket = &case.ticket;
    let problem = |text: String| {
        Problem::new(Code::TicketInactive, text)
            .param("ticket", &ticket.number)
            .param("standing", ticket.standing)
    };
    Ok(match ticket.standing {
        Standing::Active => None,
        Standing::Spam => {
            let problem = problem(format!("the ticket `{}` is spam", ticket.number));
            Some(problem.hint("say with `restore_ticket` that it is none"))
        }
        Standing::Trash => {
            let problem = problem(format!("the ticket `{}` is in the trash", ticket.number));
            Some(problem.hint("bring it back with `restore_ticket`"))
        }
        Standing::Merged => {
            let winner = draft.snapshot.winner(ticket.id)?.map(|(file, _)| &file.ticket);
            Some(match winner.filter(|winner| who.rights.sees(winner)) {
                Some(winner) => {
                    let number = &winner.number;
                    problem(format!("the ticket `{}` was merged into `{number}`", ticket.number))
                        .hint(format!("go on with `{number}`, or take it out with `unmerge_ticket`"))
                        .param("winner", number)
                }
                None => problem(format!("the ticket `{}` was merged into another one", ticket.number)),
            })
        }
    })
}

/// The permission that it takes to put a ticket there, and to bring it back.
const fn to_keep(standing: Standing) -> Permission {
    match standing {
        Standing::Active | Standing::Merged => Permission::Merge,
        Standing::Spam => Permission::MarkSpam,
        Standing::Trash => Permission::Delete,
    }
}

/// Carries out `mark_spam` and `trash_ticket`.
pub(super) fn set_apart(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    ticket: &TicketRef,
    standing: Standing,
) -> Answer<()> {
    who.rights.require(to_keep(standing))?;
    let mut case = case::open(draft, who, ticket)?;
    let act = fire::catch_up_any(draft, &mut case, who)?;
    if case.ticket.standing == standing {
        return Err(Problem::new(Code::NothingToDo, "the ticket is there already").at("/ticket").into());
    }
    // Spam can be thrown away, too.
    if !(case.ticket.standing == Standing::Spam && standing == Standing::Trash) {
        expect_active(draft, who, &case)?;
    }
    let kind = match standing {
        Standing::Spam => EventKind::TicketMarkedSpam {},
        _ => EventKind::TicketTrashed {},
    };
    case.ticket.standing = standing;
    case.settle(draft, &act, kind, None)?;
    end(draft, case)
}

/// Carries out `restore_ticket`.
pub(super) fn restore(draft: &mut Draft<'_>, who: &Who<'_>, ticket: &TicketRef) -> Answer<()> {
    if !who.rights.may(Permission::MarkSpam) {
        who.rights.require(Permission::Delete)?;
    }
    let mut case = case::open(draft, who, ticket)?;
    let act = fire::catch_up_any(draft, &mut case, who)?;
    match case.ticket.standing {
        Standing::Active => {
            let text = "the ticket is neither spam nor in the trash";
            return Err(Problem::new(Code::NothingToDo, text).at("/ticket").into());
        }
        Standing::Merged => expect_active(draft, who, &case)?,
        apart @ (Standing::Spam | Standing::Trash) => who.rights.require(to_keep(apart))?,
    }
    back(draft, &mut case, &act, EventKind::TicketRestored {})?;
    end(draft, case)
}

/// Makes a ticket active again, whatever it was.
pub(super) fn back(draft: &mut Draft<'_>, case: &mut Case, act: &Act, kind: EventKind) -> Answer<()> {
    case.ticket.standing = Standing::Active;
    case.settle(draft, act, kind, None)
}

/// Rules do not run by this: they are about work, and what is apart is none.
fn end(draft: &mut Draft<'_>, case: Case) -> Answer<()> {
    draft.about(&case.ticket);
    case.leave(draft)
}
