//! Notifications: who is told of what, and how it goes out by e-mail.
//!
//! What is silent (R1, R6, R9, R10) has no notification to begin with: [`notices`] names every
//! change, so that a new one must decide.

use serde::{Deserialize, Serialize};

use crate::{
    account::codes,
    change::{Answered, Change, Message},
    conversation::Kind as MessageKind,
    event::{Attendance, Event},
    group::Standing,
    id::{
        CommentId, EventId, GroupId, Id, IntroductionId, InvitationId, MemberId, PostId,
        ReconnectId,
    },
    introduction::{Moved, State as IntroductionState},
    invitation::State,
    post::{Audience as PostAudience, Comment, Post, Subject},
    time::Timestamp,
};

codes! {
    /// What a member is told of.
    Kind {
        /// Somebody wants to connect.
        Invitation = "invitation",
        /// Somebody accepted my invitation.
        InvitationAccepted = "invitation_accepted",
        /// An invitation has waited for 7 or 30 days (R6).
        Reminder = "reminder",
        /// Somebody wrote to me.
        Message = "message",
        /// Somebody in a shared group wants to write to me (R9).
        MessageRequest = "message_request",
        /// An InMail came (R9).
        InMail = "inmail",
        /// A connection wants to be introduced by me (R10).
        IntroductionAsked = "introduction_asked",
        /// Somebody is introduced to me (R10).
        IntroductionForwarded = "introduction_forwarded",
        /// An introduction that I asked for has connected us (R10).
        IntroductionAccepted = "introduction_accepted",
        /// Somebody whom my archive lists is here, and theirs lists me.
        Reconnect = "reconnect",
        /// Somebody and I both wanted to reconnect, and are connected.
        Reconnected = "reconnected",
        /// Somebody commented on my post.
        Comment = "comment",
        /// Somebody answered my comment.
        Answer = "answer",
        /// People reacted to my post.
        Reaction = "reaction",
        /// Somebody named me in a post or a comment.
        Mention = "mention",
        /// Somebody passed my post on.
        Repost = "repost",
        /// Somebody asked to join a group that I moderate.
        GroupAsked = "group_asked",
        /// A group that I asked to join took me in.
        GroupAccepted = "group_accepted",
        /// I am invited to a group.
        GroupInvited = "group_invited",
        /// An event that I come to was changed.
        EventChanged = "event_changed",
        /// I moved up from an event's waiting list.
        EventMovedUp = "event_moved_up",
        /// An event that I come to was cancelled.
        EventCancelled = "event_cancelled",
        /// I was warned, or my invitations are paused (R8).
        Restriction = "restriction",
        /// A variant of my campaign was stopped: too many don't know me (R13).
        CampaignStopped = "campaign_stopped",
    }
}

codes! {
    /// How something goes out by e-mail.
    Mailing {
        /// At once.
        Now = "now",
        /// With everything else, once a day.
        Digest = "digest",
        /// Not at all.
        Off = "off",
    }
}

impl Kind {
    /// How it goes out by e-mail where the member has not chosen.
    #[must_use]
    pub const fn usual_mailing(self) -> Mailing {
        match self {
            Self::Invitation
            | Self::Message
            | Self::MessageRequest
            | Self::InMail
            | Self::IntroductionAsked
            | Self::IntroductionForwarded
            | Self::Reconnect
            | Self::GroupInvited
            | Self::EventChanged
            | Self::EventMovedUp
            | Self::EventCancelled
            | Self::Restriction
            | Self::CampaignStopped => Mailing::Now,
            Self::InvitationAccepted
            | Self::Reminder
            | Self::IntroductionAccepted
            | Self::Reconnected
            | Self::Comment
            | Self::Answer
            | Self::Mention
            | Self::Repost
            | Self::GroupAsked
            | Self::GroupAccepted => Mailing::Digest,
            Self::Reaction => Mailing::Off,
        }
    }

    /// Whether a member may keep it off their page. What limits them they are always told there.
    #[must_use]
    pub const fn may_hide(self) -> bool {
        !matches!(self, Self::Restriction | Self::CampaignStopped)
    }
}

