//! Questions about service levels.

use super::{Asking, unseen};
use crate::command::{Answer, Query, SpentTotal, Whose};
use crate::engine::Inner;
use crate::engine::asked::page;
use crate::engine::trial::{PreviewAsked, TrialAsked, WhatIfAsked, preview, what_if, what_if_routing};
use crate::error::{Code, Problem, Result};
use crate::id::DeskId;
use crate::limits;
use crate::model::{Actor, TicketRef};
use crate::time::Timestamp;

impl Asking<'_> {
    pub(super) fn told_account(
        &self,
        ticket: &TicketRef,
        as_of: Option<Timestamp>,
        picture: bool,
    ) -> Result<Answer> {
        let account = self.account(ticket, as_of)?;
        let totals = Whose::ALL.map(|whose| SpentTotal::new(whose, account.total(whose).millis()));
        Ok(Answer::Account {
            text: account.to_text(),
            svg: picture.then(|| account.to_svg()),
            totals: totals.into_iter().filter(|total| total.length_ms > 0).collect(),
            number: account.number,
            until: account.until,
            policies: account.policies,
            clocks: account.clocks,
            spent: account.spent,
            time_zone: account.time_zone,
        })
    }
}

/// Answers a question about a document on trial. It is bounded by the tickets that it looks at, so that nobody has to end
/// it.
pub(super) fn of_trial(inner: &Inner, desk: DeskId, query: &Query, actor: &Actor) -> Result<Answer> {
    match query {
        Query::Preview { document, condition, late_only, after, limit } => {
            let asked = PreviewAsked {
                trial: TrialAsked {
                    document: document.as_deref(),
                    condition: condition.as_ref(),
                    after: after.as_deref(),
                    tickets: Some(u64::from(page(*limit)?)),
                },
                listed: None,
                late_only: *late_only,
            };
            let preview = preview(inner, desk, &asked, actor, &mut |_| true)?;
            Ok(Answer::Preview { text: preview.to_string(), preview: Box::new(preview) })
        }
        Query::WhatIf { document, condition, as_of, after, limit }
        | Query::WhatIfRouting { document, condition, as_of, after, limit } => {
            let asked = WhatIfAsked {
                trial: TrialAsked {
                    document: document.as_deref(),
                    condition: condition.as_ref(),
                    after: after.as_deref(),
                    tickets: Some(u64::from(piece(*limit)?)),
                },
                as_of: *as_of,
            };
            if matches!(query, Query::WhatIf { .. }) {
                let report = what_if(inner, desk, &asked, actor, &mut |_| true)?;
                return Ok(Answer::WhatIf { text: report.to_string(), report: Box::new(report) });
            }
            let report = what_if_routing(inner, desk, &asked, actor, &mut |_| true)?;
            Ok(Answer::WhatIfRouting { text: report.to_string(), report: Box::new(report) })
        }
        _ => Err(unseen().into()),
    }
}

/// How many tickets a piece of history has.
fn piece(limit: Option<u32>) -> Result<u32> {
    let limit = limit.unwrap_or(limits::WHAT_IF_DEFAULT);
    if (1..=limits::WHAT_IF_MAX).contains(&limit) {
        return Ok(limit);
    }
    let text = format!("a piece of {limit} tickets: from 1 to {} are allowed", limits::WHAT_IF_MAX);
    Err(Problem::new(Code::OutOfRange, text).at("/limit").into())
}
