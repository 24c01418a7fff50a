//! Taking back the signed links to a ticket.

use super::case;
use super::draft::Draft;
use super::{Answer, Who, fire, ticket};
use crate::automation::Occasion;
use crate::error::{Code, Problem};
use crate::model::{EventKind, TicketRef};

/// Carries out `revoke_links`, wherever the ticket stands: a link to what is in the trash works again when it comes back.
pub(super) fn revoke_links(draft: &mut Draft<'_>, who: &Who<'_>, asked: &TicketRef) -> Answer<()> {
    who.rights.require_links()?;
    let mut case = case::open(draft, who, asked)?;
    let act = fire::catch_up_any(draft, &mut case, who)?;
    let Some(next) = case.ticket.link_generation.checked_add(1) else {
        let text = "links to this ticket were revoked as often as can be counted";
        return Err(Problem::new(Code::TooMany, text).at("/ticket").into());
    };
    case.ticket.link_generation = next;
    case.settle(draft, &act, EventKind::LinksRevoked {}, None)?;
    case.finish(draft, Occasion::Changed, None)?;
    ticket::answer(draft, who);
    Ok(())
}
