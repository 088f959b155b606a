//! Invitations by e-mail, as JSON.

use utoipa::ToSchema;

use super::Row;
use crate::api::words;

/// What became of a list of addresses.
#[derive(ToSchema)]
pub(crate) struct EmailAskedList {
    /// How many are kept.
    queued: u32,
    /// Each entry, in the order of the list.
    items: Vec<EmailAsked>,
}

/// What became of one entry of the list.
#[derive(ToSchema)]
pub(crate) struct EmailAsked {
    /// The line that it stood in, from 1.
    line: u32,
    /// As it was given.
    given: String,
    /// In one word.
    result: words::EmailOutcome,
    /// In a sentence.
    message: String,
    /// The rule that says not now, or null.
    #[schema(value_type = Option<words::Reason>, required = true)]
    reason: Option<()>,
    /// Until when it says so, or null.
    #[schema(format = DateTime, required = true)]
    until: Option<String>,
    /// The invitation, or null.
    #[schema(required = true)]
    id: Option<String>,
}

/// An invitation by e-mail that I sent.
#[derive(ToSchema)]
pub(crate) struct EmailInvitationView {
    /// Which.
    id: String,
    /// The address, masked.
    address: String,
    /// The name beside it; empty: none.
    name: String,
    /// The note, or null.
    #[schema(required = true)]
    note: Option<String>,
    /// The state. Whether a mail went out or arrived is not told.
    state: words::InvitationState,
    /// When it was sent.
    #[schema(format = DateTime)]
    sent_at: String,
    /// Whole days since then.
    age_days: u32,
    /// When it lapses.
    #[schema(format = DateTime)]
    expires_at: String,
    /// Who accepted it, or null.
    #[schema(required = true)]
    member: Option<Row>,
}

/// Somebody who invited me by e-mail.
#[derive(ToSchema)]
pub(crate) struct EmailOffer {
    /// Which invitation.
    id: String,
    /// Who invites.
    member: Row,
    /// The note, or null.
    #[schema(required = true)]
    note: Option<String>,
    /// When it was sent.
    #[schema(format = DateTime)]
    sent_at: String,
}

/// What answering did.
#[derive(ToSchema)]
pub(crate) struct AnsweredOffers {
    /// How many I am connected with now.
    connected: u32,
    /// How many are gone from the list.
    declined: u32,
    /// How many were not open any more.
    skipped: u32,
}

/// Invitations by e-mail, for an operator.
#[derive(ToSchema)]
pub(crate) struct AdminEmail {
    /// Mails of this kind in the last 24 hours.
    mails_day: u32,
    /// How many there may be.
    limit_day: u32,
    /// Who sent most in the last 7 × 24 hours.
    senders: Vec<AdminEmailSender>,
}

/// What one member sent by e-mail in the last 7 × 24 hours.
#[derive(ToSchema)]
pub(crate) struct AdminEmailSender {
    /// Whose.
    handle: String,
    /// Addresses invited.
    invited_week: u32,
    /// Those of the last 24 hours.
    invited_day: u32,
    /// Mails that went out for them.
    mails: u32,
    /// Addresses that wanted no more mail.
    opted_out: u32,
    /// How many accepted.
    accepted: u32,
}
