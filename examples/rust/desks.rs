//! Checks configurations before they are in force, and draws their workflows.
//!
//! `cargo run --example desks -- FILE...` names what is wrong or doubtful in each file, with its place and what was
//! probably meant. With `--draw` in front of the files it writes a page with the diagrams (Mermaid) beside each, of the
//! same name with the ending `md`. The exit code is 0 when every file could be put in force, 1 when one could not, and
//! 2 when one cannot be read or written.
//!
//! `examples/desks` holds desks to begin with: of an IT department, a shop, a clinic, a school, a bank and others.

mod out;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use ticketkit::calendar::ZoneRules;
use ticketkit::config::{Config, Document};

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    run(&arguments, &mut out::out(), &mut out::errors()).map(ExitCode::from)
}

/// Looks at the files, and answers the exit code.
fn run(arguments: &[OsString], out: &mut impl Write, errors: &mut impl Write) -> io::Result<u8> {
    let draws = arguments.first().is_some_and(|first| first == "--draw");
    let files = arguments.get(usize::from(draws)..).unwrap_or_default();
    if files.is_empty() {
        writeln!(errors, "usage: desks [--draw] FILE...")?;
        return Ok(2);
    }
    let mut code = 0;
    for file in files.iter().map(Path::new) {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => {
                writeln!(errors, "cannot read {}: {error}", file.display())?;
                code = 2;
                continue;
            }
        };
        let Some(config) = check(file, &text, out)? else {
            code = code.max(1);
            continue;
        };
        if draws && let Err(error) = std::fs::write(file.with_extension("md"), page(file, &config)) {
            writeln!(errors, "cannot write beside {}: {error}", file.display())?;
            code = 2;
        }
    }
    Ok(code)
}

/// Says what is wrong or doubtful; answers the configuration when it could be put in force.
fn check(file: &Path, text: &str, out: &mut impl Write) -> io::Result<Option<Config>> {
    let compiled =
        Document::parse(text).and_then(|document| Config::compile(document, 1, &ZoneRules::bundled()));
    match compiled {
        Ok(config) => {
            let warnings = config.warnings();
            writeln!(out, "{}: can be put in force, {} doubts", file.display(), warnings.len())?;
            for warning in warnings {
                writeln!(out, "  {warning}")?;
            }
            Ok(Some(config))
        }
        Err(error) => {
            writeln!(out, "{}: cannot be put in force", file.display())?;
            for problem in error.problems() {
                writeln!(out, "  {problem}")?;
            }
            Ok(None)
        }
    }
}

/// The page of a desk: every workflow as a diagram, and who follows it.
fn page(file: &Path, config: &Config) -> String {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().replace('_', " ");
    let mut page = format!("# The workflows of the desk `{name}`\n");
    let document = config.document();
    for (n, workflow) in document.workflows.iter().enumerate() {
        let followers: Vec<&str> = document
            .types
            .iter()
            .filter(|one| one.workflow.as_ref().map_or(n == 0, |named| *named == workflow.name))
            .map(|one| one.labels.get("en").map_or(one.name.as_str(), String::as_str))
            .collect();
        let who = if followers.is_empty() { "all tickets".to_owned() } else { followers.join(", ") };
        let diagram = config.workflow(&workflow.name).map(|known| known.mermaid("en")).unwrap_or_default();
        let name = &workflow.name;
        // Writing to a text cannot fail.
        let _ = write!(page, "\n## {name}\n\nFollowed by: {who}.\n\n```mermaid\n{diagram}```\n");
    }
    page
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// The desks that the project has.
    fn desks() -> Vec<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("desks");
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
        files.sort();
        files
    }

    fn ran(arguments: &[OsString]) -> (u8, String, String) {
        let (mut out, mut errors) = (Vec::new(), Vec::new());
        let code = run(arguments, &mut out, &mut errors).unwrap();
        (code, String::from_utf8(out).unwrap(), String::from_utf8(errors).unwrap())
    }

    #[test]
    fn every_desk_can_be_put_in_force_and_leaves_no_doubt() {
        let files = desks();
        assert!(files.len() >= 10, "{} desks", files.len());
        let arguments: Vec<OsString> = files.iter().map(OsString::from).collect();
        let (code, out, errors) = ran(&arguments);
        assert_eq!((code, errors.as_str()), (0, ""), "{out}");
        let said: Vec<&str> = out.lines().collect();
        assert_eq!(said.len(), files.len(), "a line for each, and no doubt: {out}");
        assert!(said.iter().all(|line| line.ends_with("can be put in force, 0 doubts")), "{out}");
    }

    #[test]
    fn the_diagrams_beside_the_desks_are_those_of_the_desks() {
        for file in desks() {
            let text = std::fs::read_to_string(&file).unwrap();
            let config = check(&file, &text, &mut Vec::new()).unwrap().unwrap();
            let drawn = std::fs::read_to_string(file.with_extension("md")).unwrap_or_default();
            assert_eq!(drawn, page(&file, &config), "`--draw` writes {} anew", file.display());
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let folder = std::env::temp_dir().join(format!("ticketkit-desks-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("wrong.json");
        let right = std::fs::read_to_string(&desks()[0]).unwrap();
        std::fs::write(
            &file,
            right.replacen("\"default_priority\": \"normal\"", "\"default_priority\": \"norml\"", 1),
        )
        .unwrap();
        let (code, out, _) = ran(&[file.clone().into()]);
        assert_eq!(code, 1);
        assert!(
            out.contains("there is no priority `norml` (at /default_priority; did you mean `normal`?)"),
            "{out}"
        );
        let (code, _, errors) = ran(&[folder.join("missing.json").into()]);
        assert_eq!(code, 2);
        assert!(errors.contains("missing.json"), "{errors}");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn without_files_it_says_how_it_is_used() {
        assert_eq!(ran(&[]), (2, String::new(), "usage: desks [--draw] FILE...\n".to_owned()));
    }
}
