//! The pages: every handler reads the app, every view is a pure function of what was read.

mod accounts;
mod admin;
mod archives;
mod assets;
mod blocks;
mod campaigns;
mod code;
mod comments;
mod communities;
mod companies;
mod connections;
mod contacts;
mod desk;
mod do_not_contact;
mod email;
mod events;
mod feed;
mod fields;
mod flash;
mod follows;
mod group_links;
mod groups;
mod home;
mod introductions;
mod invitations;
mod limits;
mod map;
mod messages;
mod network;
mod notes;
mod notifications;
mod outreach;
mod people;
mod pictures;
mod posts;
mod profiles;
mod reconnects;
mod settings;
mod templates;
pub mod ui;
mod upload;
mod viewers;
mod visit;
mod webhooks;

use axum::{Router, http::StatusCode, response::Response};

use self::visit::{Signed, Visit};
use crate::state::WebState;

/// Every page, form and asset.
pub fn routes() -> Router<WebState> {
    Router::new()
        .merge(assets::routes())
        .merge(accounts::routes())
        .merge(home::routes())
        .merge(profiles::routes())
        .merge(connections::routes())
        .merge(follows::routes())
        .merge(blocks::routes())
        .merge(invitations::routes())
        .merge(email::routes())
        .merge(messages::routes())
        .merge(introductions::routes())
        .merge(network::routes())
        .merge(notes::routes())
        .merge(templates::routes())
        .merge(contacts::routes())
        .merge(campaigns::routes())
        .merge(do_not_contact::routes())
        .merge(webhooks::routes())
        .merge(people::routes())
        .merge(posts::routes())
        .merge(comments::routes())
        .merge(groups::routes())
        .merge(group_links::routes())
        .merge(events::routes())
        .merge(companies::routes())
        .merge(limits::routes())
        .merge(notifications::routes())
        .merge(settings::routes())
        .merge(admin::routes())
        .merge(viewers::routes())
        .merge(map::routes())
        .merge(archives::routes())
        .merge(reconnects::routes())
        .merge(desk::routes())
        .merge(code::routes())
}

/// The answer where no page is.
pub(crate) async fn not_found(visit: Visit, signed: Option<Signed>) -> Response {
    let error = kith_app::AppError::NotFound;
    let shell = match &signed {
        Some(signed) => signed.try_read(|_, _| Ok(())).await.ok().map(|(shell, _)| shell),
        None => None,
    };
    let shell = shell.unwrap_or_else(|| visit.shell());
    let (title, body) = ui::failure::page(&shell, &error);
    visit.page(StatusCode::NOT_FOUND, &shell, title, ui::layout::Section::None, &body)
}
