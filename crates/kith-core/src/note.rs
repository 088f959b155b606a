//! Notes on invitations (R5).

use unicode_segmentation::UnicodeSegmentation;

/// A note's length as R5 counts it: extended grapheme clusters after trimming; a line break
/// counts as one.
#[must_use]
pub fn length(note: &str) -> u32 {
    u32::try_from(note.trim().graphemes(true).count()).unwrap_or(u32::MAX)
}

/// The note as it is kept: trimmed, and absent where nothing is left.
#[must_use]
pub fn kept(note: Option<&str>) -> Option<&str> {
    note.map(str::trim).filter(|note| !note.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r5_notes_are_counted_in_extended_grapheme_clusters() {
        for (note, count) in [
            ("", 0),
            ("  \n ", 0),
            (" hello ", 5),
            ("a\r\nb", 3),
            ("e\u{301}", 1),
            ("👩‍👩‍👧‍👦", 1),
            ("🇩🇪🇫🇷", 2),
            ("नमस्ते", 3),
        ] {
            assert_eq!(length(note), count, "{note:?}");
        }
    }

    #[test]
    fn r5_an_empty_note_is_no_note() {
        assert_eq!(kept(Some(" \n")), None);
        assert_eq!(kept(Some(" hi ")), Some("hi"));
    }
}
