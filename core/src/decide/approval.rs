//! Moves that wait for somebody's approval: asking for it, giving it, refusing it.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::message::{self, Words};
use super::status::{self, Approving, Way};
use super::{Answer, Who, fire, form, refuse_if_any, who};
use crate::access::Rights;
use crate::automation::Occasion;
use crate::command::{Command, Edits};
use crate::error::{Code, Problem};
use crate::id::{MessageId, PersonId};
use crate::limits;
use crate::model::{Approval, EffectKind, EventKind, MessageKind};
use crate::workflow::{ApprovalSpec, ApproversSpec, Brought};

/// Puts a request on a ticket, and tells those who can approve of it.
pub(super) fn ask(draft: &mut Draft<'_>, case: &mut Case, act: &Act, approval: Approval) -> Answer<()> {
    let (to, transition) = (approval.to.clone(), approval.transition.clone());
    let spec = spec_of(draft, case, &approval);
    let approvers = match &spec {
        Some(spec) => approvers(draft, spec, approval.by)?,
        None => Vec::new(),
    };
    case.ticket.approval = Some(approval);
    let kind = EventKind::ApprovalAsked { to: to.clone(), transition: transition.clone() };
    case.settle(draft, act, kind, None)?;
    draft.notice("approval_asked", format!("the way to `{to}` needs an approval, which was asked for"));
    case.duty(draft, act.at, EffectKind::Approve { status: to, transition, to: approvers });
    Ok(())
}

/// Carries out `decide_approval`.
pub(super) fn decide(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::DecideApproval { ticket, approve, reason, expect_version } = command else { return Ok(()) };
    if !who.rights.is_staff() {
        let text = "approvals are given by members of staff only";
        return Err(Problem::new(Code::Forbidden, text).into());
    }
    let mut case = case::open(draft, who, ticket)?;
    who::expect_version(&case, who, *expect_version)?;
    let act = fire::catch_up(draft, &mut case, who)?;
    let Some(approval) = case.ticket.approval.clone() else {
        let text = "nothing on the ticket waits for an approval";
        return Err(Problem::new(Code::NothingToDo, text).at("/ticket").into());
    };
    let mut problems = Vec::new();
    let spec = spec_of(draft, &case, &approval);
    problems.extend(may_not(draft, who, spec.as_ref(), &approval, *approve)?);
    let reason = reason.as_deref().filter(|reason| !reason.trim().is_empty());
    let words = reason.map(|body| Words {
        body,
        html: None,
        attachments: &[],
        message_id: None,
        kind: MessageKind::Note,
        public: false,
        author: who.author(),
        spent: None,
    });
    if let Some(words) = &words {
        problems.extend(message::check(draft, words, "/reason")?);
    }
    refuse_if_any(problems)?;
    if *approve {
        approve_of(draft, who, &mut case, &act, &approval, spec.as_ref())?;
        say(draft, &mut case, &act, words.as_ref())?;
    } else {
        let message = say(draft, &mut case, &act, words.as_ref())?;
        case.ticket.approval = None;
        let kind = EventKind::ApprovalRefused { to: approval.to.clone(), message };
        case.settle(draft, &act, kind, None)?;
        tell(draft, &mut case, &act, &approval, false);
    }
    case.finish(draft, Occasion::Changed, None)
}

/// One more has approved; when that is enough the ticket moves, with all the checks of that moment.
fn approve_of(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    case: &mut Case,
    act: &Act,
    approval: &Approval,
    spec: Option<&ApprovalSpec>,
) -> Answer<()> {
    let mut given = approval.clone();
    given.approved.extend(who.rights.person());
    let count = spec.map_or(1, |spec| usize::try_from(spec.count).unwrap_or(usize::MAX));
    if who.rights.person().is_some() && given.approved.len() < count {
        case.ticket.approval = Some(given);
        return case.settle(draft, act, EventKind::ApprovalGiven { to: approval.to.clone() }, None);
    }
    let brings = match approval.message_public {
        None => Brought::Nothing,
        Some(false) => Brought::Internal,
        Some(true) => Brought::Public,
    };
    let transition = approval.transition.as_ref();
    let way = Way { transition, brings, rights: &who.rights, approving: Approving::Given };
    let mut problems = Vec::new();
    let entered = status::enter(draft, case, &approval.to, act.at, &way, &mut problems)?;
    // What the form requires there, nobody was asked for so far: whoever may fill it does so before.
    let all = Who { rights: Rights::system(), by: who.by.clone(), stranger: None };
    form::hold(draft, &all, case, &Edits::none(), false, &mut problems);
    refuse_if_any(problems)?;
    let kind = EventKind::TicketMoved { transition: entered, automatic: None };
    case.settle(draft, act, kind, None)?;
    tell(draft, case, act, approval, true);
    Ok(())
}

