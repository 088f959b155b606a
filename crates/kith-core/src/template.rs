//! Templates that members keep (R13): which may be kept, and for whom.

use serde::{Deserialize, Serialize};

use crate::{
    account::{Role, codes},
    group::Standing,
    id::{GroupId, MemberId, TemplateId},
    time::Timestamp,
};

/// How many a member may keep.
pub const MOST: usize = 200;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 60;
/// The longest text, in characters, before it is filled.
pub const LONGEST_TEXT: usize = 2_000;

codes! {
    /// What a template is for.
    Purpose {
        /// The note of an invitation: as long as the plan's notes (R5).
        Note = "note",
        /// A message to a connection.
        Message = "message",
    }
}

codes! {
    /// Where a member finds a template.
    Library {
        /// Among their own.
        Mine = "mine",
        /// Among those that others share.
        Shared = "shared",
        /// Among those that ship with kith.
        Ready = "ready",
    }
}

codes! {
    /// Who finds a template in their library.
    Circle {
        /// Its owner.
        Me = "me",
        /// The members of a group that its owner moderates.
        Group = "group",
        /// Everybody: an operator's.
        Everybody = "everybody",
    }
}

/// A template that a member keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Which.
    pub id: TemplateId,
    /// Whose.
    pub owner: MemberId,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The text, with its placeholders.
    pub text: String,
    /// Who finds it.
    pub circle: Circle,
    /// The group whose members find it.
    pub group: Option<GroupId>,
    /// Counts its changes, from 1.
    pub version: i64,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// Why a template is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// It has no name.
    #[error("Give the template a name.")]
    NoName,
    /// Its name is too long.
    #[error("Use at most {LONGEST_NAME} characters.")]
    LongName,
    /// Another one has this name.
    #[error("You have a template of this name. Choose another.")]
    Taken,
    /// The member keeps as many as they may.
    #[error("You have {MOST} templates, as many as are kept. Delete one first.")]
    Full,
    /// It says nothing.
    #[error("Write the text of the template.")]
    NoText,
    /// It says too much.
    #[error("Use at most {LONGEST_TEXT} characters.")]
    LongText,
    /// It is shared with everybody by somebody else than an operator.
    #[error("Only an operator shares a template with everybody.")]
    NotOperator,
    /// It is shared with a group that its owner does not moderate.
    #[error("Choose a group that you own or moderate.")]
    NotModerator,
}

impl NotKept {
    /// The field that it is about.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::NoName | Self::LongName | Self::Taken | Self::Full => "name",
            Self::NoText | Self::LongText => "text",
            Self::NotOperator => "shared_with",
            Self::NotModerator => "group",
        }
    }
}

/// What is known of the owner when a template is kept.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    /// What they may do to others.
    pub role: Role,
    /// What they are to the group of the template.
    pub standing: Option<Standing>,
    /// The names of their other templates.
    pub names: &'a [&'a str],
}

/// Whether a template may be kept, new or changed: everything that is wrong with it.
#[must_use]
pub fn keep(template: &Template, owner: Owner<'_>) -> Vec<NotKept> {
    let name = template.name.trim();
    let wrong_name = if name.is_empty() {
        Some(NotKept::NoName)
    } else if name.chars().count() > LONGEST_NAME {
        Some(NotKept::LongName)
    } else if owner.names.contains(&name) {
        Some(NotKept::Taken)
    } else {
        (owner.names.len() >= MOST).then_some(NotKept::Full)
    };
    let wrong_text = if template.text.trim().is_empty() {
        Some(NotKept::NoText)
    } else {
        (template.text.chars().count() > LONGEST_TEXT).then_some(NotKept::LongText)
    };
    let moderates = matches!(owner.standing, Some(Standing::Owner | Standing::Moderator));
    let wrong_circle = match template.circle {
        Circle::Everybody if owner.role != Role::Operator => Some(NotKept::NotOperator),
        Circle::Group if template.group.is_none() || !moderates => Some(NotKept::NotModerator),
        _ => None,
    };
    [wrong_name, wrong_text, wrong_circle].into_iter().flatten().collect()
}
