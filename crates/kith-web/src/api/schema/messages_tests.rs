//! Messages, introductions and reports are described as they are written.

use kith_app::{
    Page,
    conversations::{ConversationView, MessageItem, OpenConversation},
    introductions::{IntroductionBox, IntroductionView},
    messaging::{Explained, MessagingView, Sent},
    reports::{Evidence, ReportView},
};
use kith_core::{
    budget::{Budget, Name},
    conversation::{Folder, Kind, Request},
    degree::Degree,
    id::{ConversationId, IntroductionId, MessageId, ReportId},
    introduction::State,
    messaging::Way,
    refusal::{Action, Reason, Refusal},
};

use crate::api::{
    messages::Messaging,
    schema::tests::{at, described, row},
};

const TALK: ConversationId = ConversationId::from_bytes([1; 16]);

fn writing() -> MessagingView {
    let refusal = Refusal::new(Reason::NoWay, "No.").instead(Action::Invite, "Invite them");
    MessagingView {
        member: row(Degree::Second),
        message: Explained::refused(refusal),
        inmail: Explained { via: Some("inmail".into()), price: 1, refusal: None },
        conversation: Some(TALK),
        group: Some("Bridges".into()),
        length: 2_000,
        subject_length: 200,
        return_days: 90,
        credits: Budget::new(Name::InMail, 15, 1, Some(at())),
    }
}

fn conversation(subject: Option<&str>) -> ConversationView {
    let message = MessageItem {
        id: MessageId::from_bytes([1; 16]),
        mine: true,
        kind: Kind::InMail,
        subject: subject.map(str::to_owned),
        body: "Hello".into(),
        sent_at: at(),
    };
    ConversationView {
        id: TALK,
        folder: Folder::Requests,
        member: row(Degree::Out),
        unread: true,
        muted: false,
        archived: false,
        request: Request::Pending,
        last: subject.map(|_| message),
    }
}

#[test]
fn conversations_are_as_described() {
    described("Messaging", &Messaging::from(writing()));
    let sent = Sent {
        conversation: TALK,
        id: MessageId::from_bytes([1; 16]),
        via: Way::OpenProfile,
        price: 0,
    };
    described("SentMessage", &sent);
    let page = Page { items: vec![conversation(None), conversation(Some("Hi"))], next: None };
    described("List_ConversationView", &page);
    let conversation = conversation(Some("Cables"));
    let items = conversation.last.clone().into_iter().collect();
    let open = OpenConversation { conversation, items, next: None, writing: writing() };
    described("OpenConversation", &open);
}

#[test]
fn introductions_and_reports_are_as_described() {
    let introduction = IntroductionView {
        id: IntroductionId::from_bytes([1; 16]),
        part: IntroductionBox::Through,
        asker: Some(row(Degree::First)),
        connector: None,
        target: Some(row(Degree::First)),
        note: "Hello".into(),
        state: State::Asked,
        waiting: true,
        asked_at: at(),
        expires_at: at(),
    };
    described("IntroductionView", &introduction);
    let report = ReportView {
        id: ReportId::from_bytes([1; 16]),
        reporter: "ana".into(),
        reporter_name: "Ana".into(),
        reported: "ben".into(),
        reported_name: "Ben".into(),
        reason: "Sells".into(),
        at: at(),
        messages: vec![Evidence { by: "ben".into(), body: "Buy".into(), sent_at: at() }],
        done_at: None,
        done_by: Some("operator".into()),
    };
    described("ReportView", &report);
}
