//! Inviting by e-mail people who are not here: the form, what became of a list, and what I sent.

mod join;

use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    routing::{get, post},
};
use kith_app::{
    AppError, FieldError, Page,
    desk::Outsider,
    email_invitations::{EmailAsked, EmailAskedList, EmailInvitationView, NewEmailInvitations},
};
use kith_core::{
    budget::{Budget, Name},
    email_invitation::Outcome,
    id::InvitationId,
    invitation::State,
    refusal::Refusal,
};
use maud::{Markup, html};

pub(super) use self::join::connected;
use super::{
    fields::Fields,
    flash::{Done, Flash},
    network::nav,
    notes::wanted,
    ui::{
        budget, coach,
        connect::{Help, Person, room},
        form::{self, Field, hidden},
        icons,
        layout::{Section, Shell},
        parts, refusal, row, time, words,
    },
    visit::{Answer, Signed, piece, status},
};
use crate::state::WebState;

const HERE: &str = "/network/email";
const TITLE: &str = "Invite by e-mail";

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route(HERE, get(show).post(send))
        .route("/network/email/check", post(check))
        .route("/network/email/offers", get(join::offers).post(join::answer))
        .route("/network/email/{id}/withdraw", post(withdraw))
        .route("/invited/{token}", get(join::landing).post(join::prove))
}

/// What stands in the form, and what became of the last list.
#[derive(Default)]
struct Draft {
    addresses: String,
    note: String,
    help: Option<Help>,
    errors: Vec<FieldError>,
    refusal: Option<Refusal>,
    asked: Option<EmailAskedList>,
}

impl Draft {
    fn of(form: &Fields) -> Self {
        let addresses = form.raw("addresses").replace("\r\n", "\n");
        Self { addresses, note: wanted(form), ..Self::default() }
    }
}

/// What the page shows beside the form.
struct Shown {
    on: bool,
    offers: usize,
    page: Page<EmailInvitationView>,
    budget: Option<Budget>,
    after: Option<String>,
}

async fn show(me: Signed, form: Fields) -> Answer {
    let draft = Draft { addresses: form.get("to").to_owned(), ..Draft::default() };
    answer(me, StatusCode::OK, &form, draft).await
}

async fn answer(me: Signed, code: StatusCode, form: &Fields, draft: Draft) -> Answer {
    let paging = form.paging();
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let budgets = app.limits(actor)?.budgets;
        Ok(Shown {
            on: app.invites_by_email(),
            offers: app.email_offers(actor)?.len(),
            page: app.email_invitations(actor, &paging)?,
            budget: budgets.into_iter().find(|budget| budget.name == Name::Weekly),
            after: paging.after,
        })
    };
    let (mut shell, shown) = me.read(read).await?;
    HERE.clone_into(&mut shell.path);
    let view = view(&shell, &shown, &draft);
    Ok(me.visit.page(code, &shell, TITLE, Section::Network, &view))
}

/// Invites a list. The page comes back with what became of each entry; those that were not kept
/// stand in the form again.
async fn send(me: Signed, form: Fields) -> Answer {
    let mut draft = Draft::of(&form);
    let new = NewEmailInvitations {
        addresses: draft.addresses.clone(),
        note: Some(draft.note.clone()).filter(|note| !note.trim().is_empty()),
    };
    let code = match me.app().invite_by_email(&me.ask(), new).await {
        Ok(written) => {
            let kept =
                |one: &&EmailAsked| matches!(one.result, Outcome::Malformed | Outcome::Refused);
            let again: Vec<&str> =
                written.value.items.iter().filter(kept).map(|one| one.given.as_str()).collect();
            draft.addresses = again.join("\n");
            if again.is_empty() {
                draft.note.clear();
            }
            draft.asked = Some(written.value);
            return answer(me.after(&written.revision), StatusCode::OK, &form, draft).await;
        }
        Err(error @ (AppError::Invalid(_) | AppError::Refused(_))) => {
            let code = status(&error);
            match error {
                AppError::Refused(refusal) => draft.refusal = Some(*refusal),
                AppError::Invalid(errors) => draft.errors = errors,
                _ => {}
            }
            code
        }
        Err(error) => return Err(me.failure(HERE, error).await),
    };
    answer(me, code, &form, draft).await
}