/// Who is told. The store finds them in the transaction that makes the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// This member.
    Member(MemberId),
    /// This member, unless they muted or declined what this other writes.
    Reader {
        /// Who reads.
        member: MemberId,
        /// Who wrote.
        from: MemberId,
    },
    /// Who wrote this comment, but not who wrote the post.
    CommentAuthor(CommentId),
    /// Who wrote this post.
    PostAuthor(PostId),
    /// Who moderates this group.
    Moderators(GroupId),
    /// Who comes to this event, or waits for a seat.
    Attendees(EventId),
    /// Who is to be met in this introduction.
    Target(IntroductionId),
    /// Who asked for this introduction.
    Asker(IntroductionId),
}

/// Marks ids of whatever a notification is about.
pub enum Anything {}

/// A notification that a change makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// What of.
    pub kind: Kind,
    /// Who is told.
    pub to: Audience,
    /// Who did it, where that is told; never told themself.
    pub actor: Option<MemberId>,
    /// Another member without whom it is not shown.
    pub other: Option<MemberId>,
    /// What it is about: what comes again about the same takes the place of the first.
    pub about: Id<Anything>,
    /// The single thing in it, where several about the same stand side by side.
    pub item: Option<Id<Anything>>,
    /// When.
    pub at: Timestamp,
}

fn any<T>(id: Id<T>) -> Id<Anything> {
    Id::from_bytes(*id.as_bytes())
}

impl Notice {
    fn new<T>(kind: Kind, to: Audience, about: Id<T>, at: Timestamp) -> Self {
        Self { kind, to, actor: None, other: None, about: any(about), item: None, at }
    }

    const fn by(self, actor: MemberId) -> Self {
        Self { actor: Some(actor), ..self }
    }

    /// A reminder that an invitation waits: made by time alone (R6).
    #[must_use]
    pub fn reminder(
        invitation: InvitationId,
        recipient: MemberId,
        sender: MemberId,
        now: Timestamp,
    ) -> Self {
        Self::new(Kind::Reminder, Audience::Member(recipient), invitation, now).by(sender)
    }

    fn item<T>(self, item: Id<T>) -> Self {
        Self { item: Some(any(item)), ..self }
    }
}

/// The notifications that the changes of one decision make.
#[must_use]
pub fn notices(changes: &[Change]) -> Vec<Notice> {
    // An accepted introduction says it all: the invitation that it goes through is not told.
    let introduced = changes.iter().any(|change| {
        matches!(change, Change::IntroductionMoved(m) if m.to == IntroductionState::Accepted)
    });
    let told = changes.iter().flat_map(notices_of);
    // So does that both said yes.
    let introduced =
        introduced || changes.iter().any(|change| matches!(change, Change::Reconnected(_)));
    told.filter(|notice| {
        !(introduced && matches!(notice.kind, Kind::Invitation | Kind::InvitationAccepted))
    })
    .collect()
}

