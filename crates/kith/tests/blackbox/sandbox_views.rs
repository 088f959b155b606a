//! R12: profile views, on a clock that can be moved.
//!
//! A view is written after the answer, behind which a later write of the same viewer waits: so a
//! test that has made one sees the view.

use serde_json::{Value, json};

use super::{
    api_messages::plan,
    client::{Client, Member, items, text},
    sandbox::actions,
    server::{Flags, on_each},
};

/// Looks at somebody's page, and waits until it is recorded.
fn visits(viewer: &Member, viewed: &Member) {
    viewer.sees(viewed);
    settles(viewer);
}

fn settles(viewer: &Member) {
    viewer.patch("/members/me/settings", &json!({})).is(200);
}

/// Looks in a mode from now on.
fn looks(member: &Member, mode: &str) {
    let saved = member.patch("/members/me/settings", &json!({"viewing_mode": mode})).is(200);
    assert_eq!(saved["viewing_mode"], mode);
}

fn viewers(member: &Member) -> Value {
    member.get("/viewers").is(200)
}

/// Whom the list names.
fn names(found: &Value) -> Vec<String> {
    let name = |one: &Value| match text(&one["mode"]) {
        "full" => text(&one["member"]["handle"]).to_owned(),
        mode => mode.to_owned(),
    };
    items(found).iter().map(name).collect()
}

#[test]
fn r12_a_view_is_recorded_once_per_viewer_and_day() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let empty = viewers(&ana);
        assert_eq!((items(&empty).len(), &empty["viewers"]), (0, &json!(0)));
        assert_eq!(empty["days"].as_array().map(Vec::len), Some(28));
        visits(&ben, &ana);
        visits(&ben, &ana);
        visits(&ana, &ana);
        visits(&carl, &ana);
        let found = viewers(&ana);
        assert_eq!(names(&found), [carl.handle.as_str(), &ben.handle], "the last one first");
        assert_eq!((&found["this_week"], &found["week_before"]), (&json!(2), &json!(0)));
        anyone.advance("P1D");
        visits(&ben, &ana);
        let found = viewers(&ana);
        assert_eq!(names(&found), [ben.handle.as_str(), &carl.handle]);
        assert_eq!(found["items"][0]["days"], 2);
        let last: Vec<_> = found["days"].as_array().unwrap()[26..].iter().collect();
        assert_eq!((&last[0]["count"], &last[1]["count"]), (&json!(2), &json!(1)));
        anyone.advance("P7D");
        let found = viewers(&ana);
        assert_eq!((&found["this_week"], &found["week_before"]), (&json!(0), &json!(3)));
        assert_eq!(viewers(&ben)["viewers"], 0, "Ana looked at nobody");
    });
}

#[test]
fn r12_full_semi_private_and_private_show_what_they_say_and_a_later_mode_reveals_nothing() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        let more = json!({"headline": "Builds bridges", "industry": "Construction",
            "location": "Porto"});
        let ben = anyone.join_as("ben", &more);
        looks(&ben, "private");
        visits(&ben, &ana);
        looks(&ben, "full");
        settles(&ben);
        assert_eq!(viewers(&ana)["viewers"], 0, "nothing of a private view is kept");
        let journal = operator.get("/admin/journal?limit=100");
        journal.is(200);
        assert!(!journal.text().contains("viewed"), "not even a line in the journal");
        looks(&ben, "semi_private");
        visits(&ben, &ana);
        assert!(operator.get("/admin/journal?limit=100").text().contains("viewed"));
        let found = viewers(&ana);
        let day = found["days"][27]["day"].clone();
        let expected = json!([{"mode": "semi_private", "headline": "Builds bridges",
            "industry": "Construction", "day": day}]);
        assert_eq!(found["items"], expected, "and nothing else");
        // The same day in full: the view was made, and stays as it was.
        looks(&ben, "full");
        visits(&ben, &ana);
        assert_eq!(viewers(&ana)["items"], expected);
        anyone.advance("P1D");
        visits(&ben, &ana);
        let found = viewers(&ana);
        assert_eq!(names(&found), [ben.handle.as_str(), "semi_private"]);
        assert_eq!(found["items"][0]["days"], 1, "the earlier day is not told of");
        assert_eq!(found["items"][1]["headline"], "Builds bridges");
        // A stranger's row is what R3 shows of strangers.
        let row = &found["items"][0]["member"];
        assert_eq!((&row["degree"], row.get("location")), (&json!("out"), None));
        assert_eq!(text(&row["name"]), "Ben P.");
    });
}

