//! R13, a person's way through a campaign: what each event does, and what its member is shown.

use std::collections::BTreeMap;

use kith_core::{
    campaign::{
        Campaign, Heard, Move, Outcome, Pace, PausedBy, Run, Stage, State, Step, Steps, Touch,
        arms,
        steps::{Approach, Arm, Before, Condition, FollowUp, Thanks},
    },
    id::{CampaignId, InvitationId, MemberId, MessageId},
    invitation::State as Life,
    policy::Policy,
    refusal::Reason,
    time::{DAY, HOUR, Timestamp},
};

use super::build::NOW;

fn campaign(steps: Steps) -> Campaign {
    Campaign {
        id: CampaignId::from_bytes([9; 16]),
        member: MemberId::from_bytes([1; 16]),
        name: "Spring".to_owned(),
        state: State::Running,
        paused_by: None,
        audience: String::new(),
        given: BTreeMap::new(),
        steps,
        pace: Pace::default(),
        stops: Vec::new(),
        created_at: NOW,
        started_at: Some(NOW),
        ended_at: None,
        version: 2,
    }
}

fn full() -> Steps {
    let follow_up = |when, body: &str| FollowUp { days: 7, when, body: body.to_owned() };
    Steps {
        before: Some(Before { what: Approach::Visit, days: 2 }),
        arms: vec![Arm { note: Some("Hi".to_owned()) }, Arm::default()],
        thanks: Some(Thanks { hours: 4, body: "Thanks".to_owned() }),
        follow_ups: vec![
            follow_up(Condition::WithoutNote, "bare"),
            follow_up(Condition::Any, "all"),
        ],
        withdraw_after_days: Some(30),
    }
}

const QUIET: Heard = Heard {
    hidden: false,
    do_not_contact: false,
    connected: false,
    invitation: None,
    wrote_at: None,
};

fn queued(campaign: &Campaign) -> Run {
    Run::begin(campaign, MemberId::from_bytes([2; 16]), (0, 0), None, NOW)
}

fn invite() -> Touch {
    Touch::Invite { invitation: InvitationId::from_bytes([5; 16]) }
}

fn message(place: u32) -> Touch {
    Touch::Message { place, message: MessageId::from_bytes([6; 16]) }
}

fn invited(campaign: &Campaign) -> Run {
    queued(campaign).after(invite(), true, campaign, NOW)
}

fn hears(run: &Run, campaign: &Campaign, life: Life, at: Timestamp) -> Run {
    let connected = life == Life::Accepted;
    run.hear(&Heard { invitation: Some((life, Some(at))), connected, ..QUIET }, campaign, at)
}

#[test]
fn r13_the_steps_come_in_their_order_with_their_delays() {
    let campaign = campaign(full());
    let run = queued(&campaign);
    assert_eq!(run.step(&campaign), Some(Step::Approach(Approach::Visit)));
    let run = run.after(Touch::Visit, false, &campaign, NOW);
    assert_eq!((run.stage, run.ready_at), (Stage::Approached, Some(NOW.plus_days(2))));
    assert_eq!(run.step(&campaign), Some(Step::Invite(Some("Hi"))));
    let run = run.after(invite(), true, &campaign, NOW);
    assert_eq!((run.stage, run.ready_at, run.step(&campaign)), (Stage::Invited, None, None));
    assert_eq!(run.due_at, Some(NOW.plus_days(30)), "then it is withdrawn");
    let accepted = NOW.plus(DAY);
    let run = hears(&run, &campaign, Life::Accepted, accepted);
    assert_eq!((run.stage, run.ready_at), (Stage::Accepted, Some(accepted.plus(4 * HOUR))));
    assert_eq!(run.step(&campaign), Some(Step::Message { place: 0, body: "Thanks" }));
    let run = run.after(message(0), true, &campaign, accepted);
    // The first follow-up is for those without a note.
    assert_eq!(run.step(&campaign), Some(Step::Message { place: 2, body: "all" }));
    assert_eq!(run.ready_at, Some(accepted.plus_days(7)));
    let run = run.after(message(2), true, &campaign, accepted);
    assert_eq!((run.stage, run.outcome), (Stage::Ended, Some(Outcome::Finished)));
}

