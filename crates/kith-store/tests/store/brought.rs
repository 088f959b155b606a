//! What members bring along: each owner's alone, once, and gone when they say so.

use kith_core::{
    day::Day,
    id::{ArchiveId, MemberId},
    time::{DAY, Timestamp},
};
use kith_sim::databases::on_each;
use kith_store::{BroughtContactRow, PastInvitationRow, PraiseStored, TalkStored, Tx};

use super::support::{No, T0, World};

fn contact(end: &str, day: &str, company: &str) -> BroughtContactRow {
    BroughtContactRow {
        key: format!("in/{end}"),
        folded: format!("{end} bauer"),
        first_name: end.to_owned(),
        last_name: "Bauer".to_owned(),
        email: String::new(),
        company: company.to_owned(),
        title: "CTO".to_owned(),
        connected_on: day.parse().unwrap(),
    }
}

fn sent(end: &str, at: Timestamp, note: &str) -> PastInvitationRow {
    PastInvitationRow {
        outgoing: true,
        sent_at: at,
        folded: format!("{end} bauer"),
        key: format!("in/{end}"),
        name: format!("{end} Bauer"),
        note: note.to_owned(),
    }
}

fn day(at: Timestamp) -> Day {
    Day::from_number(at.micros() / DAY)
}

fn keeps(world: &World, owner: MemberId, run: impl Fn(&mut Tx<'_>) + Send + 'static) {
    world
        .write(&[owner], T0, move |tx| {
            run(tx);
            Ok(Ok::<_, No>(()))
        })
        .unwrap();
}

#[test]
fn what_is_brought_along_is_its_owners_alone_and_there_once() {
    on_each("brought", |location| {
        let world = World::new(location);
        let (ann, ben) = (world.member("ann"), world.member("ben"));
        for _ in 0..2 {
            keeps(&world, ann, move |tx| {
                for (end, on, company) in [
                    ("cem", "2026-03-01", "Globex"),
                    ("dan", "2026-03-30", "Acme"),
                    ("eva", "2025-01-02", "Acme"),
                ] {
                    tx.put_brought_contact(ann, &contact(end, on, company));
                }
                tx.put_past_invitation(ann, &sent("cem", T0.plus(-90 * DAY), "Hi Cem"));
                tx.put_past_invitation(ann, &sent("fay", T0.plus(-3 * DAY), ""));
                tx.put_past_follow(ann, "hooli", "Hooli");
            });
        }
        let read = |owner| {
            world.read(|reads| {
                Ok((
                    reads.brought_contacts(owner, "", 10)?.len(),
                    reads.contacts_a_month(owner)?,
                    reads.contacts_a_company(owner, 5)?,
                    reads.sent_elsewhere(owner)?,
                    reads.notes_elsewhere(owner, 5)?,
                ))
            })
        };
        let (count, months, companies, past, notes) = read(ann);
        assert_eq!(count, 3);
        assert_eq!(months, [(2025 * 12, 1), (2026 * 12 + 2, 2)]);
        assert_eq!(companies, [("Acme".to_owned(), 2), ("Globex".to_owned(), 1)]);
        let shown: Vec<_> =
            past.iter().map(|one| (one.name.as_str(), one.noted, one.accepted_on)).collect();
        let accepted = Some("2026-03-01".parse().unwrap());
        assert_eq!(shown, [("fay Bauer", false, None), ("cem Bauer", true, accepted)]);
        assert_eq!(notes, ["Hi Cem"]);
        let (count, months, companies, past, notes) = read(ben);
        assert_eq!(
            (count, months.len(), companies.len(), past.len(), notes.len()),
            (0, 0, 0, 0, 0)
        );

        // Brought up to date, and known by a better key.
        keeps(&world, ann, move |tx| {
            tx.drop_brought_contact(ann, "in/eva");
            tx.put_brought_contact(ann, &contact("cem", "2026-03-01", "Initech"));
        });
        let rows = world.read(|reads| reads.brought_contacts(ann, "", 10));
        let companies: Vec<_> = rows.iter().map(|row| row.company.as_str()).collect();
        assert_eq!(companies, ["Initech", "Acme"]);
        keeps(&world, ann, move |tx| tx.forget_brought(ann));
        assert_eq!(read(ann).0, 0);
        assert!(read(ann).3.is_empty());
    });
}

#[test]
fn follow_ups_and_thanks_are_due_until_something_was_written() {
    on_each("contact_talks", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let never = Timestamp::from_micros(0);
        let talk = |end: &str, mine: Timestamp, theirs: Timestamp, messages: u32| TalkStored {
            key: format!("in/{end}"),
            name: end.to_owned(),
            mine,
            theirs,
            messages,
        };
        let talks = [
            talk("cem", T0.plus(-9 * DAY), T0.plus(-8 * DAY), 4),
            talk("dan", T0.plus(-DAY), T0.plus(-8 * DAY), 2),
            talk("eva", never, T0.plus(-200 * DAY), 1),
        ];
        keeps(&world, ann, move |tx| {
            talks.iter().for_each(|talk| tx.put_talk(ann, talk));
            let on = day(T0.plus(-5 * DAY)).to_string();
            tx.put_brought_contact(ann, &contact("cem", &on, "Acme"));
            tx.put_brought_contact(ann, &contact("gus", &on, "Acme"));
            for (end, at) in
                [("cem", T0.plus(-20 * DAY)), ("dan", T0.plus(-20 * DAY)), ("hal", never)]
            {
                let kind = "endorsement".to_owned();
                let (folded, about) = (end.to_owned(), "Rust".to_owned());
                let (key, name) = (format!("in/{end}"), end.to_owned());
                tx.put_praise(ann, &PraiseStored { kind, folded, about, key, name, at });
            }
        });
        // What is known of fewer messages is older.
        keeps(&world, ann, move |tx| {
            let (mine, theirs) = (T0.plus(-90 * DAY), never);
            let (key, name) = ("in/cem".to_owned(), "cem".to_owned());
            tx.put_talk(ann, &TalkStored { key, name, mine, theirs, messages: 1 });
        });
        let since = T0.plus(-90 * DAY);
        let names =
            |rows: Vec<TalkStored>| rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
        assert_eq!(names(world.read(|reads| reads.unanswered(ann, since, 9))), ["cem"]);
        let unwritten = world.read(|reads| reads.unwritten(ann, day(since), 9));
        assert_eq!(unwritten.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["in/gus"]);
        let due = world.read(|reads| reads.unthanked(ann, 9));
        let due: Vec<_> = due.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(due, ["hal"], "whoever was written to since is thanked");
    });
}