#[test]
fn r12_semi_private_viewers_are_told_apart_by_nothing_but_what_they_show() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        plan(&operator, &ana, "premium");
        let more = json!({"headline": "Consultant", "industry": "Consulting"});
        let mut crowd: Vec<Member> = (0..5).map(|_| anyone.join_as("sam", &more)).collect();
        crowd.push(anyone.join_as("zoe", &json!({"headline": "Accountant"})));
        for one in &crowd {
            looks(one, "semi_private");
            visits(one, &ana);
        }
        let full = anyone.join("full");
        visits(&full, &ana);
        let found = viewers(&ana);
        let seen = items(&found);
        assert_eq!(names(&found)[0], full.handle, "who says who they are comes first");
        assert_eq!(seen[1]["headline"], "Accountant", "by what they show, not by when");
        assert!(seen[2..].iter().all(|one| *one == seen[2]), "{seen:?}");
        let mut pages = Vec::new();
        let mut after = String::new();
        loop {
            let page = ana.get(&format!("/viewers?limit=2&after={after}")).is(200);
            pages.extend(items(&page));
            let Some(next) = page["next"].as_str() else { break };
            assert!(next.bytes().all(|byte| byte.is_ascii_digit()), "a cursor is a number: {next}");
            after = next.to_owned();
        }
        assert_eq!(pages, seen);
        let text = ana.get("/viewers").text();
        for one in &crowd {
            assert!(!text.contains(&one.handle), "{} in {text}", one.handle);
        }
        assert_eq!(ana.get("/viewers?after=x").wrong_fields(), ["after"]);
    });
}

#[test]
fn r7_r12_the_free_plan_shows_the_last_five_and_premium_all_of_90_days() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        visits(&ben, &ana);
        anyone.advance("P85D");
        let crowd = anyone.crowd("viewer", 7);
        for one in &crowd {
            visits(one, &ana);
        }
        let found = viewers(&ana);
        assert_eq!((items(&found).len(), &found["most"]), (5, &json!(5)));
        assert_eq!((&found["viewers"], &found["this_week"]), (&json!(8), &json!(7)));
        assert_eq!(found["next"], Value::Null, "there is no way past the five");
        let beyond = ana.get("/viewers?limit=2&after=4").is(200);
        assert_eq!((items(&beyond).len(), &beyond["next"]), (1, &Value::Null));
        assert_eq!(items(&ana.get("/viewers?after=5").is(200)).len(), 0);
        plan(&operator, &ana, "premium");
        let found = viewers(&ana);
        assert_eq!((items(&found).len(), found.get("most")), (8, None));
        anyone.advance("P6D");
        assert_eq!(viewers(&ana)["viewers"], 7, "after 90 days a view is shown to nobody");
    });
}

#[test]
fn r12_a_free_member_in_private_mode_loses_their_own_list() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        visits(&ben, &ana);
        looks(&ana, "private");
        let refusal = ana.get("/viewers").refused(403, "views_privately");
        assert_eq!(actions(&refusal), ["change_viewing"]);
        plan(&operator, &ana, "premium");
        assert_eq!(viewers(&ana)["viewers"], 1);
        plan(&operator, &ana, "free");
        ana.get("/viewers").refused(403, "views_privately");
        looks(&ana, "semi_private");
        assert_eq!(names(&viewers(&ana)), [ben.handle.as_str()]);
        let wrong = ana.patch("/members/me/settings", &json!({"viewing_mode": "ghost"}));
        assert_eq!(wrong.wrong_fields(), ["viewing_mode"]);
    });
}

