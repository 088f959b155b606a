//! Messages, conversations, introductions and reports, as JSON.

use utoipa::ToSchema;

use super::Row;
use crate::api::words;

/// Whether something may be done now, and if not, why and what works instead.
#[derive(ToSchema)]
pub(crate) struct Explained {
    /// Whether it may be done.
    allowed: bool,
    /// The way; for an introduction the handle of who can be asked.
    #[schema(nullable = false)]
    via: Option<String>,
    /// How many InMail credits it costs.
    #[schema(nullable = false)]
    price: Option<u32>,
    /// Why not.
    #[schema(required = false)]
    reason: words::Reason,
    /// Until when not, where that is known.
    #[schema(format = DateTime)]
    until: Option<String>,
    /// What works instead.
    #[schema(required = false)]
    instead: Vec<Works>,
}

/// One thing that works instead.
#[derive(ToSchema)]
pub(crate) struct Works {
    /// What to do.
    action: words::Action,
    /// What to call it, for people.
    label: String,
}

/// What writing did.
#[derive(ToSchema)]
pub(crate) struct SentMessage {
    /// In which conversation.
    conversation: String,
    /// Which message.
    id: String,
    /// By which way.
    via: words::Way,
    /// How many InMail credits it cost.
    price: u32,
}

/// How many conversations have something unread.
#[derive(ToSchema)]
pub(crate) struct Unread {
    /// How many.
    count: u32,
}

/// A message as both read it.
#[derive(ToSchema)]
pub(crate) struct MessageItem {
    /// Which.
    id: String,
    /// Whether the viewer wrote it.
    mine: bool,
    /// What kind of message it is.
    kind: words::MessageKind,
    /// The subject of an InMail.
    #[schema(required = true)]
    subject: Option<String>,
    /// The text.
    body: String,
    /// When.
    #[schema(format = DateTime)]
    sent_at: String,
}

/// A conversation as one side sees it.
#[derive(ToSchema)]
pub(crate) struct ConversationView {
    /// Which.
    id: String,
    /// Where it stands for me.
    r#box: words::Folder,
    /// The other member.
    member: Row,
    /// Whether something of theirs is unread.
    unread: bool,
    /// Whether I muted it.
    muted: bool,
    /// Whether I put it away.
    archived: bool,
    /// Where I stand to what they began.
    request: words::Request,
    /// The newest message.
    #[schema(required = true)]
    last: Option<MessageItem>,
}

/// Whether I may write in a conversation, and how.
#[derive(ToSchema)]
pub(crate) struct Writing {
    /// To whom.
    member: Row,
    /// A message by the first way that is open.
    message: Explained,
    /// An InMail in particular.
    inmail: Explained,
    /// The conversation with them, if there is one.
    #[schema(required = true)]
    conversation: Option<String>,
    /// The group that both share, if that is the way.
    #[schema(required = true)]
    group: Option<String>,
    /// The longest message, in characters.
    length: u32,
    /// The longest subject of an InMail, in characters.
    subject_length: u32,
    /// Days within which an answer gives the credit of an InMail back.
    return_days: u32,
    /// My InMail credits.
    credits: super::Budget,
}

/// A conversation with a page of its messages.
#[derive(ToSchema)]
pub(crate) struct OpenConversation {
    #[serde(flatten)]
    conversation: ConversationView,
    /// Messages, newest first.
    items: Vec<MessageItem>,
    /// The cursor of the page before in time, or null.
    #[schema(required = true)]
    next: Option<String>,
    /// Whether I may write here, and how.
    writing: Writing,
}

/// Which introductions of mine.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IntroductionBox {
    Through,
    Received,
    Sent,
}

/// An introduction as one of its three sees it; they themself are null.
#[derive(ToSchema)]
pub(crate) struct IntroductionView {
    /// Which.
    id: String,
    /// What part I have in it.
    r#box: IntroductionBox,
    /// Who wants to be introduced.
    #[schema(required = true)]
    asker: Option<Row>,
    /// Who is in between.
    #[schema(required = true)]
    connector: Option<Row>,
    /// Whom they want to meet.
    #[schema(required = true)]
    target: Option<Row>,
    /// What the asker says.
    note: String,
    /// The state as I may see it.
    state: words::IntroductionState,
    /// Whether it waits for me.
    waiting: bool,
    /// When it was asked.
    #[schema(format = DateTime)]
    asked_at: String,
    /// When it lapses.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// A message that was written before a report.
#[derive(ToSchema)]
pub(crate) struct Evidence {
    /// The handle of who wrote it.
    by: String,
    /// The text.
    body: String,
    /// When.
    #[schema(format = DateTime)]
    sent_at: String,
}

/// A report of a conversation.
#[derive(ToSchema)]
pub(crate) struct ReportView {
    /// Which.
    id: String,
    /// The handle of who reports.
    reporter: String,
    /// Their name.
    reporter_name: String,
    /// The handle of who is reported.
    reported: String,
    /// Their name.
    reported_name: String,
    /// In the reporter's words.
    reason: String,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// The last messages before it, oldest first.
    messages: Vec<Evidence>,
    /// When an operator had dealt with it.
    #[schema(format = DateTime, required = true)]
    done_at: Option<String>,
    /// The handle of that operator.
    #[schema(required = true)]
    done_by: Option<String>,
}

#[cfg(test)]
#[path = "messages_tests.rs"]
mod tests;
