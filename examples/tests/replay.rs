//! The example `replay`, run as a whole: on a small log of our own, on bad ones, and on the real one where it is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by a panic, as tests do")]

#[path = "../rust/replay/mod.rs"]
mod log_replay;

use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

const OURS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/incident_log.csv");

/// The real log, which is no part of the project: in a folder `shared` beside it, or further up.
fn real_log() -> Option<String> {
    let beside = |folder: &Path| folder.join("shared/data/servicenow_incident_log.csv");
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(beside).find(|file| file.exists())?;
    found.to_str().map(str::to_owned)
}

/// What one call of the program came to.
struct Ran {
    code: u8,
    out: String,
    err: String,
}

impl Ran {
    fn last_line(&self) -> &str {
        self.out.lines().last().unwrap_or_default()
    }

    fn counts(&self) -> Json {
        serde_json::from_str(self.last_line()).unwrap()
    }
}

fn run(args: &[&str]) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = log_replay::run(args.iter().map(Into::into), false, &mut out, &mut err).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code, out: text(out), err: text(err) }
}

/// A file that goes away with the test, and with it whatever SQLite puts beside it.
struct Temporary(PathBuf);

impl Temporary {
    fn named(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("ticketkit-replay-test-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self) -> String {
        self.0.join("file").to_str().unwrap().to_owned()
    }

    /// Our log with something else in it.
    fn altered(&self, from: &str, to: &str) -> String {
        let ours = std::fs::read_to_string(OURS).unwrap();
        assert!(ours.contains(from), "{from}");
        std::fs::write(self.path(), ours.replacen(from, to, 1)).unwrap();
        self.path()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_log_is_played_and_its_counts_are_found_again() {
    let ran = run(&[OURS]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert_eq!(
        ran.last_line(),
        "4 incidents, 21 rows, 0 rows refused; priority from the matrix equal to the log's in 19 of 19; \
         reopen counts equal in 4 of 4; handoff counts equal in 3 of 4 (not in INC0000004: \
         there the log counts a handoff without a change of group)"
    );
    assert!(ran.out.contains("INC0000004: 1 in the log, 0 in the engine"), "{}", ran.out);
    let ends = ran.out.lines().find(|line| line.starts_with("state, group and assignee")).unwrap();
    assert!(ends.ends_with("4       4"), "{ends}");
}

#[test]
fn both_storages_give_the_same_counts() {
    let expected = json!({
        "incidents": 4, "rows": 21, "refused": 0, "priority_equal": 19, "reopens_equal": 4, "handoffs_equal": 3
    });
    assert_eq!(run(&["--storage", "memory", "--json", OURS]).counts(), expected);
    let folder = Temporary::named("sqlite");
    let ran = run(&["--json", "--storage", "sqlite", "--db", &folder.path(), OURS]);
    assert_eq!(ran.counts(), expected);
    assert!(ran.out.contains(&folder.path()), "it says where the desk is: {}", ran.out);
    assert!(Path::new(&folder.path()).exists());
    let again = run(&["--db", &folder.path(), OURS]);
    assert_eq!((again.code, again.out.as_str()), (1, ""));
    assert!(again.err.contains("a log is played into a fresh desk"), "{}", again.err);
}

#[test]
fn without_the_way_back_the_reopening_and_what_meets_a_ticket_still_resolved_are_refused() {
    let ran = run(&["--without", "Resolved->Active", "--json", OURS]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!((&ran.counts()["refused"], &ran.counts()["reopens_equal"]), (&json!(2), &json!(3)));
    let refused: Vec<&str> =
        ran.out.lines().filter(|line| line.contains("no transition leads from")).collect();
    let [reopening, later] = refused.as_slice() else { panic!("{refused:?}") };
    assert!(reopening.contains("line 8 ") && reopening.contains("Resolved -> Active"), "{reopening}");
    assert!(later.contains("line 9 ") && later.contains("Resolved -> Awaiting User Info"), "{later}");
}

#[test]
fn what_else_a_row_says_stands_when_its_change_of_state_is_refused() {
    let ran = run(&["--without", "New->Active", "--json", OURS]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let counts = ran.counts();
    assert_eq!(counts["handoffs_equal"], 3, "the group of the refused row counts: {}", ran.out);
    assert_eq!(counts["priority_equal"], 19);
}

#[test]
fn a_bad_log_is_refused_as_a_whole_with_the_line_of_every_mistake() {
    for (name, from, to, expected) in [
        ("columns", "FALSE,Do Not Notify,?,", "FALSE,?,", "line 2: 35 columns, and the first line has 36"),
        (
            "date",
            "06-01-2025 11:00",
            "31-02-2025 11:00",
            "line 5, sys_updated_at: `31-02-2025 11:00` is not a date",
        ),
        (
            "state",
            "INC0000002,Active",
            "INC0000002,Acting",
            "line 12, incident_state: `Acting` is not one of New,",
        ),
        ("number", "INC0000003,", "?,", "line 17, number: the value is missing"),
        ("count", "Active,TRUE,1,0", "Active,TRUE,-1,0", "line 3, reassignment_count: `-1` is not a count"),
        ("impact", "3 - Low", "9 - Low", "line 19, impact: `9 - Low` is not one of 3 - Low,"),
        ("header", ",impact,", ",impakt,", "line 1: these columns of an incident log are missing: impact"),
    ] {
        let folder = Temporary::named(name);
        let ran = run(&[&folder.altered(from, to)]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{name}: {}", ran.err);
        assert!(ran.err.contains(expected), "{name}: {}", ran.err);
    }
    let folder = Temporary::named("several");
    let altered = folder.altered("06-01-2025 09:00", "yesterday");
    let several = std::fs::read_to_string(&altered).unwrap().replace("13-01-2025 12:00", "never");
    std::fs::write(&altered, several).unwrap();
    let ran = run(&[&altered]);
    assert!(ran.err.contains("line 2, ") && ran.err.contains("line 11, "), "{}", ran.err);
    assert!(ran.err.contains("2 in all"), "{}", ran.err);
}

#[test]
fn files_that_are_no_log_are_refused() {
    let folder = Temporary::named("none");
    let missing = run(&[&folder.path()]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.starts_with("cannot read "), "{}", missing.err);
    let header = std::fs::read_to_string(OURS).unwrap().lines().next().unwrap().to_owned();
    std::fs::write(folder.path(), header).unwrap();
    let empty = run(&[&folder.path()]);
    assert_eq!((empty.code, empty.err.as_str()), (1, "the log has no rows\n"));
    std::fs::write(folder.path(), b"\xff\xfe\x00number").unwrap();
    assert_eq!(run(&[&folder.path()]).code, 1);
}

#[test]
fn the_promise_is_told_by_priority_and_month_beside_other_hours() {
    let ran = run(&["--sla", OURS]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let (plain, told) = (run(&[OURS]).out, ran.out);
    let rows: Vec<&str> = told.lines().filter(|line| line.contains(", resolution: ")).collect();
    assert!(rows.iter().any(|row| row.starts_with("  all, resolution: ")), "{told}");
    for by in ["  priority ", "  month "] {
        assert!(rows.iter().any(|row| row.starts_with(by)), "{by} in {told}");
    }
    assert!(!plain.contains(", resolution: "));
    assert_eq!(told.lines().last(), plain.lines().last(), "the counts are the same");
}

#[test]
fn an_incident_is_explained_in_words_and_as_a_picture() {
    let log = std::fs::read_to_string(OURS).unwrap();
    let number = log.lines().nth(1).unwrap().split(',').next().unwrap().trim_matches('"').to_owned();
    let folder = Temporary::named("picture");
    let ran = run(&["--explain", &number, "--svg", &folder.path(), OURS]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("Whose time it was") && ran.out.contains("The sum"), "{}", ran.out);
    let svg = std::fs::read_to_string(folder.path()).unwrap();
    assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"), "{svg}");
    let unknown = run(&["--explain", "INC0", "--svg", &folder.path(), OURS]);
    assert_eq!((unknown.code, unknown.err.as_str()), (1, "the log has no incident `INC0`\n"));
}

#[test]
fn wrong_arguments_are_answered_with_the_usage() {
    for (args, expected) in [
        (&[][..], "no log is named"),
        (&["--fast", OURS], "there is no option `--fast`"),
        (&["--storage", "tape", OURS], "there is no storage `tape`"),
        (&["--storage", "memory", "--db", "x", OURS], "two are named"),
        (&["--db"], "--db needs the path of a file"),
        (&["--svg", "x.svg", OURS], "--svg needs --explain or --route"),
        (&["--route", "--json", OURS], "--route takes no other option than --svg"),
        (&["--without", "Resolved", OURS], "`Resolved` is not a transition"),
        (&["--without", "New->Closed", OURS], "the log has no transition 'New->Closed'; it has "),
        (&[OURS, OURS], "one log is played"),
    ] {
        let ran = run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(expected) && ran.err.contains("usage: replay"), "{args:?}: {}", ran.err);
    }
    let help = run(&["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    assert!(help.out.starts_with("usage: replay"));
}

#[test]
fn the_real_log_is_played_and_the_engine_counts_as_it_does() {
    let Some(real) = real_log() else {
        println!("skipped: there is no shared/data/servicenow_incident_log.csv beside the project");
        return;
    };
    let ran = run(&[&real]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(
        ran.last_line(),
        "890 incidents, 5,998 rows, 0 rows refused; priority from the matrix equal to the log's in 5,998 of 5,998; \
         reopen counts equal in 890 of 890; handoff counts equal in 887 of 890 (not in INC0000173, INC0000722, \
         INC0001252: there the log counts a handoff without a change of group)"
    );
    let lacking = run(&["--without", "Resolved->Active", "--json", &real]);
    let counts = lacking.counts();
    assert_eq!((&counts["refused"], &counts["handoffs_equal"]), (&json!(17), &json!(887)));
    let refused = |way: &str| {
        let of_way = |line: &&str| line.contains("no transition leads from") && line.contains(way);
        lacking.out.lines().filter(of_way).count()
    };
    assert_eq!(
        refused("  Resolved -> Active: "),
        13,
        "11 reopenings, and 2 that meet a ticket still resolved"
    );
    assert_eq!(refused("  Resolved -> Awaiting User Info: "), 4);
}

/// The numbers of a row of the table: the log, and then each strategy.
fn routed_row(ran: &Ran, what: &str) -> Vec<String> {
    let line = ran.out.lines().find(|line| line.starts_with(what)).unwrap_or_else(|| panic!("{}", ran.out));
    line[36..].split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_log_is_given_out_by_strategies_beside_what_happened() {
    let folder = Temporary::named("route");
    let ran = run(&["--route", "--svg", &folder.path(), OURS]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(
        ran.out.starts_with("routed   3 incidents, 2025-01-06 to 2025-01-14, among 2 people"),
        "{}",
        ran.out
    );
    assert_eq!(routed_row(&ran, "got an owner"), ["3", "3", "3", "3"]);
    assert_eq!(routed_row(&ran, "waited, longest"), ["00:20", "00:00", "00:00", "00:00"]);
    assert_eq!(routed_row(&ran, "handoffs"), ["3", "2", "2", "2"]);
    let picture = std::fs::read_to_string(folder.path()).unwrap();
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"), "{picture}");
    for name in ["the log", "round_robin", "least_loaded", "weighted"] {
        assert!(picture.contains(&format!(">{name}</text>")), "{picture}");
    }
    let again = run(&["--svg", &folder.path(), "--route", OURS]);
    assert_eq!((again.out, std::fs::read_to_string(folder.path()).unwrap()), (ran.out, picture));
    let missing = run(&["--route", "no_such_log.csv"]);
    assert_eq!((missing.code, missing.out.as_str()), (0, "skipped: there is no no_such_log.csv\n"));
    let nowhere = run(&["--route", "--svg", "no_such_folder/route.svg", OURS]);
    assert_eq!(nowhere.code, 1);
    assert!(nowhere.out.contains("cannot write no_such_folder/route.svg"), "{}", nowhere.out);
}

#[test]
fn the_real_log_is_given_out_by_strategies() {
    let Some(log) = real_log() else {
        println!("skipped: the real log is not here");
        return;
    };
    let folder = Temporary::named("route-real");
    let ran = run(&["--route", "--svg", &folder.path(), &log]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(routed_row(&ran, "got an owner"), ["664", "847", "847", "847"]);
    assert_eq!(routed_row(&ran, "never given"), ["187", "4", "4", "4"]);
    assert_eq!(routed_row(&ran, "handoffs"), ["874", "326", "326", "326"]);
}
