//! People search, suggestions and degrees: who is found, and by what they show.

use serde_json::json;

use super::{
    client::{Client, Member, handles, text},
    server::{Flags, number, on_each, on_each_shared},
};

/// A word that nobody else has.
fn word(beginning: &str) -> String {
    let digits = number().to_string().into_bytes();
    let letters = digits.into_iter().map(|digit| char::from(b'a' + digit - b'0'));
    format!("{beginning}{}", letters.collect::<String>())
}

/// Makes sure that the index has heard of everybody.
fn settled(member: &Member) {
    let changed = member.patch("/members/me", &json!({"about": "I read."}));
    member.client.get_at("/members/me", changed.header("kith-revision")).is(200);
}

#[test]
fn r11_people_are_found_by_the_beginnings_of_their_words_whatever_the_accents() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let rare = word("Ägir");
        let jose = anyone.join_as(
            "jose",
            &json!({
                "first_name": "José", "last_name": "Álvarez", "headline": format!("Tejedor {rare}"),
            }),
        );
        let ana = anyone.join("ana");
        ana.connects(&jose);
        settled(&ana);
        let plain = rare.to_lowercase().replace('ä', "a");
        for q in [
            rare.replace('Ä', "%C3%84"),
            rare.replace('Ä', "A%CC%88"),
            plain.to_uppercase(),
            plain[..plain.len() - 1].to_owned(),
            format!("jose%20{plain}"),
            format!("{plain}%20ALVAREZ"),
            format!("Jos%C3%A9%20alv%20tej%20{plain}"),
        ] {
            let found = handles(&ana.list(&format!("/people?q={q}")));
            assert!(found.contains(&jose.handle), "{q}: {found:?}");
        }
        for q in [format!("{plain}x"), format!("{plain}%20maria"), plain[1..].to_owned()] {
            assert_eq!(handles(&ana.list(&format!("/people?q={q}"))), Vec::<String>::new(), "{q}");
        }
        let first = |name: &str| ana.list(&format!("/people?q={plain}&first_name={name}")).len();
        assert_eq!((first("jos"), first("tej"), first("alv")), (1, 0, 0));
    });
}

#[test]
fn r3_what_somebody_does_not_show_finds_nobody() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (name, school, current, past) =
            (word("Zuck"), word("feup"), word("hooli"), word("initech"));
        let place = word("porto");
        let mark = word("mark");
        let sam = anyone.join_as(
            "sam",
            &json!({
                "last_name": name, "location": place, "headline": mark,
            }),
        );
        sam.patch("/members/me", &json!({
            "positions": [{"company": past, "from": 2001, "until": 2009}, {"company": current, "from": 2010}],
            "education": [{"school": school}], "skills": [word("statics")],
        })).is(200);
        let [first, second, third, out] =
            ["ana", "ben", "carl", "dora"].map(|name| anyone.join(name));
        for (a, b) in [(&first, &sam), (&second, &first), (&third, &second)] {
            a.connects(b);
        }
        settled(&sam);
        let finds = |viewer: &Member, query: String| {
            viewer
                .list(&format!("/people?{query}"))
                .iter()
                .any(|one| one["handle"] == sam.handle.as_str())
        };
        //        query, and whether 1st, 2nd, 3rd, out find by it
        for (query, expected) in [
            (format!("q={mark}"), [true, true, true, true]),
            (format!("q={name}"), [true, true, false, false]),
            (format!("q=sam%20{name}"), [true, true, false, false]),
            (format!("location={place}"), [true, true, true, false]),
            (format!("q={place}"), [true, true, true, false]),
            (format!("company={current}"), [true, true, true, false]),
            (format!("school={school}"), [true, true, false, false]),
            (format!("company={past}"), [false, false, false, false]),
            (format!("past_company={past}"), [true, false, false, false]),
            (format!("q={past}"), [true, false, false, false]),
        ] {
            let found = [&first, &second, &third, &out].map(|viewer| finds(viewer, query.clone()));
            assert_eq!(found, expected, "{query}");
        }
        // Not in another's connections either.
        let of = format!("/connections?of={}&query={name}", first.handle);
        assert_eq!(handles(&second.list(&of)), [sam.handle.as_str()]);
    });
}

