//! What follows from a transition: the fields that it sets, what it does, and the approval that it waits for.

use super::case::{Act, Case};
use super::draft::Draft;
use super::edit::{self, Edit};
use super::message::{self, Words};
use super::{Answer, Who, approval, assign, duty, places};
use crate::access::Rights;
use crate::automation::{self, Duty};
use crate::command::Edits;
use crate::error::Problem;
use crate::id::Name;
use crate::model::{Approval, Author, By, MessageKind};
use crate::time::Timestamp;
use crate::workflow::Transition;

/// What is left to do when the step of a move has been settled.
pub(super) enum Next {
    /// The messages and duties of a transition.
    Follow {
        /// As whom it is done: the transition's name, else that of its workflow.
        name: Name,
        messages: Vec<(MessageKind, bool, String)>,
        duties: Vec<Duty>,
        /// Whether an owner is to be looked for.
        routes: bool,
        at: Timestamp,
        depth: u8,
    },
    /// The move waits for an approval.
    Ask { approval: Box<Approval>, by: By, depth: u8 },
}

impl Next {
    /// The same where a rule has made the move.
    pub(super) fn caused_by(&mut self, act: &Act) {
        match self {
            Self::Follow { depth, .. } => *depth = act.depth.saturating_add(1),
            Self::Ask { by, depth, .. } => (*by, *depth) = (act.by.clone(), act.depth),
        }
    }
}

/// Lets a transition that is made set its fields, and notes down what else it does. False when something of it cannot be
/// done, which is added to the problems.
pub(super) fn make(
    draft: &Draft<'_>,
    case: &mut Case,
    transition: &Transition,
    at: Timestamp,
    problems: &mut Vec<Problem>,
) -> Answer<bool> {
    if transition.set.is_empty() && transition.then.is_empty() {
        return Ok(true);
    }
    let known = problems.len();
    let name = transition.name.clone().unwrap_or_else(|| case.ticket.workflow.clone());
    let mut edits = Edits::none();
    for (field, value) in &transition.set {
        edits = edits.and(field.to_string(), value.clone());
    }
    let plan = automation::plan_of(&transition.then, &case.ticket);
    for (field, value) in plan.edits.iter() {
        edits = edits.and(field.to_owned(), value.cloned());
    }
    let by = By::Rule { rule: name.clone() };
    let who = Who { rights: Rights::system(), by, stranger: None };
    let edit = Edit { draft, who: &who, case, path: "/transition", creating: false };
    let asked = edit::apply(edit, &edits, problems)?;
    let filled = places::fill(draft, case, &who, &plan, ("/transition", problems))?;
    for (kind, public, body) in &filled.messages {
        let author = Author::Bot { rule: Some(name.clone()) };
        let (kind, public) = (*kind, *public);
        let brought =
            Words { body, html: None, attachments: &[], message_id: None, kind, public, author, spent: None };
        problems.extend(message::check(draft, &brought, "/transition")?);
    }
    let messages = filled.messages.into_iter();
    let messages = messages.map(|(kind, public, body)| (kind, public, body.into_owned())).collect();
    let (duties, routes) = (filled.duties, asked.routes);
    if problems.len() > known {
        return Ok(false);
    }
    case.next.push(Next::Follow { name, messages, duties, routes, at, depth: 1 });
    Ok(true)
}

/// Does what is left to do of moves that have been settled.
pub(super) fn carry_on(draft: &mut Draft<'_>, case: &mut Case) -> Answer<()> {
    for next in std::mem::take(&mut case.next) {
        match next {
            Next::Ask { approval, by, depth } => {
                let act = Act { by, at: approval.at.max(case.ticket.updated_at), depth };
                approval::ask(draft, case, &act, *approval)?;
            }
            Next::Follow { name, messages, duties, routes, at, depth } => {
                let at = at.max(case.ticket.updated_at);
                let act = Act { by: By::Rule { rule: name.clone() }, at, depth };
                for (kind, public, body) in &messages {
                    let author = Author::Bot { rule: Some(name.clone()) };
                    let (kind, public) = (*kind, *public);
                    let words = Words {
                        body,
                        html: None,
                        attachments: &[],
                        message_id: None,
                        kind,
                        public,
                        author,
                        spent: None,
                    };
                    message::produce(draft, case, &act, &words, true)?;
                }
                for duty in duties {
                    duty::give(draft, case, &name, at, duty);
                }
                assign::after_change(draft, case, at, routes)?;
            }
        }
    }
    Ok(())
}
