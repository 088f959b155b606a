//! Accounts: who people are, how they sign in, what they decided.

use kith_core::{
    account::{Gate, Plan, Role, Settings, Status, ViewingMode},
    change::Change,
    id::MemberId,
    person::{Education, Position},
};
use kith_sim::databases::{Database, on_each};
use kith_store::Location;

use super::support::{T0, World, raw};

#[test]
fn a_profile_comes_back_as_it_was_kept() {
    on_each("accounts_profile", |location| {
        let world = World::new(location);
        let mut account = world.account("ann");
        let person = &mut account.known.person;
        person.headline = "Engineer; \"quotes\", 'apostrophes' and 名前 👩‍👩‍👧‍👦".to_owned();
        person.location = "Köln".to_owned();
        person.industry = "Energy".to_owned();
        person.about = "two\nlines".to_owned();
        let (company, title) = ("Initech".to_owned(), "Dev".to_owned());
        person.positions = vec![Position { company, title, from: 2019, until: Some(2021) }];
        let (school, degree) = ("ETH".to_owned(), String::new());
        person.education = vec![Education { school, degree, from: Some(2015), until: None }];
        person.skills = vec!["rust".to_owned()];
        assert_eq!(world.keep(std::slice::from_ref(&account)), [true]);
        let id = account.known.id;
        let stored = world.read(|reads| reads.person(id)).unwrap();
        assert_eq!((&stored.known, stored.status), (&account.known, Status::Active));

        let mut changed = account.known.clone();
        changed.person.headline = "Gardener".to_owned();
        changed.person.skills.clear();
        let kept = changed.clone();
        world
            .write(&[id], T0, move |tx| {
                tx.update_profile(&kept);
                tx.note(Change::ProfileChanged { member: id });
                Ok(Ok(()))
            })
            .unwrap();
        assert_eq!(world.read(|reads| reads.person(id)).unwrap().known, changed);
        assert_eq!(world.read(|reads| reads.person(world.id())).map(|p| p.status), None);
    });
}

#[test]
fn a_handle_or_address_that_is_taken_is_not_kept_and_the_others_are() {
    on_each("accounts_taken", |location| {
        let world = World::new(location);
        let ann = world.account("ann");
        let (mut address_taken, mut none) = (world.account("bob"), world.account("cid"));
        address_taken.known.person.email = "ann@example.org".to_owned();
        none.known.person.email = String::new();
        let mut none_either = world.account("dan");
        none_either.known.person.email = String::new();
        let again = ann.clone();
        let same_handle = world.account("ann");
        let all = [ann, again, same_handle, address_taken, none.clone(), none_either];
        assert_eq!(world.keep(&all), [true, false, false, false, true, true]);
        assert_eq!(world.keep(&all), [false; 6]);
        let counts = world.counts();
        assert_eq!(counts[0], 3);
        let [ann, cid] = [&all[0], &none].map(|account| account.known.id);
        assert_eq!(world.read(|r| r.member_by_handle("ann")), Some(ann));
        assert_eq!(world.read(|r| r.member_by_email("ann@example.org")), Some(ann));
        assert_eq!(world.read(|r| r.member_by_handle("bob")), None);
        assert_eq!(world.read(|r| r.email(ann)).as_deref(), Some("ann@example.org"));
        assert_eq!(world.read(|r| r.email(cid)), None);
    });
}

