//! Companies' pages over HTTP: one page a name, followers, and who works there as R3 allows.

use std::sync::Barrier;

use serde_json::{Value, json};

use super::{
    client::{Client, Member, handles, items, text},
    server::{number, on_each_shared},
};

/// Says on a profile where somebody works or worked; sees to it that search knows.
fn works(member: &Member, company: &str, until: Option<i32>) {
    let job = json!({"company": company, "title": "Engineer", "from": 2015, "until": until});
    let told = member.patch("/members/me", &json!({"positions": [job]}));
    assert_eq!(told.status, 200, "{told}");
    let revision = told.headers["kith-revision"].to_str().unwrap();
    assert_eq!(member.client.get_at("/members/me/settings", revision).status, 200);
}

fn people(member: &Member, page: &str, who: &str) -> Vec<String> {
    handles(&items(&member.get(&format!("{page}/people?who={who}")).is(200)))
}

#[test]
fn names_that_differ_by_case_or_accents_only_are_one_page() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let number = number();
        let made = ana.post("/companies", &json!({"name": format!("Café Ñandú {number}")}));
        let made = made.is(201);
        assert_eq!(made["handle"], format!("cafe-nandu-{number}"));
        assert_eq!((&made["may_change"], &made["follower_count"]), (&json!(true), &json!(1)));
        for same in ["cafe nandu", "CAFÉ ÑANDÚ", "Cafe  Ñandu"] {
            let again = json!({"name": format!("{same} {number}")});
            ben.post("/companies", &again).refused(409, "name_taken");
        }
        let page = format!("/companies/{}", text(&made["handle"]));
        ben.patch(&page, &json!({"about": "Mine now"})).refused(403, "not_in_charge");
        ana.patch(&page, &json!({"about": "Coffee"})).is(200);
        let operator = anyone.operator(server);
        assert_eq!(operator.patch(&page, &json!({"location": "Lima"})).is(200)["about"], "Coffee");
        let kept = ben.post("/companies", &json!({"name": "New"}));
        assert!(kept.status == 409 || kept.is(201)["handle"] != "new", "{kept}");
        let script = ben.post("/companies", &json!({"name": format!("橋 {number}")})).is(201);
        assert!(text(&script["handle"]).is_ascii(), "{script}");
        let found = ben.get(&format!("/companies?q=CAFE%20nandu%20{number}")).is(200);
        assert_eq!(found["items"][0]["name"], format!("Café Ñandú {number}"));
    });
}

#[test]
fn of_12_who_add_a_company_at_once_exactly_one_makes_its_page() {
    on_each_shared(|server| {
        let crowd = Client::anonymous(server).crowd("maker", 12);
        let number = number();
        let start = Barrier::new(crowd.len());
        let one = |(place, maker): (usize, &Member)| {
            let name = if place % 2 == 0 { "Zéphyr Wind" } else { "ZEPHYR wind" };
            start.wait();
            let answer = maker.post("/companies", &json!({"name": format!("{name} {number}")}));
            if answer.status != 201 {
                answer.refused(409, "name_taken");
            }
            answer.status
        };
        let one = &one;
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let makers = crowd.iter().enumerate();
            let running: Vec<_> = makers.map(|maker| scope.spawn(move || one(maker))).collect();
            running.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
        let found = crowd[0].get(&format!("/companies?q=zephyr%20wind%20{number}")).is(200);
        assert_eq!(items(&found).len(), 1);
    });
}

#[test]
fn r11_followers_are_listed_and_invited_with_source_company_and_r1_blocks_hide_them() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let name = format!("Quillane {}", number());
        let made = ana.post("/companies", &json!({"name": name})).is(201);
        let page = format!("/companies/{}", text(&made["handle"]));
        for fan in [&ben, &carl] {
            fan.put(&format!("{page}/follow")).done();
            fan.put(&format!("{page}/follow")).done();
        }
        assert_eq!(people(&ana, &page, "followers").len(), 3);
        let sent = carl.invites_with(&ana, &json!({"source": "company"})).is(201);
        assert_eq!(sent["source"], "company");
        carl.put(&format!("/blocks/{}", ben.handle)).done();
        for (viewer, other) in [(&ben, &carl), (&carl, &ben)] {
            assert!(!people(viewer, &page, "followers").contains(&other.handle));
            assert_eq!(viewer.get(&page).is(200)["follower_count"], 2);
        }
        ben.delete(&format!("{page}/follow")).done();
        assert_eq!(ben.get(&page).is(200)["following"], false);
        assert_eq!(people(&ana, &page, "followers").len(), 2);
    });
}

#[test]
fn r3_employees_and_former_ones_show_to_those_who_may_see_their_jobs() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        let name = format!("Ferrowyn Ölwerke {}", number());
        let made = ana.post("/companies", &json!({"name": name})).is(201);
        let page = format!("/companies/{}", text(&made["handle"]));
        ana.connects(&ben);
        ben.connects(&carl);
        works(&ben, &name.to_uppercase(), None);
        works(&carl, &name, None);
        works(&dora, &name, None);
        let employees = ana.get(&format!("{page}/people?who=employees")).is(200);
        assert_eq!(handles(&items(&employees)), [&*ben.handle, &*carl.handle], "1st, then 2nd");
        assert_eq!(employees["items"][0]["job"]["title"], "Engineer");
        assert_eq!(ana.get(&page).is(200)["employee_count"], 2, "Dora is out of network");
        works(&ben, &name, Some(2020));
        works(&carl, &name, Some(2020));
        assert_eq!(people(&ana, &page, "former"), [&*ben.handle], "earlier jobs: 1st degree only");
        assert_eq!(people(&ana, &page, "employees"), Vec::<String>::new());
        assert_eq!(people(&dora, &page, "employees"), [&*dora.handle], "oneself");
    });
}

#[test]
fn competitors_are_chosen_by_the_pages_owner() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        let made = ["Tolvovia", "Brambridge", "Ozmarield"].map(|name| {
            let body = json!({"name": format!("{name} {}", number())});
            text(&ana.post("/companies", &body).is(201)["handle"]).to_owned()
        });
        let page = format!("/companies/{}", made[0]);
        let rivals = json!({"rivals": [made[2], made[1], made[0], made[2]]});
        ben.patch(&page, &rivals).refused(403, "not_in_charge");
        let changed = ana.patch(&page, &rivals).is(200);
        let names = |view: &Value| -> Vec<String> {
            let rivals = view["rivals"].as_array().cloned().unwrap_or_default();
            rivals.iter().map(|rival| text(&rival["handle"]).to_owned()).collect()
        };
        assert_eq!(names(&changed), [&*made[2], &*made[1]], "in their order, once, not itself");
        let problem = ana.patch(&page, &json!({"rivals": ["no-such-page"]})).is(422);
        assert_eq!(problem["errors"][0]["field"], "rivals");
        let kept = ana.patch(&page, &json!({"about": "Bridges"})).is(200);
        assert_eq!(names(&kept).len(), 2, "what is absent stays");
    });
}
