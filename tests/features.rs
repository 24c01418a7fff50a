//! The table of features in `tests/README.md` cannot lie: every row is there, and every proof exists.

use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// How many rows each group has, from group 1 on. A row keeps its number for ever; new ones come at a group's end.
const GROUPS: [usize; 13] = [22, 22, 33, 19, 11, 5, 7, 8, 5, 5, 6, 17, 12];

/// One line of the table.
#[derive(Debug, PartialEq)]
struct Row<'a> {
    line: usize,
    number: &'a str,
    capability: &'a str,
    proof: &'a str,
}

/// The rows below the heading "What is proven"; a line of the table that is no row is an `Err` with its number.
fn rows(page: &str) -> impl Iterator<Item = Result<Row<'_>, usize>> {
    let lines = page.lines().enumerate().skip_while(|(_, text)| *text != "## What is proven");
    lines
        .filter(|(_, text)| text.starts_with('|'))
        .filter(|(_, text)| *text != "| row | capability | proof |" && *text != "|---|---|---|")
        .map(|(n, text)| {
            let cells: Vec<&str> = text.trim_matches('|').split('|').map(str::trim).collect();
            match cells[..] {
                [number, capability, proof] => Ok(Row { line: n + 1, number, capability, proof }),
                _ => Err(n + 1),
            }
        })
}

/// All that is wrong with the table; `read` gives the text of a file by its path from the root of the repository.
fn faults(page: &str, groups: &[usize], read: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut wanted =
        groups.iter().enumerate().flat_map(|(g, rows)| (1..=*rows).map(move |n| format!("{}.{n}", g + 1)));
    for row in rows(page) {
        let row = match row {
            Ok(row) => row,
            Err(line) => {
                faults.push(format!("line {line}: a row has three cells: number, capability, proof"));
                continue;
            }
        };
        let place = format!("line {}, row {}", row.line, row.number);
        match wanted.next() {
            Some(wanted) if wanted == row.number => {}
            Some(wanted) => faults.push(format!("{place}: row {wanted} should stand here")),
            None => faults.push(format!("{place}: there is no such row")),
        }
        if row.capability.is_empty() {
            faults.push(format!("{place}: it does not say what the capability is"));
        }
        if row.proof != "not yet" {
            let proofs = row.proof.split(", ").map(|proof| proof.trim_matches('`'));
            faults.extend(
                proofs.filter_map(|proof| missing(proof, read)).map(|fault| format!("{place}: {fault}")),
            );
        }
    }
    faults.extend(wanted.next().map(|row| format!("the table ends before row {row}")));
    faults
}

/// Why one proof is none.
fn missing(proof: &str, read: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut names = proof.split("::");
    let path = names.next().unwrap_or_default();
    let names: Vec<&str> = names.collect();
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Some(format!("`{proof}` does not begin with a path from the root of the repository"));
    }
    let Some(text) = read(path) else { return Some(format!("there is no file `{path}`")) };
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    match (extension, names.split_last()) {
        (Some("rs"), Some((test, modules))) => modules
            .iter()
            .find(|module| !text.lines().any(|line| declares(line, "mod", module)))
            .map(|module| format!("`{path}` has no module `{module}`"))
            .or_else(|| untested(&text, test).map(|why| format!("`{path}` {why}"))),
        // What pytest collects.
        (Some("py"), Some((test, []))) if test.starts_with("test_") => {
            let found = text.lines().any(|line| declares(line, "def", test));
            (!found).then(|| format!("`{path}` has no `def {test}`"))
        }
        (Some("json"), None) if path.starts_with("tests/scenarios/") => None,
        // A step of the gate by itself: all languages, byte for byte.
        (None, None) if path == "tests/parity" => None,
        _ => Some(format!(
            "`{proof}` is neither `path/to/file.rs::test`, `path/to/file.py::test_name` nor a file \
             `tests/scenarios/name.json`"
        )),
    }
}

/// Why the function `name` in a source text is no test that runs.
fn untested(text: &str, name: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let Some(at) = lines.iter().position(|line| declares(line, "fn", name)) else {
        return Some(format!("has no `fn {name}`"));
    };
    let attributes = || {
        let above = lines.iter().take(at).rev();
        above.take_while(|line| line.starts_with("#[") || line.starts_with("//"))
    };
    if !attributes().any(|line| *line == "#[test]") {
        Some(format!("has `fn {name}`, but it is not marked `#[test]`"))
    } else if attributes().any(|line| line.starts_with("#[ignore")) {
        Some(format!("has `fn {name}`, but it is ignored"))
    } else {
        None
    }
}

/// Whether the line begins a function (`fn`) or a module (`mod`) of this name.
fn declares(line: &str, keyword: &str, name: &str) -> bool {
    let line = line.trim().trim_start_matches("pub ");
    line.strip_prefix(keyword)
        .and_then(|rest| rest.strip_prefix(' '))
        .and_then(|rest| rest.strip_prefix(name))
        .is_some_and(|rest| rest.starts_with(['(', '<', ' ', ';']))
}

