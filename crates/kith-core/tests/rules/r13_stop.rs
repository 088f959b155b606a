//! R13, a stop for harm: what of a campaign waits, and what its member may do about it.

use kith_core::{
    campaign::{Campaign, Pace, Run, Stage, State, Steps, steps::Arm, stop::AskedIn},
    experiment::harm::Asked,
    id::{CampaignId, InvitationId, MemberId},
    refusal::Reason,
    time::{DAY, MINUTE, Timestamp},
};
use proptest::prelude::*;

use super::build::NOW;

fn campaign(arms: usize) -> Campaign {
    let note = |n: usize| Arm { note: Some(format!("Hi {n}")) };
    Campaign {
        id: CampaignId::from_bytes([9; 16]),
        member: MemberId::from_bytes([1; 16]),
        name: "Spring".to_owned(),
        state: State::Running,
        paused_by: None,
        audience: String::new(),
        given: std::collections::BTreeMap::new(),
        steps: Steps { arms: (0..arms).map(note).collect(), ..Steps::default() },
        pace: Pace::default(),
        stops: Vec::new(),
        created_at: NOW,
        started_at: Some(NOW),
        ended_at: None,
        version: 2,
    }
}

fn at(campaign: &Campaign, arm: u32, stage: Stage) -> Run {
    let run = Run::begin(campaign, MemberId::from_bytes([2; 16]), (0, arm), None, NOW);
    let invitation = (stage == Stage::Accepted).then(|| InvitationId::from_bytes([5; 16]));
    Run { stage, invitation, ..run }
}

/// Invitations of a variant a minute apart from `from` on; the first ones' recipients don't know
/// the member.
fn asked(arm: u32, from: Timestamp, people: i64, unknown: i64) -> Vec<AskedIn> {
    let one = |n: i64| {
        let sent_at = from.plus((n + 1) * MINUTE);
        AskedIn { arm, asked: Asked { sent_at, unknown_at: (n < unknown).then_some(sent_at) } }
    };
    (0..people).map(one).collect()
}

#[test]
fn r13_nothing_of_a_stopped_variant_goes_out_but_the_thanks_and_the_other_goes_on() {
    let stopped = campaign(2).stopped(0, NOW);
    assert_eq!(stopped.version, 3);
    assert_eq!((stopped.stopped_since(0), stopped.stopped_since(1)), (Some(NOW), None));
    for (stage, waits) in
        [(Stage::Queued, true), (Stage::Approached, true), (Stage::Accepted, false)]
    {
        assert_eq!(stopped.holds_back(&at(&stopped, 0, stage)), waits, "{stage:?}");
        assert!(!stopped.holds_back(&at(&stopped, 1, stage)), "nobody of the other waits");
        assert_eq!(stopped.held_back(stage), if waits { vec![0] } else { Vec::new() });
    }
}

#[test]
fn r13_a_variant_that_was_let_go_on_is_counted_anew() {
    let campaign = campaign(2);
    let later = NOW.plus(30 * DAY);
    let first = asked(0, NOW, 50, 5);
    assert!(campaign.harm(0, &first, later).is_too_much());
    assert!(!campaign.harm(1, &first, later).is_too_much(), "the other's are not its own");
    let resumed = campaign.stopped(0, later).arm_resumed(0, later).unwrap();
    assert_eq!((resumed.stopped_since(0), resumed.version), (None, 4));
    assert!(!resumed.harm(0, &first, later).is_too_much());
    let again = [first, asked(0, later, 50, 5)].concat();
    assert!(!resumed.harm(0, &again, later.plus(7 * DAY)).is_too_much(), "seven days are not over");
    assert!(resumed.harm(0, &again, later.plus(8 * DAY)).is_too_much());
    let twice = resumed.stopped(0, later.plus(8 * DAY));
    assert_eq!(twice.stops.len(), 1, "one stop a variant is kept");
    assert_eq!(twice.stopped_since(0), Some(later.plus(8 * DAY)));
}

#[test]
fn r13_who_waits_may_go_on_with_the_other_variant_if_that_goes_on() {
    let stopped = campaign(2).stopped(1, NOW);
    let (left, to) = stopped.arm_left(1).unwrap();
    assert_eq!((left.version, to), (4, 0));
    assert_eq!(left.stopped_since(1), Some(NOW), "the one that was left stays stopped");
    let both = stopped.stopped(0, NOW);
    let one = campaign(1).stopped(0, NOW);
    let ended = Campaign { state: State::Ended, ..stopped.clone() };
    for (campaign, arm) in [(&both, 0), (&both, 1), (&one, 0), (&stopped, 0), (&ended, 1)] {
        assert_eq!(campaign.arm_left(arm).unwrap_err().reason, Reason::CampaignState);
    }
    for (campaign, arm) in [(&stopped, 0), (&stopped, 7), (&ended, 1)] {
        assert_eq!(campaign.arm_resumed(arm, NOW).unwrap_err().reason, Reason::CampaignState);
    }
    let paused = Campaign { state: State::Paused, ..stopped };
    assert!(paused.arm_resumed(1, NOW).is_ok(), "it may be decided while the campaign rests");
}

proptest! {
    #[test]
    fn r13_whatever_is_done_to_variants_one_is_either_stopped_or_goes_on(
        acts in proptest::collection::vec((0_u32..3, 0_u32..2), 0..12)
    ) {
        let mut campaign = campaign(2);
        let mut stopped = [false; 2];
        for (number, (act, arm)) in (1..).zip(acts) {
            let (now, place) = (NOW.plus(number * DAY), arm as usize);
            match act {
                0 => {
                    campaign = campaign.stopped(arm, now);
                    stopped[place] = true;
                }
                1 => {
                    let resumed = campaign.arm_resumed(arm, now);
                    prop_assert_eq!(resumed.is_ok(), stopped[place]);
                    stopped[place] = false;
                    campaign = resumed.unwrap_or(campaign);
                }
                _ => {
                    let left = campaign.arm_left(arm);
                    prop_assert_eq!(left.is_ok(), stopped[place] && !stopped[1 - place]);
                    campaign = left.map_or(campaign, |(campaign, _)| campaign);
                }
            }
            prop_assert!(campaign.stops.len() <= 2);
            for arm in [0, 1] {
                let holds = campaign.holds_back(&at(&campaign, arm, Stage::Queued));
                prop_assert_eq!(holds, stopped[arm as usize]);
            }
            // It reads as it was written.
            let text = serde_json::to_string(&campaign).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Campaign>(&text).unwrap(), &campaign);
        }
    }
}
