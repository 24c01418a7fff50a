//! Random histories of one ticket under random promises: what the engine and the reference are both told.
#![allow(
    clippy::option_option,
    clippy::struct_excessive_bools,
    reason = "what happens, and to what, are many independent facts"
)]

use proptest::prelude::*;
use ticketkit::sla::{OnChange, OnReopen, WhenSolved};

/// The metrics, by their place.
pub(crate) const FIRST: usize = 0;
pub(crate) const NEXT: usize = 1;
pub(crate) const UPDATE: usize = 2;
pub(crate) const PAUSABLE: usize = 3;
pub(crate) const WAIT: usize = 4;
pub(crate) const WORK: usize = 5;
pub(crate) const RESOLUTION: usize = 6;
pub(crate) const ASSIGN: usize = 7;
pub(crate) const OWNERSHIP: usize = 8;
pub(crate) const FIXED: usize = 9;
pub(crate) const CUSTOM: usize = 10;
pub(crate) const METRICS: usize = 11;
pub(crate) const NAMES: [&str; METRICS] = [
    "first_reply",
    "next_reply",
    "periodic_update",
    "pausable_update",
    "requester_wait",
    "agent_work",
    "resolution",
    "first_assign",
    "group_ownership",
    "fixed_due",
    "parts_wait",
];

/// How long a history is, in minutes from Monday 00:00 in Riga.
pub(crate) const END: usize = 6 * 1_440;
pub(crate) const STATUSES: [&str; 8] =
    ["new", "open", "pending", "parked", "on_hold", "vendor", "solved", "closed"];
pub(crate) const PRIORITIES: [&str; 2] = ["normal", "urgent"];
/// Two in the list of all, and the agreements of the first two of three teams.
pub(crate) const POLICIES: [&str; 4] = ["gold", "everybody", "a", "b"];
pub(crate) const TEAMS: [&str; 3] = ["a", "b", "c"];

/// What stands still in which status; a date never does.
pub(crate) fn pauses(status: &str, metric: usize) -> bool {
    match status {
        "parked" => metric != FIXED,
        "pending" => [PAUSABLE, WAIT, WORK, RESOLUTION, OWNERSHIP].contains(&metric),
        "on_hold" => metric == WORK,
        "vendor" => [WAIT, RESOLUTION].contains(&metric),
        _ => false,
    }
}

/// Whether a customer's message ends the pause of a status.
pub(crate) fn resumes(status: &str) -> bool {
    matches!(status, "pending" | "parked")
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Counts {
    Office,
    Always,
    Real,
}

/// Whether a policy's calendar is open in a minute.
pub(crate) fn is_open(counts: Counts, minute: usize) -> bool {
    let (day, hour) = (minute / 1_440 % 7, minute % 1_440 / 60);
    counts != Counts::Office || (day < 5 && (9..17).contains(&hour))
}

pub(crate) fn signed(minutes: usize) -> i64 {
    i64::try_from(minutes).unwrap()
}

pub(crate) fn key(policy: usize, metric: usize, cycle: usize) -> String {
    format!("{}/{}/{cycle}", POLICIES[policy], NAMES[metric])
}

/// A clock as both sides have to see it, in minutes; one that was left for another policy, or that lost its date, is
/// not counted on.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    pub(crate) key: String,
    pub(crate) state: ticketkit::model::ClockState,
    pub(crate) from: usize,
    pub(crate) to: Option<usize>,
    pub(crate) breached: Option<usize>,
    pub(crate) target_and_used: Option<(i64, i64)>,
    pub(crate) due: Option<usize>,
}

/// What one moment brings: a message at the most, and whatever changes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Act {
    pub(crate) asks: bool,
    pub(crate) replies: bool,
    pub(crate) status: Option<usize>,
    pub(crate) priority: Option<usize>,
    pub(crate) gold: Option<bool>,
    pub(crate) owned: Option<bool>,
    pub(crate) team: Option<Option<usize>>,
    pub(crate) due: Option<Option<usize>>,
    pub(crate) parts: Option<bool>,
    pub(crate) delivered: Option<bool>,
    pub(crate) held: Option<bool>,
}

