//! Webhooks, as JSON.

use utoipa::ToSchema;

use super::Card;
use crate::api::words;

/// A webhook.
#[derive(ToSchema)]
pub(crate) struct WebhookView {
    /// Which.
    id: String,
    /// Of whose events it is told.
    scope: words::WebhookScope,
    /// Where it is told.
    url: String,
    /// What it is told of.
    events: Vec<words::WebhookEvent>,
    /// What its messages are signed with: `whsec_` and base64.
    secret: String,
    /// Since when.
    #[schema(format = DateTime)]
    made_at: String,
}

/// Something that a webhook is told.
#[derive(ToSchema)]
pub(crate) struct DeliveryView {
    /// What it is about: an invitation or a message.
    id: String,
    /// What happened.
    event: words::WebhookEvent,
    /// The other in it, where I see them.
    #[schema(nullable = false)]
    with: Option<Card>,
    /// When it happened.
    #[schema(format = DateTime)]
    happened_at: String,
    /// Where it stands.
    progress: words::DeliveryProgress,
    /// How often it was tried.
    attempts: u32,
    /// When it is tried next, or null.
    #[schema(format = DateTime, required = true)]
    due_at: Option<String>,
    /// What went wrong last, or null.
    #[schema(required = true)]
    problem: Option<String>,
}
