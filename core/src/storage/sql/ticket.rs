//! The columns in which a ticket stands: a closed list, so that no name of a column ever comes from a caller.

use std::sync::LazyLock;

use super::cell::{Cell, Row, Stored, joined};
use super::cover::End;
use crate::id::{PersonId, TicketId};
use crate::model::{LinkKind, Ticket, TicketField};

macro_rules! ticket_columns {
    (
        always { $($there:literal $always:ident $($named:ident)?,)* }
        sometimes { $($column:literal $field:ident $($asked:ident)?,)* }
    ) => {
        /// The names of the columns, in the order of [`ticket_cells`].
        pub(crate) const TICKET_COLUMNS: &[&str] =
            &[$($there,)* $($column,)* "assignees", "done", "empty"];

        /// The names of the columns that [`ticket_of`] reads, in its order.
        pub(crate) const TICKET_READ: &[&str] = &["id", "empty", $($there,)* $($column,)* "assignees"];

        /// What stands in the columns of a ticket.
        pub(crate) fn ticket_cells(ticket: &Ticket) -> Vec<Cell<'_>> {
            let mut cells = vec![$(ticket.$always.to_cell(),)*];
            let there = cells.len();
            cells.extend([$(ticket.$field.to_cell(),)* assigned(ticket)]);
            let empty = Empty::of(cells.get(there..).unwrap_or_default());
            cells.push(Cell::Integer(End::of(ticket).number()));
            cells.push(Cell::Integer(empty.0));
            cells
        }

        /// The ticket that stands in these columns. Most of those that may be empty are, and are not even looked at.
        pub(crate) fn ticket_of<R: Row>(row: &mut R) -> Result<Ticket, R::Fault> {
            let mut ticket = Ticket::blank(row.take()?);
            let mut empty = Empty(row.take()?);
            $(ticket.$always = row.take()?;)*
            $(
                if empty.next() {
                    row.pass();
                } else {
                    ticket.$field = row.take()?;
                }
            )*
            ticket.assignees = if empty.next() {
                ticket.owner.into_iter().collect()
            } else {
                row.take()?
            };
            Ok(ticket)
        }

        /// The column in which a field stands; nothing for what stands in a table of its own or inside JSON.
        pub(crate) const fn column_of(field: &TicketField) -> Option<&'static str> {
            match field {
                $($(TicketField::$named => Some($there),)?)*
                $($(TicketField::$asked => Some($column),)?)*
                _ => None,
            }
        }
    };
}

ticket_columns! {
    always {
        "version" version,
        "public_version" public_version,
        "updated_at" updated_at,
        "public_updated_at" public_updated_at,
        "number" number Number,
        "created_at" created_at CreatedAt,
        "standing" standing Standing,
        "subject" subject Subject,
        "requester" requester Requester,
        "workflow" workflow Workflow,
        "status" status Status,
        "category" category Category,
        "status_since" status_since StatusSince,
        "priority" priority Priority,
        "channel" channel Channel,
        "spent_minutes" spent_minutes SpentMinutes,
        "checklist_open" checklist_open ChecklistOpen,
        "repeats" repeats Repeats,
        "merged_openly" merged_openly MergedOpenly,
        "reopens" reopens Reopens,
        "handoffs" handoffs Handoffs,
        "replies" replies Replies,
        "link_generation" link_generation LinkGeneration,
        "pulled" pulled Pulled,
        "rungs" rungs Rungs,
    }
    sometimes {
        "description" description Description,
        "organization" organization Organization,
        "ccs" ccs Ccs,
        "unverified" unverified Unverified,
        "followers" followers Followers,
        "team" team Team,
        "owner" owner Owner,
        "impact" impact Impact,
        "urgency" urgency Urgency,
        "type" ticket_type Type,
        "tags" tags Tags,
        "fields" fields,
        "due_at" due_at DueAt,
        "planned_from" planned_from PlannedFrom,
        "planned_to" planned_to PlannedTo,
        "estimate_minutes" estimate_minutes EstimateMinutes,
        "remaining_minutes" remaining_minutes RemainingMinutes,
        "checklist" checklist Checklist,
        "external_ids" external_ids ExternalIds,
        "fold_key" fold_key FoldKey,
        "language" language Language,
        "follow_up_of" follow_up_of FollowUpOf,
        "split_of" split_of SplitOf,
        "parent" parent Parent,
        "problem" problem Problem,
        "relates" relates Relates,
        "merged_into" merged_into MergedInto,
        "merged_ccs" merged_ccs MergedCcs,
        "open_since" open_since OpenSince,
        "delay_told_at" delay_told_at DelayToldAt,
        "snoozed_until" snoozed_until SnoozedUntil,
        "status_before_snooze" status_before_snooze StatusBeforeSnooze,
        "approval" approval Approval,
        "waiting_since" waiting_since WaitingSince,
        "first_reply_at" first_reply_at FirstReplyAt,
        "last_reply_at" last_reply_at LastReplyAt,
        "last_requester_at" last_requester_at LastRequesterAt,
        "solved_at" solved_at SolvedAt,
        "closed_at" closed_at ClosedAt,
        "weight" weight Weight,
        "respond_by" respond_by RespondBy,
        "declined" declined Declined,
        "queued_since" queued_since QueuedSince,
        "past_teams" past_teams PastTeams,
    }
}

/// What [`ticket_of`] reads, of a table that is called `t`.
pub(crate) fn ticket_columns() -> &'static str {
    static COLUMNS: LazyLock<String> = LazyLock::new(|| of("t", &TICKET_READ.join(", ")));
    &COLUMNS
}