#[test]
fn r12_who_is_blocked_or_deactivated_neither_appears_nor_counts() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        for one in [&ben, &carl, &dora] {
            visits(one, &ana);
        }
        ana.put(&format!("/blocks/{}", ben.handle)).done();
        carl.put(&format!("/blocks/{}", ana.handle)).done();
        let found = viewers(&ana);
        assert_eq!(names(&found), [dora.handle.as_str()]);
        assert_eq!((&found["viewers"], &found["this_week"]), (&json!(1), &json!(1)));
        // Who is not seen leaves nothing either.
        ben.get(&format!("/members/{}", ana.handle)).problem(404, "not_found");
        settles(&ben);
        let status = json!({"status": "deactivated"});
        operator.patch(&format!("/admin/members/{}", dora.handle), &status).done();
        let found = viewers(&ana);
        assert_eq!((items(&found).len(), &found["this_week"]), (0, &json!(0)));
    });
}

#[test]
fn r12_r4_an_invitation_from_the_viewers_keeps_where_it_came_from() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        visits(&ben, &ana);
        assert_eq!(items(&viewers(&ana))[0]["member"]["connect"]["allowed"], true);
        ana.invites_with(&ben, &json!({"source": "viewer"})).is(201);
        assert_eq!(ana.outbox()[0]["source"], "viewer");
        assert_eq!(items(&viewers(&ana))[0]["member"]["tie"]["state"], "invited");
    });
}

#[test]
fn r12_r14_a_view_counts_on_the_day_of_the_viewed_member() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        // Kiritimati is a day ahead of Pago Pago's for all but one hour.
        ana.patch("/members/me/settings", &json!({"time_zone": "Pacific/Kiritimati"})).is(200);
        visits(&ben, &ana);
        let here = anyone.now().to_zoned(jiff::tz::TimeZone::get("Pacific/Kiritimati").unwrap());
        let found = viewers(&ana);
        let last = &found["days"][27];
        assert_eq!((text(&last["day"]), &last["count"]), (&*here.date().to_string(), &json!(1)));
    });
}

#[test]
fn r12_reading_ahead_and_asking_for_the_head_alone_are_no_views() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        for address in [format!("/api/v1/members/{}", ana.handle), format!("/in/{}", ana.handle)] {
            let look = |method: &str, headers: &[(&str, &str)]| {
                assert_eq!(ben.client.send(method, &address, headers, None).status, 200);
                settles(&ben);
                viewers(&ana)["viewers"].clone()
            };
            assert_eq!(look("HEAD", &[]), 0, "{address}");
            for ahead in [
                ("sec-purpose", "prefetch"),
                ("sec-purpose", "prefetch;prerender"),
                ("purpose", "prefetch"),
                ("x-moz", "prefetch"),
            ] {
                assert_eq!(look("GET", &[ahead]), 0, "{address}, {ahead:?}");
            }
        }
        visits(&ben, &ana);
        assert_eq!(viewers(&ana)["viewers"], 1);
    });
}

#[test]
fn r1_views_from_before_a_block_do_not_come_back_with_its_end() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        visits(&ben, &ana);
        visits(&ana, &ben);
        assert_eq!((&viewers(&ana)["viewers"], &viewers(&ben)["viewers"]), (&json!(1), &json!(1)));
        let block = format!("/blocks/{}", ben.handle);
        ana.put(&block).done();
        ana.delete(&block).done();
        for one in [&ana, &ben] {
            let found = viewers(one);
            assert_eq!(names(&found), Vec::<String>::new());
            assert_eq!((&found["viewers"], &found["this_week"]), (&json!(0), &json!(0)));
        }
        visits(&ben, &ana);
        assert_eq!(viewers(&ana)["viewers"], 1, "a view after it is one");
    });
}
