//! Links, and addresses to write to.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};

use super::{Code, Draft, Found};

/// Ends of names on the web, by which one without `https://` is known.
const ENDINGS: [&str; 26] = [
    "com", "org", "net", "io", "ai", "co", "de", "fr", "es", "it", "eu", "uk", "dev", "app", "me",
    "ly", "gl", "info", "biz", "tech", "example", "ch", "at", "nl", "us", "be",
];

/// Where links and e-mail addresses stand.
pub(crate) fn links(text: &str) -> Vec<Range<usize>> {
    if !text.contains(['.', '@', ':']) {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    let found = finder.links(text);
    let plain = |link: &linkify::Link<'_>| {
        let text = link.as_str();
        *link.kind() == LinkKind::Email || text.contains("://") || on_the_web(text)
    };
    found.filter(plain).map(|link| link.start()..link.end()).collect()
}

fn on_the_web(text: &str) -> bool {
    let host = text.split(['/', '?', '#', ':']).next().unwrap_or_default().to_lowercase();
    let ending = host.rsplit('.').next().unwrap_or_default();
    host.starts_with("www.") || ENDINGS.contains(&ending)
}

pub(super) fn look(draft: &Draft<'_>) -> Vec<Found> {
    let texts = draft.facts.texts();
    // A company may be called like its address.
    let is_name =
        |link: &str| texts.iter().any(|text| text.split_whitespace().any(|word| word == link));
    let links = draft.note.links.iter().filter(|at| !is_name(&draft.note.text[(*at).clone()]));
    let message = "Leave links and addresses for later: many people take a first note with one for advertising.";
    links.map(|at| Found::new(Code::Link, at.clone(), message)).collect()
}
