//! Waiting while others are in the way.

use super::Span;

/// How long a call goes on trying while others are in the way. It counts the time of the machine, which no decision
/// ever sees.
#[derive(Clone, Debug)]
pub(crate) struct Patience {
    ends: std::time::Instant,
    tries: u32,
}

impl Patience {
    /// Patience for this long.
    pub(crate) fn new(limit: Span) -> Self {
        let limit = std::time::Duration::from_millis(u64::try_from(limit.millis()).unwrap_or(0));
        let now = std::time::Instant::now();
        Self { ends: now.checked_add(limit).unwrap_or(now), tries: 0 }
    }

    /// How much of it is left; nothing when it is over.
    pub(crate) fn left(&self) -> std::time::Duration {
        self.ends.saturating_duration_since(std::time::Instant::now())
    }

    /// Waits for a moment, one or two milliseconds, and not quite as long as others who wait; false when patience is
    /// over. For a turn that changes hands all the time: whoever looked ever more seldom would come last.
    #[cfg(feature = "sqlite")]
    pub(crate) fn wait_a_moment(&self) -> bool {
        let now = std::time::Instant::now();
        if now >= self.ends {
            return false;
        }
        let jitter = u64::from((self.ends - now).subsec_nanos() % 1_000_000);
        std::thread::sleep(std::time::Duration::from_nanos(1_000_000 + jitter).min(self.ends - now));
        true
    }

    /// Waits a little, longer each time, and not quite as long as others who wait; false when patience is over.
    pub(crate) fn wait(&mut self) -> bool {
        let now = std::time::Instant::now();
        if now >= self.ends {
            return false;
        }
        self.tries += 1;
        let most = 200_u64 << self.tries.min(8);
        // How much of the patience is left, to the nanosecond, differs from caller to caller.
        let jitter = u64::from((self.ends - now).subsec_nanos());
        let pause = std::time::Duration::from_micros(most / 2 + jitter % (most / 2));
        std::thread::sleep(pause.min(self.ends - now));
        true
    }
}
