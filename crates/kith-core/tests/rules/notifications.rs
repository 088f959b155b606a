//! Who is told of what, and of what nobody is (R1, R6, R9, R10).

use kith_core::{
    account::Status,
    change::{Answered, Change, Message},
    conversation::{Conversed, Kind as MessageKind, Request, Side},
    event::{Attendance, Event},
    group::Standing,
    id::Id,
    introduction::{Introduction, Moved, State as Introduced},
    invitation::{Invitation, Source, State},
    notification::{Audience, Kind, Touched, notices, touched},
    post::{Audience as PostAudience, Comment, Post, Reaction, Subject},
    reconnect::{Agreed, Answer as ReconnectSaid, Answering, Offer},
    restriction::{Level, Signal, Step},
    tie::Pair,
    time::{HOUR, Timestamp},
};

use super::build::{ANA, BEN, MESSAGE, NEW, NOW, RESTRICTION};

fn id<T>(number: u8) -> Id<T> {
    Id::from_bytes([number; 16])
}

fn invited() -> Change {
    let invitation = Invitation {
        id: NEW,
        sender: ANA,
        recipient: BEN,
        note: Some("We met in Porto.".into()),
        source: Source::Profile,
        via: None,
        sent_at: NOW,
        expires_at: NOW.plus_months(6),
        boost: None,
    };
    Change::Invited { invitation }
}

fn answered(state: State, unknown: bool) -> Change {
    let (sender, recipient) = (ANA, BEN);
    Change::Answered(Answered { invitation: NEW, sender, recipient, state, at: NOW, unknown })
}

fn wrote(kind: MessageKind) -> Change {
    let message = Message {
        id: MESSAGE,
        sender: ANA,
        recipient: BEN,
        body: "Hello".into(),
        sent_at: NOW,
        invitation: None,
        kind,
        subject: None,
    };
    Change::Wrote { message }
}

fn posted(audience: PostAudience, repost_of: Option<u8>) -> Change {
    let (body, group) = ("Bridges".to_owned(), None);
    let (company, repost_of) = (None, repost_of.map(id));
    let (images, mentions) = (Vec::new(), Vec::new());
    let (id, author, at) = (id(20), ANA, NOW);
    Change::Posted {
        post: Post { id, author, audience, body, group, company, repost_of, at, images, mentions },
    }
}

fn commented(whose: u8, parent: Option<u8>) -> Change {
    Change::Commented {
        comment: Comment {
            id: id(30),
            post: id(20),
            whose: id(whose),
            parent: parent.map(id),
            author: ANA,
            body: "Yes".into(),
            at: NOW,
            mentions: Vec::new(),
        },
    }
}

fn mentioned(members: &[u8]) -> Change {
    let Change::Posted { mut post } = posted(PostAudience::Public, None) else { unreachable!() };
    post.mentions = members.iter().map(|member| id(*member)).collect();
    Change::Posted { post }
}

fn reacted(subject: Subject, whose: u8) -> Change {
    let (whose, reaction) = (id(whose), Reaction::Like);
    Change::Reacted { subject, whose, member: ANA, reaction, at: NOW }
}

fn stood(from: Option<Standing>, to: Option<Standing>) -> Change {
    Change::Stood { group: id(40), member: ANA, from, to, at: NOW, removed: false }
}

fn event(version: i64, cancelled_at: Option<Timestamp>) -> Change {
    let event = Event {
        id: id(50),
        name: "Meeting".into(),
        folded: "meeting".into(),
        about: String::new(),
        starts_at: NOW,
        ends_at: NOW.plus(HOUR),
        zone: "UTC".into(),
        place: "Porto".into(),
        link: String::new(),
        capacity: None,
        organiser: BEN,
        created_at: NOW,
        changed_at: NOW,
        cancelled_at,
        version,
    };
    Change::EventKept { event }
}

fn attended(from: Option<Attendance>, to: Option<Attendance>) -> Change {
    Change::Attended { event: id(50), member: ANA, from, to, at: NOW }
}

fn moved(to: Introduced) -> Change {
    Change::IntroductionMoved(Moved { introduction: id(60), from: Introduced::Asked, to, at: NOW })
}

