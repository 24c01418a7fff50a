//! The door: who comes by a signed link becomes the customer that it was made for, before anything is decided or stored.

use std::borrow::Cow;

use super::Inner;
use crate::access::{Link, Rights};
use crate::error::Problem;
use crate::id::DeskId;
use crate::model::Actor;
use crate::time::Timestamp;

impl Inner {
    /// The actor as decisions know them. `now` is the instant of a command that names one; the engine's own time counts in
    /// any case, so that no command brings an expired link back by naming an earlier instant.
    ///
    /// # Errors
    /// `link_refused` for a link that gives no access here and now, and for a guest without one. Whether it still holds for
    /// the ticket is asked where the ticket is seen.
    pub(super) fn admit<'a>(
        &self,
        desk: DeskId,
        actor: &'a Actor,
        now: Option<Timestamp>,
    ) -> Result<Cow<'a, Actor>, Problem> {
        match actor {
            Actor::Host {} | Actor::Agent { .. } | Actor::Requester { .. } => Ok(Cow::Borrowed(actor)),
            Actor::Guest { .. } => Err(Rights::link_refused()),
            Actor::Link { token } => {
                let own = self.time.now();
                let now = now.map_or(own, |now| now.max(own));
                let holds = |link: &Link| link.desk == desk && now < link.expires_at;
                let link = self.link_keys.verify(token).filter(holds).ok_or_else(Rights::link_refused)?;
                let Link { person, ticket, generation, .. } = link;
                Ok(Cow::Owned(Actor::Guest { person, ticket, generation }))
            }
        }
    }
}
