//! Introductions: asked of me, for me, by me; and asking for one.

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{
    AppError, FieldError, Page,
    introductions::{Introducers, IntroductionBox, IntroductionView, NewIntroduction},
};
use kith_core::{id::IntroductionId, introduction::State, refusal::Refusal};
use maud::{Markup, html};

use super::{
    fields::{Fields, encoded},
    flash::{Done, Flash},
    network::crumb,
    ui::{
        connect::Person,
        form::{self, Field, hidden},
        layout::{Section, Shell},
        parts, refusal, row, time,
    },
    visit::{Answer, Signed, status},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/introductions", get(show).post(ask))
        .route("/introductions/{id}/{act}", post(act))
        .route("/in/{handle}/introduce", get(choose))
}

const TABS: [(&str, &str, IntroductionBox); 3] = [
    ("/introductions", "Asked of me", IntroductionBox::Through),
    ("/introductions?box=received", "For me", IntroductionBox::Received),
    ("/introductions?box=sent", "By me", IntroductionBox::Sent),
];

async fn show(me: Signed, form: Fields) -> Answer {
    let part = match form.get("box") {
        "received" => IntroductionBox::Received,
        "sent" => IntroductionBox::Sent,
        _ => IntroductionBox::Through,
    };
    let paging = form.paging();
    let after = paging.after.clone();
    let read =
        move |app: &kith_app::App, actor: &kith_app::Actor| app.introductions(actor, part, &paging);
    let (shell, page) = me.read(read).await?;
    let view = view(&shell, part, &page, after.as_deref());
    Ok(me.page(&shell, "Introductions", Section::Messages, &view))
}

/// One side of my introductions.
fn view(
    shell: &Shell,
    part: IntroductionBox,
    page: &Page<IntroductionView>,
    after: Option<&str>,
) -> Markup {
    let here = TABS.iter().find(|(_, _, one)| *one == part).map_or("/introductions", |tab| tab.0);
    let tabs = TABS.map(|(href, label, _)| (href, label, None));
    let code = match part {
        IntroductionBox::Through => "through",
        IntroductionBox::Received => "received",
        IntroductionBox::Sent => "sent",
    };
    html! {
        section.card {
            (crumb("/messages", "Messages"))
            h1 { "Introductions" }
            (parts::tabs("Introductions", here, &tabs))
            @if page.items.is_empty() { (nothing(part)) }
            @else { ul.rows { @for item in &page.items { (self::item(shell, item)) } } }
            (parts::pager("/introductions", &[("box", code)], after, page.next.as_deref()))
        }
    }
}

fn nothing(part: IntroductionBox) -> Markup {
    match part {
        IntroductionBox::Through => parts::empty(
            "Nobody has asked you",
            "When a connection would like to meet another of your connections, they ask you here. \
             You pass it on or not; whoever asks is not told if you do not.",
            &[],
        ),
        IntroductionBox::Received => parts::empty(
            "Nobody is introduced to you",
            "When a connection of yours introduces somebody, you accept here and are connected, \
             or decline without their being told.",
            &[],
        ),
        IntroductionBox::Sent => parts::empty(
            "You have asked for none",
            "On the profile of somebody two steps away, ask a connection you both have for an \
             introduction. It costs one invitation once they accept.",
            &[("/network", "See suggestions"), ("/search?degree=2nd", "People two steps away")],
        ),
    }
}

/// One introduction: the others, the words, and what may be done.
fn item(shell: &Shell, item: &IntroductionView) -> Markup {
    let main = match item.part {
        IntroductionBox::Sent => item.target.as_ref(),
        IntroductionBox::Through | IntroductionBox::Received => item.asker.as_ref(),
    };
    let other = match item.part {
        IntroductionBox::Through => item.target.as_ref(),
        IntroductionBox::Received | IntroductionBox::Sent => item.connector.as_ref(),
    };
    let Some((main, other)) = main.zip(other) else { return html! {} };
    let person = Person::from(main);
    let line = html! {
        p.meta {
            @match item.part {
                IntroductionBox::Through => { "would like to meet " (row::name(&other.card)) }
                IntroductionBox::Received => { "introduced by " (row::name(&other.card)) }
                IntroductionBox::Sent => { "asked through " (row::name(&other.card)) }
            }
            " · " (time::relative(shell, item.asked_at))
        }
        (parts::note(&item.note))
    };
    row::row(&person, &line, &answers(item, &person.card.name))
}

