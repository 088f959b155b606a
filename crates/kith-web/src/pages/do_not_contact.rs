//! Do-not-contact: I want no campaigns of somebody, or of anybody (R13).

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::do_not_contact::{EVERYBODY, NotWanted};
use maud::{Markup, html};

use super::{
    fields::Fields,
    flash::{Done, Flash},
    ui::{
        connect::Person,
        form::hidden,
        layout::{Section, Shell},
        parts, row, time,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

/// Where the list stands.
const HERE: &str = "/settings/do-not-contact";

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/settings/do-not-contact", get(show))
        .route("/settings/do-not-contact/{handle}", post(refuse))
        .route("/settings/do-not-contact/{handle}/lift", post(lift))
}

async fn show(me: Signed) -> Answer {
    let (shell, found) = me.read(|app, actor| app.do_not_contact(actor)).await?;
    Ok(me.page(&shell, "No campaigns", Section::Me, &view(&shell, &found)))
}

fn view(shell: &Shell, found: &NotWanted) -> Markup {
    html! {
        section.card {
            h1 { "No campaigns" }
            p.muted {
                "Invitations that come from a campaign say so. Here you choose whose campaigns leave you alone. \
                 People can still invite you by hand, and nobody is told."
            }
            h2 { "Of anybody" }
            @if let Some(since) = found.everyone_since {
                p { "Since " (time::date(shell, since)) " no campaign reaches you." }
                (parts::post(&format!("{HERE}/{EVERYBODY}/lift"), HERE, "", "button quiet", "Allow campaigns again"))
            } @else {
                (parts::post(&format!("{HERE}/{EVERYBODY}"), HERE, "", "button", "No campaigns of anybody"))
            }
            h2 { "Of these people" }
            @if found.senders.is_empty() {
                (parts::empty("Nobody yet", "On an invitation that comes from a campaign, press “No campaigns from them”.",
                    &[("/network/received", "Invitations to you")]))
            } @else {
                ul.rows {
                    @for one in &found.senders {
                        @let person = Person::from(&one.member);
                        @let since = html! { p.meta { "Since " (time::date(shell, one.since)) } };
                        @let lift = html! {
                            div.actions {
                                form method="post" action={ (HERE) "/" (person.card.handle) "/lift" } {
                                    (hidden("back", HERE)) (hidden("name", &person.card.name))
                                    button.button.quiet type="submit" aria-label={ "Allow campaigns of " (person.card.name) } { "Allow again" }
                                }
                            }
                        };
                        (row::row(&person, &since, &lift))
                    }
                }
            }
            p { a href="/settings" { "Profile and settings" } }
        }
    }
}

async fn refuse(me: Signed, Path(whom): Path<String>, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), back(&form));
    let written = me.write(&back, me.app().refuse_campaigns(&ask, &whom)).await?;
    let name = if whom == EVERYBODY { "anybody" } else { form.get("name") };
    Ok(me.done(&back, &written.revision, &Flash::about(Done::CampaignsRefused, &whom, name)))
}

async fn lift(me: Signed, Path(whom): Path<String>, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), back(&form));
    let written = me.write(&back, me.app().allow_campaigns(&ask, &whom)).await?;
    let name = if whom == EVERYBODY { "anybody" } else { form.get("name") };
    Ok(me.done(&back, &written.revision, &Flash::about(Done::CampaignsAllowed, &whom, name)))
}

fn back(form: &Fields) -> String {
    let back = form.back();
    if back == "/" { HERE.to_owned() } else { back }
}
