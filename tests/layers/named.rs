//! The paths of names that a Rust source mentions in its code, and not in its comments and texts.

use proc_macro2::{Delimiter, Ident, LexError, Punct, TokenStream, TokenTree};

/// A path of names in the code, such as `crate::time::Span`, with groups of imports written out.
pub(crate) struct Named {
    /// Its parts, from `crate` on when it leads there through `super`.
    pub(crate) segments: Vec<String>,
    /// The line of the source that it begins in.
    pub(crate) line: usize,
}

/// All that the source `text` names, whose file is `path` in `core/src`.
pub(crate) fn named_in(path: &str, text: &str) -> Result<Vec<Named>, LexError> {
    let mut found = Vec::new();
    collect(text.parse()?, &module_of(path), &[], &mut found);
    Ok(found)
}

impl Named {
    /// Whether the path goes through `name`, which may itself have several parts.
    pub(crate) fn goes_through(&self, name: &str) -> bool {
        let parts: Vec<&str> = name.split("::").collect();
        self.segments.windows(parts.len()).any(|window| window == parts)
    }

    /// What the path names in the root of the crate; `None` for a path that does not begin there.
    pub(crate) fn at_the_root(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [root, name, ..] if root == "crate" => Some(name),
            _ => None,
        }
    }
}

/// The module that a file holds: `["workflow", "guard"]` for `workflow/guard.rs`.
fn module_of(path: &str) -> Vec<String> {
    path.trim_end_matches(".rs").trim_end_matches("/mod").split('/').map(str::to_owned).collect()
}

/// Adds all paths of names in `tokens`, which stand inside `module` and, in a group of imports, behind `prefix`.
fn collect(tokens: TokenStream, module: &[String], prefix: &[String], found: &mut Vec<Named>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    loop {
        rest = match rest {
            [] => break,
            [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(body), rest @ ..]
                if word == "mod" =>
            {
                collect(body.stream(), &[module, &[name.to_string()]].concat(), prefix, found);
                rest
            }
            // The new name in `use a::{b as c}` is no path.
            [TokenTree::Ident(word), _, rest @ ..] if word == "as" && !prefix.is_empty() => rest,
            [TokenTree::Ident(word), rest @ ..] => {
                let (segments, rest) = path_from(word, rest);
                let segments = [prefix, &segments].concat();
                match rest {
                    [TokenTree::Punct(a), TokenTree::Punct(b), TokenTree::Group(group), rest @ ..]
                        if is_separator(a, b) && group.delimiter() == Delimiter::Brace =>
                    {
                        collect(group.stream(), module, &segments, found);
                        rest
                    }
                    rest => {
                        let line = word.span().start().line;
                        found.push(Named { segments: absolute(&segments, module), line });
                        rest
                    }
                }
            }
            [TokenTree::Group(group), rest @ ..] => {
                collect(group.stream(), module, prefix, found);
                rest
            }
            [_, rest @ ..] => rest,
        }
    }
}

/// The names of the path that begins with `word`, and the tokens behind it.
fn path_from<'a>(word: &Ident, mut rest: &'a [TokenTree]) -> (Vec<String>, &'a [TokenTree]) {
    let mut segments = vec![word.to_string()];
    while let [TokenTree::Punct(a), TokenTree::Punct(b), next, after @ ..] = rest {
        match next {
            TokenTree::Ident(word) if is_separator(a, b) => segments.push(word.to_string()),
            TokenTree::Punct(star) if is_separator(a, b) && star.as_char() == '*' => {
                segments.push("*".into());
            }
            _ => break,
        }
        rest = after;
    }
    (segments, rest)
}

fn is_separator(a: &Punct, b: &Punct) -> bool {
    a.as_char() == ':' && b.as_char() == ':'
}

/// The path with a leading `super` followed up from `module`.
fn absolute(segments: &[String], module: &[String]) -> Vec<String> {
    let up = segments.iter().take_while(|segment| *segment == "super").count();
    if up == 0 {
        return segments.to_vec();
    }
    let kept = module.iter().take(module.len().saturating_sub(up));
    let root = std::iter::once("crate".to_owned());
    root.chain(kept.chain(segments.iter().skip(up)).cloned()).collect()
}
