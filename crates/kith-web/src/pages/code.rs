//! My code: to be scanned by somebody whom I meet.

use axum::{Router, http::HeaderMap, routing::get};
use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

use super::{
    fields::{Fields, link},
    ui::{
        form::Field,
        layout::{Section, Shell},
    },
    visit::{Answer, Signed},
};
use crate::{auth::site, state::WebState};

/// The longest place, in characters.
const LONGEST_PLACE: usize = 80;
/// The quiet zone around a code, in modules.
const QUIET: i32 = 4;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/code", get(show))
}

async fn show(me: Signed, headers: HeaderMap, form: Fields) -> Answer {
    let (shell, ()) = me.read(|_, _| Ok(())).await?;
    let place: String = form.get("place").chars().take(LONGEST_PLACE).collect();
    let address = address(&shell, &site(&headers), &me.actor.handle, &place);
    let page = view(&me.actor.name, &address, &place);
    Ok(me.page(&shell, "My code", Section::Me, &page))
}

/// Where whoever scans the code comes to: my profile, with where and when we met.
fn address(shell: &Shell, site: &str, handle: &str, place: &str) -> String {
    let day = shell.now.date_in_zone(&shell.zone);
    let met = [("source", "in_person"), ("place", place), ("day", day.as_str())];
    format!("{site}{}", link(&format!("/in/{handle}"), &met))
}

/// The page.
pub(crate) fn view(name: &str, address: &str, place: &str) -> Markup {
    html! {
        section.card.narrow.code {
            h1 { "My code" }
            p { "Let somebody scan it: they see your profile, and their invitation says where and when you met." }
            @match picture(address) {
                Some(picture) => (picture),
                None => p.error { "This place is too long for a code. Say it in fewer words." },
            }
            p.code-name { strong { (name) } }
            form.stack-form method="get" action="/code" {
                (Field::text("place", "Where you are").value(place).most(LONGEST_PLACE)
                    .hint("Such as “Bridge congress, Porto”. The day is added."))
                button.button.quiet type="submit" { "Put it in the code" }
            }
            p.hint { "The same as a link: " a href=(address) { (address) } }
        }
    }
}

/// The code as a picture that needs no script; dark on light in either theme, as scanners want it.
fn picture(text: &str) -> Option<Markup> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            use std::fmt::Write as _;
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    let view = format!("0 0 {side} {side}");
    Some(html! {
        svg.qr viewBox=(view) role="img" aria-label="A code that leads to my profile"
            shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_square_with_a_quiet_zone_and_too_long_a_text_has_none() {
        let code = picture("http://localhost/in/ana").unwrap().into_string();
        assert!(code.contains("viewBox=\"0 0 33 33\""), "{}", &code[..200]);
        assert!(code.contains("M4 4h1v1h-1z"), "the corner begins after the quiet zone");
        assert!(!code.contains("M3 ") && !code.contains(" 3h1"), "nothing stands in it");
        assert!(picture(&"x".repeat(3_000)).is_none());
    }
}
