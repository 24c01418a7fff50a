//! The floors of `core/src`: an import only points down, and some things may be named in one place only.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

#[path = "layers/named.rs"]
mod named;

use named::{Named, named_in};

/// Rooms on one height: modules directly below the crate's root, each a file or a folder.
struct Floor {
    rooms: &'static [&'static str],
    /// Whether the rooms of this floor may import each other.
    sees_itself: bool,
}

/// From the bottom up. `lib.rs` stands outside: it gives out the public names.
const FLOORS: &[Floor] = &[
    Floor { rooms: &["error", "id", "time", "limits"], sees_itself: true },
    Floor { rooms: &["model", "html", "files", "webhook"], sees_itself: false },
    // The form in which holidays come in and deadlines go out.
    Floor { rooms: &["ical"], sees_itself: false },
    Floor { rooms: &["calendar", "condition", "shape"], sees_itself: false },
    Floor { rooms: &["command", "change", "snapshot"], sees_itself: true },
    // How the words cross into other languages.
    Floor { rooms: &["foreign"], sees_itself: false },
    Floor { rooms: &["workflow"], sees_itself: false },
    Floor {
        rooms: &["form", "sla", "canned", "assignment", "automation", "access", "query", "report"],
        sees_itself: false,
    },
    Floor { rooms: &["config"], sees_itself: false },
    Floor { rooms: &["decide", "storage"], sees_itself: false },
    Floor { rooms: &["engine"], sees_itself: false },
];

/// What may be named only in files whose path begins so.
struct Confined {
    names: &'static [&'static str],
    to: &'static [&'static str],
}

const CONFINED: &[Confined] = &[
    Confined { names: &["jiff"], to: &["calendar/zone.rs"] },
    Confined { names: &["rusqlite"], to: &["storage/sqlite"] },
    // `storage/mod.rs` means the folder of that name.
    Confined { names: &["postgres"], to: &["storage/postgres", "storage/mod.rs"] },
    // The clock and chance.
    Confined {
        names: &[
            "std::time::Instant",
            "SystemTime::now",
            "Instant::now",
            "Utc::now",
            "Local::now",
            "Timestamp::now",
            "Zoned::now",
            "Uuid::new_v4",
            "Uuid::new_v7",
            "Uuid::now_v7",
            "RandomState",
            "getrandom",
        ],
        to: &["time.rs", "time/patience.rs", "id.rs"],
    },
    // A type without the clock behind it is what an instant crosses as.
    Confined { names: &["std::time::SystemTime"], to: &["time.rs", "foreign.rs"] },
    Confined { names: &["env::var", "env::var_os", "env::vars", "env::vars_os"], to: &[] },
    // A library in the host's program: no server, no thread, no program of its own.
    Confined {
        names: &["std::net", "std::os::unix::net", "thread::spawn", "std::process::Command"],
        to: &[],
    },
    Confined { names: &["unsafe"], to: &[] },
];

/// The most lines that a file may have.
const LINES: usize = 400;

/// Files of one list that cannot be cut in two: the commands and the questions, each member with what it means.
const UNCUT: [&str; 2] = ["command/question.rs", "command/verb.rs"];

/// A file of `core/src` by its path there, with `/` between the parts.
struct Source {
    path: String,
    text: String,
}

/// Everything in which the sources do not keep to the floors.
fn faults(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut read = Vec::new();
    for Source { path, text } in sources {
        if text.lines().count() > LINES && !UNCUT.contains(&path.as_str()) {
            faults.push(format!("core/src/{path} has more than {LINES} lines"));
        }
        match named_in(path, text) {
            Ok(found) => read.push((path.as_str(), found)),
            Err(error) => faults.push(format!("core/src/{path} cannot be read as Rust: {error}")),
        }
    }
    let lib = read.iter().find(|(path, _)| *path == "lib.rs").map_or(&[][..], |(_, found)| found);
    let mut given_out = given_out(lib);
    given_out.extend(sources.iter().flat_map(exported_macros));
    for (path, found) in &read {
        faults.extend(misplaced(path, found));
        if *path != "lib.rs" {
            faults.extend(climbing(path, found, &given_out));
        }
    }
    faults
}

/// The room to which the file at `path` belongs.
fn room_of(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// The macros that a source exports, which stand at the root wherever they are written, with its room.
fn exported_macros(source: &Source) -> impl Iterator<Item = (&str, &str)> {
    let mut lines = source.text.lines().map(str::trim_start);
    let mut exported = false;
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?;
            if let Some(name) = line.strip_prefix("macro_rules! ").filter(|_| exported) {
                exported = false;
                return Some((name.trim_end_matches([' ', '{']), room_of(&source.path)));
            }
            exported |= line.starts_with("#[macro_export]");
        }
    })
}