/// Only what happens.
impl std::fmt::Debug for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut said: Vec<String> = Vec::new();
        said.extend(self.asks.then(|| "asks".to_owned()));
        said.extend(self.replies.then(|| "replies".to_owned()));
        said.extend(self.status.map(|status| STATUSES[status].to_owned()));
        said.extend(self.priority.map(|priority| PRIORITIES[priority].to_owned()));
        said.extend(self.team.map(|team| format!("team {:?}", team.map(|team| TEAMS[team]))));
        said.extend(self.due.map(|due| format!("due {due:?}")));
        let flags = [
            ("gold", self.gold),
            ("owned", self.owned),
            ("parts", self.parts),
            ("delivered", self.delivered),
            ("held", self.held),
        ];
        said.extend(flags.into_iter().filter_map(|(flag, is)| Some(format!("{flag} {}", is?))));
        write!(f, "[{}]", said.join(", "))
    }
}

/// The ticket.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Facts {
    pub(crate) status: usize,
    pub(crate) priority: usize,
    pub(crate) gold: bool,
    pub(crate) owned: bool,
    pub(crate) team: Option<usize>,
    /// In minutes, as everything.
    pub(crate) due: Option<usize>,
    pub(crate) parts: bool,
    pub(crate) delivered: bool,
    pub(crate) held: bool,
}

impl Facts {
    pub(crate) fn after(self, act: Act) -> Self {
        Self {
            status: act.status.unwrap_or(self.status),
            priority: act.priority.unwrap_or(self.priority),
            gold: act.gold.unwrap_or(self.gold),
            owned: act.owned.unwrap_or(self.owned),
            team: act.team.unwrap_or(self.team),
            due: act.due.unwrap_or(self.due),
            parts: act.parts.unwrap_or(self.parts),
            delivered: act.delivered.unwrap_or(self.delivered),
            held: act.held.unwrap_or(self.held),
        }
    }

    pub(crate) fn status(&self) -> &'static str {
        STATUSES[self.status]
    }

    /// The policy that is taken for a metric: an agreement with the owning team, or the first that fits.
    pub(crate) fn policy(&self, metric: usize) -> Option<usize> {
        match metric {
            OWNERSHIP => self.team.filter(|team| *team < 2).map(|team| 2 + team),
            _ => Some(usize::from(!self.gold)),
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        matches!(self.status(), "solved" | "closed")
    }
}

/// What an act means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene {
    pub(crate) act: Act,
    /// The ticket after it.
    pub(crate) ticket: Facts,
    pub(crate) born: bool,
    pub(crate) entered: bool,
    pub(crate) solved: bool,
    pub(crate) came_back: bool,
    /// Another team owns it, or none.
    pub(crate) handed: bool,
    /// It gets a date, or comes back with one.
    pub(crate) owes_date: bool,
    /// A message ends the pause of its status.
    pub(crate) resumes: bool,
    pub(crate) needs_parts: bool,
}

