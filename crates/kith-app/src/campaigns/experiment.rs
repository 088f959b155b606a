//! A campaign with two variants as an experiment: what can be said of them by now (R13).

use std::collections::BTreeSet;

use kith_core::{
    campaign::{Campaign, Run, steps::Arm as Variant},
    experiment::{Arm, Look, Person, look, tally},
    id::MemberId,
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
    unknown: &BTreeSet<MemberId>,
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
                // When is not told: it counts from the seventh day on, with the rest.
                unknown_at: unknown.contains(&run.person).then_some(sent_at),
            })
        })
        .collect();
    let look = look(&tally(&people, now), now);
    let names = names(a, b);
    let sentence = look.sentence([&names[0], &names[1]]);
    Some(Experiment { names, sentence, look })
}

fn names(a: &Variant, b: &Variant) -> [String; 2] {
    let pair = match (&a.note, &b.note) {
        (None, Some(_)) => ["No note", "With a note"],
        (Some(_), None) => ["With a note", "No note"],
        _ => ["The first note", "The second note"],
    };
    pair.map(str::to_owned)
}