fn answers(item: &IntroductionView, name: &str) -> Markup {
    let button = |act: &str, class: &str, label: &str| {
        let action = format!("/introductions/{}/{act}", item.id);
        let back = match item.part {
            IntroductionBox::Received => "/introductions?box=received",
            IntroductionBox::Through | IntroductionBox::Sent => "/introductions",
        };
        parts::post(&action, back, name, class, label)
    };
    html! {
        div.actions {
            @if item.waiting {
                @match item.part {
                    IntroductionBox::Through => (button("forward", "button", "Pass it on")),
                    IntroductionBox::Received | IntroductionBox::Sent => {
                        (button("accept", "button", "Accept and connect"))
                    }
                }
                (button("decline", "button quiet", "Decline"))
            } @else {
                span.state { (state(item.part, item.state)) }
            }
        }
    }
}

/// The state in words, as this side may know it.
fn state(part: IntroductionBox, state: State) -> &'static str {
    match (part, state) {
        (_, State::Accepted) => "Connected",
        (_, State::Lapsed) => "Lapsed",
        (IntroductionBox::Sent, State::Asked) => "Waiting for them to pass it on",
        (_, State::Forwarded) => "Passed on",
        (_, State::Withheld | State::Declined) => "Declined by you; they are not told",
        (_, State::Asked) => "Waiting",
    }
}

async fn act(me: Signed, Path((key, what)): Path<(String, String)>, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), form.back());
    let id = || key.parse::<IntroductionId>().map_err(|_| AppError::NotFound);
    let name = form.get("name");
    let (written, done) = match what.as_str() {
        "forward" => {
            let work = async { me.app().forward_introduction(&ask, id()?).await };
            (me.write(&back, work).await?, Done::IntroductionForwarded)
        }
        "accept" => {
            let work = async { me.app().accept_introduction(&ask, id()?).await };
            (me.write(&back, work).await?, Done::Accepted)
        }
        "decline" => {
            let work = async { me.app().decline_introduction(&ask, id()?).await };
            (me.write(&back, work).await?, Done::IntroductionDeclined)
        }
        _ => return Err(me.failure("/introductions", AppError::NotFound).await),
    };
    Ok(me.done(&back, &written.revision, &Flash::about(done, "", name)))
}

async fn choose(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let through = form.get("through").to_owned();
    let (shell, found) = me.read(move |app, actor| app.introducers(actor, &handle)).await?;
    let sent = Sent { through: &through, ..Sent::default() };
    let title = format!("Meet {}", found.target.card.name);
    Ok(me.page(&shell, &title, Section::None, &choose_view(&shell, &found, &sent)))
}

/// What was asked, where it could not be.
#[derive(Debug, Clone, Copy, Default)]
struct Sent<'a> {
    through: &'a str,
    note: &'a str,
    errors: &'a [FieldError],
    refusal: Option<&'a Refusal>,
}

/// Whom to ask, and the words.
fn choose_view(shell: &Shell, found: &Introducers, sent: &Sent<'_>) -> Markup {
    let card = &found.target.card;
    let profile = format!("/in/{}", encoded(&card.handle));
    let person = Person::from(&found.target);
    let about = refusal::About {
        handle: &card.handle,
        name: &card.name,
        following: found.target.tie.following,
        box_below: false,
    };
    html! {
        section.card.narrow {
            (crumb(&profile, &card.name))
            h1 { "Ask for an introduction to " (card.name) }
            (row::who(&person))
            @if let Some(refused) = sent.refusal { (refusal::panel(shell, refused, Some(about))) }
            @if found.choices.is_empty() { (nobody(found, &profile)) }
            @else { (ask_form(shell, found, sent)) }
        }
    }
}

