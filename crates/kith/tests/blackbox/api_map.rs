//! The map of a member's network: clusters, their names, and who is not on it.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, handles, text},
    server::on_each_shared,
};

fn map(member: &Member) -> Value {
    member.get("/network/map").is(200)
}

/// Everybody on the map.
fn people(map: &Value) -> Vec<String> {
    let clusters = map["clusters"].as_array().expect("clusters");
    let members = clusters.iter().flat_map(|one| handles(one["members"].as_array().unwrap()));
    members.collect()
}

/// Says where somebody works.
fn works_at(member: &Member, company: &str) {
    let job = json!({"positions": [{"company": company, "from": 2020}]});
    member.patch("/members/me", &job).is(200);
}

/// Everybody connects with everybody.
fn connect_all(crowd: &[Member]) {
    for (place, one) in crowd.iter().enumerate() {
        for other in &crowd[place + 1..] {
            one.connects(other);
        }
    }
}

#[test]
fn a_map_has_clusters_of_people_who_know_each_other_named_by_what_they_share() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let empty = map(&ana);
        assert_eq!(empty, json!({"total": 0, "clusters": [], "edges": []}));
        let (initech, hooli) = (anyone.crowd("ini", 4), anyone.crowd("hoo", 3));
        for (crowd, company) in [(&initech, "Initech"), (&hooli, "Hooli")] {
            connect_all(crowd);
            for one in crowd {
                works_at(one, company);
                ana.connects(one);
            }
        }
        let alone = anyone.join("alone");
        ana.connects(&alone);
        let found = map(&ana);
        let named: Vec<_> = found["clusters"].as_array().unwrap().iter().collect();
        let names: Vec<_> = named.iter().map(|one| text(&one["name"])).collect();
        assert_eq!(names, ["Initech", "Hooli", "Others"]);
        assert_eq!(named[0]["reason"], "All of 4 work at Initech");
        assert_eq!(named[0]["filter"], json!({"name": "company", "value": "Initech"}));
        assert_eq!((&named[2]["linked"], named[2].get("filter")), (&json!(false), None));
        assert_eq!(handles(named[2]["members"].as_array().unwrap()), [alone.handle.as_str()]);
        assert_eq!(found["total"], 8);
        let edges = found["edges"].as_array().unwrap();
        assert_eq!(edges.len(), 6 + 3, "who of them know each other, once");
        let all = people(&found);
        let on_it = |one: &Value| all.iter().any(|handle| handle.as_str() == one.as_str().unwrap());
        assert!(edges.iter().all(|edge| on_it(&edge[0]) && on_it(&edge[1])));
        // The filter finds the same people.
        let filter = format!("/people?connection_of={}&company=Initech", ana.handle);
        assert_eq!(ana.list(&filter).len(), 4);
        // Everybody's mutual connections are counted.
        assert_eq!(named[0]["members"][0]["mutual_count"], 3);
    });
}

#[test]
fn r1_who_is_blocked_or_no_connection_any_more_is_on_no_map() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let crowd = anyone.crowd("crowd", 4);
        connect_all(&crowd);
        for one in &crowd {
            ana.connects(one);
        }
        assert_eq!(people(&map(&ana)).len(), 4);
        crowd[0].put(&format!("/blocks/{}", ana.handle)).done();
        ana.delete(&format!("/connections/{}", crowd[1].handle)).done();
        let found = map(&ana);
        let mut left = people(&found);
        left.sort();
        let mut expected = vec![crowd[2].handle.clone(), crowd[3].handle.clone()];
        expected.sort();
        assert_eq!(left, expected, "at once: the store says who is connected");
        assert_eq!(found["total"], 2);
    });
}