impl Scene {
    pub(crate) fn of(before: Facts, act: Act, born: bool) -> Self {
        let ticket = before.after(act);
        let entered = born || before.status != ticket.status;
        let came_back = !born && before.is_done() && !ticket.is_done();
        let dated = ticket.due.is_some() && (born || came_back || before.due.is_none());
        Self {
            act,
            ticket,
            born,
            entered,
            solved: entered && ticket.is_done(),
            came_back,
            handed: born || before.team != ticket.team,
            owes_date: dated && !ticket.is_done(),
            resumes: act.asks && resumes(ticket.status()),
            needs_parts: ticket.parts && (born || !before.parts),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// By priority.
    pub(crate) minutes: [usize; 2],
    pub(crate) on_change: OnChange,
    pub(crate) on_reopen: OnReopen,
    pub(crate) when_solved: WhenSolved,
}

#[derive(Clone, Debug)]
pub(crate) struct History {
    /// By policy.
    pub(crate) counts: [Counts; 4],
    /// By policy: whether time stands still while the ticket is held.
    pub(crate) pause_when: [bool; 4],
    /// By policy and metric.
    pub(crate) targets: Vec<Vec<Target>>,
    pub(crate) from_first_message: bool,
    pub(crate) from_creation: bool,
    pub(crate) until_requester_writes: bool,
    /// The metric of the desk's own is measured each time.
    pub(crate) repeats: bool,
    pub(crate) by_staff: bool,
    pub(crate) acts: Vec<(usize, Act)>,
}

impl History {
    /// Whether the present status holds a clock of a policy; a reply may wait for the ticket to come back.
    pub(crate) fn holds(&self, ticket: Facts, metric: usize, policy: usize) -> bool {
        let waits_for_return = self.targets[policy][metric].when_solved == WhenSolved::Pause;
        pauses(ticket.status(), metric) || (metric <= NEXT && waits_for_return && ticket.is_done())
    }

    /// How a policy counts; until a date it is every minute.
    pub(crate) fn counts(&self, policy: usize, metric: usize) -> Counts {
        if metric == FIXED { Counts::Real } else { self.counts[policy] }
    }
}

fn acts() -> impl Strategy<Value = Act> {
    let act = Act::default();
    let status = || (0..STATUSES.len()).prop_map(Some);
    let team = || proptest::option::of(0..TEAMS.len());
    let flag = || any::<bool>().prop_map(Some);
    let anything = (
        (0..3_u8, proptest::option::of(status()), proptest::option::of(0..2_usize)),
        proptest::option::of(any::<bool>()),
        proptest::option::of(any::<bool>()),
        proptest::option::of(team()),
        proptest::option::of(proptest::option::of(0..END)),
        any::<[Option<bool>; 3]>(),
    );
    prop_oneof![
        4 => Just(Act { asks: true, ..act }),
        4 => Just(Act { replies: true, ..act }),
        1 => Just(act),
        8 => status().prop_map(move |status| Act { status, ..act }),
        3 => (0..2_usize).prop_map(move |priority| Act { priority: Some(priority), ..act }),
        3 => flag().prop_map(move |gold| Act { gold, ..act }),
        1 => flag().prop_map(move |owned| Act { owned, ..act }),
        3 => team().prop_map(move |team| Act { team: Some(team), ..act }),
        3 => proptest::option::of(0..END).prop_map(move |due| Act { due: Some(due), ..act }),
        3 => any::<[Option<bool>; 3]>().prop_map(move |[parts, delivered, held]| Act { parts, delivered, held, ..act }),
        2 => (any::<bool>(), status()).prop_map(move |(asks, status)| Act { asks, replies: !asks, status, ..act }),
        2 => anything.prop_map(|((message, status, priority), gold, owned, team, due, [parts, delivered, held])| Act {
            asks: message == 1,
            replies: message == 2,
            status: status.flatten(),
            priority,
            gold,
            owned,
            team,
            due,
            parts,
            delivered,
            held,
        }),
    ]
}

fn targets() -> impl Strategy<Value = Target> {
    // Even ones, so that half of a target is a whole minute too.
    let minutes = || {
        prop_oneof![1..60_usize, (1..=16_usize).prop_map(|halves| halves * 15), 1..1_000_usize]
            .prop_map(|half| 2 * half)
    };
    let changes = prop_oneof![3 => Just(OnChange::Recompute), 1 => Just(OnChange::FromChange), 1 => Just(OnChange::Keep)];
    let returns =
        prop_oneof![2 => Just(OnReopen::Resume), 1 => Just(OnReopen::NewCycle), 1 => Just(OnReopen::Ignore)];
    let solved = prop_oneof![2 => Just(WhenSolved::Cancel), 1 => Just(WhenSolved::Fulfil), 1 => Just(WhenSolved::Pause)];
    ([minutes(), minutes()], changes, returns, solved).prop_map(
        |(minutes, on_change, on_reopen, when_solved)| Target { minutes, on_change, on_reopen, when_solved },
    )
}

pub(crate) fn histories() -> impl Strategy<Value = History> {
    let counts =
        || prop_oneof![2 => Just(Counts::Office), 1 => Just(Counts::Always), 1 => Just(Counts::Real)];
    // Many acts fall on whole hours, where windows open and close and deadlines land.
    let gap =
        || prop_oneof![Just(0), 1..90_usize, (1..10_usize).prop_map(|hours| hours * 60), 1..1_500_usize];
    (
        ([counts(), counts(), counts(), counts()], any::<[bool; 4]>(), any::<[bool; 5]>()),
        proptest::collection::vec(proptest::collection::vec(targets(), METRICS), POLICIES.len()),
        prop_oneof![(0..48_usize).prop_map(|hours| hours * 60), 0..2_880_usize],
        acts(),
        proptest::collection::vec((gap(), acts()), 1..24),
    )
        .prop_map(|((counts, pause_when, options), targets, start, first, later)| {
            let [from_first_message, from_creation, until_requester_writes, repeats, by_staff] = options;
            let mut at = start;
            let later = later.into_iter().map(|(gap, act)| {
                at += gap;
                (at, act)
            });
            let acts = std::iter::once((start, first)).chain(later.filter(|(at, _)| *at < END)).collect();
            History {
                counts,
                pause_when,
                targets,
                from_first_message,
                from_creation,
                until_requester_writes,
                repeats,
                by_staff,
                acts,
            }
        })
}
