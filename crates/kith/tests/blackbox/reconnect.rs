//! Reconnecting by mutual consent: who lists each other and wants it is asked, both yes connects, and
//! nothing else is told.

use kith_archive::made::{Packing, zip};
use kith_sim::databases::Database;
use kith_store::Location;
use serde_json::{Value, json};

use super::{
    client::{Client, Member, items, text},
    news::{kinds, outbox},
    server::{Flags, Server, on_each},
};

/// Somebody in an archive: the name, the end of the profile's address, the e-mail address.
pub(crate) type Listed<'a> = (&'a str, &'a str, &'a str);

/// The archive of a member whose profile elsewhere has this address.
pub(crate) fn archive_of(email: &str, profile: &str, rows: &[Listed<'_>]) -> Vec<u8> {
    let mut connections =
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n".to_owned();
    for (name, profile, email) in rows {
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        let url = match *profile {
            "" => String::new(),
            profile => format!("https://www.linkedin.com/in/{profile}"),
        };
        connections.push_str(&format!("{first},{last},{url},{email},Globex,CTO,08 Feb 2020\n"));
    }
    let emails = format!(
        "Email Address,Confirmed,Primary,Updated On\nold@example.net,No,No,\n{email},Yes,Yes,\n"
    );
    let invitations = format!(
        "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\nMe,Somebody,\"1/29/26, 2:37 PM\",,OUTGOING,https://www.linkedin.com/in/{profile},https://www.linkedin.com/in/somebody\n"
    );
    let file = |name: &str, text: String| (name.to_owned(), text.into_bytes());
    let files = [
        file("Connections.csv", connections),
        file("Email Addresses.csv", emails),
        file("Invitations.csv", invitations),
    ];
    zip(&files, Packing::Plain)
}

/// The end of a member's address elsewhere.
pub(crate) fn profile(member: &Member) -> String {
    format!("{}-elsewhere", member.handle)
}

/// How a member stands in others' archives.
pub(crate) fn listed(member: &Member) -> (String, String, String) {
    (name(member), profile(member), String::new())
}

fn name(member: &Member) -> String {
    let first = member.handle.split('-').next().unwrap_or_default();
    let (head, tail) = first.split_at(1);
    format!("{}{tail} Petrova", head.to_uppercase())
}

impl Member {
    /// Brings an archive along that lists these people, and wants to be reconnected.
    pub(crate) fn brings_along(&self, rows: &[Listed<'_>]) {
        let bytes = archive_of(&self.email, &profile(self), rows);
        let seen = self.uploads(&bytes).is(201);
        self.takes_to_reconnect(text(&seen["id"])).is(200);
    }

    /// The same, listing members by the addresses of their profiles.
    pub(crate) fn lists(&self, members: &[&Self]) {
        let rows: Vec<_> = members.iter().map(|member| listed(member)).collect();
        let rows: Vec<Listed<'_>> =
            rows.iter().map(|(name, end, email)| (&name[..], &end[..], &email[..])).collect();
        self.brings_along(&rows);
    }

    /// Whom the member is asked about: handles, and what the member says.
    pub(crate) fn asked(&self) -> Vec<(String, Value)> {
        let offers = self.get("/reconnect/offers").is(200);
        let one =
            |offer: &Value| (text(&offer["member"]["handle"]).to_owned(), offer["answer"].clone());
        items(&offers).iter().map(one).collect()
    }

    /// The offer about another.
    pub(crate) fn offer_about(&self, other: &Self) -> String {
        let offers = items(&self.get("/reconnect/offers").is(200));
        let found = offers.iter().find(|one| one["member"]["handle"] == other.handle.as_str());
        text(&found.expect("they are asked")["id"]).to_owned()
    }

    /// Answers the offer about another; whether that connects.
    pub(crate) fn says(&self, other: &Self, answer: &str) -> bool {
        let path = format!("/reconnect/offers/{}/answer", self.offer_about(other));
        let body = json!({ "answer": answer });
        let said = self.client.call("PUT", &path, &[], Some(&body)).is(200);
        said["connected"].as_bool().expect("whether")
    }
}

/// The token in the newest link that was mailed to a member.
pub(crate) fn link(server: &Server, anyone: &Client, member: &Member) -> String {
    for _ in 0..50 {
        let letters = outbox(server, Some(&member.email)).into_iter();
        let tokens = letters.filter_map(|letter| {
            let (_, rest) = letter.whole.split_once("/confirm/")?;
            let token = rest.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '.');
            Some(token.collect::<String>())
        });
        // Each begins with the instant at which it lapses.
        if let Some(newest) = tokens.max() {
            return newest;
        }
        anyone.advance("PT1S");
    }
    panic!("nothing was mailed to {}", member.handle);
}

/// Confirms members' e-mail addresses by the links that are mailed to them.
pub(crate) fn confirm(server: &Server, anyone: &Client, members: &[&Member]) {
    members.iter().for_each(|one| one.post("/email/confirmation", &json!({})).done());
    for member in members {
        let token = link(server, anyone, member);
        member.post("/email/confirm", &json!({ "token": token })).done();
    }
}

/// Two members with confirmed addresses.
fn two(server: &Server, anyone: &Client) -> (Member, Member) {
    let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
    confirm(server, anyone, &[&ana, &ben]);
    (ana, ben)
}

const DAY: &str = "PT24H1S";

#[test]
fn two_who_list_each_other_are_asked_and_both_yes_connects_them() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = two(server, &anyone);
        ana.lists(&[&ben]);
        ben.lists(&[&ana]);
        assert_eq!((ana.asked(), ben.asked()), (Vec::new(), Vec::new()), "not in the request");
        anyone.advance("PT23H");
        assert_eq!(ana.asked(), Vec::new(), "not before its time");
        anyone.advance("PT1H1S");
        assert_eq!(ana.asked(), [(ben.handle.clone(), Value::Null)]);
        assert_eq!(ben.asked(), [(ana.handle.clone(), Value::Null)]);
        let offer = &items(&ana.get("/reconnect/offers").is(200))[0];
        assert_eq!(offer["listed_as"], name(&ben));
        assert_eq!(kinds(&ana), ["reconnect"]);
        let week = ana.budget("weekly_invitations");
        assert!(!ana.says(&ben, "yes"), "one yes connects nobody");
        assert_eq!(kinds(&ana), Vec::<String>::new(), "it is answered");
        assert_eq!(
            (kinds(&ben), ben.asked()[0].1.clone()),
            (vec!["reconnect".into()], Value::Null)
        );
        assert!(ben.says(&ana, "yes"));
        assert_eq!(ana.sees(&ben)["degree"], "1st");
        assert_eq!(ana.sees(&ben)["tie"]["following"], true);
        assert_eq!(
            (kinds(&ana), kinds(&ben)),
            (vec!["reconnected".into()], vec!["reconnected".into()])
        );
        assert_eq!((ana.asked(), ben.asked()), (Vec::new(), Vec::new()), "it is done");
        assert_eq!(ana.budget("weekly_invitations"), week, "R7: nothing is spent");
        assert!(ana.outbox().is_empty() && ben.inbox().is_empty(), "no invitation");
        // R1: a removed connection is not offered again.
        ana.delete(&format!("/connections/{}", ben.handle)).done();
        ana.lists(&[&ben]);
        anyone.advance(DAY);
        assert_eq!((ana.asked(), ben.asked()), (Vec::new(), Vec::new()));
    });
}

