//! R8: the ladder: steps, pauses, decay, lifting.

use kith_core::{
    policy::{Policy, RestrictionPolicy},
    restriction::{Ladder, Level, Signal, Step, plain_reason, stops},
    time::{DAY, HOUR, Timestamp},
};

use super::build::{ANA, NOW, RESTRICTION, TICK, ago, on_ladder};

const RUNGS: [(Level, Option<i64>); 5] = [
    (Level::Clear, None),
    (Level::Warned, None),
    (Level::PausedShort, Some(4 * HOUR)),
    (Level::PausedMedium, Some(3 * DAY)),
    (Level::PausedLong, Some(30 * DAY)),
];

fn rules() -> RestrictionPolicy {
    RestrictionPolicy::default()
}

fn next(ladder: &Ladder, now: Timestamp) -> Step {
    let evidence = "21 invitations in 10 minutes".to_owned();
    Step::next(RESTRICTION, ANA, ladder, Signal::Burst, evidence, now, &rules())
}

#[test]
fn r8_each_step_climbs_one_rung_and_pauses_as_long_as_the_rung_says() {
    let mut ladder = Ladder::default();
    let mut now = NOW;
    for (level, pause) in RUNGS[1..].iter().chain(&RUNGS[4..]) {
        let step = next(&ladder, now);
        assert_eq!((step.level, step.at), (*level, now));
        assert_eq!(step.until, pause.map(|pause| now.plus(pause)));
        assert_eq!(step.evidence, "21 invitations in 10 minutes", "the evidence is kept");
        ladder = step.ladder(&ladder);
        assert_eq!((ladder.level, ladder.at), (*level, Some(now)));
        assert_eq!(ladder.pause_at(now), step.until);
        now = now.plus_days(31);
    }
}

#[test]
fn r8_the_rungs_have_an_order_a_bottom_and_a_top() {
    for (index, (level, pause)) in RUNGS.iter().enumerate() {
        assert_eq!(level.up(), RUNGS[(index + 1).min(4)].0);
        for steps in [0, 1, 2, 7, usize::MAX] {
            assert_eq!(level.down(steps), RUNGS[index.saturating_sub(steps)].0);
        }
        let hours = level.pause_hours(&rules()).map(|hours| i64::from(hours) * HOUR);
        assert_eq!(hours, *pause, "{level:?}");
    }
}

#[test]
fn r8_a_rung_decays_by_one_after_every_90_quiet_days() {
    for (index, (level, _)) in RUNGS.iter().enumerate() {
        let ladder = on_ladder(*level, NOW);
        for (after, steps) in [
            (-DAY, 0),
            (0, 0),
            (90 * DAY - TICK, 0),
            (90 * DAY, 1),
            (180 * DAY - TICK, 1),
            (180 * DAY, 2),
            (360 * DAY, 4),
            (100_000 * DAY, 1_111),
        ] {
            let expected = RUNGS[index.saturating_sub(steps)].0;
            assert_eq!(ladder.level_at(NOW.plus(after), &rules()), expected, "{level:?}");
        }
    }
    assert_eq!(Ladder::default().level_at(NOW, &rules()), Level::Clear);
}

#[test]
fn r8_a_step_after_quiet_days_climbs_from_the_rung_decayed_to() {
    let ladder = on_ladder(Level::PausedMedium, ago(91 * DAY));
    assert_eq!(next(&ladder, NOW).level, Level::PausedMedium, "down one, up one");
    let ladder = on_ladder(Level::PausedLong, ago(4 * 90 * DAY));
    assert_eq!(next(&ladder, NOW).level, Level::Warned);
}

#[test]
fn r8_a_pause_in_force_is_never_shortened_by_a_step() {
    let long = on_ladder(Level::PausedLong, ago(DAY));
    let warning = Step::at_level(
        RESTRICTION,
        ANA,
        Level::Warned,
        Signal::Burst,
        String::new(),
        NOW,
        &rules(),
    );
    assert_eq!(warning.ladder(&long).paused_until, long.paused_until);
    let again = next(&long, NOW).ladder(&long);
    assert_eq!(again.paused_until, Some(NOW.plus_days(30)), "but it is prolonged");
    let over = on_ladder(Level::PausedShort, ago(DAY));
    assert_eq!(warning.ladder(&over).paused_until, None, "one that is over stays over");
}

#[test]
fn r8_lifting_goes_one_rung_down_ends_the_pause_and_wipes_the_slate() {
    for (index, (level, _)) in RUNGS.iter().enumerate() {
        let lifted = on_ladder(*level, ago(HOUR)).lifted(NOW, &rules());
        assert_eq!(lifted.level, RUNGS[index.saturating_sub(1)].0, "{level:?}");
        assert_eq!((lifted.at, lifted.paused_until), (Some(NOW), None));
        assert_eq!(stops(&lifted, false, NOW, &Policy::default()), None);
        assert_eq!(lifted.evidence_since(ago(DAY)), NOW, "evidence before it is used up");
    }
    let quiet = on_ladder(Level::PausedLong, ago(100 * DAY)).lifted(NOW, &rules());
    assert_eq!(quiet.level, Level::PausedShort, "one below the rung decayed to");
}

#[test]
fn r8_evidence_counts_from_the_later_of_the_window_and_the_last_step() {
    let ladder = on_ladder(Level::Warned, ago(DAY));
    assert_eq!(ladder.evidence_since(ago(30 * DAY)), ago(DAY));
    assert_eq!(ladder.evidence_since(ago(HOUR)), ago(HOUR));
    assert_eq!(Ladder::default().evidence_since(ago(HOUR)), ago(HOUR));
}

#[test]
fn r8_a_pause_is_over_at_its_end_and_not_before() {
    let ladder = on_ladder(Level::PausedShort, NOW);
    let end = NOW.plus(4 * HOUR);
    assert_eq!(ladder.pause_at(end.plus(-TICK)), Some(end));
    assert_eq!(ladder.pause_at(end), None);
}

#[test]
fn r8_each_step_has_its_reason_in_plain_words() {
    let mut reasons: Vec<_> = Signal::ALL.iter().map(|signal| plain_reason(*signal)).collect();
    assert!(reasons.iter().all(|reason| reason.ends_with('.') && reason.len() > 20));
    reasons.sort_unstable();
    reasons.dedup();
    assert_eq!(reasons.len(), Signal::ALL.len(), "one of its own");
}

#[test]
fn r8_an_operator_may_set_any_rung() {
    for (level, pause) in RUNGS {
        let words = "Asked by three members.".to_owned();
        let step = Step::at_level(RESTRICTION, ANA, level, Signal::Operator, words, NOW, &rules());
        assert_eq!((step.level, step.until), (level, pause.map(|pause| NOW.plus(pause))));
    }
}
