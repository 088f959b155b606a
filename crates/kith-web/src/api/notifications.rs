//! Notifications: my list, marking as read, deleting one, and what I choose.

use axum::extract::Path;
use kith_app::{
    AppError, Page, Paging,
    mailing::FailedMail,
    notifications::{
        Marked,
        settings::{Choice, NewChoice},
    },
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::PageOf,
    problem::Problem,
    reply::{Answer, Reply, whole},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_notifications))
        .routes(routes!(read_notifications))
        .routes(routes!(get_notification_settings, change_notification_settings))
        .routes(routes!(delete_notification))
        .routes(routes!(admin_list_failed_mails))
}

/// Which notifications are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListNotifications {
    /// Only those that I have not seen.
    #[serde(default)]
    unread: bool,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// My notifications, newest first
///
/// Only those that hold: what was withdrawn, deleted or blocked since is not there. Reactions to
/// one post stand together: `who` is the newest, `others` counts the rest.
#[utoipa::path(get, path = "/notifications", tag = "notifications", params(ListNotifications),
    responses((status = 200, body = schema::List<schema::NotificationView>,
        description = "Notifications")))]
async fn list_notifications(asker: Asker, Params(asked): Params<ListNotifications>) -> Answer {
    let paging = Paging { limit: asked.limit, after: asked.after };
    let read = asker.read(move |app, me| app.notifications(me, asked.unread, &paging));
    Ok(Reply::ok(&read.await?))
}

/// Which notifications are read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
struct ReadNotifications {
    /// These, 100 at most; absent: all until now.
    ids: Option<Vec<String>>,
}

/// Mark notifications as read: all, or these
#[utoipa::path(post, path = "/notifications/read", tag = "notifications",
    request_body = ReadNotifications,
    responses((status = 204, description = "Marked")))]
async fn read_notifications(write: Write<ReadNotifications>) -> Answer {
    let which = match write.body.ids {
        None => Marked::All,
        Some(ids) => {
            let ids = ids.iter().map(|id| id.parse()).collect::<Result<_, _>>();
            Marked::Ids(ids.map_err(|_| Problem::field("ids", "One of these is no id."))?)
        }
    };
    let written = write.asker.app().read_notifications(&write.ask, which).await?;
    Ok(Reply::done(&written))
}

/// Delete one of my notifications
#[utoipa::path(delete, path = "/notifications/{id}", tag = "notifications",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Deleted")))]
async fn delete_notification(Path(id): Path<String>, write: Write) -> Answer {
    let id = id.parse().map_err(|_| Problem::from(AppError::NotFound))?;
    let written = write.asker.app().delete_notification(&write.ask, id).await?;
    Ok(Reply::done(&written))
}

/// What I have for each kind: on the page or not, and how it is mailed
#[utoipa::path(get, path = "/notifications/settings", tag = "notifications",
    responses((status = 200, body = schema::List<schema::NotificationChoice>,
        description = "Every kind")))]
async fn get_notification_settings(asker: Asker) -> Answer {
    let choices = asker.read(|app, me| app.notification_choices(me)).await?;
    Ok(Reply::ok(&all(choices)))
}

fn all(choices: Vec<Choice>) -> Page<Choice> {
    whole(choices)
}

/// What is chosen anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"items": [{"kind": "reaction", "email": "digest"}]}))]
struct ChangeNotificationSettings {
    /// A kind each; kinds that are not named stay.
    items: Vec<ChosenKind>,
}

/// What is chosen for a kind; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChosenKind {
    /// What of.
    kind: String,
    /// Whether it stands on the page. For `reminder` this is the setting `reminders`.
    page: Option<bool>,
    /// How it is mailed: `now`, `digest` (8:00 of my day) or `off`.
    email: Option<String>,
}

/// Choose for some kinds
#[utoipa::path(patch, path = "/notifications/settings", tag = "notifications",
    request_body = ChangeNotificationSettings,
    responses((status = 200, body = schema::List<schema::NotificationChoice>,
        description = "Every kind")))]
async fn change_notification_settings(write: Write<ChangeNotificationSettings>) -> Answer {
    let items = write.body.items.into_iter();
    let new = items.map(|one| NewChoice { kind: one.kind, page: one.page, email: one.email });
    let app = write.asker.app();
    let written = app.choose_notifications(&write.ask, new.collect()).await?;
    Ok(Reply::ok(&all(written.value)).at(&written.revision))
}

/// Mails that were given up, the last first
#[utoipa::path(get, path = "/admin/mails", tag = "admin", params(PageOf),
    responses((status = 200, body = schema::List<schema::FailedMail>, description = "Mails")))]
async fn admin_list_failed_mails(asker: Asker, Params(page): Params<PageOf>) -> Answer {
    let paging: Paging = page.into();
    let failed: Page<FailedMail> = asker.read(move |app, me| app.failed_mails(me, &paging)).await?;
    Ok(Reply::ok(&failed))
}
