//! R13: which templates, labels and webhooks are kept, and what webhooks are never told.

use kith_core::{
    account::Role,
    change::{Answered, Change, Message},
    contact::{self, Contact},
    conversation::Kind,
    group::Standing,
    id::{Id, MemberId},
    invitation::State,
    template::{self, Circle, NotKept, Owner, Purpose, Template},
    time::{DAY, SECOND},
    webhook::{self, Event, back_off, is_url},
};

use super::build::{ANA, BEN, NOW};

fn template(name: &str, text: &str, circle: Circle) -> Template {
    Template {
        id: Id::from_bytes([1; 16]),
        owner: ANA,
        name: name.to_owned(),
        purpose: Purpose::Note,
        text: text.to_owned(),
        circle,
        group: (circle == Circle::Group).then(|| Id::from_bytes([2; 16])),
        version: 1,
        changed_at: NOW,
    }
}

#[test]
fn r13_a_template_has_a_name_of_its_own_a_text_and_an_owner_who_may_share_it() {
    let plain = Owner { role: Role::Member, standing: None, names: &["Timber"] };
    let moderator = Owner { standing: Some(Standing::Moderator), ..plain };
    let operator = Owner { role: Role::Operator, ..plain };
    let long = "x".repeat(template::LONGEST_TEXT + 1);
    for (one, owner, wrong) in [
        (template("Bridges", "Hi {first_name}", Circle::Me), plain, vec![]),
        (template(" ", "", Circle::Me), plain, vec![NotKept::NoName, NotKept::NoText]),
        (template("Timber", "Hi", Circle::Me), plain, vec![NotKept::Taken]),
        (template(&"x".repeat(61), "Hi", Circle::Me), plain, vec![NotKept::LongName]),
        (template("Bridges", &long, Circle::Me), plain, vec![NotKept::LongText]),
        (template("Bridges", "Hi", Circle::Everybody), plain, vec![NotKept::NotOperator]),
        (template("Bridges", "Hi", Circle::Everybody), moderator, vec![NotKept::NotOperator]),
        (template("Bridges", "Hi", Circle::Everybody), operator, vec![]),
        (template("Bridges", "Hi", Circle::Group), plain, vec![NotKept::NotModerator]),
        (template("Bridges", "Hi", Circle::Group), operator, vec![NotKept::NotModerator]),
        (template("Bridges", "Hi", Circle::Group), moderator, vec![]),
    ] {
        assert_eq!(template::keep(&one, owner), wrong, "{one:?}");
    }
    let names = ["x"; template::MOST];
    let full = Owner { names: &names, ..plain };
    assert_eq!(template::keep(&template("A", "Hi", Circle::Me), full), [NotKept::Full]);
}

#[test]
fn labels_are_sorted_kept_once_and_short() {
    let read = |labels: &[&str]| Contact::read(labels.iter().copied(), " Met  in Leipzig ");
    let kept = read(&["To  call", " Timber ", "", "Timber"]).unwrap();
    assert_eq!(kept.labels, ["Timber", "To call"]);
    assert_eq!(kept.note, "Met  in Leipzig");
    assert!(Contact::read([""], " ").unwrap().is_empty());
    assert_eq!(read(&["a;b"]), Err(contact::NotKept::SplitLabel));
    assert_eq!(read(&[&"x".repeat(31)]), Err(contact::NotKept::LongLabel("x".repeat(31))));
    let many: Vec<String> = (0..=contact::MOST_LABELS).map(|n| format!("l{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(read(&many), Err(contact::NotKept::ManyLabels));
    let long = "x".repeat(contact::LONGEST_NOTE + 1);
    assert_eq!(Contact::read([], &long), Err(contact::NotKept::LongNote));
}

fn told(change: &Change) -> Option<(Event, MemberId)> {
    webhook::told(change).map(|told| (told.event, told.member))
}

#[test]
fn r6_a_webhook_is_told_what_the_sender_is_told_and_never_of_an_ignored_invitation_or_a_block() {
    for (state, expected) in [
        (State::Accepted, Some(Event::Accepted)),
        (State::Withdrawn, Some(Event::Ended)),
        (State::Expired, Some(Event::Ended)),
        (State::Pending, None),
        (State::Ignored, None),
        (State::Gone, None),
    ] {
        let answered = Answered {
            invitation: Id::from_bytes([3; 16]),
            sender: ANA,
            recipient: BEN,
            state,
            at: NOW,
            unknown: state == State::Ignored,
        };
        let expected = expected.map(|event| (event, ANA));
        assert_eq!(told(&Change::Answered(answered)), expected, "{state:?}");
    }
}

#[test]
fn r13_a_message_is_told_to_its_reader_but_not_the_note_of_an_invitation() {
    for (kind, expected) in [(Kind::Plain, Some((Event::Replied, BEN))), (Kind::Note, None)] {
        let message = Message {
            id: Id::from_bytes([4; 16]),
            sender: ANA,
            recipient: BEN,
            body: "Hello".to_owned(),
            sent_at: NOW,
            invitation: None,
            kind,
            subject: None,
        };
        assert_eq!(told(&Change::Wrote { message }), expected);
    }
}

#[test]
fn a_webhook_has_an_address_of_the_web_with_no_name_or_password_in_it() {
    for (url, fine) in [
        ("https://crm.example/kith?x=1", true),
        ("https://[2001:db8::1]:8443/", true),
        ("http://crm.example/", false),
        ("https://", false),
        ("https:///path", false),
        ("https://ana:secret@crm.example/", false),
        ("https://crm.example/a b", false),
        ("https://crm.example/\r\nHost: x", false),
        ("ftp://crm.example/", false),
        ("", false),
    ] {
        assert_eq!(is_url(url, false), fine, "{url:?}");
    }
    assert!(is_url("http://127.0.0.1:8080/", true), "where the network is made up");
    assert!(!is_url(&format!("https://crm.example/{}", "x".repeat(500)), false));
}

#[test]
fn a_delivery_is_tried_ten_times_over_three_days() {
    let waits: Vec<i64> = (1..).map_while(back_off).collect();
    assert_eq!(waits.len(), 9);
    assert_eq!(waits[0], 5 * SECOND);
    assert!(waits.windows(2).all(|pair| pair[0] < pair[1]));
    assert!((3 * DAY..=4 * DAY).contains(&waits.iter().sum::<i64>()));
}
