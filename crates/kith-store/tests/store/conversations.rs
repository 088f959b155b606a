//! Conversations, InMail and introductions: the row that answers race for, and what was written
//! before there were any.

use std::sync::Arc;

use kith_core::{
    change::{Change, Message},
    conversation::{self, Conversed, Folder, Kind, Request, Side, Tidy, tidy},
    id::{ConversationId, MemberId, MessageId},
    inmail::{Credits, InMail},
    introduction::{Introduction, Moved, State},
    time::Timestamp,
};
use kith_sim::databases::on_each;
use kith_store::{Location, Part};

use super::support::{No, T0, World, literal, open, raw};

fn message(world: &World, (from, to): (MemberId, MemberId), kind: Kind, at: Timestamp) -> Message {
    Message {
        id: world.id(),
        sender: from,
        recipient: to,
        body: format!("at {at}"),
        sent_at: at,
        invitation: None,
        kind,
        subject: (kind == Kind::InMail).then(|| "Cables".to_owned()),
    }
}

impl World {
    fn says(&self, pair: (MemberId, MemberId), at: Timestamp) -> MessageId {
        let message = message(self, pair, Kind::Plain, at);
        let id = message.id;
        self.apply(at, vec![Change::Wrote { message }]).unwrap();
        id
    }

    fn asks(&self, (from, to): (MemberId, MemberId), at: Timestamp) {
        let message = message(self, (from, to), Kind::Opener, at);
        let side = Side { request: Request::Pending, ..Side::default() };
        let asked = Conversed { member: to, other: from, before: Request::None, side };
        self.apply(at, vec![Change::Wrote { message }, Change::Conversed(asked)]).unwrap();
    }

    fn does(&self, (me, other): (MemberId, MemberId), act: Tidy, at: Timestamp) {
        let talk = self.read(|reads| reads.talk(me, other)).unwrap();
        self.apply(at, tidy(&talk, (me, other), act, at)).unwrap();
    }

    fn folder(&self, me: MemberId, folder: Folder) -> Vec<ConversationId> {
        let rows = self.read(|reads| reads.conversations(me, folder, None, 10));
        rows.iter().map(|row| row.id).collect()
    }

    fn unread(&self, me: MemberId) -> u32 {
        self.read(|reads| reads.unread_conversations(me))
    }
}

#[test]
fn r9_a_conversation_has_its_first_messages_id_and_both_sides_agree_on_it() {
    on_each("conversations_sides", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let first = world.says((ann, bob), T0);
        // Imports may bring an older one later; the newest instant counts.
        world.says((bob, ann), T0.plus(9));
        world.says((ann, bob), T0.plus(5));
        let mine = world.read(|reads| reads.talk(ann, bob)).unwrap();
        let theirs = world.read(|reads| reads.talk(bob, ann)).unwrap();
        assert_eq!((mine.mine, mine.theirs), (theirs.theirs, theirs.mine));
        assert_eq!(mine.id, ConversationId::from_bytes(*first.as_bytes()));
        assert_eq!(mine.last_at, T0.plus(9));
        assert_eq!(mine.mine.wrote_at, Some(T0.plus(5)));
        assert_eq!((world.unread(ann), world.unread(bob)), (1, 1));
        let row = world.read(|reads| reads.conversation(mine.id)).unwrap();
        assert!(row.seen_by(world.member("eve")).is_none());
        assert_eq!(row.seen_by(bob), Some((ann, theirs)));
        let back = |before| world.read(|reads| reads.messages_back(ann, bob, before, 2));
        let page = back(None);
        let at: Vec<_> = page.iter().map(|row| row.sent_at).collect();
        assert_eq!(at, [T0.plus(9), T0.plus(5)]);
        assert_eq!(back(Some((page[1].sent_at, page[1].id)))[0].id, first);
    });
}

#[test]
fn r9_folders_and_counts_follow_what_each_side_does() {
    on_each("conversations_folders", |location| {
        let world = World::new(location);
        let [ann, bob, carl] = world.members(["ann", "bob", "carl"]);
        world.says((ann, bob), T0);
        world.asks((carl, bob), T0.plus(1));
        assert_eq!(world.folder(bob, Folder::Inbox).len(), 1);
        assert_eq!(world.folder(bob, Folder::Requests).len(), 1);
        assert_eq!(world.folder(carl, Folder::Inbox).len(), 1, "to its sender it is no request");
        assert_eq!(world.unread(bob), 2);
        assert_eq!(world.read(|reads| reads.openers(carl, T0)), 1);
        assert_eq!(world.read(|reads| reads.openers(carl, T0.plus(2))), 0);
        world.does((bob, ann), Tidy::Archive, T0.plus(2));
        assert_eq!(world.folder(bob, Folder::Archived).len(), 1);
        world.says((ann, bob), T0.plus(3));
        assert_eq!(world.folder(bob, Folder::Archived).len(), 0, "something new brings it back");
        world.does((bob, ann), Tidy::Mute, T0.plus(4));
        world.does((bob, ann), Tidy::Archive, T0.plus(4));
        world.says((ann, bob), T0.plus(5));
        assert_eq!(world.folder(bob, Folder::Archived).len(), 1, "but not a muted one");
        assert_eq!(world.unread(bob), 1);
        world.says((bob, ann), T0.plus(6));
        assert_eq!(world.folder(bob, Folder::Archived).len(), 0, "nor after writing oneself");
        // A block and a deactivation take it out of the count.
        world.does((bob, ann), Tidy::Unmute, T0.plus(7));
        world.says((ann, bob), T0.plus(8));
        assert_eq!(world.unread(bob), 2);
        world.block((ann, bob), T0.plus(9)).unwrap();
        assert_eq!(world.unread(bob), 1);
        let status = kith_core::account::Status::Deactivated;
        world.apply(T0.plus(10), vec![Change::StatusChanged { member: carl, status }]).unwrap();
        assert_eq!(world.unread(bob), 0);
    });
}

