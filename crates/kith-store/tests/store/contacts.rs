//! Labels and private notes: a member's own.

use kith_core::{contact::Contact, id::MemberId, time::Timestamp};
use kith_sim::databases::on_each;

use super::support::{No, T0, World};

impl World {
    fn puts(&self, (me, about): (MemberId, MemberId), labels: &[&str], note: &str, at: Timestamp) {
        let contact = Contact::read(labels.iter().copied(), note).unwrap();
        let written = self.write(&[me], at, move |tx| {
            tx.put_contact(me, about, &contact, at);
            Ok(Ok::<_, No>(()))
        });
        written.unwrap();
    }

    fn kept(&self, me: MemberId, label: Option<&str>) -> Vec<MemberId> {
        let rows = self.read(|reads| reads.contacts(me, label, None, 10));
        rows.into_iter().map(|row| row.about).collect()
    }
}

#[test]
fn what_is_kept_about_somebody_is_replaced_as_a_whole_and_only_its_member_reads_it() {
    on_each("contacts", |location| {
        let world = World::new(location);
        let [ann, ben, cleo] = world.members(["ann", "ben", "cleo"]);
        world.puts((ann, ben), &["b", "a"], "First", T0);
        world.puts((ann, cleo), &["a"], "", T0.plus(1));
        world.puts((ben, ann), &["z"], "Mine", T0.plus(1));
        assert_eq!(world.kept(ann, None), [cleo, ben], "the last changed first");
        assert_eq!(world.kept(ann, Some("b")), [ben]);
        assert_eq!(world.kept(ann, Some("z")), []);
        let labels = |me| world.read(|reads| reads.labels(me));
        assert_eq!(labels(ann), [("a".to_owned(), 2), ("b".to_owned(), 1)]);
        world.puts((ann, ben), &["c"], "Second", T0.plus(2));
        let contact = world.read(|reads| reads.contact(ann, ben));
        assert_eq!((contact.labels, contact.note), (vec!["c".to_owned()], "Second".to_owned()));
        assert_eq!(world.kept(ann, None), [ben, cleo]);
        world.puts((ann, ben), &[], "", T0.plus(3));
        assert_eq!(world.kept(ann, None), [cleo]);
        assert_eq!(world.read(|reads| reads.contact(ann, ben)), Contact::default());
        assert_eq!(world.kept(ben, None), [ann]);
    });
}

#[test]
fn r1_who_is_blocked_is_counted_in_no_label() {
    on_each("contacts_blocked", |location| {
        let world = World::new(location);
        let [ann, ben, cleo] = world.members(["ann", "ben", "cleo"]);
        world.puts((ann, ben), &["a"], "", T0);
        world.puts((ann, cleo), &["a", "b"], "", T0);
        world.block((cleo, ann), T0.plus(1)).unwrap();
        assert_eq!(world.read(|reads| reads.labels(ann)), [("a".to_owned(), 1)]);
    });
}
