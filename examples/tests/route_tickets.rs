//! The example `route_tickets`, run as a whole: on a few tickets of our own, and on the real file where it is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by a panic, as tests do")]

#[path = "../rust/route_tickets/mod.rs"]
mod word_routing;

use std::path::Path;

fn run(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = word_routing::run(args.iter().map(Into::into), &mut out, &mut err).unwrap();
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// A file with these lines, for as long as `look` takes.
fn with_file<T>(name: &str, lines: &str, look: impl FnOnce(&str) -> T) -> T {
    let file = std::env::temp_dir().join(format!("ticketkit-route-{}-{name}.csv", std::process::id()));
    std::fs::write(&file, lines).unwrap();
    let found = look(file.to_str().unwrap());
    let _ = std::fs::remove_file(&file);
    found
}

const OURS: &str = "\
subject,body,answer,type,queue,priority,language,tag_1,tag_2
An invoice too many,Hello\\nthere,,Request,Billing and Payments,low,en,,
Die Rechnung fehlt,Guten Tag,,Request,Billing and Payments,medium,de,,
Something else,It is broken,,Incident,Technical Support,high,en,Bug,
Der Umtausch der Lampe,Guten Tag,,Request,Returns and Exchanges,low,de,,
,Nobody said what,,Change,General Inquiry,low,en,,
The lamp,Does it dim?,,Request,Product Support,low,en,Feature,
Planned downtime,When?,,Incident,Technical Support,low,de,,
";

fn line<'a>(out: &'a str, name: &str) -> Vec<&'a str> {
    let line = out.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{out}"));
    line[name.len()..].split_whitespace().collect()
}

#[test]
fn tickets_go_by_their_words_tags_and_types_to_an_agent_of_their_language() {
    let (code, out, err) = with_file("ours", OURS, |file| run(&[file]));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(line(&out, "Billing and Payments"), ["2", "2", "2", "100.0", "%"]);
    assert_eq!(line(&out, "Returns and Exchanges"), ["1", "1", "1", "100.0", "%"]);
    assert_eq!(line(&out, "Technical Support"), ["2", "1", "1", "50.0", "%"]);
    assert_eq!(line(&out, "Product Support"), ["1", "1", "1", "100.0", "%"]);
    assert_eq!(line(&out, "Service Outages and Maintenance"), ["0", "1", "0", "-"]);
    assert_eq!(line(&out, "Customer Service"), ["0", "1", "0", "-"]);
    assert_eq!(line(&out, "in all"), ["7", "7", "5", "71.4", "%"]);
    assert!(out.ends_with("7 of 7 went to an agent of their language, 0 wait for one\n"), "{out}");
}

#[test]
fn the_queue_of_the_file_has_no_part_in_it() {
    let (_, out, _) =
        with_file("queues", &OURS.replace("Billing and Payments", "Sales and Pre-Sales"), |file| {
            run(&[file])
        });
    assert_eq!(line(&out, "Billing and Payments"), ["0", "2", "0", "-"]);
    assert_eq!(line(&out, "Sales and Pre-Sales"), ["2", "0", "0", "0.0", "%"]);
}

#[test]
fn what_is_no_such_file_is_said() {
    assert_eq!(run(&["no_such.csv"]), (0, "skipped: there is no no_such.csv\n".to_owned(), String::new()));
    assert_eq!(run(&[]).0, 2);
    let (code, _, err) = with_file("columns", "subject,body\na,b\n", |file| run(&[file]));
    assert_eq!(
        (code, err.as_str()),
        (1, "line 1: these columns are missing: type, queue, priority, language\n")
    );
    let (code, _, err) = with_file("type", &OURS.replace("Incident", "Wish"), |file| run(&[file]));
    assert_eq!(code, 1);
    assert!(err.contains("wish"), "{err}");
}

#[test]
fn the_real_tickets_all_find_an_agent_of_their_language() {
    let beside = |folder: &Path| folder.join("shared/data/support_tickets_en_de.csv");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(beside).find(|file| file.exists());
    let Some(file) = file else {
        println!("skipped: there is no shared/data/support_tickets_en_de.csv beside the project");
        return;
    };
    let (code, out, err) = run(&[file.to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.ends_with("1872 of 1872 went to an agent of their language, 0 wait for one\n"), "{out}");
}
