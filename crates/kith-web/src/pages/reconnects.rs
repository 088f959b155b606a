//! Reconnect: whom I know from elsewhere and who knows me, what I say, and what I am known by.

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{
    AppError, FieldError, Page,
    reconnects::{OfferView, ReconnectView},
};
use kith_core::{id::ReconnectId, reconnect::Answer as Said};
use maud::{Markup, html};

use super::{
    fields::Fields,
    flash::{Done, Flash},
    network::nav,
    ui::{
        connect::Person,
        form,
        layout::{Section, Shell},
        parts, row, time, words,
    },
    visit::{Answer, Signed, status},
};
use crate::state::WebState;

const HERE: &str = "/reconnect";
const TITLE: &str = "Reconnect";

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route(HERE, get(show))
        .route("/reconnect/on", post(start))
        .route("/reconnect/off", post(stop))
        .route("/reconnect/email", post(mail))
        .route("/reconnect/{id}/{act}", post(act))
        .route("/confirm/{token}", get(ask_confirm).post(confirm))
}

/// What the page shows.
struct Shown {
    mine: ReconnectView,
    offers: Page<OfferView>,
}

async fn show(me: Signed, form: Fields) -> Answer {
    let paging = form.paging();
    let after = paging.after.clone();
    let (shell, shown) = me
        .read(move |app, actor| {
            let offers = app.reconnect_offers(actor, &paging)?;
            Ok(Shown { mine: app.reconnect(actor)?, offers })
        })
        .await?;
    let view = view(&shell, &shown, after.as_deref(), &[]);
    Ok(me.page(&shell, TITLE, Section::Network, &view))
}

/// The page again, with what is wrong.
async fn again(me: Signed, errors: Vec<FieldError>) -> Answer {
    let (mut shell, shown) = me
        .read(|app, actor| {
            let offers = app.reconnect_offers(actor, &kith_app::Paging::default())?;
            Ok(Shown { mine: app.reconnect(actor)?, offers })
        })
        .await?;
    HERE.clone_into(&mut shell.path);
    let page = view(&shell, &shown, None, &errors);
    let status = status(&AppError::Invalid(errors));
    Ok(me.visit.page(status, &shell, TITLE, Section::Network, &page))
}

async fn start(me: Signed) -> Answer {
    let written = me.write(HERE, me.app().start_reconnecting(&me.ask())).await?;
    Ok(me.done(HERE, &written.revision, &Flash::plain(Done::ReconnectOn)))
}

async fn stop(me: Signed) -> Answer {
    let written = me.write(HERE, me.app().stop_reconnecting(&me.ask())).await?;
    Ok(me.done(HERE, &written.revision, &Flash::plain(Done::ReconnectOff)))
}

async fn mail(me: Signed) -> Answer {
    match me.app().ask_confirmation(&me.ask()).await {
        Ok(written) => Ok(me.done(HERE, &written.revision, &Flash::plain(Done::ConfirmMailed))),
        Err(AppError::Invalid(errors)) => again(me, errors).await,
        Err(error @ AppError::TooManyAttempts(_)) => {
            let wait = "A link was mailed a short time ago. Look for it, also among what was \
                        sorted out; after ten minutes you can ask for another.";
            tracing::debug!(%error, "a link was asked for again");
            again(me, vec![FieldError::new("email", wait)]).await
        }
        Err(error) => Err(me.failure(HERE, error).await),
    }
}

async fn act(me: Signed, Path((id, act)): Path<(String, String)>, form: Fields) -> Answer {
    let said = match act.as_str() {
        "yes" => Some(Said::Yes),
        "no" => Some(Said::No),
        "undo" => None,
        _ => return Err(me.failure(HERE, AppError::NotFound).await),
    };
    let work = async {
        let id: ReconnectId = id.parse().map_err(|_| AppError::NotFound)?;
        me.app().answer_reconnect(&me.ask(), id, said).await
    };
    let written = me.write(HERE, work).await?;
    let done = match said {
        _ if written.value => Done::Accepted,
        Some(Said::Yes) => Done::ReconnectYes,
        Some(Said::No) => Done::ReconnectNo,
        None => Done::ReconnectUndone,
    };
    Ok(me.done(HERE, &written.revision, &Flash::about(done, "", form.get("name"))))
}

fn view(shell: &Shell, shown: &Shown, after: Option<&str>, errors: &[FieldError]) -> Markup {
    let Shown { mine, offers } = shown;
    let body = html! {
        h1 { (TITLE) }
        (form::summary(errors))
        section.card {
            h2 { "People you know from elsewhere" }
            @if offers.items.is_empty() { (nobody(mine)) }
            @else {
                p.muted {
                    "You have them in the contacts you brought along, and they have you in theirs. You are connected \
                     once both say yes, and no invitation is spent. Nobody is told of a no."
                }
                ul.rows { @for one in &offers.items { (offer(shell, one)) } }
            }
            (parts::pager(HERE, &[], after, offers.next.as_deref()))
        }
        (consent(shell, mine))
        @if mine.on || mine.contacts > 0 { (known_by(shell, mine, errors)) }
    };
    nav::page(shell, HERE, &body)
}

fn nobody(mine: &ReconnectView) -> Markup {
    if !mine.on {
        return parts::empty(
            "You have not asked to be reconnected",
            "People you know may be here already. Switch it on below: only who has you in their \
             contacts and wants it, too, is shown to you, and you to them.",
            &[],
        );
    }
    if mine.contacts == 0 {
        return parts::empty(
            "You have no contacts here yet",
            "Bring your connections along from your archive. They become private contacts, and are \
             compared with those of others who want to be reconnected, too.",
            &[("/archive", "Bring your network along")],
        );
    }
    parts::empty(
        "Nobody yet",
        "You are told when somebody here has you in their contacts, too, and wants to be \
         reconnected. It takes both, so it may take a while.",
        &[],
    )
}

