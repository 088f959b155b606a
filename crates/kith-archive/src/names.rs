//! What tells people apart: the address of their profile, and their name.

use std::fmt::Write;

use kith_core::day::Day;

/// The longest address of a profile that is taken.
const LONGEST: usize = 200;

/// The end of a profile's address, `…/in/END`, in small letters and decoded, whatever stands
/// around it: country hosts, no scheme, a query. `None` for every other address.
#[must_use]
pub fn slug(address: &str) -> Option<String> {
    let address = address.trim();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/')?;
    let host = host.to_ascii_lowercase();
    if host != "linkedin.com" && !host.ends_with(".linkedin.com") {
        return None;
    }
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let ("in", Some(end)) = (parts.next()?, parts.next()) else { return None };
    let decoded = percent_decoded(end)?.to_lowercase();
    let sound = !decoded.is_empty()
        && decoded.len() <= LONGEST
        && !decoded
            .chars()
            .any(|letter| letter.is_control() || letter.is_whitespace() || letter == '/');
    sound.then_some(decoded)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let value = digit(bytes.next())? * 16 + digit(bytes.next())?;
            out.push(u8::try_from(value).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// A name as names are compared: small letters, single spaces.
#[must_use]
pub fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// What a connection is known by: the address of the profile, or name and day where the archive has
/// none.
pub(crate) fn key(slug: Option<&str>, folded: &str, day: Day) -> String {
    match slug {
        Some(slug) => format!("in/{slug}"),
        None => {
            let mut key = String::from("name/");
            key.push_str(folded);
            // Writing to a text does not fail.
            let _ = write!(key, "/{day}");
            key
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_an_address_tells_a_profile_whatever_stands_around_it() {
        for (address, end) in [
            ("https://www.linkedin.com/in/sarahchen", Some("sarahchen")),
            ("http://de.linkedin.com/in/SarahChen/?trk=x#top", Some("sarahchen")),
            ("www.linkedin.com/in/gina-gale", Some("gina-gale")),
            ("linkedin.com/in/j%C3%BCrgen-m%c3%bcller/en", Some("jürgen-müller")),
            ("https://www.linkedin.com/company/acme", None),
            ("https://www.linkedin.com/in/", None),
            ("https://linkedin.com.example.org/in/x", None),
            ("https://evillinkedin.com/in/x", None),
            ("https://www.linkedin.com/in/a%2Fb", None),
            ("https://www.linkedin.com/in/a%00b", None),
            ("https://www.linkedin.com/in/a%zz", None),
            ("https://www.linkedin.com/in/%ff", None),
            ("", None),
        ] {
            assert_eq!(slug(address).as_deref(), end, "{address}");
        }
    }
}