#[test]
fn r9_of_two_answers_to_one_request_the_first_wins_and_the_other_is_a_conflict() {
    on_each("conversations_race", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        world.asks((ann, bob), T0);
        let talk = world.read(|reads| reads.talk(bob, ann)).unwrap();
        let answer = |accept| conversation::answer(&talk, (bob, ann), accept).unwrap();
        world.apply(T0.plus(1), answer(false)).unwrap();
        assert!(world.apply(T0.plus(2), answer(true)).unwrap_err().is_conflict());
        let kept = world.read(|reads| reads.talk(bob, ann)).unwrap();
        assert_eq!(kept.mine.request, Request::Declined);
        assert_eq!(world.unread(bob), 0);
    });
}

#[test]
fn r9_credits_are_kept_by_version_so_that_one_of_two_spends_wins() {
    on_each("conversations_credits", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        assert_eq!(world.read(|reads| reads.credits(ann)), None);
        assert_eq!(world.read(|reads| reads.joined_at(ann)), Some(T0));
        let first = Credits { member: ann, since: T0, months: 1, left: 14, spent: 1, version: 1 };
        world.apply(T0, vec![Change::Credited { credits: first }]).unwrap();
        let lost = world.apply(T0, vec![Change::Credited { credits: first }]);
        assert!(lost.unwrap_err().is_conflict(), "another first value");
        let next = Credits { left: 13, spent: 2, version: 2, ..first };
        let sent =
            InMail { message: world.id(), sender: ann, recipient: bob, sent_at: T0, end: None };
        let spend = vec![Change::InMailed { inmail: sent }, Change::Credited { credits: next }];
        world.apply(T0, spend.clone()).unwrap();
        assert!(world.apply(T0, spend).is_err(), "decided on a value that is gone");
        assert_eq!(world.read(|reads| reads.credits(ann)), Some(next));
        assert_eq!(world.read(|reads| reads.last_inmail(ann, bob)), Some(sent));
        assert_eq!(world.read(|reads| reads.last_inmail(bob, ann)), None);
    });
}

#[test]
fn r9_of_many_writers_who_spend_the_last_credit_exactly_one_does() {
    on_each("conversations_last_credit", |location| {
        let world = Arc::new(World::new(location));
        let ann = world.member("ann");
        let crowd = world.crowd("bob", 12);
        let one = Credits { member: ann, since: T0, months: 1, left: 1, spent: 0, version: 1 };
        world.apply(T0, vec![Change::Credited { credits: one }]).unwrap();
        let tickets: Vec<_> = crowd
            .iter()
            .map(|bob| {
                let (message, bob) = (world.id(), *bob);
                // Each names its recipient first, so that they go to different writers.
                world.send(&[bob, ann], T0, move |tx| {
                    let kept = tx.credits(ann)?.expect("kept");
                    let Some(credits) = kept.spend() else { return Ok(Ok(false)) };
                    let inmail =
                        InMail { message, sender: ann, recipient: bob, sent_at: T0, end: None };
                    tx.apply(vec![Change::InMailed { inmail }, Change::Credited { credits }])?;
                    Ok(Ok::<_, No>(true))
                })
            })
            .collect();
        let spent = tickets.into_iter().map(|ticket| ticket.wait().unwrap().value);
        assert_eq!(spent.filter(|spent| *spent).count(), 1);
        let left = world.read(|reads| reads.credits(ann)).unwrap().left;
        let sent =
            crowd.iter().filter(|bob| world.read(|reads| reads.last_inmail(ann, **bob)).is_some());
        assert_eq!((left, sent.count()), (0, 1));
    });
}

