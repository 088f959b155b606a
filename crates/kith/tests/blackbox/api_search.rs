//! People search: misspelt names, filters, counts, saved searches, and the page without script.

use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Member, PASSWORD, handles, text},
    server::{number, on_each_shared},
};

/// A word that nobody else has.
fn word(beginning: &str) -> String {
    let digits = number().to_string().into_bytes();
    let letters = digits.into_iter().map(|digit| char::from(b'a' + digit - b'0'));
    format!("{beginning}{}", letters.collect::<String>())
}

/// Gives somebody jobs, a school and a skill; answers when people search has heard of it.
fn works(member: &Member, profile: &Value) {
    let changed = member.patch("/members/me", profile);
    member.client.get_at("/members/me", changed.header("kith-revision")).is(200);
}

fn people(member: &Member, query: &str) -> Value {
    member.get(&format!("/people?{query}")).is(200)
}

fn found(member: &Member, query: &str) -> Vec<String> {
    let page = people(member, query);
    handles(page["items"].as_array().expect("items"))
}

/// The counts of a facet as pairs.
fn counts(page: &Value, facet: &str) -> Vec<(String, u64)> {
    let values = page["facets"][facet].as_array().expect("a list of values");
    let pair = |one: &Value| (text(&one["name"]).to_owned(), one["count"].as_u64().unwrap_or(0));
    values.iter().map(pair).collect()
}

#[test]
fn r11_a_misspelt_name_finds_whom_it_means_and_says_so() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let last = word("Wojciechow");
        let eve = anyone.join_as("eve", &json!({"first_name": "Ewelina", "last_name": last}));
        ana.connects(&eve);
        works(&eve, &json!({"headline": "Weaver"}));
        let right = people(&ana, &format!("q=ewelina%20{last}"));
        assert_eq!(
            (&right["near"], handles(right["items"].as_array().unwrap())),
            (&json!(false), vec![eve.handle.clone()])
        );
        // A letter missing, two swapped, one wrong in each word.
        let swapped = last.replacen("jc", "cj", 1);
        for q in [
            "Ewelna".to_owned() + "%20" + &last,
            format!("ewelina%20{swapped}"),
            format!("evelina%20{}", last.replacen('o', "u", 1)),
        ] {
            let near = people(&ana, &format!("q={q}"));
            assert_eq!(near["near"], true, "{q}");
            let place = handles(near["items"].as_array().unwrap())
                .iter()
                .position(|one| *one == eve.handle);
            assert!(place.is_some_and(|place| place < 3), "{q}: {near}");
        }
        // To somebody who does not see the last name it cannot be misspelt either.
        let stranger = anyone.join("zed");
        for q in [format!("ewelina%20{swapped}"), swapped.clone(), last.clone()] {
            let page = people(&stranger, &format!("q={q}"));
            assert!(!page.to_string().contains(&eve.handle), "{q}: {page}");
        }
    });
}

#[test]
fn r3_r11_filters_and_counts_know_of_each_what_the_viewer_sees() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let mark = word("mark");
        let [now, also, before, school, place, trade] =
            ["Now", "Also", "Past", "School", "Place", "Trade"].map(word);
        let sam =
            anyone.join_as("sam", &json!({"headline": mark, "location": place, "industry": trade}));
        works(
            &sam,
            &json!({
                "positions": [
                    {"company": now, "from": 2015}, {"company": also, "from": 2018},
                    {"company": before, "from": 2001, "until": 2009},
                ],
                "education": [{"school": school}], "skills": [word("skill")],
            }),
        );
        let [first, second, third, out] =
            ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        for (a, b) in [(&first, &sam), (&second, &first), (&third, &second)] {
            a.connects(b);
        }
        works(&sam, &json!({"about": "I read."}));
        //      facet, value, and whether 1st, 2nd, 3rd, out are told
        for (facet, value, expected) in [
            ("company", &also, [true, true, true, false]),
            ("company", &now, [true, false, false, false]),
            ("past_company", &before, [true, false, false, false]),
            ("school", &school, [true, true, false, false]),
            ("location", &place, [true, true, true, false]),
            ("industry", &trade, [true, true, true, true]),
        ] {
            for (viewer, expected) in [&first, &second, &third, &out].into_iter().zip(expected) {
                let counted = counts(&people(viewer, &format!("q={mark}")), facet);
                assert_eq!(
                    counted.contains(&(value.clone(), 1)),
                    expected,
                    "{facet} {value}: {counted:?}"
                );
                let by = found(viewer, &format!("{facet}={value}"));
                assert_eq!(by == [sam.handle.as_str()], expected, "{facet}={value}: {by:?}");
            }
        }
        assert_eq!(
            found(&first, &format!("company={before}")),
            Vec::<String>::new(),
            "not any more"
        );
        assert_eq!(found(&first, &format!("past_company={now}")), Vec::<String>::new(), "not yet");
        // Whoever is blocked is not counted.
        let block = sam.put(&format!("/blocks/{}", second.handle));
        second.client.get_at("/members/me", block.header("kith-revision")).is(200);
        let page = people(&second, &format!("q={mark}"));
        assert_eq!(
            (counts(&page, "company"), counts(&page, "industry")),
            (vec![], vec![]),
            "{page}"
        );
    });
}

