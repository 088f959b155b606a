//! R9: InMail and its credits, on a clock that can be moved.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    api_messages::{acts, may, plan, writes},
    client::{Answer, Client, Member, at, text},
    sandbox::{actions, days, months, next},
    server::{Flags, on_each, on_each_shared},
};

/// Sends an InMail; the answer as it came.
fn inmails(from: &Member, to: &Member) -> Answer {
    let message =
        json!({"to": to.handle, "body": "Hello", "subject": "Cable stays", "via": "inmail"});
    from.post("/messages", &message)
}

/// Sends an InMail that must be taken; its conversation.
fn sends(from: &Member, to: &Member) -> String {
    text(&inmails(from, to).is(201)["conversation"]).to_owned()
}

fn left(member: &Member) -> Value {
    member.budget("inmail_credits")["left"].clone()
}

#[test]
fn r9_an_inmail_has_a_subject_costs_one_credit_and_lands_in_the_inbox() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        assert_eq!(left(&ana), 0, "the free plan has none");
        inmails(&ana, &ben).refused(403, "no_way");
        plan(&operator, &ana, "premium");
        assert_eq!(left(&ana), 15);
        let way = may(&ana, &ben);
        assert_eq!((&way["via"], &way["price"]), (&json!("inmail"), &json!(1)));
        assert_eq!(ana.sees(&ben)["actions"]["inmail"]["allowed"], true);
        // Without a subject nothing is spent, though only an InMail is open.
        assert_eq!(writes(&ana, &ben, "Hello").wrong_fields(), ["subject"]);
        assert_eq!(left(&ana), 15);
        let sent = inmails(&ana, &ben).is(201);
        assert_eq!((&sent["via"], &sent["price"]), (&json!("inmail"), &json!(1)));
        assert_eq!(left(&ana), 14);
        let got = &ben.list("/conversations")[0];
        assert_eq!((&got["box"], &got["request"]), (&json!("inbox"), &json!("inmail")));
        assert_eq!(got["last"]["kind"], "inmail");
        assert_eq!(got["last"]["subject"], "Cable stays");
    });
}

#[test]
fn r9_no_second_inmail_goes_to_the_same_person_until_they_answer() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        plan(&operator, &ana, "premium");
        sends(&ana, &ben);
        for _ in 0..2 {
            let refusal = inmails(&ana, &ben).refused(409, "inmail_unanswered");
            assert!(actions(&refusal).contains(&"invite".to_owned()));
        }
        assert_eq!(left(&ana), 14, "a refusal costs nothing");
        sends(&ana, &carl);
        writes(&ben, &ana, "Which project?").is(201);
        assert_eq!(left(&ana), 14, "one spent on Carl, one back from Ben");
        assert_eq!(writes(&ana, &ben, "The one in Porto").is(201)["via"], "reply");
        sends(&ana, &ben);
        assert_eq!(left(&ana), 13);
    });
}

#[test]
fn r9_a_credit_comes_back_on_an_answer_or_a_decline_within_90_days_and_once() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        plan(&operator, &ana, "navigator");
        let crowd = anyone.crowd("ben", 5);
        let talks: Vec<String> = crowd.iter().map(|them| sends(&ana, them)).collect();
        let last = anyone.now();
        assert_eq!(left(&ana), 45);
        // Accepted, and then written to: one credit.
        acts(&crowd[0], &talks[0], "accept").done();
        writes(&crowd[0], &ana, "Hello").is(201);
        assert_eq!(left(&ana), 46);
        // Declined, and then a change of mind: one credit.
        acts(&crowd[1], &talks[1], "decline").done();
        acts(&crowd[1], &talks[1], "decline").refused(409, "no_request");
        assert_eq!(left(&ana), 47);
        acts(&crowd[1], &talks[1], "accept").done();
        assert_eq!(left(&ana), 47);
        // Two months have brought 50 each, and the cap is 150.
        anyone.move_to(days(last, 89));
        let before = left(&ana);
        writes(&crowd[2], &ana, "Late").is(201);
        assert_eq!(left(&ana).as_u64(), before.as_u64().map(|left| left + 1));
        anyone.move_to(days(last, 90) + SignedDuration::from_secs(1));
        let before = left(&ana);
        writes(&crowd[3], &ana, "Too late").is(201);
        acts(&crowd[4], &talks[4], "decline").done();
        assert_eq!(left(&ana), before, "after 90 days it stays spent");
    });
}

