//! The operator's part of the API: only for operators, and what they do with it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    client::{Client, at, handles},
    sandbox::days,
    server::{Flags, Server, on_each_shared},
};

/// Every admin route with a body that would be taken.
fn routes(handle: &str) -> Vec<(&'static str, String, Value)> {
    let id = "0198f000-0000-7000-8000-000000000001";
    let report = if handle == "{handle}" { "{id}" } else { id };
    let campaign = report;
    vec![
        ("GET", "/admin/members".to_owned(), Value::Null),
        ("PATCH", format!("/admin/members/{handle}"), json!({"plan": "premium"})),
        ("GET", "/admin/restrictions".to_owned(), Value::Null),
        ("POST", "/admin/restrictions".to_owned(), json!({"handle": handle, "reason": "A test."})),
        ("DELETE", format!("/admin/restrictions/{handle}"), Value::Null),
        ("GET", "/admin/appeals".to_owned(), Value::Null),
        (
            "POST",
            "/admin/boosts".to_owned(),
            json!({"name": "A test", "extra": 1, "audience": [handle, "nobody"],
                "from": "2030-01-01T00:00:00Z", "until": "2030-01-02T00:00:00Z"}),
        ),
        ("GET", "/admin/policy".to_owned(), Value::Null),
        ("GET", "/admin/journal".to_owned(), Value::Null),
        ("GET", "/admin/mails".to_owned(), Value::Null),
        ("GET", "/admin/reports".to_owned(), Value::Null),
        ("POST", format!("/admin/reports/{report}/done"), json!({})),
        ("GET", "/admin/campaigns".to_owned(), Value::Null),
        ("GET", "/admin/outreach".to_owned(), Value::Null),
        ("GET", "/admin/email-invitations".to_owned(), Value::Null),
        ("POST", format!("/admin/campaigns/{campaign}/pause"), json!({})),
        ("POST", format!("/admin/campaigns/{campaign}/resume"), json!({})),
    ]
}

#[test]
fn every_admin_route_is_403_for_everybody_but_an_operator() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        // The table has every route that the server describes.
        let spec = anyone.send("GET", "/api/openapi.json", &[], None).is(200);
        let mut described = BTreeSet::new();
        for (path, item) in spec["paths"].as_object().expect("paths") {
            if let Some(path) = path.strip_prefix("/api/v1").filter(|p| p.starts_with("/admin")) {
                let methods = item.as_object().expect("methods").keys();
                described.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
            }
        }
        let tried = routes("{handle}");
        let tried: BTreeSet<String> =
            tried.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
        assert_eq!(tried, described);
        // A token that was made for a member's calls is none of an operator's.
        let member_scope = server.admin(&["token", &operator.handle, "--scope", "member"]);
        let member_scope = anyone.with_token(&member_scope);
        for handle in [&ben.handle, &ana.handle, &"no-such-member".to_owned()] {
            for (method, path, body) in routes(handle) {
                let body = Some(&body).filter(|body| !body.is_null());
                for client in [&ana.client, &member_scope] {
                    client.call(method, &path, &[], body).refused(403, "not_operator");
                }
                anyone.call(method, &path, &[], body).problem(401, "sign_in_first");
            }
        }
        assert_eq!(ben.get("/members/me").is(200)["plan"], "free");
        assert_eq!(ben.get("/limits").is(200)["restriction"], Value::Null);
    });
}

#[test]
fn an_operator_finds_members_and_sees_what_they_sent() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let (ana, ben) = (anyone.join("zoltan"), anyone.join("ben"));
        ana.sends(&ben);
        for q in [ana.handle.clone(), ana.email.clone(), ana.email.to_uppercase()] {
            let found = operator.list(&format!("/admin/members?q={q}"));
            assert_eq!(handles(&found), [ana.handle.as_str()], "{q}");
            let row = &found[0];
            assert_eq!((&row["sent_week"], &row["pending"]), (&json!(1), &json!(1)));
            assert_eq!((&row["level"], &row["status"]), (&json!("clear"), &json!("active")));
            assert_eq!(
                (&row["email"], &row["name"]),
                (&json!(ana.email), &json!("Zoltan Petrova"))
            );
        }
        assert_eq!(operator.list("/admin/members?q=nobody@example.org"), Vec::<Value>::new());
        let policy = operator.get("/admin/policy");
        assert!(policy.header("content-type").starts_with("text/plain"));
        assert!(policy.text().contains("weekly_invitations = 100"), "{policy}");
        let journal = operator.list("/admin/journal?limit=100");
        let told = journal.iter().filter(|line| line["changes"].is_array()).count();
        assert_eq!(told, journal.len());
    });
}

