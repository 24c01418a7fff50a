//! The plain reference of the access matrix: who sees which ticket, and what each operation asks for. It is written down
//! once more here, by hand, and knows nothing of how the library finds it out.
#![allow(clippy::match_same_arms, reason = "a table has a line for each thing that it speaks of")]

/// Which tickets a role is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    All,
    Team,
    Own,
}

pub(crate) const SCOPES: [Scope; 3] = [Scope::All, Scope::Team, Scope::Own];

/// What a role can be granted.
pub(crate) const PERMISSIONS: [&str; 13] = [
    "create_tickets",
    "reply",
    "note",
    "publish",
    "change",
    "assign",
    "merge",
    "mark_spam",
    "delete",
    "manage_people",
    "erase_people",
    "manage_config",
    "settle_effects",
];

/// Somebody who acts. All but the host and strangers are one and the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Host,
    /// Works in the team `support`.
    Agent(Scope, Vec<&'static str>),
    /// Works in the team `support`, with every permission, in a role that hides `secret` and `tags`, and keeps `room` and
    /// the priority from being written.
    Veiled,
    /// A customer of an organization whose members see each other's tickets, or do not.
    Customer {
        shared: bool,
    },
    /// Who comes by a link as the same customer: to the ticket, where it is theirs or they are in copy, else to another of
    /// theirs; or to another one in any case.
    Guest {
        there: bool,
    },
    /// Somebody who worked here once.
    Former,
    /// Somebody who was never heard of, as staff and as a customer.
    StrangeAgent,
    StrangeCustomer,
}

impl Who {
    pub(crate) fn all() -> Vec<Self> {
        let mut all = vec![Self::Host, Self::Customer { shared: true }, Self::Customer { shared: false }];
        all.extend([Self::Guest { there: true }, Self::Guest { there: false }]);
        all.push(Self::Veiled);
        for scope in SCOPES {
            all.push(Self::Agent(scope, Vec::new()));
            all.push(Self::Agent(scope, PERMISSIONS.to_vec()));
        }
        all.extend([Self::StrangeAgent, Self::StrangeCustomer]);
        all.extend(PERMISSIONS.map(|one| Self::Agent(Scope::Team, vec![one])));
        all.push(Self::Former);
        all
    }

    fn is_known(&self) -> bool {
        self.is_staff() || matches!(self, Self::Customer { .. } | Self::Guest { .. })
    }

    fn is_staff(&self) -> bool {
        matches!(self, Self::Host | Self::Agent(..) | Self::Veiled)
    }

    fn may(&self, permission: &str) -> bool {
        match self {
            Self::Host | Self::Veiled => true,
            Self::Agent(_, granted) => granted.contains(&permission),
            Self::Customer { .. } => ["create_tickets", "reply"].contains(&permission),
            Self::Guest { .. } => permission == "reply",
            Self::Former | Self::StrangeAgent | Self::StrangeCustomer => false,
        }
    }

    fn sees_all(&self) -> bool {
        matches!(self, Self::Host | Self::Agent(Scope::All, _))
    }
}

/// How the person is related to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) name: &'static str,
    /// Who opens it: `me`, `colleague` (of the same organization), `cus` (of none) or `zed` (of another one).
    pub(crate) requester: &'static str,
    /// Fields, and the keys that they hold.
    pub(crate) set: &'static [(&'static str, &'static [&'static str])],
    /// Who sees it: staff by their scope (all, team, own), customers, customers whose organization shares.
    seen: [bool; 5],
}

impl Relation {
    /// Whether they are the requester, or in copy.
    pub(crate) fn is_theirs(&self) -> bool {
        self.seen[3]
    }
}

const YES: bool = true;
const NO: bool = false;