#[test]
fn r11_searches_are_saved_run_and_deleted() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let skill = word("weaving");
        let [ana, ben, cid] = ["ana", "ben", "cid"].map(|name| anyone.join(name));
        ana.connects(&ben);
        works(&ben, &json!({"skills": [skill]}));
        works(&cid, &json!({"skills": [skill]}));
        let search = json!({"q": skill, "degree": ["1st", "2nd"]});
        let saved = ana.post("/searches", &json!({"name": " Weavers ", "search": search}));
        let one = saved.is(201);
        assert_eq!((&one["name"], &one["search"]), (&json!("Weavers"), &search));
        let id = text(&one["id"]).to_owned();
        assert_eq!(saved.header("location"), format!("/api/v1/searches/{id}"));
        assert_eq!(ana.list("/searches"), std::slice::from_ref(&one));
        assert_eq!(ana.get(&format!("/searches/{id}")).is(200), one);
        let run = ana.get(&format!("/searches/{id}/people?limit=5")).is(200);
        assert_eq!(handles(run["items"].as_array().unwrap()), [ben.handle.as_str()]);
        assert_eq!(run["facets"]["total"], 1);

        let wrong = |body: Value| ana.post("/searches", &body).wrong_fields();
        assert_eq!(wrong(json!({"name": "Weavers", "search": search})), ["name"], "taken");
        assert_eq!(wrong(json!({"name": " ", "search": search})), ["name"]);
        assert_eq!(wrong(json!({"name": "x".repeat(61), "search": search})), ["name"]);
        assert_eq!(wrong(json!({"name": "All", "search": {}})), ["search"]);
        assert_eq!(
            wrong(json!({"name": "All", "search": {"company": "x".repeat(101)}})),
            ["company"]
        );
        assert_eq!(wrong(json!({"name": "All", "search": {"shoe_size": 43}})).len(), 1);
        assert_eq!(wrong(json!({"search": search})), ["name"]);

        for path in [format!("/searches/{id}"), format!("/searches/{id}/people")] {
            cid.get(&path).problem(404, "not_found");
        }
        cid.delete(&format!("/searches/{id}")).problem(404, "not_found");
        ana.get("/searches/nonsense").problem(404, "not_found");
        ana.delete(&format!("/searches/{id}")).done();
        ana.delete(&format!("/searches/{id}")).problem(404, "not_found");
        assert_eq!(ana.list("/searches"), Vec::<Value>::new());
    });
}

/// A page, or an answer to a form, as a browser without script gets it.
fn visit(anyone: &Client, token: &str, path: &str, form: Option<&str>) -> Answer {
    let cookie = format!("kith_session={token}");
    let headers = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let method = if form.is_some() { "POST" } else { "GET" };
    anyone.send(method, path, &headers, form.map(str::as_bytes))
}

#[test]
fn r11_the_page_filters_by_links_saves_and_says_what_is_wrong_without_script() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (mark, company) = (word("mark"), word("Initech "));
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        ana.connects(&ben);
        works(&ben, &json!({"headline": mark, "positions": [{"company": company, "from": 2015}]}));
        let session =
            anyone.post("/sessions", &json!({"handle": ana.handle, "password": PASSWORD}));
        let token = text(&session.is(200)["token"]).to_owned();
        let get = |path: &str| visit(&anyone, &token, path, None);
        let post = |path: &str, form: &str| visit(&anyone, &token, path, Some(form));

        let page = get(&format!("/search?q={mark}&degree=1st")).text();
        let by_company =
            format!("/search?q={mark}&amp;degree=1st&amp;company={}", company.replace(' ', "%20"));
        assert!(page.contains(&by_company), "the count is a link that keeps the rest: {page}");
        assert!(page.contains("1 person found") && page.contains(&ben.handle));
        let chosen = get(&by_company.replace("&amp;", "&")).text();
        assert!(
            chosen.contains("aria-current=\"true\"") && chosen.contains(&ben.handle),
            "{chosen}"
        );
        let nobody = get(&format!("/search?q={mark}&degree=3rd")).text();
        assert!(nobody.contains("Your words alone find 1 person"), "{nobody}");
        let hidden = get("/search?connection_of=no-such-member");
        assert_eq!(hidden.status, 200);
        assert!(hidden.text().contains("id=\"f-connection_of-error\""), "beside the field");

        let form = format!("q={mark}&degree=1st&saved_name=Marked");
        let saved = post("/search/saved", &form);
        assert_eq!(saved.status, 303, "{}", saved.text());
        assert_eq!(saved.header("location"), format!("/search?q={mark}&degree=1st"));
        let again = post("/search/saved", &form);
        assert_eq!(again.status, 422);
        assert!(
            again.text().contains("id=\"f-saved_name-error\""),
            "beside the field: {}",
            again.text()
        );
        let id = text(&ana.list("/searches")[0]["id"]).to_owned();
        assert!(get("/search").text().contains(&format!("/search?q={mark}&amp;degree=1st")));
        let deleted = post(&format!("/search/saved/{id}/delete"), "back=/search&name=Marked");
        assert_eq!((deleted.status, deleted.header("location")), (303, "/search"));
        assert_eq!(ana.list("/searches"), Vec::<Value>::new());
        assert_eq!(post("/search/saved/nonsense/delete", "back=/search").status, 404);
    });
}
