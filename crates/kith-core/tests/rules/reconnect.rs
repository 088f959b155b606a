//! Reconnecting by mutual consent: who is known to whom, and what both must say.

use kith_core::{
    account::Status,
    change::Change,
    id::ReconnectId,
    invitation::State,
    policy::Policy,
    reconnect::{
        Answer, Identity, IdentityKind, May, Offer, answer, between, may_meet, names_agree,
        of_contact, own, takes_profile,
    },
    refusal::{Decision, Reason},
    time::DAY,
};

use super::build::{ANA, BEN, Case, NOW, TICK, ago, answers, kinds, life, tie};

const ID: ReconnectId = ReconnectId::from_bytes([80; 16]);

fn offer(ana: Option<Answer>, ben: Option<Answer>) -> Offer {
    Offer { id: ID, low: ANA, high: BEN, offered_at: ago(DAY), low_answer: ana, high_answer: ben }
}

fn says(case: &Case, offer: &Offer, to: Option<Answer>) -> Decision {
    answer(offer, &case.meeting(), to, &case.policy, case.now)
}

fn may(case: &Case) -> May {
    may_meet(&case.meeting(), &case.policy, case.now)
}

const YES: Option<Answer> = Some(Answer::Yes);
const NO: Option<Answer> = Some(Answer::No);

#[test]
fn only_both_yes_connect_and_no_invitation_is_spent() {
    let case = Case::strangers();
    for (ben, expected) in [(None, false), (NO, false), (YES, true)] {
        let decided = says(&case, &offer(None, ben), YES);
        let changes = decided.as_ref().unwrap();
        let connected = changes.iter().any(|one| matches!(one, Change::Paired { .. }));
        assert_eq!(connected, expected, "{ben:?}");
        assert!(!kinds(changes).contains(&"invited"));
        if expected {
            assert_eq!(kinds(changes), ["reconnect_answered", "reconnected", "paired"]);
            let (pair, connections) = tie(&decided);
            assert_eq!((pair.connected_at, connections), (Some(NOW), 1));
            let follows = [pair.low_side.follows_at, pair.high_side.follows_at];
            assert_eq!(follows, [Some(NOW); 2], "R1: both follow");
        }
    }
    for to in [NO, None] {
        let changes = says(&case, &offer(YES, YES), to).unwrap();
        assert_eq!(kinds(&changes), ["reconnect_answered"], "consent is taken back in time");
    }
    assert_eq!(says(&case, &offer(NO, None), NO), Ok(Vec::new()), "said already");
}

#[test]
fn r6_whoever_rests_is_not_asked_nor_connected_and_neither_side_is_told_why() {
    let withdrawn = life(State::Withdrawn, ago(3 * DAY));
    let until = withdrawn.ended_at.unwrap().plus_days(21);
    for case in [
        Case::with(|case| case.sent = Some(withdrawn)),
        Case::with(|case| case.received = Some(withdrawn)),
    ] {
        assert_eq!(may(&case), May::From(until));
        let changes = says(&case, &offer(None, YES), YES).unwrap();
        assert_eq!(kinds(&changes), ["reconnect_answered"], "as if the other had not answered");
        let after = case.and(|case| case.now = until);
        assert_eq!(may(&after), May::Now);
        assert_eq!(may(&after.clone().and(|case| case.now = until.plus(-TICK))), May::From(until));
    }
}

#[test]
fn r1_r4_nobody_is_asked_about_who_is_gone_blocked_connected_or_not_known() {
    let blocked = |by| Case::with(|case| case.pair = case.pair.clone().blocked(by, NOW));
    let unknown = |by| Case::with(|case| case.pair = case.pair.clone().unknown(by, Some(NOW)));
    for case in [
        blocked(ANA),
        blocked(BEN),
        unknown(ANA),
        unknown(BEN),
        Case::connected(),
        Case::with(|case| case.them().status = Status::Deactivated),
        Case::with(|case| case.me.status = Status::Deactivated),
    ] {
        assert_eq!(may(&case), May::Not, "{case:?}");
    }
    assert_eq!(may(&Case::strangers()), May::Now);
    for case in [blocked(ANA), blocked(BEN)] {
        let refused = says(&case, &offer(None, YES), YES).unwrap_err();
        assert_eq!(refused.reason, Reason::NotFound);
    }
    let refused = says(&Case::connected(), &offer(None, None), YES).unwrap_err();
    assert_eq!(refused.reason, Reason::AlreadyConnected);
}

