//! The problems that a check has found so far.

use std::collections::BTreeSet;

use crate::error::{Code, Error, Problem};
use crate::limits;

/// Problems in the order in which they were found, each place and code once, up to [`limits::SHAPE_PROBLEMS`].
#[derive(Debug, Default)]
pub(super) struct Found {
    problems: Vec<Problem>,
    seen: BTreeSet<(String, Code)>,
}

impl Found {
    pub(super) fn report(&mut self, problem: Problem) {
        if !self.is_full() && self.seen.insert((problem.path.clone(), problem.code)) {
            self.problems.push(problem);
        }
    }

    pub(super) fn report_all(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|problem| self.report(problem));
    }

    /// What was compiled; nothing when it could not be, and what was wrong is noted.
    pub(super) fn keep<T>(&mut self, compiled: Result<T, Vec<Problem>>) -> Option<T> {
        compiled.map_err(|problems| self.report_all(problems)).ok()
    }

    /// Whether more problems would not be listed.
    pub(super) fn is_full(&self) -> bool {
        self.problems.len() >= limits::SHAPE_PROBLEMS
    }

    /// All of them, when there is any.
    pub(super) fn into_error(self) -> Option<Error> {
        Error::of(self.problems)
    }
}