#[test]
fn they_are_known_by_confirmed_addresses_of_either_kind_and_by_nothing_else() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = two(server, &anyone);
        // Ana has Ben's e-mail address, Ben the address of Ana's profile.
        ana.brings_along(&[("Benny Boy", "", &ben.email)]);
        ben.brings_along(&[(&name(&ana), &profile(&ana), "")]);
        // Carl never confirmed, Dora does not want it, Emil lists nobody, Fred's list has no address.
        let [carl, dora, emil, fred] = ["carl", "dora", "emil", "fred"].map(|one| anyone.join(one));
        confirm(server, &anyone, &[&dora, &emil, &fred]);
        let gina = anyone.join("gina");
        confirm(server, &anyone, &[&gina]);
        let all = [&carl, &dora, &emil, &fred];
        gina.lists(&all);
        carl.lists(&[&gina]);
        dora.lists(&[&gina]);
        dora.delete("/reconnect").done();
        emil.lists(&[&ana]);
        fred.brings_along(&[(&name(&gina), "", "")]);
        anyone.advance(DAY);
        assert_eq!((ana.asked().len(), ben.asked().len()), (1, 1));
        assert_eq!(gina.asked(), Vec::new());
        all.iter().for_each(|one| assert_eq!(one.asked(), Vec::new(), "{}", one.handle));
        // Carl confirms, Dora wants it after all: each is found in the round after that.
        confirm(server, &anyone, &[&carl]);
        dora.client.put("/reconnect").done();
        anyone.advance(DAY);
        let mut found: Vec<String> = gina.asked().into_iter().map(|one| one.0).collect();
        found.sort_unstable();
        assert_eq!(found, [carl.handle.clone(), dora.handle.clone()]);
    });
}

