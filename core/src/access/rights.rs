//! What one actor may see and do.

use super::role::Role;
use super::spec::{Permission, Scope};
use super::visible;
use crate::condition::Predicate;
use crate::error::{Code, Problem, excerpt};
use crate::id::{Name, OrganizationId, PersonId};
use crate::model::{By, Job, Message, Person, PersonRef, Ticket, TicketField, TicketRef};

/// What one actor may see and do: who they are is settled by then, and every question is answered here.
///
/// ```
/// use ticketkit::access::{Permission, Rights, Role, RoleSpec};
/// use ticketkit::id::{PersonId, TicketId};
/// use ticketkit::model::{Agent, Person, Ticket};
/// use ticketkit::time::Timestamp;
///
/// let spec = r#"{ "name": "light", "scope": "team", "permissions": ["note"] }"#;
/// let light = Role::from(&serde_json::from_str::<RoleSpec>(spec)?);
/// let mut ada = Person::new(PersonId::from_bytes([1; 16]), "Ada".to_owned(), Timestamp::default());
/// let mut profile = Agent::new(light.name.clone());
/// profile.teams = vec!["support".parse()?];
/// ada.agent = Some(profile);
///
/// let rights = Rights::agent(&ada, &light).unwrap();
/// assert!(rights.may(Permission::Note) && !rights.may(Permission::Reply));
///
/// let mut ticket = Ticket::blank(TicketId::from_bytes([9; 16]));
/// assert!(!rights.sees(&ticket));
/// ticket.team = Some("support".parse()?);
/// assert!(rights.sees(&ticket));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Rights<'r> {
    who: Who<'r>,
    visible: Predicate,
}

#[derive(Clone, Copy, Debug)]
enum Who<'r> {
    Host,
    System,
    Agent(PersonId, &'r Role),
    Requester(PersonId),
    Guest(PersonId),
}

impl Rights<'static> {
    /// The program that embeds the desk: everything.
    pub const fn host() -> Self {
        Self { who: Who::Host, visible: Predicate::always() }
    }

    /// The engine itself and the rules of the configuration: everything.
    pub const fn system() -> Self {
        Self { who: Who::System, visible: Predicate::always() }
    }

    /// A person in the role of a customer. `shared` is their organization, when its members see each other's tickets.
    pub fn requester(person: &Person, shared: Option<OrganizationId>) -> Self {
        Self { who: Who::Requester(person.id), visible: visible::to_customer(person.id, shared) }
    }

    /// Whoever comes by a link that was made for `person` and `ticket` while links had been revoked `generation` times: that
    /// ticket and no other, as long as the person is its customer.
    ///
    /// # Errors
    /// `link_refused` when links were revoked since.
    pub fn guest(person: &Person, ticket: &Ticket, generation: u32) -> Result<Self, Problem> {
        if ticket.link_generation != generation {
            return Err(Self::link_refused());
        }
        let visible = visible::only(&visible::to_customer(person.id, None), &ticket.number);
        Ok(Self { who: Who::Guest(person.id), visible })
    }

    /// The problem with a link that gives no access, whatever the reason.
    pub fn link_refused() -> Problem {
        Problem::new(Code::LinkRefused, "this link gives no access")
            .at("/actor")
            .hint("it may have expired, or was revoked: whoever works on the ticket can make a new one")
    }

    /// The same without the tickets that stand in statuses for staff: each is given by its workflow and its name.
    #[must_use]
    pub fn without_statuses<'s>(mut self, hidden: impl IntoIterator<Item = (&'s Name, &'s [Name])>) -> Self {
        self.visible = visible::outside(self.visible, hidden);
        self
    }
}

impl<'r> Rights<'r> {
    /// A person in the role of staff; `role` is the one that their profile names.
    ///
    /// # Errors
    /// `unknown_actor` when they have no profile of staff, or no longer an active one.
    pub fn agent(person: &Person, role: &'r Role) -> Result<Self, Problem> {
        let agent = person.active_agent().ok_or_else(|| Self::unknown(&person.id.into()))?;
        let visible = visible::to_agent(person.id, role, &agent.teams);
        Ok(Self { who: Who::Agent(person.id, role), visible })
    }

    /// The problem with an actor who is nobody here: the same for who was never known and for who has left.
    pub fn unknown(actor: &PersonRef) -> Problem {
        let actor = excerpt(&actor.to_string());
        Problem::new(Code::UnknownActor, format!("`{actor}` cannot act here")).param("actor", actor)
    }

    /// Whether they are of the house: staff, the host, or the engine. Others get only what is made for customers.
    pub const fn is_staff(&self) -> bool {
        !matches!(self.who, Who::Requester(_) | Who::Guest(_))
    }

    /// Whether they come by a link, and so have to do with one ticket only.
    pub const fn is_guest(&self) -> bool {
        matches!(self.who, Who::Guest(_))
    }