#[test]
fn r2_a_deactivated_member_is_nowhere_and_comes_back_as_they_were() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        ana.connects(&ben);
        ben.connects(&carl);
        assert_eq!(ana.sees(&carl)["degree"], "2nd");
        let account = format!("/admin/members/{}", ben.handle);
        let off = operator.patch(&account, &json!({"status": "deactivated"}));
        off.done();
        let seen = off.header("kith-revision").to_owned();
        let nobody = ana.get("/members/no-such-member");
        let gone = ana.client.get_at(&format!("/members/{}", ben.handle), &seen);
        assert_eq!((gone.status, &gone.body), (404, &nobody.body));
        assert_eq!(ana.sees(&carl)["degree"], "out", "they carry no path");
        assert_eq!(ana.list("/connections"), Vec::<Value>::new());
        ben.get("/members/me").problem(401, "sign_in_first");
        let session = json!({"handle": ben.handle, "password": super::client::PASSWORD});
        anyone.post("/sessions", &session).problem(401, "wrong_password");
        let on = operator.patch(&account, &json!({"status": "active"}));
        on.done();
        let seen = on.header("kith-revision").to_owned();
        let back = ana.client.get_at(&format!("/members/{}", carl.handle), &seen).is(200);
        assert_eq!(back["degree"], "2nd");
        ben.get("/members/me").is(200);
    });
}

#[test]
fn an_operators_mistakes_are_named_by_field() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        let account = format!("/admin/members/{}", ana.handle);
        for (body, field) in [
            (json!({}), "plan"),
            (json!({"plan": "gold"}), "plan"),
            (json!({"status": "asleep"}), "status"),
        ] {
            assert_eq!(operator.patch(&account, &body).wrong_fields(), [field], "{body}");
        }
        let own = format!("/admin/members/{}", operator.handle);
        let alone = operator.patch(&own, &json!({"status": "deactivated"}));
        assert_eq!(alone.wrong_fields(), ["status"]);
        operator.patch("/admin/members/no-one", &json!({"plan": "free"})).refused(404, "not_found");
        for (body, field) in [
            (json!({"handle": ana.handle}), "reason"),
            (json!({"handle": ana.handle, "reason": " "}), "reason"),
            (json!({"handle": ana.handle, "reason": "x", "level": "clear"}), "level"),
            (json!({"handle": ana.handle, "reason": "x", "level": "jail"}), "level"),
        ] {
            assert_eq!(
                operator.post("/admin/restrictions", &body).wrong_fields(),
                [field],
                "{body}"
            );
        }
        let now = anyone.now();
        let good = json!({"name": "Congress", "extra": 5, "from": now.to_string(),
            "until": days(now, 1).to_string(), "audience": [ana.handle, operator.handle]});
        for (field, value) in [
            ("name", json!(" ")),
            ("extra", json!(0)),
            ("from", json!("tomorrow")),
            ("until", json!(now.to_string())),
            ("audience", json!([ana.handle])),
            ("audience", json!([ana.handle, operator.handle, "no-one"])),
        ] {
            let mut boost = good.clone();
            boost[field] = value;
            assert!(
                operator.post("/admin/boosts", &boost).wrong_fields().contains(&field.to_owned())
            );
        }
        operator.post("/admin/boosts", &good).is(201);
    });
}

#[test]
fn the_command_line_restricts_and_lifts_like_an_operator() {
    super::server::on_each(Flags::SANDBOX, |server: &Server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        let words =
            ["restrict", &ana.handle, "--reason", "Complaints.", "--level", "paused_3_days"];
        server.admin(&words);
        let refusal = ana.invites(&ben).refused(403, "restricted");
        assert!(at(&refusal["until"]) > days(anyone.now(), 2));
        server.admin(&["lift", &ana.handle]);
        ana.sends(&ben);
    });
}