#[test]
fn r13_a_reply_a_block_and_do_not_contact_end_the_run_at_once_wherever_it_is() {
    let campaign = campaign(full());
    let accepted = hears(&invited(&campaign), &campaign, Life::Accepted, NOW);
    for run in [queued(&campaign), invited(&campaign), accepted] {
        for (heard, outcome) in [
            (Heard { hidden: true, ..QUIET }, Outcome::Gone),
            (Heard { do_not_contact: true, ..QUIET }, Outcome::DoNotContact),
            (Heard { wrote_at: Some(NOW), ..QUIET }, Outcome::Replied),
        ] {
            let invitation = Some((Life::Pending, None)).filter(|_| run.invitation.is_some());
            let ended = run.hear(&Heard { invitation, ..heard }, &campaign, NOW);
            assert_eq!((ended.stage, ended.outcome), (Stage::Ended, Some(outcome)));
            assert_eq!((ended.ready_at, ended.due_at, ended.step(&campaign)), (None, None, None));
        }
    }
}

#[test]
fn r13_r6_an_ignored_person_is_shown_as_waiting_and_treated_so() {
    let campaign = campaign(full());
    let waits = hears(&invited(&campaign), &campaign, Life::Pending, NOW);
    let ignored = hears(&invited(&campaign), &campaign, Life::Ignored, NOW);
    assert_eq!(ignored.stage, Stage::Ignored, "inside it is over");
    for state in State::ALL {
        assert_eq!(ignored.shown(*state), waits.shown(*state));
        assert_eq!(ignored.shown(*state), Some((Stage::Invited, None)));
    }
    assert_eq!(ignored.step(&campaign), None);
    assert_eq!(ignored.ended_at, waits.ended_at);
    // Withdrawn at the same instant, and a later acceptance goes on in the same way.
    assert_eq!(ignored.due_at, waits.due_at);
    let later = NOW.plus_days(3);
    let [a, b] = [&ignored, &waits].map(|run| hears(run, &campaign, Life::Accepted, later));
    assert_eq!(a, b);
    let [a, b] = [&ignored, &waits].map(|run| hears(run, &campaign, Life::Withdrawn, later));
    assert_eq!(a, b);
}

#[test]
fn r13_r1_who_is_gone_is_not_shown() {
    let campaign = campaign(full());
    let gone = invited(&campaign).hear(&Heard { hidden: true, ..QUIET }, &campaign, NOW);
    assert_eq!(gone.shown(State::Running), None);
    let gone = hears(&invited(&campaign), &campaign, Life::Gone, NOW);
    assert_eq!(gone.shown(State::Running), None);
}

#[test]
fn r13_every_end_of_an_invitation_has_its_outcome() {
    let campaign = campaign(full());
    for (life, outcome) in
        [(Life::Withdrawn, Outcome::Withdrawn), (Life::Expired, Outcome::Expired)]
    {
        let ended = hears(&invited(&campaign), &campaign, life, NOW);
        assert_eq!((ended.stage, ended.outcome), (Stage::Ended, Some(outcome)));
    }
    let bare = Campaign { steps: Steps::default(), ..campaign.clone() };
    let ended = hears(&invited(&bare), &bare, Life::Accepted, NOW);
    assert_eq!(ended.outcome, Some(Outcome::Finished), "no message follows");
    let removed = hears(&invited(&campaign), &campaign, Life::Accepted, NOW);
    let removed = removed.hear(&QUIET, &campaign, NOW);
    assert_eq!(removed.outcome, Some(Outcome::Disconnected));
    let by_hand = queued(&campaign).hear(&Heard { connected: true, ..QUIET }, &campaign, NOW);
    assert_eq!(by_hand.outcome, Some(Outcome::Connected));
}

#[test]
fn r13_nothing_follows_in_a_campaign_that_is_over_and_answers_are_heard_of() {
    let running = campaign(full());
    let over = Campaign { state: State::Ended, ..running.clone() };
    let run = invited(&running);
    assert!(run.holds(&running) && !run.holds(&over));
    assert_eq!(hears(&run, &over, Life::Pending, NOW).due_at, None, "it is not withdrawn");
    let ended = hears(&run, &over, Life::Accepted, NOW);
    assert_eq!(ended.outcome, Some(Outcome::CampaignEnded));
    assert_eq!(ended.accepted_at, Some(NOW));
    assert_eq!(
        queued(&running).shown(State::Ended),
        Some((Stage::Ended, Some(Outcome::CampaignEnded)))
    );
}