/// Names that are not for the file at `path`.
fn misplaced(path: &str, found: &[Named]) -> Vec<String> {
    let barred: Vec<&str> = CONFINED
        .iter()
        .filter(|thing| !thing.to.iter().any(|to| path.starts_with(to)))
        .flat_map(|thing| thing.names.iter().copied())
        .collect();
    let first = |named: &Named| barred.iter().find(|name| named.goes_through(name)).copied();
    found
        .iter()
        .filter_map(|named| Some(format!("{} is barred here, by `{}`", place(path, named), first(named)?)))
        .collect()
}

/// Imports that do not point down from the file at `path`.
fn climbing(path: &str, found: &[Named], given_out: &BTreeMap<&str, &str>) -> Vec<String> {
    let room = room_of(path);
    let Some((from, floor)) = floor_of(room) else {
        return vec![format!("core/src/{path} is in `{room}`, which is not on the list of floors")];
    };
    let fault = |named: &Named| {
        let name = named.at_the_root()?;
        let target = given_out.get(name).copied().unwrap_or(name);
        match floor_of(target) {
            _ if target == room => None,
            None => Some("leads to no module on the list of floors"),
            Some((to, _)) if to > from => Some("points up"),
            Some((to, _)) if to == from && !floor.sees_itself => Some("points to a room on the same floor"),
            Some(_) => None,
        }
    };
    found.iter().filter_map(|named| Some(format!("{} {}", place(path, named), fault(named)?))).collect()
}

fn place(path: &str, named: &Named) -> String {
    format!("core/src/{path}:{}: `{}`", named.line, named.segments.join("::"))
}

/// The floor that a room is on, and its number from the bottom.
fn floor_of(room: &str) -> Option<(usize, &'static Floor)> {
    FLOORS.iter().enumerate().find(|(_, floor)| floor.rooms.contains(&room))
}

/// The room behind each name that `lib.rs` gives out as its own, as in `pub use time::Span`.
fn given_out(lib: &[Named]) -> BTreeMap<&str, &str> {
    lib.iter()
        .filter_map(|named| {
            let path = named.segments.strip_prefix(&["crate".to_owned()]).unwrap_or(&named.segments);
            let (room, inside) = path.split_first()?;
            Some((inside.last()?.as_str(), room.as_str()))
        })
        .filter(|(_, room)| floor_of(room).is_some())
        .collect()
}

/// Adds the sources below `folder`, which is `root` or lies in it, with their paths from `root`.
fn read_sources(root: &Path, folder: &Path, sources: &mut Vec<Source>) -> io::Result<()> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read_sources(root, &path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let parts = path.strip_prefix(root).unwrap_or(&path).iter().map(|part| part.to_string_lossy());
            let path_here = parts.collect::<Vec<_>>().join("/");
            sources.push(Source { path: path_here, text: fs::read_to_string(&path)? });
        }
    }
    Ok(())
}

#[test]
fn the_core_keeps_to_its_floors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let mut sources = Vec::new();
    read_sources(&root, &root, &mut sources).unwrap();
    assert!(sources.iter().any(|source| source.path == "lib.rs"), "core/src was not found");
    let faults = faults(&sources);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// What is wrong with a core of these files, given as (path, text).
fn planted(files: &[(&str, &str)]) -> Vec<String> {
    let source = |(path, text): &(&str, &str)| Source { path: (*path).into(), text: (*text).into() };
    faults(&files.iter().map(source).collect::<Vec<_>>())
}

