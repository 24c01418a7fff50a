//! Which known name was probably meant by one that is not known.

/// What somebody wrote, cut to 80 characters for a message.
pub(crate) fn excerpt(text: &str) -> String {
    text.chars().take(80).collect()
}

/// The name in `known` that is nearest to `given`, as a hint; nothing when none is near.
pub(crate) fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let allowed = 1 + given.chars().count() / 4;
    let nearest = known
        .into_iter()
        .map(|name| (distance(given, name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()?;
    Some(format!("did you mean `{}`?", nearest.1))
}

/// What may stand there, as a hint: the nearest of `known` when one is near, else the first of them.
pub(crate) fn suggest(given: &str, known: &[&str]) -> String {
    did_you_mean(&excerpt(given), known.iter().copied()).unwrap_or_else(|| use_one_of(known.iter().copied()))
}

/// What may stand there, as a hint: the first twenty of `known`.
pub(crate) fn use_one_of<'a>(known: impl IntoIterator<Item = &'a str>) -> String {
    let mut known = known.into_iter();
    match (known.next(), known.next()) {
        (Some(only), None) => format!("use `{only}`"),
        (first, second) => one_of(first.into_iter().chain(second).chain(known)),
    }
}

/// The first twenty of `known`, as a part of a sentence.
pub(crate) fn one_of<'a>(known: impl IntoIterator<Item = &'a str>) -> String {
    let mut known = known.into_iter();
    let listed: Vec<String> = known.by_ref().take(20).map(|name| format!("`{name}`")).collect();
    match (listed.as_slice(), known.next()) {
        ([], _) => "there is none".to_owned(),
        ([only], None) => only.clone(),
        (listed, None) => format!("one of {}", listed.join(", ")),
        (listed, Some(_)) => format!("one of {} and others", listed.join(", ")),
    }
}

/// How many single-character edits lead from one text to the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(&to) {
            let above = *cell;
            left = (diagonal + usize::from(a != *b)).min(above + 1).min(left + 1);
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Appends `token` to a JSON Pointer, escaped as RFC 6901 says.
pub(crate) fn pointer(base: &str, token: impl std::fmt::Display) -> String {
    let token = token.to_string().replace('~', "~0").replace('/', "~1");
    format!("{base}/{token}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_offered() {
        assert_eq!(did_you_mean("statu", ["status", "team"]).as_deref(), Some("did you mean `status`?"));
        assert_eq!(did_you_mean("colour", ["status", "team"]), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn of_one_choice_nobody_is_told_to_pick() {
        let many: Vec<String> = (1..=21).map(|n| n.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(suggest("x", &[]), "there is none");
        assert_eq!(suggest("x", &["closed"]), "use `closed`");
        assert_eq!(suggest("x", &["open", "closed"]), "one of `open`, `closed`");
        assert_eq!(format!("a ticket begins in {}", one_of(["new"])), "a ticket begins in `new`");
        assert_eq!(use_one_of(many[..20].iter().copied()), one_of(many[..20].iter().copied()));
        assert!(use_one_of(many[..20].iter().copied()).ends_with("`19`, `20`"));
        assert!(suggest("nowhere", &many).ends_with("`19`, `20` and others"));
    }

    #[test]
    fn a_pointer_escapes_what_would_part_it() {
        assert_eq!(pointer("/fields", "a/b~c"), "/fields/a~1b~0c");
    }
}
