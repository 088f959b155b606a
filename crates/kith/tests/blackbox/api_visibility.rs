//! R3: what each degree sees over HTTP, by both presets, on pages and in lists.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, handles, items},
    server::{Flags, on_each, on_each_shared},
};

/// Sam, about whom everything is known, and somebody at each distance.
struct Distances {
    sam: Member,
    near: Vec<(&'static str, Member)>,
}

fn distances(anyone: &Client) -> Distances {
    let sam = anyone.join_as(
        "sam",
        &json!({
            "last_name": "Zuckermann", "headline": "Builds bridges", "location": "Porto",
            "industry": "Civil engineering",
        }),
    );
    sam.patch(
        "/members/me",
        &json!({
            "about": "Bridges, mostly.", "skills": ["Statics", "Concrete"],
            "positions": [
                {"company": "Initech", "title": "Engineer", "from": 2015, "until": 2019},
                {"company": "Hooli", "title": "Lead", "from": 2019},
            ],
            "education": [{"school": "FEUP", "degree": "MSc", "from": 2009, "until": 2014}],
        }),
    )
    .is(200);
    let [first, second, third, out] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
    for (a, b) in [(&first, &sam), (&second, &first), (&third, &second)] {
        a.connects(b);
    }
    let near = vec![("1st", first), ("2nd", second), ("3rd", third), ("out", out)];
    Distances { sam, near }
}

/// What a page shows: the fields that R3 speaks of, and how many positions.
fn shown(page: &Value) -> Vec<String> {
    let fields =
        ["last_name", "headline", "location", "industry", "about", "education", "skills", "email"];
    let mut shown: Vec<String> = fields
        .iter()
        .filter(|field| page.get(**field).is_some())
        .map(|f| (*f).to_owned())
        .collect();
    if let Some(positions) = page["positions"].as_array() {
        shown.push(format!("{} positions", positions.len()));
    }
    shown
}

/// The fields of each degree by a preset, and the name.
fn matrix(preset: &str) -> [(&'static str, &'static str, Vec<&'static str>); 5] {
    let line = ["headline", "location", "industry"];
    let near = [&["last_name"], &line[..], &["about", "education", "skills"]].concat();
    let all = [&near[..], &["email", "2 positions"]].concat();
    let second = [&near[..], &["1 positions"]].concat();
    let (third, out, far) = if preset == "community" {
        let third = [&["last_name"], &line[..], &["1 positions"]].concat();
        (third, vec!["last_name", "headline", "industry", "1 positions"], "Sam Zuckermann")
    } else {
        let third = [&line[..], &["1 positions"]].concat();
        (third, vec!["headline", "industry"], "Sam Z.")
    };
    let full = "Sam Zuckermann";
    [
        ("self", full, all.clone()),
        ("1st", full, all),
        ("2nd", full, second),
        ("3rd", far, third),
        ("out", far, out),
    ]
}

#[test]
fn r3_each_degree_sees_what_the_matrix_of_the_preset_shows_and_nothing_blanked() {
    for preset in ["classic", "community"] {
        let policy = format!("[visibility]\npreset = \"{preset}\"\n");
        on_each(Flags::sandbox_with(&policy), |server| {
            let anyone = Client::anonymous(server);
            let Distances { sam, near } = distances(&anyone);
            let viewers: Vec<&Member> =
                std::iter::once(&sam).chain(near.iter().map(|(_, member)| member)).collect();
            for ((degree, name, fields), viewer) in matrix(preset).into_iter().zip(viewers) {
                let place = format!("{preset}, {degree}");
                let page = viewer.sees(&sam);
                assert_eq!(page["degree"], degree, "{place}");
                assert_eq!((&page["name"], &page["first_name"]), (&json!(name), &json!("Sam")));
                assert_eq!(shown(&page), fields, "{place}");
                assert!(!page.to_string().contains("\"\""), "{place}: nothing is blanked");
                if fields.contains(&"1 positions") {
                    assert_eq!(
                        page["positions"][0]["company"], "Hooli",
                        "{place}: the current one"
                    );
                }
                let hidden = name != "Sam Zuckermann";
                assert_eq!(hidden, !page.to_string().contains("Zuckermann"), "{place}");
                // In a list as on the page.
                let found = viewer.list("/people?q=Builds");
                if degree != "self" {
                    assert_eq!(found[0]["name"], name, "{place}");
                    let there = |field: &str| found[0].get(field).is_some();
                    assert_eq!(there("location"), degree != "out", "{place}");
                    assert!(there("headline") && there("industry"), "{place}");
                }
            }
        });
    }
}

#[test]
fn r3_the_list_of_connections_is_for_the_1st_degree_where_the_member_allows_it() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let Distances { sam, near } = distances(&anyone);
        let of_sam = format!("/connections?of={}", sam.handle);
        let filter = format!("/people?connection_of={}", sam.handle);
        let ana = &near[0].1;
        assert_eq!(handles(&ana.list(&of_sam)), [ana.handle.as_str()]);
        for (degree, member) in &near[1..] {
            for list in [&of_sam, &filter] {
                let refusal = member.get(list).refused(403, "list_hidden");
                assert_eq!(refusal["instead"][0]["action"], "ask_mutual", "{degree}");
            }
            assert_eq!(member.sees(&sam)["connections_visible"], false);
        }
        assert_eq!(ana.sees(&sam)["connections_visible"], true);
        sam.patch("/members/me/settings", &json!({"connections_visible": false})).is(200);
        for list in [&of_sam, &filter] {
            ana.get(list).refused(403, "list_hidden");
        }
        assert_eq!(ana.sees(&sam)["connections_visible"], false);
        assert_eq!(handles(&sam.list(&of_sam)), [ana.handle.as_str()], "the owner sees it");
    });
}

