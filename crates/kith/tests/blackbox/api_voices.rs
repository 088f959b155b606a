//! Posts in a company's name, mentions, pages that are handed over, and groups' links.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, items, text},
    server::{Flags, number, on_each, on_each_shared},
};

/// A company's page that a member makes; its address.
fn page(maker: &Member) -> String {
    let made = maker.post("/companies", &json!({"name": format!("Initech {}", number())}));
    text(&made.is(201)["handle"]).to_owned()
}

fn ids(viewer: &Member, path: &str) -> Vec<String> {
    items(&viewer.get(path).is(200)).iter().map(|post| text(&post["id"]).to_owned()).collect()
}

#[test]
fn a_company_speaks_through_who_looks_after_its_page_and_its_followers_hear_it() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let company = page(&ana);
        ben.put(&format!("/companies/{company}/follow")).done();
        // Whoever blocks the one who writes hears the company all the same, and not who wrote.
        dora.put(&format!("/blocks/{}", ana.handle)).done();
        let said = json!({"body": "We hire.", "company": company});
        carl.post("/posts", &said).refused(403, "not_in_charge");
        let answer = ana.post("/posts", &said);
        ana.client.get_at("/feed", answer.header("kith-revision")).is(200);
        let post = answer.is(201);
        let id = text(&post["id"]).to_owned();
        assert_eq!((&post["audience"], &post["author"]), (&json!("company"), &Value::Null));
        assert_eq!(post["company"]["handle"], company);
        let heard = [&ana, &ben, &carl, &dora].map(|who| ids(who, "/feed").contains(&id));
        assert_eq!(heard, [true, true, false, false], "its followers, its maker among them");
        let wall = format!("/companies/{company}/posts");
        assert!([&ana, &carl, &dora].iter().all(|who| ids(who, &wall) == [id.clone()]));
        assert!(ids(&carl, &format!("/members/{}/posts", ana.handle)).is_empty());
        let seen = dora.get(&format!("/posts/{id}"));
        assert!(!seen.text().contains(&ana.handle), "{seen}");
        assert_eq!(
            (seen.is(200)["mine"].clone(), post["mine"].clone()),
            (json!(false), json!(true))
        );
        let comment = carl.post(&format!("/posts/{id}/comments"), &json!({"body": "Me!"})).is(201);
        let comment = format!("/comments/{}", text(&comment["id"]));
        assert_eq!(dora.delete(&comment).status, 404);
        ana.delete(&comment).done();
        carl.put(&format!("/posts/{id}/reaction")).done();
        carl.patch(&format!("/posts/{id}"), &json!({"body": "Mine"})).problem(404, "not_found");
        let operator = anyone.operator(server);
        operator.patch(&format!("/posts/{id}"), &json!({"body": "We hire two."})).is(200);
        for (wrong, field) in [
            (json!({"body": "x", "company": "no-such-page"}), "company"),
            (json!({"body": "x", "audience": "company"}), "company"),
            (json!({"body": "x", "company": company, "group": id}), "company"),
        ] {
            assert_eq!(ana.post("/posts", &wrong).wrong_fields(), [field]);
        }
        ana.delete(&format!("/posts/{id}")).done();
        assert!(ids(&ben, &wall).is_empty());
    });
}

#[test]
fn a_page_is_handed_over_to_somebody_who_works_there_and_its_voice_with_it() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let company = page(&ana);
        let at = format!("/companies/{company}");
        let name = ana.get(&at).is(200)["name"].clone();
        let post = ana.post("/posts", &json!({"body": "Hello", "company": company})).is(201);
        let post = format!("/posts/{}", text(&post["id"]));
        let give = |from: &Member, to: &str| {
            let body = json!({"to": to});
            from.client.call("PUT", &format!("{at}/owner"), &[], Some(&body))
        };
        give(&ana, &ben.handle).refused(403, "not_staff");
        give(&ana, "no-such-member").refused(404, "not_found");
        let job = |until: Value| {
            let job = json!({"company": name, "title": "Engineer", "from": 2015, "until": until});
            ben.patch("/members/me", &json!({"positions": [job]})).is(200);
        };
        job(json!(2020));
        give(&ana, &ben.handle).refused(403, "not_staff");
        job(Value::Null);
        give(&carl, &ben.handle).refused(403, "not_in_charge");
        let view = give(&ana, &ben.handle).is(200);
        assert_eq!(
            (&view["may_change"], &view["owner"]["handle"]),
            (&json!(false), &json!(ben.handle))
        );
        ana.patch(&at, &json!({"about": "Still mine"})).refused(403, "not_in_charge");
        ana.patch(&post, &json!({"body": "Still mine"})).problem(404, "not_found");
        ben.patch(&post, &json!({"body": "Hello again"})).is(200);
        ben.patch(&at, &json!({"about": "Mine"})).is(200);
    });
}

