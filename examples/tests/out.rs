//! What the examples write to ends with its reader.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail by a panic, as tests do")]

#[path = "../rust/out.rs"]
mod out;

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};

/// This very program, at one of the tests that are ignored otherwise.
fn started(test: &str) -> Child {
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args(["--ignored", "--exact", "--nocapture", test]);
    program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_program_whose_reader_goes_ends_without_a_word() {
    let mut child = started("child_that_tells_for_ever");
    let mut first = [0; 4_000];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert!(String::from_utf8_lossy(&first).contains("something to say"));
    let ended = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
    assert_eq!(ended.status.code(), Some(out::READER_GONE));
}

#[test]
fn a_program_whose_complaints_nobody_reads_ends_as_well() {
    let mut child = started("child_that_complains_for_ever");
    let mut first = [0; 4_000];
    child.stderr.take().unwrap().read_exact(&mut first).unwrap();
    assert!(String::from_utf8_lossy(&first).contains("something to complain about"));
    assert_eq!(child.wait().unwrap().code(), Some(out::READER_GONE));
}

#[test]
#[ignore = "runs inside another test, in a process of its own"]
fn child_that_tells_for_ever() {
    loop {
        writeln!(out::out(), "something to say").unwrap();
    }
}

#[test]
#[ignore = "runs inside another test, in a process of its own"]
fn child_that_complains_for_ever() {
    loop {
        writeln!(out::errors(), "something to complain about").unwrap();
    }
}
