//! R9: InMail credits: renewal on the plan's day, the cap, one each, and what comes back.

use kith_core::{
    account::{Account, Plan},
    change::Change,
    inmail::{Credits, End, InMail},
    messaging::{Facts, Send, Way, answer, send, way},
    policy::Policy,
    refusal::Reason,
    time::Timestamp,
};

use super::{
    build::{ANA, BEN, Case, MESSAGE, NOW, TICK, account, at},
    r9::facts,
};

fn member(plan: Plan) -> Account {
    Account { plan, ..account(ANA) }
}

fn inmail(sent_at: Timestamp, end: Option<End>) -> InMail {
    InMail { message: MESSAGE, sender: ANA, recipient: BEN, sent_at, end }
}

#[test]
fn r9_credits_renew_on_the_plans_day_clamped_and_are_kept_to_the_cap() {
    let (policy, since) = (Policy::default(), at("2027-10-31T12:00:00Z"));
    for (plan, now, left, renews) in [
        (Plan::Premium, "2027-10-31T12:00:00Z", 15, "2027-11-30T12:00:00Z"),
        (Plan::Premium, "2027-11-30T11:59:59.999999Z", 15, "2027-11-30T12:00:00Z"),
        (Plan::Premium, "2027-11-30T12:00:00Z", 30, "2027-12-31T12:00:00Z"),
        (Plan::Premium, "2027-12-31T12:00:00Z", 45, "2028-01-31T12:00:00Z"),
        (Plan::Premium, "2028-02-29T11:00:00Z", 45, "2028-02-29T12:00:00Z"),
        (Plan::Premium, "2028-02-29T12:00:00Z", 45, "2028-03-31T12:00:00Z"),
        (Plan::Navigator, "2027-11-30T12:00:00Z", 100, "2027-12-31T12:00:00Z"),
        (Plan::Navigator, "2029-11-30T12:00:00Z", 150, "2029-12-31T12:00:00Z"),
        (Plan::Free, "2027-12-01T12:00:00Z", 0, "2027-12-31T12:00:00Z"),
    ] {
        let account = member(plan);
        let credits = Credits::begin(&account, since, 0, &policy).at(&account, &policy, at(now));
        assert_eq!(credits.left, left, "{plan:?} {now}");
        assert_eq!(credits.renews_at().to_string(), renews, "{plan:?} {now}");
        let again = credits.at(&account, &policy, at(now));
        assert_eq!(again, credits, "looking twice renews once");
    }
}

#[test]
fn r9_a_lowered_cap_takes_no_credit_away() {
    let account = member(Plan::Premium);
    let mut policy = Policy::default();
    let kept = Credits { left: 40, ..Credits::begin(&account, NOW, 1, &policy) };
    policy.plans.premium.inmail_kept = 20;
    let later = kept.at(&account, &policy, NOW.plus_months(1));
    assert_eq!(later.left, 40);
}

#[test]
fn r9_an_inmail_spends_one_credit_and_none_is_spent_that_is_not_there() {
    let case = Case::with(|case| case.me.plan = Plan::Premium);
    let ask = Send { id: MESSAGE, body: "Hello", subject: Some(" Cables "), via: None };
    let (allowed, changes) = send(&ask, &facts(&case), &case.policy, NOW).unwrap();
    assert_eq!((allowed.via, allowed.price), (Way::InMail, 1));
    let subject = changes.iter().find_map(|change| match change {
        Change::Wrote { message } => message.subject.clone(),
        _ => None,
    });
    assert_eq!(subject.as_deref(), Some("Cables"));
    let credits = changes.iter().find_map(|change| match change {
        Change::Credited { credits } => Some(*credits),
        _ => None,
    });
    let credits = credits.unwrap();
    assert_eq!((credits.left, credits.spent, credits.version), (14, 1, 1));
    let broke = Facts { credits: Credits { left: 0, spent: 15, ..credits }, ..facts(&case) };
    let refusal = send(&ask, &broke, &case.policy, NOW).unwrap_err();
    assert_eq!(refusal.reason, Reason::InMailLimit);
    assert_eq!(refusal.until, Some(NOW.plus_months(1)));
}

