//! R9: who may message whom, in the order of the rule, and what works where nothing does.

use kith_core::{
    account::Plan,
    budget::Name,
    change::{Change, Message},
    conversation::{self, Conversation, Folder, Kind, Request, Side, Tidy, tidy},
    id::ConversationId,
    inmail::{Credits, InMail},
    messaging::{Alternatives, Facts, Send, Way, answer, fits, openers, send, way},
    policy::Policy,
    refusal::{Action, Reason, Refusal},
    restriction::Level,
};

use super::build::{ANA, BEN, Case, MESSAGE, NOW, account, ago, on_ladder};

const TALK: ConversationId = ConversationId::from_bytes([20; 16]);

/// Everything that a decision about a message reads, of a case.
pub(super) fn facts(case: &Case) -> Facts<'_> {
    Facts {
        meeting: case.meeting(),
        talk: None,
        shared_group: None,
        openers: 0,
        credits: Credits::begin(&case.me, NOW, 0, &case.policy),
        my_inmail: None,
        their_inmail: None,
        their_credits: None,
        alternatives: Alternatives::default(),
    }
}

/// A conversation in which only Ben has written, or only Ana.
fn talk(they_wrote: bool) -> Conversation {
    let (wrote, silent) = (Side { wrote_at: Some(ago(5)), ..Side::default() }, Side::default());
    let (mine, theirs) = if they_wrote { (silent, wrote) } else { (wrote, silent) };
    Conversation { id: TALK, mine, theirs, last_at: ago(5) }
}

/// Ana with the premium plan, Ben a stranger to her.
fn premium() -> Case {
    Case::with(|case| case.me.plan = Plan::Premium)
}

fn open(facts: &Facts, policy: &Policy) -> Result<Way, Refusal> {
    way(facts, None, policy, NOW).map(|allowed| allowed.via)
}

#[test]
fn r9_the_first_way_that_holds_is_taken_in_the_order_of_the_rule() {
    let mut case = premium();
    case.them().plan = Plan::Navigator;
    case.them().settings.open_profile = true;
    case.pair = case.pair.clone().connected(NOW);
    let mut facts_now = facts(&case);
    facts_now.talk = Some(talk(true));
    facts_now.shared_group = Some("Bridges".to_owned());
    let mut seen = vec![open(&facts_now, &case.policy).unwrap()];
    facts_now.talk = None;
    seen.push(open(&facts_now, &case.policy).unwrap());
    let strangers = Case { pair: case.pair.clone().disconnected(), ..case.clone() };
    facts_now = Facts { shared_group: facts_now.shared_group, ..facts(&strangers) };
    seen.push(open(&facts_now, &case.policy).unwrap());
    let closed = strangers.clone().and(|case| case.them().settings.open_profile = false);
    facts_now = Facts { shared_group: facts_now.shared_group, ..facts(&closed) };
    seen.push(open(&facts_now, &case.policy).unwrap());
    facts_now.shared_group = None;
    seen.push(open(&facts_now, &case.policy).unwrap());
    assert_eq!(seen, Way::ALL);
    // Each can be chosen by name where it is open, and only then.
    let chosen = |way_: Way| way(&facts_now, Some(way_), &case.policy, NOW).map(|it| it.price);
    assert_eq!(chosen(Way::InMail), Ok(1));
    assert_eq!(chosen(Way::Group).unwrap_err().reason, Reason::NoWay);
}

#[test]
fn r9_a_conversation_is_open_once_the_other_has_written_or_accepted() {
    let case = Case::strangers();
    for (they_wrote, theirs, allowed) in [
        (true, Request::None, true),
        (false, Request::None, false),
        (false, Request::Pending, false),
        (false, Request::Declined, false),
        (false, Request::InMail, false),
        (false, Request::Accepted, true),
    ] {
        let mut talk = talk(they_wrote);
        talk.theirs.request = theirs;
        let facts = Facts { talk: Some(talk), ..facts(&case) };
        let found = way(&facts, Some(Way::Reply), &case.policy, NOW);
        assert_eq!(found.is_ok(), allowed, "{they_wrote} {theirs:?}");
    }
}

