//! Signed links: what stands behind an address by which somebody without an account comes to one ticket.

use super::{Asking, unseen};
use crate::access::Link;
use crate::command::Answer;
use crate::error::{Code, Problem, Result, excerpt};
use crate::id::PersonId;
use crate::limits;
use crate::model::{PersonRef, Ticket, TicketRef};
use crate::time::{Span, Timestamp};

impl Asking<'_> {
    /// A link for a customer of a ticket that the actor sees.
    pub(super) fn link(
        &self,
        ticket: &TicketRef,
        person: Option<&PersonRef>,
        expires_at: Timestamp,
    ) -> Result<Answer> {
        self.who.rights.require_links()?;
        let ticket = &self.file(ticket)?.ticket;
        let person = match person {
            Some(person) => self.customer(ticket, person)?,
            None => ticket.requester,
        };
        let now = self.inner.time.now();
        if expires_at <= now {
            let problem = Problem::new(Code::OutOfRange, format!("`{expires_at}` is not in the future"));
            return Err(problem.at("/expires_at").hint(format!("it is {now} now")).into());
        }
        let latest = now.after(Span::from_days(limits::LINK_DAYS));
        if expires_at > latest {
            let text = format!("a link gives access for {} days at the most", limits::LINK_DAYS);
            let problem = Problem::new(Code::OutOfRange, text).at("/expires_at");
            let problem = problem.param("limit", limits::LINK_DAYS);
            return Err(problem.hint(format!("not later than {latest}")).into());
        }
        let (desk, ticket, generation) = (self.desk, ticket.id, ticket.link_generation);
        let link = Link { desk, ticket, person, expires_at, generation };
        let token = self.inner.link_keys.sign(&link).ok_or_else(|| {
            Problem::new(Code::Missing, "the engine was opened without a key that signs links")
                .hint("open it with the option `link_keys`")
        })?;
        Ok(Answer::Link { token, expires_at })
    }

    /// The customer of the ticket who is named. Nobody else is told apart from who is not there.
    fn customer(&self, ticket: &Ticket, person: &PersonRef) -> Result<PersonId> {
        let found = match person {
            PersonRef::Id(id) => self.snapshot.person(*id),
            PersonRef::Key(key) => self.snapshot.person_by_key(key),
        };
        let customer = found.map_err(|_| unseen())?.filter(|it| ticket.has_customer(it.id));
        Ok(customer.map(|it| it.id).ok_or_else(|| {
            let asked = excerpt(&person.to_string());
            Problem::new(Code::NotFound, format!("the ticket `{}` has no customer `{asked}`", ticket.number))
                .at("/person")
                .hint("name its requester, or somebody in copy")
                .param("person", asked)
        })?)
    }
}
