//! Audiences of those who came by themselves (R11, R12, R13): who looked at my profile, and who
//! engaged with my posts. Only whom I am shown anyway is in them.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, text},
    pages_outreach::{form, page},
    server::{Flags, on_each},
};

fn drafted(member: &Member, audience: &Value) -> String {
    let body = json!({"name": "Spring", "audience": audience});
    text(&member.post("/campaigns", &body).is(201)["id"]).to_owned()
}

fn preview(member: &Member, id: &str) -> Value {
    member.post(&format!("/campaigns/{id}/preview"), &json!({})).is(200)
}

/// Who of an audience takes part or is left out, by their handles.
fn named(preview: &Value) -> Vec<String> {
    let items = preview["items"].as_array().expect("a list").iter();
    items.map(|one| text(&one["member"]["handle"]).to_owned()).collect()
}

fn reasons(preview: &Value) -> Vec<String> {
    let left = preview["left_out"].as_array().expect("a list").iter();
    left.map(|one| format!("{} {}", text(&one["reason"]), one["count"])).collect()
}

fn looks(viewer: &Member, mode: &str, viewed: &Member) {
    viewer.patch("/members/me/settings", &json!({"viewing_mode": mode})).is(200);
    viewer.sees(viewed);
    // A view is written after the answer; a later write of the same viewer waits for it.
    viewer.patch("/members/me/settings", &json!({})).is(200);
}

#[test]
fn r12_r13_an_audience_of_viewers_names_only_those_whom_the_member_is_shown() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let [full, half, quiet, gone, friend] =
            ["full", "half", "quiet", "gone", "friend"].map(|name| anyone.join(name));
        let id = drafted(&ana, &json!({"viewers": {"days": 30}}));
        let empty = preview(&ana, &id);
        assert_eq!((&empty["total"], &empty["ready"]), (&json!(0), &json!(0)));
        ana.connects(&friend);
        for (viewer, mode) in [
            (&full, "full"),
            (&half, "semi_private"),
            (&quiet, "private"),
            (&gone, "full"),
            (&friend, "full"),
        ] {
            looks(viewer, mode, &ana);
        }
        gone.put(&format!("/blocks/{}", ana.handle)).done();
        let seen = preview(&ana, &id);
        assert_eq!(named(&seen), [full.handle.as_str(), &friend.handle]);
        assert_eq!(reasons(&seen), ["connected 1", "unnamed 1"]);
        assert_eq!((&seen["total"], &seen["ready"]), (&json!(3), &json!(1)));
        let text = seen.to_string();
        for hidden in [&half, &quiet, &gone] {
            assert!(!text.contains(&hidden.handle), "{text}");
        }
        // The plan shows the last five: a sixth viewer pushes the first one out.
        for viewer in anyone.crowd("more", 4) {
            looks(&viewer, "full", &ana);
        }
        let seen = preview(&ana, &id);
        assert!(!named(&seen).contains(&full.handle) && named(&seen).len() == 5, "{seen}");
        // Further back than they looked is nobody, and neither is a mode that shows no viewers.
        anyone.advance("P3D");
        let path = format!("/campaigns/{id}");
        ana.patch(&path, &json!({"audience": {"viewers": {"days": 2}}})).is(200);
        assert_eq!(preview(&ana, &id)["total"], 0);
        ana.patch("/members/me/settings", &json!({"viewing_mode": "private"})).is(200);
        for act in ["preview", "start"] {
            let no = ana.post(&format!("{path}/{act}"), &json!({}));
            assert_eq!(no.wrong_fields(), ["audience.viewers"], "{act}");
        }
    });
}

