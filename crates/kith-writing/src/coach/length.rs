//! Too long for the plan (R5).

use kith_core::note;
use unicode_segmentation::UnicodeSegmentation;

use super::{Code, Found};
use crate::facts::Facts;

pub(super) fn look(text: &str, facts: &Facts) -> Option<Found> {
    let (length, limit) = (note::length(text), facts.limit);
    if length <= limit {
        return None;
    }
    let start = text.len() - text.trim_start().len();
    let kept = text[start..].grapheme_indices(true).nth(limit as usize);
    let from = start + kept.map_or(0, |(at, _)| at);
    let over = length - limit;
    let message =
        format!("{over} characters too many: {limit} fit. Cut what the reader can do without.");
    Some(Found::new(Code::TooLong, from..text.trim_end().len(), message))
}