#[test]
fn r10_an_introduction_moves_once_from_each_state_and_not_after_it_lapsed() {
    on_each("conversations_introductions", |location| {
        let world = World::new(location);
        let [ann, bob, carl] = world.members(["ann", "bob", "carl"]);
        let introduction = Introduction {
            id: world.id(),
            asker: ann,
            connector: carl,
            target: bob,
            note: "Hello".to_owned(),
            asked_at: T0,
            expires_at: T0.plus(100),
            state: State::Asked,
        };
        let id = introduction.id;
        let asked = Change::IntroductionAsked { introduction: introduction.clone() };
        world.apply(T0, vec![asked]).unwrap();
        let moves = |from, to, at| {
            let moved = Moved { introduction: id, from, to, at };
            world.apply(at, vec![Change::IntroductionMoved(moved)])
        };
        for part in [(ann, Part::Asker), (carl, Part::Connector), (bob, Part::Target)] {
            let found = world.read(|reads| reads.introductions(part.0, part.1, None, 5));
            assert_eq!(found.first(), Some(&introduction), "{part:?}");
        }
        assert_eq!(world.read(|reads| reads.introductions(ann, Part::Target, None, 5)), []);
        let last = world.read(|reads| reads.last_introduction(ann, carl, bob));
        assert_eq!(last, Some(introduction));
        moves(State::Asked, State::Forwarded, T0.plus(1)).unwrap();
        let lost = moves(State::Asked, State::Withheld, T0.plus(2));
        assert!(lost.unwrap_err().is_conflict());
        let late = moves(State::Forwarded, State::Accepted, T0.plus(100));
        assert!(late.unwrap_err().is_conflict(), "it lapses at its instant");
        moves(State::Forwarded, State::Declined, T0.plus(99)).unwrap();
        let kept = world.read(|reads| reads.introduction(id)).unwrap();
        assert_eq!(kept.state, State::Declined);
    });
}

#[test]
fn messages_from_before_there_were_conversations_are_in_one_and_read() {
    on_each("conversations_migration", |location| {
        let text = include_str!("../../src/migrations/0001_foundation.sql");
        let (rowid, bytewise) = match location {
            Location::Postgres(_) => ("", "COLLATE \"C\""),
            _ => ("WITHOUT ROWID", ""),
        };
        let text = text.replace("{WITHOUT_ROWID}", rowid).replace("{BYTEWISE}", bytewise);
        raw(location, &text);
        raw(
            location,
            "CREATE TABLE migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL); \
             INSERT INTO migrations VALUES (1, 'foundation')",
        );
        let ids = [1, 2, 3, 7, 8, 9].map(|byte| MemberId::from_bytes([byte; 16]));
        let [ann, bob, carl, first, second, third] = ids.map(|id| (id, literal(location, id)));
        for (id, low, high, sender, at) in [
            (&first, &ann, &bob, &ann, 5),
            (&second, &ann, &bob, &bob, 6),
            (&third, &bob, &carl, &carl, 7),
        ] {
            let (id, low, high, sender) = (&id.1, &low.1, &high.1, &sender.1);
            raw(
                location,
                &format!(
                    "INSERT INTO messages (id, low, high, sender, body, sent_at) VALUES \
                     ({id}, {low}, {high}, {sender}, 'Hi', {at})"
                ),
            );
        }
        let world = World::on(open(location));
        let talk = world.read(|reads| reads.talk(ann.0, bob.0)).unwrap();
        assert_eq!(talk.id.as_bytes(), first.0.as_bytes());
        let at = |micros| Some(Timestamp::from_micros(micros));
        assert_eq!((talk.mine.wrote_at, talk.theirs.wrote_at), (at(5), at(6)));
        assert_eq!((talk.mine.read_at, talk.is_unread()), (at(6), false));
        assert_eq!(world.folder(bob.0, Folder::Inbox).len(), 2);
        let rows = world.read(|reads| reads.messages(ann.0, bob.0, 9));
        assert!(rows.iter().all(|row| row.kind == Kind::Plain && row.subject.is_none()));
    });
}

#[test]
fn a_message_that_its_conversation_lacks_and_an_inmail_without_its_message_are_found() {
    on_each("conversations_check", |location| {
        let world = World::new(location);
        let [ann, bob] = world.members(["ann", "bob"]);
        let message = message(&world, (ann, bob), Kind::InMail, T0);
        let inmail =
            InMail { message: message.id, sender: ann, recipient: bob, sent_at: T0, end: None };
        world.apply(T0, vec![Change::Wrote { message }, Change::InMailed { inmail }]).unwrap();
        world.assert_agrees();
        for (word, sabotage, repair) in [
            (
                "lacks a message",
                "UPDATE conversations SET last_at = last_at - 1",
                "UPDATE conversations SET last_at = last_at + 1",
            ),
            (
                "without its message",
                "UPDATE messages SET kind = 'message'",
                "UPDATE messages SET kind = 'inmail'",
            ),
        ] {
            raw(location, sabotage);
            let found = world.disagreements();
            assert!(found.iter().any(|one| one.what.contains(word)), "{sabotage}: {found:?}");
            raw(location, repair);
            world.assert_agrees();
        }
    });
}
