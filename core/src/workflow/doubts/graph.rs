//! Statuses that tickets do not come to, do not leave, or from which none is ever solved.

use super::Doubting;
use crate::error::pointer;
use crate::model::Category;

impl Doubting<'_> {
    pub(super) fn statuses(&mut self, path: &str) {
        let statuses = &self.workflow.statuses;
        let width = statuses.len();
        let leads = |from: usize, to: usize| from != to && self.between(from, to).next().is_some();
        let ways: Vec<Vec<usize>> =
            (0..width).map(|from| (0..width).filter(|to| leads(from, *to)).collect()).collect();
        let mut back = vec![Vec::new(); width];
        for (from, targets) in ways.iter().enumerate() {
            for to in targets {
                if let Some(list) = back.get_mut(*to) {
                    list.push(from);
                }
            }
        }
        let places = |fits: &dyn Fn(usize) -> bool| (0..width).filter(|place| fits(*place)).collect();
        let status = |place: usize| statuses.get(place);
        let begins = |place: usize| status(place).is_some_and(|it| it.initial || (self.around.enters)(it));
        self.reached = from_all(places(&begins), &ways);
        let done = |place: usize| status(place).is_some_and(|it| it.category.is_done());
        let ends = from_all(places(&done), &back);
        let is = |list: &[bool], place: usize| list.get(place).copied().unwrap_or(false);
        let reached = self.reached.clone();
        for (place, status) in statuses.iter().enumerate() {
            let (name, path) = (&status.name, pointer(path, place));
            if !is(&reached, place) {
                let why = if back.get(place).is_some_and(Vec::is_empty) {
                    "no transition leads there"
                } else {
                    "what leads there begins where none comes"
                };
                let message = format!("no ticket ever comes to the status `{name}`: {why}");
                self.never(message, path, "add a transition to it, mark it `initial`, or leave it out");
            } else if ways.get(place).is_some_and(Vec::is_empty) && status.category != Category::Closed {
                let message = format!("no ticket ever leaves the status `{name}`, and it is not closed");
                self.doubt(message, path, "add a transition out of it, or give it the category `closed`");
            } else if !is(&ends, place) {
                let message = format!("no way leads from the status `{name}` to a solved or closed one");
                self.doubt(message, path, "add a transition to a solved status to some status on the way");
            }
        }
    }
}

/// The places that ways lead to from some of these, which are among them.
fn from_all(begin: Vec<usize>, ways: &[Vec<usize>]) -> Vec<bool> {
    let mut found = vec![false; ways.len()];
    let mut open = begin;
    while let Some(place) = open.pop() {
        if let Some(seen) = found.get_mut(place).filter(|seen| !**seen) {
            *seen = true;
            open.extend(ways.get(place).into_iter().flatten());
        }
    }
    found
}