    /// Their role, when they act as a member of staff.
    pub(super) const fn role(&self) -> Option<&'r Role> {
        match self.who {
            Who::Agent(_, role) => Some(role),
            Who::Host | Who::System | Who::Requester(_) | Who::Guest(_) => None,
        }
    }

    /// The person who acts, when it is one.
    pub const fn person(&self) -> Option<PersonId> {
        match self.who {
            Who::Agent(person, _) | Who::Requester(person) | Who::Guest(person) => Some(person),
            Who::Host | Who::System => None,
        }
    }

    /// How history names them.
    pub const fn by(&self) -> By {
        match self.who {
            Who::Host => By::Host {},
            Who::System => By::System {},
            Who::Agent(person, _) => By::Agent { person },
            Who::Requester(person) | Who::Guest(person) => By::Requester { person },
        }
    }

    /// Which tickets they see, as a part of every question about several of them.
    pub const fn visible(&self) -> &Predicate {
        &self.visible
    }

    /// Whether they see this ticket.
    pub fn sees(&self, ticket: &Ticket) -> bool {
        self.visible.matches(ticket)
    }

    /// Whether they may read this message of a ticket that they see: internal ones only those who may write such.
    pub fn may_read(&self, message: &Message) -> bool {
        message.public || self.may(Permission::Note)
    }

    /// Whether they may read what is known of this person: staff of everybody, customers of themselves. By a link nobody is
    /// read: it may have been passed on.
    pub fn sees_person(&self, person: PersonId) -> bool {
        self.is_staff() || (!self.is_guest() && self.person() == Some(person))
    }

    /// Insists that they may make signed links to tickets that they see, and take them back: staff who reply in public.
    ///
    /// # Errors
    /// `forbidden`, with what would help.
    pub fn require_links(&self) -> Result<(), Problem> {
        if !self.is_staff() {
            let problem = Problem::new(Code::Forbidden, "links to tickets are made by members of staff only");
            return Err(problem.hint("who reads the ticket already needs none"));
        }
        self.require(Permission::Reply)
    }

    /// Whether they may look at a job and cancel it. What was refused speaks of tickets, so it is for whoever gave it,
    /// and for staff who see all tickets.
    pub fn oversees(&self, job: &Job) -> bool {
        self.oversees_all()
            || (self.is_staff() && job.by.person().is_some_and(|by| self.person() == Some(by)))
    }

    /// Whether they may look at every job.
    pub fn oversees_all(&self) -> bool {
        match self.who {
            Who::Host | Who::System => true,
            Who::Agent(_, role) => role.scope == Scope::All,
            Who::Requester(_) | Who::Guest(_) => false,
        }
    }

    /// Whether they have a permission. It goes for tickets that they see, and for nothing else.
    pub fn may(&self, permission: Permission) -> bool {
        match self.who {
            Who::Host | Who::System => true,
            Who::Agent(_, role) => role.grants(permission),
            Who::Requester(_) => matches!(permission, Permission::CreateTickets | Permission::Reply),
            Who::Guest(_) => matches!(permission, Permission::Reply),
        }
    }

    /// Whether they have a permission by its name, which may be one that only a transition asks for.
    pub fn may_named(&self, permission: &Name) -> bool {
        match self.who {
            Who::Host | Who::System => true,
            Who::Agent(_, role) => role.permissions.contains(permission),
            Who::Requester(_) | Who::Guest(_) => {
                let built_in = Permission::ALL.iter().find(|known| *permission == *known.as_str());
                built_in.is_some_and(|known| self.may(*known))
            }
        }
    }

    /// Whether they act in this role of staff.
    pub fn has_role(&self, role: &Name) -> bool {
        matches!(self.who, Who::Agent(_, own) if own.name == *role)
    }

    /// Whether they may open a ticket for this person: customers for themselves only.
    pub fn may_open_for(&self, requester: PersonId) -> bool {
        self.may(Permission::CreateTickets) && (self.is_staff() || self.person() == Some(requester))
    }

    /// Whether they may change this field of a ticket that is there: who owns it needs another permission than the
    /// rest. Customers fill those fields of the desk's own that `customer_writable` names, and nothing else.
    pub fn may_edit(&self, field: &TicketField, customer_writable: impl Fn(&Name) -> bool) -> bool {
        match (self.who, field) {
            (Who::Requester(_) | Who::Guest(_), TicketField::Custom(name)) => customer_writable(name),
            (Who::Requester(_) | Who::Guest(_), _) => false,
            _ => self.may(to_edit(field)) && !self.is_kept_from(field),
        }
    }

    /// Whether they may give this field a value on a ticket that they open. Staff who open tickets say everything about
    /// them, and choose their team: that is intake. Who is to own them, or to be assigned, needs the same permission as
    /// later. Customers fill the same fields as on a ticket that is there.
    pub fn may_fill(&self, field: &TicketField, customer_writable: impl Fn(&Name) -> bool) -> bool {
        let opens = self.is_staff() && self.may(Permission::CreateTickets);
        let kept = matches!(field, TicketField::Owner | TicketField::Assignees) || self.is_kept_from(field);
        (opens && !kept) || self.may_edit(field, customer_writable)
    }

    /// Insists that they may write this field: of a ticket that they are `opening`, or of one that is there.
    ///
    /// # Errors
    /// `forbidden`, with the permission that it takes, or the role that keeps them from it.
    pub fn require_field(
        &self,
        field: &TicketField,
        opening: bool,
        customer_writable: impl Fn(&Name) -> bool,
    ) -> Result<(), Problem> {
        let may = if opening {
            self.may_fill(field, customer_writable)
        } else {
            self.may_edit(field, customer_writable)
        };
        if may {
            return Ok(());
        }
        let text = format!("you may not change `{}`", field.as_str());
        let hint = match self.role().filter(|_| self.is_kept_from(field)) {
            Some(role) => format!("the role `{}` does not write it", role.name),
            None => format!("it takes the permission `{}`", to_edit(field).as_str()),
        };
        Err(Problem::new(Code::Forbidden, text).hint(hint))
    }

    /// Insists on a permission.
    ///
    /// # Errors
    /// `forbidden`, with what would help.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        if self.may(permission) { Ok(()) } else { Err(self.lacks(permission.as_str())) }
    }

    /// Insists on a permission by its name.
    ///
    /// # Errors
    /// `forbidden`, with what would help.
    pub fn require_named(&self, permission: &Name) -> Result<(), Problem> {
        if self.may_named(permission) { Ok(()) } else { Err(self.lacks(permission)) }
    }

    /// Insists that they read every field: what rules ask about is told in words.
    ///
    /// # Errors
    /// `forbidden`, with the role that hides some.
    pub fn require_all_fields(&self) -> Result<(), Problem> {
        let Some(role) = self.role().filter(|role| !role.hidden.is_empty()) else { return Ok(()) };
        let problem = Problem::new(Code::Forbidden, "this tells of fields that you do not read");
        Err(problem.hint(format!("the role `{}` hides some", role.name)))
    }

    /// Insists that it is the host who gives a command of the engine's own.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn require_host(&self) -> Result<(), Problem> {
        if matches!(self.who, Who::Host) {
            return Ok(());
        }
        let problem = Problem::new(Code::Forbidden, "this command is for the host only");
        Err(problem.hint("`tick` lets time pass, and carries jobs on"))
    }

    /// Insists that it is the host, who knows where a message came from.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn require_channel(&self) -> Result<(), Problem> {
        if matches!(self.who, Who::Host) {
            return Ok(());
        }
        let problem = Problem::new(Code::Forbidden, "what a channel brings comes from the host only");
        Err(problem.hint(
            "customers and agents speak for themselves: `reply`, `note`, `create_ticket` without a fold key",
        ))
    }

    /// The ticket that was `asked` for, if it was `found` and they see it.
    ///
    /// # Errors
    /// `not_found`, by which nobody can tell a hidden ticket from one that is not there.
    pub fn reach<'t>(&self, found: Option<&'t Ticket>, asked: &TicketRef) -> Result<&'t Ticket, Problem> {
        found.filter(|ticket| self.sees(ticket)).ok_or_else(|| {
            let asked = excerpt(&asked.to_string());
            Problem::new(Code::NotFound, format!("there is no ticket `{asked}`"))
                .at("/ticket")
                .param("ticket", asked)
        })
    }

    /// The problem with a command that would change another ticket as well, one that the actor does not see: `other` says
    /// which, without naming it. That there is one is no secret, for the ticket that they see says so.
    pub fn unseen(other: &str) -> Problem {
        let problem = Problem::new(Code::Forbidden, format!("you do not see {other}"));
        problem.hint("somebody who sees both tickets can do this")
    }

    fn lacks(&self, permission: &str) -> Problem {
        let problem = Problem::new(Code::Forbidden, format!("this needs the permission `{permission}`"))
            .param("permission", permission);
        match self.who {
            Who::Agent(_, role) => problem.hint(format!("the role `{}` does not have it", role.name)),
            Who::Guest(_) => problem.hint("by a link customers read one ticket and reply to it"),
            _ => problem.hint("customers open tickets for themselves and reply to those that they see"),
        }
    }
}

/// The permission that it takes to change a field.
const fn to_edit(field: &TicketField) -> Permission {
    match field {
        TicketField::Team | TicketField::Owner | TicketField::Assignees => Permission::Assign,
        _ => Permission::Change,
    }
}
