//! The table: medians, spread and ratios to the first contestant of the same round.

use std::fmt;

use crate::clock::Cost;

/// The costs of every contestant.
pub struct Table {
    names: Vec<&'static str>,
    costs: Vec<Vec<Cost>>,
    requests: usize,
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Table {
    /// An empty table of contestants that each run so many requests a round.
    pub fn new(names: &[&'static str], requests: usize) -> Self {
        Self { names: names.to_vec(), costs: vec![Vec::new(); names.len()], requests }
    }

    /// Adds the contestant's next round.
    pub fn add(&mut self, contestant: usize, cost: Cost) {
        self.costs[contestant].push(cost);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| contestant | a second | lowest–highest | × thin layer | CPU µs each | × |")?;
        writeln!(f, "|---|---:|---:|---:|---:|---:|")?;
        let requests = self.requests as f64;
        let micros = |cost: &Cost| cost.cpu.as_secs_f64() * 1e6 / requests;
        for (name, costs) in self.names.iter().zip(&self.costs) {
            let rates: Vec<_> =
                costs.iter().map(|cost| requests / cost.wall.as_secs_f64()).collect();
            let lowest = rates.iter().copied().fold(f64::INFINITY, f64::min);
            let highest = rates.iter().copied().fold(0.0, f64::max);
            let rounds = || self.costs[0].iter().zip(costs);
            let faster = rounds().map(|(thin, cost)| thin.wall.div_duration_f64(cost.wall));
            let dearer = rounds().map(|(thin, cost)| micros(cost) / micros(thin));
            writeln!(
                f,
                "| {name} | {:.0} | {lowest:.0}–{highest:.0} | {:.2} | {:.0} | {:.2} |",
                median(rates),
                median(faster.collect()),
                median(costs.iter().map(micros).collect()),
                median(dearer.collect()),
            )?;
        }
        Ok(())
    }
}
