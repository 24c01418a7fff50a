//! Tests that run in a process of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Starts this test of the same program in another process, with a file and a number.
pub(crate) fn process(test: &str, file: &Path, id: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]);
    command.env("TKIT_TEST_FILE", file).env("TKIT_TEST_ID", id.to_string());
    command
}

/// What the process was started with, when it was.
pub(crate) fn started_with() -> Option<(PathBuf, u64)> {
    let file = std::env::var_os("TKIT_TEST_FILE")?;
    Some((file.into(), std::env::var("TKIT_TEST_ID").ok()?.parse().ok()?))
}

/// The same process, started by a program that has these arguments before.
pub(crate) fn started_by(program: &str, arguments: &[&str], process: &Command) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).arg(process.get_program()).args(process.get_args());
    command.envs(process.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}
