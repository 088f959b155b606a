//! Races over HTTP: whoever is late is told so, and nothing is counted twice.

use std::sync::Barrier;

use serde_json::json;

use super::{
    client::{Answer, Client, Member, text},
    server::{Flags, on_each, on_each_shared},
};

/// Does everything at the same moment, each on a connection of its own.
fn at_once<T: Sync>(of: &[T], act: impl Fn(&T) -> Answer + Sync) -> Vec<Answer> {
    let start = Barrier::new(of.len());
    let one = |of| {
        start.wait();
        act(of)
    };
    let one = &one;
    std::thread::scope(|scope| {
        let running: Vec<_> = of.iter().map(|of| scope.spawn(move || one(of))).collect();
        running.into_iter().map(|one| one.join().expect("an answer")).collect()
    })
}

/// How many were answered with each status.
fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

#[test]
fn r7_of_64_concurrent_sends_with_10_left_exactly_10_succeed() {
    let policy = "[plans.free]\nweekly_invitations = 15\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        let crowd = anyone.crowd("ben", 64 + 5);
        for round in 0..5 {
            let ana = anyone.join("ana");
            for one in &crowd[64..] {
                ana.sends(one);
            }
            let answers = at_once(&crowd[..64], |them| ana.invites(them));
            assert_eq!(count(&answers, 201), 10, "round {round}");
            for answer in answers.iter().filter(|answer| answer.status != 201) {
                answer.refused(429, "weekly_limit");
            }
            assert_eq!(ana.budget("weekly_invitations")["used"], 15);
            assert_eq!(ana.outbox().len(), 15);
        }
    });
}

#[test]
fn r7_of_16_concurrent_sends_into_3_pending_places_exactly_3_succeed() {
    let policy = "[plans.free]\npending_invitations = 3\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        let crowd = anyone.crowd("ben", 16);
        for round in 0..4 {
            let ana = anyone.join("ana");
            let answers = at_once(&crowd, |them| ana.invites(them));
            assert_eq!((count(&answers, 201), count(&answers, 429)), (3, 13), "round {round}");
            assert_eq!(ana.budget("pending_invitations")["used"], 3);
        }
    });
}

#[test]
fn r4_of_8_concurrent_accepts_with_room_for_2_exactly_2_connect() {
    let policy = "[connections]\nmaximum = 2\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        for round in 0..4 {
            let ana = anyone.join("ana");
            let ids: Vec<String> =
                anyone.crowd("ben", 8).iter().map(|one| one.sends(&ana)).collect();
            let answers = at_once(&ids, |id| ana.acts(id, "accept", &json!({})));
            assert_eq!(count(&answers, 200), 2, "round {round}");
            for answer in answers.iter().filter(|answer| answer.status != 200) {
                answer.refused(403, "connections_full");
            }
            assert_eq!(ana.list("/connections").len(), 2);
            assert_eq!(ana.inbox().len(), 6, "the others wait on");
        }
    });
}

/// Something one of two does to an invitation.
type Act<'a> = (&'a str, &'a Member, &'a str);

#[test]
fn r6_accept_ignore_withdraw_and_block_race_on_one_row_and_both_sides_agree() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        for round in 0..12 {
            let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
            let id = ana.sends(&ben);
            let acts: [Act<'_>; 2] =
                [("accept", &ben, "accepted"), ("withdraw", &ana, "withdrawn")];
            let answers = at_once(&acts, |(act, who, _)| who.acts(&id, act, &json!({})));
            assert_eq!(count(&answers, 200), 1, "round {round}: {answers:?}");
            let won = usize::from(answers[1].status == 200);
            answers[1 - won].refused(409, "not_pending");
            assert_eq!(ana.outbox()[0]["state"], acts[won].2, "round {round}");
            let connected = won == 0;
            for (me, them) in [(&ana, &ben), (&ben, &ana)] {
                assert_eq!(me.sees(them)["degree"] == "1st", connected, "round {round}");
                assert_eq!(me.list("/connections").len(), usize::from(connected));
            }
            assert_eq!(ana.budget("pending_invitations")["used"], 0);

            // The same twice is done once; a block beside it ends everything.
            let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
            let id = ana.sends(&ben);
            let block = format!("/blocks/{}", ana.handle);
            let answers = at_once(&["accept", "accept", "block"], |act| match *act {
                "block" => ben.put(&block),
                act => ben.acts(&id, act, &json!({})),
            });
            answers[2].done();
            assert!(count(&answers, 200) <= 1, "round {round}: {answers:?}");
            assert_eq!(ben.list("/connections").len() + ana.list("/connections").len(), 0);
            assert_eq!(ana.budget("pending_invitations")["used"], 0);
        }
    });
}

#[test]
fn r4_two_who_invite_each_other_at_once_are_connected() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        for round in 0..12 {
            let (ana, ben) = (anyone.join("ana"), anyone.join("ben"));
            let both = [(&ana, &ben), (&ben, &ana)];
            let answers = at_once(&both, |(me, them)| me.invites(them));
            assert_eq!((count(&answers, 201), count(&answers, 200)), (1, 1), "{answers:?}");
            let crossed = answers.iter().find(|answer| answer.status == 200).expect("one crossed");
            let sent = answers.iter().find(|answer| answer.status == 201).expect("one sent");
            assert_eq!(crossed.json()["state"], "connected", "round {round}");
            assert_eq!(text(&crossed.json()["id"]), text(&sent.json()["id"]));
            for (me, them) in both {
                assert_eq!(me.sees(them)["degree"], "1st");
            }
        }
    });
}

#[test]
fn a_handle_and_an_address_are_given_once() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        for _ in 0..3 {
            let handle = format!("same-{}", super::server::number());
            let emails: Vec<String> = (0..8).map(|n| format!("{handle}-{n}@example.org")).collect();
            let made = at_once(&emails, |email| anyone.sign_up(&handle, &json!({"email": email})));
            assert_eq!(count(&made, 201), 1, "{made:?}");
            for other in made.iter().filter(|answer| answer.status != 201) {
                assert_eq!(other.wrong_fields(), ["handle"]);
            }
            let email = json!({"email": format!("{handle}@example.com")});
            let handles: Vec<String> = (0..8).map(|n| format!("{handle}-{n}")).collect();
            let made = at_once(&handles, |handle| anyone.sign_up(handle, &email));
            assert_eq!(count(&made, 201), 1, "{made:?}");
            for other in made.iter().filter(|answer| answer.status != 201) {
                assert_eq!(other.wrong_fields(), ["email"]);
            }
        }
    });
}
