//! Notifications: once with each change, whoever writes beside; what holds is what is counted.

use kith_core::{
    change::Change,
    id::{Id, MemberId},
    notification::{Kind, Mailing, Notice},
    post::{Audience, Comment, Post, Reaction, Subject},
    time::{DAY, MINUTE, SECOND, Timestamp},
};
use kith_sim::databases::on_each;
use kith_store::NotificationRow;

use super::support::{T0, World, open_node, setting};

/// What holds for a member at an instant, newest first; the count must say the same.
#[track_caller]
fn told(world: &World, member: MemberId, now: Timestamp) -> Vec<NotificationRow> {
    let rows = world.read(|reads| reads.notifications(member, now, None, false, 100));
    let unread = world.read(|reads| reads.unread_notifications(member, now));
    let unseen = rows.iter().filter(|row| row.seen_at.is_none()).count();
    assert_eq!(unread as usize, unseen, "the count and the list agree");
    rows
}

fn kinds(rows: &[NotificationRow]) -> Vec<Kind> {
    rows.iter().map(|row| row.kind).collect()
}

#[test]
fn r6_an_invitation_is_told_with_it_and_not_once_it_is_withdrawn_answered_or_lapsed() {
    on_each("notifications", |location| {
        let world = World::new(location);
        let [ann, ben, cid, dan] = world.members(["ann", "ben", "cid", "dan"]);
        for sender in [ann, cid, dan] {
            world.invite(sender, ben, T0).unwrap();
        }
        assert_eq!(kinds(&told(&world, ben, T0)), [Kind::Invitation; 3]);
        world.withdraw((ann, ben), T0.plus(MINUTE)).unwrap();
        world.ignore((ben, cid), true, T0.plus(MINUTE)).unwrap();
        assert_eq!(told(&world, ben, T0.plus(MINUTE)).len(), 1);
        assert_eq!(told(&world, ben, T0.plus_months(6).plus(-1)).len(), 1);
        assert_eq!(told(&world, ben, T0.plus_months(6)), [], "it lapses at its instant");
        world.accept((ben, dan), T0.plus(MINUTE)).unwrap();
        assert_eq!(kinds(&told(&world, dan, T0.plus(MINUTE))), [Kind::InvitationAccepted]);
        for silent in [ann, cid] {
            assert_eq!(told(&world, silent, T0.plus(MINUTE)), []);
        }
        world.assert_agrees();
    });
}

#[test]
fn r1_a_block_ends_what_both_were_told_of_each_other_for_good() {
    on_each("notifications", |location| {
        let world = World::new(location);
        let [ann, ben] = world.members(["ann", "ben"]);
        world.connect((ann, ben), T0);
        assert_eq!(told(&world, ann, T0).len(), 1);
        world.block((ben, ann), T0.plus(MINUTE)).unwrap();
        assert_eq!(told(&world, ann, T0.plus(MINUTE)), []);
        world
            .act((ben, ann), T0.plus(DAY), |met| kith_core::connection::unblock(met, T0.plus(DAY)))
            .unwrap();
        assert_eq!(told(&world, ann, T0.plus(DAY)), [], "unblocking restores nothing");
    });
}

#[test]
fn reactions_to_a_post_are_one_notification_and_a_second_one_of_the_same_is_not_new() {
    on_each("notifications", |location| {
        let world = World::new(location);
        let [ann, ben, cid] = world.members(["ann", "ben", "cid"]);
        let post: Id<_> = world.id();
        let body = "Bridges".to_owned();
        let (audience, group, repost_of) = (Audience::Public, None, None);
        let posted = Post {
            id: post,
            author: ann,
            audience,
            body,
            group,
            repost_of,
            at: T0,
            company: None,
            images: Vec::new(),
            mentions: Vec::new(),
        };
        world.apply(T0, vec![Change::Posted { post: posted }]).unwrap();
        let react = |member, reaction, at| {
            let subject = Subject::Post(post);
            let change = Change::Reacted { subject, whose: ann, member, reaction, at };
            world.apply(at, vec![change]).unwrap();
        };
        let at = |seconds: i64| T0.plus(seconds * SECOND);
        react(ben, Reaction::Like, at(1));
        react(cid, Reaction::Like, at(2));
        let one = told(&world, ann, at(2));
        assert_eq!((one.len(), one[0].actor, one[0].at), (1, Some(cid), at(2)));
        let seen = move |tx: &mut kith_store::Tx<'_>| {
            tx.saw_notifications(ann, at(3));
            Ok(Ok(()))
        };
        world.write(&[ann], at(3), seen).unwrap();
        react(cid, Reaction::Funny, at(4));
        assert!(told(&world, ann, at(4))[0].seen_at.is_some(), "told once");
        react(ben, Reaction::Support, at(5));
        assert!(told(&world, ann, at(5))[0].seen_at.is_none(), "somebody else is new");
        for member in [ben, cid] {
            let subject = Subject::Post(post);
            world.apply(at(6), vec![Change::Unreacted { subject, member }]).unwrap();
        }
        assert_eq!(told(&world, ann, at(6)), [], "nobody reacts any more");
        let comment = |id, whose, parent, author| {
            let (body, at) = ("Yes".to_owned(), at(7));
            let comment =
                Comment { id, post, whose, parent, author, body, at, mentions: Vec::new() };
            world.apply(at, vec![Change::Commented { comment }]).unwrap();
        };
        let (first, second) = (world.id(), world.id());
        comment(first, ann, None, ben);
        comment(second, ann, Some(first), cid);
        assert_eq!(kinds(&told(&world, ann, at(7))), [Kind::Comment; 2]);
        assert_eq!(kinds(&told(&world, ben, at(7))), [Kind::Answer]);
        world.apply(at(8), vec![Change::CommentDeleted { comment: first, post }]).unwrap();
        assert_eq!(kinds(&told(&world, ann, at(8))), [Kind::Comment]);
    });
}