#[test]
fn r13_an_audience_of_those_who_engaged_is_whoever_reacted_commented_or_reposted_where_it_shows() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let [reacts, comments, reposts, closely, gone, early, other] =
            ["reacts", "comments", "reposts", "closely", "gone", "early", "other"]
                .map(|name| anyone.join(name));
        let posted = |body: &str| {
            text(&ana.post("/posts", &json!({"body": body, "audience": "public"})).is(201)["id"])
                .to_owned()
        };
        let (post, second) = (posted("A bridge"), posted("Another one"));
        let like =
            |member: &Member, post: &str| member.put(&format!("/posts/{post}/reaction")).done();
        let comment = |member: &Member| {
            let body = json!({"body": "Fine"});
            member.post(&format!("/posts/{post}/comments"), &body).is(201);
        };
        let repost = |member: &Member, audience: &str| {
            let body = json!({"body": "", "repost_of": post, "audience": audience});
            member.post("/posts", &body).is(201);
        };
        like(&early, &second);
        anyone.advance("P40D");
        like(&reacts, &post);
        like(&reacts, &second);
        like(&gone, &post);
        comment(&gone);
        comment(&comments);
        comment(&ana);
        repost(&reposts, "public");
        // Ana does not see what is for connections of somebody else.
        repost(&closely, "connections");
        let theirs = other.post("/posts", &json!({"body": "Mine", "audience": "public"})).is(201);
        like(&closely, text(&theirs["id"]));
        gone.put(&format!("/blocks/{}", ana.handle)).done();
        comments.put(&format!("/do-not-contact/{}", ana.handle)).done();
        let id = drafted(&ana, &json!({"engaged": {"days": 30}}));
        let seen = preview(&ana, &id);
        let mut all = named(&seen);
        all.sort();
        let mut expected = [&reacts, &comments, &reposts].map(|one| one.handle.clone());
        expected.sort();
        assert_eq!(all, expected);
        assert_eq!(reasons(&seen), ["do_not_contact 1"]);
        assert_eq!((&seen["total"], &seen["ready"]), (&json!(3), &json!(2)));
        ana.patch(&format!("/campaigns/{id}"), &json!({"audience": {"engaged": {"days": 60}}}))
            .is(200);
        assert!(named(&preview(&ana, &id)).contains(&early.handle));
        ana.post(&format!("/campaigns/{id}/start"), &json!({})).is(200);
        assert_eq!(
            ana.get(&format!("/campaigns/{id}")).is(200)["audience"],
            json!({"engaged": {"days": 60}})
        );
        for (audience, field) in [
            (json!({"engaged": {"days": 0}}), "audience.engaged.days"),
            (json!({"viewers": {"days": 366}}), "audience.viewers.days"),
        ] {
            let body = json!({"name": "Spring", "audience": audience});
            assert_eq!(ana.post("/campaigns", &body).wrong_fields(), [field]);
        }
    });
}

#[test]
fn r13_the_builder_offers_viewers_and_those_who_engaged_with_their_counts() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben, carl) = (anyone.join("ana"), anyone.join("ben"), anyone.join("carl"));
        let builder = page(&ana, "/campaigns/new");
        assert!(builder.contains("Nobody in the last 90 days whom you are shown."));
        assert!(builder.contains("Nobody reacted, commented or passed a post on"));
        let post = ana.post("/posts", &json!({"body": "A bridge", "audience": "public"})).is(201);
        ben.put(&format!("/posts/{}/reaction", text(&post["id"]))).done();
        looks(&ben, "full", &ana);
        looks(&carl, "semi_private", &ana);
        let builder = page(&ana, "/campaigns/new?who=viewers");
        assert!(builder.contains(
            "1 person in the last 90 days whom you are shown. 1 view does not show whose it was."
        ));
        assert!(builder.contains("1 person reacted, commented or passed a post on"));
        assert!(page(&ana, "/viewers").contains("href=\"/campaigns/new?who=viewers\""));
        let typed = [
            ("name", "Spring"),
            ("who", "viewers"),
            ("viewers_days", "30"),
            ("daily", "15"),
            ("reserve", "20"),
            ("day", "mon"),
            ("from", "09:00"),
            ("to", "17:00"),
        ];
        let (status, kept) = form(&ana, "/campaigns", &typed);
        assert_eq!(status, 303);
        assert!(kept.contains("1 person of 2") || kept.contains("1 person"));
        assert!(kept.contains("They do not show who they are: 1"));
        let mut wrong = typed;
        wrong[2].1 = "0";
        let (status, again) = form(&ana, "/campaigns", &wrong);
        assert_eq!(status, 422);
        assert!(again.contains("Choose from 1 to 365 days."));
        ana.patch("/members/me/settings", &json!({"viewing_mode": "private"})).is(200);
        let builder = page(&ana, "/campaigns/new");
        assert!(
            builder.contains("and so see no viewers")
                && builder.contains("Choose another viewing mode")
        );
    });
}