#[test]
fn r9_a_group_opener_is_a_request_out_of_the_months_budget() {
    let case = Case::strangers();
    let grouped =
        |used| Facts { shared_group: Some("Bridges".to_owned()), openers: used, ..facts(&case) };
    let ask = Send { id: MESSAGE, body: " Hello ", subject: Some("dropped"), via: None };
    let (allowed, changes) = send(&ask, &grouped(14), &case.policy, NOW).unwrap();
    assert_eq!((allowed.via, allowed.price), (Way::Group, 0));
    let [Change::Wrote { message }, Change::Conversed(asked)] = &changes[..] else {
        panic!("{changes:?}");
    };
    assert_eq!((message.kind, message.body.as_str()), (Kind::Opener, "Hello"));
    assert_eq!(message.subject, None);
    assert_eq!((asked.member, asked.side.request), (BEN, Request::Pending));
    let refusal = send(&ask, &grouped(15), &case.policy, NOW).unwrap_err();
    assert_eq!(refusal.reason, Reason::OpenerLimit);
    let budget = openers(&case.me, 15, &case.policy, NOW);
    assert_eq!((budget.name, budget.limit, budget.left), (Name::Openers, 15, 0));
    assert_eq!(refusal.until, budget.frees_at);
    assert_eq!(budget.frees_at.unwrap().to_string(), "2026-04-01T00:00:00Z");
}

#[test]
fn r9_a_request_that_waits_and_one_that_was_declined_read_the_same() {
    let case = premium();
    let refusals = [Request::Pending, Request::Declined].map(|theirs| {
        let mut talk = talk(false);
        talk.theirs.request = theirs;
        let facts =
            Facts { talk: Some(talk), shared_group: Some("Bridges".to_owned()), ..facts(&case) };
        way(&facts, None, &case.policy, NOW).unwrap_err()
    });
    assert_eq!(refusals[0].reason, Reason::RequestPending);
    assert_eq!(refusals[0], refusals[1]);
}

#[test]
fn r9_a_pause_leaves_replies_and_connections_and_stops_the_rest() {
    let paused = premium().and(|case| case.me.ladder = on_ladder(Level::PausedShort, ago(1)));
    let mut strangers = facts(&paused);
    strangers.shared_group = Some("Bridges".to_owned());
    let refusal = way(&strangers, None, &paused.policy, NOW).unwrap_err();
    assert_eq!((refusal.reason, refusal.also.len()), (Reason::Restricted, 0));
    assert!(refusal.until.is_some());
    let open_profile = paused.clone().and(|case| {
        case.them().plan = Plan::Premium;
        case.them().settings.open_profile = true;
    });
    let refusal = way(&facts(&open_profile), None, &paused.policy, NOW).unwrap_err();
    assert_eq!(refusal.reason, Reason::Restricted);
    let replies = Facts { talk: Some(talk(true)), ..facts(&paused) };
    assert_eq!(open(&replies, &paused.policy), Ok(Way::Reply));
    let friends = paused.clone().and(|case| case.pair = case.pair.clone().connected(NOW));
    assert_eq!(open(&facts(&friends), &paused.policy), Ok(Way::Connection));
}

#[test]
fn r9_a_block_either_way_and_oneself_are_never_written_to() {
    for who in [ANA, BEN] {
        let blocked = Case::connected().and(|case| case.pair = case.pair.clone().blocked(who, NOW));
        let facts = Facts { talk: Some(talk(true)), ..facts(&blocked) };
        assert_eq!(open(&facts, &blocked.policy), Err(Refusal::not_found()));
        assert_eq!(answer(&facts, true, &blocked.policy, NOW), Err(Refusal::not_found()));
    }
    let me = Case::with(|case| case.them = Some(account(ANA)));
    assert_eq!(open(&facts(&me), &me.policy).unwrap_err().reason, Reason::Myself);
}

#[test]
fn r9_a_refusal_lists_what_works_an_invitation_groups_inmail_and_an_introduction() {
    let listed = |case: &Case, unanswered: bool| {
        let inmail =
            InMail { message: MESSAGE, sender: ANA, recipient: BEN, sent_at: NOW, end: None };
        let facts = Facts {
            alternatives: Alternatives {
                invite: true,
                groups: vec!["Bridges".to_owned()],
                introducers: vec!["Carl".to_owned(), "Dora".to_owned()],
            },
            my_inmail: unanswered.then_some(inmail),
            talk: unanswered.then(|| talk(false)),
            ..facts(case)
        };
        // By a way that is closed, so that the others are offered.
        let refusal = way(&facts, Some(Way::Connection), &case.policy, NOW).unwrap_err();
        let works: Vec<_> =
            refusal.instead.iter().map(|one| (one.action, one.label.clone())).collect();
        works
    };
    let works = listed(&premium(), false);
    let actions: Vec<_> = works.iter().map(|(action, _)| *action).collect();
    assert_eq!(
        actions,
        [
            Action::Invite,
            Action::JoinGroup,
            Action::InMail,
            Action::Introduce,
            Action::Introduce,
            Action::Engage,
        ]
    );
    assert_eq!(works[1].1, "Join the group Bridges");
    assert_eq!(works[2].1, "Send an InMail: 1 of your 15 credits");
    assert_eq!(works[3].1, "Ask Carl to introduce you");
    let free = listed(&Case::strangers(), false);
    assert_eq!(free[2].1, "InMail costs 1 credit; the premium plan has 15 a month");
    // What would be refused as well is not offered.
    let refused = premium().and(|case| case.them().settings.inmail = false);
    for works in [listed(&refused, false), listed(&premium(), true)] {
        assert!(works.iter().all(|(action, _)| *action != Action::InMail), "{works:?}");
    }
}

