//! Where a ticket goes that comes from another workflow.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compile::unknown_status;
use super::{Status, Workflow, WorkflowMapSpec};
use crate::error::{Code, Problem, did_you_mean, one_of, pointer, suggest};
use crate::id::Name;
use crate::model::Category;

/// What becomes of the statuses of one workflow in another.
///
/// A status goes to the one that the map of the two workflows names. Where it names none, it goes to the status of the same
/// name and meaning, else to the first of the same meaning; where there is none either, the ticket cannot come. A map from
/// a workflow to itself is for statuses that the workflow no longer has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkflowMaps {
    by_pair: BTreeMap<(Name, Name), BTreeMap<Name, Name>>,
}

impl WorkflowMaps {
    /// Checks the maps of a document against its workflows.
    ///
    /// # Errors
    /// Pairs that are given twice, workflows to go to that are not there, and statuses that these do not have; each with a
    /// JSON Pointer that begins with `path`.
    pub fn compile(
        specs: &[WorkflowMapSpec],
        workflows: &[Arc<Workflow>],
        path: &str,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut by_pair = BTreeMap::new();
        for (n, spec) in specs.iter().enumerate() {
            let path = pointer(path, n);
            let pair = (spec.from.clone(), spec.to.clone());
            if by_pair.insert(pair, spec.statuses.clone()).is_some() {
                let message = format!("the map from `{}` to `{}` is given twice", spec.from, spec.to);
                problems.push(Problem::new(Code::Duplicate, message).at(path.clone()));
            }
            // A workflow that is faulty itself has its own problems.
            let Some(to) = workflows.iter().find(|workflow| workflow.name == spec.to) else { continue };
            for (old, new) in &spec.statuses {
                if to.status(new).is_none() {
                    let names = to.statuses.iter().map(|status| &status.name);
                    problems.push(unknown_status(new, names).at(pointer(&pointer(&path, "statuses"), old)));
                }
            }
        }
        if problems.is_empty() { Ok(Self { by_pair }) } else { Err(problems) }
    }

    /// The status in which a ticket goes on in a workflow, when it comes from a status of this name and category of a
    /// workflow of this name; nothing when there is none for it.
    pub fn target<'w>(
        &self,
        from: &Name,
        status: &Name,
        category: Category,
        to: &'w Workflow,
    ) -> Option<&'w Status> {
        self.named(from, status, to).or_else(|| {
            let same = to.status(status).filter(|status| status.category == category);
            same.or_else(|| to.first_of(category))
        })
    }

    /// Whether some map leads to a status of a workflow.
    pub fn name(&self, to: &Name, status: &Name) -> bool {
        let mut maps = self.by_pair.iter().filter(|((_, known), _)| known == to);
        maps.any(|(_, map)| map.values().any(|name| name == status))
    }

    /// The status that a map names.
    fn named<'w>(&self, from: &Name, status: &Name, to: &'w Workflow) -> Option<&'w Status> {
        let map = self.by_pair.get(&(from.clone(), to.name.clone()))?;
        map.get(status).and_then(|name| to.status(name))
    }

    /// Warnings about maps: entries that no ticket is moved by, and statuses for which there is no place.
    pub fn doubts(&self, specs: &[WorkflowMapSpec], workflows: &[Arc<Workflow>], path: &str) -> Vec<Problem> {
        let mut found = Vec::new();
        let known: BTreeMap<&str, &Workflow> =
            workflows.iter().map(|workflow| (workflow.name.as_str(), &**workflow)).collect();
        for (n, spec) in specs.iter().enumerate() {
            let path = pointer(path, n);
            let Some(to) = known.get(spec.to.as_str()) else { continue };
            let Some(from) = known.get(spec.from.as_str()) else {
                // A workflow of an earlier version has every right to be named; a slip of the pen has none.
                if let Some(hint) = did_you_mean(&spec.from, known.keys().copied()) {
                    let message = format!("there is no workflow `{}` any more", spec.from);
                    found.push(Problem::new(Code::Doubtful, message).at(pointer(&path, "from")).hint(hint));
                }
                continue;
            };
            entries(spec, from, to, &pointer(&path, "statuses"), &mut found);
            if from.name != to.name {
                let homeless =
                    |status: &&Status| self.target(&from.name, &status.name, status.category, to).is_none();
                let lost: Vec<&str> =
                    from.statuses.iter().filter(homeless).map(|status| status.name.as_str()).collect();
                if !lost.is_empty() {
                    let message = format!(
                        "a ticket in {} cannot come from `{}` to `{}`: there is no status for it",
                        one_of(lost),
                        from.name,
                        to.name
                    );
                    let problem = Problem::new(Code::Doubtful, message).at(pointer(&path, "statuses"));
                    found.push(problem.hint("name a status for it"));
                }
            }
        }
        found
    }
}

/// What is wrong with single entries of a map.
fn entries(spec: &WorkflowMapSpec, from: &Workflow, to: &Workflow, path: &str, found: &mut Vec<Problem>) {
    let names: BTreeSet<&str> = from.statuses.iter().map(|status| status.name.as_str()).collect();
    for old in spec.statuses.keys() {
        let is_there = names.contains(old.as_str());
        if from.name == to.name && is_there {
            let message =
                format!("`{}` still has the status `{old}`, so that no ticket leaves it", from.name);
            let problem = Problem::new(Code::NeverUsed, message).at(pointer(path, old));
            found.push(problem.hint("a map of a workflow to itself is for statuses that it no longer has"));
        } else if from.name != to.name && !is_there {
            let message = format!("`{}` has no status `{old}`", from.name);
            let known: Vec<&str> = names.iter().copied().collect();
            let problem = Problem::new(Code::Doubtful, message).at(pointer(path, old));
            found.push(problem.hint(suggest(old, &known)));
        }
    }
}