#[test]
fn secret_plan_role_status_and_settings_are_kept() {
    on_each("accounts_secret", |location| {
        let world = World::new(location);
        let ann = world.member("ann");
        for name in ["ann", "ann@example.org"] {
            let secret = world.read(|reads| reads.secret(name)).unwrap();
            assert_eq!((secret.id, secret.password.as_str()), (ann, "hash of ann"));
        }
        assert!(world.read(|reads| reads.secret("nobody")).is_none());
        let settings = Settings {
            gate: Gate::SecondDegree,
            connections_visible: false,
            follow_first: true,
            time_zone: "Europe/Berlin".parse().unwrap(),
            reminders: false,
            open_profile: true,
            inmail: false,
            viewing_mode: ViewingMode::Private,
        };
        let kept = settings.clone();
        world
            .write(&[ann], T0, move |tx| {
                tx.update_password(ann, "new hash");
                tx.update_role(ann, Role::Operator);
                tx.update_plan(ann, Plan::Navigator);
                tx.update_settings(ann, &kept);
                let status = Status::Deactivated;
                tx.apply(vec![Change::StatusChanged { member: ann, status }])?;
                tx.set_fact("seed", "1");
                tx.set_fact("seed", "2");
                Ok(Ok(()))
            })
            .unwrap();
        let secret = world.read(|reads| reads.secret("ann")).unwrap();
        assert_eq!((secret.password.as_str(), secret.status), ("new hash", Status::Deactivated));
        assert_eq!(world.read(|r| r.plan_and_role(ann)), Some((Plan::Navigator, Role::Operator)));
        let account = world.read(|reads| reads.account(ann)).unwrap();
        assert_eq!((account.plan, account.status), (Plan::Navigator, Status::Deactivated));
        assert_eq!(account.settings, settings);
        assert_eq!(world.read(|reads| reads.fact("seed")).as_deref(), Some("2"));
        assert_eq!(world.read(|reads| reads.fact("none")), None);
    });
}

#[test]
fn a_change_of_an_account_that_is_not_there_is_a_conflict() {
    on_each("accounts_absent", |location| {
        let world = World::new(location);
        let nobody: MemberId = world.id();
        let status = Status::Deactivated;
        let refused = world.apply(T0, vec![Change::StatusChanged { member: nobody, status }]);
        assert!(refused.unwrap_err().is_conflict());
    });
}

#[test]
fn people_are_read_in_the_order_of_their_ids_both_ways() {
    on_each("accounts_pages", |location| {
        let world = World::new(location);
        let mut ids = world.crowd("m", 25);
        ids.sort_unstable();
        let page = |after, limit| world.read(|reads| reads.people_after(after, limit));
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let rows = page(after, 7);
            all.extend(rows.iter().map(|row| row.known.id));
            after = all.last().copied();
            if rows.len() < 7 {
                break;
            }
        }
        assert_eq!(all, ids);
        let newest = world.read(|reads| reads.people_before(None, 3));
        let newest: Vec<_> = newest.iter().map(|row| row.known.id).collect();
        assert_eq!(newest, [ids[24], ids[23], ids[22]]);
        let before = world.read(|reads| reads.people_before(Some(ids[1]), 3));
        assert_eq!(before.iter().map(|row| row.known.id).collect::<Vec<_>>(), [ids[0]]);
    });
}

#[test]
fn an_operator_finds_members_by_the_beginning_of_their_handle() {
    on_each("accounts_admin", |location| operator_finds(&World::new(location)));
}

fn operator_finds(world: &World) {
    world.members(["ann", "ann-b", "anna", "an", "annb-c", "ann-a", "bob", "ann0"]);
    let page = |after: &str, prefix: &str, limit| {
        let rows = world.read(|reads| reads.admin_members(after, prefix, T0, T0, limit));
        rows.into_iter().map(|row| row.handle).collect::<Vec<_>>()
    };
    let all = ["an", "ann", "ann-a", "ann-b", "ann0", "anna", "annb-c", "bob"];
    assert_eq!(page("", "", 100), all);
    assert_eq!(page("", "ann-", 100), ["ann-a", "ann-b"]);
    assert_eq!(page("ann-a", "ann", 2), ["ann-b", "ann0"]);
    assert_eq!(page("", "x", 100), [""; 0]);
}

#[test]
fn handles_are_in_the_order_of_their_bytes_whatever_the_locale_of_the_database() {
    let Some(database) = Database::postgres("accounts_locale").unwrap() else { return };
    let Location::Postgres(url) = &database.location else { unreachable!() };
    let name = url.rsplit_once('/').unwrap().1;
    let server = Location::Postgres(std::env::var(kith_sim::databases::POSTGRES).unwrap());
    raw(&server, &format!("DROP DATABASE {name}"));
    raw(
        &server,
        &format!(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' \
             LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
        ),
    );
    operator_finds(&World::new(&database.location));
}