fn nobody(found: &Introducers, profile: &str) -> Markup {
    let name = &found.target.card.name;
    html! {
        @if let Some((first, next)) = &found.step {
            p {
                (name) " is three steps away: " (row::name(first)) " knows " (row::name(next)) ", who knows them. "
                "Meet " (next.name) " first, then ask them."
            }
            p.ways {
                a.button href={ "/in/" (next.handle) "/introduce?through=" (first.handle) } {
                    "Ask " (first.name) " to introduce you to " (next.name)
                }
            }
        } @else {
            (parts::empty(
                "Nobody in between",
                "You have no connection in common. Follow them, or meet people of their field first.",
                &[(profile, "Back to the profile"), ("/search", "Search people")],
            ))
        }
    }
}

fn ask_form(shell: &Shell, found: &Introducers, sent: &Sent<'_>) -> Markup {
    let asked = found.choices.iter().find(|one| one.row.card.handle == sent.through);
    let open = |one: &&kith_app::introductions::Introducer| one.ask.allowed();
    let chosen = asked.filter(open).or_else(|| found.choices.iter().find(open));
    let chosen = chosen.map(|one| one.row.card.handle.as_str());
    let refused = found.choices.iter().find_map(|one| one.ask.refusal.as_ref());
    html! {
        @match (chosen, refused) {
            (None, Some(refused)) => (refusal::panel(shell, refused, None)),
            _ => {
                form.stack-form method="post" action="/introductions" {
                    (hidden("to", &found.target.card.handle)) (hidden("name", &found.target.card.name))
                    (form::summary(sent.errors))
                    fieldset #f-through {
                        legend { "Whom to ask" }
                        @for one in &found.choices {
                            @let hint = match &one.ask.refusal {
                                Some(refused) => refused.detail.as_str(),
                                None => one.row.card.headline.as_deref().unwrap_or_default(),
                            };
                            @if one.ask.allowed() {
                                (form::choice("through", &one.row.card.handle,
                                    chosen == Some(one.row.card.handle.as_str()), &one.row.card.name, hint))
                            } @else {
                                p.muted { strong { (one.row.card.name) } ": " (hint) }
                            }
                        }
                    }
                    (Field::area("note", "Why you would like to meet", 5).value(sent.note)
                        .errors(sent.errors).required()
                        .hint("Both of them read it. Nobody is told if one of them declines; it costs one invitation only once it is accepted."))
                    button.button type="submit" { "Ask for the introduction" }
                }
            }
        }
    }
}

async fn ask(me: Signed, form: Fields) -> Answer {
    let new = NewIntroduction {
        through: form.get("through").to_owned(),
        to: form.get("to").to_owned(),
        note: form.raw("note").replace("\r\n", "\n"),
    };
    let error = match me.app().ask_introduction(&me.ask(), new).await {
        Ok(written) => {
            let flash = Flash::about(Done::IntroductionAsked, "", form.get("name"));
            return Ok(me.done("/introductions?box=sent", &written.revision, &flash));
        }
        Err(error) => error,
    };
    let status = status(&error);
    let (refusal, errors) = match error {
        AppError::Refused(refusal) => (Some(*refusal), Vec::new()),
        AppError::Invalid(errors) => (None, errors),
        other => return Err(me.failure("/introductions", other).await),
    };
    let to = form.get("to").to_owned();
    let (mut shell, found) = me.read(move |app, actor| app.introducers(actor, &to)).await?;
    shell.path = format!("/in/{}/introduce", found.target.card.handle);
    let sent = Sent {
        through: form.get("through"),
        note: form.raw("note"),
        errors: &errors,
        refusal: refusal.as_ref(),
    };
    let page = choose_view(&shell, &found, &sent);
    let title = format!("Meet {}", found.target.card.name);
    Ok(me.visit.page(status, &shell, &title, Section::None, &page))
}