#[test]
fn an_import_may_point_down() {
    for (path, text) in [
        ("engine/desk.rs", "use crate::storage::Storage; use crate::{decide, error::{Code, Problem}};"),
        ("model/ticket.rs", "use crate::id::TicketId; use super::message::Message; use std::fmt;"),
        ("command.rs", "use crate::change::ChangeSet;"),
        ("change.rs", "use crate::command::Command;"),
        ("error.rs", "fn at(now: crate::time::Timestamp) {}"),
        ("sla/mod.rs", "use crate::sla::clock; mod tests { use super::*; use crate::sla::policy; }"),
        (
            "sla/clock.rs",
            "// use crate::engine;\n/// `crate::engine`\nconst A: &str = \"use crate::engine;\";",
        ),
        ("lib.rs", "pub mod engine; pub use engine::Engine; use crate::model::Ticket;"),
    ] {
        assert_eq!(planted(&[(path, text)]), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn an_import_that_points_up_is_found_however_it_is_written() {
    for (path, text, name) in [
        ("model/ticket.rs", "use crate::engine::Engine;", "crate::engine::Engine"),
        (
            "model/ticket.rs",
            "pub(crate) use crate::{id::Name, engine::{Engine as E}};",
            "crate::engine::Engine",
        ),
        ("model/ticket.rs", "fn f() { crate::engine::run() }", "crate::engine::run"),
        ("model/ticket.rs", "macro_rules! m { () => { $crate::engine::run() } }", "crate::engine::run"),
        ("model/ticket.rs", "#[cfg(test)] mod tests { use crate::engine::*; }", "crate::engine::*"),
        ("model/ticket.rs", "use super::super::engine::Engine;", "crate::engine::Engine"),
        ("model/mod.rs", "mod tests { use super::super::{engine}; }", "crate::engine"),
        ("model.rs", "use super::engine;", "crate::engine"),
    ] {
        assert_eq!(planted(&[(path, text)]), [format!("core/src/{path}:1: `{name}` points up")], "{text}");
    }
    assert_eq!(
        planted(&[("id.rs", "\n\nuse crate::limits;\nuse crate::model::Ticket;")]),
        ["core/src/id.rs:4: `crate::model::Ticket` points up"]
    );
}

#[test]
fn rooms_on_one_floor_do_not_import_each_other() {
    for (path, text) in [
        ("calendar/week.rs", "use crate::condition;"),
        ("condition.rs", "use crate::calendar;"),
        ("sla/clock.rs", "use crate::report;"),
        ("decide/mod.rs", "use crate::storage;"),
        ("storage/memory.rs", "use crate::decide;"),
    ] {
        let found = planted(&[(path, text)]);
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].ends_with("points to a room on the same floor"), "{}", found[0]);
    }
}

#[test]
fn a_name_that_the_root_gives_out_counts_as_its_room() {
    let lib = ("lib.rs", "pub use engine::{Desk, Engine}; pub use crate::time::Span;");
    assert_eq!(planted(&[lib, ("model.rs", "use crate::Span;")]), Vec::<String>::new());
    assert_eq!(
        planted(&[lib, ("model.rs", "use crate::Desk;")]),
        ["core/src/model.rs:1: `crate::Desk` points up"]
    );
    assert_eq!(
        planted(&[lib, ("model.rs", "use crate::*;")]),
        ["core/src/model.rs:1: `crate::*` leads to no module on the list of floors"]
    );
}

#[test]
fn a_room_that_is_not_on_the_list_is_found() {
    for path in ["utils.rs", "utils/text.rs"] {
        assert_eq!(
            planted(&[(path, "")]),
            [format!("core/src/{path} is in `utils`, which is not on the list of floors")]
        );
    }
    assert_eq!(
        planted(&[("engine.rs", "use crate::utils::text;")]),
        ["core/src/engine.rs:1: `crate::utils::text` leads to no module on the list of floors"]
    );
}

#[test]
fn what_has_one_place_is_found_elsewhere() {
    for (text, home, elsewhere) in [
        ("use jiff::tz::TimeZone;", Some("calendar/zone.rs"), "calendar/mod.rs"),
        ("fn f(c: &rusqlite::Connection) {}", Some("storage/sqlite/write.rs"), "storage/sql/mod.rs"),
        ("use rusqlite as db;", Some("storage/sqlite.rs"), "engine/mod.rs"),
        ("use std::time::{Duration, Instant as I};", Some("time.rs"), "engine/mod.rs"),
        ("fn f() { Utc::now() }", Some("time.rs"), "decide/mod.rs"),
        ("fn f() { chrono::Utc::now() }", Some("time.rs"), "calendar/zone.rs"),
        ("#[cfg(test)] mod tests { fn f() { uuid::Uuid::now_v7() } }", Some("id.rs"), "command.rs"),
        ("fn f() { std::env::var(NAME) }", None, "engine/mod.rs"),
        ("fn f() { unsafe { g() } }", None, "lib.rs"),
        ("use std::net::TcpListener;", None, "engine/mod.rs"),
        ("fn f() { std::thread::spawn(g); }", None, "storage/sqlite/writer.rs"),
        ("use std::process::{Command, id};", None, "engine/tick.rs"),
    ] {
        if let Some(home) = home {
            assert_eq!(planted(&[(home, text)]), Vec::<String>::new(), "{text}");
        }
        let found = planted(&[(elsewhere, text)]);
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].contains(" is barred here, by `"), "{}", found[0]);
    }
    let innocent = "#![forbid(unsafe_code)] // jiff\nfn f() { crate::time::SystemTime.now(); \"rusqlite\" }";
    assert_eq!(planted(&[("engine.rs", innocent)]), Vec::<String>::new());
}

#[test]
fn a_file_has_its_limit() {
    assert_eq!(planted(&[("engine.rs", &"\n".repeat(LINES))]), Vec::<String>::new());
    let found = planted(&[("engine.rs", &"\n".repeat(LINES + 1))]);
    assert_eq!(found, ["core/src/engine.rs has more than 400 lines"]);
    assert_eq!(planted(&[("engine.rs", "fn f( {")]).len(), 1);
}
