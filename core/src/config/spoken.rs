//! Whether what actions say can be filled in, and reaches somebody.

use std::collections::BTreeSet;

use super::check::Known;
use super::document::Document;
use super::found::Found;
use crate::automation::ActionSpec;
use crate::canned::Template;
use crate::error::pointer;

/// All actions of a document, each with its place.
pub(super) fn actions(document: &Document) -> impl Iterator<Item = (String, &ActionSpec)> {
    let rules = document.rules.iter().enumerate();
    let rules = rules.map(|(n, rule)| (pointer(&pointer("/rules", n), "actions"), &rule.actions));
    let macros = document.macros.iter().enumerate();
    let macros = macros.map(|(n, it)| (pointer(&pointer("/macros", n), "actions"), &it.actions));
    let transitions = document.workflows.iter().enumerate().flat_map(|(n, workflow)| {
        let path = pointer(&pointer("/workflows", n), "transitions");
        let transitions = workflow.transitions.iter().enumerate();
        transitions.map(move |(n, it)| (pointer(&pointer(&path, n), "then"), &it.then))
    });
    let lists = rules.chain(macros).chain(transitions);
    lists.flat_map(|(path, actions)| {
        let all = actions.iter().enumerate();
        all.map(move |(n, action)| (pointer(&path, n), action))
    })
}

/// Reports places in texts that nothing is known of, and webhooks that lead nowhere.
pub(super) fn check_spoken(document: &Document, found: &mut Found) {
    let fields = document.public_fields();
    let names: Vec<&str> = document.webhooks.iter().map(|known| known.name.as_str()).collect();
    let endpoints = Known { what: "webhook", set: names.iter().copied().collect(), names };
    for (path, action) in actions(document) {
        match action {
            ActionSpec::AddNote { body } | ActionSpec::SendMessage { body } => {
                check_text(body, &fields, &pointer(&path, "body"), found);
            }
            ActionSpec::Effect { payload, .. } | ActionSpec::Webhook { payload, .. } => {
                let path = pointer(&path, "payload");
                for (name, value) in payload {
                    check_text(value, &fields, &pointer(&path, name), found);
                }
            }
            _ => {}
        }
        if let ActionSpec::Webhook { endpoint, .. } = action {
            endpoints.expect(endpoint, pointer(&path, "endpoint"), found);
        }
    }
}

fn check_text(text: &str, fields: &BTreeSet<&str>, path: &str, found: &mut Found) {
    if Template::has_places(text)
        && let Err(problems) = Template::parse(text, fields)
    {
        found.report_all(problems.into_iter().map(|problem| problem.at(path)));
    }
}
