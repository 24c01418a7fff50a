//! A workflow told anew, as plainly as can be: which moves there are, and everything that stands in the way of one.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// A workflow as its document writes it.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    pub(crate) spec: Json,
}

/// What is known of a ticket and a command when a move is tried.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) priority: String,
    /// The fields that have a value.
    pub(crate) filled: BTreeSet<String>,
    /// The fields that the form hides.
    pub(crate) hidden: BTreeSet<String>,
    pub(crate) permissions: BTreeSet<String>,
    /// `public`, `internal`, or nothing.
    pub(crate) message: Option<&'static str>,
}

/// The transition that is taken, or the code and place of everything that bars the way.
pub(crate) type Verdict = Result<Json, BTreeSet<(String, String)>>;

impl Graph {
    pub(crate) fn statuses(&self) -> &[Json] {
        self.spec["statuses"].as_array().unwrap()
    }

    pub(crate) fn transitions(&self) -> &[Json] {
        self.spec["transitions"].as_array().unwrap()
    }

    pub(crate) fn category(&self, status: &str) -> String {
        let found = self.statuses().iter().find(|it| it["name"] == *status).unwrap();
        found["category"].as_str().unwrap().to_owned()
    }

    /// How closely a side of a transition means a status: 2 by its name, 1 by its category, 0 as any, nothing at all.
    fn closeness(&self, side: &Json, status: &str) -> Option<u8> {
        let side = side.as_str().unwrap();
        if side == status {
            Some(2)
        } else if side == format!("category:{}", self.category(status)) {
            Some(1)
        } else {
            (side == "any").then_some(0)
        }
    }

    /// The transitions from a status to another one between which a command chooses: of all that join them those that mean
    /// the end most closely, and of these those that mean the beginning most closely.
    fn ways(&self, from: &str, to: &str) -> Vec<Json> {
        let close = |way: &Json| Some((self.closeness(&way["to"], to)?, self.closeness(&way["from"], from)?));
        let closest = self.transitions().iter().filter_map(close).max();
        self.transitions()
            .iter()
            .filter(|way| close(way).is_some() && close(way) == closest)
            .cloned()
            .collect()
    }

    /// What becomes of a move: the first way whose checks pass, else all that bars the first.
    pub(crate) fn verdict(&self, from: &str, to: &str, named: Option<&str>, moment: &Moment) -> Verdict {
        let mut ways = self.ways(from, to);
        let joined = !ways.is_empty();
        ways.retain(|way| named.is_none_or(|named| way["name"] == *named));
        let Some(first) = ways.first() else {
            let place = if joined { "/transition" } else { "/set/status" };
            return Err(BTreeSet::from([("no_transition".to_owned(), place.to_owned())]));
        };
        let passes = ways.iter().find(|way| barred(way, moment).is_empty());
        passes.cloned().ok_or_else(|| barred(first, moment))
    }
}

/// Everything that bars a transition.
fn barred(way: &Json, moment: &Moment) -> BTreeSet<(String, String)> {
    let mut all = BTreeSet::new();
    let mut bar = |code: &str, place: String| {
        all.insert((code.to_owned(), place));
    };
    if let Some(permission) = way["permission"].as_str()
        && !moment.permissions.contains(permission)
    {
        bar("forbidden", String::new());
    }
    if !way["guard"].is_null() && !holds(&way["guard"], moment) {
        bar("guard_failed", String::new());
    }
    for field in way["required_fields"].as_array().into_iter().flatten() {
        let field = field.as_str().unwrap();
        if !moment.filled.contains(field) && !moment.hidden.contains(field) {
            bar("field_required", format!("/set/{field}"));
        }
    }
    let message = match way["required_message"].as_str() {
        None => true,
        Some("any") => moment.message.is_some(),
        Some(rule) => moment.message == Some(rule),
    };
    if !message {
        bar("message_required", String::new());
    }
    all
}

/// The few guards that the walk writes.
fn holds(guard: &Json, moment: &Moment) -> bool {
    if let Some(not) = guard.get("not") {
        return !holds(not, moment);
    }
    match (guard["field"].as_str().unwrap(), guard["op"].as_str().unwrap()) {
        ("priority", "eq") => guard["value"] == *moment.priority,
        (field, "is_set") => moment.filled.contains(field),
        other => panic!("a guard that nobody wrote: {other:?}"),
    }
}