/// Judges the note. While somebody types, only the remarks come back.
async fn check(me: Signed, form: Fields) -> Answer {
    let mut draft = Draft::of(&form);
    let (note, them) = (draft.note.clone(), recipient(&draft.addresses));
    let read = me.try_read(move |app, actor| app.check_desk_note(actor, &them, &note)).await?;
    let code = match read.1 {
        Ok(checked) if form.has("typing") => {
            return Ok(piece(StatusCode::OK, &coach::remarks(HERE, &draft.note, &checked)));
        }
        Ok(checked) => {
            draft.help = Some(Help { check: Some(checked), ..Help::default() });
            StatusCode::OK
        }
        Err(AppError::Invalid(errors)) if form.has("typing") => {
            return Ok(piece(StatusCode::UNPROCESSABLE_ENTITY, &coach::errors(&errors)));
        }
        Err(AppError::Invalid(errors)) => {
            draft.errors = errors;
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(error) => return Err(me.failure(HERE, error).await),
    };
    answer(me, code, &form, draft).await
}

/// Whom the note is to, as far as the coach can know: the first name beside the first address.
fn recipient(addresses: &str) -> Outsider {
    let name = addresses.split_once('<').map_or("", |(name, _)| name);
    let first = name.trim().trim_matches('"').split_whitespace().next().unwrap_or("friend");
    Outsider { first_name: first.chars().take(60).collect(), ..Outsider::default() }
}

async fn withdraw(me: Signed, Path(id): Path<String>, form: Fields) -> Answer {
    let ask = me.ask();
    let work = async {
        let id: InvitationId = id.parse().map_err(|_| AppError::NotFound)?;
        me.app().withdraw_email_invitation(&ask, id).await
    };
    let written = me.write(HERE, work).await?;
    let rest = me.app().policy().invitations.rest_days;
    let flash = Flash::about(Done::EmailWithdrawn, "", form.get("name")).count(rest);
    Ok(me.done(HERE, &written.revision, &flash))
}

fn view(shell: &Shell, shown: &Shown, draft: &Draft) -> Markup {
    let body = html! {
        @if shown.offers > 0 {
            div.notice {
                p {
                    (words::count(u32::try_from(shown.offers).unwrap_or(u32::MAX), "member", "members"))
                    " invited you by e-mail before you came. "
                    a href="/network/email/offers" { "See who" }
                }
            }
        }
        section.card {
            h1 { (TITLE) }
            p.muted {
                "People who are not here yet get one mail in your name and one reminder a week later, "
                "and can end that for ever with one press. Each address costs one invitation of your "
                "week. Whether somebody is here already, or wants no mail, is not told."
            }
            @if let Some(asked) = &draft.asked { (results(shell, asked)) }
            @if let Some(no) = &draft.refusal { (refusal::panel(shell, no, None)) }
            @if shown.on { (asking(shell, shown, draft)) }
            @else {
                (parts::empty(
                    "Not in this network",
                    "It sends no invitations by e-mail. Give people the address of this site instead.",
                    &[("/code", "Show my code")],
                ))
            }
        }
        section.card {
            h2 { "Invited by e-mail" }
            @if shown.page.items.is_empty() {
                (parts::empty(
                    "Nobody yet",
                    "Whom you invite by e-mail stands here until they accept, it lapses, or you withdraw it.",
                    &[],
                ))
            } @else {
                p.hint { "Addresses are shown in part: each is kept no longer than mail may go there." }
                ul.rows.bare { @for one in &shown.page.items { (item(shell, one)) } }
            }
            (parts::pager(HERE, &[], shown.after.as_deref(), shown.page.next.as_deref()))
        }
    };
    nav::page(shell, HERE, &body)
}

fn asking(shell: &Shell, shown: &Shown, draft: &Draft) -> Markup {
    let (left, over) = room(kith_core::note::length(&draft.note), shell.note_limit);
    let wrong = form::error(&draft.errors, "note").or(form::error(&draft.errors, "draft"));
    html! {
        @if let Some(budget) = &shown.budget { (budget::meter(shell, budget)) }
        (form::summary(&draft.errors))
        form.stack-form method="post" action=(HERE) data-coach-at="/network/email/check" {
            (Field::area("addresses", "Addresses", 4).value(&draft.addresses).most(50_000).required()
                .errors(&draft.errors)
                .hint("One or many: ana@example.org, or Ana <ana@example.org>. A line each, with commas \
                       or semicolons, or a table with a line that names its columns."))
            div.field {
                label for="f-note" { "Note" span.optional { " optional" } }
                textarea #f-note name="note" rows="4" data-count=(shell.note_limit) data-coached
                    aria-invalid=[wrong.map(|_| "true")]
                    aria-describedby=(if wrong.is_some() { "f-note-error" } else { "f-note-count" }) {
                    "\n" (draft.note)
                }
                p.counter #f-note-count data-over[over] { (left) }
                @if let Some(wrong) = wrong { p.error #f-note-error { (wrong) } }
                p.hint { "Stands in every mail of the list. Links do not go by mail." }
            }
            div.buttons {
                button.button type="submit" { "Invite" }
                button.button.quiet type="submit" formaction="/network/email/check" formnovalidate { "Check my note" }
            }
            (coach::panel(HERE, &draft.note, draft.help.as_ref(), "email"))
        }
    }
}

/// What became of each entry.
fn results(shell: &Shell, asked: &EmailAskedList) -> Markup {
    html! {
        div.notice role="status" {
            p { strong { (words::count(asked.queued, "invitation is", "invitations are")) " kept." } }
            @if asked.items.len() > asked.queued as usize || asked.items.len() > 1 {
                ul.facts {
                    @for one in &asked.items {
                        li {
                            strong { (one.given) } ": " (outcome(one.result))
                            @if one.result != Outcome::Queued { ". " (one.message) }
                            @if let Some(until) = one.until.filter(|_| one.result == Outcome::Refused) {
                                " Possible again from " (time::exactly(shell, until)) "."
                            }
                        }
                    }
                }
            }
            @if asked.queued < asked.items.len() as u32 {
                p.hint { "What can be mended or sent later stands in the form again." }
            }
        }
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Queued => "kept",
        Outcome::AlreadyAsked => "asked already",
        Outcome::Twice => "twice in the list",
        Outcome::Yourself => "you",
        Outcome::Malformed => "not an address",
        Outcome::Refused => "not now",
    }
}

fn item(shell: &Shell, one: &EmailInvitationView) -> Markup {
    let name = if one.name.is_empty() { &one.address } else { &one.name };
    html! {
        li.row.invitation {
            div.row-body {
                @if let Some(member) = &one.member { (row::who(&Person::from(member))) }
                @else {
                    p.who-name { (name) }
                    @if !one.name.is_empty() { p.muted { (one.address) } }
                }
                p.meta {
                    (icons::clock())
                    (state(one.state)) " · sent " (time::relative(shell, one.sent_at))
                    @if one.state == State::Pending { " · lapses " (time::date(shell, one.expires_at)) }
                }
                @if let Some(note) = &one.note { (parts::note(note)) }
            }
            @if one.state == State::Pending {
                div.actions {
                    form method="post" action={ "/network/email/" (one.id) "/withdraw" } {
                        (hidden("name", name))
                        button.button.quiet type="submit" aria-label={ "Withdraw the invitation to " (name) } {
                            "Withdraw"
                        }
                    }
                }
            }
        }
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Pending | State::Ignored => "Waiting",
        State::Accepted => "Connected",
        State::Withdrawn => "Withdrawn",
        State::Expired => "Lapsed",
        State::Gone => "Gone",
    }
}
