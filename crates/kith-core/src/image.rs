//! Pictures: where they are, and what a post may show.

use serde::{Deserialize, Serialize, Serializer};

use crate::{id::ImageId, note};

/// How many pictures a post shows at most.
pub const MOST: usize = 4;
/// The longest text beside a picture, in extended grapheme clusters.
pub const ALT_LENGTH: u32 = 500;

/// A picture as pages and API name it: by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Picture(pub ImageId);

impl Picture {
    /// The address of its larger size.
    #[must_use]
    pub fn large(self) -> String {
        format!("/images/{}", self.0)
    }

    /// The address of its smaller size.
    #[must_use]
    pub fn small(self) -> String {
        format!("/images/{}/small", self.0)
    }
}

impl Serialize for Picture {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.large())
    }
}

/// A picture of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Which.
    pub id: ImageId,
    /// What it shows, for those who cannot see it.
    pub alt: String,
}

/// Why a post may not have these pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadImages {
    /// There are more than [`MOST`].
    TooMany,
    /// The picture at this place has no text.
    NoText(usize),
    /// The text of the picture at this place is longer than [`ALT_LENGTH`].
    TextTooLong(usize),
    /// The picture at this place stands there twice.
    Twice(usize),
}

/// The pictures of a post as they are kept: few, each once, each with a text.
///
/// # Errors
/// The first thing that is wrong.
pub fn attached(images: &[Attached]) -> Result<Vec<Attached>, BadImages> {
    if images.len() > MOST {
        return Err(BadImages::TooMany);
    }
    let mut kept: Vec<Attached> = Vec::with_capacity(images.len());
    for (place, image) in images.iter().enumerate() {
        let length = note::length(&image.alt);
        if length == 0 {
            return Err(BadImages::NoText(place));
        }
        if length > ALT_LENGTH {
            return Err(BadImages::TextTooLong(place));
        }
        if kept.iter().any(|known| known.id == image.id) {
            return Err(BadImages::Twice(place));
        }
        kept.push(Attached { id: image.id, alt: image.alt.trim().to_owned() });
    }
    Ok(kept)
}