#[test]
fn each_change_is_told_once_however_many_write_at_once_on_two_nodes() {
    on_each("notifications", |location| {
        let count = setting("KITH_TEST_SENDERS", 24);
        let world = World::new(location);
        let other = match location {
            kith_store::Location::Postgres(_) => world.through(open_node(location, 4, 16)),
            _ => world.clone(),
        };
        let ben = world.member("ben");
        let crowd = world.crowd("sender", count);
        let tickets: Vec<_> = crowd
            .iter()
            .enumerate()
            .map(|(n, ann)| {
                let node = if n % 2 == 0 { &world } else { &other };
                node.invite_ticket(&[*ann, ben], (*ann, ben), None, T0)
            })
            .collect();
        for ticket in tickets {
            ticket.wait().unwrap();
        }
        let rows = told(&world, ben, T0);
        let mut actors: Vec<_> = rows.iter().filter_map(|row| row.actor).collect();
        actors.sort_unstable();
        actors.dedup();
        assert_eq!((rows.len(), actors.len()), (count, count));
    });
}

#[test]
fn what_a_refused_or_failed_write_told_is_told_to_nobody() {
    on_each("notifications", |location| {
        let world = World::new(location);
        let [ann, ben] = world.members(["ann", "ben"]);
        let id = world.invite(ann, ben, T0).unwrap();
        let notice = Notice::reminder(id, ben, ann, T0);
        let refused = world.write::<(), _>(&[ben], T0, move |tx| {
            tx.tell(&notice);
            Ok(Err(super::support::No::Store(kith_store::StoreError::Closed)))
        });
        assert!(refused.is_err());
        assert_eq!(kinds(&told(&world, ben, T0)), [Kind::Invitation]);
    });
}

#[test]
fn a_mail_is_planned_and_claimed_once() {
    on_each("notifications", |location| {
        let world = World::new(location);
        let [ann, ben] = world.members(["ann", "ben"]);
        world.invite(ann, ben, T0).unwrap();
        assert_eq!(world.read(|reads| reads.members_to_mail(T0, 10)), [ben]);
        let row = world.read(|reads| reads.waiting_to_mail(ben))[0];
        let mail: Id<_> = world.id();
        let plan = move |tx: &mut kith_store::Tx<'_>, mail| {
            tx.plan_mail(ben, &row, None, Some(mail));
            tx.insert_mail(mail, ben, Kind::Invitation.code(), T0);
            Ok(Ok(()))
        };
        let second: Id<_> = world.id();
        world.write(&[ben], T0, move |tx| plan(tx, mail)).unwrap();
        let again = world.write(&[ben], T0, move |tx| plan(tx, second));
        assert!(again.unwrap_err().is_conflict(), "once");
        assert_eq!(world.read(|reads| reads.members_to_mail(T0, 10)), []);
        assert_eq!(world.read(|reads| reads.in_mail(ben, T0, mail)).len(), 1);
        let due = world.read(|reads| reads.mails_due(T0, 10)).remove(0);
        let claim = move || {
            move |tx: &mut kith_store::Tx<'_>| {
                tx.claim_mail(mail, T0, T0.plus(MINUTE));
                Ok(Ok(()))
            }
        };
        assert_eq!((due.state.as_str(), due.attempts), ("waiting", 0));
        world.write(&[], T0, claim()).unwrap();
        assert!(world.write(&[], T0, claim()).unwrap_err().is_conflict(), "by one node");
        let lost = world.read(|reads| reads.mails_due(T0.plus(MINUTE), 10)).remove(0);
        assert_eq!((lost.state.as_str(), lost.attempts), ("sending", 1), "its sender was lost");
        world.withdraw((ann, ben), T0.plus(MINUTE)).unwrap();
        let holds = world.read(|reads| reads.in_mail(ben, T0.plus(MINUTE), mail));
        assert_eq!(holds, [], "R6: what was withdrawn since is not mailed");
        let choose = move |tx: &mut kith_store::Tx<'_>| {
            tx.choose_notification(ben, Kind::Invitation, true, Mailing::Off);
            Ok(Ok(()))
        };
        world.write(&[ben], T0, choose).unwrap();
        let chosen = world.read(|reads| reads.notification_choices(ben));
        assert_eq!((chosen[0].kind, chosen[0].mailing), (Kind::Invitation, Mailing::Off));
    });
}
