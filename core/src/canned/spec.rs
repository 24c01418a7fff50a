//! Canned replies as a configuration writes them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::template::Template;
use crate::error::{Code, Problem, pointer};
use crate::id::Name;

/// A text that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CannedSpec {
    /// Its key.
    pub name: Name,
    /// Its label by language (BCP 47), for those who choose it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The text by language, with places such as `{{requester.name}}`; one of them in the language of the desk.
    pub texts: BTreeMap<String, String>,
    /// The teams whose members use it; all when there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<Name>,
}

impl CannedSpec {
    /// Everything that is wrong with it, each with its place below `path`. `fields` are the desk's own fields that
    /// customers see, `language` is that of the desk.
    pub fn problems(&self, fields: &BTreeSet<&str>, language: &str, path: &str) -> Vec<Problem> {
        let path = pointer(path, "texts");
        let mut problems = Vec::new();
        for (tag, text) in &self.texts {
            let at = pointer(&path, tag);
            if let Err(found) = Template::parse(text, fields) {
                problems.extend(found.into_iter().map(|problem| problem.at(at.clone())));
            }
        }
        if crate::model::label(&self.texts, language).is_none() {
            let text = format!("there is no text in `{language}`, the language of the desk");
            let problem = Problem::new(Code::Missing, text).at(path);
            problems.push(problem.hint("it is what customers read whose language has no text"));
        }
        problems
    }
}