#[test]
fn r3_names_on_the_way_are_shown_as_the_viewer_may_see_them() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let Distances { sam, near } = distances(&anyone);
        let carl = &near[2].1;
        let names = |list: &Value| -> Vec<String> {
            let names = list.as_array().expect("a list").iter();
            names.map(|one| one["name"].as_str().expect("a name").to_owned()).collect()
        };
        let way = ["Carl Petrova", "Ben Petrova", "Ana Petrova", "Sam Z."];
        assert_eq!(names(&carl.sees(&sam)["path"]), way, "me, 1st, 2nd, 3rd");
        let paths = items(&carl.get(&format!("/paths/{}", sam.handle)).is(200));
        assert_eq!(paths.len(), 1);
        assert_eq!(names(&paths[0]), way);
        // Mutual connections show to the 1st and 2nd degree only.
        let ben = &near[1].1;
        let page = ben.sees(&sam);
        assert_eq!(
            (&page["mutual_count"], names(&page["mutuals"])),
            (&json!(1), vec!["Ana Petrova".into()])
        );
        for far in [&near[2].1, &near[3].1] {
            let page = far.sees(&sam);
            assert_eq!((&page["mutual_count"], &page["mutuals"]), (&json!(0), &json!([])));
        }
    });
}

#[test]
fn r1_following_shows_on_both_sides_and_follow_first_swaps_the_main_button() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let primary = |page: &Value| {
            let of = |action: &str| page["actions"][action]["primary"] == json!(true);
            (of("connect"), of("follow"))
        };
        assert_eq!(primary(&ana.sees(&ben)), (true, false));
        ben.patch("/members/me/settings", &json!({"follow_first": true})).is(200);
        assert_eq!(primary(&ana.sees(&ben)), (false, true));
        assert_eq!(primary(&ben.sees(&ana)), (true, false));
        ana.put(&format!("/follows/{}", ben.handle)).done();
        ana.put(&format!("/follows/{}", ben.handle)).done();
        assert_eq!(ana.sees(&ben)["actions"]["follow"]["via"], "following");
        assert_eq!(ben.sees(&ana)["tie"]["followed_by"], true);
        assert_eq!(ana.sees(&ben)["follower_count"], 1);
        assert_eq!(handles(&ben.list("/followers")), [ana.handle.as_str()]);
        assert_eq!(handles(&ana.list("/follows")), [ben.handle.as_str()]);
        // Following back does not connect; unfollowing keeps a connection.
        ben.put(&format!("/follows/{}", ana.handle)).done();
        assert_eq!(ana.sees(&ben)["degree"], "out");
        ana.connects(&ben);
        ana.delete(&format!("/follows/{}", ben.handle)).done();
        let page = ana.sees(&ben);
        assert_eq!((&page["degree"], &page["tie"]["following"]), (&json!("1st"), &json!(false)));
        ana.put(&format!("/follows/{}", ana.handle)).refused(403, "self");
        ana.delete(&format!("/connections/{}", ana.handle)).refused(403, "self");
    });
}

#[test]
fn profiles_and_settings_name_every_field_that_cannot_be_taken_and_keep_the_rest() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let changed = json!({"gate": "second_degree", "time_zone": "America/St_Johns",
            "connections_visible": false, "follow_first": true, "reminders": false,
            "open_profile": false, "inmail": false,
            "viewing_mode": "semi_private"});
        assert_eq!(ana.patch("/members/me/settings", &changed).is(200), changed);
        assert_eq!(ana.get("/members/me/settings").is(200), changed);
        ana.patch("/members/me/settings", &json!({})).is(200);
        assert_eq!(ana.get("/members/me/settings").is(200), changed, "absent fields stay");
        for (body, fields) in [
            (json!({"gate": "some"}), vec!["gate"]),
            (json!({"time_zone": "Mars/Olympus"}), vec!["time_zone"]),
            (json!({"gate": "", "time_zone": ""}), vec!["gate", "time_zone"]),
            (json!({"reminders": "no"}), vec!["reminders"]),
            (json!({"colour": "red"}), vec!["colour"]),
        ] {
            assert_eq!(ana.patch("/members/me/settings", &body).wrong_fields(), fields, "{body}");
        }
        let long = "x".repeat(3_000);
        let job =
            |from: i32, until: i32| json!([{"company": "Hooli", "from": from, "until": until}]);
        for (body, field) in [
            (json!({"first_name": " "}), "first_name"),
            (json!({"headline": long}), "headline"),
            (json!({"about": long}), "about"),
            (json!({"positions": job(2020, 2019)}), "positions"),
            (json!({"positions": job(20, 21)}), "positions"),
            (json!({"positions": [{"company": "", "from": 2020}]}), "positions"),
            (json!({"education": [{"school": " "}]}), "education"),
            (json!({"skills": ["", "Statics"]}), "skills"),
            (json!({"skills": (["Statics"; 51].as_slice())}), "skills"),
            (json!({"email": "new@example.org"}), "email"),
            (json!({"handle": "new"}), "handle"),
        ] {
            let fields = ana.patch("/members/me", &body).wrong_fields();
            assert!(
                fields.iter().all(|one| one.starts_with(field)) && !fields.is_empty(),
                "{fields:?}"
            );
        }
        let me = ana.patch(
            "/members/me",
            &json!({"headline": "  Weaver ", "positions": [
            {"company": "Old", "from": 2001, "until": 2003}, {"company": "New", "from": 2010}]}),
        );
        let me = me.is(200);
        assert_eq!(me["headline"], "Weaver");
        assert_eq!(me["positions"][0]["company"], "New", "newest first");
        assert_eq!(me, ana.get("/members/me").is(200));
    });
}
