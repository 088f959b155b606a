//! What happened: the changes that a decision makes and the journal keeps.

mod talk;

use serde::{Deserialize, Serialize};

pub use self::talk::{Message, Report};

use crate::{
    account::Status,
    campaign::{Campaign, DoNotContact, Run, Sent},
    company::Company,
    conversation::Conversed,
    event::{Attendance, Event},
    group::{Group, Standing},
    id::{
        CampaignId, CommentId, CompanyId, EventId, GroupId, InvitationId, MemberId, MessageId,
        PostId, ReportId, RestrictionId, SearchId,
    },
    inmail::{Credits, InMail, Outcome},
    introduction::{Introduction, Moved},
    invitation::{Invitation, State},
    post::{Comment, Post, Reaction, Subject},
    reconnect::{Agreed, Answering, Offer},
    restriction::{Ladder, Step},
    tie::Pair,
    time::Timestamp,
};

/// One thing that happened. It carries the new state, never only a difference, so that a
/// follower of the journal may apply it without reading the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// An account was made.
    Joined {
        /// Whose.
        member: MemberId,
    },
    /// Profile fields changed.
    ProfileChanged {
        /// Whose.
        member: MemberId,
    },
    /// Settings changed.
    SettingsChanged {
        /// Whose.
        member: MemberId,
    },
    /// The account began or ceased to take part.
    StatusChanged {
        /// Whose.
        member: MemberId,
        /// What it is now.
        status: Status,
    },
    /// The account is gone for good, with all that was theirs alone.
    Deleted {
        /// Whose it was.
        member: MemberId,
    },
    /// An invitation was sent.
    Invited {
        /// All of it.
        invitation: Invitation,
    },
    /// A pending or ignored invitation came to another state.
    Answered(Answered),
    /// The tie of two members has a new value.
    Paired {
        /// The new value; its version is the one it was decided on plus one.
        pair: Pair,
        /// What it does to both members' counts of connections: −1, 0 or 1.
        connections: i32,
    },
    /// An import connected pairs that had no tie: each is at version 1 now.
    Connected {
        /// The pairs, the smaller id first.
        pairs: Vec<(MemberId, MemberId)>,
        /// Since when.
        at: Timestamp,
    },
    /// An operator gave an audience extra invitations (R7).
    Boosted {
        /// The boost.
        boost: crate::boost::Boost,
        /// Who is in it.
        audience: Vec<MemberId>,
    },
    /// A message was written.
    Wrote {
        /// All of it.
        message: Message,
    },
    /// A pending place was left again, or none was left any more (R8).
    PendingFull {
        /// Whose.
        member: MemberId,
        /// Since when none is left; absent: there is one.
        since: Option<Timestamp>,
    },
    /// A step on the restriction ladder (R8).
    Restricted {
        /// The step with its evidence.
        step: Step,
    },
    /// An operator lifted a step.
    Lifted {
        /// Which.
        restriction: RestrictionId,
        /// Whose.
        member: MemberId,
        /// The operator.
        by: MemberId,
        /// When.
        at: Timestamp,
        /// Where the member stands now.
        ladder: Ladder,
    },
    /// The member asked the operator to look again.
    Appealed {
        /// Which step.
        restriction: RestrictionId,
        /// Whose.
        member: MemberId,
        /// In their words.
        text: String,
        /// When.
        at: Timestamp,
    },
    /// The member does not want to see this suggestion again (R11).
    Dismissed {
        /// Who dismissed.
        member: MemberId,
        /// Whom.
        other: MemberId,
    },
    /// A post was published.
    Posted {
        /// All of it.
        post: Post,
    },
    /// A post has other words now.
    PostEdited {
        /// Which.
        post: PostId,
        /// Whose.
        author: MemberId,
        /// The words.
        body: String,
        /// When.
        at: Timestamp,
        /// Whom the new words name by `@handle`, of those whom its author may see.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<MemberId>,
    },
    /// A post is gone, with its pictures, comments and reactions.
    PostDeleted {
        /// Which.
        post: PostId,
        /// Whose.
        author: MemberId,
        /// The company in whose name it was written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        company: Option<CompanyId>,
    },
    /// A comment was written.
    Commented {
        /// All of it.
        comment: Comment,
    },
    /// A comment has other words now.
    CommentEdited {
        /// Which.
        comment: CommentId,
        /// The words.
        body: String,
        /// When.
        at: Timestamp,
        /// Whom the new words name by `@handle`, of those whom its author may see.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<MemberId>,
    },
    /// A comment is gone, with the reactions to it.
    CommentDeleted {
        /// Which.
        comment: CommentId,
        /// Of which post.
        post: PostId,
    },
    /// Somebody reacted, or reacted differently.
    Reacted {
        /// To what.
        subject: Subject,
        /// Who wrote that.
        whose: MemberId,
        /// Who reacted.
        member: MemberId,
        /// How.
        reaction: Reaction,
        /// When.
        at: Timestamp,
    },
    /// Somebody took their reaction back.
    Unreacted {
        /// To what.
        subject: Subject,
        /// Who.
        member: MemberId,
    },
    /// A group was made, changed or closed.
    GroupKept {
        /// All of it; its version is the one it was decided on plus one.
        group: Group,
    },
    /// A member stands otherwise to a group.
    Stood {
        /// Which group.
        group: GroupId,
        /// Who.
        member: MemberId,
        /// What they were; absent: nothing.
        from: Option<Standing>,
        /// What they are; absent: nothing any more.
        to: Option<Standing>,
        /// Since when.
        at: Timestamp,
        /// Whether a moderator removed them, and not they themself left: they come back as a
        /// moderator consents.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        removed: bool,
    },
    /// A moderator made a link by which whoever has it joins the group, or revoked it.
    GroupLinked {
        /// Which group.
        group: GroupId,
        /// The moderator.
        by: MemberId,
        /// Whether there is one now.
        linked: bool,
        /// When.
        at: Timestamp,
    },
    /// An event was made, changed or cancelled.
    EventKept {
        /// All of it; its version is the one it was decided on plus one.
        event: Event,
    },
    /// A member comes to an event, waits for a seat, or does not come any more.
    Attended {
        /// Which event.
        event: EventId,
        /// Who.
        member: MemberId,
        /// What they had; absent: nothing.
        from: Option<Attendance>,
        /// What they have; absent: nothing any more.
        to: Option<Attendance>,
        /// Since when.
        at: Timestamp,
    },
    /// A company's page was made or changed.
    CompanyKept {
        /// All of it; its version is the one it was decided on plus one.
        company: Company,
    },
    /// A member follows a company, or does not any more.
    CompanyFollowed {
        /// Which company.
        company: CompanyId,
        /// Who.
        member: MemberId,
        /// Since when; absent: not any more.
        since: Option<Timestamp>,
    },
    /// A company's competitors were chosen.
    RivalsChosen {
        /// Whose page.
        company: CompanyId,
        /// All of them, in the order in which they are shown.
        rivals: Vec<CompanyId>,
    },
    /// One side of a conversation: read, muted, archived, a request answered (R9).
    Conversed(Conversed),
    /// A credit was spent on an InMail (R9).
    InMailed {
        /// Which message, by whom, to whom.
        inmail: InMail,
    },
    /// An InMail was answered or declined (R9).
    InMailEnded {
        /// Which message.
        message: MessageId,
        /// How and when.
        outcome: Outcome,
    },
    /// A member's InMail credits have a new value (R9).
    Credited {
        /// The new value; its version is the one it was decided on plus one.
        credits: Credits,
    },
    /// A member asked a connection for an introduction (R10).
    IntroductionAsked {
        /// All of it.
        introduction: Introduction,
    },
    /// An introduction was forwarded, declined or accepted (R10).
    IntroductionMoved(Moved),
    /// A conversation was reported to the operators.
    Reported {
        /// All of it.
        report: Report,
    },
    /// An operator has dealt with a report.
    ReportDone {
        /// Which.
        report: ReportId,
        /// The operator.
        by: MemberId,
        /// When.
        at: Timestamp,
    },
    /// The member saved a search (R11).
    SearchSaved {
        /// All of it.
        search: crate::search::SavedSearch,
    },
    /// The member deleted a saved search.
    SearchDeleted {
        /// Whose.
        member: MemberId,
        /// Which.
        search: SearchId,
    },
    /// A member looked at another's profile, the first time that day (R12).
    Viewed {
        /// All of it.
        view: crate::view::View,
    },
    /// A campaign was made, changed, started, paused, resumed or ended (R13).
    CampaignKept {
        /// All of it; its version is the one it was decided on plus one.
        campaign: Box<Campaign>,
    },
    /// A campaign that was never started is gone.
    CampaignDeleted {
        /// Whose.
        member: MemberId,
        /// Which.
        campaign: CampaignId,
    },
    /// A variant of a campaign was stopped for harm (R13); the campaign with it is kept beside.
    CampaignStopped {
        /// Whose.
        member: MemberId,
        /// Which.
        campaign: CampaignId,
        /// The variant.
        arm: u32,
        /// When.
        at: Timestamp,
    },
    /// Those of a variant who are not invited yet go on with another (R13).
    CampaignMoved {
        /// Whose.
        member: MemberId,
        /// Which.
        campaign: CampaignId,
        /// The variant that was stopped.
        from: u32,
        /// The one that takes them.
        to: u32,
    },
    /// Somebody is at another place of a campaign, or came into it (R13).
    CampaignRan {
        /// All of it; its version is the one it was decided on plus one.
        run: Box<Run>,
        /// Whether they keep the member's other campaigns from them.
        holds: bool,
    },
    /// A campaign did something to somebody (R13).
    CampaignSent(Sent),
    /// A member wants no campaigns of another or of anybody, or takes that back (R13).
    DoNotContact(DoNotContact),
    /// Two members whose archives list each other are asked whether they want to reconnect.
    ReconnectOffered {
        /// All of it.
        offer: Offer,
    },
    /// A member answered an offer to reconnect, or took the answer back: told to nobody.
    ReconnectAnswered(Answering),
    /// Both said yes and are connected.
    Reconnected(Agreed),
}

