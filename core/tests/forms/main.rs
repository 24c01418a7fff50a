//! Forms: which fields a ticket has for whom, and what rules make of them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by a panic, as tests do"
)]

mod changes;
mod doubts;
mod examples;
mod mistakes;
mod reference;

use serde_json::{Value as Json, json};
use ticketkit::calendar::ZoneRules;
use ticketkit::config::{Config, Document};
use ticketkit::error::{Code, Error, Problem};
use ticketkit::form::FormState;
use ticketkit::id::TicketId;
use ticketkit::model::{Ticket, TicketField, Value};

/// The default desk with these types, fields and forms.
fn desk(types: &[&str], fields: &Json, forms: &Json) -> Result<Config, Error> {
    let mut document: Json = serde_json::from_str(Document::DEFAULT).unwrap();
    document["types"] = types.iter().map(|name| json!({ "name": name })).collect();
    document["fields"] = fields.clone();
    document["forms"] = forms.clone();
    Config::compile(Document::parse(&document.to_string())?, 1, &ZoneRules::bundled())
}

/// A ticket with these values, built in or the desk's own.
fn ticket(values: &[(&str, Value)]) -> Ticket {
    let mut ticket = Ticket::blank(TicketId::from_bytes([1; 16]));
    ticket.priority = "normal".parse().unwrap();
    ticket.status = "new".parse().unwrap();
    for (field, value) in values {
        let text = || value.as_text().unwrap().parse().unwrap();
        match *field {
            "type" => ticket.ticket_type = Some(text()),
            "status" => ticket.status = text(),
            "priority" => ticket.priority = text(),
            "channel" => ticket.channel = text(),
            own => ticket.fields.set(own.parse().unwrap(), Some(value.clone())),
        }
    }
    ticket
}

fn field(name: &str) -> TicketField {
    TicketField::built_in(name).unwrap_or_else(|| TicketField::Custom(name.parse().unwrap()))
}

/// What a form makes of its fields, a word for each: `+` there, `-` hidden, `!` required, `=` read-only.
fn shown(state: &FormState<'_>) -> String {
    let words = state.iter().map(|(field, made)| {
        let mark = if made.visible { "+" } else { "-" };
        let required = if made.required { "!" } else { "" };
        let read_only = if made.read_only { "=" } else { "" };
        format!("{mark}{}{required}{read_only}", field.as_str())
    });
    words.collect::<Vec<_>>().join(" ")
}

fn places(problems: &[Problem]) -> Vec<(Code, &str)> {
    problems.iter().map(|problem| (problem.code, problem.path.as_str())).collect()
}

/// Products, their models and the parts of these: options at three depths, and a few fields beside.
fn hardware() -> Json {
    json!([
        { "name": "product", "type": "choice", "options": [{ "name": "printer" }, { "name": "phone" }] },
        {
            "name": "model", "type": "choice", "depends_on": "product",
            "options": [
                { "name": "laser", "under": ["printer"] }, { "name": "ink", "under": ["printer"] },
                { "name": "desk", "under": ["phone"] }, { "name": "other" }
            ]
        },
        {
            "name": "parts", "type": "multi_choice", "depends_on": "model",
            "options": [
                { "name": "drum", "under": ["laser"] }, { "name": "toner", "under": ["laser"] },
                { "name": "head", "under": ["ink"] }, { "name": "cable" }
            ]
        },
        { "name": "serial", "type": "text" },
        { "name": "cause", "type": "text" },
        { "name": "insured", "type": "bool" }
    ])
}

const HARDWARE: [&str; 6] = ["product", "model", "parts", "serial", "cause", "insured"];

/// The hardware desk with one form of all its fields and these rules.
fn with_rules(rules: &Json) -> Config {
    desk(&[], &hardware(), &json!([{ "name": "hardware", "fields": HARDWARE, "rules": rules }])).unwrap()
}

/// What the first form that fits makes of the fields for staff.
fn state(config: &Config, values: &[(&str, Value)]) -> String {
    let ticket = ticket(values);
    shown(&config.forms().of(true, &ticket).evaluate(&ticket))
}