#[test]
fn r9_credits_renew_on_the_plans_day_clamped_to_the_months_end_and_are_kept_to_the_cap() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let ana = anyone.join("ana");
        let operator = anyone.operator(server);
        anyone.move_to(next(&anyone, 1, 31));
        plan(&operator, &ana, "premium");
        let begun = anyone.now();
        let crowd = anyone.crowd("ben", 1);
        sends(&ana, &crowd[0]);
        let budget = ana.budget("inmail_credits");
        assert_eq!((&budget["limit"], &budget["used"]), (&json!(15), &json!(1)));
        for (month, credits) in [(1, 29), (2, 44), (3, 45), (4, 45)] {
            let renewal = at(&ana.budget("inmail_credits")["frees_at"]);
            // 31 January, 28 or 29 February, 31 March, 30 April …
            let about = months(begun, month).duration_since(renewal).abs();
            assert!(about < SignedDuration::from_mins(1), "{renewal}");
            anyone.move_to(renewal - SignedDuration::from_secs(2));
            let early = left(&ana);
            assert!(early.as_u64() < Some(credits) || credits == 45 || anyone.now() >= renewal);
            anyone.move_to(renewal);
            assert_eq!(left(&ana), credits, "month {month}");
        }
    });
}

#[test]
fn r9_another_plan_carries_no_credit_over_and_begins_on_its_own_day() {
    on_each(Flags::SANDBOX, |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        plan(&operator, &ana, "premium");
        sends(&ana, &ben);
        anyone.advance("P40D");
        assert_eq!(left(&ana), 29);
        // The same plan again is no new plan.
        plan(&operator, &ana, "premium");
        assert_eq!(left(&ana), 29);
        plan(&operator, &ana, "navigator");
        assert_eq!(left(&ana), 50);
        let renewal = at(&ana.budget("inmail_credits")["frees_at"]);
        assert!(renewal > days(anyone.now(), 27), "{renewal}");
        // What comes back from the plan before stays there.
        writes(&ben, &ana, "Hello").is(201);
        assert_eq!(left(&ana), 50);
        plan(&operator, &ana, "free");
        assert_eq!(left(&ana), 0);
        inmails(&ana, &anyone.join("carl")).refused(403, "no_way");
        plan(&operator, &ana, "premium");
        assert_eq!(left(&ana), 15);
    });
}

#[test]
fn r9_a_recipient_may_refuse_all_inmail() {
    on_each_shared(|server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben] = ["ana", "ben"].map(|name| anyone.join(name));
        plan(&operator, &ana, "premium");
        ben.patch("/members/me/settings", &json!({"inmail": false})).is(200);
        let refusal = inmails(&ana, &ben).refused(403, "inmail_refused");
        assert_eq!(actions(&refusal), ["invite", "engage"]);
        assert_eq!(left(&ana), 15);
    });
}

#[test]
fn r9_with_no_credit_left_the_refusal_says_when_the_next_ones_come() {
    let policy = "[plans.premium]\ninmail_per_month = 1\ninmail_kept = 1\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let [ana, ben, carl] = ["ana", "ben", "carl"].map(|name| anyone.join(name));
        plan(&operator, &ana, "premium");
        sends(&ana, &ben);
        let refused = inmails(&ana, &carl);
        let refusal = refused.refused(429, "inmail_limit");
        assert!(!refused.header("retry-after").is_empty());
        let renewal = at(&refusal["until"]);
        assert_eq!(at(&ana.budget("inmail_credits")["frees_at"]), renewal);
        anyone.move_to(renewal);
        sends(&ana, &carl);
    });
}

#[test]
fn r9_of_many_inmails_at_once_with_one_credit_left_exactly_one_is_sent() {
    let policy = "[plans.premium]\ninmail_per_month = 1\ninmail_kept = 1\n";
    on_each(Flags::sandbox_with(policy), |server| {
        let anyone = Client::anonymous(server);
        let operator = anyone.operator(server);
        let ana = anyone.join("ana");
        plan(&operator, &ana, "premium");
        let crowd = anyone.crowd("ben", 8);
        let sent: Vec<u16> = std::thread::scope(|scope| {
            let sends: Vec<_> =
                crowd.iter().map(|them| scope.spawn(|| inmails(&ana, them).status)).collect();
            sends.into_iter().map(|send| send.join().expect("an answer")).collect()
        });
        assert_eq!(sent.iter().filter(|status| **status == 201).count(), 1, "{sent:?}");
        assert_eq!(sent.iter().filter(|status| **status == 429).count(), 7, "{sent:?}");
        assert_eq!(left(&ana), 0);
        let inboxes = crowd.iter().map(|them| them.list("/conversations").len());
        assert_eq!(inboxes.sum::<usize>(), 1, "nobody got one that was not paid for");
    });
}
