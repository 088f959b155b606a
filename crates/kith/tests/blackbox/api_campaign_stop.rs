//! A stop for harm over HTTP (R13): a variant of which too many say "I don't know them" goes to
//! nobody more, its member is told a range and no number (R6), and decides.

use serde_json::{Value, json};

use super::{
    client::{Client, Member, text},
    pages_outreach::{form, page},
    server::{Flags, on_each},
};

/// At any hour of any day, as fast as may be.
fn pace() -> Value {
    json!({"daily": 50, "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "from": "00:00", "to": "24:00", "reserve": 0})
}

fn started(member: &Member, people: &[Member], arms: &Value) -> String {
    let handles: Vec<_> = people.iter().map(|one| one.handle.clone()).collect();
    let body = json!({"name": "Spring", "audience": {"handles": handles},
        "steps": {"arms": arms}, "pace": pace()});
    let id = text(&member.post("/campaigns", &body).is(201)["id"]).to_owned();
    member.post(&format!("/campaigns/{id}/start"), &json!({})).is(200);
    id
}

fn results(member: &Member, id: &str) -> Value {
    member.get(&format!("/campaigns/{id}/results")).is(200)
}

/// Everybody's variant and stage, in the order of the audience.
fn arms(member: &Member, id: &str) -> Vec<(u64, String)> {
    let mut all = member.list(&format!("/campaigns/{id}/people?limit=100"));
    all.extend(member.list(&format!("/campaigns/{id}/people?limit=100&after=100")));
    let one =
        |one: &Value| (one["arm"].as_u64().expect("a number"), text(&one["stage"]).to_owned());
    all.iter().map(one).collect()
}

/// So many of those of a variant who were invited don't know the sender; a few of the others
/// accept, so that nothing else is wrong.
fn answer(people: &[Member], arms: &[(u64, String)], arm: u64, unknown: usize) {
    let invited = || people.iter().zip(arms).filter(|(_, (_, stage))| stage == "invited");
    for (person, _) in invited().filter(|(_, (of, _))| *of == arm).take(unknown) {
        person.ignores(text(&person.inbox()[0]["id"]), false);
    }
    for (person, _) in invited().rev().filter(|(_, (of, _))| *of != arm || arms.len() < 60).take(20)
    {
        person.accepts(text(&person.inbox()[0]["id"]));
    }
}

fn told(member: &Member) -> Vec<Value> {
    let all = member.list("/notifications?limit=100");
    all.into_iter().filter(|one| one["kind"] == "campaign_stopped").collect()
}

#[test]
fn r13_a_variant_that_harms_is_stopped_and_its_member_moves_who_waits_or_lets_it_go_on() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let people = anyone.crowd("person", 106);
        let id = started(&ana, &people, &json!([{"note": "Hi"}, {"note": null}]));
        let path = format!("/campaigns/{id}");
        anyone.advance("P6D");
        assert_eq!(results(&ana, &id)["invited"], 100, "the week's budget is used up");
        ana.post(&format!("{path}/pause"), &json!({})).is(200);
        answer(&people, &arms(&ana, &id), 0, 5);
        let early = results(&ana, &id);
        assert_eq!(early["experiment"]["arms"][0]["unknown"], "too_few", "nobody had seven days");
        anyone.advance("P8D");
        let ripe = results(&ana, &id)["experiment"].clone();
        assert_eq!(
            (&ripe["state"], &ripe["a"], &ripe["b"]),
            (&json!("harm"), &json!(true), &json!(false))
        );
        assert_eq!(told(&ana), Vec::<Value>::new(), "nothing would have gone out");
        ana.post(&format!("{path}/resume"), &json!({})).is(200);
        anyone.advance("P1D");
        // The other one went on, and nobody was moved.
        let now = results(&ana, &id);
        assert_eq!((&now["arms"][0]["invited"], &now["arms"][0]["held"]), (&json!(50), &json!(3)));
        assert_eq!((&now["arms"][1]["invited"], &now["arms"][1]["held"]), (&json!(53), &json!(0)));
        assert_eq!(now["planned"], json!([]));
        assert_eq!(now["campaign"]["stopped"][0]["arm"], 0);
        let told = told(&ana);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["about"], "Spring");
        let says = text(&told[0]["text"]);
        assert!(says.contains("too many say that they don’t know you"), "{says}");
        assert!(!says.contains(|one: char| one.is_ascii_digit()), "a range, and no number: {says}");
        // R6: who said so looks like who did nothing.
        let stages = arms(&ana, &id);
        let of_first = stages.iter().filter(|(arm, stage)| *arm == 0 && stage == "invited");
        assert_eq!(of_first.count(), 50);
        let shown = page(&ana, &path);
        assert!(shown.contains("The first note (A)") || shown.contains("With a note (A)"));
        assert!(shown.contains("3 people wait, and nobody was moved"));
        assert!(
            page(&ana, &format!("{path}/people?after=100"))
                .contains("Waits: their variant is stopped")
        );
        // Nobody else decides, and nothing that cannot be is done.
        people[0].post(&format!("{path}/variants/0/leave"), &json!({})).problem(404, "not_found");
        ana.post(&format!("{path}/variants/x/leave"), &json!({})).problem(404, "not_found");
        for arm in ["1", "7"] {
            for act in ["leave", "resume"] {
                let path = format!("{path}/variants/{arm}/{act}");
                ana.post(&path, &json!({})).refused(409, "campaign_state");
            }
        }
        let left = ana.post(&format!("{path}/variants/0/leave"), &json!({})).is(200);
        assert_eq!(left["stopped"][0]["arm"], 0, "it stays stopped");
        assert_eq!(results(&ana, &id)["arms"][0]["held"], 0);
        anyone.advance("P1D");
        let now = results(&ana, &id);
        assert_eq!(
            (&now["arms"][0]["invited"], &now["arms"][1]["invited"]),
            (&json!(50), &json!(56))
        );
        let (status, shown) = form(&ana, &format!("{path}/variants/0/resume"), &[]);
        assert_eq!(status, 303);
        assert!(!shown.contains("id=\"stopped\""), "nothing is stopped any more");
        ana.post(&format!("{path}/variants/0/resume"), &json!({})).refused(409, "campaign_state");
    });
}

