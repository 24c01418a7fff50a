//! How far it is, on one line that is written over.

use std::io::{self, Write};

use super::report::grouped;

/// A bar of rows played; nothing at all without somebody to look at it.
pub(super) struct Progress<'w> {
    of: usize,
    /// The hundredth that is shown.
    shown: Option<usize>,
    to: Option<&'w mut dyn Write>,
}

impl<'w> Progress<'w> {
    pub(super) fn of(rows: usize, to: Option<&'w mut dyn Write>) -> Self {
        Self { of: rows, shown: None, to }
    }

    /// So many rows are played, the last one of this day. That the bar cannot be shown keeps nobody from playing.
    pub(super) fn at(&mut self, rows: usize, day: &str) {
        let hundredth = (rows * 100).checked_div(self.of).unwrap_or(100);
        let Some(to) = self.to.as_mut().filter(|_| self.shown != Some(hundredth)) else { return };
        let (done, left) = ("#".repeat(hundredth * 2 / 5), ".".repeat(40 - hundredth * 2 / 5));
        let shown = write!(to, "\r[{done}{left}] {} of {} rows, {day}", grouped(rows), grouped(self.of));
        if shown.and_then(|()| to.flush()).is_err() {
            self.to = None;
        }
        self.shown = Some(hundredth);
    }

    /// Takes the bar away.
    pub(super) fn clear(self) -> io::Result<()> {
        match self.to {
            Some(to) if self.shown.is_some() => {
                write!(to, "\r{}\r", " ".repeat(79))?;
                to.flush()
            }
            _ => Ok(()),
        }
    }
}
