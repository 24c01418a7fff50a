//! Time as the processor counts it, and as the wall does.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// What a piece of work took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taken {
    /// Processor time of the whole process: what the work costs, whoever else is at work on the machine.
    pub cpu: Duration,
    /// Time as people wait for it.
    pub wall: Duration,
}

impl Taken {
    /// The share of one of `n` pieces, in microseconds of the processor.
    pub fn cpu_micros(&self, n: usize) -> f64 {
        micros(self.cpu, n)
    }

    /// The share of one of `n` pieces, in microseconds of the wall.
    pub fn wall_micros(&self, n: usize) -> f64 {
        micros(self.wall, n)
    }
}

#[allow(clippy::cast_precision_loss, reason = "nobody counts that far")]
fn micros(time: Duration, n: usize) -> f64 {
    time.as_nanos() as f64 / 1_000.0 / n as f64
}

fn cpu() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(now.tv_sec).unwrap_or(0), u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// Does a piece of work, and says what it took.
pub fn time<T>(work: impl FnOnce() -> T) -> (T, Taken) {
    let (began, cpu_before) = (Instant::now(), cpu());
    let answer = work();
    (answer, Taken { cpu: cpu().saturating_sub(cpu_before), wall: began.elapsed() })
}

/// The median of some figures, with the smallest and the largest.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// The one in the middle.
    pub median: f64,
    /// The smallest.
    pub least: f64,
    /// The largest.
    pub most: f64,
}

impl Spread {
    /// Of at least one figure.
    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let middle = figures.len() / 2;
        let median = if figures.len().is_multiple_of(2) {
            f64::midpoint(figures[middle - 1], figures[middle])
        } else {
            figures[middle]
        };
        Self { median, least: figures[0], most: figures[figures.len() - 1] }
    }
}
