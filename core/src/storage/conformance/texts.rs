//! Texts come back as they were written, however odd and however long.

use super::records::{
    message, name, organization, person, put_message, put_new, put_organization, put_person, ticket,
    ticket_id,
};
use super::trial::{NewStorage, Trial, Verdict, all_tickets, holds, same, whole_thread};
use crate::change::Put;
use crate::limits;
use crate::model::{Attachment, ExternalId, Ticket, Value};
use crate::query::{SearchText, TicketQuery};
use crate::storage::Key;

/// Texts that were somebody's undoing before.
const ODD_TEXTS: [&str; 12] = [
    "",
    " leading and trailing \t\r\n",
    "O'Neil \"said\" `this` \\ that / $1 ?1 :name %s {} \u{1}\u{7f}",
    "'); DROP TABLE tickets; --",
    "100% _like_ *glob* [set]",
    "Größe, ẞ, İ, ς, ﬁ",
    "e\u{301} is not é",
    "עברית and العربية \u{202e}reversed\u{202c}",
    "👩🏽‍💻 🏳️‍🌈 🔥",
    "\u{feff}bom \u{200b}zero width \u{2028}line",
    "\u{10ffff}\u{fffd}\u{e000}",
    "NULL",
];

/// Odd texts survive wherever a text can stand.
pub fn odd_texts_come_back_unchanged(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    for (n, text) in (1..).zip(ODD_TEXTS) {
        let external = ExternalId { system: format!("s{text}"), id: format!("i{text}") };
        let (mut odd_person, mut odd_organization) = (person(n), organization(n));
        (odd_person.name, odd_person.key) = (text.to_owned(), Some(format!("k{text}")));
        (odd_person.addresses, odd_person.phone) = (vec![format!("a{text}")], Some(text.to_owned()));
        odd_person.external_ids = vec![external.clone()];
        (odd_organization.name, odd_organization.key) = (text.to_owned(), Some(format!("k{text}")));
        let odd = Ticket {
            number: format!("N{text}"),
            subject: text.to_owned(),
            tags: vec![text.to_owned(), "plain".to_owned()],
            external_ids: vec![external],
            fields: [(name("note"), Value::Text(text.to_owned()))].into_iter().collect(),
            ..ticket(n)
        };
        let mut mail = message(n, n, 1, text);
        mail.external_id = Some(format!("m{text}"));
        mail.attachments = vec![Attachment {
            name: text.to_owned(),
            media_type: text.to_owned(),
            bytes: 1,
            sha256: "0".repeat(64),
        }];
        trial.put([
            put_person(odd_person.clone()),
            put_organization(odd_organization.clone()),
            put_new(odd.clone()),
            put_message(mail.clone()),
        ])?;
        let found = trial.load([
            Key::TicketByNumber(odd.number.clone()),
            Key::TicketByMessage(format!("m{text}")),
            Key::PersonByKey(format!("k{text}")),
            Key::PersonByAddress(format!("a{text}")),
            Key::OrganizationByKey(format!("k{text}")),
        ])?;
        let by_number = found.ticket_by_number(&odd.number).map(|file| file.map(|file| &file.ticket));
        same("the ticket", by_number, Ok(Some(&odd)))?;
        same("the message's ticket", found.ticket_by_message(&format!("m{text}")), Ok(Some(ticket_id(n))))?;
        for person in [found.person_by_key(&format!("k{text}")), found.person_by_address(&format!("a{text}"))]
        {
            same("the person", person.map(|person| person.map(|person| &**person)), Ok(Some(&odd_person)))?;
        }
        let by_key = found.organization_by_key(&format!("k{text}")).map(|found| found.map(|found| &**found));
        same("the organization", by_key, Ok(Some(&odd_organization)))?;
        same(
            "the thread",
            trial.storage.thread(trial.desk, &whole_thread(ticket_id(n)))?.messages,
            vec![mail],
        )?;
    }
    Ok(())
}

/// The longest body that is allowed comes back whole, and its last word is found.
pub fn the_longest_body_comes_back_whole(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let mut body: String = "Ein Wort nach dem anderen, größer und größer. "
        .chars()
        .cycle()
        .take(limits::BODY_BYTES / 2)
        .collect();
    while body.len() < limits::BODY_BYTES - 9 {
        body.push('x');
    }
    body.push_str(" lastword");
    same("bytes of the body", body.len(), limits::BODY_BYTES)?;
    let long = message(1, 1, 1, &body);
    trial.put([put_new(ticket(1)), put_message(long.clone())])?;
    same("the thread", trial.storage.thread(trial.desk, &whole_thread(ticket_id(1)))?.messages, vec![long])?;
    let search = TicketQuery { text: SearchText::of("lastword größer"), ..all_tickets() };
    same("who has its last word", trial.numbers(&search)?, vec!["T-1".to_owned()])?;
    let document = format!("[{}1]", " ".repeat(limits::CONFIG_BYTES - 3));
    trial.put([Put::Config { document: document.clone() }])?;
    let stored = trial.storage.config(trial.desk, None)?.map(|config| config.document);
    holds("the longest configuration comes back", stored == Some(document))
}
