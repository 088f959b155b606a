//! People in lists: a card with what stands between them and the viewer.

use kith_core::{
    degree::Degree,
    id::InvitationId,
    invitation::Source,
    refusal::Refusal,
    time::Timestamp,
    visibility::{Card, Visible},
};
use serde::{Serialize, Serializer, ser::SerializeMap};

/// A member in a list, as the viewer may see them (R2, R3).
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Name, headline and so on, as far as R3 shows them.
    #[serde(flatten)]
    pub card: Visible<Card>,
    /// How far away they are.
    pub degree: Degree,
    /// How many connections they share with the viewer.
    pub mutual_count: u32,
    /// Up to three of those, nearest first.
    pub mutuals: Vec<Visible<Card>>,
    /// What stands between them and the viewer.
    pub tie: TieView,
    /// Whether the viewer may invite them now.
    pub connect: Permission,
}

/// What stands between the viewer and another member, from the viewer's side.
#[derive(Debug, Clone, Serialize)]
pub struct TieView {
    /// In one word.
    pub state: TieState,
    /// Whether the viewer follows them.
    pub following: bool,
    /// Whether they follow the viewer.
    pub followed_by: bool,
    /// The pending invitation between them, if there is one.
    pub invitation: Option<PendingView>,
    /// Whether the viewer once said that they don't know them, so that they need the viewer's
    /// e-mail address to invite.
    pub said_unknown: bool,
}

/// A tie in one word, as the viewer sees it. Nothing silent shows in it (R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TieState {
    /// The viewer.
    Myself,
    /// Nothing stands between them.
    Strangers,
    /// The viewer's invitation is pending (or was ignored).
    Invited,
    /// Their invitation waits for the viewer.
    Received,
    /// Connected.
    Connected,
    /// The viewer's last invitation was withdrawn or lapsed a short time ago.
    Resting,
}

/// A pending invitation, as either side sees it.
#[derive(Debug, Clone, Serialize)]
pub struct PendingView {
    /// Which.
    pub id: InvitationId,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
    /// The note.
    pub note: Option<String>,
    /// Where its sender came from.
    pub source: Source,
}

/// Whether something may be done now, and if not, why, until when, and what works instead.
///
/// In JSON `{allowed, via?, reason?, until?, primary?}`.
#[derive(Debug, Clone)]
pub struct Permission {
    /// Whether it is the profile's main button.
    pub primary: bool,
    /// What it needs or does: `email` (the address must be given), `accept` (their invitation is
    /// pending, both are connected at once).
    pub via: Option<&'static str>,
    /// Why not.
    pub refusal: Option<Refusal>,
}

impl Permission {
    /// It may be done.
    #[must_use]
    pub const fn granted() -> Self {
        Self { primary: false, via: None, refusal: None }
    }

    /// It may not be done.
    #[must_use]
    pub const fn refused(refusal: Refusal) -> Self {
        Self { primary: false, via: None, refusal: Some(refusal) }
    }

    /// Whether it may be done.
    #[must_use]
    pub const fn allowed(&self) -> bool {
        self.refusal.is_none()
    }
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("allowed", &self.allowed())?;
        if let Some(via) = self.via {
            map.serialize_entry("via", via)?;
        }
        if let Some(refusal) = &self.refusal {
            map.serialize_entry("reason", &refusal.reason)?;
            map.serialize_entry("until", &refusal.until)?;
        }
        if self.primary {
            map.serialize_entry("primary", &true)?;
        }
        map.end()
    }
}
