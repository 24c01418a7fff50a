//! `include/ticketkit.h` is written from the exported functions and from the codes, and says nothing else.

use std::path::{Path, PathBuf};

use ticketkit::Code;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

const BEGIN: &str = "\
/*
 * ticketkit: tickets, workflows, assignment and service levels inside your own program.
 *
 * Written by cbindgen from bindings/c; to write it anew, run
 * `UPDATE_DOCS=1 cargo test -p ticketkit-c --test header`.
 *
 * Every function returns a status: 0, the number of an error code (TKIT_CODE_...), or a negative number for what only
 * a C program can get wrong. Most also set a result, which holds the answer or the error with all its problems, is read
 * by JSON Pointer with tkit_get_..., and is given back with tkit_result_free. It may be null where only the status
 * matters. Commands and questions are JSON text, or are built with tkit_command, tkit_query and tkit_set_...
 *
 * All functions may be called from any thread. Handles are numbers that are checked at every call: one that is wrong,
 * or was given back, is an error and does no harm. After a fork the new process opens engines of its own; handles from
 * before answer TKIT_CODE_FORKED. Moments and lengths of time are milliseconds.
 */
#ifndef TICKETKIT_H
#define TICKETKIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

";

const END: &str = "
/* A text that ends with a NUL, as C has it; absent for a null. */
static inline tkit_text tkit_z(const char *text) {
  tkit_text given;
  given.data = text;
  given.length = text == NULL ? 0 : strlen(text);
  return given;
}

/* No text. */
static inline tkit_text tkit_absent(void) {
  return tkit_z(NULL);
}

static inline tkit_context tkit_as_(int32_t actor, tkit_text person) {
  tkit_context context;
  memset(&context, 0, sizeof context);
  context.size = sizeof context;
  context.actor = actor;
  context.person = person;
  return context;
}

/* The program that embeds the desk. */
static inline tkit_context tkit_as_host(void) {
  return tkit_as_(TKIT_HOST, tkit_absent());
}

/* A person in the role of staff, by our id or the host's own key. */
static inline tkit_context tkit_as_agent(tkit_text person) {
  return tkit_as_(TKIT_AGENT, person);
}

/* A person in the role of a customer, by our id or the host's own key. */
static inline tkit_context tkit_as_requester(tkit_text person) {
  return tkit_as_(TKIT_REQUESTER, person);
}

/* Who comes by a signed link that carries this token. */
static inline tkit_context tkit_as_link(tkit_text token) {
  return tkit_as_(TKIT_LINK, token);
}

#endif /* TICKETKIT_H */
";

/// A definition for each code.
fn codes() -> String {
    let define = |code: &Code| {
        let (text, number) = (code.as_str(), *code as u16);
        format!("/**\n * {}\n */\n#define TKIT_CODE_{} {number}\n\n", code.meaning(), text.to_uppercase())
    };
    Code::ALL.iter().map(define).collect()
}

fn header() -> String {
    let config = cbindgen::Config {
        language: cbindgen::Language::C,
        cpp_compat: true,
        usize_is_size_t: true,
        style: cbindgen::Style::Both,
        no_includes: true,
        documentation_style: cbindgen::DocumentationStyle::Doxy,
        line_length: 110,
        ..cbindgen::Config::default()
    };
    let mut written = Vec::new();
    let builder = cbindgen::Builder::new().with_crate(env!("CARGO_MANIFEST_DIR")).with_config(config);
    builder.generate().expect("the crate can be read").write(&mut written);
    let written = String::from_utf8(written).expect("a header is text");
    format!("{BEGIN}{}{}{END}", codes(), written.trim_start())
}

#[test]
fn the_header_is_fresh() {
    let file = root().join("include/ticketkit.h");
    let wanted = header();
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(&file, &wanted).expect("the header can be written");
    }
    let here = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = here.lines().zip(wanted.lines()).position(|(here, wanted)| here != wanted);
    assert!(
        here == wanted,
        "include/ticketkit.h is not what the crate exports, from line {}; run `UPDATE_DOCS=1 cargo test -p \
         ticketkit-c --test header`",
        differs.unwrap_or(here.lines().count().min(wanted.lines().count())) + 1
    );
}

/// The exported functions of the crate, with their bodies.
fn exported() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("the sources are there")
    {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a source is text");
        for part in text.split("#[unsafe(no_mangle)]\n").skip(1) {
            let body = part.split("\n}\n").next().unwrap_or_default();
            let name = body.split("fn ").nth(1).and_then(|rest| rest.split('(').next()).unwrap_or_default();
            found.push((name.to_owned(), body.to_owned()));
        }
    }
    found
}

#[test]
fn no_panic_leaves_an_exported_function() {
    // What answers a constant cannot panic; all else stands in a frame of `call.rs`, by itself or by a helper that does.
    let constant = ["tkit_abi_version", "tkit_version", "tkit_status_name"];
    let frames = [
        "call::answer(",
        "call::open(",
        "call::status(",
        "begin(",
        "parse::<",
        "set(request,",
        "read((",
        "collect(",
    ];
    let exported = exported();
    assert!(exported.len() > 40, "{exported:?}");
    for (name, body) in exported {
        assert!(name.starts_with("tkit_"), "{name}");
        let framed = frames.iter().any(|frame| body.contains(frame));
        assert!(framed || constant.contains(&name.as_str()), "{name} is not framed:\n{body}");
    }
}
