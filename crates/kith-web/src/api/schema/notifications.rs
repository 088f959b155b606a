//! Notifications, what a member chooses, and mails that were given up.

use utoipa::ToSchema;

use super::Byline;
use crate::api::words;

/// A notification as its member may see it now.
#[derive(ToSchema)]
pub(crate) struct NotificationView {
    /// Which.
    id: String,
    /// What of.
    kind: words::NotificationKind,
    /// All of it in one sentence.
    text: String,
    /// The newest of those who did it, where that is told.
    #[schema(required = true)]
    who: Option<Byline>,
    /// How many others did the same.
    others: u32,
    /// The sentence without them.
    says: String,
    /// What it is about: an event's or group's name, or the beginning of a post.
    #[schema(required = true)]
    about: Option<String>,
    /// The page that shows more.
    href: String,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Whether it was seen.
    read: bool,
}

/// What a member has for a kind.
#[derive(ToSchema)]
pub(crate) struct NotificationChoice {
    /// What of.
    kind: words::NotificationKind,
    /// Whether it stands on the page.
    page: bool,
    /// How it is mailed.
    email: words::Mailing,
}

/// A mail that was given up.
#[derive(ToSchema)]
pub(crate) struct FailedMail {
    /// Which.
    id: String,
    /// To whom, or, of an invitation by e-mail, in whose name: their handle.
    member: String,
    /// The code of its kind, or `digest`.
    kind: String,
    /// How often it was tried.
    attempts: u32,
    /// When it was given up.
    #[schema(format = DateTime)]
    at: String,
    /// What went wrong last.
    problem: String,
}
