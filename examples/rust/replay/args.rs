//! What the program is asked for.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// What is said to somebody who asks, or who asked wrongly.
pub(super) const USAGE: &str = "\
usage: replay [OPTIONS] FILE

Plays FILE, an incident log of a ServiceNow instance (CSV), and compares the engine's counts with the log's.

  --storage memory|sqlite  where the desk is kept: in memory, or in an SQLite file in the folder for temporary files
  --db PATH                keep the desk in this SQLite file, in which there must be no such desk yet
  --without 'FROM->TO'     leave this transition out of the configuration; may be given several times
  --sla                    tell how our promise was kept, by priority and month, and how with other working hours
  --explain NUMBER         tell where the life of an incident went and why its deadline is what it is, with a picture
  --route                  do not play it, but give its incidents out by strategies of ours: what they come to beside the
                           log, and a picture
  --svg PATH               where the picture goes; NUMBER.svg or route.svg in this folder when absent
  --json                   make the last line one JSON object
  --help                   print this
";

/// What is wished.
#[derive(Debug)]
pub(super) enum Wish {
    Help,
    Replay(Options),
}

/// How a log is to be played.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) file: PathBuf,
    pub(super) store: Store,
    /// Transitions that the configuration is to lack: from one state of the log to another.
    pub(super) without: Vec<(String, String)>,
    pub(super) sla: bool,
    /// The incident that is to be explained, and where its picture goes.
    pub(super) explain: Option<(String, PathBuf)>,
    /// Where the picture of the routing goes, where that is asked for.
    pub(super) route: Option<PathBuf>,
    pub(super) json: bool,
}

/// Where the desk is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Store {
    Memory,
    TemporaryFile,
    File(PathBuf),
}

/// Reads the arguments, or says what is wrong with them.
pub(super) fn read(args: impl Iterator<Item = OsString>) -> Result<Wish, String> {
    let mut args = args.peekable();
    let (mut file, mut store, mut without) = (None, None, Vec::new());
    let (mut sla, mut json, mut route) = (false, false, false);
    let (mut number, mut svg): (Option<String>, Option<PathBuf>) = (None, None);
    while let Some(arg) = args.next() {
        let mut value = |what: &str| args.next().ok_or_else(|| format!("{} needs {what}", arg.display()));
        match arg.to_str() {
            Some("--help" | "-h") => return Ok(Wish::Help),
            Some("--sla") => sla = true,
            Some("--json") => json = true,
            Some("--route") => route = true,
            Some("--explain") => {
                number = Some(value("the number of an incident")?.to_string_lossy().into_owned());
            }
            Some("--svg") => svg = Some(value("the path of a file")?.into()),
            Some("--storage") => keep(&mut store, storage(&value("`memory` or `sqlite`")?)?)?,
            Some("--db") => keep(&mut store, Store::File(value("the path of a file")?.into()))?,
            Some("--without") => {
                without.push(transition(&value("a transition such as 'Resolved->Active'")?)?);
            }
            Some(unknown) if unknown.starts_with('-') => {
                return Err(format!("there is no option `{unknown}`"));
            }
            _ if file.is_some() => {
                return Err(format!("one log is played, and `{}` is another", arg.display()));
            }
            _ => file = Some(PathBuf::from(arg)),
        }
    }
    let file = file.ok_or("no log is named")?;
    if route && (sla || json || number.is_some() || store.is_some() || !without.is_empty()) {
        return Err("--route takes no other option than --svg".to_owned());
    }
    let routed = route.then(|| svg.take().unwrap_or_else(|| PathBuf::from("route.svg")));
    let explain = match (number, svg) {
        (None, Some(_)) => return Err("--svg needs --explain or --route".to_owned()),
        (number, svg) => number.map(|number| {
            let picture = svg.unwrap_or_else(|| PathBuf::from(format!("{number}.svg")));
            (number, picture)
        }),
    };
    let store = store.unwrap_or(Store::Memory);
    Ok(Wish::Replay(Options { file, store, without, sla, explain, route: routed, json }))
}

fn storage(name: &OsStr) -> Result<Store, String> {
    match name.to_str() {
        Some("memory") => Ok(Store::Memory),
        Some("sqlite") => Ok(Store::TemporaryFile),
        _ => Err(format!("there is no storage `{}`: `memory` or `sqlite`", name.display())),
    }
}

/// `--storage sqlite` and `--db PATH` go together, in either order; anything else is a contradiction.
fn keep(store: &mut Option<Store>, asked: Store) -> Result<(), String> {
    match (&*store, &asked) {
        (None | Some(Store::TemporaryFile), Store::File(_)) | (None, _) => *store = Some(asked),
        (Some(Store::File(_)), Store::TemporaryFile) => {}
        (Some(before), _) if *before == asked => {}
        _ => return Err("one storage is used, and two are named".to_owned()),
    }
    Ok(())
}

fn transition(written: &OsStr) -> Result<(String, String), String> {
    let sides = written.to_str().and_then(|text| text.split_once("->"));
    let (from, to) = sides.ok_or_else(|| {
        format!("`{}` is not a transition: write it as 'Resolved->Active'", written.display())
    })?;
    Ok((from.trim().to_owned(), to.trim().to_owned()))
}
