//! What a run costs: time on the wall, and time this process had on a core.

use std::time::{Duration, Instant};

/// The cost of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// On the wall.
    pub wall: Duration,
    /// On a core, in user and system mode, of all threads; of this process only, so not of
    /// PostgreSQL.
    pub cpu: Duration,
}

/// A clock that runs.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    begun: Instant,
    used: Duration,
}

/// What this process has used; Linux counts it in hundredths of a second. Nothing elsewhere.
fn used() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in parentheses, may hold anything; user and system time are the
    // 12th and 13th field after it.
    let fields = text.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

impl Clock {
    /// Starts.
    pub fn start() -> Self {
        Self { used: used(), begun: Instant::now() }
    }

    /// What it was since the start.
    pub fn cost(&self) -> Cost {
        Cost { wall: self.begun.elapsed(), cpu: used().saturating_sub(self.used) }
    }
}
