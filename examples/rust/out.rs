//! Where the examples write.

use std::io::{self, ErrorKind, Stderr, Stdout, Write};

/// The exit code of a program whose reader has gone, as shells tell it: 128, and the number of `SIGPIPE`.
pub(crate) const READER_GONE: i32 = 141;

/// A stream of this program. Whoever reads it may stop at any time, as `head` does: then there is nobody left to write
/// for, and the program ends without a word.
pub(crate) struct Out<W>(W);

/// What the program has to say.
pub(crate) fn out() -> Out<Stdout> {
    Out(io::stdout())
}

/// What it complains about.
#[allow(dead_code, reason = "not every program that writes complains")]
pub(crate) fn errors() -> Out<Stderr> {
    Out(io::stderr())
}

impl<W: Write> Write for Out<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        unless_gone(self.0.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        unless_gone(self.0.flush())
    }
}

fn unless_gone<T>(written: io::Result<T>) -> io::Result<T> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(READER_GONE),
        written => written,
    }
}
