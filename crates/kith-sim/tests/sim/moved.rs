//! A world that is carried from one database to the other and back.

use std::sync::Arc;

use kith_core::time::Timestamp;
use kith_sim::{Setup, World, databases::Database};
use kith_store::{Counted, Location, Options, Store, restore};

/// Restores a dump; the store, and the dump that is made of it again.
#[expect(clippy::expect_used, reason = "a dump that is not restored fails the test")]
fn carried(dump: &[u8], to: &Location) -> (Arc<Store>, Vec<u8>, Vec<Counted>) {
    let restored = restore(to, &mut &*dump).expect("a whole dump");
    let store = Arc::new(Store::open(&Options::new(to.clone())).expect("a restored store"));
    let mut again = Vec::new();
    let counted = store.dump("test", Timestamp::from_micros(0), &mut again).expect("a dump");
    assert_eq!(restored, counted);
    (store, again, counted)
}

#[test]
fn a_world_moves_from_sqlite_to_postgresql_and_back_and_stays_the_same() {
    let world = World::lived(Setup::rulebook(5, 1_800)).expect("a world that keeps every rule");
    let mut dump = Vec::new();
    let before = world.store().dump("test", Timestamp::from_micros(0), &mut dump).expect("a dump");
    let rows = |table: &str| before.iter().find(|one| one.table == table).map_or(0, |one| one.rows);
    for table in ["accounts", "pairs", "invitations", "messages", "notifications", "journal"] {
        assert!(rows(table) > 50, "{table} has {} rows only", rows(table));
    }
    let graph = world.over(world.store()).expect("an application").graph_sum();
    let there = Database::sqlite("moved").expect("a temporary folder");
    let other = Database::postgres("moved").expect("PostgreSQL answers");
    let back = Database::sqlite("moved_back").expect("a temporary folder");
    for database in [Some(&there), other.as_ref(), Some(&back)].into_iter().flatten() {
        let (store, again, counted) = carried(&dump, &database.location);
        assert_eq!(counted, before);
        assert_eq!(store.read(|reads| reads.disagreements()).expect("a check"), []);
        let app = world.over(&store).expect("an application");
        assert_eq!(app.graph_sum(), graph);
        dump = again;
    }
}
