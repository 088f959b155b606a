//! R6: nothing silent leaks: the same words whatever the recipient did, and "engage first".

use kith_core::{
    invitation::{Life, State},
    refusal::{Action, Reason, Refusal},
    time::{DAY, HOUR, Timestamp},
};

use super::build::{ANA, BEN, Case, NOW, ago, life};

fn engaged(refusal: &Refusal) -> Option<bool> {
    let engage = refusal.instead.iter().find(|instead| instead.action == Action::Engage);
    engage.expect("engage first").done
}

fn after(sent: Life, now: Timestamp) -> Case {
    Case::with(|c| {
        c.sent = Some(sent);
        c.now = now;
    })
}

#[test]
fn r6_already_pending_has_the_same_words_whether_ignored_or_overlooked() {
    let [overlooked, ignored] = [State::Pending, State::Ignored]
        .map(|state| after(life(state, ago(40 * DAY)), NOW).already_pending());
    assert_eq!(ignored, overlooked);
}

#[test]
fn r6_resting_after_expiry_has_the_same_words_whether_ignored_or_overlooked() {
    let sent_at = ago(190 * DAY);
    let [overlooked, ignored, swept] = [State::Pending, State::Ignored, State::Expired]
        .map(|state| after(life(state, sent_at), NOW).refused());
    assert_eq!(overlooked.reason, Reason::Resting);
    assert_eq!(ignored, overlooked);
    assert_eq!(swept, overlooked);
}

#[test]
fn r6_resting_has_the_same_words_after_a_withdrawal_and_after_an_expiry() {
    let lapsed = life(State::Ignored, ago(190 * DAY));
    let withdrawn = Life {
        state: State::Withdrawn,
        ended_at: Some(lapsed.expires_at),
        ..life(State::Withdrawn, ago(190 * DAY))
    };
    assert_eq!(after(withdrawn, NOW).refused(), after(lapsed, NOW).refused());
}

#[test]
fn r6_attempts_has_the_same_words_whatever_became_of_the_last_one() {
    let refusals = [State::Withdrawn, State::Expired, State::Accepted, State::Gone].map(|state| {
        let old = Life { ended_at: Some(ago(100 * DAY)), ..life(state, ago(300 * DAY)) };
        after(old, NOW).and(|c| c.attempt_blocking = Some(ago(320 * DAY))).refused()
    });
    assert_eq!(refusals[0].reason, Reason::Attempts);
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "{refusals:?}");
}

#[test]
fn r6_withdrawing_is_the_same_whether_ignored_or_overlooked() {
    let [overlooked, ignored] =
        [State::Pending, State::Ignored].map(|state| after(life(state, ago(DAY)), NOW).withdraw());
    assert!(overlooked.is_ok());
    assert_eq!(ignored, overlooked);
}

#[test]
fn r6_pending_resting_and_attempts_all_suggest_to_engage_first() {
    let pending = after(life(State::Pending, ago(DAY)), NOW).already_pending();
    let resting = after(life(State::Withdrawn, ago(DAY)), NOW).refused();
    let attempts = Case::with(|c| c.attempt_blocking = Some(ago(DAY))).refused();
    let label = |refusal: &Refusal| refusal.instead[0].label.clone();
    for refusal in [&pending, &resting, &attempts] {
        assert_eq!(refusal.instead[0].action, Action::Engage);
        assert_eq!(engaged(refusal), Some(false));
        assert_eq!(label(refusal), label(&pending), "in the same words");
    }
}

#[test]
fn r6_the_refusal_shows_whether_engaging_has_happened_since() {
    let sent = life(State::Withdrawn, ago(DAY));
    for (follower, since, expected) in [
        (ANA, Some(ago(HOUR)), true),
        (ANA, Some(ago(DAY)), true),
        (ANA, Some(ago(2 * DAY)), false),
        (ANA, None, false),
        (BEN, Some(ago(HOUR)), false),
    ] {
        let case = after(sent, NOW).and(|c| {
            if let Some(since) = since {
                c.pair = c.pair.clone().followed(follower, since);
            }
        });
        assert_eq!(engaged(&case.refused()), Some(expected), "{since:?}");
        let pending = case.and(|c| c.sent = Some(life(State::Ignored, ago(DAY))));
        assert_eq!(engaged(&pending.already_pending()), Some(expected), "{since:?}");
    }
    let reacted = after(sent, NOW).and(|c| c.engaged = true);
    assert_eq!(engaged(&reacted.refused()), Some(true), "reacting is engaging");
}