#[test]
fn r11_the_degree_filter_and_its_counts_agree() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let mark = word("filter");
        let with = |name: &str| anyone.join_as(name, &json!({"headline": mark}));
        let me = with("me");
        let [a, b, c, d, e] = ["ana", "ben", "carl", "dora", "eve"].map(with);
        for (one, other) in [(&me, &a), (&me, &b), (&b, &c), (&c, &d)] {
            one.connects(other);
        }
        settled(&e);
        let ask = |degree: &str| me.get(&format!("/people?q={mark}&degree={degree}")).is(200);
        let all = ask("");
        assert_eq!(
            all["facets"]["degree"],
            json!({"self": 0, "1st": 2, "2nd": 1, "3rd": 1, "out": 1})
        );
        assert_eq!(all["facets"]["total"], 5);
        let degrees: Vec<&str> =
            all["items"].as_array().unwrap().iter().map(|one| text(&one["degree"])).collect();
        assert_eq!(degrees, ["1st", "1st", "2nd", "3rd", "out"], "nearest first");
        for (degree, expected) in [
            ("1st", vec![&a, &b]),
            ("2nd", vec![&c]),
            ("3rd", vec![&d]),
            ("out", vec![&e]),
            ("2nd,3rd", vec![&c, &d]),
            ("self", vec![]),
        ] {
            let page = ask(degree);
            let mut found = handles(page["items"].as_array().unwrap());
            found.sort();
            let mut expected: Vec<String> = expected.iter().map(|one| one.handle.clone()).collect();
            expected.sort();
            assert_eq!(found, expected, "{degree}");
            assert_eq!(page["facets"]["total"], expected.len(), "{degree}");
        }
        // The same degrees from the one call for many.
        let to = [&me, &a, &c, &d, &e].map(|one| one.handle.clone());
        let asked = [&to[..], &["no-such-member".to_owned()]].concat();
        let told = me.post("/degrees", &json!({"to": asked})).is(200)["degrees"].clone();
        for (handle, degree) in to.iter().zip(["self", "1st", "2nd", "3rd", "out"]) {
            assert_eq!(told[handle], degree, "{handle}");
        }
        assert_eq!(told.as_object().map(|all| all.len()), Some(5), "whoever is nobody is left out");
        let many = json!({"to": (["x-x"; 1_000].as_slice())});
        me.post("/degrees", &many).is(200);
        let more = json!({"to": (["x-x"; 1_001].as_slice())});
        assert_eq!(me.post("/degrees", &more).wrong_fields(), ["to"]);
    });
}

#[test]
fn r11_suggestions_have_reasons_and_leave_out_whom_i_invited_dismissed_blocked_or_let_rest() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (me, hub, hub2) = (anyone.join("uma"), anyone.join("hub"), anyone.join("hub"));
        me.connects(&hub);
        me.connects(&hub2);
        let crowd = anyone.crowd("carl", 6);
        for one in &crowd {
            hub.connects(one);
        }
        hub2.connects(&crowd[0]);
        for one in [&me, &crowd[0]] {
            let at = json!({"positions": [{"company": "Hooli", "from": 2015}]});
            one.patch("/members/me", &at).is(200);
        }
        settled(&me);
        let suggested = || me.list("/suggestions?limit=100");
        let first = suggested();
        let mut found = handles(&first);
        assert_eq!(found[0], crowd[0].handle, "two mutual connections come first");
        assert_eq!(
            first[0]["reasons"],
            json!(["2 mutual connections", "both at Hooli since 2015"])
        );
        assert_eq!(first[1]["reasons"], json!(["1 mutual connection"]));
        found.sort();
        let mut all: Vec<String> = crowd.iter().map(|one| one.handle.clone()).collect();
        all.sort();
        assert_eq!(found, all, "nobody near, and not the connections themselves");
        assert_eq!(me.list("/suggestions?limit=2").len(), 2);

        let id = me.sends(&crowd[0]);
        me.put(&format!("/suggestions/{}/dismissed", crowd[1].handle)).done();
        crowd[2].put(&format!("/blocks/{}", me.handle)).done();
        let resting = me.sends(&crowd[3]);
        me.withdraws(&resting);
        crowd[4].sends(&me);
        let last = me.put(&format!("/suggestions/{}/dismissed", crowd[1].handle));
        me.client.get_at("/members/me", last.header("kith-revision")).is(200);
        assert_eq!(handles(&suggested()), [crowd[5].handle.as_str()]);
        // Rested, and no longer invited: back; the dismissed and the blocker never.
        me.withdraws(&id);
        anyone.advance("P22D");
        let mut found = handles(&suggested());
        found.sort();
        let mut expected =
            vec![crowd[0].handle.clone(), crowd[3].handle.clone(), crowd[5].handle.clone()];
        expected.sort();
        assert_eq!(found, expected);
        me.put("/suggestions/no-such-member/dismissed").refused(404, "not_found");
        me.put(&format!("/suggestions/{}/dismissed", me.handle)).refused(403, "self");
    });
}

