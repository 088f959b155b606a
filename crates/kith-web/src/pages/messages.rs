//! Messages: the list, a conversation, writing, requests, reports.

mod compose;
mod list;
mod thread;

use axum::{
    Router,
    extract::Path,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use kith_app::{
    AppError, Page, Written,
    conversations::{ConversationView, OpenConversation},
    messaging::NewMessage,
};
use kith_core::{
    conversation::{Folder, Tidy},
    id::ConversationId,
};
use maud::{Markup, html};

use self::compose::Draft;
use super::{
    fields::{Fields, encoded},
    flash::{Done, Flash},
    ui::{form::hidden, layout::Section, parts},
    visit::{Answer, Failure, Signed, Visit, status},
};
use crate::state::WebState;

pub(crate) use self::compose::buttons;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/messages", get(show).post(send))
        .route("/messages/{id}", get(open))
        .route("/messages/{id}/{act}", post(act))
        .route("/messages/{id}/report", get(ask_report).post(report))
        .route("/in/{handle}/message", get(write_to))
}

/// A folder, as it was asked for.
pub(crate) struct Listed {
    /// Which.
    pub(crate) folder: Folder,
    /// The conversations.
    pub(crate) page: Page<ConversationView>,
    /// The cursor that the page was asked with.
    pub(crate) after: Option<String>,
}

fn listed(
    app: &kith_app::App,
    actor: &kith_app::Actor,
    folder: Folder,
    paging: &kith_app::Paging,
) -> Result<Listed, AppError> {
    let page = app.conversations(actor, folder, paging)?;
    Ok(Listed { folder, page, after: paging.after.clone() })
}

async fn show(me: Signed, form: Fields) -> Answer {
    let folder = Folder::from_code(form.get("box")).unwrap_or(Folder::Inbox);
    let paging = form.paging();
    let read =
        move |app: &kith_app::App, actor: &kith_app::Actor| listed(app, actor, folder, &paging);
    let (shell, list) = me.read(read).await?;
    let page = list::panes(&shell, &list, None, &list::choose());
    Ok(me.page(&shell, "Messages", Section::Messages, &page))
}

fn id(text: &str) -> Result<ConversationId, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// Opens a conversation; what it shows is read.
async fn open(me: Signed, Path(key): Path<String>, form: Fields) -> Answer {
    let paging = form.paging();
    let back = format!("/messages/{}", encoded(&key));
    let id = match id(&key) {
        Ok(id) => id,
        Err(error) => return Err(me.failure("/messages", error).await),
    };
    let first = paging.after.is_none();
    let looked = paging.clone();
    let read =
        move |app: &kith_app::App, actor: &kith_app::Actor| app.conversation(actor, id, &looked);
    let (_, talk) = me.read(read).await?;
    let me = if first && talk.conversation.unread {
        let ask = me.ask();
        let work = me.app().tidy_conversation(&ask, id, Tidy::Read);
        let written = me.write(&back, work).await?;
        me.after(&written.revision)
    } else {
        me
    };
    thread_page(&me, id, paging, None).await
}

/// The page of a conversation beside its folder; `draft` is a message that was not sent.
async fn thread_page(
    me: &Signed,
    id: ConversationId,
    paging: kith_app::Paging,
    draft: Option<(&Draft, axum::http::StatusCode)>,
) -> Answer {
    let after = paging.after.clone();
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let talk = app.conversation(actor, id, &paging)?;
        let list = listed(app, actor, talk.conversation.folder, &kith_app::Paging::default())?;
        Ok((talk, list))
    };
    let (mut shell, (talk, list)) = me.read(read).await?;
    shell.path = format!("/messages/{id}");
    let body = thread::view(&shell, &talk, after.as_deref(), draft.map(|(draft, _)| draft));
    let page = list::panes(&shell, &list, Some(talk.conversation.id), &body);
    let title = format!("Messages with {}", talk.conversation.member.card.name);
    let status = draft.map_or(axum::http::StatusCode::OK, |(_, status)| status);
    Ok(me.visit.page(status, &shell, &title, Section::Messages, &page))
}

/// Writing to somebody: in the conversation with them, or in a new one.
async fn write_to(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let inmail = form.get("via") == "inmail";
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| app.messaging(actor, &handle);
    let (shell, writing) = me.read(read).await?;
    if let Some(talk) = writing.conversation.filter(|_| !inmail) {
        return Ok(Visit::redirect(&format!("/messages/{talk}#write")));
    }
    let title = format!("Write to {}", writing.member.card.name);
    let draft = Draft { inmail, ..Draft::default() };
    let page = compose::page(&shell, &writing, &draft);
    Ok(me.page(&shell, &title, Section::Messages, &page))
}