/// How an invitation left `pending` (R6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Which.
    pub invitation: InvitationId,
    /// Who sent it.
    pub sender: MemberId,
    /// Who received it.
    pub recipient: MemberId,
    /// What it is now.
    pub state: State,
    /// When.
    pub at: Timestamp,
    /// Whether the recipient said they don't know the sender (R8).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
}

impl Change {
    /// The word for it in the journal.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Joined { .. } => "joined",
            Self::ProfileChanged { .. } => "profile_changed",
            Self::SettingsChanged { .. } => "settings_changed",
            Self::StatusChanged { .. } => "status_changed",
            Self::Deleted { .. } => "deleted",
            Self::Invited { .. } => "invited",
            Self::Answered(_) => "answered",
            Self::Paired { .. } => "paired",
            Self::Connected { .. } => "connected",
            Self::Boosted { .. } => "boosted",
            Self::Wrote { .. } => "wrote",
            Self::PendingFull { .. } => "pending_full",
            Self::Restricted { .. } => "restricted",
            Self::Lifted { .. } => "lifted",
            Self::Appealed { .. } => "appealed",
            Self::Dismissed { .. } => "dismissed",
            Self::Posted { .. } => "posted",
            Self::PostEdited { .. } => "post_edited",
            Self::PostDeleted { .. } => "post_deleted",
            Self::Commented { .. } => "commented",
            Self::CommentEdited { .. } => "comment_edited",
            Self::CommentDeleted { .. } => "comment_deleted",
            Self::Reacted { .. } => "reacted",
            Self::Unreacted { .. } => "unreacted",
            Self::GroupKept { .. } => "group_kept",
            Self::Stood { .. } => "stood",
            Self::GroupLinked { .. } => "group_linked",
            Self::EventKept { .. } => "event_kept",
            Self::Attended { .. } => "attended",
            Self::CompanyKept { .. } => "company_kept",
            Self::CompanyFollowed { .. } => "company_followed",
            Self::RivalsChosen { .. } => "rivals_chosen",
            Self::Conversed(_) => "conversed",
            Self::InMailed { .. } => "in_mailed",
            Self::InMailEnded { .. } => "in_mail_ended",
            Self::Credited { .. } => "credited",
            Self::IntroductionAsked { .. } => "introduction_asked",
            Self::IntroductionMoved(_) => "introduction_moved",
            Self::Reported { .. } => "reported",
            Self::ReportDone { .. } => "report_done",
            Self::SearchSaved { .. } => "search_saved",
            Self::SearchDeleted { .. } => "search_deleted",
            Self::Viewed { .. } => "viewed",
            Self::CampaignKept { .. } => "campaign_kept",
            Self::CampaignDeleted { .. } => "campaign_deleted",
            Self::CampaignStopped { .. } => "campaign_stopped",
            Self::CampaignMoved { .. } => "campaign_moved",
            Self::CampaignRan { .. } => "campaign_ran",
            Self::CampaignSent(_) => "campaign_sent",
            Self::DoNotContact(_) => "do_not_contact",
            Self::ReconnectOffered { .. } => "reconnect_offered",
            Self::ReconnectAnswered(_) => "reconnect_answered",
            Self::Reconnected(_) => "reconnected",
        }
    }
}
