//! Identifiers: UUIDv7 bytes, typed by what they name.

use std::{cmp::Ordering, fmt, hash::Hash, hash::Hasher, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::time::Timestamp;

/// The identifier of a `T`: sixteen bytes, ordered by the time of their making (UUIDv7).
///
/// Made from an instant and ten random bytes that the caller brings, so that tests and
/// simulations can repeat them. Printed as a hyphenated UUID; opaque to clients.
pub struct Id<T> {
    bytes: [u8; 16],
    kind: PhantomData<fn() -> T>,
}

/// Marks ids of members.
pub enum Member {}
/// Marks ids of invitations.
pub enum Invitation {}
/// Marks ids of steps on the restriction ladder (R8).
pub enum Restriction {}
/// Marks ids of messages.
pub enum Message {}
/// Marks ids of boosts (R7).
pub enum Boost {}
/// Marks ids of posts.
pub enum Post {}
/// Marks ids of comments.
pub enum Comment {}
/// Marks ids of saved searches.
pub enum Search {}
/// Marks ids of commands: one attempt to write, however often it is retried.
pub enum Command {}
/// Marks ids of groups.
pub enum Group {}
/// Marks ids of events.
pub enum Event {}
/// Marks ids of companies' pages.
pub enum Company {}
/// Marks ids of organisations: companies and schools.
pub enum Organisation {}
/// Marks ids of conversations: each has the bytes of its first message's id.
pub enum Conversation {}
/// Marks ids of introductions (R10).
pub enum Introduction {}
/// Marks ids of reports to the operators.
pub enum Report {}
/// Marks ids of notifications.
pub enum Notification {}
/// Marks ids of mails.
pub enum Mail {}
/// Marks ids of pictures.
pub enum Image {}
/// Marks ids of campaigns (R13).
pub enum Campaign {}
/// Marks ids of templates.
pub enum Template {}
/// Marks ids of webhooks.
pub enum Webhook {}
/// Marks ids of what a webhook is told.
pub enum Delivery {}
/// Marks ids of pages of the web that posts link to: each is made from the page's address.
pub enum Link {}
/// Marks ids of archives that members bring along.
pub enum Archive {}
/// Marks ids of offers to reconnect.
pub enum Reconnect {}

/// The id of a member.
pub type MemberId = Id<Member>;
/// The id of an invitation.
pub type InvitationId = Id<Invitation>;
/// The id of a step on the restriction ladder.
pub type RestrictionId = Id<Restriction>;
/// The id of a message.
pub type MessageId = Id<Message>;
/// The id of a post.
pub type PostId = Id<Post>;
/// The id of a comment.
pub type CommentId = Id<Comment>;
/// The id of a boost.
pub type BoostId = Id<Boost>;
/// The id of a saved search.
pub type SearchId = Id<Search>;
/// The id of a write: a retry with the same id finds what the first attempt did.
pub type CommandId = Id<Command>;
/// The id of a group.
pub type GroupId = Id<Group>;
/// The id of an event.
pub type EventId = Id<Event>;
/// The id of a company's page.
pub type CompanyId = Id<Company>;
/// The id of a company or school.
pub type OrganisationId = Id<Organisation>;
/// The id of a conversation.
pub type ConversationId = Id<Conversation>;
/// The id of an introduction.
pub type IntroductionId = Id<Introduction>;
/// The id of a report.
pub type ReportId = Id<Report>;
/// The id of a notification: the same for all who are told the same.
pub type NotificationId = Id<Notification>;
/// The id of a mail.
pub type MailId = Id<Mail>;
/// The id of a picture.
pub type ImageId = Id<Image>;
/// The id of a campaign.
pub type CampaignId = Id<Campaign>;
/// The id of a template.
pub type TemplateId = Id<Template>;
/// The id of a webhook.
pub type WebhookId = Id<Webhook>;
/// The id of what a webhook is told: the same however often it is tried.
pub type DeliveryId = Id<Delivery>;
/// The id of a page of the web.
pub type LinkId = Id<Link>;
/// The id of an archive that a member brings along.
pub type ArchiveId = Id<Archive>;
/// The id of an offer to reconnect.
pub type ReconnectId = Id<Reconnect>;

impl<T> Id<T> {
    /// The id made at `at` with ten random bytes.
    #[must_use]
    pub fn new(at: Timestamp, random: [u8; 10]) -> Self {
        let millis = u64::try_from(at.micros() / 1_000).unwrap_or(0);
        Self::from_bytes(
            uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().into_bytes(),
        )
    }

    /// The id with exactly these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self { bytes, kind: PhantomData }
    }

    /// The id's bytes, as the store keeps them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.bytes
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes.cmp(&other.bytes)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Uuid::from_bytes(self.bytes).hyphenated().fmt(f)
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A text that is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id")]
pub struct NotAnId;

impl<T> FromStr for Id<T> {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Uuid::parse_str(text).map(|id| Self::from_bytes(id.into_bytes())).map_err(|_| NotAnId)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
