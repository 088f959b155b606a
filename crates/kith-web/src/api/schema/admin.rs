//! What an operator sees, as JSON.

use utoipa::ToSchema;

use crate::api::words;

/// A member as an operator sees them.
#[derive(ToSchema)]
pub(crate) struct AdminMember {
    /// The address of the profile.
    handle: String,
    /// Full name.
    name: String,
    /// E-mail address.
    email: String,
    /// Plan.
    plan: words::Plan,
    /// Role.
    role: words::Role,
    /// Whether they take part.
    status: words::Status,
    /// When they joined.
    #[schema(format = DateTime)]
    joined_at: String,
    /// How many connections.
    connections: u32,
    /// Invitations sent in the last 7 × 24 h.
    sent_week: u32,
    /// Invitations pending.
    pending: u32,
    /// Where they stand on the ladder now.
    level: words::Level,
    /// Until when they are paused, or null.
    #[schema(format = DateTime, required = true)]
    paused_until: Option<String>,
}

/// One step on the ladder, with its evidence.
#[derive(ToSchema)]
pub(crate) struct AdminRestriction {
    /// Which.
    id: String,
    /// Whose.
    handle: String,
    /// Their name.
    name: String,
    /// The rung reached.
    level: words::Level,
    /// What was noticed.
    signal: words::Signal,
    /// What was counted.
    evidence: String,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// When its pause ends, or null.
    #[schema(format = DateTime, required = true)]
    until: Option<String>,
    /// The operator who set it, or null.
    #[schema(required = true)]
    by: Option<String>,
    /// When it was lifted, or null.
    #[schema(format = DateTime, required = true)]
    lifted_at: Option<String>,
    /// What the member says about it.
    #[schema(required = true)]
    appeal: Option<String>,
    /// Whether it may be lifted.
    liftable: bool,
}

/// One line of the journal.
#[derive(ToSchema)]
pub(crate) struct JournalLine {
    /// Where it stands.
    revision: String,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// What happened.
    #[schema(value_type = Vec<Object>)]
    changes: (),
}
