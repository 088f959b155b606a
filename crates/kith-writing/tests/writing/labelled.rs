//! The coach on labelled notes: precision and recall of each remark.

use std::{collections::BTreeMap, fmt::Write as _};

use kith_writing::{Coach, Code, Spelling};

use super::people;

/// The notes that the rules were written with.
const NOTES: &str = include_str!("../notes.txt");
/// Notes that were written after the rules and looked at once.
const UNSEEN: &str = include_str!("../unseen.txt");

/// For one code: right, wrong, missed.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    fn recall(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }
}

struct Judged {
    scores: BTreeMap<&'static str, Score>,
    notes: u32,
    /// How many got exactly the remarks expected.
    exact: u32,
    differences: String,
}

fn judge(notes: &str) -> Judged {
    let spelling = Spelling::open().unwrap();
    let network = |_: &str| false;
    let coach = Coach::new(&spelling, &network);
    let mut judged =
        Judged { scores: BTreeMap::new(), notes: 0, exact: 0, differences: String::new() };
    for line in notes.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut parts = line.splitn(3, '|').map(str::trim);
        let (to, expected, text) =
            (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let text = text.replace("\\n", "\n");
        let expected: Vec<&str> = expected.split_whitespace().collect();
        let mut found: Vec<&str> =
            coach.check(&text, &people::of(to)).iter().map(|remark| remark.code.code()).collect();
        found.sort_unstable();
        found.dedup();
        let mut same = true;
        for code in Code::ALL {
            let score = judged.scores.entry(code.code()).or_default();
            match (expected.contains(&code.code()), found.contains(&code.code())) {
                (true, true) => score.right += 1,
                (true, false) => score.missed += 1,
                (false, true) => score.wrong += 1,
                (false, false) => continue,
            }
            same &= expected.contains(&code.code()) == found.contains(&code.code());
        }
        judged.notes += 1;
        judged.exact += u32::from(same);
        if !same {
            let _ = writeln!(
                judged.differences,
                "{text}\n   expected {expected:?}\n   found    {found:?}"
            );
        }
    }
    judged
}

fn table(judged: &Judged) -> String {
    let mut table = String::from(
        "| remark | right | wrong | missed | precision | recall |\n|---|---:|---:|---:|---:|---:|\n",
    );
    for (code, score) in &judged.scores {
        let Score { right, wrong, missed } = score;
        let (p, r) = (score.precision(), score.recall());
        let _ = writeln!(table, "| `{code}` | {right} | {wrong} | {missed} | {p:.2} | {r:.2} |");
    }
    table
}

#[test]
fn r13_the_coach_finds_what_the_labelled_notes_say_and_little_else() {
    let judged = judge(NOTES);
    println!("{} notes, {} exactly as expected", judged.notes, judged.exact);
    println!("{}\n{}", table(&judged), judged.differences);
    assert!(judged.notes >= 120);
    for (code, score) in &judged.scores {
        assert!(score.right + score.missed > 0, "no note expects {code}");
        assert!(score.precision() >= 0.9, "{code}: {score:?}\n{}", judged.differences);
        assert!(score.recall() >= 0.9, "{code}: {score:?}\n{}", judged.differences);
    }
}

#[test]
fn r13_the_coach_does_well_on_notes_it_was_not_written_with() {
    let judged = judge(UNSEEN);
    println!("{} notes, {} exactly as expected", judged.notes, judged.exact);
    println!("{}\n{}", table(&judged), judged.differences);
    assert!(judged.notes >= 40);
    let all = judged.scores.values().fold(Score::default(), |sum, one| Score {
        right: sum.right + one.right,
        wrong: sum.wrong + one.wrong,
        missed: sum.missed + one.missed,
    });
    println!("all: precision {:.2}, recall {:.2}", all.precision(), all.recall());
    assert!(all.precision() >= 0.7 && all.recall() >= 0.6, "{all:?}\n{}", judged.differences);
}
