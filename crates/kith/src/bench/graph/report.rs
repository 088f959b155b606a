//! The tables of a run, as Markdown.

use std::{fmt::Write as _, time::Duration};

use super::{
    measure::{Row, Times},
    updates::Updates,
};

/// How large something is and how long it took to make.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    /// Bytes, without what only building needs.
    pub(super) bytes: usize,
    pub(super) took: Duration,
}

/// Everything that was seen of one network.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) name: String,
    pub(super) members: usize,
    pub(super) edges: usize,
    /// Reading or making up all edges, twice over.
    pub(super) input: Duration,
    /// Counting degrees and numbering members by them.
    pub(super) ordering: Duration,
    /// How much longer ways count in suggestions, and how long it took to learn that.
    pub(super) learned: (f64, Duration),
    pub(super) kith: Made,
    pub(super) simple: Option<Made>,
    /// The most memory this process had used when kith's graph was built, and at the end; in
    /// bytes.
    pub(super) peak: [Option<u64>; 2],
    pub(super) rows: Vec<Row>,
    pub(super) updates: Vec<Updates>,
}

impl Report {
    /// All tables.
    pub(super) fn markdown(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, to: &mut String) -> std::fmt::Result {
        writeln!(to, "### {}: {} members, {} edges\n", self.name, self.members, self.edges)?;
        self.write_made(to)?;
        writeln!(
            to,
            "| question | viewers | kith p50 µs | p99 | simple p50 µs | p99 | ordered p50 µs | p99 | × p50 | × p99 |"
        )?;
        writeln!(to, "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|")?;
        for row in &self.rows {
            let Row { question, viewers, kith, simple } = row;
            let times = |of: Option<Times>| {
                of.map_or("– | –".to_owned(), |of| {
                    format!("{} | {}", short(of.p50), short(of.p99))
                })
            };
            let ratios = row.ratios().map_or("– | –".to_owned(), |[half, most]| {
                format!("{} | {}", short(half), short(most))
            });
            let [came, ordered] = [0, 1].map(|which| times(simple.map(|both| both[which])));
            let kith = times(Some(*kith));
            writeln!(to, "| {question} | {viewers} | {kith} | {came} | {ordered} | {ratios} |")?;
        }
        self.updates.iter().try_for_each(|updates| write_updates(to, updates))
    }

    fn write_made(&self, to: &mut String) -> std::fmt::Result {
        let arcs = 2.0 * self.edges.max(1) as f64;
        let bytes = |made: Made| format!("{:.2}", made.bytes as f64 / arcs);
        let took = |made: Made| format!("{:.2}", made.took.as_secs_f64());
        let of_simple = |show: &dyn Fn(Made) -> String| self.simple.map_or("–".to_owned(), show);
        writeln!(to, "| | kith | simple |\n|---|---:|---:|")?;
        writeln!(to, "| bytes an arc | {} | {} |", bytes(self.kith), of_simple(&bytes))?;
        writeln!(to, "| seconds to build | {} | {} |", took(self.kith), of_simple(&took))?;
        writeln!(
            to,
            "\nReading or making up the edges twice took {:.2} of these seconds. To be added for kith: \
             numbering members by degree {:.2} s; suggestions learned in {:.2} s that longer ways \
             count × {}.\nSimple: the network as it came; ordered: the simple program with members \
             numbered by degree too, on huge pages. Ratios are against the better of the two.",
            self.input.as_secs_f64(),
            self.ordering.as_secs_f64(),
            self.learned.1.as_secs_f64(),
            self.learned.0
        )?;
        let gib = |bytes: u64| bytes as f64 / f64::from(1 << 30);
        if let [Some(built), Some(end)] = self.peak {
            let (built, end) = (gib(built), gib(end));
            writeln!(
                to,
                "Most memory so far when kith's graph was built: {built:.2} GiB; at the end, with the simple program's: {end:.2} GiB."
            )?;
        }
        writeln!(to)
    }
}

fn write_updates(to: &mut String, updates: &Updates) -> std::fmt::Result {
    let Updates { writing, per_second, batches, merges, reads } = updates;
    writeln!(
        to,
        "\nUpdates, {} published together, {} a second wanted: {per_second:.0} a second; a batch \
         p50 {} µs, p99 {} µs; {merges} merges. Reads meanwhile:\n",
        writing.batch,
        writing.per_second,
        short(batches.p50),
        short(batches.p99)
    )?;
    writeln!(to, "| question | quiet p50 µs | p99 | with updates p50 µs | p99 | × p50 | × p99 |")?;
    writeln!(to, "|---|---:|---:|---:|---:|---:|---:|")?;
    for (kind, quiet, busy) in reads {
        let Times { p50, p99 } = *quiet;
        let [half, most] = [busy.p50 / p50, busy.p99 / p99].map(short);
        let [p50, p99, busy_p50, busy_p99] = [p50, p99, busy.p50, busy.p99].map(short);
        let name = kind.name();
        writeln!(to, "| {name} | {p50} | {p99} | {busy_p50} | {busy_p99} | {half} | {most} |")?;
    }
    Ok(())
}

/// A number with about three digits.
pub(super) fn short(number: f64) -> String {
    match number {
        n if n < 1.0 => format!("{n:.3}"),
        n if n < 10.0 => format!("{n:.2}"),
        n if n < 100.0 => format!("{n:.1}"),
        n => format!("{n:.0}"),
    }
}