#[test]
fn a_no_is_told_to_nobody_and_both_answers_can_be_changed() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = two(server, &anyone);
        ana.lists(&[&ben]);
        ben.lists(&[&ana]);
        anyone.advance(DAY);
        assert!(!ana.says(&ben, "yes"));
        let told = |member: &Member| {
            let offers = member.get("/reconnect/offers").is(200);
            (offers, member.list("/notifications"), member.get("/reconnect").is(200))
        };
        let before = told(&ana);
        assert!(!ben.says(&ana, "no"));
        assert_eq!(told(&ana), before, "a no shows nowhere");
        assert!(!ben.says(&ana, "no"), "again");
        let about = ana.offer_about(&ben);
        ana.delete(&format!("/reconnect/offers/{about}/answer")).done();
        assert!(!ben.says(&ana, "yes"), "consent was taken back");
        assert!(ana.says(&ben, "yes"));
        let wrong = json!({"answer": "maybe"});
        let path = format!("/reconnect/offers/{about}/answer");
        let answer = |who: &Member, body: &Value| who.client.call("PUT", &path, &[], Some(body));
        assert_eq!(answer(&ana, &wrong).wrong_fields(), ["answer"]);
        answer(&ana, &json!({"answer": "no"})).problem(404, "not_found");
        let carl = anyone.join("carl");
        answer(&carl, &json!({"answer": "yes"})).problem(404, "not_found");
    });
}

#[test]
fn r1_r6_blocked_people_are_like_absent_and_who_rests_is_asked_afterwards() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|one| anyone.join(one));
        confirm(server, &anyone, &[&ana, &ben, &carl]);
        ana.lists(&[&ben, &carl]);
        ben.lists(&[&ana]);
        carl.lists(&[&ana]);
        ben.client.put(&format!("/blocks/{}", ana.handle)).done();
        let id = carl.sends(&ana);
        carl.withdraws(&id);
        anyone.advance(DAY);
        assert_eq!((ana.asked(), carl.asked()), (Vec::new(), Vec::new()));
        anyone.advance("P20D");
        assert_eq!(ana.asked(), [(carl.handle.clone(), Value::Null)], "R6: after 21 days");
        // A block ends an offer, and its end brings nothing back.
        ana.says(&carl, "yes");
        ana.client.put(&format!("/blocks/{}", carl.handle)).done();
        assert_eq!((ana.asked(), carl.asked()), (Vec::new(), Vec::new()));
        ana.client.delete(&format!("/blocks/{}", carl.handle)).done();
        assert_eq!((ana.asked(), carl.asked()), (Vec::new(), Vec::new()));
        let notes = |who: &Member| kinds(who).iter().any(|kind| kind == "reconnect");
        assert!(!notes(&ana) && !notes(&carl) && !notes(&ben));
    });
}

#[test]
fn r6_both_yes_while_one_rests_connects_later_and_says_nothing_of_it() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = two(server, &anyone);
        ana.lists(&[&ben]);
        ben.lists(&[&ana]);
        let id = ana.sends(&ben);
        anyone.advance(DAY);
        ana.withdraws(&id);
        assert!(!ana.says(&ben, "yes"));
        assert!(!ben.says(&ana, "yes"), "as if Ana had not answered");
        assert_eq!(ben.asked()[0].1, "yes");
        anyone.advance("P21D");
        assert_eq!(ana.sees(&ben)["degree"], "1st");
    });
}

#[test]
fn an_address_that_two_claim_or_that_goes_with_another_name_counts_for_nobody() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|one| anyone.join(one));
        let other = json!({"first_name": "Mallory", "last_name": "Stein"});
        let mallory = anyone.join_as("mallory", &other);
        confirm(server, &anyone, &[&ana, &ben, &mallory]);
        let claims = |who: &Member, end: &str, lists: &Member| {
            let (name, their, email) = listed(lists);
            let bytes = archive_of(&who.email, end, &[(&name, &their, &email)]);
            let seen = who.uploads(&bytes).is(201);
            who.takes_to_reconnect(text(&seen["id"])).is(200);
        };
        // Ana lists Ben; Mallory says that Ben's address is hers.
        ana.lists(&[&ben]);
        claims(&mallory, &profile(&ben), &ana);
        anyone.advance(DAY);
        assert_eq!((ana.asked(), mallory.asked()), (Vec::new(), Vec::new()), "another name");
        // Ben comes himself: now two claim it.
        ben.lists(&[&ana]);
        anyone.advance(DAY);
        assert_eq!((ana.asked(), ben.asked()), (Vec::new(), Vec::new()));
        // Mallory takes another address only after thirty days; until then by e-mail they find
        // each other all the same.
        claims(&mallory, "mallory-elsewhere", &ana);
        ana.brings_along(&[(&name(&ben), &profile(&ben), &ben.email)]);
        anyone.advance(DAY);
        assert_eq!(ana.asked().len(), 1);
        assert_eq!(mallory.get("/reconnect").is(200)["profile"], json!(profile(&ben)));
        // An archive in which somebody else's address stands vouches for nothing.
        let dora = anyone.join("dora");
        let bytes = archive_of("else@example.org", "dora-there", &[]);
        let seen = dora.uploads(&bytes);
        assert_eq!(seen.status, 201);
        assert_eq!(dora.get("/reconnect").is(200)["profile"], Value::Null);
    });
}

