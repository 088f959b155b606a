//! Notifications: the list, and the page behind a mail's unsubscribe link.

pub(crate) mod settings;
pub(crate) mod unsubscribe;

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{
    AppError, Page,
    notifications::{Marked, NotificationView},
};
use kith_core::{notification::Kind, time::DAY};
use maud::{Markup, html};

use super::{
    fields::Fields,
    flash::{Done, Flash},
    ui::{
        avatar, icons,
        layout::{Section, Shell},
        parts, time,
    },
    visit::{Answer, Signed, piece},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/notifications", get(show))
        .route("/notifications/{id}/delete", post(delete))
        .route("/settings/notifications", get(settings::show).post(settings::save))
        .route("/settings/notifications/none", post(settings::none))
        .route("/unsubscribe/{token}", get(unsubscribe::ask).post(unsubscribe::end))
}

/// The list; what it shows is seen.
async fn show(me: Signed, form: Fields) -> Answer {
    let paging = form.paging();
    let after = paging.after.clone();
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        app.notifications(actor, false, &paging)
    };
    let (mut shell, page) = me.read(read).await?;
    let mut revision = None;
    if after.is_none() && shell.news > 0 {
        let ask = me.ask();
        let work = me.app().read_notifications(&ask, Marked::All);
        revision = Some(me.write("/notifications", work).await?.revision);
        shell.news = 0;
    }
    "/notifications".clone_into(&mut shell.path);
    let list = list(&shell, &page, after.as_deref());
    let mut answer = if me.visit.fragment {
        piece(axum::http::StatusCode::OK, &list)
    } else {
        me.page(&shell, "Notifications", Section::Notifications, &view(&list))
    };
    if let Some(revision) = revision {
        me.visit.remember(&mut answer, &revision);
    }
    Ok(answer)
}

async fn delete(me: Signed, Path(key): Path<String>, form: Fields) -> Answer {
    let (ask, back) = (me.ask(), form.back());
    let work = async {
        let id = key.parse().map_err(|_| AppError::NotFound)?;
        me.app().delete_notification(&ask, id).await
    };
    let written = me.write(&back, work).await?;
    let flash = Flash::plain(Done::NotificationDeleted);
    if me.visit.fragment {
        let body = html! { p.sr data-said { (flash.text()) } };
        return Ok(me.piece(&written.revision, &body));
    }
    Ok(me.done(&back, &written.revision, &flash))
}

/// The whole page around the list.
pub(crate) fn view(list: &Markup) -> Markup {
    html! {
        section.card.news-card {
            div.card-head {
                h1 { "Notifications" }
                a href="/settings/notifications" { "Choose what you are told" }
            }
            (list)
        }
    }
}

/// The list, day by day.
pub(crate) fn list(shell: &Shell, page: &Page<NotificationView>, after: Option<&str>) -> Markup {
    html! {
        div #news data-news[after.is_none()] {
            @if page.items.is_empty() {
                (parts::empty(
                    "Nothing new",
                    "Here you are told when somebody invites you, accepts your invitation, writes \
                     to you, or answers what you share. Begin with one of these.",
                    &[("/network", "People you may know"), ("/", "Share something")],
                ))
            }
            @for (day, items) in days(shell, &page.items) {
                h2.news-day { (day) }
                ul.news { @for one in items { (item(shell, one)) } }
            }
            (parts::pager("/notifications", &[], after, page.next.as_deref()))
        }
    }
}

/// The items of each day of the member's calendar, with its name.
fn days<'a>(
    shell: &Shell,
    items: &'a [NotificationView],
) -> Vec<(String, Vec<&'a NotificationView>)> {
    let (now, zone) = (shell.now, &shell.zone);
    let (today, yesterday) = (now.date_in_zone(zone), now.plus(-DAY).date_in_zone(zone));
    let mut days: Vec<(String, Vec<&NotificationView>)> = Vec::new();
    for one in items {
        let date = one.at.date_in_zone(zone);
        let name = match date {
            date if date == today => "Today".to_owned(),
            date if date == yesterday => "Yesterday".to_owned(),
            date => date,
        };
        match days.last_mut() {
            Some((day, of_day)) if *day == name => of_day.push(one),
            _ => days.push((name, vec![one])),
        }
    }
    days
}

fn item(shell: &Shell, one: &NotificationView) -> Markup {
    html! {
        li.news-item.unread[!one.read] data-item {
            @match &one.who {
                Some(who) => { (avatar(&who.card.handle, &who.card.name, "small")) }
                None => { span.news-mark { (icon(one.kind)) } }
            }
            div.news-body {
                a.news-link href=(one.href) {
                    @if let Some(who) = &one.who {
                        strong { (who.card.name) }
                        @if one.others > 0 {
                            " and " (one.others) @if one.others == 1 { " other" } @else { " others" }
                        }
                        " "
                    }
                    (one.says)
                    @if let Some(about) = &one.about { ": " q { (about) } }
                }
                p.meta {
                    @if !one.read { strong.news-new { "New" } " · " }
                    (time::relative(shell, one.at))
                }
            }
            form method="post" action={ "/notifications/" (one.id) "/delete" } data-live="item" {
                (super::ui::hidden("back", &shell.path))
                button.icon-button type="submit" title="Delete"
                    aria-label={ "Delete: " (one.text) } { (icons::close()) }
            }
        }
    }
}

fn icon(kind: Kind) -> Markup {
    match kind {
        Kind::GroupAsked | Kind::GroupAccepted | Kind::GroupInvited => icons::group(),
        Kind::EventChanged | Kind::EventMovedUp | Kind::EventCancelled => icons::calendar(),
        Kind::Restriction | Kind::CampaignStopped => icons::shield(),
        _ => icons::bell(),
    }
}
