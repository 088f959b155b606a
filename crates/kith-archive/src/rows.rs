//! What an archive holds, once read.

use kith_core::{day::Day, time::Timestamp};
use serde::{Deserialize, Serialize};

use crate::{FileReport, Left};

/// Everything that was read of an archive, and what became of each file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// What tells whose archive it is.
    #[serde(default)]
    pub own: OwnRow,
    /// What the member says of themself.
    pub profile: Option<ProfileRow>,
    /// Jobs, in the order of the file.
    pub positions: Vec<PositionRow>,
    /// Schools.
    pub education: Vec<EducationRow>,
    /// Skills.
    pub skills: Vec<String>,
    /// Companies followed.
    pub follows: Vec<FollowRow>,
    /// Connections.
    pub connections: Vec<ConnectionRow>,
    /// Invitations sent and received.
    pub invitations: Vec<InvitationRow>,
    /// Who recommended or endorsed the member.
    pub praise: Vec<PraiseRow>,
    /// With whom the member wrote.
    pub talks: Vec<TalkRow>,
    /// What became of each file that was read.
    pub files: Vec<FileReport>,
    /// The files that were left alone.
    pub left: Vec<Left>,
}

/// What tells whose archive it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRow {
    /// The end of the address of the member's own profile, if the archive tells it.
    pub profile: Option<String>,
    /// The member's e-mail addresses that are confirmed there, in small letters.
    pub emails: Vec<String>,
}

/// What the member says of themself; empty where they say nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRow {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// One line about what they do.
    pub headline: String,
    /// A few paragraphs.
    pub about: String,
    /// Their field.
    pub industry: String,
    /// Where they live.
    pub location: String,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionRow {
    /// The company's name.
    pub company: String,
    /// What they did there.
    pub title: String,
    /// The first year.
    pub from: i32,
    /// The last year; absent: still there.
    pub until: Option<i32>,
}

/// A school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EducationRow {
    /// The school's name.
    pub school: String,
    /// What they studied.
    pub degree: String,
    /// The first year, if known.
    pub from: Option<i32>,
    /// The last year, if known.
    pub until: Option<i32>,
}

/// A company followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowRow {
    /// The company's name.
    pub company: String,
    /// Since when, if known.
    pub since: Option<Timestamp>,
}

/// A connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionRow {
    /// What tells them from others: `in/…` by the address of their profile, `name/…` without one.
    pub key: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The address that they let their connections see; mostly empty.
    pub email: String,
    /// Where they worked when the archive was made.
    pub company: String,
    /// What they did there.
    pub position: String,
    /// Since which day.
    pub connected_on: Day,
}

impl ConnectionRow {
    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

/// An invitation of the member's, or to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRow {
    /// Whether the member sent it.
    pub outgoing: bool,
    /// The other's name.
    pub name: String,
    /// The [key](ConnectionRow::key) of the other; empty where the archive does not tell.
    pub key: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// What was written with it; mostly empty.
    pub note: String,
}

/// What somebody did for the member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PraiseKind {
    /// Wrote a recommendation.
    Recommendation,
    /// Endorsed a skill.
    Endorsement,
}

impl PraiseKind {
    /// The word that the store uses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Recommendation => "recommendation",
            Self::Endorsement => "endorsement",
        }
    }
}

/// Somebody who did something for the member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PraiseRow {
    /// What.
    pub kind: PraiseKind,
    /// Their name.
    pub name: String,
    /// Their [key](ConnectionRow::key); empty where the archive does not tell.
    pub key: String,
    /// The skill, or what the one who recommends does.
    pub about: String,
    /// When, if known.
    pub at: Option<Timestamp>,
}

/// When the member and somebody last wrote to each other; nothing of what they wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkRow {
    /// The [key](ConnectionRow::key) of the other.
    pub key: String,
    /// Their name.
    pub name: String,
    /// When the member last wrote.
    pub mine: Option<Timestamp>,
    /// When the other last wrote.
    pub theirs: Option<Timestamp>,
    /// How many messages there are.
    pub messages: u32,
}