fn asked() -> Change {
    let introduction = Introduction {
        id: id(60),
        asker: ANA,
        connector: BEN,
        target: id(3),
        note: "Please".into(),
        asked_at: NOW,
        expires_at: NOW.plus_days(30),
        state: Introduced::Asked,
    };
    Change::IntroductionAsked { introduction }
}

fn restricted(level: Level) -> Change {
    let rules = kith_core::policy::Policy::default().restrictions;
    let evidence = "21 in 10 minutes".to_owned();
    let step = Step::at_level(RESTRICTION, ANA, level, Signal::Burst, evidence, NOW, &rules);
    Change::Restricted { step }
}

fn reconnect_offered() -> Change {
    let (low_answer, high_answer) = (None, None);
    let offer = Offer { id: id(80), low: ANA, high: BEN, offered_at: NOW, low_answer, high_answer };
    Change::ReconnectOffered { offer }
}

fn reconnect_answered() -> Change {
    let to = Some(ReconnectSaid::No);
    Change::ReconnectAnswered(Answering { offer: id(80), member: BEN, from: None, to, at: NOW })
}

fn reconnected() -> Change {
    Change::Reconnected(Agreed { offer: id(80), low: ANA, high: BEN, at: NOW })
}

#[test]
fn everybody_is_told_what_concerns_them_and_nobody_else_is() {
    let reader = Audience::Reader { member: BEN, from: ANA };
    let ana = Audience::Member(ANA);
    let ben = Audience::Member(BEN);
    let author = Audience::PostAuthor(id(20));
    for (change, expected) in [
        (invited(), vec![(Kind::Invitation, ben)]),
        (answered(State::Accepted, false), vec![(Kind::InvitationAccepted, ana)]),
        (wrote(MessageKind::Plain), vec![(Kind::Message, reader)]),
        (wrote(MessageKind::Opener), vec![(Kind::MessageRequest, reader)]),
        (wrote(MessageKind::InMail), vec![(Kind::InMail, reader)]),
        (asked(), vec![(Kind::IntroductionAsked, ben)]),
        (
            moved(Introduced::Forwarded),
            vec![(Kind::IntroductionForwarded, Audience::Target(id(60)))],
        ),
        (moved(Introduced::Accepted), vec![(Kind::IntroductionAccepted, Audience::Asker(id(60)))]),
        (commented(2, None), vec![(Kind::Comment, author)]),
        (
            commented(2, Some(31)),
            vec![(Kind::Comment, author), (Kind::Answer, Audience::CommentAuthor(id(31)))],
        ),
        (
            mentioned(&[2, 1, 3]),
            vec![(Kind::Mention, ben), (Kind::Mention, Audience::Member(id(3)))],
        ),
        (reacted(Subject::Post(id(20)), 2), vec![(Kind::Reaction, author)]),
        (
            posted(PostAudience::Public, Some(21)),
            vec![(Kind::Repost, Audience::PostAuthor(id(21)))],
        ),
        (
            stood(None, Some(Standing::Asked)),
            vec![(Kind::GroupAsked, Audience::Moderators(id(40)))],
        ),
        (stood(Some(Standing::Asked), Some(Standing::Member)), vec![(Kind::GroupAccepted, ana)]),
        (stood(None, Some(Standing::Invited)), vec![(Kind::GroupInvited, ana)]),
        (event(2, None), vec![(Kind::EventChanged, Audience::Attendees(id(50)))]),
        (event(2, Some(NOW)), vec![(Kind::EventCancelled, Audience::Attendees(id(50)))]),
        (
            attended(Some(Attendance::Waiting), Some(Attendance::Going)),
            vec![(Kind::EventMovedUp, ana)],
        ),
        (reconnect_offered(), vec![(Kind::Reconnect, ana), (Kind::Reconnect, ben)]),
        (reconnected(), vec![(Kind::Reconnected, ana), (Kind::Reconnected, ben)]),
        (restricted(Level::Warned), vec![(Kind::Restriction, ana)]),
        (restricted(Level::PausedShort), vec![(Kind::Restriction, ana)]),
        (
            Change::CampaignStopped { member: ANA, campaign: id(80), arm: 0, at: NOW },
            vec![(Kind::CampaignStopped, ana)],
        ),
    ] {
        let told = notices(std::slice::from_ref(&change));
        let told: Vec<_> = told.into_iter().map(|notice| (notice.kind, notice.to)).collect();
        assert_eq!(told, expected, "{change:?}");
    }
}