/// The reason that somebody gives, as an internal note.
fn say(
    draft: &mut Draft<'_>,
    case: &mut Case,
    act: &Act,
    words: Option<&Words<'_>>,
) -> Answer<Option<MessageId>> {
    let Some(words) = words else { return Ok(None) };
    let message = message::produce(draft, case, act, words, true)?.id;
    draft.text_of(message);
    draft.outcome.message = Some(message);
    Ok(Some(message))
}

/// Tells whoever asked what became of it.
fn tell(draft: &mut Draft<'_>, case: &mut Case, act: &Act, approval: &Approval, approved: bool) {
    if let Some(person) = approval.by.filter(|person| act.by.person() != Some(*person)) {
        let (status, to) = (approval.to.clone(), vec![person]);
        case.duty(draft, act.at, EffectKind::ApprovalDecided { status, approved, to });
    }
}

/// What the configuration says of the approval that a ticket waits for; nothing when it no longer asks for one.
fn spec_of(draft: &Draft<'_>, case: &Case, approval: &Approval) -> Option<ApprovalSpec> {
    let workflow = case::workflow_of(draft.config, &case.ticket);
    let mut ways = workflow.transitions(&case.ticket.status, &approval.to);
    let way = ways.find(|way| way.approval.is_some() && way.name == approval.transition);
    way.and_then(|way| way.approval.clone())
}

/// Why somebody cannot say yes or no, if so. The host can say both, and whoever asked can take it back.
fn may_not(
    draft: &Draft<'_>,
    who: &Who<'_>,
    spec: Option<&ApprovalSpec>,
    approval: &Approval,
    approve: bool,
) -> Answer<Option<Problem>> {
    let Some(person) = who.rights.person() else { return Ok(None) };
    let asked = approval.by == Some(person);
    if asked && !approve {
        return Ok(None);
    }
    let Some(spec) = spec else {
        let text = format!("the way to `{}` needs no approval any more", approval.to);
        let hint = "move the ticket, or let whoever asked take it back";
        return Ok(Some(Problem::new(Code::NothingToDo, text).at("/ticket").hint(hint)));
    };
    let (fits, whom) = match &spec.by {
        ApproversSpec::Permission(name) => (who.rights.may_named(name), format!("the permission `{name}`")),
        ApproversSpec::Role(name) => (who.rights.has_role(name), format!("the role `{name}`")),
        ApproversSpec::Team(name) => {
            let person = draft.person(person)?;
            let agent = person.as_ref().and_then(|person| person.active_agent());
            (agent.is_some_and(|agent| agent.teams.contains(name)), format!("to be in the team `{name}`"))
        }
    };
    let forbidden = |text: String, hint: &str| Some(Problem::new(Code::Forbidden, text).hint(hint));
    Ok(if !fits {
        forbidden(
            format!("to decide about the way to `{}` takes {whom}", approval.to),
            "ask somebody who has it",
        )
    } else if asked && !spec.own {
        forbidden("who asks for an approval cannot give it".to_owned(), "ask somebody else who can")
    } else if approve && approval.approved.contains(&person) {
        let text = "you have approved already";
        Some(Problem::new(Code::NothingToDo, text).at("/approve").hint("others have to approve, too"))
    } else {
        None
    })
}

/// Those who can approve, as far as they are in a team: whom the host tells. Whoever asks is told nothing they know.
fn approvers(draft: &Draft<'_>, spec: &ApprovalSpec, asker: Option<PersonId>) -> Answer<Vec<PersonId>> {
    let teams: Vec<_> = match &spec.by {
        ApproversSpec::Team(team) => vec![team],
        _ => {
            draft.config.document().teams.iter().map(|team| &team.name).take(limits::APPROVER_TEAMS).collect()
        }
    };
    let mut to = Vec::new();
    let mut wanted = crate::snapshot::Wanted::nothing();
    for team in teams {
        let members = match draft.snapshot.team(team) {
            Ok(members) => members,
            Err(key) => {
                wanted.add(key);
                continue;
            }
        };
        for member in members {
            let person = draft.person_now(&member.person);
            let Some(agent) = person.active_agent() else { continue };
            let role = draft.config.role(&agent.role);
            let fits = match &spec.by {
                ApproversSpec::Team(_) => true,
                ApproversSpec::Role(name) => agent.role == *name,
                ApproversSpec::Permission(name) => role.is_some_and(|role| role.permissions.contains(name)),
            };
            if fits && (spec.own || asker != Some(person.id)) {
                to.push(person.id);
            }
        }
    }
    if !wanted.is_empty() {
        return Err(wanted.into());
    }
    to.sort_unstable();
    to.dedup();
    Ok(to)
}
