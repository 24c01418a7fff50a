//! What belongs to a conversation: its messages, their files, and the texts that are ready for the next one.

use super::{Asking, unseen};
use crate::access::Permission;
use crate::canned::{CannedSpec, Template};
use crate::command::{Answer, CannedReply};
use crate::config::Config;
use crate::decide::Places;
use crate::error::{Code, Problem, Result, excerpt, suggest};
use crate::id::{MessageId, Name, OrganizationId, PersonId};
use crate::model::{Attachment, Message, Person, PublicMessage, ThreadPlace, TicketField, TicketRef, label};
use crate::query::{Audience, ThreadQuery};
use crate::snapshot::{Key, Wanted};

impl Asking<'_> {
    /// A file of a message that the actor may read. It is looked for in what the conversation shows them, so that nothing
    /// is given out here that is not read there.
    pub(super) fn attachment(&self, ticket: &TicketRef, id: MessageId, sha256: &str) -> Result<Answer> {
        let file = self.file(ticket)?;
        let missing = || {
            let text = format!("there is no file `{}` in this message of the ticket", excerpt(sha256));
            Problem::new(Code::NotFound, text).at("/sha256")
        };
        let place = self.snapshot.message(id).map_err(|_| unseen())?.ok_or_else(missing)?.place();
        // Places of a ticket begin with 1.
        let before = ThreadPlace { position: place.position.saturating_sub(1), ..place };
        let query =
            ThreadQuery { ticket: file.ticket.id, audience: self.reading(), after: Some(before), limit: 1 };
        let found = self.inner.storage.thread(self.desk, &query)?.messages.into_iter().next();
        let shown = |message: &Message| match self.audience() {
            Audience::Staff => Some(message.attachments.clone()),
            Audience::Customers => PublicMessage::of(message).map(|message| message.attachments),
        };
        let files = found.filter(|message| message.id == id).and_then(|message| shown(&message));
        let is_it = |file: &Attachment| file.sha256 == sha256;
        let attachment = files.into_iter().flatten().find(is_it).ok_or_else(missing)?;
        let serving = attachment.serving();
        Ok(Answer::Attachment { attachment, serving })
    }

    /// Texts that are ready, filled in for a ticket.
    pub(super) fn replies(
        &self,
        ticket: &TicketRef,
        reply: Option<&Name>,
        language: Option<&str>,
    ) -> Result<Answer> {
        self.staff_only()?;
        self.who.rights.require(Permission::Reply)?;
        let ticket = &self.file(ticket)?.ticket;
        let all = &self.config.document().replies;
        let me = self.person_of(self.who.rights.person())?;
        let teams = me.as_ref().and_then(Person::active_agent).map(|agent| agent.teams.as_slice());
        let mine = |spec: &&CannedSpec| {
            let own = |teams: &[Name]| spec.teams.iter().any(|team| teams.contains(team));
            spec.teams.is_empty() || teams.is_none_or(own)
        };
        let chosen: Vec<&CannedSpec> = match reply {
            None => all.iter().filter(mine).collect(),
            Some(name) => {
                let known: Vec<&str> = all.iter().filter(mine).map(|spec| &*spec.name).collect();
                let found = all.iter().filter(mine).find(|spec| spec.name == *name);
                vec![found.ok_or_else(|| {
                    let problem = Problem::new(Code::NotFound, format!("there is no reply `{name}`"));
                    problem.at("/reply").hint(suggest(name, &known))
                })?]
            }
        };
        let requester = self.person_of(Some(ticket.requester))?;
        let organization = self.organization_name(ticket.organization)?;
        let places = Places {
            config: self.config,
            ticket,
            requester: requester.as_ref(),
            organization: organization.as_deref(),
            agent: me.as_ref(),
            rights: &self.who.rights,
        };
        let ready = Ready { config: self.config, places };
        let spoken = requester.as_ref().and_then(|person| person.language.as_deref());
        let reads = self.who.rights.sees_field(&TicketField::Language, |_| true);
        let of_ticket = ticket.language.as_deref().filter(|_| reads);
        let languages = [language, of_ticket, spoken, Some(self.config.language())];
        let replies = chosen.into_iter().filter_map(|spec| ready.fill(spec, &languages)).collect();
        Ok(Answer::Replies { replies })
    }

    fn person_of(&self, id: Option<PersonId>) -> Result<Option<Person>> {
        let Some(id) = id else { return Ok(None) };
        let found = self.inner.storage.load(self.desk, &Wanted::one(Key::Person(id)))?;
        let person = found.person(id).map_err(|_| unseen())?;
        Ok(person.map(|person| (**person).clone()))
    }

    fn organization_name(&self, id: Option<OrganizationId>) -> Result<Option<String>> {
        let Some(id) = id else { return Ok(None) };
        let found = self.inner.storage.load(self.desk, &Wanted::one(Key::Organization(id)))?;
        Ok(found.organization(id).map_err(|_| unseen())?.map(|organization| organization.name.clone()))
    }
}

/// Fills texts that are ready.
struct Ready<'a> {
    config: &'a Config,
    places: Places<'a>,
}

impl Ready<'_> {
    /// The text in the first of the languages that it has; nothing when it has none of them, which a configuration that
    /// is in force does not allow.
    fn fill(&self, spec: &CannedSpec, languages: &[Option<&str>]) -> Option<CannedReply> {
        let in_language = |tag: &str| label(&spec.texts, tag);
        let text = languages.iter().flatten().find_map(|tag| in_language(tag))?;
        let (language, _) = spec.texts.iter().find(|(_, known)| known.as_str() == text)?;
        let filled = Template::parse(text, &self.config.public_fields()).ok()?;
        let filled = filled.fill(|place| self.places.of(place, language));
        let desk = self.config.language();
        let name = label(&spec.labels, desk).unwrap_or(&spec.name).to_owned();
        Some(CannedReply {
            name: spec.name.clone(),
            label: name,
            language: language.clone(),
            text: filled.text,
            missing: filled.missing,
        })
    }
}
