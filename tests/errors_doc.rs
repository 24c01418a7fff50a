//! `docs/errors.md` lists every error code and nothing else: it is written from the codes themselves.

use ticketkit::error::Code;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md");

const INTRO: &str = "\
# Errors

Every failure carries one or more problems, and each problem one of these codes. Texts and numbers never change their
meaning; new ones are added. The kind says what sort of failure it is, which is what a host maps to a status of its
own. Retryable means that the very same request may succeed when it is made again.

This page is written from the code: `UPDATE_DOCS=1 cargo test -p ticketkit-tests --test errors_doc`.
";

/// The page as it must be, a section for each code by number.
fn page(codes: &[Code]) -> String {
    std::iter::once(INTRO.to_owned()).chain(codes.iter().copied().map(section)).collect()
}

fn section(code: Code) -> String {
    let kind = serde_json::json!(code.kind());
    format!(
        "\n## {text}\n\n{meaning}\n\n- Number: {number}\n- Kind: `{kind}`\n- Retryable: {retryable}\n",
        text = code.as_str(),
        meaning = code.meaning(),
        number = code as u16,
        kind = kind.as_str().unwrap_or_default(),
        retryable = if code.retryable() { "yes" } else { "no" },
    )
}

/// The number of the first line in which two pages differ, and what each has there.
fn first_difference<'a>(here: &'a str, wanted: &'a str) -> Option<(usize, &'a str, &'a str)> {
    let (mut here, mut wanted) = (here.split('\n'), wanted.split('\n'));
    let mut number = 0;
    loop {
        number += 1;
        match (here.next(), wanted.next()) {
            (None, None) => return None,
            (here, wanted) if here == wanted => {}
            (here, wanted) => return Some((number, here.unwrap_or("(end)"), wanted.unwrap_or("(end)"))),
        }
    }
}

#[test]
fn the_page_lists_every_code() {
    let wanted = page(Code::ALL);
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(PAGE, &wanted).expect("docs/errors.md can be written");
    }
    let here = std::fs::read_to_string(PAGE).unwrap_or_default();
    if let Some((n, here, wanted)) = first_difference(&here, &wanted) {
        panic!(
            "docs/errors.md, line {n}: there is `{here}` where the codes say `{wanted}`; to write it anew, run \
             `UPDATE_DOCS=1 cargo test -p ticketkit-tests --test errors_doc`"
        );
    }
}

#[test]
fn a_code_has_a_section_with_all_that_is_known_of_it() {
    let page = page(&[Code::StaleVersion]);
    assert_eq!(
        page.strip_prefix(INTRO),
        Some(
            "\n## stale_version\n\nThe record has another version than the request expects.\n\n\
             - Number: 500\n- Kind: `conflict`\n- Retryable: no\n"
        )
    );
}

#[test]
fn one_byte_makes_a_difference() {
    assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    assert_eq!(first_difference("a\nb", "a\nB"), Some((2, "b", "B")));
    assert_eq!(first_difference("a\nb", "a\nb\n"), Some((3, "(end)", "")));
    assert_eq!(first_difference("a\r\n", "a\n"), Some((1, "a\r", "a")));
    assert_eq!(first_difference("", "a"), Some((1, "", "a")));
}
