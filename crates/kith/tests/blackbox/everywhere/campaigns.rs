//! R1, R6, R12, R13: what campaigns answer tells nothing that is silent. The same world with and
//! without what is done in silence, with other private words, and with somebody who blocks or was
//! never here, reads alike to whom it is not for.

use kith_sim::databases::{self, Database};
use serde_json::{Value, json};

use super::{Everything, blurred, difference};
use crate::blackbox::{
    client::{Client, Member, PASSWORD, text},
    server::{Flags, Server, on_each},
};

/// At any hour of any day, as fast as may be.
fn pace() -> Value {
    json!({"daily": 50, "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "from": "00:00", "to": "24:00", "reserve": 0})
}

fn made(member: &Member, path: &str, body: &Value) -> String {
    text(&member.post(path, body).is(201)["id"]).to_owned()
}

fn drafted(member: &Member, name: &str, audience: &Value, steps: &Value) -> String {
    let body = json!({"name": name, "audience": audience, "steps": steps, "pace": pace(),
        "given": {"topic": name}});
    made(member, "/campaigns", &body)
}

fn started(member: &Member, name: &str, people: &[&Member], steps: &Value) -> String {
    let handles: Vec<_> = people.iter().map(|one| one.handle.as_str()).collect();
    let id = drafted(member, name, &json!({"handles": handles}), steps);
    member.post(&format!("/campaigns/{id}/start"), &json!({})).is(200);
    id
}

/// The people of these worlds.
const HANDLES: [&str; 9] =
    ["ana-a", "ben-b", "cleo-c", "dan-d", "eli-e", "fay-f", "gina-g", "olga-o", "uma-u"];

/// Where a campaign, what it sends and what comes of it might show.
const PLACES: [&str; 24] = [
    "/api/v1/campaigns",
    "/api/v1/invitations?box=sent",
    "/api/v1/invitations?box=received",
    "/api/v1/notifications",
    "/api/v1/limits",
    "/api/v1/viewers",
    "/api/v1/followers",
    "/api/v1/suggestions",
    "/api/v1/conversations",
    "/api/v1/do-not-contact",
    "/api/v1/templates",
    "/api/v1/people?q=bridges",
    "/campaigns",
    "/campaigns/new",
    "/",
    "/network",
    "/network/sent",
    "/network/received",
    "/notifications",
    "/limits",
    "/viewers",
    "/messages",
    "/desk",
    "/settings/do-not-contact",
];

/// What a member is answered about campaigns, about `more` of which they may have heard, and
/// wherever else one might show; without ids and instants.
fn read(member: &Member, more: &[String]) -> Vec<String> {
    let mut all = Everything::new();
    let mut ask = |method: &str, path: &str| {
        let body = (method == "POST").then_some(b"{}".as_slice());
        let kind = [("content-type", "application/json")];
        let answer = member.client.send(method, path, &kind, body);
        assert!(answer.status < 500, "{answer}");
        let text = answer.text();
        all.insert(format!("{method} {path}"), (answer.status, text.clone()));
        serde_json::from_str::<Value>(&text).unwrap_or_default()
    };
    for place in PLACES {
        ask("GET", place);
    }
    for handle in HANDLES {
        for path in ["/api/v1/members/", "/in/"] {
            ask("GET", &format!("{path}{handle}"));
        }
    }
    let own = member.list("/campaigns?limit=100");
    let own = own.iter().map(|one| text(&one["id"]).to_owned());
    for id in own.chain(more.iter().cloned()) {
        for (page, rest) in [("/campaigns", ""), ("/campaigns", "/people"), ("/campaigns", "/file")]
        {
            ask("GET", &format!("{page}/{id}{rest}"));
        }
        let api = format!("/api/v1/campaigns/{id}");
        for rest in ["", "/results", "/people?limit=100"] {
            ask("GET", &format!("{api}{rest}"));
        }
        for list in [format!("GET {api}/people"), format!("POST {api}/preview")] {
            let (method, list) = list.split_once(' ').expect("both");
            let mut next = ask(method, &format!("{list}?limit=1"))["next"].clone();
            while let Value::String(after) = &next {
                next = ask(method, &format!("{list}?limit=1&after={after}"))["next"].clone();
            }
        }
    }
    blurred(&all)
}

fn people(server: &Server) -> [Member; 9] {
    let anyone = Client::anonymous(server);
    HANDLES.map(|handle| {
        anyone.sign_up(handle, &json!({"headline": "Builds bridges"})).is(201);
        let member = anyone.sign_in(handle);
        // Those who look must leave no trace for the next one who does.
        member.patch("/members/me/settings", &json!({"viewing_mode": "private"})).is(200);
        member
    })
}

/// What differs between two worlds.
#[derive(Debug, Clone, Copy)]
struct Difference {
    /// What Ana writes for herself: the name of her campaign, what she would thank with, and so on.
    words: &'static str,
    /// Whether things are done in silence.
    silent: bool,
    /// Whether Ana has a campaign at all.
    campaign: bool,
}

const PLAIN: Difference = Difference { words: "Quarz", silent: false, campaign: true };

/// Three days in the life of Ana's campaigns. Ana, Ben, who was invited by one, and Uma, who
/// knows them both and was not.
fn world(server: &Server, difference: Difference) -> [Member; 3] {
    let Difference { words, silent, campaign } = difference;
    let [ana, ben, cleo, dan, eli, fay, gina, olga, uma] = people(server);
    let anyone = Client::anonymous(server);
    for (a, b) in [(&ana, &uma), (&uma, &ben), (&fay, &ana)] {
        a.connects(b);
    }
    ana.patch("/members/me/settings", &json!({"viewing_mode": "full"})).is(200);
    let post = made(&ana, "/posts", &json!({"body": "A bridge", "audience": "public"}));
    eli.put(&format!("/posts/{post}/reaction")).done();
    if silent {
        dan.sees(&ana);
        eli.put("/do-not-contact/olga-o").done();
        gina.put("/blocks/olga-o").done();
    }
    if campaign {
        let steps = json!({"arms": [{"note": "Hi {first_name}"}],
            "thanks": {"hours": 90, "body": format!("Thank you for {words}")},
            "follow_ups": [{"days": 20, "body": format!("How is {words}?")}]});
        started(&ana, words, &[&ben, &cleo, &dan], &steps);
        made(&ana, "/templates", &json!({"name": words, "text": format!("Hi, {words}")}));
        let everybody = json!({"handles": ["ben-b", "cleo-c", "dan-d", "eli-e", "fay-f", "gina-g",
            "olga-o", "nobody-n"]});
        for audience in [
            everybody,
            json!({"viewers": {"days": 90}}),
            json!({"engaged": {"days": 90}}),
            json!({"search": {"q": "bridges"}}),
        ] {
            drafted(&ana, words, &audience, &steps);
        }
    }
    if silent {
        started(&olga, "Olgas", &[&ben, &eli, &dan], &json!({"arms": [{"note": null}]}));
    }
    // All are invited in the first hours of these days.
    anyone.advance("P3D");
    if silent {
        let of_ana = |member: &Member| {
            let inbox = member.inbox().into_iter();
            let mut own = inbox.filter(|one| one["member"]["handle"] == "ana-a");
            own.next().map(|one| text(&one["id"]).to_owned())
        };
        for (person, known) in [(&cleo, true), (&dan, false)] {
            if let Some(id) = of_ana(person) {
                person.ignores(&id, known);
            }
        }
        cleo.patch("/members/me/settings", &json!({"reminders": false})).is(200);
    }
    let last = anyone.advance("PT1S");
    assert!(last["now"].is_string(), "{last}");
    [ana, ben, uma]
}

fn elsewhere(difference: Difference) -> (Server, [Member; 3], Database) {
    let database = Database::sqlite("campaigns").expect("a folder");
    let server = Server::start(&database.location, Flags::SANDBOX);
    let members = world(&server, difference);
    (server, members, database)
}

#[test]
fn r13_two_worlds_of_campaigns_read_alike_to_whom_the_difference_is_not_for() {
    on_each(Flags::SANDBOX, |server| {
        let plain = world(server, PLAIN);
        assert_eq!(plain[1].inbox()[0]["note"], "Hi Ben", "Ben was invited");
        let id = text(&plain[0].list("/campaigns?limit=100")[4]["id"]).to_owned();
        let results = plain[0].get(&format!("/campaigns/{id}/results")).is(200);
        assert_eq!((&results["invited"], &results["waiting"]), (&json!(3), &json!(3)), "{results}");
        let other = "Basalt";
        for (place, what, difference) in [
            // What is done in silence is not for the sender; nor what concerns another sender.
            (0, "silence", Difference { silent: true, ..PLAIN }),
            // A campaign's own words, and what its other people do, are not for its recipients.
            (1, "words", Difference { words: other, silent: false, ..PLAIN }),
            // That there is a campaign is for nobody whom it did not reach.
            (2, "a campaign", Difference { words: other, silent: true, campaign: false }),
        ] {
            let (_server, members, _database) = elsewhere(difference);
            // Whoever did not make it may have heard of its id, and learns nothing by it.
            let asked = if place == 0 { Vec::new() } else { vec![id.clone()] };
            let [one, two] = [&plain[place], &members[place]].map(|member| {
                // Looking marks what is new as seen.
                read(member, &asked);
                read(member, &asked)
            });
            let difference = super::difference(&one, &two);
            assert!(difference.is_empty(), "{what}:\n{difference}");
            assert_eq!(one.len(), two.len(), "{what}");
        }
    });
}

/// What somebody does in silence.
type Act = (&'static str, fn(&Client, &[Member; 9]));

/// In this order, each after the one before.
const SILENT: [Act; 9] = [
    ("R6 ignoring", |_, p| drop(p[1].ignores(text(&p[1].inbox()[0]["id"]), true))),
    ("R6 not knowing the sender", |_, p| drop(p[2].ignores(text(&p[2].inbox()[0]["id"]), false))),
    ("R12 looking in private mode", |_, p| drop(p[3].sees(&p[0]))),
    ("R13 wanting none of another's campaigns", |_, p| p[4].put("/do-not-contact/olga-o").done()),
    ("R1 blocking somebody else", |_, p| p[5].put("/blocks/olga-o").done()),
    ("R13 being in another's campaign", |_, p| {
        started(&p[7], "Olgas", &[&p[3], &p[6]], &json!({"arms": [{"note": "Hello"}]}));
    }),
    ("R13 another's campaign being paused", |_, p| {
        let id = text(&p[7].list("/campaigns")[0]["id"]).to_owned();
        p[7].post(&format!("/campaigns/{id}/pause"), &json!({})).is(200);
    }),
    ("R6 turning reminders off", |_, p| {
        p[1].patch("/members/me/settings", &json!({"reminders": false})).is(200);
    }),
    ("R6 that an answer was heard of", |anyone, _| drop(anyone.advance("PT1M"))),
];

#[test]
fn r6_r13_what_is_done_in_silence_changes_nothing_that_a_campaigns_member_can_read() {
    databases::on_each("campaigns_silence", |location| {
        let server = Server::start(location, Flags::SANDBOX);
        let anyone = Client::anonymous(&server);
        let all = people(&server);
        let steps = json!({"arms": [{"note": "Hi {first_name}"}, {"note": null}],
            "withdraw_after_days": 20});
        started(&all[0], "Spring", &[&all[1], &all[2], &all[6]], &steps);
        let handles: Vec<_> = all[1..].iter().map(|one| one.handle.as_str()).collect();
        drafted(&all[0], "Autumn", &json!({"handles": handles}), &steps);
        anyone.advance("P3D");
        assert_eq!(all[1].inbox().len(), 1);
        let look = || read(&all[0], &[]);
        // Looking marks what is new as seen.
        look();
        let mut before = look();
        for (what, act) in SILENT {
            act(&anyone, &all);
            anyone.advance("PT1S");
            let after = look();
            let difference = difference(&before, &after);
            assert!(difference.is_empty(), "{what}:\n{difference}");
            before = after;
        }
    });
}

/// What Ana's campaigns answer, and nothing else: of the one who is absent there is nothing.
fn of_campaigns(member: &Member) -> Vec<String> {
    let mut lines = read(member, &[]);
    lines.retain(|line| line.split(" → ").next().is_some_and(|path| path.contains("/campaigns")));
    lines
}

/// How somebody is not there for Ana.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Absent {
    Blocks,
    Deactivates,
    Never,
}

/// Ana's campaign to Ben, Cleo and Dan, of whom Cleo is absent: before the start, or after she was
/// invited, or after she accepted and was thanked.
fn without_cleo(server: &Server, absent: Absent, when: u32) -> Vec<String> {
    let anyone = Client::anonymous(server);
    let person = |handle: &str| {
        anyone.sign_up(handle, &json!({})).is(201);
        anyone.sign_in(handle)
    };
    let [ana, _ben, _dan] = ["ana-a", "ben-b", "dan-d"].map(person);
    let cleo = (absent != Absent::Never).then(|| person("cleo-c"));
    let leaves = |at: u32| match (&cleo, absent) {
        (Some(cleo), Absent::Blocks) if at == when => cleo.put("/blocks/ana-a").done(),
        (Some(cleo), Absent::Deactivates) if at == when => {
            assert!(
                cleo.post("/members/me/deactivate", &json!({"password": PASSWORD})).status < 300
            );
        }
        _ => {}
    };
    let steps = json!({"arms": [{"note": "Hi {first_name}"}],
        "thanks": {"hours": 1, "body": "Thank you"},
        "follow_ups": [{"days": 20, "body": "How is it?"}]});
    let people = json!({"handles": ["ben-b", "cleo-c", "dan-d"]});
    leaves(0);
    drafted(&ana, "Autumn", &people, &steps);
    let spring = drafted(&ana, "Spring", &people, &steps);
    ana.post(&format!("/campaigns/{spring}/start"), &json!({})).is(200);
    anyone.advance("P3D");
    leaves(1);
    if let (Some(cleo), 2) = (&cleo, when) {
        cleo.accepts(text(&cleo.inbox()[0]["id"]));
    }
    anyone.advance("PT6H");
    leaves(2);
    anyone.advance("PT1M");
    of_campaigns(&ana)
}

#[test]
fn r1_r13_who_blocks_is_in_a_campaign_like_who_has_left_or_was_never_here() {
    on_each(Flags::SANDBOX, |server| {
        let never = without_cleo(server, Absent::Never, 0);
        for when in [0, 1, 2] {
            let [blocked, gone] = [Absent::Blocks, Absent::Deactivates].map(|absent| {
                let database = Database::sqlite("absent").expect("a folder");
                let server = Server::start(&database.location, Flags::SANDBOX);
                without_cleo(&server, absent, when)
            });
            let alike = difference(&blocked, &gone);
            assert!(alike.is_empty(), "blocked or left, {when}:\n{alike}");
            let alike = difference(&blocked, &never);
            assert!(alike.is_empty(), "blocked or never here, {when}:\n{alike}");
            assert_eq!((blocked.len(), gone.len()), (never.len(), never.len()));
        }
    });
}
