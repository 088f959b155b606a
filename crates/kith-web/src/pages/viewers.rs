//! Who viewed my profile: a chart by day, and who they are.

use axum::{Router, routing::get};
use kith_app::{
    AppError,
    views::{Known, ViewDay, ViewerItem, Viewers},
};
use kith_core::{
    account::Plan,
    day::Day,
    invitation::Source,
    refusal::{Reason, Refusal},
    visibility::Glimpse,
};
use maud::{Markup, html};

use super::{
    fields::Fields,
    network::nav,
    ui::{
        connect::{self, Person, Place},
        icons,
        layout::{Section, Shell},
        parts, refusal, row, time, words,
    },
    visit::{Answer, Signed},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/viewers", get(show))
}

async fn show(me: Signed, form: Fields) -> Answer {
    let paging = form.paging();
    let after = paging.after.clone();
    let read = move |app: &kith_app::App, actor: &kith_app::Actor| match app.viewers(actor, &paging)
    {
        Ok(viewers) => Ok(Ok(viewers)),
        Err(AppError::Refused(no)) if no.reason == Reason::ViewsPrivately => Ok(Err(*no)),
        Err(error) => Err(error),
    };
    let (shell, found) = me.read(read).await?;
    let view = match &found {
        Ok(viewers) => view(&shell, viewers, after.as_deref()),
        Err(no) => nav::page(&shell, "/viewers", &lost(&shell, no)),
    };
    Ok(me.page(&shell, "Who viewed my profile", Section::Network, &view))
}

/// Who looks at others in private mode, on the free plan.
fn lost(shell: &Shell, no: &Refusal) -> Markup {
    html! {
        section.card {
            h1 { "Who viewed my profile" }
            (refusal::panel(shell, no, None))
        }
    }
}

/// Chart and list.
pub(crate) fn view(shell: &Shell, viewers: &Viewers, after: Option<&str>) -> Markup {
    let body = html! {
        section.card {
            div.card-head { h1 { "Who viewed my profile" } a href="/settings#f-viewing_mode" { "What others see of me" } }
            (figures(viewers))
            (chart(&viewers.days))
        }
        section.card {
            h2 { "Viewers of the last " (viewers.days_back) " days" }
            @if viewers.page.items.is_empty() { (nobody(after)) }
            @else { ul.rows { @for item in &viewers.page.items { (item_row(shell, item)) } } }
            @if viewers.page.items.iter().any(|item| matches!(item, ViewerItem::Full(_))) {
                p { a href="/campaigns/new?who=viewers" { "Invite them with a campaign" } }
            }
            (parts::pager("/viewers", &[], after, viewers.page.next.as_deref()))
            (shown(viewers))
        }
    };
    nav::page(shell, "/viewers", &body)
}

/// This week beside the one before.
fn figures(viewers: &Viewers) -> Markup {
    let (now, before) = (viewers.this_week, viewers.week_before);
    let change = match now.cmp(&before) {
        std::cmp::Ordering::Greater => format!("{} more than in the week before", now - before),
        std::cmp::Ordering::Less => format!("{} fewer than in the week before", before - now),
        std::cmp::Ordering::Equal => "as many as in the week before".to_owned(),
    };
    html! {
        p.views-week {
            strong { (words::grouped(now)) }
            span { (if now == 1 { "view" } else { "views" }) " in the last seven days, " (change) }
        }
    }
}

/// Width of a day in the chart, and the height of the greatest one.
const DAY: usize = 20;
const HEIGHT: u32 = 96;

/// A bar for each day; the figures stand in a list for those who do not see it.
fn chart(days: &[ViewDay]) -> Markup {
    let most = days.iter().map(|day| day.count).max().unwrap_or(0);
    let width = days.len() * DAY;
    let height = |count: u32| (count * HEIGHT).div_ceil(most.max(1));
    let (first, last) = (days.first(), days.last());
    html! {
        @if most > 0 {
            figure.views-chart aria-hidden="true" {
                svg viewBox={ "0 0 " (width) " " (HEIGHT + 4) } preserveAspectRatio="none" focusable="false" {
                    @for (place, day) in days.iter().enumerate() {
                        @let high = if day.count == 0 { 2 } else { height(day.count).max(4) };
                        g {
                            title { (day.day.short()) ": " (day.count) }
                            rect.room x=(place * DAY) y="0" width=(DAY) height=(HEIGHT + 4) {}
                            rect.day.none[day.count == 0].now[place + 7 >= days.len()] x=(place * DAY + 3) y=(HEIGHT + 4 - high)
                                width=(DAY - 6) height=(high) rx="2" {}
                        }
                    }
                }
                figcaption {
                    @if let Some(first) = first { span { (first.day.short()) } }
                    span { "most on a day: " (most) }
                    @if let Some(last) = last { span { (last.day.short()) } }
                }
            }
            ul.sr aria-label="Views by day" {
                @for day in days.iter().filter(|day| day.count > 0) {
                    li { (day.day.in_words()) ": " (words::count(day.count, "view", "views")) }
                }
            }
        }
    }
}

fn nobody(after: Option<&str>) -> Markup {
    if after.is_some() {
        let ways = [("/viewers", "First page")];
        return parts::empty("No more viewers", "You have seen them all.", &ways);
    }
    parts::empty(
        "Nobody yet",
        "People look at profiles that say what somebody does, and at people who write. Fill in your \
         profile, post something, or visit people you would like to know: some look back.",
        &[
            ("/settings#profile", "Fill in my profile"),
            ("/", "Write a post"),
            ("/network", "Visit people"),
        ],
    )
}

fn item_row(shell: &Shell, item: &ViewerItem) -> Markup {
    match item {
        ViewerItem::Full(known) => known_row(shell, known),
        ViewerItem::SemiPrivate { glimpse, day } => unnamed_row(glimpse, *day),
    }
}

fn known_row(shell: &Shell, known: &Known) -> Markup {
    let place = Place { shell, source: Source::Viewer, via: None, live: true };
    let person = Person::from(&known.member);
    let when = html! {
        p.meta {
            (icons::eye()) "Viewed you " (time::relative(shell, known.viewed_at))
            @if known.days > 1 { " · on " (known.days) " days" }
        }
    };
    row::row(&person, &when, &connect::actions(&person, &place, None))
}

fn unnamed_row(glimpse: &Glimpse, day: Day) -> Markup {
    html! {
        li.row {
            span.unnamed aria-hidden="true" { (icons::person()) }
            div.row-body {
                div.who {
                    p.who-name { "Somebody" @if let Some(industry) = &glimpse.industry { " in " (industry) } }
                    @if let Some(headline) = &glimpse.headline { p.headline { (headline) } }
                    p.muted { "Shows headline and industry only." }
                }
                p.meta { (icons::eye()) "Viewed you on " (day.short()) }
            }
        }
    }
}

/// How many of all are shown, why, and what shows more.
fn shown(viewers: &Viewers) -> Markup {
    let shown = viewers.most.unwrap_or(viewers.viewers).min(viewers.viewers);
    html! {
        @if let Some(most) = viewers.most.filter(|_| shown < viewers.viewers) {
            p.notice {
                "The " (words::plan(viewers.plan).to_lowercase()) " plan shows your last " (most) " viewers, out of "
                (words::grouped(viewers.viewers)) ". Premium and Navigator show all of the last "
                (viewers.days_back) " days. The counts above are of everybody on every plan."
            }
        }
        @if viewers.plan == Plan::Free && viewers.most.is_some() && shown == viewers.viewers && shown > 0 {
            p.hint { "These are all of them. Views older than " (viewers.days_back) " days are deleted." }
        }
    }
}