/// Columns of a table that goes by a shorter name.
pub(crate) fn of(table: &str, columns: &str) -> String {
    format!("{table}.{}", columns.replace(", ", &format!(", {table}.")))
}

/// Everybody assigned, where that is not the owner alone (or nobody, where there is no owner): so the usual ticket
/// needs no list.
fn assigned(ticket: &Ticket) -> Cell<'_> {
    if ticket.assignees.iter().eq(&ticket.owner) {
        Cell::Null
    } else {
        joined(&ticket.assignees, PersonId::as_bytes)
    }
}

/// Which of the columns that may be empty hold nothing: a bit each, the first the lowest. There are 64 of them at the most.
#[derive(Clone, Copy, Debug)]
struct Empty(i64);

impl Empty {
    fn of(cells: &[Cell<'_>]) -> Self {
        Self(cells.iter().rev().fold(0, |bits, cell| bits << 1 | i64::from(*cell == Cell::Null)))
    }

    /// Whether the next column holds nothing.
    const fn next(&mut self) -> bool {
        let bit = self.0 & 1;
        self.0 >>= 1;
        bit == 1
    }
}

/// What a person other than the requester and the lone owner is to a ticket, where it can be looked up by person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Assigned, on a ticket that is not assigned to its owner alone.
    Assignee,
    /// In copy.
    Cc,
    /// Follows it.
    Follower,
    /// In copy by a ticket that was merged into it.
    MergedCc,
    /// Wrote to it, and nobody knows whether they belong to it.
    Unverified,
}

impl Part {
    /// The number under which it is stored.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Assignee => 1,
            Self::Cc => 2,
            Self::Follower => 3,
            Self::MergedCc => 4,
            Self::Unverified => 5,
        }
    }
}

/// Everybody who has a part in a ticket that is stored apart, each once, with the number of the part and that of where
/// the ticket stands.
pub(crate) fn parts(ticket: &Ticket) -> std::collections::BTreeSet<(PersonId, i64, i64)> {
    let end = End::of(ticket).number();
    let assignees: &[PersonId] = if assigned(ticket) == Cell::Null { &[] } else { &ticket.assignees };
    let lists = [
        (assignees, Part::Assignee),
        (&ticket.ccs, Part::Cc),
        (&ticket.followers, Part::Follower),
        (&ticket.merged_ccs, Part::MergedCc),
        (&ticket.unverified, Part::Unverified),
    ];
    lists
        .iter()
        .flat_map(|(people, part)| people.iter().map(|person| (*person, part.number(), end)))
        .collect()
}

/// The number under which a sort of link is stored.
pub(crate) const fn link_number(kind: LinkKind) -> i64 {
    match kind {
        LinkKind::MergedInto => 1,
        LinkKind::FollowUpOf => 2,
        LinkKind::Parent => 3,
        LinkKind::Problem => 4,
        LinkKind::Relates => 5,
    }
}

/// The other tickets that a ticket names, each with the number of the sort of link, and with 1 while the ticket itself is
/// still to be done.
pub(crate) fn links(ticket: &Ticket) -> std::collections::BTreeSet<(i64, TicketId, i64)> {
    let open = i64::from(End::of(ticket) == End::Open);
    ticket.links().map(|(kind, target)| (link_number(kind), target, open)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TicketId;

    /// Cells as a row.
    struct Cells<'c>(std::slice::Iter<'c, Cell<'c>>);

    impl Row for Cells<'_> {
        type Fault = String;

        fn take<T: Stored>(&mut self) -> Result<T, String> {
            let cell = self.0.next().ok_or("the row has ended")?;
            T::from_cell(cell).ok_or_else(|| format!("{cell:?}"))
        }

        fn pass(&mut self) {
            self.0.next();
        }

        fn misread(&self) -> String {
            "misread".to_owned()
        }
    }

    #[test]
    fn a_ticket_reads_back_from_its_columns() {
        let mut ticket = Ticket::blank(TicketId::from_bytes([1; 16]));
        let people = [[2; 16], [3; 16]].map(PersonId::from_bytes);
        for (owner, assignees) in [
            (None, vec![]),
            (Some(people[0]), vec![people[0]]),
            (Some(people[0]), people.to_vec()),
            (Some(people[0]), vec![]),
            (None, people.to_vec()),
        ] {
            ticket.owner = owner;
            ticket.assignees = assignees;
            ticket.ccs = people.to_vec();
            ticket.tags = vec!["vip".to_owned()];
            let cells = ticket_cells(&ticket);
            assert_eq!(cells.len(), TICKET_COLUMNS.len());
            let at = |name: &&str| TICKET_COLUMNS.iter().position(|column| column == name);
            let read =
                TICKET_READ.iter().map(|name| at(name).map_or(ticket.id.to_cell(), |n| cells[n].clone()));
            assert_eq!(ticket_of(&mut Cells(read.collect::<Vec<_>>().iter())).as_ref(), Ok(&ticket));
        }
    }

    #[test]
    fn the_lone_owner_needs_no_row_of_their_own() {
        let mut ticket = Ticket::blank(TicketId::from_bytes([1; 16]));
        ticket.owner = Some(PersonId::from_bytes([2; 16]));
        ticket.assignees = vec![PersonId::from_bytes([2; 16])];
        assert!(parts(&ticket).is_empty());
        ticket.assignees.push(PersonId::from_bytes([3; 16]));
        assert_eq!(parts(&ticket).len(), 2);
    }
}
