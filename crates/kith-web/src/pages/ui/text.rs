//! What members wrote, with links to addresses and to the people named.

use kith_core::{
    mention::{Piece, pieces},
    visibility::{Card, Visible},
};
use linkify::{LinkFinder, LinkKind};
use maud::{Markup, html};

/// A text, escaped, its line breaks kept; web addresses become links, and so does `@handle` of
/// those `named`. Nothing is fetched.
pub(crate) fn linked(text: &str, named: &[Visible<Card>]) -> Markup {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    html! {
        @for span in finder.spans(text) {
            @if span.kind().is_some() && is_web(span.as_str()) {
                a href=(span.as_str()) rel="nofollow noopener noreferrer ugc" { (shown(span.as_str())) }
            } @else {
                (mentions(span.as_str(), named))
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

/// Whom the viewer may not see stays as they were written.
fn mentions(text: &str, named: &[Visible<Card>]) -> Markup {
    html! {
        @for piece in pieces(text) {
            @match piece {
                Piece::Text(words) => (words),
                Piece::Handle(handle) => {
                    @match named.iter().find(|card| card.handle == handle) {
                        Some(card) => a href={ "/in/" (handle) } title=(card.name) { "@" (handle) },
                        None => { "@" (handle) },
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kith_core::{degree::Degree, person::Person, policy::Preset, visibility::card};

    use super::*;

    fn page(text: &str) -> String {
        let named = ["ana-p", "ben"].map(|handle| {
            let person = Person { handle: handle.to_owned(), ..Person::default() };
            card(&person, Degree::First, Preset::Classic)
        });
        linked(text, &named).into_string()
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
        assert!(page.contains(
            ">example.org/a?b=1&amp;c=2</a>, <a href=\"/in/ana-p\" title=\"\">@ana-p</a>"
        ));
        assert!(
            page.contains("(<a href=\"/in/ben\" title=\"\">@ben</a>).\nana@example.org"),
            "{page}"
        );
    }

    #[test]
    fn only_the_web_is_linked() {
        for text in [
            "@who-is-hidden",
            "javascript://x.org/%0aalert(1)",
            "ftp://example.org",
            "@",
            "@a",
            "x@@y-z @Ana",
        ] {
            assert!(!page(text).contains("<a "), "{text}: {}", page(text));
        }
        let long = format!("https://example.org/{}", "a".repeat(90));
        assert!(page(&long).contains("…</a>"));
    }
}