#[rustfmt::skip]
pub(crate) const RELATIONS: [Relation; 14] = [
    //                                                                                                    all  team own  cust shared
    Relation { name: "none", requester: "cus", set: &[],                                           seen: [YES, NO,  NO,  NO,  NO] },
    Relation { name: "their own", requester: "me", set: &[],                                       seen: [YES, NO,  NO,  YES, YES] },
    Relation { name: "in copy", requester: "cus", set: &[("ccs", &["zed", "me"])],                 seen: [YES, NO,  NO,  YES, YES] },
    Relation { name: "others in copy", requester: "cus", set: &[("ccs", &["zed"])],                seen: [YES, NO,  NO,  NO,  NO] },
    Relation { name: "of their company", requester: "colleague", set: &[],                         seen: [YES, NO,  NO,  NO,  YES] },
    Relation { name: "another company", requester: "zed", set: &[],                                seen: [YES, NO,  NO,  NO,  NO] },
    Relation { name: "a team of theirs", requester: "cus", set: &[("team", &["support"])],         seen: [YES, YES, NO,  NO,  NO] },
    Relation { name: "another team", requester: "cus", set: &[("team", &["sales"])],               seen: [YES, NO,  NO,  NO,  NO] },
    Relation { name: "assigned", requester: "cus", set: &[("owner", &["bob"]), ("assignees", &["bob", "me"])],
                                                                                                   seen: [YES, YES, YES, NO,  NO] },
    Relation { name: "owned", requester: "cus", set: &[("team", &["sales"]), ("owner", &["me"])],  seen: [YES, YES, YES, NO,  NO] },
    Relation { name: "followed", requester: "cus", set: &[("followers", &["me"])],                 seen: [YES, YES, YES, NO,  NO] },
    Relation { name: "of a colleague", requester: "cus", set: &[("owner", &["bob"]), ("followers", &["bob"])],
                                                                                                   seen: [YES, NO,  NO,  NO,  NO] },
    Relation { name: "both sides", requester: "colleague", set: &[("team", &["support"])],         seen: [YES, YES, NO,  NO,  YES] },
    Relation { name: "their own, in a team", requester: "me", set: &[("team", &["sales"])],        seen: [YES, NO,  NO,  YES, YES] },
];

/// Whether a ticket is among the work of the desk, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    Active,
    Merged,
    Spam,
    Trash,
}

pub(crate) fn sees(who: &Who, relation: &Relation, standing: Standing) -> bool {
    let public = matches!(standing, Standing::Active | Standing::Merged);
    match who {
        Who::Host => true,
        Who::Agent(Scope::All, _) => relation.seen[0],
        Who::Agent(Scope::Team, _) | Who::Veiled => relation.seen[1],
        Who::Agent(Scope::Own, _) => relation.seen[2],
        Who::Customer { shared: false } => relation.seen[3] && public,
        Who::Guest { there } => *there && relation.is_theirs() && public,
        Who::Customer { shared: true } => relation.seen[4] && public,
        Who::Former | Who::StrangeAgent | Who::StrangeCustomer => false,
    }
}

/// What comes of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Allowed,
    Forbidden,
    /// As if the ticket were not there.
    NotFound,
    /// The actor is nobody.
    Unknown,
    /// The link gives no access.
    Refused,
}

use Verdict::{Allowed, Forbidden, NotFound, Unknown};

