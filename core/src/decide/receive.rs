//! Messages that a channel brings, in the name of who sent them.

use super::case;
use super::draft::Draft;
use super::message::{self, Words};
use super::{Answer, Who, fire, intake, refuse_if_any, standing, ticket};
use crate::access::Rights;
use crate::command::{Command, Edits};
use crate::config::Strangers;
use crate::error::{Code, Problem};
use crate::limits;
use crate::model::{Author, By, MessageKind, Person, Standing};

/// Carries out `receive_message`.
pub(super) fn receive(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::ReceiveMessage { ticket, from, body, html, attachments, message_id } = command else {
        return Ok(());
    };
    who.rights.require_channel()?;
    let mut case = case::open(draft, who, ticket)?;
    // What was due comes before the person who is made by the message.
    fire::fire_before(draft, &mut case, draft.now)?;
    let mut problems = Vec::new();
    let person = intake::sender(draft, from, &mut problems)?;
    if let Some(agent) = person.as_ref().filter(|person| person.active_agent().is_some()) {
        let text = format!("`{}` is a member of staff, and an address proves nothing", agent.name);
        let problem = Problem::new(Code::Forbidden, text).at("/from");
        problems.push(problem.hint("once you know that it was them, give `reply` or `note` as this agent"));
    }
    let mut words = Words {
        body,
        html: html.as_deref(),
        attachments,
        message_id: message_id.as_deref(),
        kind: MessageKind::Reply,
        public: true,
        author: Author::System {},
        spent: None,
    };
    problems.extend(message::check(draft, &words, "/body")?);
    refuse_if_any(problems)?;
    let Some(person) = person else { return Ok(()) };
    draft.outcome.person = Some(person.id);
    let shared = match person.organization {
        Some(id) => draft.snapshot.organization(id)?.filter(|known| known.shared).map(|known| known.id),
        None => None,
    };
    let rights = Rights::requester(&person, shared);
    if case.ticket.standing == Standing::Merged && !rights.sees(&case.ticket) {
        // The conversation goes on elsewhere, for them as for all others.
        if let Some((file, _)) = draft.snapshot.winner(case.ticket.id)? {
            case = draft.case(file)?;
            fire::fire_before(draft, &mut case, draft.now)?;
        }
    }
    let belongs = rights.sees(&case.ticket);
    let sender = Who { rights, by: By::Requester { person: person.id }, stranger: None };
    if belongs {
        words.author = sender.author();
        message::write(draft, &sender, case, words, &Edits::none())?;
        // It is the host who is answered.
        draft.answer_customer(false);
        return Ok(());
    }
    match draft.config.document().strangers {
        Strangers::Unverified => {
            standing::expect_active(draft, who, &case)?;
            (words.public, words.author) = (false, Author::Unverified { person: person.id });
            let people = &mut case.ticket.unverified;
            if let Err(place) = people.binary_search(&person.id) {
                if people.len() >= limits::PARTICIPANTS {
                    let text =
                        format!("{} unverified people wrote to the ticket already", limits::PARTICIPANTS);
                    return Err(Problem::new(Code::TooMany, text).at("/from").into());
                }
                people.insert(place, person.id);
            }
            let channel = Who { by: By::Requester { person: person.id }, ..who.clone() };
            message::add_to(draft, &channel, case, &words, &Edits::none(), None)
        }
        Strangers::NewTicket => {
            words.author = sender.author();
            ticket::open_apart(draft, &sender, &case.ticket, &person, &words)?;
            case.leave(draft)
        }
    }
}

/// What a ticket is about that begins with a message: its first line.
pub(super) fn subject_of(person: &Person, body: &str) -> String {
    let line = body.lines().map(str::trim).find(|line| !line.is_empty());
    let line = line.map_or_else(|| person.name.clone(), ToOwned::to_owned);
    let line: String = line.chars().filter(|c| !c.is_control()).take(limits::SUBJECT_OF_BODY_CHARS).collect();
    if line.is_empty() { "-".to_owned() } else { line }
}
