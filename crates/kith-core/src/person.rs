//! A member as people know them: name, role, history.

use serde::{Deserialize, Serialize};

use crate::id::{ImageId, MemberId};

/// Everything a profile can show. What a viewer sees of it is decided by
/// [`crate::visibility`], never by the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The address of the profile, `[a-z0-9-]{2,40}`.
    pub handle: String,
    /// First name.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// One line about what they do.
    pub headline: String,
    /// Where they live.
    pub location: String,
    /// Their field.
    pub industry: String,
    /// A few paragraphs.
    pub about: String,
    /// Contact: the e-mail address.
    pub email: String,
    /// Jobs, newest first.
    pub positions: Vec<Position>,
    /// Schools, newest first.
    pub education: Vec<Education>,
    /// What they can do.
    pub skills: Vec<String>,
    /// Their photo, if they have one.
    pub photo: Option<ImageId>,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The company's name.
    pub company: String,
    /// What they do there; may be empty.
    #[serde(default)]
    pub title: String,
    /// The first year.
    pub from: i32,
    /// The last year; absent: still there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i32>,
}

/// A school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Education {
    /// The school's name.
    pub school: String,
    /// What they studied; may be empty.
    #[serde(default)]
    pub degree: String,
    /// The first year, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i32>,
    /// The class year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i32>,
}

impl Person {
    /// First and last name.
    #[must_use]
    pub fn full_name(&self) -> String {
        if self.last_name.is_empty() {
            self.first_name.clone()
        } else {
            format!("{} {}", self.first_name, self.last_name)
        }
    }

    /// First name and initial, as strangers see it (R3): `Ana P.`
    #[must_use]
    pub fn short_name(&self) -> String {
        use unicode_segmentation::UnicodeSegmentation;
        match self.last_name.graphemes(true).next() {
            Some(initial) => format!("{} {initial}.", self.first_name),
            None => self.first_name.clone(),
        }
    }
}

/// The longest value of each profile field, in characters.
pub mod longest {
    /// First or last name.
    pub const NAME: usize = 60;
    /// Headline.
    pub const HEADLINE: usize = 220;
    /// Location, industry, and names of companies, schools, titles and skills.
    pub const LINE: usize = 100;
    /// About.
    pub const ABOUT: usize = 2_600;
    /// An e-mail address.
    pub const EMAIL: usize = 254;
    /// How many positions, schools or skills.
    pub const ENTRIES: usize = 50;
}

/// A member with the id that the store knows them by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub id: MemberId,
    /// As people know them.
    pub person: Person,
}

/// Whether a text is a handle: `[a-z0-9-]{2,40}`.
#[must_use]
pub fn is_handle(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
