//! Invitations: send, accept, ignore, withdraw, answer; and the two boxes.

pub(crate) mod received;
pub(crate) mod sent;

use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    routing::{get, post},
};
use kith_app::{
    AppError, Written,
    invitations::{Invited, NewInvitation, WithdrawMany},
};
use kith_core::{id::InvitationId, invitation::Source};
use maud::{Markup, html};

use super::{
    fields::Fields,
    flash::{Done, Flash},
    profiles,
    ui::{
        connect::{self, Draft, Person, Place},
        form::hidden,
        icons,
        layout::Section,
    },
    visit::{Answer, Signed, piece, status},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/invitations", post(send))
        .route("/invitations/withdraw", post(withdraw_many))
        .route("/invitations/{id}/accept", post(accept))
        .route("/invitations/{id}/ignore", post(ignore))
        .route("/invitations/{id}/withdraw", post(withdraw))
        .route("/invitations/{id}/reply", post(reply))
        .route("/network/received", get(received::show))
        .route("/network/sent", get(sent::show))
}

/// Sends an invitation; where it is refused, what was written stands in the box again.
async fn send(me: Signed, form: Fields) -> Answer {
    let note = form.filled("note").filter(|_| !form.has("without"));
    let new = NewInvitation {
        to: form.get("to").to_owned(),
        note,
        source: form.get("source").to_owned(),
        via: form.filled("via"),
        email: form.filled("email"),
    };
    match me.app().invite(&me.ask(), new).await {
        Ok(written) => sent_answer(me, &form, &written).await,
        Err(error) => refused(me, &form, error).await,
    }
}

async fn sent_answer(me: Signed, form: &Fields, written: &Written<Invited>) -> Answer {
    let done = match written.value {
        Invited::Sent { .. } => Done::Sent,
        Invited::Connected { .. } => Done::Connected,
        Invited::AlreadyPending { .. } => Done::AlreadyPending,
    };
    let flash = Flash::about(done, form.get("to"), form.get("name"));
    if !me.visit.fragment {
        return Ok(me.done(&form.back(), &written.revision, &flash));
    }
    let me = me.after(&written.revision);
    let body = html! {
        (beside(&me, form, None).await?)
        (said(&flash))
    };
    Ok(me.piece(&written.revision, &body))
}

/// What the live region says.
fn said(flash: &Flash) -> Markup {
    html! { p.sr data-said { (flash.text()) } }
}

/// The buttons beside a member, as they are now.
async fn beside(
    me: &Signed,
    form: &Fields,
    draft: Option<&Draft>,
) -> Result<Markup, super::visit::Failure> {
    let to = form.get("to").to_owned();
    let (mut shell, view) = me.read(move |app, actor| app.profile(actor, &to)).await?;
    shell.path = form.back();
    let via = form.filled("via");
    let place = Place { shell: &shell, source: source(form), via: via.as_deref(), live: true };
    Ok(connect::actions(&Person::from(&view), &place, draft))
}

fn source(form: &Fields) -> Source {
    Source::from_code(form.get("source")).unwrap_or(Source::Profile)
}

async fn refused(me: Signed, form: &Fields, error: AppError) -> Answer {
    let status = status(&error);
    let (refusal, errors) = match error {
        AppError::Refused(refusal) => (Some(*refusal), Vec::new()),
        AppError::Invalid(errors) => (None, errors),
        other => return Err(me.failure(&form.back(), other).await),
    };
    let draft = Draft {
        note: form.raw("note").to_owned(),
        email: form.get("email").to_owned(),
        refusal,
        errors,
        help: None,
    };
    again(me, form, status, &draft, None).await
}

/// The box as it was left, with what there is to say about it. `said` is for the live region.
pub(super) async fn again(
    me: Signed,
    form: &Fields,
    status: StatusCode,
    draft: &Draft,
    said: Option<String>,
) -> Answer {
    if me.visit.fragment {
        let body = html! {
            (beside(&me, form, Some(draft)).await?)
            @if let Some(said) = said { p.sr data-said { (said) } }
        };
        return Ok(piece(status, &body));
    }
    let to = form.get("to").to_owned();
    let (mut shell, view) = me.read(move |app, actor| app.profile(actor, &to)).await?;
    shell.path = form.back();
    let via = form.filled("via");
    let place = Place { shell: &shell, source: source(form), via: via.as_deref(), live: false };
    let page = profiles::view(&place, &view, profiles::Beside::default(), Some(draft));
    let title = view.profile.card.name.as_str();
    Ok(me.visit.page(status, &shell, title, Section::None, &page))
}

