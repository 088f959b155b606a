//! A campaign with two variants as an experiment: what can be said of them by now (R13).

use kith_core::{
    campaign::{AskedIn, Campaign, Run, steps::Arm as Variant},
    experiment::{
        Arm, Look, Person,
        harm::{Asked, Harm},
        look, tally,
    },
    time::Timestamp,
};
use serde::Serialize;

/// Two variants beside each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Experiment {
    /// What they are called.
    pub names: [String; 2],
    /// What can be said, in a sentence.
    pub sentence: String,
    /// The figures and the verdict.
    #[serde(flatten)]
    pub look: Look,
}

/// The experiment of a campaign; none where it has one variant.
pub(super) fn experiment(
    campaign: &Campaign,
    runs: &[Run],
    asked: &[AskedIn],
    now: Timestamp,
) -> Option<Experiment> {
    let [a, b] = campaign.steps.arms.as_slice() else { return None };
    let people: Vec<Person> = runs
        .iter()
        .filter_map(|run| {
            let sent_at = run.invited_at?;
            Some(Person {
                arm: if run.arm == 0 { Arm::A } else { Arm::B },
                sent_at,
                accepted_at: run.accepted_at,
                answered_at: run.replied_at,
            })
        })
        .collect();
    let mut tally = tally(&people, now);
    for (number, counts) in (0..).zip(&mut tally.arms) {
        counts.unknown = Harm::of(of_arm(asked, number), now).told();
        let harms = campaign.harm(number, asked, now).is_too_much();
        counts.harms = harms || campaign.stopped_since(number).is_some();
    }
    let look = look(&tally, now);
    let names = names(a, b);
    let sentence = look.sentence([&names[0], &names[1]]);
    Some(Experiment { names, sentence, look })
}

fn of_arm(asked: &[AskedIn], arm: u32) -> impl Iterator<Item = Asked> + '_ {
    asked.iter().filter(move |one| one.arm == arm).map(|one| one.asked)
}

pub(super) fn names(a: &Variant, b: &Variant) -> [String; 2] {
    let pair = match (&a.note, &b.note) {
        (None, Some(_)) => ["No note", "With a note"],
        (Some(_), None) => ["With a note", "No note"],
        _ => ["The first note", "The second note"],
    };
    pair.map(str::to_owned)
}
