//! Tickets and messages of every sort, chosen by chance from few values, so that many are alike in something.

use super::chance::Chance;
use super::records::{
    approval, bytes, message_id, minute, name, organization_id, person_id, ticket, ticket_id,
};
use crate::condition::{FieldKind, FieldKinds};
use crate::id::{MessageId, Name, PersonId};
use crate::model::{
    Category, ChecklistItem, Decimal, Declined, ExternalId, PastTeam, Standing, Ticket, Value,
};
use crate::time::{Span, Timestamp};

/// Words of which subjects, bodies and texts are made.
pub(super) const WORDS: [&str; 12] =
    ["printer", "Printer", "GRÖSSE", "größe", "it's", "100%", "a_b", "ΟΔΟΣ", "οδος", "🔥", "éclair", "Zoo"];
/// Names that statuses, teams, tags and options have.
pub(super) const NAMES: [&str; 4] = ["new", "open", "support", "billing"];
/// People that tickets have.
const PEOPLE: [PersonId; 4] = [person_id(0), person_id(1), person_id(2), person_id(3)];
/// Numbers that fields have, in millionths.
const NUMBERS: [i64; 7] = [-2_500_000, -1, 0, 1, 1_000_000, 2_500_000, 999_999_999_999_999];
/// Dates that fields have.
const DATES: [&str; 4] = ["1999-12-31", "2026-01-01", "2026-06-01", "2026-06-02"];

/// The desk's own fields, by name, and what they hold.
pub(super) const OWN_FIELDS: [(&str, FieldKind); 6] = [
    ("own_text", FieldKind::Text),
    ("own_number", FieldKind::Number),
    ("own_bool", FieldKind::Bool),
    ("own_date", FieldKind::Date),
    ("own_name", FieldKind::Name),
    ("own_names", FieldKind::Names),
];

/// A desk with these fields, where every name is allowed everywhere.
pub(super) struct OwnFields;

impl FieldKinds for OwnFields {
    fn kind(&self, field: &str) -> Option<FieldKind> {
        OWN_FIELDS.iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind)
    }

    fn options(&self, _: &str) -> Option<Vec<&str>> {
        None
    }

    fn names(&self) -> Vec<String> {
        OWN_FIELDS.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
}

impl Chance {
    /// One of few instants.
    pub(super) fn instant(&mut self) -> Timestamp {
        let odd = self.pick(&[0, 0, 0, 1, -1]);
        minute(self.below(5)).after(Span::from_millis(odd))
    }

    /// A few words; sometimes none.
    pub(super) fn text(&mut self) -> String {
        let words: Vec<_> = (0..self.below(4)).map(|_| self.pick(&WORDS)).collect();
        words.join(self.pick(&[" ", ", ", "-", ""]))
    }

    /// One of few names.
    pub(super) fn name(&mut self) -> Name {
        name(self.pick(&NAMES))
    }

    /// A value for a field of the desk's own. Sometimes it is of another sort, as an older configuration may have
    /// left it.
    pub(super) fn value(&mut self, kind: FieldKind) -> Value {
        let kind = if self.one_in(12) { self.pick(&OWN_FIELDS).1 } else { kind };
        match kind {
            FieldKind::Number => {
                Value::Number(Decimal::from_millionths(self.pick(&NUMBERS)).unwrap_or_default())
            }
            FieldKind::Bool => Value::Bool(self.one_in(2)),
            FieldKind::Date => Value::Text(self.pick(&DATES).to_owned()),
            FieldKind::Name => Value::Text(self.pick(&NAMES).to_owned()),
            FieldKind::Names => {
                let first = self.pick(&NAMES).to_owned();
                let second = self.pick(&NAMES).to_owned();
                Value::List(if first == second { vec![first] } else { vec![first, second] })
            }
            _ => Value::Text(self.text()),
        }
    }

    /// Ticket `n` with chance in all its fields but id, number, version and creation.
    pub(super) fn ticket(&mut self, n: u64) -> Ticket {
        use Standing::{Active, Merged, Spam, Trash};
        let mut ticket = ticket(n);
        ticket.updated_at = self.instant();
        ticket.public_updated_at = self.instant();
        ticket.status_since = self.instant();
        ticket.subject = self.text();
        ticket.description = self.maybe(MessageId::from_bytes(bytes(n)));
        ticket.requester = person_id(self.below(4));
        ticket.organization = self.one_of(3).map(organization_id);
        ticket.ccs = self.some_of(&PEOPLE);
        ticket.followers = self.some_of(&PEOPLE);
        ticket.team = if self.one_in(3) { None } else { Some(self.name()) };
        ticket.owner = self.one_of(3).map(person_id);
        ticket.assignees = self.some_of(&PEOPLE);
        ticket.status = self.name();
        ticket.category = self.pick(&Category::ALL);
        ticket.priority = self.name();
        ticket.impact = if self.one_in(2) { None } else { Some(self.name()) };
        ticket.ticket_type = if self.one_in(2) { None } else { Some(self.name()) };
        ticket.tags = self.some_of(&NAMES).into_iter().map(str::to_owned).collect();
        ticket.due_at = if self.one_in(2) { None } else { Some(self.instant()) };
        ticket.solved_at = if self.one_in(3) { None } else { Some(self.instant()) };
        let external = |system: &str| ExternalId { system: system.to_owned(), id: n.to_string() };
        ticket.external_ids = self.some_of(&NAMES).into_iter().map(external).collect();
        ticket.fold_key = self.maybe(format!("fold/{n}"));
        ticket.language = self.maybe("pt-BR".to_owned());
        ticket.standing = self.pick(&[Active, Active, Active, Merged, Spam, Trash]);
        ticket.merged_into = self.one_of(4).filter(|_| ticket.standing == Merged).map(ticket_id);
        ticket.parent = self.one_of(4).map(ticket_id);
        ticket.problem = self.one_of(4).map(ticket_id);
        ticket.relates = self.some_of(&[ticket_id(0), ticket_id(1), ticket_id(2)]);
        ticket.merged_openly = self.one_in(2);
        ticket.merged_ccs = self.some_of(&PEOPLE);
        ticket.spent_minutes = self.pick(&[0, 15, 90]);
        ticket.estimate_minutes = self.maybe(60);
        ticket.checklist_open = self.pick(&[0, 1, 2]);
        ticket.reopens = self.pick(&[0, 1, 2]);
        ticket.replies = self.pick(&[0, 1, 2]);
        ticket.link_generation = self.pick(&[0, 1, 2]);
        ticket.weight = self.pick(&[None, None, Some(0), Some(3)]);
        ticket.respond_by = if self.one_in(3) { Some(self.instant()) } else { None };
        ticket.pulled = self.one_in(4);
        ticket.queued_since = if self.one_in(3) { Some(self.instant()) } else { None };
        ticket.rungs = self.pick(&[0, 0, 1]);
        for (field, kind) in OWN_FIELDS {
            if !self.one_in(3) {
                ticket.fields.set(name(field), Some(self.value(kind)));
            }
        }
        ticket
    }