/// Sends a message; where it is refused, what was written stands in the box again.
async fn send(me: Signed, form: Fields) -> Answer {
    let inmail = form.get("via") == "inmail";
    let new = NewMessage {
        to: form.get("to").to_owned(),
        body: form.raw("body").replace("\r\n", "\n"),
        via: inmail.then(|| "inmail".to_owned()),
        subject: form.filled("subject"),
    };
    let error = match me.app().send_message(&me.ask(), new).await {
        Ok(written) => {
            let to = format!("/messages/{}", written.value.conversation);
            let flash = Flash::about(Done::Written, form.get("to"), form.get("name"));
            return Ok(me.done(&to, &written.revision, &flash));
        }
        Err(error) => error,
    };
    let status = status(&error);
    let (refusal, errors) = match error {
        AppError::Refused(refusal) => (Some(*refusal), Vec::new()),
        AppError::Invalid(errors) => (None, errors),
        other => return Err(me.failure("/messages", other).await),
    };
    // A subject that is missing says that only an InMail is open.
    let inmail = inmail || errors.iter().any(|error| error.field == "subject");
    let draft = Draft {
        inmail,
        subject: form.get("subject").to_owned(),
        body: form.raw("body").to_owned(),
        refusal,
        errors,
    };
    if let Some(talk) = form.filled("talk").and_then(|key| id(&key).ok()) {
        return thread_page(&me, talk, kith_app::Paging::default(), Some((&draft, status))).await;
    }
    let to = form.get("to").to_owned();
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| app.messaging(actor, &to);
    let (mut shell, writing) = me.read(read).await?;
    shell.path = format!("/in/{}/message", writing.member.card.handle);
    let title = format!("Write to {}", writing.member.card.name);
    let page = compose::page(&shell, &writing, &draft);
    Ok(me.visit.page(status, &shell, &title, Section::Messages, &page))
}

/// Reads, mutes, archives; accepts or declines what the other began.
async fn act(me: Signed, Path((key, what)): Path<(String, String)>, form: Fields) -> Answer {
    let (ask, here) = (me.ask(), format!("/messages/{}", encoded(&key)));
    let tidy = match what.as_str() {
        "read" => Some((Tidy::Read, Done::Read)),
        "mute" => Some((Tidy::Mute, Done::Muted)),
        "unmute" => Some((Tidy::Unmute, Done::Unmuted)),
        "archive" => Some((Tidy::Archive, Done::Archived)),
        "unarchive" => Some((Tidy::Unarchive, Done::Unarchived)),
        _ => None,
    };
    let (written, done) = match (tidy, what.as_str()) {
        (Some((act, done)), _) => {
            let work = async { me.app().tidy_conversation(&ask, id(&key)?, act).await };
            (me.write(&here, work).await?, done)
        }
        (None, "accept" | "decline") => {
            let accept = what == "accept";
            let work = async { me.app().answer_request(&ask, id(&key)?, accept).await };
            let done = if accept { Done::RequestAccepted } else { Done::RequestDeclined };
            (me.write(&here, work).await?, done)
        }
        (None, _) => return Err(me.failure("/messages", AppError::NotFound).await),
    };
    Ok(answered(&me, &here, &written, done, form.get("name")))
}

fn answered(me: &Signed, here: &str, written: &Written<()>, done: Done, name: &str) -> Response {
    let away = matches!(done, Done::Archived | Done::RequestDeclined);
    let to = if away { "/messages" } else { here };
    me.done(to, &written.revision, &Flash::about(done, "", name)).into_response()
}

async fn talk_of(
    me: &Signed,
    key: &str,
) -> Result<(super::ui::layout::Shell, OpenConversation), Failure> {
    let id = match id(key) {
        Ok(id) => id,
        Err(error) => return Err(me.failure("/messages", error).await),
    };
    let one = kith_app::Paging { limit: Some(1), after: None };
    me.read(move |app, actor| app.conversation(actor, id, &one)).await
}

async fn ask_report(me: Signed, Path(key): Path<String>) -> Answer {
    let (shell, talk) = talk_of(&me, &key).await?;
    let page = report_view(&talk, "", None);
    Ok(me.page(&shell, "Report a conversation", Section::Messages, &page))
}

async fn report(me: Signed, Path(key): Path<String>, form: Fields) -> Answer {
    let (ask, here) = (me.ask(), format!("/messages/{}", encoded(&key)));
    let reason = form.get("reason");
    let work = async { me.app().report_conversation(&ask, id(&key)?, reason).await };
    match work.await {
        Ok(written) => {
            let flash = Flash::about(Done::Reported, "", form.get("name"));
            Ok(me.done(&here, &written.revision, &flash))
        }
        Err(AppError::Invalid(errors)) => {
            let (shell, talk) = talk_of(&me, &key).await?;
            let page = report_view(&talk, reason, Some(&errors));
            let status = status(&AppError::Invalid(Vec::new()));
            let title = "Report a conversation";
            Ok(me.visit.page(status, &shell, title, Section::Messages, &page))
        }
        Err(error) => Err(me.failure(&here, error).await),
    }
}

/// Asks what is wrong before a conversation is reported.
fn report_view(
    talk: &OpenConversation,
    reason: &str,
    errors: Option<&[kith_app::FieldError]>,
) -> Markup {
    let name = &talk.conversation.member.card.name;
    let here = format!("/messages/{}", talk.conversation.id);
    let field = super::ui::form::Field::area("reason", "What is wrong", 5)
        .value(reason)
        .errors(errors.unwrap_or_default())
        .most(2_000)
        .required();
    html! {
        section.card.narrow {
            h1 { "Report the conversation with " (name) }
            ul.facts {
                li { "The operators read what you write here and the last ten messages." }
                li { (name) " is not told." }
                li { "To hear nothing more from them, block them on their profile as well." }
            }
            form.stack-form method="post" action={ (here) "/report" } {
                (hidden("name", name))
                (field)
                div.buttons {
                    button.button type="submit" { "Send report" }
                    a.button.quiet href=(here) { "Cancel" }
                }
            }
        }
    }
}

/// A button that does something with a conversation.
fn act_button(talk: ConversationId, act: &str, name: &str, class: &str, label: &str) -> Markup {
    let action = format!("/messages/{talk}/{act}");
    parts::post(&action, "/messages", name, class, label)
}