#[test]
fn r4_connections_full_refuses_a_yes_whatever_the_other_said() {
    let full = Policy::default().connections.maximum;
    for case in [
        Case::with(|case| case.me.connections = full),
        Case::with(|case| case.them().connections = full),
    ] {
        let refusals = [None, NO, YES].map(|ben| says(&case, &offer(None, ben), YES).unwrap_err());
        assert_eq!(refusals[0].reason, Reason::ConnectionsFull);
        assert!(refusals.iter().all(|one| *one == refusals[0]));
        assert!(says(&case, &offer(YES, None), NO).is_ok(), "a no is always taken");
    }
}

#[test]
fn r6_an_invitation_that_is_open_between_them_is_accepted_with_it() {
    for state in [State::Pending, State::Ignored] {
        let open = life(state, ago(DAY));
        let case = Case::with(|case| {
            case.received = Some(open);
            case.them().pending_full_since = Some(ago(DAY));
        });
        let decided = says(&case, &offer(None, YES), YES);
        let answers = answers(&decided);
        assert_eq!(answers.len(), 1);
        assert_eq!((answers[0].state, answers[0].sender), (State::Accepted, BEN));
        assert!(kinds(decided.as_ref().unwrap()).contains(&"pending_full"), "a place is free");
    }
}

#[test]
fn one_is_known_only_by_what_is_confirmed() {
    let policy = Policy::default();
    let names = |all: Vec<Identity>| -> Vec<String> {
        all.into_iter().map(|one| format!("{} {}", one.kind.code(), one.value)).collect()
    };
    let of = |email, profile| names(own(email, profile, &policy));
    assert!(of(None, Some("ana")).is_empty(), "an archive alone vouches for nothing");
    assert_eq!(of(Some("Ana@example.org"), None), ["email ana@example.org"]);
    assert_eq!(of(Some("a@b.c"), Some("ana")), ["email a@b.c", "profile ana"]);
    let mut strict = policy.clone();
    strict.reconnect.by_profile_address = false;
    assert_eq!(names(own(Some("a@b.c"), Some("ana"), &strict)), ["email a@b.c"]);
    assert_eq!(names(of_contact("in/ana", "A@b.c")), ["profile ana", "email a@b.c"]);
    assert!(of_contact("name/ana p/2020-01-01", "").is_empty(), "no address, no match");
}

#[test]
fn what_two_are_known_by_reads_the_same_from_either_side_and_never_one_with_themself() {
    let one = |kind, value: &str| Identity { kind, value: value.to_owned() };
    let all = [
        one(IdentityKind::Email, "a@b.c"),
        one(IdentityKind::Email, "d@e.f"),
        one(IdentityKind::Profile, "a@b.c"),
        one(IdentityKind::Profile, "ana"),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for (place, a) in all.iter().enumerate() {
        assert_eq!(between(a, a), None);
        for b in &all[place + 1..] {
            let ((there, first), (back, second)) = (between(a, b).unwrap(), between(b, a).unwrap());
            assert_eq!(there, back);
            assert_ne!(first, second);
            assert!(seen.insert(there), "two pairs, two texts");
        }
    }
}

#[test]
fn a_claimed_address_goes_with_a_name_that_fits() {
    for (listed, member, fits) in [
        ("Sarah Chen, PhD", "Sarah Chen", true),
        ("Sarah Chen", "Sarah Meyer", true),
        ("Sarah Chen", "Mallory Stein", false),
        ("S. C.", "S. C.", false),
        ("Émile Ito", "émile", true),
        ("李 明", "李 娜", true),
        ("", "Ana", false),
    ] {
        assert_eq!(names_agree(listed, member), fits, "{listed} and {member}");
    }
}

#[test]
fn another_address_of_a_profile_is_taken_once_in_thirty_days() {
    let policy = Policy::default();
    let takes = |known, found| takes_profile(known, found, &policy, NOW);
    assert!(takes(None, "ana"));
    assert!(!takes(Some(("ana", ago(90 * DAY))), "ana"), "it stays since when it is");
    assert!(!takes(Some(("ana", ago(30 * DAY - TICK))), "ben"));
    assert!(takes(Some(("ana", ago(30 * DAY))), "ben"));
}