#[test]
fn r9_writing_back_accepts_a_request_and_reads_the_conversation() {
    let case = Case::strangers();
    for request in [Request::Pending, Request::InMail, Request::Declined] {
        let mut talk = talk(true);
        talk.mine = Side { request, archived_at: Some(ago(1)), ..talk.mine };
        let facts = Facts { talk: Some(talk), ..facts(&case) };
        let ask = Send { id: MESSAGE, body: "Hello", subject: None, via: None };
        let (_, changes) = send(&ask, &facts, &case.policy, NOW).unwrap();
        let mine = changes.iter().find_map(|change| match change {
            Change::Conversed(one) if one.member == ANA => Some(one),
            _ => None,
        });
        let mine = mine.unwrap();
        assert_eq!((mine.before, mine.side.request), (request, Request::Accepted));
        assert_eq!((mine.side.archived_at, mine.side.read_at), (None, Some(talk.last_at)));
    }
}

#[test]
fn r9_a_request_is_accepted_or_declined_once_and_a_decline_may_be_taken_back() {
    for (before, accept, after) in [
        (Request::Pending, true, Some(Request::Accepted)),
        (Request::Pending, false, Some(Request::Declined)),
        (Request::InMail, true, Some(Request::Accepted)),
        (Request::InMail, false, Some(Request::Declined)),
        (Request::Declined, true, Some(Request::Accepted)),
        (Request::Declined, false, None),
        (Request::Accepted, true, None),
        (Request::Accepted, false, None),
        (Request::None, true, None),
        (Request::None, false, None),
    ] {
        let mut talk = talk(true);
        talk.mine.request = before;
        let decided = conversation::answer(&talk, (ANA, BEN), accept);
        let found = decided.ok().map(|changes| match &changes[..] {
            [Change::Conversed(one)] => one.side.request,
            other => panic!("{other:?}"),
        });
        assert_eq!(found, after, "{before:?} {accept}");
    }
}

#[test]
fn r9_folders_and_unread_marks_are_each_sides_own() {
    let base = talk(true);
    assert!(base.is_unread());
    assert!(!talk(false).is_unread(), "my own words are read");
    for (request, archived, folder) in [
        (Request::None, false, Folder::Inbox),
        (Request::InMail, false, Folder::Inbox),
        (Request::Accepted, false, Folder::Inbox),
        (Request::Pending, false, Folder::Requests),
        (Request::Declined, false, Folder::Archived),
        (Request::None, true, Folder::Archived),
    ] {
        let mut talk = base;
        talk.mine.request = request;
        talk.mine.archived_at = archived.then_some(NOW);
        assert_eq!(talk.stands_in(), folder, "{request:?}");
    }
    let changed = |talk: &Conversation, act| tidy(talk, (ANA, BEN), act, NOW);
    for act in [Tidy::Read, Tidy::Mute, Tidy::Archive] {
        let changes = changed(&base, act);
        let [Change::Conversed(one)] = &changes[..] else { panic!("{changes:?}") };
        let again = Conversation { mine: one.side, ..base };
        assert_eq!(changed(&again, act), [], "{act:?} twice changes nothing");
    }
    for act in [Tidy::Unmute, Tidy::Unarchive] {
        assert_eq!(changed(&base, act), [], "{act:?}");
    }
}

#[test]
fn r9_lengths_are_counted_like_notes_from_one_character_up() {
    for (text, most, fine) in [
        ("", 5, false),
        (" \n ", 5, false),
        ("x", 5, true),
        (" hello ", 5, true),
        ("hello!", 5, false),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2, true),
    ] {
        assert_eq!(fits(text, most), fine, "{text:?}");
    }
}

#[test]
fn r9_the_journal_reads_messages_that_were_written_before_there_were_kinds() {
    let old = r#"{"id":"01010101-0101-0101-0101-010101010101","sender":"01010101-0101-0101-0101-010101010101","recipient":"02020202-0202-0202-0202-020202020202","body":"Hi","sent_at":"2026-03-02T09:00:00Z"}"#;
    let read: Message = serde_json::from_str(old).unwrap();
    assert_eq!((read.kind, read.subject), (Kind::Plain, None));
}
