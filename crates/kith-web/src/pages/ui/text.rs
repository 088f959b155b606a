//! What members wrote, with links to addresses and to the people named.

use linkify::{LinkFinder, LinkKind};
use maud::{Markup, html};

/// A text, escaped, its line breaks kept; web addresses and `@handle` become links. Nothing is
/// fetched.
pub(crate) fn linked(text: &str) -> Markup {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    html! {
        @for span in finder.spans(text) {
            @if span.kind().is_some() && is_web(span.as_str()) {
                a href=(span.as_str()) rel="nofollow noopener noreferrer ugc" { (shown(span.as_str())) }
            } @else {
                (mentions(span.as_str()))
            }
        }
    }
}

fn is_web(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// An address without its scheme, cut where it is long.
fn shown(address: &str) -> String {
    let bare = address.split_once("://").map_or(address, |(_, bare)| bare).trim_end_matches('/');
    if bare.chars().count() <= 60 {
        return bare.to_owned();
    }
    bare.chars().take(57).chain("…".chars()).collect()
}

fn mentions(text: &str) -> Markup {
    let (mut rest, mut parts) = (text, Vec::new());
    while let Some((before, handle, after)) = next_mention(rest) {
        parts.push((before, handle));
        rest = after;
    }
    html! {
        @for (before, handle) in parts { (before) a href={ "/in/" (handle) } { "@" (handle) } }
        (rest)
    }
}

/// What stands before the next `@handle`, the handle, and what comes after.
fn next_mention(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(found) = text[from..].find('@') {
        let at = from + found;
        let (before, after) = (&text[..at], &text[at + 1..]);
        let end = after.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
        let handle = after[..end.unwrap_or(after.len())].trim_end_matches('-');
        // An address such as `ana@example.org` names nobody here.
        let begins = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '@');
        let next = after[handle.len()..].chars().next();
        if begins
            && next.is_none_or(|c| !c.is_alphanumeric() && c != '@')
            && kith_core::person::is_handle(handle)
        {
            return Some((before, handle, &after[handle.len()..]));
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> String {
        linked(text).into_string()
    }

    #[test]
    fn addresses_and_people_become_links_and_everything_is_escaped() {
        let text = "<b>See</b> https://example.org/a?b=1&c=2, @ana-p, and (@ben).\nana@example.org";
        let page = page(text);
        assert!(
            page.starts_with(
                "&lt;b&gt;See&lt;/b&gt; <a href=\"https://example.org/a?b=1&amp;c=2\""
            )
        );
        assert!(page.contains(">example.org/a?b=1&amp;c=2</a>, <a href=\"/in/ana-p\">@ana-p</a>"));
        assert!(page.contains("(<a href=\"/in/ben\">@ben</a>).\nana@example.org"), "{page}");
    }

    #[test]
    fn only_the_web_is_linked() {
        for text in
            ["javascript://x.org/%0aalert(1)", "ftp://example.org", "@", "@a", "x@@y-z @Ana"]
        {
            assert!(!page(text).contains("<a "), "{text}: {}", page(text));
        }
        let long = format!("https://example.org/{}", "a".repeat(90));
        assert!(page(&long).contains("…</a>"));
    }
}
