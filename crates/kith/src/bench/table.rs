//! Figures and how they are printed.

use std::time::Duration;

use serde::Serialize;

/// One measurement.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Figure {
    /// What was measured: `in process`, `over HTTP`, `bare function`.
    pub(super) what: String,
    /// On which database.
    pub(super) store: String,
    /// How many requests waited, or clients asked, at once.
    pub(super) at_once: usize,
    /// Requests that were done.
    pub(super) done: usize,
    /// Requests a second.
    pub(super) per_second: f64,
    /// Half of them took at most this long, in milliseconds.
    pub(super) p50_ms: f64,
    /// 99 of 100 took at most this long, in milliseconds.
    pub(super) p99_ms: f64,
}

impl Figure {
    /// From the times that requests took, and how long all of it lasted.
    pub(super) fn from_times(
        what: &str,
        store: &str,
        at_once: usize,
        mut times: Vec<Duration>,
        lasted: Duration,
    ) -> Self {
        times.sort_unstable();
        let at = |share| quantile(&times, share).as_secs_f64() * 1_000.0;
        Self {
            what: what.to_owned(),
            store: store.to_owned(),
            at_once,
            done: times.len(),
            per_second: times.len() as f64 / lasted.as_secs_f64(),
            p50_ms: at(0.5),
            p99_ms: at(0.99),
        }
    }
}

/// That `share` of the times, which ascend, are at most as long; zero of none.
pub(super) fn quantile(times: &[Duration], share: f64) -> Duration {
    let place = (times.len() as f64 * share) as usize;
    times.get(place.min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// Prints figures as a table; with a `peer`, each with its ratio to the best of that.
pub(super) fn print(figures: &[Figure], peer: Option<&str>) {
    let of_peer = figures.iter().filter(|figure| Some(figure.what.as_str()) == peer);
    let best = of_peer.map(|figure| figure.per_second).fold(0.0, f64::max);
    let (title, rule) = match peer {
        Some(peer) => (format!(" × best {peer} |"), "---:|"),
        None => (String::new(), ""),
    };
    println!("| what | store | at once | a second | p50 ms | p99 ms |{title}");
    println!("|---|---|---:|---:|---:|---:|{rule}");
    for one in figures {
        let ratio = match peer {
            Some(_) if best > 0.0 => format!(" {:.2} |", one.per_second / best),
            Some(_) => " – |".to_owned(),
            None => String::new(),
        };
        println!(
            "| {} | {} | {} | {:.0} | {:.2} | {:.2} |{ratio}",
            one.what, one.store, one.at_once, one.per_second, one.p50_ms, one.p99_ms
        );
    }
}