#[test]
fn a_link_confirms_for_its_account_its_address_and_three_days() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben] = ["ana", "ben"].map(|one| anyone.join(one));
        ana.post("/email/confirmation", &json!({})).done();
        ana.post("/email/confirmation", &json!({})).problem(429, "too_many_attempts");
        let token = link(server, &anyone, &ana);
        let confirms =
            |who: &Member, token: &str| who.post("/email/confirm", &json!({ "token": token }));
        assert_eq!(confirms(&ben, &token).wrong_fields(), ["token"], "only its own account");
        assert_eq!(confirms(&ana, &token.replace('.', ".0")).wrong_fields(), ["token"]);
        assert_eq!(confirms(&ana, "x").wrong_fields(), ["token"]);
        let letters = outbox(server, Some(&ana.email));
        assert_eq!(letters.len(), 1);
        assert!(!letters[0].whole.contains("List-Unsubscribe"), "{:?}", letters[0]);
        anyone.advance("P3D");
        assert_eq!(confirms(&ana, &token).wrong_fields(), ["token"]);
        assert_eq!(ana.get("/reconnect").is(200)["email"]["confirmed_at"], Value::Null);
        ana.post("/email/confirmation", &json!({})).done();
        let newer = (0..50).find_map(|_| {
            anyone.advance("PT1S");
            Some(link(server, &anyone, &ana)).filter(|newer| *newer != token)
        });
        confirms(&ana, &newer.expect("another link")).done();
        let state = ana.get("/reconnect").is(200)["email"].clone();
        assert!(state["confirmed_at"].is_string(), "{state}");
        ana.post("/email/confirmation", &json!({})).done();
        anyone.advance("PT1M");
        assert_eq!(outbox(server, Some(&ana.email)).len(), 2, "nothing more is mailed");
    });
}

#[test]
fn switching_it_off_forgetting_and_leaving_take_everything_back() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let [ana, ben, carl, dora] = ["ana", "ben", "carl", "dora"].map(|one| anyone.join(one));
        confirm(server, &anyone, &[&ana, &ben, &carl, &dora]);
        ana.lists(&[&ben, &carl, &dora]);
        for one in [&ben, &carl, &dora] {
            one.lists(&[&ana]);
        }
        anyone.advance(DAY);
        assert_eq!(ana.asked().len(), 3);
        for one in [&ben, &carl, &dora] {
            one.says(&ana, "yes");
        }
        let before = ana.get("/reconnect/offers").is(200);
        ben.delete("/reconnect").done();
        carl.delete("/desk").done();
        assert_eq!(ana.get("/reconnect/offers").is(200), before, "nobody is told");
        assert_eq!((ben.asked(), carl.asked()), (Vec::new(), Vec::new()));
        assert_eq!(ben.get("/reconnect").is(200)["on"], false);
        assert_eq!(carl.get("/reconnect").is(200)["profile"], Value::Null);
        assert!(!ana.says(&ben, "yes") && !ana.says(&carl, "yes"), "they took it back");
        let password = json!({"password": super::client::PASSWORD});
        dora.post("/members/me/delete", &password).done();
        assert_eq!(ana.asked().len(), 2, "Dora is gone");
    });
}

#[test]
fn what_is_exported_here_reconnects_in_another_kith() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let (ana, ben) = two(server, &anyone);
        ana.connects(&ben);
        let take = |who: &Member| who.get("/export").body.clone();
        let (hers, his) = (take(&ana), take(&ben));
        let there = Database::sqlite("reconnect_there").expect("a temporary folder");
        let other = Server::start(&there.location, Flags::SANDBOX);
        let anyone = Client::anonymous(&other);
        let [new_ana, new_ben] = [&ana, &ben].map(|old| {
            let made = anyone.sign_up(&old.handle, &json!({}));
            assert_eq!(made.status, 201, "{made}");
            anyone.sign_in(&old.handle)
        });
        for (who, archive) in [(&new_ana, &hers), (&new_ben, &his)] {
            let seen = who.uploads(archive).is(201);
            who.takes_to_reconnect(text(&seen["id"])).is(200);
        }
        confirm(&other, &anyone, &[&new_ana, &new_ben]);
        anyone.advance(DAY);
        new_ana.says(&new_ben, "yes");
        assert!(new_ben.says(&new_ana, "yes"));
        assert!(matches!(there.location, Location::Sqlite(_)));
    });
}
