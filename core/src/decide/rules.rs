//! Rules of the configuration, carried out inside the command that made them hold.

use super::case::{Act, Case};
use super::draft::Draft;
use super::edit::{self, Edit};
use super::message::{self, Words};
use super::status::{self, Approving, Way};
use super::{Answer, Who, assign, duty, form, places, then};
use crate::access::Rights;
use crate::automation::{self, Occasion, Plan, Rule, RuleFacts, Run};
use crate::command::{Edits, RuleKind};
use crate::error::Problem;
use crate::id::Name;
use crate::model::{Author, By, EventKind, Message};
use crate::time::Timestamp;
use crate::workflow::Brought;

/// Runs the rules after the command's own changes. What a rule may not do is left undone as a whole, and a fact says
/// why; what the others did stays.
pub(super) fn run(
    draft: &mut Draft<'_>,
    case: &mut Case,
    occasion: Occasion,
    message: Option<&Message>,
    at: Timestamp,
) -> Answer<()> {
    let rules = Run::new(draft.config.rules(), draft.config.rule_mode());
    go_through(draft, case, rules, occasion, message, at)
}

/// Asks a rule whose time has come. When it holds, rules on events may follow from what it does; when it does not, nothing
/// happens.
pub(super) fn run_timed(draft: &mut Draft<'_>, case: &mut Case, rule: &Rule, at: Timestamp) -> Answer<()> {
    let rules = Run::new(draft.config.rules(), draft.config.rule_mode()).begun_by(rule);
    go_through(draft, case, rules, Occasion::TimePassed, None, at)
}

fn go_through(
    draft: &mut Draft<'_>,
    case: &mut Case,
    mut rules: Run<'_>,
    occasion: Occasion,
    message: Option<&Message>,
    at: Timestamp,
) -> Answer<()> {
    let begun = draft.begin_run(&case.ticket);
    if begun.is_some() {
        rules = rules.traced();
    }
    let mut changed = false;
    loop {
        let before = case.root.as_ref();
        let facts = RuleFacts { before, now: &case.ticket, message, occasion };
        let Some(firing) = rules.next(&facts, changed) else { break };
        let plan = automation::plan(firing.rule, &case.ticket);
        let act = Act { by: By::Rule { rule: firing.rule.name.clone() }, at, depth: firing.depth };
        changed = carry_out(draft, case, &act, &firing.rule.name, &plan)?;
    }
    if let Some(chain) = rules.stopped() {
        draft.notice("loop_stopped", "rules went on causing one another, and were stopped");
        case.fact(draft, &Act::system(at), EventKind::LoopStopped { chain });
    }
    if let Some(begun) = begun {
        draft.end_run(begun, &rules, &case.ticket);
    }
    Ok(())
}

/// Gives fields the values that a step of escalation sets. What is not allowed is left undone as a whole.
pub(super) fn set_by_step(
    draft: &mut Draft<'_>,
    case: &mut Case,
    policy: &Name,
    edits: Edits,
    at: Timestamp,
) -> Answer<()> {
    if edits.is_empty() {
        return Ok(());
    }
    let plan = Plan::of_edits(edits);
    let act = Act { by: By::Rule { rule: policy.clone() }, at: at.max(case.ticket.updated_at), depth: 1 };
    carry_out(draft, case, &act, policy, &plan).map(|_| ())
}

/// Carries out what a rule asks for. True when the ticket has changed by it.
fn carry_out(
    draft: &mut Draft<'_>,
    case: &mut Case,
    act: &Act,
    rule: &Name,
    plan: &Plan<'_>,
) -> Answer<bool> {
    let saved = case.ticket.clone();
    let mut problems = Vec::new();
    let who = Who { rights: Rights::system(), by: act.by.clone(), stranger: None };
    let edit = Edit { draft, who: &who, case, path: "/set", creating: false };
    let asked = edit::apply(edit, &plan.edits, &mut problems)?;
    if let Some(to) = asked.status.filter(|to| *to != case.ticket.status) {
        let brings = match plan.messages.iter().map(|message| message.public).max() {
            None => Brought::Nothing,
            Some(false) => Brought::Internal,
            Some(true) => Brought::Public,
        };
        let way = Way { transition: None, brings, rights: &who.rights, approving: Approving::Ask };
        status::enter(draft, case, &to, act.at, &way, &mut problems)?;
    }
    if !plan.edits.is_empty() {
        form::hold(draft, &who, case, &plan.edits, false, &mut problems);
    }
    let filled = places::fill(draft, case, &who, plan, ("/body", &mut problems))?;
    let mut words = Vec::new();
    for (kind, public, body) in &filled.messages {
        let author = Author::Bot { rule: Some(rule.clone()) };
        let (kind, public) = (*kind, *public);
        let brought =
            Words { body, html: None, attachments: &[], message_id: None, kind, public, author, spent: None };
        problems.extend(message::check(draft, &brought, "/body")?);
        words.push(brought);
    }
    if !problems.is_empty() {
        case.ticket = saved;
        case.next.clear();
        let failed = problems.iter().map(|problem: &Problem| problem.code.as_str().to_owned()).collect();
        case.fact(draft, act, EventKind::RuleRefused { rule: rule.clone(), failed });
        return Ok(false);
    }
    let changed = case.is_unsettled() || !words.is_empty() || !case.next.is_empty();
    for next in &mut case.next {
        next.caused_by(act);
    }
    case.settle(draft, act, EventKind::RuleFired { rule: rule.clone() }, None)?;
    draft.fired(RuleKind::Rule, rule, act.at);
    for brought in &words {
        message::produce(draft, case, act, brought, plan.edits.get("status").is_some())?;
    }
    for duty in filled.duties {
        duty::give(draft, case, rule, act.at, duty);
    }
    assign::after_change(draft, case, act.at, asked.routes)?;
    then::carry_on(draft, case)?;
    Ok(changed)
}