#[test]
fn r1_r6_r9_r10_what_is_silent_makes_no_notification() {
    let pair = |connections| Change::Paired { pair: Pair::strangers(ANA, BEN), connections };
    let mut blocked = Pair::strangers(ANA, BEN);
    blocked.low_side.blocked_at = Some(NOW);
    let declined = Side { request: Request::Declined, ..Side::default() };
    let (member, other, before) = (BEN, ANA, Request::Pending);
    let silent = [
        ("ignore", answered(State::Ignored, false)),
        ("ignore, unknown", answered(State::Ignored, true)),
        ("withdraw", answered(State::Withdrawn, false)),
        ("expiry", answered(State::Expired, false)),
        ("an invitation ended by a block", answered(State::Gone, false)),
        ("following, unfollowing", pair(0)),
        ("removing a connection", pair(-1)),
        ("blocking", Change::Paired { pair: blocked, connections: 0 }),
        (
            "declining a message request, reading, muting",
            Change::Conversed(Conversed { member, other, before, side: declined }),
        ),
        ("an introduction withheld", moved(Introduced::Withheld)),
        ("an introduction declined", moved(Introduced::Declined)),
        ("an introduction lapsed", moved(Introduced::Lapsed)),
        ("an accepted note", wrote(MessageKind::Note)),
        ("a request to join refused", stood(Some(Standing::Asked), None)),
        ("an invitation to a group declined", stood(Some(Standing::Invited), None)),
        ("leaving a group, being removed", stood(Some(Standing::Member), None)),
        ("joining a group", stood(None, Some(Standing::Member))),
        ("a seat taken", attended(None, Some(Attendance::Going))),
        ("a seat given up", attended(Some(Attendance::Going), None)),
        ("a new event", event(1, None)),
        ("a post", posted(PostAudience::Public, None)),
        ("a repost that not all see", posted(PostAudience::Connections, Some(21))),
        ("a reaction to a comment", reacted(Subject::Comment(id(30)), 2)),
        (
            "a reaction taken back",
            Change::Unreacted { subject: Subject::Post(id(20)), member: ANA },
        ),
        ("a post deleted", Change::PostDeleted { post: id(20), author: ANA, company: None }),
        ("a comment deleted", Change::CommentDeleted { comment: id(30), post: id(20) }),
        ("deactivating", Change::StatusChanged { member: ANA, status: Status::Deactivated }),
        ("a suggestion dismissed", Change::Dismissed { member: ANA, other: BEN }),
        ("an answer to reconnecting", reconnect_answered()),
        ("a profile changed", Change::ProfileChanged { member: ANA }),
        ("settings changed", Change::SettingsChanged { member: ANA }),
        (
            "following a company",
            Change::CompanyFollowed { company: id(70), member: ANA, since: Some(NOW) },
        ),
    ];
    for (what, change) in silent {
        assert_eq!(notices(&[change]), [], "{what} is silent");
    }
}

#[test]
fn r10_an_accepted_introduction_is_told_once() {
    let changes = [moved(Introduced::Accepted), invited(), answered(State::Accepted, false)];
    let told: Vec<_> = notices(&changes).into_iter().map(|notice| notice.kind).collect();
    assert_eq!(told, [Kind::IntroductionAccepted]);
}

#[test]
fn reconnecting_is_told_once_and_an_answer_wakes_nobody_else() {
    let changes = [reconnected(), answered(State::Accepted, false)];
    let told: Vec<_> = notices(&changes).into_iter().map(|notice| notice.kind).collect();
    assert_eq!(told, [Kind::Reconnected, Kind::Reconnected]);
    assert_eq!(touched(&reconnect_answered()), Touched::Members(vec![BEN]));
}

#[test]
fn whoever_is_told_or_loses_something_looks_again() {
    let both = Touched::Members(vec![ANA, BEN]);
    assert_eq!(touched(&answered(State::Withdrawn, false)), both);
    assert_eq!(touched(&invited()), Touched::Members(vec![BEN]));
    assert_eq!(touched(&event(2, None)), Touched::Everybody);
    assert_eq!(touched(&Change::ProfileChanged { member: ANA }), Touched::Members(Vec::new()));
}