/// Somebody, and what I say.
fn offer(shell: &Shell, one: &OfferView) -> Markup {
    let person = Person::from(&one.member);
    let name = &person.card.name;
    let line = html! {
        p.meta {
            @if let Some(listed) = &one.listed_as { "In your contacts: " strong { (listed) } " · " }
            (time::relative(shell, one.offered_at))
        }
    };
    let button = |act: &str, class: &str, label: &str| {
        parts::post(&format!("{HERE}/{}/{act}", one.id), HERE, name, class, label)
    };
    let actions = html! {
        div.actions {
            @match one.answer {
                None => {
                    (button("yes", "button", "Reconnect"))
                    (button("no", "button quiet", "No"))
                }
                Some(Said::Yes) => {
                    span.state { "You said yes. You are connected when they do." }
                    (button("undo", "button quiet", "Take back"))
                }
                Some(Said::No) => {
                    span.state { "You said no. They are not told." }
                    (button("undo", "button quiet", "Ask me again"))
                }
            }
        }
    };
    row::row(&person, &line, &actions)
}

/// The switch, and what it means.
fn consent(shell: &Shell, mine: &ReconnectView) -> Markup {
    html! {
        section.card {
            h2 { @if mine.on { "You want to be reconnected" } @else { "Be reconnected" } }
            ul.facts {
                li { "Your contacts are compared with those of members who switched this on, too. Only where two list each other, both are told." }
                li { "Whether anybody else of them is a member is not looked up, and nothing here tells." }
                li { "They are compared " (words::count(mine.delay_hours, "hour", "hours")) " after you bring contacts along or confirm an address, whatever comes of it." }
                li { "Whoever blocks you, or whom you block, is never among them." }
            }
            @if mine.on {
                p.muted {
                    @if let Some(since) = mine.since { "On since " (time::date(shell, since)) ". " }
                    @match mine.looked_at {
                        Some(at) => { "Last compared " (time::relative(shell, at)) "." }
                        None => "Not compared yet.",
                    }
                }
                (parts::post("/reconnect/off", HERE, "", "button quiet", "Switch it off"))
                p.hint { "Then nobody is told of you any more, and what you said yes to is taken back." }
            } @else {
                (parts::post("/reconnect/on", HERE, "", "button", "Switch it on"))
            }
        }
    }
}

/// By what others find me, and what is missing.
fn known_by(shell: &Shell, mine: &ReconnectView, errors: &[FieldError]) -> Markup {
    let wrong = form::error(errors, "email");
    let confirmed = mine.email.confirmed_at;
    html! {
        section.card #known-by {
            h2 { "What you are known by" }
            p.muted { "You are found only by what is confirmed to be yours." }
            dl.pairs {
                dt { "E-mail address" }
                dd {
                    @if mine.email.address.is_empty() { "Your account has none." }
                    @else { (mine.email.address) }
                    @match confirmed {
                        Some(at) => { " · confirmed " (time::date(shell, at)) }
                        None if mine.email.address.is_empty() => {}
                        None => " · not confirmed",
                    }
                }
                dt { "LinkedIn address" }
                dd {
                    @match &mine.profile {
                        Some(end) => {
                            "linkedin.com/in/" (end)
                            @if confirmed.is_none() { " · counts once your e-mail address is confirmed" }
                        }
                        None => "Not known. It comes with an archive in which your e-mail address here is one of your confirmed ones, and that has your invitations.",
                    }
                }
            }
            @if confirmed.is_none() && !mine.email.address.is_empty() {
                form.stack-form #f-email method="post" action="/reconnect/email" aria-describedby=[wrong.map(|_| "f-email-error")] {
                    @if let Some(text) = wrong { p.error #f-email-error { (text) } }
                    @else if let Some(at) = mine.email.asked_at {
                        p { "A link was mailed to you " (time::relative(shell, at)) ". It is good for three days." }
                    }
                    button.button type="submit" {
                        @if mine.email.asked_at.is_some() { "Mail me another link" } @else { "Mail me a link to confirm it" }
                    }
                }
            }
        }
    }
}

/// Looking at the page confirms nothing, as programs look at the links of a mail, too.
async fn ask_confirm(me: Signed, Path(token): Path<String>) -> Answer {
    let (shell, mine) = me.read(|app, actor| app.reconnect(actor)).await?;
    let body = html! {
        section.card.narrow {
            h1 { "Confirm your e-mail address" }
            p { "Is " strong { (mine.email.address) } " yours? You are signed in as " (me.actor.handle) "." }
            form method="post" action={ "/confirm/" (token) } {
                button.button type="submit" { "Yes, it is mine" }
            }
        }
    };
    Ok(me.page(&shell, "Confirm your e-mail address", Section::Me, &body))
}

async fn confirm(me: Signed, Path(token): Path<String>) -> Answer {
    let error = match me.app().confirm_email(&me.ask(), &token).await {
        Ok(written) => {
            return Ok(me.done(HERE, &written.revision, &Flash::plain(Done::EmailConfirmed)));
        }
        Err(error) => error,
    };
    let AppError::Invalid(errors) = &error else { return Err(me.failure(HERE, error).await) };
    let (shell, ()) = me.read(|_, _| Ok(())).await?;
    let title = "Not confirmed";
    let body = html! {
        section.card.narrow {
            h1 { (title) }
            @for error in errors { p { (error.message) } }
            p.ways { a.button href=(HERE) { "What you are known by" } }
        }
    };
    Ok(me.visit.page(status(&error), &shell, title, Section::Me, &body))
}
