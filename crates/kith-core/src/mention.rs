//! Mentions: who is named by `@handle` in a text.

use crate::person::is_handle;

/// How many people one text names; what comes after is words only.
pub const MOST: usize = 20;

/// A text in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Text(&'a str),
    /// The handle behind an `@`.
    Handle(&'a str),
}

/// A text cut at its mentions; put together again it is the same.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut rest, mut pieces) = (text, Vec::new());
    while let Some((before, handle, after)) = next(rest) {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Handle(handle));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// The handles that a text names, each once, at most [`MOST`].
#[must_use]
pub fn handles(text: &str) -> Vec<&str> {
    let mut handles = Vec::new();
    for piece in pieces(text) {
        if let Piece::Handle(handle) = piece
            && !handles.contains(&handle)
            && handles.len() < MOST
        {
            handles.push(handle);
        }
    }
    handles
}

/// What stands before the next `@handle`, the handle, and what comes after.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(found) = text[from..].find('@') {
        let at = from + found;
        let (before, after) = (&text[..at], &text[at + 1..]);
        let end = after.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
        let handle = after[..end.unwrap_or(after.len())].trim_end_matches('-');
        // An address such as `ana@example.org` names nobody here.
        let begins = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '@');
        let rest = &after[handle.len()..];
        let ends = rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '@');
        if begins && ends && is_handle(handle) {
            return Some((before, handle, rest));
        }
        from = at + 1;
    }
    None
}