#[test]
fn r9_one_inmail_to_the_same_person_until_they_answer_and_a_decline_is_no_answer() {
    let case = Case::with(|case| case.me.plan = Plan::Premium);
    for (end, allowed) in [(None, false), (Some(End::Declined), false), (Some(End::Answered), true)]
    {
        let facts = Facts { my_inmail: Some(inmail(NOW, end)), ..facts(&case) };
        let found = way(&facts, Some(Way::InMail), &case.policy, NOW);
        assert_eq!(found.is_ok(), allowed, "{end:?}");
        if let Err(refusal) = found {
            assert_eq!(refusal.reason, Reason::InMailUnanswered);
        }
    }
    let refuses = case.clone().and(|case| case.them().settings.inmail = false);
    let refusal = way(&facts(&refuses), Some(Way::InMail), &case.policy, NOW).unwrap_err();
    assert_eq!(refusal.reason, Reason::InMailRefused);
}

#[test]
fn r9_the_credit_comes_back_within_90_days_once_and_only_under_the_same_plan() {
    let (policy, sender) = (Policy::default(), member(Plan::Premium));
    let spent = Credits { left: 14, spent: 1, ..Credits::begin(&sender, NOW, 1, &policy) };
    let until = NOW.plus_days(90);
    for (end, ended, now, since, answered, returned) in [
        (None, End::Answered, NOW, NOW, true, true),
        (None, End::Declined, until, NOW, true, true),
        (None, End::Declined, until.plus(TICK), NOW, true, false),
        (None, End::Answered, NOW.plus(9), NOW.plus(TICK), true, false),
        (Some(End::Declined), End::Answered, NOW, NOW, true, false),
        (Some(End::Answered), End::Declined, NOW, NOW, false, false),
        (Some(End::Answered), End::Answered, NOW, NOW, false, false),
    ] {
        let credits = Credits { since, ..spent };
        let changes = inmail(NOW, end).ends(ended, &sender, &credits, &policy, now);
        let back = changes.iter().any(|change| matches!(change, Change::Credited { .. }));
        let case = format!("{end:?} {ended:?} {now} {since}");
        assert_eq!((!changes.is_empty(), back), (answered, returned), "{case}");
    }
    let changes = inmail(NOW, None).ends(End::Answered, &sender, &spent, &policy, NOW);
    let Some(Change::Credited { credits }) = changes.last() else { panic!("{changes:?}") };
    assert_eq!((credits.left, credits.spent, credits.version), (15, 0, 2));
    // Renewals come before what comes back, and the cap holds for both.
    let later = NOW.plus_months(2);
    let changes = inmail(NOW, None).ends(End::Answered, &sender, &spent, &policy, later);
    let Some(Change::Credited { credits }) = changes.last() else { panic!("{changes:?}") };
    assert_eq!((credits.left, credits.months), (45, 3));
}

#[test]
fn r9_declining_gives_the_credit_back_to_its_sender_and_tells_nothing_else() {
    // Ben is the one who answers: the facts are from his side.
    let case = Case::with(|case| case.them().plan = Plan::Premium);
    let them = case.them.clone().unwrap();
    let mine = kith_core::conversation::Side {
        request: kith_core::conversation::Request::InMail,
        ..Default::default()
    };
    let talk = kith_core::conversation::Conversation {
        id: kith_core::id::ConversationId::from_bytes([1; 16]),
        mine,
        theirs: Default::default(),
        last_at: NOW,
    };
    let theirs = InMail { message: MESSAGE, sender: BEN, recipient: ANA, sent_at: NOW, end: None };
    let facts = Facts {
        talk: Some(talk),
        their_inmail: Some(theirs),
        their_credits: Some(Credits { left: 14, ..Credits::begin(&them, NOW, 1, &case.policy) }),
        ..facts(&case)
    };
    let changes = answer(&facts, false, &case.policy, NOW).unwrap();
    let kinds: Vec<_> = changes.iter().map(Change::kind).collect();
    assert_eq!(kinds, ["conversed", "in_mail_ended", "credited"]);
}
