//! An experiment in a sentence.

use super::{Arm, JUDGED_FROM, Look, MATURITY_DAYS, Measure, Verdict};

impl Look {
    /// What can be said, in plain words; `names` are what A and B are called.
    #[must_use]
    pub fn sentence(&self, names: [&str; 2]) -> String {
        let [a, b] = self.arms.map(|arm| arm.people);
        let people = format!("{a} and {b} people");
        let wait = match self.days_left {
            0 => String::new(),
            1 => ", 1 more day".to_owned(),
            days => format!(", {days} more days"),
        };
        match self.verdict {
            Verdict::TooEarly if a + b == 0 => {
                format!("Too early to say: nobody has had their {MATURITY_DAYS} days yet{wait}.")
            }
            Verdict::TooEarly => format!(
                "Too early to say: {people} have had their {MATURITY_DAYS} days, {JUDGED_FROM} on each side are needed{wait}."
            ),
            Verdict::NoDifference if self.days_left == 0 => {
                format!("No difference can be seen: {people}.")
            }
            Verdict::NoDifference => format!("No difference can be seen yet: {people}{wait}."),
            Verdict::Winner { arm, measure } => self.winner(arm, measure, names, &people),
            Verdict::Harm { a, b } => {
                let which = match (a, b) {
                    (true, true) => format!("{} and {} must", names[0], names[1]),
                    (true, false) => format!("{} must", names[0]),
                    _ => format!("{} must", names[1]),
                };
                format!(
                    "{which} not go on: too many of those who were written to say that they don't know you."
                )
            }
        }
    }

    fn winner(&self, arm: Arm, measure: Measure, names: [&str; 2], people: &str) -> String {
        let (won, lost) = if arm == Arm::A { (0, 1) } else { (1, 0) };
        let (verb, difference) = match measure {
            Measure::Accepted => ("is accepted", &self.accepted),
            Measure::Answered => ("is answered", &self.answered),
        };
        let share = |at: usize| match measure {
            Measure::Accepted => self.arms[at].accepted.share,
            Measure::Answered => self.arms[at].answered.share,
        };
        let bounds = difference.always.unwrap_or(difference.interval);
        let (one, other) = (bounds.low.abs() * 100.0, bounds.high.abs() * 100.0);
        format!(
            "{} {verb} more often: {:.0} % against {:.0} %, {people}; the difference is between {:.0} and {:.0} points.",
            names[won],
            share(won) * 100.0,
            share(lost) * 100.0,
            one.min(other),
            one.max(other),
        )
    }
}
