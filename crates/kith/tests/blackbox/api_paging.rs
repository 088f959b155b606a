//! Every list can be followed to its end: nothing twice, nothing left out, the same order as in
//! one page.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, items, text},
    server::{Flags, on_each, on_each_shared},
};

/// What tells one item of a list from another.
fn key(item: &Value) -> String {
    let named = ["id", "revision", "handle"].iter().find_map(|field| item[*field].as_str());
    named.unwrap_or_else(|| panic!("{item} has no name")).to_owned()
}

/// Follows `next` from page to page until it is null.
#[track_caller]
fn walk(member: &Member, path: &str, limit: usize) -> Vec<String> {
    let mut all = Vec::new();
    let join = if path.contains('?') { '&' } else { '?' };
    let mut page = format!("{path}{join}limit={limit}");
    for _ in 0..100 {
        let answer = member.get(&page).is(200);
        let found = items(&answer);
        assert!(found.len() <= limit, "{page}: {} items", found.len());
        all.extend(found.iter().map(key));
        match &answer["next"] {
            Value::Null => return all,
            next => page = format!("{path}{join}limit={limit}&after={}", text(next)),
        }
    }
    panic!("{path} has no end")
}

/// A list of so many reads the same in one page, in pages of three and one by one.
#[track_caller]
fn reads_alike(member: &Member, path: &str, count: usize) {
    let whole = walk(member, path, 100);
    assert_eq!(whole.len(), count, "{path}: {whole:?}");
    for limit in [1, 3, count] {
        assert_eq!(walk(member, path, limit), whole, "{path} by {limit}");
    }
    let mut once = whole.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), count, "{path} has something twice");
    // More than 100 or fewer than one at a time are not asked for.
    let join = if path.contains('?') { '&' } else { '?' };
    assert!(items(&member.get(&format!("{path}{join}limit=100000")).is(200)).len() <= 100);
    assert_eq!(items(&member.get(&format!("{path}{join}limit=0")).is(200)).len(), 1);
    let wrong = member.get(&format!("{path}{join}after=no cursor").replace(' ', "%20"));
    if !path.starts_with("/admin/members?q") {
        assert_eq!(wrong.wrong_fields(), ["after"], "{path}");
    }
}

#[test]
fn every_list_of_a_member_can_be_followed_to_its_end() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let word = format!("weaver{}", super::server::number());
        let with = |name: &str| anyone.join_as(name, &json!({"headline": word}));
        let (ana, ben) = (with("ana"), with("ben"));
        let crowd: Vec<Member> = (0..7).map(|_| with("carl")).collect();
        for one in &crowd {
            ana.connects(one);
            ben.connects(one);
        }
        ana.connects(&ben);
        let others: Vec<Member> = (0..7).map(|_| anyone.join("dora")).collect();
        for (n, one) in others.iter().enumerate() {
            ana.put(&format!("/follows/{}", one.handle)).done();
            one.put(&format!("/follows/{}", ana.handle)).done();
            one.sends(&ana);
            let id = ben.sends(one);
            if n % 2 == 0 {
                ben.withdraws(&id);
            }
        }
        reads_alike(&ana, "/connections", 8);
        reads_alike(&ana, &format!("/connections?query={word}"), 8);
        reads_alike(&ana, &format!("/connections?of={}", ben.handle), 8);
        reads_alike(&ana, &format!("/connections?of={}&query={word}", ben.handle), 8);
        reads_alike(&ana, "/follows", 15);
        reads_alike(&ana, "/followers", 15);
        reads_alike(&ana, "/invitations?box=received", 7);
        reads_alike(&ana, "/invitations", 7);
        reads_alike(&ana, &format!("/mutuals/{}", ben.handle), 7);
        reads_alike(&ana, &format!("/people?q={word}"), 8);
        reads_alike(&ana, &format!("/people?connection_of={}", ben.handle), 7);
        reads_alike(&ben, "/invitations?box=sent", 7 + 7);
        reads_alike(&ben, "/invitations?box=sent&state=pending", 3);
        reads_alike(&ben, "/invitations?box=sent&state=withdrawn", 4);
        reads_alike(&ben, "/invitations?box=sent&older_than_days=0", 7 + 7);
        for one in &others {
            ana.put(&format!("/blocks/{}", one.handle)).done();
        }
        reads_alike(&ana, "/blocks", 7);
        reads_alike(&ana, "/follows", 8);
        reads_alike(&ana, "/followers", 8);
    });
}

#[test]
fn a_page_leaves_out_who_may_not_be_seen_and_the_list_still_reads_to_its_end() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
        ana.connects(&ben);
        let crowd = anyone.crowd("carl", 9);
        for one in &crowd {
            ben.connects(one);
        }
        // In the middle of the list, several in a row, block Ana.
        for one in &crowd[2..7] {
            one.put(&format!("/blocks/{}", ana.handle)).done();
        }
        let of_ben = format!("/connections?of={}", ben.handle);
        let whole = walk(&ana, &of_ben, 100);
        assert_eq!(whole.len(), 5, "Ana herself, and four who did not block her");
        for limit in [1, 2, 3] {
            assert_eq!(walk(&ana, &of_ben, limit), whole, "by {limit}");
        }
    });
}

#[test]
fn every_list_of_an_operator_can_be_followed_to_its_end() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let crowd = anyone.crowd("ana", 7);
        for _ in 0..2 {
            for one in &crowd {
                let step = json!({"handle": one.handle, "reason": "A test."});
                operator.post("/admin/restrictions", &step).done();
            }
        }
        // They appeal long after the steps, in another order.
        anyone.advance("PT1H");
        for one in crowd.iter().rev() {
            one.post("/limits/appeal", &json!({"text": "Why?"})).done();
        }
        reads_alike(&operator, "/admin/restrictions", 14);
        reads_alike(&operator, &format!("/admin/restrictions?handle={}", crowd[3].handle), 2);
        reads_alike(&operator, "/admin/restrictions?appeals=true", 7);
        reads_alike(&operator, "/admin/appeals", 7);
        reads_alike(&operator, "/admin/members?restricted=true", 7);
        reads_alike(&operator, "/admin/members?q=ana", 7);
        // The operator, seven sign-ups with a session each, steps and appeals: all are there.
        let journal = walk(&operator, "/admin/journal", 100);
        assert!(journal.len() >= 8 + 14 + 7, "{}", journal.len());
        reads_alike(&operator, "/admin/journal", journal.len());
    });
}
