//! The schema: made, kept, refused.

use kith_sim::databases::on_each;
use kith_store::{Location, Options, Store, StoreError};

use super::support::{World, open, raw};

/// The migrations that a store notes, as text.
fn noted(location: &Location) -> Vec<(i64, String)> {
    let sql = "SELECT number, name FROM migrations ORDER BY number";
    match location {
        Location::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path).unwrap();
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            rows.map(Result::unwrap).collect()
        }
        Location::Postgres(url) => super::support::on_server(url, async |client| {
            let rows = client.query(sql, &[]).await.unwrap();
            rows.iter().map(|row| (row.get(0), row.get(1))).collect()
        }),
        Location::Memory => panic!("a database in memory is nobody else's"),
    }
}

#[test]
fn an_empty_store_migrates_and_opening_it_again_changes_nothing() {
    let seen = std::sync::Mutex::new(Vec::new());
    on_each("migrations_again", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        let first = noted(location);
        assert!(!first.is_empty());
        drop(world);
        let again = open(location);
        assert_eq!(noted(location), first);
        let found = again.read(|reads| reads.member_by_handle("ann")).map_err(drop_no).unwrap();
        assert_eq!(found, Some(ann));
        seen.lock().unwrap().push(first);
    });
    let seen = seen.into_inner().unwrap();
    assert!(seen.iter().all(|noted| *noted == seen[0]), "the same numbers on both: {seen:?}");
    let numbers = seen[0].iter().map(|(number, _)| *number);
    assert!(numbers.eq(1..=seen[0].len() as i64));
}

fn drop_no(error: StoreError) -> String {
    error.to_string()
}

#[test]
fn a_store_that_a_newer_kith_made_is_refused_and_left_as_it_is() {
    on_each("migrations_newer", |location| {
        let world = World::new(location);
        world.member("ann");
        drop(world);
        let known = noted(location).len() as i64;
        raw(location, &format!("INSERT INTO migrations VALUES ({}, 'from tomorrow')", known + 1));
        let before = noted(location);
        match Store::open(&Options::new(location.clone())) {
            Err(StoreError::Newer { found, known: knows }) => {
                assert_eq!((found, knows), (known + 1, known));
            }
            other => panic!("{:?}", other.map(|_| "opened")),
        }
        assert_eq!(noted(location), before);
        raw(location, &format!("DELETE FROM migrations WHERE number = {}", known + 1));
        let store = open(location);
        assert!(
            store.read(|reads| reads.member_by_handle("ann")).map_err(drop_no).unwrap().is_some()
        );
    });
}

#[test]
fn nodes_that_start_together_on_an_empty_store_migrate_it_once() {
    on_each("migrations_race", |location| {
        let stores: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..6).map(|_| scope.spawn(|| open(location))).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        let numbers: Vec<_> = noted(location).iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
        let world = World::new(location);
        for (number, store) in stores.into_iter().enumerate() {
            world.through(store).crowd(&format!("node-{number}"), 2);
        }
    });
}

#[test]
fn a_place_that_cannot_be_reached_is_said_to_be_so() {
    let nowhere = [
        Location::Sqlite("/no/such/folder/kith.sqlite".into()),
        Location::Postgres("postgres://kith@127.0.0.1:1/kith".into()),
        Location::Postgres("not an address".into()),
    ];
    for location in nowhere {
        let opened = Store::open(&Options::new(location.clone()));
        assert!(matches!(opened, Err(StoreError::Unavailable(_))), "{location:?}");
    }
}