#[test]
fn r11_suggestions_reach_further_and_know_who_was_where_at_the_same_time() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [me, friend, near, fellow, far, mate] =
            ["uma", "fay", "ned", "fin", "fox", "max"].map(|name| anyone.join(name));
        me.connects(&friend);
        friend.connects(&near);
        friend.connects(&fellow);
        near.connects(&far);
        let studies =
            |from: i32| json!({"education": [{"school": "Aulë", "from": from, "until": from + 4}]});
        for (who, from) in [(&me, 2010), (&fellow, 2013), (&near, 2001), (&mate, 2010)] {
            who.patch("/members/me", &studies(from)).is(200);
        }
        settled(&me);
        let suggested = me.list("/suggestions");
        assert_eq!(handles(&suggested), [&fellow, &near, &far].map(|who| who.handle.as_str()));
        assert_eq!(suggested[0]["reasons"], json!(["1 mutual connection", "both at Aulë"]));
        assert_eq!(suggested[2]["degree"], "3rd");
        assert_eq!(suggested[2]["mutual_count"], 0);
        let reason = suggested[2]["reasons"][0].as_str().unwrap_or_default();
        assert!(reason.ends_with("knows people who know them"), "{reason}");

        let introducer = |who: &Member| me.sees(who)["introducer"]["handle"].clone();
        assert_eq!(introducer(&near), friend.handle.as_str());
        assert!(introducer(&far).is_null() && introducer(&friend).is_null());
    });
}

#[test]
fn r3_r11_who_knows_nobody_is_suggested_colleagues_only_where_strangers_see_that() {
    let community = "[visibility]\npreset = \"community\"\n";
    for (policy, known) in [("", false), (community, true)] {
        on_each(Flags::sandbox_with(policy), |server| {
            let anyone = Client::anonymous(server);
            let [me, colleague, before] = ["uma", "cal", "bea"].map(|name| anyone.join(name));
            let _others = anyone.crowd("sam", 3);
            let at = |from: i32, until: Option<i32>| json!({"positions": [{"company": "Hooli", "from": from, "until": until}]});
            me.patch("/members/me", &at(2015, None)).is(200);
            colleague.patch("/members/me", &at(2018, None)).is(200);
            before.patch("/members/me", &at(2009, Some(2012))).is(200);
            settled(&me);
            let suggested = me.list("/suggestions");
            let both = json!(["both at Hooli since 2018"]);
            assert_eq!(suggested[0]["handle"] == colleague.handle.as_str(), known, "{suggested:?}");
            assert_eq!(suggested.iter().any(|one| one["reasons"] == both), known, "{suggested:?}");
            assert_eq!(suggested.len(), 5, "whoever joined lately fills the list");
        });
    }
}

#[test]
fn r11_a_search_stays_within_a_group_an_event_or_those_who_follow_a_company() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        let id = |answer: serde_json::Value, field: &str| text(&answer[field]).to_owned();
        let group = json!({"name": word("Bridges"), "access": "request"});
        let group = id(ana.post("/groups", &group).is(201), "id");
        let event = json!({
            "name": "Congress", "starts_at": "2040-05-01T09:00:00Z", "ends_at": "2040-05-01T17:00:00Z",
            "zone": "UTC", "place": "Sofia",
        });
        let event = id(ana.post("/events", &event).is(201), "id");
        let company = json!({"name": word("Initech")});
        let company = id(ana.post("/companies", &company).is(201), "handle");
        ben.put(&format!("/events/{event}/attendance")).is(200);
        carl.put(&format!("/companies/{company}/follow")).done();
        settled(&carl);
        let found = |me: &Member, list: &str| handles(&me.list(&format!("/people?{list}")));
        // Who makes an event comes to it, and who makes a page follows it.
        let both = |me: &Member, list: &str| {
            let mut all = found(me, list);
            all.sort();
            all
        };
        let (event_list, company_list) =
            (format!("event={event}"), format!("follows_company={company}"));
        assert_eq!(both(&carl, &event_list), [ana.handle.clone(), ben.handle.clone()]);
        assert_eq!(both(&ben, &company_list), [ana.handle.clone(), carl.handle.clone()]);
        let within_both = found(&carl, &format!("{event_list}&{company_list}"));
        assert_eq!(within_both, std::slice::from_ref(&ana.handle));
        // Who is in a group by request its members alone see.
        ben.get(&format!("/people?group={group}")).refused(403, "list_hidden");
        assert!(found(&ana, &format!("group={group}")).is_empty(), "nobody but herself is in it");
        for list in ["group=nothing", "event=nothing", "follows_company=no-such-page"] {
            let field = list.split('=').next().unwrap();
            assert_eq!(ana.get(&format!("/people?{list}")).wrong_fields(), [field]);
        }
        // R1: the blocked are in no list.
        ben.put(&format!("/blocks/{}", carl.handle)).done();
        settled(&ben);
        assert_eq!(found(&carl, &event_list), std::slice::from_ref(&ana.handle));
    });
}
