//! Times of many questions, and how they are shown.

use std::hint::black_box;
use std::time::{Duration, Instant};

#[derive(Default)]
pub(crate) struct Stopwatch {
    times: Vec<Duration>,
}

impl Stopwatch {
    pub(crate) fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let answer = black_box(work());
        self.times.push(start.elapsed());
        answer
    }

    /// The median and the 99th percentile.
    pub(crate) fn percentiles(&mut self) -> [Duration; 2] {
        self.times.sort_unstable();
        let at = |percent: usize| self.times.get(self.times.len() * percent / 100).copied();
        [50, 99].map(|percent| at(percent).unwrap_or_default())
    }

    pub(crate) fn report(mut self, what: &str) {
        let [p50, p99] = self.percentiles();
        println!("{what:34} {:>21} {p50:>10.2?} {p99:>10.2?}", "");
    }
}

/// Asks a question many times of both, and prints how long each took.
pub(crate) fn compare(
    what: &str,
    questions: usize,
    mut ask: impl FnMut(&mut Stopwatch, &mut Stopwatch),
) {
    let (mut plain, mut kith) = (Stopwatch::default(), Stopwatch::default());
    for _ in 0..questions {
        ask(&mut plain, &mut kith);
    }
    let ([p50, p99], [q50, q99]) = (plain.percentiles(), kith.percentiles());
    let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
    print!("{what:34} {p50:>10.2?} {p99:>10.2?} {q50:>10.2?} {q99:>10.2?}  ");
    println!("{:.2} {:.2}", ratio(p50, q50), ratio(p99, q99));
}
