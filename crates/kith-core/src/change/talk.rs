//! What is said between two, as a change carries it.

use serde::{Deserialize, Serialize};

use crate::{
    conversation::Kind,
    id::{ConversationId, InvitationId, MemberId, MessageId, ReportId},
    time::Timestamp,
};

/// A message between two members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Which.
    pub id: MessageId,
    /// Who wrote it.
    pub sender: MemberId,
    /// Who reads it.
    pub recipient: MemberId,
    /// The text.
    pub body: String,
    /// When it was written.
    pub sent_at: Timestamp,
    /// The invitation whose note it is, or that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<InvitationId>,
    /// What kind of message it is.
    #[serde(default, skip_serializing_if = "Kind::is_plain")]
    pub kind: Kind,
    /// The subject of an InMail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

/// A conversation reported to the operators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Which.
    pub id: ReportId,
    /// Who reports.
    pub reporter: MemberId,
    /// Whom.
    pub reported: MemberId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// In the reporter's words.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}