#[test]
fn the_table_does_not_lie() {
    let page = std::fs::read_to_string(Path::new(ROOT).join("tests/README.md")).unwrap();
    let faults = faults(&page, &GROUPS, &|path| std::fs::read_to_string(Path::new(ROOT).join(path)).ok());
    assert!(faults.is_empty(), "tests/README.md:\n{}", faults.join("\n"));
}

/// What is wrong with a table of these lines, for a repository of three files and groups of two rows and one.
fn planted(lines: &str) -> Vec<String> {
    let page = format!(
        "| a | table | before |\n## What is proven\n| row | capability | proof |\n|---|---|---|\n{lines}"
    );
    faults(&page, &[2, 1], &|path| {
        match path {
        "examples/a.py" => Some("def test_a() -> None:\n    pass\n".to_owned()),
        "core/src/sla.rs" => Some(
            "mod tests {\n    /// Says why.\n    #[test]\n    fn a_clock_stops() {}\n\n    fn stopped() {}\n\n    \
             #[test]\n    #[ignore = \"slow\"]\n    fn a_year_passes() {}\n\n    // fn a_clock_starts() {}\n}\n"
                .to_owned(),
        ),
        "tests/scenarios/reply.json" | "README.md" => Some("{}".to_owned()),
        _ => None,
    }
    })
}

#[test]
fn rows_with_proofs_that_exist_are_accepted() {
    assert_eq!(
        planted(
            "| 1.1 | Stops | `core/src/sla.rs::tests::a_clock_stops`, tests/scenarios/reply.json, examples/a.py::test_a |\n\
             ### 1\n\n| 1.2 | Starts | not yet |\n| 2.1 | Waits | core/src/sla.rs::a_clock_stops |\n"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn rows_that_are_missing_moved_repeated_or_broken_are_found() {
    for (lines, fault) in [
        ("| 1.1 | A | not yet |\n| 1.2 | B | not yet |", "the table ends before row 2.1"),
        ("| 1.1 | A | not yet |\n| 2.1 | C | not yet |", "line 6, row 2.1: row 1.2 should stand here"),
        ("| 1.1 | A | not yet |\n| 1.1 | A | not yet |", "line 6, row 1.1: row 1.2 should stand here"),
        ("| 1.2 | B | not yet |\n| 1.1 | A | not yet |", "line 5, row 1.2: row 1.1 should stand here"),
        ("| 1.1 | A |", "line 5: a row has three cells: number, capability, proof"),
        ("| 1.1 |  | not yet |", "line 5, row 1.1: it does not say what the capability is"),
        ("", "the table ends before row 1.1"),
    ] {
        assert_eq!(planted(lines).first().map(String::as_str), Some(fault));
    }
    let one_too_many =
        "| 1.1 | A | not yet |\n| 1.2 | B | not yet |\n| 2.1 | C | not yet |\n| 2.2 | D | not yet |";
    assert_eq!(planted(one_too_many), ["line 8, row 2.2: there is no such row"]);
}

#[test]
fn proofs_that_do_not_exist_are_found() {
    for (proof, fault) in [
        ("core/src/sla.rs::a_clock_starts", "`core/src/sla.rs` has no `fn a_clock_starts`"),
        ("examples/a.py::test_b", "`examples/a.py` has no `def test_b`"),
        ("core/src/sla.rs::a_clock_stop", "`core/src/sla.rs` has no `fn a_clock_stop`"),
        ("core/src/sla.rs::stopped", "`core/src/sla.rs` has `fn stopped`, but it is not marked `#[test]`"),
        ("core/src/sla.rs::a_year_passes", "`core/src/sla.rs` has `fn a_year_passes`, but it is ignored"),
        ("core/src/sla.rs::clock::a_clock_stops", "`core/src/sla.rs` has no module `clock`"),
        ("core/src/sla.rs::tests::a_clock_stops, core/src/b.rs::b", "there is no file `core/src/b.rs`"),
        ("tests/scenarios/solve.json", "there is no file `tests/scenarios/solve.json`"),
        (
            "../x.rs::a_clock_stops",
            "`../x.rs::a_clock_stops` does not begin with a path from the root of the repository",
        ),
        (
            "core/src/sla.rs",
            "`core/src/sla.rs` is neither `path/to/file.rs::test`, `path/to/file.py::test_name` nor a file \
             `tests/scenarios/name.json`",
        ),
        (
            "README.md",
            "`README.md` is neither `path/to/file.rs::test`, `path/to/file.py::test_name` nor a file \
             `tests/scenarios/name.json`",
        ),
        ("later", "there is no file `later`"),
        ("", "`` does not begin with a path from the root of the repository"),
    ] {
        let faults = planted(&format!("| 1.1 | A | {proof} |\n| 1.2 | B | not yet |\n| 2.1 | C | not yet |"));
        assert_eq!(faults, [format!("line 5, row 1.1: {fault}")], "{proof}");
    }
}