fn id(text: &str) -> Result<InvitationId, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

async fn accept(me: Signed, Path(key): Path<String>, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), form.back());
    let written = me.write(&back, async { me.app().accept(&ask, id(&key)?).await }).await?;
    let flash = Flash::about(Done::Accepted, form.get("to"), form.get("name"));
    answered(&me, &back, &written, &flash)
}

async fn ignore(me: Signed, Path(key): Path<String>, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), form.back());
    let known = form.get("known") != "no";
    let written = me.write(&back, async { me.app().ignore(&ask, id(&key)?, known).await }).await?;
    let done = if known { Done::Ignored } else { Done::IgnoredUnknown };
    answered(&me, &back, &written, &Flash::about(done, &key, form.get("name")))
}

async fn withdraw(me: Signed, Path(key): Path<String>, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), form.back());
    let written = me.write(&back, async { me.app().withdraw(&ask, id(&key)?).await }).await?;
    let rest = me.app().policy().invitations.rest_days;
    let flash = Flash::about(Done::Withdrawn, &key, form.get("name")).count(rest);
    answered(&me, &back, &written, &flash)
}

/// What took the place of an invitation that was answered, or the way back.
fn answered(me: &Signed, back: &str, written: &Written<()>, flash: &Flash) -> Answer {
    if !me.visit.fragment {
        return Ok(me.done(back, &written.revision, flash));
    }
    let undo = matches!(flash.done, Done::Ignored | Done::IgnoredUnknown);
    let body = html! {
        div.answered data-swap {
            p.state.good[flash.done == Done::Accepted] { (icons::check()) (flash.text()) }
            @if undo {
                form method="post" action={ "/invitations/" (super::fields::encoded(&flash.key)) "/accept" } data-live {
                    (hidden("back", back)) (hidden("name", &flash.name))
                    button.link type="submit" { "Accept after all" }
                }
            }
        }
        (said(flash))
    };
    Ok(me.piece(&written.revision, &body))
}

async fn reply(me: Signed, Path(key): Path<String>, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), form.back());
    let body = form.get("body");
    let work = async { me.app().reply(&ask, id(&key)?, body).await };
    let written = match work.await {
        Ok(written) => written,
        Err(error) => return Err(lost_reply(&me, &form, &key, error).await),
    };
    let flash = Flash::about(Done::Replied, &key, form.get("name"));
    Ok(me.done(&back, &written.revision, &flash))
}

/// An answer that could not be sent: the page gives the text back.
async fn lost_reply(
    me: &Signed,
    form: &Fields,
    key: &str,
    error: AppError,
) -> super::visit::Failure {
    let back = form.back();
    let (AppError::Invalid(_) | AppError::Refused(_)) = &error else {
        return me.failure(&back, error).await;
    };
    let status = status(&error);
    match me.try_read(|_, _| Ok(())).await {
        Ok((mut shell, _)) => {
            shell.path = back;
            let page = received::reply_again(&shell, key, form, &error);
            me.visit.page(status, &shell, "Your answer", Section::Network, &page).into()
        }
        Err(failure) => failure,
    }
}

async fn withdraw_many(me: Signed, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), form.back());
    let which = which(&form);
    let work = async { me.app().withdraw_many(&ask, which?).await };
    let written = me.write(&back, work).await?;
    let flash = Flash::plain(Done::WithdrawnMany).count(written.value.withdrawn);
    Ok(me.done(&back, &written.revision, &flash))
}

fn which(form: &Fields) -> Result<WithdrawMany, AppError> {
    if let Some(days) = form.number("older_than_days") {
        return Ok(WithdrawMany::OlderThanDays(days));
    }
    let ids: Result<Vec<_>, _> = form.all("id").into_iter().map(id).collect();
    match ids {
        Ok(ids) if ids.is_empty() => Err(AppError::field("id", "Tick at least one invitation.")),
        ids => Ok(WithdrawMany::Ids(ids?)),
    }
}