/// What has to come of an operation on a ticket. What is asked before the ticket is looked for is `forbidden` for every
/// ticket alike, seen or not, and so tells nothing of it.
pub(crate) fn expected(operation: &str, who: &Who, seen: bool) -> Verdict {
    if !who.is_known() {
        return Unknown;
    }
    let (staff, may) = (who.is_staff(), |permission: &str| who.may(permission));
    let veiled = *who == Who::Veiled;
    let before = |allowed: bool| match (allowed, seen) {
        (false, _) => Forbidden,
        (true, true) => Allowed,
        (true, false) => NotFound,
    };
    let after = |allowed: bool| match (seen, allowed) {
        (false, _) => NotFound,
        (true, true) => Allowed,
        (true, false) => Forbidden,
    };
    match operation {
        "ticket by id" | "ticket by number" | "thread" | "history" | "form" | "found" | "counted"
        | "searched" | "counted by status" => after(true),
        "a note in the thread" | "a note searched" | "thread behind a note" => after(staff && may("note")),
        "a field of staff in the ticket" | "a field of staff in the history" => after(staff && !veiled),
        "found by a hidden field" => before(staff && !veiled),
        "changed by a hidden field" => before(staff && !veiled && may("change")),
        "make a link" | "revoke links" => before(staff && may("reply")),
        "links"
        | "macros"
        | "promises"
        | "policy"
        | "routings"
        | "handoffs"
        | "account"
        | "deadlines"
        | "found by a field of staff" => before(staff),
        "previewed" | "tried out" | "routed by another" => before(staff && may("manage_config")),
        "rules tried" if veiled => Forbidden,
        "rules tried" => before(staff && may("manage_config")),
        "transitions" => after(staff && may("change")),
        "reply" => before(may("reply")),
        "note" => before(staff && may("note")),
        // What is not offered is not told.
        "a macro of a hidden field" | "note by a macro" => {
            match (before(staff), may("note") && (operation == "note by a macro" || !veiled)) {
                (Allowed, false) => Forbidden,
                (verdict, _) => verdict,
            }
        }
        "tag by a macro" => match (before(staff), may("change") && !veiled) {
            (Allowed, false) => Forbidden,
            (verdict, _) => verdict,
        },
        "a macro by a hidden field" => match (before(staff), may("note")) {
            (Allowed, _) if veiled => NotFound,
            (Allowed, false) => Forbidden,
            (verdict, _) => verdict,
        },
        "change status" | "change followers" => after(staff && may("change")),
        "change priority" | "change a field of staff" | "change tags" => {
            after(staff && may("change") && !veiled)
        }
        "change an open field" => after(!staff || (may("change") && !veiled)),
        "change team" | "change owner" | "change assignees" => after(staff && may("assign")),
        "reply and change" => match (before(may("reply")), staff && may("change") && !veiled) {
            (Allowed, false) => Forbidden,
            (verdict, _) => verdict,
        },
        "note and assign" => match (before(staff && may("note")), may("assign")) {
            (Allowed, false) => Forbidden,
            (verdict, _) => verdict,
        },
        "assign" => before(staff && may("assign")),
        "snooze" | "wake" | "link" | "link to it" | "unlink" => before(staff && may("change")),
        "merge into it" | "merge it" | "unmerge" => before(staff && may("merge")),
        "split" | "undo the split" => before(staff && may("create_tickets")),
        "publish a note" => match (before(staff && may("publish")), may("note")) {
            (Allowed, false) => NotFound,
            (verdict, _) => verdict,
        },
        "publish a reply" => before(staff && may("publish")),
        "split off a note" => match (before(staff && may("create_tickets")), may("note")) {
            // A note is not there for those who read none.
            (Allowed, false) => NotFound,
            (verdict, _) => verdict,
        },
        "mark spam" => before(staff && may("mark_spam")),
        "trash" | "trash spam" => before(staff && may("delete")),
        "restore spam" | "restore trash" | "restore many" => {
            let right = if operation == "restore spam" { "mark_spam" } else { "delete" };
            if operation == "restore many" && !staff {
                return Forbidden;
            }
            match before(staff && (may("mark_spam") || may("delete"))) {
                Allowed if !may(right) => Forbidden,
                verdict => verdict,
            }
        }
        "rebind" => before(staff && may("manage_config")),
        "change many" => before(staff && may("change") && !veiled),
        "trash many" => before(staff && may("delete")),
        "let time pass" => before(*who == Who::Host),
        other => panic!("`{other}` is not in the table"),
    }
}

/// What has to come of an operation that is about no ticket.
pub(crate) fn expected_of_desk(operation: &str, who: &Who) -> Verdict {
    let veiled = *who == Who::Veiled;
    let allowed = |yes: bool| if yes { Allowed } else { Forbidden };
    let (staff, may) = (who.is_staff(), |permission: &str| who.may(permission));
    match operation {
        // Who is not known yet becomes known by opening a first ticket.
        "open" | "the form to open" if *who == Who::StrangeCustomer => Allowed,
        "open for another" | "open in a team" | "open with an owner" | "open with a hidden field"
            if *who == Who::StrangeCustomer =>
        {
            Forbidden
        }
        _ if !who.is_known() => Unknown,
        "the form to open" => allowed(!matches!(who, Who::Guest { .. })),
        "open" => allowed(may("create_tickets")),
        "open for another" | "open in a team" => allowed(staff && may("create_tickets")),
        "open with a hidden field" => allowed(staff && may("create_tickets") && !veiled),
        "open with an owner" => allowed(staff && may("create_tickets") && may("assign")),
        "the feed" => allowed(*who == Who::Host),
        "the configuration" | "a diagram" | "the jobs" | "count by team" => allowed(staff),
        "a person" => {
            if staff {
                Allowed
            } else {
                NotFound
            }
        }
        // A link may have been passed on.
        "oneself" if matches!(who, Who::Guest { .. }) => NotFound,
        "oneself" => Allowed,
        "the job of another" | "cancel the job of another" => {
            if who.sees_all() {
                Allowed
            } else {
                NotFound
            }
        }
        "a job in the list" => {
            if !staff {
                Forbidden
            } else if who.sees_all() {
                Allowed
            } else {
                NotFound
            }
        }
        "put a person" | "put an agent" | "put an organization" => allowed(staff && may("manage_people")),
        "say that somebody is away" | "what members were given" | "what nobody can do" => {
            allowed(staff && may("manage_people"))
        }
        "the line of a team" => allowed(staff),
        "erase a person" => allowed(staff && may("erase_people")),
        "configure" | "preview" | "the counts of rules" | "what if" | "what if routed" | "rebind many" => {
            allowed(staff && may("manage_config"))
        }
        "carry a job on" => allowed(*who == Who::Host),
        other => panic!("`{other}` is not in the table"),
    }
}