#[test]
fn an_upload_waits_for_its_owner_alone_is_replaced_and_forgotten() {
    on_each("archives", |location| {
        let world = World::new(location);
        let (ann, ben) = (world.member("ann"), world.member("ben"));
        let id = |number: u8| ArchiveId::from_bytes([number; 16]);
        let puts = |number: u8| {
            keeps(&world, ann, move |tx| {
                tx.put_archive(ann, id(number), (T0, T0.plus(DAY)), vec![number; 3]);
            });
        };
        puts(1);
        puts(2);
        let found = |owner, now| world.read(|reads| reads.archive(owner, now));
        assert_eq!(found(ann, T0).map(|row| row.id), Some(id(2)));
        assert_eq!(found(ben, T0), None);
        assert_eq!(world.read(|reads| reads.archive_bytes(ann, id(1))), None);
        assert_eq!(world.read(|reads| reads.archive_bytes(ann, id(2))), Some(vec![2; 3]));
        assert_eq!(world.read(|reads| reads.archive_bytes(ben, id(2))), None);
        // Two who take it over at once: the second one looks again.
        keeps(&world, ann, move |tx| {
            tx.choose_of_archive(ann, id(2), "[]");
            tx.reach_in_archive(ann, id(2), 0, 5);
        });
        let again = world.write(&[ann], T0, move |tx| {
            tx.reach_in_archive(ann, id(2), 0, 5);
            Ok(Ok::<_, No>(()))
        });
        assert!(again.unwrap_err().is_conflict());
        assert_eq!(found(ann, T0).map(|row| row.reached), Some(5));
        keeps(&world, ann, move |tx| tx.finish_archive(ann, id(2), "done", T0));
        assert_eq!(world.read(|reads| reads.archive_bytes(ann, id(2))), Some(Vec::new()));
        assert_eq!(world.read(|reads| reads.imported_at(ann)), Some(T0));
        // It is over at its instant, whether or not it was swept.
        assert_eq!(found(ann, T0.plus(DAY)), None);
        let swept = world.write(&[], T0.plus(2 * DAY), move |tx| {
            let count = tx.forget_archives(T0.plus(2 * DAY))?;
            Ok(Ok::<_, No>(count))
        });
        assert_eq!(swept.unwrap().value, 1);
    });
}
