//! Which files may come with messages.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Problem, one_of, pointer};
use crate::model::Attachment;

/// Which files may come with messages. What is not limited here, only the library's own limits hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachmentRules {
    /// How many files one message may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<u32>,
    /// How many bytes the files of one message may have together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_bytes: Option<u64>,
    /// Sorts of files that may come; the first that fits is taken, and without any all may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<AllowedFiles>,
    /// Endings of names that may not come, whatever the file says that it is: without the dot, in lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refuse_endings: Vec<String>,
}

/// A sort of files that may come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowedFiles {
    /// Media types: `image/png`, all of a kind as `image/*`, or `*/*`.
    pub types: Vec<String>,
    /// How many bytes one of them may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
}

impl AttachmentRules {
    /// Whether nothing is limited.
    pub(super) fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Why these files may not come with one message, each with its place below `path`.
    pub fn problems(&self, attachments: &[Attachment], path: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        let most = self.files.and_then(|files| usize::try_from(files).ok()).unwrap_or(usize::MAX);
        if attachments.len() > most {
            let text = format!("{} files, and a message may have {most}", attachments.len());
            problems.push(Problem::new(Code::TooMany, text).at(path).param("limit", most));
        }
        let total = attachments.iter().fold(0_u64, |sum, file| sum.saturating_add(file.bytes));
        if let Some(limit) = self.total_bytes.filter(|limit| total > *limit) {
            problems.push(too_large("the files of the message have", total, limit).at(path));
        }
        for (n, file) in attachments.iter().enumerate() {
            let path = pointer(path, n);
            problems.extend(self.refused_ending(file).map(|problem| problem.at(pointer(&path, "name"))));
            problems.extend(self.refused_type(file, &path));
        }
        problems
    }

    fn refused_ending(&self, file: &Attachment) -> Option<Problem> {
        // What file systems leave out at the end of a name hides no ending.
        let name = file.name.to_lowercase();
        let name = name.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
        let refused = |ending: &&String| {
            name.strip_suffix(ending.to_lowercase().as_str()).is_some_and(|stem| stem.ends_with('.'))
        };
        let ending = self.refuse_endings.iter().find(refused)?;
        let text = format!("files whose names end with `.{ending}` may not come with a message");
        Some(Problem::new(Code::AttachmentNotAllowed, text).param("ending", ending))
    }

    fn refused_type(&self, file: &Attachment, path: &str) -> Option<Problem> {
        if self.allow.is_empty() {
            return None;
        }
        let media_type = file.plain_type();
        let fits = |allowed: &&AllowedFiles| allowed.types.iter().any(|of| covers(of, &media_type));
        let Some(allowed) = self.allow.iter().find(fits) else {
            let text = format!("files of the type `{media_type}` may not come with a message");
            let types = self.allow.iter().flat_map(|allowed| &allowed.types).map(String::as_str);
            let problem = Problem::new(Code::AttachmentNotAllowed, text).at(pointer(path, "media_type"));
            return Some(problem.hint(one_of(types)).param("media_type", media_type));
        };
        let limit = allowed.max_bytes.filter(|limit| file.bytes > *limit)?;
        Some(too_large("the file has", file.bytes, limit).at(pointer(path, "bytes")))
    }
}

fn too_large(what: &str, bytes: u64, limit: u64) -> Problem {
    let text = format!("{what} {bytes} bytes, and {limit} are allowed");
    Problem::new(Code::AttachmentTooLarge, text).param("limit", limit).param("bytes", bytes)
}

/// Whether a sort of media types has this one.
fn covers(sort: &str, media_type: &str) -> bool {
    match sort.strip_suffix("/*") {
        Some("*") => true,
        Some(kind) => media_type.split_once('/').is_some_and(|(of, _)| of.eq_ignore_ascii_case(kind)),
        None => media_type.eq_ignore_ascii_case(sort),
    }
}
