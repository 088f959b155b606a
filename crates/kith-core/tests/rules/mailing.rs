//! What is mailed and when: at once, or at eight of the member's day (R14).

use kith_core::{
    mailing::{MOST_ATTEMPTS, Plan, Waiting, back_off, plan},
    notification::{Kind, Mailing},
    time::{DAY, HOUR, MINUTE, Timestamp, Zone},
};

use super::build::{NOW, at};

fn waiting(kind: Kind, at: Timestamp, due: Timestamp, seen: bool) -> Waiting {
    Waiting { kind, at, due, seen }
}

#[test]
fn what_was_seen_or_is_off_is_not_mailed_and_nothing_without_an_address() {
    let seen = waiting(Kind::Invitation, NOW, NOW, true);
    let off = waiting(Kind::Reaction, NOW, NOW, false);
    let now = waiting(Kind::Invitation, NOW, NOW, false);
    let planned = |has| plan(&[seen, off, now], Kind::usual_mailing, has, &Zone::utc(), NOW);
    assert_eq!(planned(true), [Plan::Drop, Plan::Drop, Plan::Now]);
    assert_eq!(planned(false), [Plan::Drop; 3]);
}

#[test]
fn r14_a_digest_goes_at_eight_of_the_members_day_across_daylight_saving() {
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    for (came, due) in [
        // The night from 28 to 29 March 2026 has 23 hours, that from 24 to 25 October 25.
        ("2026-03-27T12:00:00Z", "2026-03-28T07:00:00Z"),
        ("2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z"),
        ("2026-03-29T06:00:00Z", "2026-03-30T06:00:00Z"),
        ("2026-10-24T12:00:00Z", "2026-10-25T07:00:00Z"),
        ("2026-10-25T06:59:59Z", "2026-10-25T07:00:00Z"),
    ] {
        let (came, due) = (at(came), at(due));
        let one = waiting(Kind::Comment, came, came, false);
        let digest =
            |one: Waiting, now| plan(&[one], |_| Mailing::Digest, true, &berlin, now).remove(0);
        assert_eq!(digest(one, came), Plan::Later(due), "{came}");
        let later = Waiting { due, ..one };
        assert_eq!(digest(later, due.plus(-1)), Plan::Later(due), "not a moment before");
        assert_eq!(digest(later, due), Plan::Together);
    }
}

#[test]
fn a_member_gets_one_digest_a_day_with_everything_in_it() {
    let eight = at("2026-03-03T08:00:00Z");
    let due = waiting(Kind::Comment, NOW, eight, false);
    let fresh = waiting(Kind::Repost, eight, eight, false);
    let moved = waiting(Kind::Answer, NOW, eight.plus(HOUR), false);
    let planned = plan(&[due, fresh, moved], |_| Mailing::Digest, true, &Zone::utc(), eight);
    assert_eq!(planned, [Plan::Together; 3]);
}

#[test]
fn a_mail_is_tried_less_and_less_often_and_then_given_up() {
    let waits: Vec<_> = (1..=MOST_ATTEMPTS).map(back_off).collect();
    assert_eq!(waits[0], Some(MINUTE));
    assert_eq!(waits[1], Some(4 * MINUTE));
    assert_eq!(waits[6], Some(DAY));
    assert_eq!(waits[7], None);
    assert!(waits[..7].is_sorted());
}
