//! Invitations: kept, answered once, listed.

use kith_core::{
    account::Status,
    change::{Answered, Change},
    id::{InvitationId, MemberId},
    invitation::{Source, State},
    refusal::Reason,
    tie::Pair,
    time::{DAY, MINUTE, Timestamp},
};
use kith_sim::databases::on_each;
use kith_store::InvitationRow;

use super::support::{T0, World};

const END: (Timestamp, [u8; 16]) = (Timestamp::from_micros(i64::MAX), [0xff; 16]);

fn newest() -> (Timestamp, InvitationId) {
    (END.0, InvitationId::from_bytes(END.1))
}

#[test]
fn an_invitation_comes_back_as_it_was_sent() {
    on_each("invitations_kept", |location| {
        let world = World::new(location);
        let [ann, bob, cid] = world.members(["ann", "bob", "cid"]);
        let mut sent = world.invitation((ann, bob), T0);
        sent.note = Some("Hello 👋\n\"Bob\"; it's me".to_owned());
        (sent.source, sent.via) = (Source::Mutual, Some(cid));
        let pair = Pair { version: 1, ..Pair::strangers(ann, bob).invited(ann, sent.id) };
        let paired = Change::Paired { pair, connections: 0 };
        world.apply(T0, vec![Change::Invited { invitation: sent.clone() }, paired]).unwrap();
        let row = world.read(|reads| reads.invitation(sent.id)).unwrap();
        assert_eq!((row.id, row.sender, row.recipient), (sent.id, ann, bob));
        assert_eq!((row.note, row.source, row.via), (sent.note, Source::Mutual, Some(cid)));
        assert_eq!((row.sent_at, row.expires_at), (T0, T0.plus_months(6)));
        assert_eq!((row.state, row.ended_at, row.unknown), (State::Pending, None, false));
        assert!(world.read(|reads| reads.invitation(world.id())).is_none());
    });
}

/// Applies an answer that nobody decided, so that only the statement's guard can refuse it.
fn force(world: &World, id: InvitationId, state: State, at: Timestamp) -> bool {
    let row = world.read(|reads| reads.invitation(id)).unwrap();
    let answered = Answered {
        invitation: id,
        sender: row.sender,
        recipient: row.recipient,
        state,
        at,
        unknown: false,
    };
    match world.apply(at, vec![Change::Answered(answered)]) {
        Ok(()) => true,
        Err(no) => {
            assert!(no.is_conflict(), "{no:?}");
            false
        }
    }
}

#[test]
fn r6_the_statement_repeats_the_guard_of_every_answer() {
    use State::{Accepted, Expired, Gone, Ignored, Pending, Withdrawn};
    on_each("invitations_guard", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let before = T0.plus_months(6).plus(-1);
        let after = T0.plus_months(6);
        for from in State::ALL {
            for to in [Accepted, Ignored, Withdrawn, Expired, Gone] {
                for at in [T0.plus(MINUTE), before, after] {
                    let id = world.import((ann, world.id()), T0, *from);
                    let open = matches!(from, Pending | Ignored);
                    let may = match to {
                        Ignored => *from == Pending && at < after,
                        Expired => open && at >= after,
                        _ => open && at < after,
                    };
                    assert_eq!(force(&world, id, to, at), may, "{from:?} to {to:?}");
                    assert_eq!(world.state(id), if may { to } else { *from });
                    let ended = world.read(|reads| reads.invitation(id)).unwrap().ended_at;
                    assert!(!may || ended == Some(at));
                }
            }
        }
    });
}