#[test]
fn r13_who_is_past_a_step_stays_there_when_the_steps_change() {
    let before = campaign(full());
    let run = hears(&invited(&before), &before, Life::Accepted, NOW);
    let run = run.after(message(0), true, &before, NOW);
    // The thanks are gone, and a follow-up: the second is not sent in the place of the first.
    let mut steps = full();
    steps.thanks = None;
    let after = Campaign { steps, ..before.clone() };
    assert_eq!(run.step(&after), Some(Step::Message { place: 2, body: "all" }));
    let mut steps = full();
    steps.follow_ups.clear();
    let after = Campaign { steps, ..before };
    assert_eq!(run.step(&after), None);
}

#[test]
fn r13_only_an_operator_resumes_what_an_operator_paused() {
    let member = PausedBy::Member;
    let operator = PausedBy::Operator;
    let running = campaign(full());
    let paused = running.moved(Move::Pause(operator), NOW).unwrap();
    assert_eq!(paused.moved(Move::Resume(member), NOW).unwrap_err().reason, Reason::CampaignPaused);
    let resumed = paused.moved(Move::Resume(operator), NOW).unwrap();
    assert_eq!((resumed.state, resumed.paused_by), (State::Running, None));
    let mine = running.moved(Move::Pause(member), NOW).unwrap();
    let theirs = mine.moved(Move::Pause(operator), NOW).unwrap();
    assert_eq!(theirs.paused_by, Some(operator), "it stands in the place of mine");
    assert!(theirs.moved(Move::End, NOW).is_ok(), "its member may still end it");
    for (state, moves) in [
        (State::Draft, vec![Move::Pause(member), Move::Resume(member), Move::End]),
        (State::Running, vec![Move::Start, Move::Resume(member)]),
        (State::Paused, vec![Move::Start, Move::Pause(member)]),
        (State::Ended, vec![Move::Start, Move::Pause(operator), Move::Resume(member), Move::End]),
    ] {
        let one = Campaign { state, paused_by: Some(member), ..running.clone() };
        for ask in moves {
            let no = one.moved(ask, NOW).unwrap_err();
            assert_eq!(no.reason, Reason::CampaignState, "{state:?} {ask:?}");
        }
    }
}

#[test]
fn r13_the_arms_are_balanced_after_every_person_and_random() {
    for seed in 0..50 {
        let all = arms(101, 2, seed);
        let mut second = 0_i32;
        for (index, arm) in (1..).zip(&all) {
            second += i32::try_from(*arm).unwrap();
            assert!((2 * second - index).abs() <= 1, "{seed}");
        }
        assert_eq!(arms(3, 1, seed), [0, 0, 0]);
    }
    assert_ne!(arms(60, 2, 1), arms(60, 2, 2));
}

#[test]
fn r13_what_cannot_be_in_steps_is_said_at_its_field() {
    let policy = Policy::default();
    let wrong = |steps: &Steps| {
        let found = campaign(steps.clone()).wrong(100, &policy).into_iter();
        found.map(|one| one.field).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(wrong(&full()), "");
    let with = |change: fn(&mut Steps)| {
        let mut steps = full();
        change(&mut steps);
        steps
    };
    for (steps, fields) in [
        (with(|s| s.arms.clear()), "steps.arms"),
        (with(|s| s.arms.push(Arm::default())), "steps.arms"),
        (with(|s| s.arms[1].note = Some(" Hi ".to_owned())), "steps.arms[1].note"),
        (with(|s| s.arms[0].note = Some("  ".to_owned())), "steps.arms[1].note steps.arms[0].note"),
        (with(|s| s.thanks.as_mut().unwrap().body.clear()), "steps.thanks.body"),
        (with(|s| s.thanks.as_mut().unwrap().hours = 9_999), "steps.thanks.hours"),
        (with(|s| s.follow_ups[1].days = 0), "steps.follow_ups[1].days"),
        (with(|s| s.before.as_mut().unwrap().days = 91), "steps.before.days"),
        (with(|s| s.withdraw_after_days = Some(0)), "steps.withdraw_after_days"),
    ] {
        assert_eq!(wrong(&steps), fields);
    }
}
