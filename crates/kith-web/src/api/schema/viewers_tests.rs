//! Viewers and the map are described as they are written.

use kith_app::{
    Page,
    map::{Cluster, Filter, MapPerson, NetworkMap},
    views::{Known, ViewDay, ViewerItem, Viewers},
};
use kith_core::{account::Plan, degree::Degree, visibility::glimpse};

use crate::api::schema::tests::{at, described, row};

#[test]
fn viewers_are_as_described() {
    let day = "2026-05-04".parse().unwrap();
    let known = Known { member: row(Degree::Second), viewed_at: at(), days: 3 };
    let glimpse = glimpse("Builds bridges", "");
    let items = vec![ViewerItem::Full(Box::new(known)), ViewerItem::SemiPrivate { glimpse, day }];
    let viewers = Viewers {
        page: Page { items, next: None },
        days: vec![ViewDay { day, count: 2 }],
        this_week: 2,
        week_before: 0,
        viewers: 2,
        plan: Plan::Free,
        most: Some(5),
        days_back: 90,
    };
    described("Viewers", &viewers);
}

#[test]
fn a_map_is_as_described() {
    let member = MapPerson { card: row(Degree::First).card, mutual_count: 4 };
    let cluster = Cluster {
        name: "Initech".into(),
        reason: "All of 1 work at Initech".into(),
        linked: true,
        filter: Some(Filter { name: "company", value: "Initech".into() }),
        members: vec![member],
    };
    let edges = vec![("ana".into(), "ben".into())];
    described("NetworkMap", &NetworkMap { total: 1, clusters: vec![cluster], edges });
}
