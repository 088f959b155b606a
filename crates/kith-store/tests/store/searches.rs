//! Saved searches.

use kith_core::{
    change::Change,
    id::{MemberId, SearchId},
    search::SavedSearch,
};
use kith_sim::databases::on_each;

use super::support::{No, T0, World};

fn kept(number: u8, member: MemberId, name: &str) -> SavedSearch {
    SavedSearch {
        id: SearchId::from_bytes([number; 16]),
        member,
        name: name.to_owned(),
        query: format!("{{\"q\":\"{name}\"}}"),
        saved_at: T0,
    }
}

#[test]
fn r11_a_member_keeps_searches_under_names_of_their_own() {
    on_each("searches", |location| {
        let world = World::new(location);
        let (ann, ben) = (world.member("ann"), world.member("ben"));
        let apply = |member, changes: Vec<Change>| {
            world.write(&[member], T0, move |tx| {
                tx.apply(changes.clone())?;
                Ok(Ok::<_, No>(()))
            })
        };
        let save = |search: SavedSearch| apply(search.member, vec![Change::SearchSaved { search }]);
        let delete = |member, number: u8| {
            let search = SearchId::from_bytes([number; 16]);
            apply(member, vec![Change::SearchDeleted { member, search }])
        };
        for (number, member, name) in [(1, ann, "rust"), (2, ann, "Porto"), (3, ben, "rust")] {
            save(kept(number, member, name)).unwrap();
        }
        let names = |member| {
            let rows = world.read(|reads| reads.searches(member));
            rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
        };
        assert_eq!(names(ann), ["Porto", "rust"], "by the bytes of their names, on either");
        assert_eq!(names(ben), ["rust"]);
        assert!(save(kept(4, ann, "rust")).unwrap_err().is_conflict(), "the guard stands twice");
        let one = |id: u8, member| world.read(|r| r.search(SearchId::from_bytes([id; 16]), member));
        assert_eq!(one(1, ann).map(|row| row.query).as_deref(), Some("{\"q\":\"rust\"}"));
        assert_eq!(one(1, ben), None, "nobody else's");
        assert!(delete(ben, 1).unwrap_err().is_conflict());
        delete(ann, 1).unwrap();
        assert!(delete(ann, 1).unwrap_err().is_conflict(), "once");
        assert_eq!(names(ann), ["Porto"]);
        assert_eq!(names(ben), ["rust"]);
    });
}