#[test]
fn r13_the_only_variant_of_a_campaign_is_stopped_too_and_counted_anew_when_it_goes_on() {
    let flags = Flags::sandbox_with("[plans.free]\nweekly_invitations = 50\n");
    on_each(flags, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let people = anyone.crowd("person", 53);
        let id = started(&ana, &people, &json!([{"note": null}]));
        let path = format!("/campaigns/{id}");
        anyone.advance("P4D");
        assert_eq!(results(&ana, &id)["invited"], 50);
        ana.post(&format!("{path}/pause"), &json!({})).is(200);
        answer(&people, &arms(&ana, &id), 0, 5);
        anyone.advance("P8D");
        ana.post(&format!("{path}/resume"), &json!({})).is(200);
        anyone.advance("P1D");
        assert_eq!(results(&ana, &id)["invited"], 50, "nobody more");
        assert_eq!(results(&ana, &id)["arms"][0]["held"], 3);
        let told = told(&ana);
        assert!(
            text(&told[0]["text"]).starts_with("Your campaign invites nobody more"),
            "{told:?}"
        );
        assert!(text(&told[0]["href"]).starts_with(&path));
        ana.post(&format!("{path}/variants/0/leave"), &json!({})).refused(409, "campaign_state");
        let (status, _) = form(&ana, &format!("{path}/variants/0/resume"), &[]);
        assert_eq!(status, 303);
        anyone.advance("P1D");
        assert_eq!(results(&ana, &id)["invited"], 53, "it was let go on");
        assert_eq!(ana.get(&path).is(200)["stopped"], json!([]));
    });
}
