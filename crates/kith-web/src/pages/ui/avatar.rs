//! Photos, initials where there is none, and the degree badge.

use kith_core::{degree::Degree, image::Picture, visibility::Card};
use maud::{Markup, html};

use super::words;

/// How many colours the stylesheet has.
const HUES: u32 = 12;

/// The first letters of the first and last word of a name.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| {
        word.chars().find(|letter| letter.is_alphanumeric()).map(|letter| letter.to_uppercase())
    });
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flatten().take(3).collect()
}

/// The same colour for the same handle everywhere (FNV-1a).
fn hue(handle: &str) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(16_777_619);
    handle.bytes().fold(2_166_136_261, step) % HUES
}

/// A member's initials on their colour. Decoration: the name stands beside it.
pub(crate) fn avatar(handle: &str, name: &str, size: &'static str) -> Markup {
    let class = format!("avatar {size} hue-{}", hue(handle));
    let letters = initials(name);
    // The smallest ones overlap, which leaves room for one letter.
    let letters = if size == "tiny" { letters.chars().take(1).collect() } else { letters };
    html! {
        svg class=(class) viewBox="0 0 40 40" aria-hidden="true" focusable="false" {
            rect width="40" height="40" rx="13" {}
            text x="20" y="20" dy=".36em" text-anchor="middle" { (letters) }
        }
    }
}

/// A member's photo where the viewer may see it, else their initials. Decoration: the name stands
/// beside it.
pub(crate) fn face(card: &Card, size: &'static str) -> Markup {
    portrait(&card.handle, &card.name, card.photo, size)
}

/// The same, by the parts of it.
pub(crate) fn portrait(
    handle: &str,
    name: &str,
    photo: Option<Picture>,
    size: &'static str,
) -> Markup {
    let Some(photo) = photo else { return avatar(handle, name, size) };
    // The smaller size is 96 pixels wide: enough for all but the largest place.
    let source = if size == "huge" { photo.large() } else { photo.small() };
    html! {
        img class={ "avatar photo " (size) } src=(source) alt="" aria-hidden="true"
            width="96" height="96" loading="lazy" decoding="async";
    }
}

/// How far away a member is.
pub(crate) fn badge(degree: Degree) -> Markup {
    let (class, short) = match degree {
        Degree::Myself => ("badge me", "You"),
        Degree::First => ("badge first", "1st"),
        Degree::Second => ("badge second", "2nd"),
        Degree::Third => ("badge third", "3rd"),
        Degree::Out => ("badge out", "Out of network"),
    };
    html! {
        span class=(class) title=(words::degree(degree)) {
            (short)
            @if !matches!(degree, Degree::Myself | Degree::Out) { span.sr { " degree" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_and_the_last() {
        for (name, expected) in [
            ("Ana Petrović", "AP"),
            ("Ana", "A"),
            ("Jean-Luc de la Tour", "JT"),
            ("", ""),
            ("李 小龙", "李小"),
        ] {
            assert_eq!(initials(name), expected);
        }
    }
}
