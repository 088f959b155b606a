//! What a viewer may see (R3): the only place that makes [`Visible`] values.

use serde::Serialize;

use crate::{
    degree::Degree,
    image::Picture,
    person::{Education, Person, Position},
    policy::Preset,
};

/// A value that has passed R3 for one viewer. Pages and JSON accept nothing else about people,
/// and nothing outside this module can make one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Visible<T>(T);

impl<T> std::ops::Deref for Visible<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// A member in a list. What may not be seen is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// The address of the profile.
    pub handle: String,
    /// The full name, or first name and initial.
    pub name: String,
    /// One line about what they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// Where they live.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Their field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// Where their photo is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<Picture>,
}

/// A member's own page. What may not be seen is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// What a list shows.
    #[serde(flatten)]
    pub card: Card,
    /// First name.
    pub first_name: String,
    /// Last name, where the full name may be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// A few paragraphs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Jobs; to others than the 1st degree only the current one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<Position>,
    /// Schools.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub education: Vec<Education>,
    /// Skills.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// Contact details.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// Whether a viewer at this distance sees the full name.
#[must_use]
pub fn sees_full_name(degree: Degree, preset: Preset) -> bool {
    preset == Preset::Community || matches!(degree, Degree::Myself | Degree::First | Degree::Second)
}

/// Whether a viewer at this distance sees the photo: from the 3rd degree on, in either preset. The
/// community preset shows names and current roles to everybody, and nothing else.
#[must_use]
pub fn sees_photo(degree: Degree) -> bool {
    degree != Degree::Out
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A member in a list, as a viewer at this distance may see them.
#[must_use]
pub fn card(person: &Person, degree: Degree, preset: Preset) -> Visible<Card> {
    let full = sees_full_name(degree, preset);
    Visible(Card {
        handle: person.handle.clone(),
        name: if full { person.full_name() } else { person.short_name() },
        headline: filled(&person.headline),
        location: filled(&person.location).filter(|_| degree != Degree::Out),
        industry: filled(&person.industry),
        photo: person.photo.filter(|_| sees_photo(degree)).map(Picture),
    })
}

/// Whoever wrote something and is a member no more: nothing is left to see.
#[must_use]
pub fn former() -> Visible<Card> {
    Visible(Card {
        handle: String::new(),
        name: "Former member".to_owned(),
        headline: None,
        location: None,
        industry: None,
        photo: None,
    })
}

/// A member's page, as a viewer at this distance may see it.
#[must_use]
pub fn profile(person: &Person, degree: Degree, preset: Preset) -> Visible<Profile> {
    use Degree::{First, Myself, Out, Second, Third};
    let close = matches!(degree, Myself | First);
    let near = close || degree == Second;
    let current = near || degree == Third || preset == Preset::Community;
    let positions = person.positions.iter();
    let positions = positions
        .filter(|position| close || (current && position.until.is_none()))
        .take(if close { usize::MAX } else { 1 })
        .cloned()
        .collect();
    let full = sees_full_name(degree, preset);
    Visible(Profile {
        card: card(person, degree, preset).0,
        first_name: person.first_name.clone(),
        last_name: filled(&person.last_name).filter(|_| full),
        about: filled(&person.about).filter(|_| near && degree != Out),
        positions,
        education: if near { person.education.clone() } else { Vec::new() },
        skills: if near { person.skills.clone() } else { Vec::new() },
        email: filled(&person.email).filter(|_| close),
    })
}

/// Somebody who looked at a profile and did not say who they are (R12).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Glimpse {
    /// One line about what they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// Their field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
}

/// What a semi-private view shows of its viewer, whoever looks: the same that everybody may see.
#[must_use]
pub fn glimpse(headline: &str, industry: &str) -> Visible<Glimpse> {
    Visible(Glimpse { headline: filled(headline), industry: filled(industry) })
}

/// Whether a viewer at this distance may see the list of connections (R3).
#[must_use]
pub fn sees_connections(degree: Degree, allowed: bool) -> bool {
    match degree {
        Degree::Myself => true,
        Degree::First => allowed,
        Degree::Second | Degree::Third | Degree::Out => false,
    }
}
