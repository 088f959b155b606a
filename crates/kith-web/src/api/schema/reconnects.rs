//! Reconnecting, as JSON.

use utoipa::ToSchema;

use super::Row;
use crate::api::words;

/// My side of reconnecting.
#[derive(ToSchema)]
pub(crate) struct ReconnectView {
    /// Whether I want to be reconnected.
    on: bool,
    /// Since when; null: I do not.
    #[schema(required = true, format = DateTime)]
    since: Option<String>,
    /// When my contacts were last compared; null: not yet.
    #[schema(required = true, format = DateTime)]
    looked_at: Option<String>,
    /// How many hours pass between bringing contacts along and that.
    delay_hours: u32,
    /// The e-mail address by which others may know me.
    email: EmailState,
    /// The end of the address of my profile elsewhere, by which others may know me, too; null: my
    /// archives did not tell, or were not known to be mine.
    #[schema(required = true)]
    profile: Option<String>,
    /// How many private contacts I have.
    contacts: u32,
}

/// How the address of my account stands.
#[derive(ToSchema)]
pub(crate) struct EmailState {
    /// The address; empty where the account has none.
    address: String,
    /// Since when it is confirmed; null: it is not.
    #[schema(required = true, format = DateTime)]
    confirmed_at: Option<String>,
    /// When a link to confirm it was last mailed; null: not yet.
    #[schema(required = true, format = DateTime)]
    asked_at: Option<String>,
}

/// Somebody whom my contacts list, and whose contacts list me.
#[derive(ToSchema)]
pub(crate) struct ReconnectOffer {
    /// Which offer.
    id: String,
    /// Who, as I may see them.
    member: Row,
    /// The name in my own contacts; null: it is not there any more.
    #[schema(required = true)]
    listed_as: Option<String>,
    /// What I say; null: nothing yet.
    #[schema(required = true)]
    answer: Option<words::ReconnectAnswer>,
    /// Since when we are asked.
    #[schema(format = DateTime)]
    offered_at: String,
}

#[cfg(test)]
#[path = "reconnects_tests.rs"]
mod tests;