/// The notifications that one change makes.
fn notices_of(change: &Change) -> Vec<Notice> {
    match change {
        Change::Invited { invitation: i } => {
            let to = Audience::Member(i.recipient);
            vec![Notice::new(Kind::Invitation, to, i.id, i.sent_at).by(i.sender)]
        }
        Change::Answered(answered) => answer(answered).into_iter().collect(),
        Change::Wrote { message } => wrote(message).into_iter().collect(),
        Change::Restricted { step } => {
            let to = Audience::Member(step.member);
            vec![Notice::new(Kind::Restriction, to, step.id, step.at)]
        }
        Change::Posted { post } => {
            // Who writes in a company's name is not told of, and nobody else is there to name.
            let by_member = post.company.is_none();
            let mentions = if by_member { &post.mentions[..] } else { &[] };
            let named = named(post.author, mentions, post.id, post.at, None);
            reposted(post).into_iter().chain(named).collect()
        }
        Change::Commented { comment } => commented(comment),
        // Who wrote in a company's name is told for it.
        Change::Reacted { subject: Subject::Post(post), member, at, .. } => {
            let to = Audience::PostAuthor(*post);
            vec![Notice::new(Kind::Reaction, to, *post, *at).by(*member)]
        }
        Change::Stood { group, member, from, to, at, .. } => {
            stood(*group, *member, (*from, *to), *at).into_iter().collect()
        }
        Change::EventKept { event } => event_kept(event).into_iter().collect(),
        Change::Attended { event, member, from, to, at } => {
            let up = (*from, *to) == (Some(Attendance::Waiting), Some(Attendance::Going));
            let to = Audience::Member(*member);
            let told = Notice::new(Kind::EventMovedUp, to, *event, *at);
            if up { vec![told] } else { Vec::new() }
        }
        Change::IntroductionAsked { introduction: i } => {
            let to = Audience::Member(i.connector);
            let told = Notice::new(Kind::IntroductionAsked, to, i.id, i.asked_at).by(i.asker);
            vec![Notice { other: Some(i.target), ..told }]
        }
        Change::IntroductionMoved(moved) => introduced(moved).into_iter().collect(),
        Change::CampaignStopped { member, campaign, at, .. } => {
            let to = Audience::Member(*member);
            vec![Notice::new(Kind::CampaignStopped, to, *campaign, *at)]
        }
        Change::ReconnectOffered { offer: o } => {
            each_other(Kind::Reconnect, o.id, (o.low, o.high), o.offered_at)
        }
        Change::Reconnected(a) => each_other(Kind::Reconnected, a.offer, (a.low, a.high), a.at),
        // Silent: what others are not told (R1, R6, R8, R9, R10), and what a member did for
        // themself.
        Change::Joined { .. }
        | Change::ProfileChanged { .. }
        | Change::SettingsChanged { .. }
        | Change::StatusChanged { .. }
        | Change::Deleted { .. }
        | Change::Paired { .. }
        | Change::Connected { .. }
        | Change::Boosted { .. }
        | Change::PendingFull { .. }
        | Change::Lifted { .. }
        | Change::Appealed { .. }
        | Change::Dismissed { .. }
        | Change::PostEdited { .. }
        | Change::PostDeleted { .. }
        | Change::CommentEdited { .. }
        | Change::CommentDeleted { .. }
        | Change::Reacted { subject: Subject::Comment(_), .. }
        | Change::Unreacted { .. }
        | Change::GroupKept { .. }
        | Change::CompanyKept { .. }
        | Change::CompanyFollowed { .. }
        | Change::RivalsChosen { .. }
        | Change::Conversed(_)
        | Change::InMailed { .. }
        | Change::InMailEnded { .. }
        | Change::Credited { .. }
        | Change::Reported { .. }
        | Change::ReportDone { .. }
        | Change::SearchSaved { .. }
        | Change::SearchDeleted { .. }
        | Change::Viewed { .. }
        | Change::CampaignKept { .. }
        | Change::CampaignDeleted { .. }
        | Change::CampaignMoved { .. }
        | Change::CampaignRan { .. }
        | Change::CampaignSent(_)
        | Change::DoNotContact(_)
        | Change::ReconnectAnswered(_)
        | Change::GroupLinked { .. } => Vec::new(),
    }
}

/// Two members are told of each other.
fn each_other(
    kind: Kind,
    offer: ReconnectId,
    (low, high): (MemberId, MemberId),
    at: Timestamp,
) -> Vec<Notice> {
    let told = |to, by| Notice::new(kind, Audience::Member(to), offer, at).by(by);
    vec![told(low, high), told(high, low)]
}

/// Only an acceptance is told, and only to the sender (R6).
fn answer(answered: &Answered) -> Option<Notice> {
    let a = answered;
    match a.state {
        State::Accepted => {
            let to = Audience::Member(a.sender);
            Some(Notice::new(Kind::InvitationAccepted, to, a.invitation, a.at).by(a.recipient))
        }
        State::Pending | State::Ignored | State::Withdrawn | State::Expired | State::Gone => None,
    }
}

/// The messages of one member are told together.
fn wrote(message: &Message) -> Option<Notice> {
    let kind = match message.kind {
        // The recipient has read it in the invitation.
        MessageKind::Note => return None,
        MessageKind::Plain => Kind::Message,
        MessageKind::Opener => Kind::MessageRequest,
        MessageKind::InMail => Kind::InMail,
    };
    let (member, from) = (message.recipient, message.sender);
    Some(Notice::new(kind, Audience::Reader { member, from }, from, message.sent_at).by(from))
}