    /// A number below `end`, or nothing.
    fn one_of(&mut self, end: u64) -> Option<u64> {
        let number = self.below(end);
        self.maybe(number)
    }

    /// Some of these, in their order.
    fn some_of<T: Clone>(&mut self, from: &[T]) -> Vec<T> {
        from.iter().filter(|_| self.one_in(2)).cloned().collect()
    }
}

/// A ticket in which every field holds something, and each something else.
pub(super) fn full_ticket() -> Ticket {
    let decimal = |millionths| Value::Number(Decimal::from_millionths(millionths).unwrap_or_default());
    let fields = [
        (name("yes"), Value::Bool(true)),
        (name("no"), Value::Bool(false)),
        (name("small"), decimal(-1)),
        (name("large"), decimal(999_999_999_999_999)),
        (name("text"), Value::Text("2026-06-01".to_owned())),
        (name("list"), Value::List(vec!["b".to_owned(), "a".to_owned(), "b".to_owned()])),
    ];
    let external = |system: &str, id: &str| ExternalId { system: system.to_owned(), id: id.to_owned() };
    Ticket {
        version: 4_000_000_000,
        public_version: 3_000_000_000,
        updated_at: minute(1),
        public_updated_at: minute(2),
        description: Some(message_id(1)),
        organization: Some(organization_id(1)),
        ccs: vec![person_id(3), person_id(2)],
        followers: vec![person_id(5), person_id(4)],
        team: Some(name("support")),
        owner: Some(person_id(6)),
        assignees: vec![person_id(7), person_id(6)],
        category: Category::OnHold,
        status_since: minute(3),
        impact: Some(name("high")),
        urgency: Some(name("low")),
        ticket_type: Some(name("incident")),
        tags: vec!["zebra".to_owned(), "apple".to_owned()],
        fields: fields.into_iter().collect(),
        due_at: Some(minute(4)),
        planned_from: Some(minute(5)),
        planned_to: Some(minute(6)),
        external_ids: vec![external("crm", "1"), external("erp", "1")],
        language: Some("pt-BR".to_owned()),
        snoozed_until: Some(minute(7)),
        status_before_snooze: Some(name("open")),
        approval: Some(approval()),
        waiting_since: Some(minute(8)),
        first_reply_at: Some(minute(9)),
        last_reply_at: Some(minute(10)),
        last_requester_at: Some(minute(11)),
        solved_at: Some(Timestamp::MAX),
        closed_at: Some(Timestamp::MIN),
        reopens: u32::MAX,
        handoffs: 2,
        replies: 3,
        link_generation: u32::MAX,
        weight: Some(7),
        respond_by: Some(minute(12)),
        pulled: true,
        declined: vec![Declined { person: person_id(9), until: minute(13) }],
        queued_since: Some(minute(14)),
        rungs: 2,
        past_teams: vec![PastTeam { team: name("office"), until: minute(15) }],
        repeats: 4,
        fold_key: Some("disk/7".to_owned()),
        unverified: vec![person_id(8)],
        follow_up_of: Some(ticket_id(10)),
        standing: Standing::Merged,
        split_of: Some(message_id(3)),
        parent: Some(ticket_id(12)),
        problem: Some(ticket_id(13)),
        relates: vec![ticket_id(14), ticket_id(15)],
        merged_into: Some(ticket_id(11)),
        merged_openly: true,
        open_since: Some(minute(23)),
        delay_told_at: Some(minute(24)),
        spent_minutes: u32::MAX,
        estimate_minutes: Some(0),
        remaining_minutes: Some(90),
        checklist: vec![
            ChecklistItem { item: 2, text: "Call\u{2028}back".to_owned(), done_at: None, done_by: None },
            ChecklistItem {
                item: 1,
                text: "Ask".to_owned(),
                done_at: Some(minute(25)),
                done_by: Some(person_id(2)),
            },
        ],
        checklist_open: 1,
        merged_ccs: vec![person_id(2), person_id(2), person_id(3)],
        ..ticket(1)
    }
}