#[test]
fn r6_an_answer_that_comes_second_is_refused_by_the_rule() {
    on_each("invitations_second", |location| {
        let world = World::new(location);
        let [ann, bob, cid] = world.members(["ann", "bob", "cid"]);
        let first = world.invite(ann, bob, T0).unwrap();
        world.withdraw((ann, bob), T0.plus(1)).unwrap();
        let refused = world.accept((bob, ann), T0.plus(2)).unwrap_err();
        assert_eq!(refused.reason(), Reason::NotPending);
        assert_eq!(world.state(first), State::Withdrawn);
        let rest = world.invite(ann, bob, T0.plus(3)).unwrap_err();
        assert_eq!(rest.reason(), Reason::Resting);

        let second = world.invite(ann, cid, T0).unwrap();
        world.ignore((cid, ann), false, T0.plus(1)).unwrap();
        let again = world.invite(ann, cid, T0.plus(2)).unwrap_err();
        assert_eq!(again.reason(), Reason::AlreadyPending, "to the sender it stays pending");
        let expires = T0.plus_months(6);
        let late = world.accept((cid, ann), expires).unwrap_err();
        assert_eq!(late.reason(), Reason::NotPending, "expired though nothing swept");
        world.accept((cid, ann), expires.plus(-1)).unwrap();
        assert_eq!(world.state(second), State::Accepted);
        assert!(!world.expire_ticket(second, expires).wait().unwrap().value);
        world.assert_agrees();
    });
}

#[test]
fn r5_an_accepted_note_becomes_the_first_message_of_the_two() {
    on_each("invitations_note", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let id = world.invite_noted(ann, bob, Some("We met in Köln"), T0).unwrap();
        assert!(world.read(|reads| reads.messages(ann, bob, 10)).is_empty());
        let message = world.id();
        world
            .act((bob, ann), T0.plus(5), move |met| {
                kith_core::invitation::reply(met, "Who are you?", message, T0.plus(5))
            })
            .unwrap();
        world.accept((bob, ann), T0.plus(9)).unwrap();
        let messages = world.read(|reads| reads.messages(bob, ann, 10));
        let read: Vec<_> =
            messages.iter().map(|m| (m.sender, m.body.as_str(), m.sent_at, m.invitation)).collect();
        let expected =
            [(ann, "We met in Köln", T0, Some(id)), (bob, "Who are you?", T0.plus(5), Some(id))];
        assert_eq!(read, expected);
        let newest = world.read(|reads| reads.messages(ann, bob, 1));
        assert_eq!(newest[0].id, message, "the newest are kept where there are too many");
    });
}

/// Reads a list page by page.
fn walk(
    mut page: impl FnMut((Timestamp, InvitationId)) -> Vec<InvitationRow>,
) -> Vec<InvitationId> {
    let (mut all, mut cursor) = (Vec::new(), newest());
    loop {
        let rows = page(cursor);
        let Some(last) = rows.last() else { return all };
        cursor = (last.sent_at, last.id);
        all.extend(rows.iter().map(|row| row.id));
    }
}

fn newest_first(mut sent: Vec<(Timestamp, InvitationId)>) -> Vec<InvitationId> {
    sent.sort_unstable();
    sent.into_iter().rev().map(|(_, id)| id).collect()
}

#[test]
fn lists_of_invitations_miss_none_and_repeat_none_where_many_were_sent_at_one_instant() {
    on_each("invitations_pages", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let at = |n: usize| T0.plus((n / 8) as i64 * DAY);
        let open: Vec<_> = (0..20)
            .map(|n| (at(n), world.import((ann, world.id()), at(n), State::Pending)))
            .collect();
        let ended: Vec<_> = [State::Accepted, State::Withdrawn, State::Expired, State::Ignored]
            .into_iter()
            .map(|state| (T0, world.import((ann, world.id()), T0, state)))
            .collect();
        world.import((ann, world.id()), T0, State::Gone);
        let sent = |older, state| {
            walk(|cursor| world.read(|reads| reads.sent(ann, cursor, older, state, 3)))
        };
        let all = newest_first(open.iter().chain(&ended).copied().collect());
        assert_eq!(sent(END.0, None), all, "all but the one that a block ended");
        let pending = newest_first(open.iter().chain(&ended[3..]).copied().collect());
        assert_eq!(sent(END.0, Some(State::Pending)), pending, "ignored ones read as pending");
        assert_eq!(sent(END.0, Some(State::Withdrawn)), [ended[1].1]);
        let older = newest_first(open[..8].iter().chain(&ended[3..]).copied().collect());
        assert_eq!(sent(T0, Some(State::Pending)), older, "sent at the instant or before");
        let ids = world.read(|reads| reads.open_sent_older(ann, T0, T0, 100));
        assert_eq!(ids.len(), 9);
        assert_eq!(world.read(|reads| reads.open_sent_older(ann, T0, T0, 4)).len(), 4);

        let senders = world.crowd("m", 20);
        let received: Vec<_> = senders
            .iter()
            .enumerate()
            .map(|(n, sender)| (at(n), world.import((*sender, ann), at(n), State::Pending)))
            .collect();
        let ignored = world.import((world.id(), ann), T0, State::Ignored);
        let read = |state, now| {
            walk(|cursor| world.read(|reads| reads.received(ann, cursor, END.0, state, now, 7)))
        };
        assert_eq!(read(State::Pending, T0), newest_first(received.clone()));
        assert_eq!(read(State::Ignored, T0), [ignored]);
        let first_lapse = T0.plus_months(6);
        assert_eq!(read(State::Pending, first_lapse).len(), 12, "eight lapse at their instant");
        let waiting = |now| world.read(|reads| reads.received_count(ann, now));
        assert_eq!((waiting(first_lapse.plus(-1)), waiting(first_lapse)), (20, 12));
        let status = Status::Deactivated;
        world.apply(T0, vec![Change::StatusChanged { member: senders[0], status }]).unwrap();
        assert_eq!(waiting(T0), 19, "who has left is not counted");
    });
}

