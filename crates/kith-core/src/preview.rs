//! Previews of what posts link to: what is kept of a page, for how long, and from which addresses a
//! page may be fetched.

pub mod address;
mod html;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

pub use self::html::read;
use crate::time::{DAY, MINUTE, SECOND, Timestamp};

/// The longest address that is fetched, in bytes.
pub const ADDRESS: usize = 2_000;
/// The most that is read of a page, in bytes.
pub const PAGE: usize = 512 * 1024;
/// How often a page sends its visitor on to another before it is given up.
pub const REDIRECTS: usize = 3;
/// How long a page is known before a post that links to it has it fetched again.
pub const KNOWN: i64 = 7 * DAY;
/// How long it is known that a page cannot be had.
pub const UNKNOWN: i64 = DAY;
/// How long a node may take to fetch a page before it is given up.
pub const FETCHING: i64 = MINUTE;
/// How often a page is begun to be fetched whose fetchers are never heard of again.
pub const ATTEMPTS: u32 = 3;
/// How long a host is left alone between two pages.
pub const APART: i64 = SECOND;

/// The longest texts of a preview, in extended grapheme clusters.
pub mod longest {
    /// The title.
    pub const TITLE: usize = 150;
    /// What the page says of itself.
    pub const DESCRIPTION: usize = 300;
    /// The name of the site.
    pub const SITE: usize = 60;
}

/// What a page says of itself: plain text, short.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Preview {
    /// What it is called; never empty.
    pub title: String,
    /// What it is about, or empty.
    pub description: String,
    /// What its site is called, or empty.
    pub site: String,
}

/// Until when what came of fetching is not asked for again.
#[must_use]
pub fn fresh_until(found: Option<&Preview>, now: Timestamp) -> Timestamp {
    now.plus(if found.is_some() { KNOWN } else { UNKNOWN })
}

/// A text from outside in one line, without what cannot be seen, cut to so many extended grapheme
/// clusters.
#[must_use]
pub fn plain(text: &str, most: usize) -> String {
    let seen: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let seen: String = seen.chars().filter(|c| !is_unseen(*c)).collect();
    let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    // One cluster may be as long as its writer likes.
    let line: String = line.chars().take(most * 8).collect();
    let mut ends = line.grapheme_indices(true).skip(most.saturating_sub(1)).map(|(at, _)| at);
    match (ends.next(), ends.next()) {
        (Some(end), Some(_)) => format!("{}…", line[..end].trim_end()),
        _ => line,
    }
}

/// What changes how a text reads without being seen: marks of direction, of no width, of no use.
/// The two joiners stay: scripts and emoji need them.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0e}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_from_outside_is_one_short_line_of_what_can_be_seen() {
        for (text, most, expected) in [
            ("  A\n\tbridge \u{0}over  ", 20, "A bridge over"),
            ("abc\u{202e}def\u{200b}\u{feff}", 20, "abcdef"),
            ("family 👩‍👩‍👧‍👦 of four", 20, "family 👩‍👩‍👧‍👦 of four"),
            ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2, "👩‍👩‍👧‍👦…"),
            ("abcdef", 6, "abcdef"),
            ("abcdefg", 6, "abcde…"),
            ("abcd efg", 6, "abcd…"),
            ("\u{202e}\u{200b}\n", 6, ""),
        ] {
            assert_eq!(plain(text, most), expected, "{text:?}");
        }
    }

    #[test]
    fn what_was_found_is_known_for_a_week_and_that_nothing_was_for_a_day() {
        let now = Timestamp::from_micros(0);
        assert_eq!(fresh_until(Some(&Preview::default()), now), now.plus(7 * DAY));
        assert_eq!(fresh_until(None, now), now.plus(DAY));
    }
}