/// A repost that not everybody may see is not told: the first author may be one who may not.
fn reposted(post: &Post) -> Option<Notice> {
    let first = post.repost_of.filter(|_| post.audience == PostAudience::Public)?;
    let to = Audience::PostAuthor(first);
    Some(Notice::new(Kind::Repost, to, first, post.at).by(post.author).item(post.id))
}

fn commented(comment: &Comment) -> Vec<Notice> {
    let c = comment;
    let told = |kind, to| Notice::new(kind, to, c.post, c.at).by(c.author).item(c.id);
    let mut all = vec![told(Kind::Comment, Audience::PostAuthor(c.post))];
    if let Some(parent) = c.parent {
        let answer = told(Kind::Answer, Audience::CommentAuthor(parent));
        all.push(Notice { other: Some(c.whose), ..answer });
    }
    all.extend(named(c.author, &c.mentions, c.post, c.at, Some(c.id)));
    all
}

/// Those whom a post or a comment names, but not who wrote it. The store tells only those who may
/// see the post.
fn named(
    author: MemberId,
    mentions: &[MemberId],
    post: PostId,
    at: Timestamp,
    comment: Option<CommentId>,
) -> Vec<Notice> {
    let told = |member: &MemberId| {
        let told = Notice::new(Kind::Mention, Audience::Member(*member), post, at).by(author);
        match comment {
            Some(comment) => told.item(comment),
            None => told,
        }
    };
    mentions.iter().filter(|member| **member != author).map(told).collect()
}

/// Asking is told to the moderators, being taken in and being invited to the member; a refusal,
/// a removal and leaving to nobody.
fn stood(
    group: GroupId,
    member: MemberId,
    (from, to): (Option<Standing>, Option<Standing>),
    at: Timestamp,
) -> Option<Notice> {
    let mine = |kind| Notice::new(kind, Audience::Member(member), group, at);
    match (from, to) {
        (_, Some(Standing::Asked)) => {
            let to = Audience::Moderators(group);
            Some(Notice::new(Kind::GroupAsked, to, group, at).by(member).item(member))
        }
        (Some(Standing::Asked), Some(Standing::Member)) => Some(mine(Kind::GroupAccepted)),
        (_, Some(Standing::Invited)) => Some(mine(Kind::GroupInvited)),
        _ => None,
    }
}

fn event_kept(event: &Event) -> Option<Notice> {
    let kind = match event.cancelled_at {
        Some(_) => Kind::EventCancelled,
        None if event.version > 1 => Kind::EventChanged,
        None => return None,
    };
    Some(Notice::new(kind, Audience::Attendees(event.id), event.id, event.changed_at))
}

/// Forwarding is told to whom it concerns, acceptance to who asked; declining to nobody (R10).
fn introduced(moved: &Moved) -> Option<Notice> {
    let told = |kind, to| Notice::new(kind, to, moved.introduction, moved.at);
    let id = moved.introduction;
    match moved.to {
        IntroductionState::Forwarded => {
            Some(told(Kind::IntroductionForwarded, Audience::Target(id)))
        }
        IntroductionState::Accepted => Some(told(Kind::IntroductionAccepted, Audience::Asker(id))),
        IntroductionState::Asked
        | IntroductionState::Withheld
        | IntroductionState::Declined
        | IntroductionState::Lapsed => None,
    }
}

/// Whose counts and notifications a change may touch: what a live page looks at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// These members'.
    Members(Vec<MemberId>),
    /// More than the change names.
    Everybody,
}

/// Whose counts and notifications a change may touch. Whoever is touched learns nothing by it:
/// they are told what they may see, and only if that is new.
#[must_use]
pub fn touched(change: &Change) -> Touched {
    let mut members = Vec::new();
    for notice in notices_of(change) {
        match notice.to {
            Audience::Member(member) | Audience::Reader { member, .. } => members.push(member),
            _ => return Touched::Everybody,
        }
    }
    match change {
        Change::Answered(answered) => members.extend([answered.sender, answered.recipient]),
        Change::Paired { pair, .. } if pair.is_blocked() => members.extend([pair.low, pair.high]),
        Change::StatusChanged { .. } | Change::Deleted { .. } => return Touched::Everybody,
        Change::Conversed(conversed) => members.push(conversed.member),
        Change::ReconnectAnswered(answering) => members.push(answering.member),
        _ => {}
    }
    Touched::Members(members)
}
