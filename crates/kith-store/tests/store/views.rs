//! R12: profile views.

use kith_core::{
    account::{Settings, Status, ViewingMode},
    change::Change,
    day::Day,
    id::MemberId,
    time::{DAY, HOUR, Timestamp, Zone},
    view::{Trace, View},
};
use kith_sim::databases::on_each;
use kith_store::ViewRow;

use super::support::{No, T0, World};

fn day(at: Timestamp) -> Day {
    at.day_in(&Zone::utc())
}

impl World {
    /// Records a view as a visit does; whether it was the first of its day.
    fn views(&self, viewer: MemberId, viewed: MemberId, trace: Trace, at: Timestamp) -> bool {
        let view = View { viewed, viewer, day: day(at), at, trace };
        let written = self.write(&[viewer], at, move |tx| {
            let changes = view.record(tx.has_view(&view)?);
            let first = !changes.is_empty();
            tx.apply(changes)?;
            Ok(Ok::<_, No>(first))
        });
        written.unwrap().value
    }

    fn viewers(&self, viewed: MemberId, since: Timestamp) -> Vec<ViewRow> {
        self.read(|reads| reads.views(viewed, day(since), 100))
    }

    fn view_counts(&self, viewed: MemberId) -> Vec<(String, u32)> {
        let counts = self.read(|reads| reads.view_counts(viewed, day(T0)));
        counts.into_iter().map(|(day, count)| (day.to_string(), count)).collect()
    }
}

#[test]
fn r12_a_view_is_kept_once_for_each_viewer_and_day_and_the_first_one_stands() {
    on_each("views_once", |location| {
        let world = World::new(location);
        let [ann, ben, cleo] = world.members(["ann", "ben", "cleo"]);
        assert!(world.views(ben, ann, Trace::SemiPrivate, T0));
        assert!(!world.views(ben, ann, Trace::Full, T0.plus(HOUR)), "the same day");
        assert!(world.views(cleo, ann, Trace::Full, T0.plus(HOUR)));
        assert!(world.views(ben, ann, Trace::Full, T0.plus(DAY)));
        assert!(world.views(ann, ben, Trace::Full, T0));
        let found: Vec<_> =
            world.viewers(ann, T0).into_iter().map(|row| (row.viewer, row.trace)).collect();
        let expected = [(ben, Trace::Full), (cleo, Trace::Full), (ben, Trace::SemiPrivate)];
        assert_eq!(found, expected, "newest first");
        assert_eq!(world.viewers(ann, T0.plus(DAY)).len(), 1, "from a day on");
        let counts = [(day(T0).to_string(), 2), (day(T0.plus(DAY)).to_string(), 1)];
        assert_eq!(world.view_counts(ann), counts);
        // The guard stands twice: in the statement, too.
        let again = View { viewed: ann, viewer: ben, day: day(T0), at: T0, trace: Trace::Full };
        let written = world.apply(T0, vec![Change::Viewed { view: again }]);
        assert!(written.unwrap_err().is_conflict());
    });
}

#[test]
fn r12_who_is_blocked_either_way_or_takes_no_part_neither_appears_nor_counts() {
    on_each("views_hidden", |location| {
        let world = World::new(location);
        let [ann, ben, cleo, dan, eve] = world.members(["ann", "ben", "cleo", "dan", "eve"]);
        for viewer in [ben, cleo, dan, eve] {
            world.views(viewer, ann, Trace::Full, T0);
        }
        world.block((ann, ben), T0).unwrap();
        world.block((cleo, ann), T0).unwrap();
        let status = Status::Deactivated;
        world.apply(T0, vec![Change::StatusChanged { member: dan, status }]).unwrap();
        let found: Vec<_> = world.viewers(ann, T0).into_iter().map(|row| row.viewer).collect();
        assert_eq!(found, [eve]);
        assert_eq!(world.view_counts(ann), [(day(T0).to_string(), 1)]);
    });
}

#[test]
fn r12_old_views_are_forgotten() {
    on_each("views_old", |location| {
        let world = World::new(location);
        let [ann, ben] = world.members(["ann", "ben"]);
        for ahead in 0..3 {
            world.views(ben, ann, Trace::Full, T0.plus_days(ahead));
        }
        let forget = |before| {
            let run = move |tx: &mut kith_store::Tx<'_>| Ok(Ok::<_, No>(tx.forget_views(before)?));
            world.write(&[], T0, run).unwrap().value
        };
        assert_eq!(forget(T0.plus_days(2)), 2);
        assert_eq!(forget(T0.plus_days(2)), 0);
        assert_eq!(world.viewers(ann, T0).len(), 1);
    });
}

#[test]
fn r12_the_viewing_mode_is_kept_with_the_settings() {
    on_each("views_mode", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let mode = || world.read(|r| r.account(ann)).unwrap().settings.viewing_mode;
        assert_eq!(mode(), ViewingMode::Full, "unless one chooses otherwise");
        for chosen in [ViewingMode::Private, ViewingMode::SemiPrivate] {
            let settings = Settings { viewing_mode: chosen, ..Settings::default() };
            let run = move |tx: &mut kith_store::Tx<'_>| {
                tx.update_settings(ann, &settings);
                Ok(Ok::<_, No>(()))
            };
            world.write(&[ann], T0, run).unwrap();
            assert_eq!(mode(), chosen);
        }
    });
}