#[test]
fn a_mention_is_a_link_for_who_may_see_both_and_words_for_everybody_else() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        dora.put(&format!("/blocks/{}", ana.handle)).done();
        let named = |view: &Value| -> Vec<String> {
            let all = view["mentions"].as_array().unwrap();
            all.iter().map(|card| text(&card["handle"]).to_owned()).collect()
        };
        // Whom the author may not see is not named; neither are themself nor addresses.
        let words = format!(
            "Thanks @{}, @{}, @{} and x@{}",
            ben.handle, dora.handle, ana.handle, carl.handle
        );
        let post = ana.post("/posts", &json!({"body": words})).is(201);
        let place = format!("/posts/{}", text(&post["id"]));
        assert_eq!(named(&post), [ben.handle.as_str()]);
        ben.put(&format!("/blocks/{}", carl.handle)).done();
        assert!(named(&carl.get(&place).is(200)).is_empty(), "Carl may not see Ben");
        assert!(carl.get(&place).is(200)["body"].as_str().unwrap().contains(&ben.handle));
        let other = ana.patch(&place, &json!({"body": format!("@{}", carl.handle)})).is(200);
        assert_eq!(named(&other), [carl.handle.as_str()]);
        let comments = format!("{place}/comments");
        ana.post(&comments, &json!({"body": format!("And @{}", ben.handle)})).is(201);
        let shown = |who: &Member| named(&items(&who.get(&comments).is(200))[0]);
        assert_eq!((shown(&ana), shown(&carl)), (vec![ben.handle.clone()], Vec::new()));
    });
}

#[test]
fn whoever_has_its_link_joins_a_hidden_group_until_it_is_revoked() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let group = json!({"name": format!("Vault {}", number()), "access": "hidden"});
        let made = ana.post("/groups", &group).is(201);
        let at = format!("/groups/{}", text(&made["id"]));
        let link = format!("{at}/link");
        ben.post(&link, &json!({})).problem(404, "not_found");
        ana.get(&link).problem(404, "not_found");
        for days in [0, 367] {
            assert_eq!(ana.post(&link, &json!({"days": days})).wrong_fields(), ["days"]);
        }
        let made = ana.post(&link, &json!({})).is(201);
        assert_eq!(ana.get(&link).is(200), made);
        let by = |link: &Value| format!("/group-links/{}", text(&link["token"]));
        let told = ben.get(&by(&made)).is(200);
        assert_eq!((&told["name"], &told["joined"]), (&group["name"], &json!(false)));
        ben.get(&at).problem(404, "not_found");
        let inside = ben.put(&format!("{}/membership", by(&made))).is(200);
        assert_eq!(inside["membership"], "member");
        ben.put(&format!("{}/membership", by(&made))).is(200);
        ben.post(&link, &json!({})).refused(403, "not_in_charge");
        // A new link ends the old one, and revoking ends both.
        let second = ana.post(&link, &json!({"days": 7})).is(201);
        carl.put(&format!("{}/membership", by(&made))).problem(404, "not_found");
        ana.delete(&link).done();
        carl.get(&by(&second)).problem(404, "not_found");
        carl.put(&format!("{}/membership", by(&second))).problem(404, "not_found");
        carl.get(&at).problem(404, "not_found");
        let third = ana.post(&link, &json!({})).is(201);
        ana.delete(&at).done();
        dora.put(&format!("{}/membership", by(&third))).problem(404, "not_found");
    });
}

#[test]
fn a_groups_link_lapses_at_its_instant() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let made = ana.post("/groups", &json!({"name": "Vault", "access": "hidden"})).is(201);
        let link = format!("/groups/{}/link", text(&made["id"]));
        let token = text(&ana.post(&link, &json!({"days": 1})).is(201)["token"]).to_owned();
        anyone.advance("PT23H");
        ben.get(&format!("/group-links/{token}")).is(200);
        anyone.advance("PT1H");
        ben.put(&format!("/group-links/{token}/membership")).problem(404, "not_found");
        ana.get(&link).problem(404, "not_found");
    });
}

#[test]
fn whoever_was_removed_comes_back_by_a_moderators_consent_and_not_by_the_link() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        for access in ["open", "request", "hidden"] {
            let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
            let group = json!({"name": format!("Vault {}", number()), "access": access});
            let made = ana.post("/groups", &group).is(201);
            let at = format!("/groups/{}", text(&made["id"]));
            let link = ana.post(&format!("{at}/link"), &json!({})).is(201);
            let by = format!("/group-links/{}", text(&link["token"]));
            let act = |act: &str| {
                ana.post(&format!("{at}/people/{}/{act}", ben.handle), &json!({})).done();
            };
            let in_by_link = || ben.put(&format!("{by}/membership"));
            // Who leaves may come back.
            in_by_link().is(200);
            ben.delete(&format!("{at}/membership")).done();
            in_by_link().is(200);
            act("remove");
            let refused = in_by_link().refused(403, "removed");
            assert!(text(&refused["detail"]).contains("A moderator removed you"), "{refused}");
            assert_eq!(ben.get(&by).is(200)["removed"], true);
            if access == "hidden" {
                ben.get(&at).problem(404, "not_found");
            } else {
                let seen = ben.get(&at).is(200);
                assert_eq!((&seen["removed"], &seen["membership"]), (&json!(true), &Value::Null));
                assert_eq!(seen["actions"]["join"]["via"], "request", "an open one, too");
                let asked = ben.put(&format!("{at}/membership")).is(200);
                assert_eq!(asked["membership"], "asked");
                act("refuse");
                in_by_link().refused(403, "removed");
            }
            act("invite");
            ben.put(&format!("{at}/membership")).is(200);
            let inside = ben.get(&at).is(200);
            assert_eq!(
                (&inside["membership"], &inside["removed"]),
                (&json!("member"), &json!(false))
            );
            // A moderator has consented: leaving is leaving again.
            ben.delete(&format!("{at}/membership")).done();
            in_by_link().is(200);
        }
    });
}
