//! Blocking, unblocking, and lifting an "I don't know them".

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use kith_app::{Page, blocks::BlockView};
use maud::{Markup, html};

use super::{
    fields::{Fields, encoded},
    flash::{Done, Flash},
    network::nav,
    ui::{
        avatar,
        form::hidden,
        layout::{Section, Shell},
        parts, time,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/network/blocked", get(blocked))
        .route("/in/{handle}/block", get(ask_block).post(block))
        .route("/in/{handle}/unblock", post(unblock))
        .route("/in/{handle}/known", post(known))
}

async fn blocked(me: Signed, form: Fields) -> Answer {
    let paging = form.paging();
    let after = paging.after.clone();
    let (shell, page) = me.read(move |app, actor| app.blocks(actor, &paging)).await?;
    let view = view(&shell, &page, after.as_deref());
    Ok(me.page(&shell, "Blocked", Section::Network, &view))
}

/// Whom I block.
pub(crate) fn view(shell: &Shell, page: &Page<BlockView>, after: Option<&str>) -> Markup {
    let body = html! {
        section.card {
            div.card-head { h1 { "Blocked" } }
            p.muted {
                "You and they do not exist for each other here. Unblocking brings nothing back, and "
                "the same member can be blocked again only after a wait."
            }
            @if page.items.is_empty() {
                (parts::empty("You block nobody", "Blocking is under “More” on a profile.", &[]))
            } @else {
                ul.rows { @for block in &page.items { (row(shell, block)) } }
            }
            (parts::pager("/network/blocked", &[], after, page.next.as_deref()))
        }
    };
    nav::page(shell, "/network/blocked", &body)
}

fn row(shell: &Shell, block: &BlockView) -> Markup {
    html! {
        li.row {
            (avatar(&block.handle, &block.name, "medium"))
            div.row-body {
                p.who-name { (block.name) }
                p.meta { "Blocked since " (time::date(shell, block.blocked_at)) }
            }
            div.actions {
                (parts::post(&format!("/in/{}/unblock", block.handle), &shell.path, &block.name, "button quiet", "Unblock"))
            }
        }
    }
}

async fn ask_block(me: Signed, Path(handle): Path<String>) -> Answer {
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| {
        let name = app.profile(actor, &handle)?.profile.card.name.clone();
        Ok((handle, name, app.policy().blocks.again_after_hours))
    };
    let (shell, (handle, name, hours)) = me.read(read).await?;
    Ok(me.page(&shell, "Block", Section::None, &ask_view(&handle, &name, hours)))
}

/// Asks before a member is blocked.
pub(crate) fn ask_view(handle: &str, name: &str, hours: u32) -> Markup {
    let profile = format!("/in/{}", encoded(handle));
    let go = html! {
        form method="post" action={ (profile) "/block" } {
            (hidden("back", "/network/blocked")) (hidden("name", name))
            button.button.danger type="submit" { "Block " (name) }
        }
    };
    let wait = format!("After unblocking, blocking them again waits {hours} hours.");
    let facts = [
        "Neither of you sees the other any more: profile, search, suggestions, lists.",
        "A connection, follows and pending invitations between you end, both ways.",
        "They are not told. To them you look like a member who does not exist.",
        "Unblocking does not bring any of this back.",
        wait.as_str(),
    ];
    parts::confirm(&format!("Block {name}?"), &facts, &go, &profile)
}

async fn block(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let ask = me.ask();
    let profile = format!("/in/{}", encoded(&handle));
    let written = me.write(&profile, me.app().block(&ask, &handle)).await?;
    let flash = Flash::about(Done::Blocked, &handle, form.get("name"));
    Ok(me.done("/network/blocked", &written.revision, &flash))
}

async fn unblock(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let ask = me.ask();
    let written = me.write(&form.back(), me.app().unblock(&ask, &handle)).await?;
    let flash = Flash::about(Done::Unblocked, &handle, form.get("name"));
    Ok(me.done(&form.back(), &written.revision, &flash))
}

async fn known(me: Signed, Path(handle): Path<String>, form: Fields) -> Answer {
    let ask = me.ask();
    let written = me.write(&form.back(), me.app().lift_unknown(&ask, &handle)).await?;
    let flash = Flash::about(Done::Known, &handle, form.get("name"));
    Ok(me.done(&form.back(), &written.revision, &flash))
}