#[test]
fn what_is_due_is_found_the_first_to_lapse_first_and_lapses_once() {
    on_each("invitations_due", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let ids: Vec<_> = (0..5)
            .map(|n| world.import((ann, world.id()), T0.plus(n * MINUTE), State::Pending))
            .collect();
        let ignored = world.import((ann, world.id()), T0.plus(-DAY), State::Ignored);
        let due = |now: Timestamp| {
            let rows = world.read(|reads| reads.due_invitations(now, 3));
            rows.iter().map(|row| row.id).collect::<Vec<_>>()
        };
        let last = T0.plus(-DAY).plus_months(6);
        assert_eq!(due(last.plus(-1)), []);
        assert_eq!(due(last), [ignored]);
        let now = T0.plus_months(12);
        assert_eq!(due(now), [ignored, ids[0], ids[1]]);
        for id in due(now) {
            assert!(world.expire_ticket(id, now).wait().unwrap().value);
            assert!(!world.expire_ticket(id, now).wait().unwrap().value);
            let row = world.read(|reads| reads.invitation(id)).unwrap();
            assert_eq!((row.state, row.ended_at), (State::Expired, Some(row.expires_at)));
        }
        assert_eq!(due(now), ids[2..5]);
        world.assert_agrees();
    });
}

#[test]
fn r11_those_with_an_open_invitation_resting_and_dismissed_are_not_suggested() {
    on_each("invitations_suggest", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let others: [MemberId; 7] = std::array::from_fn(|_| world.id());
        let [asked, asking, ignored, resting, rested, accepted, dismissed] = others;
        world.import((ann, asked), T0, State::Pending);
        world.import((asking, ann), T0, State::Pending);
        world.import((ann, ignored), T0, State::Ignored);
        world.import((ann, resting), T0, State::Withdrawn);
        world.import((ann, rested), T0.plus(-DAY), State::Expired);
        world.import((ann, accepted), T0, State::Accepted);
        for _ in 0..2 {
            world.apply(T0, vec![Change::Dismissed { member: ann, other: dismissed }]).unwrap();
        }
        // An import ends an invitation a minute after it was sent.
        let mut left_out = world.read(|reads| reads.not_to_suggest(ann, T0, T0.plus_days(-400)));
        left_out.sort_unstable();
        let mut expected = vec![asked, asking, ignored, resting, dismissed];
        expected.sort_unstable();
        assert_eq!(left_out, expected);
        let rested =
            world.read(|reads| reads.not_to_suggest(ann, T0.plus(MINUTE), T0.plus_days(-400)));
        assert!(!rested.contains(&resting), "the rest is over at its instant");
        assert_eq!(world.read(|reads| reads.not_to_suggest(dismissed, T0, T0.plus_days(-400))), []);
    });
}
